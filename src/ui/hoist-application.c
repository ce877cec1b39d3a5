/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The application: one instance, its options, its workspace, life in the background. */
#include "hoist-config.h"

#include "hoist-application-private.h"

#include "hoist-commands.h"
#include "hoist-documents.h"
#include "hoist-error.h"
#include "hoist-stall-watch.h"
#include "hoist-ui.h"
#include "hoist-vault-secret.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>

#define RESOURCES "/io/github/hoist_uploader/Hoist"

/* Kept in the store, beside the uploads they are about. */
#define EXPLAINED_SETTING "background-explained"
#define SIZE_SETTING "window-size"

/* A window that comes at once and fills a moment later looks quicker than one that comes late. */
#define SLOW_OPENING_MS 250

/* Another program runs the queue: mostly one that is just ending. */
#define AGAIN_MS 300
#define PATIENCE_US (2 * G_USEC_PER_SEC)

/* A portal believes only programs that still run. */
#define LAST_ANSWER_S 3

G_DEFINE_FINAL_TYPE (HoistApplication, hoist_application, ADW_TYPE_APPLICATION)

static void
present (HoistApplication *self)
{
  g_clear_handle_id (&self->slow_id, g_source_remove);
  if (self->window == NULL || self->is_quitting || self->is_hidden)
    return;
  gtk_window_present (GTK_WINDOW (self->window));
  hoist_stall_watch_start (g_getenv ("HOIST_STALL_LOG"));
  if (self->notifier != NULL)
    hoist_notifier_withdraw (self->notifier);
}

static gboolean
on_no_answer (gpointer user_data)
{
  HoistApplication *self = HOIST_APPLICATION (user_data);

  self->end_id = 0;
  g_application_quit (G_APPLICATION (self));
  return G_SOURCE_REMOVE;
}

/* That the start at login is taken back is often the last thing that is asked. */
static void
end (HoistApplication *self)
{
  if (self->background == NULL || !hoist_background_is_asking (self->background)) {
    g_application_quit (G_APPLICATION (self));
    return;
  }
  g_signal_connect_object (self->background, "settled", G_CALLBACK (g_application_quit), self,
                           G_CONNECT_SWAPPED);
  self->end_id = g_timeout_add_seconds (LAST_ANSWER_S, on_no_answer, self);
}

static void
on_closed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistApplication) self = HOIST_APPLICATION (user_data);
  g_autoptr (GError) error = NULL;

  /* all that matters was saved long before: there is nobody left to tell */
  if (!hoist_workspace_close_finish (HOIST_WORKSPACE (source), result, &error))
    g_warning ("The queue was not closed cleanly: %s", error->message);
  if (self->practice != NULL)
    hoist_practice_host_stop (self->practice);
  end (self);
}

static void
save_size (HoistApplication *self)
{
  int width = 0;
  int height = 0;
  g_autofree char *text = NULL;

  gtk_window_get_default_size (GTK_WINDOW (self->window), &width, &height);
  text = g_strdup_printf ("%dx%d %d", width, height,
                          gtk_window_is_maximized (GTK_WINDOW (self->window)));
  hoist_store_set_setting (hoist_workspace_get_store (self->workspace), SIZE_SETTING, text);
}

static void
restore_size (HoistApplication *self)
{
  g_autofree char *text =
      hoist_store_dup_setting (hoist_workspace_get_store (self->workspace), SIZE_SETTING);
  int width = 0;
  int height = 0;
  int is_maximized = 0;

  if (text == NULL || sscanf (text, "%5dx%5d %1d", &width, &height, &is_maximized) != 3)
    return;
  if (width >= 360 && height >= 290)
    gtk_window_set_default_size (GTK_WINDOW (self->window), width, height);
  if (is_maximized)
    gtk_window_maximize (GTK_WINDOW (self->window));
}

/* Who starts Hoist from now on means a new one, not this one that is ending: it shall not be handed
 * over to. */
