/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every fault at every call that an upload makes: what passes is healed, what stays is said. */
#include "hoist-contract.h"

/**
 * Fault:
 * @rule: its members, without "call"
 * @is_healed: whether the upload is finished in spite of it; else it must not be
 * @longest_s: of waiting, whatever the reason, until it ends or has given its slot away
 *
 * A fault that strikes once costs at most what was on its way.
 */
typedef struct {
  const char *name;
  const char *rule;
  gboolean is_healed;
  gint64 longest_s;
} Fault;

static const Fault faults[] = {
  { "reset before the body", "\"fault\":\"reset\",\"at\":\"before-body\"", TRUE, 130 },
  { "reset inside the body", "\"fault\":\"reset\",\"at\":\"mid-body\"", TRUE, 130 },
  { "reset after the body", "\"fault\":\"reset\",\"at\":\"after-body\"", TRUE, 130 },
  { "reset on a used connection", "\"fault\":\"reset\",\"reused\":true", TRUE, 130 },
  { "lost answer", "\"fault\":\"drop-reply\"", TRUE, 130 },
  { "lost answer twice", "\"fault\":\"drop-reply\",\"times\":2", TRUE, 260 },
  { "silence", "\"fault\":\"stall\",\"at\":\"before-body\"", TRUE, 900 },
  { "silence after the body", "\"fault\":\"stall\",\"at\":\"after-body\"", TRUE, 1500 },
  { "500 once", "\"fault\":\"status\",\"status\":500", TRUE, 130 },
  { "502 page once",
    "\"fault\":\"status\",\"status\":502,\"headers\":{\"Content-Type\":\"text/html\"},"
    "\"body\":\"<html>Bad Gateway</html>\"",
    TRUE, 130 },
  { "503 thrice", "\"fault\":\"status\",\"status\":503,\"times\":3", TRUE, 260 },
  { "503 with Retry-After",
    "\"fault\":\"status\",\"status\":503,\"headers\":{\"Retry-After\":\"20\"}", TRUE, 150 },
  { "429 with Retry-After",
    "\"fault\":\"status\",\"status\":429,\"headers\":{\"Retry-After\":\"30\"}", TRUE, 160 },
  { "early 503", "\"fault\":\"early\",\"status\":503,\"bytes\":1000", TRUE, 130 },
  { "cut answer", "\"fault\":\"truncate\",\"bytes\":5", TRUE, 130 },
  { "garbage", "\"fault\":\"garbage\",\"body\":\"\\u0001<<{{\"", TRUE, 130 },
  { "503 for ever", "\"fault\":\"status\",\"status\":503,\"times\":-1", FALSE, 4000 },
  { "403 for ever", "\"fault\":\"status\",\"status\":403,\"body\":\"no\",\"times\":-1", FALSE,
    4000 },
};

typedef struct {
  const char *call;
  const Fault *fault;
} Strike;

static void
test_fault (const HoistContractFacts *facts, gconstpointer detail)
{
  const Strike *strike = detail;
  g_autofree char *rules = g_strdup_printf ("{\"service\":\"%s\",\"call\":\"%s\",%s}",
                                            facts->service, strike->call, strike->fault->rule);
  g_autoptr (HoistStage) stage = hoist_contract_new_stage (facts, rules);
  g_autofree char *path = hoist_contract_make_file (facts, stage);
  g_autoptr (HoistSession) session = hoist_stage_add (stage, path);
  gint64 start = hoist_stage_get_now (stage);
  gint64 passed_s = 0;

  hoist_stage_run_until_put_off (stage, session);
  passed_s = (hoist_stage_get_now (stage) - start) / G_USEC_PER_SEC;
  g_test_message ("%s; %" G_GINT64_FORMAT " s; %s", stage->states->str, passed_s,
                  hoist_session_get_message (session));
  g_assert_cmpint (passed_s, <=, strike->fault->longest_s);
  if (strike->fault->is_healed) {
    hoist_stage_run_to_end (stage, session);
    hoist_contract_assert_arrived (facts, stage, session);
    hoist_contract_assert_sent (session, 3 * hoist_contract_get_in_flight (facts));
  } else {
    g_assert_cmpint (hoist_session_get_state (session), !=, HOIST_STATE_FINISHED);
    if (hoist_session_get_state (session) != HOIST_STATE_PROCESSING)
      g_assert_nonnull (hoist_session_get_message (session));
  }
}

/* What a mode does as the service does elsewhere is tested there. */
static gboolean
is_worth_a_fault (const HoistContractFacts *facts, const char *call)
{
  const char *is_long = g_getenv ("HOIST_TEST_LONG");

  return facts->own_calls == NULL || (is_long != NULL && *is_long != '\0') ||
         g_strv_contains (facts->own_calls, call);
}

void
hoist_contract_add_faults (const HoistContractFacts *facts)
{
  g_auto (GStrv) calls = hoist_contract_list_calls (facts);

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++) {
    for (gsize j = 0; calls[j] != NULL; j++) {
      g_autofree char *name = g_strdup_printf ("fault: %s at %s", faults[i].name, calls[j]);
      Strike *strike = NULL;

      if (!is_worth_a_fault (facts, calls[j]))
        continue;
      strike = hoist_contract_keep (g_new0 (Strike, 1));
      strike->call = g_intern_string (calls[j]);
      strike->fault = &faults[i];
      hoist_contract_add (facts, name, test_fault, strike);
    }
  }
}
