/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules, as a table: what holds uploads back, and when the hours of the day change it. */
#include "hoist-rules.h"

#define HOUR 60

#define METERED HOIST_HOLD_METERED
#define BATTERY HOIST_HOLD_BATTERY
#define HOURS HOIST_HOLD_HOURS

/* Times are "hour:minute:second" of one day; @next belongs to the day after with a "+". */
typedef struct {
  const char *name;
  HoistOnMetered on_metered;
  HoistOnBattery on_battery;
  gboolean has_quiet_hours;
  guint quiet_from;
  guint quiet_to;
  gboolean is_away;
  gboolean is_metered;
  HoistPowerState power;
  const char *now;
  guint holds;
  const char *next;
} Case;

#define PAUSE HOIST_ON_METERED_PAUSE
#define GO_ON HOIST_ON_METERED_GO_ON
#define BATTERY_GO_ON HOIST_ON_BATTERY_GO_ON
#define BATTERY_LOW HOIST_ON_BATTERY_PAUSE_WHEN_LOW
#define BATTERY_PAUSE HOIST_ON_BATTERY_PAUSE

/* clang-format off */
static const Case cases[] = {
  { "nothing", PAUSE, BATTERY_PAUSE, FALSE, 0, 0, FALSE, FALSE, { FALSE, -1 }, "10:00:00", 0, NULL },

  { "metered", PAUSE, BATTERY_GO_ON, FALSE, 0, 0, FALSE, TRUE, { FALSE, -1 }, "10:00:00", METERED, NULL },
  { "metered, allowed", GO_ON, BATTERY_GO_ON, FALSE, 0, 0, FALSE, TRUE, { FALSE, -1 }, "10:00:00", 0, NULL },
  { "metered, but away", PAUSE, BATTERY_GO_ON, FALSE, 0, 0, TRUE, TRUE, { FALSE, -1 }, "10:00:00", 0, NULL },

  { "battery", PAUSE, BATTERY_PAUSE, FALSE, 0, 0, FALSE, FALSE, { TRUE, 99 }, "10:00:00", BATTERY, NULL },
  { "battery nobody knows", PAUSE, BATTERY_PAUSE, FALSE, 0, 0, FALSE, FALSE, { TRUE, -1 }, "10:00:00", BATTERY, NULL },
  { "battery, allowed", PAUSE, BATTERY_GO_ON, FALSE, 0, 0, FALSE, FALSE, { TRUE, 3 }, "10:00:00", 0, NULL },
  { "battery half full", PAUSE, BATTERY_LOW, FALSE, 0, 0, FALSE, FALSE, { TRUE, 50 }, "10:00:00", 0, NULL },
  { "battery at the mark", PAUSE, BATTERY_LOW, FALSE, 0, 0, FALSE, FALSE, { TRUE, 20 }, "10:00:00", 0, NULL },
  { "battery below the mark", PAUSE, BATTERY_LOW, FALSE, 0, 0, FALSE, FALSE, { TRUE, 19 }, "10:00:00", BATTERY, NULL },
  { "battery empty", PAUSE, BATTERY_LOW, FALSE, 0, 0, FALSE, FALSE, { TRUE, 0 }, "10:00:00", BATTERY, NULL },
  { "battery of unknown charge", PAUSE, BATTERY_LOW, FALSE, 0, 0, FALSE, FALSE, { TRUE, -1 }, "10:00:00", 0, NULL },
  { "low but plugged in", PAUSE, BATTERY_LOW, FALSE, 0, 0, FALSE, FALSE, { FALSE, 3 }, "10:00:00", 0, NULL },

  { "before the hours", PAUSE, BATTERY_LOW, TRUE, 9 * HOUR, 17 * HOUR, FALSE, FALSE, { FALSE, -1 }, "08:59:59", 0, "09:00:00" },
  { "first moment", PAUSE, BATTERY_LOW, TRUE, 9 * HOUR, 17 * HOUR, FALSE, FALSE, { FALSE, -1 }, "09:00:00", HOURS, "17:00:00" },
  { "last second", PAUSE, BATTERY_LOW, TRUE, 9 * HOUR, 17 * HOUR, FALSE, FALSE, { FALSE, -1 }, "16:59:59", HOURS, "17:00:00" },
  { "after the hours", PAUSE, BATTERY_LOW, TRUE, 9 * HOUR, 17 * HOUR, FALSE, FALSE, { FALSE, -1 }, "17:00:00", 0, "+09:00:00" },
  { "evening, over midnight", PAUSE, BATTERY_LOW, TRUE, 22 * HOUR, 6 * HOUR + 30, FALSE, FALSE, { FALSE, -1 }, "23:15:00", HOURS, "+06:30:00" },
  { "morning, over midnight", PAUSE, BATTERY_LOW, TRUE, 22 * HOUR, 6 * HOUR + 30, FALSE, FALSE, { FALSE, -1 }, "06:29:00", HOURS, "06:30:00" },
  { "noon, over midnight", PAUSE, BATTERY_LOW, TRUE, 22 * HOUR, 6 * HOUR + 30, FALSE, FALSE, { FALSE, -1 }, "12:00:00", 0, "22:00:00" },
  { "until midnight", PAUSE, BATTERY_LOW, TRUE, 22 * HOUR, 0, FALSE, FALSE, { FALSE, -1 }, "23:59:59", HOURS, "+00:00:00" },
  { "from midnight", PAUSE, BATTERY_LOW, TRUE, 0, HOUR, FALSE, FALSE, { FALSE, -1 }, "00:00:00", HOURS, "01:00:00" },
  { "hours of no length", PAUSE, BATTERY_LOW, TRUE, 9 * HOUR, 9 * HOUR, FALSE, FALSE, { FALSE, -1 }, "09:00:00", 0, NULL },
  { "hours that are off", PAUSE, BATTERY_LOW, FALSE, 9 * HOUR, 17 * HOUR, FALSE, FALSE, { FALSE, -1 }, "10:00:00", 0, NULL },

  { "all at once", PAUSE, BATTERY_LOW, TRUE, 9 * HOUR, 17 * HOUR, FALSE, TRUE, { TRUE, 5 }, "10:00:00", METERED | BATTERY | HOURS, "17:00:00" },
};
/* clang-format on */

