/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Notifications: one for a whole batch, none while the window is being looked at. */
#pragma once

#include "hoist-preferences.h"
#include "hoist-queue.h"
#include "hoist-store.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HOIST_TYPE_NOTIFIER (hoist_notifier_get_type ())
G_DECLARE_FINAL_TYPE (HoistNotifier, hoist_notifier, HOIST, NOTIFIER, GObject)

/* Signals: "begun": there is work again; "done": all work has ended, after the notification, if
 * there was one. */

HoistNotifier *hoist_notifier_new (GtkApplication *application, HoistQueue *queue);

void hoist_notifier_set_preferences (HoistNotifier *self, HoistPreferences *preferences);
void hoist_notifier_set_store (HoistNotifier *self, HoistStore *store);
void hoist_notifier_look (HoistNotifier *self);
gboolean hoist_notifier_has_work (HoistNotifier *self);
void hoist_notifier_set_window (HoistNotifier *self, GtkWindow *window);
void hoist_notifier_tell_background (HoistNotifier *self);
void hoist_notifier_withdraw (HoistNotifier *self);

G_END_DECLS
