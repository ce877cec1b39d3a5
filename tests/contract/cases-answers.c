/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a service says instead of yes: each leads to one state, and nothing is lost. */
#include "hoist-contract.h"

#include "hoist-error.h"

/**
 * Answer:
 * @rules: the service's way to say it
 * @end: where the upload is then
 */
typedef struct {
  const char *rules;
  const char *end;
} Answer;

static HoistSession *
play (const HoistContractFacts *facts, HoistStage *stage)
{
  g_autofree char *path = hoist_contract_make_file (facts, stage);
  HoistSession *session = hoist_stage_add (stage, path);

  hoist_stage_run_to_end (stage, session);
  return session;
}

/* The user has cured the cause, and presses Retry. */
static void
retry (const HoistContractFacts *facts, HoistStage *stage, HoistSession *session)
{
  hoist_stage_set_faults (stage, "[]");
  hoist_channel_resume (stage->channel);
  hoist_session_retry (session, FALSE);
  hoist_stage_run_to_end (stage, session);
  hoist_contract_assert_arrived (facts, stage, session);
}

static void
test_asks (const HoistContractFacts *facts, gconstpointer detail)
{
  const Answer *answer = detail;
  g_autoptr (HoistStage) stage = hoist_contract_new_stage (facts, answer->rules);
  g_autoptr (HoistSession) session = play (facts, stage);

  hoist_contract_assert_end (stage, session, answer->end);
  retry (facts, stage, session);
}

/* A proof that fails is never called finished, whatever the user presses. */
static void
test_unproven (const HoistContractFacts *facts, gconstpointer detail)
{
  g_autoptr (HoistStage) stage = hoist_contract_new_stage (facts, facts->wrong_checksum);
  g_autoptr (HoistSession) session = play (facts, stage);

  hoist_contract_assert_end (stage, session, "attention/unverified");
  hoist_stage_set_faults (stage, "[]");
  hoist_session_retry (session, TRUE);
  hoist_stage_run_to_end (stage, session);
  hoist_contract_assert_arrived (facts, stage, session);
}

static void
test_healed (const HoistContractFacts *facts, gconstpointer detail)
{
  g_autoptr (HoistStage) stage = hoist_contract_new_stage (facts, detail);
  g_autoptr (HoistSession) session = play (facts, stage);

  hoist_contract_assert_arrived (facts, stage, session);
}

static void
test_rejected (const HoistContractFacts *facts, gconstpointer detail)
{
  g_autoptr (HoistStage) stage = hoist_contract_new_stage (facts, facts->rejected);
  g_autoptr (HoistSession) session = play (facts, stage);

  hoist_contract_assert_end (stage, session, "attention/refused");
}

/* One refusal stops the account: nobody else of it tries the same key. */
static void
test_account_stops (const HoistContractFacts *facts, gconstpointer detail)
{
  g_autoptr (HoistStage) stage = hoist_contract_new_stage (facts, facts->sign_in_refused);
  g_autoptr (HoistSession) first = play (facts, stage);
  guint n_requests = hoist_practice_server_count_requests (stage->server);
  g_autofree char *path = hoist_stage_make_file (stage, "other.mp4", 5000);
  g_autoptr (HoistSession) second = hoist_stage_add (stage, path);

  hoist_contract_assert_end (stage, first, "attention/sign-in");
  g_assert_nonnull (hoist_channel_get_stop_error (stage->channel));
  hoist_stage_start (stage, second);
  hoist_stage_settle (stage);
  g_assert_cmpuint (hoist_practice_server_count_requests (stage->server), ==, n_requests);

  hoist_stage_set_faults (stage, "[]");
  hoist_channel_resume (stage->channel);
  hoist_session_retry (first, FALSE);
  hoist_session_retry (second, FALSE);
  hoist_stage_run_to_end (stage, first);
  hoist_stage_run_to_end (stage, second);
  hoist_contract_assert_arrived (facts, stage, first);
  hoist_contract_assert_arrived (facts, stage, second);
}

static gboolean
is_waiting (gpointer data)
{
  return hoist_session_get_state (data) == HOIST_STATE_WAITING;
}

static void
test_locked_keyring (const HoistContractFacts *facts, gconstpointer detail)
{
  g_autoptr (GError) locked =
      g_error_new_literal (HOIST_ERROR, HOIST_ERROR_LOCKED, "The keyring is locked.");
  g_autoptr (HoistStage) stage = hoist_contract_new_stage (facts, NULL);
  g_autofree char *path = hoist_contract_make_file (facts, stage);
  g_autoptr (HoistSession) session = hoist_stage_add (stage, path);

  hoist_test_account_set_error (stage->account, locked);
  hoist_stage_start (stage, session);
  hoist_stage_run_until (stage, is_waiting, session);
  hoist_contract_assert_end (stage, session, "waiting/keyring");
  g_assert_cmpuint (hoist_practice_server_count_requests (stage->server), ==, 0);
  hoist_test_account_set_error (stage->account, NULL);
  hoist_stage_run_to_end (stage, session);
  hoist_contract_assert_arrived (facts, stage, session);
}

/* Nobody answers for two minutes, in the middle of it all. */
static void
test_offline (const HoistContractFacts *facts, gconstpointer detail)
{
  g_autofree char *rules =
      g_strdup_printf ("{\"call\":\"%s\",\"fault\":\"reset\",\"times\":12}", facts->part);
  g_autoptr (HoistStage) stage = hoist_contract_new_stage (facts, rules);
  g_autoptr (HoistSession) session = play (facts, stage);

  hoist_contract_assert_arrived (facts, stage, session);
}

static void
add_asking (const HoistContractFacts *facts, const char *name, const char *rules, const char *end)
{
  Answer *answer = hoist_contract_keep (g_new0 (Answer, 1));

  answer->rules = rules;
  answer->end = end;
  if (rules != NULL)
    hoist_contract_add (facts, name, test_asks, answer);
  else
    hoist_contract_add_hole (facts, name, "the service has no such answer");
}

static void
add_healed (const HoistContractFacts *facts, const char *name, const char *rules)
{
  if (rules != NULL)
    hoist_contract_add (facts, name, test_healed, rules);
  else
    hoist_contract_add_hole (facts, name, "the service has nothing that runs out so");
}

void
hoist_contract_add_answers (const HoistContractFacts *facts)
{
  add_asking (facts, "answer: name taken", facts->name_taken, "attention/name-taken");
  add_asking (facts, "answer: no space", facts->no_space, "attention/no-space");
  add_asking (facts, "answer: sign-in refused", facts->sign_in_refused, "attention/sign-in");
  add_healed (facts, "answer: token expired", facts->token_expired);
  add_healed (facts, "answer: address expired", facts->address_expired);
  add_healed (facts, "answer: upload forgotten", facts->forgotten);
  if (facts->wrong_checksum != NULL)
    hoist_contract_add (facts, "answer: wrong checksum at the end", test_unproven, NULL);
  else
    hoist_contract_add_hole (facts, "answer: wrong checksum at the end", "the service tells none");
  if (facts->rejected != NULL)
    hoist_contract_add (facts, "answer: rejected afterwards", test_rejected, NULL);
  else
    hoist_contract_add_hole (facts, "answer: rejected afterwards", "the service reviews nothing");
  hoist_contract_add (facts, "account: one refusal stops it", test_account_stops, NULL);
  hoist_contract_add (facts, "account: locked keyring", test_locked_keyring, NULL);
  hoist_contract_add (facts, "network: gone for a while", test_offline, NULL);
}
