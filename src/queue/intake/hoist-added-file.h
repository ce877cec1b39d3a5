/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file that the user adds, with the folders it keeps when it came in a folder. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HoistAddedFile:
 * @path: (owned) (type filename): absolute, or relative to the current folder
 * @folder: (owned) (nullable): the folders from the one that was added down to the file, as
 *   "Holiday/Day 1", UTF-8; %NULL for a file that was added by itself
 */
typedef struct {
  char *path;
  char *folder;
} HoistAddedFile;

HoistAddedFile *hoist_added_file_new (const char *path, const char *folder);
HoistAddedFile *hoist_added_file_new_below (const char *top, const char *path);
void hoist_added_file_free (HoistAddedFile *self);
GPtrArray *hoist_added_files_new (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistAddedFile, hoist_added_file_free)

G_END_DECLS
