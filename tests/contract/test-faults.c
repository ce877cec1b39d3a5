/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every fault at every step: where the upload ends, how often it asked, and how long it waited. */
#include "hoist-stage.h"

#include <string.h>

#define MIB (1024 * 1024)

/* Three parts, the last one shorter. */
#define FILE_SIZE (2 * MIB + MIB / 2)
#define N_PARTS 3

typedef enum { BEGIN, PART, COMMIT, N_CALLS } Call;

static const char *const call_names[N_CALLS] = { "InitUpload", "UploadPart", "FinishUpload" };
static const char *const step_names[N_CALLS] = { "begin", "part", "commit" };

/**
 * Row:
 * @fault: the rule's members, without "call"
 * @end: where the upload ends, as state or state/reason
 * @calls: requests of the faulty call, by step
 * @longest_s: at most so much time passes, seconds
 *
 * What each row states is the rule, not what the code happens to do: one failure that a repeat
 * cures costs one more request and at most the first back-off; after eight failures in a row of a
 * service in trouble the upload gives its slot away, and tries now and then for a day; a refusal
 * stops at once; a wait that the server asks for is kept.
 */
typedef struct {
  const char *name;
  const char *fault;
  const char *end;
  guint calls[N_CALLS];
  guint shortest_s;
  guint longest_s;
} Row;

static const Row rows[] = {
  { "reset-before-body",
    "\"fault\":\"reset\",\"at\":\"before-body\"",
    "finished",
    { 2, 4, 2 },
    0,
    10 },
  { "reset-mid-body",
    "\"fault\":\"reset\",\"at\":\"mid-body\",\"bytes\":100000",
    "finished",
    { 2, 4, 2 },
    0,
    10 },
  { "reset-after-body",
    "\"fault\":\"reset\",\"at\":\"after-body\"",
    "finished",
    { 2, 4, 2 },
    0,
    10 },
  { "lost-answer",
    "\"fault\":\"drop-reply\",\"at\":\"after-store\"",
    "finished",
    { 2, 4, 1 },
    0,
    10 },
  { "early-503",
    "\"fault\":\"early\",\"status\":503,\"bytes\":1000",
    "finished",
    { 2, 4, 2 },
    0,
    10 },
  { "stall", "\"fault\":\"stall\",\"at\":\"before-body\"", "finished", { 2, 4, 2 }, 25, 400 },
  { "stall-after-body",
    "\"fault\":\"stall\",\"at\":\"after-body\"",
    "finished",
    { 2, 4, 2 },
    50,
    400 },
  { "503-once", "\"fault\":\"status\",\"status\":503", "finished", { 2, 4, 2 }, 0, 10 },
  { "500-thrice",
    "\"fault\":\"status\",\"status\":500,\"times\":3",
    "finished",
    { 4, 6, 4 },
    1,
    60 },
  { "503-retry-after",
    "\"fault\":\"status\",\"status\":503,\"headers\":{\"Retry-After\":\"20\"}",
    "finished",
    { 2, 4, 2 },
    20,
    40 },
  { "429-once", "\"fault\":\"status\",\"status\":429", "finished", { 2, 4, 2 }, 0, 70 },
  { "429-retry-after",
    "\"fault\":\"status\",\"status\":429,\"headers\":{\"Retry-After\":\"30\"}",
    "finished",
    { 2, 4, 2 },
    30,
    50 },
  { "4400-throttled", "\"fault\":\"code\",\"code\":4400", "finished", { 2, 4, 2 }, 1, 130 },
  { "can-retry-once",
    "\"fault\":\"code\",\"code\":-10004,\"canRetry\":1",
    "finished",
    { 2, 4, 2 },
    0,
    10 },
  { "truncated", "\"fault\":\"truncate\",\"bytes\":9", "finished", { 2, 4, 0 }, 0, 10 },
  { "garbage", "\"fault\":\"garbage\"", "finished", { 2, 4, 0 }, 0, 10 },
  { "503-for-ever",
    "\"fault\":\"status\",\"status\":503,\"times\":-1",
    "waiting/retry",
    { 8, 0, 8 },
    60,
    400 },
  { "can-retry-for-ever",
    "\"fault\":\"code\",\"code\":-10004,\"canRetry\":1,\"times\":-1",
    "waiting/retry",
    { 8, 0, 8 },
    60,
    400 },
  { "no-retry",
    "\"fault\":\"code\",\"code\":-10003,\"canRetry\":0,\"times\":-1",
    "attention/refused",
    { 1, 0, 1 },
    0,
    5 },
  { "signature-refused",
    "\"fault\":\"code\",\"code\":-10002,\"canRetry\":0,\"times\":-1",
    "attention/sign-in",
    { 1, 0, 1 },
    0,
    5 },
  { "403-page",
    "\"fault\":\"status\",\"status\":403,\"body\":\"no\",\"times\":-1",
    "attention/refused",
    { 1, 0, 1 },
    0,
    5 },
};

typedef struct {
  const Row *row;
  Call call;
} Case;

