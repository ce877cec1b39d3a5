/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An account's settings and secrets as the engine uses them. */
#include "hoist-account-keys.h"

#include "hoist-error.h"
#include "hoist-waiters.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _HoistAccountKeys {
  GObject parent_instance;

  char *id;                      /* (owned) */
  const HoistProvider *provider; /* (unowned): static */
  char *name;                    /* (owned) */
  HoistSettings *settings;       /* (owned) */
  HoistVault *vault;             /* (owned) (nullable) */
  HoistSettings *secrets;        /* (owned) (nullable): as loaded or handed in */
  HoistSettings *unsaved;        /* (owned) (nullable): what is new and not yet in the vault */
  GCancellable *loading;         /* (owned) (nullable): of the look-up that runs */
  HoistSettings *saving;         /* (owned) (nullable): the next @secrets, on their way there */
  HoistSettings *saving_unsaved; /* (owned) (nullable): the @unsaved that are in @saving */
  gboolean is_stale;     /* forgotten or given up on the way from or to the vault: not used */
  gboolean is_held;      /* @secrets were handed in: the vault has nothing to do with them */
  HoistWaiters *waiters; /* (owned): for a look-up */
};

static void hoist_account_keys_credentials_init (HoistCredentialsInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HoistAccountKeys,
                               hoist_account_keys,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (HOIST_TYPE_CREDENTIALS,
                                                      hoist_account_keys_credentials_init))

/* When nobody waits any more, a prompt of the keyring goes too. */
static void
on_all_gone (gpointer data)
{
  HoistAccountKeys *self = data;

  if (self->loading == NULL)
    return;

  self->is_stale = TRUE;
  g_cancellable_cancel (self->loading);
}

static void
answer_all (HoistAccountKeys *self, const GError *error)
{
  hoist_waiters_answer (self->waiters, error, self->secrets, (GBoxedCopyFunc) hoist_settings_ref,
                        (GDestroyNotify) hoist_settings_unref);
}

static void
wipe (char *text)
{
  if (text == NULL)
    return;
  explicit_bzero (text, strlen (text));
  g_free (text);
}

static const char *
get_field_label (const HoistField *field)
{
  return _ (field->label);
}

static gboolean
check_secrets (HoistAccountKeys *self, const HoistSettings *secrets, GError **error)
{
  for (guint i = 0; i < self->provider->n_fields; i++) {
    const HoistField *field = &self->provider->fields[i];
    const char *value = hoist_settings_get (secrets, field->id);

    if ((field->flags & HOIST_FIELD_SECRET) == 0 || (field->flags & HOIST_FIELD_REQUIRED) == 0 ||
        (value != NULL && *value != '\0'))
      continue;
    g_set_error (error, HOIST_ERROR, HOIST_ERROR_KEYRING,
                 _ ("The keyring has no “%s” for “%s”. Enter it again in the account’s settings."),
                 get_field_label (field), self->name);
    return FALSE;
  }
  return TRUE;
}

static void go_on (HoistAccountKeys *self);

static HoistSettings *
read_secrets (HoistAccountKeys *self, const char *text, GError **error)
{
  g_autoptr (HoistSettings) secrets = NULL;

  /* A text that makes no sense is as good as none: the user is asked for what is missing. */
  if (text != NULL)
    secrets = hoist_settings_new_from_text (text, NULL);
  if (secrets == NULL)
    secrets = hoist_settings_new ();
  return check_secrets (self, secrets, error) ? g_steal_pointer (&secrets) : NULL;
}

static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (HoistAccountKeys) self = data;
  g_autoptr (GError) error = NULL;
  char *text = hoist_vault_lookup_finish (HOIST_VAULT (source), result, &error);
  gboolean is_stale = self->is_stale && self->secrets == NULL;

  g_clear_object (&self->loading);
  self->is_stale = FALSE;
  if (self->secrets == NULL && error == NULL && !is_stale)
    self->secrets = read_secrets (self, text, &error);
  wipe (text);

  if ((is_stale && !hoist_waiters_is_empty (self->waiters)) ||
      (self->secrets != NULL && self->unsaved != NULL))
    go_on (self);
  else
    answer_all (self, self->secrets != NULL ? NULL : error);
}

static void
start_loading (HoistAccountKeys *self)
{
  self->loading = g_cancellable_new ();
  hoist_vault_lookup_async (self->vault, HOIST_ACCOUNT_KEYS_KIND, self->id, self->loading,
                            on_looked_up, g_object_ref (self));
}

static const char *
hoist_account_keys_get_id (HoistCredentials *credentials)
{
  return HOIST_ACCOUNT_KEYS (credentials)->id;
}

static const HoistProvider *
hoist_account_keys_get_provider (HoistCredentials *credentials)
{
  return HOIST_ACCOUNT_KEYS (credentials)->provider;
}

