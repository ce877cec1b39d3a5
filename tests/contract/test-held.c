/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saves that the disk holds back: nothing is shown, and nothing built upon, before it is durable.
 */
#include "hoist-error.h"
#include "hoist-stage.h"

#define MIB (1024 * 1024)
#define FILE_SIZE (8 * MIB + 1)
#define N_PARTS 9

/* A journal in front of the stage's that holds back saves from a certain state on. */
#define TEST_TYPE_HELD_JOURNAL (test_held_journal_get_type ())
G_DECLARE_FINAL_TYPE (TestHeldJournal, test_held_journal, TEST, HELD_JOURNAL, GObject)

struct _TestHeldJournal {
  GObject parent_instance;

  HoistJournal *real; /* (owned) */
  HoistState from;    /* saves of this state are held, and all behind them, but */
  guint n_first;      /* so many of its first ones */
  GQueue held;        /* (element-type Held) */
  guint n_held;       /* in all */
  GError *error;      /* (owned) (nullable): what saves fail with from now on */
};

typedef struct {
  HoistChange *change; /* (owned) (nullable) */
  GTask *task;         /* (owned) (nullable) */
} Held;

static void
held_free (Held *held)
{
  g_clear_pointer (&held->change, hoist_change_free);
  g_clear_object (&held->task);
  g_free (held);
}

static void
on_really_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;

  hoist_journal_save_finish (HOIST_JOURNAL (source), result, &error);
  g_assert_no_error (error);
  g_task_return_boolean (task, TRUE);
}

static gboolean
must_hold (TestHeldJournal *self, const HoistChange *change)
{
  if (!g_queue_is_empty (&self->held))
    return TRUE;
  if (self->from != change->record->state)
    return FALSE;
  if (self->n_first == 0)
    return TRUE;
  self->n_first--;
  return FALSE;
}

static void
held_journal_save_async (HoistJournal *journal,
                         HoistChange *change,
                         GAsyncReadyCallback callback,
                         gpointer data)
{
  TestHeldJournal *self = TEST_HELD_JOURNAL (journal);
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  Held *held = NULL;

  if (self->error != NULL) {
    g_task_return_error (task, g_error_copy (self->error));
    hoist_change_free (change);
  } else if (must_hold (self, change)) {
    held = g_new0 (Held, 1);
    held->change = change;
    held->task = g_steal_pointer (&task);
    g_queue_push_tail (&self->held, held);
    self->n_held++;
  } else {
    hoist_journal_save_async (self->real, change, on_really_saved, g_steal_pointer (&task));
  }
}

