/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An account's own steps: one sign-in for all who need it, written down before use, and errands of
 * several exchanges. */
#include "hoist-renewal.h"

#include "hoist-errand-run.h"
#include "hoist-error.h"
#include "hoist-test-clock.h"
#include "hoist-waiters.h"

#include <string.h>

#define SECOND ((gint64) G_USEC_PER_SEC)

/* A journal that nobody asks anything. */
#define TEST_TYPE_JOURNAL (test_journal_get_type ())
G_DECLARE_FINAL_TYPE (TestJournal, test_journal, TEST, JOURNAL, GObject)

struct _TestJournal {
  GObject parent_instance;
};

G_DEFINE_FINAL_TYPE_WITH_CODE (TestJournal,
                               test_journal,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (HOIST_TYPE_JOURNAL, NULL))

static void
test_journal_class_init (TestJournalClass *klass)
{
}

static void
test_journal_init (TestJournal *self)
{
}

/* A service that answers without a server: its sign-in brings "token-1", "token-2", … */
static struct {
  guint n_sign_ins;
  guint n_checks;
  guint n_again;  /* exchanges of a check before its last */
  gint64 wait_us; /* between them */
  int failure;    /* code that every step fails with; -1 for none */
} service;

static HoistMove
sign_in (const HoistFacts *facts)
{
  g_autofree char *token = g_strdup_printf ("token-%u", ++service.n_sign_ins);

  hoist_errand_grant (facts->errand, token, G_MAXINT64);
  return HOIST_MOVE (DONE);
}

static HoistMove
check (const HoistFacts *facts)
{
  service.n_checks++;
  if (facts->errand->phase++ < service.n_again)
    return (HoistMove){ .kind = HOIST_MOVE_AGAIN, .wait_us = service.wait_us };
  hoist_errand_add (facts->errand, "1", "Films", NULL);
  return HOIST_MOVE (DONE);
}

static HoistMove
write_request (const HoistFacts *facts,
               HoistTicket *ticket,
               HoistStep step,
               HoistPart *part,
               HoistRequest **request,
               GError **error)
{
  const char *token = hoist_settings_get (facts->secrets, HOIST_GRANT_TOKEN);

  if (service.failure >= 0) {
    g_set_error_literal (error, HOIST_ERROR, service.failure, "The service says no.");
    service.n_checks++;
    return HOIST_MOVE (FAILED);
  }
  if (step == HOIST_STEP_SIGN_IN)
    return sign_in (facts);
  if (step == HOIST_STEP_CHECK)
    return check (facts);
  if (token == NULL)
    return HOIST_MOVE_TO (HOIST_STEP_SIGN_IN);
  hoist_errand_add (facts->errand, token, token, NULL);
  return HOIST_MOVE (DONE);
}

static const HoistProvider provider = {
  .id = "test",
  .steps = 1 << HOIST_STEP_SIGN_IN | 1 << HOIST_STEP_CHECK | 1 << HOIST_STEP_CHOICES,
  .write_request = write_request,
};

/* Credentials whose look-ups and writes end when a test says so. */
#define TEST_TYPE_CREDENTIALS (test_credentials_get_type ())
G_DECLARE_FINAL_TYPE (TestCredentials, test_credentials, TEST, CREDENTIALS, GObject)

struct _TestCredentials {
  GObject parent_instance;

  HoistSettings *settings; /* (owned) */
  HoistSettings *secrets;  /* (owned) */
  HoistWaiters *loads;     /* (owned) */
  HoistWaiters *stores;    /* (owned) */
  gboolean is_holding_loads;
  gboolean is_holding_stores;
  gboolean is_locked;
  guint n_loads;
};

static const HoistProvider *
get_provider (HoistCredentials *credentials)
{
  return &provider;
}

static const HoistSettings *
get_settings (HoistCredentials *credentials)
{
  return TEST_CREDENTIALS (credentials)->settings;
}

static void
answer_loads (TestCredentials *self)
{
  self->is_holding_loads = FALSE;
  hoist_waiters_answer (self->loads, NULL, self->secrets, (GBoxedCopyFunc) hoist_settings_ref,
                        (GDestroyNotify) hoist_settings_unref);
}

static void
answer_stores (TestCredentials *self)
{
  g_autoptr (GError) locked = g_error_new_literal (HOIST_ERROR, HOIST_ERROR_LOCKED, "Locked.");

  self->is_holding_stores = FALSE;
  hoist_waiters_answer (self->stores, self->is_locked ? locked : NULL, NULL, NULL, NULL);
}

