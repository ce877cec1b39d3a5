/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row a code; a few codes mean something else in one of the steps. */
#include "hoist-tencent-code.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>

/* "within 2 hours of server time" (error 4500; docs/protocols/tencent-vod.md, section 1.2). */
#define MAX_CLOCK_ERROR_US (2 * 60 * 60 * (gint64) G_USEC_PER_SEC)

/* Calls are counted in any 60 s, so after that long the count is surely low again. */
#define THROTTLED_WAIT_US (60 * (gint64) G_USEC_PER_SEC)

/* canRetry 1 means that "the error can be resolved if you retry the request" (InitUpload 266/7809,
 * "Error Code Description"); refused keys are never tried again with that alone. */
typedef struct {
  gint64 code;
  HoistErrorCode plain;
  HoistErrorCode with_retry;
  const char *sentence;
} Row;

/* Negative: the three calls' own pages. Positive: the generic cloud API's list, to which UploadPart
 * refers (docs/protocols/tencent-vod.md, section 1.7). */
static const Row rows[] = {
  { -10001, HOIST_ERROR_REFUSED, HOIST_ERROR_BUSY,
    N_ ("The service did not accept the general part of the request. Check region and address in "
        "the account’s settings.") },
  { -10002, HOIST_ERROR_SIGN_IN, HOIST_ERROR_SIGN_IN,
    N_ ("The service did not accept the signature. Check SecretId and SecretKey in the account’s "
        "settings, and this computer’s clock.") },
  { -10003, HOIST_ERROR_REFUSED, HOIST_ERROR_BUSY,
    N_ ("The service did not accept the details of the upload. Check file type, tags and category, "
        "then try again.") },
  { -10004, HOIST_ERROR_REFUSED, HOIST_ERROR_BUSY,
    N_ ("The service could not make a note of the upload. Try again later.") },
  { -10005, HOIST_ERROR_EXPIRED, HOIST_ERROR_BUSY,
    N_ ("The service no longer finds its notes about the upload. If it does not go on by itself, "
        "try again later.") },
  { -10006, HOIST_ERROR_REFUSED, HOIST_ERROR_BUSY,
    N_ ("The service says that the data is not what was announced. Try again; if that does not "
        "help, check the file.") },
  { 4000, HOIST_ERROR_REFUSED, HOIST_ERROR_BUSY,
    N_ ("The service did not understand the request. Check the account’s settings.") },
  { 4100, HOIST_ERROR_SIGN_IN, HOIST_ERROR_SIGN_IN,
    N_ ("The service did not accept the keys. Check SecretId and SecretKey in the account’s "
        "settings, and this computer’s clock.") },
  { 4101, HOIST_ERROR_SIGN_IN, HOIST_ERROR_SIGN_IN,
    N_ ("The owner of these keys may not upload. Allow it in the console, or use other keys.") },
  { 4102, HOIST_ERROR_SIGN_IN, HOIST_ERROR_SIGN_IN,
    N_ ("The owner of these keys may not use this media library. Allow it in the console, or use "
        "other keys.") },
  { 4103, HOIST_ERROR_SIGN_IN, HOIST_ERROR_SIGN_IN,
    N_ ("The keys of a sub-user cannot be used for uploads. Use the keys of the main account.") },
  { 4104, HOIST_ERROR_SIGN_IN, HOIST_ERROR_SIGN_IN,
    N_ ("The service does not know this SecretId, or it is disabled. Check it in the account’s "
        "settings.") },
  { 4110, HOIST_ERROR_SIGN_IN, HOIST_ERROR_SIGN_IN,
    N_ ("These keys have no permission for this. Allow it in the console, or use other keys.") },
  { 4200, HOIST_ERROR_BUSY, HOIST_ERROR_BUSY,
    N_ ("The request was too old when it arrived. Hoist sends a new one.") },
  { 4300, HOIST_ERROR_SIGN_IN, HOIST_ERROR_SIGN_IN,
    N_ ("The service has blocked this account. Ask the service, or use other keys.") },
  { 4400, HOIST_ERROR_THROTTLED, HOIST_ERROR_THROTTLED,
    N_ ("The service asks for fewer requests. Hoist waits and goes on by itself.") },
  { 4500, HOIST_ERROR_BUSY, HOIST_ERROR_BUSY,
    N_ ("The service took the request for a repeated one. Hoist sends a new one.") },
  { 4600, HOIST_ERROR_REFUSED, HOIST_ERROR_BUSY,
    N_ ("The service does not take this kind of connection. Check that the account’s address "
        "begins with “https://”.") },
  { 5000, HOIST_ERROR_REFUSED, HOIST_ERROR_BUSY,
    N_ ("The service does not find what the request is about. Check category and address in the "
        "account’s settings.") },
  { 5100, HOIST_ERROR_REFUSED, HOIST_ERROR_BUSY,
    N_ ("The service could not carry out the request. Try again later.") },
  { 5200, HOIST_ERROR_REFUSED, HOIST_ERROR_BUSY,
    N_ ("The service could not charge the account. Check its balance in the console.") },
  { 5300, HOIST_ERROR_REFUSED, HOIST_ERROR_BUSY,
    N_ ("The account’s balance is too low. Charge it in the console, then try again.") },
  { 5400, HOIST_ERROR_BUSY, HOIST_ERROR_BUSY,
    N_ ("The service carried out a part of the request only. Hoist looks what is missing.") },
  { 5500, HOIST_ERROR_SIGN_IN, HOIST_ERROR_SIGN_IN,
    N_ ("The account’s owner has to prove their identity to the service first. Do so in the "
        "console.") },
  { 6000, HOIST_ERROR_BUSY, HOIST_ERROR_BUSY,
    N_ ("The service has trouble of its own. Hoist tries again.") },
  { 6100, HOIST_ERROR_REFUSED, HOIST_ERROR_BUSY,
    N_ ("The service no longer offers this call. Check the account’s address, or look for a newer "
        "Hoist.") },
  { 6200, HOIST_ERROR_BUSY, HOIST_ERROR_BUSY,
    N_ ("The service is under maintenance. Hoist tries again.") },
};

