/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that are removed, put back within ten seconds, or cleaned up for good. */
#include "hoist-queue-private.h"

#define UNDO_US (10 * G_USEC_PER_SEC)

/* Rows that leave the list, or come back, in one turn of the main loop. */
#define ROWS_A_TURN 4096

/* A removal, or its undoing, that is going on. */
typedef struct {
  HoistQueueRemoval *removal; /* (unowned) (nullable) */
  HoistQueueMarks *marks;     /* (owned) (nullable) */
  GPtrArray *turn;            /* (owned) (element-type HoistSession): of this turn */
} Work;

/* Removed sessions whose time is over. */
typedef struct {
  HoistQueue *queue;   /* (owned) */
  GPtrArray *sessions; /* (owned) (element-type HoistSession): those at rest */
  GArray *left;        /* (owned) (nullable) (element-type gint64): that a service may know */
  guint next;
} Cleaning;

static Work *
work_new (void)
{
  Work *self = g_new0 (Work, 1);

  self->marks = hoist_queue_marks_new ();
  self->turn = g_ptr_array_new_with_free_func (g_object_unref);
  return self;
}

static void
work_free (gpointer data)
{
  Work *self = data;

  g_clear_pointer (&self->marks, hoist_queue_marks_free);
  g_ptr_array_unref (self->turn);
  g_free (self);
}

static void
cleaning_free (gpointer data)
{
  Cleaning *self = data;

  g_object_unref (self->queue);
  g_ptr_array_unref (self->sessions);
  g_clear_pointer (&self->left, g_array_unref);
  g_free (self);
}

void
hoist_queue_removal_free (HoistQueueRemoval *self)
{
  hoist_clock_clear_timer (hoist_queue_get_clock (self->queue), &self->timer);
  g_ptr_array_unref (self->sessions);
  g_free (self);
}

/* Of those that were looked at, the ones without a ticket are deleted by now; of the rest a service
 * may have something. */
static void
clean_one (HoistSession *session, gpointer detail, gpointer user_data)
{
  Cleaning *cleaning = detail;
  HoistQueueEntry *entry = hoist_queue_find_entry (user_data, session);
  gint64 id = hoist_session_get_id (session);

  if (cleaning->left != NULL && (cleaning->next >= cleaning->left->len ||
                                 g_array_index (cleaning->left, gint64, cleaning->next) != id)) {
    if (entry != NULL)
      hoist_queue_drop (user_data, entry);
    return;
  }
  cleaning->next++;
  if (entry != NULL)
    hoist_session_clean_up (session);
}

static void
clean_turn_over (gpointer detail, gpointer user_data)
{
  hoist_queue_tell_totals (user_data);
  hoist_queue_schedule (user_data);
}

static const HoistChore clean_chore = {
  .each = clean_one,
  .turn_over = clean_turn_over,
  .free_detail = cleaning_free,
};

static void
on_plain_deleted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Cleaning *cleaning = user_data;
  HoistQueue *self = cleaning->queue;

  cleaning->left = hoist_store_delete_plain_finish (HOIST_STORE (source), result, NULL);
  hoist_chores_begin (self->chores, cleaning->sessions, &clean_chore, cleaning);
}

/* A file that was never begun has left nothing anywhere: with thousands of them that is the
 * difference between one transaction and hours. */
static void
clean_up (HoistQueue *self, GPtrArray *sessions)
{
  Cleaning *cleaning = g_new0 (Cleaning, 1);
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  cleaning->queue = g_object_ref (self);
  cleaning->sessions = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < sessions->len; i++) {
    HoistSession *session = g_ptr_array_index (sessions, i);
    gint64 id = hoist_session_get_id (session);

    if (!hoist_session_is_at_rest (session)) {
      hoist_session_clean_up (session);
      continue;
    }
    g_array_append_val (ids, id);
    g_ptr_array_add (cleaning->sessions, g_object_ref (session));
  }
  hoist_store_delete_plain_async (self->store, ids, on_plain_deleted, cleaning);
}

