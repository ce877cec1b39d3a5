/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adding, changing and removing accounts, in the vault and in the store. */
#include "hoist-accounts-private.h"

#include "hoist-account-keys.h"
#include "hoist-error.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* As much as fits a line of a form. */
#define MAX_NAME_LENGTH 100

/* One adding, changing or removing. */
typedef struct {
  HoistAccount *account;         /* (owned) (nullable): %NULL while adding */
  const HoistProvider *provider; /* (unowned) */
  char *id;                      /* (owned) */
  char *name;                    /* (owned) */
  HoistSettings *settings;       /* (owned) */
  HoistSettings *secrets;        /* (owned) (nullable): to be kept in the vault */
} Work;

static void
work_free (Work *work)
{
  g_clear_object (&work->account);
  g_free (work->id);
  g_free (work->name);
  g_clear_pointer (&work->settings, hoist_settings_unref);
  g_clear_pointer (&work->secrets, hoist_settings_unref);
  g_free (work);
}

static void
wipe (char *text)
{
  explicit_bzero (text, strlen (text));
  g_free (text);
}

static gboolean
check_name (HoistAccounts *self, const Work *work, GError **error)
{
  HoistAccount *other = hoist_accounts_find_by_name (self, work->name);

  if (*work->name == '\0' || !g_utf8_validate (work->name, -1, NULL) ||
      g_utf8_strlen (work->name, -1) > MAX_NAME_LENGTH) {
    g_set_error (error, HOIST_ERROR, HOIST_ERROR_REFUSED,
                 _ ("An account’s name must have 1 to %d characters."), MAX_NAME_LENGTH);
    return FALSE;
  }
  if (other != NULL && other != work->account) {
    g_set_error (error, HOIST_ERROR, HOIST_ERROR_NAME_TAKEN,
                 _ ("There is already an account “%s”. Choose another name."), work->name);
    return FALSE;
  }
  return TRUE;
}

static gboolean
check (HoistAccounts *self, const Work *work, gboolean are_secrets_whole, GError **error)
{
  return check_name (self, work, error) &&
         hoist_provider_check_settings (work->provider, work->settings, error) &&
         (work->secrets == NULL || !are_secrets_whole ||
          hoist_provider_check_secrets (work->provider, work->secrets, error)) &&
         hoist_provider_check_account (work->provider, work->settings,
                                       are_secrets_whole ? work->secrets : NULL, error);
}

static void
finish_add (GTask *task)
{
  HoistAccounts *self = g_task_get_source_object (task);
  Work *work = g_task_get_task_data (task);
  HoistAccount *account = hoist_account_new (work->id, work->provider, work->name, work->settings,
                                             self->vault, self->clock);

  if (work->secrets != NULL)
    hoist_account_set_secrets (account, work->secrets);
  g_ptr_array_add (self->accounts, account);
  g_list_model_items_changed (G_LIST_MODEL (self), self->accounts->len - 1, 0, 1);
  g_task_return_pointer (task, g_object_ref (account), g_object_unref);
}

static void
finish_change (GTask *task)
{
  Work *work = g_task_get_task_data (task);

  hoist_account_update (work->account, work->name, work->settings);
  if (work->secrets != NULL)
    hoist_account_set_secrets (work->account, work->secrets);
  hoist_channel_resume (hoist_account_get_channel (work->account));
  g_task_return_boolean (task, TRUE);
}

static void
on_row_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  HoistAccounts *self = g_task_get_source_object (task);
  Work *work = g_task_get_task_data (task);
  GError *error = NULL;

  if (!hoist_store_save_account_finish (HOIST_STORE (source), result, &error)) {
    /* What is in the vault for an account that does not exist helps nobody. */
    if (work->account == NULL && work->secrets != NULL)
      hoist_vault_clear_async (self->vault, HOIST_ACCOUNT_KEYS_KIND, work->id, NULL, NULL, NULL);
    g_task_return_error (task, error);
    return;
  }

  if (work->account == NULL)
    finish_add (task);
  else
    finish_change (task);
}

static void
save_row (GTask *task)
{
  HoistAccounts *self = g_task_get_source_object (task);
  const Work *work = g_task_get_task_data (task);
  g_autofree char *settings = hoist_settings_to_text (work->settings);
  HoistAccountRow row = { work->id, (char *) work->provider->id, work->name, settings };

  hoist_store_save_account_async (self->store, &row, on_row_saved, task);
}

static void
on_secrets_stored (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (!hoist_vault_store_finish (HOIST_VAULT (source), result, &error))
    g_task_return_error (task, error);
  else
    save_row (g_steal_pointer (&task));
}

