/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vaults: the one in memory always, the one on libsecret against a real keyring when
 * HOIST_TEST_KEYRING is 1, and without any bus in any case. */
#include "hoist-test-await.h"
#include "hoist-test-vault.h"
#include "hoist-vault.h"

#include "hoist-error.h"
#include "hoist-vault-secret.h"

#include <string.h>

#define TEXT "plantedSecretValue9317 äöü ☃\nsecond line"

typedef HoistVault *(*NewVault) (void);

static gboolean
store (HoistVault *vault, const char *kind, const char *id, const char *text, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  hoist_vault_store_async (vault, kind, id, "Hoist: a test", text, NULL, hoist_test_keep_result,
                           &result);
  return hoist_vault_store_finish (vault, hoist_test_await (&result), error);
}

static char *
lookup (HoistVault *vault, const char *kind, const char *id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  hoist_vault_lookup_async (vault, kind, id, NULL, hoist_test_keep_result, &result);
  return hoist_vault_lookup_finish (vault, hoist_test_await (&result), error);
}

static gboolean
clear (HoistVault *vault, const char *kind, const char *id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  hoist_vault_clear_async (vault, kind, id, NULL, hoist_test_keep_result, &result);
  return hoist_vault_clear_finish (vault, hoist_test_await (&result), error);
}

