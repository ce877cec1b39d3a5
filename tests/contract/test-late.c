/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the user does while a file is on its way to a service that has more than one call for it:
 * changed details are told at the end, and what was made without an answer is found again. */
#include "hoist-stage.h"

#include <string.h>

/* States are shown when they are saved, which is just before what they tell of is begun. Where a
 * test does something in one of them the service takes its time: so long that it is given up in the
 * end, and asked again. */
#define SLOW(call_)                                                                                \
  "{\"call\":\"" call_ "\",\"fault\":\"delay\",\"at\":\"after-body\",\"delay_ms\":20000}"

static gboolean
is_uploading (gpointer session)
{
  return hoist_session_get_state (session) == HOIST_STATE_UPLOADING;
}

/* A film on its way, in the state that is wanted. (transfer full) */
static HoistSession *
begin (HoistStage *stage, gboolean (*is_there) (gpointer session))
{
  g_autofree char *path = hoist_stage_make_file (stage, "film.mp4", 100000);
  HoistSession *session = hoist_stage_add (stage, path);

  hoist_stage_start (stage, session);
  hoist_stage_run_until (stage, is_there, session);
  return session;
}

static void
change (HoistSession *session, const char *id, const char *value)
{
  const HoistSettings *former = hoist_session_get_record (session)->options;
  g_autoptr (HoistSettings) options =
      former != NULL ? hoist_settings_copy (former) : hoist_settings_new ();

  hoist_settings_set (options, id, value);
  g_assert_false (hoist_session_can_change (session));
  g_assert_true (hoist_session_can_change_late (session));
  hoist_session_set_options (session, options);
}

/* Whether the practice service's library says so. */
static gboolean
does_library_say (HoistStage *stage, const char *text)
{
  g_autofree char *path =
      g_build_filename (stage->folder, "server", "huawei-metastudio", "state.json", NULL);
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &content, NULL, &error);
  g_assert_no_error (error);
  return content != NULL && strstr (content, text) != NULL;
}

static void
assert_finished (HoistStage *stage, HoistSession *session, guint n_puts, guint n_updates)
{
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_FINISHED);
  g_assert_cmpstr (hoist_session_get_verified (session), ==, "md5");
  g_assert_cmpuint (hoist_stage_count_calls (stage, "UpdateAsset"), ==, n_updates);
  g_assert_cmpuint (hoist_stage_count_calls (stage, "CreateAsset"), ==, 1);
  g_assert_cmpuint (hoist_stage_count_calls (stage, "PutObject"), ==, n_puts);
}

static void
test_changed (void)
{
  g_autoptr (HoistStage) stage =
      hoist_stage_new ("huawei-metastudio", "[" SLOW ("PutObject") "]", NULL, NULL);
  g_autoptr (HoistSession) session = begin (stage, is_uploading);

  change (session, "asset-name", "A new title");
  change (session, "asset-description", "What it is about");
  change (session, "tags", "one, two");
  g_assert_true (is_uploading (session));
  hoist_stage_run_to_end (stage, session);
  assert_finished (stage, session, 2, 1);
  g_assert_true (does_library_say (stage, "A new title"));
  g_assert_true (does_library_say (stage, "What it is about"));
  g_assert_true (does_library_say (stage, "two"));
  g_assert_false (hoist_session_can_change_late (session));
}

static void
test_unchanged (void)
{
  g_autoptr (HoistStage) stage = hoist_stage_new ("huawei-metastudio", NULL, NULL, NULL);
  g_autofree char *path = hoist_stage_make_file (stage, "film.mp4", 100000);
  g_autoptr (HoistSession) session = hoist_stage_add (stage, path);

  hoist_stage_run_to_end (stage, session);
  assert_finished (stage, session, 1, 0);
  g_assert_true (does_library_say (stage, "film"));
}

/* Changed, then killed: the next start tells it. */
static void
test_restarted (void)
{
  g_autoptr (HoistStage) stage =
      hoist_stage_new ("huawei-metastudio", "[" SLOW ("PutObject") "]", NULL, NULL);
  HoistSession *session = begin (stage, is_uploading);

  change (session, "asset-name", "A new title");
  hoist_stage_settle (stage);
  session = hoist_stage_restart (stage, session);
  g_assert_cmpstr (hoist_settings_get (hoist_session_get_record (session)->options, "asset-name"),
                   ==, "A new title");
  g_assert_true (hoist_session_can_change_late (session));
  hoist_stage_run_to_end (stage, session);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_FINISHED);
  g_assert_cmpuint (hoist_stage_count_calls (stage, "UpdateAsset"), ==, 1);
  g_assert_true (does_library_say (stage, "A new title"));
  g_object_unref (session);
}

