/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings from any text: what is taken survives its own text, and every check of it ends. */
#include "hoist-provider.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const HoistProvider *provider = hoist_provider_find ("tencent-vod");
  g_autofree char *text = g_strndup (data != NULL ? (const char *) data : "", size);
  g_autofree char *redacted G_GNUC_UNUSED = hoist_request_redact_url (text);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) check_error = NULL;
  g_autoptr (HoistSettings) settings = hoist_settings_new_from_text (text, &error);
  g_autoptr (HoistSettings) again = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  g_assert_nonnull (redacted);
  hoist_field_check_address (text, NULL);
  g_assert_true ((settings == NULL) == (error != NULL));
  if (settings == NULL)
    return 0;

  g_assert_true (hoist_provider_check_settings (provider, settings, &check_error) ==
                 (check_error == NULL));
  first = hoist_settings_to_text (settings);
  again = hoist_settings_new_from_text (first, NULL);
  g_assert_nonnull (again);
  second = hoist_settings_to_text (again);
  g_assert_cmpstr (first, ==, second);
  return 0;
}
