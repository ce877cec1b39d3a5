/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands on many sessions: those at rest are changed together, in one transaction. */
#include "hoist-queue-private.h"

typedef enum { COMMAND_PAUSE, COMMAND_RESUME, COMMAND_RETRY, COMMAND_START_OVER } CommandKind;

/* A command that is going on. */
typedef struct {
  CommandKind kind;
  gboolean is_for_all;    /* the queue's own pause: given up when that changes */
  HoistQueueMarks *marks; /* (owned) (nullable) */
} Command;

/* What was saved together, and is now shown. */
typedef struct {
  HoistQueue *queue;   /* (owned) */
  GPtrArray *sessions; /* (owned) (element-type HoistSession) */
  GArray *states;      /* (owned) (element-type HoistState): of each */
  guint next;
  gboolean is_saved;
} Saved;

HoistQueueMarks *
hoist_queue_marks_new (void)
{
  HoistQueueMarks *self = g_new0 (HoistQueueMarks, 1);

  self->sessions = g_ptr_array_new_with_free_func (g_object_unref);
  self->marks = g_array_new (FALSE, FALSE, sizeof (HoistMark));
  return self;
}

void
hoist_queue_marks_free (HoistQueueMarks *self)
{
  g_ptr_array_unref (self->sessions);
  g_clear_pointer (&self->marks, g_array_unref);
  g_free (self);
}

/**
 * hoist_queue_mark:
 * @marks: where it is added
 * @session: one at rest
 *
 * Gives a session a new state, to be saved with hoist_queue_save_marks().
 */
void
hoist_queue_mark (HoistQueueMarks *marks, HoistSession *session, HoistState state)
{
  const HoistMark mark = { hoist_session_get_id (session), state };

  hoist_session_mark (session, state);
  g_ptr_array_add (marks->sessions, g_object_ref (session));
  g_array_append_val (marks->marks, mark);
}

static void
saved_free (gpointer data)
{
  Saved *self = data;

  g_object_unref (self->queue);
  g_ptr_array_unref (self->sessions);
  g_array_unref (self->states);
  g_free (self);
}

static void
show_one (HoistSession *session, gpointer detail, gpointer user_data)
{
  Saved *saved = detail;

  hoist_session_show_mark (session, g_array_index (saved->states, HoistState, saved->next++),
                           saved->is_saved);
}

static const HoistChore show_chore = { .each = show_one, .free_detail = saved_free };

static void
on_marks_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Saved *saved = user_data;
  HoistQueue *self = saved->queue;
  g_autoptr (GError) error = NULL;

  saved->is_saved = hoist_store_save_marks_finish (HOIST_STORE (source), result, &error);
  if (!saved->is_saved)
    g_message ("Uploads could not be saved: %s", error->message);
  hoist_chores_begin (self->chores, saved->sessions, &show_chore, saved);
}

/**
 * hoist_queue_save_marks:
 * @marks: (transfer full):
 *
 * Saves the states of many, and shows them when they are durable.
 */
void
hoist_queue_save_marks (HoistQueue *self, HoistQueueMarks *marks)
{
  if (marks->sessions->len > 0) {
    Saved *saved = g_new0 (Saved, 1);

    saved->queue = g_object_ref (self);
    saved->sessions = g_ptr_array_ref (marks->sessions);
    saved->states = g_array_sized_new (FALSE, FALSE, sizeof (HoistState), marks->marks->len);
    for (guint i = 0; i < marks->marks->len; i++)
      g_array_append_val (saved->states, g_array_index (marks->marks, HoistMark, i).state);
    hoist_store_save_marks_async (self->store, g_steal_pointer (&marks->marks), on_marks_saved,
                                  saved);
  }
  hoist_queue_marks_free (marks);
}

static void
command_free (gpointer data)
{
  Command *self = data;

  g_clear_pointer (&self->marks, hoist_queue_marks_free);
  g_free (self);
}

/* Says whether the command is done to @session together with others; else it is done to it alone,
 * or makes no sense for it. */
static gboolean
is_for_mark (CommandKind kind, HoistSession *session)
{
  if (!hoist_session_is_at_rest (session))
    return FALSE;

  switch (kind) {
  case COMMAND_PAUSE:
    return hoist_session_can_pause (session);
  case COMMAND_RESUME:
    return hoist_session_can_resume (session);
  case COMMAND_RETRY:
    return hoist_session_can_retry (session) &&
           hoist_session_get_record (session)->reason != HOIST_REASON_FILE_CHANGED;
  case COMMAND_START_OVER:
  default:
    return FALSE;
  }
}

