/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An account that is being set up or changed: tried before it is kept, and kept in one go. */
#include "hoist-account-draft.h"

struct _HoistAccountDraft {
  GObject parent_instance;

  HoistWorkspace *workspace;     /* (owned) */
  HoistAccount *account;         /* (owned) (nullable): %NULL until a new one is kept */
  const HoistProvider *provider; /* (unowned) (nullable): until something was typed */
  char *name;                    /* (owned) */
  HoistSettings *settings;       /* (owned) */
  HoistSettings *secrets;        /* (owned): as typed */
  HoistSettings *signed_in;      /* (owned) (nullable): secrets that a browser brought */
};

G_DEFINE_FINAL_TYPE (HoistAccountDraft, hoist_account_draft, G_TYPE_OBJECT)

static void
hoist_account_draft_finalize (GObject *object)
{
  HoistAccountDraft *self = HOIST_ACCOUNT_DRAFT (object);

  g_clear_object (&self->workspace);
  g_clear_object (&self->account);
  g_free (self->name);
  g_clear_pointer (&self->settings, hoist_settings_unref);
  g_clear_pointer (&self->secrets, hoist_settings_unref);
  g_clear_pointer (&self->signed_in, hoist_settings_unref);

  G_OBJECT_CLASS (hoist_account_draft_parent_class)->finalize (object);
}

static void
hoist_account_draft_class_init (HoistAccountDraftClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hoist_account_draft_finalize;
}

static void
hoist_account_draft_init (HoistAccountDraft *self)
{
  self->name = g_strdup ("");
  self->settings = hoist_settings_new ();
  self->secrets = hoist_settings_new ();
}

/**
 * hoist_account_draft_new:
 * @account: (nullable): the one to change; %NULL for a new one
 */
HoistAccountDraft *
hoist_account_draft_new (HoistWorkspace *workspace, HoistAccount *account)
{
  HoistAccountDraft *self = g_object_new (HOIST_TYPE_ACCOUNT_DRAFT, NULL);

  self->workspace = g_object_ref (workspace);
  self->account = account != NULL ? g_object_ref (account) : NULL;
  return self;
}

/**
 * hoist_account_draft_type:
 * @settings: copied; without secrets
 * @secrets: copied; of an account that is changed, those that are missing stay as they are
 *
 * What is typed now, in place of what was typed before.
 */
void
hoist_account_draft_type (HoistAccountDraft *self,
                          const HoistProvider *provider,
                          const char *name,
                          HoistSettings *settings,
                          HoistSettings *secrets)
{
  g_return_if_fail (HOIST_IS_ACCOUNT_DRAFT (self));
  g_return_if_fail (provider != NULL && name != NULL);

  self->provider = provider;
  g_free (self->name);
  self->name = g_strdup (name);
  hoist_settings_unref (self->settings);
  self->settings = hoist_settings_copy (settings);
  hoist_settings_unref (self->secrets);
  self->secrets = hoist_settings_copy (secrets);
}

gboolean
hoist_account_draft_is_signed_in (HoistAccountDraft *self)
{
  g_return_val_if_fail (HOIST_IS_ACCOUNT_DRAFT (self), FALSE);

  return self->signed_in != NULL;
}

/**
 * hoist_account_draft_set_signed_in:
 * @secrets: (nullable): what a browser brought; newer than all that is typed. %NULL to forget it
 */
void
hoist_account_draft_set_signed_in (HoistAccountDraft *self, HoistSettings *secrets)
{
  g_return_if_fail (HOIST_IS_ACCOUNT_DRAFT (self));

  if (secrets != NULL)
    hoist_settings_ref (secrets);
  g_clear_pointer (&self->signed_in, hoist_settings_unref);
  self->signed_in = secrets;
}

static HoistSettings *
dup_secrets (HoistAccountDraft *self)
{
  HoistSettings *secrets = hoist_settings_copy (self->secrets);

  if (self->signed_in != NULL)
    hoist_settings_merge (secrets, self->signed_in);
  return secrets;
}

/* What a keyring must take before the account may be: not what was only granted for a while, and
 * nothing empty, which stands for "no longer". */
static HoistSettings *
dup_lasting_secrets (HoistAccountDraft *self)
{
  g_autoptr (HoistSettings) secrets = dup_secrets (self);
  g_auto (GStrv) ids = hoist_settings_dup_ids (secrets);

  for (guint i = 0; ids[i] != NULL; i++) {
    if (g_str_has_prefix (ids[i], HOIST_GRANT) || *hoist_settings_get (secrets, ids[i]) == '\0')
      hoist_settings_set (secrets, ids[i], NULL);
  }
  return g_steal_pointer (&secrets);
}

