/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks for the folder of a file that the sandbox may not read any more. */
#pragma once

#include "hoist-queue.h"

#include <adwaita.h>

G_BEGIN_DECLS

void hoist_allow_access (GtkWindow *window,
                         AdwToastOverlay *toasts,
                         HoistQueue *queue,
                         HoistSession *session);

G_END_DECLS
