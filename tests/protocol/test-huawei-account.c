/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MetaStudio's accounts and files before any upload: settings, ways in, tokens, errands, types. */
#include "hoist-huawei-metastudio.h"

#include "hoist-error.h"
#include "hoist-huawei-account.h"
#include "hoist-huawei-file.h"

#include <string.h>

#define PROJECT "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
#define HOST "https://metastudio.cn-north-4.myhuaweicloud.com"
#define IAM "https://iam.myhuaweicloud.com"
#define NOW_US (G_GINT64_CONSTANT (1768465800) * G_USEC_PER_SEC)
#define HOUR_US (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

typedef struct {
  HoistSettings *settings;
  HoistSettings *secrets;
  HoistFileFacts file;
  HoistErrand *errand;
  HoistFacts facts;
  HoistRequest *request;
  GError *error;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->settings = hoist_settings_new ();
  self->secrets = hoist_settings_new ();
  self->file = (HoistFileFacts){ .name = "intro.mp4", .size = 5 };
  self->facts = (HoistFacts){ .provider = &hoist_huawei_metastudio,
                              .settings = self->settings,
                              .secrets = self->secrets,
                              .file = &self->file,
                              .now_us = NOW_US };
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  hoist_settings_unref (self->settings);
  hoist_settings_unref (self->secrets);
  hoist_errand_free (self->errand);
  hoist_request_free (self->request);
  g_clear_error (&self->error);
}

static void
set_keys (Fixture *self)
{
  hoist_settings_set (self->settings, "access-key", "EXAMPLEAK");
  hoist_settings_set (self->secrets, "secret-key", "ExampleSecretKey");
}

static void
set_user (Fixture *self)
{
  hoist_settings_set (self->settings, "user", "ann");
  hoist_settings_set (self->settings, "domain", "acme");
  hoist_settings_set (self->secrets, "password", "hunter2hunter2");
}

static void
grant (Fixture *self, gint64 until_us)
{
  g_autofree char *until = g_strdup_printf ("%" G_GINT64_FORMAT, until_us);

  hoist_settings_set (self->secrets, HOIST_GRANT_TOKEN, "granted");
  hoist_settings_set (self->secrets, HOIST_GRANT_UNTIL, until);
  hoist_settings_set (self->secrets, HOIST_HUAWEI_GRANT_PROJECT, PROJECT);
}

static void
begin_errand (Fixture *self, HoistStep step)
{
  hoist_errand_free (self->errand);
  self->errand = hoist_errand_new (step);
  self->facts.errand = self->errand;
  self->facts.file = NULL;
}

static HoistMove
write_errand (Fixture *self)
{
  g_clear_pointer (&self->request, hoist_request_free);
  g_clear_error (&self->error);
  return hoist_huawei_metastudio.write_request (&self->facts, NULL, self->errand->step, NULL,
                                                &self->request, &self->error);
}

static HoistMove
read_reply (Fixture *self, guint status, const char *text, const char *token)
{
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
  g_autoptr (HoistReply) reply = hoist_reply_new (status, body);
  HoistMove move = { 0 };

  if (token != NULL)
    hoist_reply_set_header (reply, "X-Subject-Token", token, 0);
  g_clear_error (&self->error);
  move = hoist_huawei_metastudio.read_reply (&self->facts, NULL, self->errand->step, NULL, reply,
                                             &self->error);
  g_assert_true ((move.kind == HOIST_MOVE_FAILED) == (self->error != NULL));
  return move;
}

static void
assert_request (Fixture *self, const char *method, const char *url)
{
  g_assert_cmpint (write_errand (self).kind, ==, HOIST_MOVE_SEND);
  g_assert_cmpstr (self->request->method, ==, method);
  g_assert_cmpstr (self->request->url, ==, url);
}

static const char *
get_header (Fixture *self, const char *name)
{
  for (guint i = 0; i + 1 < self->request->headers->len; i += 2) {
    if (strcmp (g_ptr_array_index (self->request->headers, i), name) == 0)
      return g_ptr_array_index (self->request->headers, i + 1);
  }
  return NULL;
}

