/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tencent VOD: answers that say little, something strange, or nothing. */
#include "tencent-fixture.h"

/* Replies without an answer of the service, for each step. */
static void
test_no_answer (Fixture *self, gconstpointer data)
{
  static const struct {
    guint status;
    const char *body;
    HoistErrorCode call; /* BEGIN, PART */
    HoistErrorCode commit;
  } rows[] = {
    { 200, "", HOIST_ERROR_BUSY, HOIST_ERROR_UNSURE },
    { 200, "{\"code\":0", HOIST_ERROR_BUSY, HOIST_ERROR_UNSURE },
    { 200, "{\"code\":0}}", HOIST_ERROR_BUSY, HOIST_ERROR_UNSURE },
    { 200, "garbage", HOIST_ERROR_BUSY, HOIST_ERROR_UNSURE },
    { 200, "{}", HOIST_ERROR_BUSY, HOIST_ERROR_UNSURE },
    { 200, "{\"code\":null}", HOIST_ERROR_BUSY, HOIST_ERROR_UNSURE },
    { 200, "{\"code\":\"zero\"}", HOIST_ERROR_BUSY, HOIST_ERROR_UNSURE },
    { 200, "{\"code\":0,\"code\":-10002}", HOIST_ERROR_BUSY, HOIST_ERROR_UNSURE },
    { 200, "<html>", HOIST_ERROR_OFFLINE, HOIST_ERROR_UNSURE },
    { 302, "", HOIST_ERROR_PROTOCOL, HOIST_ERROR_PROTOCOL },
    { 400, "{\"code\":-10002}", HOIST_ERROR_SIGN_IN, HOIST_ERROR_SIGN_IN },
    { 400, "{\"code\":0}", HOIST_ERROR_REFUSED, HOIST_ERROR_REFUSED },
    { 403, "{\"code\":4100}", HOIST_ERROR_SIGN_IN, HOIST_ERROR_SIGN_IN },
    { 413, "{\"code\":0}", HOIST_ERROR_TOO_LARGE, HOIST_ERROR_TOO_LARGE },
    { 429, "{\"code\":4400}", HOIST_ERROR_THROTTLED, HOIST_ERROR_THROTTLED },
    { 429, "", HOIST_ERROR_THROTTLED, HOIST_ERROR_THROTTLED },
    { 500, "{\"code\":0}", HOIST_ERROR_BUSY, HOIST_ERROR_UNSURE },
    { 500, "{\"code\":-10004,\"canRetry\":1}", HOIST_ERROR_BUSY, HOIST_ERROR_BUSY },
    { 502, "<html>", HOIST_ERROR_BUSY, HOIST_ERROR_UNSURE },
    { 503, "", HOIST_ERROR_BUSY, HOIST_ERROR_BUSY },
    { 503, "{\"code\":6200}", HOIST_ERROR_BUSY, HOIST_ERROR_BUSY },
  };
  HoistPart *part = NULL;

  begin (self);
  part = hoist_ticket_get_part (self->ticket, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_test_message ("%u %s", rows[i].status, rows[i].body);
    assert_failed (self, read_full (self, HOIST_STEP_BEGIN, NULL, rows[i].status, rows[i].body),
                   rows[i].call);
    assert_failed (self, read_full (self, HOIST_STEP_PART, part, rows[i].status, rows[i].body),
                   rows[i].call);
    assert_failed (self, read_full (self, HOIST_STEP_COMMIT, NULL, rows[i].status, rows[i].body),
                   rows[i].commit);
    g_assert_false (part->is_done);
    g_assert_null (self->ticket->verified);
    g_assert_cmpuint (hoist_ticket_get_n_parts (self->ticket), ==, 6);
  }
}

/* "Done" without a name for the file: asked once more, and then not believed. */
static void
test_commit_without_id (Fixture *self, gconstpointer data)
{
  HoistMove move = { 0 };

  begin (self);
  self->ticket->next = HOIST_STEP_COMMIT;
  move = read_step (self, HOIST_STEP_COMMIT, "{\"code\":0}");
  g_assert_cmpint (move.kind, ==, HOIST_MOVE_JUMP);
  g_assert_cmpint (move.step, ==, HOIST_STEP_PROBE);
  move = read_step (self, HOIST_STEP_PROBE, "{\"code\":2}");
  g_assert_cmpint (move.kind, ==, HOIST_MOVE_JUMP);
  g_assert_cmpint (move.step, ==, HOIST_STEP_COMMIT);
  assert_failed (self, read_step (self, HOIST_STEP_COMMIT, "{\"code\":0,\"fileId\":\"\"}"),
                 HOIST_ERROR_UNVERIFIED);
  g_assert_null (self->ticket->verified);
}

