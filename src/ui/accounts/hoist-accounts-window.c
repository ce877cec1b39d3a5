/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of accounts: add, change, test, remove. */
#include "hoist-config.h"

#include "hoist-accounts-window.h"

#include "hoist-account-assistant.h"
#include "hoist-account-form.h"
#include "hoist-account-item.h"
#include "hoist-account-remove-dialog.h"
#include "hoist-account-service.h"
#include "hoist-account-trouble.h"
#include "hoist-error.h"
#include "hoist-leftovers-window.h"
#include "hoist-narrow.h"
#include "hoist-toasts.h"

#include <glib/gi18n-lib.h>

struct _HoistAccountsWindow {
  AdwWindow parent;

  GtkWidget *banner; /* (unowned) */
  GtkWidget *toasts; /* (unowned) */
  GtkWidget *stack;  /* (unowned) */
  GtkWidget *list;   /* (unowned) */

  HoistWorkspace *workspace;    /* (owned) (nullable) */
  HoistAccountTrouble *trouble; /* (owned) (nullable) */
  GCancellable *cancellable;    /* (owned): of tests */
};

/* What a callback needs to remember about an account that may be gone by then. */
typedef struct {
  HoistAccountsWindow *window; /* (owned) */
  char *id;                    /* (owned) */
  char *name;                  /* (owned) */
} Deed;

G_DEFINE_FINAL_TYPE (HoistAccountsWindow, hoist_accounts_window, ADW_TYPE_WINDOW)

static Deed *
deed_new (HoistAccountsWindow *window, HoistAccount *account)
{
  Deed *self = g_new0 (Deed, 1);

  self->window = g_object_ref (window);
  self->id = g_strdup (hoist_account_get_id (account));
  self->name = g_strdup (hoist_account_get_name (account));
  return self;
}

static void
deed_free (Deed *self)
{
  g_object_unref (self->window);
  g_free (self->id);
  g_free (self->name);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Deed, deed_free)

static void
free_deed_of_closure (gpointer deed, GClosure *closure)
{
  deed_free (deed);
}

static HoistAccounts *
get_accounts (HoistAccountsWindow *self)
{
  return hoist_workspace_get_accounts (self->workspace);
}

static void
say (HoistAccountsWindow *self, const char *text)
{
  hoist_toasts_say (ADW_TOAST_OVERLAY (self->toasts), text);
}

static void
show_all (HoistAccountsWindow *self)
{
  HoistAccount *chosen = hoist_accounts_get_default (get_accounts (self));
  guint n_accounts = hoist_accounts_get_count (get_accounts (self));

  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), n_accounts == 0 ? "empty" : "list");
  for (guint i = 0; i < n_accounts; i++) {
    GtkListBoxRow *row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), i);

    if (row != NULL)
      hoist_account_item_set_default (
          HOIST_ACCOUNT_ITEM (row),
          n_accounts > 1 && hoist_account_item_get_account (HOIST_ACCOUNT_ITEM (row)) == chosen);
  }
}

/* What is wrong with one account stands at that account; the keyring is behind all of them. */
static void
show_trouble (HoistAccountsWindow *self)
{
  HoistBannerText text = { 0 };

  if (!hoist_account_trouble_write (self->trouble, &text) ||
      g_strcmp0 (text.action, "keyring.unlock") != 0)
    text = (HoistBannerText){ 0 };
  hoist_banner_show (HOIST_BANNER (self->banner), &text);
}

static GtkWidget *
make_item (gpointer item, gpointer user_data)
{
  return GTK_WIDGET (hoist_account_item_new (HOIST_ACCOUNT (item)));
}

static void
on_saved (GtkWindow *window, HoistAccount *account, gpointer user_data)
{
  g_autofree char *text = g_strdup_printf (_ ("“%s” is ready"), hoist_account_get_name (account));

  say (HOIST_ACCOUNTS_WINDOW (user_data), text);
  show_all (HOIST_ACCOUNTS_WINDOW (user_data));
}

