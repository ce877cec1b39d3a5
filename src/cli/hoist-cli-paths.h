/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the paths a user typed to the files that are meant. */
#pragma once

#include "hoist-added-file.h"

#include <glib.h>

G_BEGIN_DECLS

/* An argument that names nothing to upload. */
typedef struct {
  char *path;
  char *message;
} HoistCliMissingPath;

/**
 * HoistCliPaths:
 * @files: (owned) (element-type HoistAddedFile): with absolute paths
 * @missing: (owned) (element-type HoistCliMissingPath)
 */
typedef struct {
  GPtrArray *files;
  GPtrArray *missing;
} HoistCliPaths;

HoistCliPaths *hoist_cli_paths_new (char **arguments);
void hoist_cli_paths_free (HoistCliPaths *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistCliPaths, hoist_cli_paths_free)

G_END_DECLS
