/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The main window: its header, its pages, and what its actions do. */
#include "hoist-config.h"

#include "hoist-window.h"

#include "hoist-accessible.h"
#include "hoist-account-assistant.h"
#include "hoist-account-form.h"
#include "hoist-account-trouble.h"
#include "hoist-accounts-window.h"
#include "hoist-add-files.h"
#include "hoist-banner.h"
#include "hoist-closures.h"
#include "hoist-details-actions.h"
#include "hoist-drop-area.h"
#include "hoist-empty-page.h"
#include "hoist-session-actions.h"
#include "hoist-session-list.h"
#include "hoist-toasts.h"

#include <glib/gi18n-lib.h>

struct _HoistWindow {
  AdwApplicationWindow parent;

  GtkWidget *title;        /* (unowned) */
  GtkWidget *pause_button; /* (unowned) */
  GtkWidget *menu_button;  /* (unowned) */
  GtkWidget *banner;       /* (unowned) */
  GtkWidget *drop_area;    /* (unowned) */
  GtkWidget *toasts;       /* (unowned) */
  GtkWidget *stack;        /* (unowned) */
  GtkWidget *trouble_page; /* (unowned) */
  GtkWidget *empty_page;   /* (unowned) */
  GtkWidget *list;         /* (unowned) */
  GtkWidget *status;       /* (unowned) */

  HoistWorkspace *workspace;            /* (owned) (nullable): set once it is open */
  HoistAccounts *accounts;              /* (owned) (nullable) */
  HoistQueue *queue;                    /* (owned) (nullable) */
  HoistAccountTrouble *account_trouble; /* (owned) (nullable) */
  GListModel *sessions;                 /* (owned) (nullable) */
  HoistSessionActions *actions;         /* (owned) (nullable) */
  HoistAddFiles *adder;                 /* (owned) */
  gboolean is_paused;
  gboolean is_searching;
  gboolean is_notice_seen;
};

typedef enum { PROP_IS_PAUSED = 1, PROP_IS_SEARCHING } HoistWindowProperty;

static GParamSpec *properties[PROP_IS_SEARCHING + 1];

G_DEFINE_FINAL_TYPE (HoistWindow, hoist_window, ADW_TYPE_APPLICATION_WINDOW)

static void
show_fitting_page (HoistWindow *self)
{
  gboolean is_empty = self->sessions == NULL || g_list_model_get_n_items (self->sessions) == 0;

  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), is_empty ? "empty" : "list");
  gtk_widget_set_sensitive (self->pause_button, !is_empty);
}

static char *
dup_rule (HoistWindow *self, const HoistQueueTotals *totals)
{
  HoistPolicy *policy = hoist_workspace_get_policy (self->workspace);

  if (policy == NULL || totals->n_left <= totals->n_attention + totals->n_paused)
    return NULL;
  return hoist_policy_dup_sentence (policy);
}

/* Two starts ended in a crash: what was to run may be at fault, so it waits for a look. */
static void
write_failed_starts (HoistBannerText *text)
{
  *text = (HoistBannerText){ .title = _ ("Hoist ended unexpectedly twice while starting. All "
                                         "uploads are paused until you let them go on"),
                             .button = _ ("Resume"),
                             .action = "win.is-paused",
                             .other_button = _ ("Make a Report…"),
                             .other_action = "win.help-bundle" };
}

/* An address without https, which a portal can answer in the stead of who has it. GNOME's own, made
 * for this. */
#define PORTAL_PAGE "http://nmcheck.gnome.org/"

static void
write_portal (HoistBannerText *text)
{
  *text = (HoistBannerText){ .title = _ (
                                 "This network wants you to sign in: uploads go on when you have"),
                             .button = _ ("Sign In"),
                             .action = "win.sign-in-to-network" };
}

static HoistArrivals *
get_arrivals (HoistWindow *self)
{
  return hoist_drop_area_get_arrivals (HOIST_DROP_AREA (self->drop_area));
}

/* One slot: what asks most of the user wins. Files that somebody has just let go come before that:
 * they are what is waited for, and for a short time. */