static const HoistFinding *
get_finding (Fixture *self, guint index)
{
  g_assert_cmpuint (index, <, self->errand->findings->len);
  return g_ptr_array_index (self->errand->findings, index);
}

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

/* Section 6.1, byte for byte. */
static void
test_sign_in (Fixture *self, gconstpointer data)
{
  gsize size = 0;
  const char *body = NULL;
  g_autofree char *text = NULL;

  set_user (self);
  begin_errand (self, HOIST_STEP_SIGN_IN);
  assert_request (self, "POST", IAM "/v3/auth/tokens?nocatalog=true");
  body = g_bytes_get_data (self->request->before, &size);
  text = g_strndup (body, size);
  g_assert_cmpstr (text, ==,
                   "{\"auth\":{\"identity\":{\"methods\":[\"password\"],\"password\":{\"user\":{"
                   "\"name\":\"ann\",\"password\":\"hunter2hunter2\",\"domain\":{\"name\":\"acme\"}"
                   "}}},\"scope\":{\"project\":{\"name\":\"cn-north-4\"}}}}");
  g_assert_cmpstr (self->request->content_type, ==, "application/json;charset=utf8");
  g_assert_cmpuint (self->request->headers->len, ==, 0);

  g_assert_cmpint (read_reply (self, 201,
                               "{\"token\":{\"expires_at\":\"2026-01-16T08:30:00.000000Z\","
                               "\"project\":{\"id\":\"" PROJECT "\",\"name\":\"cn-north-4\"}}}",
                               "MIIabc+/=")
                       .kind,
                   ==, HOIST_MOVE_DONE);
  g_assert_cmpstr (hoist_settings_get (self->errand->secrets, HOIST_GRANT_TOKEN), ==, "MIIabc+/=");
  g_assert_cmpstr (hoist_settings_get (self->errand->secrets, HOIST_GRANT_UNTIL), ==,
                   "1768552200000000");
  g_assert_cmpstr (hoist_settings_get (self->errand->secrets, HOIST_HUAWEI_GRANT_PROJECT), ==,
                   PROJECT);
}

static void
test_sign_in_answers (Fixture *self, gconstpointer data)
{
  static const struct {
    guint status;
    const char *body;
    const char *token;
    HoistErrorCode code;
  } rows[] = {
    { 401, "{\"error\":{\"code\":401}}", NULL, HOIST_ERROR_SIGN_IN },
    { 404, "{}", NULL, HOIST_ERROR_SIGN_IN },
    { 503, "", NULL, HOIST_ERROR_BUSY },
    { 201, "{\"token\":{\"project\":{\"id\":\"1\"}}}", NULL, HOIST_ERROR_BUSY },
    { 201, "{\"token\":{\"project\":{\"id\":\"1\"}}}", "", HOIST_ERROR_BUSY },
    { 201, "{\"token\":{\"project\":{\"id\":\"1\"}}}", "a b", HOIST_ERROR_BUSY },
    { 201, "", "token", HOIST_ERROR_BUSY },
    { 201, "{\"token\":{}}", "token", HOIST_ERROR_SIGN_IN },
  };

  set_user (self);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    begin_errand (self, HOIST_STEP_SIGN_IN);
    g_assert_cmpint (read_reply (self, rows[i].status, rows[i].body, rows[i].token).kind, ==,
                     HOIST_MOVE_FAILED);
    g_assert_error (self->error, HOIST_ERROR, (int) rows[i].code);
    g_assert_true (hoist_settings_is_empty (self->errand->secrets));
  }

  /* with a project of one's own; and 24 h when the answer does not say how long */
  hoist_settings_set (self->settings, "project-id", PROJECT);
  g_assert_cmpint (read_reply (self, 201, "{\"token\":{}}", "token").kind, ==, HOIST_MOVE_DONE);
  g_assert_cmpstr (hoist_settings_get (self->errand->secrets, HOIST_GRANT_UNTIL), ==,
                   "1768552200000000");
  assert_request (self, "POST", IAM "/v3/auth/tokens?nocatalog=true");
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (self->request->before, NULL),
                                  g_bytes_get_size (self->request->before),
                                  "\"scope\":{\"project\":{\"id\":\"" PROJECT "\"}}"));
}

