/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The vault on libsecret: the portal's file inside a sandbox, else the Secret Service. */
#include "hoist-vault-secret.h"

#include "hoist-error.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>
#include <string.h>

/* As libsecret 0.20.5 has it (secret-backend.c, secret-password.c, secret-methods.c):
 * - the first call of each kind asks the portal synchronously, so nothing of it may run in the main
 *   thread; the sync variants bring a main context of their own, so they work in any other;
 * - the simple API never notices that the keyring's service was started anew: its session is then
 *   dead until secret_service_disconnect();
 * - a look-up behind a locked keyring whose prompt was dismissed ends with "nothing found" and
 *   without an error, which is told apart by a search that does not unlock. */

/* Who closed the prompt does not want to see it again for each upload that waits; see
 * hoist_vault_ask_again(). */
#define REFUSAL_US (30 * G_TIME_SPAN_MINUTE)

struct _HoistSecretVault {
  GObject parent_instance;

  GThreadPool *pool; /* (owned): one thread, so that calls keep their order and prompts queue up */
  gint64 refused_us; /* when the prompt was closed last */
};

typedef enum {
  CALL_STORE,
  CALL_LOOKUP,
  CALL_CLEAR,
} CallKind;

typedef struct {
  CallKind kind;
  char *secret_kind;   /* (owned) */
  char *id;            /* (owned) */
  char *label;         /* (owned) (nullable) */
  char *text;          /* (owned) (nullable) */
  char *found;         /* (owned) (nullable): what a look-up found */
  GError *error;       /* (owned) (nullable): why it failed */
  gboolean is_refused; /* because the user closed the prompt */
  gboolean is_quiet;   /* no prompt: the user has closed one just now */
} Call;

static const SecretSchema schema = {
  HOIST_APPLICATION_ID,
  SECRET_SCHEMA_NONE,
  {
      { "kind", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "id", SECRET_SCHEMA_ATTRIBUTE_STRING },
  },
};

static void hoist_secret_vault_interface_init (HoistVaultInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HoistSecretVault,
                               hoist_secret_vault,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (HOIST_TYPE_VAULT,
                                                      hoist_secret_vault_interface_init))

static void
wipe (char *text)
{
  explicit_bzero (text, strlen (text));
  g_free (text);
}

static void
call_free (Call *call)
{
  g_free (call->secret_kind);
  g_free (call->id);
  g_free (call->label);
  g_clear_pointer (&call->text, wipe);
  g_clear_pointer (&call->found, wipe);
  g_clear_error (&call->error);
  g_free (call);
}

static GError *
new_locked (void)
{
  return g_error_new_literal (HOIST_ERROR, HOIST_ERROR_LOCKED,
                              _ ("The keyring is locked. Unlock it to go on."));
}

static GError *
new_refused (void)
{
  return g_error_new_literal (HOIST_ERROR, HOIST_ERROR_LOCKED,
                              _ ("The keyring was not unlocked. Unlock it to go on."));
}