static void
open_form (HoistAccountsWindow *self, HoistAccount *account)
{
  HoistAccountForm *form = hoist_account_form_new (GTK_WINDOW (self), self->workspace, account);

  g_signal_connect_object (form, "saved", G_CALLBACK (on_saved), self, 0);
  gtk_window_present (GTK_WINDOW (form));
}

static void
on_add (GtkWidget *widget, const char *action, GVariant *parameter)
{
  HoistAccountsWindow *self = HOIST_ACCOUNTS_WINDOW (widget);
  HoistAccountAssistant *assistant =
      hoist_account_assistant_new (GTK_WINDOW (self), self->workspace);

  g_signal_connect_object (assistant, "saved", G_CALLBACK (on_saved), self, 0);
  gtk_window_present (GTK_WINDOW (assistant));
}

static HoistAccount *
find (GtkWidget *widget, GVariant *parameter)
{
  return hoist_accounts_find (get_accounts (HOIST_ACCOUNTS_WINDOW (widget)),
                              g_variant_get_string (parameter, NULL));
}

static void
on_edit (GtkWidget *widget, const char *action, GVariant *parameter)
{
  HoistAccount *account = find (widget, parameter);

  if (account != NULL)
    open_form (HOIST_ACCOUNTS_WINDOW (widget), account);
}

static void
on_make_default (GtkWidget *widget, const char *action, GVariant *parameter)
{
  HoistAccount *account = find (widget, parameter);

  if (account != NULL)
    hoist_accounts_set_default (get_accounts (HOIST_ACCOUNTS_WINDOW (widget)), account);
  show_all (HOIST_ACCOUNTS_WINDOW (widget));
}

static void
on_tested (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Deed) deed = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (hoist_account_service_check_finish (result, &error))
    text = g_strdup_printf (_ ("“%s” works"), deed->name);
  else if (hoist_error_is_cancelled (error))
    return;
  else
    text = g_strdup_printf (_ ("%s: %s"), deed->name, error->message);
  say (deed->window, text);
}

static void
on_test (GtkWidget *widget, const char *action, GVariant *parameter)
{
  HoistAccountsWindow *self = HOIST_ACCOUNTS_WINDOW (widget);
  HoistAccount *account = find (widget, parameter);

  if (account != NULL)
    hoist_account_service_check_async (self->workspace, account, self->cancellable, on_tested,
                                       deed_new (self, account));
}

static void
on_leftovers (GtkWidget *widget, const char *action, GVariant *parameter)
{
  HoistAccountsWindow *self = HOIST_ACCOUNTS_WINDOW (widget);
  HoistAccount *account = find (widget, parameter);

  if (account != NULL)
    gtk_window_present (
        GTK_WINDOW (hoist_leftovers_window_new (GTK_WINDOW (self), self->workspace, account)));
}

static void
on_removed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Deed) deed = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (hoist_account_removal_run_finish (result, &error))
    text = g_strdup_printf (_ ("“%s” removed"), deed->name);
  else
    text = g_strdup (error->message);
  say (deed->window, text);
}

static void
on_remove_wished (HoistAccountRemoveDialog *dialog,
                  guint uploads,
                  HoistAccount *heir,
                  gpointer user_data)
{
  Deed *deed = user_data;
  HoistAccountsWindow *self = deed->window;
  HoistAccount *account = hoist_accounts_find (get_accounts (self), deed->id);
  g_autofree char *text = NULL;

  if (account == NULL)
    return;
  if (uploads != HOIST_ACCOUNT_UPLOADS_KEEP &&
      hoist_account_removal_count (self->workspace, account) > 0) {
    text = g_strdup_printf (_ ("“%s” goes when its uploads are cleaned up"), deed->name);
    say (self, text);
  }
  hoist_account_removal_run_async (self->workspace, account, uploads, heir, on_removed,
                                   deed_new (self, account));
}

