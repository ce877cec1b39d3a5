/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The account's side of Alibaba PDS: settings, tokens, who one is, drives, folders. */
#include "pds-fixture.h"

#define SECOND ((gint64) G_USEC_PER_SEC)

static void
start (Fixture *self, HoistStep step)
{
  hoist_errand_free (self->errand);
  self->errand = hoist_errand_new (step);
  self->facts.errand = self->errand;
}

static HoistMove
run (Fixture *self, guint status, const char *text)
{
  return exchange (self, self->errand->step, NULL, status, text);
}

static void
grant (Fixture *self, gint64 until_us)
{
  g_autofree char *until = g_strdup_printf ("%" G_GINT64_FORMAT, until_us);

  hoist_settings_set (self->secrets, HOIST_GRANT_TOKEN, "granted-EXAMPLE");
  hoist_settings_set (self->secrets, HOIST_GRANT_UNTIL, until);
}

static void
allow_renewal (Fixture *self)
{
  hoist_settings_set (self->settings, "client-id", "C1");
  hoist_settings_set (self->secrets, "refresh-token", REFRESH);
}

static void
assert_bearer (Fixture *self, const char *token)
{
  g_autofree char *wanted = g_strconcat ("Bearer ", token, NULL);

  start (self, HOIST_STEP_CHECK);
  g_assert_cmpint (write_step (self, HOIST_STEP_CHECK, NULL).kind, ==, HOIST_MOVE_SEND);
  g_assert_cmpstr (g_ptr_array_index (self->request->headers, 1), ==, wanted);
}

static const HoistFinding *
get_finding (Fixture *self, guint index)
{
  g_assert_cmpuint (self->errand->findings->len, >, index);
  return g_ptr_array_index (self->errand->findings, index);
}

/* Design section 6 has this list; scripts rely on it. */
static void
test_fields (void)
{
  static const struct {
    const char *id;
    gboolean is_secret;
    const char *initial;
  } rows[] = {
    { "endpoint", FALSE, NULL },
    { "drive-id", FALSE, NULL },
    { "parent-file-id", FALSE, "root" },
    { "client-id", FALSE, NULL },
    { "access-token", TRUE, NULL },
    { "refresh-token", TRUE, NULL },
    { "api-key", TRUE, NULL },
    { "name-policy", FALSE, "keep-both" },
    { "rapid-upload", FALSE, "1" },
    { "pkce", FALSE, "0" },
    { "pre-hash-threshold", FALSE, "104857600" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    const HoistField *field = hoist_provider_find_field (&hoist_alibaba_pds, rows[i].id);

    g_assert_nonnull (field);
    g_assert_cmpstr (field->initial, ==, rows[i].initial);
    g_assert_true (((field->flags & HOIST_FIELD_SECRET) != 0) == rows[i].is_secret);
  }
  g_assert_true (
      (hoist_provider_find_field (&hoist_alibaba_pds, "drive-id")->flags & HOIST_FIELD_ASKED) != 0);
}

static void
test_check_account (Fixture *self, gconstpointer data)
{
  static const struct {
    const char *id;
    const char *value;
    const char *named; /* (nullable): good */
  } rows[] = {
    { "part-size", "102400", NULL },
    { "part-size", "102399", "“Part size”" },
    { "part-size", "5368709120", NULL },
    { "part-size", "5368709121", "“Part size”" },
    { "part-size", "0", "“Part size”" },
    { "part-size", "", NULL },
    { "endpoint", "https://a.example/?x=1", "“Address”" },
    { "endpoint", "https://a.example", NULL },
  };

  g_assert_true (hoist_alibaba_pds.check_account (&self->facts, &self->error));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_clear_error (&self->error);
    hoist_settings_set (self->settings, rows[i].id, rows[i].value);
    g_assert_true (hoist_alibaba_pds.check_account (&self->facts, &self->error) ==
                   (rows[i].named == NULL));
    if (rows[i].named != NULL)
      g_assert_nonnull (strstr (self->error->message, rows[i].named));
  }

  hoist_settings_set (self->secrets, "refresh-token", REFRESH);
  g_assert_false (hoist_alibaba_pds.check_account (&self->facts, &self->error));
  g_assert_error (self->error, HOIST_ERROR, HOIST_ERROR_REFUSED);
  g_assert_nonnull (strstr (self->error->message, "“Client ID”"));
  g_clear_error (&self->error);
  self->facts.secrets = NULL;
  g_assert_true (hoist_alibaba_pds.check_account (&self->facts, &self->error));
}

