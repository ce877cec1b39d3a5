/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several uploads at once: of one file, of one account, of two accounts of a service. */
#include "hoist-contract.h"

#define N_FILES 6

static gboolean
are_all_over (gpointer data)
{
  GPtrArray *sessions = data;

  for (guint i = 0; i < sessions->len; i++) {
    HoistSession *session = g_ptr_array_index (sessions, i);
    HoistState state = hoist_session_get_state (session);

    if (hoist_session_is_busy (session) ||
        (state != HOIST_STATE_FINISHED && state != HOIST_STATE_ATTENTION))
      return FALSE;
  }
  return TRUE;
}

static void
play_all (const HoistContractFacts *facts, HoistStage *stage, GPtrArray *sessions)
{
  hoist_stage_run_until (stage, are_all_over, sessions);
  for (guint i = 0; i < sessions->len; i++)
    hoist_contract_assert_arrived (facts, stage, g_ptr_array_index (sessions, i));
}

static void
test_same_file (const HoistContractFacts *facts, gconstpointer detail)
{
  g_autoptr (HoistStage) stage = hoist_contract_new_stage (facts, NULL);
  g_autofree char *path = hoist_contract_make_file (facts, stage);
  g_autoptr (GPtrArray) sessions = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < 2; i++) {
    g_ptr_array_add (sessions, hoist_stage_add (stage, path));
    hoist_stage_start (stage, g_ptr_array_index (sessions, i));
  }
  play_all (facts, stage, sessions);
}

static void
test_many_files (const HoistContractFacts *facts, gconstpointer detail)
{
  g_autoptr (HoistStage) stage = hoist_contract_new_stage (facts, NULL);
  g_autoptr (GPtrArray) sessions = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < N_FILES; i++) {
    g_autofree char *name = g_strdup_printf ("film %u.mp4", i);
    g_autofree char *path = hoist_stage_make_file (stage, name, 20000 + i);

    g_ptr_array_add (sessions, hoist_stage_add (stage, path));
    hoist_stage_start (stage, g_ptr_array_index (sessions, i));
  }
  play_all (facts, stage, sessions);
}

/* A second account has a channel of its own: what stops the first one does not concern it. */
static void
test_two_accounts (const HoistContractFacts *facts, gconstpointer detail)
{
  g_autoptr (HoistStage) stage = hoist_contract_new_stage (facts, NULL);
  g_autofree char *path = hoist_contract_make_file (facts, stage);
  g_autofree char *other = hoist_stage_make_file (stage, "other.mp4", 30000);
  g_autoptr (HoistChannel) second =
      hoist_channel_new (HOIST_CREDENTIALS (stage->account), HOIST_CLOCK (stage->clock));
  g_autoptr (GPtrArray) sessions = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (sessions, hoist_stage_add (stage, path));
  g_ptr_array_add (sessions, hoist_stage_add (stage, other));
  hoist_session_start (g_ptr_array_index (sessions, 0), stage->engine, stage->channel);
  hoist_session_start (g_ptr_array_index (sessions, 1), stage->engine, second);
  play_all (facts, stage, sessions);
}

void
hoist_contract_add_companies (const HoistContractFacts *facts)
{
  hoist_contract_add (facts, "company: two of the same file", test_same_file, NULL);
  hoist_contract_add (facts, "company: six files at once", test_many_files, NULL);
  hoist_contract_add (facts, "company: two accounts", test_two_accounts, NULL);
}
