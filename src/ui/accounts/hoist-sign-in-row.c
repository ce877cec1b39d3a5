/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The row that sends the user to the browser to sign in, and waits for what comes of it. */
#include "hoist-config.h"

#include "hoist-sign-in-row.h"

#include "hoist-accessible.h"
#include "hoist-account-service.h"
#include "hoist-error.h"
#include "hoist-typeset.h"

#include <glib/gi18n-lib.h>

struct _HoistSignInRow {
  AdwActionRow parent;

  GtkWidget *icon;        /* (unowned) */
  GtkWidget *copy_button; /* (unowned) */
  GtkWidget *button;      /* (unowned) */

  GCancellable *cancellable; /* (owned) (nullable): while the browser is awaited */
  char *address;             /* (owned) (nullable): what the browser opens, good for once */
  HoistSignInOpen browser;   /* (nullable): the desktop's by default */
  gpointer browser_data;
};

enum { SIGNAL_BEGIN, SIGNAL_ENDED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HoistSignInRow, hoist_sign_in_row, ADW_TYPE_ACTION_ROW)

static void
show (HoistSignInRow *self, const char *icon, const char *sentence)
{
  gboolean is_waiting = self->cancellable != NULL;
  g_autofree char *shown = hoist_typeset (sentence);

  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), icon);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), shown);
  gtk_button_set_label (GTK_BUTTON (self->button), is_waiting ? _ ("_Cancel") : _ ("_Sign In…"));
  gtk_widget_set_visible (self->copy_button, is_waiting && self->address != NULL);
  /* what a reader says is the button's text and what the row is about */
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
      is_waiting ? _ ("Cancel Signing In") : _ ("Sign In with the Browser"), -1);
  hoist_accessible_describe (self->button, sentence);
}

static void
on_shown (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistSignInRow) self = HOIST_SIGN_IN_ROW (user_data);
  g_autoptr (GError) error = NULL;

  if (gtk_show_uri_full_finish (GTK_WINDOW (source), result, &error) || self->cancellable == NULL)
    return;
  show (self, "hoist-attention-symbolic",
        _ ("The browser could not be opened. Copy the address and open it yourself."));
}

static void
open_browser (HoistSignInRow *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->browser != NULL)
    self->browser (self->address, self->browser_data);
  else if (GTK_IS_WINDOW (root))
    gtk_show_uri_full (GTK_WINDOW (root), self->address, GDK_CURRENT_TIME, self->cancellable,
                       on_shown, g_object_ref (self));
}

static void
on_address (const char *address, gpointer user_data)
{
  HoistSignInRow *self = user_data;

  if (self->cancellable == NULL || g_cancellable_is_cancelled (self->cancellable))
    return;
  self->address = g_strdup (address);
  show (self, "hoist-waiting-symbolic", _ ("Sign in in the browser, then come back here"));
  open_browser (self);
}

static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistSignInRow) self = HOIST_SIGN_IN_ROW (user_data);
  g_autoptr (GError) error = NULL;
  gboolean is_good = hoist_account_service_sign_in_finish (result, &error);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->address, g_free);
  if (is_good)
    show (self, "hoist-done-symbolic", _ ("You are signed in"));
  else if (hoist_error_is_cancelled (error))
    hoist_sign_in_row_reset (self);
  else
    show (self, "hoist-attention-symbolic", error->message);
  g_signal_emit (self, signals[SIGNAL_ENDED], 0, is_good);
}

static void
on_clicked (HoistSignInRow *self)
{
  if (self->cancellable != NULL)
    hoist_sign_in_row_cancel (self);
  else
    g_signal_emit (self, signals[SIGNAL_BEGIN], 0);
}

static void
on_copy_clicked (HoistSignInRow *self)
{
  if (self->address != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->address);
}

static void
hoist_sign_in_row_dispose (GObject *object)
{
  HoistSignInRow *self = HOIST_SIGN_IN_ROW (object);

  hoist_sign_in_row_cancel (self);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->address, g_free);

  G_OBJECT_CLASS (hoist_sign_in_row_parent_class)->dispose (object);
}

static void
hoist_sign_in_row_class_init (HoistSignInRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hoist_sign_in_row_dispose;

  signals[SIGNAL_BEGIN] = g_signal_new ("begin", HOIST_TYPE_SIGN_IN_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ENDED] = g_signal_new ("ended", HOIST_TYPE_SIGN_IN_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static GtkWidget *
add_button (HoistSignInRow *self, const char *label, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), button);
  g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_SWAPPED);
  return button;
}

static void
hoist_sign_in_row_init (HoistSignInRow *self)
{
  self->icon =
      g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  adw_action_row_add_prefix (ADW_ACTION_ROW (self), self->icon);
  self->copy_button = add_button (self, _ ("Copy _Address"), G_CALLBACK (on_copy_clicked));
  gtk_widget_add_css_class (self->copy_button, "flat");
  self->button = add_button (self, "", G_CALLBACK (on_clicked));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ ("Sign In with the Browser"));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 0);
  hoist_sign_in_row_reset (self);
}

/**
 * hoist_sign_in_row_start:
 * @account: who signs in; it is given the secrets
 *
 * Opens the browser and waits for it; "ended" is emitted in any case.
 */
void
hoist_sign_in_row_start (HoistSignInRow *self, HoistWorkspace *workspace, HoistAccount *account)
{
  g_return_if_fail (HOIST_IS_SIGN_IN_ROW (self));

  if (self->cancellable != NULL)
    return;
  self->cancellable = g_cancellable_new ();
  show (self, "hoist-waiting-symbolic", _ ("Opening the browser"));
  /* while one waits there is nothing else to do here than to cancel */
  gtk_widget_grab_focus (self->button);
  hoist_account_service_sign_in_async (workspace, account, on_address, self, self->cancellable,
                                       on_signed_in, g_object_ref (self));
}

/* Gives up waiting for the browser. */
void
hoist_sign_in_row_cancel (HoistSignInRow *self)
{
  g_return_if_fail (HOIST_IS_SIGN_IN_ROW (self));

  g_cancellable_cancel (self->cancellable);
}

/* Forgets what came of it last time. */
void
hoist_sign_in_row_reset (HoistSignInRow *self)
{
  g_return_if_fail (HOIST_IS_SIGN_IN_ROW (self));

  if (self->cancellable == NULL)
    show (self, "hoist-account-symbolic",
          _ ("Instead of a key. Hoist stays signed in, and never sees your password"));
}

gboolean
hoist_sign_in_row_is_waiting (HoistSignInRow *self)
{
  g_return_val_if_fail (HOIST_IS_SIGN_IN_ROW (self), FALSE);

  return self->cancellable != NULL;
}

/**
 * hoist_sign_in_row_set_browser:
 * @open: (nullable): opens addresses instead of the desktop's browser, in tests
 */
void
hoist_sign_in_row_set_browser (HoistSignInRow *self, HoistSignInOpen open, gpointer data)
{
  g_return_if_fail (HOIST_IS_SIGN_IN_ROW (self));

  self->browser = open;
  self->browser_data = data;
}
