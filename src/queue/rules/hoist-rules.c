/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether uploads may run now, by what the user prefers. */
#include "hoist-rules.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>

/* What is left of a battery when a machine begins to warn, too. */
#define LOW_PERCENT 20

static gboolean
is_battery_spared (const HoistPreferenceValues *values, const HoistPowerState *power)
{
  if (!power->is_on_battery)
    return FALSE;
  if (values->on_battery == HOIST_ON_BATTERY_PAUSE)
    return TRUE;
  return values->on_battery == HOIST_ON_BATTERY_PAUSE_WHEN_LOW && power->percent >= 0 &&
         power->percent < LOW_PERCENT;
}

/* From the first minute on, and no longer with the last. */
static gboolean
is_quiet (const HoistPreferenceValues *values, GDateTime *now)
{
  guint minute = (guint) (g_date_time_get_hour (now) * 60 + g_date_time_get_minute (now));

  if (values->quiet_from <= values->quiet_to)
    return minute >= values->quiet_from && minute < values->quiet_to;
  return minute >= values->quiet_from || minute < values->quiet_to;
}

/* When the clock on the wall shows @minute next. Where the time of year skips that minute, it is
 * the moment after the gap. */
static gint64
find_next (GDateTime *now, guint minute)
{
  int year = 0;
  int month = 0;
  int day = 0;
  g_autoptr (GDateTime) today = NULL;
  g_autoptr (GDateTime) tomorrow = NULL;

  g_date_time_get_ymd (now, &year, &month, &day);
  today = g_date_time_new (g_date_time_get_timezone (now), year, month, day, (int) minute / 60,
                           (int) minute % 60, 0);
  if (g_date_time_compare (today, now) > 0)
    return g_date_time_to_unix (today) * G_USEC_PER_SEC;
  tomorrow = g_date_time_add_days (today, 1);
  return g_date_time_to_unix (tomorrow) * G_USEC_PER_SEC;
}

/**
 * hoist_rules_judge:
 * @verdict: (out caller-allocates):
 *
 * Quiet hours that begin and end in the same minute are none.
 */
void
hoist_rules_judge (const HoistPreferenceValues *values,
                   const HoistWorld *world,
                   HoistVerdict *verdict)
{
  gboolean has_hours = values->has_quiet_hours && values->quiet_from != values->quiet_to;
  gboolean rests = has_hours && is_quiet (values, world->now);

  *verdict = (HoistVerdict){ 0 };
  if (world->is_available && world->is_metered && values->on_metered == HOIST_ON_METERED_PAUSE)
    verdict->holds |= HOIST_HOLD_METERED;
  if (is_battery_spared (values, &world->power))
    verdict->holds |= HOIST_HOLD_BATTERY;
  if (rests)
    verdict->holds |= HOIST_HOLD_HOURS;
  if (has_hours)
    verdict->next_us = find_next (world->now, rests ? values->quiet_to : values->quiet_from);
}

/**
 * hoist_rules_get_reason:
 *
 * Returns: the reason of an upload that waits for @holds; %HOIST_REASON_NONE for 0
 */
HoistReason
hoist_rules_get_reason (guint holds)
{
  if (holds & HOIST_HOLD_METERED)
    return HOIST_REASON_METERED;
  if (holds & HOIST_HOLD_BATTERY)
    return HOIST_REASON_BATTERY;
  if (holds & HOIST_HOLD_HOURS)
    return HOIST_REASON_HOURS;
  return HOIST_REASON_NONE;
}

/**
 * hoist_rules_describe:
 *
 * Returns: (transfer full) (nullable): the sentence for an upload that waits for @holds
 */
char *
hoist_rules_describe (const HoistPreferenceValues *values, guint holds)
{
  switch ((int) hoist_rules_get_reason (holds)) {
  case HOIST_REASON_METERED:
    return g_strdup (_ ("Waits for an unmetered network."));
  case HOIST_REASON_BATTERY:
    if (values->on_battery == HOIST_ON_BATTERY_PAUSE)
      return g_strdup (_ ("Waits for mains power."));
    /* Translators: %d is a percentage */
    return g_strdup_printf (_ ("Waits for mains power, the battery is below %d %%."), LOW_PERCENT);
  case HOIST_REASON_HOURS:
    /* Translators: a time of day, as in “Waits until 17:00, by the quiet hours.” */
    return g_strdup_printf (_ ("Waits until %02u:%02u, by the quiet hours."), values->quiet_to / 60,
                            values->quiet_to % 60);
  default:
    return NULL;
  }
}

/**
 * hoist_rules_describe_all:
 *
 * Returns: (transfer full) (nullable): the sentence about all uploads, while they wait for @holds
 */
char *
hoist_rules_describe_all (const HoistPreferenceValues *values, guint holds)
{
  switch ((int) hoist_rules_get_reason (holds)) {
  case HOIST_REASON_METERED:
    return g_strdup (_ ("Uploads wait for an unmetered network, and go on by themselves"));
  case HOIST_REASON_BATTERY:
    if (values->on_battery == HOIST_ON_BATTERY_PAUSE)
      return g_strdup (_ ("Uploads wait for mains power, and go on by themselves"));
    /* Translators: %d is a percentage */
    return g_strdup_printf (
        _ ("The battery is below %d %%: uploads wait for mains power, and go on by themselves"),
        LOW_PERCENT);
  case HOIST_REASON_HOURS:
    /* Translators: a time of day */
    return g_strdup_printf (
        _ ("Quiet hours: uploads wait until %02u:%02u, and go on by themselves"),
        values->quiet_to / 60, values->quiet_to % 60);
  default:
    return NULL;
  }
}