/**
 * hoist_account_draft_make_trial:
 * @is_vaulted: a secret of an account that is changed, when it is not typed anew, comes from the
 *   vault; otherwise nothing that the trial gets leaves the memory
 *
 * An account to try with what is typed, before anything is kept.
 *
 * Returns: (transfer full)
 */
HoistAccount *
hoist_account_draft_make_trial (HoistAccountDraft *self, gboolean is_vaulted)
{
  HoistClock *clock = NULL;
  HoistVault *vault = NULL;
  g_autoptr (HoistSettings) secrets = NULL;
  g_autofree char *id = NULL;
  HoistAccount *trial = NULL;

  g_return_val_if_fail (HOIST_IS_ACCOUNT_DRAFT (self), NULL);
  g_return_val_if_fail (self->provider != NULL, NULL);

  clock = hoist_engine_get_clock (hoist_workspace_get_engine (self->workspace));
  vault = is_vaulted ? hoist_workspace_get_vault (self->workspace) : NULL;
  secrets = dup_secrets (self);
  id = self->account == NULL ? g_uuid_string_random ()
                             : g_strdup (hoist_account_get_id (self->account));
  trial = hoist_account_new (id, self->provider, self->name, self->settings, vault, clock);
  if (!hoist_settings_is_empty (secrets))
    hoist_account_hold_secrets (trial, secrets);
  return trial;
}

static void
end (GTask *task)
{
  HoistAccountDraft *self = g_task_get_source_object (task);

  g_task_return_pointer (task, g_object_ref (self->account), g_object_unref);
}

/* Where the vault did not take the token, the account gets a new one, or tries the vault again. */
static void
on_grants_kept (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;

  if (!hoist_credentials_store_finish (HOIST_CREDENTIALS (source), result, &error))
    g_debug ("the token was not kept: %s", error->message);
  end (task);
}

static void
keep_grants (GTask *task)
{
  HoistAccountDraft *self = g_task_get_source_object (task);
  HoistChannel *channel = hoist_account_get_channel (self->account);

  if (self->signed_in == NULL)
    end (task);
  else
    hoist_credentials_store_async (hoist_channel_get_credentials (channel), self->signed_in,
                                   on_grants_kept, g_object_ref (task));
}

static void
hold_secrets (HoistAccountDraft *self)
{
  g_autoptr (HoistSettings) secrets = dup_secrets (self);

  if (hoist_settings_is_empty (secrets))
    return;
  hoist_account_hold_secrets (self->account, secrets);
  hoist_channel_resume (hoist_account_get_channel (self->account));
}

static void
on_row_kept (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  HoistAccountDraft *self = g_task_get_source_object (task);
  gboolean is_held = GPOINTER_TO_INT (g_task_get_task_data (task));
  HoistAccounts *accounts = HOIST_ACCOUNTS (source);
  GError *error = NULL;

  if (self->account == NULL)
    self->account = hoist_accounts_add_finish (accounts, result, &error);
  else
    hoist_accounts_change_finish (accounts, result, &error);
  if (error != NULL) {
    g_task_return_error (task, error);
  } else if (is_held) {
    hold_secrets (self);
    end (task);
  } else {
    keep_grants (task);
  }
}

/**
 * hoist_account_draft_save_async:
 * @is_held: the secrets stay in memory until the program ends, for there is no keyring
 *
 * Adds the account, or changes it, and lets its uploads go on. Fails as hoist_accounts_add_async()
 * does; then nothing was kept.
 */
void
hoist_account_draft_save_async (HoistAccountDraft *self,
                                gboolean is_held,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  HoistAccounts *accounts = NULL;
  g_autoptr (HoistSettings) secrets = NULL;
  HoistSettings *given = NULL;
  GTask *task = NULL;

  g_return_if_fail (HOIST_IS_ACCOUNT_DRAFT (self));
  g_return_if_fail (self->provider != NULL);

  task = g_task_new (self, NULL, callback, data);
  g_task_set_source_tag (task, hoist_account_draft_save_async);
  g_task_set_task_data (task, GINT_TO_POINTER (is_held), NULL);
  accounts = hoist_workspace_get_accounts (self->workspace);
  /* the user is here and means it */
  hoist_vault_ask_again (hoist_workspace_get_vault (self->workspace));
  secrets = dup_lasting_secrets (self);
  /* what is left empty stays as it is in the vault */
  given = is_held || hoist_settings_is_empty (secrets) ? NULL : secrets;
  if (self->account == NULL)
    hoist_accounts_add_async (accounts, self->provider, self->name, self->settings, given,
                              on_row_kept, task);
  else
    hoist_accounts_change_async (accounts, self->account, self->name, self->settings, given,
                                 on_row_kept, task);
}

/**
 * hoist_account_draft_save_finish:
 *
 * Returns: (transfer full) (nullable): the account
 */
HoistAccount *
hoist_account_draft_save_finish (HoistAccountDraft *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
