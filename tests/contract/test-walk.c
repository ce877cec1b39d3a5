/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ordinary walk of an upload through its states, its pauses, restarts and joins. */
#include "hoist-stage.h"

#include <string.h>

#define MIB (1024 * 1024)
#define FILE_SIZE (8 * MIB + 1)
#define N_PARTS 9

typedef struct {
  HoistSession *session;
  guint64 bytes;
} Until;

static gboolean
has_done (gpointer data)
{
  Until *until = data;

  return hoist_session_get_bytes_done (until->session) >= until->bytes;
}

static gboolean
is_quiet (gpointer data)
{
  return !hoist_session_is_busy (data);
}

static HoistStage *
new_slow_stage (void)
{
  const HoistPracticeOptions options = { .rate = 20 * MIB };

  return hoist_stage_new ("tencent-vod", NULL, NULL, &options);
}

static void
test_fresh (void)
{
  g_autoptr (HoistStage) stage = hoist_stage_new ("tencent-vod", NULL, NULL, NULL);
  g_autofree char *path = hoist_stage_make_file (stage, "film.mp4", FILE_SIZE);
  g_autoptr (HoistSession) session = hoist_stage_add (stage, path);

  hoist_stage_run (stage, session);
  g_assert_cmpstr (stage->states->str, ==, "hashing starting uploading finishing finished");
  g_assert_cmpuint (hoist_stage_count_calls (stage, "UploadPart"), ==, N_PARTS);
  g_assert_cmpuint (hoist_session_get_bytes_sent (session), ==, FILE_SIZE);
  g_assert_cmpuint (hoist_session_get_bytes_done (session), ==, FILE_SIZE);
  g_assert_cmpstr (hoist_session_get_verified (session), ==, "md5-parts");
  g_assert_nonnull (hoist_session_get_link (session));
  g_assert_nonnull (hoist_session_get_remote_id (session));
  g_assert_null (hoist_test_journal_get_ticket (stage->journal, 1));
}

static void
test_instant (void)
{
  g_autoptr (HoistStage) stage = hoist_stage_new ("tencent-vod", NULL, NULL, NULL);
  g_autofree char *path = hoist_stage_make_file (stage, "film.mp4", FILE_SIZE);
  g_autoptr (HoistSession) first = hoist_stage_add (stage, path);
  g_autoptr (HoistSession) second = hoist_stage_add (stage, path);

  hoist_stage_run (stage, first);
  hoist_stage_run (stage, second);
  g_assert_cmpint (hoist_session_get_state (second), ==, HOIST_STATE_FINISHED);
  g_assert_true (hoist_session_is_instant (second));
  g_assert_cmpstr (hoist_session_get_verified (second), ==, "instant-sha1");
  g_assert_cmpuint (hoist_session_get_bytes_sent (second), ==, 0);
  g_assert_cmpstr (hoist_session_get_link (second), ==, hoist_session_get_link (first));
}

/* A service that has something like the file wants to know all of it. Reading it is shown as such,
 * and done once, whatever becomes of the upload. */
static void
test_checksum_on_the_way (void)
{
  g_autoptr (HoistStage) stage = hoist_stage_new ("alibaba-pds", NULL, NULL, NULL);
  g_autofree char *path = hoist_stage_make_file (stage, "film.mp4", FILE_SIZE);
  g_autofree char *other = hoist_stage_make_file (stage, "copy.mp4", FILE_SIZE);
  g_autoptr (HoistSession) first = hoist_stage_add (stage, path);
  g_autoptr (HoistSession) second = hoist_stage_add (stage, other);
  g_autoptr (HoistSession) third = hoist_stage_add (stage, other);

  hoist_test_account_set_setting (stage->account, "pre-hash-threshold", "2000");
  hoist_stage_run (stage, first);
  g_assert_null (strstr (stage->states->str, "hashing"));
  g_string_truncate (stage->states, 0);
  hoist_stage_run (stage, second);
  g_assert_true (hoist_session_is_instant (second));
  g_assert_cmpstr (stage->states->str, ==, "starting hashing starting finished");
  g_string_truncate (stage->states, 0);
  hoist_stage_run (stage, third);
  g_assert_true (hoist_session_is_instant (third));
  g_assert_cmpstr (stage->states->str, ==, "starting finished");
}

