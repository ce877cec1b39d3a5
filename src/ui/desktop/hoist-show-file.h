/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows a file in the desktop's file manager. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void hoist_show_file (GtkWindow *window, const char *uri);

G_END_DECLS