static void
test_which_token (Fixture *self, gconstpointer data)
{
  /* pasted */
  assert_bearer (self, TOKEN);
  /* pasted, until it is refused, although another could be got */
  allow_renewal (self);
  assert_bearer (self, TOKEN);
  /* granted: to five minutes before its end */
  grant (self, NOW_US + 300 * SECOND + 1);
  assert_bearer (self, "granted-EXAMPLE");
  grant (self, NOW_US + 300 * SECOND);
  assert_jump (write_step (self, HOIST_STEP_CHECK, NULL), HOIST_STEP_SIGN_IN);
  /* or to the moment that the sign-in noted, for short lives */
  hoist_settings_set (self->secrets, HOIST_GRANT "renew", "1700000000000001");
  assert_bearer (self, "granted-EXAMPLE");
  self->facts.now_us++;
  assert_jump (write_step (self, HOIST_STEP_CHECK, NULL), HOIST_STEP_SIGN_IN);
  /* an API key needs no renewal */
  hoist_settings_set (self->secrets, "api-key", API_KEY);
  assert_bearer (self, API_KEY);
}

static void
test_no_token (Fixture *self, gconstpointer data)
{
  start (self, HOIST_STEP_CHECK);
  hoist_settings_set (self->secrets, "access-token", "");
  assert_failed (self, write_step (self, HOIST_STEP_CHECK, NULL), HOIST_ERROR_KEYRING);
  hoist_settings_set (self->settings, "client-id", "C1");
  assert_failed (self, write_step (self, HOIST_STEP_CHECK, NULL), HOIST_ERROR_SIGN_IN);
  /* without a refresh token a grant is good to its end, and then somebody has to sign in */
  grant (self, NOW_US + 1);
  assert_bearer (self, "granted-EXAMPLE");
  self->facts.now_us++;
  assert_failed (self, write_step (self, HOIST_STEP_CHECK, NULL), HOIST_ERROR_SIGN_IN);
  /* a refresh token alone is renewed at once */
  allow_renewal (self);
  hoist_settings_set (self->secrets, HOIST_GRANT_TOKEN, "");
  assert_jump (write_step (self, HOIST_STEP_CHECK, NULL), HOIST_STEP_SIGN_IN);
}

/* Notes 2.5. */
static void
test_refused_token (Fixture *self, gconstpointer data)
{
  static const char *const codes[] = { "AccessTokenInvalid", "AccessTokenExpired", "TokenExpired" };

  start (self, HOIST_STEP_CHECK);
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++) {
    g_autofree char *body = g_strdup_printf ("{\"code\":\"%s\"}", codes[i]);

    hoist_settings_set (self->settings, "client-id", "");
    assert_failed (self, run (self, 401, body), HOIST_ERROR_SIGN_IN);
    g_assert_nonnull (strstr (self->error->message, "“Access token”"));
    allow_renewal (self);
    assert_jump (run (self, 401, body), HOIST_STEP_SIGN_IN);
  }
  assert_jump (run (self, 401, ""), HOIST_STEP_SIGN_IN);
  hoist_settings_set (self->secrets, "api-key", API_KEY);
  assert_failed (self, run (self, 401, ""), HOIST_ERROR_SIGN_IN);
  g_assert_nonnull (strstr (self->error->message, "“API key”"));
}

