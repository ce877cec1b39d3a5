/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The life of an upload: its words, and what may follow what. */
#include "hoist-state.h"

#define IS(state, name) ((state) == HOIST_STATE_##name)

static gboolean
may (HoistState from, HoistState to)
{
  return hoist_state_may_follow (from, to);
}

/* The words are stored and printed: this list is the contract of design section 3. */
static void
test_words (void)
{
  const char *states[] = { "queued",    "hashing",    "starting", "uploading",
                           "finishing", "processing", "finished", "paused",
                           "waiting",   "attention",  "removed" };
  const char *reasons[] = {
    "none",         "network",      "metered",         "battery",  "hours",      "retry",
    "rate",         "growing",      "drive",           "keyring",  "account",    "sign-in",
    "file-changed", "file-missing", "no-access",       "no-space", "name-taken", "refused",
    "too-large",    "unverified",   "keyring-missing", "protocol"
  };

  g_assert_cmpuint (G_N_ELEMENTS (states), ==, HOIST_N_STATES);
  for (guint i = 0; i < G_N_ELEMENTS (states); i++) {
    HoistState state = HOIST_STATE_QUEUED;

    g_assert_cmpstr (hoist_state_to_name ((HoistState) i), ==, states[i]);
    g_assert_true (hoist_state_from_name (states[i], &state));
    g_assert_cmpint (state, ==, i);
  }

  g_assert_cmpuint (G_N_ELEMENTS (reasons), ==, HOIST_N_REASONS);
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++) {
    HoistReason reason = HOIST_REASON_NONE;

    g_assert_cmpstr (hoist_reason_to_name ((HoistReason) i), ==, reasons[i]);
    g_assert_true (hoist_reason_from_name (reasons[i], &reason));
    g_assert_cmpint (reason, ==, i);
  }
}

static void
test_unknown_words (void)
{
  const char *words[] = { NULL, "", "Queued", "queued ", "queue", "sign_in", "removed\n" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    HoistState state = HOIST_STATE_PAUSED;
    HoistReason reason = HOIST_REASON_DRIVE;

    g_assert_false (hoist_state_from_name (words[i], &state));
    g_assert_false (hoist_reason_from_name (words[i], &reason));
    g_assert_cmpint (state, ==, HOIST_STATE_PAUSED);
    g_assert_cmpint (reason, ==, HOIST_REASON_DRIVE);
  }
}

static guint
get_reachable (HoistState from)
{
  guint seen = 1u << from;
  guint before = 0;

  while (seen != before) {
    before = seen;
    for (guint i = 0; i < HOIST_N_STATES; i++) {
      for (guint j = 0; (seen & (1u << i)) != 0 && j < HOIST_N_STATES; j++) {
        if (may ((HoistState) i, (HoistState) j))
          seen |= 1u << j;
      }
    }
  }

  return seen;
}

static void
test_reachable (void)
{
  g_assert_cmphex (get_reachable (HOIST_STATE_QUEUED), ==, (1u << HOIST_N_STATES) - 1);
}

/* Whatever happened to an upload, it can still end well, and it can still be removed. */
static void
test_no_dead_end (void)
{
  for (guint i = 0; i < HOIST_N_STATES; i++) {
    HoistState state = (HoistState) i;

    g_test_message ("%s", hoist_state_to_name (state));
    g_assert_cmphex (get_reachable (state) & (1u << HOIST_STATE_FINISHED), !=, 0);
    g_assert_cmpint (may (state, HOIST_STATE_REMOVED), ==, !IS (state, REMOVED));
    g_assert_false (may (state, state));
  }
}

/* A green row turns into something else only because the user wants it. */
static void
test_finished_stays (void)
{
  for (guint i = 0; i < HOIST_N_STATES; i++) {
    HoistState state = (HoistState) i;

    g_assert_cmpint (may (HOIST_STATE_FINISHED, state), ==,
                     IS (state, QUEUED) || IS (state, REMOVED));
  }
}

/* No way to "finished" but past a server's answer. */
static void
test_finished_is_earned (void)
{
  g_assert_false (may (HOIST_STATE_QUEUED, HOIST_STATE_FINISHED));
  g_assert_false (may (HOIST_STATE_PAUSED, HOIST_STATE_FINISHED));
  g_assert_false (may (HOIST_STATE_WAITING, HOIST_STATE_FINISHED));
  g_assert_false (may (HOIST_STATE_ATTENTION, HOIST_STATE_FINISHED));
  g_assert_true (may (HOIST_STATE_HASHING, HOIST_STATE_FINISHED));
  g_assert_true (may (HOIST_STATE_STARTING, HOIST_STATE_FINISHED));
  g_assert_true (may (HOIST_STATE_FINISHING, HOIST_STATE_FINISHED));
  g_assert_true (may (HOIST_STATE_PROCESSING, HOIST_STATE_FINISHED));
}

