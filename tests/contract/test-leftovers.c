/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unfinished uploads of an account, against the practice service: listed, told from our own, gone
 * on with and cleaned up. */
#include "hoist-error.h"
#include "hoist-leftovers.h"
#include "hoist-stage.h"
#include "hoist-test-vault.h"

#include <string.h>

#define MIB (1024 * 1024)

/* So slow that an upload is found in the middle. */
#define RATE (4 * MIB)

typedef struct {
  HoistStage *stage;
  HoistWorkspace *workspace;
  HoistVault *vault;
  HoistAccount *account;
  HoistSession *session; /* the one that was begun last */
  GAsyncResult *result;
  guint n_folders;
  gint64 later_us;
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

static HoistSettings *
copy_some (HoistStage *stage, gboolean is_secret)
{
  const HoistProvider *provider = hoist_provider_find (stage->service);
  HoistSettings *copy = hoist_settings_new ();
  g_autofree char *description = hoist_practice_server_describe (stage->server);
  g_autoptr (JsonNode) node = json_from_string (description, NULL);
  JsonObject *services = json_object_get_object_member (json_node_get_object (node), "services");
  JsonObject *mine = json_object_get_object_member (services, stage->service);
  g_autoptr (GList) names = json_object_get_members (mine);

  for (GList *l = names; l != NULL; l = l->next) {
    const HoistField *field = hoist_provider_find_field (provider, l->data);

    if (((field->flags & HOIST_FIELD_SECRET) != 0) == is_secret)
      hoist_settings_set (copy, l->data, json_object_get_string_member (mine, l->data));
  }
  return copy;
}

/* Another computer, as it were: it has the account, and knows of no upload. */
static void
open_elsewhere (Scene *scene)
{
  g_autofree char *name = g_strdup_printf ("data-%u", scene->n_folders++);
  g_autofree char *folder = g_build_filename (scene->stage->folder, name, NULL);
  g_autoptr (HoistSettings) settings = copy_some (scene->stage, FALSE);
  g_autoptr (HoistSettings) secrets = copy_some (scene->stage, TRUE);
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) added = NULL;
  g_autoptr (GError) error = NULL;

  scene->workspace = hoist_workspace_new (folder, scene->vault, HOIST_CLOCK (scene->stage->clock));
  hoist_workspace_open_async (scene->workspace, TRUE, on_result, scene);
  opened = wait_for_result (scene);
  hoist_workspace_open_finish (scene->workspace, opened, &error);
  g_assert_no_error (error);
  hoist_accounts_add_async (hoist_workspace_get_accounts (scene->workspace),
                            hoist_provider_find (scene->stage->service), "Studio", settings,
                            secrets, on_result, scene);
  added = wait_for_result (scene);
  scene->account =
      hoist_accounts_add_finish (hoist_workspace_get_accounts (scene->workspace), added, &error);
  g_assert_no_error (error);
}

static void
close_workspace (Scene *scene)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_clear_object (&scene->account);
  g_clear_object (&scene->session);
  hoist_workspace_close_async (scene->workspace, on_result, scene);
  result = wait_for_result (scene);
  hoist_workspace_close_finish (scene->workspace, result, &error);
  g_assert_no_error (error);
  g_clear_object (&scene->workspace);
}

static void
begin (Scene *scene, const char *service)
{
  const HoistPracticeOptions options = { .rate = RATE };

  *scene = (Scene){ .stage = hoist_stage_new (service, NULL, NULL, &options),
                    .vault = hoist_test_vault_new () };
  open_elsewhere (scene);
}

static void
end (Scene *scene)
{
  close_workspace (scene);
  g_clear_object (&scene->vault);
  hoist_stage_free (scene->stage);
}

static HoistQueue *
get_queue (Scene *scene)
{
  return hoist_workspace_get_queue (scene->workspace);
}

static gboolean
is_uploading (gpointer data)
{
  HoistSession *session = ((Scene *) data)->session;

  return hoist_session_get_state (session) == HOIST_STATE_UPLOADING &&
         hoist_session_get_record (session)->has_begun &&
         hoist_session_get_bytes_sent (session) > 0;
}

