/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The assistant's second page, the way in: keys that are typed, or a sign-in with the browser. */
#include "hoist-account-assistant-private.h"

#include "hoist-sign-in-row.h"

static gboolean
is_waiting_for_browser (HoistAccountAssistant *self)
{
  return hoist_sign_in_row_is_waiting (HOIST_SIGN_IN_ROW (self->sign_in_row));
}

/* While the browser is awaited there is nothing else to do than to cancel that. */
static void
show_waiting (HoistAccountAssistant *self)
{
  gboolean is_free = !is_waiting_for_browser (self);

  gtk_widget_set_sensitive (self->main_group, is_free);
  gtk_widget_set_sensitive (self->keys_row, is_free);
  gtk_widget_set_sensitive (self->advanced_group, is_free);
  hoist_account_assistant_set_enabled (self, "assistant.next", is_free);
}

/* The fields of the second page; those of the last are checked there. */
static gboolean
check_access (HoistAccountAssistant *self)
{
  GtkWidget *places[] = { self->main_group, self->keys_row, self->advanced_row };
  HoistFieldEditor *first = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++) {
    HoistFieldEditor *wrong = hoist_account_fields_check (self->fields, places[i]);

    if (first == NULL)
      first = wrong;
  }
  if (first != NULL)
    hoist_account_fields_show (self->fields, first);
  return first == NULL;
}

/* Who signs in has no vault: what comes of it is kept when the account is saved. */
static void
on_sign_in_begun (HoistAccountAssistant *self)
{
  if (!check_access (self))
    return;
  hoist_account_assistant_type (self);
  hoist_account_draft_set_signed_in (self->draft, NULL);
  g_clear_object (&self->trial);
  self->trial = hoist_account_draft_make_trial (self->draft, FALSE);
  hoist_sign_in_row_start (HOIST_SIGN_IN_ROW (self->sign_in_row), self->workspace, self->trial);
  show_waiting (self);
}

static void
on_brought (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistAccountAssistant) self = HOIST_ACCOUNT_ASSISTANT (user_data);
  g_autoptr (HoistSettings) secrets =
      hoist_credentials_load_finish (HOIST_CREDENTIALS (source), result, NULL);

  if (secrets == NULL || self->draft == NULL || self->page != HOIST_ASSISTANT_ACCESS)
    return;
  hoist_account_draft_set_signed_in (self->draft, secrets);
  hoist_account_assistant_test (self);
}

static void
on_sign_in_ended (HoistAccountAssistant *self, gboolean is_good)
{
  g_autoptr (HoistAccount) trial = g_steal_pointer (&self->trial);

  show_waiting (self);
  /* in memory, so this does not fail */
  if (is_good && trial != NULL)
    hoist_credentials_load_async (HOIST_CREDENTIALS (trial), NULL, on_brought, g_object_ref (self));
}

/* Who has no key, and is not signed in, means to do that now. */
static gboolean
needs_sign_in (HoistAccountAssistant *self)
{
  const HoistProvider *provider = hoist_account_fields_get_provider (self->fields);
  g_autoptr (HoistSettings) secrets = hoist_account_fields_dup_values (self->fields, TRUE);

  return provider->write_sign_in_address != NULL && hoist_settings_is_empty (secrets) &&
         !hoist_account_draft_is_signed_in (self->draft);
}

/* "Next" on the second page. */
void
hoist_account_assistant_leave_access (HoistAccountAssistant *self)
{
  if (is_waiting_for_browser (self) || !check_access (self))
    return;
  if (needs_sign_in (self)) {
    on_sign_in_begun (self);
    return;
  }
  hoist_account_assistant_type (self);
  hoist_account_assistant_test (self);
}

/* A sign-in belongs to the settings it was made with. */
static void
on_changed (HoistAccountAssistant *self)
{
  if (self->page != HOIST_ASSISTANT_ACCESS)
    return;
  g_clear_object (&self->blamed);
  hoist_account_draft_set_signed_in (self->draft, NULL);
  hoist_sign_in_row_reset (HOIST_SIGN_IN_ROW (self->sign_in_row));
}

/* For an assistant that is being made. */
void
hoist_account_assistant_watch_access (HoistAccountAssistant *self)
{
  g_signal_connect_object (self->fields, "changed", G_CALLBACK (on_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sign_in_row, "begin", G_CALLBACK (on_sign_in_begun), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sign_in_row, "ended", G_CALLBACK (on_sign_in_ended), self,
                           G_CONNECT_SWAPPED);
}