static void
test_token (Fixture *self, gconstpointer data)
{
  HoistMove move = { 0 };

  set_user (self);
  begin_errand (self, HOIST_STEP_CHECK);
  move = write_errand (self);
  g_assert_cmpint (move.kind, ==, HOIST_MOVE_JUMP);
  g_assert_cmpint (move.step, ==, HOIST_STEP_SIGN_IN);
  grant (self, NOW_US + HOUR_US / 6);
  g_assert_cmpint (write_errand (self).kind, ==, HOIST_MOVE_JUMP);
  grant (self, NOW_US + HOUR_US / 6 + 1);
  assert_request (self, "GET", HOST "/v1/" PROJECT "/digital-assets?limit=1&offset=0");
  g_assert_cmpstr (get_header (self, "X-Auth-Token"), ==, "granted");
  g_assert_cmpstr (get_header (self, "X-Project-Id"), ==, PROJECT);
  g_assert_null (get_header (self, "Authorization"));
  g_assert_null (get_header (self, "X-Sdk-Date"));

  /* refused: a new one is asked for */
  move = read_reply (self, 401, "{\"error_code\":\"APIG.0307\"}", NULL);
  g_assert_cmpint (move.kind, ==, HOIST_MOVE_JUMP);
  g_assert_cmpint (move.step, ==, HOIST_STEP_SIGN_IN);
}

/* The same in an upload. */
static void
test_token_in_an_upload (Fixture *self, gconstpointer data)
{
  g_autoptr (HoistTicket) ticket = hoist_ticket_new ();
  g_autoptr (HoistReply) reply = hoist_reply_new (401, NULL);
  HoistMove move = { 0 };

  set_user (self);
  hoist_digests_set_hex (&self->file.digests, HOIST_DIGEST_MD5, "5d41402abc4b2a76b9719d911017c592");
  move = hoist_huawei_metastudio.write_request (&self->facts, ticket, HOIST_STEP_BEGIN, NULL,
                                                &self->request, &self->error);
  g_assert_cmpint (move.kind, ==, HOIST_MOVE_JUMP);
  g_assert_cmpint (move.step, ==, HOIST_STEP_SIGN_IN);
  grant (self, NOW_US + HOUR_US);
  move = hoist_huawei_metastudio.write_request (&self->facts, ticket, HOIST_STEP_BEGIN, NULL,
                                                &self->request, &self->error);
  g_assert_cmpint (move.kind, ==, HOIST_MOVE_SEND);
  move = hoist_huawei_metastudio.read_reply (&self->facts, ticket, HOIST_STEP_BEGIN, NULL, reply,
                                             &self->error);
  g_assert_cmpint (move.kind, ==, HOIST_MOVE_JUMP);
  g_assert_cmpint (move.step, ==, HOIST_STEP_SIGN_IN);
}

/* Keys need no sign-in, and are never tried twice. */
static void
test_keys (Fixture *self, gconstpointer data)
{
  set_keys (self);
  hoist_settings_set (self->settings, "project-id", PROJECT);
  hoist_settings_set (self->settings, "app-user-id", "user-0001");
  hoist_settings_set (self->secrets, "security-token", "made-up==");
  begin_errand (self, HOIST_STEP_SIGN_IN);
  g_assert_cmpint (write_errand (self).kind, ==, HOIST_MOVE_DONE);
  begin_errand (self, HOIST_STEP_CHECK);
  assert_request (self, "GET", HOST "/v1/" PROJECT "/digital-assets?limit=1&offset=0");
  g_assert_nonnull (
      strstr (get_header (self, "Authorization"),
              "SignedHeaders=host;x-app-userid;x-project-id;x-sdk-date;x-security-token, "));
  g_assert_cmpstr (get_header (self, "X-Security-Token"), ==, "made-up==");
  g_assert_null (get_header (self, "X-Auth-Token"));
  g_assert_cmpint (read_reply (self, 401, "{\"error_code\":\"APIG.0301\"}", NULL).kind, ==,
                   HOIST_MOVE_FAILED);
  g_assert_error (self->error, HOIST_ERROR, HOIST_ERROR_SIGN_IN);

  hoist_settings_set (self->secrets, "secret-key", NULL);
  g_assert_cmpint (write_errand (self).kind, ==, HOIST_MOVE_FAILED);
  g_assert_error (self->error, HOIST_ERROR, HOIST_ERROR_KEYRING);
  hoist_settings_set (self->settings, "access-key", "");
  g_assert_cmpint (write_errand (self).kind, ==, HOIST_MOVE_FAILED);
  g_assert_error (self->error, HOIST_ERROR, HOIST_ERROR_SIGN_IN);
}

