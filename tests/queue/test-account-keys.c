/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rotated secrets: in the vault before anybody uses them, and never lost. */
#include "hoist-account-keys.h"

#include "hoist-error.h"

#include <string.h>

/* A vault with one text in it, which answers when told. */
#define TEST_TYPE_VAULT (test_vault_get_type ())
G_DECLARE_FINAL_TYPE (TestVault, test_vault, TEST, VAULT, GObject)

struct _TestVault {
  GObject parent_instance;

  char *text; /* (owned) (nullable) */
  guint n_calls;
  gboolean is_locked;
  gboolean is_held;
  GQueue held; /* (element-type GTask) */
};

/* The data of a task that stores. */
static const char *
get_new_text (GTask *task)
{
  return g_task_get_task_data (task);
}

static void
answer (TestVault *self, GTask *task)
{
  if (self->is_locked) {
    g_task_return_new_error (task, HOIST_ERROR, HOIST_ERROR_LOCKED, "The keyring is locked.");
  } else if (get_new_text (task) != NULL) {
    g_free (self->text);
    self->text = g_strdup (get_new_text (task));
    g_task_return_boolean (task, TRUE);
  } else {
    g_task_return_pointer (task, g_strdup (self->text), g_free);
  }
  g_object_unref (task);
}

static void
take (TestVault *self, GTask *task)
{
  self->n_calls++;
  if (self->is_held)
    g_queue_push_tail (&self->held, task);
  else
    answer (self, task);
}

static void
test_vault_store_async (HoistVault *vault,
                        const char *kind,
                        const char *id,
                        const char *label,
                        const char *text,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer data)
{
  GTask *task = g_task_new (vault, cancellable, callback, data);

  g_task_set_task_data (task, g_strdup (text), g_free);
  take (TEST_VAULT (vault), task);
}

