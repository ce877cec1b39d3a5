/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An upload that the user removes at any step leaves nothing behind where the service can clean up,
 * and takes nothing away that has become a file. */
#include "hoist-contract.h"

static guint
count_good_calls (HoistStage *stage, const char *call)
{
  g_autoptr (JsonNode) log = hoist_stage_ask (stage, "log");
  JsonArray *entries = json_node_get_array (log);
  guint count = 0;

  for (guint i = 0; i < json_array_get_length (entries); i++) {
    JsonObject *entry = json_array_get_object_element (entries, i);
    gint64 status = json_object_get_int_member_with_default (entry, "status", 0);

    count +=
        g_strcmp0 (json_object_get_string_member_with_default (entry, "call", ""), call) == 0 &&
        status >= 200 && status < 300;
  }
  return count;
}

static gboolean
is_clean (gpointer data)
{
  return hoist_session_is_clean (data) && !hoist_session_is_busy (data);
}

static void
clean_up (HoistStage *stage, HoistSession *session)
{
  hoist_stage_settle (stage);
  hoist_session_clean_up (session);
  hoist_stage_run_until (stage, is_clean, session);
}

static void
remove_at (const HoistContractFacts *facts, guint n, guint *n_cleaned)
{
  g_autoptr (HoistStage) stage = hoist_contract_new_stage (facts, NULL);
  g_autofree char *path = hoist_contract_make_file (facts, stage);
  g_autoptr (HoistSession) session = hoist_stage_add (stage, path);
  guint n_commits = 0;

  hoist_contract_run_until_request (stage, session, n);
  hoist_session_remove (session);
  n_commits = hoist_stage_count_calls (stage, facts->commit); /* the clean-up may make some, too */
  clean_up (stage, session);
  if (facts->clean_up == NULL)
    return;

  *n_cleaned += count_good_calls (stage, facts->clean_up) > 0;
  /* whatever may have become a file stays one */
  if (n_commits > 0)
    g_assert_cmpuint (hoist_stage_count_calls (stage, facts->clean_up), ==, 0);
}

static void
test_each_step (const HoistContractFacts *facts, gconstpointer detail)
{
  g_autoptr (HoistStage) stage = hoist_contract_new_stage (facts, NULL);
  g_autofree char *path = hoist_contract_make_file (facts, stage);
  g_autoptr (HoistSession) session = hoist_stage_add (stage, path);
  guint n_requests = 0;
  guint n_cleaned = 0;

  hoist_stage_run_to_end (stage, session);
  n_requests = hoist_practice_server_count_requests (stage->server);
  for (guint n = 1; n <= n_requests; n++)
    remove_at (facts, n, &n_cleaned);
  g_test_message ("%u of %u removals cleaned up", n_cleaned, n_requests);
  if (facts->clean_up != NULL)
    g_assert_cmpuint (n_cleaned, >=, 1);
}

/* The program ends before the clean-up: the next start does it. */
static void
test_later (const HoistContractFacts *facts, gconstpointer detail)
{
  g_autoptr (HoistStage) stage = hoist_contract_new_stage (facts, NULL);
  g_autofree char *path = hoist_contract_make_file (facts, stage);
  HoistSession *session = hoist_stage_add (stage, path);

  hoist_contract_run_until_request (stage, session, 2);
  hoist_session_remove (session);
  hoist_stage_settle (stage);
  session = hoist_stage_restart (stage, session);
  g_assert_true (hoist_session_is_due (session));
  hoist_stage_start (stage, session);
  hoist_stage_run_until (stage, is_clean, session);
  g_object_unref (session);
}

static gboolean
has_sent (gpointer data)
{
  return hoist_session_get_bytes_sent (data) > 0 || !hoist_session_is_busy (data);
}

/* The service does not answer: the clean-up is put off, and comes. */
static void
test_put_off (const HoistContractFacts *facts, gconstpointer detail)
{
  g_autofree char *slow = g_strdup_printf (
      "{\"call\":\"%s\",\"fault\":\"delay\",\"at\":\"after-body\",\"delay_ms\":20000,\"times\":-1}",
      facts->part);
  g_autofree char *down = g_strdup_printf (
      "[{\"call\":\"%s\",\"fault\":\"status\",\"status\":503,\"times\":12}]", facts->clean_up);
  g_autoptr (HoistStage) stage = hoist_contract_new_stage (facts, slow);
  g_autofree char *path = hoist_contract_make_file (facts, stage);
  g_autoptr (HoistSession) session = hoist_stage_add (stage, path);

  hoist_stage_start (stage, session);
  hoist_stage_run_until (stage, has_sent, session);
  hoist_stage_set_faults (stage, down);
  hoist_session_remove (session);
  clean_up (stage, session);
  g_assert_cmpuint (hoist_stage_count_calls (stage, facts->clean_up), >, 12);
  g_assert_cmpuint (count_good_calls (stage, facts->clean_up), >=, 1);
}

void
hoist_contract_add_removals (const HoistContractFacts *facts)
{
  hoist_contract_add (facts, "removal: at each step", test_each_step, NULL);
  hoist_contract_add (facts, "removal: cleaned up by the next start", test_later, NULL);
  if (facts->clean_up != NULL)
    hoist_contract_add (facts, "removal: put off while the service is down", test_put_off, NULL);
  else
    hoist_contract_add_hole (facts, "removal: put off while the service is down",
                             "the service cleans up by itself");
}
