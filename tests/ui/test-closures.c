/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What rows and the header say, state by state. */
#include "hoist-closures.h"

#include "hoist-format.h"

#include <string.h>

#define GB ((guint64) 1000 * 1000 * 1000)
#define NOW (G_GINT64_CONSTANT (1766160000) * G_USEC_PER_SEC)

typedef struct {
  const char *name;
  HoistSight sight;
  const char *sentence;
  HoistVerb verb;
  HoistBar bar;
} Example;

#define SIGHT(...)                                                                                 \
  {                                                                                                \
    .size = 4 * GB, .now_us = NOW, .can_retry = TRUE, __VA_ARGS__                                  \
  }

static const Example examples[] = {
  { "queued", SIGHT (.state = HOIST_STATE_QUEUED, .account = "Studio A"),
    "Waiting · 4.0 GB · Studio A", HOIST_VERB_NONE, HOIST_BAR_NONE },
  { "queued without an account", SIGHT (.state = HOIST_STATE_QUEUED), "Waiting · 4.0 GB",
    HOIST_VERB_NONE, HOIST_BAR_NONE },
  { "hashing", SIGHT (.state = HOIST_STATE_HASHING, .bytes_hashed = GB, .rate = 310 * 1000 * 1000),
    "Preparing · 1.0 of 4.0 GB · 310 MB/s", HOIST_VERB_PAUSE, HOIST_BAR_FULL_COLOUR },
  { "hashing not begun", SIGHT (.state = HOIST_STATE_HASHING), "Preparing · 4.0 GB",
    HOIST_VERB_PAUSE, HOIST_BAR_FULL_COLOUR },
  { "uploading",
    SIGHT (.state = HOIST_STATE_UPLOADING,
           .bytes_done = 2 * GB,
           .rate = 18 * 1000 * 1000,
           .seconds_left = 120),
    "2.0 of 4.0 GB · 18 MB/s · About 2 minutes left", HOIST_VERB_PAUSE, HOIST_BAR_FULL_COLOUR },
  { "uploading, stalled: no time left is told",
    SIGHT (.state = HOIST_STATE_UPLOADING, .bytes_done = 2 * GB, .seconds_left = 120),
    "2.0 of 4.0 GB", HOIST_VERB_PAUSE, HOIST_BAR_FULL_COLOUR },
  { "uploading, all is sent",
    SIGHT (.state = HOIST_STATE_UPLOADING,
           .bytes_done = 4 * GB,
           .fraction = 1,
           .rate = 18 * 1000 * 1000,
           .seconds_left = 0),
    "4.0 GB · 18 MB/s · Almost done", HOIST_VERB_PAUSE, HOIST_BAR_FULL_COLOUR },
  { "finishing", SIGHT (.state = HOIST_STATE_FINISHING, .fraction = 1),
    "Almost done – server is putting the file together", HOIST_VERB_NONE, HOIST_BAR_FULL_COLOUR },
  { "paused", SIGHT (.state = HOIST_STATE_PAUSED, .fraction = 0.559), "Paused · 55\u00a0%",
    HOIST_VERB_RESUME, HOIST_BAR_DIMMED },
  { "paused at once", SIGHT (.state = HOIST_STATE_PAUSED), "Paused", HOIST_VERB_RESUME,
    HOIST_BAR_NONE },
  { "no network",
    SIGHT (.state = HOIST_STATE_WAITING,
           .reason = HOIST_REASON_NETWORK,
           .fraction = 0.55,
           .message = "Could not resolve host."),
    "Waiting for network · 55\u00a0%\u00a0kept", HOIST_VERB_NONE, HOIST_BAR_DIMMED },
  { "a file that has changed: its name stands above",
    SIGHT (.name = "a.mp4",
           .state = HOIST_STATE_ATTENTION,
           .reason = HOIST_REASON_FILE_CHANGED,
           .message = "“a.mp4” has changed since it was added. Start over."),
    "The file has changed since it was added. Start over to upload it as it is now",
    HOIST_VERB_START_OVER, HOIST_BAR_NONE },
  { "a folder in place of a file: the sentence knows more",
    SIGHT (.name = "a.mp4",
           .state = HOIST_STATE_ATTENTION,
           .reason = HOIST_REASON_NO_ACCESS,
           .message = "This is a folder. Add the files in it instead."),
    "This is a folder. Add the files in it instead.", HOIST_VERB_RETRY, HOIST_BAR_NONE },
  { "a refusal that happens to name the file",
    SIGHT (.name = "a.mp4",
           .state = HOIST_STATE_ATTENTION,
           .reason = HOIST_REASON_REFUSED,
           .message = "The service calls “a.mp4” an ill name. Rename the file."),
    "The service calls “a.mp4” an ill name. Rename the file.", HOIST_VERB_RETRY, HOIST_BAR_NONE },
  { "server busy",
    SIGHT (.state = HOIST_STATE_WAITING,
           .reason = HOIST_REASON_RETRY,
           .fraction = 0.55,
           .wait_us = 12 * G_USEC_PER_SEC),
    "Server busy – trying again in 12 s", HOIST_VERB_RETRY, HOIST_BAR_DIMMED },
  { "server busy, with its own words",
    SIGHT (.state = HOIST_STATE_WAITING,
           .reason = HOIST_REASON_RETRY,
           .wait_us = G_USEC_PER_SEC * 12,
           .message = "The service has trouble."),
    "The service has trouble – trying again in 12 s", HOIST_VERB_RETRY, HOIST_BAR_NONE },
  { "server busy for the third time",
    SIGHT (.state = HOIST_STATE_WAITING,
           .reason = HOIST_REASON_RETRY,
           .wait_us = 12 * G_USEC_PER_SEC,
           .n_tries = 3,
           .message = "The service is busy. Hoist waits and tries again."),
    "The service is busy – trying again in 12 s (3rd time)", HOIST_VERB_RETRY, HOIST_BAR_NONE },
  { "server busy for the first time",
    SIGHT (.state = HOIST_STATE_WAITING,
           .reason = HOIST_REASON_RETRY,
           .wait_us = 12 * G_USEC_PER_SEC,
           .n_tries = 1,
           .message = "The store is busy. Hoist waits and tries again."),
    "The store is busy – trying again in 12 s", HOIST_VERB_RETRY, HOIST_BAR_NONE },
  { "asked for a pause",
    SIGHT (.state = HOIST_STATE_WAITING,
           .reason = HOIST_REASON_RATE,
           .wait_us = 12 * G_USEC_PER_SEC,
           .n_tries = 5,
           .message = "The service asks for fewer requests. Hoist waits and goes on by itself."),
    "The service asks for fewer requests – trying again in 12 s (5th time)", HOIST_VERB_NONE,
    HOIST_BAR_NONE },
  { "no account yet", SIGHT (.state = HOIST_STATE_WAITING, .reason = HOIST_REASON_ACCOUNT),
    "Waits for an account", HOIST_VERB_NONE, HOIST_BAR_NONE },
  { "its account is stopped: why is said once, above the list",
    SIGHT (.state = HOIST_STATE_WAITING,
           .reason = HOIST_REASON_ACCOUNT,
           .account = "Studio A",
           .message = "The service did not accept the keys. Check SecretId and SecretKey."),
    "Waits until its account is signed in again", HOIST_VERB_NONE, HOIST_BAR_NONE },
  { "a locked keyring, as well",
    SIGHT (.state = HOIST_STATE_WAITING,
           .reason = HOIST_REASON_KEYRING,
           .fraction = 0.43,
           .message = "The keyring was not unlocked. Unlock it to go on."),
    "Waits for the keyring to be unlocked · 43\u00a0%\u00a0kept", HOIST_VERB_RETRY,
    HOIST_BAR_DIMMED },
  { "signed out", SIGHT (.state = HOIST_STATE_ATTENTION, .reason = HOIST_REASON_SIGN_IN),
    "Sign in again: the service refused the account", HOIST_VERB_SIGN_IN, HOIST_BAR_NONE },
  { "changed file",
    SIGHT (.state = HOIST_STATE_ATTENTION, .reason = HOIST_REASON_FILE_CHANGED, .fraction = 0.5),
    "The file has changed since it was added. Start over to upload it as it is now",
    HOIST_VERB_START_OVER, HOIST_BAR_DIMMED },
  { "too large: trying again cannot help",
    SIGHT (.state = HOIST_STATE_ATTENTION, .reason = HOIST_REASON_TOO_LARGE),
    "The file is too large for this service. Make it smaller, or choose another account",
    HOIST_VERB_NONE, HOIST_BAR_NONE },
  { "attention with the engine's words",
    SIGHT (.state = HOIST_STATE_ATTENTION,
           .reason = HOIST_REASON_NO_SPACE,
           .message = "The account is full. Make room."),
    "The account is full. Make room.", HOIST_VERB_RETRY, HOIST_BAR_NONE },
  { "processing",
    SIGHT (.state = HOIST_STATE_PROCESSING, .seconds_left = -1, .has_remote_id = TRUE),
    "Uploaded · cloud is processing", HOIST_VERB_COPY_ID, HOIST_BAR_NONE },
  { "finished and proven",
    SIGHT (.state = HOIST_STATE_FINISHED, .verified = "md5-parts", .has_link = TRUE),
    "Uploaded and verified · safe to delete", HOIST_VERB_COPY_LINK, HOIST_BAR_NONE },
  { "was there already",
    SIGHT (.state = HOIST_STATE_FINISHED,
           .verified = "instant-sha1",
           .is_instant = TRUE,
           .has_remote_id = TRUE),
    "Was already on the server, verified · safe to delete", HOIST_VERB_COPY_ID, HOIST_BAR_NONE },
  { "only the size was compared: not safe to delete",
    SIGHT (.state = HOIST_STATE_FINISHED, .verified = "size"), "Uploaded, size confirmed",
    HOIST_VERB_NONE, HOIST_BAR_NONE },
  { "nothing was compared", SIGHT (.state = HOIST_STATE_FINISHED, .verified = "none"),
    "Sent, not verifiable", HOIST_VERB_NONE, HOIST_BAR_NONE },
};

