/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Notifications: one for a whole batch, none while the window is being looked at. */
#include "hoist-config.h"

#include "hoist-notifier.h"

#include "hoist-background-status.h"
#include "hoist-closures.h"
#include "hoist-documents.h"
#include "hoist-launcher.h"
#include "hoist-notifier-news.h"
#include "hoist-section-header.h"
#include "hoist-sight.h"

#include <glib/gi18n-lib.h>

#define BACKGROUND_ID "background"
#define SHOWN_SETTING "notifications-shown"

struct _HoistNotifier {
  GObject parent;

  GtkApplication *application;   /* (unowned): owns this */
  HoistQueue *queue;             /* (owned) */
  HoistStore *store;             /* (owned) (nullable) */
  GtkWindow *window;             /* (unowned) (nullable) */
  HoistNews *news;               /* (owned) */
  HoistLauncher *launcher;       /* (owned) (nullable) */
  HoistBackgroundStatus *status; /* (owned) (nullable) */
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
  if (hoist_documents_is_sandbox () || self->is_activatable || self->n_servers > 0)
    g_application_send_notification (G_APPLICATION (self->application), id, notification);
}

static gboolean
is_looked_at (HoistNotifier *self)
{
  return self->window != NULL && gtk_widget_get_visible (GTK_WIDGET (self->window)) &&
         gtk_window_is_active (self->window);
}

static GVariant *
pack_ids (const GArray *ids)
{
  return g_variant_new_fixed_array (G_VARIANT_TYPE_INT64, ids->data, ids->len, sizeof (gint64));
}

/* What it does lies in HoistApplication: it may come when this run has ended. */
static void
add_button (GNotification *notification, const HoistNewsItem *item)
{
  switch (item->button) {
  case HOIST_NEWS_BUTTON_COPY_LINKS:
    g_notification_add_button_with_target_value (notification, _ ("Copy Links"), "app.copy-links",
                                                 pack_ids (item->linked));
    break;
  case HOIST_NEWS_BUTTON_SHOW_PROBLEM:
    g_notification_add_button_with_target (notification, _ ("Show Problem"), "app.show-uploads",
                                           "u", (guint) HOIST_SECTION_ATTENTION);
    break;
  case HOIST_NEWS_BUTTON_NONE:
  default:
    break;
  }
}

static void
on_tell (const HoistNewsItem *item, gpointer data)
{
  g_autoptr (GNotification) notification = g_notification_new (item->title);
  guint section = item->is_problem ? HOIST_SECTION_ATTENTION : HOIST_SECTION_FINISHED;

  if (item->body != NULL)
    g_notification_set_body (notification, item->body);
  g_notification_set_default_action_and_target (notification, "app.show-uploads", "u", section);
  add_button (notification, item);
  send (HOIST_NOTIFIER (data), item->id, notification);
}

static void
on_withdraw (const char *id, gpointer data)
{
  g_application_withdraw_notification (G_APPLICATION (HOIST_NOTIFIER (data)->application), id);
}

static void
on_keep (const char *ids, gpointer data)
{
  HoistNotifier *self = HOIST_NOTIFIER (data);

  if (self->store != NULL)
    hoist_store_set_setting (self->store, SHOWN_SETTING, ids);
}

static const HoistNewsEvents news_events = { .tell = on_tell,
                                             .withdraw = on_withdraw,
                                             .keep = on_keep };

/* Progress comes here, too, ten times a second and upload: that is no news. */
static void
on_session_changed (HoistQueue *queue, HoistSession *session, gpointer user_data)
{
  HoistNotifier *self = HOIST_NOTIFIER (user_data);
  HoistState state = hoist_session_get_state (session);
  g_autofree char *name = NULL;
  g_autofree char *sentence = NULL;

  if (hoist_state_is_running (state) && state != HOIST_STATE_PROCESSING) {
    hoist_news_forget (self->news, hoist_session_get_id (session));
    return;
  }
  name = hoist_session_dup_name (session);
  if (state == HOIST_STATE_ATTENTION) {
    HoistSight sight = hoist_sight_of (session, NULL);

    sentence = hoist_closure_sentence (&sight);
  }
  hoist_news_take_state (self->news, hoist_session_get_id (session), state, name, sentence,
                         hoist_session_get_link (session), is_looked_at (self));
}

/* In the list of windows, for a screen reader that reads a window's title, and in the list of what
 * runs in the background. */