static void
test_paused_stays (void)
{
  for (guint i = 0; i < HOIST_N_STATES; i++) {
    HoistState state = (HoistState) i;

    if (hoist_state_is_running (state) || IS (state, WAITING) || IS (state, PROCESSING))
      g_assert_false (may (HOIST_STATE_PAUSED, state));
  }
  g_assert_true (may (HOIST_STATE_PAUSED, HOIST_STATE_QUEUED));
}

/* What runs can be held by the user, by the world and by an error; and gives its slot back. */
static void
test_running_can_be_held (void)
{
  guint n_running = 0;

  for (guint i = 0; i < HOIST_N_STATES; i++) {
    HoistState state = (HoistState) i;

    if (!hoist_state_is_running (state))
      continue;

    n_running++;
    g_assert_true (may (state, HOIST_STATE_PAUSED));
    g_assert_true (may (state, HOIST_STATE_WAITING));
    g_assert_true (may (state, HOIST_STATE_ATTENTION));
    g_assert_true (may (state, HOIST_STATE_QUEUED));
    g_assert_true (may (HOIST_STATE_WAITING, state));
    g_assert_false (may (HOIST_STATE_ATTENTION, state));
  }
  g_assert_cmpuint (n_running, ==, 4);
}

static void
test_turns (void)
{
  /* A service may ask for a digest late, forget an upload, or miss parts at the end. */
  g_assert_true (may (HOIST_STATE_STARTING, HOIST_STATE_HASHING));
  g_assert_true (may (HOIST_STATE_UPLOADING, HOIST_STATE_STARTING));
  g_assert_true (may (HOIST_STATE_FINISHING, HOIST_STATE_UPLOADING));
  g_assert_true (may (HOIST_STATE_FINISHING, HOIST_STATE_PROCESSING));

  /* But nothing is sent before the service was asked. */
  g_assert_false (may (HOIST_STATE_QUEUED, HOIST_STATE_UPLOADING));
  g_assert_false (may (HOIST_STATE_HASHING, HOIST_STATE_UPLOADING));
  g_assert_false (may (HOIST_STATE_PROCESSING, HOIST_STATE_UPLOADING));
  g_assert_false (may (HOIST_STATE_PROCESSING, HOIST_STATE_PAUSED));
}

/* Undo puts a row back as it was; nothing that was removed starts to run by itself. */
static void
test_undo (void)
{
  for (guint i = 0; i < HOIST_N_STATES; i++) {
    HoistState state = (HoistState) i;
    gboolean is_back = may (HOIST_STATE_REMOVED, state);

    if (hoist_state_is_running (state) || IS (state, WAITING))
      g_assert_false (is_back);
  }
  g_assert_true (may (HOIST_STATE_REMOVED, HOIST_STATE_QUEUED));
  g_assert_true (may (HOIST_STATE_REMOVED, HOIST_STATE_PAUSED));
  g_assert_true (may (HOIST_STATE_REMOVED, HOIST_STATE_FINISHED));
}

static void
test_ended (void)
{
  for (guint i = 0; i < HOIST_N_STATES; i++) {
    HoistState state = (HoistState) i;

    g_assert_cmpint (hoist_state_is_ended (state), ==,
                     IS (state, PROCESSING) || IS (state, FINISHED) || IS (state, REMOVED));
  }
}

/* Each reason belongs to one state, and only WAITING and ATTENTION have reasons. */
static void
test_reasons_fit (void)
{
  for (guint i = 0; i < HOIST_N_REASONS; i++) {
    guint n_states = 0;

    for (guint j = 0; j < HOIST_N_STATES; j++)
      n_states += hoist_reason_fits ((HoistReason) i, (HoistState) j) ? 1 : 0;
    g_assert_cmpuint (n_states, ==, i == HOIST_REASON_NONE ? HOIST_N_STATES - 2 : 1);
  }

  g_assert_true (hoist_reason_fits (HOIST_REASON_ACCOUNT, HOIST_STATE_WAITING));
  g_assert_true (hoist_reason_fits (HOIST_REASON_SIGN_IN, HOIST_STATE_ATTENTION));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/state/has-stable-words", test_words);
  g_test_add_func ("/state/refuses-unknown-words", test_unknown_words);
  g_test_add_func ("/state/all-are-reachable", test_reachable);
  g_test_add_func ("/state/has-no-dead-end", test_no_dead_end);
  g_test_add_func ("/state/finished-stays", test_finished_stays);
  g_test_add_func ("/state/finished-is-earned", test_finished_is_earned);
  g_test_add_func ("/state/paused-stays", test_paused_stays);
  g_test_add_func ("/state/running-can-be-held", test_running_can_be_held);
  g_test_add_func ("/state/turns-back-where-services-do", test_turns);
  g_test_add_func ("/state/undo-starts-nothing", test_undo);
  g_test_add_func ("/state/knows-what-has-ended", test_ended);
  g_test_add_func ("/state/each-reason-has-one-state", test_reasons_fit);

  return g_test_run ();
}
