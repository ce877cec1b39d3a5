/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tooltips of what changes often. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void hoist_tooltip_set (GtkWidget *widget, const char *text);

G_END_DECLS
