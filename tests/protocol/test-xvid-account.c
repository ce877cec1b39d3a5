/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Xvid MediaHub's accounts: settings, tokens, pipelines. */
#include "xvid-fixture.h"

#define BAD_TOKEN                                                                                  \
  "{\"error\":{\"error_code\":\"0x0000003\",\"error_message\":\"Invalid access token\"}}"
#define FORBIDDEN "{\"error\":{\"error_code\":\"0x0000009\",\"error_message\":\"Quota exceeded\"}}"

static const HoistStep token_steps[] = { HOIST_STEP_BEGIN, HOIST_STEP_RENEW, HOIST_STEP_COMMIT,
                                         HOIST_STEP_CHECK, HOIST_STEP_CHOICES };

static void
set_step (Fixture *self, HoistStep step)
{
  if (get_ticket (self, step) != NULL)
    return;
  set_errand (self, step);
  if (step == HOIST_STEP_CHOICES)
    self->errand->field = g_strdup ("pipeline-id");
}

/* Design section 6 has this list; scripts rely on it. */
static void
test_contract (Fixture *self, gconstpointer data)
{
  static const struct {
    const char *id;
    HoistFieldFlags flags;
    const char *initial;
  } rows[] = {
    { "endpoint", HOIST_FIELD_ADVANCED, "https://api.xvid.com/v1/" },
    { "client-id", 0, NULL },
    { "client-secret", HOIST_FIELD_SECRET | HOIST_FIELD_WAY_IN, NULL },
    { "access-token", HOIST_FIELD_SECRET | HOIST_FIELD_WAY_IN, NULL },
    { "pipeline-id", HOIST_FIELD_REQUIRED | HOIST_FIELD_ASKED, NULL },
    { "folder", HOIST_FIELD_PER_UPLOAD, NULL },
    { "grant-type", HOIST_FIELD_ADVANCED, "client_credential" },
    { "scope", HOIST_FIELD_ADVANCED, "mediahub" },
    { "success-states", HOIST_FIELD_ADVANCED, "COMPLETE,COMPLETED,FINISHED,SUCCESS,DONE" },
    { "failure-states", HOIST_FIELD_ADVANCED, "ERROR,FAILED,CANCELLED,CANCELED,EXPIRED,ABORTED" },
    { "poll-minutes", HOIST_FIELD_ADVANCED, "10" },
    { "multi-chunk", HOIST_FIELD_ADVANCED | HOIST_FIELD_PER_UPLOAD, "0" },
    { "chunk-size", HOIST_FIELD_ADVANCED, "536870912" },
    { "chunk-key", HOIST_FIELD_ADVANCED, ".%d" },
    { "delete-removed", HOIST_FIELD_ADVANCED, "0" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    const HoistField *field = hoist_provider_find_field (self->provider, rows[i].id);

    g_test_message ("%s", rows[i].id);
    g_assert_nonnull (field);
    g_assert_cmpint (field->flags, ==, rows[i].flags);
    g_assert_cmpstr (field->initial, ==, rows[i].initial);
  }
}

static void
assert_refused (Fixture *self, const char *word)
{
  g_clear_error (&self->error);
  g_assert_false (self->provider->check_account (&self->facts, &self->error));
  g_assert_error (self->error, HOIST_ERROR, HOIST_ERROR_REFUSED);
  g_assert_nonnull (strstr (self->error->message, word));
}

static void
assert_taken (Fixture *self)
{
  g_clear_error (&self->error);
  self->provider->check_account (&self->facts, &self->error);
  g_assert_no_error (self->error);
}

static void
test_check_account (Fixture *self, gconstpointer data)
{
  static const struct {
    const char *id;
    const char *value;
    const char *word; /* NULL: taken */
  } rows[] = {
    { "endpoint", "https://api.example/v1?x=1", "“Address”" },
    { "folder", "a/../b", "“Folder”" },
    { "folder", "..", "“Folder”" },
    { "folder", "/a//b/", NULL },
    { "folder", "a..b/.c", NULL },
    { "chunk-size", "5242879", "“Chunk size”" },
    { "chunk-size", "5242880", NULL },
    { "chunk-size", "5368709120", NULL },
    { "chunk-size", "5368709121", "“Chunk size”" },
    { "chunk-key", ".chunk", "“Chunk key”" },
    { "chunk-key", ".%d.%d", "“Chunk key”" },
    { "chunk-key", ".%s", "“Chunk key”" },
    { "chunk-key", "%n", "“Chunk key”" },
    { "chunk-key", "/%d", "“Chunk key”" },
    { "chunk-key", ".chunk_%d", NULL },
    { "chunk-key", ".%04d", NULL },
  };

  assert_taken (self);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_test_message ("%s=%s", rows[i].id, rows[i].value);
    hoist_settings_set (self->settings, rows[i].id, rows[i].value);
    if (rows[i].word != NULL)
      assert_refused (self, rows[i].word);
    else
      assert_taken (self);
    hoist_settings_set (self->settings, rows[i].id, NULL);
  }
}