/* Parts that were finished are never sent again; those on their way may be. */
static void
test_restart (void)
{
  g_autoptr (HoistStage) stage = new_slow_stage ();
  g_autofree char *path = hoist_stage_make_file (stage, "film.mp4", FILE_SIZE);
  HoistSession *session = hoist_stage_add (stage, path);
  Until until = { session, 4 * MIB };
  guint64 sent = 0;

  hoist_stage_start (stage, session);
  hoist_stage_run_until (stage, has_done, &until);
  sent = hoist_session_get_bytes_sent (session);
  hoist_session_stop (session);
  hoist_stage_run_until (stage, is_quiet, session);
  session = hoist_stage_restart (stage, session);
  hoist_stage_run (stage, session);

  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_FINISHED);
  g_assert_null (strstr (stage->states->str + 8, "hashing"));
  sent += hoist_session_get_bytes_sent (session);
  g_assert_cmpuint (sent, <=, FILE_SIZE + 4 * MIB);
  g_object_unref (session);
}

static void
test_pause (void)
{
  g_autoptr (HoistStage) stage = new_slow_stage ();
  g_autofree char *path = hoist_stage_make_file (stage, "film.mp4", FILE_SIZE);
  g_autoptr (HoistSession) session = hoist_stage_add (stage, path);
  Until until = { session, 2 * MIB };
  guint calls = 0;

  hoist_stage_start (stage, session);
  hoist_stage_run_until (stage, has_done, &until);
  hoist_session_pause (session);
  hoist_stage_run_until (stage, is_quiet, session);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_PAUSED);
  calls = hoist_stage_count_calls (stage, "UploadPart");
  hoist_stage_settle (stage);
  g_assert_cmpuint (hoist_stage_count_calls (stage, "UploadPart"), ==, calls);

  hoist_session_resume (session);
  hoist_stage_run (stage, session);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_FINISHED);
  g_assert_cmpuint (hoist_stage_count_calls (stage, "UploadPart"), <=, N_PARTS + 4);
}

/* A pause that is taken back at once must not lose the upload between two runs. */
static void
test_pause_and_resume_at_once (void)
{
  g_autoptr (HoistStage) stage = new_slow_stage ();
  g_autofree char *path = hoist_stage_make_file (stage, "film.mp4", FILE_SIZE);
  g_autoptr (HoistSession) session = hoist_stage_add (stage, path);
  Until until = { session, 2 * MIB };

  hoist_stage_start (stage, session);
  hoist_stage_run_until (stage, has_done, &until);
  hoist_session_pause (session);
  hoist_session_resume (session);
  hoist_stage_run (stage, session);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_FINISHED);
}

static void
test_remove_and_undo (void)
{
  g_autoptr (HoistStage) stage = new_slow_stage ();
  g_autofree char *path = hoist_stage_make_file (stage, "film.mp4", FILE_SIZE);
  g_autoptr (HoistSession) session = hoist_stage_add (stage, path);
  Until until = { session, 2 * MIB };

  hoist_stage_start (stage, session);
  hoist_stage_run_until (stage, has_done, &until);
  hoist_session_remove (session);
  hoist_stage_run_until (stage, is_quiet, session);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_REMOVED);
  hoist_session_undo_remove (session);
  hoist_stage_run (stage, session);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_FINISHED);
}

static void
test_start_over (void)
{
  g_autoptr (HoistStage) stage = new_slow_stage ();
  g_autofree char *path = hoist_stage_make_file (stage, "film.mp4", FILE_SIZE);
  g_autoptr (HoistSession) session = hoist_stage_add (stage, path);
  Until until = { session, 2 * MIB };

  hoist_stage_start (stage, session);
  hoist_stage_run_until (stage, has_done, &until);
  hoist_session_retry (session, TRUE);
  hoist_stage_run (stage, session);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_FINISHED);
}

/* A wrong key stops the account, and a right one lets its uploads go on. */
static void
test_sign_in (void)
{
  g_autoptr (HoistStage) stage = hoist_stage_new ("tencent-vod", NULL, NULL, NULL);
  g_autofree char *path = hoist_stage_make_file (stage, "film.mp4", FILE_SIZE);
  g_autoptr (HoistSession) session = hoist_stage_add (stage, path);

  hoist_test_account_set_secret (stage->account, "secret-key", "wrong");
  hoist_stage_run (stage, session);
  g_assert_cmpint (hoist_session_get_reason (session), ==, HOIST_REASON_SIGN_IN);
  g_assert_nonnull (hoist_channel_get_stop_error (stage->channel));
  g_assert_null (strstr (hoist_session_get_message (session), "wrong"));
  g_assert_cmpuint (hoist_stage_count_calls (stage, "InitUpload"), ==, 1);
}

