/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queue: a list model of sessions in order, and the commands on it. */
#include "hoist-queue-private.h"

#include "hoist-intake.h"

#define TOTALS_US (G_USEC_PER_SEC / 4)

#define PAUSED_SETTING "paused"

typedef enum { PROP_IS_PAUSED = 1, PROP_IS_IDLE } HoistQueueProperty;

static GParamSpec *properties[PROP_IS_IDLE + 1];

enum { SIGNAL_SESSION_CHANGED, SIGNAL_TOTALS_CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static GType
hoist_queue_get_item_type (GListModel *model)
{
  return HOIST_TYPE_SESSION;
}

static guint
hoist_queue_get_n_items (GListModel *model)
{
  return HOIST_QUEUE (model)->sessions->len;
}

static gpointer
hoist_queue_get_item (GListModel *model, guint position)
{
  HoistQueue *self = HOIST_QUEUE (model);

  if (position >= self->sessions->len)
    return NULL;
  return g_object_ref (g_ptr_array_index (self->sessions, position));
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = hoist_queue_get_item_type;
  iface->get_n_items = hoist_queue_get_n_items;
  iface->get_item = hoist_queue_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HoistQueue,
                               hoist_queue,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

void
hoist_queue_notify_idle (HoistQueue *self)
{
  gboolean is_idle = hoist_queue_is_idle (self);

  if (is_idle == self->was_idle)
    return;

  self->was_idle = is_idle;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_IDLE]);
}

static void
on_totals_due (gpointer user_data)
{
  HoistQueue *self = user_data;

  self->totals_timer = 0;
  g_signal_emit (self, signals[SIGNAL_TOTALS_CHANGED], 0);
}

void
hoist_queue_tell_totals (HoistQueue *self)
{
  if (self->totals_timer == 0)
    self->totals_timer =
        hoist_clock_add_timer (hoist_queue_get_clock (self), TOTALS_US, on_totals_due, self);
}

void
hoist_queue_tell_changed (HoistQueue *self, HoistSession *session)
{
  g_signal_emit (self, signals[SIGNAL_SESSION_CHANGED], 0, session);
}

static void
on_chores_done (gpointer user_data)
{
  hoist_queue_finish_stopping (user_data);
  hoist_queue_notify_idle (user_data);
}