/* In every step, also in those of an upload. */
static void
test_refused_everywhere (Fixture *self, gconstpointer data)
{
  static const HoistStep steps[] = { HOIST_STEP_BEGIN, HOIST_STEP_PROBE, HOIST_STEP_COMMIT,
                                     HOIST_STEP_ABORT };

  allow_renewal (self);
  begin (self);
  set_crc64 (self, 5);
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++) {
    hoist_ticket_set (self->ticket, "completing", NULL);
    assert_jump (exchange (self, steps[i], NULL, 401, "{\"code\":\"AccessTokenExpired\"}"),
                 HOIST_STEP_SIGN_IN);
  }
  hoist_ticket_set_sealed (self->ticket, "addresses", NULL);
  assert_jump (exchange (self, HOIST_STEP_PART, get_part (self, 0), 401,
                         "{\"code\":\"AccessTokenExpired\"}"),
               HOIST_STEP_SIGN_IN);
}

static void
assert_form (Fixture *self, const char *wanted)
{
  gsize length = 0;
  const char *body = g_bytes_get_data (self->request->before, &length);
  g_autofree char *form = g_strndup (body, length);

  g_assert_cmpstr (form, ==, wanted);
  g_assert_cmpstr (self->request->content_type, ==, "application/x-www-form-urlencoded");
  g_assert_cmpuint (self->request->headers->len, ==, 0);
}

#define ANSWER                                                                                     \
  "{\"access_token\":\"new-EXAMPLE\",\"refresh_token\":\"rotated-EXAMPLE\",\"expires_in\":7200,"   \
  "\"token_type\":\"Bearer\",\"default_drive_id\":\"9\",\"expire_time\":\"2019-09-01T06:57:48Z\"}"

static void
test_refresh (Fixture *self, gconstpointer data)
{
  allow_renewal (self);
  start (self, HOIST_STEP_SIGN_IN);
  g_assert_cmpint (write_step (self, HOIST_STEP_SIGN_IN, NULL).kind, ==, HOIST_MOVE_SEND);
  g_assert_cmpstr (self->request->url, ==, "https://bj123.api.example/v2/oauth/token");
  assert_form (self, "client_id=C1&grant_type=refresh_token&refresh_token=" REFRESH);
  g_assert_cmpint (read_text (self, HOIST_STEP_SIGN_IN, NULL, 200, ANSWER).kind, ==,
                   HOIST_MOVE_DONE);
  g_assert_cmpstr (hoist_settings_get (self->errand->secrets, HOIST_GRANT_TOKEN), ==,
                   "new-EXAMPLE");
  g_assert_cmpstr (hoist_settings_get (self->errand->secrets, HOIST_GRANT_UNTIL), ==,
                   "1700007200000000");
  g_assert_cmpstr (hoist_settings_get (self->errand->secrets, HOIST_GRANT "renew"), ==,
                   "1700006900000000");
  g_assert_cmpstr (hoist_settings_get (self->errand->secrets, HOIST_GRANT "drive"), ==, "9");
  g_assert_cmpstr (hoist_settings_get (self->errand->secrets, "refresh-token"), ==,
                   "rotated-EXAMPLE");
}

/* No new refresh token: the old one stays. Lives as they are told. */
static void
test_lives (Fixture *self, gconstpointer data)
{
  static const struct {
    const char *more;
    const char *until;
    const char *renew;
  } rows[] = {
    { ",\"expires_in\":60", "1700000060000000", "1700000030000000" },
    { ",\"expires_in\":\"3600\"", "1700003600000000", "1700003300000000" },
    { "", "1700003600000000", "1700003300000000" },
    { ",\"expires_in\":0", "1700003600000000", "1700003300000000" },
    { ",\"expires_in\":-5", "1700003600000000", "1700003300000000" },
    { ",\"expire_time\":\"2023-11-14T23:13:20.813Z\"", "1700003600000000", "1700003300000000" },
    { ",\"expire_time\":\"2019-09-01T06:57:48.813Z\"", "1700003600000000", "1700003300000000" },
    { ",\"expires_in\":9223372036854775807", "2015360000000000", "2015359700000000" },
  };

  allow_renewal (self);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *body = g_strdup_printf ("{\"access_token\":\"t\"%s}", rows[i].more);

    start (self, HOIST_STEP_SIGN_IN);
    g_assert_cmpint (run (self, 200, body).kind, ==, HOIST_MOVE_DONE);
    g_assert_cmpstr (hoist_settings_get (self->errand->secrets, HOIST_GRANT_UNTIL), ==,
                     rows[i].until);
    g_assert_cmpstr (hoist_settings_get (self->errand->secrets, HOIST_GRANT "renew"), ==,
                     rows[i].renew);
    g_assert_null (hoist_settings_get (self->errand->secrets, "refresh-token"));
  }
}

