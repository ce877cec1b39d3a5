/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds for the tables of all services, and the checks of an account's settings. */
#include "hoist-provider.h"

#include "hoist-error.h"

#include <string.h>

static void
test_tables (void)
{
  guint n_providers = 0;
  const HoistProvider *const *providers = hoist_provider_list (&n_providers);

  g_assert_cmpuint (n_providers, >, 0);
  for (guint i = 0; i < n_providers; i++) {
    const HoistProvider *provider = providers[i];

    g_assert_true (hoist_provider_find (provider->id) == provider);
    g_assert_nonnull (provider->name);
    g_assert_nonnull (provider->summary);
    g_assert_nonnull (provider->guide);
    g_assert_nonnull (provider->rights);
    g_assert_nonnull (provider->get_wanted);
    g_assert_nonnull (provider->write_request);
    g_assert_nonnull (provider->read_reply);
    g_assert_true (hoist_provider_has_step (provider, HOIST_STEP_BEGIN));
    g_assert_true (hoist_provider_has_step (provider, HOIST_STEP_PART));
    g_assert_cmpuint (provider->max_parallel, >, 0);
    g_assert_cmpuint (provider->rules.part_size, >, 0);
    g_assert_cmpuint (provider->rules.max_part_size, >=, provider->rules.part_size);
    g_assert_cmpuint (provider->rules.step, >, 0);
    for (guint j = 0; j < provider->n_rates; j++) {
      g_assert_cmpuint (provider->rates[j].count, >, 0);
      g_assert_cmpint (provider->rates[j].window_us, >, 0);
    }
  }
  g_assert_null (hoist_provider_find ("nothing"));
  g_assert_null (hoist_provider_find (NULL));
}

static gboolean
is_kebab (const char *text)
{
  return *text != '\0' && strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen (text);
}

static void
test_fields (void)
{
  guint n_providers = 0;
  const HoistProvider *const *providers = hoist_provider_list (&n_providers);

  for (guint i = 0; i < n_providers; i++) {
    for (guint j = 0; j < providers[i]->n_fields; j++) {
      const HoistField *field = &providers[i]->fields[j];
      g_autoptr (GError) error = NULL;

      g_test_message ("%s.%s", providers[i]->id, field->id);
      g_assert_true (is_kebab (field->id));
      g_assert_true (hoist_provider_find_field (providers[i], field->id) == field);
      g_assert_true (g_str_has_suffix (field->help, "."));
      g_assert_true ((field->kind == HOIST_FIELD_CHOICE) == (field->choices != NULL));
      if (field->initial != NULL)
        hoist_field_check (field, field->initial, &error);
      g_assert_no_error (error);
      g_assert_false ((field->flags & HOIST_FIELD_SECRET) != 0 && field->initial != NULL);
      g_assert_false ((field->flags & HOIST_FIELD_SECRET) != 0 &&
                      (field->flags & HOIST_FIELD_PER_UPLOAD) != 0);
    }
  }
}

/* Design section 6 has this list; scripts rely on it. */
static void
test_tencent_contract (void)
{
  static const char *const ids[] = { "endpoint",  "secret-id",  "secret-key", "region",
                                     "method",    "part-size",  "tags",       "class-id",
                                     "transcode", "screenshot", "watermark",  "file-type" };
  static const struct {
    const char *id;
    const char *initial;
  } initials[] = {
    { "endpoint", "https://vod2.qcloud.com/v2/index.php" },
    { "region", "gz" },
    { "method", "GET" },
    { "part-size", "1048576" },
    { "signature", "HmacSHA1" },
    { "tag-name", "tags" },
  };
  const HoistProvider *provider = hoist_provider_find ("tencent-vod");

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++) {
    const HoistField *field = hoist_provider_find_field (provider, ids[i]);

    g_assert_nonnull (field);
    g_assert_true (((field->flags & HOIST_FIELD_SECRET) != 0) ==
                   (strcmp (ids[i], "secret-key") == 0));
  }
  for (gsize i = 0; i < G_N_ELEMENTS (initials); i++)
    g_assert_cmpstr (hoist_provider_find_field (provider, initials[i].id)->initial, ==,
                     initials[i].initial);
}

/* Read off the services' documents: what each still takes when all bytes are there. */
static void
test_until_commit (void)
{
  static const char *const late[] = { "huawei-metastudio.asset-name",
                                      "huawei-metastudio.asset-description",
                                      "huawei-metastudio.tags",
                                      "huawei-metastudio.auto-meta-analysis", NULL };
  guint n_providers = 0;
  const HoistProvider *const *providers = hoist_provider_list (&n_providers);
  guint n_found = 0;

  for (guint i = 0; i < n_providers; i++) {
    for (guint j = 0; j < providers[i]->n_fields; j++) {
      const HoistField *field = &providers[i]->fields[j];
      g_autofree char *name = g_strdup_printf ("%s.%s", providers[i]->id, field->id);

      if ((field->flags & HOIST_FIELD_UNTIL_COMMIT) == 0)
        continue;
      g_assert_true ((field->flags & HOIST_FIELD_PER_UPLOAD) != 0);
      g_assert_true (hoist_provider_has_step (providers[i], HOIST_STEP_COMMIT));
      g_assert_true (g_strv_contains (late, name));
      n_found++;
    }
  }
  g_assert_cmpuint (n_found, ==, g_strv_length ((char **) late));
}

