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
  g_test_add_func ("/moments/renewal-outlives-pause", test_renewal_outlives_pause);
  return g_test_run ();
}