/* A service that is slow may still come: that is waiting, not absence. */
static gboolean
is_waiting (const GError *foreign)
{
  return g_error_matches (foreign, SECRET_ERROR, SECRET_ERROR_IS_LOCKED) ||
         g_error_matches (foreign, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
         g_error_matches (foreign, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY) ||
         g_error_matches (foreign, G_DBUS_ERROR, G_DBUS_ERROR_TIMEOUT) ||
         g_error_matches (foreign, G_DBUS_ERROR, G_DBUS_ERROR_TIMED_OUT) ||
         g_error_matches (foreign, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
}

static GError *
convert_error (const GError *foreign)
{
  g_debug ("keyring: %s", foreign->message);
  if (is_waiting (foreign))
    return new_locked ();
  return g_error_new_literal (HOIST_ERROR, HOIST_ERROR_KEYRING,
                              _ ("There is no keyring to keep secrets in. Start one (such as GNOME "
                                 "Keyring or KWallet), or enter the secrets for this time only."));
}

/* Whether there is such a secret that could not be had. */
static gboolean
is_behind_lock (const Call *call, GCancellable *cancellable)
{
  GList *found = secret_password_search_sync (&schema, SECRET_SEARCH_ALL, cancellable, NULL, "kind",
                                              call->secret_kind, "id", call->id, NULL);
  gboolean is_found = found != NULL;

  g_list_free_full (found, g_object_unref);
  return is_found;
}

/* Whether the call would show a prompt. Only a look-up can be told apart: once one has found the
 * keyring open, for somebody else opened it, all others may go on. */
static gboolean
needs_prompt (const Call *call, GCancellable *cancellable)
{
  GList *found = NULL;
  gboolean is_locked = call->kind != CALL_LOOKUP;

  if (!is_locked)
    found = secret_password_search_sync (&schema, SECRET_SEARCH_ALL, cancellable, NULL, "kind",
                                         call->secret_kind, "id", call->id, NULL);
  for (GList *item = found; item != NULL; item = item->next)
    is_locked |= SECRET_IS_ITEM (item->data) && secret_item_get_locked (SECRET_ITEM (item->data));
  g_list_free_full (found, g_object_unref);
  return is_locked;
}

static gboolean
try_call (const Call *call, char **found, GCancellable *cancellable, GError **error)
{
  gboolean is_cleared = FALSE;

  switch (call->kind) {
  case CALL_STORE:
    return secret_password_store_sync (&schema, SECRET_COLLECTION_DEFAULT, call->label, call->text,
                                       cancellable, error, "kind", call->secret_kind, "id",
                                       call->id, NULL);
  case CALL_LOOKUP:
    *found = secret_password_lookup_sync (&schema, cancellable, error, "kind", call->secret_kind,
                                          "id", call->id, NULL);
    return *error == NULL;
  case CALL_CLEAR:
    is_cleared = secret_password_clear_sync (&schema, cancellable, error, "kind", call->secret_kind,
                                             "id", call->id, NULL);
    return is_cleared || *error == NULL;
  default:
    g_assert_not_reached ();
  }
}

/* Once more with a new connection to the service, in case it was started anew. */
static gboolean
carry_out (const Call *call, char **found, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) first = NULL;

  if (try_call (call, found, cancellable, &first))
    return TRUE;
  if (!is_waiting (first)) {
    secret_service_disconnect ();
    g_clear_error (&first);
    if (try_call (call, found, cancellable, &first))
      return TRUE;
  }
  g_propagate_error (error, g_steal_pointer (&first));
  return FALSE;
}

static void
note_state (HoistSecretVault *self, const Call *call)
{
  HoistVaultState state = HOIST_VAULT_OPEN;

  if (call->is_refused)
    state = HOIST_VAULT_REFUSED;
  else if (g_error_matches (call->error, HOIST_ERROR, HOIST_ERROR_LOCKED))
    state = HOIST_VAULT_LOCKED;
  else if (call->error != NULL)
    state = HOIST_VAULT_MISSING;
  if (call->is_refused && !call->is_quiet)
    self->refused_us = g_get_monotonic_time ();
  hoist_vault_set_state (HOIST_VAULT (self), state);
}

static gboolean
on_carried_out (gpointer data)
{
  GTask *task = data;
  Call *call = g_task_get_task_data (task);

  if (g_task_return_error_if_cancelled (task))
    return G_SOURCE_REMOVE;
  note_state (g_task_get_source_object (task), call);
  if (call->error != NULL)
    g_task_return_error (task, g_steal_pointer (&call->error));
  else if (call->kind == CALL_LOOKUP)
    g_task_return_pointer (task, g_steal_pointer (&call->found), (GDestroyNotify) wipe);
  else
    g_task_return_boolean (task, TRUE);
  return G_SOURCE_REMOVE;
}

/* The task goes back whole, so that nothing of it ends on this thread. */
static void
hand_back (GTask *task)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, g_task_get_priority (task));
  g_source_set_callback (source, on_carried_out, task, g_object_unref);
  g_source_attach (source, g_task_get_context (task));
}

static void
run_call (gpointer data, gpointer pool_data)
{
  GTask *task = data;
  Call *call = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr (GError) error = NULL;
  char *secret = NULL;
  gboolean is_empty = FALSE;

  if (g_cancellable_is_cancelled (cancellable)) {
    hand_back (task);
    return;
  }

  if (call->is_quiet && needs_prompt (call, cancellable)) {
    call->is_refused = TRUE;
    call->error = new_refused ();
  } else if (!carry_out (call, &secret, cancellable, &error)) {
    /* nobody but the user cancels here: a caller's wish was looked at above, and is again later */
    call->is_refused = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
                       !g_cancellable_is_cancelled (cancellable);
    call->error = call->is_refused ? new_refused () : convert_error (error);
  } else {
    is_empty = secret == NULL && call->kind != CALL_STORE;
    call->found = g_strdup (secret);
    g_clear_pointer (&secret, secret_password_free);
    call->is_refused = is_empty && is_behind_lock (call, cancellable);
    if (call->is_refused)
      call->error = new_refused ();
  }
  hand_back (task);
}