/* A locked keyring is waited for; nothing is asked of the service meanwhile. */
static void
test_keyring (void)
{
  g_autoptr (HoistStage) stage = hoist_stage_new ("tencent-vod", NULL, NULL, NULL);
  g_autofree char *path = hoist_stage_make_file (stage, "film.mp4", FILE_SIZE);
  g_autoptr (HoistSession) session = hoist_stage_add (stage, path);
  g_autoptr (GError) locked =
      g_error_new_literal (HOIST_ERROR, HOIST_ERROR_LOCKED, "The keyring is locked. Open it.");

  hoist_test_account_set_error (stage->account, locked);
  hoist_stage_start (stage, session);
  hoist_stage_run_until (stage, is_quiet, session);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_WAITING);
  g_assert_cmpint (hoist_session_get_reason (session), ==, HOIST_REASON_KEYRING);
  hoist_test_account_set_error (stage->account, NULL);
  hoist_stage_run (stage, session);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_FINISHED);
}

/* The server names another grid than ours: code 1 from somebody else's attempt. */
static void
test_other_grid (void)
{
  g_autoptr (HoistStage) stage = new_slow_stage ();
  g_autofree char *path = hoist_stage_make_file (stage, "film.mp4", FILE_SIZE);
  g_autoptr (HoistSettings) options = hoist_settings_new ();
  HoistSession *session = hoist_stage_add (stage, path);
  Until until = { session, 3 * MIB };
  g_autoptr (HoistSession) second = NULL;
  HoistRecord *record = NULL;

  hoist_stage_start (stage, session);
  hoist_stage_run_until (stage, has_done, &until);
  hoist_session_stop (session);
  hoist_stage_run_until (stage, is_quiet, session);

  record = hoist_record_copy (hoist_session_get_record (session));
  record->id = 99;
  record->state = HOIST_STATE_QUEUED;
  hoist_settings_set (options, "part-size", "524288");
  record->options = g_steal_pointer (&options);
  second = hoist_session_new (record, HOIST_JOURNAL (stage->journal));
  hoist_stage_run (stage, second);
  g_assert_cmpint (hoist_session_get_state (second), ==, HOIST_STATE_FINISHED);
  g_assert_cmpuint (hoist_stage_count_calls (stage, "UploadPart"), <=, N_PARTS + 4);
  g_object_unref (session);
}

static gboolean
is_gone (gpointer data)
{
  return *(gpointer *) data == NULL;
}

static void
test_nothing_is_left_behind (void)
{
  g_autoptr (HoistStage) stage = hoist_stage_new ("tencent-vod", NULL, NULL, NULL);
  g_autofree char *path = hoist_stage_make_file (stage, "film.mp4", FILE_SIZE);
  HoistSession *session = hoist_stage_add (stage, path);
  gpointer weak = session;

  g_object_add_weak_pointer (G_OBJECT (session), &weak);
  hoist_stage_run (stage, session);
  g_object_unref (session);
  hoist_stage_run_until (stage, is_gone, &weak);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  g_test_add_func ("/walk/fresh", test_fresh);
  g_test_add_func ("/walk/instant", test_instant);
  g_test_add_func ("/walk/checksum-on-the-way", test_checksum_on_the_way);
  g_test_add_func ("/walk/restart", test_restart);
  g_test_add_func ("/walk/pause", test_pause);
  g_test_add_func ("/walk/pause-and-resume-at-once", test_pause_and_resume_at_once);
  g_test_add_func ("/walk/remove-and-undo", test_remove_and_undo);
  g_test_add_func ("/walk/start-over", test_start_over);
  g_test_add_func ("/walk/sign-in", test_sign_in);
  g_test_add_func ("/walk/keyring", test_keyring);
  g_test_add_func ("/walk/other-grid", test_other_grid);
  g_test_add_func ("/walk/nothing-is-left-behind", test_nothing_is_left_behind);
  return g_test_run ();
}