/* Where a line may be broken is not what is tested here. */
static char *
with_plain_blanks (const char *text)
{
  g_autofree char *plain = hoist_format_plain (text);
  g_auto (GStrv) words = g_strsplit (plain, "\u00a0", -1);

  return g_strjoinv (" ", words);
}

static void
assert_same_text (const char *text, const char *expected)
{
  g_autofree char *one = with_plain_blanks (text);
  g_autofree char *other = with_plain_blanks (expected);

  g_assert_cmpstr (one, ==, other);
}

static void
test_rows (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (examples); i++) {
    g_autofree char *sentence = hoist_closure_sentence (&examples[i].sight);

    g_test_message ("%s", examples[i].name);
    assert_same_text (sentence, examples[i].sentence);
    g_assert_cmpint (hoist_closure_verb (&examples[i].sight), ==, examples[i].verb);
    g_assert_cmpint (hoist_closure_bar (&examples[i].sight), ==, examples[i].bar);
  }
}

/* Whatever comes, a row says something, and a button has a name, a picture and an action. */
static void
test_every_state_has_words (void)
{
  for (int state = 0; state < HOIST_N_STATES; state++) {
    for (int reason = 0; reason < HOIST_N_REASONS; reason++) {
      HoistSight sight = SIGHT (.state = state, .reason = reason);
      g_autofree char *sentence = hoist_closure_sentence (&sight);
      HoistVerb verb = hoist_closure_verb (&sight);

      g_assert_nonnull (sentence);
      g_assert_cmpuint (strlen (sentence), >, 3);
      if (verb == HOIST_VERB_NONE)
        continue;
      g_assert_nonnull (hoist_closure_verb_label (verb));
      g_assert_nonnull (hoist_closure_verb_icon (verb));
      g_assert_nonnull (hoist_closure_verb_action (verb));
    }
  }
}

