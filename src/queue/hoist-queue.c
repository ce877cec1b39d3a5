/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queue: a list model of sessions, in order, and the decision which of them run. */
#include "hoist-queue.h"

#include "hoist-chores.h"
#include "hoist-estimate.h"
#include "hoist-intake.h"
#include "hoist-janitor.h"
#include "hoist-tally.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>

/* Files beyond the slots that are already read while the present ones are sent. */
#define LOOK_AHEAD 2

/* Sessions handled in one turn of the main loop, so that a long queue never stalls it. */
#define BATCH 256

#define UNDO_US (10 * G_USEC_PER_SEC)
#define TOTALS_US (G_USEC_PER_SEC / 4)

#define PAUSED_SETTING "paused"

struct _HoistQueue {
  GObject parent_instance;

  HoistStore *store;       /* (owned) */
  HoistAccounts *accounts; /* (owned) */
  HoistEngine *engine;     /* (owned) */

  GPtrArray *sessions;   /* (owned) (element-type HoistSession): ascending by position */
  GHashTable *entries;   /* (owned) (element-type gint64 Entry): by id, removed ones included */
  GHashTable *by_file;   /* (owned) (element-type utf8 HoistSession): those that are not ended */
  GSequence *due;        /* (owned) (element-type Entry): what may start, by position */
  HoistChores *chores;   /* (owned) */
  HoistJanitor *janitor; /* (owned): of Entries that need no file any more */
  gint64 last_position;
  guint n_active;
  gboolean is_running;
  gboolean is_paused;
  gboolean was_idle;
  guint schedule_id;

  HoistTally tally;
  HoistEstimate *estimate; /* (owned) */
  guint totals_timer;
  GTask *stopping; /* (owned) (nullable) */
};

/* One session as the queue knows it. */
typedef struct {
  HoistQueue *queue;     /* (unowned) */
  HoistSession *session; /* (owned) */
  HoistTallyEntry counted;
  GSequenceIter *due; /* (unowned) (nullable) */
  guint undo_timer;
  gboolean is_active;
  gboolean is_in_care;
} Entry;

typedef enum { PROP_IS_PAUSED = 1, PROP_IS_IDLE } HoistQueueProperty;

static GParamSpec *properties[PROP_IS_IDLE + 1];