static void
give_up_name (HoistApplication *self)
{
  GDBusConnection *bus = g_application_get_dbus_connection (G_APPLICATION (self));

  if (bus != NULL)
    g_dbus_connection_call (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                            "org.freedesktop.DBus", "ReleaseName",
                            g_variant_new ("(s)", HOIST_APPLICATION_ID), NULL,
                            G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL);
}

/**
 * hoist_application_leave:
 *
 * Nothing is lost and nothing asked: what is under way is stopped where it stands, and the next
 * start goes on from there.
 */
void
hoist_application_leave (HoistApplication *self)
{
  if (self->is_quitting)
    return;
  self->is_quitting = TRUE;
  g_clear_handle_id (&self->again_id, g_source_remove);
  g_application_hold (G_APPLICATION (self));
  give_up_name (self);
  if (self->window != NULL) {
    if (self->is_open)
      save_size (self);
    hoist_add_files_leave (hoist_window_get_adder (self->window));
    gtk_widget_set_visible (GTK_WIDGET (self->window), FALSE);
  }
  if (self->notifier != NULL)
    hoist_notifier_set_window (self->notifier, NULL);
  if (self->is_open)
    hoist_workspace_close_async (self->workspace, on_closed, g_object_ref (self));
  else
    g_application_quit (G_APPLICATION (self));
}

static void
go_to_background (HoistApplication *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->window), FALSE);
  hoist_notifier_tell_background (self->notifier);
  hoist_background_ask_leave (self->background);
}

/* It would be ended within seconds, in the middle of a part. Who closes the window again ends it.
 */
static void
on_refused (HoistApplication *self)
{
  self->is_bound = TRUE;
  if (self->is_quitting)
    return;
  if (self->is_hidden) {
    hoist_application_leave (self);
    return;
  }
  present (self);
  if (self->window != NULL)
    hoist_window_say_at_once (self->window,
                              _ ("The desktop does not let Hoist go on without a window. "
                                 "Allow it in the system’s settings for apps."));
}

/* Said once, when there is something to go on with, and somewhere to go to: nobody has to find it
 * out by closing. */
static void
explain_background (HoistApplication *self)
{
  HoistStore *store = hoist_workspace_get_store (self->workspace);
  g_autofree char *explained = hoist_store_dup_setting (store, EXPLAINED_SETTING);
  guint n_accounts = hoist_accounts_get_count (hoist_workspace_get_accounts (self->workspace));

  if (explained != NULL || self->window == NULL || n_accounts == 0)
    return;
  hoist_store_set_setting (store, EXPLAINED_SETTING, "1");
  hoist_window_say (self->window, _ ("You may close this window: uploads go on"));
}

/* Files that are still looked through are work to come. */
static gboolean
has_work (HoistApplication *self)
{
  return hoist_notifier_has_work (self->notifier) ||
         (self->window != NULL && hoist_add_files_is_busy (hoist_window_get_adder (self->window)));
}

static gboolean
goes_on_behind (HoistApplication *self)
{
  HoistPreferences *preferences = hoist_workspace_get_preferences (self->workspace);

  return !self->is_bound && has_work (self) &&
         hoist_preferences_get (preferences)->runs_in_background;
}

static gboolean
on_close_request (GtkWindow *window, gpointer user_data)
{
  HoistApplication *self = HOIST_APPLICATION (user_data);

  if (self->is_open && goes_on_behind (self))
    go_to_background (self);
  else
    hoist_application_leave (self);
  return GDK_EVENT_STOP;
}

static void
on_begun (HoistApplication *self)
{
  hoist_background_set_has_work (self->background, TRUE);
  explain_background (self);
}

static void
leave_if_done (HoistApplication *self)
{
  /* the notice that the machine goes to sleep needs the window */
  if (self->window != NULL && !gtk_widget_get_visible (GTK_WIDGET (self->window)) &&
      !has_work (self) && !hoist_suspend_is_wanted (self->suspend))
    hoist_application_leave (self);
}