/* Settings of an older version, of which the service would take only a part. */
static void
test_limits (void)
{
  const struct {
    const char *service;
    const char *id;
    const char *value;
    gboolean is_good;
  } cases[] = {
    { "tencent-vod", "tags", "1,2,3,4,5,6,7,8,9,10", TRUE },
    { "tencent-vod", "tags", "1,2,3,4,5,6,7,8,9,10,11", FALSE },
    { "tencent-vod", "file-type", "a/b", FALSE },
    { "huawei-metastudio", "file-type", "a/b", FALSE },
    { "huawei-metastudio", "file-type", "mp4", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (HoistSettings) options = hoist_settings_new ();
    HoistFileFacts file = { .name = "film.mp4", .size = 1000 };
    HoistFacts facts = { .provider = hoist_provider_find (cases[i].service),
                         .options = options,
                         .file = &file };
    g_autoptr (GError) error = NULL;

    hoist_settings_set (options, cases[i].id, cases[i].value);
    g_test_message ("%s %s", cases[i].service, cases[i].value);
    g_assert_true (hoist_provider_check_file (&facts, &error) == cases[i].is_good);
    g_assert_true (hoist_provider_check_options (facts.provider, options, NULL) ==
                   cases[i].is_good);
    if (!cases[i].is_good)
      g_assert_error (error, HOIST_ERROR, HOIST_ERROR_REFUSED);
  }
}

typedef gboolean (*Check) (const HoistProvider *, const HoistSettings *, GError **);

static void
assert_check (Check check, const char *const *pairs, const char *word)
{
  const HoistProvider *provider = hoist_provider_find ("tencent-vod");
  g_autoptr (HoistSettings) settings = hoist_settings_new ();
  g_autoptr (GError) error = NULL;
  gboolean is_good = FALSE;

  for (guint i = 0; pairs[i] != NULL; i += 2)
    hoist_settings_set (settings, pairs[i], pairs[i + 1]);
  is_good = check (provider, settings, &error);
  if (word == NULL) {
    g_assert_no_error (error);
    g_assert_true (is_good);
    return;
  }
  g_assert_false (is_good);
  g_assert_true (error->domain == HOIST_ERROR);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, word));
  g_assert_null (strstr (error->message, "hunter2"));
}

static void
test_check_settings (void)
{
  Check check = hoist_provider_check_settings;

  assert_check (check, (const char *[]){ "secret-id", "a", NULL }, NULL);
  assert_check (check, (const char *[]){ NULL }, "“SecretId”");
  assert_check (check, (const char *[]){ "secret-id", "", NULL }, "“SecretId”");
  assert_check (check, (const char *[]){ "secret-id", "a", "nonsense", "1", NULL }, "“nonsense”");
  assert_check (check, (const char *[]){ "secret-id", "a", "Region", "gz", NULL }, "“Region”");
  assert_check (check, (const char *[]){ "secret-id", "a", "secret-key", "hunter2", NULL },
                "“SecretKey”");
  assert_check (check, (const char *[]){ "secret-id", "a", "method", "PUT", NULL }, "“Method”");
  assert_check (check, (const char *[]){ "secret-id", "a", "part-size", "1000", NULL },
                "“Part size”");
  assert_check (check, (const char *[]){ "secret-id", "a", "class-id", "x", NULL }, "“Category”");
  assert_check (check, (const char *[]){ "secret-id", "a", "transcode", "on", NULL },
                "“Transcode”");
  assert_check (check,
                (const char *[]){ "secret-id", "a", "endpoint", "http://vod2.qcloud.com/", NULL },
                "“Address”");
  assert_check (check,
                (const char *[]){ "secret-id", "a", "endpoint", "http://127.0.0.1:8080/v2", "tags",
                                  "a, b", "class-id", "7", "transcode", "1", "file-type", "mp4",
                                  "signature", "HmacSHA256", "tag-name", "tag", NULL },
                NULL);
}

static void
test_check_secrets (void)
{
  Check check = hoist_provider_check_secrets;

  assert_check (check, (const char *[]){ "secret-key", "hunter2", NULL }, NULL);
  assert_check (check, (const char *[]){ NULL }, "“SecretKey”");
  assert_check (check, (const char *[]){ "secret-key", "hunter2\n", NULL }, "“SecretKey”");
  assert_check (check, (const char *[]){ "secret-key", "k", "region", "gz", NULL }, "“Region”");
  g_assert_false (check (hoist_provider_find ("tencent-vod"), NULL, NULL));
}

