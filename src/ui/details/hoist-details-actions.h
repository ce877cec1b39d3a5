/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Actions of the window about details and receipts of uploads. */
#pragma once

#include "hoist-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Adds to @window: "details" (x), "details-of" (ax), "receipt" (x), "receipt-of" (ax),
 * "print-receipt" (x), "print-receipt-of" (ax). The numbers are ids of sessions. Also "doctor" (s),
 * the id of an account, or "" for the one that new uploads go to. */
void hoist_details_actions_add (GtkApplicationWindow *window,
                                AdwToastOverlay *toasts,
                                HoistWorkspace *workspace);

G_END_DECLS
