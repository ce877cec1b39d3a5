/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From an error, an attempt and what was sent to what is done next: no clock, no chance, no I/O. */
#include "hoist-retry.h"

#include "hoist-reaction.h"

#define SECOND G_USEC_PER_SEC

#define FIRST_WAIT SECOND
#define LONGEST_WAIT (60 * SECOND)

/* Of an upload that has given its slot away because the service is in trouble for longer: many may
 * wait so, and they must not keep it from getting up again. */
#define LONGEST_WAIT_OUTSIDE (300 * SECOND)

/* When the network is back an upload goes on within 5 seconds (design section 5). */
#define LONGEST_WAIT_OFFLINE (4 * SECOND)

/* A file rests when two looks this far apart see the same (design section 3). */
#define GROWING_WAIT (2 * SECOND)

/* Each look into a locked keyring may show its prompt, which the user has just dismissed; in
 * between the row's button asks at once. */
#define LOCKED_WAIT (60 * SECOND)

/* What a server may ask for at most: a nonsense of years must not look like a hung upload. */
#define LONGEST_WAIT_TOLD (24 * 3600 * (gint64) SECOND)

static double
get_jitter (double jitter)
{
  /* NAN fails both comparisons on purpose. */
  return jitter >= 0.0 && jitter < 1.0 ? jitter : 0.0;
}

/* The back-off after the given attempt (from 1) is drawn evenly from the upper half of 2 s, 4 s,
 * 8 s …: 1–2 s, 2–4 s, 4–8 s, 8–16 s, 16–32 s, then 30–60 s; from the eighth on 60–120 s, 120–240
 * s, then 150–300 s. The lower half stays out so that a server in trouble gets its rest; the spread
 * keeps parts that failed together from coming back together. */
static gint64
get_back_off (guint attempt, double jitter)
{
  gint64 base = LONGEST_WAIT;

  if (attempt < 6)
    base = MIN (FIRST_WAIT << MAX (attempt, 1), LONGEST_WAIT);
  else if (attempt >= HOIST_RETRY_ATTEMPTS)
    base = MIN ((gint64) LONGEST_WAIT << MIN (attempt - HOIST_RETRY_ATTEMPTS + 1, 8),
                LONGEST_WAIT_OUTSIDE);

  return base / 2 + (gint64) (jitter * (double) (base / 2));
}

/* A wait that the server named is a floor; up to a second more spreads those it told together. */
static gint64
get_wait (const GError *error, gint64 back_off, double jitter)
{
  gint64 told = hoist_error_get_wait (error);

  if (told < 0)
    return back_off;

  told = MIN (told, LONGEST_WAIT_TOLD);
  return MAX (back_off, told + (gint64) (jitter * (double) SECOND));
}

/* Whether the request may have taken effect although no answer says so. */
static gboolean
must_ask (HoistErrorCode code, HoistReplay replay, HoistSent sent)
{
  if (replay == HOIST_REPLAY_SAFE || sent == HOIST_SENT_NOTHING)
    return FALSE;

  /* A BUSY may come from a gateway that gave up on a server that did not. THROTTLED and DAMAGED
   * are answers to this very request: it was not carried out. */
  return code == HOIST_ERROR_OFFLINE || code == HOIST_ERROR_BUSY;
}

static HoistRetry
decide_world (const GError *error, guint attempt, gboolean is_asking, double jitter)
{
  HoistRetry retry = { .kind = HOIST_RETRY_WORLD };

  if (error->code == HOIST_ERROR_OFFLINE) {
    gint64 back_off = MIN (get_back_off (attempt, jitter), LONGEST_WAIT_OFFLINE);

    retry.kind = is_asking ? HOIST_RETRY_PROBE : HOIST_RETRY_WORLD;
    retry.wait_us = get_wait (error, back_off, jitter);
  } else if (error->code == HOIST_ERROR_GROWING) {
    retry.wait_us = get_wait (error, GROWING_WAIT, jitter);
  } else if (error->code == HOIST_ERROR_LOCKED) {
    retry.wait_us = get_wait (error, LOCKED_WAIT, jitter);
  } else {
    retry.wait_us = get_wait (error, 0, jitter);
  }

  return retry;
}

