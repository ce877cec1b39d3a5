/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events of the moment, said in a window one after the other. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

AdwToast *hoist_toasts_new (const char *text);
void hoist_toasts_say (AdwToastOverlay *overlay, const char *text);
void hoist_toasts_add_urgent (AdwToastOverlay *overlay, AdwToast *toast);
void hoist_toasts_dismiss (AdwToastOverlay *overlay, AdwToast *toast);

G_END_DECLS
