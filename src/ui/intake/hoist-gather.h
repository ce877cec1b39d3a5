/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From dropped files and folders to the files in them, on a thread. */
#pragma once

#include "hoist-added-file.h"
#include "hoist-uri-list.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HoistGathered:
 * @files: (owned) (element-type HoistAddedFile): regular files that may be read, folders walked
 * @refused: (owned) (element-type utf8): what could not be read, as it may be shown
 * @n_ignored: files and folders that were left out on purpose
 * @refused_folder: (owned) (nullable) (type filename): where the first of those lies
 */
typedef struct {
  GPtrArray *files;
  GPtrArray *refused;
  guint n_ignored;
  char *refused_folder;
} HoistGathered;

void hoist_gathered_free (HoistGathered *self);
char **hoist_gathered_dup_refused (const HoistGathered *self);

HoistGathered *hoist_gather (const HoistDropped *dropped, GCancellable *cancellable);
void hoist_gather_async (HoistDropped *dropped,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer data);
HoistGathered *hoist_gather_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistGathered, hoist_gathered_free)

G_END_DECLS