static void
on_done (HoistApplication *self)
{
  hoist_background_set_has_work (self->background, FALSE);
  leave_if_done (self);
}

static void
on_files_settled (HoistApplication *self)
{
  if (self->is_quitting)
    return;
  hoist_notifier_look (self->notifier);
  leave_if_done (self);
}

static void
on_practice_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistApplication) self = HOIST_APPLICATION (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (HoistAccount) account = NULL;
  gboolean is_asked = self->is_practice_wanted;

  account = hoist_practice_host_start_finish (HOIST_PRACTICE_HOST (source), result, &error);
  self->is_practice_wanted = FALSE;
  if (self->is_quitting || self->window == NULL)
    return;
  if (account == NULL && !hoist_error_is_cancelled (error))
    hoist_window_say (self->window, error->message);
  else if (account != NULL && is_asked)
    hoist_window_say (self->window, _ ("Ready: drop a video to see it arrive on this computer"));
  hoist_queue_set_running (hoist_workspace_get_queue (self->workspace), TRUE);
  hoist_window_hold_files (self->window, FALSE);
}

static void
start_practice (HoistApplication *self)
{
  if (hoist_practice_host_is_running (self->practice))
    return;
  /* its uploads would find nobody at the old address, and no keys */
  hoist_queue_set_running (hoist_workspace_get_queue (self->workspace), FALSE);
  hoist_window_hold_files (self->window, TRUE);
  hoist_practice_host_start_async (self->practice, on_practice_started, g_object_ref (self));
}

/* The practice service with its account: now, or as soon as the workspace is open. */
void
hoist_application_want_practice (HoistApplication *self)
{
  self->is_practice_wanted = TRUE;
  if (self->is_open)
    start_practice (self);
}

/* All uploads paused: now, or as soon as the workspace is open. */
void
hoist_application_want_pause (HoistApplication *self)
{
  self->is_pause_wanted = TRUE;
  if (self->is_open)
    hoist_queue_set_paused (hoist_workspace_get_queue (self->workspace), TRUE);
}

static void
keep_awake (HoistApplication *self, HoistClock *clock)
{
  g_autoptr (HoistPower) power = hoist_power_new (NULL, clock);

  self->wake_lock =
      hoist_wake_lock_new (GTK_APPLICATION (self), hoist_workspace_get_queue (self->workspace),
                           hoist_workspace_get_preferences (self->workspace), power);
}

static void
ask_desktop (HoistApplication *self)
{
  HoistClock *clock = hoist_engine_get_clock (hoist_workspace_get_engine (self->workspace));
  GDBusConnection *bus = g_application_get_dbus_connection (G_APPLICATION (self));

  self->background = hoist_background_new (hoist_workspace_get_preferences (self->workspace),
                                           hoist_documents_is_sandbox () ? bus : NULL, clock);
  g_signal_connect_object (self->background, "refused", G_CALLBACK (on_refused), self,
                           G_CONNECT_SWAPPED);
  hoist_background_set_has_work (self->background, hoist_notifier_has_work (self->notifier));
  if (self->is_hidden && hoist_notifier_has_work (self->notifier))
    hoist_background_ask_leave (self->background);
}

static void
apply_preferences (HoistApplication *self)
{
  HoistClock *clock = hoist_engine_get_clock (hoist_workspace_get_engine (self->workspace));

  hoist_workspace_apply_preferences (self->workspace, NULL, NULL);
  self->suspend = hoist_suspend_new (hoist_workspace_get_queue (self->workspace), clock, NULL);
  self->speed = hoist_speed_actions_new (self->window, self->workspace, self->suspend);
  keep_awake (self, clock);
}