enum { SIGNAL_SESSION_CHANGED, SIGNAL_TOTALS_CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void schedule (HoistQueue *self);

static HoistClock *
get_clock (HoistQueue *self)
{
  return hoist_engine_get_clock (self->engine);
}

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

static void
entry_free (Entry *self)
{
  hoist_session_set_watch (self->session, NULL, NULL);
  hoist_clock_clear_timer (get_clock (self->queue), &self->undo_timer);
  g_object_unref (self->session);
  g_free (self);
}

static char *
make_file_key (const char *path, const char *account)
{
  return g_strconcat (account, "\n", path, NULL);
}

static gint64
get_position (HoistSession *session)
{
  return hoist_session_get_record (session)->position;
}

/* The index of the first session at or behind @position. */
static guint
find_index (HoistQueue *self, gint64 position)
{
  guint low = 0;
  guint high = self->sessions->len;

  while (low < high) {
    guint middle = low + (high - low) / 2;

    if (get_position (g_ptr_array_index (self->sessions, middle)) < position)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static int
compare_due (gconstpointer a, gconstpointer b, gpointer data)
{
  gint64 first = get_position (((const Entry *) a)->session);
  gint64 second = get_position (((const Entry *) b)->session);

  return (first > second) - (first < second);
}

static void
set_due (HoistQueue *self, Entry *entry, gboolean is_due)
{
  if (is_due && hoist_session_needs_care (entry->session)) {
    hoist_janitor_add (self->janitor, entry);
    return;
  }

  hoist_janitor_remove (self->janitor, entry);
  if (is_due && entry->due == NULL)
    entry->due = g_sequence_insert_sorted (self->due, entry, compare_due, NULL);
  else if (!is_due && entry->due != NULL) {
    g_sequence_remove (entry->due);
    entry->due = NULL;
  }
}

static void
notify_idle (HoistQueue *self)
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

static void
tell_totals (HoistQueue *self)
{
  if (self->totals_timer == 0)
    self->totals_timer = hoist_clock_add_timer (get_clock (self), TOTALS_US, on_totals_due, self);
}

static void
count_again (HoistQueue *self, Entry *entry)
{
  hoist_tally_subtract (&self->tally, &entry->counted);
  hoist_tally_add (&self->tally, &entry->counted, entry->session);
  tell_totals (self);
}

/* An ended upload makes room for another one of the same file. */
static void
index_file (HoistQueue *self, HoistSession *session)
{
  g_autofree char *key =
      make_file_key (hoist_session_get_path (session), hoist_session_get_account (session));
  gboolean is_ended = hoist_state_is_ended (hoist_session_get_record (session)->state);

  if (!is_ended)
    g_hash_table_replace (self->by_file, g_steal_pointer (&key), session);
  else if (g_hash_table_lookup (self->by_file, key) == session)
    g_hash_table_remove (self->by_file, key);
}

static void
on_session_changed (HoistSession *session, gpointer user_data)
{
  Entry *entry = user_data;
  HoistQueue *self = entry->queue;

  count_again (self, entry);
  index_file (self, session);
  set_due (self, entry, hoist_session_is_due (session));
  g_signal_emit (self, signals[SIGNAL_SESSION_CHANGED], 0, session);
  schedule (self);
}

static void
on_session_progress (HoistSession *session, guint64 sent, gpointer user_data)
{
  Entry *entry = user_data;
  HoistQueue *self = entry->queue;

  if (sent > 0)
    hoist_estimate_add (self->estimate, sent, hoist_clock_get_monotonic (get_clock (self)));
  count_again (self, entry);
  g_signal_emit (self, signals[SIGNAL_SESSION_CHANGED], 0, session);
}

static void
on_session_due (HoistSession *session, gpointer user_data)
{
  Entry *entry = user_data;

  set_due (entry->queue, entry, hoist_session_is_due (session));
  schedule (entry->queue);
}

/* Deletes a removed upload for good. */
static void
forget (HoistQueue *self, Entry *entry)
{
  gint64 id = hoist_session_get_id (entry->session);

  set_due (self, entry, FALSE);
  hoist_tally_subtract (&self->tally, &entry->counted);
  g_hash_table_remove (self->entries, &id);
  hoist_store_delete_async (self->store, &id, 1, NULL, NULL);
}

static void
finish_stopping (HoistQueue *self)
{
  if (self->stopping == NULL || self->n_active > 0 ||
      hoist_janitor_get_n_active (self->janitor) > 0)
    return;

  g_task_return_boolean (self->stopping, TRUE);
  g_clear_object (&self->stopping);
}

static void
on_session_ended (HoistSession *session, gpointer user_data)
{
  Entry *entry = user_data;
  HoistQueue *self = entry->queue;

  if (entry->is_active)
    self->n_active--;
  if (entry->is_in_care)
    hoist_janitor_done (self->janitor);
  entry->is_active = FALSE;
  entry->is_in_care = FALSE;
  finish_stopping (self);
  if (hoist_session_is_clean (session))
    forget (self, entry);
  schedule (self);
}

static const HoistSessionWatch session_watch = {
  .changed = on_session_changed,
  .progress = on_session_progress,
  .due = on_session_due,
  .ended = on_session_ended,
};

/* A file that came before there was any account belongs to the default one. */
static void
adopt (HoistQueue *self, HoistSession *session)
{
  HoistAccount *chosen = hoist_accounts_get_default (self->accounts);
  g_autofree char *key = NULL;

  if (chosen == NULL || *hoist_session_get_account (session) != '\0')
    return;

  key = make_file_key (hoist_session_get_path (session), "");
  if (g_hash_table_lookup (self->by_file, key) == session)
    g_hash_table_remove (self->by_file, key);
  hoist_session_set_account (session, hoist_account_get_id (chosen));
  index_file (self, session);
}

/* After idle time the rate of the last work says nothing of the next. */
static void
begin_work (HoistQueue *self)
{
  if (self->n_active++ == 0)
    hoist_estimate_start (self->estimate, hoist_clock_get_monotonic (get_clock (self)));
}

static HoistChannel *
find_channel (HoistQueue *self, HoistSession *session)
{
  HoistAccount *account = hoist_accounts_find (self->accounts, hoist_session_get_account (session));

  return account != NULL ? hoist_account_get_channel (account) : NULL;
}

static void
start_entry (HoistQueue *self, Entry *entry)
{
  HoistSession *session = entry->session;
  HoistChannel *channel = NULL;
  const GError *stop = NULL;

  adopt (self, session);
  channel = find_channel (self, session);
  stop = channel != NULL ? hoist_channel_get_stop_error (channel) : NULL;
  set_due (self, entry, FALSE);
  if (channel == NULL) {
    hoist_session_wait (session, HOIST_REASON_ACCOUNT,
                        _ ("This upload has no account. Set one up, and it goes on."));
  } else if (stop != NULL) {
    hoist_session_wait (session, HOIST_REASON_ACCOUNT, stop->message);
  } else {
    entry->is_active = TRUE;
    begin_work (self);
    hoist_session_start (session, self->engine, channel);
  }
}

/* For the janitor. A removed upload of an account that is gone cannot be cleaned up by anybody. */
static gboolean
start_care (gpointer item, gpointer user_data)
{
  Entry *entry = item;
  HoistQueue *self = user_data;
  HoistChannel *channel = find_channel (self, entry->session);

  if (!hoist_session_is_due (entry->session))
    return FALSE;
  if (channel != NULL) {
    entry->is_in_care = TRUE;
    hoist_session_start (entry->session, self->engine, channel);
  } else if (hoist_session_get_record (entry->session)->state == HOIST_STATE_REMOVED) {
    forget (self, entry);
  }
  return channel != NULL;
}

static gboolean
on_schedule (gpointer user_data)
{
  HoistQueue *self = user_data;
  guint limit = hoist_slots_get_count (hoist_engine_get_slots (self->engine)) + LOOK_AHEAD;

  for (guint i = 0; i < BATCH; i++) {
    GSequenceIter *first = g_sequence_get_begin_iter (self->due);

    if (!self->is_running || self->is_paused || self->n_active >= limit ||
        g_sequence_iter_is_end (first)) {
      self->schedule_id = 0;
      notify_idle (self);
      return G_SOURCE_REMOVE;
    }
    start_entry (self, g_sequence_get (first));
  }
  return G_SOURCE_CONTINUE;
}

/* Decides anew which sessions run, a moment later: changes come in swarms. */
static void
schedule (HoistQueue *self)
{
  if (self->schedule_id == 0)
    self->schedule_id = g_idle_add_full (G_PRIORITY_DEFAULT, on_schedule, self, NULL);
}

static void
on_chores_done (gpointer user_data)
{
  notify_idle (user_data);
}

static gboolean
is_stuck (HoistSession *session)
{
  HoistReason reason = hoist_session_get_record (session)->reason;

  return reason == HOIST_REASON_ACCOUNT || reason == HOIST_REASON_SIGN_IN ||
         reason == HOIST_REASON_KEYRING_MISSING;
}

static void
free_if_stuck (HoistSession *session, const char *account, gpointer user_data)
{
  if (is_stuck (session) && g_strcmp0 (hoist_session_get_account (session), account) == 0)
    hoist_session_retry (session, FALSE);
}

static void
hold_if_at_work (HoistSession *session, const char *account, gpointer user_data)
{
  HoistQueue *self = user_data;
  const HoistAccount *found = hoist_accounts_find (self->accounts, account);
  const GError *stop = NULL;

  if (found == NULL || g_strcmp0 (hoist_session_get_account (session), account) != 0)
    return;

  stop = hoist_channel_get_stop_error (hoist_account_get_channel ((HoistAccount *) found));
  if (stop != NULL && hoist_session_get_record (session)->state != HOIST_STATE_FINISHING)
    hoist_session_wait (session, HOIST_REASON_ACCOUNT, stop->message);
}

static void
on_channel_stopped (HoistChannel *channel, GParamSpec *pspec, HoistQueue *self)
{
  const char *account = hoist_credentials_get_id (hoist_channel_get_credentials (channel));

  if (hoist_channel_get_stop_error (channel) == NULL)
    hoist_chores_add (self->chores, self->sessions, free_if_stuck, account);
  else
    hoist_chores_add (self->chores, self->sessions, hold_if_at_work, account);
}

static void
on_accounts_changed (GListModel *model,
                     guint position,
                     guint removed,
                     guint added,
                     HoistQueue *self)
{
  for (guint i = position; i < position + added; i++) {
    HoistChannel *channel =
        hoist_account_get_channel (hoist_accounts_get (HOIST_ACCOUNTS (model), i));

    g_signal_connect_object (channel, "notify::is-stopped", G_CALLBACK (on_channel_stopped), self,
                             0);
  }
  if (added > 0)
    hoist_chores_add (self->chores, self->sessions, free_if_stuck, "");
}

static Entry *
enter_hidden (HoistQueue *self, HoistRecord *record)
{
  Entry *entry = g_new0 (Entry, 1);
  gint64 *id = g_new (gint64, 1);

  *id = record->id;
  entry->queue = self;
  entry->session = hoist_session_new (record, hoist_engine_get_journal (self->engine));
  hoist_session_set_watch (entry->session, &session_watch, entry);
  g_hash_table_insert (self->entries, id, entry);
  self->last_position = MAX (self->last_position, record->position);
  set_due (self, entry, hoist_session_is_due (entry->session));
  return entry;
}

static Entry *
enter (HoistQueue *self, HoistRecord *record)
{
  Entry *entry = enter_hidden (self, record);

  hoist_tally_add (&self->tally, &entry->counted, entry->session);
  g_ptr_array_add (self->sessions, g_object_ref (entry->session));
  index_file (self, entry->session);
  return entry;
}

static Entry *
find_entry (HoistQueue *self, HoistSession *session)
{
  gint64 id = hoist_session_get_id (session);

  return g_hash_table_lookup (self->entries, &id);
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
  g_clear_pointer (&self->entries, g_hash_table_unref);
  g_clear_pointer (&self->janitor, hoist_janitor_free);
  if (self->engine != NULL)
    hoist_clock_clear_timer (get_clock (self), &self->totals_timer);
  if (self->accounts != NULL)
    g_signal_handlers_disconnect_by_data (self->accounts, self);
  g_clear_pointer (&self->due, g_sequence_free);
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
  self->entries =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) entry_free);
  self->by_file = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->due = g_sequence_new (NULL);
  self->chores = hoist_chores_new (on_chores_done, self);
  self->janitor = hoist_janitor_new (start_care, self);
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
  hoist_estimate_start (self->estimate, hoist_clock_get_monotonic (get_clock (self)));
  g_signal_connect (accounts, "items-changed", G_CALLBACK (on_accounts_changed), self);
  on_accounts_changed (G_LIST_MODEL (accounts), 0, 0, hoist_accounts_get_count (accounts), self);
  return self;
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
 * @records: (element-type HoistRecord): as the store had them; the queue takes copies
 * @is_paused: whether everything was paused
 *
 * Fills an empty queue. Paused uploads stay paused, all others that are not ended go on. Rows
 * that were removed and not yet deleted are cleaned up.
 */
void
hoist_queue_restore (HoistQueue *self, GPtrArray *records, gboolean is_paused)
{
  self->is_paused = is_paused;
  for (guint i = 0; i < records->len; i++) {
    HoistRecord *record = hoist_record_copy (g_ptr_array_index (records, i));

    make_due (record);
    if (record->state == HOIST_STATE_REMOVED)
      enter_hidden (self, record);
    else
      enter (self, record);
  }
  g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, self->sessions->len);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_PAUSED]);
  tell_totals (self);
  schedule (self);
}