static gboolean
test_vault_store_finish (HoistVault *vault, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
test_vault_lookup_async (HoistVault *vault,
                         const char *kind,
                         const char *id,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer data)
{
  take (TEST_VAULT (vault), g_task_new (vault, cancellable, callback, data));
}

static char *
test_vault_lookup_finish (HoistVault *vault, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_vault_interface_init (HoistVaultInterface *iface)
{
  iface->store_async = test_vault_store_async;
  iface->store_finish = test_vault_store_finish;
  iface->lookup_async = test_vault_lookup_async;
  iface->lookup_finish = test_vault_lookup_finish;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestVault,
                               test_vault,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (HOIST_TYPE_VAULT, test_vault_interface_init))

static void
test_vault_finalize (GObject *object)
{
  TestVault *self = TEST_VAULT (object);

  g_assert_true (g_queue_is_empty (&self->held));
  g_free (self->text);

  G_OBJECT_CLASS (test_vault_parent_class)->finalize (object);
}

static void
test_vault_class_init (TestVaultClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_vault_finalize;
}

static void
test_vault_init (TestVault *self)
{
  g_queue_init (&self->held);
}

static const HoistField fields[] = {
  { "client-secret", HOIST_FIELD_TEXT, HOIST_FIELD_SECRET | HOIST_FIELD_REQUIRED, "Secret",
    "A secret.", NULL, NULL },
  { "refresh-token", HOIST_FIELD_TEXT, HOIST_FIELD_SECRET, "Token", "A token.", NULL, NULL },
};

static const HoistProvider provider = {
  .id = "test",
  .name = "Test service",
  .fields = fields,
  .n_fields = G_N_ELEMENTS (fields),
};

typedef struct {
  TestVault *vault;
  HoistCredentials *keys;
  GString *told; /* what every call ended with */
} Fixture;

static HoistCredentials *
new_keys (TestVault *vault)
{
  g_autoptr (HoistSettings) settings = hoist_settings_new ();

  return HOIST_CREDENTIALS (
      hoist_account_keys_new ("1", &provider, "Work", settings, (HoistVault *) vault));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->vault = g_object_new (TEST_TYPE_VAULT, NULL);
  fixture->vault->text = g_strdup ("{\"client-secret\":\"key\",\"refresh-token\":\"r0\"}");
  fixture->keys = new_keys (fixture->vault);
  fixture->told = g_string_new (NULL);
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  settle ();
  g_assert_finalize_object (fixture->keys);
  g_assert_finalize_object (fixture->vault);
  g_string_free (fixture->told, TRUE);
}

static void
vault_hold (Fixture *fixture)
{
  fixture->vault->is_held = TRUE;
}

/* Answers the one call that waits; those that follow from it are held again. */
static void
vault_answer (Fixture *fixture)
{
  settle ();
  g_assert_cmpuint (g_queue_get_length (&fixture->vault->held), ==, 1);
  answer (fixture->vault, g_queue_pop_head (&fixture->vault->held));
  settle ();
}

static void
tell_error (GString *told, const GError *error)
{
  g_string_append (told, g_error_matches (error, HOIST_ERROR, HOIST_ERROR_LOCKED) ? "locked;"
                                                                                  : "failed;");
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HoistSettings) secrets =
      hoist_credentials_load_finish (HOIST_CREDENTIALS (source), result, &error);

  if (secrets != NULL)
    g_string_append_printf (data, "%s+%s;", hoist_settings_get (secrets, "client-secret"),
                            hoist_settings_get (secrets, "refresh-token"));
  else
    tell_error (data, error);
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (hoist_credentials_store_finish (HOIST_CREDENTIALS (source), result, &error))
    g_string_append (data, "stored;");
  else
    tell_error (data, error);
}

static void
load (Fixture *fixture)
{
  hoist_credentials_load_async (fixture->keys, NULL, on_loaded, fixture->told);
}

static void
store (Fixture *fixture, const char *id, const char *value)
{
  g_autoptr (HoistSettings) secrets = hoist_settings_new ();

  hoist_settings_set (secrets, id, value);
  hoist_credentials_store_async (fixture->keys, secrets, on_stored, fixture->told);
}

static void
assert_told (Fixture *fixture, const char *told)
{
  settle ();
  g_assert_cmpstr (fixture->told->str, ==, told);
  g_string_truncate (fixture->told, 0);
}

static void
assert_vault_has (Fixture *fixture, const char *id, const char *value)
{
  g_autoptr (HoistSettings) secrets = hoist_settings_new_from_text (fixture->vault->text, NULL);

  g_assert_nonnull (secrets);
  g_assert_cmpstr (hoist_settings_get (secrets, id), ==, value);
}

static void
test_written_before_use (Fixture *fixture, gconstpointer data)
{
  load (fixture);
  assert_told (fixture, "key+r0;");
  vault_hold (fixture);
  store (fixture, "refresh-token", "r1");
  load (fixture);
  assert_told (fixture, "");
  vault_answer (fixture);
  assert_vault_has (fixture, "refresh-token", "r1");
  assert_vault_has (fixture, "client-secret", "key");
  assert_told (fixture, "stored;key+r1;");
  load (fixture);
  assert_told (fixture, "key+r1;");
}

/* What is new is added to what the vault has, also where nobody has looked yet. */
static void
test_added_unseen (Fixture *fixture, gconstpointer data)
{
  store (fixture, "refresh-token", "r1");
  assert_told (fixture, "stored;");
  assert_vault_has (fixture, "refresh-token", "r1");
  assert_vault_has (fixture, "client-secret", "key");
}

static void
test_locked (Fixture *fixture, gconstpointer data)
{
  const gboolean is_seen = GPOINTER_TO_INT (data);

  if (is_seen) {
    load (fixture);
    assert_told (fixture, "key+r0;");
  }
  fixture->vault->is_locked = TRUE;
  store (fixture, "refresh-token", "r1");
  assert_told (fixture, "locked;");
  /* nobody gets the old one, which the service may have voided, nor the new one */
  load (fixture);
  assert_told (fixture, "locked;");

  fixture->vault->is_locked = FALSE;
  load (fixture);
  assert_told (fixture, "key+r1;");
  assert_vault_has (fixture, "refresh-token", "r1");
  assert_vault_has (fixture, "client-secret", "key");
}

/* The second comes while the first is on its way. */
static void
test_two_at_once (Fixture *fixture, gconstpointer data)
{
  load (fixture);
  assert_told (fixture, "key+r0;");
  vault_hold (fixture);
  store (fixture, "refresh-token", "r1");
  settle ();
  store (fixture, "client-secret", "key2");
  load (fixture);
  vault_answer (fixture);
  assert_vault_has (fixture, "client-secret", "key");
  assert_told (fixture, "");
  vault_answer (fixture);
  assert_vault_has (fixture, "client-secret", "key2");
  assert_vault_has (fixture, "refresh-token", "r1");
  settle ();
  g_assert_nonnull (strstr (fixture->told->str, "key2+r1;"));
  g_assert_cmpuint (fixture->told->len, ==, strlen ("key2+r1;stored;stored;"));
}

/* The user has entered new secrets meanwhile: those hold, and whoever waits gets them. */
static void
test_replaced_while_saving (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistSettings) entered =
      hoist_settings_new_from_text ("{\"client-secret\":\"new\",\"refresh-token\":\"n0\"}", NULL);

  load (fixture);
  assert_told (fixture, "key+r0;");
  vault_hold (fixture);
  store (fixture, "refresh-token", "r1");
  load (fixture);
  settle ();
  hoist_account_keys_set_secrets (HOIST_ACCOUNT_KEYS (fixture->keys), entered);
  vault_answer (fixture);
  g_assert_nonnull (strstr (fixture->told->str, "new+n0;"));
  g_assert_null (strstr (fixture->told->str, "r1"));
}

