/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of accounts: finding them, the one for new uploads, and what another program changed. */
#include "hoist-accounts-private.h"

#define DEFAULT_SETTING "default-account"
#define PRACTICE_SETTING "practice-account"

/* The ids as the user ordered them, with commas. */
#define ORDER_SETTING "account-order"

static void hoist_accounts_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HoistAccounts,
                               hoist_accounts,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      hoist_accounts_list_model_init))

static GType
hoist_accounts_get_item_type (GListModel *model)
{
  return HOIST_TYPE_ACCOUNT;
}

static guint
hoist_accounts_get_n_items (GListModel *model)
{
  return HOIST_ACCOUNTS (model)->accounts->len;
}

static gpointer
hoist_accounts_get_item (GListModel *model, guint index)
{
  HoistAccounts *self = HOIST_ACCOUNTS (model);

  return index < self->accounts->len
             ? g_object_ref ((GObject *) g_ptr_array_index (self->accounts, index))
             : NULL;
}

static void
hoist_accounts_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = hoist_accounts_get_item_type;
  iface->get_n_items = hoist_accounts_get_n_items;
  iface->get_item = hoist_accounts_get_item;
}

static void
hoist_accounts_dispose (GObject *object)
{
  HoistAccounts *self = HOIST_ACCOUNTS (object);

  g_ptr_array_set_size (self->accounts, 0);
  g_clear_object (&self->store);
  g_clear_object (&self->vault);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (hoist_accounts_parent_class)->dispose (object);
}

static void
hoist_accounts_finalize (GObject *object)
{
  HoistAccounts *self = HOIST_ACCOUNTS (object);

  g_clear_pointer (&self->accounts, g_ptr_array_unref);

  G_OBJECT_CLASS (hoist_accounts_parent_class)->finalize (object);
}

static void
hoist_accounts_class_init (HoistAccountsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = hoist_accounts_dispose;
  object_class->finalize = hoist_accounts_finalize;
}

static void
hoist_accounts_init (HoistAccounts *self)
{
  self->accounts = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * hoist_accounts_new:
 * @vault: (nullable): for the secrets
 */
HoistAccounts *
hoist_accounts_new (HoistStore *store, HoistVault *vault, HoistClock *clock)
{
  HoistAccounts *self = g_object_new (HOIST_TYPE_ACCOUNTS, NULL);

  self->store = g_object_ref (store);
  self->vault = vault != NULL ? g_object_ref (vault) : NULL;
  self->clock = g_object_ref (clock);
  return self;
}

/* An account with settings that make no sense is still one: the user can set them anew. */
static HoistAccount *
new_from_row (HoistAccounts *self, const HoistAccountRow *row)
{
  const HoistProvider *provider = hoist_provider_find (row->service);
  g_autoptr (HoistSettings) settings = NULL;

  if (provider == NULL) {
    g_debug ("an account is of an unknown service");
    return NULL;
  }
  settings = hoist_settings_new_from_text (row->settings, NULL);
  if (settings == NULL)
    settings = hoist_settings_new ();
  return hoist_account_new (row->id, provider, row->name, settings, self->vault, self->clock);
}

/* Those that the user never moved are behind all others, in the order in which they came. */
static void
put_in_order (HoistAccounts *self)
{
  g_autofree char *setting = hoist_store_dup_setting (self->store, ORDER_SETTING);
  g_auto (GStrv) ids = g_strsplit (setting != NULL ? setting : "", ",", -1);
  guint n_placed = 0;

  for (guint i = 0; ids[i] != NULL; i++) {
    HoistAccount *account = hoist_accounts_find (self, ids[i]);
    guint index = 0;

    if (account == NULL || !g_ptr_array_find (self->accounts, account, &index) || index < n_placed)
      continue;
    g_ptr_array_insert (self->accounts, (int) n_placed++,
                        g_ptr_array_steal_index (self->accounts, index));
  }
}

/**
 * hoist_accounts_restore:
 * @rows: (element-type HoistAccountRow): from the store
 *
 * Makes the list what @rows says. Accounts that are in the list already stay the same objects, with
 * their secrets, so this also follows what another program changed. Those of a service that this
 * version does not know are left out, and stay in the store.
 */
void
hoist_accounts_restore (HoistAccounts *self, GPtrArray *rows)
{
  g_autoptr (GPtrArray) old = NULL;

  g_return_if_fail (HOIST_IS_ACCOUNTS (self));
  g_return_if_fail (rows != NULL);

  old = g_ptr_array_copy (self->accounts, (GCopyFunc) (void (*) (void)) g_object_ref, NULL);
  g_ptr_array_set_free_func (old, g_object_unref);
  g_ptr_array_set_size (self->accounts, 0);
  for (guint i = 0; i < rows->len; i++) {
    const HoistAccountRow *row = g_ptr_array_index (rows, i);
    g_autoptr (HoistAccount) account = NULL;
    g_autoptr (HoistSettings) settings = hoist_settings_new_from_text (row->settings, NULL);

    for (guint j = 0; j < old->len && account == NULL; j++) {
      HoistAccount *known = g_ptr_array_index (old, j);

      if (g_strcmp0 (hoist_account_get_id (known), row->id) == 0)
        account = g_object_ref (known);
    }
    if (account != NULL && settings != NULL)
      hoist_account_update (account, row->name, settings);
    if (account == NULL)
      account = new_from_row (self, row);
    if (account != NULL)
      g_ptr_array_add (self->accounts, g_steal_pointer (&account));
  }
  put_in_order (self);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, old->len, self->accounts->len);
}

