/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a reply means by its status alone. */
#include "hoist-answer.h"

#include <string.h>

static const struct {
  guint status;
  HoistErrorCode code;        /* when it does not matter whether the request took effect */
  HoistErrorCode when_unsure; /* when it does */
} rows[] = {
  { 0, HOIST_ERROR_PROTOCOL, HOIST_ERROR_PROTOCOL },
  { 101, HOIST_ERROR_PROTOCOL, HOIST_ERROR_PROTOCOL },
  { 200, HOIST_ERROR_BUSY, HOIST_ERROR_UNSURE },
  { 204, HOIST_ERROR_BUSY, HOIST_ERROR_UNSURE },
  { 301, HOIST_ERROR_PROTOCOL, HOIST_ERROR_PROTOCOL },
  { 302, HOIST_ERROR_PROTOCOL, HOIST_ERROR_PROTOCOL },
  { 399, HOIST_ERROR_PROTOCOL, HOIST_ERROR_PROTOCOL },
  { 400, HOIST_ERROR_REFUSED, HOIST_ERROR_REFUSED },
  { 401, HOIST_ERROR_SIGN_IN, HOIST_ERROR_SIGN_IN },
  { 403, HOIST_ERROR_REFUSED, HOIST_ERROR_REFUSED },
  { 404, HOIST_ERROR_PROTOCOL, HOIST_ERROR_PROTOCOL },
  { 405, HOIST_ERROR_PROTOCOL, HOIST_ERROR_PROTOCOL },
  { 407, HOIST_ERROR_OFFLINE, HOIST_ERROR_OFFLINE },
  { 408, HOIST_ERROR_BUSY, HOIST_ERROR_BUSY },
  { 413, HOIST_ERROR_TOO_LARGE, HOIST_ERROR_TOO_LARGE },
  { 429, HOIST_ERROR_THROTTLED, HOIST_ERROR_THROTTLED },
  { 499, HOIST_ERROR_REFUSED, HOIST_ERROR_REFUSED },
  { 500, HOIST_ERROR_BUSY, HOIST_ERROR_UNSURE },
  { 501, HOIST_ERROR_PROTOCOL, HOIST_ERROR_PROTOCOL },
  { 502, HOIST_ERROR_BUSY, HOIST_ERROR_UNSURE },
  { 503, HOIST_ERROR_BUSY, HOIST_ERROR_BUSY },
  { 504, HOIST_ERROR_BUSY, HOIST_ERROR_UNSURE },
  { 507, HOIST_ERROR_NO_SPACE, HOIST_ERROR_NO_SPACE },
  { 511, HOIST_ERROR_OFFLINE, HOIST_ERROR_OFFLINE },
  { 599, HOIST_ERROR_BUSY, HOIST_ERROR_UNSURE },
  { 600, HOIST_ERROR_PROTOCOL, HOIST_ERROR_PROTOCOL },
  { G_MAXUINT, HOIST_ERROR_PROTOCOL, HOIST_ERROR_PROTOCOL },
};

static void
test_statuses (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (HoistReply) reply = hoist_reply_new (rows[i].status, NULL);
    g_autoptr (GError) error = hoist_answer_new_error (reply, HOIST_ERROR_BUSY);
    g_autoptr (GError) unsure = hoist_answer_new_error (reply, HOIST_ERROR_UNSURE);
    g_autofree char *number = g_strdup_printf ("HTTP %u", rows[i].status);

    g_test_message ("%u", rows[i].status);
    g_assert_error (error, HOIST_ERROR, (int) rows[i].code);
    g_assert_error (unsure, HOIST_ERROR, (int) rows[i].when_unsure);
    g_assert_nonnull (strstr (error->message, number));
    g_assert_cmpint (hoist_error_get_wait (error), ==, -1);
    g_assert_true (hoist_answer_is_success (reply) ==
                   (rows[i].status == 200 || rows[i].status == 204));
  }
}

static void
test_waits (void)
{
  static const guint statuses[] = { 200, 429, 500, 503 };

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++) {
    g_autoptr (HoistReply) reply = hoist_reply_new (statuses[i], NULL);
    g_autoptr (GError) error = NULL;

    hoist_reply_set_header (reply, "Retry-After", "7", 0);
    error = hoist_answer_new_error (reply, HOIST_ERROR_BUSY);
    g_assert_cmpint (hoist_error_get_wait (error), ==, 7 * G_USEC_PER_SEC);
  }
}

static void
test_pages (void)
{
  static const char *const bodies[] = { "<!DOCTYPE html><p>Sign in", "\n  <HTML>", "anything" };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++) {
    g_autoptr (GBytes) body = g_bytes_new_static (bodies[i], strlen (bodies[i]));
    g_autoptr (HoistReply) reply = hoist_reply_new (200, body);
    g_autoptr (GError) error = NULL;
    g_autoptr (GError) unsure = NULL;

    if (i == 2)
      hoist_reply_set_header (reply, "Content-Type", "text/html; charset=utf-8", 0);
    error = hoist_answer_new_error (reply, HOIST_ERROR_BUSY);
    unsure = hoist_answer_new_error (reply, HOIST_ERROR_UNSURE);
    g_assert_error (error, HOIST_ERROR, HOIST_ERROR_OFFLINE);
    g_assert_nonnull (strstr (error->message, "sign in"));
    g_assert_error (unsure, HOIST_ERROR, HOIST_ERROR_UNSURE);
    g_assert_null (strstr (error->message, bodies[i]));
  }
}

/* A page under a status that says what is wrong is not more than that status. */
static void
test_page_with_status (void)
{
  g_autoptr (GBytes) body = g_bytes_new_static ("<html>", 6);
  g_autoptr (HoistReply) reply = hoist_reply_new (502, body);
  g_autoptr (GError) error = hoist_answer_new_error (reply, HOIST_ERROR_BUSY);

  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_BUSY);
}

static void
test_reads_at_any_status (void)
{
  static const char good[] = "{\"code\":0}";
  g_autoptr (GBytes) body = g_bytes_new_static (good, strlen (good));
  g_autoptr (GBytes) cut = g_bytes_new_static (good, strlen (good) - 1);

  for (guint status = 100; status < 600; status += 100) {
    g_autoptr (HoistReply) reply = hoist_reply_new (status, body);
    g_autoptr (HoistReply) bad = hoist_reply_new (status, cut);
    g_autoptr (HoistReply) empty = hoist_reply_new (status, NULL);
    g_autoptr (HoistRead) read = hoist_answer_read (reply);

    g_assert_nonnull (read);
    g_assert_null (hoist_answer_read (bad));
    g_assert_null (hoist_answer_read (empty));
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/answer/statuses-by-table", test_statuses);
  g_test_add_func ("/answer/retry-after-is-obeyed", test_waits);
  g_test_add_func ("/answer/web-page-is-no-answer", test_pages);
  g_test_add_func ("/answer/web-page-with-a-bad-status", test_page_with_status);
  g_test_add_func ("/answer/body-is-read-at-any-status", test_reads_at_any_status);
  return g_test_run ();
}
