/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a row says of its upload, and the window's title and notifications of all of them. */
#include "hoist-config.h"

#include "hoist-closures.h"

#include "hoist-format.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A sentence that goes on after its end needs no full stop there. */
static char *
dup_without_stop (const char *sentence)
{
  static const char *const stops[] = { ".", "。" };

  for (gsize i = 0; i < G_N_ELEMENTS (stops); i++) {
    if (g_str_has_suffix (sentence, stops[i]))
      return g_strndup (sentence, strlen (sentence) - strlen (stops[i]));
  }
  return g_strdup (sentence);
}

static char *
join (GStrvBuilder *builder)
{
  g_auto (GStrv) parts = g_strv_builder_end (builder);

  return g_strjoinv (HOIST_FORMAT_DOT, parts);
}

static void
add_taken (GStrvBuilder *builder, char *text)
{
  if (text != NULL && *text != '\0')
    g_strv_builder_add (builder, text);
  g_free (text);
}

/**
 * hoist_closure_percent:
 *
 * Never says 100 % before it is true: rounds down.
 */
char *
hoist_closure_percent (double fraction)
{
  int percent = (int) (CLAMP (fraction, 0, 1) * 100 + 1e-9);

  /* Translators: a share in percent, as in “55 %”, with a no-break space */
  return g_strdup_printf (_ ("%d %%"), percent);
}

static char *
sentence_queued (const HoistSight *sight)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_strv_builder_add (builder, _ ("Waiting"));
  add_taken (builder, hoist_format_size (sight->size));
  if (sight->account != NULL)
    g_strv_builder_add (builder, sight->account);
  return join (builder);
}

static char *
sentence_hashing (const HoistSight *sight)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_strv_builder_add (builder, _ ("Preparing"));
  if (sight->bytes_hashed == 0)
    add_taken (builder, hoist_format_size (sight->size));
  else
    add_taken (builder, hoist_format_progress (sight->bytes_hashed, sight->size));
  if (sight->rate > 0)
    add_taken (builder, hoist_format_rate (sight->rate));
  return join (builder);
}

static char *
sentence_starting (const HoistSight *sight)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_strv_builder_add (builder, _ ("Starting"));
  if (sight->bytes_done > 0)
    add_taken (builder, hoist_format_progress (sight->bytes_done, sight->size));
  else
    add_taken (builder, hoist_format_size (sight->size));
  return join (builder);
}

static char *
sentence_uploading (const HoistSight *sight)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  add_taken (builder, hoist_format_progress (sight->bytes_done, sight->size));
  if (sight->rate > 0)
    add_taken (builder, hoist_format_rate (sight->rate));
  if (sight->rate > 0 && sight->seconds_left >= 0)
    add_taken (builder, hoist_format_time_left (sight->seconds_left));
  return join (builder);
}

static char *
format_ended (const HoistSight *sight)
{
  g_autoptr (GDateTime) ended = NULL;
  g_autoptr (GDateTime) now = NULL;

  if (sight->ended_us <= 0)
    return NULL;
  ended = g_date_time_new_from_unix_local (sight->ended_us / G_USEC_PER_SEC);
  now = g_date_time_new_from_unix_local (sight->now_us / G_USEC_PER_SEC);
  if (g_date_time_get_year (ended) == g_date_time_get_year (now) &&
      g_date_time_get_day_of_year (ended) == g_date_time_get_day_of_year (now))
    return g_date_time_format (ended, "%H:%M");
  return g_date_time_format (ended, "%x");
}

static gboolean
is_proven (const HoistSight *sight)
{
  return sight->verified != NULL && *sight->verified != '\0' &&
         g_strcmp0 (sight->verified, "none") != 0 && g_strcmp0 (sight->verified, "size") != 0;
}

