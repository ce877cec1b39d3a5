/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Widgets in tests: a display, the way to a widget in a window, and time to draw it. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

gboolean hoist_test_ui_init (int *argc, char ***argv);
GtkApplication *hoist_test_ui_register (void);

GtkWidget *hoist_test_find_type (GtkWidget *widget, GType type);
GtkWidget *hoist_test_find_row (GtkWidget *widget, const char *title);
GtkWidget *hoist_test_find_button (GtkWidget *widget, const char *label);
GtkWindow *hoist_test_find_window (GType type);

void hoist_test_settle (void);
void hoist_test_draw (GtkWidget *widget);
void hoist_test_await_gone (gpointer *weak);

G_END_DECLS
