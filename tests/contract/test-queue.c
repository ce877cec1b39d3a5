/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole below the faces: workspace, store, accounts and queue, against the practice server. */
#include "hoist-account-service.h"
#include "hoist-stage.h"
#include "hoist-test-vault.h"
#include "hoist-workspace.h"

#include <glib/gstdio.h>
#include <string.h>

#define MIB (1024 * 1024)

typedef struct {
  HoistStage *stage;
  HoistWorkspace *workspace;
  HoistVault *vault;
  GAsyncResult *result;
} Scene;

static void
on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  ((Scene *) data)->result = g_object_ref (result);
}

static gboolean
has_result (gpointer data)
{
  return ((Scene *) data)->result != NULL;
}

static GAsyncResult *
wait_for_result (Scene *scene)
{
  hoist_stage_run_until (scene->stage, has_result, scene);
  return g_steal_pointer (&scene->result);
}

static void
open_workspace (Scene *scene)
{
  g_autofree char *folder = g_build_filename (scene->stage->folder, "data", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  scene->workspace = hoist_workspace_new (folder, scene->vault, HOIST_CLOCK (scene->stage->clock));
  hoist_workspace_open_async (scene->workspace, TRUE, on_result, scene);
  result = wait_for_result (scene);
  hoist_workspace_open_finish (scene->workspace, result, &error);
  g_assert_no_error (error);
}

static void
close_workspace (Scene *scene)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  hoist_workspace_close_async (scene->workspace, on_result, scene);
  result = wait_for_result (scene);
  hoist_workspace_close_finish (scene->workspace, result, &error);
  g_assert_no_error (error);
  g_clear_object (&scene->workspace);
}

static HoistSettings *
copy_some (HoistStage *stage, gboolean is_secret)
{
  HoistSettings *copy = hoist_settings_new ();
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *description = hoist_practice_server_describe (stage->server);
  JsonObject *mine = NULL;
  g_autoptr (GList) names = NULL;

  node = json_from_string (description, NULL);
  mine = json_object_get_object_member (
      json_object_get_object_member (json_node_get_object (node), "services"), stage->service);
  names = json_object_get_members (mine);
  for (GList *l = names; l != NULL; l = l->next) {
    const HoistField *field =
        hoist_provider_find_field (hoist_provider_find (stage->service), l->data);

    if (((field->flags & HOIST_FIELD_SECRET) != 0) == is_secret)
      hoist_settings_set (copy, l->data, json_object_get_string_member (mine, l->data));
  }
  return copy;
}

static void
add_account (Scene *scene, const char *name, const char *secret_key)
{
  HoistAccounts *accounts = hoist_workspace_get_accounts (scene->workspace);
  g_autoptr (HoistSettings) settings = copy_some (scene->stage, FALSE);
  g_autoptr (HoistSettings) secrets = copy_some (scene->stage, TRUE);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HoistAccount) account = NULL;
  g_autoptr (GError) error = NULL;

  if (secret_key != NULL)
    hoist_settings_set (secrets, "secret-key", secret_key);
  hoist_accounts_add_async (accounts, hoist_provider_find (scene->stage->service), name, settings,
                            secrets, on_result, scene);
  result = wait_for_result (scene);
  account = hoist_accounts_add_finish (accounts, result, &error);
  g_assert_no_error (error);
}

static void
begin (Scene *scene, const char *faults, guint64 rate)
{
  const HoistPracticeOptions options = { .rate = rate };

  *scene = (Scene){ .stage = hoist_stage_new ("tencent-vod", faults, NULL, &options),
                    .vault = hoist_test_vault_new () };
  open_workspace (scene);
}

static void
end (Scene *scene)
{
  if (scene->workspace != NULL)
    close_workspace (scene);
  g_clear_object (&scene->vault);
  hoist_stage_free (scene->stage);
}

static HoistQueue *
get_queue (Scene *scene)
{
  return hoist_workspace_get_queue (scene->workspace);
}

static GPtrArray *
add_files (Scene *scene, GPtrArray *files)
{
  g_autoptr (GAsyncResult) result = NULL;
  GPtrArray *sessions = NULL;
  g_autoptr (GError) error = NULL;

  hoist_queue_add_async (get_queue (scene), files, NULL, NULL, FALSE, on_result, scene);
  result = wait_for_result (scene);
  sessions = hoist_queue_add_finish (get_queue (scene), result, &error);
  g_assert_no_error (error);
  return sessions;
}