static void
test_check (Fixture *self, gconstpointer data)
{
  set_keys (self);
  begin_errand (self, HOIST_STEP_CHECK);
  assert_request (self, "GET", IAM "/v3/projects?name=cn-north-4");
  g_assert_cmpint (read_reply (self, 200,
                               "{\"projects\":[{\"id\":\"" PROJECT "\",\"name\":\"cn-north-4\"}]}",
                               NULL)
                       .kind,
                   ==, HOIST_MOVE_AGAIN);
  assert_request (self, "GET", HOST "/v1/" PROJECT "/digital-assets?limit=1&offset=0");
  g_assert_cmpint (read_reply (self, 200, "{}", NULL).kind, ==, HOIST_MOVE_FAILED);
  g_assert_error (self->error, HOIST_ERROR, HOIST_ERROR_BUSY);
  g_assert_cmpint (read_reply (self, 400, "{\"error_code\":\"MSS.00010009\"}", NULL).kind, ==,
                   HOIST_MOVE_FAILED);
  g_assert_error (self->error, HOIST_ERROR, HOIST_ERROR_SIGN_IN);
  g_assert_nonnull (strstr (self->error->message, "“Project ID”"));
  g_assert_cmpint (read_reply (self, 200, "{\"count\":12,\"assets\":[]}", NULL).kind, ==,
                   HOIST_MOVE_DONE);
  g_assert_cmpuint (self->errand->findings->len, ==, 1);
  g_assert_cmpstr (get_finding (self, 0)->id, ==, PROJECT);
  g_assert_cmpstr (get_finding (self, 0)->note, ==, "The library has 12 assets.");
}

static void
test_choices (Fixture *self, gconstpointer data)
{
  set_keys (self);
  begin_errand (self, HOIST_STEP_CHOICES);
  g_assert_cmpint (write_errand (self).kind, ==, HOIST_MOVE_DONE);
  self->errand->field = g_strdup ("project-id");
  assert_request (self, "GET", IAM "/v3/projects");
  g_assert_cmpint (read_reply (self, 200,
                               "{\"projects\":[{\"id\":\"1\",\"name\":\"cn-north-4\"},"
                               "{\"id\":\"../2\",\"name\":\"bad\"},{\"id\":\"3\"}]}",
                               NULL)
                       .kind,
                   ==, HOIST_MOVE_DONE);
  g_assert_cmpuint (self->errand->findings->len, ==, 2);
  g_assert_cmpstr (get_finding (self, 0)->name, ==, "cn-north-4");
  g_assert_cmpstr (get_finding (self, 1)->name, ==, "3");
}