static GDateTime *
make_time (GTimeZone *zone, const char *text)
{
  g_autofree char *full = NULL;

  full =
      g_strdup_printf ("2026-11-%sT%s", *text == '+' ? "22" : "21", *text == '+' ? text + 1 : text);
  return g_date_time_new_from_iso8601 (full, zone);
}

static void
assert_next (const HoistVerdict *verdict, GDateTime *next)
{
  gint64 expected = next != NULL ? g_date_time_to_unix (next) * G_USEC_PER_SEC : 0;

  g_assert_cmpint (verdict->next_us, ==, expected);
}

static void
test_table (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Paris");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    const Case *row = &cases[i];
    g_autoptr (GDateTime) now = make_time (zone, row->now);
    g_autoptr (GDateTime) next = row->next != NULL ? make_time (zone, row->next) : NULL;
    const HoistPreferenceValues values = {
      .has_quiet_hours = row->has_quiet_hours,
      .quiet_from = row->quiet_from,
      .quiet_to = row->quiet_to,
      .on_metered = row->on_metered,
      .on_battery = row->on_battery,
    };
    const HoistWorld world = { !row->is_away, row->is_metered, row->power, now };
    HoistVerdict verdict = { 0 };

    g_test_message ("%s", row->name);
    hoist_rules_judge (&values, &world, &verdict);
    g_assert_cmpuint (verdict.holds, ==, row->holds);
    assert_next (&verdict, next);
  }
}