/* "authorization_code", without a secret (c: one SDK writes "code"; notes 9). */
static void
test_code (Fixture *self, gconstpointer data)
{
  hoist_settings_set (self->settings, "client-id", "C1");
  hoist_settings_set (self->settings, "auth-endpoint", "https://auth.example");
  start (self, HOIST_STEP_SIGN_IN);
  self->errand->code = g_strdup ("c/1");
  self->errand->redirect_uri = g_strdup ("http://127.0.0.1:5000/callback");
  self->errand->verifier = g_strdup ("v1");
  g_assert_cmpint (write_step (self, HOIST_STEP_SIGN_IN, NULL).kind, ==, HOIST_MOVE_SEND);
  g_assert_cmpstr (self->request->url, ==, "https://auth.example/v2/oauth/token");
  assert_form (self, "client_id=C1&grant_type=authorization_code&code=c%2F1&redirect_uri=http%3A%2F"
                     "%2F127.0.0.1%3A5000%2Fcallback");
  hoist_settings_set (self->settings, "pkce", "1");
  g_assert_cmpint (write_step (self, HOIST_STEP_SIGN_IN, NULL).kind, ==, HOIST_MOVE_SEND);
  assert_form (self, "client_id=C1&grant_type=authorization_code&code=c%2F1&redirect_uri=http%3A%2F"
                     "%2F127.0.0.1%3A5000%2Fcallback&code_verifier=v1");
}

static void
test_sign_in_fails (Fixture *self, gconstpointer data)
{
  static const struct {
    guint status;
    const char *body;
    HoistErrorCode code;
  } rows[] = {
    { 400, "{\"code\":\"InvalidParameter.RefreshToken\"}", HOIST_ERROR_SIGN_IN },
    { 400, "{\"code\":\"RefreshTokenExpired\"}", HOIST_ERROR_SIGN_IN },
    { 401, "{\"code\":\"RefreshTokenInvalid\"}", HOIST_ERROR_SIGN_IN },
    { 400, "{\"error\":\"invalid_grant\"}", HOIST_ERROR_SIGN_IN },
    { 404, "{\"code\":\"NotFound.Domain\"}", HOIST_ERROR_PROTOCOL },
    { 400, "{\"code\":\"NotFound.Domain\"}", HOIST_ERROR_PROTOCOL },
    { 429, "{\"code\":\"TooManyRequests\"}", HOIST_ERROR_THROTTLED },
    { 502, "Bad Gateway", HOIST_ERROR_BUSY },
    { 504, "", HOIST_ERROR_BUSY },
    { 200, "{}", HOIST_ERROR_BUSY },
    { 200, "{\"access_token\":\"a\\nb\"}", HOIST_ERROR_BUSY },
    { 200, "garbage", HOIST_ERROR_BUSY },
  };

  allow_renewal (self);
  start (self, HOIST_STEP_SIGN_IN);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_test_message ("%u %s", rows[i].status, rows[i].body);
    assert_failed (self, run (self, rows[i].status, rows[i].body), rows[i].code);
    g_assert_true (hoist_settings_is_empty (self->errand->secrets));
  }
  hoist_settings_set (self->secrets, "refresh-token", "");
  assert_failed (self, write_step (self, HOIST_STEP_SIGN_IN, NULL), HOIST_ERROR_SIGN_IN);
  hoist_settings_set (self->settings, "client-id", "");
  assert_failed (self, write_step (self, HOIST_STEP_SIGN_IN, NULL), HOIST_ERROR_SIGN_IN);
}