static void
test_leftovers (Fixture *self, gconstpointer data)
{
  const char *page = "{\"count\":4,\"assets\":["
                     "{\"asset_id\":\"1\",\"asset_name\":\"a\",\"asset_state\":\"CREATING\","
                     "\"create_time\":\"2026-11-20T10:00:00Z\","
                     "\"files\":[{\"file_name\":\"a.mp4\",\"asset_file_category\":\"MAIN\","
                     "\"file_id\":\"f1\",\"file_size\":5,\"state\":\"CREATING\"}]},"
                     "{\"asset_id\":\"2\",\"asset_name\":\"b\",\"asset_state\":\"ACTIVED\"}]}";

  set_keys (self);
  hoist_settings_set (self->settings, "project-id", PROJECT);
  begin_errand (self, HOIST_STEP_LEFTOVERS);
  assert_request (self, "GET",
                  HOST "/v1/" PROJECT "/digital-assets?limit=50&offset=0&asset_state=CREATING");
  g_assert_cmpint (read_reply (self, 200, page, NULL).kind, ==, HOIST_MOVE_AGAIN);
  assert_request (self, "GET",
                  HOST "/v1/" PROJECT "/digital-assets?limit=50&offset=2&asset_state=CREATING");
  g_assert_cmpint (read_reply (self, 200, page, NULL).kind, ==, HOIST_MOVE_DONE);
  g_assert_cmpuint (self->errand->findings->len, ==, 2);
  g_assert_cmpstr (get_finding (self, 0)->id, ==, "1");
  g_assert_cmpstr (get_finding (self, 0)->name, ==, "a");
  g_assert_cmpstr (get_finding (self, 0)->note, ==, "a.mp4");
  g_assert_cmpuint (get_finding (self, 0)->size, ==, 5);
  g_assert_cmpint (get_finding (self, 0)->since_us, ==, 1795168800 * (gint64) G_USEC_PER_SEC);
  g_assert_cmpstr (
      hoist_ticket_get (get_finding (self, 0)->ticket, get_finding (self, 0)->ticket_name), ==,
      "1");
}