/* Whatever the minute: when the verdict says that it changes, it does, and not before. */
static void
test_changes_when_it_says (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  HoistPreferenceValues values = { .has_quiet_hours = TRUE };

  for (guint i = 0; i < 2000; i++) {
    g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (1700000000 + i * 3607);
    g_autoptr (GDateTime) local = g_date_time_to_timezone (now, zone);
    HoistWorld world = { TRUE, FALSE, { FALSE, -1 }, local };
    HoistVerdict verdict = { 0 };
    HoistVerdict later = { 0 };
    g_autoptr (GDateTime) before = NULL;
    g_autoptr (GDateTime) then = NULL;

    values.quiet_from = (guint) g_test_rand_int_range (0, HOIST_MINUTES_A_DAY);
    values.quiet_to = (values.quiet_from + (guint) g_test_rand_int_range (1, 1440)) % 1440;
    hoist_rules_judge (&values, &world, &verdict);
    g_assert_cmpint (verdict.next_us, >, g_date_time_to_unix (local) * G_USEC_PER_SEC);

    before = g_date_time_new_from_unix_utc (verdict.next_us / G_USEC_PER_SEC - 1);
    world.now = before;
    hoist_rules_judge (&values, &world, &later);
    g_assert_cmpuint (later.holds, ==, verdict.holds);
    then = g_date_time_new_from_unix_utc (verdict.next_us / G_USEC_PER_SEC);
    world.now = then;
    hoist_rules_judge (&values, &world, &later);
    g_assert_cmpuint (later.holds, !=, verdict.holds);
  }
}

/* In Paris 2027-03-28 has no 02:30, and 2026-10-25 has it twice. */
static void
test_summer_time (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Paris");
  const HoistPreferenceValues values = { .has_quiet_hours = TRUE,
                                         .quiet_from = 60,
                                         .quiet_to = 150 };
  g_autoptr (GDateTime) spring = g_date_time_new (zone, 2027, 3, 28, 1, 30, 0);
  g_autoptr (GDateTime) after = g_date_time_new (zone, 2027, 3, 28, 3, 0, 0);
  HoistWorld world = { TRUE, FALSE, { FALSE, -1 }, spring };
  HoistVerdict verdict = { 0 };

  hoist_rules_judge (&values, &world, &verdict);
  g_assert_cmpuint (verdict.holds, ==, HOURS);
  g_assert_cmpint (verdict.next_us, >, g_date_time_to_unix (spring) * G_USEC_PER_SEC);
  world.now = after;
  hoist_rules_judge (&values, &world, &verdict);
  g_assert_cmpuint (verdict.holds, ==, 0);
}

static void
test_reasons (void)
{
  HoistPreferenceValues values = { .on_battery = HOIST_ON_BATTERY_PAUSE_WHEN_LOW,
                                   .quiet_to = 7 * HOUR + 5 };
  g_autofree char *hours = hoist_rules_describe (&values, HOURS);
  g_autofree char *low = hoist_rules_describe (&values, BATTERY | HOURS);
  g_autofree char *mains = NULL;

  g_assert_cmpint (hoist_rules_get_reason (0), ==, HOIST_REASON_NONE);
  g_assert_cmpint (hoist_rules_get_reason (HOURS), ==, HOIST_REASON_HOURS);
  g_assert_cmpint (hoist_rules_get_reason (BATTERY | HOURS), ==, HOIST_REASON_BATTERY);
  g_assert_cmpint (hoist_rules_get_reason (METERED | BATTERY | HOURS), ==, HOIST_REASON_METERED);
  g_assert_null (hoist_rules_describe (&values, 0));
  g_assert_cmpstr (hours, ==, "Waits until 07:05, by the quiet hours.");
  g_assert_cmpstr (low, ==, "Waits for mains power, the battery is below 20 %.");
  values.on_battery = HOIST_ON_BATTERY_PAUSE;
  mains = hoist_rules_describe (&values, BATTERY);
  g_assert_cmpstr (mains, ==, "Waits for mains power.");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/rules/hold-what-they-say", test_table);
  g_test_add_func ("/rules/change-when-they-say", test_changes_when_it_says);
  g_test_add_func ("/rules/survive-summer-time", test_summer_time);
  g_test_add_func ("/rules/have-a-reason-and-a-sentence", test_reasons);

  return g_test_run ();
}