static void
show_banner (HoistWindow *self, const HoistQueueTotals *totals)
{
  GNetworkMonitor *network = g_network_monitor_get_default ();
  const char *trouble =
      self->workspace == NULL ? NULL : hoist_workspace_get_trouble (self->workspace);
  const char *notice = self->workspace == NULL || self->is_notice_seen
                           ? NULL
                           : hoist_workspace_get_notice (self->workspace);
  HoistBannerText text = { 0 };
  g_autofree char *rule = self->workspace == NULL ? NULL : dup_rule (self, totals);
  g_autofree char *arriving = hoist_arrivals_dup_sentence (get_arrivals (self));
  /* a try that moves no bytes is no end of the wait: the banner would come and go with it */
  gboolean is_waiting =
      totals->n_left > 0 && !self->is_paused && (totals->n_running == 0 || totals->rate == 0);

  if (trouble != NULL) {
    text.title = trouble;
  } else if (arriving != NULL) {
    text = (HoistBannerText){ .title = arriving,
                              .button = _ ("Cancel"),
                              .action = "win.cancel-arrivals" };
  } else if (self->workspace != NULL && hoist_workspace_has_failed_starts (self->workspace)) {
    write_failed_starts (&text);
  } else if (!g_network_monitor_get_network_available (network) && is_waiting &&
             totals->n_running == 0) {
    text.title = _ ("No network: uploads go on when it is back");
  } else if (g_network_monitor_get_connectivity (network) == G_NETWORK_CONNECTIVITY_PORTAL &&
             is_waiting) {
    write_portal (&text);
  } else if (rule != NULL) {
    text = (HoistBannerText){ .title = rule,
                              .button = _ ("Upload Anyway"),
                              .action = "win.upload-all-anyway" };
  } else if (self->account_trouble != NULL &&
             hoist_account_trouble_write (self->account_trouble, &text)) {
    /* it has written all of it */
  } else if (notice != NULL) {
    text = (HoistBannerText){ .title = notice, .button = _ ("OK"), .action = "win.dismiss-notice" };
  } else if (self->is_paused && totals->n_left > 0) {
    text = (HoistBannerText){ .title = _ ("All uploads are paused"),
                              .button = _ ("Resume"),
                              .action = "win.is-paused" };
  }
  hoist_banner_show (HOIST_BANNER (self->banner), &text);
}

static void
on_totals_changed (HoistWindow *self)
{
  HoistQueueTotals totals = { 0 };

  if (self->queue == NULL)
    return;
  hoist_queue_get_totals (self->queue, &totals);
  hoist_window_show_progress (self, &totals, hoist_queue_is_paused (self->queue));
}

static void
on_accounts_changed (HoistWindow *self)
{
  hoist_drop_area_set_accounts (HOIST_DROP_AREA (self->drop_area), self->accounts);
  hoist_empty_page_set_has_account (HOIST_EMPTY_PAGE (self->empty_page),
                                    hoist_accounts_get_count (self->accounts) > 0);
}

static void
set_paused (HoistWindow *self, gboolean is_paused)
{
  if (self->is_paused == is_paused)
    return;
  self->is_paused = is_paused;
  if (self->queue != NULL && hoist_queue_is_paused (self->queue) != is_paused)
    hoist_queue_set_paused (self->queue, is_paused);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_PAUSED]);
  on_totals_changed (self);
}

static void
on_queue_paused (HoistWindow *self)
{
  set_paused (self, hoist_queue_is_paused (self->queue));
}

static void
on_dropped (HoistDropArea *area, HoistDropped *dropped, const char *account, gpointer user_data)
{
  HoistDropped *copy = hoist_dropped_new ();

  for (guint i = 0; i < dropped->paths->len; i++)
    g_ptr_array_add (copy->paths, g_strdup (g_ptr_array_index (dropped->paths, i)));
  for (guint i = 0; i < dropped->refused->len; i++)
    g_ptr_array_add (copy->refused, g_strdup (g_ptr_array_index (dropped->refused, i)));
  hoist_add_files_take (HOIST_WINDOW (user_data)->adder, copy, account);
}

static void
on_drop_failed (HoistDropArea *area, const char *sentence, gpointer user_data)
{
  hoist_window_say (HOIST_WINDOW (user_data), sentence);
}

static void
on_add_files (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hoist_add_files_choose (HOIST_WINDOW (widget)->adder, FALSE, NULL);
}