static void
load_async (HoistCredentials *credentials,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer data)
{
  TestCredentials *self = TEST_CREDENTIALS (credentials);

  self->n_loads++;
  hoist_waiters_add (self->loads, g_task_new (self, cancellable, callback, data));
  if (!self->is_holding_loads)
    answer_loads (self);
}

static HoistSettings *
load_finish (HoistCredentials *credentials, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
store_async (HoistCredentials *credentials,
             const HoistSettings *secrets,
             GAsyncReadyCallback callback,
             gpointer data)
{
  TestCredentials *self = TEST_CREDENTIALS (credentials);
  HoistSettings *merged = hoist_settings_copy (self->secrets);

  hoist_settings_merge (merged, secrets);
  if (!self->is_locked) {
    hoist_settings_unref (self->secrets);
    self->secrets = hoist_settings_ref (merged);
  }
  hoist_settings_unref (merged);
  hoist_waiters_add (self->stores, g_task_new (self, NULL, callback, data));
  if (!self->is_holding_stores)
    answer_stores (self);
}

static gboolean
store_finish (HoistCredentials *credentials, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
test_credentials_interface_init (HoistCredentialsInterface *iface)
{
  iface->get_provider = get_provider;
  iface->get_settings = get_settings;
  iface->load_async = load_async;
  iface->load_finish = load_finish;
  iface->store_async = store_async;
  iface->store_finish = store_finish;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestCredentials,
                               test_credentials,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (HOIST_TYPE_CREDENTIALS,
                                                      test_credentials_interface_init))

static void
test_credentials_finalize (GObject *object)
{
  TestCredentials *self = TEST_CREDENTIALS (object);

  hoist_waiters_free (self->loads);
  hoist_waiters_free (self->stores);
  hoist_settings_unref (self->settings);
  hoist_settings_unref (self->secrets);

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
  self->secrets = hoist_settings_new ();
  self->loads = hoist_waiters_new (NULL, NULL);
  self->stores = hoist_waiters_new (NULL, NULL);
}

typedef struct {
  HoistTestClock *clock;
  TestJournal *journal;
  TestCredentials *credentials;
  HoistChannel *channel;
  HoistEngine *engine;
  HoistSettings *used; /* (owned): the secrets that no longer do */
  GCancellable *cancellable;
  HoistErrand *errand; /* (owned) (nullable) */
  GString *told;       /* what every call ended with */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  memset (&service, 0, sizeof service);
  service.failure = -1;
  fixture->clock = hoist_test_clock_new ();
  fixture->journal = g_object_new (TEST_TYPE_JOURNAL, NULL);
  fixture->credentials = g_object_new (TEST_TYPE_CREDENTIALS, NULL);
  fixture->channel =
      hoist_channel_new (HOIST_CREDENTIALS (fixture->credentials), HOIST_CLOCK (fixture->clock));
  fixture->engine =
      hoist_engine_new (HOIST_CLOCK (fixture->clock), HOIST_JOURNAL (fixture->journal));
  fixture->used = hoist_settings_ref (fixture->credentials->secrets);
  fixture->cancellable = g_cancellable_new ();
  fixture->told = g_string_new (NULL);
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
  g_clear_pointer (&fixture->errand, hoist_errand_free);
  g_object_unref (fixture->cancellable);
  g_assert_finalize_object (fixture->engine);
  g_assert_finalize_object (fixture->channel);
  g_assert_finalize_object (fixture->credentials);
  g_assert_finalize_object (fixture->journal);
  settle ();
  g_assert_finalize_object (fixture->clock);
  hoist_settings_unref (fixture->used);
  g_string_free (fixture->told, TRUE);
}

static void
tell (GString *told, gboolean is_good, const GError *error)
{
  g_string_append (told, is_good ? "good;" : hoist_error_is_cancelled (error) ? "cancelled;" : "");
  if (!is_good && error->domain == HOIST_ERROR)
    g_string_append_printf (told, "error %d;", error->code);
}

static void
on_renewed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  gboolean is_good = hoist_renewal_run_finish (result, &error);

  tell (data, is_good, error);
}

static void
renew (Fixture *fixture, GCancellable *cancellable)
{
  hoist_renewal_run_async (hoist_channel_get_renewal (fixture->channel), fixture->engine,
                           fixture->channel, fixture->used, cancellable, on_renewed, fixture->told);
}

static void
assert_told (Fixture *fixture, const char *told)
{
  settle ();
  g_assert_cmpstr (fixture->told->str, ==, told);
  g_string_truncate (fixture->told, 0);
}

static void
assert_error_told (Fixture *fixture, int code, guint count)
{
  g_autoptr (GString) told = g_string_new (NULL);

  for (guint i = 0; i < count; i++)
    g_string_append_printf (told, "error %d;", code);
  assert_told (fixture, told->str);
}

static void
assert_token (Fixture *fixture, const char *token)
{
  g_assert_cmpstr (hoist_settings_get (fixture->credentials->secrets, HOIST_GRANT_TOKEN), ==,
                   token);
}

static void
test_single_flight (Fixture *fixture, gconstpointer data)
{
  fixture->credentials->is_holding_loads = TRUE;
  for (guint i = 0; i < 3; i++)
    renew (fixture, NULL);
  assert_told (fixture, "");
  g_assert_cmpuint (fixture->credentials->n_loads, ==, 1);
  answer_loads (fixture->credentials);
  assert_told (fixture, "good;good;good;");
  g_assert_cmpuint (service.n_sign_ins, ==, 1);
  assert_token (fixture, "token-1");
}

static void
test_stored_first (Fixture *fixture, gconstpointer data)
{
  fixture->credentials->is_holding_stores = TRUE;
  renew (fixture, NULL);
  settle ();
  renew (fixture, NULL); /* joins, though the service has answered */
  assert_told (fixture, "");
  g_assert_cmpuint (service.n_sign_ins, ==, 1);
  answer_stores (fixture->credentials);
  assert_told (fixture, "good;good;");
  g_assert_cmpuint (service.n_sign_ins, ==, 1);
}

/* Who comes late with the same old secrets gets the new ones without another sign-in. */
static void
test_late (Fixture *fixture, gconstpointer data)
{
  renew (fixture, NULL);
  assert_told (fixture, "good;");
  renew (fixture, NULL);
  assert_told (fixture, "good;");
  g_assert_cmpuint (service.n_sign_ins, ==, 1);

  hoist_settings_unref (fixture->used);
  fixture->used = hoist_settings_ref (fixture->credentials->secrets);
  renew (fixture, NULL);
  assert_told (fixture, "good;");
  g_assert_cmpuint (service.n_sign_ins, ==, 2);
  assert_token (fixture, "token-2");
}

static void
test_cancel_one (Fixture *fixture, gconstpointer data)
{
  fixture->credentials->is_holding_loads = TRUE;
  renew (fixture, fixture->cancellable);
  renew (fixture, NULL);
  settle ();
  g_cancellable_cancel (fixture->cancellable);
  assert_told (fixture, "cancelled;");
  answer_loads (fixture->credentials);
  assert_told (fixture, "good;");
  g_assert_cmpuint (service.n_sign_ins, ==, 1);
}

static void
test_cancel_all (Fixture *fixture, gconstpointer data)
{
  fixture->credentials->is_holding_loads = TRUE;
  renew (fixture, fixture->cancellable);
  renew (fixture, fixture->cancellable);
  settle ();
  g_cancellable_cancel (fixture->cancellable);
  assert_told (fixture, "cancelled;cancelled;");
  g_assert_true (hoist_waiters_is_empty (fixture->credentials->loads));
  renew (fixture, fixture->cancellable);
  assert_told (fixture, "cancelled;");
  g_assert_cmpuint (service.n_sign_ins, ==, 0);

  fixture->credentials->is_holding_loads = FALSE;
  renew (fixture, NULL);
  assert_told (fixture, "good;");
  g_assert_cmpuint (service.n_sign_ins, ==, 1);
}

static void
on_given_up (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *fixture = data;

  on_renewed (source, result, fixture->told);
  fixture->credentials->is_holding_loads = FALSE;
  renew (fixture, NULL);
}

/* One who comes while the given-up sign-in still ends has not given up. */
static void
test_comes_while_given_up (Fixture *fixture, gconstpointer data)
{
  fixture->credentials->is_holding_loads = TRUE;
  hoist_renewal_run_async (hoist_channel_get_renewal (fixture->channel), fixture->engine,
                           fixture->channel, fixture->used, fixture->cancellable, on_given_up,
                           fixture);
  settle ();
  g_cancellable_cancel (fixture->cancellable);
  assert_told (fixture, "cancelled;good;");
  g_assert_cmpuint (service.n_sign_ins, ==, 1);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  service.failure = HOIST_ERROR_SIGN_IN;
  fixture->credentials->is_holding_loads = TRUE;
  renew (fixture, NULL);
  renew (fixture, NULL);
  answer_loads (fixture->credentials);
  assert_error_told (fixture, HOIST_ERROR_SIGN_IN, 2);
  assert_token (fixture, NULL);

  service.failure = -1;
  renew (fixture, NULL);
  assert_told (fixture, "good;");
}

/* A token that could not be written down is used by nobody. */
static void
test_locked (Fixture *fixture, gconstpointer data)
{
  fixture->credentials->is_locked = TRUE;
  renew (fixture, NULL);
  assert_error_told (fixture, HOIST_ERROR_LOCKED, 1);
  fixture->credentials->is_locked = FALSE;
  renew (fixture, NULL);
  assert_told (fixture, "good;");
  g_assert_cmpuint (service.n_sign_ins, ==, 2);
}

static void
on_errand_run (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  gboolean is_good = hoist_errand_run_finish (result, &error);

  tell (data, is_good, error);
}

static void
run_errand (Fixture *fixture, HoistStep step)
{
  fixture->errand = hoist_errand_new (step);
  hoist_errand_run_async (fixture->engine, fixture->channel, fixture->errand, fixture->cancellable,
                          on_errand_run, fixture->told);
  settle ();
}

static void
test_errand_waits (Fixture *fixture, gconstpointer data)
{
  service.n_again = 2;
  service.wait_us = SECOND;
  run_errand (fixture, HOIST_STEP_CHECK);
  for (guint i = 1; i <= 2; i++) {
    g_assert_cmpuint (service.n_checks, ==, i);
    hoist_test_clock_advance (fixture->clock, SECOND - 1);
    assert_told (fixture, "");
    g_assert_cmpuint (service.n_checks, ==, i);
    hoist_test_clock_advance (fixture->clock, 1);
    settle ();
  }
  assert_told (fixture, "good;");
  g_assert_cmpuint (fixture->errand->findings->len, ==, 1);
}

static void
test_errand_cancel (Fixture *fixture, gconstpointer data)
{
  service.n_again = 2;
  service.wait_us = SECOND;
  run_errand (fixture, HOIST_STEP_CHECK);
  g_cancellable_cancel (fixture->cancellable);
  assert_told (fixture, "cancelled;");
  hoist_test_clock_advance (fixture->clock, 10 * SECOND);
  settle ();
  g_assert_cmpuint (service.n_checks, ==, 1);
}

static void
test_errand_circle (Fixture *fixture, gconstpointer data)
{
  g_autofree char *expected = g_strdup_printf ("error %d;", HOIST_ERROR_PROTOCOL);

  service.n_again = G_MAXUINT;
  run_errand (fixture, HOIST_STEP_CHECK);
  for (guint i = 0; i < 5000 && fixture->told->len == 0; i++) {
    hoist_test_clock_advance (fixture->clock, 0);
    settle ();
  }
  assert_told (fixture, expected);
}

static void
test_errand_fails (Fixture *fixture, gconstpointer data)
{
  static const int codes[] = { HOIST_ERROR_BUSY, HOIST_ERROR_OFFLINE, HOIST_ERROR_SIGN_IN,
                               HOIST_ERROR_REFUSED };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
    g_clear_pointer (&fixture->errand, hoist_errand_free);
    service.failure = codes[i];
    service.n_checks = 0;
    run_errand (fixture, HOIST_STEP_CHECK);
    assert_error_told (fixture, codes[i], 1);
    g_assert_cmpuint (service.n_checks, ==, 1);
  }
}