static void
on_remove (GtkWidget *widget, const char *action, GVariant *parameter)
{
  HoistAccountsWindow *self = HOIST_ACCOUNTS_WINDOW (widget);
  HoistAccount *account = find (widget, parameter);
  HoistAccountRemoveDialog *dialog = NULL;

  if (account == NULL)
    return;
  dialog = hoist_account_remove_dialog_new (GTK_WINDOW (self), self->workspace, account);
  g_signal_connect_data (dialog, "remove", G_CALLBACK (on_remove_wished), deed_new (self, account),
                         free_deed_of_closure, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
move (GtkWidget *widget, GVariant *parameter, int steps)
{
  HoistAccount *account = find (widget, parameter);

  if (account != NULL)
    hoist_accounts_move (get_accounts (HOIST_ACCOUNTS_WINDOW (widget)), account, steps);
}

static void
on_move_up (GtkWidget *widget, const char *action, GVariant *parameter)
{
  move (widget, parameter, -1);
}

static void
on_move_down (GtkWidget *widget, const char *action, GVariant *parameter)
{
  move (widget, parameter, 1);
}

/* Closed, or destroyed together with others: nobody reads the answers any more. */
static void
on_unrealize (GtkWidget *widget, gpointer user_data)
{
  g_cancellable_cancel (HOIST_ACCOUNTS_WINDOW (widget)->cancellable);
}

static void
hoist_accounts_window_dispose (GObject *object)
{
  HoistAccountsWindow *self = HOIST_ACCOUNTS_WINDOW (object);

  g_clear_object (&self->trouble);
  g_clear_object (&self->workspace);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (hoist_accounts_window_parent_class)->dispose (object);
}

static void
hoist_accounts_window_class_init (HoistAccountsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hoist_accounts_window_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hoist_uploader/Hoist/hoist-accounts-window.ui");
  g_type_ensure (HOIST_TYPE_BANNER);
  gtk_widget_class_bind_template_child (widget_class, HoistAccountsWindow, banner);
  gtk_widget_class_bind_template_child (widget_class, HoistAccountsWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, HoistAccountsWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, HoistAccountsWindow, list);
  gtk_widget_class_install_action (widget_class, "accounts.add", NULL, on_add);
  gtk_widget_class_install_action (widget_class, "accounts.edit", "s", on_edit);
  gtk_widget_class_install_action (widget_class, "accounts.test", "s", on_test);
  gtk_widget_class_install_action (widget_class, "accounts.leftovers", "s", on_leftovers);
  gtk_widget_class_install_action (widget_class, "accounts.make-default", "s", on_make_default);
  gtk_widget_class_install_action (widget_class, "accounts.move-up", "s", on_move_up);
  gtk_widget_class_install_action (widget_class, "accounts.move-down", "s", on_move_down);
  gtk_widget_class_install_action (widget_class, "accounts.remove", "s", on_remove);
}

static void
hoist_accounts_window_init (HoistAccountsWindow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  hoist_narrow_mend (GTK_WINDOW (self));
  g_signal_connect (self, "unrealize", G_CALLBACK (on_unrealize), NULL);
}

HoistAccountsWindow *
hoist_accounts_window_new (GtkWindow *parent, HoistWorkspace *workspace)
{
  HoistAccountsWindow *self =
      g_object_new (HOIST_TYPE_ACCOUNTS_WINDOW, "transient-for", parent, NULL);
  GListModel *accounts = G_LIST_MODEL (hoist_workspace_get_accounts (workspace));

  self->workspace = g_object_ref (workspace);
  gtk_list_box_bind_model (GTK_LIST_BOX (self->list), accounts, make_item, NULL, NULL);
  g_signal_connect_object (accounts, "items-changed", G_CALLBACK (show_all), self,
                           G_CONNECT_SWAPPED);
  self->trouble = hoist_account_trouble_new (GTK_WIDGET (self), workspace);
  g_signal_connect_object (self->trouble, "changed", G_CALLBACK (show_trouble), self,
                           G_CONNECT_SWAPPED);
  show_trouble (self);
  show_all (self);
  return self;
}
