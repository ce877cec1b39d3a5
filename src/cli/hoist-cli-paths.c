/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the paths a user typed to the files that are meant: folders are walked. */
#include "hoist-cli-paths.h"

#include "hoist-cli.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

/* What was found in one folder that was named. */
typedef struct {
  GPtrArray *files;   /* (owned) (element-type filename) */
  GPtrArray *folders; /* (owned) (element-type filename): still to look into */
  guint n_hidden;
  guint n_other;
} Walk;

static void
missing_free (HoistCliMissingPath *missing)
{
  g_free (missing->path);
  g_free (missing->message);
  g_free (missing);
}

static void
add_missing (HoistCliPaths *self, const char *path, char *message)
{
  HoistCliMissingPath *missing = g_new0 (HoistCliMissingPath, 1);

  missing->path = g_strdup (path);
  missing->message = message;
  g_ptr_array_add (self->missing, missing);
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* A link to a file is taken, a link to a folder is not: it may lead back up. */
static void
sort_entry (Walk *walk, const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  GStatBuf here;
  GStatBuf there;

  if (name[0] == '.')
    walk->n_hidden++;
  else if (g_lstat (path, &here) != 0 || g_stat (path, &there) != 0)
    walk->n_other++;
  else if (S_ISDIR (here.st_mode))
    g_ptr_array_add (walk->folders, g_steal_pointer (&path));
  else if (S_ISREG (there.st_mode))
    g_ptr_array_add (walk->files, g_steal_pointer (&path));
  else
    walk->n_other++;
}

static void
say_what_was_found (const char *folder, const Walk *walk)
{
  g_autofree char *name = g_filename_display_name (folder);
  guint n_skipped = walk->n_hidden + walk->n_other;

  /* Translators: "1 file in “Shoot”", then perhaps the next sentence */
  g_autofree char *found = g_strdup_printf (
      ngettext ("%u file in “%s”.", "%u files in “%s”.", walk->files->len), walk->files->len, name);

  if (n_skipped == 0)
    hoist_cli_complain ("%s", found);
  else
    hoist_cli_complain (ngettext ("%s Skipped %u that is hidden or no file.",
                                  "%s Skipped %u that are hidden or no files.", n_skipped),
                        found, n_skipped);
}

static void
walk_folder (HoistCliPaths *self, const char *top)
{
  Walk walk = { g_ptr_array_new_with_free_func (g_free), g_ptr_array_new_with_free_func (g_free), 0,
                0 };

  g_ptr_array_add (walk.folders, g_strdup (top));
  while (walk.folders->len > 0) {
    g_autofree char *folder = g_ptr_array_steal_index (walk.folders, walk.folders->len - 1);
    g_autoptr (GError) error = NULL;
    g_autoptr (GDir) dir = g_dir_open (folder, 0, &error);
    const char *name = NULL;

    if (dir == NULL) {
      add_missing (self, folder, g_strdup (error->message));
      continue;
    }
    while ((name = g_dir_read_name (dir)) != NULL)
      sort_entry (&walk, folder, name);
  }

  g_ptr_array_sort (walk.files, compare_paths);
  say_what_was_found (top, &walk);
  for (guint i = 0; i < walk.files->len; i++)
    g_ptr_array_add (self->files,
                     hoist_added_file_new_below (top, g_ptr_array_index (walk.files, i)));
  g_ptr_array_unref (walk.files);
  g_ptr_array_unref (walk.folders);
}

static void
take_argument (HoistCliPaths *self, const char *argument)
{
  g_autofree char *path = g_canonicalize_filename (argument, NULL);
  g_autofree char *name = g_filename_display_name (argument);
  GStatBuf found;

  /* What is not there becomes an upload that says so, like everything else that was named. */
  if (g_stat (path, &found) != 0 || S_ISREG (found.st_mode))
    g_ptr_array_add (self->files, hoist_added_file_new (path, NULL));
  else if (S_ISDIR (found.st_mode))
    walk_folder (self, path);
  else
    add_missing (self, path, g_strdup_printf (_ ("“%s” is neither a file nor a folder."), name));
}

/**
 * hoist_cli_paths_new:
 * @arguments: (array zero-terminated=1) (element-type filename): files and folders
 *
 * Folders are walked: regular files inside, sorted, which keep their folders; hidden ones are
 * skipped and counted on standard error.
 */
HoistCliPaths *
hoist_cli_paths_new (char **arguments)
{
  HoistCliPaths *self = g_new0 (HoistCliPaths, 1);

  self->files = hoist_added_files_new ();
  self->missing = g_ptr_array_new_with_free_func ((GDestroyNotify) missing_free);
  for (guint i = 0; arguments[i] != NULL; i++)
    take_argument (self, arguments[i]);
  return self;
}

void
hoist_cli_paths_free (HoistCliPaths *self)
{
  g_ptr_array_unref (self->files);
  g_ptr_array_unref (self->missing);
  g_free (self);
}
