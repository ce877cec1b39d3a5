/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the main window's actions do. */
#include "hoist-config.h"

#include "hoist-window-private.h"

#include "hoist-accessible.h"
#include "hoist-account-assistant.h"
#include "hoist-account-form.h"
#include "hoist-accounts-window.h"
#include "hoist-drop-area.h"
#include "hoist-session-list.h"

#include <glib/gi18n-lib.h>

/* An address without https, which a portal can answer in the stead of who has it. GNOME's own, made
 * for this. */
#define PORTAL_PAGE "http://nmcheck.gnome.org/"

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
  hoist_arrivals_cancel (hoist_window_get_arrivals (HOIST_WINDOW (widget)));
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

/* Opens the form of the account, as far as there is one. */
void
hoist_window_edit_account (HoistWindow *self, const char *id)
{
  HoistAccount *account = self->accounts == NULL ? NULL : hoist_accounts_find (self->accounts, id);

  if (account != NULL)
    open_form (self, account);
}

static void
on_edit_account (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hoist_window_edit_account (HOIST_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
on_dismiss_notice (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HoistWindow *self = HOIST_WINDOW (widget);

  self->is_notice_seen = TRUE;
  hoist_window_update (self);
}

static void
on_sign_in_to_network (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gtk_show_uri (GTK_WINDOW (widget), PORTAL_PAGE, GDK_CURRENT_TIME);
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

void
hoist_window_install_actions (GtkWidgetClass *widget_class)
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
