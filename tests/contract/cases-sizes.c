/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of every size that a grid of parts makes special. */
#include "hoist-contract.h"

typedef struct {
  const char *name;
  guint n_parts; /* full ones */
  gint extra;    /* bytes more, or fewer */
} Size;

static const Size sizes[] = {
  { "size: three parts", 2, 500 * KIB },       { "size: one byte", 0, 1 },
  { "size: less than a part", 0, 700 },        { "size: exactly one part", 1, 0 },
  { "size: an exact multiple", 3, 0 },         { "size: a last part of one byte", 2, 1 },
  { "size: one byte short of a part", 1, -1 },
};

static void
test_size (const HoistContractFacts *facts, gconstpointer detail)
{
  const Size *size = detail;
  guint64 part_size = facts->part_size > 0 ? facts->part_size : 64 * KIB;
  g_autoptr (HoistStage) stage = hoist_contract_new_stage (facts, NULL);
  g_autofree char *path =
      hoist_stage_make_file (stage, "film.mp4", size->n_parts * part_size + size->extra);
  g_autoptr (HoistSession) session = hoist_stage_add (stage, path);

  hoist_stage_run_to_end (stage, session);
  hoist_contract_assert_arrived (facts, stage, session);
  hoist_contract_assert_sent (session, 0);
  g_assert_cmpuint (hoist_session_get_bytes_done (session), ==, hoist_session_get_size (session));
  g_assert_null (hoist_test_journal_get_ticket (stage->journal, hoist_session_get_id (session)));
}

static void
test_empty (const HoistContractFacts *facts, gconstpointer detail)
{
  g_autoptr (HoistStage) stage = hoist_contract_new_stage (facts, NULL);
  g_autofree char *path = hoist_stage_make_file (stage, "film.mp4", 0);
  g_autoptr (HoistSession) session = hoist_stage_add (stage, path);

  hoist_stage_run_to_end (stage, session);
  if (facts->takes_empty) {
    hoist_contract_assert_arrived (facts, stage, session);
    return;
  }
  hoist_contract_assert_end (stage, session, "attention/refused");
  g_assert_cmpuint (hoist_practice_server_count_requests (stage->server), ==, 0);
}

void
hoist_contract_add_sizes (const HoistContractFacts *facts)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    hoist_contract_add (facts, sizes[i].name, test_size, &sizes[i]);
  hoist_contract_add (facts, "size: an empty file", test_empty, NULL);
}
