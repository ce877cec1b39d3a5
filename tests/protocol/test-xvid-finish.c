/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Xvid MediaHub from the last byte to the proof: COMMIT, PROBE behind it, and ABORT. */
#include "xvid-fixture.h"

#define UPLOADS "https://api.xvid.com/v1/files/uploads/" XVID_UPLOAD "?format=json"
#define FILES "https://api.xvid.com/v1/files/" XVID_FILE "?format=json"
#define STATE(word)                                                                                \
  "{\"upload\":{\"id\":\"" XVID_UPLOAD "\",\"file\":{\"id\":\"" XVID_FILE "\"},\"status\":\"" word \
  "\",\"nb_chunks\":1}}"
#define RECORD(rest) "{\"file\":{\"id\":\"" XVID_FILE "\"" rest "}}"
#define PROVEN RECORD (",\"size\":1000,\"md5_checksum\":\"" XVID_FILE_MD5 "\"")
#define GONE                                                                                       \
  "{\"error\":{\"error_code\":\"0x0230002\",\"error_message\":\"Requested file does not exist\"}}"
#define INVALID "{\"error\":{\"error_code\":\"0x0230001\",\"error_message\":\"Invalid Input\"}}"
#define INTERNAL "{\"error\":{\"error_code\":\"0x0000001\",\"error_message\":\"Internal Error\"}}"

static HoistMove
commit (Fixture *self, guint status, const char *text)
{
  g_assert_cmpint (write_step (self, HOIST_STEP_COMMIT, NULL).kind, ==, HOIST_MOVE_SEND);
  return read_step (self, HOIST_STEP_COMMIT, status, text);
}

/* The next request of COMMIT has to be this one. */
static HoistMove
commit_to (Fixture *self, const char *method, const char *url, guint status, const char *text)
{
  assert_sent (self, write_step (self, HOIST_STEP_COMMIT, NULL), method, url);
  return read_step (self, HOIST_STEP_COMMIT, status, text);
}

static void
finish (Fixture *self)
{
  send_all (self);
  assert_again (commit_to (self, "PUT", UPLOADS, 200, STATE ("COMPLETING")), 1);
}

static void
assert_proven (Fixture *self, HoistMove move, const char *verified)
{
  assert_done (move);
  g_assert_cmpstr (self->ticket->remote_id, ==, XVID_FILE);
  g_assert_cmpstr (self->ticket->verified, ==, verified);
}

static void
test_finish (Fixture *self, gconstpointer data)
{
  g_autofree char *body = NULL;

  send_all (self);
  assert_sent (self, write_step (self, HOIST_STEP_COMMIT, NULL), "PUT", UPLOADS);
  body = dup_text (self->request->before);
  g_assert_cmpstr (body, ==, "{\"upload\":{\"nb_chunks\":1}}");
  g_assert_cmpstr (self->request->content_type, ==, "application/json");
  g_assert_cmpstr (get_header (self, "Authorization"), ==, "Bearer " XVID_TOKEN);
  g_assert_cmpint (self->request->replay, ==, HOIST_REPLAY_ASK_FIRST);
  g_assert_cmpint (self->request->answer_us, ==, 600 * (gint64) G_USEC_PER_SEC);
  g_assert_cmpuint (self->request->length, ==, 0);
}

static void
test_proof (Fixture *self, gconstpointer data)
{
  finish (self);
  assert_again (commit_to (self, "GET", UPLOADS, 200, STATE ("COMPLETING")), 0);
  g_assert_cmpint (self->request->replay, ==, HOIST_REPLAY_SAFE);
  assert_proven (self, commit_to (self, "GET", FILES, 200, PROVEN), "md5");
  g_assert_null (self->ticket->link);
}

/* The waits of the notes: 1, 2, 4 … at most 30 s, upload and file in turn. */
static void
test_waits (Fixture *self, gconstpointer data)
{
  static const gint64 waits[] = { 2, 4, 8, 16, 30, 30, 30 };

  finish (self);
  for (gsize i = 0; i < G_N_ELEMENTS (waits); i++) {
    assert_again (commit_to (self, "GET", UPLOADS, 200, STATE ("COMPLETING")), 0);
    assert_again (commit_to (self, "GET", FILES, 404, GONE), waits[i]);
  }
  assert_again (commit_to (self, "GET", UPLOADS, 200, STATE ("WHATEVER")), 0);
  assert_proven (self, commit_to (self, "GET", FILES, 200, PROVEN), "md5");
}

