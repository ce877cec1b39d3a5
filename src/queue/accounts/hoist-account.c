/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One account: a service, an address, settings and a name; its secrets stay in the vault. */
#include "hoist-account.h"

#include "hoist-account-keys.h"

#include "hoist-config.h"
#include "hoist-format.h"

#include <glib/gi18n-lib.h>

struct _HoistAccount {
  GObject parent_instance;

  HoistAccountKeys *keys; /* (owned): shared with the channel, which running uploads hold */
  HoistChannel *channel;  /* (owned) */
  gboolean is_practice;   /* its service is the one that the application runs itself */
};

typedef enum {
  PROP_NAME = 1,
  PROP_SUMMARY,
  PROP_IS_HELD,
} HoistAccountProperty;

static GParamSpec *properties[PROP_IS_HELD + 1];

static void hoist_account_credentials_init (HoistCredentialsInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HoistAccount,
                               hoist_account,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (HOIST_TYPE_CREDENTIALS,
                                                      hoist_account_credentials_init))

/* The address where there is one to tell: a made-up one says more than the service's own. */
static char *
dup_summary (HoistAccount *self)
{
  const HoistProvider *provider = hoist_account_get_provider (self);
  const HoistField *field = hoist_provider_find_field (provider, "endpoint");
  const char *endpoint = hoist_settings_get (hoist_account_get_settings (self), "endpoint");
  g_autoptr (GUri) uri = NULL;

  if ((endpoint == NULL || *endpoint == '\0') && field != NULL)
    endpoint = field->initial;
  if (endpoint != NULL && *endpoint != '\0')
    uri = g_uri_parse (endpoint, G_URI_FLAGS_NONE, NULL);
  if (uri != NULL && g_uri_get_host (uri) != NULL)
    endpoint = g_uri_get_host (uri);
  if (endpoint == NULL || *endpoint == '\0')
    return g_strdup (_ (provider->name));
  /* as in the details of an upload */
  return g_strdup_printf ("%s" HOIST_FORMAT_DOT "%s", _ (provider->name), endpoint);
}

static const char *
hoist_account_credentials_get_id (HoistCredentials *credentials)
{
  return hoist_account_get_id (HOIST_ACCOUNT (credentials));
}

static const HoistProvider *
hoist_account_credentials_get_provider (HoistCredentials *credentials)
{
  return hoist_account_get_provider (HOIST_ACCOUNT (credentials));
}

static const HoistSettings *
hoist_account_credentials_get_settings (HoistCredentials *credentials)
{
  return hoist_account_get_settings (HOIST_ACCOUNT (credentials));
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  HoistSettings *secrets =
      hoist_credentials_load_finish (HOIST_CREDENTIALS (source), result, &error);

  if (secrets == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, secrets, (GDestroyNotify) hoist_settings_unref);
}

static void
hoist_account_load_async (HoistCredentials *credentials,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  HoistAccount *self = HOIST_ACCOUNT (credentials);
  GTask *task = g_task_new (self, cancellable, callback, data);

  g_task_set_source_tag (task, hoist_account_load_async);
  hoist_credentials_load_async (HOIST_CREDENTIALS (self->keys), cancellable, on_loaded, task);
}

static HoistSettings *
hoist_account_load_finish (HoistCredentials *credentials, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, credentials), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
hoist_account_credentials_init (HoistCredentialsInterface *iface)
{
  iface->get_id = hoist_account_credentials_get_id;
  iface->get_provider = hoist_account_credentials_get_provider;
  iface->get_settings = hoist_account_credentials_get_settings;
  iface->load_async = hoist_account_load_async;
  iface->load_finish = hoist_account_load_finish;
}

