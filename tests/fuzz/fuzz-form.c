/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any query: values that are found are text, and survive being written and read again. */
#include "hoist-form.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_round_trip (const char *value)
{
  g_autoptr (GString) form = g_string_new (NULL);
  g_autofree char *again = NULL;

  hoist_form_append (form, "a", "1");
  hoist_form_append (form, "n", value);
  g_assert_true (g_str_is_ascii (form->str));
  again = hoist_form_dup_value (form->str, "n");
  g_assert_cmpstr (again, ==, value);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const char *const names[] = { "n", "Expires", "x-oss-expires", "" };
  g_autofree char *text = g_strndup (data != NULL ? (const char *) data : "", size);
  gint64 expiry_us = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *value = hoist_form_dup_value (text, names[i]);

    g_assert_true (value == NULL || g_utf8_validate (value, -1, NULL));
    if (value != NULL)
      check_round_trip (value);
  }
  if (g_utf8_validate (text, -1, NULL))
    check_round_trip (text);

  expiry_us = hoist_form_get_expiry (text);
  g_assert_cmpint (expiry_us, >=, 0);
  g_assert_cmpint (expiry_us, <=, G_GINT64_CONSTANT (253402300799) * G_USEC_PER_SEC);
  return 0;
}
