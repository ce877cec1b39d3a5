/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an account, or the keyring with its keys, needs the user for. */
#include "hoist-config.h"

#include "hoist-account-trouble.h"

#include "hoist-error.h"

#include <glib/gi18n-lib.h>

struct _HoistAccountTrouble {
  GObject parent;

  HoistWorkspace *workspace; /* (owned) */
  GActionMap *actions;       /* (owned): the window's, too */
  char *title;               /* (owned) (nullable): what was written last */
};

enum { SIGNAL_CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HoistAccountTrouble, hoist_account_trouble, G_TYPE_OBJECT)

static void
hoist_account_trouble_finalize (GObject *object)
{
  HoistAccountTrouble *self = HOIST_ACCOUNT_TROUBLE (object);

  /* the window may live longer */
  g_action_map_remove_action (self->actions, "unlock");
  g_clear_object (&self->actions);
  g_clear_object (&self->workspace);
  g_free (self->title);

  G_OBJECT_CLASS (hoist_account_trouble_parent_class)->finalize (object);
}

static void
hoist_account_trouble_class_init (HoistAccountTroubleClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hoist_account_trouble_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", HOIST_TYPE_ACCOUNT_TROUBLE, G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
hoist_account_trouble_init (HoistAccountTrouble *self)
{
  self->actions = G_ACTION_MAP (g_simple_action_group_new ());
}

static void
emit_changed (HoistAccountTrouble *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_accounts_changed (HoistAccountTrouble *self, guint position, guint removed, guint added)
{
  HoistAccounts *accounts = hoist_workspace_get_accounts (self->workspace);

  for (guint i = position; i < position + added; i++) {
    HoistChannel *channel = hoist_account_get_channel (hoist_accounts_get (accounts, i));

    g_signal_handlers_disconnect_by_func (channel, emit_changed, self);
    g_signal_connect_object (channel, "notify::is-stopped", G_CALLBACK (emit_changed), self,
                             G_CONNECT_SWAPPED);
  }
  emit_changed (self);
}

/* Whatever waits for the keyring tries again. */
static gboolean
is_waiting (HoistSession *session, gconstpointer data)
{
  return hoist_session_get_record (session)->reason == HOIST_REASON_KEYRING;
}

/* All accounts of a keyring are behind the same lock: one that asks is enough. */
static void
on_unlock (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HoistAccountTrouble *self = user_data;
  HoistAccounts *accounts = hoist_workspace_get_accounts (self->workspace);
  HoistQueue *queue = hoist_workspace_get_queue (self->workspace);
  g_autoptr (GPtrArray) waiting = hoist_queue_find_all (queue, is_waiting, NULL);

  hoist_vault_ask_again (hoist_workspace_get_vault (self->workspace));
  for (guint i = 0; i < hoist_accounts_get_count (accounts); i++) {
    HoistAccount *account = hoist_accounts_get (accounts, i);

    if (!hoist_account_has_secret_fields (account))
      continue;
    hoist_credentials_load_async (HOIST_CREDENTIALS (account), NULL, NULL, NULL);
    break;
  }
  hoist_queue_retry_many (queue, waiting, FALSE);
}

/**
 * hoist_account_trouble_new:
 * @window: gets the action "keyring.unlock"
 */
HoistAccountTrouble *
hoist_account_trouble_new (GtkWidget *window, HoistWorkspace *workspace)
{
  static const GActionEntry entries[] = { { .name = "unlock", .activate = on_unlock } };
  HoistAccountTrouble *self = g_object_new (HOIST_TYPE_ACCOUNT_TROUBLE, NULL);
  HoistAccounts *accounts = hoist_workspace_get_accounts (workspace);

  self->workspace = g_object_ref (workspace);
  g_action_map_add_action_entries (self->actions, entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (window, "keyring", G_ACTION_GROUP (self->actions));
  g_signal_connect_object (hoist_workspace_get_vault (workspace), "state-changed",
                           G_CALLBACK (emit_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (accounts, "items-changed", G_CALLBACK (on_accounts_changed), self,
                           G_CONNECT_SWAPPED);
  on_accounts_changed (self, 0, 0, hoist_accounts_get_count (accounts));
  return self;
}

static HoistAccount *
find_stopped (HoistAccountTrouble *self)
{
  HoistAccounts *accounts = hoist_workspace_get_accounts (self->workspace);

  for (guint i = 0; i < hoist_accounts_get_count (accounts); i++) {
    HoistAccount *account = hoist_accounts_get (accounts, i);

    if (hoist_channel_get_stop_error (hoist_account_get_channel (account)) != NULL)
      return account;
  }
  return NULL;
}

/* A stopped account: refused by its service, or without the keys that a keyring should have. */
static void
write_stopped (HoistAccountTrouble *self, HoistAccount *account, HoistBannerText *text)
{
  HoistVault *vault = hoist_workspace_get_vault (self->workspace);
  const GError *stop = hoist_channel_get_stop_error (hoist_account_get_channel (account));
  const char *name = hoist_account_get_name (account);

  text->button = _ ("Sign In");
  if (!g_error_matches (stop, HOIST_ERROR, HOIST_ERROR_KEYRING)) {
    self->title = g_strdup_printf (_ ("“%s” was refused by its service. Sign in again"), name);
  } else if (hoist_vault_get_state (vault) == HOIST_VAULT_MISSING) {
    self->title = g_strdup_printf (_ ("There is no keyring to keep keys in. Enter those of “%s”; "
                                      "they are kept until you quit"),
                                   name);
    text->button = _ ("Enter Keys");
  } else {
    self->title = g_strdup_printf (
        _ ("The keyring has no keys for “%s”. Enter them, or sign in again"), name);
  }
  text->action = "win.edit-account";
  text->target = hoist_account_get_id (account);
}

/**
 * hoist_account_trouble_write:
 * @text: (out): what the banner has to say; good until the next call
 *
 * Returns: whether there is anything to say
 */
gboolean
hoist_account_trouble_write (HoistAccountTrouble *self, HoistBannerText *text)
{
  HoistVaultState state = HOIST_VAULT_UNKNOWN;
  HoistAccount *stopped = NULL;

  g_return_val_if_fail (HOIST_IS_ACCOUNT_TROUBLE (self), FALSE);

  *text = (HoistBannerText){ 0 };
  g_clear_pointer (&self->title, g_free);
  state = hoist_vault_get_state (hoist_workspace_get_vault (self->workspace));
  stopped = find_stopped (self);
  if (state == HOIST_VAULT_LOCKED || state == HOIST_VAULT_REFUSED) {
    self->title = g_strdup (
        state == HOIST_VAULT_LOCKED
            ? _ ("The keyring is locked: uploads wait for their keys until it is open")
            : _ ("The keyring stayed locked. Uploads wait for their keys until you unlock it"));
    text->button = _ ("Unlock");
    text->action = "keyring.unlock";
  } else if (stopped != NULL) {
    write_stopped (self, stopped, text);
  }
  text->title = self->title;
  return text->title != NULL;
}

/**
 * hoist_account_trouble_describe:
 *
 * What the list of accounts says below the account's name, beside its service and address.
 *
 * Returns: (transfer full) (nullable): a sentence; %NULL while all is well
 */
char *
hoist_account_trouble_describe (HoistAccount *account)
{
  const GError *stop = hoist_channel_get_stop_error (hoist_account_get_channel (account));

  if (stop != NULL)
    return g_strdup (stop->message);
  /* those of the practice service are made up anew at each start, and need no keyring */
  if (!hoist_account_is_held (account) || hoist_account_is_practice (account))
    return NULL;
  /* what is granted replaces what was entered, so even who remembers the keys has to sign in */
  if (hoist_account_get_provider (account)->write_sign_in_address != NULL)
    return g_strdup (_ ("Signed in until you quit, as there is no keyring. Then sign in again"));
  return g_strdup (_ ("Its keys are kept until you quit, as there is no keyring. Then enter them "
                      "again"));
}

/**
 * hoist_account_trouble_describe_keeping:
 * @error: why an account of @provider was not kept
 *
 * Returns: (transfer full): what it means to keep its keys in memory only, where that is the way
 *   out
 */
char *
hoist_account_trouble_describe_keeping (const HoistProvider *provider, const GError *error)
{
  if (provider->write_sign_in_address == NULL ||
      !g_error_matches (error, HOIST_ERROR, HOIST_ERROR_KEYRING))
    return g_strdup (error->message);
  return g_strdup_printf (
      _ ("%s The service replaces a sign-in while Hoist runs, so after you quit "
         "you have to sign in again."),
      error->message);
}
