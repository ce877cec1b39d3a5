/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Credentials whose secrets are simply there, or are not, as a test says. */
#include "hoist-test-account.h"

struct _HoistTestAccount {
  GObject parent_instance;

  const HoistProvider *provider; /* (unowned) */
  HoistSettings *settings;       /* (owned) */
  HoistSettings *secrets;        /* (owned) */
  GError *error;                 /* (owned) (nullable) */
};

static const char *
test_account_get_id (HoistCredentials *credentials)
{
  return "test";
}

static const HoistProvider *
test_account_get_provider (HoistCredentials *credentials)
{
  return HOIST_TEST_ACCOUNT (credentials)->provider;
}

static const HoistSettings *
test_account_get_settings (HoistCredentials *credentials)
{
  return HOIST_TEST_ACCOUNT (credentials)->settings;
}

static void
test_account_load_async (HoistCredentials *credentials,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer data)
{
  HoistTestAccount *self = HOIST_TEST_ACCOUNT (credentials);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  if (self->error != NULL)
    g_task_return_error (task, g_error_copy (self->error));
  else
    g_task_return_pointer (task, hoist_settings_ref (self->secrets),
                           (GDestroyNotify) hoist_settings_unref);
}

static HoistSettings *
test_account_load_finish (HoistCredentials *credentials, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_account_store_async (HoistCredentials *credentials,
                          const HoistSettings *secrets,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  HoistTestAccount *self = HOIST_TEST_ACCOUNT (credentials);
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  HoistSettings *merged = hoist_settings_copy (self->secrets);

  hoist_settings_merge (merged, secrets);
  hoist_settings_unref (self->secrets);
  self->secrets = merged;
  g_task_return_boolean (task, TRUE);
}

static gboolean
test_account_store_finish (HoistCredentials *credentials, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
credentials_init (HoistCredentialsInterface *iface)
{
  iface->get_id = test_account_get_id;
  iface->get_provider = test_account_get_provider;
  iface->get_settings = test_account_get_settings;
  iface->load_async = test_account_load_async;
  iface->load_finish = test_account_load_finish;
  iface->store_async = test_account_store_async;
  iface->store_finish = test_account_store_finish;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HoistTestAccount,
                               hoist_test_account,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (HOIST_TYPE_CREDENTIALS, credentials_init))

static void
hoist_test_account_finalize (GObject *object)
{
  HoistTestAccount *self = HOIST_TEST_ACCOUNT (object);

  hoist_settings_unref (self->settings);
  hoist_settings_unref (self->secrets);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (hoist_test_account_parent_class)->finalize (object);
}

static void
hoist_test_account_class_init (HoistTestAccountClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hoist_test_account_finalize;
}

static void
hoist_test_account_init (HoistTestAccount *self)
{
}

/* Takes over @settings and @secrets. */
HoistTestAccount *
hoist_test_account_new (const HoistProvider *provider,
                        HoistSettings *settings,
                        HoistSettings *secrets)
{
  HoistTestAccount *self = g_object_new (HOIST_TYPE_TEST_ACCOUNT, NULL);

  self->provider = provider;
  self->settings = settings;
  self->secrets = secrets;
  return self;
}

/* Loading fails with @error from now on; %NULL: it works again. */
void
hoist_test_account_set_error (HoistTestAccount *self, const GError *error)
{
  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
}

void
hoist_test_account_set_setting (HoistTestAccount *self, const char *id, const char *value)
{
  hoist_settings_set (self->settings, id, value);
}

void
hoist_test_account_set_secret (HoistTestAccount *self, const char *id, const char *value)
{
  hoist_settings_set (self->secrets, id, value);
}