static void
on_choose_in (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hoist_add_files_choose (HOIST_WINDOW (widget)->adder, FALSE,
                          g_variant_get_bytestring (parameter));
}

static void
on_add_folder (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hoist_add_files_choose (HOIST_WINDOW (widget)->adder, TRUE, NULL);
}

static void
on_paste (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hoist_drop_area_paste (HOIST_DROP_AREA (HOIST_WINDOW (widget)->drop_area));
}

static void
on_cancel_arrivals (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hoist_arrivals_cancel (get_arrivals (HOIST_WINDOW (widget)));
}

static void
on_accounts (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HoistWindow *self = HOIST_WINDOW (widget);

  if (self->workspace != NULL)
    gtk_window_present (
        GTK_WINDOW (hoist_accounts_window_new (GTK_WINDOW (self), self->workspace)));
}

static void
on_account_saved (GtkWindow *window, HoistAccount *account, gpointer user_data)
{
  g_autofree char *text = g_strdup_printf (_ ("“%s” is ready"), hoist_account_get_name (account));

  hoist_window_say (HOIST_WINDOW (user_data), text);
}

static void
open_form (HoistWindow *self, HoistAccount *account)
{
  HoistAccountForm *form = NULL;

  if (self->workspace == NULL)
    return;
  form = hoist_account_form_new (GTK_WINDOW (self), self->workspace, account);
  g_signal_connect_object (form, "saved", G_CALLBACK (on_account_saved), self, 0);
  gtk_window_present (GTK_WINDOW (form));
}

static void
on_add_account (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HoistWindow *self = HOIST_WINDOW (widget);
  HoistAccountAssistant *assistant = NULL;

  if (self->workspace == NULL)
    return;
  assistant = hoist_account_assistant_new (GTK_WINDOW (self), self->workspace);
  g_signal_connect_object (assistant, "saved", G_CALLBACK (on_account_saved), self, 0);
  gtk_window_present (GTK_WINDOW (assistant));
}

static void
edit_account (HoistWindow *self, const char *id)
{
  HoistAccount *account = self->accounts == NULL ? NULL : hoist_accounts_find (self->accounts, id);

  if (account != NULL)
    open_form (self, account);
}

static void
on_edit_account (GtkWidget *widget, const char *name, GVariant *parameter)
{
  edit_account (HOIST_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
on_sign_in (HoistSessionActions *actions, const char *account, gpointer user_data)
{
  edit_account (HOIST_WINDOW (user_data), account);
}

static void
on_dismiss_notice (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HoistWindow *self = HOIST_WINDOW (widget);

  self->is_notice_seen = TRUE;
  on_totals_changed (self);
}

static void
on_open_menu (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_menu_button_popup (GTK_MENU_BUTTON (HOIST_WINDOW (widget)->menu_button));
}

static void
on_open_row_menu (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hoist_session_list_open_menu (HOIST_SESSION_LIST (HOIST_WINDOW (widget)->list));
}

static void
on_show_section (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hoist_session_list_show_section (HOIST_SESSION_LIST (HOIST_WINDOW (widget)->list),
                                   g_variant_get_uint32 (parameter) % HOIST_N_SECTIONS);
}

static void
on_about (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *developers[] = { "The Hoist developers", NULL };
  const char *parts[] = { "GTK https://gtk.org",
                          "libadwaita https://gnome.pages.gitlab.gnome.org/libadwaita",
                          "libsoup https://libsoup.gnome.org",
                          "libsecret https://gnome.pages.gitlab.gnome.org/libsecret",
                          "SQLite https://sqlite.org",
                          NULL };
  AdwAboutWindow *about = ADW_ABOUT_WINDOW (g_object_new (
      ADW_TYPE_ABOUT_WINDOW, "transient-for", widget, "application-name", "Hoist",
      "application-icon", HOIST_APPLICATION_ID, "version", HOIST_VERSION, "developers", developers,
      "copyright", "© The Hoist developers", "license-type", GTK_LICENSE_GPL_3_0, "comments",
      _ ("Uploads large videos, survives every interruption, and proves they arrived."),
      /* Translators: put your names here, one a line */
      "translator-credits", _ ("translator-credits"), NULL));

  adw_about_window_add_credit_section (about, _ ("Made With"), parts);
  hoist_accessible_name_buttons (GTK_WIDGET (about));
  gtk_window_present (GTK_WINDOW (about));
}

static void
on_is_searching (HoistWindow *self)
{
  g_object_get (self->list, "is-searching", &self->is_searching, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_SEARCHING]);
}

static gboolean
on_laid_out (gpointer user_data)
{
  gtk_widget_queue_resize (GTK_WIDGET (user_data));
  return G_SOURCE_REMOVE;
}

/* That its title has no room is known to the header only while it is laid out: what the bar below
 * asks for then, GTK forgets. */
static void
on_title_changed (HoistWindow *self)
{
  g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_laid_out, g_object_ref (self->status), g_object_unref);
}