static gboolean
held_journal_save_finish (HoistJournal *journal, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* The rest is asked of the engine's journal, which is the real one. */
static void
held_journal_interface_init (HoistJournalInterface *iface)
{
  iface->save_async = held_journal_save_async;
  iface->save_finish = held_journal_save_finish;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestHeldJournal,
                               test_held_journal,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (HOIST_TYPE_JOURNAL,
                                                      held_journal_interface_init))

static void
test_held_journal_finalize (GObject *object)
{
  TestHeldJournal *self = TEST_HELD_JOURNAL (object);

  g_assert_true (g_queue_is_empty (&self->held));
  g_clear_object (&self->real);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (test_held_journal_parent_class)->finalize (object);
}

static void
test_held_journal_class_init (TestHeldJournalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_held_journal_finalize;
}

static void
test_held_journal_init (TestHeldJournal *self)
{
  g_queue_init (&self->held);
  self->from = HOIST_N_STATES;
}

static TestHeldJournal *
test_held_journal_new (HoistStage *stage, HoistState from)
{
  TestHeldJournal *self = g_object_new (TEST_TYPE_HELD_JOURNAL, NULL);

  self->real = HOIST_JOURNAL (g_object_ref (stage->journal));
  self->from = from;
  return self;
}

/* There is space again. */
static void
test_held_journal_release (TestHeldJournal *self)
{
  Held *held = NULL;

  self->from = HOIST_N_STATES;
  while ((held = g_queue_pop_head (&self->held)) != NULL) {
    hoist_journal_save_async (self->real, g_steal_pointer (&held->change), on_really_saved,
                              g_steal_pointer (&held->task));
    held_free (held);
  }
}

/* The program ends, and there never was. */
static void
test_held_journal_give_up (TestHeldJournal *self)
{
  Held *held = NULL;

  self->error = g_error_new_literal (HOIST_ERROR, HOIST_ERROR_NO_SPACE, "The disk is full.");
  while ((held = g_queue_pop_head (&self->held)) != NULL) {
    g_task_return_error (held->task, g_error_copy (self->error));
    held_free (held);
  }
}

static gboolean
has_held (gpointer data)
{
  return !g_queue_is_empty (&TEST_HELD_JOURNAL (data)->held);
}

static gboolean
is_quiet (gpointer data)
{
  return !hoist_session_is_busy (data);
}

static HoistSession *
add (HoistStage *stage, TestHeldJournal *journal, guint64 size)
{
  g_autofree char *path = hoist_stage_make_file (stage, "film.mp4", size);
  HoistRecord *record = hoist_record_new (path, "test");
  HoistFingerprint fingerprint = { 0 };

  g_assert_true (hoist_fingerprint_read (path, &fingerprint, NULL, NULL));
  record->id = 1;
  record->position = 1;
  record->size = fingerprint.size;
  record->modified_us = fingerprint.modified_us;
  return hoist_session_new (record, HOIST_JOURNAL (journal));
}

/* Which save is held back; what is shown then; which call must not have been sent. */
static const struct {
  HoistState from;
  HoistState shown;
  const char *call;
} held_cases[] = {
  { HOIST_STATE_HASHING, HOIST_STATE_QUEUED, "InitUpload" },
  { HOIST_STATE_STARTING, HOIST_STATE_HASHING, "InitUpload" },
  { HOIST_STATE_UPLOADING, HOIST_STATE_STARTING, "UploadPart" },
  { HOIST_STATE_FINISHING, HOIST_STATE_UPLOADING, "FinishUpload" },
  { HOIST_STATE_FINISHED, HOIST_STATE_FINISHING, NULL },
};

static void
test_held (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (held_cases); i++) {
    g_autoptr (HoistStage) stage = hoist_stage_new ("tencent-vod", NULL, NULL, NULL);
    g_autoptr (TestHeldJournal) journal = test_held_journal_new (stage, held_cases[i].from);
    g_autoptr (HoistSession) session = add (stage, journal, FILE_SIZE);

    g_test_message ("%s is held back", hoist_state_to_name (held_cases[i].from));
    hoist_stage_start (stage, session);
    hoist_stage_run_until (stage, has_held, journal);
    hoist_stage_settle (stage);
    g_assert_cmpint (hoist_session_get_state (session), ==, held_cases[i].shown);
    if (held_cases[i].call != NULL)
      g_assert_cmpuint (hoist_stage_count_calls (stage, held_cases[i].call), ==, 0);

    test_held_journal_release (journal);
    hoist_stage_run (stage, session);
    g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_FINISHED);
    g_assert_cmpuint (hoist_stage_count_calls (stage, "UploadPart"), ==, N_PARTS);
    g_assert_cmpuint (hoist_stage_count_calls (stage, "FinishUpload"), ==, 1);
  }
}

/* Quitting does not wait for the disk, shows nothing more, and the next start goes on. */
static void
test_given_up (void)
{
  g_autoptr (HoistStage) stage = hoist_stage_new ("tencent-vod", NULL, NULL, NULL);
  g_autoptr (TestHeldJournal) journal = test_held_journal_new (stage, HOIST_STATE_FINISHING);
  HoistSession *session = add (stage, journal, FILE_SIZE);

  hoist_stage_start (stage, session);
  hoist_stage_run_until (stage, has_held, journal);
  hoist_session_stop (session);
  hoist_stage_settle (stage);
  g_assert_true (hoist_session_is_busy (session));
  test_held_journal_give_up (journal);
  hoist_stage_run_until (stage, is_quiet, session);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_UPLOADING);
  g_assert_cmpuint (hoist_stage_count_calls (stage, "FinishUpload"), ==, 0);

  session = hoist_stage_restart (stage, session);
  hoist_stage_run (stage, session);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_FINISHED);
  g_object_unref (session);
}

