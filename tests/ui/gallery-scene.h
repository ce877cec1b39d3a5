/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What scenes of the gallery are made of. */
#pragma once

#include "hoist-workspace.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * GalleryStage:
 * @workspace: open, with two accounts
 */
typedef struct {
  HoistWorkspace *workspace;
  GtkApplication *application;
} GalleryStage;

/**
 * GalleryScene:
 * @make: returns a toplevel that was not presented yet
 */
typedef struct {
  const char *name;
  GtkWindow *(*make) (GalleryStage *stage);
} GalleryScene;

extern const GalleryScene gallery_window_scenes[];
extern const GalleryScene gallery_account_scenes[];

G_END_DECLS