static void
start (HoistVault *vault,
       Call *call,
       gpointer tag,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer data)
{
  HoistSecretVault *self = HOIST_SECRET_VAULT (vault);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);
  call->is_quiet = hoist_vault_get_state (vault) == HOIST_VAULT_REFUSED &&
                   g_get_monotonic_time () - self->refused_us < REFUSAL_US;
  g_thread_pool_push (self->pool, g_steal_pointer (&task), NULL);
}

static Call *
call_new (CallKind kind, const char *secret_kind, const char *id)
{
  Call *call = g_new0 (Call, 1);

  call->kind = kind;
  call->secret_kind = g_strdup (secret_kind);
  call->id = g_strdup (id);
  return call;
}

static void
hoist_secret_vault_store_async (HoistVault *vault,
                                const char *kind,
                                const char *id,
                                const char *label,
                                const char *text,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  Call *call = call_new (CALL_STORE, kind, id);

  call->label = g_strdup (label);
  call->text = g_strdup (text);
  start (vault, call, hoist_secret_vault_store_async, cancellable, callback, data);
}

static gboolean
hoist_secret_vault_finish (HoistVault *vault, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, vault), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
hoist_secret_vault_lookup_async (HoistVault *vault,
                                 const char *kind,
                                 const char *id,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  start (vault, call_new (CALL_LOOKUP, kind, id), hoist_secret_vault_lookup_async, cancellable,
         callback, data);
}

static char *
hoist_secret_vault_lookup_finish (HoistVault *vault, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, vault), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
hoist_secret_vault_clear_async (HoistVault *vault,
                                const char *kind,
                                const char *id,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  start (vault, call_new (CALL_CLEAR, kind, id), hoist_secret_vault_clear_async, cancellable,
         callback, data);
}

static void
hoist_secret_vault_interface_init (HoistVaultInterface *iface)
{
  iface->store_async = hoist_secret_vault_store_async;
  iface->store_finish = hoist_secret_vault_finish;
  iface->lookup_async = hoist_secret_vault_lookup_async;
  iface->lookup_finish = hoist_secret_vault_lookup_finish;
  iface->clear_async = hoist_secret_vault_clear_async;
  iface->clear_finish = hoist_secret_vault_finish;
}

/* Each call holds the vault, so the pool is empty here. */
static void
hoist_secret_vault_finalize (GObject *object)
{
  HoistSecretVault *self = HOIST_SECRET_VAULT (object);

  g_thread_pool_free (self->pool, FALSE, FALSE);

  G_OBJECT_CLASS (hoist_secret_vault_parent_class)->finalize (object);
}

static void
on_prompted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  GVariant *answer = secret_prompt_perform_finish (SECRET_PROMPT (source), result, &error);

  if (answer != NULL)
    g_task_return_pointer (task, answer, (GDestroyNotify) g_variant_unref);
  else if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Dismissed");
}

static void
prompt_async (SecretService *service,
              SecretPrompt *prompt,
              const GVariantType *return_type,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer data)
{
  GTask *task = g_task_new (service, cancellable, callback, data);

  g_task_set_source_tag (task, prompt_async);
  secret_prompt_perform (prompt, NULL, return_type, cancellable, on_prompted, task);
}

static GVariant *
prompt_finish (SecretService *service, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* libsecret 0.20.5 (and 0.21.7 still) never ends a call whose prompt the user dismissed: its own
 * function returns an error that is not there (secret-service.c, on_real_prompt_completed()). */
static void
mend_prompts (void)
{
  SecretServiceClass *klass = g_type_class_ref (SECRET_TYPE_SERVICE);

  klass->prompt_async = prompt_async;
  klass->prompt_finish = prompt_finish;
}

static void
hoist_secret_vault_class_init (HoistSecretVaultClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hoist_secret_vault_finalize;
  mend_prompts ();
}

static void
hoist_secret_vault_init (HoistSecretVault *self)
{
  self->pool = g_thread_pool_new (run_call, NULL, 1, FALSE, NULL);
}

/**
 * hoist_secret_vault_new:
 *
 * Makes a vault on the user's keyring. It is asked in a thread of its own, one call after the
 * other; the keyring may show a prompt.
 */
HoistVault *
hoist_secret_vault_new (void)
{
  return g_object_new (HOIST_TYPE_SECRET_VAULT, NULL);
}
