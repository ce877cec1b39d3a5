/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in at MetaStudio: tokens, their renewal, and keys that need none. */
#include "huawei-fixture.h"

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

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/huawei-sign-in/sign-in", test_sign_in);
  ADD ("/huawei-sign-in/answers-to-sign-in", test_sign_in_answers);
  ADD ("/huawei-sign-in/token-is-renewed", test_token);
  ADD ("/huawei-sign-in/token-is-renewed-in-an-upload", test_token_in_an_upload);
  ADD ("/huawei-sign-in/keys-are-never-tried-twice", test_keys);
  return g_test_run ();
}
