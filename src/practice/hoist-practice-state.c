/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a service has to remember besides uploads and files: one object of JSON in the storage. */
#include "hoist-practice-state.h"

static char *
make_state_path (HoistPracticeStorage *self, const char *service)
{
  return g_build_filename (hoist_practice_storage_get_folder (self), service, "state.json", NULL);
}

/**
 * hoist_practice_storage_load_state:
 *
 * Returns: (transfer full): what hoist_practice_storage_save_state() kept; empty if there is none
 */
JsonObject *
hoist_practice_storage_load_state (HoistPracticeStorage *self, const char *service)
{
  g_autofree char *path = make_state_path (self, service);
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) root = NULL;

  if (!hoist_practice_storage_is_sink (self) && g_file_get_contents (path, &text, NULL, NULL))
    root = json_from_string (text, NULL);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return json_object_new ();
  return json_node_dup_object (root);
}

/**
 * hoist_practice_storage_save_state:
 * @state: all that @service has to remember besides uploads and files
 *
 * Replaces the file with the service's own state; a kill leaves the old one or the new one. When
 * bodies are discarded nothing is kept.
 */
gboolean
hoist_practice_storage_save_state (HoistPracticeStorage *self,
                                   const char *service,
                                   JsonObject *state,
                                   GError **error)
{
  g_autofree char *path = make_state_path (self, service);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (JsonNode) root = json_node_init_object (json_node_alloc (), state);
  g_autofree char *text = json_to_string (root, FALSE);

  if (hoist_practice_storage_is_sink (self))
    return TRUE;
  g_mkdir_with_parents (folder, 0700);
  return g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}
