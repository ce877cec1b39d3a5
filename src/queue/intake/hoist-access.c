/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that a sandbox may not read any more: a folder that the user chooses brings all below it
 * back. */
#include "hoist-access.h"

#include "hoist-documents.h"
#include "hoist-error.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#define SETTING "ways"

/* One folder that was chosen for one upload. */
typedef struct {
  HoistSession *wanted; /* (owned) */
  char *folder;         /* (owned) (type filename): as the file chooser named it */
  GPtrArray *sessions;  /* (owned) (element-type HoistSession): all that cannot be read */
  GPtrArray *paths;     /* (owned) (element-type filename): of each */
  GPtrArray *found;     /* (owned) (element-type HoistSession): those that can be read now */
} Allowance;

static void
allowance_free (Allowance *self)
{
  g_object_unref (self->wanted);
  g_free (self->folder);
  g_ptr_array_unref (self->sessions);
  g_ptr_array_unref (self->paths);
  g_ptr_array_unref (self->found);
  g_free (self);
}

/**
 * hoist_access_restore:
 *
 * Takes over the ways to files that an earlier run had. Before anything is read.
 */
void
hoist_access_restore (HoistStore *store)
{
  HoistWays *ways = hoist_documents_get_ways ();
  g_autofree char *text = hoist_store_dup_setting (store, SETTING);

  hoist_ways_add_text (ways, text);
  hoist_ways_take_news (ways);
}

/**
 * hoist_access_save:
 *
 * Keeps the ways to files for later runs, if there are new ones.
 */
void
hoist_access_save (HoistStore *store)
{
  HoistWays *ways = hoist_documents_get_ways ();
  g_autofree char *text = NULL;

  if (!hoist_ways_take_news (ways))
    return;
  text = hoist_ways_to_text (ways);
  hoist_store_set_setting (store, SETTING, text);
}

static gboolean
can_read (const char *path)
{
  g_autofree char *way = hoist_ways_find (hoist_documents_get_ways (), path);

  return access (way, R_OK) == 0;
}

/* The chosen folder may be the one that the file is in, or one above it; it may be called
 * otherwise, or be the portal's. The nearest that has the file is it. */
static void
find_way (const char *path, const char *folder)
{
  g_autofree char *at = g_path_get_dirname (path);

  while (strlen (at) > 1) {
    g_autofree char *candidate = g_strconcat (folder, path + strlen (at), NULL);
    char *above = NULL;

    if (access (candidate, R_OK) == 0) {
      hoist_ways_add (hoist_documents_get_ways (), at, folder);
      return;
    }
    above = g_path_get_dirname (at);
    g_free (at);
    at = above;
  }
}

static void
look_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Allowance *self = task_data;
  g_autofree char *host = hoist_documents_dup_host_path (self->folder);

  /* all that is below it under its own name, in one */
  if (host != NULL)
    hoist_ways_add (hoist_documents_get_ways (), host, self->folder);
  for (guint i = 0; i < self->paths->len; i++) {
    const char *path = g_ptr_array_index (self->paths, i);

    if (!can_read (path))
      find_way (path, self->folder);
    if (can_read (path))
      g_ptr_array_add (self->found, g_object_ref (g_ptr_array_index (self->sessions, i)));
  }
  g_task_return_boolean (task, TRUE);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HoistQueue *queue = HOIST_QUEUE (source);
  Allowance *self = g_task_get_task_data (G_TASK (result));
  g_autofree char *name = NULL;

  if (!g_ptr_array_find (self->found, self->wanted, NULL)) {
    name = hoist_session_dup_name (self->wanted);
    g_task_return_new_error (task, HOIST_ERROR, HOIST_ERROR_MISSING,
                             _ ("“%s” is not in that folder. Choose the one that it is in."), name);
    return;
  }
  hoist_access_save (hoist_queue_get_store (queue));
  hoist_queue_retry_many (queue, self->found, FALSE);
  g_task_return_int (task, self->found->len);
}

static gboolean
is_in_want (HoistSession *session, gconstpointer wanted)
{
  return session == wanted || (hoist_session_get_state (session) == HOIST_STATE_ATTENTION &&
                               hoist_session_get_reason (session) == HOIST_REASON_NO_ACCESS);
}

/**
 * hoist_access_dup_folder:
 *
 * Returns: (transfer full) (nullable) (type filename): the folder to open the file chooser at;
 *   %NULL where its real name is not known
 */
char *
hoist_access_dup_folder (HoistSession *session)
{
  const char *path = hoist_session_get_path (session);

  return hoist_documents_has (path) ? NULL : g_path_get_dirname (path);
}

/**
 * hoist_access_allow_async:
 * @session: whose file cannot be read
 * @folder: (type filename): what the user chose for it
 *
 * Finds the file of @session, and those of all others that cannot be read, in or below @folder, and
 * lets them go on. Fails with %HOIST_ERROR_MISSING where that of @session is not there.
 */
void
hoist_access_allow_async (HoistQueue *queue,
                          HoistSession *session,
                          const char *folder,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  g_autoptr (GTask) task = g_task_new (queue, NULL, callback, data);
  g_autoptr (GTask) looking = g_task_new (queue, NULL, on_looked, g_object_ref (task));
  Allowance *self = g_new0 (Allowance, 1);

  self->wanted = g_object_ref (session);
  self->folder = g_strdup (folder);
  self->sessions = hoist_queue_find_all (queue, is_in_want, session);
  self->paths = g_ptr_array_new_with_free_func (g_free);
  self->found = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < self->sessions->len; i++)
    g_ptr_array_add (self->paths,
                     g_strdup (hoist_session_get_path (g_ptr_array_index (self->sessions, i))));
  g_task_set_source_tag (task, hoist_access_allow_async);
  g_task_set_source_tag (looking, look_in_thread);
  g_task_set_task_data (looking, self, (GDestroyNotify) allowance_free);
  g_task_run_in_thread (looking, look_in_thread);
}

/**
 * hoist_access_allow_finish:
 *
 * Returns: how many uploads can go on, 0 with @error set
 */
guint
hoist_access_allow_finish (HoistQueue *queue, GAsyncResult *result, GError **error)
{
  gssize n_found = 0;

  g_return_val_if_fail (g_task_is_valid (result, queue), 0);

  n_found = g_task_propagate_int (G_TASK (result), error);
  return n_found < 0 ? 0 : (guint) n_found;
}