static void
test_states (Fixture *self, gconstpointer data)
{
  static const char *const good[] = { "COMPLETE", "COMPLETED", "FINISHED", "SUCCESS", "done" };
  static const char *const bad[] = { "ERROR",   "FAILED",  "CANCELLED", "CANCELED",
                                     "EXPIRED", "ABORTED", "failed" };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autofree char *text =
        g_strdup_printf ("{\"upload\":{\"id\":\"u\",\"status\":\"%s\"}}", good[i]);

    finish (self);
    assert_again (commit_to (self, "GET", UPLOADS, 200, text), 0);
    g_assert_cmpstr (hoist_ticket_get (self->ticket, "known"), ==, "success");
    hoist_ticket_reset (self->ticket);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autofree char *text =
        g_strdup_printf ("{\"upload\":{\"id\":\"u\",\"status\":\"%s\"}}", bad[i]);

    finish (self);
    assert_failed (self, commit (self, 200, text), HOIST_ERROR_REFUSED);
    g_assert_nonnull (strstr (self->error->message, bad[i]));
    hoist_ticket_reset (self->ticket);
  }
}

static void
test_states_are_settings (Fixture *self, gconstpointer data)
{
  hoist_settings_set (self->settings, "success-states", " fertig , READY");
  hoist_settings_set (self->settings, "failure-states", "kaputt,COMPLETING,not good");
  finish (self); /* what is documented stays what it is */
  assert_again (commit (self, 200, STATE ("READY")), 0);
  g_assert_cmpstr (hoist_ticket_get (self->ticket, "known"), ==, "success");
  hoist_ticket_reset (self->ticket);
  finish (self);
  assert_again (commit (self, 200, STATE ("COMPLETE")), 0);
  g_assert_null (hoist_ticket_get (self->ticket, "known"));
  assert_again (commit (self, 404, GONE), 2);
  assert_failed (self, commit (self, 200, STATE ("Kaputt")), HOIST_ERROR_REFUSED);
  g_assert_nonnull (strstr (self->error->message, "“Kaputt”"));
  assert_failed (self, commit (self, 200, STATE ("not good")), HOIST_ERROR_REFUSED);
  g_assert_nonnull (strstr (self->error->message, "“?”"));
}

/* Done at once, or failed at once. */
static void
test_quick_end (Fixture *self, gconstpointer data)
{
  send_all (self);
  assert_again (commit (self, 200, STATE ("COMPLETE")), 0);
  assert_proven (self, commit_to (self, "GET", FILES, 200, PROVEN), "md5");
  hoist_ticket_reset (self->ticket);
  send_all (self);
  assert_failed (self, commit (self, 200, STATE ("FAILED")), HOIST_ERROR_REFUSED);
}

static void
test_size_only (Fixture *self, gconstpointer data)
{
  finish (self);
  /* the service works on: a checksum may still come */
  commit (self, 200, STATE ("COMPLETING"));
  assert_again (commit (self, 200, RECORD (",\"size\":1000")), 2);
  /* it is done: two more looks, then the size has to do */
  assert_again (commit (self, 200, STATE ("COMPLETE")), 0);
  assert_again (commit_to (self, "GET", FILES, 200, RECORD (",\"size\":\"1000\"")), 1);
  assert_again (
      commit_to (self, "GET", FILES, 200, RECORD (",\"size\":1000,\"md5_checksum\":\"no md5\"")),
      2);
  assert_proven (self, commit_to (self, "GET", FILES, 200, RECORD (",\"size\":1000")), "size");
}

static void
test_late_checksum (Fixture *self, gconstpointer data)
{
  finish (self);
  commit (self, 200, STATE ("COMPLETE"));
  assert_again (commit (self, 200, RECORD (",\"size\":1000")), 1);
  assert_proven (self,
                 commit (self, 200,
                         RECORD (",\"size\":1000,\"finished_at\":1768465801000,"
                                 "\"md5_checksum\":\"9E107D9D372BB6826BD81D3542A419D6\"")),
                 "md5");
}

