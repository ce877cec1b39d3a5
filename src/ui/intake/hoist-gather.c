/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From dropped files and folders to the files in them, on a thread. */
#include "hoist-gather.h"

#include "hoist-parallel.h"

#include <sys/stat.h>
#include <unistd.h>

/* Deeper than any camera's or editor's folders; links are not followed, so this is no loop guard.
 */
#define MAX_DEPTH 64

/* So many that were dropped one by one are worth a thread of their own. */
#define STRETCH 2000

static HoistGathered *
gathered_new (void)
{
  HoistGathered *self = g_new0 (HoistGathered, 1);

  self->files = hoist_added_files_new ();
  self->refused = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
hoist_gathered_free (HoistGathered *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->files);
  g_ptr_array_unref (self->refused);
  g_free (self->refused_folder);
  g_free (self);
}

char **
hoist_gathered_dup_refused (const HoistGathered *self)
{
  char **copy = g_new0 (char *, self->refused->len + 1);

  for (guint i = 0; i < self->refused->len; i++)
    copy[i] = g_strdup (g_ptr_array_index (self->refused, i));
  return copy;
}

static void
refuse (HoistGathered *self, const char *path)
{
  g_ptr_array_add (self->refused, g_filename_display_basename (path));
  if (self->refused_folder == NULL)
    self->refused_folder = g_path_get_dirname (path);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

/* Thumbnails, trash, a Mac's notes: what was not meant with the folder that they lie in. */
static gboolean
is_ignored (const HoistIgnore *ignore, const char *name)
{
  return ignore != NULL ? hoist_ignore_matches (ignore, name) : *name == '.';
}

static GPtrArray *
list_folder (HoistGathered *self, const char *path, const HoistIgnore *ignore)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  g_autoptr (GPtrArray) names = NULL;
  const char *name = NULL;

  if (folder == NULL)
    return NULL;
  names = g_ptr_array_new_with_free_func (g_free);
  while ((name = g_dir_read_name (folder)) != NULL) {
    if (is_ignored (ignore, name))
      self->n_ignored++;
    else
      g_ptr_array_add (names, g_strdup (name));
  }
  g_ptr_array_sort (names, compare_names);
  return g_steal_pointer (&names);
}

/* @top is what was dropped; a file that was dropped itself keeps no folder. */
static void
walk (HoistGathered *self,
      const char *top,
      const char *path,
      guint depth,
      const HoistIgnore *ignore,
      GCancellable *cancellable)
{
  g_autoptr (GPtrArray) names = NULL;
  struct stat status;

  if (g_cancellable_is_cancelled (cancellable))
    return;
  /* a link that was dropped itself is meant; one inside a folder may lead in circles, or to what
   * nobody meant to give away: it is named, so that whoever wants it can choose it */
  if ((depth == 0 ? stat (path, &status) : lstat (path, &status)) != 0) {
    refuse (self, path);
    return;
  }
  if (S_ISREG (status.st_mode) && access (path, R_OK) == 0) {
    g_ptr_array_add (self->files, depth == 0 ? hoist_added_file_new (path, NULL)
                                             : hoist_added_file_new_below (top, path));
    return;
  }
  if (S_ISDIR (status.st_mode) && depth < MAX_DEPTH)
    names = list_folder (self, path, ignore);
  if (names == NULL) {
    refuse (self, path);
    return;
  }
  for (guint i = 0; i < names->len; i++) {
    g_autofree char *child = g_build_filename (path, g_ptr_array_index (names, i), NULL);

    walk (self, top, child, depth + 1, ignore, cancellable);
  }
}

typedef struct {
  const HoistDropped *dropped;
  GCancellable *cancellable; /* (unowned) (nullable) */
} Walk;

static gpointer
walk_stretch (guint from, guint to, gpointer data)
{
  const Walk *self = data;
  HoistGathered *gathered = gathered_new ();

  for (guint i = from; i < to; i++) {
    g_autofree char *path =
        g_canonicalize_filename (g_ptr_array_index (self->dropped->paths, i), "/");

    walk (gathered, path, path, 0, self->dropped->ignore, self->cancellable);
  }
  return gathered;
}

/* Takes over @other. */
static void
append (HoistGathered *self, HoistGathered *other)
{
  g_ptr_array_extend_and_steal (self->files, g_steal_pointer (&other->files));
  g_ptr_array_extend_and_steal (self->refused, g_steal_pointer (&other->refused));
  self->n_ignored += other->n_ignored;
  if (self->refused_folder == NULL)
    self->refused_folder = g_steal_pointer (&other->refused_folder);
  g_free (other->refused_folder);
  g_free (other);
}

/**
 * hoist_gather:
 *
 * Walks folders in the order of their names. Blocks: for threads and tests.
 */
HoistGathered *
hoist_gather (const HoistDropped *dropped, GCancellable *cancellable)
{
  Walk job = { dropped, cancellable };
  g_autoptr (GPtrArray) stretches =
      hoist_parallel_map (dropped->paths->len, STRETCH, walk_stretch, &job);
  HoistGathered *self = g_ptr_array_index (stretches, 0);

  for (guint i = 1; i < stretches->len; i++)
    append (self, g_ptr_array_index (stretches, i));
  for (guint i = 0; i < dropped->refused->len; i++)
    g_ptr_array_add (self->refused, g_strdup (g_ptr_array_index (dropped->refused, i)));
  return self;
}

static void
on_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_task_return_pointer (task, hoist_gather (task_data, cancellable),
                         (GDestroyNotify) hoist_gathered_free);
}

/**
 * hoist_gather_async:
 * @dropped: (transfer full): what to look through
 */
void
hoist_gather_async (HoistDropped *dropped,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);

  g_task_set_source_tag (task, hoist_gather_async);
  g_task_set_task_data (task, dropped, (GDestroyNotify) hoist_dropped_free);
  g_task_run_in_thread (task, on_thread);
}

HoistGathered *
hoist_gather_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
