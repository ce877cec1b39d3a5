/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every documented code, in every step, with and without canRetry. */
#include "hoist-tencent-code.h"

#include <string.h>

#define NOW_US (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC)

/* Short names for the columns. */
#define REFUSED HOIST_ERROR_REFUSED
#define BUSY HOIST_ERROR_BUSY
#define SIGN_IN HOIST_ERROR_SIGN_IN
#define EXPIRED HOIST_ERROR_EXPIRED
#define DAMAGED HOIST_ERROR_DAMAGED
#define UNSURE HOIST_ERROR_UNSURE
#define UNVERIFIED HOIST_ERROR_UNVERIFIED
#define THROTTLED HOIST_ERROR_THROTTLED
#define PROTOCOL HOIST_ERROR_PROTOCOL

/* canRetry 0 in BEGIN, PART and COMMIT; then canRetry 1 in the same. */
static const struct {
  gint64 code;
  HoistErrorCode plain[3];
  HoistErrorCode with_retry[3];
} rows[] = {
  { -10001, { REFUSED, REFUSED, REFUSED }, { BUSY, BUSY, BUSY } },
  { -10002, { SIGN_IN, SIGN_IN, SIGN_IN }, { SIGN_IN, SIGN_IN, SIGN_IN } },
  { -10003, { REFUSED, REFUSED, REFUSED }, { BUSY, BUSY, BUSY } },
  { -10004, { REFUSED, REFUSED, REFUSED }, { BUSY, BUSY, BUSY } },
  { -10005, { REFUSED, EXPIRED, EXPIRED }, { BUSY, BUSY, BUSY } },
  { -10006, { REFUSED, DAMAGED, UNVERIFIED }, { BUSY, DAMAGED, BUSY } },
  { -1, { REFUSED, REFUSED, UNVERIFIED }, { BUSY, BUSY, BUSY } },
  { -20000, { REFUSED, REFUSED, UNVERIFIED }, { BUSY, BUSY, BUSY } },
  { G_MININT64, { REFUSED, REFUSED, UNVERIFIED }, { BUSY, BUSY, BUSY } },
  { 1, { PROTOCOL, PROTOCOL, PROTOCOL }, { BUSY, BUSY, BUSY } },
  { 2, { PROTOCOL, PROTOCOL, PROTOCOL }, { BUSY, BUSY, BUSY } },
  { 4000, { REFUSED, REFUSED, REFUSED }, { BUSY, BUSY, BUSY } },
  { 4100, { SIGN_IN, SIGN_IN, SIGN_IN }, { SIGN_IN, SIGN_IN, SIGN_IN } },
  { 4101, { SIGN_IN, SIGN_IN, SIGN_IN }, { SIGN_IN, SIGN_IN, SIGN_IN } },
  { 4102, { SIGN_IN, SIGN_IN, SIGN_IN }, { SIGN_IN, SIGN_IN, SIGN_IN } },
  { 4103, { SIGN_IN, SIGN_IN, SIGN_IN }, { SIGN_IN, SIGN_IN, SIGN_IN } },
  { 4104, { SIGN_IN, SIGN_IN, SIGN_IN }, { SIGN_IN, SIGN_IN, SIGN_IN } },
  { 4110, { SIGN_IN, SIGN_IN, SIGN_IN }, { SIGN_IN, SIGN_IN, SIGN_IN } },
  { 4200, { BUSY, BUSY, BUSY }, { BUSY, BUSY, BUSY } },
  { 4300, { SIGN_IN, SIGN_IN, SIGN_IN }, { SIGN_IN, SIGN_IN, SIGN_IN } },
  { 4400, { THROTTLED, THROTTLED, THROTTLED }, { THROTTLED, THROTTLED, THROTTLED } },
  { 4500, { BUSY, BUSY, BUSY }, { BUSY, BUSY, BUSY } },
  { 4600, { REFUSED, REFUSED, REFUSED }, { BUSY, BUSY, BUSY } },
  { 5000, { REFUSED, EXPIRED, EXPIRED }, { BUSY, BUSY, BUSY } },
  { 5100, { REFUSED, REFUSED, REFUSED }, { BUSY, BUSY, BUSY } },
  { 5200, { REFUSED, REFUSED, REFUSED }, { BUSY, BUSY, BUSY } },
  { 5300, { REFUSED, REFUSED, REFUSED }, { BUSY, BUSY, BUSY } },
  { 5400, { BUSY, BUSY, UNSURE }, { BUSY, BUSY, UNSURE } },
  { 5500, { SIGN_IN, SIGN_IN, SIGN_IN }, { SIGN_IN, SIGN_IN, SIGN_IN } },
  { 6000, { BUSY, BUSY, UNSURE }, { BUSY, BUSY, UNSURE } },
  { 6100, { REFUSED, REFUSED, REFUSED }, { BUSY, BUSY, BUSY } },
  { 6200, { BUSY, BUSY, BUSY }, { BUSY, BUSY, BUSY } },
  { 7000, { PROTOCOL, PROTOCOL, PROTOCOL }, { BUSY, BUSY, BUSY } },
};

static const HoistStep steps[] = { HOIST_STEP_BEGIN, HOIST_STEP_PART, HOIST_STEP_COMMIT };