/* Secrets first: a row whose secrets did not make it would ask for them again. */
static void
store_secrets (GTask *task)
{
  HoistAccounts *self = g_task_get_source_object (task);
  const Work *work = g_task_get_task_data (task);
  g_autofree char *label = g_strdup_printf (_ ("Hoist: %s"), work->name);
  char *text = hoist_settings_to_text (work->secrets);

  hoist_vault_store_async (self->vault, HOIST_ACCOUNT_KEYS_KIND, work->id, label, text, NULL,
                           on_secrets_stored, task);
  wipe (text);
}

static HoistSettings *
copy_unless_empty (HoistSettings *settings)
{
  return settings != NULL && !hoist_settings_is_empty (settings) ? hoist_settings_copy (settings)
                                                                 : NULL;
}

static gboolean
has_vault (HoistAccounts *self, GTask *task)
{
  if (self->vault != NULL)
    return TRUE;
  g_task_return_new_error (task, HOIST_ERROR, HOIST_ERROR_KEYRING,
                           _ ("There is no keyring to keep secrets in. Start one (such as GNOME "
                              "Keyring or KWallet), or enter the secrets for this time only."));
  return FALSE;
}

/**
 * hoist_accounts_add_async:
 * @settings: copied; without secrets
 * @secrets: (nullable): copied; without any the vault is not touched, and they are asked for later
 *
 * Adds an account: its secrets to the vault first, then the account to the store. Fails with
 * %HOIST_ERROR_REFUSED or %HOIST_ERROR_PROTOCOL for wrong settings, %HOIST_ERROR_NAME_TAKEN, the
 * vault's or the disk's errors; then nothing was added.
 */
void
hoist_accounts_add_async (HoistAccounts *self,
                          const HoistProvider *provider,
                          const char *name,
                          HoistSettings *settings,
                          HoistSettings *secrets,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;
  Work *work = NULL;

  g_return_if_fail (HOIST_IS_ACCOUNTS (self));
  g_return_if_fail (provider != NULL && name != NULL && settings != NULL);

  work = g_new0 (Work, 1);
  work->provider = provider;
  work->id = g_uuid_string_random ();
  work->name = g_strstrip (g_strdup (name));
  work->settings = hoist_settings_copy (settings);
  work->secrets = copy_unless_empty (secrets);
  task = g_task_new (self, NULL, callback, data);
  g_task_set_source_tag (task, hoist_accounts_add_async);
  g_task_set_task_data (task, work, (GDestroyNotify) work_free);

  if (!check (self, work, TRUE, &error))
    g_task_return_error (task, error);
  else if (work->secrets == NULL)
    save_row (g_steal_pointer (&task));
  else if (has_vault (self, task))
    store_secrets (g_steal_pointer (&task));
}

/**
 * hoist_accounts_add_finish:
 *
 * Returns: (transfer full): the new account
 */