/* The one who waited for that write gives up meanwhile: what the user has entered still holds. */
static void
test_replaced_and_given_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (HoistSettings) entered =
      hoist_settings_new_from_text ("{\"client-secret\":\"new\",\"refresh-token\":\"n0\"}", NULL);

  load (fixture);
  assert_told (fixture, "key+r0;");
  fixture->vault->is_locked = TRUE;
  store (fixture, "refresh-token", "r1");
  assert_told (fixture, "locked;");
  fixture->vault->is_locked = FALSE;
  vault_hold (fixture);
  hoist_credentials_load_async (fixture->keys, cancellable, on_loaded, fixture->told);
  settle ();
  hoist_account_keys_set_secrets (HOIST_ACCOUNT_KEYS (fixture->keys), entered);
  g_cancellable_cancel (cancellable);
  assert_told (fixture, "failed;");
  vault_answer (fixture);
  load (fixture);
  assert_told (fixture, "new+n0;");
}

/* Whoever waits is answered from the vault, as it is then. */
static void
test_forgotten_while_saving (Fixture *fixture, gconstpointer data)
{
  load (fixture);
  assert_told (fixture, "key+r0;");
  vault_hold (fixture);
  store (fixture, "refresh-token", "r1");
  load (fixture);
  settle ();
  hoist_account_keys_forget_secrets (HOIST_ACCOUNT_KEYS (fixture->keys));
  vault_answer (fixture);
  assert_told (fixture, "");
  vault_answer (fixture);
  assert_told (fixture, "stored;key+r1;");
}

/* Secrets that were handed in for this time only stay out of the vault, and what becomes of them.
 */
static void
test_held (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistSettings) handed =
      hoist_settings_new_from_text ("{\"client-secret\":\"hand\",\"refresh-token\":\"h0\"}", NULL);

  hoist_account_keys_hold_secrets (HOIST_ACCOUNT_KEYS (fixture->keys), handed);
  store (fixture, "refresh-token", "h1");
  assert_told (fixture, "stored;");
  load (fixture);
  assert_told (fixture, "hand+h1;");
  g_assert_cmpuint (fixture->vault->n_calls, ==, 0);
  assert_vault_has (fixture, "refresh-token", "r0");
}

static void
test_without_vault (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistSettings) handed = hoist_settings_new ();

  g_assert_finalize_object (fixture->keys);
  fixture->keys = new_keys (NULL);
  hoist_settings_set (handed, "client-secret", "hand");
  hoist_account_keys_set_secrets (HOIST_ACCOUNT_KEYS (fixture->keys), handed);
  store (fixture, "refresh-token", "h1");
  assert_told (fixture, "stored;");
  load (fixture);
  assert_told (fixture, "hand+h1;");
}

#define ADD(path, data, function) g_test_add (path, Fixture, data, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("/account-keys/writes-before-use", NULL, test_written_before_use);
  ADD ("/account-keys/adds-to-what-nobody-has-read", NULL, test_added_unseen);
  ADD ("/account-keys/locked-loses-nothing", GINT_TO_POINTER (TRUE), test_locked);
  ADD ("/account-keys/locked-and-unread-loses-nothing", GINT_TO_POINTER (FALSE), test_locked);
  ADD ("/account-keys/writes-two-one-after-the-other", NULL, test_two_at_once);
  ADD ("/account-keys/replaced-while-saving", NULL, test_replaced_while_saving);
  ADD ("/account-keys/replaced-while-saving-and-given-up", NULL, test_replaced_and_given_up);
  ADD ("/account-keys/forgotten-while-saving", NULL, test_forgotten_while_saving);
  ADD ("/account-keys/held-secrets-stay-out-of-the-vault", NULL, test_held);
  ADD ("/account-keys/does-without-a-vault", NULL, test_without_vault);

  return g_test_run ();
}