static void
on_undo_over (gpointer user_data)
{
  HoistQueueRemoval *removal = user_data;
  HoistQueue *self = removal->queue;
  g_autoptr (GPtrArray) over = g_ptr_array_new_with_free_func (g_object_unref);

  removal->timer = 0;
  for (guint i = 0; i < removal->sessions->len; i++) {
    HoistSession *session = g_ptr_array_index (removal->sessions, i);
    HoistQueueEntry *entry = hoist_queue_find_entry (self, session);

    if (entry == NULL || entry->removal != removal)
      continue;
    entry->removal = NULL;
    g_ptr_array_add (over, g_object_ref (session));
  }
  g_ptr_array_remove (self->removals, removal);
  clean_up (self, over);
}

static HoistQueueRemoval *
removal_new (HoistQueue *self)
{
  HoistQueueRemoval *removal = g_new0 (HoistQueueRemoval, 1);

  removal->queue = self;
  removal->sessions = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (self->removals, removal);
  return removal;
}

static void
remove_one (HoistSession *session, gpointer detail, gpointer user_data)
{
  Work *work = detail;
  HoistQueue *self = user_data;
  HoistQueueEntry *entry = hoist_queue_find_entry (self, session);

  if (entry == NULL || !entry->is_shown || entry->removal != NULL)
    return;

  entry->removal = work->removal;
  work->removal->n_left++;
  g_ptr_array_add (work->removal->sessions, g_object_ref (session));
  g_ptr_array_add (work->turn, g_object_ref (session));
}

/* They leave the list together, before anything else is known of it. */
static void
remove_turn_over (gpointer detail, gpointer user_data)
{
  Work *work = detail;
  HoistQueue *self = user_data;
  g_autoptr (GPtrArray) rows = hoist_queue_pick_rows (self, work->turn);

  g_ptr_array_set_size (work->turn, 0);
  hoist_queue_take_rows_out (self, rows);
  for (guint i = 0; i < rows->len; i++) {
    HoistSession *session = g_ptr_array_index (rows, i);

    hoist_queue_set_due (self, hoist_queue_find_entry (self, session), FALSE);
    if (hoist_session_is_at_rest (session))
      hoist_queue_mark (work->marks, session, HOIST_STATE_REMOVED);
    else
      hoist_session_remove (session);
    hoist_queue_index_file (self, session);
  }
  hoist_queue_tell_totals (self);
}

static void
remove_ended (gpointer detail, gpointer user_data)
{
  Work *work = detail;
  HoistQueue *self = user_data;

  hoist_queue_save_marks (self, g_steal_pointer (&work->marks));
  if (work->removal->n_left > 0)
    work->removal->timer =
        hoist_clock_add_timer (hoist_queue_get_clock (self), UNDO_US, on_undo_over, work->removal);
  else
    g_ptr_array_remove (self->removals, work->removal);
}

static const HoistChore remove_chore = {
  .each = remove_one,
  .at_most = ROWS_A_TURN,
  .turn_over = remove_turn_over,
  .ended = remove_ended,
  .free_detail = work_free,
};

/**
 * hoist_queue_remove_many:
 * @sessions: (element-type HoistSession):
 *
 * Takes sessions out of the list and stops them. For ten seconds hoist_queue_undo_remove_many() and
 * hoist_queue_undo_remove() put them back; then what the service has of them is cleaned up, and
 * their rows are deleted.
 */
void
hoist_queue_remove_many (HoistQueue *self, GPtrArray *sessions)
{
  Work *work = work_new ();

  work->removal = removal_new (self);
  hoist_chores_begin (self->chores, sessions, &remove_chore, work);
}

/**
 * hoist_queue_remove:
 *
 * As hoist_queue_remove_many().
 */
void
hoist_queue_remove (HoistQueue *self, HoistSession *session)
{
  g_autoptr (GPtrArray) sessions = g_ptr_array_new ();

  g_ptr_array_add (sessions, session);
  hoist_queue_remove_many (self, sessions);
}

/**
 * hoist_queue_clear_finished:
 *
 * Removes all uploads that are finished from the list, as hoist_queue_remove_many(). What the cloud
 * still works on stays.
 *
 * Returns: (transfer full) (element-type HoistSession): those, for hoist_queue_undo_remove_many()
 */
GPtrArray *
hoist_queue_clear_finished (HoistQueue *self)
{
  GPtrArray *finished = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->sessions->len; i++) {
    HoistSession *session = g_ptr_array_index (self->sessions, i);

    if (hoist_session_get_state (session) == HOIST_STATE_FINISHED)
      g_ptr_array_add (finished, g_object_ref (session));
  }
  if (finished->len > 0)
    hoist_queue_remove_many (self, finished);
  return finished;
}