static void
test_other_file (Fixture *self, gconstpointer data)
{
  finish (self);
  commit (self, 200, STATE ("COMPLETING"));
  assert_failed (self,
                 commit (self, 200,
                         RECORD (",\"size\":1000,\"md5_checksum\":"
                                 "\"00000000000000000000000000000000\"")),
                 HOIST_ERROR_UNVERIFIED);
  hoist_ticket_reset (self->ticket);

  /* a file that still grows is waited for; one that is done is not */
  finish (self);
  commit (self, 200, STATE ("COMPLETING"));
  assert_again (commit (self, 200, RECORD (",\"size\":0")), 2);
  commit (self, 200, STATE ("COMPLETE"));
  assert_again (commit (self, 200, RECORD (",\"size\":999")), 1);
  assert_again (commit (self, 200, RECORD (",\"size\":999")), 2);
  assert_failed (self, commit (self, 200, RECORD (",\"size\":999")), HOIST_ERROR_UNVERIFIED);
  g_assert_null (self->ticket->verified);
}

/* A chunked file's checksum is not known from sending it. */
static void
test_needs_whole_md5 (Fixture *self, gconstpointer data)
{
  HoistMove move = { 0 };

  finish (self);
  hoist_ticket_get_part (self->ticket, 0)->digest_kind = HOIST_DIGEST_NONE;
  commit (self, 200, STATE ("COMPLETE"));
  move = commit (self, 200, PROVEN);
  g_assert_cmpint (move.kind, ==, HOIST_MOVE_NEEDS);
  g_assert_cmpint (move.digests, ==, HOIST_DIGEST_MD5);
  g_assert_cmpuint (move.length, ==, 0);
  hoist_digests_set_hex (&self->file.digests, HOIST_DIGEST_MD5, XVID_FILE_MD5);
  assert_proven (self, commit_to (self, "GET", FILES, 200, PROVEN), "md5");
}

static void
test_upload_disappears (Fixture *self, gconstpointer data)
{
  finish (self);
  assert_again (commit (self, 404, GONE), 0);
  assert_again (commit_to (self, "GET", FILES, 404, GONE), 2);
  /* the file alone is asked from then on */
  assert_proven (self, commit_to (self, "GET", FILES, 200, PROVEN), "md5");
}

static void
poll_once (Fixture *self, const char *state, guint status, const char *record)
{
  assert_again (commit_to (self, "GET", UPLOADS, 200, state), 0);
  g_assert_cmpint (commit_to (self, "GET", FILES, status, record).kind, ==, HOIST_MOVE_AGAIN);
}

static void
test_limit (Fixture *self, gconstpointer data)
{
  finish (self);
  self->facts.now_us += 600 * (gint64) G_USEC_PER_SEC;
  poll_once (self, STATE ("COMPLETING"), 404, GONE);
  self->facts.now_us += G_USEC_PER_SEC;
  assert_again (commit (self, 200, STATE ("COMPLETING")), 0);
  assert_failed (self, commit (self, 404, GONE), HOIST_ERROR_UNSURE);
  g_assert_nonnull (strstr (self->error->message, "The file was sent"));

  /* a later try asks on, and sends nothing again */
  assert_sent (self, write_step (self, HOIST_STEP_PROBE, NULL), "GET", UPLOADS);
  assert_jump (read_step (self, HOIST_STEP_PROBE, 200, STATE ("COMPLETING")), HOIST_STEP_COMMIT);
  assert_failed (self, commit_to (self, "GET", FILES, 404, GONE), HOIST_ERROR_UNSURE);
  assert_jump (read_step (self, HOIST_STEP_PROBE, 200, STATE ("COMPLETE")), HOIST_STEP_COMMIT);
  assert_proven (self, commit_to (self, "GET", FILES, 200, PROVEN), "md5");
}

/* At the end of all waiting the size has to do, and after it the service's own word. */
static void
test_limit_with_less (Fixture *self, gconstpointer data)
{
  finish (self);
  self->facts.now_us += 601 * (gint64) G_USEC_PER_SEC;
  commit (self, 200, STATE ("COMPLETING"));
  assert_proven (self, commit (self, 200, RECORD (",\"size\":1000")), "size");
  hoist_ticket_reset (self->ticket);

  self->facts.now_us = XVID_NOW_US;
  finish (self);
  commit (self, 200, STATE ("COMPLETE"));
  assert_again (commit (self, 200, RECORD ("")), 2);
  self->facts.now_us += 601 * (gint64) G_USEC_PER_SEC;
  assert_proven (self, commit (self, 200, RECORD ("")), "none");
}

