/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Uploads' own settings and their account, as long as nothing was begun with them. */
#include "hoist-queue-private.h"

/* New options that are on their way to the uploads. */
typedef struct {
  HoistSettings *options; /* (owned) */
  char **forgotten;       /* (owned) (nullable) */
  HoistSettings *former;  /* (owned) (nullable): uploads added together share their options */
  HoistSettings *merged;  /* (owned) (nullable): what they become */
} Change;

/* An upload that goes to another account from the beginning, since it was begun at the former. */
typedef struct {
  HoistQueue *queue;     /* (owned) */
  HoistSession *session; /* (owned) */
} Replacement;

static void
change_free (gpointer data)
{
  Change *self = data;

  hoist_settings_unref (self->options);
  g_strfreev (self->forgotten);
  g_clear_pointer (&self->former, hoist_settings_unref);
  g_clear_pointer (&self->merged, hoist_settings_unref);
  g_free (self);
}

static void
replacement_free (Replacement *self)
{
  g_object_unref (self->queue);
  g_object_unref (self->session);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Replacement, replacement_free)

static HoistSettings *
merge (HoistSettings *former, HoistSettings *options, const char *const *forgotten)
{
  HoistSettings *merged = former != NULL ? hoist_settings_copy (former) : hoist_settings_new ();

  hoist_settings_merge (merged, options);
  for (guint i = 0; forgotten != NULL && forgotten[i] != NULL; i++)
    hoist_settings_set (merged, forgotten[i], NULL);
  return merged;
}

static const HoistProvider *
find_provider (HoistQueue *self, HoistSession *session)
{
  HoistAccount *account = hoist_accounts_find (self->accounts, hoist_session_get_account (session));

  return account != NULL ? hoist_account_get_provider (account) : NULL;
}

/**
 * hoist_queue_can_set_option:
 * @field: one of the session's service
 *
 * Services take an upload's options when it begins. What they still take at its end may be changed
 * until that is asked for; the rest only until it begins.
 *
 * Returns: whether hoist_queue_set_options() would change this field of this upload
 */
gboolean
hoist_queue_can_set_option (HoistQueue *self, HoistSession *session, const HoistField *field)
{
  const HoistQueueEntry *entry = hoist_queue_find_entry (self, session);

  if (entry == NULL || !entry->is_shown || (field->flags & HOIST_FIELD_PER_UPLOAD) == 0 ||
      find_provider (self, session) == NULL)
    return FALSE;
  return hoist_session_can_change (session) || ((field->flags & HOIST_FIELD_UNTIL_COMMIT) != 0 &&
                                                hoist_session_can_change_late (session));
}

/**
 * hoist_queue_can_set_options:
 *
 * Returns: whether hoist_queue_set_options() would change any field of this upload
 */
gboolean
hoist_queue_can_set_options (HoistQueue *self, HoistSession *session)
{
  const HoistProvider *provider = find_provider (self, session);

  for (guint i = 0; provider != NULL && i < provider->n_fields; i++) {
    if (hoist_queue_can_set_option (self, session, &provider->fields[i]))
      return TRUE;
  }
  return FALSE;
}

static void
drop_closed (HoistQueue *self, HoistSession *session, HoistSettings *options, const char *id)
{
  const HoistField *field = hoist_provider_find_field (find_provider (self, session), id);
  const HoistSettings *former = hoist_session_get_record (session)->options;

  if (field == NULL || !hoist_queue_can_set_option (self, session, field))
    hoist_settings_set (options, id, hoist_settings_get (former, id));
}

/* An upload that has begun gets only those of the new options that its service still takes. */
static void
change_late (HoistQueue *self, HoistSession *session, const Change *change)
{
  g_autoptr (HoistSettings) merged =
      merge (hoist_session_get_record (session)->options, change->options,
             (const char *const *) change->forgotten);
  g_auto (GStrv) ids = hoist_settings_dup_ids (change->options);

  for (guint i = 0; ids[i] != NULL; i++)
    drop_closed (self, session, merged, ids[i]);
  for (guint i = 0; change->forgotten != NULL && change->forgotten[i] != NULL; i++)
    drop_closed (self, session, merged, change->forgotten[i]);
  hoist_session_set_options (session, hoist_settings_is_empty (merged) ? NULL : merged);
}

