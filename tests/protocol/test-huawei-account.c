/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MetaStudio's accounts: their settings, and the ways in. */
#include "huawei-fixture.h"

/* Design section 6 has this list; scripts rely on it. */
static void
test_fields (Fixture *self, gconstpointer data)
{
  static const char *const ids[] = {
    "endpoint",          "iam-endpoint", "region",     "project-id",
    "access-key",        "secret-key",   "user",       "domain",
    "security-token",    "password",     "asset-type", "app-user-id",
    "auto-meta-analysis"
  };
  static const char *const secrets[] = { "secret-key", "security-token", "password", NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++) {
    const HoistField *field = hoist_provider_find_field (&hoist_huawei_metastudio, ids[i]);

    g_assert_nonnull (field);
    g_assert_true (((field->flags & HOIST_FIELD_SECRET) != 0) == g_strv_contains (secrets, ids[i]));
  }
  for (guint i = 0; i < hoist_huawei_metastudio.n_fields; i++)
    g_assert_nonnull (hoist_huawei_metastudio.fields[i].id);
  g_assert_cmpuint (hoist_huawei_metastudio.n_rates, ==, 1);
  g_assert_cmpuint (hoist_huawei_metastudio.rates[0].count, ==, 3);
  g_assert_cmpint (hoist_huawei_metastudio.rates[0].window_us, ==, G_USEC_PER_SEC);
  g_assert_cmpuint (hoist_huawei_metastudio.max_parallel, ==, 4);
}

/* "k" access-key, "s" secret-key, "t" security-token, "u" user, "d" domain, "p" password. */
static void
test_ways_in (Fixture *self, gconstpointer data)
{
  static const struct {
    const char *given;
    const char *word;    /* NULL: accepted */
    const char *unknown; /* the same while nobody knows the secrets */
  } rows[] = {
    { "ks", NULL, NULL },
    { "kst", NULL, NULL },
    { "udp", NULL, NULL },
    { "", "Keys are missing", "Keys are missing" },
    { "k", "“Secret key” is missing", NULL },
    { "s", "“Access key” is missing", "Keys are missing" },
    { "t", "“Access key” is missing", "Keys are missing" },
    { "kt", "“Secret key” is missing", NULL },
    { "ud", "“Password” is missing", NULL },
    { "up", "“Account name” is missing", "“Account name” is missing" },
    { "dp", "“IAM user” is missing", "“IAM user” is missing" },
    { "ksu", "two ways in", "two ways in" },
    { "ksp", "two ways in", NULL },
    { "tudp", "two ways in", NULL },
  };
  static const struct {
    char letter;
    const char *id;
    gboolean is_secret;
  } letters[] = { { 'k', "access-key", FALSE },    { 's', "secret-key", TRUE },
                  { 't', "security-token", TRUE }, { 'u', "user", FALSE },
                  { 'd', "domain", FALSE },        { 'p', "password", TRUE } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    for (gsize j = 0; j < G_N_ELEMENTS (letters); j++)
      hoist_settings_set (letters[j].is_secret ? self->secrets : self->settings, letters[j].id,
                          strchr (rows[i].given, letters[j].letter) != NULL ? "value" : "");
    for (guint is_unknown = 0; is_unknown <= 1; is_unknown++) {
      const char *word = is_unknown ? rows[i].unknown : rows[i].word;
      g_autoptr (GError) error = NULL;
      gboolean is_good = FALSE;

      g_test_message ("%s, %u", rows[i].given, is_unknown);
      self->facts.secrets = is_unknown ? NULL : self->secrets;
      is_good = hoist_huawei_metastudio.check_account (&self->facts, &error);
      g_assert_true (is_good == (word == NULL));
      if (word == NULL)
        continue;
      g_assert_error (error, HOIST_ERROR, HOIST_ERROR_REFUSED);
      g_assert_nonnull (strstr (error->message, word));
    }
  }
}

static void
test_settings (Fixture *self, gconstpointer data)
{
  static const struct {
    const char *id;
    const char *value;
    const char *word; /* NULL: accepted */
  } rows[] = {
    { "region", "ap-southeast-3", NULL },
    { "region", "somewhere-new-7", NULL },
    { "region", "CN-north-4", "“Region”" },
    { "region", "a.example/", "“Region”" },
    { "region", "-a", "“Region”" },
    { "project-id", "a/b", "“Project ID”" },
    { "project-id", "é", "“Project ID”" },
    { "project-id", PROJECT, NULL },
    { "access-key", "A B", "“Access key”" },
    { "app-user-id", "安", "“App user ID”" },
    { "app-user-id", "user-1", NULL },
    { "part-size", "102399", "“Part size”" },
    { "part-size", "102400", NULL },
    { "part-size", "5368709120", NULL },
    { "part-size", "5368709121", "“Part size”" },
    { "large-file-from", "0", NULL },
    { "large-file-from", "5368709121", NULL },
    { "large-file-from", "5368709122", "“Parts from”" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    gboolean is_good = FALSE;

    set_keys (self);
    g_test_message ("%s %s", rows[i].id, rows[i].value);
    hoist_settings_set (self->settings, rows[i].id, rows[i].value);
    is_good = hoist_huawei_metastudio.check_account (&self->facts, &error);
    g_assert_true (is_good == (rows[i].word == NULL));
    if (rows[i].word != NULL)
      g_assert_nonnull (strstr (error->message, rows[i].word));
    hoist_settings_set (self->settings, rows[i].id, NULL);
  }
}

static void
test_hosts (Fixture *self, gconstpointer data)
{
  g_autofree char *initial = hoist_huawei_dup_endpoint (&self->facts);
  g_autofree char *iam = hoist_huawei_dup_iam_endpoint (&self->facts);
  g_autofree char *other = NULL;
  g_autofree char *set = NULL;

  hoist_settings_set (self->settings, "region", "ap-southeast-3");
  other = hoist_huawei_dup_endpoint (&self->facts);
  hoist_settings_set (self->settings, "endpoint", "http://127.0.0.1:18080/a//");
  set = hoist_huawei_dup_endpoint (&self->facts);
  g_assert_cmpstr (initial, ==, HOST);
  g_assert_cmpstr (iam, ==, IAM);
  g_assert_cmpstr (other, ==, "https://metastudio.ap-southeast-3.myhuaweicloud.com");
  g_assert_cmpstr (set, ==, "http://127.0.0.1:18080/a");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/huawei-account/settings-are-the-contract's", test_fields);
  ADD ("/huawei-account/one-way-in", test_ways_in);
  ADD ("/huawei-account/settings-are-checked", test_settings);
  ADD ("/huawei-account/hosts-by-region", test_hosts);
  return g_test_run ();
}
