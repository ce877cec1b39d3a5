/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that do not stay as they were, and names that are not what one expects. */
#include "hoist-contract.h"

#include "hoist-test-names.h"

#include <glib/gstdio.h>
#include <stdio.h>

#define N_NAMES 20

/* What happens to the file while it is sent, and where the upload is then. */
typedef struct {
  const char *name;
  void (*harm) (const char *path);
  const char *end;
} Harm;

static void
write_to (const char *path, const char *mode, const char *text)
{
  FILE *file = g_fopen (path, mode);

  g_assert_nonnull (file);
  g_assert_cmpint (fputs (text, file), >=, 0);
  g_assert_cmpint (fclose (file), ==, 0);
}

static void
write_other (const char *path)
{
  write_to (path, "wb", "something else");
}

static void
remove_file (const char *path)
{
  g_assert_cmpint (g_unlink (path), ==, 0);
}

static void
append (const char *path)
{
  write_to (path, "ab", "more");
}

static const Harm harms[] = {
  { "file: written anew while it is sent", write_other, "attention/file-changed" },
  { "file: grown while it is sent", append, "attention/file-changed" },
};

/* A part's bytes are with the server, and its answer is not here yet. */
static HoistStage *
new_slow_stage (const HoistContractFacts *facts)
{
  g_autofree char *rules =
      g_strdup_printf ("{\"call\":\"%s\",\"fault\":\"delay\",\"at\":\"after-body\","
                       "\"delay_ms\":20000,\"times\":-1}",
                       facts->part);

  return hoist_contract_new_stage (facts, rules);
}

typedef struct {
  HoistSession *session;
  guint64 bytes;
} Sent;

static gboolean
has_sent (gpointer data)
{
  const Sent *sent = data;

  return hoist_session_get_bytes_sent (sent->session) >= sent->bytes ||
         !hoist_session_is_busy (sent->session);
}

static void
test_harm (const HoistContractFacts *facts, gconstpointer detail)
{
  const Harm *harm = detail;
  g_autoptr (HoistStage) stage = new_slow_stage (facts);
  g_autofree char *path = hoist_contract_make_file (facts, stage);
  g_autoptr (HoistSession) session = hoist_stage_add (stage, path);
  Sent sent = { session, facts->part_size > 0 ? facts->part_size : KIB };

  hoist_stage_start (stage, session);
  hoist_stage_run_until (stage, has_sent, &sent);
  harm->harm (path);
  hoist_stage_run_to_end (stage, session);
  hoist_contract_assert_end (stage, session, harm->end);

  hoist_stage_set_faults (stage, "[]");
  hoist_session_retry (session, TRUE);
  hoist_stage_run_to_end (stage, session);
  hoist_contract_assert_arrived (facts, stage, session);
}

/* An open file stays readable when its name is gone; what counts is that nothing wrong is said. */
static void
test_vanished (const HoistContractFacts *facts, gconstpointer detail)
{
  g_autoptr (HoistStage) stage = new_slow_stage (facts);
  g_autofree char *path = hoist_contract_make_file (facts, stage);
  HoistSession *session = hoist_stage_add (stage, path);
  Sent sent = { session, facts->part_size > 0 ? facts->part_size : KIB };

  hoist_stage_start (stage, session);
  hoist_stage_run_until (stage, has_sent, &sent);
  session = hoist_stage_restart (stage, session);
  remove_file (path);
  hoist_stage_run_to_end (stage, session);
  hoist_contract_assert_end (stage, session, "attention/file-missing");
  g_object_unref (session);
}

static void
test_changed_between_runs (const HoistContractFacts *facts, gconstpointer detail)
{
  g_autoptr (HoistStage) stage = new_slow_stage (facts);
  g_autofree char *path = hoist_contract_make_file (facts, stage);
  HoistSession *session = hoist_stage_add (stage, path);
  Sent sent = { session, facts->part_size > 0 ? facts->part_size : KIB };

  hoist_stage_start (stage, session);
  hoist_stage_run_until (stage, has_sent, &sent);
  session = hoist_stage_restart (stage, session);
  write_other (path);
  hoist_stage_run_to_end (stage, session);
  hoist_contract_assert_end (stage, session, "attention/file-changed");
  g_object_unref (session);
}

/* One byte is another one in the server's store than on the way there. */
static void
test_flipped (const HoistContractFacts *facts, gconstpointer detail)
{
  g_autofree char *rules = g_strdup_printf (
      "{\"call\":\"%s\",\"fault\":\"flip\",\"at\":\"mid-body\",\"bytes\":7}", facts->part);
  g_autoptr (HoistStage) stage = hoist_contract_new_stage (facts, rules);
  g_autofree char *path = hoist_contract_make_file (facts, stage);
  g_autoptr (HoistSession) session = hoist_stage_add (stage, path);

  hoist_stage_run_to_end (stage, session);
  if (hoist_session_get_state (session) == HOIST_STATE_FINISHED)
    hoist_contract_assert_arrived (facts, stage, session);
  else
    g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_ATTENTION);
}

static void
test_names (const HoistContractFacts *facts, gconstpointer detail)
{
  g_autoptr (GPtrArray) names = hoist_test_load_names ();
  g_autoptr (HoistStage) stage = hoist_contract_new_stage (facts, NULL);

  g_assert_cmpuint (names->len, >=, N_NAMES);
  /* from all over the list */
  for (guint i = 0; i < N_NAMES; i++) {
    const char *name = g_ptr_array_index (names, i * names->len / N_NAMES);
    g_autofree char *path = hoist_stage_make_file (stage, name, 1000 + i);
    g_autoptr (HoistSession) session = hoist_stage_add (stage, path);
    g_autofree char *expected = g_filename_display_name (name);
    g_autofree char *shown = hoist_session_dup_name (session);

    hoist_stage_run_to_end (stage, session);
    hoist_contract_assert_arrived (facts, stage, session);
    g_assert_cmpstr (shown, ==, expected);
  }
}

void
hoist_contract_add_files (const HoistContractFacts *facts)
{
  for (gsize i = 0; i < G_N_ELEMENTS (harms); i++)
    hoist_contract_add (facts, harms[i].name, test_harm, &harms[i]);
  hoist_contract_add (facts, "file: gone between two runs", test_vanished, NULL);
  hoist_contract_add (facts, "file: changed between two runs", test_changed_between_runs, NULL);
  hoist_contract_add (facts, "file: one byte flipped on the way", test_flipped, NULL);
  hoist_contract_add (facts, "names: twenty awkward ones", test_names, NULL);
}
