/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the user does comes from within the main loop, at the worst moment: while requests are on
 * their way. */
#include "hoist-stage.h"

#define MIB (1024 * 1024)
#define FILE_SIZE (8 * MIB + 1)

typedef struct {
  HoistStage *stage;
  HoistSession *session;
  guint n_requests;
  void (*act) (HoistSession *session);
} Moment;

static gboolean
has_asked (gpointer data)
{
  Moment *moment = data;

  return hoist_practice_server_count_requests (moment->stage->server) >= moment->n_requests ||
         !hoist_session_is_busy (moment->session);
}

static gboolean
is_quiet (gpointer data)
{
  return !hoist_session_is_busy (data);
}

static gboolean
on_idle (gpointer data)
{
  Moment *moment = data;

  moment->act (moment->session);
  moment->act = NULL;
  return G_SOURCE_REMOVE;
}

static gboolean
has_acted (gpointer data)
{
  return ((Moment *) data)->act == NULL;
}

/* Runs until so many requests were sent, and acts from a source, as a click does. */
static void
act_at (HoistStage *stage, HoistSession *session, guint n, void (*act) (HoistSession *session))
{
  Moment moment = { stage, session, n, act };

  hoist_stage_start (stage, session);
  hoist_stage_run_until (stage, has_asked, &moment);
  g_idle_add_full (G_PRIORITY_HIGH, on_idle, &moment, NULL);
  hoist_stage_run_until (stage, has_acted, &moment);
  hoist_stage_run_until (stage, is_quiet, session);
}

static void
start_over (HoistSession *session)
{
  hoist_session_retry (session, TRUE);
  hoist_session_pause (session);
}

static void (*const acts[]) (HoistSession *session) = {
  hoist_session_pause,
  hoist_session_stop,
  hoist_session_remove,
  start_over,
};

static void
test_acts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (acts); i++) {
    for (guint n = 1; n <= 11; n++) {
      g_autoptr (HoistStage) stage = hoist_stage_new ("tencent-vod", NULL, NULL, NULL);
      g_autofree char *path = hoist_stage_make_file (stage, "film.mp4", FILE_SIZE);
      g_autoptr (HoistSession) session = hoist_stage_add (stage, path);

      act_at (stage, session, n, acts[i]);
      g_assert_false (hoist_session_is_busy (session));
    }
  }
}

/* Paused stays paused, also where the upload was about to begin again. */
static void
test_start_over_then_pause (void)
{
  g_autoptr (HoistStage) stage = hoist_stage_new ("tencent-vod", NULL, NULL, NULL);
  g_autofree char *path = hoist_stage_make_file (stage, "film.mp4", FILE_SIZE);
  g_autoptr (HoistSession) session = hoist_stage_add (stage, path);

  act_at (stage, session, 3, start_over);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_PAUSED);
  g_assert_cmpuint (hoist_session_get_bytes_done (session), ==, 0);

  hoist_session_resume (session);
  hoist_stage_run (stage, session);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_FINISHED);
}

static void
note_nothing (HoistSession *session, gpointer data)
{
}

static void
note_no_progress (HoistSession *session, guint64 sent, gpointer data)
{
}

static void
note_due (HoistSession *session, gpointer data)
{
  (*(guint *) data)++;
}

/* One that is removed while it is about to begin again is cleaned up all the same. */
static void
test_start_over_then_remove (void)
{
  const HoistSessionWatch watch = {
    .changed = note_nothing,
    .due = note_due,
    .progress = note_no_progress,
    .ended = note_nothing,
  };
  g_autoptr (HoistStage) stage = hoist_stage_new ("tencent-vod", NULL, NULL, NULL);
  g_autofree char *path = hoist_stage_make_file (stage, "film.mp4", FILE_SIZE);
  g_autoptr (HoistSession) session = hoist_stage_add (stage, path);
  guint n_due = 0;

  act_at (stage, session, 3, hoist_session_pause);
  hoist_session_set_watch (session, &watch, &n_due);
  hoist_session_retry (session, TRUE);
  hoist_session_remove (session);
  hoist_session_clean_up (session);
  hoist_stage_run_until (stage, is_quiet, session);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_REMOVED);
  g_assert_cmpuint (n_due, ==, 1);
  hoist_session_set_watch (session, NULL, NULL);
}

static gboolean
is_processing (gpointer data)
{
  return hoist_session_get_state (data) == HOIST_STATE_PROCESSING;
}

static gboolean
has_held (gpointer data)
{
  return hoist_test_journal_get_n_held (data) > 0;
}

static void
on_undo_over (gpointer data)
{
  *(gboolean *) data = TRUE;
}

static gboolean
is_over (gpointer data)
{
  return *(gboolean *) data;
}

/* One that the cloud still works on is removed just when the service has been asked about it: it
 * can be put back all the same until it is to be cleaned up. */
static void
test_remove_watched (void)
{
  g_autoptr (HoistStage) stage = hoist_stage_new ("huawei-metastudio", NULL, "review", NULL);
  g_autofree char *path = hoist_stage_make_file (stage, "film.mp4", 1000);
  g_autoptr (HoistSession) session = hoist_stage_add (stage, path);
  gboolean is_undo_over = FALSE;

  hoist_stage_start (stage, session);
  hoist_stage_run_until (stage, is_processing, session);
  hoist_test_journal_set_holding (stage->journal, TRUE);
  hoist_stage_run_until (stage, has_held, stage->journal);
  hoist_session_remove (session);
  hoist_test_journal_set_holding (stage->journal, FALSE);

  hoist_clock_add_timer (HOIST_CLOCK (stage->clock), 9 * G_USEC_PER_SEC, on_undo_over,
                         &is_undo_over);
  hoist_stage_run_until (stage, is_over, &is_undo_over);
  hoist_stage_run_until (stage, is_quiet, session);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_REMOVED);
  g_assert_false (hoist_session_is_clean (session));

  hoist_session_undo_remove (session);
  hoist_stage_run_to_end (stage, session);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_FINISHED);
}

/* The answer to a renewal has the only refresh token that is good from now on: a pause does not
 * lose it. */
static void
test_renewal_outlives_pause (void)
{
  g_autoptr (HoistStage) stage = hoist_stage_new (
      "alibaba-pds",
      "[{\"call\":\"CreateFile\",\"fault\":\"vary\",\"as\":[\"expire-tokens\"],\"times\":1},"
      "{\"call\":\"Token\",\"fault\":\"delay\",\"at\":\"after-body\",\"delay_ms\":3,"
      "\"times\":1}]",
      NULL, NULL);
  g_autofree char *path = hoist_stage_make_file (stage, "film.mp4", 1000);
  g_autoptr (HoistSession) session = hoist_stage_add (stage, path);

  act_at (stage, session, 2, hoist_session_pause);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_PAUSED);
  g_assert_cmpuint (hoist_stage_count_calls (stage, "Token"), ==, 1);

  hoist_session_resume (session);
  hoist_stage_run (stage, session);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_FINISHED);
  g_assert_cmpuint (hoist_stage_count_calls (stage, "Token"), ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/moments/acts", test_acts);
  g_test_add_func ("/moments/start-over-then-pause", test_start_over_then_pause);
  g_test_add_func ("/moments/start-over-then-remove", test_start_over_then_remove);
  g_test_add_func ("/moments/remove-watched", test_remove_watched);
  g_test_add_func ("/moments/renewal-outlives-pause", test_renewal_outlives_pause);
  return g_test_run ();
}
