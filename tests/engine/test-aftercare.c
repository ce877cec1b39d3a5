/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is left to do for an upload without its file: one round at a time, written down between its
 * exchanges, and never for one that may have become a file. */
#include "hoist-aftercare.h"

#include "hoist-error.h"
#include "hoist-test-clock.h"

#include <string.h>

#define SECOND ((gint64) G_USEC_PER_SEC)
#define MINUTE (60 * SECOND)

/* A service that answers without a server, by a script with one letter for each exchange. */
static struct {
  const char *script;
  guint n_calls;
} service;

static HoistMove
write_request (const HoistFacts *facts,
               HoistTicket *ticket,
               HoistStep step,
               HoistPart *part,
               HoistRequest **request,
               GError **error)
{
  g_autofree char *count = g_strdup_printf ("%u", ++service.n_calls);

  switch (*service.script++) {
  case 'a': /* at once again */
    hoist_ticket_set (ticket, "count", count);
    ticket->is_changed = TRUE;
    return HOIST_MOVE (AGAIN);
  case 'w': /* again after a while */
    hoist_ticket_set (ticket, "count", count);
    ticket->is_changed = TRUE;
    return (HoistMove){ .kind = HOIST_MOVE_AGAIN, .wait_us = 30 * SECOND };
  case 'd':
    hoist_ticket_set_result (ticket, "remote", "https://example.com/film", "size");
    return HOIST_MOVE (DONE);
  case 'l':
    g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_LOCKED, "The keyring is locked.");
    return HOIST_MOVE (FAILED);
  case 'r':
    g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_REFUSED, "The service says no.");
    return HOIST_MOVE (FAILED);
  default:
    g_assert_not_reached ();
  }
}

static const HoistProvider provider = {
  .id = "test",
  .steps = 1 << HOIST_STEP_WATCH | 1 << HOIST_STEP_ABORT,
  .write_request = write_request,
};

static const HoistProvider bare_provider = { .id = "bare", .write_request = write_request };

/* An account without secrets. */
#define TEST_TYPE_CREDENTIALS (test_credentials_get_type ())
G_DECLARE_FINAL_TYPE (TestCredentials, test_credentials, TEST, CREDENTIALS, GObject)

struct _TestCredentials {
  GObject parent_instance;

  const HoistProvider *provider;
  HoistSettings *settings; /* (owned) */
};

static const HoistProvider *
get_provider (HoistCredentials *credentials)
{
  return TEST_CREDENTIALS (credentials)->provider;
}

static const HoistSettings *
get_settings (HoistCredentials *credentials)
{
  return TEST_CREDENTIALS (credentials)->settings;
}

static void
load_async (HoistCredentials *credentials,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer data)
{
  g_autoptr (GTask) task = g_task_new (credentials, cancellable, callback, data);

  g_task_return_pointer (task, hoist_settings_ref (TEST_CREDENTIALS (credentials)->settings),
                         (GDestroyNotify) hoist_settings_unref);
}

static HoistSettings *
load_finish (HoistCredentials *credentials, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_credentials_interface_init (HoistCredentialsInterface *iface)
{
  iface->get_provider = get_provider;
  iface->get_settings = get_settings;
  iface->load_async = load_async;
  iface->load_finish = load_finish;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestCredentials,
                               test_credentials,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (HOIST_TYPE_CREDENTIALS,
                                                      test_credentials_interface_init))

static void
test_credentials_finalize (GObject *object)
{
  hoist_settings_unref (TEST_CREDENTIALS (object)->settings);

  G_OBJECT_CLASS (test_credentials_parent_class)->finalize (object);
}

static void
test_credentials_class_init (TestCredentialsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_credentials_finalize;
}

static void
test_credentials_init (TestCredentials *self)
{
  self->settings = hoist_settings_new ();
}

/* A journal with one ticket, whose saves end when a test says so. */
#define TEST_TYPE_JOURNAL (test_journal_get_type ())
G_DECLARE_FINAL_TYPE (TestJournal, test_journal, TEST, JOURNAL, GObject)

struct _TestJournal {
  GObject parent_instance;

  char *ticket;     /* (owned) (nullable): as it is durable */
  char *next;       /* (owned) (nullable): as it will be */
  GTask *held;      /* (owned) (nullable) */
  int load_failure; /* code; -1 for none */
  guint n_saves;
  gboolean is_holding;
};

static void
end_save (TestJournal *self, gboolean is_good)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->held);

  g_assert_nonnull (task);
  if (is_good) {
    g_free (self->ticket);
    self->ticket = g_steal_pointer (&self->next);
    g_task_return_boolean (task, TRUE);
  } else {
    g_clear_pointer (&self->next, g_free);
    g_task_return_new_error (task, HOIST_ERROR, HOIST_ERROR_NO_SPACE, "The disk is full.");
  }
}