static void
test_rows (void)
{
  g_autoptr (HoistReply) reply = hoist_reply_new (200, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    for (gsize j = 0; j < G_N_ELEMENTS (steps); j++) {
      for (guint can_retry = 0; can_retry <= 1; can_retry++) {
        g_autoptr (GError) error =
            hoist_tencent_code_new_error (rows[i].code, can_retry, steps[j], reply, NOW_US);
        HoistErrorCode wanted = can_retry ? rows[i].with_retry[j] : rows[i].plain[j];
        g_autofree char *number = g_strdup_printf ("(code %" G_GINT64_FORMAT ")", rows[i].code);

        g_test_message ("code %" G_GINT64_FORMAT " in %s, canRetry %u", rows[i].code,
                        hoist_step_to_name (steps[j]), can_retry);
        g_assert_error (error, HOIST_ERROR, (int) wanted);
        g_assert_true (g_str_has_suffix (error->message, number));
        g_assert_cmpint (hoist_error_get_wait (error), ==,
                         wanted == THROTTLED ? 60 * G_USEC_PER_SEC : -1);
      }
    }
  }
}

/* PROBE is the same call as BEGIN, and neither can be cured by beginning again. */
static void
test_probe (void)
{
  g_autoptr (HoistReply) reply = hoist_reply_new (200, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) begin =
        hoist_tencent_code_new_error (rows[i].code, FALSE, HOIST_STEP_BEGIN, reply, NOW_US);
    g_autoptr (GError) probe =
        hoist_tencent_code_new_error (rows[i].code, FALSE, HOIST_STEP_PROBE, reply, NOW_US);

    g_assert_cmpint (begin->code, ==, probe->code);
    g_assert_cmpint (begin->code, !=, EXPIRED);
  }
}

static void
test_clock (void)
{
  static const gint64 codes[] = { -10002, 4100, 4200, 4500 };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++) {
    g_autoptr (HoistReply) reply = hoist_reply_new (200, NULL);
    g_autoptr (GError) just = NULL;
    g_autoptr (GError) early = NULL;
    g_autoptr (GError) late = NULL;
    gint64 two_hours_us = G_GINT64_CONSTANT (7200000000);

    reply->date_us = NOW_US;
    just = hoist_tencent_code_new_error (codes[i], FALSE, HOIST_STEP_PART, reply,
                                         NOW_US + two_hours_us);
    early = hoist_tencent_code_new_error (codes[i], FALSE, HOIST_STEP_PART, reply,
                                          NOW_US - two_hours_us - 1);
    late = hoist_tencent_code_new_error (codes[i], FALSE, HOIST_STEP_PART, reply,
                                         NOW_US + two_hours_us + 1);
    g_assert_error (early, HOIST_ERROR, BUSY);
    g_assert_error (late, HOIST_ERROR, BUSY);
    g_assert_nonnull (strstr (late->message, "clock is wrong"));
    g_assert_null (strstr (just->message, "clock is wrong"));
    g_assert_error (just, HOIST_ERROR,
                    (int) (codes[i] == 4200 || codes[i] == 4500 ? BUSY : SIGN_IN));
  }
}

/* Other codes are not excused by the clock. */
static void
test_clock_excuses_nothing_else (void)
{
  g_autoptr (HoistReply) reply = hoist_reply_new (200, NULL);
  g_autoptr (GError) error = NULL;

  reply->date_us = NOW_US;
  error = hoist_tencent_code_new_error (4104, FALSE, HOIST_STEP_BEGIN, reply, 0);
  g_assert_error (error, HOIST_ERROR, SIGN_IN);
}

static void
test_retry_after (void)
{
  g_autoptr (HoistReply) reply = hoist_reply_new (503, NULL);
  g_autoptr (GError) throttled = NULL;
  g_autoptr (GError) busy = NULL;

  hoist_reply_set_header (reply, "Retry-After", "3", 0);
  throttled = hoist_tencent_code_new_error (4400, FALSE, HOIST_STEP_BEGIN, reply, NOW_US);
  busy = hoist_tencent_code_new_error (6200, FALSE, HOIST_STEP_BEGIN, reply, NOW_US);
  g_assert_cmpint (hoist_error_get_wait (throttled), ==, 3 * G_USEC_PER_SEC);
  g_assert_cmpint (hoist_error_get_wait (busy), ==, 3 * G_USEC_PER_SEC);
}

static void
test_about_file (void)
{
  static const gint64 proofs[] = { 0, -10003, -10004, -10005, -10006, 5000, 5100, -20001 };
  static const gint64 others[] = { -10001, -10002, 1,    4000, 4100, 4101, 4102, 4103,
                                   4104,   4110,   4200, 4300, 4400, 4500, 4600, 5200,
                                   5300,   5400,   5500, 6000, 6100, 6200, 7000 };

  for (gsize i = 0; i < G_N_ELEMENTS (proofs); i++)
    g_assert_true (hoist_tencent_code_is_about_file (proofs[i], FALSE));
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_false (hoist_tencent_code_is_about_file (others[i], FALSE));
  g_assert_false (hoist_tencent_code_is_about_file (-20001, TRUE));
  g_assert_true (hoist_tencent_code_is_about_file (-10005, TRUE));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tencent-code/by-table", test_rows);
  g_test_add_func ("/tencent-code/probe-is-like-begin", test_probe);
  g_test_add_func ("/tencent-code/wrong-clock-is-not-the-keys'-fault", test_clock);
  g_test_add_func ("/tencent-code/clock-excuses-nothing-else", test_clock_excuses_nothing_else);
  g_test_add_func ("/tencent-code/retry-after-is-obeyed", test_retry_after);
  g_test_add_func ("/tencent-code/what-proves-an-account", test_about_file);
  return g_test_run ();
}