static void
assert_address (Fixture *self, const char *wanted)
{
  g_autofree char *address = hoist_alibaba_pds.write_sign_in_address (
      &self->facts, "http://127.0.0.1:5000/callback", "s 1", "ch", &self->error);

  g_assert_no_error (self->error);
  g_assert_cmpstr (address, ==, wanted);
}

static void
test_address (Fixture *self, gconstpointer data)
{
  g_assert_null (hoist_alibaba_pds.write_sign_in_address (&self->facts, "http://127.0.0.1/", "s",
                                                          "c", &self->error));
  g_assert_nonnull (strstr (self->error->message, "“Client ID”"));
  g_clear_error (&self->error);

  hoist_settings_set (self->settings, "client-id", "C1");
  assert_address (self,
                  "https://bj123.api.example/v2/oauth/authorize?client_id=C1&redirect_uri=http%3A"
                  "%2F%2F127.0.0.1%3A5000%2Fcallback&response_type=code&state=s%201&scope=all&"
                  "login_type=default");
  hoist_settings_set (self->settings, "scope", "-");
  hoist_settings_set (self->settings, "login-type", "ding");
  hoist_settings_set (self->settings, "pkce", "1");
  assert_address (self,
                  "https://bj123.api.example/v2/oauth/authorize?client_id=C1&redirect_uri=http%3A"
                  "%2F%2F127.0.0.1%3A5000%2Fcallback&response_type=code&state=s%201&"
                  "login_type=ding&code_challenge=ch&code_challenge_method=S256");
}

static void
test_check (Fixture *self, gconstpointer data)
{
  start (self, HOIST_STEP_CHECK);
  g_assert_cmpint (write_step (self, HOIST_STEP_CHECK, NULL).kind, ==, HOIST_MOVE_SEND);
  assert_call (self, "/user/get {}");
  assert_again (read_text (self, HOIST_STEP_CHECK, NULL, 200,
                           "{\"user_id\":\"u1\",\"nick_name\":\"Lin\",\"domain_id\":\"bj123\"}"));
  g_assert_cmpstr (get_finding (self, 0)->name, ==, "Lin");
  g_assert_cmpint (write_step (self, HOIST_STEP_CHECK, NULL).kind, ==, HOIST_MOVE_SEND);
  assert_call (self, "/drive/get {\"drive_id\":\"1\"}");
  g_assert_cmpint (read_text (self, HOIST_STEP_CHECK, NULL, 200,
                              "{\"drive_id\":\"1\",\"drive_name\":\"Films\",\"used_size\":3000,"
                              "\"total_size\":-1}")
                       .kind,
                   ==, HOIST_MOVE_DONE);
  g_assert_cmpstr (get_finding (self, 1)->name, ==, "Films");
  g_assert_nonnull (get_finding (self, 1)->note);

  start (self, HOIST_STEP_CHECK);
  hoist_settings_set (self->settings, "drive-id", "");
  assert_failed (self, run (self, 200, "{\"user_id\":\"u1\"}"), HOIST_ERROR_REFUSED);
  assert_failed (self, run (self, 200, "{}"), HOIST_ERROR_PROTOCOL);
  assert_failed (self, run (self, 404, "{\"code\":\"NotFound.Domain\"}"), HOIST_ERROR_PROTOCOL);
  g_assert_nonnull (strstr (self->error->message, "aliyunfile.com"));
}

