/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A kill at any moment: the next start goes on by itself. */
#include "hoist-contract.h"

typedef struct {
  HoistSession *session;
  HoistState state;
} Wanted;

static gboolean
has_state (gpointer data)
{
  const Wanted *wanted = data;

  return hoist_session_get_state (wanted->session) == wanted->state ||
         !hoist_session_is_busy (wanted->session);
}

static void
test_state (const HoistContractFacts *facts, gconstpointer detail)
{
  g_autoptr (HoistStage) stage = hoist_contract_new_stage (facts, NULL);
  g_autofree char *path = hoist_contract_make_file (facts, stage);
  HoistSession *session = hoist_stage_add (stage, path);
  Wanted wanted = { session, GPOINTER_TO_UINT (detail) };

  hoist_stage_start (stage, session);
  hoist_stage_run_until (stage, has_state, &wanted);
  session = hoist_stage_restart (stage, session);
  hoist_stage_run_to_end (stage, session);
  hoist_contract_assert_arrived (facts, stage, session);
  g_object_unref (session);
}

/* The n-th request is on its way, or answered, when the program is killed. */
static void
kill_at (const HoistContractFacts *facts, guint n)
{
  g_autoptr (HoistStage) stage = hoist_contract_new_stage (facts, NULL);
  g_autofree char *path = hoist_contract_make_file (facts, stage);
  HoistSession *session = hoist_stage_add (stage, path);
  guint64 sent = 0;

  hoist_contract_run_until_request (stage, session, n);
  sent = hoist_session_get_bytes_sent (session);
  session = hoist_stage_restart (stage, session);
  hoist_stage_run_to_end (stage, session);
  hoist_contract_assert_arrived (facts, stage, session);
  g_assert_cmpuint (sent + hoist_session_get_bytes_sent (session), <=,
                    hoist_session_get_size (session) + hoist_contract_get_in_flight (facts));
  g_object_unref (session);
}

static void
test_between_requests (const HoistContractFacts *facts, gconstpointer detail)
{
  g_autoptr (HoistStage) stage = hoist_contract_new_stage (facts, NULL);
  g_autofree char *path = hoist_contract_make_file (facts, stage);
  g_autoptr (HoistSession) session = hoist_stage_add (stage, path);
  guint n_requests = 0;

  hoist_stage_run_to_end (stage, session);
  n_requests = hoist_practice_server_count_requests (stage->server);
  g_test_message ("%u requests", n_requests);
  g_assert_cmpuint (n_requests, >, 1);
  for (guint n = 1; n <= n_requests; n++)
    kill_at (facts, n);
}

static void
test_many (const HoistContractFacts *facts, gconstpointer detail)
{
  g_autoptr (HoistStage) stage = hoist_contract_new_stage (facts, NULL);
  g_autofree char *path = hoist_contract_make_file (facts, stage);
  HoistSession *session = hoist_stage_add (stage, path);

  for (guint i = 0; i < 8; i++) {
    hoist_contract_run_until_request (stage, session,
                                      hoist_practice_server_count_requests (stage->server) + 2);
    session = hoist_stage_restart (stage, session);
  }
  hoist_stage_run_to_end (stage, session);
  hoist_contract_assert_arrived (facts, stage, session);
  g_object_unref (session);
}

/* No keyring: what is itself a credential is lost with the program. */
static void
test_without_vault (const HoistContractFacts *facts, gconstpointer detail)
{
  g_autoptr (HoistStage) stage = hoist_contract_new_stage (facts, NULL);
  g_autofree char *path = hoist_contract_make_file (facts, stage);
  HoistSession *session = hoist_stage_add (stage, path);
  Wanted wanted = { session, HOIST_STATE_UPLOADING };

  hoist_stage_start (stage, session);
  hoist_stage_run_until (stage, has_state, &wanted);
  session = hoist_stage_restart (stage, session);
  hoist_test_journal_lose_sealed (stage->journal);
  hoist_stage_run_to_end (stage, session);
  hoist_contract_assert_arrived (facts, stage, session);
  g_object_unref (session);
}

static void
test_days_later (const HoistContractFacts *facts, gconstpointer detail)
{
  g_autoptr (HoistStage) stage = hoist_contract_new_stage (facts, NULL);
  g_autofree char *path = hoist_contract_make_file (facts, stage);
  HoistSession *session = hoist_stage_add (stage, path);
  Wanted wanted = { session, HOIST_STATE_UPLOADING };

  hoist_stage_start (stage, session);
  hoist_stage_run_until (stage, has_state, &wanted);
  session = hoist_stage_restart (stage, session);
  hoist_test_clock_advance (stage->clock, 3 * G_TIME_SPAN_DAY);
  hoist_stage_run_to_end (stage, session);
  hoist_contract_assert_arrived (facts, stage, session);
  g_object_unref (session);
}

void
hoist_contract_add_restarts (const HoistContractFacts *facts)
{
  static const HoistState states[] = { HOIST_STATE_HASHING, HOIST_STATE_STARTING,
                                       HOIST_STATE_UPLOADING, HOIST_STATE_FINISHING };

  for (gsize i = 0; i < G_N_ELEMENTS (states); i++) {
    g_autofree char *name = g_strdup_printf ("restart: while %s", hoist_state_to_name (states[i]));

    hoist_contract_add (facts, name, test_state, GUINT_TO_POINTER (states[i]));
  }
  hoist_contract_add (facts, "restart: between any two requests", test_between_requests, NULL);
  hoist_contract_add (facts, "restart: eight times", test_many, NULL);
  hoist_contract_add (facts, "restart: three days later", test_days_later, NULL);
  if (facts->is_sealed)
    hoist_contract_add (facts, "restart: without the keyring", test_without_vault, NULL);
  else
    hoist_contract_add_hole (facts, "restart: without the keyring",
                             "nothing of an upload is a credential");
}
