/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cases that every service has to pass: their list, what they are made of, and the matrix. */
#include "hoist-contract.h"

#include <string.h>

typedef struct {
  const HoistContractFacts *facts;
  char *name; /* (owned) */
  HoistContractCase play;
  gconstpointer detail;
} Case;

/* One line for each case of this service, for the matrix. */
static GString *lines;

/* (element-type gpointer): what cases point to, until all have been played */
static GPtrArray *kept;

static const char *
find_hole (const HoistContractFacts *facts, const char *name)
{
  for (const HoistContractHole *hole = facts->holes; hole != NULL && hole->name != NULL; hole++) {
    if (g_pattern_match_simple (hole->name, name))
      return hole->reason;
  }
  return NULL;
}

static void
play (gconstpointer data)
{
  const Case *test = data;

  test->play (test->facts, test->detail);
  g_string_append_printf (lines, "%s\tok\n", test->name);
}

static void
skip (gconstpointer data)
{
  const Case *test = data;

  g_string_append_printf (lines, "%s\t%s\n", test->name, (const char *) test->detail);
  g_test_skip (test->detail);
}

static void
case_free (gpointer data)
{
  Case *test = data;

  g_free (test->name);
  g_free (test);
}

static void
add (const HoistContractFacts *facts,
     const char *name,
     HoistContractCase function,
     gconstpointer detail)
{
  Case *test = g_new0 (Case, 1);
  g_autofree char *path = g_strdup_printf ("/contract/%s/%s", facts->column, name);

  test->facts = facts;
  test->name = g_strdup (name);
  test->play = function;
  test->detail = detail;
  g_test_add_data_func_full (path, test, function != NULL ? play : skip, case_free);
}

/* Returns: (transfer none): @detail, freed with g_free() when all cases have been played */
gpointer
hoist_contract_keep (gpointer detail)
{
  g_ptr_array_add (kept, detail);
  return detail;
}

/* Adds a case, unless the service has a reason to leave it out. */
void
hoist_contract_add (const HoistContractFacts *facts,
                    const char *name,
                    HoistContractCase function,
                    gconstpointer detail)
{
  const char *reason = find_hole (facts, name);

  if (reason != NULL)
    add (facts, name, NULL, reason);
  else
    add (facts, name, function, detail);
}

/* A case that the service does not have; the matrix tells why. */
void
hoist_contract_add_hole (const HoistContractFacts *facts, const char *name, const char *reason)
{
  const char *own = find_hole (facts, name);

  add (facts, name, NULL, own != NULL ? own : reason);
}

/* Plays all cases of one service, and leaves its column of the matrix in the build folder. */
int
hoist_contract_run (const HoistContractFacts *facts)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_BUILT, "matrix", NULL);
  g_autofree char *leaf = g_strconcat (facts->column, ".txt", NULL);
  g_autofree char *path = g_build_filename (folder, leaf, NULL);
  g_autoptr (GError) error = NULL;
  int status = 0;

  lines = g_string_new (NULL);
  kept = g_ptr_array_new_with_free_func (g_free);
  hoist_contract_add_sizes (facts);
  hoist_contract_add_restarts (facts);
  hoist_contract_add_answers (facts);
  hoist_contract_add_files (facts);
  hoist_contract_add_companies (facts);
  hoist_contract_add_removals (facts);
  hoist_contract_add_faults (facts);
  status = g_test_run ();
  g_clear_pointer (&kept, g_ptr_array_unref);

  g_mkdir_with_parents (folder, 0755);
  g_file_set_contents (path, lines->str, (gssize) lines->len, &error);
  g_assert_no_error (error);
  g_string_free (lines, TRUE);
  return status;
}

/* @rules: (nullable): faults, without the brackets of the list */
HoistStage *
hoist_contract_new_stage (const HoistContractFacts *facts, const char *rules)
{
  g_autofree char *faults = g_strdup_printf ("[%s]", rules != NULL ? rules : "");
  HoistStage *stage = hoist_stage_new (facts->service, faults, NULL, NULL);

  for (gsize i = 0; facts->settings != NULL && facts->settings[i] != NULL; i += 2)
    hoist_test_account_set_setting (stage->account, facts->settings[i], facts->settings[i + 1]);
  for (gsize i = 0; facts->secrets != NULL && facts->secrets[i] != NULL; i += 2)
    hoist_test_account_set_secret (stage->account, facts->secrets[i], facts->secrets[i + 1]);
  return stage;
}

/* Three parts, the last one shorter. */
guint64
hoist_contract_get_size (const HoistContractFacts *facts)
{
  return facts->part_size > 0 ? 2 * facts->part_size + facts->part_size / 2 : 300 * KIB;
}