static void
test_time_of_today_and_before (void)
{
  HoistSight sight = SIGHT (.state = HOIST_STATE_FINISHED, .verified = "md5-parts",
                            .ended_us = NOW - G_USEC_PER_SEC);
  g_autofree char *today = hoist_closure_sentence (&sight);
  g_autofree char *before = NULL;

  g_assert_true (
      g_pattern_match_simple ("Uploaded and verified\u00a0· ??:??\u00a0· safe to delete", today));
  sight.ended_us = NOW - 3 * G_TIME_SPAN_DAY;
  before = hoist_closure_sentence (&sight);
  g_assert_true (
      g_pattern_match_simple ("Uploaded and verified\u00a0· */*/*\u00a0· safe to delete", before));
}

static void
test_percent_never_ahead (void)
{
  const struct {
    double fraction;
    const char *text;
  } rows[] = {
    { -1, "0\u00a0%" },     { 0, "0\u00a0%" },   { 0.01, "1\u00a0%" }, { 0.29, "29\u00a0%" },
    { 0.999, "99\u00a0%" }, { 1, "100\u00a0%" }, { 7, "100\u00a0%" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *text = hoist_closure_percent (rows[i].fraction);

    g_assert_cmpstr (text, ==, rows[i].text);
  }
}

static void
test_row_label (void)
{
  HoistSight sight = SIGHT (.state = HOIST_STATE_UPLOADING, .fraction = 0.5);
  g_autofree char *working = hoist_closure_row_label ("a.mp4", "2 of 4 GB", &sight);
  g_autofree char *fast = hoist_closure_row_label ("a.mp4", "18 MB/\u2060s", &sight);
  g_autofree char *ended = NULL;

  g_assert_cmpstr (working, ==, "a.mp4, 2 of 4 GB, 50\u00a0%");
  g_assert_cmpstr (fast, ==, "a.mp4, 18 MB/s, 50\u00a0%");
  sight.state = HOIST_STATE_FINISHED;
  ended = hoist_closure_row_label ("a.mp4", "Uploaded", &sight);
  g_assert_cmpstr (ended, ==, "a.mp4, Uploaded");
}

static void
test_subtitles (void)
{
  const struct {
    HoistQueueTotals totals;
    gboolean is_paused;
    const char *text;
  } rows[] = {
    { { .seconds_left = -1 }, FALSE, "" },
    { { .n_finished = 2, .seconds_left = -1 }, FALSE, "All done" },
    { { .n_running = 3, .n_left = 11, .n_finished = 3, .rate = 42000000, .seconds_left = 1500 },
      FALSE,
      "3 of 14 · 42 MB/s · About 25 minutes left" },
    { { .n_running = 1, .n_left = 1, .seconds_left = -1 }, FALSE, "Working" },
    { { .n_left = 4, .n_attention = 1, .seconds_left = -1 }, TRUE, "3 paused · 1 needs attention" },
    { { .n_left = 4, .seconds_left = -1 }, FALSE, "4 waiting" },
    { { .n_left = 2, .n_attention = 2, .seconds_left = -1 }, FALSE, "2 need attention" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *text = hoist_closure_subtitle (&rows[i].totals, rows[i].is_paused);

    assert_same_text (text, rows[i].text);
  }
}

/* Closing the window ends the program only when nothing would go on by itself. */
static void
test_work (void)
{
  const struct {
    HoistQueueTotals totals;
    gboolean is_paused;
    gboolean has_work;
  } rows[] = {
    { { 0 }, FALSE, FALSE },
    { { .n_left = 1, .n_running = 1 }, FALSE, TRUE },
    { { .n_left = 1 }, FALSE, TRUE },
    { { .n_left = 1 }, TRUE, FALSE },
    { { .n_left = 2, .n_paused = 1, .n_attention = 1 }, FALSE, FALSE },
    { { .n_left = 1, .n_running = 1 }, TRUE, TRUE },
    { { .n_finished = 3 }, FALSE, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (hoist_closure_has_work (&rows[i].totals, rows[i].is_paused), ==,
                     rows[i].has_work);
}

static void
test_choices (void)
{
  g_autofree char *size = hoist_closure_choice ("1048576");
  g_autofree char *word = hoist_closure_choice ("HmacSHA1");
  g_autofree char *number = hoist_closure_choice ("12");
  g_autofree char *own = hoist_closure_choice ("keep-both");

  assert_same_text (size, "1.0 MiB");
  g_assert_cmpstr (word, ==, "HmacSHA1");
  g_assert_cmpstr (number, ==, "12");
  g_assert_cmpstr (own, ==, "Keep both");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/closures/rows-say-their-state", test_rows);
  g_test_add_func ("/closures/every-state-has-words", test_every_state_has_words);
  g_test_add_func ("/closures/time-of-today-date-before", test_time_of_today_and_before);
  g_test_add_func ("/closures/percent-is-never-ahead", test_percent_never_ahead);
  g_test_add_func ("/closures/row-label-is-one-string", test_row_label);
  g_test_add_func ("/closures/subtitle-is-the-whole-state", test_subtitles);
  g_test_add_func ("/closures/work-keeps-the-program", test_work);
  g_test_add_func ("/closures/sizes-are-shown-as-sizes", test_choices);

  return g_test_run ();
}