static void
hoist_account_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HoistAccount *self = HOIST_ACCOUNT (object);

  switch ((HoistAccountProperty) id) {
  case PROP_NAME:
    g_value_set_string (value, hoist_account_get_name (self));
    break;
  case PROP_SUMMARY:
    g_value_take_string (value, dup_summary (self));
    break;
  case PROP_IS_HELD:
    g_value_set_boolean (value, hoist_account_is_held (self));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hoist_account_dispose (GObject *object)
{
  HoistAccount *self = HOIST_ACCOUNT (object);

  g_clear_object (&self->channel);
  g_clear_object (&self->keys);

  G_OBJECT_CLASS (hoist_account_parent_class)->dispose (object);
}

static void
hoist_account_class_init (HoistAccountClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = hoist_account_get_property;
  object_class->dispose = hoist_account_dispose;

  /**
   * HoistAccount:name:
   */
  properties[PROP_NAME] =
      g_param_spec_string ("name", NULL, NULL, NULL,
                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  /**
   * HoistAccount:summary:
   *
   * Service and address, for people.
   */
  properties[PROP_SUMMARY] =
      g_param_spec_string ("summary", NULL, NULL, NULL,
                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  /**
   * HoistAccount:is-held:
   *
   * Its secrets are in memory only: they end with the program.
   */
  properties[PROP_IS_HELD] =
      g_param_spec_boolean ("is-held", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
hoist_account_init (HoistAccount *self)
{
}

/**
 * hoist_account_new:
 * @id: never changes
 * @settings: copied; without secrets
 * @vault: (nullable): where the secrets are
 */
HoistAccount *
hoist_account_new (const char *id,
                   const HoistProvider *provider,
                   const char *name,
                   HoistSettings *settings,
                   HoistVault *vault,
                   HoistClock *clock)
{
  HoistAccount *self = g_object_new (HOIST_TYPE_ACCOUNT, NULL);

  self->keys = hoist_account_keys_new (id, provider, name, settings, vault);
  self->channel = hoist_channel_new (HOIST_CREDENTIALS (self->keys), clock);
  return self;
}

const char *
hoist_account_get_id (HoistAccount *self)
{
  g_return_val_if_fail (HOIST_IS_ACCOUNT (self), NULL);

  return hoist_credentials_get_id (HOIST_CREDENTIALS (self->keys));
}

const char *
hoist_account_get_name (HoistAccount *self)
{
  g_return_val_if_fail (HOIST_IS_ACCOUNT (self), NULL);

  return hoist_account_keys_get_name (self->keys);
}

const HoistProvider *
hoist_account_get_provider (HoistAccount *self)
{
  g_return_val_if_fail (HOIST_IS_ACCOUNT (self), NULL);

  return hoist_credentials_get_provider (HOIST_CREDENTIALS (self->keys));
}

const HoistSettings *
hoist_account_get_settings (HoistAccount *self)
{
  g_return_val_if_fail (HOIST_IS_ACCOUNT (self), NULL);

  return hoist_credentials_get_settings (HOIST_CREDENTIALS (self->keys));
}

/**
 * hoist_account_get_channel:
 *
 * Returns: (transfer none): what all uploads of this account share
 */
HoistChannel *
hoist_account_get_channel (HoistAccount *self)
{
  g_return_val_if_fail (HOIST_IS_ACCOUNT (self), NULL);

  return self->channel;
}

/**
 * hoist_account_has_secret_fields:
 *
 * Returns: whether the service knows secrets at all
 */
gboolean
hoist_account_has_secret_fields (HoistAccount *self)
{
  g_return_val_if_fail (HOIST_IS_ACCOUNT (self), FALSE);

  return hoist_account_keys_has_secret_fields (self->keys);
}

static void
notify_held (HoistAccount *self, gboolean was_held)
{
  if (hoist_account_is_held (self) != was_held)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_HELD]);
}

/**
 * hoist_account_hold_secrets:
 * @secrets: copied; never written to the vault
 *
 * Uses these secrets for as long as the program runs, whatever the vault holds.
 */
void
hoist_account_hold_secrets (HoistAccount *self, HoistSettings *secrets)
{
  gboolean was_held = FALSE;

  g_return_if_fail (HOIST_IS_ACCOUNT (self));

  was_held = hoist_account_is_held (self);
  hoist_account_keys_hold_secrets (self->keys, secrets);
  notify_held (self, was_held);
}

gboolean
hoist_account_is_held (HoistAccount *self)
{
  g_return_val_if_fail (HOIST_IS_ACCOUNT (self), FALSE);

  return hoist_account_keys_are_held (self->keys);
}

/**
 * hoist_account_set_practice:
 *
 * Says that the account is for the practice service, which makes up new secrets at each start.
 */
void
hoist_account_set_practice (HoistAccount *self)
{
  g_return_if_fail (HOIST_IS_ACCOUNT (self));

  self->is_practice = TRUE;
}

gboolean
hoist_account_is_practice (HoistAccount *self)
{
  g_return_val_if_fail (HOIST_IS_ACCOUNT (self), FALSE);

  return self->is_practice;
}

/**
 * hoist_account_set_secrets:
 * @secrets: copied; as the vault has them
 */
void
hoist_account_set_secrets (HoistAccount *self, HoistSettings *secrets)
{
  gboolean was_held = FALSE;

  g_return_if_fail (HOIST_IS_ACCOUNT (self));

  was_held = hoist_account_is_held (self);
  hoist_account_keys_set_secrets (self->keys, secrets);
  notify_held (self, was_held);
}

/**
 * hoist_account_forget_secrets:
 *
 * Forgets the secrets in memory; the next one who needs them asks the vault.
 */
void
hoist_account_forget_secrets (HoistAccount *self)
{
  gboolean was_held = FALSE;

  g_return_if_fail (HOIST_IS_ACCOUNT (self));

  was_held = hoist_account_is_held (self);
  hoist_account_keys_forget_secrets (self->keys);
  notify_held (self, was_held);
}

/**
 * hoist_account_update:
 * @settings: copied; without secrets
 *
 * Changes name and settings, for uploads that run too.
 */
void
hoist_account_update (HoistAccount *self, const char *name, HoistSettings *settings)
{
  gboolean is_renamed = FALSE;

  g_return_if_fail (HOIST_IS_ACCOUNT (self));

  is_renamed = g_strcmp0 (name, hoist_account_get_name (self)) != 0;
  hoist_account_keys_update (self->keys, name, settings);
  if (is_renamed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUMMARY]);
}
