/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A service that has folders, and uploads that end where they begin: what folders are asked for. */
#include "hoist-folder-service.h"

HoistFolderService hoist_folder_service;

static char *
make_folder_key (const HoistFacts *facts)
{
  const char *top = hoist_facts_get (facts, "folder");

  return g_strjoin ("/", facts->errand->parent != NULL ? facts->errand->parent : top,
                    facts->errand->name, NULL);
}

static const char *
get_parent (const HoistErrand *errand)
{
  return errand->parent != NULL ? errand->parent : "";
}

static HoistMove
write_request (const HoistFacts *facts,
               HoistTicket *ticket,
               HoistStep step,
               HoistPart *part,
               HoistRequest **request,
               GError **error)
{
  if (step == HOIST_STEP_FOLDER) {
    HoistErrand *other =
        g_hash_table_lookup (hoist_folder_service.busy, get_parent (facts->errand));

    g_assert_true (other == NULL || other == facts->errand);
    g_hash_table_replace (hoist_folder_service.busy, g_strdup (get_parent (facts->errand)),
                          facts->errand);
  }
  *request = hoist_request_new ("GET", hoist_folder_service.address);
  return HOIST_MOVE (SEND);
}

static HoistMove
read_folder (const HoistFacts *facts, GError **error)
{
  g_autofree char *key = make_folder_key (facts);
  guint n_asked = GPOINTER_TO_UINT (g_hash_table_lookup (hoist_folder_service.asked, key));
  char *id = NULL;

  g_hash_table_remove (hoist_folder_service.busy, get_parent (facts->errand));
  hoist_folder_service.n_asked++;
  g_hash_table_replace (hoist_folder_service.asked, g_strdup (key), GUINT_TO_POINTER (n_asked + 1));
  if (hoist_folder_service.n_failures > 0) {
    hoist_folder_service.n_failures--;
    g_set_error_literal (error, HOIST_ERROR, hoist_folder_service.failure, "Not now.");
    return HOIST_MOVE (FAILED);
  }
  if (g_hash_table_contains (hoist_folder_service.gone, get_parent (facts->errand))) {
    g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_EXPIRED, "The folder above is gone.");
    return HOIST_MOVE (FAILED);
  }

  id = g_hash_table_lookup (hoist_folder_service.ids, key);
  if (id == NULL) {
    id = g_strdup_printf ("id-%u", ++hoist_folder_service.n_made);
    g_hash_table_insert (hoist_folder_service.ids, g_steal_pointer (&key), id);
  }
  hoist_errand_add (facts->errand, id, facts->errand->name, NULL);
  return HOIST_MOVE (DONE);
}

static HoistMove
read_begin (const HoistFacts *facts, GError **error)
{
  const char *id = facts->file->folder_id;

  if (id != NULL && g_hash_table_contains (hoist_folder_service.gone, id)) {
    g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_EXPIRED, "The folder is gone.");
    return HOIST_MOVE (FAILED);
  }

  g_hash_table_replace (hoist_folder_service.begun, g_strdup (facts->file->name), g_strdup (id));
  return HOIST_MOVE (FINISHED);
}

static HoistMove
read_reply (const HoistFacts *facts,
            HoistTicket *ticket,
            HoistStep step,
            HoistPart *part,
            const HoistReply *reply,
            GError **error)
{
  return step == HOIST_STEP_FOLDER ? read_folder (facts, error) : read_begin (facts, error);
}

static void
get_wanted (const HoistFacts *facts, HoistWanted *wanted)
{
  *wanted = (HoistWanted){ 0 };
}

static const HoistField fields[] = {
  { "folder", HOIST_FIELD_TEXT, HOIST_FIELD_PER_UPLOAD, "Folder", "A folder.", "root", NULL },
};

static const HoistProvider provider = {
  .id = "test-folders",
  .name = "Folders",
  .steps = 1u << HOIST_STEP_BEGIN | 1u << HOIST_STEP_FOLDER,
  .fields = fields,
  .n_fields = G_N_ELEMENTS (fields),
  .max_parallel = 1,
  .get_wanted = get_wanted,
  .write_request = write_request,
  .read_reply = read_reply,
};

/**
 * hoist_folder_service_set_up:
 * @port: of the practice server: each exchange asks for a page of it
 */
const HoistProvider *
hoist_folder_service_set_up (guint port)
{
  hoist_folder_service = (HoistFolderService){
    .address = g_strdup_printf ("http://127.0.0.1:%u/practice/stats", port),
    .ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free),
    .gone = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
    .asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
    .busy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
    .begun = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free),
  };
  return &provider;
}

void
hoist_folder_service_tear_down (void)
{
  g_free (hoist_folder_service.address);
  g_hash_table_unref (hoist_folder_service.ids);
  g_hash_table_unref (hoist_folder_service.gone);
  g_hash_table_unref (hoist_folder_service.asked);
  g_hash_table_unref (hoist_folder_service.busy);
  g_hash_table_unref (hoist_folder_service.begun);
}

/* The id of "Shoot/Day 1", which must be there. */
const char *
hoist_folder_service_find (const char *folder)
{
  g_auto (GStrv) names = g_strsplit (folder, "/", -1);
  const char *id = "root";

  for (guint i = 0; names[i] != NULL; i++) {
    g_autofree char *key = g_strjoin ("/", id, names[i], NULL);

    id = g_hash_table_lookup (hoist_folder_service.ids, key);
    g_assert_nonnull (id);
  }
  return id;
}

/* A folder is gone, with all that is in it. */
void
hoist_folder_service_lose (const char *id)
{
  g_autofree char *prefix = g_strconcat (id, "/", NULL);
  GHashTableIter iter;
  gpointer key = NULL;
  gpointer child = NULL;

  g_hash_table_add (hoist_folder_service.gone, g_strdup (id));
  g_hash_table_iter_init (&iter, hoist_folder_service.ids);
  while (g_hash_table_iter_next (&iter, &key, &child)) {
    if (g_str_has_prefix (key, prefix))
      hoist_folder_service_lose (child);
  }
}