static char *
sentence_finished (const HoistSight *sight)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (sight->is_instant && is_proven (sight))
    g_strv_builder_add (builder, _ ("Was already on the server, verified"));
  else if (is_proven (sight))
    g_strv_builder_add (builder, _ ("Uploaded and verified"));
  else if (g_strcmp0 (sight->verified, "size") == 0)
    g_strv_builder_add (builder, _ ("Uploaded, size confirmed"));
  else
    g_strv_builder_add (builder, _ ("Sent, not verifiable"));
  add_taken (builder, format_ended (sight));
  /* Translators: said of the original file, because the copy on the server is proven */
  if (is_proven (sight))
    g_strv_builder_add (builder, _ ("safe to delete"));
  return join (builder);
}

static char *
sentence_processing (const HoistSight *sight)
{
  g_autofree char *left = NULL;

  if (sight->seconds_left < 0)
    return g_strdup (_ ("Uploaded · cloud is processing"));
  left = hoist_format_time_left (sight->seconds_left);
  /* Translators: %s is a time left, as in “about 5 min left” */
  return g_strdup_printf (_ ("Uploaded · cloud is processing (%s)"), left);
}

/* How much is done stays in sight while an upload rests: nobody shall fear that it is lost. */
static char *
add_kept (const char *text, double fraction)
{
  g_autofree char *percent = hoist_closure_percent (fraction);
  g_autofree char *kept = NULL;

  if (fraction * 100 < 1)
    return g_strdup (text);
  /* Translators: %s is a share, as in “55 % kept”: that much needs not be sent again */
  kept = g_strdup_printf (_ ("%s kept"), percent);
  return g_strdup_printf ("%s" HOIST_FORMAT_DOT "%s", text, kept);
}

static char *
sentence_paused (const HoistSight *sight)
{
  g_autofree char *percent = hoist_closure_percent (sight->fraction);

  if (sight->fraction * 100 < 1)
    return g_strdup (_ ("Paused"));
  return g_strdup_printf ("%s" HOIST_FORMAT_DOT "%s", _ ("Paused"), percent);
}

static const char *
describe_waiting (const HoistSight *sight)
{
  switch ((int) sight->reason) {
  case HOIST_REASON_NETWORK:
    return _ ("Waiting for network");
  case HOIST_REASON_METERED:
    return _ ("Waits for an unmetered network");
  case HOIST_REASON_BATTERY:
    return _ ("Waits for mains power");
  case HOIST_REASON_HOURS:
    return _ ("Waits for the hours set for uploads");
  case HOIST_REASON_RETRY:
    return _ ("Server busy");
  case HOIST_REASON_RATE:
    return _ ("The service asks for a pause");
  case HOIST_REASON_GROWING:
    return _ ("Waits until the file is fully written");
  case HOIST_REASON_DRIVE:
    return _ ("The drive with this file is not connected. Connect it");
  case HOIST_REASON_KEYRING:
    return _ ("Waits for the keyring to be unlocked");
  case HOIST_REASON_ACCOUNT:
    return sight->account == NULL ? _ ("Waits for an account")
                                  : _ ("Waits until its account is signed in again");
  default:
    return _ ("Waiting");
  }
}

/* The name is the line above: there the sentence of a list, a log or a terminal would say it
 * twice. */
static gboolean
repeats_name (const HoistSight *sight)
{
  switch ((int) sight->reason) {
  case HOIST_REASON_GROWING:
  case HOIST_REASON_DRIVE:
  case HOIST_REASON_FILE_CHANGED:
  case HOIST_REASON_FILE_MISSING:
  case HOIST_REASON_NO_ACCESS:
    return sight->name != NULL && *sight->name != '\0' &&
           strstr (sight->message, sight->name) != NULL;
  default:
    return FALSE;
  }
}

/* Why its account or the keyring waits stands in the window's banner: in each of a hundred rows
 * that wait with it, it would only be in the way. */
static gboolean
is_message_better (const HoistSight *sight)
{
  return sight->message != NULL && *sight->message != '\0' && !repeats_name (sight) &&
         sight->reason != HOIST_REASON_NETWORK && sight->reason != HOIST_REASON_NONE &&
         sight->reason != HOIST_REASON_ACCOUNT && sight->reason != HOIST_REASON_KEYRING;
}