static void
save_async (HoistJournal *journal, HoistChange *change, GAsyncReadyCallback callback, gpointer data)
{
  TestJournal *self = TEST_JOURNAL (journal);

  g_assert_null (self->held);
  g_assert_true (change->is_ticket_changed);
  self->n_saves++;
  self->next = g_strdup (change->ticket);
  self->held = g_task_new (self, NULL, callback, data);
  hoist_change_free (change);
  if (!self->is_holding)
    end_save (self, TRUE);
}

static gboolean
save_finish (HoistJournal *journal, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
load_ticket_async (HoistJournal *journal, gint64 id, GAsyncReadyCallback callback, gpointer data)
{
  TestJournal *self = TEST_JOURNAL (journal);
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  GError *error = NULL;
  HoistTicket *ticket = NULL;

  if (self->load_failure >= 0) {
    g_task_return_new_error (task, HOIST_ERROR, self->load_failure, "No ticket.");
    return;
  }
  ticket = hoist_ticket_new_from_text (self->ticket, &error);
  g_assert_no_error (error);
  ticket->is_changed = FALSE;
  g_task_return_pointer (task, ticket, (GDestroyNotify) hoist_ticket_free);
}

static HoistTicket *
load_ticket_finish (HoistJournal *journal, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_journal_interface_init (HoistJournalInterface *iface)
{
  iface->save_async = save_async;
  iface->save_finish = save_finish;
  iface->load_ticket_async = load_ticket_async;
  iface->load_ticket_finish = load_ticket_finish;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestJournal,
                               test_journal,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (HOIST_TYPE_JOURNAL,
                                                      test_journal_interface_init))

static void
test_journal_finalize (GObject *object)
{
  TestJournal *self = TEST_JOURNAL (object);

  g_free (self->ticket);
  g_free (self->next);

  G_OBJECT_CLASS (test_journal_parent_class)->finalize (object);
}

static void
test_journal_class_init (TestJournalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_journal_finalize;
}

static void
test_journal_init (TestJournal *self)
{
  self->load_failure = -1;
}

typedef struct {
  HoistTestClock *clock;
  TestJournal *journal;
  TestCredentials *credentials;
  HoistChannel *channel;
  HoistEngine *engine;
  HoistRecord *record;
  GCancellable *cancellable;
  gboolean has_ended;
  HoistAftercareEnd end;
  gint64 wait_us;
  GError *error;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  memset (&service, 0, sizeof service);
  fixture->clock = hoist_test_clock_new ();
  fixture->journal = g_object_new (TEST_TYPE_JOURNAL, NULL);
  fixture->credentials = g_object_new (TEST_TYPE_CREDENTIALS, NULL);
  fixture->credentials->provider = &provider;
  fixture->channel =
      hoist_channel_new (HOIST_CREDENTIALS (fixture->credentials), HOIST_CLOCK (fixture->clock));
  fixture->engine =
      hoist_engine_new (HOIST_CLOCK (fixture->clock), HOIST_JOURNAL (fixture->journal));
  fixture->record = hoist_record_new ("/home/somebody/film.mp4", "test");
  fixture->record->state = HOIST_STATE_PROCESSING;
  fixture->cancellable = g_cancellable_new ();
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
  g_clear_error (&fixture->error);
  g_object_unref (fixture->cancellable);
  hoist_record_free (fixture->record);
  g_assert_finalize_object (fixture->engine);
  g_assert_finalize_object (fixture->channel);
  g_assert_finalize_object (fixture->credentials);
  g_assert_finalize_object (fixture->journal);
  settle ();
  g_assert_finalize_object (fixture->clock);
}

static void
on_ended (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *fixture = data;

  g_assert_false (fixture->has_ended);
  fixture->has_ended = TRUE;
  fixture->end = hoist_aftercare_run_finish (result, &fixture->wait_us, &fixture->error);
}

static void
set_ticket (Fixture *fixture, HoistStep next, gboolean has_begun)
{
  g_autoptr (HoistTicket) ticket = hoist_ticket_new ();

  ticket->next = next;
  ticket->has_begun = has_begun;
  g_free (fixture->journal->ticket);
  fixture->journal->ticket = hoist_ticket_to_text (ticket);
}

/* Plays a round until it ends or only waits for a save. */
static void
run (Fixture *fixture, const char *script)
{
  if (fixture->journal->ticket == NULL)
    set_ticket (fixture, HOIST_STEP_WATCH, TRUE);
  service.script = script;
  hoist_aftercare_run_async (fixture->record, fixture->engine, fixture->channel,
                             fixture->cancellable, on_ended, fixture);
  settle ();
  hoist_test_clock_advance (fixture->clock, 0);
  settle ();
}

static void
assert_ended (Fixture *fixture, HoistAftercareEnd end, guint n_calls)
{
  g_assert_true (fixture->has_ended);
  g_assert_cmpint (fixture->end, ==, end);
  g_assert_true ((fixture->error != NULL) == (end == HOIST_AFTERCARE_REFUSED));
  g_assert_cmpuint (service.n_calls, ==, n_calls);
}

static void
test_done (Fixture *fixture, gconstpointer data)
{
  run (fixture, "d");
  assert_ended (fixture, HOIST_AFTERCARE_DONE, 1);
  g_assert_cmpstr (fixture->record->remote_id, ==, "remote");
  g_assert_cmpstr (fixture->record->link, ==, "https://example.com/film");
}

/* A wait ends the round, and what is known by then is written down. */
static void
test_later (Fixture *fixture, gconstpointer data)
{
  run (fixture, "w");
  assert_ended (fixture, HOIST_AFTERCARE_LATER, 1);
  g_assert_cmpint (fixture->wait_us, ==, 30 * SECOND);
  g_assert_nonnull (strstr (fixture->journal->ticket, "count"));
}

static void
test_saved_between (Fixture *fixture, gconstpointer data)
{
  fixture->journal->is_holding = TRUE;
  run (fixture, "ad");
  g_assert_false (fixture->has_ended);
  g_assert_cmpuint (service.n_calls, ==, 1);
  end_save (fixture->journal, TRUE);
  settle ();
  hoist_test_clock_advance (fixture->clock, 0);
  settle ();
  assert_ended (fixture, HOIST_AFTERCARE_DONE, 2);
}

/* A service that goes round in circles is not asked for ever. */
static void
test_circle (Fixture *fixture, gconstpointer data)
{
  g_autofree char *script = g_strnfill (5000, 'a');

  run (fixture, script);
  for (guint i = 0; i < 5000 && !fixture->has_ended; i++) {
    hoist_test_clock_advance (fixture->clock, 0);
    settle ();
  }
  assert_ended (fixture, HOIST_AFTERCARE_REFUSED, 1001);
  g_assert_error (fixture->error, HOIST_ERROR, HOIST_ERROR_PROTOCOL);
}

/* What cannot be written down is not built upon. */
static void
test_not_saved (Fixture *fixture, gconstpointer data)
{
  fixture->journal->is_holding = TRUE;
  run (fixture, "ad");
  end_save (fixture->journal, FALSE);
  settle ();
  hoist_test_clock_advance (fixture->clock, 0);
  settle ();
  if (fixture->journal->held != NULL)
    end_save (fixture->journal, FALSE);
  settle ();
  assert_ended (fixture, HOIST_AFTERCARE_LATER, 1);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  run (fixture, "r");
  assert_ended (fixture, HOIST_AFTERCARE_REFUSED, 1);
  g_assert_error (fixture->error, HOIST_ERROR, HOIST_ERROR_REFUSED);
}

/* A trouble that is none of this upload's puts it off for long, once. */
static void
test_trouble (Fixture *fixture, gconstpointer data)
{
  run (fixture, "l");
  assert_ended (fixture, HOIST_AFTERCARE_LATER, 1);
  g_assert_cmpint (fixture->wait_us, >=, 5 * MINUTE);
}

static void
test_no_ticket (Fixture *fixture, gconstpointer data)
{
  fixture->journal->load_failure = HOIST_ERROR_LOCKED;
  run (fixture, "");
  assert_ended (fixture, HOIST_AFTERCARE_LATER, 0);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_cancellable_cancel (fixture->cancellable);
  run (fixture, "");
  assert_ended (fixture, HOIST_AFTERCARE_LATER, 0);
}

/* Where a removed upload stood, and whether there is something to clean up at the service. */
static const struct {
  HoistStep next;
  gboolean has_begun;
  gboolean is_asked;
} removed_cases[] = {
  { HOIST_STEP_BEGIN, FALSE, FALSE }, /* nobody was told of it */
  { HOIST_STEP_BEGIN, TRUE, TRUE },   { HOIST_STEP_PART, TRUE, TRUE },
  { HOIST_STEP_COMMIT, TRUE, FALSE }, /* it may have become a file */
  { HOIST_STEP_WATCH, TRUE, FALSE },
};

static void
test_removed (Fixture *fixture, gconstpointer data)
{
  fixture->record->state = HOIST_STATE_REMOVED;
  for (guint i = 0; i < G_N_ELEMENTS (removed_cases); i++) {
    g_test_message ("case %u", i);
    service.n_calls = 0;
    fixture->has_ended = FALSE;
    set_ticket (fixture, removed_cases[i].next, removed_cases[i].has_begun);
    run (fixture, "d");
    assert_ended (fixture, HOIST_AFTERCARE_DONE, removed_cases[i].is_asked ? 1 : 0);
    g_assert_null (fixture->record->link);
  }
}

/* A service that has no such step is not asked. */
static void
test_no_step (Fixture *fixture, gconstpointer data)
{
  fixture->record->state = HOIST_STATE_REMOVED;
  fixture->credentials->provider = &bare_provider;
  g_object_unref (fixture->channel);
  fixture->channel =
      hoist_channel_new (HOIST_CREDENTIALS (fixture->credentials), HOIST_CLOCK (fixture->clock));
  set_ticket (fixture, HOIST_STEP_PART, TRUE);
  run (fixture, "");
  assert_ended (fixture, HOIST_AFTERCARE_DONE, 0);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/aftercare/takes-over-the-result", test_done);
  ADD ("/aftercare/a-wait-ends-the-round", test_later);
  ADD ("/aftercare/is-saved-between-exchanges", test_saved_between);
  ADD ("/aftercare/leaves-a-circle", test_circle);
  ADD ("/aftercare/what-is-not-saved-is-not-built-upon", test_not_saved);
  ADD ("/aftercare/refused", test_refused);
  ADD ("/aftercare/trouble-puts-it-off", test_trouble);
  ADD ("/aftercare/no-ticket-puts-it-off", test_no_ticket);
  ADD ("/aftercare/is-cancelled", test_cancelled);
  ADD ("/aftercare/cleans-up-what-is-surely-no-file", test_removed);
  ADD ("/aftercare/asks-no-service-without-the-step", test_no_step);
  return g_test_run ();
}