/**
 * hoist_queue_set_running:
 * @is_running: whether sessions that are due are started
 */
void
hoist_queue_set_running (HoistQueue *self, gboolean is_running)
{
  self->is_running = is_running;
  hoist_janitor_set_running (self->janitor, is_running);
  schedule (self);
}

/**
 * hoist_queue_take_position:
 *
 * Returns: the position behind the last one; nobody gets it twice
 */
gint64
hoist_queue_take_position (HoistQueue *self)
{
  return ++self->last_position;
}

/**
 * hoist_queue_enter:
 * @records: (element-type HoistRecord): stored already, ascending from the last position; the
 *   queue takes copies
 *
 * Shows rows that are durable.
 *
 * Returns: (transfer full) (element-type HoistSession):
 */
GPtrArray *
hoist_queue_enter (HoistQueue *self, GPtrArray *records)
{
  GPtrArray *sessions = g_ptr_array_new_with_free_func (g_object_unref);
  guint first = self->sessions->len;

  for (guint i = 0; i < records->len; i++) {
    Entry *entry = enter (self, hoist_record_copy (g_ptr_array_index (records, i)));

    g_ptr_array_add (sessions, g_object_ref (entry->session));
  }
  g_list_model_items_changed (G_LIST_MODEL (self), first, 0, records->len);
  tell_totals (self);
  schedule (self);
  return sessions;
}