guint
hoist_accounts_get_count (HoistAccounts *self)
{
  g_return_val_if_fail (HOIST_IS_ACCOUNTS (self), 0);

  return self->accounts->len;
}

/**
 * hoist_accounts_get:
 *
 * Returns: (transfer none)
 */
HoistAccount *
hoist_accounts_get (HoistAccounts *self, guint index)
{
  g_return_val_if_fail (HOIST_IS_ACCOUNTS (self), NULL);
  g_return_val_if_fail (index < self->accounts->len, NULL);

  return g_ptr_array_index (self->accounts, index);
}

/**
 * hoist_accounts_find:
 * @id: (nullable)
 *
 * Returns: (transfer none) (nullable)
 */
HoistAccount *
hoist_accounts_find (HoistAccounts *self, const char *id)
{
  g_return_val_if_fail (HOIST_IS_ACCOUNTS (self), NULL);

  for (guint i = 0; i < self->accounts->len; i++) {
    HoistAccount *account = g_ptr_array_index (self->accounts, i);

    if (g_strcmp0 (hoist_account_get_id (account), id) == 0)
      return account;
  }
  return NULL;
}

/**
 * hoist_accounts_find_by_name:
 * @name: (nullable)
 *
 * Returns: (transfer none) (nullable)
 */
HoistAccount *
hoist_accounts_find_by_name (HoistAccounts *self, const char *name)
{
  g_return_val_if_fail (HOIST_IS_ACCOUNTS (self), NULL);

  for (guint i = 0; i < self->accounts->len; i++) {
    HoistAccount *account = g_ptr_array_index (self->accounts, i);

    if (g_strcmp0 (hoist_account_get_name (account), name) == 0)
      return account;
  }
  return NULL;
}

/**
 * hoist_accounts_get_default:
 *
 * Returns: (transfer none) (nullable): the one that was chosen, else the first
 */
HoistAccount *
hoist_accounts_get_default (HoistAccounts *self)
{
  g_autofree char *id = NULL;
  HoistAccount *chosen = NULL;

  g_return_val_if_fail (HOIST_IS_ACCOUNTS (self), NULL);

  id = hoist_store_dup_setting (self->store, DEFAULT_SETTING);
  chosen = id != NULL ? hoist_accounts_find (self, id) : NULL;
  if (chosen == NULL && self->accounts->len > 0)
    chosen = g_ptr_array_index (self->accounts, 0);
  return chosen;
}

/**
 * hoist_accounts_set_default:
 * @account: (nullable): %NULL for the first
 */
void
hoist_accounts_set_default (HoistAccounts *self, HoistAccount *account)
{
  g_return_if_fail (HOIST_IS_ACCOUNTS (self));

  hoist_store_set_setting (self->store, DEFAULT_SETTING,
                           account != NULL ? hoist_account_get_id (account) : NULL);
}

/**
 * hoist_accounts_get_practice:
 *
 * Returns: (transfer none) (nullable): the one whose service is the practice service that the
 *   application runs; else the one that has its name
 */
HoistAccount *
hoist_accounts_get_practice (HoistAccounts *self)
{
  g_autofree char *id = NULL;
  HoistAccount *account = NULL;

  g_return_val_if_fail (HOIST_IS_ACCOUNTS (self), NULL);

  id = hoist_store_dup_setting (self->store, PRACTICE_SETTING);
  account = id != NULL ? hoist_accounts_find (self, id) : NULL;
  return account != NULL ? account : hoist_accounts_find_by_name (self, HOIST_PRACTICE_ACCOUNT);
}

/**
 * hoist_accounts_set_practice:
 *
 * Remembers the account for the practice service: its name is in the user's language, and may be
 * changed.
 */
void
hoist_accounts_set_practice (HoistAccounts *self, HoistAccount *account)
{
  g_return_if_fail (HOIST_IS_ACCOUNTS (self));
  g_return_if_fail (HOIST_IS_ACCOUNT (account));

  hoist_store_set_setting (self->store, PRACTICE_SETTING, hoist_account_get_id (account));
}

static void
save_order (HoistAccounts *self)
{
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0; i < self->accounts->len; i++)
    g_string_append_printf (ids, "%s%s", i > 0 ? "," : "",
                            hoist_account_get_id (g_ptr_array_index (self->accounts, i)));
  hoist_store_set_setting (self->store, ORDER_SETTING, ids->str);
}

/**
 * hoist_accounts_move:
 * @steps: towards the end; negative towards the beginning
 *
 * Moves an account in the list, as far as that goes; the order is remembered.
 */
void
hoist_accounts_move (HoistAccounts *self, HoistAccount *account, int steps)
{
  guint from = 0;
  int to = 0;

  g_return_if_fail (HOIST_IS_ACCOUNTS (self));

  if (!g_ptr_array_find (self->accounts, account, &from))
    return;
  to = CLAMP ((int) from + steps, 0, (int) self->accounts->len - 1);
  if (to == (int) from)
    return;
  g_ptr_array_insert (self->accounts, to, g_ptr_array_steal_index (self->accounts, from));
  save_order (self);
  g_list_model_items_changed (G_LIST_MODEL (self), MIN (from, (guint) to),
                              MAX (from, (guint) to) - MIN (from, (guint) to) + 1,
                              MAX (from, (guint) to) - MIN (from, (guint) to) + 1);
}