/* Own drives, then those of teams; a page without items may have a next one. */
static void
test_drives (Fixture *self, gconstpointer data)
{
  start (self, HOIST_STEP_CHOICES);
  self->errand->field = g_strdup ("drive-id");
  g_assert_cmpint (write_step (self, HOIST_STEP_CHOICES, NULL).kind, ==, HOIST_MOVE_SEND);
  assert_call (self, "/drive/list_my_drives {\"limit\":100}");
  assert_again (
      read_text (self, HOIST_STEP_CHOICES, NULL, 200, "{\"items\":[],\"next_marker\":\"m1\"}"));
  g_assert_cmpint (write_step (self, HOIST_STEP_CHOICES, NULL).kind, ==, HOIST_MOVE_SEND);
  assert_call (self, "/drive/list_my_drives {\"limit\":100,\"marker\":\"m1\"}");
  /* a marker that leads to itself is the end */
  assert_again (read_text (self, HOIST_STEP_CHOICES, NULL, 200,
                           "{\"items\":[{\"drive_id\":1,\"drive_name\":\"Own\"},{}],"
                           "\"next_marker\":\"m1\"}"));
  g_assert_cmpint (write_step (self, HOIST_STEP_CHOICES, NULL).kind, ==, HOIST_MOVE_SEND);
  assert_call (self, "/drive/list_my_group_drive {\"limit\":100}");
  g_assert_cmpint (read_text (self, HOIST_STEP_CHOICES, NULL, 200,
                              "{\"items\":[{\"drive_id\":\"3\"}],\"root_group_drive\":{"
                              "\"drive_id\":\"2\",\"drive_name\":\"All\"},\"next_marker\":\"\"}")
                       .kind,
                   ==, HOIST_MOVE_DONE);
  g_assert_cmpuint (self->errand->findings->len, ==, 3);
  g_assert_cmpstr (get_finding (self, 0)->id, ==, "1");
  g_assert_cmpstr (get_finding (self, 1)->name, ==, "All");
  g_assert_cmpstr (get_finding (self, 2)->name, ==, "3");
}

static void
test_drives_end (Fixture *self, gconstpointer data)
{
  guint n_pages = 0;

  /* teams may be unknown or forbidden; own drives may not */
  start (self, HOIST_STEP_CHOICES);
  assert_failed (self, run (self, 403, "{\"code\":\"Forbidden\"}"), HOIST_ERROR_REFUSED);
  assert_again (run (self, 200, "{\"items\":[]}"));
  g_assert_cmpint (run (self, 403, "{\"code\":\"Forbidden\"}").kind, ==, HOIST_MOVE_DONE);

  /* markers without end */
  start (self, HOIST_STEP_CHOICES);
  for (;; n_pages++) {
    g_autofree char *page = g_strdup_printf ("{\"items\":[],\"next_marker\":\"m%u\"}", n_pages);

    g_assert_cmpuint (n_pages, <, 1000);
    if (run (self, 200, page).kind == HOIST_MOVE_DONE)
      break;
  }
  g_assert_cmpuint (n_pages, >, 100);
}

/* "refuse" means find or create (notes 4.3). */
static void
test_folder (Fixture *self, gconstpointer data)
{
  start (self, HOIST_STEP_FOLDER);
  self->errand->name = g_strdup ("Day\\1");
  g_assert_cmpint (write_step (self, HOIST_STEP_FOLDER, NULL).kind, ==, HOIST_MOVE_SEND);
  assert_call (self, "/file/create {\"drive_id\":\"1\",\"parent_file_id\":\"root\",\"name\":"
                     "\"Day_1\",\"type\":\"folder\",\"check_name_mode\":\"refuse\"}");
  g_assert_cmpint (self->request->replay, ==, HOIST_REPLAY_SAFE);
  g_assert_cmpint (read_text (self, HOIST_STEP_FOLDER, NULL, 201,
                              "{\"file_id\":\"D1\",\"file_name\":\"Day_1\",\"type\":\"folder\","
                              "\"exist\":true}")
                       .kind,
                   ==, HOIST_MOVE_DONE);
  g_assert_cmpuint (self->errand->findings->len, ==, 1);
  g_assert_cmpstr (get_finding (self, 0)->id, ==, "D1");

  start (self, HOIST_STEP_FOLDER);
  self->errand->name = g_strdup ("a");
  self->errand->parent = g_strdup ("P9");
  assert_failed (self, run (self, 200, "{\"file_id\":\"D1\",\"type\":\"file\",\"exist\":true}"),
                 HOIST_ERROR_NAME_TAKEN);
  assert_call (self, "/file/create {\"drive_id\":\"1\",\"parent_file_id\":\"P9\",\"name\":\"a\","
                     "\"type\":\"folder\",\"check_name_mode\":\"refuse\"}");
  assert_failed (self, run (self, 200, "{}"), HOIST_ERROR_PROTOCOL);
  assert_failed (self, run (self, 502, ""), HOIST_ERROR_BUSY);
}