static void
hoist_queue_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HoistQueue *self = HOIST_QUEUE (object);

  switch ((HoistQueueProperty) id) {
  case PROP_IS_PAUSED:
    g_value_set_boolean (value, self->is_paused);
    break;
  case PROP_IS_IDLE:
    g_value_set_boolean (value, hoist_queue_is_idle (self));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hoist_queue_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HoistQueue *self = HOIST_QUEUE (object);

  switch ((HoistQueueProperty) id) {
  case PROP_IS_PAUSED:
    hoist_queue_set_paused (self, g_value_get_boolean (value));
    break;
  case PROP_IS_IDLE:
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hoist_queue_dispose (GObject *object)
{
  HoistQueue *self = HOIST_QUEUE (object);

  g_clear_handle_id (&self->schedule_id, g_source_remove);
  g_clear_pointer (&self->chores, hoist_chores_free);
  g_clear_pointer (&self->removals, g_ptr_array_unref);
  g_clear_pointer (&self->active, g_ptr_array_unref);
  g_clear_pointer (&self->entries, g_hash_table_unref);
  g_clear_pointer (&self->janitor, hoist_janitor_free);
  if (self->engine != NULL)
    hoist_clock_clear_timer (hoist_queue_get_clock (self), &self->totals_timer);
  if (self->accounts != NULL)
    g_signal_handlers_disconnect_by_data (self->accounts, self);
  g_clear_pointer (&self->by_file, g_hash_table_unref);
  g_clear_pointer (&self->sessions, g_ptr_array_unref);
  g_clear_object (&self->stopping);
  g_clear_object (&self->accounts);
  g_clear_object (&self->store);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (hoist_queue_parent_class)->dispose (object);
}

static void
hoist_queue_finalize (GObject *object)
{
  HoistQueue *self = HOIST_QUEUE (object);

  hoist_estimate_free (self->estimate);

  G_OBJECT_CLASS (hoist_queue_parent_class)->finalize (object);
}

static void
hoist_queue_class_init (HoistQueueClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = hoist_queue_get_property;
  object_class->set_property = hoist_queue_set_property;
  object_class->dispose = hoist_queue_dispose;
  object_class->finalize = hoist_queue_finalize;

  properties[PROP_IS_PAUSED] =
      g_param_spec_boolean ("is-paused", NULL, NULL, FALSE, G_PARAM_READWRITE | flags);
  properties[PROP_IS_IDLE] =
      g_param_spec_boolean ("is-idle", NULL, NULL, TRUE, G_PARAM_READABLE | flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[SIGNAL_SESSION_CHANGED] =
      g_signal_new ("session-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, HOIST_TYPE_SESSION);
  signals[SIGNAL_TOTALS_CHANGED] =
      g_signal_new ("totals-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 0);
}

static void
hoist_queue_init (HoistQueue *self)
{
  self->sessions = g_ptr_array_new_with_free_func (g_object_unref);
  self->entries = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL,
                                         (GDestroyNotify) hoist_queue_entry_free);
  self->by_file = g_hash_table_new (hoist_queue_hash_file, hoist_queue_equal_file);
  self->removals = g_ptr_array_new_with_free_func ((GDestroyNotify) hoist_queue_removal_free);
  self->active = g_ptr_array_new ();
  self->chores = hoist_chores_new (on_chores_done, self);
  self->janitor = hoist_janitor_new (hoist_queue_start_care, self);
  self->estimate = hoist_estimate_new ();
  self->was_idle = TRUE;
}

/**
 * hoist_queue_new:
 *
 * Returns: (transfer full): an empty queue that starts nothing before
 *   hoist_queue_set_running() says so
 */
HoistQueue *
hoist_queue_new (HoistStore *store, HoistAccounts *accounts, HoistEngine *engine)
{
  HoistQueue *self = g_object_new (HOIST_TYPE_QUEUE, NULL);

  self->store = g_object_ref (store);
  self->accounts = g_object_ref (accounts);
  self->engine = g_object_ref (engine);
  hoist_estimate_start (self->estimate, hoist_clock_get_monotonic (hoist_queue_get_clock (self)));
  hoist_queue_watch_accounts (self);
  return self;
}

HoistStore *
hoist_queue_get_store (HoistQueue *self)
{
  return self->store;
}

/* What ran or waited when the program ended goes on by itself. */
static void
make_due (HoistRecord *record)
{
  if (!hoist_state_is_running (record->state) && record->state != HOIST_STATE_WAITING)
    return;

  record->state = HOIST_STATE_QUEUED;
  record->reason = HOIST_REASON_NONE;
  g_clear_pointer (&record->message, g_free);
}

/**
 * hoist_queue_restore:
 * @records: (element-type HoistRecord): as the store had them, by position; the queue takes them
 *   out of the array
 * @is_paused: whether everything was paused
 *
 * Fills an empty queue. Paused uploads stay paused, all others that are not ended go on. Rows
 * that were removed and not yet deleted are cleaned up.
 */
void
hoist_queue_restore (HoistQueue *self, GPtrArray *records, gboolean is_paused)
{
  gsize n_records = 0;
  g_autofree gpointer *taken = g_ptr_array_steal (records, &n_records);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);

  self->is_paused = is_paused;
  for (gsize i = 0; i < n_records; i++) {
    HoistQueueEntry *entry = NULL;

    make_due (taken[i]);
    entry = hoist_queue_enter_hidden (self, taken[i]);
    if (hoist_session_get_record (entry->session)->state != HOIST_STATE_REMOVED)
      g_ptr_array_add (rows, g_object_ref (entry->session));
  }
  hoist_queue_put_rows_in (self, rows);
  hoist_queue_mend_places (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_PAUSED]);
  hoist_queue_tell_totals (self);
  hoist_queue_schedule (self);
}

/**
 * hoist_queue_show:
 * @rows: (element-type HoistSession): entered already, ascending by position
 *
 * Shows rows that are durable.
 */
void
hoist_queue_show (HoistQueue *self, GPtrArray *rows)
{
  hoist_queue_put_rows_in (self, rows);
  hoist_queue_tell_totals (self);
  hoist_queue_schedule (self);
}

/**
 * hoist_queue_enter:
 * @records: (element-type HoistRecord): stored already, ascending by position; the queue takes them
 *   out of the array
 *
 * Shows rows that are durable, at once: see hoist_queue_add_async() for many.
 *
 * Returns: (transfer full) (element-type HoistSession):
 */
GPtrArray *
hoist_queue_enter (HoistQueue *self, GPtrArray *records)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);
  gsize n_records = 0;
  g_autofree gpointer *taken = g_ptr_array_steal (records, &n_records);

  for (gsize i = 0; i < n_records; i++) {
    HoistQueueEntry *entry = hoist_queue_enter_hidden (self, taken[i]);

    g_ptr_array_add (rows, g_object_ref (entry->session));
  }
  hoist_queue_show (self, rows);
  return rows;
}

/**
 * hoist_queue_add_async:
 * @files: (element-type HoistAddedFile): kept alive and left alone until the callback
 * @account: (nullable): the account's id; %NULL for the default one
 * @options: (nullable): the uploads' own settings; %NULL for those that are remembered, an empty
 *   set for none
 * @is_paused: whether they wait for the user
 *
 * Adds files at the end. They are on the disk before their rows appear. A file that is already on
 * its way to that account is not added twice: its session is in the answer. A path that cannot be
 * read becomes a row that says why. Fails only when the rows cannot be saved.
 */
void
hoist_queue_add_async (HoistQueue *self,
                       GPtrArray *files,
                       const char *account,
                       HoistSettings *options,
                       gboolean is_paused,
                       GAsyncReadyCallback callback,
                       gpointer data)
{
  HoistAccount *chosen = hoist_accounts_get_default (self->accounts);
  g_autoptr (HoistSettings) remembered = NULL;

  if (account == NULL)
    account = chosen != NULL ? hoist_account_get_id (chosen) : "";
  if (options == NULL)
    options = remembered = hoist_queue_dup_remembered_options (self, account);
  hoist_intake_add_async (self, files, account, options, is_paused, callback, data);
}