/**
 * hoist_queue_add_async:
 * @files: (element-type HoistAddedFile): kept alive and left alone until the callback
 * @account: (nullable): the account's id; %NULL for the default one
 * @options: (nullable): the uploads' own settings
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

  if (account == NULL)
    account = chosen != NULL ? hoist_account_get_id (chosen) : "";
  hoist_intake_add_async (self, self->store, files, account, options, is_paused,
                          hoist_clock_get_real (get_clock (self)), callback, data);
}

/**
 * hoist_queue_add_finish:
 *
 * Returns: (transfer full) (element-type HoistSession): new ones and those that were joined
 */
GPtrArray *
hoist_queue_add_finish (HoistQueue *self, GAsyncResult *result, GError **error)
{
  return hoist_intake_add_finish (result, error);
}

/**
 * hoist_queue_find:
 *
 * Returns: (transfer none) (nullable):
 */
HoistSession *
hoist_queue_find (HoistQueue *self, gint64 id)
{
  Entry *entry = g_hash_table_lookup (self->entries, &id);

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
  g_autofree char *key = make_file_key (path, account);

  return g_hash_table_lookup (self->by_file, key);
}

void
hoist_queue_pause (HoistQueue *self, HoistSession *session)
{
  hoist_session_pause (session);
  set_due (self, find_entry (self, session), FALSE);
}