static void
test_check_access (Fixture *self, gconstpointer data)
{
  hoist_settings_set (self->settings, "client-id", NULL);
  assert_refused (self, "“Client ID”");
  hoist_settings_set (self->secrets, "access-token", "t");
  assert_taken (self);
  hoist_settings_set (self->secrets, "client-secret", NULL);
  assert_taken (self);
  hoist_settings_set (self->secrets, "access-token", NULL);
  assert_refused (self, "“Client secret”");
  self->facts.secrets = NULL; /* they may come later */
  assert_taken (self);
}

static void
test_sign_in (Fixture *self, gconstpointer data)
{
  g_autofree char *body = NULL;

  set_errand (self, HOIST_STEP_SIGN_IN);
  assert_sent (self, write_step (self, HOIST_STEP_SIGN_IN, NULL), "POST",
               "https://api.xvid.com/v1/oauth2/token/?format=json");
  body = dup_text (self->request->before);
  g_assert_cmpstr (body, ==,
                   "grant_type=client_credential&client_id=client"
                   "&client_secret=Base64%2Blike%2Fsecret%3D&scope=mediahub");
  g_assert_cmpstr (self->request->content_type, ==, "application/x-www-form-urlencoded");
  g_assert_null (get_header (self, "Authorization"));
  g_assert_cmpstr (get_header (self, "Accept"), ==, "application/json");

  g_free (body);
  hoist_settings_set (self->settings, "scope", "none");
  hoist_settings_set (self->settings, "grant-type", "client_credentials");
  hoist_settings_set (self->settings, "endpoint", "http://127.0.0.1:8080/xvid/v1");
  assert_sent (self, write_step (self, HOIST_STEP_SIGN_IN, NULL), "POST",
               "http://127.0.0.1:8080/xvid/v1/oauth2/token/?format=json");
  body = dup_text (self->request->before);
  g_assert_true (g_str_has_prefix (body, "grant_type=client_credentials&"));
  g_assert_null (strstr (body, "scope"));
}