static GPtrArray *
add (Scene *scene, const char *const *paths)
{
  g_autoptr (GPtrArray) files = hoist_added_files_new ();

  for (guint i = 0; paths[i] != NULL; i++)
    g_ptr_array_add (files, hoist_added_file_new (paths[i], NULL));
  return add_files (scene, files);
}

static HoistSession *
add_one (Scene *scene, const char *path)
{
  const char *const paths[] = { path, NULL };
  g_autoptr (GPtrArray) sessions = add (scene, paths);

  g_assert_cmpuint (sessions->len, ==, 1);
  return g_object_ref (g_ptr_array_index (sessions, 0));
}

static gboolean
is_idle (gpointer data)
{
  return hoist_queue_is_idle (data);
}

static void
run (Scene *scene)
{
  hoist_queue_set_running (get_queue (scene), TRUE);
  hoist_stage_settle (scene->stage);
  hoist_stage_run_until (scene->stage, is_idle, get_queue (scene));
}

static void
test_many (void)
{
  Scene scene;
  const char *paths[13] = { NULL };
  g_autoptr (GPtrArray) owned = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) sessions = NULL;
  HoistQueueTotals totals;

  begin (&scene, NULL, 0);
  add_account (&scene, "Studio", NULL);
  for (guint i = 0; i < 12; i++) {
    g_autofree char *name = g_strdup_printf ("film-%02u.mp4", i);
    char *path = hoist_stage_make_file (scene.stage, name, 300000 * (i + 1));

    g_ptr_array_add (owned, path);
    paths[i] = path;
  }
  sessions = add (&scene, paths);
  g_assert_cmpuint (sessions->len, ==, 12);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (get_queue (&scene))), ==, 12);

  run (&scene);
  hoist_queue_get_totals (get_queue (&scene), &totals);
  g_assert_cmpuint (totals.n_finished, ==, 12);
  g_assert_cmpuint (totals.bytes_left, ==, 0);
  g_assert_cmpuint (totals.n_left, ==, 0);
  end (&scene);
}

static void
test_restart_goes_on (void)
{
  Scene scene;
  g_autofree char *path = NULL;
  HoistSession *session = NULL;
  gint64 id = 0;

  begin (&scene, "[{\"call\":\"FinishUpload\",\"fault\":\"status\",\"status\":503,\"times\":2}]",
         0);
  add_account (&scene, "Studio", NULL);
  path = hoist_stage_make_file (scene.stage, "film.mp4", 5 * MIB);
  session = add_one (&scene, path);
  id = hoist_session_get_id (session);
  g_object_unref (session);
  close_workspace (&scene);

  open_workspace (&scene);
  session = hoist_queue_find (get_queue (&scene), id);
  g_assert_nonnull (session);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_QUEUED);
  run (&scene);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_FINISHED);
  close_workspace (&scene);

  open_workspace (&scene);
  session = hoist_queue_find (get_queue (&scene), id);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_FINISHED);
  g_assert_cmpstr (hoist_session_get_verified (session), ==, "md5-parts");
  g_assert_nonnull (hoist_session_get_link (session));
  end (&scene);
}

static GPtrArray *
read_log (Scene *scene, HoistSession *session)
{
  HoistStore *store = hoist_workspace_get_store (scene->workspace);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *lines = NULL;

  hoist_store_read_log_async (store, hoist_session_get_id (session), on_result, scene);
  result = wait_for_result (scene);
  lines = hoist_store_read_log_finish (store, result, &error);
  g_assert_no_error (error);
  return lines;
}

static guint
count_lines (GPtrArray *lines, HoistLogKind kind, const char *part)
{
  guint count = 0;

  for (guint i = 0; i < lines->len; i++) {
    const HoistLogLine *line = g_ptr_array_index (lines, i);

    count += line->kind == kind && strstr (line->text, part) != NULL;
    g_assert_null (strstr (line->text, "Signature="));
  }
  return count;
}