static HoistRetry
decide_counted (const GError *error, guint attempt, HoistRetryKind kind, double jitter)
{
  HoistRetry retry = { .kind = kind, .is_counted = TRUE, .n_failed = attempt };
  gboolean is_busy = error->code == HOIST_ERROR_BUSY;

  /* To be told when to come back is no failure: such a wait may repeat without end. */
  if (error->code == HOIST_ERROR_THROTTLED && hoist_error_get_wait (error) >= 0)
    retry.is_counted = FALSE;

  if (retry.is_counted && attempt >= (is_busy ? HOIST_RETRY_ATTEMPTS_BUSY : HOIST_RETRY_ATTEMPTS))
    return (HoistRetry){ .kind = HOIST_RETRY_GIVE_UP };

  /* The slot is for another upload now, perhaps of another service. */
  if (is_busy && attempt >= HOIST_RETRY_ATTEMPTS)
    retry.kind = HOIST_RETRY_WORLD;
  retry.wait_us = get_wait (error, get_back_off (attempt, jitter), jitter);
  return retry;
}

/**
 * hoist_retry_decide:
 * @error: of the %HOIST_ERROR domain; any other is given up
 * @attempt: which attempt of this request has just failed, from 1, without progress in between
 *   and without the attempts that were not counted
 * @replay: what the request says about being sent twice
 * @sent: how much of it had left
 * @jitter: random in [0, 1)
 *
 * Which kind of answer a code gets is in hoist_reaction_get(); here is when, and what a request
 * that must not be carried out twice makes of it: if any of it has left and its end is unclear,
 * the server is asked first.
 *
 * A counted failure of attempt %HOIST_RETRY_ATTEMPTS gives up, so that a request is sent this
 * many times; from there on a service in trouble is waited for outside, and given up at attempt
 * %HOIST_RETRY_ATTEMPTS_BUSY. Not counted are: what waits for the world, a renewal (the caller
 * bounds how many), and being told by the service when to come back. For those with
 * %HOIST_RETRY_WORLD the wait begins when the world is ready.
 *
 * Returns: what to do, and after which wait
 */
HoistRetry
hoist_retry_decide (const GError *error,
                    guint attempt,
                    HoistReplay replay,
                    HoistSent sent,
                    double jitter)
{
  const HoistRetry give_up = { .kind = HOIST_RETRY_GIVE_UP };
  const HoistReaction *reaction;
  gboolean is_asking;

  g_return_val_if_fail (error != NULL, give_up);

  if (error->domain != HOIST_ERROR || error->code < 0 || error->code >= (int) HOIST_N_ERRORS)
    return give_up;

  reaction = hoist_reaction_get ((HoistErrorCode) error->code);
  is_asking = must_ask (reaction->code, replay, sent);
  jitter = get_jitter (jitter);

  switch (reaction->kind) {
  case HOIST_REACTION_WAIT_FOR_WORLD:
    return decide_world (error, attempt, is_asking, jitter);
  case HOIST_REACTION_RETRY:
    return decide_counted (error, attempt, is_asking ? HOIST_RETRY_PROBE : HOIST_RETRY_SAME,
                           jitter);
  case HOIST_REACTION_PROBE:
    return decide_counted (error, attempt, HOIST_RETRY_PROBE, jitter);
  case HOIST_REACTION_BEGIN_AGAIN:
    return decide_counted (error, attempt, HOIST_RETRY_BEGIN, jitter);
  case HOIST_REACTION_RENEW:
    return (HoistRetry){ .kind = HOIST_RETRY_RENEW, .wait_us = get_wait (error, 0, jitter) };
  case HOIST_REACTION_STOP_ACCOUNT:
  case HOIST_REACTION_ASK:
  default:
    return give_up;
  }
}