static char *
describe_end (HoistSession *session)
{
  HoistReason reason = hoist_session_get_reason (session);
  const char *state = hoist_state_to_name (hoist_session_get_state (session));

  if (reason == HOIST_REASON_NONE)
    return g_strdup (state);
  return g_strdup_printf ("%s/%s", state, hoist_reason_to_name (reason));
}

static void
assert_arrived (HoistStage *stage, const char *path)
{
  g_autofree char *bytes = NULL;
  g_autofree char *sent = NULL;
  g_autofree char *stored = hoist_stage_dup_stored_sha1 (stage);
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  sent = g_compute_checksum_for_data (G_CHECKSUM_SHA1, (guchar *) bytes, length);
  g_assert_cmpstr (stored, ==, sent);
}

static void
test_fault (gconstpointer data)
{
  const Case *test = data;
  const Row *row = test->row;
  g_autofree char *faults = g_strdup_printf ("[{\"service\":\"tencent-vod\",\"call\":\"%s\",%s}]",
                                             call_names[test->call], row->fault);
  g_autoptr (HoistStage) stage = hoist_stage_new ("tencent-vod", faults, NULL, NULL);
  g_autofree char *path = hoist_stage_make_file (stage, "film.mp4", FILE_SIZE);
  g_autoptr (HoistSession) session = hoist_stage_add (stage, path);
  gint64 start = hoist_stage_get_now (stage);
  g_autofree char *end = NULL;
  guint calls = 0;
  gint64 passed_s = 0;

  hoist_stage_run_until_put_off (stage, session);
  passed_s = (hoist_stage_get_now (stage) - start) / G_USEC_PER_SEC;
  end = describe_end (session);
  calls = hoist_stage_count_calls (stage, call_names[test->call]);
  g_test_message ("%s; %u calls in %" G_GINT64_FORMAT " s; %s", stage->states->str, calls, passed_s,
                  hoist_session_get_message (session));

  g_assert_cmpstr (end, ==, row->end);
  if (row->calls[test->call] > 0)
    g_assert_cmpuint (calls, ==, row->calls[test->call]);
  g_assert_cmpint (passed_s, >=, row->shortest_s);
  g_assert_cmpint (passed_s, <=, row->longest_s);
  if (strcmp (row->end, "finished") == 0) {
    assert_arrived (stage, path);
    g_assert_cmpstr (hoist_session_get_verified (session), ==, "md5-parts");
    g_assert_false (hoist_session_is_instant (session));
  } else {
    g_assert_nonnull (hoist_session_get_message (session));
  }
}

/* The service is down for hours; the program is restarted meanwhile. Nobody is asked anything,
 * and the count of tries goes on. */
static void
test_hours (void)
{
  g_autoptr (HoistStage) stage =
      hoist_stage_new ("tencent-vod",
                       "[{\"call\":\"UploadPart\",\"fault\":\"status\",\"status\":503,"
                       "\"times\":40}]",
                       NULL, NULL);
  g_autofree char *path = hoist_stage_make_file (stage, "film.mp4", 1000);
  HoistSession *session = hoist_stage_add (stage, path);
  gint64 start = hoist_stage_get_now (stage);

  hoist_stage_run_until_put_off (stage, session);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_WAITING);
  g_assert_cmpuint (hoist_session_get_n_tries (session), ==, 8);
  g_assert_cmpuint (hoist_slots_get_free (hoist_engine_get_slots (stage->engine)), >, 0);

  session = hoist_stage_restart (stage, session);
  hoist_stage_run_until_put_off (stage, session);
  g_assert_cmpuint (hoist_session_get_n_tries (session), ==, 9);
  g_assert_cmpuint (hoist_stage_count_calls (stage, "UploadPart"), ==, 9);

  hoist_stage_run (stage, session);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_FINISHED);
  g_assert_cmpint (hoist_stage_get_now (stage) - start, >, 3600 * (gint64) G_USEC_PER_SEC);
  g_assert_null (strstr (stage->states->str, "attention"));
  assert_arrived (stage, path);
  g_object_unref (session);
}

/* libsoup would send it again by itself, without a body, and call that a success. */
static void
test_reused (gconstpointer data)
{
  Call call = GPOINTER_TO_UINT (data);
  g_autofree char *faults =
      g_strdup_printf ("[{\"call\":\"%s\",\"fault\":\"reset\",\"at\":\"before-body\","
                       "\"reused\":true}]",
                       call_names[call]);
  g_autoptr (HoistStage) stage = hoist_stage_new ("tencent-vod", faults, NULL, NULL);
  g_autofree char *path = hoist_stage_make_file (stage, "film.mp4", FILE_SIZE);
  g_autoptr (HoistSession) session = hoist_stage_add (stage, path);
  g_autoptr (JsonNode) log = NULL;

  hoist_engine_set_parallel_parts (stage->engine, 1);
  hoist_stage_run (stage, session);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_FINISHED);
  assert_arrived (stage, path);
  log = hoist_stage_ask (stage, "log");
  for (guint i = 0; i < json_array_get_length (json_node_get_array (log)); i++) {
    JsonObject *entry = json_array_get_object_element (json_node_get_array (log), i);

    if (strcmp (json_object_get_string_member (entry, "call"), "UploadPart") == 0 &&
        json_object_get_int_member_with_default (entry, "status", 0) == 200)
      g_assert_cmpint (json_object_get_int_member (entry, "size"), >, 0);
  }
}

