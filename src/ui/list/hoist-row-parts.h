/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the rows of uploads and of folders have in common. */
#pragma once

#include "hoist-closures.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void hoist_row_set_class (GtkWidget *widget, const char *name, gboolean is_set);
void hoist_row_show_verb (GtkWidget *button, HoistVerb verb, gint64 id);
void hoist_row_attach_menu (GtkWidget *row, GtkWidget *menu_button);
void hoist_row_add_item (GMenu *menu, const char *label, const char *action, gint64 id);

G_END_DECLS