/* A save that fails for good ends the run, also where nobody has asked for that. */
static void
test_failed (void)
{
  g_autoptr (HoistStage) stage = hoist_stage_new ("tencent-vod", NULL, NULL, NULL);
  g_autoptr (TestHeldJournal) journal = test_held_journal_new (stage, HOIST_STATE_FINISHING);
  g_autoptr (HoistSession) session = add (stage, journal, FILE_SIZE);

  hoist_stage_start (stage, session);
  hoist_stage_run_until (stage, has_held, journal);
  test_held_journal_give_up (journal);
  hoist_stage_run_until (stage, is_quiet, session);
  hoist_stage_settle (stage);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_UPLOADING);
  g_assert_cmpuint (hoist_stage_count_calls (stage, "FinishUpload"), ==, 0);
}

typedef struct {
  HoistSession *session;
  guint64 bytes;
} Until;

static gboolean
has_done (gpointer data)
{
  Until *until = data;

  return hoist_session_get_bytes_done (until->session) >= until->bytes;
}

/* Parts go on meanwhile, and are kept as one change and not as many. */
static void
test_parts (void)
{
  g_autoptr (HoistStage) stage = hoist_stage_new ("tencent-vod", NULL, NULL, NULL);
  g_autoptr (TestHeldJournal) journal = test_held_journal_new (stage, HOIST_STATE_UPLOADING);
  g_autoptr (HoistSession) session = add (stage, journal, 72 * MIB);
  Until until = { session, 72 * MIB };

  journal->n_first = 1;
  hoist_stage_start (stage, session);
  hoist_stage_run_until (stage, has_done, &until);
  hoist_stage_settle (stage);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_UPLOADING);
  g_assert_cmpuint (hoist_stage_count_calls (stage, "FinishUpload"), ==, 0);
  g_assert_cmpuint (journal->n_held, ==, 2); /* parts, and that it finishes */

  test_held_journal_release (journal);
  hoist_stage_run (stage, session);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_FINISHED);
}

/* The user's pause stops the bytes at once; the row says so when it is durable. */
static void
test_pause (void)
{
  const HoistPracticeOptions options = { .rate = 20 * MIB };
  g_autoptr (HoistStage) stage = hoist_stage_new ("tencent-vod", NULL, NULL, &options);
  g_autoptr (TestHeldJournal) journal = test_held_journal_new (stage, HOIST_STATE_PAUSED);
  g_autoptr (HoistSession) session = add (stage, journal, FILE_SIZE);
  Until until = { session, 2 * MIB };
  guint calls = 0;

  hoist_stage_start (stage, session);
  hoist_stage_run_until (stage, has_done, &until);
  hoist_session_pause (session);
  hoist_stage_settle (stage);
  hoist_test_clock_advance (stage->clock, 10 * G_USEC_PER_SEC);
  hoist_stage_settle (stage);
  calls = hoist_stage_count_calls (stage, "UploadPart");
  hoist_test_clock_advance (stage->clock, 10 * G_USEC_PER_SEC);
  hoist_stage_settle (stage);
  g_assert_cmpuint (hoist_stage_count_calls (stage, "UploadPart"), ==, calls);
  g_assert_cmpuint (calls, <, N_PARTS);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_UPLOADING);

  test_held_journal_release (journal);
  hoist_stage_run_until (stage, is_quiet, session);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_PAUSED);
  hoist_session_resume (session);
  hoist_stage_run (stage, session);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_FINISHED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/held/nothing-is-shown-or-built-upon-before", test_held);
  g_test_add_func ("/held/quitting-does-not-wait", test_given_up);
  g_test_add_func ("/held/a-failure-for-good-ends-the-run", test_failed);
  g_test_add_func ("/held/parts-go-on-as-one-change", test_parts);
  g_test_add_func ("/held/a-pause-stops-the-bytes-at-once", test_pause);
  return g_test_run ();
}