/* What a busy service's sentence says behind its first end is that Hoist tries again: beside a
 * countdown that is said already. */
static char *
dup_first_sentence (const char *message)
{
  static const char *const ends[] = { ". ", "。" };
  const char *end = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++) {
    const char *found = strstr (message, ends[i]);

    if (found != NULL && (end == NULL || found < end))
      end = found;
  }
  return end != NULL ? g_strndup (message, (gsize) (end - message)) : dup_without_stop (message);
}

/* Returns: (nullable): nothing of the first time, which is no news */
static char *
format_tries (guint n_tries)
{
  if (n_tries < 2)
    return NULL;
  if (n_tries == 2)
    return g_strdup (_ ("2nd time"));
  if (n_tries == 3)
    return g_strdup (_ ("3rd time"));
  if (n_tries <= 20)
    /* Translators: from the 4th to the 20th time */
    return g_strdup_printf (_ ("%uth time"), n_tries);
  return g_strdup (_ ("more than 20 times"));
}

static char *
sentence_waiting (const HoistSight *sight)
{
  const char *why = is_message_better (sight) ? sight->message : describe_waiting (sight);
  gboolean is_busy = sight->reason == HOIST_REASON_RETRY || sight->reason == HOIST_REASON_RATE;
  g_autofree char *start =
      is_busy && sight->wait_us > 0 ? dup_first_sentence (why) : dup_without_stop (why);
  g_autofree char *wait = NULL;
  g_autofree char *tries = NULL;

  /* that it looks now and then whether there is a network, or a drive, or an end to a file, is of
   * no interest; that nothing is lost is */
  if (sight->wait_us <= 0 || !is_busy)
    return add_kept (start, sight->fraction);
  wait = hoist_format_wait (sight->wait_us);
  tries = format_tries (sight->n_tries);
  if (tries != NULL)
    /* Translators: a reason, a duration, and how often: “Server busy – trying again in 12 s (3rd
     * time)” */
    return g_strdup_printf (_ ("%s – trying again in %s (%s)"), start, wait, tries);
  /* Translators: a reason, then a duration, as in “Server busy – trying again in 12 s” */
  return g_strdup_printf (_ ("%s – trying again in %s"), start, wait);
}

static const char *
describe_attention (HoistReason reason)
{
  switch ((int) reason) {
  case HOIST_REASON_SIGN_IN:
    return _ ("Sign in again: the service refused the account");
  case HOIST_REASON_FILE_CHANGED:
    return _ ("The file has changed since it was added. Start over to upload it as it is now");
  case HOIST_REASON_FILE_MISSING:
    return _ ("The file is gone. Put it back, or remove this upload");
  case HOIST_REASON_NO_ACCESS:
    return _ ("The file may not be read. Allow access to it again");
  case HOIST_REASON_NO_SPACE:
    return _ ("No space left in the account. Make some, then try again");
  case HOIST_REASON_NAME_TAKEN:
    return _ ("The name is taken on the server. Rename the file and add it again");
  case HOIST_REASON_REFUSED:
    return _ ("The service refuses this file. Check the account’s settings, or remove the upload");
  case HOIST_REASON_TOO_LARGE:
    return _ ("The file is too large for this service. Make it smaller, or choose another account");
  case HOIST_REASON_UNVERIFIED:
    return _ ("What arrived is not what was sent. Keep the file and try again");
  case HOIST_REASON_KEYRING_MISSING:
    return _ ("The account’s secrets are not in the keyring. Enter them again");
  case HOIST_REASON_PROTOCOL:
    return _ ("The service gave an answer that makes no sense. Try again later");
  default:
    return _ ("Needs attention");
  }
}

/**
 * hoist_closure_sentence:
 *
 * The second line of a row: always says the state in words.
 */
