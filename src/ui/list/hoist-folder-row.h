/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder in the list: all of its uploads as one row, which opens. */
#pragma once

#include "hoist-folder.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HOIST_TYPE_FOLDER_ROW (hoist_folder_row_get_type ())
G_DECLARE_FINAL_TYPE (HoistFolderRow, hoist_folder_row, HOIST, FOLDER_ROW, GtkBox)

HoistFolderRow *hoist_folder_row_new (void);
char *hoist_folder_row_make_label (HoistFolder *folder);
void hoist_folder_row_set_folder (HoistFolderRow *self, HoistFolder *folder);
void hoist_folder_row_open_menu (HoistFolderRow *self);

G_END_DECLS
