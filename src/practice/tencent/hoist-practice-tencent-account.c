/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one account of the practice service: its key, its used nonces, its requests a minute. */
#include "hoist-practice-tencent-account.h"

#include "hoist-practice-query.h"
#include "hoist-practice-tencent-sign.h"
#include "hoist-practice-window.h"

#include <string.h>

/* Generic error code 4500: clock off by more than two hours. */
#define WINDOW_S (2 * 60 * 60)
#define MINUTE_US (60 * G_USEC_PER_SEC)
#define MANY_NONCES 100000

/* "Peak calling frequency" of each call's page (266/7809 to 266/7811), a minute. */
static const guint most_a_minute[HOIST_PRACTICE_TENCENT_N_CALLS] = { 100, 10000, 100 };

/* "Calling method" (266/7782): gz is the value to enter, the page also lists these. */
static const char *const regions[] = { "gz", "bj", "sh", "hk", "ca", NULL };

struct _HoistPracticeTencentAccount {
  char *secret_id;    /* (owned) */
  char *secret_key;   /* (owned) */
  GHashTable *nonces; /* (owned) (element-type utf8 gint64): "time nonce" to time */
  HoistPracticeWindow *recent[HOIST_PRACTICE_TENCENT_N_CALLS]; /* (owned) */
};

HoistPracticeTencentAccount *
hoist_practice_tencent_account_new (const char *secret_id, const char *secret_key)
{
  HoistPracticeTencentAccount *self = g_new0 (HoistPracticeTencentAccount, 1);

  self->secret_id = g_strdup (secret_id);
  self->secret_key = g_strdup (secret_key);
  self->nonces = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < HOIST_PRACTICE_TENCENT_N_CALLS; i++)
    self->recent[i] = hoist_practice_window_new (most_a_minute[i], MINUTE_US);
  return self;
}

void
hoist_practice_tencent_account_free (HoistPracticeTencentAccount *self)
{
  g_free (self->secret_id);
  g_free (self->secret_key);
  g_hash_table_unref (self->nonces);
  for (guint i = 0; i < HOIST_PRACTICE_TENCENT_N_CALLS; i++)
    hoist_practice_window_free (self->recent[i]);
  g_free (self);
}

static HoistPracticeTencentVerdict
say (int code, int can_retry, const char *message)
{
  return (HoistPracticeTencentVerdict){ code, can_retry, message };
}

static HoistPracticeTencentVerdict
check_common (HoistPracticeTencentRequest *request)
{
  const char *region = NULL, *nonce = NULL;
  guint64 number = 0;

  if (request->params == NULL)
    return say (-10001, 0, "the query cannot be read");
  region = hoist_practice_query_get (request->params, "Region");
  nonce = hoist_practice_query_get (request->params, "Nonce");
  if (request->call == HOIST_PRACTICE_TENCENT_N_CALLS)
    return say (-10001, 0, "Action is missing or not known");
  if (region == NULL || (!request->is_lenient && !g_strv_contains (regions, region)))
    return say (-10001, 0, "Region is missing or not known");
  if (!hoist_practice_number_parse (hoist_practice_query_get (request->params, "Timestamp"),
                                    &number))
    return say (-10001, 0, "Timestamp is missing or not a number");
  if (!hoist_practice_number_parse (nonce, &number) || (number == 0 && !request->is_lenient))
    return say (-10001, 0, "Nonce is missing or not a positive number");
  if (hoist_practice_query_get (request->params, "SecretId") == NULL ||
      hoist_practice_query_get (request->params, "Signature") == NULL)
    return say (-10001, 0, "SecretId or Signature is missing");
  return say (0, 0, "");
}

static gboolean
is_old (gpointer key, gpointer value, gpointer user_data)
{
  gint64 oldest_s = *(gint64 *) user_data;

  return *(gint64 *) value < oldest_s;
}

/* A time outside the window is refused anyway, so nonces older than that need not be kept; the
 * window's whole width, since a fault can move the clock back. */
static HoistPracticeTencentVerdict
check_replay (HoistPracticeTencentAccount *self, HoistPracticeTencentRequest *request, gint64 now_s)
{
  const char *time = hoist_practice_query_get (request->params, "Timestamp");
  const char *nonce = hoist_practice_query_get (request->params, "Nonce");
  g_autofree char *pair = g_strconcat (time, " ", nonce, NULL);
  gint64 oldest_s = now_s - 2 * WINDOW_S;
  guint64 time_s = 0;

  hoist_practice_number_parse (time, &time_s);
  if (request->is_lenient && strlen (time) == 13)
    time_s /= 1000;
  if ((gint64) time_s < now_s - WINDOW_S || (gint64) time_s > now_s + WINDOW_S)
    return say (4500, -1, "Timestamp is more than two hours off");
  if (g_hash_table_contains (self->nonces, pair))
    return say (4500, -1, "Nonce was used before");
  if (g_hash_table_size (self->nonces) > MANY_NONCES)
    g_hash_table_foreach_remove (self->nonces, is_old, &oldest_s);
  g_hash_table_insert (self->nonces, g_steal_pointer (&pair), g_memdup2 (&time_s, sizeof time_s));
  return say (0, 0, "");
}

/**
 * hoist_practice_tencent_account_admit:
 * @now_s: the server's wall clock
 * @monotonic_us: for counting requests a minute
 *
 * Checks the common parameters, the key, the signature, the clock, the nonce and the number of
 * requests in the last 60 s, in this order.
 *
 * Returns: code 0, -10001, 4104, -10002, 4500, 4600 or 4400
 */
HoistPracticeTencentVerdict
hoist_practice_tencent_account_admit (HoistPracticeTencentAccount *self,
                                      HoistPracticeTencentRequest *request,
                                      gint64 now_s,
                                      gint64 monotonic_us,
                                      gboolean has_no_rates)
{
  HoistPracticeTencentVerdict verdict = check_common (request);
  gboolean is_post = strcmp (request->method, "POST") == 0;

  if (verdict.code != 0)
    return verdict;
  if (strcmp (hoist_practice_query_get (request->params, "SecretId"), self->secret_id) != 0)
    return say (4104, -1, "SecretId is not known");
  if (!hoist_practice_tencent_is_signed (request->method, request->host, request->path,
                                         request->params, self->secret_key, request->is_lenient))
    return say (-10002, 0, "the signature is wrong");
  verdict = check_replay (self, request, now_s);
  if (verdict.code != 0)
    return verdict;
  if (!is_post &&
      (strcmp (request->method, "GET") != 0 || request->call == HOIST_PRACTICE_TENCENT_PART))
    return say (4600, -1, "that method is not for this call");
  if (!has_no_rates && !hoist_practice_window_take (self->recent[request->call], monotonic_us))
    return say (4400, -1, "too many requests a minute");
  return verdict;
}