static gboolean
can_undo (HoistQueue *self, HoistSession *session)
{
  const HoistQueueEntry *entry = hoist_queue_find_entry (self, session);

  return entry != NULL && entry->removal != NULL;
}

/* (transfer full) (element-type HoistRecord HoistSession): those that can be put back and would go
 * on then, by their file. */
GHashTable *
hoist_queue_find_removed (HoistQueue *self)
{
  GHashTable *found = g_hash_table_new (hoist_queue_hash_file, hoist_queue_equal_file);

  for (guint i = 0; i < self->removals->len; i++) {
    const HoistQueueRemoval *removal = g_ptr_array_index (self->removals, i);

    for (guint j = 0; j < removal->sessions->len; j++) {
      HoistSession *session = g_ptr_array_index (removal->sessions, j);

      if (can_undo (self, session) &&
          !hoist_state_is_ended (hoist_session_get_undone_state (session)))
        g_hash_table_replace (found, (gpointer) hoist_session_get_record (session), session);
    }
  }
  return found;
}

static void
undo_one (HoistSession *session, gpointer detail, gpointer user_data)
{
  Work *work = detail;

  if (can_undo (user_data, session))
    g_ptr_array_add (work->turn, g_object_ref (session));
}

/* Nothing is left to undo of it. */
static void
leave_removal (HoistQueue *self, HoistQueueEntry *entry)
{
  HoistQueueRemoval *removal = entry->removal;

  entry->removal = NULL;
  if (--removal->n_left == 0 && removal->timer != 0)
    g_ptr_array_remove (self->removals, removal);
}

static void
put_back (HoistQueue *self, Work *work, HoistSession *session)
{
  HoistQueueEntry *entry = hoist_queue_find_entry (self, session);

  leave_removal (self, entry);
  if (hoist_session_is_at_rest (session) &&
      hoist_session_get_undone_state (session) != HOIST_STATE_PROCESSING)
    hoist_queue_mark (work->marks, session, hoist_session_get_undone_state (session));
  else
    hoist_session_undo_remove (session);
  hoist_queue_index_file (self, session);
  hoist_queue_set_due (self, entry, hoist_session_is_due (session));
}

static void
undo_turn_over (gpointer detail, gpointer user_data)
{
  Work *work = detail;
  HoistQueue *self = user_data;

  for (guint i = 0; i < work->turn->len; i++)
    put_back (self, work, g_ptr_array_index (work->turn, i));
  hoist_queue_sort_rows (work->turn);
  hoist_queue_put_rows_in (self, work->turn);
  g_ptr_array_set_size (work->turn, 0);
  hoist_queue_tell_totals (self);
  hoist_queue_schedule (self);
}

static void
undo_ended (gpointer detail, gpointer user_data)
{
  Work *work = detail;

  hoist_queue_save_marks (user_data, g_steal_pointer (&work->marks));
}

static const HoistChore undo_chore = {
  .each = undo_one,
  .at_most = ROWS_A_TURN,
  .turn_over = undo_turn_over,
  .ended = undo_ended,
  .free_detail = work_free,
};

/**
 * hoist_queue_undo_remove_many:
 * @sessions: (element-type HoistSession): that were removed, together or not
 *
 * Puts sessions back where they stood, with their parts.
 *
 * Returns: for how many of them it is not too late
 */
guint
hoist_queue_undo_remove_many (HoistQueue *self, GPtrArray *sessions)
{
  guint n_back = 0;

  for (guint i = 0; i < sessions->len; i++)
    n_back += can_undo (self, g_ptr_array_index (sessions, i)) ? 1 : 0;
  if (n_back > 0)
    hoist_chores_begin (self->chores, sessions, &undo_chore, work_new ());
  return n_back;
}

/**
 * hoist_queue_undo_remove:
 *
 * Returns: %FALSE when it is too late
 */
gboolean
hoist_queue_undo_remove (HoistQueue *self, HoistSession *session)
{
  g_autoptr (GPtrArray) sessions = g_ptr_array_new ();

  g_ptr_array_add (sessions, session);
  return hoist_queue_undo_remove_many (self, sessions) == 1;
}