char *
hoist_contract_make_file (const HoistContractFacts *facts, HoistStage *stage)
{
  return hoist_stage_make_file (stage, "film.mp4", hoist_contract_get_size (facts));
}

static gboolean
is_of_service (JsonObject *entry, const char *service)
{
  return g_strcmp0 (json_object_get_string_member_with_default (entry, "service", ""), service) ==
         0;
}

/* The different calls of an upload that nothing disturbs, in the order of their first use. */
GStrv
hoist_contract_list_calls (const HoistContractFacts *facts)
{
  g_autoptr (HoistStage) stage = hoist_contract_new_stage (facts, NULL);
  g_autofree char *path = hoist_contract_make_file (facts, stage);
  g_autoptr (HoistSession) session = hoist_stage_add (stage, path);
  g_autoptr (GStrvBuilder) calls = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (JsonNode) log = NULL;

  hoist_stage_run_to_end (stage, session);
  log = hoist_stage_ask (stage, "log");
  for (guint i = 0; i < json_array_get_length (json_node_get_array (log)); i++) {
    JsonObject *entry = json_array_get_object_element (json_node_get_array (log), i);
    const char *call = json_object_get_string_member_with_default (entry, "call", "");

    if (is_of_service (entry, facts->service) && g_hash_table_add (seen, g_strdup (call)))
      g_strv_builder_add (calls, call);
  }
  return g_strv_builder_end (calls);
}

typedef struct {
  HoistStage *stage;
  HoistSession *session;
  guint n;
} Target;

static gboolean
has_come (gpointer data)
{
  const Target *target = data;

  return hoist_practice_server_count_requests (target->stage->server) >= target->n ||
         (!hoist_session_is_busy (target->session) && !hoist_session_is_due (target->session));
}

/* Plays until the server has seen @n requests, or the session rests. */
void
hoist_contract_run_until_request (HoistStage *stage, HoistSession *session, guint n)
{
  Target target = { stage, session, n };

  if (hoist_session_is_due (session))
    hoist_stage_start (stage, session);
  hoist_stage_run_until (stage, has_come, &target);
}

/* @end: as "state" or "state/reason" */
void
hoist_contract_assert_end (HoistStage *stage, HoistSession *session, const char *end)
{
  HoistReason reason = hoist_session_get_reason (session);
  g_autofree char *found =
      reason == HOIST_REASON_NONE
          ? g_strdup (hoist_state_to_name (hoist_session_get_state (session)))
          : g_strdup_printf ("%s/%s", hoist_state_to_name (hoist_session_get_state (session)),
                             hoist_reason_to_name (reason));

  g_test_message ("%s; %s", stage->states->str, hoist_session_get_message (session));
  g_assert_cmpstr (found, ==, end);
  if (hoist_session_get_state (session) == HOIST_STATE_ATTENTION)
    g_assert_nonnull (hoist_session_get_message (session));
}

static char *
compute_sha1 (const char *path)
{
  g_autofree char *bytes = NULL;
  gsize length = 0;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &bytes, &length, &error);
  g_assert_no_error (error);
  return g_compute_checksum_for_data (G_CHECKSUM_SHA1, (const guchar *) bytes, length);
}

/* It is finished, the bytes at the server are the file's, and it says by what that is proven. */
void
hoist_contract_assert_arrived (const HoistContractFacts *facts,
                               HoistStage *stage,
                               HoistSession *session)
{
  g_autofree char *sent = compute_sha1 (hoist_session_get_path (session));
  g_autoptr (JsonNode) node = NULL;
  guint n_same = 0;

  hoist_contract_assert_end (stage, session, "finished");
  g_assert_cmpstr (hoist_session_get_verified (session), ==,
                   hoist_session_is_instant (session) ? facts->instant : facts->verified);
  node = hoist_stage_ask (stage, "files");
  for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++) {
    JsonObject *file = json_array_get_object_element (json_node_get_array (node), i);
    g_autofree char *stored = compute_sha1 (json_object_get_string_member (file, "path"));

    n_same += strcmp (stored, sent) == 0;
  }
  g_assert_cmpuint (n_same, >=, 1);
}

/* Not more than @extra bytes were sent twice. */
void
hoist_contract_assert_sent (HoistSession *session, guint64 extra)
{
  g_assert_cmpuint (hoist_session_get_bytes_sent (session), >=, hoist_session_get_size (session));
  g_assert_cmpuint (hoist_session_get_bytes_sent (session), <=,
                    hoist_session_get_size (session) + extra);
}

/* What may be lost when a connection ends or the program does. */
guint64
hoist_contract_get_in_flight (const HoistContractFacts *facts)
{
  return facts->part_size > 0 ? facts->parallel * facts->part_size
                              : hoist_contract_get_size (facts);
}
