/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The assistant's last page: the account's name, what uploads to it are like, and saving it. */
#include "hoist-config.h"

#include "hoist-account-assistant-private.h"

#include "hoist-account-trouble.h"
#include "hoist-error.h"
#include "hoist-typeset.h"

#include <glib/gi18n-lib.h>

/* Goes to the last page. */
void
hoist_account_assistant_finish (HoistAccountAssistant *self)
{
  HoistAccounts *accounts = hoist_workspace_get_accounts (self->workspace);

  gtk_widget_set_visible (self->result_group, FALSE);
  gtk_widget_set_visible (self->default_group, hoist_accounts_get_count (accounts) > 0);
  gtk_widget_set_visible (self->upload_group, hoist_account_fields_count_flag (
                                                  self->fields, HOIST_FIELD_PER_UPLOAD) > 0);
  hoist_account_name_suggest (self->name, hoist_account_assistant_get_service_name (self));
  hoist_account_assistant_show_page (self, HOIST_ASSISTANT_FINISH);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistAccountAssistant) self = HOIST_ACCOUNT_ASSISTANT (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (HoistAccount) account =
      hoist_account_draft_save_finish (HOIST_ACCOUNT_DRAFT (source), result, &error);
  gboolean is_keyring = FALSE;
  g_autofree char *sentence = NULL;
  g_autofree char *shown = NULL;

  if (self->workspace == NULL)
    return; /* closed meanwhile */
  if (account != NULL) {
    if (gtk_switch_get_active (GTK_SWITCH (self->default_switch)))
      hoist_accounts_set_default (hoist_workspace_get_accounts (self->workspace), account);
    hoist_account_assistant_end (self, account);
    return;
  }
  is_keyring = g_error_matches (error, HOIST_ERROR, HOIST_ERROR_KEYRING) ||
               g_error_matches (error, HOIST_ERROR, HOIST_ERROR_LOCKED);
  sentence = hoist_account_trouble_describe_keeping (
      hoist_account_fields_get_provider (self->fields), error);
  shown = hoist_typeset (sentence);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->result_row),
                                 is_keyring ? _ ("The Keys Cannot Be Kept")
                                            : _ ("The Account Was Not Added"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->result_row), shown);
  gtk_widget_set_visible (self->hold_button, is_keyring);
  gtk_widget_set_visible (self->result_group, TRUE);
  hoist_account_assistant_set_enabled (self, "assistant.next", TRUE);
  hoist_account_assistant_set_enabled (self, "assistant.back", TRUE);
}

/* @is_held: what the keyring does not take is kept in memory */
void
hoist_account_assistant_save (HoistAccountAssistant *self, gboolean is_held)
{
  gboolean is_named = hoist_account_name_check (self->name);
  HoistFieldEditor *wrong = hoist_account_fields_check (self->fields, self->upload_group);

  if (!is_named)
    gtk_widget_grab_focus (hoist_account_name_get_row (self->name));
  else if (wrong != NULL)
    hoist_account_fields_show (self->fields, wrong);
  if (!is_named || wrong != NULL)
    return;
  hoist_account_assistant_type (self);
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  hoist_account_assistant_set_enabled (self, "assistant.next", FALSE);
  hoist_account_assistant_set_enabled (self, "assistant.back", FALSE);
  hoist_account_draft_save_async (self->draft, is_held, on_saved, g_object_ref (self));
}