static void
test_commit_with_link_only (Fixture *self, gconstpointer data)
{
  begin (self);
  g_assert_cmpint (
      read_step (self, HOIST_STEP_COMMIT, "{\"code\":0,\"url\":\"http://a.example/f0.mp4\"}").kind,
      ==, HOIST_MOVE_DONE);
  g_assert_null (self->ticket->remote_id);
  g_assert_cmpstr (self->ticket->link, ==, "http://a.example/f0.mp4");
}

/* The server changed its mind about having the file: then it is our upload, with our proof. */
static void
test_no_longer_instant (Fixture *self, gconstpointer data)
{
  write_init (self);
  g_assert_cmpint (read_step (self, HOIST_STEP_BEGIN, "{\"code\":2}").kind, ==, HOIST_MOVE_JUMP);
  g_assert_true (self->ticket->is_instant);
  g_assert_cmpint (read_step (self, HOIST_STEP_COMMIT, "{\"code\":0}").kind, ==, HOIST_MOVE_JUMP);

  begin (self);
  for (guint i = 0; i < 6; i++)
    send_part (self, i);
  /* asked for the name anew, for this is another end of another upload */
  g_assert_cmpint (read_step (self, HOIST_STEP_COMMIT, "{\"code\":0}").kind, ==, HOIST_MOVE_JUMP);
  g_assert_cmpint (read_step (self, HOIST_STEP_COMMIT, "{\"code\":0,\"fileId\":\"7\"}").kind, ==,
                   HOIST_MOVE_DONE);
  g_assert_false (self->ticket->is_instant);
  g_assert_cmpstr (self->ticket->verified, ==, "md5-parts");
}

static void
test_hostile_id (Fixture *self, gconstpointer data)
{
  g_autofree char *good = g_strnfill (256, '7');
  g_autofree char *bad = g_strnfill (257, '7');
  const char *ids[] = { bad, "\xc3\xa9", "", good };

  begin (self);
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++) {
    g_autofree char *text =
        g_strdup_printf ("{\"code\":0,\"fileId\":\"%s\",\"url\":\"http://a.example/\"}", ids[i]);

    g_assert_cmpint (read_step (self, HOIST_STEP_COMMIT, text).kind, ==, HOIST_MOVE_DONE);
    g_assert_cmpstr (self->ticket->remote_id, ==, ids[i] == good ? good : NULL);
  }
}

/* A link is opened in a browser, so only the two harmless schemes pass. */
static void
test_hostile_link (Fixture *self, gconstpointer data)
{
  static const char *const bad[] = { "javascript:alert(1)", "file:///etc/passwd", "f0.mp4",
                                     "http://[", "" };

  begin (self);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autofree char *text =
        g_strdup_printf ("{\"code\":0,\"fileId\":\"7\",\"url\":\"%s\"}", bad[i]);

    g_assert_cmpint (read_step (self, HOIST_STEP_COMMIT, text).kind, ==, HOIST_MOVE_DONE);
    g_assert_null (self->ticket->link);
  }
}

static void
test_service_text_is_not_shown (Fixture *self, gconstpointer data)
{
  write_init (self);
  assert_failed (self,
                 read_step (self, HOIST_STEP_BEGIN,
                            "{\"code\":-10001,\"message\":\"planted " SECRET_KEY
                            "\",\"codeDesc\":\"planted\"}"),
                 HOIST_ERROR_REFUSED);
  g_assert_null (strstr (self->error->message, "planted"));
  g_assert_nonnull (strstr (self->error->message, "-10001"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/tencent/replies-that-are-no-answers", test_no_answer);
  ADD ("/tencent/commit-without-id-is-not-believed", test_commit_without_id);
  ADD ("/tencent/commit-with-a-link-only", test_commit_with_link_only);
  ADD ("/tencent/no-longer-instant", test_no_longer_instant);
  ADD ("/tencent/hostile-id-is-dropped", test_hostile_id);
  ADD ("/tencent/hostile-link-is-dropped", test_hostile_link);
  ADD ("/tencent/service's-text-is-not-shown", test_service_text_is_not_shown);
  return g_test_run ();
}