void
hoist_queue_resume (HoistQueue *self, HoistSession *session)
{
  hoist_session_resume (session);
}

/**
 * hoist_queue_retry:
 * @is_start_over: forget what the server has of it
 *
 * Also opens the account again, if it is stopped: the user says that it is worth a try.
 */
void
hoist_queue_retry (HoistQueue *self, HoistSession *session, gboolean is_start_over)
{
  HoistAccount *account = hoist_accounts_find (self->accounts, hoist_session_get_account (session));

  if (account != NULL && is_stuck (session))
    hoist_channel_resume (hoist_account_get_channel (account));
  hoist_session_retry (session, is_start_over);
}

static void
on_undo_over (gpointer user_data)
{
  Entry *entry = user_data;

  entry->undo_timer = 0;
  hoist_session_clean_up (entry->session);
}

/**
 * hoist_queue_remove:
 *
 * Takes a session out of the list and stops it. For ten seconds hoist_queue_undo_remove() puts it
 * back; then what the service has of it is cleaned up, and its row deleted.
 */
void
hoist_queue_remove (HoistQueue *self, HoistSession *session)
{
  Entry *entry = find_entry (self, session);
  guint index = find_index (self, get_position (session));

  if (entry == NULL || entry->undo_timer != 0)
    return;

  hoist_session_remove (session);
  set_due (self, entry, FALSE);
  index_file (self, session);
  entry->undo_timer = hoist_clock_add_timer (get_clock (self), UNDO_US, on_undo_over, entry);
  g_ptr_array_remove_index (self->sessions, index);
  g_list_model_items_changed (G_LIST_MODEL (self), index, 1, 0);
  tell_totals (self);
}