static const HoistSettings *
hoist_account_keys_get_settings (HoistCredentials *credentials)
{
  return HOIST_ACCOUNT_KEYS (credentials)->settings;
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (HoistAccountKeys) self = data;
  g_autoptr (HoistSettings) saved = g_steal_pointer (&self->saving);
  g_autoptr (HoistSettings) written = g_steal_pointer (&self->saving_unsaved);
  g_autoptr (GError) error = NULL;
  gboolean is_good = hoist_vault_store_finish (HOIST_VAULT (source), result, &error);
  gboolean is_stale = self->is_stale;

  self->is_stale = FALSE;
  if (is_good && !is_stale) {
    g_clear_pointer (&self->secrets, hoist_settings_unref);
    self->secrets = g_steal_pointer (&saved);
    if (self->unsaved == written)
      g_clear_pointer (&self->unsaved, hoist_settings_unref);
  }
  /* more may have come meanwhile, or all have been forgotten */
  if (!is_good && !is_stale)
    answer_all (self, error);
  else if (self->unsaved == NULL && self->secrets != NULL)
    answer_all (self, NULL);
  else if (!hoist_waiters_is_empty (self->waiters))
    go_on (self);
}

static void
start_saving (HoistAccountKeys *self)
{
  g_autofree char *label = g_strdup_printf (_ ("Hoist: %s"), self->name);
  char *text = NULL;

  self->saving = hoist_settings_copy (self->secrets);
  hoist_settings_merge (self->saving, self->unsaved);
  self->saving_unsaved = hoist_settings_ref (self->unsaved);
  text = hoist_settings_to_text (self->saving);
  hoist_vault_store_async (self->vault, HOIST_ACCOUNT_KEYS_KIND, self->id, label, text, NULL,
                           on_saved, g_object_ref (self));
  wipe (text);
}

/* What is new is added to what the vault has, never put in its place. */
static void
go_on (HoistAccountKeys *self)
{
  if (self->loading != NULL || self->saving != NULL)
    return;
  if (self->secrets == NULL)
    start_loading (self);
  else
    start_saving (self);
}

/* The secrets that need no vault: those in memory, and none where the service has no such field. */
static void
load_at_once (HoistAccountKeys *self)
{
  if (self->secrets == NULL &&
      (self->vault == NULL || !hoist_account_keys_has_secret_fields (self)))
    self->secrets = hoist_settings_new ();
}