static void
settle (HoistApplication *self)
{
  HoistAccounts *accounts = hoist_workspace_get_accounts (self->workspace);

  self->is_open = TRUE;
  /* before anybody waits for the end of work: there is none then */
  if (self->is_pause_wanted)
    hoist_queue_set_paused (hoist_workspace_get_queue (self->workspace), TRUE);
  self->practice = hoist_practice_host_new (accounts, self->folder);
  self->notifier =
      hoist_notifier_new (GTK_APPLICATION (self), hoist_workspace_get_queue (self->workspace));
  hoist_notifier_set_preferences (self->notifier,
                                  hoist_workspace_get_preferences (self->workspace));
  hoist_notifier_set_store (self->notifier, hoist_workspace_get_store (self->workspace));
  hoist_notifier_set_window (self->notifier, GTK_WINDOW (self->window));
  ask_desktop (self);
  g_signal_connect_object (self->notifier, "begun", G_CALLBACK (on_begun), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->notifier, "done", G_CALLBACK (on_done), self, G_CONNECT_SWAPPED);
  hoist_commands_serve (self->workspace);
  apply_preferences (self);
  if (self->is_practice_wanted || hoist_practice_host_is_known (accounts))
    start_practice (self);
  else
    hoist_queue_set_running (hoist_workspace_get_queue (self->workspace), TRUE);
  restore_size (self);
  hoist_window_set_workspace (self->window, self->workspace);
  g_signal_connect_object (hoist_window_get_adder (self->window), "settled",
                           G_CALLBACK (on_files_settled), self, G_CONNECT_SWAPPED);
}

static gboolean
on_again (gpointer user_data)
{
  HoistApplication *self = HOIST_APPLICATION (user_data);

  self->again_id = 0;
  g_action_group_activate_action (G_ACTION_GROUP (self), "open-again", NULL);
  return G_SOURCE_REMOVE;
}

static void
show_trouble (HoistApplication *self, const GError *error)
{
  gint64 now_us = g_get_monotonic_time ();

  if (!g_error_matches (error, HOIST_ERROR, HOIST_ERROR_BUSY)) {
    self->is_hidden = FALSE;
    hoist_window_show_trouble (self->window, error->message);
    present (self);
    return;
  }
  if (self->busy_since_us == 0)
    self->busy_since_us = now_us;
  if (now_us - self->busy_since_us > PATIENCE_US) {
    hoist_window_show_trouble (self->window,
                               _ ("Another program, such as “hoist-cli”, is working on these "
                                  "uploads. They appear here as soon as it ends."));
    present (self);
  }
  if (self->again_id == 0)
    self->again_id = g_timeout_add (AGAIN_MS, on_again, self);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistApplication) self = HOIST_APPLICATION (user_data);
  g_autoptr (GError) error = NULL;

  if (!hoist_workspace_open_finish (HOIST_WORKSPACE (source), result, &error)) {
    g_clear_object (&self->workspace);
    if (self->window != NULL && !self->is_quitting)
      show_trouble (self, error);
    return;
  }
  if (self->is_quitting) {
    hoist_workspace_close_async (HOIST_WORKSPACE (source), on_closed, g_object_ref (self));
    return;
  }
  self->busy_since_us = 0;
  settle (self);
  if (self->is_hidden && !has_work (self))
    hoist_application_leave (self);
  else
    present (self);
  hoist_application_fulfil_wish (self);
}

static gboolean
on_slow (gpointer user_data)
{
  HoistApplication *self = HOIST_APPLICATION (user_data);

  self->slow_id = 0;
  present (self);
  return G_SOURCE_REMOVE;
}

void
hoist_application_open_workspace (HoistApplication *self)
{
  g_autoptr (HoistVault) vault = NULL;
  g_autoptr (HoistClock) clock = NULL;

  if (self->workspace != NULL)
    return;
  vault = hoist_secret_vault_new ();
  clock = hoist_system_clock_new ();
  self->workspace = hoist_workspace_new (self->folder, vault, clock);
  hoist_workspace_open_async (self->workspace, TRUE, on_opened, g_object_ref (self));
}