static void
test_files (Fixture *self, gconstpointer data)
{
  static const struct {
    const char *name;
    const char *content_type;
    const char *asset_type;
    guint64 size;
    const char *type; /* NULL: refused */
    const char *wanted;
    HoistErrorCode code;
  } rows[] = {
    { "a.MP4", NULL, NULL, 5, "mp4", "VIDEO", 0 },
    { "a.png", NULL, NULL, 5, "png", "IMAGE", 0 },
    { "a.mp3", NULL, NULL, 5, "mp3", "AUDIO", 0 },
    { "a.mp3", NULL, "MUSIC", 5, "mp3", "MUSIC", 0 },
    { "a.pdf", NULL, NULL, 5, "pdf", "PPT", 0 },
    { "a.zip", NULL, NULL, 5, "zip", "COMMON_FILE", 0 },
    { "a.part", "video/webm", NULL, 5, "webm", "VIDEO", 0 },
    { "a", "video/quicktime", NULL, 5, "mov", "VIDEO", 0 },
    { "a", NULL, NULL, 5, NULL, NULL, HOIST_ERROR_REFUSED },
    { "a.mp4", NULL, NULL, 0, NULL, NULL, HOIST_ERROR_REFUSED },
    { "a.mp4", NULL, "IMAGE", 5, NULL, NULL, HOIST_ERROR_REFUSED },
    { "a.mp4", NULL, "COMMON_FILE", 5, "mp4", "COMMON_FILE", 0 },
    { "a.mp4", NULL, NULL, G_GUINT64_CONSTANT (5368709120), "mp4", "VIDEO", 0 },
    { "a.mp4", NULL, NULL, G_GUINT64_CONSTANT (5368709121), NULL, NULL, HOIST_ERROR_TOO_LARGE },
    { "a.png", NULL, NULL, 52428800, "png", "IMAGE", 0 },
    { "a.png", NULL, NULL, 52428801, NULL, NULL, HOIST_ERROR_TOO_LARGE },
    { "a.wav", NULL, NULL, 104857601, NULL, NULL, HOIST_ERROR_TOO_LARGE },
    { "a.zip", NULL, NULL, G_GUINT64_CONSTANT (536870912000), "zip", "COMMON_FILE", 0 },
    { "a.zip", NULL, NULL, G_GUINT64_CONSTANT (536870912001), NULL, NULL, HOIST_ERROR_TOO_LARGE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *type = NULL;

    g_test_message ("%s %" G_GUINT64_FORMAT, rows[i].name, rows[i].size);
    self->file = (HoistFileFacts){ .name = rows[i].name,
                                   .content_type = rows[i].content_type,
                                   .size = rows[i].size };
    hoist_settings_set (self->settings, "asset-type", rows[i].asset_type);
    g_assert_true (hoist_huawei_metastudio.check_file (&self->facts, &error) ==
                   (rows[i].type != NULL));
    if (rows[i].type == NULL) {
      g_assert_error (error, HOIST_ERROR, (int) rows[i].code);
      continue;
    }
    type = hoist_huawei_file_dup_type (&self->facts);
    g_assert_cmpstr (type, ==, rows[i].type);
    g_assert_cmpstr (hoist_huawei_file_get_asset_type (&self->facts, type), ==, rows[i].wanted);
  }

  hoist_settings_set (self->settings, "asset-type", NULL);
  hoist_settings_set (self->settings, "file-type", ".MOV");
  self->file = (HoistFileFacts){ .name = "a", .size = 5 };
  g_assert_true (hoist_huawei_metastudio.check_file (&self->facts, NULL));
}

static void
test_names (Fixture *self, gconstpointer data)
{
  g_autofree char *long_name = g_strnfill (600, 'x');
  g_autofree char *cut = NULL;
  static const struct {
    const char *name;
    const char *set;
    const char *wanted;
  } rows[] = {
    { "intro.mp4", NULL, "intro" },   { "演示 clip.mp4", NULL, "演示 clip" },
    { "a/b:c?.mp4", NULL, "a_b_c_" }, { "v1.2", NULL, "v1" },
    { ".mp4", NULL, "upload" },       { "intro.mp4", " set name ", "set name" },
    { "intro.mp4", "", "intro" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *name = NULL;

    self->file.name = rows[i].name;
    hoist_settings_set (self->settings, "asset-name", rows[i].set);
    name = hoist_huawei_file_dup_asset_name (&self->facts);
    g_assert_cmpstr (name, ==, rows[i].wanted);
  }
  /* characters, not bytes */
  memcpy (long_name, "演", 3);
  hoist_settings_set (self->settings, "asset-name", long_name);
  cut = hoist_huawei_file_dup_asset_name (&self->facts);
  g_assert_cmpint (g_utf8_strlen (cut, -1), ==, 256);
}

/* The rule, not the formula: few enough parts, none too small or too large. */
static void
test_parts (Fixture *self, gconstpointer data)
{
  static const guint64 sizes[] = { 1,
                                   102400,
                                   102401,
                                   204799,
                                   204800,
                                   1048577,
                                   10485760,
                                   G_GUINT64_CONSTANT (5368709121),
                                   G_GUINT64_CONSTANT (107374182401),
                                   G_GUINT64_CONSTANT (536870912000) };
  static const char *const part_sizes[] = { "102400", "150000", "1073741824", "5368709120" };
  HoistWanted wanted = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
    for (gsize j = 0; j < G_N_ELEMENTS (part_sizes); j++) {
      guint64 n_parts = 0;
      guint64 part_size = 0;

      self->file.size = sizes[i];
      hoist_settings_set (self->settings, "part-size", part_sizes[j]);
      n_parts = hoist_huawei_file_get_n_parts (&self->facts);
      part_size = (sizes[i] + n_parts - 1) / n_parts;
      g_assert_cmpuint (n_parts, >=, 1);
      g_assert_cmpuint (n_parts, <=, 100);
      g_assert_cmpuint (part_size, <=, G_GUINT64_CONSTANT (5368709120));
      g_assert_true (n_parts == 1 || part_size >= 102400);
      g_assert_cmpuint ((sizes[i] + part_size - 1) / part_size, ==, n_parts);
    }
  }

  self->file.size = 1048577;
  hoist_huawei_metastudio.get_wanted (&self->facts, &wanted);
  g_assert_cmpint (wanted.file, ==, HOIST_DIGEST_MD5);
  hoist_settings_set (self->settings, "large-file-from", "1048577");
  hoist_huawei_metastudio.get_wanted (&self->facts, &wanted);
  g_assert_cmpint (wanted.file, ==, HOIST_DIGEST_NONE);
  self->file.size--;
  g_assert_false (hoist_huawei_file_is_large (&self->facts));
}

/* A large file from its record to its proof. */
static void
test_large_upload (Fixture *self, gconstpointer data)
{
  g_autoptr (HoistTicket) ticket = hoist_ticket_new ();
  const char *text = "{\"asset_id\":\"7\",\"file_id\":\"8\",\"upload_urls\":["
                     "\"https://o.example/1\",\"https://o.example/2\"]}";
  g_autoptr (GBytes) answer = g_bytes_new_static (text, strlen (text));
  const char *record = "{\"asset_state\":\"ACTIVED\",\"files\":[{\"file_id\":\"8\","
                       "\"file_size\":2000001,\"state\":\"CREATED\"}]}";
  g_autoptr (GBytes) known = g_bytes_new_static (record, strlen (record));
  g_autoptr (HoistReply) reply = hoist_reply_new (200, answer);
  g_autoptr (HoistReply) shown = hoist_reply_new (200, known);
  g_autofree char *body = NULL;
  const HoistProvider *provider = &hoist_huawei_metastudio;

  set_keys (self);
  hoist_settings_set (self->settings, "project-id", "p");
  hoist_settings_set (self->settings, "large-file-from", "1048576");
  hoist_settings_set (self->settings, "part-size", "1048576");
  self->file.size = 2000001;
  provider->write_request (&self->facts, ticket, HOIST_STEP_BEGIN, NULL, &self->request, NULL);
  g_assert_cmpint (
      provider->read_reply (&self->facts, ticket, HOIST_STEP_BEGIN, NULL, reply, NULL).kind, ==,
      HOIST_MOVE_AGAIN);
  g_clear_pointer (&self->request, hoist_request_free);
  provider->write_request (&self->facts, ticket, HOIST_STEP_BEGIN, NULL, &self->request, NULL);
  g_assert_cmpstr (self->request->url, ==, HOST "/v1/p/large-files");
  body = g_strndup (g_bytes_get_data (self->request->before, NULL),
                    g_bytes_get_size (self->request->before));
  g_assert_cmpstr (body, ==,
                   "{\"file_name\":\"intro.mp4\",\"file_type\":\"mp4\",\"asset_id\":\"7\","
                   "\"asset_file_category\":\"MAIN\",\"file_size\":2000001,"
                   "\"file_multipart_count\":2}");
  g_assert_cmpint (
      provider->read_reply (&self->facts, ticket, HOIST_STEP_BEGIN, NULL, reply, NULL).kind, ==,
      HOIST_MOVE_DONE);
  g_assert_cmpuint (hoist_ticket_get_n_parts (ticket), ==, 2);
  g_assert_cmpuint (hoist_ticket_get_part (ticket, 0)->length, ==, 1000001);

  hoist_ticket_set (ticket, "is-confirmed", "1");
  g_assert_cmpint (
      provider->read_reply (&self->facts, ticket, HOIST_STEP_COMMIT, NULL, shown, NULL).kind, ==,
      HOIST_MOVE_DONE);
  g_assert_cmpstr (ticket->verified, ==, "size");
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/huawei-account/settings-are-the-contract's", test_fields);
  ADD ("/huawei-account/one-way-in", test_ways_in);
  ADD ("/huawei-account/settings-are-checked", test_settings);
  ADD ("/huawei-account/hosts-by-region", test_hosts);
  ADD ("/huawei-account/sign-in", test_sign_in);
  ADD ("/huawei-account/answers-to-sign-in", test_sign_in_answers);
  ADD ("/huawei-account/token-is-renewed", test_token);
  ADD ("/huawei-account/token-is-renewed-in-an-upload", test_token_in_an_upload);
  ADD ("/huawei-account/keys-are-never-tried-twice", test_keys);
  ADD ("/huawei-account/test-of-an-account", test_check);
  ADD ("/huawei-account/projects-to-choose-from", test_choices);
  ADD ("/huawei-account/leftovers-by-pages", test_leftovers);
  ADD ("/huawei-file/types-and-limits", test_files);
  ADD ("/huawei-file/names", test_names);
  ADD ("/huawei-file/parts", test_parts);
  ADD ("/huawei-file/large-upload", test_large_upload);
  return g_test_run ();
}