static void
hoist_account_keys_load_async (HoistCredentials *credentials,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  HoistAccountKeys *self = HOIST_ACCOUNT_KEYS (credentials);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  GError *error = NULL;

  g_task_set_source_tag (task, hoist_account_keys_load_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  load_at_once (self);
  if (self->secrets != NULL && self->unsaved == NULL) {
    if (check_secrets (self, self->secrets, &error))
      g_task_return_pointer (task, hoist_settings_ref (self->secrets),
                             (GDestroyNotify) hoist_settings_unref);
    else
      g_task_return_error (task, error);
    return;
  }

  hoist_waiters_add (self->waiters, g_steal_pointer (&task));
  go_on (self);
}

static HoistSettings *
hoist_account_keys_load_finish (HoistCredentials *credentials, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, credentials), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (HoistSettings) secrets = NULL;
  GError *error = NULL;

  secrets = hoist_credentials_load_finish (HOIST_CREDENTIALS (source), result, &error);
  if (secrets != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
hoist_account_keys_store_async (HoistCredentials *credentials,
                                const HoistSettings *secrets,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  HoistAccountKeys *self = HOIST_ACCOUNT_KEYS (credentials);
  GTask *task = g_task_new (self, NULL, callback, data);
  gboolean is_vaulted = self->vault != NULL && !self->is_held;
  HoistSettings **place = is_vaulted ? &self->unsaved : &self->secrets;
  HoistSettings *merged = *place != NULL ? hoist_settings_copy (*place) : hoist_settings_new ();

  g_task_set_source_tag (task, hoist_account_keys_store_async);
  hoist_settings_merge (merged, secrets);
  g_clear_pointer (place, hoist_settings_unref);
  *place = merged;
  /* a look-up writes first what is not yet written */
  hoist_credentials_load_async (credentials, NULL, on_written, task);
}

static gboolean
hoist_account_keys_store_finish (HoistCredentials *credentials,
                                 GAsyncResult *result,
                                 GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, credentials), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
hoist_account_keys_credentials_init (HoistCredentialsInterface *iface)
{
  iface->get_id = hoist_account_keys_get_id;
  iface->get_provider = hoist_account_keys_get_provider;
  iface->get_settings = hoist_account_keys_get_settings;
  iface->load_async = hoist_account_keys_load_async;
  iface->load_finish = hoist_account_keys_load_finish;
  iface->store_async = hoist_account_keys_store_async;
  iface->store_finish = hoist_account_keys_store_finish;
}

static void
hoist_account_keys_finalize (GObject *object)
{
  HoistAccountKeys *self = HOIST_ACCOUNT_KEYS (object);

  g_clear_pointer (&self->waiters, hoist_waiters_free);
  g_clear_pointer (&self->secrets, hoist_settings_unref);
  g_clear_pointer (&self->unsaved, hoist_settings_unref);
  g_clear_pointer (&self->saving, hoist_settings_unref);
  g_clear_pointer (&self->saving_unsaved, hoist_settings_unref);
  g_clear_pointer (&self->settings, hoist_settings_unref);
  g_clear_object (&self->vault);
  g_free (self->name);
  g_free (self->id);

  G_OBJECT_CLASS (hoist_account_keys_parent_class)->finalize (object);
}

static void
hoist_account_keys_class_init (HoistAccountKeysClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hoist_account_keys_finalize;
}

static void
hoist_account_keys_init (HoistAccountKeys *self)
{
  self->waiters = hoist_waiters_new (on_all_gone, self);
}

/**
 * hoist_account_keys_new:
 * @settings: copied
 * @vault: (nullable): without one there are only the secrets that are handed in
 */
HoistAccountKeys *
hoist_account_keys_new (const char *id,
                        const HoistProvider *provider,
                        const char *name,
                        HoistSettings *settings,
                        HoistVault *vault)
{
  HoistAccountKeys *self = g_object_new (HOIST_TYPE_ACCOUNT_KEYS, NULL);

  self->id = g_strdup (id);
  self->provider = provider;
  self->name = g_strdup (name);
  self->settings = hoist_settings_copy (settings);
  self->vault = vault != NULL ? g_object_ref (vault) : NULL;
  return self;
}

const char *
hoist_account_keys_get_name (HoistAccountKeys *self)
{
  g_return_val_if_fail (HOIST_IS_ACCOUNT_KEYS (self), NULL);

  return self->name;
}

/**
 * hoist_account_keys_has_secret_fields:
 *
 * Returns: whether the service knows secrets at all
 */
gboolean
hoist_account_keys_has_secret_fields (HoistAccountKeys *self)
{
  g_return_val_if_fail (HOIST_IS_ACCOUNT_KEYS (self), FALSE);

  for (guint i = 0; i < self->provider->n_fields; i++) {
    if ((self->provider->fields[i].flags & HOIST_FIELD_SECRET) != 0)
      return TRUE;
  }
  return FALSE;
}

/**
 * hoist_account_keys_update:
 * @settings: copied
 */
void
hoist_account_keys_update (HoistAccountKeys *self, const char *name, HoistSettings *settings)
{
  HoistSettings *copy = NULL;

  g_return_if_fail (HOIST_IS_ACCOUNT_KEYS (self));

  copy = hoist_settings_copy (settings);
  g_clear_pointer (&self->settings, hoist_settings_unref);
  self->settings = copy;
  if (name != self->name) {
    g_free (self->name);
    self->name = g_strdup (name);
  }
}

/**
 * hoist_account_keys_set_secrets:
 * @secrets: copied; as the vault has them
 */
void
hoist_account_keys_set_secrets (HoistAccountKeys *self, HoistSettings *secrets)
{
  HoistSettings *copy = NULL;

  g_return_if_fail (HOIST_IS_ACCOUNT_KEYS (self));
  g_return_if_fail (secrets != NULL);

  copy = hoist_settings_copy (secrets);
  hoist_account_keys_forget_secrets (self);
  self->secrets = copy;
}

/**
 * hoist_account_keys_hold_secrets:
 * @secrets: copied
 *
 * Uses these secrets for as long as the program runs, whatever the vault holds, which gets none of
 * them nor of what becomes of them.
 */
void
hoist_account_keys_hold_secrets (HoistAccountKeys *self, HoistSettings *secrets)
{
  hoist_account_keys_set_secrets (self, secrets);
  self->is_held = TRUE;
}

gboolean
hoist_account_keys_are_held (HoistAccountKeys *self)
{
  g_return_val_if_fail (HOIST_IS_ACCOUNT_KEYS (self), FALSE);

  return self->is_held;
}

/**
 * hoist_account_keys_forget_secrets:
 *
 * Forgets the secrets in memory; the next one who needs them asks the vault.
 */
void
hoist_account_keys_forget_secrets (HoistAccountKeys *self)
{
  g_return_if_fail (HOIST_IS_ACCOUNT_KEYS (self));

  g_clear_pointer (&self->secrets, hoist_settings_unref);
  g_clear_pointer (&self->unsaved, hoist_settings_unref);
  self->is_held = FALSE;
  self->is_stale = self->loading != NULL || self->saving != NULL;
}
