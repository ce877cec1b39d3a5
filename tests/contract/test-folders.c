/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folders are found or made once, whoever needs them. */
#include "hoist-error.h"
#include "hoist-folder-service.h"
#include "hoist-folders.h"
#include "hoist-retry.h"
#include "hoist-stage.h"

#define N_FILES 200
#define N_FOLDERS 20

/* The stage with this service instead of its own. */
typedef struct {
  HoistStage *stage;
  GPtrArray *sessions; /* (owned) (element-type HoistSession) */
} Scene;

static void
on_nothing (HoistSession *session, gpointer data)
{
}

static void
on_progress (HoistSession *session, guint64 sent, gpointer data)
{
}

static void
on_due (HoistSession *session, gpointer data)
{
  if (hoist_channel_get_stop_error (((Scene *) data)->stage->channel) == NULL)
    hoist_stage_start (((Scene *) data)->stage, session);
}

static const HoistSessionWatch watch = {
  .changed = on_nothing,
  .progress = on_progress,
  .due = on_due,
  .ended = on_nothing,
};

static void
set_up (Scene *scene, gconstpointer data)
{
  HoistStage *stage = hoist_stage_new ("tencent-vod", NULL, NULL, NULL);

  const HoistProvider *provider =
      hoist_folder_service_set_up (hoist_practice_server_get_port (stage->server));

  g_clear_object (&stage->channel);
  g_clear_object (&stage->account);
  stage->account = hoist_test_account_new (provider, hoist_settings_new (), hoist_settings_new ());
  stage->channel =
      hoist_channel_new (HOIST_CREDENTIALS (stage->account), HOIST_CLOCK (stage->clock));
  hoist_slots_set_count (hoist_engine_get_slots (stage->engine), N_FILES);
  scene->stage = stage;
  scene->sessions = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
tear_down (Scene *scene, gconstpointer data)
{
  g_assert_cmpuint (g_hash_table_size (hoist_folder_service.busy), ==, 0);
  g_ptr_array_unref (scene->sessions);
  hoist_stage_free (scene->stage);
  hoist_folder_service_tear_down ();
}

static void
set_up_pds (Scene *scene, gconstpointer data)
{
  scene->stage = hoist_stage_new ("alibaba-pds", NULL, NULL, NULL);
  hoist_slots_set_count (hoist_engine_get_slots (scene->stage->engine), N_FILES);
  scene->sessions = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
tear_down_pds (Scene *scene, gconstpointer data)
{
  g_ptr_array_unref (scene->sessions);
  hoist_stage_free (scene->stage);
}

/* Each file has another size, and so other bytes. */
static HoistSession *
add (Scene *scene, const char *name, const char *folder)
{
  g_autofree char *path = hoist_stage_make_file (scene->stage, name, 10 + scene->sessions->len);
  HoistRecord *record = hoist_record_new (path, "test");
  HoistFingerprint fingerprint = { 0 };
  HoistSession *session = NULL;

  g_assert_true (hoist_fingerprint_read (path, &fingerprint, NULL, NULL));
  record->id = ++scene->stage->next_id;
  record->position = record->id;
  record->size = fingerprint.size;
  record->modified_us = fingerprint.modified_us;
  record->folder = g_strdup (folder);
  session = hoist_session_new (record, HOIST_JOURNAL (scene->stage->journal));
  hoist_session_set_watch (session, &watch, scene);
  g_ptr_array_add (scene->sessions, session);
  hoist_stage_start (scene->stage, session);
  return session;
}

static gboolean
are_at_rest (gpointer data)
{
  Scene *scene = data;

  for (guint i = 0; i < scene->sessions->len; i++) {
    HoistSession *session = g_ptr_array_index (scene->sessions, i);
    HoistState state = hoist_session_get_state (session);

    if (hoist_session_is_busy (session) ||
        (state == HOIST_STATE_WAITING &&
         hoist_session_get_reason (session) != HOIST_REASON_ACCOUNT))
      return FALSE;
  }
  return TRUE;
}

static void
run (Scene *scene)
{
  hoist_stage_run_until (scene->stage, are_at_rest, scene);
}

static void
assert_state (HoistSession *session, HoistState state, HoistReason reason)
{
  g_assert_cmpint (hoist_session_get_state (session), ==, state);
  g_assert_cmpint (hoist_session_get_reason (session), ==, reason);
}

static void
assert_all_finished (Scene *scene)
{
  for (guint i = 0; i < scene->sessions->len; i++)
    assert_state (g_ptr_array_index (scene->sessions, i), HOIST_STATE_FINISHED, HOIST_REASON_NONE);
}

/* Half of the folders lie in "Shoot", the others in a folder of it. */
static char *
make_folder (guint number)
{
  guint folder = number % N_FOLDERS;

  return g_strdup_printf (folder % 2 == 0 ? "Shoot/Day %u" : "Shoot/Raw/Day %u", folder);
}

static void
add_shoot (Scene *scene)
{
  for (guint i = 0; i < N_FILES; i++) {
    g_autofree char *name = g_strdup_printf ("clip-%03u.mp4", i);
    g_autofree char *folder = make_folder (i);

    add (scene, name, folder);
  }
}

static void
test_once (Scene *scene, gconstpointer data)
{
  GHashTableIter iter;
  gpointer count = NULL;

  add_shoot (scene);
  run (scene);
  assert_all_finished (scene);
  g_assert_cmpuint (g_hash_table_size (hoist_folder_service.asked), ==, N_FOLDERS + 2);
  g_hash_table_iter_init (&iter, hoist_folder_service.asked);
  while (g_hash_table_iter_next (&iter, NULL, &count))
    g_assert_cmpuint (GPOINTER_TO_UINT (count), ==, 1);
  for (guint i = 0; i < N_FILES; i++) {
    g_autofree char *name = g_strdup_printf ("clip-%03u.mp4", i);
    g_autofree char *folder = make_folder (i);

    g_assert_cmpstr (g_hash_table_lookup (hoist_folder_service.begun, name), ==,
                     hoist_folder_service_find (folder));
  }
}

static guint
count_remarks (HoistStage *stage)
{
  g_autoptr (JsonNode) node = hoist_stage_ask (stage, "log");
  JsonArray *entries = json_node_get_array (node);
  guint count = 0;

  for (guint i = 0; i < json_array_get_length (entries); i++)
    count += !json_object_get_null_member (json_array_get_object_element (entries, i), "remark");
  return count;
}

/* A real protocol: its server remarks when there are two folders of one name. */
static void
test_pds (Scene *scene, gconstpointer data)
{
  add_shoot (scene);
  run (scene);
  assert_all_finished (scene);
  g_assert_cmpuint (hoist_stage_count_calls (scene->stage, "CreateFolder"), ==, N_FOLDERS + 2);
  g_assert_cmpuint (count_remarks (scene->stage), ==, 0);
}

/* The folder, or the one above it, is gone: both are asked for again, and only the one that is gone
 * is another one than before. */
static void
test_pds_gone (Scene *scene, gconstpointer data)
{
  HoistStage *stage = scene->stage;

  add (scene, "a.mp4", "Shoot/Day 1");
  run (scene);
  g_assert_cmpuint (hoist_stage_count_calls (stage, "CreateFolder"), ==, 2);

  hoist_test_journal_lose_folder (stage->journal, "Day 1");
  add (scene, "b.mp4", "Shoot/Day 1");
  run (scene);
  assert_all_finished (scene);
  g_assert_cmpuint (hoist_stage_count_calls (stage, "CreateFolder"), ==, 4);

  hoist_test_journal_lose_folder (stage->journal, "Shoot");
  add (scene, "c.mp4", "Shoot/Day 2");
  run (scene);
  assert_all_finished (scene);
  g_assert_cmpuint (hoist_stage_count_calls (stage, "CreateFolder"), ==, 7);
}

static void
test_remembered (Scene *scene, gconstpointer data)
{
  HoistStage *stage = scene->stage;
  guint n_asked = 0;

  add (scene, "a.mp4", "Shoot/Day 1");
  run (scene);
  n_asked = hoist_folder_service.n_asked;
  g_assert_cmpuint (n_asked, ==, 2);

  /* as after a restart: only the journal is the same */
  g_clear_object (&stage->channel);
  stage->channel =
      hoist_channel_new (HOIST_CREDENTIALS (stage->account), HOIST_CLOCK (stage->clock));
  add (scene, "b.mp4", "Shoot/Day 1");
  run (scene);
  assert_all_finished (scene);
  g_assert_cmpuint (hoist_folder_service.n_asked, ==, n_asked);
  g_assert_cmpstr (g_hash_table_lookup (hoist_folder_service.begun, "b.mp4"), ==,
                   hoist_folder_service_find ("Shoot/Day 1"));
}

static void
test_by_itself (Scene *scene, gconstpointer data)
{
  add (scene, "a.mp4", NULL);
  run (scene);
  assert_all_finished (scene);
  g_assert_cmpuint (hoist_folder_service.n_asked, ==, 0);
  g_assert_true (g_hash_table_contains (hoist_folder_service.begun, "a.mp4"));
  g_assert_null (g_hash_table_lookup (hoist_folder_service.begun, "a.mp4"));
}

static void
test_busy (Scene *scene, gconstpointer data)
{
  hoist_folder_service.failure = HOIST_ERROR_BUSY;
  hoist_folder_service.n_failures = 4;
  add (scene, "a.mp4", "Shoot");
  run (scene);
  assert_all_finished (scene);
  g_assert_cmpuint (hoist_folder_service.n_asked, ==, 5);
  g_assert_cmpint (hoist_stage_get_now (scene->stage), >, 10 * G_USEC_PER_SEC);
}

static void
test_busy_for_ever (Scene *scene, gconstpointer data)
{
  HoistSession *session = NULL;

  hoist_folder_service.failure = HOIST_ERROR_BUSY;
  hoist_folder_service.n_failures = G_MAXUINT;
  session = add (scene, "a.mp4", "Shoot");
  run (scene);
  assert_state (session, HOIST_STATE_ATTENTION, HOIST_REASON_REFUSED);
  g_assert_cmpuint (hoist_folder_service.n_asked, ==, HOIST_RETRY_ATTEMPTS_BUSY);

  /* what the user tries begins anew */
  hoist_folder_service.n_failures = 3;
  hoist_session_retry (session, FALSE);
  run (scene);
  assert_all_finished (scene);
}

static gboolean
waits_for_rate (gpointer session)
{
  return hoist_session_get_state (session) == HOIST_STATE_WAITING &&
         hoist_session_get_reason (session) == HOIST_REASON_RATE;
}

/* "Too many", said to who looks for a folder, is meant for all uploads of the account. */
static void
test_throttled (Scene *scene, gconstpointer data)
{
  HoistSession *first = NULL;
  HoistSession *second = NULL;
  HoistSession *third = NULL;

  hoist_folder_service.failure = HOIST_ERROR_THROTTLED;
  hoist_folder_service.n_failures = 1;
  first = add (scene, "a.mp4", "Shoot");
  hoist_stage_run_until (scene->stage, waits_for_rate, first);
  second = add (scene, "b.mp4", "Other");
  third = add (scene, "c.mp4", NULL);
  hoist_stage_run_until (scene->stage, waits_for_rate, second);
  hoist_stage_run_until (scene->stage, waits_for_rate, third);
  g_assert_cmpstr (hoist_session_get_message (third), ==, "Not now.");
  g_assert_cmpuint (hoist_folder_service.n_asked, ==, 1);
  g_assert_cmpuint (g_hash_table_size (hoist_folder_service.begun), ==, 0);

  run (scene);
  assert_all_finished (scene);
}

/* A service may lock a key after a few failures: folders are no way around the one try. The first
 * exchange tells the server's time, for which a refusal would be forgiven. */
static void
test_refused_key (Scene *scene, gconstpointer data)
{
  HoistSession *late = NULL;

  add (scene, "early.mp4", "Early");
  run (scene);
  g_assert_cmpuint (hoist_folder_service.n_asked, ==, 1);

  hoist_folder_service.failure = HOIST_ERROR_SIGN_IN;
  hoist_folder_service.n_failures = G_MAXUINT;
  add_shoot (scene);
  run (scene);
  g_assert_cmpuint (hoist_folder_service.n_asked, ==, 2);
  g_assert_nonnull (hoist_channel_get_stop_error (scene->stage->channel));

  late = add (scene, "late.mp4", "Late");
  run (scene);
  g_assert_cmpuint (hoist_folder_service.n_asked, ==, 2);
  assert_state (late, HOIST_STATE_WAITING, HOIST_REASON_ACCOUNT);
}

/* The user has deleted the folder at the service meanwhile: also the one above it. */
static void
test_gone (Scene *scene, gconstpointer data)
{
  const char *path = data;

  add (scene, "a.mp4", "Shoot/Day 1");
  add (scene, "b.mp4", "Shoot/Day 2");
  run (scene);
  hoist_folder_service_lose (hoist_folder_service_find (path));
  g_hash_table_remove_all (hoist_folder_service.ids);

  add (scene, "c.mp4", "Shoot/Day 1");
  add (scene, "d.mp4", "Shoot/Day 3");
  run (scene);
  assert_all_finished (scene);
  g_assert_cmpstr (g_hash_table_lookup (hoist_folder_service.begun, "c.mp4"), ==,
                   hoist_folder_service_find ("Shoot/Day 1"));
  g_assert_false (
      g_hash_table_contains (hoist_folder_service.gone, hoist_folder_service_find ("Shoot/Day 1")));
}

static void
test_gone_again (Scene *scene, gconstpointer data)
{
  HoistSession *session = NULL;

  for (guint i = 1; i < 20; i++)
    g_hash_table_add (hoist_folder_service.gone, g_strdup_printf ("id-%u", i));
  session = add (scene, "a.mp4", "Shoot");
  run (scene);
  assert_state (session, HOIST_STATE_ATTENTION, HOIST_REASON_REFUSED);
  g_assert_cmpuint (hoist_folder_service.n_asked, ==, 2);
}

/* One who asks for a folder, without a session. */
typedef struct {
  GCancellable *cancellable;
  GAsyncResult *result;
} Asker;

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  ((Asker *) data)->result = g_object_ref (result);
}

static gboolean
has_answer (gpointer data)
{
  return ((Asker *) data)->result != NULL;
}

static void
ask (Scene *scene, Asker *asker, const char *folder, const HoistSettings *options)
{
  HoistStage *stage = scene->stage;

  *asker = (Asker){ .cancellable = g_cancellable_new () };
  hoist_folders_find_async (hoist_channel_get_folders (stage->channel), stage->engine,
                            stage->channel, folder, options, asker->cancellable, on_answer, asker);
}

static char *
wait_for_answer (Scene *scene, Asker *asker, GError **error)
{
  char *id = NULL;

  hoist_stage_run_until (scene->stage, has_answer, asker);
  id = hoist_folders_find_finish (asker->result, error);
  g_clear_object (&asker->result);
  g_clear_object (&asker->cancellable);
  return id;
}

static gboolean
is_service_busy (gpointer data)
{
  return g_hash_table_size (hoist_folder_service.busy) > 0;
}

static void
test_one_gives_up (Scene *scene, gconstpointer data)
{
  Asker first;
  Asker second;
  g_autoptr (GError) error = NULL;
  g_autofree char *none = NULL;
  g_autofree char *id = NULL;

  ask (scene, &first, "Shoot", NULL);
  ask (scene, &second, "Shoot", NULL);
  hoist_stage_run_until (scene->stage, is_service_busy, NULL);
  g_cancellable_cancel (first.cancellable);
  none = wait_for_answer (scene, &first, &error);
  g_assert_null (none);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  id = wait_for_answer (scene, &second, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (id, ==, hoist_folder_service_find ("Shoot"));
  g_assert_cmpuint (hoist_folder_service.n_asked, ==, 1);
}

typedef struct {
  Scene *scene;
  Asker second;
} Relay;

static void
on_gave_up (GObject *source, GAsyncResult *result, gpointer data)
{
  Relay *relay = data;
  g_autoptr (GError) error = NULL;

  g_assert_null (hoist_folders_find_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_hash_table_remove_all (hoist_folder_service.busy); /* the answer is read by nobody */
  ask (relay->scene, &relay->second, "Shoot", NULL);
}

static gboolean
has_second_answer (gpointer data)
{
  Relay *relay = data;

  return relay->second.result != NULL;
}

/* Whoever comes while the exchange of the last one is being cut still gets an answer. */
static void
test_all_give_up (Scene *scene, gconstpointer data)
{
  HoistStage *stage = scene->stage;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Relay relay = { .scene = scene };
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;

  hoist_folders_find_async (hoist_channel_get_folders (stage->channel), stage->engine,
                            stage->channel, "Shoot", NULL, cancellable, on_gave_up, &relay);
  hoist_stage_run_until (stage, is_service_busy, NULL);
  g_cancellable_cancel (cancellable);
  hoist_stage_run_until (stage, has_second_answer, &relay);
  id = wait_for_answer (scene, &relay.second, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (id, ==, hoist_folder_service_find ("Shoot"));
}

/* What is the account's folder depends on settings; an upload may have its own. */
static void
test_options (Scene *scene, gconstpointer data)
{
  g_autoptr (HoistSettings) options = hoist_settings_new ();
  Asker plain;
  Asker other;
  g_autofree char *plain_id = NULL;
  g_autofree char *other_id = NULL;
  g_autoptr (GError) error = NULL;

  hoist_settings_set (options, "folder", "elsewhere");
  ask (scene, &plain, "Shoot", NULL);
  ask (scene, &other, "Shoot", options);
  plain_id = wait_for_answer (scene, &plain, &error);
  g_assert_no_error (error);
  other_id = wait_for_answer (scene, &other, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (plain_id, ==, g_hash_table_lookup (hoist_folder_service.ids, "root/Shoot"));
  g_assert_cmpstr (other_id, ==, g_hash_table_lookup (hoist_folder_service.ids, "elsewhere/Shoot"));
  g_assert_cmpstr (plain_id, !=, other_id);
  g_assert_cmpuint (hoist_test_journal_get_n_folders (scene->stage->journal), ==, 2);
}

#define ADD(path, data, function) g_test_add (path, Scene, data, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/folders/each-once-for-all-files", NULL, test_once);
  g_test_add ("/folders/each-once-at-pds", Scene, NULL, set_up_pds, test_pds, tear_down_pds);
  g_test_add ("/folders/gone-is-made-again-at-pds", Scene, NULL, set_up_pds, test_pds_gone,
              tear_down_pds);
  ADD ("/folders/remembered-across-restarts", NULL, test_remembered);
  ADD ("/folders/none-for-a-file-by-itself", NULL, test_by_itself);
  ADD ("/folders/busy-service-is-asked-again", NULL, test_busy);
  ADD ("/folders/too-many-holds-all", NULL, test_throttled);
  ADD ("/folders/busy-service-is-given-up", NULL, test_busy_for_ever);
  ADD ("/folders/refused-key-is-tried-once", NULL, test_refused_key);
  ADD ("/folders/gone-is-made-again", "Shoot/Day 1", test_gone);
  ADD ("/folders/gone-above-is-made-again", "Shoot", test_gone);
  ADD ("/folders/gone-again-is-said", NULL, test_gone_again);
  ADD ("/folders/one-gives-up-the-others-wait", NULL, test_one_gives_up);
  ADD ("/folders/all-give-up-and-one-comes", NULL, test_all_give_up);
  ADD ("/folders/other-settings-other-folder", NULL, test_options);
  return g_test_run ();
}
