/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tries an account step by step, so that whoever watches sees where it fails. */
#include "hoist-account-test.h"

#include "hoist-account-address.h"
#include "hoist-errand-run.h"
#include "hoist-error.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>

/* Somebody is watching. */
#define ANSWER_US (20 * G_USEC_PER_SEC)

/* Findings that a sentence tells; a list of thousands is for the field that asks for it. */
#define MAX_TOLD 3

struct _HoistAccountTest {
  GObject parent_instance;

  HoistWorkspace *workspace; /* (owned) */
  HoistAccount *account;     /* (owned) */
  HoistErrand *errand;       /* (owned): the last step's question */
  char *host;                /* (owned) (nullable) */
  HoistAccountTestState states[HOIST_ACCOUNT_TEST_N_STEPS];
  char *sentences[HOIST_ACCOUNT_TEST_N_STEPS]; /* (owned) (nullable) */
};

enum { SIGNAL_CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HoistAccountTest, hoist_account_test, G_TYPE_OBJECT)

static void
hoist_account_test_finalize (GObject *object)
{
  HoistAccountTest *self = HOIST_ACCOUNT_TEST (object);

  g_clear_object (&self->workspace);
  g_clear_object (&self->account);
  g_clear_pointer (&self->errand, hoist_errand_free);
  g_free (self->host);
  for (gsize i = 0; i < HOIST_ACCOUNT_TEST_N_STEPS; i++)
    g_free (self->sentences[i]);

  G_OBJECT_CLASS (hoist_account_test_parent_class)->finalize (object);
}