static void
hoist_window_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch ((HoistWindowProperty) id) {
  case PROP_IS_PAUSED:
    g_value_set_boolean (value, HOIST_WINDOW (object)->is_paused);
    break;
  case PROP_IS_SEARCHING:
    g_value_set_boolean (value, HOIST_WINDOW (object)->is_searching);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hoist_window_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch ((HoistWindowProperty) id) {
  case PROP_IS_PAUSED:
    set_paused (HOIST_WINDOW (object), g_value_get_boolean (value));
    break;
  case PROP_IS_SEARCHING:
    g_object_set_property (G_OBJECT (HOIST_WINDOW (object)->list), "is-searching", value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hoist_window_dispose (GObject *object)
{
  HoistWindow *self = HOIST_WINDOW (object);

  g_clear_object (&self->adder);
  g_clear_object (&self->actions);
  g_clear_object (&self->sessions);
  g_clear_object (&self->queue);
  g_clear_object (&self->accounts);
  g_clear_object (&self->account_trouble);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (hoist_window_parent_class)->dispose (object);
}

static void
on_sign_in_to_network (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gtk_show_uri (GTK_WINDOW (widget), PORTAL_PAGE, GDK_CURRENT_TIME);
}

/* Of uploads that finished in this run or in an earlier one; those that are no longer in the list
 * have none. */
static void
on_copy_links (GtkWidget *widget, const char *action, GVariant *parameter)
{
  HoistWindow *self = HOIST_WINDOW (widget);
  g_autoptr (GPtrArray) sessions = g_ptr_array_new ();
  gsize count = 0;
  const gint64 *ids = g_variant_get_fixed_array (parameter, &count, sizeof (gint64));

  for (gsize i = 0; self->actions != NULL && i < count; i++) {
    HoistSession *session = hoist_queue_find (self->queue, ids[i]);

    if (session != NULL)
      g_ptr_array_add (sessions, session);
  }
  if (sessions->len > 0)
    hoist_session_actions_copy_links (self->actions, sessions);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.add-files", NULL, on_add_files);
  gtk_widget_class_install_action (widget_class, "win.sign-in-to-network", NULL,
                                   on_sign_in_to_network);
  gtk_widget_class_install_action (widget_class, "win.add-folder", NULL, on_add_folder);
  gtk_widget_class_install_action (widget_class, "win.choose-in", "ay", on_choose_in);
  gtk_widget_class_install_action (widget_class, "win.paste", NULL, on_paste);
  gtk_widget_class_install_action (widget_class, "win.cancel-arrivals", NULL, on_cancel_arrivals);
  gtk_widget_class_install_action (widget_class, "win.accounts", NULL, on_accounts);
  gtk_widget_class_install_action (widget_class, "win.add-account", NULL, on_add_account);
  gtk_widget_class_install_action (widget_class, "win.edit-account", "s", on_edit_account);
  gtk_widget_class_install_action (widget_class, "win.dismiss-notice", NULL, on_dismiss_notice);
  gtk_widget_class_install_action (widget_class, "win.open-menu", NULL, on_open_menu);
  gtk_widget_class_install_action (widget_class, "win.open-row-menu", NULL, on_open_row_menu);
  gtk_widget_class_install_action (widget_class, "win.show-section", "u", on_show_section);
  gtk_widget_class_install_action (widget_class, "win.copy-links", "ax", on_copy_links);
  gtk_widget_class_install_action (widget_class, "win.about", NULL, on_about);
  gtk_widget_class_install_property_action (widget_class, "win.is-paused", "is-paused");
  gtk_widget_class_install_property_action (widget_class, "win.search", "is-searching");
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hoist_uploader/Hoist/hoist-window.ui");
  gtk_widget_class_bind_template_child (widget_class, HoistWindow, title);
  gtk_widget_class_bind_template_child (widget_class, HoistWindow, pause_button);
  gtk_widget_class_bind_template_child (widget_class, HoistWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, HoistWindow, banner);
  gtk_widget_class_bind_template_child (widget_class, HoistWindow, drop_area);
  gtk_widget_class_bind_template_child (widget_class, HoistWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, HoistWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, HoistWindow, trouble_page);
  gtk_widget_class_bind_template_child (widget_class, HoistWindow, empty_page);
  gtk_widget_class_bind_template_child (widget_class, HoistWindow, list);
  gtk_widget_class_bind_template_child (widget_class, HoistWindow, status);
  gtk_widget_class_bind_template_callback (widget_class, on_dropped);
  gtk_widget_class_bind_template_callback (widget_class, on_drop_failed);
  gtk_widget_class_bind_template_callback (widget_class, on_is_searching);
  gtk_widget_class_bind_template_callback (widget_class, on_title_changed);
  gtk_widget_class_bind_template_callback (widget_class, hoist_closure_needs_status_bar);
}

static void
hoist_window_class_init (HoistWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = hoist_window_get_property;
  object_class->set_property = hoist_window_set_property;
  object_class->dispose = hoist_window_dispose;
  properties[PROP_IS_SEARCHING] =
      g_param_spec_boolean ("is-searching", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_IS_PAUSED] =
      g_param_spec_boolean ("is-paused", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  bind_template (widget_class);
  install_actions (widget_class);
}

static void
hoist_window_init (HoistWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hoist_accessible_name_buttons (GTK_WIDGET (self));
  self->adder = hoist_add_files_new (GTK_WINDOW (self), ADW_TOAST_OVERLAY (self->toasts),
                                     get_arrivals (self));
  g_signal_connect_object (get_arrivals (self), "changed", G_CALLBACK (on_totals_changed), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_sensitive (self->pause_button, FALSE);
  g_signal_connect_object (g_network_monitor_get_default (), "network-changed",
                           G_CALLBACK (on_totals_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (g_network_monitor_get_default (), "notify::connectivity",
                           G_CALLBACK (on_totals_changed), self, G_CONNECT_SWAPPED);
}

HoistWindow *
hoist_window_new (GtkApplication *application)
{
  HoistWindow *self = g_object_new (HOIST_TYPE_WINDOW, "application", application, NULL);
  GtkShortcutsWindow *shortcuts =
      gtk_application_window_get_help_overlay (GTK_APPLICATION_WINDOW (self));

  if (shortcuts != NULL)
    hoist_accessible_name_buttons (GTK_WIDGET (shortcuts));
  return self;
}

/**
 * hoist_window_say:
 * @text: an event of the moment, as plain text
 */
void
hoist_window_say (HoistWindow *self, const char *text)
{
  g_return_if_fail (HOIST_IS_WINDOW (self));

  hoist_toasts_say (ADW_TOAST_OVERLAY (self->toasts), text);
}

/**
 * hoist_window_say_at_once:
 * @text: why what the user has just done has not come to pass; before all that waits to be said
 */
void
hoist_window_say_at_once (HoistWindow *self, const char *text)
{
  g_autofree char *markup = NULL;

  g_return_if_fail (HOIST_IS_WINDOW (self));

  markup = g_markup_escape_text (text, -1);
  hoist_toasts_add_urgent (ADW_TOAST_OVERLAY (self->toasts), adw_toast_new (markup));
}

/**
 * hoist_window_show_trouble:
 * @sentence: why there is no list; the page has a button to try again
 */
void
hoist_window_show_trouble (HoistWindow *self, const char *sentence)
{
  g_autofree char *markup = NULL;

  g_return_if_fail (HOIST_IS_WINDOW (self));

  markup = g_markup_escape_text (sentence, -1);
  adw_status_page_set_description (ADW_STATUS_PAGE (self->trouble_page), markup);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "trouble");
}

void
hoist_window_show_progress (HoistWindow *self, const HoistQueueTotals *totals, gboolean is_paused)
{
  g_autofree char *subtitle = NULL;

  g_return_if_fail (HOIST_IS_WINDOW (self));

  subtitle = hoist_closure_subtitle (totals, is_paused);
  adw_window_title_set_subtitle (ADW_WINDOW_TITLE (self->title), subtitle);
  show_banner (self, totals);
}

/**
 * hoist_window_show_list:
 * @sessions: a list of #HoistSession
 *
 * Shows a list by itself. hoist_window_set_workspace() does so with the queue.
 */
void
hoist_window_show_list (HoistWindow *self, GListModel *sessions, HoistAccounts *accounts)
{
  g_return_if_fail (HOIST_IS_WINDOW (self));

  g_set_object (&self->sessions, sessions);
  g_set_object (&self->accounts, accounts);
  g_signal_connect_object (sessions, "items-changed", G_CALLBACK (show_fitting_page), self,
                           G_CONNECT_SWAPPED);
  if (accounts != NULL) {
    g_signal_connect_object (accounts, "items-changed", G_CALLBACK (on_accounts_changed), self,
                             G_CONNECT_SWAPPED);
    on_accounts_changed (self);
  }
  hoist_session_list_set_sessions (HOIST_SESSION_LIST (self->list), sessions, accounts);
  show_fitting_page (self);
}

/**
 * hoist_window_set_workspace:
 * @workspace: open, as the one that runs the queue
 */
void
hoist_window_set_workspace (HoistWindow *self, HoistWorkspace *workspace)
{
  g_return_if_fail (HOIST_IS_WINDOW (self));
  g_return_if_fail (self->workspace == NULL);

  self->workspace = g_object_ref (workspace);
  self->queue = g_object_ref (hoist_workspace_get_queue (workspace));
  hoist_window_show_list (self, G_LIST_MODEL (self->queue),
                          hoist_workspace_get_accounts (workspace));
  self->actions =
      hoist_session_actions_new (GTK_APPLICATION_WINDOW (self), ADW_TOAST_OVERLAY (self->toasts),
                                 self->queue, HOIST_SESSION_LIST (self->list));
  hoist_details_actions_add (GTK_APPLICATION_WINDOW (self), ADW_TOAST_OVERLAY (self->toasts),
                             workspace);
  g_signal_connect_object (self->actions, "sign-in", G_CALLBACK (on_sign_in), self, 0);
  if (hoist_workspace_get_policy (workspace) != NULL)
    g_signal_connect_object (hoist_workspace_get_policy (workspace), "notify::reason",
                             G_CALLBACK (on_totals_changed), self, G_CONNECT_SWAPPED);
  self->account_trouble = hoist_account_trouble_new (GTK_WIDGET (self), workspace);
  g_signal_connect_object (self->account_trouble, "changed", G_CALLBACK (on_totals_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (workspace, "notify::trouble", G_CALLBACK (on_totals_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->queue, "session-changed",
                           G_CALLBACK (hoist_session_list_session_changed), self->list,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->queue, "totals-changed", G_CALLBACK (on_totals_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->queue, "notify::is-paused", G_CALLBACK (on_queue_paused), self,
                           G_CONNECT_SWAPPED);
  on_queue_paused (self);
  on_totals_changed (self);
  hoist_add_files_set_preferences (self->adder, hoist_workspace_get_preferences (workspace));
  hoist_add_files_set_queue (self->adder, self->queue, self->accounts);
}

/**
 * hoist_window_hold_files:
 * @is_held: files that come meanwhile wait, since the account they are meant for is being made
 */
void
hoist_window_hold_files (HoistWindow *self, gboolean is_held)
{
  g_return_if_fail (HOIST_IS_WINDOW (self));

  hoist_add_files_hold (self->adder, is_held);
}

/**
 * hoist_window_add_paths:
 * @paths: (array zero-terminated=1) (element-type filename): files and folders; they wait while
 *   the workspace is not open yet
 */
void
hoist_window_add_paths (HoistWindow *self, const char *const *paths)
{
  HoistDropped *dropped = NULL;

  g_return_if_fail (HOIST_IS_WINDOW (self));

  dropped = hoist_dropped_new ();
  for (guint i = 0; paths[i] != NULL; i++)
    g_ptr_array_add (dropped->paths, g_strdup (paths[i]));
  hoist_add_files_take (self->adder, dropped, NULL);
}