/* A token that is missing is fetched on the way, and the errand sees the new one. */
static void
test_errand_signs_in (Fixture *fixture, gconstpointer data)
{
  run_errand (fixture, HOIST_STEP_CHOICES);
  assert_told (fixture, "good;");
  g_assert_cmpuint (service.n_sign_ins, ==, 1);
  g_assert_cmpuint (fixture->errand->findings->len, ==, 1);
  g_assert_cmpstr (((HoistFinding *) g_ptr_array_index (fixture->errand->findings, 0))->id, ==,
                   "token-1");
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/renewal/one-sign-in-for-all", test_single_flight);
  ADD ("/renewal/is-written-down-before-use", test_stored_first);
  ADD ("/renewal/late-comers-need-none", test_late);
  ADD ("/renewal/one-gives-up-alone", test_cancel_one);
  ADD ("/renewal/all-give-up", test_cancel_all);
  ADD ("/renewal/comes-while-the-others-give-up", test_comes_while_given_up);
  ADD ("/renewal/refused", test_refused);
  ADD ("/renewal/locked-keyring", test_locked);
  ADD ("/errand/waits-between-exchanges", test_errand_waits);
  ADD ("/errand/is-cancelled-while-it-waits", test_errand_cancel);
  ADD ("/errand/goes-round-in-circles", test_errand_circle);
  ADD ("/errand/fails-once", test_errand_fails);
  ADD ("/errand/signs-in-on-the-way", test_errand_signs_in);
  return g_test_run ();
}
