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

  GCancellable *cancellable; /* (owned) */
  guint watches[2];
  guint n_servers;
  gboolean is_activatable;
};

/* GNotification warns on the terminal where nobody shows notifications: so ask first. */
static const char *const servers[] = { "org.gtk.Notifications", "org.freedesktop.Notifications" };

enum { SIGNAL_BEGUN, SIGNAL_DONE, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HoistNotifier, hoist_notifier, G_TYPE_OBJECT)

static void
on_server_appeared (GDBusConnection *bus, const char *name, const char *owner, gpointer user_data)
{
  HOIST_NOTIFIER (user_data)->n_servers++;
}

/* Also called once in the beginning, for a name that nobody has. */
static void
on_server_vanished (GDBusConnection *bus, const char *name, gpointer user_data)
{
  HoistNotifier *self = HOIST_NOTIFIER (user_data);

  if (self->n_servers > 0)
    self->n_servers--;
}

static void
on_names (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistNotifier) self = HOIST_NOTIFIER (user_data);
  g_autoptr (GVariant) reply = NULL;
  g_autofree const char **names = NULL;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  if (reply == NULL)
    return;
  g_variant_get (reply, "(^a&s)", &names);
  for (gsize i = 0; i < G_N_ELEMENTS (servers); i++)
    self->is_activatable |= g_strv_contains (names, servers[i]);
}

static void
watch_servers (HoistNotifier *self)
{
  GDBusConnection *bus = g_application_get_dbus_connection (G_APPLICATION (self->application));

  if (bus == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (servers); i++)
    self->watches[i] =
        g_bus_watch_name_on_connection (bus, servers[i], G_BUS_NAME_WATCHER_FLAGS_NONE,
                                        on_server_appeared, on_server_vanished, self, NULL);
  g_dbus_connection_call (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                          "org.freedesktop.DBus", "ListActivatableNames", NULL,
                          G_VARIANT_TYPE ("(as)"), G_DBUS_CALL_FLAGS_NONE, -1, self->cancellable,
                          on_names, g_object_ref (self));
}

static void
send (HoistNotifier *self, const char *id, GNotification *notification)
{
  gboolean is_sandboxed = g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS);

  if (is_sandboxed || self->is_activatable || self->n_servers > 0)
    g_application_send_notification (G_APPLICATION (self->application), id, notification);
}

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
  send (self, DONE_ID, notification);
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
  g_cancellable_cancel (self->cancellable);
  for (gsize i = 0; i < G_N_ELEMENTS (self->watches); i++)
    g_clear_handle_id (&self->watches[i], g_bus_unwatch_name);
  g_clear_object (&self->queue);

  G_OBJECT_CLASS (hoist_notifier_parent_class)->dispose (object);
}

static void
hoist_notifier_finalize (GObject *object)
{
  g_clear_object (&HOIST_NOTIFIER (object)->cancellable);

  G_OBJECT_CLASS (hoist_notifier_parent_class)->finalize (object);
}

static void
hoist_notifier_class_init (HoistNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hoist_notifier_dispose;
  G_OBJECT_CLASS (klass)->finalize = hoist_notifier_finalize;

  signals[SIGNAL_BEGUN] = g_signal_new ("begun", HOIST_TYPE_NOTIFIER, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_DONE] = g_signal_new ("done", HOIST_TYPE_NOTIFIER, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 0);
}

static void
hoist_notifier_init (HoistNotifier *self)
{
  self->cancellable = g_cancellable_new ();
}

HoistNotifier *
hoist_notifier_new (GtkApplication *application, HoistQueue *queue)
{
  HoistNotifier *self = g_object_new (HOIST_TYPE_NOTIFIER, NULL);

  self->application = application;
  self->queue = g_object_ref (queue);
  watch_servers (self);
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
  send (self, BACKGROUND_ID, notification);
}

void
hoist_notifier_withdraw (HoistNotifier *self)
{
  g_return_if_fail (HOIST_IS_NOTIFIER (self));

  g_application_withdraw_notification (G_APPLICATION (self->application), DONE_ID);
  g_application_withdraw_notification (G_APPLICATION (self->application), BACKGROUND_ID);
}