/**
 * hoist_queue_undo_remove:
 *
 * Returns: %FALSE when it is too late
 */
gboolean
hoist_queue_undo_remove (HoistQueue *self, HoistSession *session)
{
  Entry *entry = find_entry (self, session);
  guint index = find_index (self, get_position (session));

  if (entry == NULL || entry->undo_timer == 0)
    return FALSE;

  hoist_clock_clear_timer (get_clock (self), &entry->undo_timer);
  g_ptr_array_insert (self->sessions, index, g_object_ref (session));
  g_list_model_items_changed (G_LIST_MODEL (self), index, 0, 1);
  hoist_session_undo_remove (session);
  index_file (self, session);
  return TRUE;
}

gboolean
hoist_queue_is_paused (HoistQueue *self)
{
  return self->is_paused;
}

static void
pause_one (HoistSession *session, const char *detail, gpointer user_data)
{
  HoistQueue *self = user_data;

  if (self->is_paused)
    hoist_queue_pause (self, session);
}

static void
resume_one (HoistSession *session, const char *detail, gpointer user_data)
{
  HoistQueue *self = user_data;

  if (!self->is_paused)
    hoist_session_resume (session);
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
  hoist_chores_add (self->chores, self->sessions, is_paused ? pause_one : resume_one, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_PAUSED]);
  schedule (self);
}

/**
 * hoist_queue_is_idle:
 *
 * Returns: whether nothing runs, and nothing can start unless the user does something
 */
gboolean
hoist_queue_is_idle (HoistQueue *self)
{
  guint n_waiting = self->tally.n_by_state[HOIST_STATE_WAITING] - self->tally.n_stuck;

  if (self->n_active > 0 || hoist_janitor_get_n_active (self->janitor) > 0 ||
      !hoist_chores_are_done (self->chores))
    return FALSE;
  if (!self->is_running || self->is_paused)
    return TRUE;
  return g_sequence_is_empty (self->due) && n_waiting == 0;
}

/**
 * hoist_queue_get_totals:
 * @totals: (out caller-allocates):
 */
void
hoist_queue_get_totals (HoistQueue *self, HoistQueueTotals *totals)
{
  const guint *n = self->tally.n_by_state;
  gint64 now = hoist_clock_get_monotonic (get_clock (self));

  *totals = (HoistQueueTotals){
    .n_sessions = self->sessions->len,
    .n_running = n[HOIST_STATE_HASHING] + n[HOIST_STATE_STARTING] + n[HOIST_STATE_UPLOADING] +
                 n[HOIST_STATE_FINISHING],
    .n_finished = n[HOIST_STATE_FINISHED] + n[HOIST_STATE_PROCESSING],
    .n_attention = n[HOIST_STATE_ATTENTION],
    .n_paused = n[HOIST_STATE_PAUSED],
    .bytes_left = self->tally.bytes_left,
    .rate = hoist_estimate_get_rate (self->estimate, now),
    .seconds_left = -1,
  };
  totals->n_left = totals->n_sessions - totals->n_finished;
  if (totals->n_running > 0)
    totals->seconds_left =
        hoist_estimate_get_seconds_left (self->estimate, totals->bytes_left, now);
}

/**
 * hoist_queue_stop_async:
 *
 * Ends all runs for quitting. The callback comes when everything that was done is saved.
 */
void
hoist_queue_stop_async (HoistQueue *self, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  GHashTableIter iter;
  gpointer value = NULL;

  g_task_set_source_tag (task, hoist_queue_stop_async);
  if (self->stopping != NULL) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PENDING, "Already stopping");
    return;
  }

  hoist_queue_set_running (self, FALSE);
  self->stopping = g_object_ref (task);
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    hoist_session_stop (((Entry *) value)->session);
  finish_stopping (self);
}

gboolean
hoist_queue_stop_finish (HoistQueue *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
