/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must be in place before the first widget of this layer is made. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void hoist_ui_init (void);

G_END_DECLS