static void
change_one (HoistSession *session, gpointer detail, gpointer user_data)
{
  Change *change = detail;
  HoistSettings *former = hoist_session_get_record (session)->options;

  if (!hoist_queue_can_set_options (user_data, session))
    return;
  if (!hoist_session_can_change (session)) {
    change_late (user_data, session, change);
    return;
  }
  if (change->merged == NULL || former != change->former) {
    g_clear_pointer (&change->former, hoist_settings_unref);
    g_clear_pointer (&change->merged, hoist_settings_unref);
    change->former = former != NULL ? hoist_settings_ref (former) : NULL;
    change->merged = merge (former, change->options, (const char *const *) change->forgotten);
  }
  hoist_session_set_options (session,
                             hoist_settings_is_empty (change->merged) ? NULL : change->merged);
}

static void
change_turn_over (gpointer detail, gpointer user_data)
{
  hoist_queue_schedule (user_data);
}

static const HoistChore change_chore = {
  .each = change_one,
  .turn_over = change_turn_over,
  .free_detail = change_free,
};

static char *
make_setting_name (const char *account)
{
  return g_strconcat ("options.", account, NULL);
}

/**
 * hoist_queue_dup_remembered_options:
 * @account: its id
 *
 * Returns: (transfer full): what was set last for uploads to this account; empty where that is
 *   nothing
 */
HoistSettings *
hoist_queue_dup_remembered_options (HoistQueue *self, const char *account)
{
  g_autofree char *name = make_setting_name (account);
  g_autofree char *text = hoist_store_dup_setting (self->store, name);
  const HoistAccount *found = hoist_accounts_find (self->accounts, account);
  g_autoptr (HoistSettings) options = NULL;

  if (text != NULL && found != NULL)
    options = hoist_settings_new_from_text (text, NULL);
  /* a later version of the service's table may no longer know them */
  if (options == NULL || !hoist_provider_check_options (
                             hoist_account_get_provider ((HoistAccount *) found), options, NULL))
    return hoist_settings_new ();
  return g_steal_pointer (&options);
}

static void
remember (HoistQueue *self,
          const char *account,
          HoistSettings *options,
          const char *const *forgotten)
{
  g_autoptr (HoistSettings) former = hoist_queue_dup_remembered_options (self, account);
  g_autoptr (HoistSettings) merged = merge (former, options, forgotten);
  g_autofree char *name = make_setting_name (account);
  g_autofree char *text = hoist_settings_to_text (merged);

  hoist_store_set_setting (self->store, name, hoist_settings_is_empty (merged) ? NULL : text);
}

/* The uploads of @sessions that can be changed, and their accounts. */
static GPtrArray *
list_changeable (HoistQueue *self,
                 GPtrArray *sessions,
                 HoistSettings *options,
                 GHashTable *accounts,
                 GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();

  for (guint i = 0; i < sessions->len; i++) {
    HoistSession *session = g_ptr_array_index (sessions, i);
    const char *account = hoist_session_get_account (session);

    if (!hoist_queue_can_set_options (self, session))
      continue;
    g_ptr_array_add (found, session);
    if (g_hash_table_contains (accounts, account))
      continue;
    if (!hoist_provider_check_options (find_provider (self, session), options, error))
      return NULL;
    g_hash_table_add (accounts, g_strdup (account));
  }
  return g_steal_pointer (&found);
}

/**
 * hoist_queue_set_options:
 * @sessions: (element-type HoistSession): those that cannot be changed any more are passed over,
 *   and of those that have begun the fields that their service takes no more
 * @options: new values; fields that are not in it stay as they are
 * @forgotten: (nullable) (array zero-terminated=1): fields for which the account's value counts
 *   again
 * @n_changed: (out) (optional): how many uploads are changed
 *
 * Changes uploads' own settings, and remembers the values for the next files of their accounts. An
 * upload that reads its file begins anew with that. Fails, and changes nothing, where the service
 * of one of them does not take a value.
 */