/**
 * hoist_queue_add_finish:
 *
 * Returns: (transfer full) (element-type HoistSession): new ones and those that were joined
 */
GPtrArray *
hoist_queue_add_finish (HoistQueue *self, GAsyncResult *result, GError **error)
{
  return hoist_intake_add_finish (result, NULL, NULL, error);
}

/**
 * hoist_queue_add_finish_counted:
 * @n_new: (out) (optional): files that came in
 * @n_joined: (out) (optional): files that were in the list already, or were named twice
 *
 * As hoist_queue_add_finish().
 */
GPtrArray *
hoist_queue_add_finish_counted (HoistQueue *self,
                                GAsyncResult *result,
                                guint *n_new,
                                guint *n_joined,
                                GError **error)
{
  return hoist_intake_add_finish (result, n_new, n_joined, error);
}

/**
 * hoist_queue_upload_again:
 * @session: one that is finished
 *
 * Adds its file once more, to the same account with the same options. Does nothing more than
 * hoist_queue_add_async() where it is on its way already.
 */
void
hoist_queue_upload_again (HoistQueue *self, HoistSession *session)
{
  const HoistRecord *record = hoist_session_get_record (session);
  g_autoptr (GPtrArray) files = hoist_added_files_new ();
  g_autoptr (HoistSettings) options = NULL;

  options = record->options != NULL ? hoist_settings_copy (record->options) : hoist_settings_new ();
  g_ptr_array_add (files, hoist_added_file_new (record->path, record->folder));
  hoist_queue_add_async (self, files, record->account, options, FALSE, NULL, NULL);
}

/**
 * hoist_queue_find:
 *
 * Returns: (transfer none) (nullable):
 */
HoistSession *
hoist_queue_find (HoistQueue *self, gint64 id)
{
  HoistQueueEntry *entry = g_hash_table_lookup (self->entries, &id);

  if (entry == NULL || hoist_session_get_record (entry->session)->state == HOIST_STATE_REMOVED)
    return NULL;
  return entry->session;
}

/**
 * hoist_queue_find_path:
 *
 * Returns: (transfer none) (nullable): the upload of this file to this account that is not ended
 */
HoistSession *
hoist_queue_find_path (HoistQueue *self, const char *path, const char *account)
{
  const HoistRecord file = { .path = (char *) path, .account = (char *) account };

  return g_hash_table_lookup (self->by_file, &file);
}

/**
 * hoist_queue_find_all:
 * @data: for @test
 *
 * Returns: (transfer full) (element-type HoistSession): those in the list that pass @test, in order
 */
GPtrArray *
hoist_queue_find_all (HoistQueue *self, HoistQueueTest test, gconstpointer data)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->sessions->len; i++) {
    HoistSession *session = g_ptr_array_index (self->sessions, i);

    if (test (session, data))
      g_ptr_array_add (found, g_object_ref (session));
  }
  return found;
}

gboolean
hoist_queue_is_paused (HoistQueue *self)
{
  return self->is_paused;
}

/**
 * hoist_queue_set_paused:
 * @is_paused: %TRUE pauses every upload and starts no new one; %FALSE resumes every paused one
 *
 * Survives a restart.
 */
void
hoist_queue_set_paused (HoistQueue *self, gboolean is_paused)
{
  if (self->is_paused == is_paused)
    return;

  self->is_paused = is_paused;
  hoist_store_set_setting (self->store, PAUSED_SETTING, is_paused ? "1" : "0");
  hoist_queue_set_all_paused (self, is_paused);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_PAUSED]);
  hoist_queue_schedule (self);
}

/**
 * hoist_queue_get_totals:
 * @totals: (out caller-allocates):
 */
void
hoist_queue_get_totals (HoistQueue *self, HoistQueueTotals *totals)
{
  const guint *n = self->tally.n_by_state;
  gint64 now = hoist_clock_get_monotonic (hoist_queue_get_clock (self));

  *totals = (HoistQueueTotals){
    .n_running = n[HOIST_STATE_HASHING] + n[HOIST_STATE_STARTING] + n[HOIST_STATE_UPLOADING] +
                 n[HOIST_STATE_FINISHING],
    .n_finished = n[HOIST_STATE_FINISHED] + n[HOIST_STATE_PROCESSING],
    .n_attention = n[HOIST_STATE_ATTENTION],
    .n_paused = n[HOIST_STATE_PAUSED],
    .bytes_left = self->tally.bytes_left,
    .rate = hoist_estimate_get_rate (self->estimate, now),
    .seconds_left = -1,
  };
  for (guint state = 0; state < HOIST_N_STATES; state++)
    totals->n_left += hoist_state_is_ended (state) ? 0 : n[state];
  if (totals->n_running > 0)
    totals->seconds_left =
        hoist_estimate_get_seconds_left (self->estimate, totals->bytes_left, now);
}