char *
hoist_closure_sentence (const HoistSight *sight)
{
  switch (sight->state) {
  case HOIST_STATE_QUEUED:
    return sentence_queued (sight);
  case HOIST_STATE_HASHING:
    return sentence_hashing (sight);
  case HOIST_STATE_STARTING:
    return sentence_starting (sight);
  case HOIST_STATE_UPLOADING:
    return sentence_uploading (sight);
  case HOIST_STATE_FINISHING:
    return g_strdup (_ ("Almost done – server is putting the file together"));
  case HOIST_STATE_PROCESSING:
    return sentence_processing (sight);
  case HOIST_STATE_FINISHED:
    return sentence_finished (sight);
  case HOIST_STATE_PAUSED:
    return sentence_paused (sight);
  case HOIST_STATE_WAITING:
    return sentence_waiting (sight);
  case HOIST_STATE_ATTENTION:
    if (is_message_better (sight))
      return g_strdup (sight->message);
    return g_strdup (describe_attention (sight->reason));
  case HOIST_STATE_REMOVED:
    return g_strdup (_ ("Removed"));
  default:
    g_return_val_if_reached (NULL);
  }
}

/**
 * hoist_closure_row_label:
 *
 * One string for the screen reader: name, sentence, percent.
 */
char *
hoist_closure_row_label (const char *name, const char *sentence, const HoistSight *sight)
{
  g_autofree char *plain = hoist_format_plain (sentence);
  /* Translators: what a screen reader says of an upload: its name, its state */
  g_autofree char *label = g_strdup_printf (_ ("%s, %s"), name, plain);
  g_autofree char *percent = NULL;

  if (hoist_closure_bar (sight) == HOIST_BAR_NONE)
    return g_steal_pointer (&label);
  percent = hoist_closure_percent (sight->fraction);
  return g_strdup_printf (_ ("%s, %s"), label, percent);
}

static char *
format_attention (guint n_attention)
{
  return g_strdup_printf (ngettext ("%u needs attention", "%u need attention", n_attention),
                          n_attention);
}

static char *
subtitle_resting (const HoistQueueTotals *totals, gboolean is_paused)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint n_waiting = totals->n_left - MIN (totals->n_left, totals->n_attention);

  if (totals->n_left == 0)
    return g_strdup (totals->n_finished > 0 ? _ ("All done") : "");
  if (n_waiting > 0 && (is_paused || totals->n_paused == n_waiting))
    add_taken (builder, g_strdup_printf (_ ("%u paused"), n_waiting));
  else if (n_waiting > 0)
    add_taken (builder, g_strdup_printf (_ ("%u waiting"), n_waiting));
  if (totals->n_attention > 0)
    add_taken (builder, format_attention (totals->n_attention));
  return join (builder);
}

/**
 * hoist_closure_subtitle:
 *
 * The whole state in one line, at most about 96 characters: also for the system's list of
 * background applications.
 */
char *
hoist_closure_subtitle (const HoistQueueTotals *totals, gboolean is_paused)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint n_all = totals->n_finished + totals->n_left;

  if (totals->n_running == 0)
    return subtitle_resting (totals, is_paused);
  if (n_all > 1)
    /* Translators: uploads that are done, and all of them, as in “3 of 14” */
    add_taken (builder, g_strdup_printf (_ ("%u of %u"), totals->n_finished, n_all));
  if (totals->rate > 0)
    add_taken (builder, hoist_format_rate (totals->rate));
  if (totals->rate > 0 && totals->seconds_left >= 0)
    add_taken (builder, hoist_format_time_left (totals->seconds_left));
  if (totals->n_attention > 0)
    add_taken (builder, format_attention (totals->n_attention));
  if (totals->rate == 0 && n_all == 1)
    g_strv_builder_add (builder, _ ("Working"));
  return join (builder);
}

char *
hoist_closure_done_title (guint n_finished, guint n_attention)
{
  if (n_finished == 0)
    return g_strdup_printf (
        ngettext ("%u upload needs attention", "%u uploads need attention", n_attention),
        n_attention);
  return g_strdup_printf (ngettext ("%u upload finished", "%u uploads finished", n_finished),
                          n_finished);
}

char *
hoist_closure_done_body (guint n_finished, guint n_attention)
{
  if (n_attention > 0 && n_finished > 0)
    return format_attention (n_attention);
  return NULL;
}