gboolean
hoist_queue_set_options (HoistQueue *self,
                         GPtrArray *sessions,
                         HoistSettings *options,
                         const char *const *forgotten,
                         guint *n_changed,
                         GError **error)
{
  g_autoptr (GHashTable) accounts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) changeable = list_changeable (self, sessions, options, accounts, error);
  Change *change = NULL;
  GHashTableIter iter;
  gpointer account = NULL;

  if (changeable == NULL)
    return FALSE;

  if (n_changed != NULL)
    *n_changed = changeable->len;
  g_hash_table_iter_init (&iter, accounts);
  while (g_hash_table_iter_next (&iter, &account, NULL))
    remember (self, account, options, forgotten);

  change = g_new0 (Change, 1);
  change->options = hoist_settings_copy (options);
  change->forgotten = g_strdupv ((char **) forgotten);
  hoist_chores_begin (self->chores, changeable, &change_chore, change);
  return TRUE;
}

/* What the new account's service understands of the upload's options. */
static HoistSettings *
translate (const HoistProvider *provider, HoistSettings *options)
{
  HoistSettings *taken = hoist_settings_new ();
  g_auto (GStrv) ids = hoist_settings_dup_ids (options);

  for (guint i = 0; ids[i] != NULL; i++) {
    g_autoptr (HoistSettings) one = hoist_settings_new ();

    hoist_settings_set (one, ids[i], hoist_settings_get (options, ids[i]));
    if (hoist_provider_check_options (provider, one, NULL))
      hoist_settings_merge (taken, one);
  }
  return taken;
}

static void
on_replaced (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Replacement) work = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) sessions = hoist_queue_add_finish (work->queue, result, &error);

  if (sessions == NULL) {
    g_message ("An upload could not be moved to another account: %s", error->message);
    return;
  }
  hoist_queue_move (work->queue, sessions, work->session);
  hoist_queue_remove (work->queue, work->session);
}

/* The former account's service cleans up what it has; that needs the former upload. */
static void
replace (HoistQueue *self, HoistSession *session, const char *account, HoistSettings *options)
{
  const HoistRecord *record = hoist_session_get_record (session);
  g_autoptr (GPtrArray) files = hoist_added_files_new ();
  Replacement *work = g_new0 (Replacement, 1);

  work->queue = g_object_ref (self);
  work->session = g_object_ref (session);
  g_ptr_array_add (files, hoist_added_file_new (record->path, record->folder));
  hoist_queue_add_async (self, files, account, options, record->state == HOIST_STATE_PAUSED,
                         on_replaced, work);
}

static void
assign (HoistQueue *self, HoistSession *session, const char *account, HoistSettings *options)
{
  hoist_queue_unindex_file (self, session);
  hoist_session_assign (session, account, hoist_settings_is_empty (options) ? NULL : options);
  hoist_queue_index_file (self, session);
  if (hoist_session_can_retry (session))
    hoist_session_retry (session, FALSE);
}

static void
assign_one (HoistSession *session, gpointer detail, gpointer user_data)
{
  HoistQueue *self = user_data;
  const char *id = detail;
  const HoistRecord *record = hoist_session_get_record (session);
  const HoistQueueEntry *entry = hoist_queue_find_entry (self, session);
  HoistAccount *account = hoist_accounts_find (self->accounts, id);
  g_autoptr (HoistSettings) options = NULL;

  if (entry == NULL || !entry->is_shown || account == NULL ||
      hoist_state_is_ended (record->state) || g_strcmp0 (record->account, id) == 0)
    return;

  options = translate (hoist_account_get_provider (account), record->options);
  if (hoist_session_can_change (session) && hoist_queue_find_path (self, record->path, id) == NULL)
    assign (self, session, id, options);
  else
    replace (self, session, id, options);
}

static const HoistChore assign_chore = {
  .each = assign_one,
  .turn_over = change_turn_over,
  .free_detail = g_free,
};

/**
 * hoist_queue_set_account:
 * @sessions: (element-type HoistSession): those that are finished are passed over
 * @account: the id of another account
 *
 * Sends uploads to another account. One that was begun already starts over there as a new row in
 * its place; the former account's service is told to forget it. Options that the new service does
 * not have are dropped.
 */
void
hoist_queue_set_account (HoistQueue *self, GPtrArray *sessions, const char *account)
{
  g_return_if_fail (account != NULL);

  hoist_chores_begin (self->chores, sessions, &assign_chore, g_strdup (account));
}
