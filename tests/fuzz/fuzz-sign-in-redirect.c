/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any request at the address of a sign-in: a code without control characters, or an error. */
#include "hoist-sign-in-redirect.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *target = size > 0 ? g_strndup ((const char *) data, size) : g_strdup ("");
  g_autoptr (GError) error = NULL;
  g_autofree char *code = hoist_sign_in_redirect_read (target, "s42", &error);

  g_assert_true ((code != NULL) == (error == NULL));
  if (error != NULL)
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
  for (const char *next = code; next != NULL && *next != '\0'; next++)
    g_assert_true (g_ascii_isgraph (*next));
  return 0;
}