/* The folder above was found or made before: it is made again. Where the account's own folder is
 * gone, only the user can say what is meant. */
static void
test_folder_gone (Fixture *self, gconstpointer data)
{
  start (self, HOIST_STEP_FOLDER);
  self->errand->name = g_strdup ("a");
  assert_failed (self, run (self, 404, "{\"code\":\"NotFound.FileId\"}"), HOIST_ERROR_REFUSED);

  start (self, HOIST_STEP_FOLDER);
  self->errand->name = g_strdup ("a");
  self->errand->parent = g_strdup ("P9");
  assert_failed (self, run (self, 404, "{\"code\":\"NotFound.FileId\"}"), HOIST_ERROR_EXPIRED);
  assert_failed (self, run (self, 404, "{\"code\":\"NotFound.File\"}"), HOIST_ERROR_EXPIRED);
  assert_failed (self, run (self, 404, "{\"code\":\"NotFound.Drive\"}"), HOIST_ERROR_REFUSED);
}

static void
test_folder_drive (Fixture *self, gconstpointer data)
{
  hoist_settings_set (self->settings, "drive-id", "");
  start (self, HOIST_STEP_FOLDER);
  self->errand->name = g_strdup ("a");
  g_assert_cmpint (write_step (self, HOIST_STEP_FOLDER, NULL).kind, ==, HOIST_MOVE_SEND);
  assert_call (self, "/user/get {}");
  assert_failed (self, read_text (self, HOIST_STEP_FOLDER, NULL, 200, "{\"user_id\":\"u\"}"),
                 HOIST_ERROR_REFUSED);
  assert_again (run (self, 200, "{\"default_drive_id\":\"5\"}"));
  g_assert_cmpint (run (self, 200, "{\"file_id\":\"D1\"}").kind, ==, HOIST_MOVE_DONE);
  assert_call (self, "/file/create {\"drive_id\":\"5\",\"parent_file_id\":\"root\",\"name\":\"a\","
                     "\"type\":\"folder\",\"check_name_mode\":\"refuse\"}");
}

static void
test_bad_endpoint (Fixture *self, gconstpointer data)
{
  static const char *const bad[] = { "http://a.example", "https://a.example/?x", "nothing", "" };

  start (self, HOIST_STEP_CHECK);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    hoist_settings_set (self->settings, "endpoint", bad[i]);
    assert_failed (self, write_step (self, HOIST_STEP_CHECK, NULL), HOIST_ERROR_PROTOCOL);
  }
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pds-account/settings", test_fields);
  ADD ("/pds-account/settings-that-do-not-fit", test_check_account);
  ADD ("/pds-account/bad-address", test_bad_endpoint);
  ADD ("/pds-account/which-token", test_which_token);
  ADD ("/pds-account/no-token", test_no_token);
  ADD ("/pds-account/refused-token", test_refused_token);
  ADD ("/pds-account/refused-token-in-every-step", test_refused_everywhere);
  ADD ("/pds-account/refresh", test_refresh);
  ADD ("/pds-account/lives-of-tokens", test_lives);
  ADD ("/pds-account/c-grant-type-of-a-code", test_code);
  ADD ("/pds-account/sign-in-fails", test_sign_in_fails);
  ADD ("/pds-account/sign-in-address", test_address);
  ADD ("/pds-account/check", test_check);
  ADD ("/pds-account/drives", test_drives);
  ADD ("/pds-account/lists-of-drives-end", test_drives_end);
  ADD ("/pds-account/folder", test_folder);
  ADD ("/pds-account/folder-above-is-gone", test_folder_gone);
  ADD ("/pds-account/folder-in-the-users-drive", test_folder_drive);
  return g_test_run ();
}