static void
command_alone (HoistQueue *self, CommandKind kind, HoistSession *session)
{
  switch (kind) {
  case COMMAND_PAUSE:
    hoist_session_pause (session);
    break;
  case COMMAND_RESUME:
    hoist_session_resume (session);
    break;
  case COMMAND_RETRY:
  case COMMAND_START_OVER:
    hoist_session_retry (session, kind == COMMAND_START_OVER);
    break;
  default:
    g_assert_not_reached ();
  }
}

/* The user says that it is worth a try. */
static void
open_account (HoistQueue *self, HoistSession *session)
{
  HoistAccount *account = hoist_accounts_find (self->accounts, hoist_session_get_account (session));

  if (account != NULL && hoist_queue_is_stuck (session))
    hoist_channel_resume (hoist_account_get_channel (account));
}

static void
command_one (HoistSession *session, gpointer detail, gpointer user_data)
{
  Command *command = detail;
  HoistQueue *self = user_data;
  HoistQueueEntry *entry = hoist_queue_find_entry (self, session);

  if (entry == NULL || !entry->is_shown ||
      (command->is_for_all && self->is_paused != (command->kind == COMMAND_PAUSE)))
    return;

  if (command->kind == COMMAND_RETRY || command->kind == COMMAND_START_OVER)
    open_account (self, session);
  if (is_for_mark (command->kind, session))
    hoist_queue_mark (command->marks, session,
                      command->kind == COMMAND_PAUSE ? HOIST_STATE_PAUSED : HOIST_STATE_QUEUED);
  else
    command_alone (self, command->kind, session);
  hoist_queue_set_due (self, entry, hoist_session_is_due (session));
}

static void
command_turn_over (gpointer detail, gpointer user_data)
{
  hoist_queue_schedule (user_data);
}

static void
command_ended (gpointer detail, gpointer user_data)
{
  Command *command = detail;

  hoist_queue_save_marks (user_data, g_steal_pointer (&command->marks));
}

static const HoistChore command_chore = {
  .each = command_one,
  .turn_over = command_turn_over,
  .ended = command_ended,
  .free_detail = command_free,
};

static void
command_many (HoistQueue *self, GPtrArray *sessions, CommandKind kind, gboolean is_for_all)
{
  Command *command = g_new0 (Command, 1);

  command->kind = kind;
  command->is_for_all = is_for_all;
  command->marks = hoist_queue_marks_new ();
  hoist_chores_begin (self->chores, sessions, &command_chore, command);
}

static void
command_single (HoistQueue *self, HoistSession *session, CommandKind kind)
{
  g_autoptr (GPtrArray) sessions = g_ptr_array_new ();

  g_ptr_array_add (sessions, session);
  command_many (self, sessions, kind, FALSE);
}

void
hoist_queue_pause (HoistQueue *self, HoistSession *session)
{
  command_single (self, session, COMMAND_PAUSE);
}

/**
 * hoist_queue_pause_many:
 * @sessions: (element-type HoistSession): those that cannot be paused are passed over
 */
void
hoist_queue_pause_many (HoistQueue *self, GPtrArray *sessions)
{
  command_many (self, sessions, COMMAND_PAUSE, FALSE);
}

void
hoist_queue_resume (HoistQueue *self, HoistSession *session)
{
  command_single (self, session, COMMAND_RESUME);
}

/**
 * hoist_queue_resume_many:
 * @sessions: (element-type HoistSession): those that are not paused are passed over
 */
void
hoist_queue_resume_many (HoistQueue *self, GPtrArray *sessions)
{
  command_many (self, sessions, COMMAND_RESUME, FALSE);
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
  command_single (self, session, is_start_over ? COMMAND_START_OVER : COMMAND_RETRY);
}

/**
 * hoist_queue_retry_many:
 * @sessions: (element-type HoistSession): those for which it makes no sense are passed over
 * @is_start_over: forget what the server has of them
 *
 * As hoist_queue_retry().
 */
void
hoist_queue_retry_many (HoistQueue *self, GPtrArray *sessions, gboolean is_start_over)
{
  command_many (self, sessions, is_start_over ? COMMAND_START_OVER : COMMAND_RETRY, FALSE);
}

static gboolean
is_failed (HoistSession *session, gconstpointer data)
{
  return hoist_session_get_record (session)->state == HOIST_STATE_ATTENTION;
}

/**
 * hoist_queue_retry_all_failed:
 *
 * Tries everything again that needs attention.
 *
 * Returns: how many there are
 */
guint
hoist_queue_retry_all_failed (HoistQueue *self)
{
  g_autoptr (GPtrArray) failed = hoist_queue_find_all (self, is_failed, NULL);

  command_many (self, failed, COMMAND_RETRY, FALSE);
  return failed->len;
}

/* For the queue's own pause. */
void
hoist_queue_set_all_paused (HoistQueue *self, gboolean is_paused)
{
  command_many (self, self->sessions, is_paused ? COMMAND_PAUSE : COMMAND_RESUME, TRUE);
}
