/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each error code means one thing. */
#include "hoist-reaction.h"

#define ROW(code, kind, state, reason)                                                             \
  {                                                                                                \
    HOIST_ERROR_##code, HOIST_REACTION_##kind, HOIST_STATE_##state, HOIST_REASON_##reason          \
  }

/* The table once more, by hand from design sections 3 and 5: a change has to be meant twice. */
static const struct {
  HoistErrorCode code;
  HoistReactionKind kind;
  HoistState state;
  HoistReason reason;
} expected[] = {
  ROW (OFFLINE, WAIT_FOR_WORLD, WAITING, NETWORK),
  ROW (BUSY, RETRY, WAITING, RETRY),
  ROW (THROTTLED, RETRY, WAITING, RATE),
  ROW (UNSURE, PROBE, WAITING, RETRY),
  ROW (RENEW, RENEW, WAITING, RETRY),
  ROW (SIGN_IN, STOP_ACCOUNT, ATTENTION, SIGN_IN),
  ROW (STOPPED, WAIT_FOR_WORLD, WAITING, ACCOUNT),
  ROW (LOCKED, WAIT_FOR_WORLD, WAITING, KEYRING),
  ROW (KEYRING, STOP_ACCOUNT, ATTENTION, KEYRING_MISSING),
  ROW (EXPIRED, BEGIN_AGAIN, WAITING, RETRY),
  ROW (DAMAGED, RETRY, WAITING, RETRY),
  ROW (CHANGED, ASK, ATTENTION, FILE_CHANGED),
  ROW (GROWING, WAIT_FOR_WORLD, WAITING, GROWING),
  ROW (MISSING, ASK, ATTENTION, FILE_MISSING),
  ROW (DRIVE, WAIT_FOR_WORLD, WAITING, DRIVE),
  ROW (NO_ACCESS, ASK, ATTENTION, NO_ACCESS),
  ROW (NO_SPACE, ASK, ATTENTION, NO_SPACE),
  ROW (NAME_TAKEN, ASK, ATTENTION, NAME_TAKEN),
  ROW (TOO_LARGE, ASK, ATTENTION, TOO_LARGE),
  ROW (REFUSED, ASK, ATTENTION, REFUSED),
  ROW (UNVERIFIED, ASK, ATTENTION, UNVERIFIED),
  ROW (PROTOCOL, ASK, ATTENTION, PROTOCOL),
};

static void
test_table (void)
{
  g_assert_cmpuint (G_N_ELEMENTS (expected), ==, HOIST_N_ERRORS);

  for (guint i = 0; i < HOIST_N_ERRORS; i++) {
    const HoistReaction *reaction = hoist_reaction_get ((HoistErrorCode) i);

    g_test_message ("code %u", i);
    g_assert_cmpint (expected[i].code, ==, i);
    g_assert_cmpint (reaction->code, ==, i);
    g_assert_cmpint (reaction->kind, ==, expected[i].kind);
    g_assert_cmpint (reaction->state, ==, expected[i].state);
    g_assert_cmpint (reaction->reason, ==, expected[i].reason);
  }
}

/* What is shown fits together: a waiting row has a waiting reason, and a row that gives up has a
 * reason that asks. */
static void
test_fits (void)
{
  for (guint i = 0; i < HOIST_N_ERRORS; i++) {
    const HoistReaction *reaction = hoist_reaction_get ((HoistErrorCode) i);
    gboolean is_stopping =
        reaction->kind == HOIST_REACTION_ASK || reaction->kind == HOIST_REACTION_STOP_ACCOUNT;

    g_test_message ("code %u", i);
    g_assert_true (hoist_reason_fits (reaction->reason, reaction->state));
    g_assert_true (hoist_reason_fits (reaction->given_up, HOIST_STATE_ATTENTION));
    g_assert_cmpint (reaction->state, ==,
                     is_stopping ? HOIST_STATE_ATTENTION : HOIST_STATE_WAITING);
    if (is_stopping)
      g_assert_cmpint (reaction->given_up, ==, reaction->reason);
    else
      g_assert_true (reaction->can_retry);
  }
}

/* Every reason comes from some error, but for those that are the queue's own decisions. */
static void
test_reasons_reachable (void)
{
  gboolean is_reached[HOIST_N_REASONS] = { FALSE };

  for (guint i = 0; i < HOIST_N_ERRORS; i++)
    is_reached[hoist_reaction_get ((HoistErrorCode) i)->reason] = TRUE;

  for (guint i = 0; i < HOIST_N_REASONS; i++) {
    gboolean is_policy = i == HOIST_REASON_NONE || i == HOIST_REASON_METERED ||
                         i == HOIST_REASON_BATTERY || i == HOIST_REASON_HOURS;

    g_test_message ("%s", hoist_reason_to_name ((HoistReason) i));
    g_assert_cmpint (is_reached[i], ==, !is_policy);
  }
}

/* A reaction must never need an edge that the states do not have. */
static void
test_edges (void)
{
  for (guint i = 0; i < HOIST_N_ERRORS; i++) {
    const HoistReaction *reaction = hoist_reaction_get ((HoistErrorCode) i);

    for (guint j = 0; j < HOIST_N_STATES; j++) {
      if (hoist_state_is_running ((HoistState) j) || j == HOIST_STATE_QUEUED)
        g_assert_true (hoist_state_may_follow ((HoistState) j, reaction->state));
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/reaction/one-for-each-code", test_table);
  g_test_add_func ("/reaction/reason-fits-its-state", test_fits);
  g_test_add_func ("/reaction/reaches-every-reason", test_reasons_reachable);
  g_test_add_func ("/reaction/needs-only-allowed-edges", test_edges);

  return g_test_run ();
}