static void
test_limit_grows (Fixture *self, gconstpointer data)
{
  self->file.size = G_GUINT64_CONSTANT (3) * 1024 * 1024 * 1024;
  hoist_settings_set (self->settings, "poll-minutes", "1");
  finish (self);
  self->facts.now_us += 240 * (gint64) G_USEC_PER_SEC;
  poll_once (self, STATE ("COMPLETING"), 404, GONE);
  self->facts.now_us += G_USEC_PER_SEC;
  commit (self, 200, STATE ("COMPLETING"));
  assert_failed (self, commit (self, 404, GONE), HOIST_ERROR_UNSURE);
}

/* What a finish that was not let through means: section 9's rows. */
static void
test_finish_refused (Fixture *self, gconstpointer data)
{
  /* it had been told before */
  send_all (self);
  assert_again (commit (self, 400, INVALID), 0);
  assert_again (commit_to (self, "GET", UPLOADS, 200, STATE ("COMPLETING")), 0);
  assert_proven (self, commit_to (self, "GET", FILES, 200, PROVEN), "md5");
  hoist_ticket_reset (self->ticket);

  /* it had not */
  send_all (self);
  assert_again (commit (self, 400, INVALID), 0);
  assert_failed (self, commit_to (self, "GET", UPLOADS, 200, STATE ("UPLOADING")),
                 HOIST_ERROR_REFUSED);
  hoist_ticket_reset (self->ticket);

  /* there is no such upload, and no file either: begin again */
  send_all (self);
  assert_again (commit (self, 404, GONE), 0);
  assert_again (commit_to (self, "GET", UPLOADS, 404, GONE), 0);
  assert_failed (self, commit_to (self, "GET", FILES, 404, GONE), HOIST_ERROR_EXPIRED);
  hoist_ticket_reset (self->ticket);

  /* there is no such upload any more, for it became the file */
  send_all (self);
  commit (self, 404, GONE);
  commit (self, 404, GONE);
  assert_proven (self, commit_to (self, "GET", FILES, 200, PROVEN), "md5");
}

/* After an unclear end the record is asked, never the finish repeated blindly. */
static void
test_finish_unclear (Fixture *self, gconstpointer data)
{
  static const struct {
    guint status;
    const char *text;
    HoistErrorCode code;
  } rows[] = {
    { 500, INTERNAL, HOIST_ERROR_UNSURE }, { 200, "", HOIST_ERROR_UNSURE },
    { 200, "{\"upl", HOIST_ERROR_UNSURE }, { 503, "", HOIST_ERROR_BUSY },
    { 429, "", HOIST_ERROR_THROTTLED },    { 404, "<html>", HOIST_ERROR_PROTOCOL },
  };

  send_all (self);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    assert_sent (self, write_step (self, HOIST_STEP_COMMIT, NULL), "PUT", UPLOADS);
    assert_failed (self, read_step (self, HOIST_STEP_COMMIT, rows[i].status, rows[i].text),
                   rows[i].code);
  }
}

static void
test_probe (Fixture *self, gconstpointer data)
{
  static const struct {
    guint status;
    const char *text;
    const char *method;
    const char *url;
  } rows[] = {
    { 200, STATE ("UPLOADING"), "PUT", UPLOADS },
    { 200, STATE ("COMPLETING"), "GET", FILES },
    { 200, STATE ("COMPLETE"), "GET", FILES },
    { 200, STATE ("ANYTHING"), "GET", FILES },
    { 404, GONE, "GET", FILES },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_test_message ("%s", rows[i].text);
    send_all (self);
    assert_sent (self, write_step (self, HOIST_STEP_PROBE, NULL), "GET", UPLOADS);
    assert_jump (read_step (self, HOIST_STEP_PROBE, rows[i].status, rows[i].text),
                 HOIST_STEP_COMMIT);
    assert_sent (self, write_step (self, HOIST_STEP_COMMIT, NULL), rows[i].method, rows[i].url);
    hoist_ticket_reset (self->ticket);
  }
  send_all (self);
  write_step (self, HOIST_STEP_PROBE, NULL);
  assert_failed (self, read_step (self, HOIST_STEP_PROBE, 200, STATE ("FAILED")),
                 HOIST_ERROR_REFUSED);
  assert_failed (self, read_step (self, HOIST_STEP_PROBE, 500, INTERNAL), HOIST_ERROR_BUSY);
}

