/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Notifications: one for a whole batch, none while the window is being looked at. */
#include "hoist-config.h"

#include "hoist-notifier.h"

#include "hoist-closures.h"

#include <glib/gi18n-lib.h>

#define DONE_ID "done"
#define BACKGROUND_ID "background"

struct _HoistNotifier {
  GObject parent;

  GtkApplication *application; /* (unowned): owns this */
  HoistQueue *queue;           /* (owned) */
  GtkWindow *window;           /* (unowned) (nullable) */
  guint n_finished;            /* when the present batch began */
  gboolean has_work;
};

enum { SIGNAL_BEGUN, SIGNAL_DONE, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HoistNotifier, hoist_notifier, G_TYPE_OBJECT)

static gboolean
is_looked_at (HoistNotifier *self)
{
  return self->window != NULL && gtk_widget_get_visible (GTK_WIDGET (self->window)) &&
         gtk_window_is_active (self->window);
}

static void
tell_done (HoistNotifier *self, const HoistQueueTotals *totals)
{
  guint n_finished = totals->n_finished - MIN (totals->n_finished, self->n_finished);
  g_autoptr (GNotification) notification = NULL;
  g_autofree char *title = NULL;
  g_autofree char *body = NULL;

  g_application_withdraw_notification (G_APPLICATION (self->application), BACKGROUND_ID);
  if (is_looked_at (self) || (n_finished == 0 && totals->n_attention == 0))
    return;
  title = hoist_closure_done_title (n_finished, totals->n_attention);
  body = hoist_closure_done_body (n_finished, totals->n_attention);
  notification = g_notification_new (title);
  if (body != NULL)
    g_notification_set_body (notification, body);
  g_application_send_notification (G_APPLICATION (self->application), DONE_ID, notification);
}

static void
on_totals_changed (HoistNotifier *self)
{
  HoistQueueTotals totals = { 0 };
  gboolean has_work = FALSE;

  hoist_queue_get_totals (self->queue, &totals);
  has_work = hoist_closure_has_work (&totals, hoist_queue_is_paused (self->queue));
  if (has_work && !self->has_work)
    self->n_finished = totals.n_finished;
  if (has_work == self->has_work)
    return;
  self->has_work = has_work;
  if (has_work) {
    g_signal_emit (self, signals[SIGNAL_BEGUN], 0);
    return;
  }
  tell_done (self, &totals);
  g_signal_emit (self, signals[SIGNAL_DONE], 0);
}

static void
on_active (HoistNotifier *self)
{
  if (is_looked_at (self))
    hoist_notifier_withdraw (self);
}

static void
hoist_notifier_dispose (GObject *object)
{
  HoistNotifier *self = HOIST_NOTIFIER (object);

  hoist_notifier_set_window (self, NULL);
  g_clear_object (&self->queue);

  G_OBJECT_CLASS (hoist_notifier_parent_class)->dispose (object);
}

static void
hoist_notifier_class_init (HoistNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hoist_notifier_dispose;

  signals[SIGNAL_BEGUN] = g_signal_new ("begun", HOIST_TYPE_NOTIFIER, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_DONE] = g_signal_new ("done", HOIST_TYPE_NOTIFIER, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 0);
}

static void
hoist_notifier_init (HoistNotifier *self)
{
}

HoistNotifier *
hoist_notifier_new (GtkApplication *application, HoistQueue *queue)
{
  HoistNotifier *self = g_object_new (HOIST_TYPE_NOTIFIER, NULL);

  self->application = application;
  self->queue = g_object_ref (queue);
  g_signal_connect_object (queue, "totals-changed", G_CALLBACK (on_totals_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (queue, "notify::is-paused", G_CALLBACK (on_totals_changed), self,
                           G_CONNECT_SWAPPED);
  self->has_work = hoist_notifier_has_work (self);
  return self;
}

/**
 * hoist_notifier_has_work:
 *
 * Whether something runs or will go on by itself, asked of the queue at this moment.
 */
gboolean
hoist_notifier_has_work (HoistNotifier *self)
{
  HoistQueueTotals totals = { 0 };

  g_return_val_if_fail (HOIST_IS_NOTIFIER (self), FALSE);

  hoist_queue_get_totals (self->queue, &totals);
  return hoist_closure_has_work (&totals, hoist_queue_is_paused (self->queue));
}

/**
 * hoist_notifier_set_window:
 * @window: (nullable): while it is active nothing is notified; it sees everything itself
 */
void
hoist_notifier_set_window (HoistNotifier *self, GtkWindow *window)
{
  g_return_if_fail (HOIST_IS_NOTIFIER (self));

  if (self->window != NULL) {
    g_signal_handlers_disconnect_by_data (self->window, self);
    g_object_remove_weak_pointer (G_OBJECT (self->window), (gpointer *) &self->window);
  }
  self->window = window;
  if (window == NULL)
    return;
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &self->window);
  g_signal_connect_object (window, "notify::is-active", G_CALLBACK (on_active), self,
                           G_CONNECT_SWAPPED);
}

void
hoist_notifier_tell_background (HoistNotifier *self)
{
  HoistQueueTotals totals = { 0 };
  g_autoptr (GNotification) notification = NULL;
  g_autofree char *body = NULL;

  g_return_if_fail (HOIST_IS_NOTIFIER (self));

  hoist_queue_get_totals (self->queue, &totals);
  body = hoist_closure_subtitle (&totals, hoist_queue_is_paused (self->queue));
  notification = g_notification_new (_ ("Uploads go on in the background"));
  if (*body != '\0')
    g_notification_set_body (notification, body);
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_LOW);
  g_notification_add_button (notification, _ ("Quit"), "app.quit");
  g_application_send_notification (G_APPLICATION (self->application), BACKGROUND_ID, notification);
}

void
hoist_notifier_withdraw (HoistNotifier *self)
{
  g_return_if_fail (HOIST_IS_NOTIFIER (self));

  g_application_withdraw_notification (G_APPLICATION (self->application), DONE_ID);
  g_application_withdraw_notification (G_APPLICATION (self->application), BACKGROUND_ID);
}