static void
tell_totals (HoistNotifier *self, const HoistQueueTotals *totals)
{
  g_autofree char *subtitle = hoist_closure_subtitle (totals, hoist_queue_is_paused (self->queue));
  g_autofree char *title = NULL;

  hoist_background_status_show (self->status, subtitle);
  if (self->window == NULL)
    return;
  if (*subtitle != '\0')
    /* Translators: a window’s title; %s is the state, as in “3 of 14 · 42 MB/s” */
    title = g_strdup_printf (_ ("%s – Uploads"), subtitle);
  gtk_window_set_title (self->window, title != NULL ? title : _ ("Uploads"));
}

static void
on_totals_changed (HoistNotifier *self)
{
  HoistQueueTotals totals = { 0 };
  gboolean has_work = FALSE;

  hoist_queue_get_totals (self->queue, &totals);
  hoist_launcher_show (self->launcher, &totals);
  tell_totals (self, &totals);
  has_work = hoist_closure_has_work (&totals, hoist_queue_is_paused (self->queue));
  if (has_work == self->has_work)
    return;
  self->has_work = has_work;
  if (has_work) {
    hoist_news_begin (self->news);
    g_signal_emit (self, signals[SIGNAL_BEGUN], 0);
    return;
  }
  g_application_withdraw_notification (G_APPLICATION (self->application), BACKGROUND_ID);
  hoist_news_end (self->news, is_looked_at (self));
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
  g_clear_pointer (&self->launcher, hoist_launcher_free);
  g_clear_pointer (&self->status, hoist_background_status_free);
  g_clear_object (&self->queue);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (hoist_notifier_parent_class)->dispose (object);
}

static void
hoist_notifier_finalize (GObject *object)
{
  HoistNotifier *self = HOIST_NOTIFIER (object);

  g_clear_object (&self->cancellable);
  hoist_news_free (self->news);

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
  self->news = hoist_news_new (&news_events, self);
}

HoistNotifier *
hoist_notifier_new (GtkApplication *application, HoistQueue *queue)
{
  HoistNotifier *self = g_object_new (HOIST_TYPE_NOTIFIER, NULL);
  GDBusConnection *bus = g_application_get_dbus_connection (G_APPLICATION (application));

  self->application = application;
  self->queue = g_object_ref (queue);
  self->launcher = hoist_launcher_new (bus, HOIST_APPLICATION_ID);
  self->status = hoist_background_status_new (hoist_documents_is_sandbox () ? bus : NULL);
  watch_servers (self);
  g_signal_connect_object (queue, "session-changed", G_CALLBACK (on_session_changed), self, 0);
  g_signal_connect_object (queue, "totals-changed", G_CALLBACK (on_totals_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (queue, "notify::is-paused", G_CALLBACK (on_totals_changed), self,
                           G_CONNECT_SWAPPED);
  self->has_work = hoist_notifier_has_work (self);
  return self;
}

static void
on_wish (HoistNotifier *self, GParamSpec *pspec, HoistPreferences *preferences)
{
  hoist_news_set_wish (self->news, hoist_preferences_get (preferences)->notifications);
}

/**
 * hoist_notifier_set_preferences:
 * @preferences: say what is told
 */
void
hoist_notifier_set_preferences (HoistNotifier *self, HoistPreferences *preferences)
{
  g_return_if_fail (HOIST_IS_NOTIFIER (self));

  g_signal_connect_object (preferences, "notify::notifications", G_CALLBACK (on_wish), self,
                           G_CONNECT_SWAPPED);
  on_wish (self, NULL, preferences);
}

/**
 * hoist_notifier_set_store:
 * @store: an open one, which remembers what is on show; before there is a window
 *
 * What an earlier run has told, also one that was killed, is withdrawn when the user looks at the
 * window: by the desktops that know a notification by its id in its application, as GNOME's and the
 * portal do.
 */
void
hoist_notifier_set_store (HoistNotifier *self, HoistStore *store)
{
  g_autofree char *ids = NULL;

  g_return_if_fail (HOIST_IS_NOTIFIER (self));
  g_return_if_fail (self->store == NULL);

  ids = hoist_store_dup_setting (store, SHOWN_SETTING);
  hoist_news_recall (self->news, ids);
  self->store = g_object_ref (store);
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

/* Looks at the queue at once: work that begins and ends between two of its signals is missed. */
void
hoist_notifier_look (HoistNotifier *self)
{
  g_return_if_fail (HOIST_IS_NOTIFIER (self));

  on_totals_changed (self);
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
  on_active (self);
}

/* For a window that was closed while uploads go on: says so, with figures, and offers to quit. */
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

  hoist_news_see (self->news);
  g_application_withdraw_notification (G_APPLICATION (self->application), BACKGROUND_ID);
}
