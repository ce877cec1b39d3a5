/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers as people read them, in the language of the code. */
#include "hoist-format.h"

#include <string.h>

/* A no-break space is between number and unit. */
static char *
with_spaces (char *text)
{
  g_autofree char *plain = hoist_format_plain (text);
  g_auto (GStrv) words = g_strsplit (plain, "\302\240", -1);

  g_free (text);
  return g_strjoinv (" ", words);
}

static void
test_progress (void)
{
  static const struct {
    guint64 done;
    guint64 size;
    const char *text;
  } rows[] = {
    { 0, 0, "0 bytes" },
    { 0, 500, "0 of 500 bytes" },
    { 0, 4200000000, "0.0 of 4.2 GB" },
    { 2349999999, 4200000000, "2.3 of 4.2 GB" },
    { 900000, 4200000000, "0.0 of 4.2 GB" },
    { 4199999999, 4200000000, "4.1 of 4.2 GB" },
    { 4200000000, 4200000000, "4.2 GB" },
    { 4300000000, 4200000000, "4.2 GB" },
    { 999, 1000, "0.9 of 1.0 kB" },
    { G_MAXUINT64 - 1, G_MAXUINT64, "18.4 of 18.4 EB" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *text = with_spaces (hoist_format_progress (rows[i].done, rows[i].size));

    g_assert_cmpstr (text, ==, rows[i].text);
  }
}

static void
test_rate (void)
{
  static const struct {
    guint64 rate;
    const char *text;
  } rows[] = {
    { 0, "0 kB/s" },
    { 1, "0.1 kB/s" },
    { 2500, "2.5 kB/s" },
    { 9949, "9.9 kB/s" },
    { 9950, "10 kB/s" },
    { 999499, "999 kB/s" },
    { 999500, "1.0 MB/s" },
    { 18000000, "18 MB/s" },
    { 2540000, "2.5 MB/s" },
    { 1250000000, "1.2 GB/s" },
    { 125000000000, "125 GB/s" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *text = with_spaces (hoist_format_rate (rows[i].rate));

    g_assert_cmpstr (text, ==, rows[i].text);
  }
}

/* A label may be broken at spaces and after a slash. */
static void
test_rate_is_whole (void)
{
  g_autofree char *rate = hoist_format_rate (18000000);
  g_autofree char *plain = hoist_format_plain (rate);

  g_assert_null (strchr (rate, ' '));
  g_assert_true (g_str_has_suffix (rate, "/\u2060s"));
  g_assert_true (g_str_has_suffix (plain, "MB/s"));
  g_assert_null (hoist_format_plain (NULL));
}

static void
test_time_left (void)
{
  static const struct {
    gint64 seconds;
    const char *text;
  } rows[] = {
    { -1, "" },
    { 0, "Almost done" },
    { 1, "About 5 seconds left" },
    { 7, "About 5 seconds left" },
    { 8, "About 10 seconds left" },
    { 54, "About 50 seconds left" },
    { 55, "About 60 seconds left" },
    { 94, "About 90 seconds left" },
    { 95, "About 2 minutes left" },
    { 9 * 60 + 29, "About 9 minutes left" },
    { 12 * 60, "About 10 minutes left" },
    { 13 * 60, "About 15 minutes left" },
    { 57 * 60, "About 55 minutes left" },
    { 58 * 60, "About 60 minutes left" },
    { 92 * 60, "About 90 minutes left" },
    { 93 * 60, "About 2 hours left" },
    { 149 * 60, "About 2 hours left" },
    { 150 * 60, "About 3 hours left" },
    { 47 * 3600, "About 47 hours left" },
    { 48 * 3600, "About 2 days left" },
    { 240 * 3600, "About 10 days left" },
    { G_MAXINT64, "About 999 days left" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *text = hoist_format_time_left (rows[i].seconds);

    g_assert_cmpstr (text, ==, rows[i].text);
  }
}

static void
test_wait (void)
{
  static const struct {
    gint64 wait_us;
    const char *text;
  } rows[] = {
    { -5, "0 s" },
    { 0, "0 s" },
    { 1, "1 s" },
    { 12000000, "12 s" },
    { 12000001, "13 s" },
    { 119000000, "119 s" },
    { 120000000, "2 min" },
    { 121000000, "3 min" },
    { 7200000000, "2 h" },
    { 7200000001, "3 h" },
    { G_MAXINT64, "9999 h" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *text = with_spaces (hoist_format_wait (rows[i].wait_us));

    g_assert_cmpstr (text, ==, rows[i].text);
  }
}

static void
test_size (void)
{
  g_autofree char *text = with_spaces (hoist_format_size (4200000000));

  g_assert_cmpstr (text, ==, "4.2 GB");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/format/size", test_size);
  g_test_add_func ("/format/progress-in-one-unit", test_progress);
  g_test_add_func ("/format/rate", test_rate);
  g_test_add_func ("/format/rate-stays-on-one-line", test_rate_is_whole);
  g_test_add_func ("/format/time-left-is-rounded", test_time_left);
  g_test_add_func ("/format/wait-is-rounded-up", test_wait);
  return g_test_run ();
}
