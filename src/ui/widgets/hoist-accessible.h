/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names and keys of what lies inside of the platform's own widgets. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void hoist_accessible_name_buttons (GtkWidget *root);
void hoist_accessible_let_pills_wrap (GtkWidget *root);
void hoist_accessible_name_cell (GtkWidget *row, const char *label);
void hoist_accessible_describe (GtkWidget *widget, const char *text);
void hoist_accessible_let_rows_have_return (GtkWindow *window);

G_END_DECLS
