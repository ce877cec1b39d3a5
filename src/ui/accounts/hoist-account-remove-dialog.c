/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks whether an account is to go, and what becomes of its uploads. */
#include "hoist-config.h"

#include "hoist-account-remove-dialog.h"

#include "hoist-message-heading.h"
#include "hoist-typeset.h"

#include <glib/gi18n-lib.h>

struct _HoistAccountRemoveDialog {
  AdwMessageDialog parent;

  GtkWidget *buttons[HOIST_ACCOUNT_UPLOADS_REMOVE + 1]; /* (unowned) (nullable) */
  GtkWidget *heir_choice;                               /* (unowned) (nullable) */
  GPtrArray *heirs; /* (owned) (nullable) (element-type HoistAccount) */
};

enum { SIGNAL_REMOVE, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HoistAccountRemoveDialog, hoist_account_remove_dialog, ADW_TYPE_MESSAGE_DIALOG)

static HoistAccountUploads
get_wish (HoistAccountRemoveDialog *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->buttons); i++) {
    if (self->buttons[i] != NULL &&
        gtk_check_button_get_active (GTK_CHECK_BUTTON (self->buttons[i])))
      return i;
  }
  return HOIST_ACCOUNT_UPLOADS_KEEP;
}

static void
hoist_account_remove_dialog_response (AdwMessageDialog *dialog, const char *response)
{
  HoistAccountRemoveDialog *self = HOIST_ACCOUNT_REMOVE_DIALOG (dialog);
  HoistAccount *heir = NULL;

  if (!g_str_equal (response, "remove"))
    return;
  if (self->heirs != NULL && self->heirs->len > 0 && self->heir_choice != NULL)
    heir = g_ptr_array_index (self->heirs,
                              gtk_drop_down_get_selected (GTK_DROP_DOWN (self->heir_choice)));
  g_signal_emit (self, signals[SIGNAL_REMOVE], 0, (guint) get_wish (self), heir);
}

static void
hoist_account_remove_dialog_finalize (GObject *object)
{
  g_clear_pointer (&HOIST_ACCOUNT_REMOVE_DIALOG (object)->heirs, g_ptr_array_unref);

  G_OBJECT_CLASS (hoist_account_remove_dialog_parent_class)->finalize (object);
}

static void
hoist_account_remove_dialog_class_init (HoistAccountRemoveDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hoist_account_remove_dialog_finalize;
  ADW_MESSAGE_DIALOG_CLASS (klass)->response = hoist_account_remove_dialog_response;
  signals[SIGNAL_REMOVE] =
      g_signal_new ("remove", HOIST_TYPE_ACCOUNT_REMOVE_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 2, G_TYPE_UINT, HOIST_TYPE_ACCOUNT);
}

static void
hoist_account_remove_dialog_init (HoistAccountRemoveDialog *self)
{
}

static GtkWidget *
add_button (HoistAccountRemoveDialog *self,
            GtkWidget *box,
            HoistAccountUploads uploads,
            const char *label)
{
  GtkWidget *button = gtk_check_button_new_with_mnemonic (label);
  GtkWidget *text = gtk_check_button_get_child (GTK_CHECK_BUTTON (button));

  if (GTK_IS_LABEL (text))
    gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  /* once: GTK 4.8 goes round for ever in a group that was joined twice */
  for (guint i = 0; i < G_N_ELEMENTS (self->buttons); i++) {
    if (self->buttons[i] == NULL)
      continue;
    gtk_check_button_set_group (GTK_CHECK_BUTTON (button), GTK_CHECK_BUTTON (self->buttons[i]));
    break;
  }
  self->buttons[uploads] = button;
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static void
add_heirs (HoistAccountRemoveDialog *self, GtkWidget *box)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  GtkWidget *button =
      add_button (self, box, HOIST_ACCOUNT_UPLOADS_MOVE, _ ("_Send them to another account:"));

  for (guint i = 0; i < self->heirs->len; i++)
    gtk_string_list_append (names, hoist_account_get_name (g_ptr_array_index (self->heirs, i)));
  self->heir_choice = gtk_drop_down_new (g_object_ref (G_LIST_MODEL (names)), NULL);
  gtk_widget_set_margin_start (self->heir_choice, 28);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->heir_choice), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Account for the Uploads"), -1);
  g_object_bind_property (button, "active", self->heir_choice, "sensitive", G_BINDING_SYNC_CREATE);
  gtk_box_append (GTK_BOX (box), self->heir_choice);
}

static void
add_choices (HoistAccountRemoveDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  HoistAccountUploads first = HOIST_ACCOUNT_UPLOADS_KEEP;

  if (self->heirs->len > 0) {
    add_heirs (self, box);
    first = HOIST_ACCOUNT_UPLOADS_MOVE;
  }
  add_button (self, box, HOIST_ACCOUNT_UPLOADS_KEEP, _ ("_Keep them in the list, waiting"));
  add_button (self, box, HOIST_ACCOUNT_UPLOADS_REMOVE,
              _ ("Re_move them, and what they left at the service"));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->buttons[first]), TRUE);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (self), box);
}

/**
 * hoist_account_remove_dialog_new:
 * @parent: (nullable)
 * @account: the one that is to go
 */
HoistAccountRemoveDialog *
hoist_account_remove_dialog_new (GtkWindow *parent,
                                 HoistWorkspace *workspace,
                                 HoistAccount *account)
{
  HoistAccountRemoveDialog *self =
      g_object_new (HOIST_TYPE_ACCOUNT_REMOVE_DIALOG, "transient-for", parent, "modal", TRUE, NULL);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (self);
  guint count = hoist_account_removal_count (workspace, account);
  g_autofree char *heading = g_strdup_printf (_ ("Remove “%s”?"), hoist_account_get_name (account));
  g_autofree char *shown = hoist_typeset (heading);
  g_autofree char *body = NULL;

  self->heirs = hoist_account_removal_list_heirs (workspace, account);
  adw_message_dialog_set_heading (dialog, shown);
  if (count == 0)
    body =
        g_strdup (_ ("Its keys are deleted from the keyring. Finished uploads stay in the list."));
  else
    body = g_strdup_printf (
        dngettext (GETTEXT_PACKAGE,
                   "Its keys are deleted from the keyring. What about its %u unfinished upload?",
                   "Its keys are deleted from the keyring. What about its %u unfinished uploads?",
                   count),
        count);
  adw_message_dialog_set_body (dialog, body);
  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "remove", _ ("_Remove"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "remove", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (dialog, "cancel");
  if (count > 0)
    add_choices (self);
  hoist_message_heading_mend (dialog);
  return self;
}
