/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many small files keep the account's request rates, in every minute. */
#include "hoist-stage.h"
#include "hoist-test-clock.h"

#define N_FILES 300
#define WINDOW_MS 60000
#define MAX_A_MINUTE 100

typedef struct {
  GPtrArray *sessions;
} Batch;

static gboolean
are_finished (gpointer data)
{
  Batch *batch = data;

  for (guint i = 0; i < batch->sessions->len; i++) {
    HoistSession *session = g_ptr_array_index (batch->sessions, i);

    g_assert_cmpint (hoist_session_get_state (session), !=, HOIST_STATE_ATTENTION);
    if (hoist_session_get_state (session) != HOIST_STATE_FINISHED ||
        hoist_session_is_busy (session))
      return FALSE;
  }
  return TRUE;
}

static guint
count_most_in_a_window (JsonArray *entries, const char *call)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint most = 0;
  guint first = 0;

  for (guint i = 0; i < json_array_get_length (entries); i++) {
    JsonObject *entry = json_array_get_object_element (entries, i);
    gint64 time = (gint64) json_object_get_double_member (entry, "time_ms");

    if (g_strcmp0 (json_object_get_string_member (entry, "call"), call) == 0)
      g_array_append_val (times, time);
  }
  for (guint last = 0; last < times->len; last++) {
    while (g_array_index (times, gint64, last) - g_array_index (times, gint64, first) >= WINDOW_MS)
      first++;
    most = MAX (most, last - first + 1);
  }
  return most;
}

static void
test_three_hundred (void)
{
  g_autoptr (HoistStage) stage = hoist_stage_new ("tencent-vod", NULL, NULL, NULL);
  g_autoptr (GPtrArray) sessions = g_ptr_array_new_with_free_func (g_object_unref);
  Batch batch = { sessions };
  g_autoptr (JsonNode) log = NULL;
  JsonArray *entries = NULL;

  for (guint i = 0; i < N_FILES; i++) {
    g_autofree char *name = g_strdup_printf ("clip-%03u.mp4", i);
    g_autofree char *path = hoist_stage_make_file (stage, name, 100 + i);
    HoistSession *session = hoist_stage_add (stage, path);

    g_ptr_array_add (sessions, session);
    hoist_stage_start (stage, session);
  }
  hoist_stage_run_until (stage, are_finished, &batch);

  log = hoist_stage_ask (stage, "log");
  entries = json_node_get_array (log);
  g_assert_cmpuint (hoist_stage_count_calls (stage, "InitUpload"), ==, N_FILES);
  g_assert_cmpuint (hoist_stage_count_calls (stage, "FinishUpload"), ==, N_FILES);
  g_assert_cmpuint (count_most_in_a_window (entries, "InitUpload"), <=, MAX_A_MINUTE);
  g_assert_cmpuint (count_most_in_a_window (entries, "FinishUpload"), <=, MAX_A_MINUTE);
  g_test_message ("%" G_GINT64_FORMAT " s", hoist_stage_get_now (stage) / G_USEC_PER_SEC);
}

/* Somebody else uses the same account: the service says 4400 again and again. */
static void
test_4400_is_waited_out (void)
{
  g_autoptr (HoistStage) stage = hoist_stage_new (
      "tencent-vod", "[{\"call\":\"*\",\"fault\":\"code\",\"code\":4400,\"times\":12}]", NULL,
      NULL);
  g_autofree char *path = hoist_stage_make_file (stage, "film.mp4", 1000);
  g_autoptr (HoistSession) session = hoist_stage_add (stage, path);

  hoist_stage_run (stage, session);
  g_test_message ("%s", stage->states->str);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_FINISHED);
}

static gboolean
waits_for_rate (gpointer session)
{
  return hoist_session_get_state (session) == HOIST_STATE_WAITING &&
         hoist_session_get_reason (session) == HOIST_REASON_RATE;
}

/* "Too many" is said to one upload and holds all of the account: each of them says so. */
static void
test_pause_is_shown_by_all (void)
{
  g_autoptr (HoistStage) stage =
      hoist_stage_new ("alibaba-pds",
                       "[{\"call\":\"*\",\"fault\":\"status\",\"status\":429,"
                       "\"headers\":{\"Retry-After\":\"300\"}}]",
                       NULL, NULL);
  g_autoptr (GPtrArray) sessions = g_ptr_array_new_with_free_func (g_object_unref);
  Batch batch = { sessions };
  HoistSession *first = NULL;
  gint64 left_us = 0;

  for (guint i = 0; i < 3; i++) {
    g_autofree char *name = g_strdup_printf ("clip-%u.mp4", i);
    g_autofree char *path = hoist_stage_make_file (stage, name, 1000 + i);

    g_ptr_array_add (sessions, hoist_stage_add (stage, path));
  }
  first = g_ptr_array_index (sessions, 0);
  hoist_stage_start (stage, first);
  hoist_stage_run_until (stage, waits_for_rate, first);
  hoist_test_clock_advance (stage->clock, 60 * G_USEC_PER_SEC);
  left_us = hoist_session_get_wait_left (first);
  g_assert_cmpint (left_us, >, 200 * G_USEC_PER_SEC);

  for (guint i = 1; i < 3; i++) {
    HoistSession *other = g_ptr_array_index (sessions, i);

    hoist_stage_start (stage, other);
    hoist_stage_run_until (stage, waits_for_rate, other);
    g_assert_cmpstr (hoist_session_get_message (other), ==, hoist_session_get_message (first));
    g_assert_cmpint (ABS (hoist_session_get_wait_left (other) - left_us), <=, G_USEC_PER_SEC);
  }
  hoist_stage_run_until (stage, are_finished, &batch);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  g_test_add_func ("/rates/three-hundred-small-files", test_three_hundred);
  g_test_add_func ("/rates/4400-is-waited-out", test_4400_is_waited_out);
  g_test_add_func ("/rates/a-pause-is-shown-by-all", test_pause_is_shown_by_all);
  return g_test_run ();
}