/* A computer whose clock is a day off takes the service's time, and is let in. */
static void
test_wrong_clock (gconstpointer data)
{
  g_autofree char *faults = g_strdup_printf (
      "[{\"call\":\"*\",\"fault\":\"clock\",\"seconds\":%d,\"times\":-1}]", GPOINTER_TO_INT (data));
  g_autoptr (HoistStage) stage = hoist_stage_new ("tencent-vod", faults, NULL, NULL);
  g_autofree char *path = hoist_stage_make_file (stage, "film.mp4", FILE_SIZE);
  g_autoptr (HoistSession) session = hoist_stage_add (stage, path);

  hoist_stage_run (stage, session);
  g_test_message ("%s", stage->states->str);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_FINISHED);
  g_assert_cmpuint (hoist_stage_count_calls (stage, "InitUpload"), ==, 2);
  g_assert_cmpuint (hoist_stage_count_calls (stage, "UploadPart"), ==, N_PARTS);
  g_assert_cmpint (hoist_channel_get_clock_offset (stage->channel) / G_USEC_PER_SEC, ==,
                   GPOINTER_TO_INT (data));
  assert_arrived (stage, path);
}

/* A certificate that nobody vouches for is never accepted, and not tried over and over. */
static void
test_bad_certificate (void)
{
  g_autofree char *certificate =
      g_test_build_filename (G_TEST_DIST, "vectors", "self-signed.pem", NULL);
  g_autofree char *key = g_test_build_filename (G_TEST_DIST, "vectors", "self-signed.key", NULL);
  const HoistPracticeOptions options = { .certificate = certificate, .key = key };
  g_autoptr (HoistStage) stage = hoist_stage_new ("tencent-vod", NULL, NULL, &options);
  g_autofree char *path = hoist_stage_make_file (stage, "film.mp4", FILE_SIZE);
  g_autoptr (HoistSession) session = hoist_stage_add (stage, path);
  g_autofree char *end = NULL;

  hoist_stage_run (stage, session);
  end = describe_end (session);
  g_test_message ("%s: %s", stage->states->str, hoist_session_get_message (session));
  g_assert_cmpstr (end, ==, "attention/refused");
  g_assert_cmpuint (hoist_session_get_bytes_sent (session), ==, 0);
}

/* While nobody listens, nothing is counted and nothing lost. */
static void
test_refused (void)
{
  g_autoptr (HoistStage) stage = hoist_stage_new (
      "tencent-vod", "[{\"call\":\"UploadPart\",\"fault\":\"refuse\",\"delay_ms\":200}]", NULL,
      NULL);
  g_autofree char *path = hoist_stage_make_file (stage, "film.mp4", FILE_SIZE);
  g_autoptr (HoistSession) session = hoist_stage_add (stage, path);

  hoist_stage_run (stage, session);
  g_test_message ("%s", stage->states->str);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_FINISHED);
  assert_arrived (stage, path);
}

static void
test_slow (void)
{
  g_autoptr (HoistStage) stage = hoist_stage_new (
      "tencent-vod", "[{\"call\":\"FinishUpload\",\"fault\":\"slow\",\"bytes\":2000}]", NULL, NULL);
  g_autofree char *path = hoist_stage_make_file (stage, "film.mp4", FILE_SIZE);
  g_autoptr (HoistSession) session = hoist_stage_add (stage, path);

  hoist_stage_run (stage, session);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_FINISHED);
  assert_arrived (stage, path);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    for (Call call = BEGIN; call < N_CALLS; call++) {
      g_autofree char *path = g_strdup_printf ("/faults/%s/%s", rows[i].name, step_names[call]);
      Case *test = g_new0 (Case, 1);

      test->row = &rows[i];
      test->call = call;
      g_test_add_data_func_full (path, test, test_fault, g_free);
    }
  }
  for (Call call = BEGIN; call < N_CALLS; call++) {
    g_autofree char *path = g_strdup_printf ("/faults/reset-reused/%s", step_names[call]);

    g_test_add_data_func (path, GUINT_TO_POINTER (call), test_reused);
  }
  g_test_add_data_func ("/faults/wrong-clock/ahead", GINT_TO_POINTER (86400), test_wrong_clock);
  g_test_add_data_func ("/faults/wrong-clock/behind", GINT_TO_POINTER (-86400), test_wrong_clock);
  g_test_add_func ("/faults/bad-certificate", test_bad_certificate);
  g_test_add_func ("/faults/refused", test_refused);
  g_test_add_func ("/faults/trouble-of-hours", test_hours);
  g_test_add_func ("/faults/slow", test_slow);
  return g_test_run ();
}
