/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An account's settings and secrets as the engine uses them. */
#include "hoist-account-keys.h"

#include "hoist-error.h"

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
  GCancellable *loading;         /* (owned) (nullable): of the look-up that runs */
  gboolean is_stale;             /* forgotten or given up while loading: what comes is not used */
  GPtrArray *waiters;            /* (owned) (element-type Waiter) */
};

typedef struct {
  HoistAccountKeys *self; /* (unowned): the task holds it */
  GTask *task;            /* (owned) */
  GSource *cancel_source; /* (owned) (nullable) */
} Waiter;

static void hoist_account_keys_credentials_init (HoistCredentialsInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HoistAccountKeys,
                               hoist_account_keys,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (HOIST_TYPE_CREDENTIALS,
                                                      hoist_account_keys_credentials_init))

static void
waiter_free (Waiter *waiter)
{
  if (waiter->cancel_source != NULL) {
    g_source_destroy (waiter->cancel_source);
    g_clear_pointer (&waiter->cancel_source, g_source_unref);
  }
  g_clear_object (&waiter->task);
  g_free (waiter);
}

/* When nobody waits any more, a prompt of the keyring goes too. */
static gboolean
on_waiter_cancelled (GCancellable *cancellable, gpointer data)
{
  Waiter *waiter = data;
  HoistAccountKeys *self = waiter->self;
  g_autoptr (GTask) task = g_steal_pointer (&waiter->task);

  g_ptr_array_remove (self->waiters, waiter);
  if (self->waiters->len == 0) {
    self->is_stale = TRUE;
    g_cancellable_cancel (self->loading);
  }
  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

/* All who wait get the same; who asks again from a callback is none of them. */
static void
answer_all (HoistAccountKeys *self, const GError *error)
{
  g_autoptr (GPtrArray) waiters = g_steal_pointer (&self->waiters);

  self->waiters = g_ptr_array_new_with_free_func ((GDestroyNotify) waiter_free);
  for (guint i = 0; i < waiters->len; i++) {
    Waiter *waiter = g_ptr_array_index (waiters, i);

    if (waiter->cancel_source != NULL)
      g_source_destroy (waiter->cancel_source);
    if (error != NULL)
      g_task_return_error (waiter->task, g_error_copy (error));
    else
      g_task_return_pointer (waiter->task, hoist_settings_ref (self->secrets),
                             (GDestroyNotify) hoist_settings_unref);
  }
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

static void start_loading (HoistAccountKeys *self);

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
  if (text != NULL) {
    explicit_bzero (text, strlen (text));
    g_free (text);
  }

  if (is_stale && self->waiters->len > 0)
    start_loading (self);
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
  Waiter *waiter = NULL;

  g_task_set_source_tag (task, hoist_account_keys_load_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  load_at_once (self);
  if (self->secrets != NULL) {
    if (check_secrets (self, self->secrets, &error))
      g_task_return_pointer (task, hoist_settings_ref (self->secrets),
                             (GDestroyNotify) hoist_settings_unref);
    else
      g_task_return_error (task, error);
    return;
  }

  waiter = g_new0 (Waiter, 1);
  waiter->self = self;
  if (cancellable != NULL) {
    waiter->cancel_source = g_cancellable_source_new (cancellable);
    g_source_set_callback (waiter->cancel_source, G_SOURCE_FUNC (on_waiter_cancelled), waiter,
                           NULL);
    g_source_attach (waiter->cancel_source, g_task_get_context (task));
  }
  waiter->task = g_steal_pointer (&task);
  g_ptr_array_add (self->waiters, waiter);
  if (self->loading == NULL)
    start_loading (self);
}

static HoistSettings *
hoist_account_keys_load_finish (HoistCredentials *credentials, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, credentials), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
hoist_account_keys_credentials_init (HoistCredentialsInterface *iface)
{
  iface->get_id = hoist_account_keys_get_id;
  iface->get_provider = hoist_account_keys_get_provider;
  iface->get_settings = hoist_account_keys_get_settings;
  iface->load_async = hoist_account_keys_load_async;
  iface->load_finish = hoist_account_keys_load_finish;
}

static void
hoist_account_keys_finalize (GObject *object)
{
  HoistAccountKeys *self = HOIST_ACCOUNT_KEYS (object);

  g_clear_pointer (&self->waiters, g_ptr_array_unref);
  g_clear_pointer (&self->secrets, hoist_settings_unref);
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
  self->waiters = g_ptr_array_new_with_free_func ((GDestroyNotify) waiter_free);
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
 * hoist_account_keys_hold_secrets:
 * @secrets: copied
 *
 * Uses these secrets for as long as the program runs, whatever the vault holds.
 */
void
hoist_account_keys_hold_secrets (HoistAccountKeys *self, HoistSettings *secrets)
{
  HoistSettings *copy = NULL;

  g_return_if_fail (HOIST_IS_ACCOUNT_KEYS (self));
  g_return_if_fail (secrets != NULL);

  copy = hoist_settings_copy (secrets);
  g_clear_pointer (&self->secrets, hoist_settings_unref);
  self->secrets = copy;
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
  self->is_stale = self->loading != NULL;
}