/* "May be an occasional failure cause by the network disconnection" (InitUpload 266/7809). */
static const Row other_negative = {
  0, HOIST_ERROR_REFUSED, HOIST_ERROR_BUSY,
  N_ ("The service could not do it and does not say why. Try again later.")
};
static const Row other_positive = {
  0, HOIST_ERROR_PROTOCOL, HOIST_ERROR_BUSY,
  N_ ("The service’s answer makes no sense. Check the account’s address, or try again later.")
};

static const Row *
find_row (gint64 code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    if (rows[i].code == code)
      return &rows[i];
  }
  return code < 0 ? &other_negative : &other_positive;
}

/* The few codes that mean something of their own in one step. */
static HoistErrorCode
adjust (HoistErrorCode error, gint64 code, gboolean can_retry, HoistStep step)
{
  if (step == HOIST_STEP_PART && code == -10006)
    return HOIST_ERROR_DAMAGED;
  if ((step == HOIST_STEP_PART || step == HOIST_STEP_COMMIT) && code == 5000 && !can_retry)
    return HOIST_ERROR_EXPIRED;
  if (step != HOIST_STEP_PART && step != HOIST_STEP_COMMIT && error == HOIST_ERROR_EXPIRED)
    return HOIST_ERROR_REFUSED; /* beginning again is what was just tried */
  if (step != HOIST_STEP_COMMIT)
    return error;

  /* FinishUpload carries no data, so only the whole file can be the wrong one; and what a
   * FinishUpload fails on for ever, without one of the codes for the request itself, is the file */
  if (!can_retry && (code == -10006 || find_row (code) == &other_negative))
    return HOIST_ERROR_UNVERIFIED;
  /* it may have been assembled all the same */
  if (code == 6000 || code == 5400)
    return HOIST_ERROR_UNSURE;
  return error;
}

static gboolean
is_clock_wrong (gint64 code, const HoistReply *reply, gint64 now_us)
{
  if (code != -10002 && code != 4100 && code != 4200 && code != 4500)
    return FALSE;
  return reply->date_us > 0 && ABS (reply->date_us - now_us) > MAX_CLOCK_ERROR_US;
}

static const char *
get_sentence (HoistErrorCode error, gint64 code)
{
  if (error == HOIST_ERROR_DAMAGED)
    return _ ("A part arrived damaged. Hoist sends it again.");
  if (error == HOIST_ERROR_UNVERIFIED)
    return _ ("The service could not put the parts together to the file that was sent. Start the "
              "upload over.");
  if (error == HOIST_ERROR_EXPIRED)
    return _ ("The service no longer knows the upload. Hoist begins it again.");
  return _ (find_row (code)->sentence);
}

/**
 * hoist_tencent_code_new_error:
 * @code: any that is a failure in this step
 * @can_retry: the answer's canRetry
 * @step: what was asked
 * @reply: for its Date and Retry-After
 * @now_us: the time that the request was signed with
 *
 * The texts of the answer are not shown: they are in the service's language and may repeat the
 * request. A signature that fails while the clock is off by hours is not the keys' fault: the next
 * request goes by the server's Date.
 *
 * Returns: (transfer full): the error, with the code's number in its sentence
 */
GError *
hoist_tencent_code_new_error (gint64 code,
                              gboolean can_retry,
                              HoistStep step,
                              const HoistReply *reply,
                              gint64 now_us)
{
  const Row *row = find_row (code);
  HoistErrorCode what = adjust (can_retry ? row->with_retry : row->plain, code, can_retry, step);
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, code);
  GError *error = NULL;

  if (is_clock_wrong (code, reply, now_us))
    return g_error_new (
        HOIST_ERROR, HOIST_ERROR_BUSY,
        _ ("This computer’s clock is wrong by hours (code %s). Set it; Hoist goes on "
           "with the service’s time."),
        number);

  /* Translators: a sentence, and the number of a code in the service's answer */
  error = g_error_new (HOIST_ERROR, what, _ ("%s (code %s)"), get_sentence (what, code), number);
  if (reply->retry_after_us >= 0)
    hoist_error_set_wait (error, reply->retry_after_us);
  else if (what == HOIST_ERROR_THROTTLED)
    hoist_error_set_wait (error, THROTTLED_WAIT_US);
  return error;
}

/**
 * hoist_tencent_code_is_about_file:
 * @code: of an answer to FinishUpload for a file that nobody began
 * @can_retry: the answer's canRetry
 *
 * Returns: whether the service got as far as looking for the file, and so has accepted the general
 *   parameters, the clock and the signature; all troubles with those have codes of their own
 */
gboolean
hoist_tencent_code_is_about_file (gint64 code, gboolean can_retry)
{
  if (code == 0 || code == 5000 || code == 5100 || (code <= -10003 && code >= -10006))
    return TRUE;
  return code < 0 && !can_retry && find_row (code) == &other_negative;
}