/* Each error that was got over, with its status; the states; the proof with its checksums. */
static void
test_log (void)
{
  Scene scene;
  g_autofree char *path = NULL;
  g_autoptr (HoistSession) session = NULL;
  g_autoptr (GPtrArray) lines = NULL;

  begin (&scene, "[{\"call\":\"FinishUpload\",\"fault\":\"status\",\"status\":503,\"times\":2}]",
         0);
  add_account (&scene, "Studio", NULL);
  path = hoist_stage_make_file (scene.stage, "film.mp4", 5 * MIB);
  session = add_one (&scene, path);
  g_assert_false (hoist_session_get_record (session)->has_begun);
  run (&scene);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_FINISHED);
  g_assert_true (hoist_session_get_record (session)->has_begun);

  lines = read_log (&scene, session);
  g_assert_cmpuint (count_lines (lines, HOIST_LOG_RETRY, "HTTP 503"), ==, 2);
  g_assert_cmpuint (count_lines (lines, HOIST_LOG_RETRY, "(at the end, attempt 2"), ==, 1);
  /* said once: the state that an error leads to does not repeat it */
  g_assert_cmpuint (count_lines (lines, HOIST_LOG_STATE, "busy"), ==, 0);
  g_assert_cmpuint (
      count_lines (lines, HOIST_LOG_STATE, hoist_log_describe_state (HOIST_STATE_WAITING)), >=, 1);
  g_assert_cmpuint (count_lines (lines, HOIST_LOG_PROOF, "SHA-1: "), ==, 1);
  g_assert_cmpuint (
      count_lines (lines, HOIST_LOG_STATE, hoist_log_describe_state (HOIST_STATE_UPLOADING)), >=,
      1);
  g_assert_cmpuint (
      count_lines (lines, HOIST_LOG_STATE, hoist_log_describe_state (HOIST_STATE_FINISHED)), ==, 1);
  g_clear_object (&session);
  end (&scene);
}

/* What the order test has seen. */
typedef struct {
  GString *order; /* (owned): of those that are finished */
  char waited;    /* which one waited first; NUL while none has */
} Turns;

/* Each state is told, also one that is over before the main loop turns again. */
static void
note_turn (HoistQueue *queue, HoistSession *session, Turns *turns)
{
  char name = strrchr (hoist_session_get_path (session), '/')[1];
  HoistState state = hoist_session_get_state (session);

  if (state == HOIST_STATE_FINISHED && strchr (turns->order->str, name) == NULL)
    g_string_append_c (turns->order, name);
  if (state == HOIST_STATE_WAITING && turns->waited == '\0')
    turns->waited = name;
}

static gboolean
has_one_waited (gpointer data)
{
  return ((Turns *) data)->waited != '\0';
}

/* One holds the one slot for a while, and two are ready for it, when the last is sent to the top:
 * it is the next all the same. Whose hashing ended first has the slot: the first, as a rule. */
static void
test_order_decides (void)
{
  Scene scene;
  const char *paths[7] = { NULL };
  g_autoptr (GPtrArray) owned = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) sessions = NULL;
  g_autoptr (GPtrArray) last = g_ptr_array_new ();
  g_autoptr (GString) expected = g_string_new (NULL);
  Turns turns = { g_string_new (NULL), '\0' };

  begin (&scene, "[{\"call\":\"FinishUpload\",\"fault\":\"status\",\"status\":503,\"times\":2}]",
         0);
  add_account (&scene, "Studio", NULL);
  hoist_slots_set_count (hoist_engine_get_slots (hoist_workspace_get_engine (scene.workspace)), 1);
  for (guint i = 0; i < 6; i++) {
    g_autofree char *name = g_strdup_printf ("%c.mp4", 'a' + (int) i);

    g_ptr_array_add (owned, hoist_stage_make_file (scene.stage, name, 2 * MIB + i));
    paths[i] = g_ptr_array_index (owned, i);
  }
  sessions = add (&scene, paths);
  g_signal_connect (get_queue (&scene), "session-changed", G_CALLBACK (note_turn), &turns);
  hoist_queue_set_running (get_queue (&scene), TRUE);
  hoist_stage_run_until (scene.stage, has_one_waited, &turns);
  g_ptr_array_add (last, g_ptr_array_index (sessions, 5));
  hoist_queue_move_to_end (get_queue (&scene), last, TRUE);
  run (&scene);
  g_string_printf (expected, "%cfabcde", turns.waited);
  g_string_erase (expected, strrchr (expected->str, turns.waited) - expected->str, 1);
  g_assert_cmpstr (turns.order->str, ==, expected->str);
  g_signal_handlers_disconnect_by_data (get_queue (&scene), &turns);
  g_string_free (turns.order, TRUE);
  end (&scene);
}

static void
test_same_file_joins (void)
{
  Scene scene;
  g_autofree char *path = NULL;
  g_autoptr (HoistSession) first = NULL;
  g_autoptr (HoistSession) second = NULL;
  g_autoptr (HoistSession) third = NULL;

  begin (&scene, NULL, 0);
  add_account (&scene, "Studio", NULL);
  path = hoist_stage_make_file (scene.stage, "film.mp4", 2 * MIB);
  first = add_one (&scene, path);
  second = add_one (&scene, path);
  g_assert_true (first == second);
  run (&scene);
  third = add_one (&scene, path);
  g_assert_true (third != first);
  run (&scene);
  g_assert_true (hoist_session_is_instant (third));
  end (&scene);
}