static void
hoist_account_test_class_init (HoistAccountTestClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hoist_account_test_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", HOIST_TYPE_ACCOUNT_TEST, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
hoist_account_test_init (HoistAccountTest *self)
{
  self->errand = hoist_errand_new (HOIST_STEP_CHECK);
}

/**
 * hoist_account_test_new:
 * @account: the one to try
 */
HoistAccountTest *
hoist_account_test_new (HoistWorkspace *workspace, HoistAccount *account)
{
  HoistAccountTest *self = g_object_new (HOIST_TYPE_ACCOUNT_TEST, NULL);

  self->workspace = g_object_ref (workspace);
  self->account = g_object_ref (account);
  return self;
}

/* For people. */
const char *
hoist_account_test_get_title (HoistAccountTestStep step)
{
  switch (step) {
  case HOIST_ACCOUNT_TEST_REACH:
    return _ ("Reaching the Service");
  case HOIST_ACCOUNT_TEST_CLOCK:
    return _ ("Comparing the Clocks");
  case HOIST_ACCOUNT_TEST_ACCESS:
    return _ ("Signing In");
  case HOIST_ACCOUNT_TEST_SERVICE:
  default:
    return _ ("Looking for What Uploads Need");
  }
}

HoistAccountTestState
hoist_account_test_get_state (HoistAccountTest *self, HoistAccountTestStep step)
{
  g_return_val_if_fail (HOIST_IS_ACCOUNT_TEST (self), HOIST_ACCOUNT_TEST_NOT_YET);
  g_return_val_if_fail ((guint) step < HOIST_ACCOUNT_TEST_N_STEPS, HOIST_ACCOUNT_TEST_NOT_YET);

  return self->states[step];
}

/**
 * hoist_account_test_get_sentence:
 *
 * Returns: (nullable): what came of it
 */
const char *
hoist_account_test_get_sentence (HoistAccountTest *self, HoistAccountTestStep step)
{
  g_return_val_if_fail (HOIST_IS_ACCOUNT_TEST (self), NULL);
  g_return_val_if_fail ((guint) step < HOIST_ACCOUNT_TEST_N_STEPS, NULL);

  return self->sentences[step];
}

/* Takes over @sentence (nullable). */
static void
set (HoistAccountTest *self, HoistAccountTestStep step, HoistAccountTestState state, char *sentence)
{
  self->states[step] = state;
  g_free (self->sentences[step]);
  self->sentences[step] = sentence;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* What an upload waits for and tries again, a test does not: the sentence must not promise it.
 * Takes over @error. */
static GError *
put_for_watcher (GError *error)
{
  const char *sentence = NULL;

  if (g_error_matches (error, HOIST_ERROR, HOIST_ERROR_BUSY) ||
      g_error_matches (error, HOIST_ERROR, HOIST_ERROR_UNSURE))
    sentence = _ ("The service is busy, or has trouble of its own. Try again in a few minutes.");
  else if (g_error_matches (error, HOIST_ERROR, HOIST_ERROR_THROTTLED))
    sentence = _ ("The service asks for fewer requests. Try again in a few minutes.");
  if (sentence == NULL)
    return error;

  g_debug ("the test of an account: %s", error->message);
  g_free (error->message);
  error->message = g_strdup (sentence);
  return error;
}

/* Takes over @failure. */
static void
fail (GTask *task, HoistAccountTestStep step, GError *failure)
{
  HoistAccountTest *self = g_task_get_source_object (task);
  GError *error = put_for_watcher (failure);

  if (hoist_error_is_cancelled (error))
    set (self, step, HOIST_ACCOUNT_TEST_NOT_YET, NULL);
  else
    set (self, step, HOIST_ACCOUNT_TEST_FAILED, g_strdup (error->message));
  g_task_return_error (task, error);
}

/* What the service told of itself, a line each. (transfer full) */
static char *
dup_findings (HoistAccountTest *self)
{
  GPtrArray *findings = self->errand->findings;
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < MIN (findings->len, MAX_TOLD); i++) {
    const HoistFinding *finding = g_ptr_array_index (findings, i);

    if (i > 0)
      g_string_append_c (text, '\n');
    /* Translators: a thing that the service has, and a remark about it */
    if (finding->note != NULL && *finding->note != '\0')
      g_string_append_printf (text, _ ("%s: %s"), finding->name, finding->note);
    else
      g_string_append (text, finding->name);
  }
  if (findings->len > MAX_TOLD)
    g_string_append_printf (
        text,
        dngettext (GETTEXT_PACKAGE, "\nand %u more", "\nand %u more", findings->len - MAX_TOLD),
        findings->len - MAX_TOLD);
  if (text->len == 0)
    g_string_append (text, _ ("Everything is there"));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* The service knew who asked before it said that. */
static gboolean
is_past_access (const GError *error)
{
  return g_error_matches (error, HOIST_ERROR, HOIST_ERROR_REFUSED) ||
         g_error_matches (error, HOIST_ERROR, HOIST_ERROR_NO_ACCESS) ||
         g_error_matches (error, HOIST_ERROR, HOIST_ERROR_NO_SPACE);
}

static void
on_checked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  HoistAccountTest *self = g_task_get_source_object (task);
  GError *error = NULL;
  gboolean is_good = hoist_errand_run_finish (result, &error);

  if (!is_good && !is_past_access (error)) {
    fail (task, HOIST_ACCOUNT_TEST_ACCESS, error);
    return;
  }
  set (self, HOIST_ACCOUNT_TEST_ACCESS, HOIST_ACCOUNT_TEST_GOOD,
       g_strdup (_ ("The service lets you in")));
  if (!is_good) {
    fail (task, HOIST_ACCOUNT_TEST_SERVICE, error);
    return;
  }
  set (self, HOIST_ACCOUNT_TEST_SERVICE, HOIST_ACCOUNT_TEST_GOOD, dup_findings (self));
  g_task_return_boolean (task, TRUE);
}

/* Takes over @task. */
static void
check (GTask *task)
{
  HoistAccountTest *self = g_task_get_source_object (task);

  set (self, HOIST_ACCOUNT_TEST_ACCESS, HOIST_ACCOUNT_TEST_RUNNING, NULL);
  hoist_errand_run_async (hoist_workspace_get_engine (self->workspace),
                          hoist_account_get_channel (self->account), self->errand,
                          g_task_get_cancellable (task), on_checked, task);
}

static char *
dup_offset_sentence (gint64 offset_us)
{
  guint minutes = MAX (ABS (offset_us) / G_TIME_SPAN_MINUTE, 1);

  if (offset_us > 0)
    return g_strdup_printf (
        dngettext (GETTEXT_PACKAGE,
                   "This computer’s clock is %u minute slow. Hoist goes by the service’s; set the "
                   "clock so that other programs work too.",
                   "This computer’s clock is %u minutes slow. Hoist goes by the service’s; set "
                   "the clock so that other programs work too.",
                   minutes),
        minutes);
  return g_strdup_printf (
      dngettext (GETTEXT_PACKAGE,
                 "This computer’s clock is %u minute fast. Hoist goes by the service’s; set the "
                 "clock so that other programs work too.",
                 "This computer’s clock is %u minutes fast. Hoist goes by the service’s; set the "
                 "clock so that other programs work too.",
                 minutes),
      minutes);
}

static void
compare_clocks (HoistAccountTest *self, const HoistReply *reply)
{
  HoistChannel *channel = hoist_account_get_channel (self->account);
  gint64 offset_us = 0;

  hoist_channel_note_date (channel, reply->date_us);
  offset_us = hoist_channel_get_clock_offset (channel);
  if (offset_us != 0)
    set (self, HOIST_ACCOUNT_TEST_CLOCK, HOIST_ACCOUNT_TEST_NOTED, dup_offset_sentence (offset_us));
  else if (reply->date_us == 0)
    set (self, HOIST_ACCOUNT_TEST_CLOCK, HOIST_ACCOUNT_TEST_GOOD,
         g_strdup (_ ("The service does not tell the time")));
  else
    set (self, HOIST_ACCOUNT_TEST_CLOCK, HOIST_ACCOUNT_TEST_GOOD,
         g_strdup (_ ("Both show the same time")));
}

static void
on_reached (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  HoistAccountTest *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (HoistReply) reply = hoist_http_send_finish (HOIST_HTTP (source), result, NULL, &error);

  if (reply == NULL) {
    fail (task, HOIST_ACCOUNT_TEST_REACH, error);
    return;
  }
  /* Translators: %s is the name of a computer on the Internet */
  set (self, HOIST_ACCOUNT_TEST_REACH, HOIST_ACCOUNT_TEST_GOOD,
       g_strdup_printf (_ ("%s answers"), self->host));
  compare_clocks (self, reply);
  check (g_steal_pointer (&task));
}

static void
reach (GTask *task, GUri *address)
{
  HoistAccountTest *self = g_task_get_source_object (task);
  HoistEngine *engine = hoist_workspace_get_engine (self->workspace);
  g_autofree char *url =
      g_uri_join (G_URI_FLAGS_ENCODED, g_uri_get_scheme (address), NULL, g_uri_get_host (address),
                  g_uri_get_port (address), "/", NULL, NULL);
  g_autoptr (HoistRequest) request = hoist_request_new ("GET", url);

  request->answer_us = ANSWER_US;
  self->host = g_strdup (g_uri_get_host (address));
  hoist_http_send_async (hoist_engine_get_http (engine), request, NULL, NULL, NULL,
                         g_task_get_cancellable (task), on_reached, g_object_ref (task));
}

static void
on_secrets (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  HoistAccountTest *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (GUri) address = NULL;
  g_autoptr (HoistSettings) secrets =
      hoist_credentials_load_finish (HOIST_CREDENTIALS (source), result, &error);

  if (secrets != NULL)
    address =
        hoist_account_address_find (hoist_workspace_get_engine (self->workspace),
                                    hoist_account_get_channel (self->account), secrets, &error);
  if (address != NULL) {
    reach (task, address);
    return;
  }
  set (self, HOIST_ACCOUNT_TEST_REACH, HOIST_ACCOUNT_TEST_NOT_YET, NULL);
  fail (task, HOIST_ACCOUNT_TEST_ACCESS, error);
}

/**
 * hoist_account_test_run_async:
 * @cancellable: (nullable): gives up
 *
 * Tries one step after the other, and ends at the first that fails, with its error. Nothing is
 * repeated: somebody is watching. Called once.
 */
void
hoist_account_test_run_async (HoistAccountTest *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  GTask *task = NULL;

  g_return_if_fail (HOIST_IS_ACCOUNT_TEST (self));

  task = g_task_new (self, cancellable, callback, data);
  g_task_set_source_tag (task, hoist_account_test_run_async);
  set (self, HOIST_ACCOUNT_TEST_REACH, HOIST_ACCOUNT_TEST_RUNNING, NULL);
  hoist_credentials_load_async (
      hoist_channel_get_credentials (hoist_account_get_channel (self->account)), cancellable,
      on_secrets, task);
}

gboolean
hoist_account_test_run_finish (HoistAccountTest *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
