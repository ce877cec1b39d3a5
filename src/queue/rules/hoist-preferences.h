/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the user prefers: typed properties, kept in the store beside the uploads. */
#pragma once

#include "hoist-store.h"

#include <glib-object.h>

G_BEGIN_DECLS

/* How much of the line uploads may take. */
typedef enum {
  HOIST_SPEED_FULL,
  HOIST_SPEED_HALF,
  HOIST_SPEED_QUIET,
} HoistSpeedMode;

typedef enum {
  HOIST_ON_METERED_PAUSE,
  HOIST_ON_METERED_GO_ON,
} HoistOnMetered;

typedef enum {
  HOIST_ON_BATTERY_GO_ON,
  HOIST_ON_BATTERY_PAUSE_WHEN_LOW,
  HOIST_ON_BATTERY_PAUSE,
} HoistOnBattery;

typedef enum {
  HOIST_NOTIFY_ALL_DONE,
  HOIST_NOTIFY_EACH,
  HOIST_NOTIFY_PROBLEMS,
} HoistNotify;

/* What happens to a file whose name is taken, where a service can be told. */
typedef enum {
  HOIST_NAME_TAKEN_BY_ACCOUNT, /* as the account says */
  HOIST_NAME_TAKEN_KEEP_BOTH,
  HOIST_NAME_TAKEN_SKIP,
  HOIST_NAME_TAKEN_OVERWRITE,
} HoistNameTaken;

#define HOIST_TYPE_SPEED_MODE (hoist_speed_mode_get_type ())
#define HOIST_TYPE_ON_METERED (hoist_on_metered_get_type ())
#define HOIST_TYPE_ON_BATTERY (hoist_on_battery_get_type ())
#define HOIST_TYPE_NOTIFY (hoist_notify_get_type ())
#define HOIST_TYPE_NAME_TAKEN (hoist_name_taken_get_type ())

GType hoist_speed_mode_get_type (void);
GType hoist_on_metered_get_type (void);
GType hoist_on_battery_get_type (void);
GType hoist_notify_get_type (void);
GType hoist_name_taken_get_type (void);

#define HOIST_MINUTES_A_DAY (24 * 60)

/**
 * HoistPreferenceValues:
 * @speed_limit: bytes a second; 0 is none
 * @quiet_from: minute of the day, local time, in which uploads begin to rest
 * @quiet_to: minute of the day in which they go on; before @quiet_from on the next day
 * @files_at_once: 0 is automatic
 * @starts_at_login: whether the desktop was told so; see hoist_autostart_set_async()
 * @awake_on_battery: whether uploads keep the machine awake on its battery, as they do plugged in
 * @remembers_digests: whether the store keeps checksums of files, and is asked for them
 * @ignored_patterns: (owned): such as "*.tmp", separated by spaces or semicolons
 *
 * All of them at one moment. Each is a property of the same name in kebab-case.
 */
typedef struct {
  HoistSpeedMode speed_mode;
  guint64 speed_limit;
  gboolean has_quiet_hours;
  guint quiet_from;
  guint quiet_to;
  HoistOnMetered on_metered;
  HoistOnBattery on_battery;
  guint files_at_once;
  gboolean starts_when_added;
  gboolean runs_in_background;
  HoistNotify notifications;
  gboolean ignores_hidden;
  gboolean ignores_temporary;
  char *ignored_patterns;
  HoistNameTaken name_taken;
  gboolean starts_at_login;
  gboolean remembers_digests;
  gboolean awake_on_battery;
} HoistPreferenceValues;

#define HOIST_TYPE_PREFERENCES (hoist_preferences_get_type ())
G_DECLARE_FINAL_TYPE (HoistPreferences, hoist_preferences, HOIST, PREFERENCES, GObject)

HoistPreferences *hoist_preferences_new (HoistStore *store);
const HoistPreferenceValues *hoist_preferences_get (HoistPreferences *self);
const char *hoist_preferences_get_name_policy (HoistPreferences *self);

G_END_DECLS