static const char *
get_folder (HoistSession *session)
{
  return hoist_session_get_record (session)->folder;
}

/* What a file's folder is stays with it across a restart, and adding the file again changes
 * nothing. */
static void
test_folders_are_kept (void)
{
  Scene scene;
  g_autoptr (GPtrArray) files = hoist_added_files_new ();
  g_autoptr (GPtrArray) sessions = NULL;
  g_autofree char *inside = NULL;
  g_autofree char *alone = NULL;
  gint64 ids[2] = { 0 };

  begin (&scene, NULL, 0);
  inside = hoist_stage_make_file (scene.stage, "inside.mp4", 1000);
  alone = hoist_stage_make_file (scene.stage, "alone.mp4", 1001);
  g_ptr_array_add (files, hoist_added_file_new (inside, "Holiday/Day 1"));
  g_ptr_array_add (files, hoist_added_file_new (alone, NULL));
  sessions = add_files (&scene, files);
  g_assert_cmpuint (sessions->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    ids[i] = hoist_session_get_id (g_ptr_array_index (sessions, i));
  g_clear_pointer (&sessions, g_ptr_array_unref);
  close_workspace (&scene);

  open_workspace (&scene);
  g_assert_cmpstr (get_folder (hoist_queue_find (get_queue (&scene), ids[0])), ==, "Holiday/Day 1");
  g_assert_null (get_folder (hoist_queue_find (get_queue (&scene), ids[1])));
  {
    g_autoptr (HoistSession) again = add_one (&scene, inside);

    g_assert_cmpint (hoist_session_get_id (again), ==, ids[0]);
    g_assert_cmpstr (get_folder (again), ==, "Holiday/Day 1");
  }
  end (&scene);
}

static void
test_remove_and_undo (void)
{
  Scene scene;
  g_autofree char *path = NULL;
  g_autoptr (HoistSession) session = NULL;
  gint64 id = 0;

  begin (&scene, NULL, 0);
  add_account (&scene, "Studio", NULL);
  path = hoist_stage_make_file (scene.stage, "film.mp4", 2 * MIB);
  session = add_one (&scene, path);
  id = hoist_session_get_id (session);

  hoist_queue_remove (get_queue (&scene), session);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (get_queue (&scene))), ==, 0);
  g_assert_true (hoist_queue_undo_remove (get_queue (&scene), session));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (get_queue (&scene))), ==, 1);

  hoist_queue_remove (get_queue (&scene), session);
  hoist_stage_settle (scene.stage);
  hoist_test_clock_advance (scene.stage->clock, 11 * G_USEC_PER_SEC);
  hoist_stage_settle (scene.stage);
  g_assert_false (hoist_queue_undo_remove (get_queue (&scene), session));
  close_workspace (&scene);
  open_workspace (&scene);
  g_assert_null (hoist_queue_find (get_queue (&scene), id));
  end (&scene);
}

static void
test_pause_all_survives (void)
{
  Scene scene;
  g_autofree char *path = NULL;
  gint64 id = 0;

  begin (&scene, NULL, 0);
  add_account (&scene, "Studio", NULL);
  path = hoist_stage_make_file (scene.stage, "film.mp4", 2 * MIB);
  {
    g_autoptr (HoistSession) session = add_one (&scene, path);

    id = hoist_session_get_id (session);
  }
  hoist_queue_set_paused (get_queue (&scene), TRUE);
  run (&scene);
  close_workspace (&scene);

  open_workspace (&scene);
  g_assert_true (hoist_queue_is_paused (get_queue (&scene)));
  run (&scene);
  g_assert_cmpint (hoist_session_get_state (hoist_queue_find (get_queue (&scene), id)), ==,
                   HOIST_STATE_PAUSED);
  hoist_queue_set_paused (get_queue (&scene), FALSE);
  run (&scene);
  g_assert_cmpint (hoist_session_get_state (hoist_queue_find (get_queue (&scene), id)), ==,
                   HOIST_STATE_FINISHED);
  end (&scene);
}

/* A refused key stops the account after one try, whatever the queue's length; the right key lets
 * everything go on. */