static void
test_granted (Fixture *self, gconstpointer data)
{
  static const struct {
    const char *text;
    gint64 life_s;
  } rows[] = {
    { "{\"access_token\":\"abc\",\"expires_in\":\"7200\"}", 7200 },
    { "{\"access_token\":\"abc\",\"expires_in\":3600,\"token_type\":\"Bearer\"}", 3600 },
    { "{\"access_token\":\"abc\"}", 3600 },
    { "{\"access_token\":\"abc\",\"expires_in\":\"soon\"}", 3600 },
    { "{\"access_token\":\"abc\",\"expires_in\":0}", 60 },
    { "{\"access_token\":\"abc\",\"expires_in\":99999999999999}", 365 * 24 * 3600 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *until = NULL;

    g_test_message ("%s", rows[i].text);
    set_errand (self, HOIST_STEP_SIGN_IN);
    self->date_us = i % 2 == 0 ? 0 : XVID_NOW_US + 5 * G_USEC_PER_SEC;
    assert_done (read_step (self, HOIST_STEP_SIGN_IN, 200, rows[i].text));
    g_assert_cmpstr (hoist_settings_get (self->errand->secrets, HOIST_GRANT_TOKEN), ==, "abc");
    until = g_strdup_printf ("%" G_GINT64_FORMAT, XVID_NOW_US + rows[i].life_s * G_USEC_PER_SEC +
                                                      (i % 2 == 0 ? 0 : 5 * G_USEC_PER_SEC));
    g_assert_cmpstr (hoist_settings_get (self->errand->secrets, HOIST_GRANT_UNTIL), ==, until);
  }
}

static void
test_not_granted (Fixture *self, gconstpointer data)
{
  static const struct {
    guint status;
    const char *text;
    HoistErrorCode code;
  } rows[] = {
    { 400, FORBIDDEN, HOIST_ERROR_SIGN_IN },
    { 401, "", HOIST_ERROR_SIGN_IN },
    { 403, BAD_TOKEN, HOIST_ERROR_SIGN_IN },
    { 404, "", HOIST_ERROR_PROTOCOL },
    { 429, "", HOIST_ERROR_THROTTLED },
    { 500, "", HOIST_ERROR_BUSY },
    { 503, "", HOIST_ERROR_BUSY },
    { 200, "{\"access_token\":\"\"}", HOIST_ERROR_PROTOCOL },
    { 200, "{\"access_token\":\"a\\r\\nb\"}", HOIST_ERROR_PROTOCOL },
    { 200, "{}", HOIST_ERROR_BUSY },
    { 200, "<html>", HOIST_ERROR_OFFLINE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    set_errand (self, HOIST_STEP_SIGN_IN);
    g_test_message ("%u %s", rows[i].status, rows[i].text);
    assert_failed (self, read_step (self, HOIST_STEP_SIGN_IN, rows[i].status, rows[i].text),
                   rows[i].code);
    g_assert_true (hoist_settings_is_empty (self->errand->secrets));
  }
}

static void
test_missing_keys (Fixture *self, gconstpointer data)
{
  hoist_settings_set (self->secrets, "client-secret", NULL);
  assert_failed (self, write_step (self, HOIST_STEP_BEGIN, NULL), HOIST_ERROR_KEYRING);
  set_errand (self, HOIST_STEP_SIGN_IN);
  assert_failed (self, write_step (self, HOIST_STEP_SIGN_IN, NULL), HOIST_ERROR_KEYRING);
  hoist_settings_set (self->secrets, "client-secret", XVID_SECRET);
  hoist_settings_set (self->settings, "client-id", NULL);
  assert_failed (self, write_step (self, HOIST_STEP_SIGN_IN, NULL), HOIST_ERROR_SIGN_IN);
}

static void
test_renewal_margin (Fixture *self, gconstpointer data)
{
  g_autofree char *until =
      g_strdup_printf ("%" G_GINT64_FORMAT, XVID_NOW_US + 30 * (gint64) G_USEC_PER_SEC);

  hoist_settings_set (self->secrets, HOIST_GRANT_UNTIL, until);
  assert_jump (write_step (self, HOIST_STEP_BEGIN, NULL), HOIST_STEP_SIGN_IN);
  self->facts.now_us--;
  g_assert_cmpint (write_step (self, HOIST_STEP_BEGIN, NULL).kind, ==, HOIST_MOVE_SEND);
  hoist_settings_set (self->secrets, HOIST_GRANT_TOKEN, NULL);
  assert_jump (write_step (self, HOIST_STEP_BEGIN, NULL), HOIST_STEP_SIGN_IN);
}

/* The store is asked with the form alone: it needs no token. */
static void
test_part_needs_no_token (Fixture *self, gconstpointer data)
{
  begin (self);
  self->facts.secrets = NULL;
  g_assert_cmpint (write_step (self, HOIST_STEP_PART, hoist_ticket_get_part (self->ticket, 0)).kind,
                   ==, HOIST_MOVE_SEND);
}

static void
test_refused_token (Fixture *self, gconstpointer data)
{
  send_all (self);
  for (gsize i = 0; i < G_N_ELEMENTS (token_steps); i++) {
    set_step (self, token_steps[i]);
    assert_jump (read_step (self, token_steps[i], 403, BAD_TOKEN), HOIST_STEP_SIGN_IN);
    assert_jump (read_step (self, token_steps[i], 401, ""), HOIST_STEP_SIGN_IN);
  }
}

/* It may be a missing scope or an empty quota: a new token once, then the service's own words. */
static void
test_forbidden (Fixture *self, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (token_steps); i++) {
    self->facts.file = &self->file;
    hoist_ticket_reset (self->ticket);
    send_all (self);
    set_step (self, token_steps[i]);
    assert_jump (read_step (self, token_steps[i], 403, FORBIDDEN), HOIST_STEP_SIGN_IN);
    assert_failed (self, read_step (self, token_steps[i], 403, FORBIDDEN), HOIST_ERROR_REFUSED);
    g_assert_nonnull (strstr (self->error->message, "Quota exceeded"));
  }

  /* a call that is let through in between begins the count anew */
  self->facts.file = &self->file;
  assert_jump (read_step (self, HOIST_STEP_BEGIN, 403, FORBIDDEN), HOIST_STEP_SIGN_IN);
  begin (self);
  assert_jump (read_step (self, HOIST_STEP_BEGIN, 403, FORBIDDEN), HOIST_STEP_SIGN_IN);
}

/* A pasted token counts above all, and cannot be renewed. */
static void
test_pasted_token (Fixture *self, gconstpointer data)
{
  hoist_settings_set (self->secrets, "access-token", "pasted");
  hoist_settings_set (self->secrets, HOIST_GRANT_UNTIL, "1");
  write_step (self, HOIST_STEP_BEGIN, NULL);
  g_assert_cmpstr (get_header (self, "Authorization"), ==, "Bearer pasted");
  assert_failed (self, read_step (self, HOIST_STEP_BEGIN, 403, BAD_TOKEN), HOIST_ERROR_SIGN_IN);
  assert_failed (self, read_step (self, HOIST_STEP_BEGIN, 401, ""), HOIST_ERROR_SIGN_IN);
  assert_failed (self, read_step (self, HOIST_STEP_BEGIN, 403, FORBIDDEN), HOIST_ERROR_REFUSED);
  hoist_settings_set (self->secrets, "access-token", "two words");
  assert_failed (self, write_step (self, HOIST_STEP_BEGIN, NULL), HOIST_ERROR_SIGN_IN);
}

static void
test_bad_endpoint (Fixture *self, gconstpointer data)
{
  hoist_settings_set (self->settings, "endpoint", "http://api.xvid.com/v1/");
  assert_failed (self, write_step (self, HOIST_STEP_BEGIN, NULL), HOIST_ERROR_PROTOCOL);
}

static const HoistFinding *
get_finding (Fixture *self, guint index)
{
  return g_ptr_array_index (self->errand->findings, index);
}

static void
test_choices (Fixture *self, gconstpointer data)
{
  set_step (self, HOIST_STEP_CHOICES);
  assert_sent (self, write_step (self, HOIST_STEP_CHOICES, NULL), "GET",
               "https://api.xvid.com/v1/pipelines/?start=0&limit=1000&format=json");
  assert_done (read_step (
      self, HOIST_STEP_CHOICES, 200,
      "{\"pipelines\":["
      "{\"id\":\"a\",\"name\":\"Default Pipeline\",\"store_options\":{\"mode\":\"temporary\"}},"
      "{\"id\":\"b\",\"store_options\":{\"mode\":\"permanent\"}},"
      "{\"id\":\"c\",\"name\":\"C\",\"store_options\":{\"mode\":\"temporary\","
      "\"default_object_timeout\":86400}},"
      "{\"id\":\"d\",\"name\":\"D\",\"store_options\":{\"default_object_timeout\":1209600000}},"
      "{\"id\":\"e\",\"name\":\"E\",\"default_object_timeout\":30},"
      "{\"id\":\"f\",\"name\":\"F\",\"store_options\":{\"default_object_timeout\":-1}},"
      "{\"name\":\"without id\"},{\"id\":\"../g\",\"name\":\"hostile\"},7]}"));
  g_assert_cmpuint (self->errand->findings->len, ==, 6);
  g_assert_cmpstr (get_finding (self, 0)->name, ==, "Default Pipeline");
  g_assert_nonnull (strstr (get_finding (self, 0)->note, "7 days"));
  g_assert_cmpstr (get_finding (self, 1)->name, ==, "b");
  g_assert_null (get_finding (self, 1)->note);
  g_assert_nonnull (strstr (get_finding (self, 2)->note, "1 day."));
  g_assert_nonnull (strstr (get_finding (self, 3)->note, "14 days"));
  g_assert_nonnull (strstr (get_finding (self, 4)->note, "30 days"));
  g_assert_nonnull (strstr (get_finding (self, 5)->note, "after a while"));
}

static void
test_other_choices (Fixture *self, gconstpointer data)
{
  set_errand (self, HOIST_STEP_CHOICES);
  self->errand->field = g_strdup ("folder");
  assert_done (write_step (self, HOIST_STEP_CHOICES, NULL));
  g_assert_cmpuint (self->errand->findings->len, ==, 0);
}

static char *
dup_page (guint from)
{
  GString *text = g_string_new ("{\"pipelines\":[");

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (text, "%s{\"id\":\"p%u\"}", i > 0 ? "," : "", from + i);
  g_string_append (text, "]}");
  return g_string_free (text, FALSE);
}

static void
test_pages (Fixture *self, gconstpointer data)
{
  g_autofree char *page = dup_page (0);
  g_autofree char *second = dup_page (1000);

  set_step (self, HOIST_STEP_CHOICES);
  assert_again (read_step (self, HOIST_STEP_CHOICES, 200, page), 0);
  assert_sent (self, write_step (self, HOIST_STEP_CHOICES, NULL), "GET",
               "https://api.xvid.com/v1/pipelines/?start=1000&limit=1000&format=json");
  assert_again (read_step (self, HOIST_STEP_CHOICES, 200, second), 0);
  assert_done (read_step (self, HOIST_STEP_CHOICES, 200, "{\"pipelines\":[]}"));
  g_assert_cmpuint (self->errand->findings->len, ==, 2000);

  /* a server that sends the same page over and over */
  set_step (self, HOIST_STEP_CHOICES);
  assert_again (read_step (self, HOIST_STEP_CHOICES, 200, page), 0);
  assert_done (read_step (self, HOIST_STEP_CHOICES, 200, page));
  g_assert_cmpuint (self->errand->findings->len, ==, 1000);
}

static void
test_check (Fixture *self, gconstpointer data)
{
  set_errand (self, HOIST_STEP_CHECK);
  g_assert_cmpint (write_step (self, HOIST_STEP_CHECK, NULL).kind, ==, HOIST_MOVE_SEND);
  g_assert_cmpstr (self->request->method, ==, "GET");
  assert_done (read_step (self, HOIST_STEP_CHECK, 200,
                          "{\"pipelines\":[{\"id\":\"a\",\"name\":\"A\"},{\"id\":\"" XVID_PIPELINE
                          "\",\"name\":\"Films\"},{\"id\":\"c\"}]}"));
  g_assert_cmpuint (self->errand->findings->len, ==, 1);
  g_assert_cmpstr (get_finding (self, 0)->name, ==, "Films");

  set_errand (self, HOIST_STEP_CHECK);
  assert_failed (
      self,
      read_step (self, HOIST_STEP_CHECK, 200, "{\"pipelines\":[{\"id\":\"a\",\"name\":\"A\"}]}"),
      HOIST_ERROR_REFUSED);
  g_assert_nonnull (strstr (self->error->message, "A (a)"));
  set_errand (self, HOIST_STEP_CHECK);
  assert_failed (self, read_step (self, HOIST_STEP_CHECK, 200, "{\"pipelines\":[]}"),
                 HOIST_ERROR_REFUSED);
  assert_failed (self, read_step (self, HOIST_STEP_CHECK, 404, "<html>"), HOIST_ERROR_PROTOCOL);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/xvid-account/settings-are-the-contract's", test_contract);
  ADD ("/xvid-account/settings-fit-together", test_check_account);
  ADD ("/xvid-account/access-is-complete", test_check_access);
  ADD ("/xvid-account/sign-in", test_sign_in);
  ADD ("/xvid-account/granted", test_granted);
  ADD ("/xvid-account/not-granted", test_not_granted);
  ADD ("/xvid-account/missing-keys-are-told", test_missing_keys);
  ADD ("/xvid-account/token-is-renewed-30-s-early", test_renewal_margin);
  ADD ("/xvid-account/store-needs-no-token", test_part_needs_no_token);
  ADD ("/xvid-account/refused-token-is-renewed", test_refused_token);
  ADD ("/xvid-account/forbidden-is-told-the-second-time", test_forbidden);
  ADD ("/xvid-account/pasted-token", test_pasted_token);
  ADD ("/xvid-account/unsafe-address-is-refused", test_bad_endpoint);
  ADD ("/xvid-account/choices", test_choices);
  ADD ("/xvid-account/nothing-else-to-choose", test_other_choices);
  ADD ("/xvid-account/choices-by-pages", test_pages);
  ADD ("/xvid-account/check-finds-the-pipeline", test_check);
  return g_test_run ();
}
