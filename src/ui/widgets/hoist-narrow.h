/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lets a window be 360 pixels wide with text of double size, and none of its words be cut. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void hoist_narrow_mend (GtkWindow *window);

G_END_DECLS