static void
test_refused_key (void)
{
  Scene scene;
  g_autoptr (GPtrArray) owned = g_ptr_array_new_with_free_func (g_free);
  const char *paths[9] = { NULL };
  g_autoptr (GPtrArray) sessions = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HoistSettings) settings = NULL;
  g_autoptr (HoistSettings) secrets = NULL;
  HoistAccounts *accounts = NULL;
  HoistQueueTotals totals;
  g_autoptr (GError) error = NULL;
  guint calls = 0;

  begin (&scene, NULL, 0);
  add_account (&scene, "Studio", "not-the-key");
  for (guint i = 0; i < 8; i++) {
    g_autofree char *name = g_strdup_printf ("film-%u.mp4", i);
    char *path = hoist_stage_make_file (scene.stage, name, 1000 + i);

    g_ptr_array_add (owned, path);
    paths[i] = path;
  }
  sessions = add (&scene, paths);
  run (&scene);
  hoist_queue_get_totals (get_queue (&scene), &totals);
  g_assert_cmpuint (totals.n_finished, ==, 0);
  g_assert_cmpuint (totals.n_attention, >=, 1);
  calls = hoist_stage_count_calls (scene.stage, "InitUpload");
  g_assert_cmpuint (calls, ==, 1);

  accounts = hoist_workspace_get_accounts (scene.workspace);
  settings = copy_some (scene.stage, FALSE);
  secrets = copy_some (scene.stage, TRUE);
  hoist_accounts_change_async (accounts, hoist_accounts_get (accounts, 0), "Studio", settings,
                               secrets, on_result, &scene);
  result = wait_for_result (&scene);
  hoist_accounts_change_finish (accounts, result, &error);
  g_assert_no_error (error);
  run (&scene);
  hoist_queue_get_totals (get_queue (&scene), &totals);
  g_assert_cmpuint (totals.n_finished, ==, 8);
  end (&scene);
}

static void
test_missing_file_is_a_row (void)
{
  Scene scene;
  g_autoptr (HoistSession) session = NULL;

  begin (&scene, NULL, 0);
  add_account (&scene, "Studio", NULL);
  session = add_one (&scene, "/nowhere/film.mp4");
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_ATTENTION);
  g_assert_cmpint (hoist_session_get_reason (session), ==, HOIST_REASON_FILE_MISSING);
  g_assert_nonnull (hoist_session_get_message (session));
  end (&scene);
}

/* Files wait for an account, and go when there is one. */
static void
test_files_before_accounts (void)
{
  Scene scene;
  g_autofree char *path = NULL;
  g_autoptr (HoistSession) session = NULL;

  begin (&scene, NULL, 0);
  path = hoist_stage_make_file (scene.stage, "film.mp4", 2 * MIB);
  session = add_one (&scene, path);
  run (&scene);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_WAITING);
  g_assert_cmpint (hoist_session_get_reason (session), ==, HOIST_REASON_ACCOUNT);

  add_account (&scene, "Studio", NULL);
  run (&scene);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_FINISHED);
  end (&scene);
}

static void
test_account_check (void)
{
  Scene scene;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) refused = NULL;
  HoistAccounts *accounts = NULL;
  g_autoptr (GError) error = NULL;

  begin (&scene, NULL, 0);
  add_account (&scene, "Right", NULL);
  add_account (&scene, "Wrong", "not-the-key");
  accounts = hoist_workspace_get_accounts (scene.workspace);
  hoist_account_service_check_async (
      scene.workspace, hoist_accounts_find_by_name (accounts, "Right"), NULL, on_result, &scene);
  result = wait_for_result (&scene);
  hoist_account_service_check_finish (result, &error);
  g_assert_no_error (error);

  hoist_account_service_check_async (
      scene.workspace, hoist_accounts_find_by_name (accounts, "Wrong"), NULL, on_result, &scene);
  refused = wait_for_result (&scene);
  hoist_account_service_check_finish (refused, &error);
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_SIGN_IN);
  end (&scene);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  g_test_add_func ("/queue/many", test_many);
  g_test_add_func ("/queue/restart-goes-on", test_restart_goes_on);
  g_test_add_func ("/queue/log-tells-what-happened", test_log);
  g_test_add_func ("/queue/order-decides-what-is-next", test_order_decides);
  g_test_add_func ("/queue/same-file-joins", test_same_file_joins);
  g_test_add_func ("/queue/folders-are-kept", test_folders_are_kept);
  g_test_add_func ("/queue/remove-and-undo", test_remove_and_undo);
  g_test_add_func ("/queue/pause-all-survives", test_pause_all_survives);
  g_test_add_func ("/queue/refused-key", test_refused_key);
  g_test_add_func ("/queue/missing-file-is-a-row", test_missing_file_is_a_row);
  g_test_add_func ("/queue/files-before-accounts", test_files_before_accounts);
  g_test_add_func ("/queue/account-check", test_account_check);
  return g_test_run ();
}
