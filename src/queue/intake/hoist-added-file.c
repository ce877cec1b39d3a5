/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file that the user adds, with the folders it keeps when it came in a folder. */
#include "hoist-added-file.h"

#include <string.h>

/**
 * hoist_added_file_new:
 * @path: (type filename): of the file
 * @folder: (nullable): as in HoistAddedFile
 *
 * Returns: (transfer full):
 */
HoistAddedFile *
hoist_added_file_new (const char *path, const char *folder)
{
  HoistAddedFile *self = g_new0 (HoistAddedFile, 1);

  self->path = g_strdup (path);
  self->folder = g_strdup (folder);
  return self;
}

/**
 * hoist_added_file_new_below:
 * @top: (type filename): the folder that was added; canonical and absolute
 * @path: (type filename): of a file in it, however deep
 *
 * Bytes of a folder's name that are no UTF-8 become U+FFFD, as in the names of files. The root of
 * all folders has no name to keep.
 *
 * Returns: (transfer full):
 */
HoistAddedFile *
hoist_added_file_new_below (const char *top, const char *path)
{
  g_autofree char *above = g_path_get_dirname (top);
  g_autofree char *inside = g_path_get_dirname (path);
  const char *kept = inside;
  HoistAddedFile *self = hoist_added_file_new (path, NULL);

  g_return_val_if_fail (g_str_has_prefix (inside, top), self);

  kept += strlen (above);
  kept += strspn (kept, "/");
  if (*kept != '\0')
    self->folder = g_filename_display_name (kept);
  return self;
}

void
hoist_added_file_free (HoistAddedFile *self)
{
  if (self == NULL)
    return;

  g_free (self->path);
  g_free (self->folder);
  g_free (self);
}

/* Returns: (transfer full) (element-type HoistAddedFile): an empty list that owns its files. */
GPtrArray *
hoist_added_files_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) hoist_added_file_free);
}