static void
assert_found (HoistVault *vault, const char *kind, const char *id, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *found = lookup (vault, kind, id, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (found, ==, text);
}

static void
test_keeps (gconstpointer data)
{
  HoistVault *vault = ((NewVault) data) ();
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *other_id = g_uuid_string_random ();
  g_autoptr (GError) error = NULL;

  assert_found (vault, "account", id, NULL);
  g_assert_true (clear (vault, "account", id, &error));
  g_assert_no_error (error);

  g_assert_true (store (vault, "account", id, TEXT, &error));
  g_assert_no_error (error);
  assert_found (vault, "account", id, TEXT);
  assert_found (vault, "session", id, NULL);
  assert_found (vault, "account", other_id, NULL);

  g_assert_true (store (vault, "session", id, "", &error));
  g_assert_no_error (error);
  g_assert_true (store (vault, "account", id, "another", &error));
  g_assert_no_error (error);
  assert_found (vault, "account", id, "another");
  assert_found (vault, "session", id, "");

  g_assert_true (clear (vault, "account", id, &error));
  g_assert_no_error (error);
  assert_found (vault, "account", id, NULL);
  g_assert_true (clear (vault, "session", id, &error));
  g_assert_finalize_object (vault);
}

/* As large as many presigned addresses. */
static void
test_keeps_much (gconstpointer data)
{
  HoistVault *vault = ((NewVault) data) ();
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *text = g_strnfill (200000, 'x');
  g_autoptr (GError) error = NULL;

  g_assert_true (store (vault, "session", id, text, &error));
  g_assert_no_error (error);
  assert_found (vault, "session", id, text);
  g_assert_true (clear (vault, "session", id, &error));
  g_assert_finalize_object (vault);
}

/* Calls end in the order in which they were made. */
static void
test_keeps_order (gconstpointer data)
{
  HoistVault *vault = ((NewVault) data) ();
  g_autofree char *id = g_uuid_string_random ();

  for (guint i = 0; i < 10; i++) {
    g_autofree char *text = g_strdup_printf ("%u", i);

    hoist_vault_clear_async (vault, "account", id, NULL, NULL, NULL);
    hoist_vault_store_async (vault, "account", id, "Hoist: a test", text, NULL, NULL, NULL);
  }
  assert_found (vault, "account", id, "9");
  g_assert_true (clear (vault, "account", id, NULL));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (vault);
}

static void
test_cancelled (gconstpointer data)
{
  HoistVault *vault = ((NewVault) data) ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  hoist_vault_lookup_async (vault, "account", "1", cancellable, hoist_test_keep_result, &result);
  g_assert_null (hoist_vault_lookup_finish (vault, hoist_test_await (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_injected (void)
{
  HoistVault *vault = hoist_test_vault_new ();
  g_autoptr (GError) locked = g_error_new_literal (HOIST_ERROR, HOIST_ERROR_LOCKED, "Locked.");
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (hoist_vault_get_state (vault), ==, HOIST_VAULT_UNKNOWN);
  g_assert_true (store (vault, "account", "1", TEXT, NULL));
  g_assert_cmpint (hoist_vault_get_state (vault), ==, HOIST_VAULT_OPEN);
  hoist_test_vault_set_error (HOIST_TEST_VAULT (vault), locked);
  g_assert_false (store (vault, "account", "1", "x", &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_null (lookup (vault, "account", "1", &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_cmpint (hoist_vault_get_state (vault), ==, HOIST_VAULT_LOCKED);
  hoist_test_vault_set_refusal (HOIST_TEST_VAULT (vault), TRUE);
  g_assert_false (clear (vault, "account", "1", &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_LOCKED);
  g_assert_cmpint (hoist_vault_get_state (vault), ==, HOIST_VAULT_REFUSED);
  hoist_vault_ask_again (vault);
  g_assert_cmpint (hoist_vault_get_state (vault), ==, HOIST_VAULT_LOCKED);
  hoist_test_vault_set_error (HOIST_TEST_VAULT (vault), NULL);
  assert_found (vault, "account", "1", TEXT);
  g_assert_finalize_object (vault);
}

/* In a process of its own: the bus a process has found once stays with it. */
static void
test_no_bus (void)
{
  if (g_test_subprocess ()) {
    HoistVault *vault = NULL;
    g_autoptr (GError) error = NULL;

    g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/at/all", TRUE);
    g_unsetenv ("DISPLAY");
    vault = hoist_secret_vault_new ();
    g_assert_false (store (vault, "account", "1", TEXT, &error));
    g_assert_error (error, HOIST_ERROR, HOIST_ERROR_KEYRING);
    g_assert_cmpint (hoist_vault_get_state (vault), ==, HOIST_VAULT_MISSING);
    g_assert_null (strstr (error->message, TEXT));
    g_clear_error (&error);
    g_assert_null (lookup (vault, "account", "1", &error));
    g_assert_error (error, HOIST_ERROR, HOIST_ERROR_KEYRING);
    g_clear_error (&error);
    g_assert_false (clear (vault, "account", "1", &error));
    g_assert_error (error, HOIST_ERROR, HOIST_ERROR_KEYRING);
    return;
  }

  g_test_trap_subprocess (NULL, 20 * G_USEC_PER_SEC, 0);
  g_test_trap_assert_passed ();
}

/* The session with the keyring's service ends with the service. */
static void
test_service_restarted (void)
{
  HoistVault *vault = hoist_secret_vault_new ();
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr (GSubprocess) daemon = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (store (vault, "account", id, TEXT, &error));
  g_assert_no_error (error);
  daemon = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE,
                             &error, "gnome-keyring-daemon", "--replace", "--unlock",
                             "--components=secrets", NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (daemon, "pw", NULL, NULL, NULL, &error));
  assert_found (vault, "account", id, TEXT);
  g_assert_true (clear (vault, "account", id, &error));
  g_assert_finalize_object (vault);
}

/* Nobody answers the prompt. What is locked is not lost: nobody may be asked for it again. */
static void
test_locked (void)
{
  HoistVault *vault = hoist_secret_vault_new ();
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr (GDBusConnection) bus = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (store (vault, "account", id, TEXT, &error));
  g_assert_no_error (error);
  bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  reply = g_dbus_connection_call_sync (
      bus, "org.freedesktop.secrets", "/org/freedesktop/secrets", "org.freedesktop.Secret.Service",
      "Lock", g_variant_new_parsed ("([objectpath '/org/freedesktop/secrets/aliases/default'],)"),
      NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);

  g_assert_null (lookup (vault, "account", id, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_cmpint (hoist_vault_get_state (vault), ==, HOIST_VAULT_REFUSED);

  /* Who closed the prompt is not shown it again until they say so. (What comes after that is not
   * asked here: this keyring ends with its prompter, and the next one knows nothing.) */
  g_assert_false (store (vault, "account", id, "another", &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_false (clear (vault, "account", id, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_LOCKED);
  g_assert_cmpint (hoist_vault_get_state (vault), ==, HOIST_VAULT_REFUSED);
  hoist_vault_ask_again (vault);
  g_assert_cmpint (hoist_vault_get_state (vault), ==, HOIST_VAULT_LOCKED);
  g_assert_finalize_object (vault);
}

static void
add_all (const char *name, NewVault new_vault)
{
  static const struct {
    const char *name;
    GTestDataFunc function;
  } tests[] = {
    { "keeps-secrets", test_keeps },
    { "keeps-large-secrets", test_keeps_much },
    { "keeps-the-order", test_keeps_order },
    { "can-be-cancelled", test_cancelled },
  };

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strdup_printf ("/vault/%s/%s", name, tests[i].name);

    g_test_add_data_func (path, (gconstpointer) new_vault, tests[i].function);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add_all ("memory", hoist_test_vault_new);
  g_test_add_func ("/vault/memory/fails-as-told", test_injected);
  g_test_add_func ("/vault/secret/says-that-there-is-no-keyring", test_no_bus);
  if (g_strcmp0 (g_getenv ("HOIST_TEST_KEYRING"), "1") == 0) {
    add_all ("secret", hoist_secret_vault_new);
    g_test_add_func ("/vault/secret/outlives-the-service", test_service_restarted);
    g_test_add_func ("/vault/secret/waits-for-a-locked-keyring", test_locked);
  }

  return g_test_run ();
}