/* Finished or not: the service knows neither upload nor file. */
static void
test_probe_nothing_there (Fixture *self, gconstpointer data)
{
  send_all (self);
  write_step (self, HOIST_STEP_PROBE, NULL);
  read_step (self, HOIST_STEP_PROBE, 404, GONE);
  assert_failed (self, commit_to (self, "GET", FILES, 404, GONE), HOIST_ERROR_EXPIRED);
  hoist_ticket_reset (self->ticket);

  /* but a finish that was accepted is not sent away: the file may just not be there yet */
  finish (self);
  write_step (self, HOIST_STEP_PROBE, NULL);
  read_step (self, HOIST_STEP_PROBE, 404, GONE);
  assert_again (commit_to (self, "GET", FILES, 404, GONE), 2);
}

static void
test_links (Fixture *self, gconstpointer data)
{
  static const struct {
    const char *text;
    const char *link;
  } rows[] = {
    { ",\"link\":\"https://v.example/f/1\"", "https://v.example/f/1" },
    { ",\"url\":\"https://v.example/f/1\"", "https://v.example/f/1" },
    { ",\"link\":\"https://v.example/f/1?signature=x\"", NULL },
    { ",\"link\":\"http://v.example/f/1\"", NULL },
    { ",\"link\":\"javascript:alert(1)\"", NULL },
    { "", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *text = g_strdup_printf ("{\"file\":{\"size\":1000,\"md5_checksum\":\"%s\"%s}}",
                                             XVID_FILE_MD5, rows[i].text);

    finish (self);
    commit (self, 200, STATE ("COMPLETE"));
    assert_proven (self, commit (self, 200, text), "md5");
    g_assert_cmpstr (self->ticket->link, ==, rows[i].link);
    hoist_ticket_reset (self->ticket);
  }
}

static void
test_abort (Fixture *self, gconstpointer data)
{
  begin (self);
  assert_done (write_step (self, HOIST_STEP_ABORT, NULL));

  hoist_settings_set (self->settings, "delete-removed", "1");
  assert_sent (self, write_step (self, HOIST_STEP_ABORT, NULL), "DELETE", FILES);
  assert_done (read_step (self, HOIST_STEP_ABORT, 200, "{\"result\":{\"status\":\"SUCCESS\"}}"));
  assert_done (read_step (self, HOIST_STEP_ABORT, 404, GONE));
  assert_done (read_step (self, HOIST_STEP_ABORT, 400, INVALID));
  assert_failed (self, read_step (self, HOIST_STEP_ABORT, 500, INTERNAL), HOIST_ERROR_BUSY);
  assert_failed (self, read_step (self, HOIST_STEP_ABORT, 405, ""), HOIST_ERROR_REFUSED);

  /* what may be finished is not removed, and what never began cannot be */
  self->ticket->next = HOIST_STEP_COMMIT;
  assert_done (write_step (self, HOIST_STEP_ABORT, NULL));
  hoist_ticket_reset (self->ticket);
  assert_done (write_step (self, HOIST_STEP_ABORT, NULL));
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/xvid-finish/tells-how-many-chunks", test_finish);
  ADD ("/xvid-finish/proof-by-checksum", test_proof);
  ADD ("/xvid-finish/waits-grow-to-30-s", test_waits);
  ADD ("/xvid-finish/states", test_states);
  ADD ("/xvid-finish/states-are-settings", test_states_are_settings);
  ADD ("/xvid-finish/quick-end", test_quick_end);
  ADD ("/xvid-finish/size-without-checksum", test_size_only);
  ADD ("/xvid-finish/late-checksum", test_late_checksum);
  ADD ("/xvid-finish/another-file-is-told", test_other_file);
  ADD ("/xvid-finish/whole-checksum-is-needed", test_needs_whole_md5);
  ADD ("/xvid-finish/upload's-record-disappears", test_upload_disappears);
  ADD ("/xvid-finish/limit-leads-to-unsure", test_limit);
  ADD ("/xvid-finish/limit-with-less-than-a-checksum", test_limit_with_less);
  ADD ("/xvid-finish/limit-grows-with-the-size", test_limit_grows);
  ADD ("/xvid-finish/refused", test_finish_refused);
  ADD ("/xvid-finish/unclear", test_finish_unclear);
  ADD ("/xvid-finish/probe-behind-it", test_probe);
  ADD ("/xvid-finish/probe-finds-nothing", test_probe_nothing_there);
  ADD ("/xvid-finish/only-lasting-links", test_links);
  ADD ("/xvid-finish/abort", test_abort);
  return g_test_run ();
}