static gboolean
is_paused (gpointer data)
{
  return hoist_session_get_state (((Scene *) data)->session) == HOIST_STATE_PAUSED;
}

static gboolean
is_ended (gpointer data)
{
  return hoist_state_is_ended (hoist_session_get_state (((Scene *) data)->session));
}

/* The time in which a removal can be undone is over, and what follows it too. */
static gboolean
is_later (gpointer data)
{
  Scene *scene = data;

  return hoist_stage_get_now (scene->stage) >= scene->later_us;
}

/* An upload that rests in its middle. */
static void
begin_upload (Scene *scene, const char *name)
{
  g_autofree char *path = hoist_stage_make_file (scene->stage, name, 2 * MIB);
  g_autoptr (GPtrArray) files = hoist_added_files_new ();
  g_autoptr (GPtrArray) sessions = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  g_ptr_array_add (files, hoist_added_file_new (path, NULL));
  hoist_queue_add_async (get_queue (scene), files, NULL, NULL, FALSE, on_result, scene);
  result = wait_for_result (scene);
  sessions = hoist_queue_add_finish (get_queue (scene), result, NULL);
  g_assert_cmpuint (sessions->len, ==, 1);
  g_set_object (&scene->session, g_ptr_array_index (sessions, 0));
  hoist_queue_set_running (get_queue (scene), TRUE);
  hoist_stage_run_until (scene->stage, is_uploading, scene);
  hoist_queue_pause (get_queue (scene), scene->session);
  hoist_stage_run_until (scene->stage, is_paused, scene);
  hoist_stage_settle (scene->stage);
}

static GPtrArray *
list (Scene *scene, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  hoist_leftovers_list_async (scene->workspace, scene->account, NULL, on_result, scene);
  result = wait_for_result (scene);
  return hoist_leftovers_list_finish (result, error);
}

static GPtrArray *
list_well (Scene *scene, guint count)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *found = list (scene, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < found->len; i++) {
    const HoistLeftover *one = g_ptr_array_index (found, i);

    g_test_message ("%s (%s), upload %d", one->name, one->note, (int) one->upload);
  }
  g_assert_cmpuint (found->len, ==, count);
  return found;
}

static guint
clean (Scene *scene, GPtrArray *found, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  hoist_leftovers_clean_async (scene->workspace, scene->account, found, NULL, on_result, scene);
  result = wait_for_result (scene);
  return hoist_leftovers_clean_finish (result, error);
}

/* In our own list, once, whether the service tells of it or not; and it goes on. */
static void
test_own (gconstpointer data)
{
  Scene scene;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GPtrArray) left = NULL;
  const HoistLeftover *one = NULL;

  begin (&scene, data);
  none = list_well (&scene, 0);
  begin_upload (&scene, "film.mp4");
  found = list_well (&scene, 1);
  one = g_ptr_array_index (found, 0);
  g_assert_cmpint (one->upload, ==, hoist_session_get_id (scene.session));
  g_assert_cmpuint (one->size, ==, 2 * MIB);
  g_assert_nonnull (strstr (one->name, "film"));
  g_assert_cmpint (one->id != NULL, ==, hoist_leftovers_are_told (scene.account));
  g_assert_true (hoist_leftovers_can_resume (scene.workspace, one));

  hoist_leftovers_resume (scene.workspace, one);
  hoist_stage_run_until (scene.stage, is_ended, &scene);
  left = list_well (&scene, 0);
  end (&scene);
}

/* Cleaned up: it leaves the list, and where the service can be told, what it has goes too. */
static void
test_own_is_removed (gconstpointer data)
{
  Scene scene;
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GPtrArray) left = NULL;
  g_autoptr (GError) error = NULL;

  begin (&scene, data);
  begin_upload (&scene, "film.mp4");
  found = list_well (&scene, 1);
  g_assert_cmpuint (clean (&scene, found, &error), ==, 1);
  g_assert_no_error (error);
  scene.later_us = hoist_stage_get_now (scene.stage) + G_TIME_SPAN_MINUTE;
  hoist_stage_run_until (scene.stage, is_later, &scene);
  left = list_well (&scene, 0);
  end (&scene);
}