HoistAccount *
hoist_accounts_add_finish (HoistAccounts *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Whether the user gave a new way in. */
static gboolean
has_new_way_in (const Work *work)
{
  for (guint i = 0; i < work->provider->n_fields; i++) {
    const HoistField *field = &work->provider->fields[i];
    const char *value = hoist_settings_get (work->secrets, field->id);

    if ((field->flags & HOIST_FIELD_WAY_IN) && value != NULL && *value != '\0')
      return TRUE;
  }
  return FALSE;
}

/* What the form left empty stays as it was; but a new way in ends the old ones, which might go
 * before it. */
static void
add_old_secrets (Work *work, const char *text)
{
  guint left_out = has_new_way_in (work) ? HOIST_FIELD_WAY_IN : 0;
  g_autoptr (HoistSettings) old = text != NULL ? hoist_settings_new_from_text (text, NULL) : NULL;
  g_auto (GStrv) ids = old != NULL ? hoist_settings_dup_ids (old) : NULL;

  for (guint i = 0; ids != NULL && ids[i] != NULL; i++) {
    const char *new = hoist_settings_get (work->secrets, ids[i]);
    const HoistField *field = hoist_provider_find_field (work->provider, ids[i]);

    if (field != NULL && (field->flags & left_out) == 0 && (new == NULL || *new == '\0'))
      hoist_settings_set (work->secrets, ids[i], hoist_settings_get (old, ids[i]));
  }
}

static void
on_old_secrets (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Work *work = g_task_get_task_data (task);
  GError *error = NULL;
  char *text = hoist_vault_lookup_finish (HOIST_VAULT (source), result, &error);

  if (error != NULL) {
    g_task_return_error (task, error);
    return;
  }

  add_old_secrets (work, text);
  g_clear_pointer (&text, wipe);
  if (!hoist_provider_check_secrets (work->provider, work->secrets, &error) ||
      !hoist_provider_check_account (work->provider, work->settings, work->secrets, &error))
    g_task_return_error (task, error);
  else
    store_secrets (g_steal_pointer (&task));
}

/**
 * hoist_accounts_change_async:
 * @name: (nullable): %NULL for the same
 * @settings: (nullable): copied; %NULL for the same
 * @secrets: (nullable): copied; those that are missing or empty stay the same, but for other ways
 *   in than a new one that is given; without any the vault is not touched
 *
 * Changes an account; an account that the service had refused is tried again. Fails as
 * hoist_accounts_add_async() does; then nothing was changed but, where the disk took nothing, the
 * secrets in the vault.
 */
void
hoist_accounts_change_async (HoistAccounts *self,
                             HoistAccount *account,
                             const char *name,
                             HoistSettings *settings,
                             HoistSettings *secrets,
                             GAsyncReadyCallback callback,
                             gpointer data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;
  Work *work = NULL;

  g_return_if_fail (HOIST_IS_ACCOUNTS (self));
  g_return_if_fail (HOIST_IS_ACCOUNT (account));

  work = g_new0 (Work, 1);
  work->account = g_object_ref (account);
  work->provider = hoist_account_get_provider (account);
  work->id = g_strdup (hoist_account_get_id (account));
  work->name = g_strstrip (g_strdup (name != NULL ? name : hoist_account_get_name (account)));
  work->settings =
      hoist_settings_copy (settings != NULL ? settings : hoist_account_get_settings (account));
  work->secrets = copy_unless_empty (secrets);
  task = g_task_new (self, NULL, callback, data);
  g_task_set_source_tag (task, hoist_accounts_change_async);
  g_task_set_task_data (task, work, (GDestroyNotify) work_free);

  if (!check (self, work, FALSE, &error))
    g_task_return_error (task, error);
  else if (work->secrets == NULL)
    save_row (g_steal_pointer (&task));
  else if (has_vault (self, task))
    hoist_vault_lookup_async (self->vault, HOIST_ACCOUNT_KEYS_KIND, work->id, NULL, on_old_secrets,
                              g_steal_pointer (&task));
}

gboolean
hoist_accounts_change_finish (HoistAccounts *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_row_deleted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  HoistAccounts *self = g_task_get_source_object (task);
  const Work *work = g_task_get_task_data (task);
  GError *error = NULL;
  guint index = 0;

  if (!hoist_store_delete_account_finish (HOIST_STORE (source), result, &error)) {
    g_task_return_error (task, error);
    return;
  }

  if (hoist_accounts_get_default (self) == work->account)
    hoist_accounts_set_default (self, NULL);
  if (g_ptr_array_find (self->accounts, work->account, &index)) {
    g_ptr_array_remove_index (self->accounts, index);
    g_list_model_items_changed (G_LIST_MODEL (self), index, 1, 0);
  }
  hoist_account_forget_secrets (work->account);
  g_task_return_boolean (task, TRUE);
}

static void
on_secrets_cleared (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  HoistAccounts *self = g_task_get_source_object (task);
  const Work *work = g_task_get_task_data (task);
  GError *error = NULL;

  /* Without a keyring there is nothing to clear. */
  if (!hoist_vault_clear_finish (HOIST_VAULT (source), result, &error) &&
      !g_error_matches (error, HOIST_ERROR, HOIST_ERROR_KEYRING)) {
    g_task_return_error (task, error);
    return;
  }
  g_clear_error (&error);
  hoist_store_delete_account_async (self->store, work->id, on_row_deleted, g_steal_pointer (&task));
}

/**
 * hoist_accounts_remove_async:
 *
 * Removes an account with its secrets: those first, since nobody would find them later. Its uploads
 * stay, without an account. Fails with %HOIST_ERROR_LOCKED or the disk's errors.
 */
void
hoist_accounts_remove_async (HoistAccounts *self,
                             HoistAccount *account,
                             GAsyncReadyCallback callback,
                             gpointer data)
{
  g_autoptr (GTask) task = NULL;
  Work *work = NULL;

  g_return_if_fail (HOIST_IS_ACCOUNTS (self));
  g_return_if_fail (HOIST_IS_ACCOUNT (account));

  work = g_new0 (Work, 1);
  work->account = g_object_ref (account);
  work->id = g_strdup (hoist_account_get_id (account));
  task = g_task_new (self, NULL, callback, data);
  g_task_set_source_tag (task, hoist_accounts_remove_async);
  g_task_set_task_data (task, work, (GDestroyNotify) work_free);

  if (self->vault != NULL && hoist_account_has_secret_fields (account))
    hoist_vault_clear_async (self->vault, HOIST_ACCOUNT_KEYS_KIND, work->id, NULL,
                             on_secrets_cleared, g_steal_pointer (&task));
  else
    hoist_store_delete_account_async (self->store, work->id, on_row_deleted,
                                      g_steal_pointer (&task));
}

gboolean
hoist_accounts_remove_finish (HoistAccounts *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