static void
test_check_options (void)
{
  Check check = hoist_provider_check_options;

  assert_check (check, (const char *[]){ NULL }, NULL);
  assert_check (check, (const char *[]){ "tags", "a", "class-id", "3", NULL }, NULL);
  assert_check (check, (const char *[]){ "region", "gz", NULL }, "“Region”");
  assert_check (check, (const char *[]){ "secret-key", "hunter2", NULL }, "“SecretKey”");
  assert_check (check, (const char *[]){ "watermark", "2", NULL }, "“Watermark”");
  assert_check (check, (const char *[]){ "colour", "red", NULL }, "“colour”");
  g_assert_true (check (hoist_provider_find ("tencent-vod"), NULL, NULL));
}

static void
test_facts (void)
{
  g_autoptr (HoistSettings) settings = hoist_settings_new ();
  g_autoptr (HoistSettings) options = hoist_settings_new ();
  HoistFacts facts = { .provider = hoist_provider_find ("tencent-vod"), .settings = settings };

  g_assert_cmpstr (hoist_facts_get (&facts, "region"), ==, "gz");
  g_assert_null (hoist_facts_get (&facts, "tags"));
  g_assert_null (hoist_facts_get_secret (&facts, "secret-key"));
  hoist_settings_set (settings, "region", "");
  g_assert_cmpstr (hoist_facts_get (&facts, "region"), ==, "gz");
  hoist_settings_set (settings, "region", "bj");
  hoist_settings_set (settings, "tags", "account");
  g_assert_cmpstr (hoist_facts_get (&facts, "region"), ==, "bj");

  facts.options = options;
  g_assert_cmpstr (hoist_facts_get (&facts, "tags"), ==, "account");
  hoist_settings_set (options, "region", "sh");
  hoist_settings_set (options, "tags", "upload");
  hoist_settings_set (options, "transcode", "1");
  g_assert_cmpstr (hoist_facts_get (&facts, "region"), ==, "bj");
  g_assert_cmpstr (hoist_facts_get (&facts, "tags"), ==, "upload");
  g_assert_cmpstr (hoist_facts_get (&facts, "transcode"), ==, "1");

  /* an empty one means "none" for tags, and nothing where there is an initial value */
  hoist_settings_set (options, "tags", "");
  g_assert_cmpstr (hoist_facts_get (&facts, "tags"), ==, "");
  hoist_settings_set (settings, "transcode", "1");
  hoist_settings_set (options, "transcode", "");
  g_assert_cmpstr (hoist_facts_get (&facts, "transcode"), ==, "1");
}

static void
test_hide_secrets (void)
{
  static const struct {
    const char *text;
    const char *shown;
  } cases[] = {
    { "", "" },
    { "The service is busy.", "The service is busy." },
    { "“key-1234567” is no key.", "“…” is no key." },
    { "key-1234567key-1234567", "……" },
    { "key-123456", "key-123456" },
    { "a much longer token (0123456789abcdef0123456789): refused",
      "a much longer token (…): refused" },
    { "cut: 0123456789abcdef01", "cut: …" },
    { "not yet: 0123456789abcde", "not yet: 0123456789abcde" },
    { "a word", "a word" },
  };
  g_autoptr (HoistSettings) secrets = hoist_settings_new ();
  HoistFacts facts = { .provider = hoist_provider_find ("tencent-vod") };

  hoist_settings_set (secrets, "key", "key-1234567");
  hoist_settings_set (secrets, "token", "0123456789abcdef0123456789");
  hoist_settings_set (secrets, "short", "word");
  hoist_settings_set (secrets, "empty", "");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *kept = NULL;
    g_autofree char *shown = NULL;

    facts.secrets = NULL;
    kept = hoist_facts_hide_secrets (&facts, cases[i].text);
    g_assert_cmpstr (kept, ==, cases[i].text);
    facts.secrets = secrets;
    shown = hoist_facts_hide_secrets (&facts, cases[i].text);
    g_assert_cmpstr (shown, ==, cases[i].shown);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/provider/tables-are-complete", test_tables);
  g_test_add_func ("/provider/fields-are-sound", test_fields);
  g_test_add_func ("/provider/tencent-settings-are-the-contract's", test_tencent_contract);
  g_test_add_func ("/provider/what-may-change-until-the-end", test_until_commit);
  g_test_add_func ("/provider/nothing-is-cut-in-silence", test_limits);
  g_test_add_func ("/provider/settings-are-checked", test_check_settings);
  g_test_add_func ("/provider/secrets-are-checked", test_check_secrets);
  g_test_add_func ("/provider/options-are-checked", test_check_options);
  g_test_add_func ("/provider/upload's-own-options-win", test_facts);
  g_test_add_func ("/provider/secrets-are-hidden-in-sentences", test_hide_secrets);
  return g_test_run ();
}