static void
hoist_application_activate (GApplication *application)
{
  HoistApplication *self = HOIST_APPLICATION (application);

  if (self->is_quitting)
    return;
  if (self->window == NULL) {
    self->window = hoist_window_new (GTK_APPLICATION (self));
    g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *) &self->window);
    g_signal_connect_object (self->window, "close-request", G_CALLBACK (on_close_request), self, 0);
    self->slow_id = g_timeout_add (SLOW_OPENING_MS, on_slow, self);
    hoist_application_open_workspace (self);
    return;
  }
  self->is_hidden = FALSE;
  if (self->slow_id == 0)
    present (self);
}

static void
hoist_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  HoistApplication *self = HOIST_APPLICATION (application);
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;

  g_application_activate (application);
  for (int i = 0; i < n_files; i++) {
    g_autofree char *path = g_file_get_path (files[i]);
    g_autofree char *name = path == NULL ? g_file_get_uri (files[i]) : NULL;

    g_strv_builder_add (paths, path != NULL ? path : name);
  }
  list = g_strv_builder_end (paths);
  if (self->window != NULL)
    hoist_window_add_paths (self->window, (const char *const *) list);
}

static gboolean
on_signal (gpointer user_data)
{
  hoist_application_leave (HOIST_APPLICATION (user_data));
  return G_SOURCE_CONTINUE;
}

static void
hoist_application_startup (GApplication *application)
{
  HoistApplication *self = HOIST_APPLICATION (application);

  G_APPLICATION_CLASS (hoist_application_parent_class)->startup (application);
  if (self->folder == NULL)
    self->folder = hoist_workspace_dup_default_folder ();
  gtk_window_set_default_icon_name (HOIST_APPLICATION_ID);
  hoist_application_add_actions (self);
  self->term_id = g_unix_signal_add (SIGTERM, on_signal, self);
  self->interrupt_id = g_unix_signal_add (SIGINT, on_signal, self);
}

static void
hoist_application_shutdown (GApplication *application)
{
  HoistApplication *self = HOIST_APPLICATION (application);

  g_clear_handle_id (&self->slow_id, g_source_remove);
  g_clear_handle_id (&self->again_id, g_source_remove);
  g_clear_handle_id (&self->end_id, g_source_remove);
  g_clear_handle_id (&self->term_id, g_source_remove);
  g_clear_handle_id (&self->interrupt_id, g_source_remove);
  g_clear_object (&self->wake_lock);
  g_clear_object (&self->background);
  g_clear_object (&self->speed);
  g_clear_object (&self->suspend);
  g_clear_object (&self->notifier);
  g_clear_object (&self->practice);
  if (self->window != NULL)
    gtk_window_destroy (GTK_WINDOW (self->window));
  g_clear_object (&self->workspace);
  hoist_stall_watch_stop ();

  G_APPLICATION_CLASS (hoist_application_parent_class)->shutdown (application);
}

static void
hoist_application_finalize (GObject *object)
{
  HoistApplication *self = HOIST_APPLICATION (object);

  g_clear_weak_pointer (&self->window);
  g_clear_pointer (&self->wish_target, g_variant_unref);
  g_free (self->folder);

  G_OBJECT_CLASS (hoist_application_parent_class)->finalize (object);
}

static void
hoist_application_class_init (HoistApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = hoist_application_finalize;
  application_class->startup = hoist_application_startup;
  application_class->shutdown = hoist_application_shutdown;
  application_class->activate = hoist_application_activate;
  application_class->open = hoist_application_open;
  application_class->handle_local_options = hoist_application_handle_local_options;
  application_class->command_line = hoist_application_command_line;
}

static void
hoist_application_init (HoistApplication *self)
{
  hoist_application_add_options (self);
}

HoistApplication *
hoist_application_new (void)
{
  hoist_ui_init ();
  return g_object_new (HOIST_TYPE_APPLICATION, "application-id", HOIST_APPLICATION_ID, "flags",
                       G_APPLICATION_HANDLES_OPEN | G_APPLICATION_HANDLES_COMMAND_LINE,
                       "resource-base-path", RESOURCES, NULL);
}