static gboolean
is_confirming (gpointer session)
{
  return hoist_session_get_state (session) == HOIST_STATE_FINISHING;
}

/* From the moment in which the end is asked for nothing can be changed, also not by a restart. */
static void
test_closed (void)
{
  g_autoptr (HoistStage) stage =
      hoist_stage_new ("huawei-metastudio", "[" SLOW ("CompleteFile") "]", NULL, NULL);
  HoistSession *session = begin (stage, is_confirming);

  g_assert_false (hoist_session_can_change_late (session));
  session = hoist_stage_restart (stage, session);
  g_assert_false (hoist_session_can_change (session));
  g_assert_false (hoist_session_can_change_late (session));
  hoist_stage_run_to_end (stage, session);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_FINISHED);
  g_object_unref (session);
}

/* The new name is taken: the user chooses another one, and nothing is sent twice. */
static void
test_taken (void)
{
  g_autoptr (HoistStage) stage = hoist_stage_new (
      "huawei-metastudio",
      "[" SLOW (
          "PutObject") ",{\"call\":\"UpdateAsset\",\"fault\":\"code\",\"code\":\"MSS.10001005\"}]",
      NULL, NULL);
  g_autoptr (HoistSession) session = begin (stage, is_uploading);

  change (session, "asset-name", "Taken");
  hoist_stage_run (stage, session);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_ATTENTION);
  g_assert_cmpint (hoist_session_get_reason (session), ==, HOIST_REASON_NAME_TAKEN);
  change (session, "asset-name", "Free");
  hoist_session_retry (session, FALSE);
  hoist_stage_run_to_end (stage, session);
  assert_finished (stage, session, 2, 2);
  g_assert_true (does_library_say (stage, "Free"));
}

static gboolean
is_waiting (gpointer session)
{
  return hoist_session_get_state (session) == HOIST_STATE_WAITING;
}

static gboolean
is_clean (gpointer session)
{
  return hoist_session_is_clean (session) && !hoist_session_is_busy (session);
}

/* Nobody has told us the id of the asset that was made for a file; it goes all the same when the
 * upload is removed. */
static void
test_removed (void)
{
  g_autoptr (HoistStage) stage = hoist_stage_new (
      "huawei-metastudio",
      "[{\"call\":\"CreateAsset\",\"fault\":\"drop-reply\",\"at\":\"after-store\"}]", NULL, NULL);
  g_autoptr (HoistSession) session = begin (stage, is_waiting);

  g_assert_true (does_library_say (stage, "film"));
  hoist_session_remove (session);
  hoist_stage_settle (stage);
  hoist_session_clean_up (session);
  hoist_stage_run_until (stage, is_clean, session);
  g_assert_false (does_library_say (stage, "film"));
  g_assert_cmpuint (hoist_stage_count_calls (stage, "DeleteAsset"), ==, 1);
}

static guint
count_files (HoistStage *stage)
{
  g_autoptr (JsonNode) node = hoist_stage_ask (stage, "files");

  return json_array_get_length (json_node_get_array (node));
}

/* The service makes a file of a checksum alone, and nobody hears of it: asked again it must not
 * make a second one beside it, as it does for two files of one name. */
static void
test_instant_answer_lost (void)
{
  g_autoptr (HoistStage) stage = hoist_stage_new ("alibaba-pds", NULL, NULL, NULL);
  g_autofree char *path = hoist_stage_make_file (stage, "film.mp4", 3000);
  g_autofree char *other = hoist_stage_make_file (stage, "copy.mp4", 3000);
  g_autoptr (HoistSession) first = hoist_stage_add (stage, path);
  g_autoptr (HoistSession) second = hoist_stage_add (stage, other);

  hoist_stage_run (stage, first);
  g_assert_cmpuint (count_files (stage), ==, 1);
  hoist_stage_set_faults (
      stage, "[{\"call\":\"CreateFile\",\"fault\":\"drop-reply\",\"at\":\"after-store\"}]");
  hoist_stage_run (stage, second);
  g_assert_cmpint (hoist_session_get_state (second), ==, HOIST_STATE_FINISHED);
  g_assert_true (hoist_session_is_instant (second));
  g_assert_cmpuint (count_files (stage), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  g_test_add_func ("/late/changed-while-sending", test_changed);
  g_test_add_func ("/late/nothing-changed", test_unchanged);
  g_test_add_func ("/late/changed-before-a-kill", test_restarted);
  g_test_add_func ("/late/closed-when-the-end-is-asked-for", test_closed);
  g_test_add_func ("/late/name-is-taken", test_taken);
  g_test_add_func ("/late/removed-before-its-asset-is-known", test_removed);
  g_test_add_func ("/late/instant-answer-lost", test_instant_answer_lost);
  return g_test_run ();
}
