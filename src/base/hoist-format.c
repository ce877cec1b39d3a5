/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes, rates and durations as people read them. */
#include "hoist-format.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define SECOND_US G_USEC_PER_SEC
#define MINUTE 60
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* U+2060 WORD JOINER. A line may be broken after a slash, but “MB/” and “s” are one word. */
#define JOINER "\342\201\240"

/**
 * hoist_format_size:
 * @size: bytes
 *
 * Returns: (transfer full): as GNOME writes sizes, such as "4.2 GB"
 */
char *
hoist_format_size (guint64 size)
{
  return g_format_size (size);
}

static double
get_unit (guint64 size)
{
  double unit = 1000;

  while (size / unit >= 1000 && unit < 1e18)
    unit *= 1000;
  return unit;
}

/**
 * hoist_format_progress:
 * @done: bytes that are there; more than @size counts as @size
 * @size: bytes of the whole
 *
 * Both numbers in the unit of the whole. The first is rounded down: it reaches the second only
 * when little or nothing is left.
 *
 * Returns: (transfer full): such as "2.3 of 4.2 GB", and "4.2 GB" when all is done
 */
char *
hoist_format_progress (guint64 done, guint64 size)
{
  g_autofree char *whole = hoist_format_size (size);
  g_autofree char *part = NULL;

  if (done >= size)
    return g_steal_pointer (&whole);

  if (size < 1000)
    part = g_strdup_printf ("%" G_GUINT64_FORMAT, done);
  else
    part = g_strdup_printf ("%.1f", floor (done / get_unit (size) * 10) / 10);
  /* Translators: bytes done of all bytes, such as "2.3 of 4.2 GB": the first without its unit */
  return g_strdup_printf (_ ("%1$s of %2$s"), part, whole);
}

static char *
replace (const char *text, const char *old, const char *new)
{
  g_auto (GStrv) pieces = g_strsplit (text, old, -1);

  return g_strjoinv (new, pieces);
}

/**
 * hoist_format_rate:
 * @rate: bytes a second
 *
 * Returns: (transfer full): such as "18 MB/s" or "2.5 MB/s"; it stays on one line of a label
 */
char *
hoist_format_rate (guint64 rate)
{
  g_autofree char *number = NULL;
  g_autofree char *text = NULL;
  double unit = 1000;

  /* 999.5 kB would be written as "1000 kB/s" */
  while (rate / unit >= 999.5 && unit < 1e9)
    unit *= 1000;

  if (rate == 0 || rate / unit >= 9.95)
    number = g_strdup_printf ("%.0f", rate / unit);
  else
    number = g_strdup_printf ("%.1f", MAX (rate / unit, 0.1));

  /* Translators: these have a no-break space, as sizes have it */
  if (unit >= 1e9)
    text = g_strdup_printf (_ ("%s GB/s"), number);
  else if (unit >= 1e6)
    text = g_strdup_printf (_ ("%s MB/s"), number);
  else
    text = g_strdup_printf (_ ("%s kB/s"), number);
  return replace (text, "/", "/" JOINER);
}

/**
 * hoist_format_plain:
 * @text: (nullable): with rates as hoist_format_rate() makes them
 *
 * Returns: (transfer full) (nullable): the same without what only matters where lines are broken:
 *   for screen readers, terminals, and what is searched
 */
char *
hoist_format_plain (const char *text)
{
  return text != NULL ? replace (text, JOINER, "") : NULL;
}

/* Half and more counts as one more, for people do not mind ending early. */
static guint64
round_to (guint64 value, guint64 step)
{
  return (value + step / 2) / step * step;
}

/**
 * hoist_format_time_left:
 * @seconds: an estimate; negative for unknown
 *
 * An estimate is shown as one ("About …") and only as exact as it can be (GNOME Human Interface
 * Guidelines, "Progress bars": show the time left, rounded). A unit begins at two of it: the step
 * from one to two minutes would be as large as the number, and a text that jumps is not believed.
 * Beside a full bar no number is right any more: only the server's answer is missing.
 *
 * Returns: (transfer full): such as "About 12 minutes left", or "Almost done" for 0; empty for
 *   unknown
 */
char *
hoist_format_time_left (gint64 seconds)
{
  guint64 left = 0;

  if (seconds < 0)
    return g_strdup ("");
  if (seconds == 0)
    return g_strdup (_ ("Almost done"));

  left = seconds;
  if (left < 95) {
    left = MAX (round_to (left, left < 8 ? 5 : 10), 5);
    return g_strdup_printf (
        ngettext ("About %u second left", "About %u seconds left", (guint) left), (guint) left);
  }
  if (left < 90 * MINUTE + 5 * MINUTE / 2) {
    left = round_to (left, left < 10 * MINUTE ? MINUTE : 5 * MINUTE) / MINUTE;
    return g_strdup_printf (
        ngettext ("About %u minute left", "About %u minutes left", (guint) left), (guint) left);
  }
  if (left < 2 * DAY - HOUR / 2) {
    left = round_to (left, HOUR) / HOUR;
    return g_strdup_printf (ngettext ("About %u hour left", "About %u hours left", (guint) left),
                            (guint) left);
  }

  left = MIN (round_to (left, DAY) / DAY, 999);
  return g_strdup_printf (ngettext ("About %u day left", "About %u days left", (guint) left),
                          (guint) left);
}

/**
 * hoist_format_wait:
 * @wait_us: microseconds
 *
 * Returns: (transfer full): such as "12 s", "3 min" or "2 h", rounded up; "0 s" for a wait that is
 *   over
 */
char *
hoist_format_wait (gint64 wait_us)
{
  guint64 seconds = MAX (wait_us, 0) / SECOND_US + (MAX (wait_us, 0) % SECOND_US > 0);

  if (seconds < 2 * MINUTE)
    return g_strdup_printf (_ ("%u s"), (guint) seconds);
  if (seconds < 2 * HOUR)
    return g_strdup_printf (_ ("%u min"), (guint) ((seconds + MINUTE - 1) / MINUTE));
  return g_strdup_printf (_ ("%u h"), (guint) MIN ((seconds + HOUR - 1) / HOUR, 9999));
}