/* Begun by a program that has forgotten it. */
static void
test_elsewhere (gconstpointer data)
{
  Scene scene;
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GPtrArray) left = NULL;
  g_autoptr (GError) error = NULL;
  const HoistLeftover *one = NULL;

  begin (&scene, data);
  begin_upload (&scene, "film.mp4");
  close_workspace (&scene);
  open_elsewhere (&scene);
  begin_upload (&scene, "other.mp4");

  found = list_well (&scene, 2);
  one = g_ptr_array_index (found, 0);
  g_assert_nonnull (strstr (one->name, "film"));
  g_assert_cmpint (one->upload, ==, 0);
  g_assert_cmpint (one->since_us, >, 0);
  g_assert_false (hoist_leftovers_can_resume (scene.workspace, one));
  g_assert_cmpint (((HoistLeftover *) g_ptr_array_index (found, 1))->upload, ==,
                   hoist_session_get_id (scene.session));

  /* only the stranger's */
  g_ptr_array_set_size (found, 1);
  g_assert_cmpuint (clean (&scene, found, &error), ==, 1);
  g_assert_no_error (error);
  left = list_well (&scene, 1);
  g_assert_cmpint (((HoistLeftover *) g_ptr_array_index (left, 0))->upload, ==,
                   hoist_session_get_id (scene.session));

  /* gone already: nothing is asked of it, and nothing fails */
  g_assert_cmpuint (clean (&scene, found, &error), ==, 0);
  g_assert_no_error (error);
  end (&scene);
}

/* What was finished since it was listed is left alone. */
static void
test_finished_meanwhile (gconstpointer data)
{
  Scene scene;
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GError) error = NULL;
  HoistLeftover *one = NULL;

  begin (&scene, data);
  begin_upload (&scene, "film.mp4");
  found = list_well (&scene, 1);
  hoist_queue_resume (get_queue (&scene), scene.session);
  hoist_stage_run_until (scene.stage, is_ended, &scene);

  /* as if another computer had it */
  one = g_ptr_array_index (found, 0);
  one->upload = 0;
  g_assert_cmpuint (clean (&scene, found, &error), ==, 0);
  g_assert_no_error (error);
  g_assert_cmpuint (hoist_stage_count_calls (scene.stage, "DeleteAsset"), ==, 0);
  end (&scene);
}

static void
test_refused (gconstpointer data)
{
  Scene scene;
  g_autoptr (GError) error = NULL;

  begin (&scene, data);
  hoist_stage_set_faults (scene.stage, "[{\"call\":\"ListAssets\",\"fault\":\"status\","
                                       "\"status\":503,\"times\":-1}]");
  g_assert_null (list (&scene, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_BUSY);
  end (&scene);
}

int
main (int argc, char **argv)
{
  static const char *const services[] = { "alibaba-pds", "huawei-metastudio", "tencent-vod",
                                          "xvid-mediahub" };
  const char *huawei = services[1];

  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (services); i++) {
    g_autofree char *own = g_strdup_printf ("/leftovers/own-goes-on/%s", services[i]);
    g_autofree char *removed = g_strdup_printf ("/leftovers/own-is-removed/%s", services[i]);

    g_test_add_data_func (own, services[i], test_own);
    g_test_add_data_func (removed, services[i], test_own_is_removed);
  }
  /* those that tell of what they hold */
  g_test_add_data_func ("/leftovers/of-others", huawei, test_elsewhere);
  g_test_add_data_func ("/leftovers/finished-meanwhile-stays", huawei, test_finished_meanwhile);
  g_test_add_data_func ("/leftovers/says-why-there-is-no-list", huawei, test_refused);

  return g_test_run ();
}
