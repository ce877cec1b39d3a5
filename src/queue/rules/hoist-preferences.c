/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the user prefers: one table makes properties, first values and what the store keeps. */
#include "hoist-preferences.h"

/* Before the name of a property, in the store. */
#define SETTING_PREFIX "preference."

#define MAX_FILES_AT_ONCE 16

struct _HoistPreferences {
  GObject parent_instance;

  HoistStore *store;            /* (owned) */
  HoistPreferenceValues values; /* its texts are owned */
};

typedef enum {
  PROP_SPEED_MODE = 1,
  PROP_SPEED_LIMIT,
  PROP_HAS_QUIET_HOURS,
  PROP_QUIET_FROM,
  PROP_QUIET_TO,
  PROP_ON_METERED,
  PROP_ON_BATTERY,
  PROP_FILES_AT_ONCE,
  PROP_STARTS_WHEN_ADDED,
  PROP_RUNS_IN_BACKGROUND,
  PROP_NOTIFICATIONS,
  PROP_IGNORES_HIDDEN,
  PROP_IGNORES_TEMPORARY,
  PROP_IGNORED_PATTERNS,
  PROP_NAME_TAKEN,
  PROP_STARTS_AT_LOGIN,
  PROP_REMEMBERS_DIGESTS,
  PROP_AWAKE_ON_BATTERY,
} HoistPreferencesProperty;

#define N_PROPERTIES (PROP_AWAKE_ON_BATTERY + 1)

typedef enum {
  KIND_SWITCH,
  KIND_CHOICE,
  KIND_NUMBER,
  KIND_BYTES,
  KIND_TEXT,
} Kind;

/* @initial and @max mean nothing for a text, which is empty first. */
typedef struct {
  const char *name; /* kebab-case, stored: never change it */
  Kind kind;
  gsize offset;
  guint initial;
  guint max;
  GType (*get_type) (void); /* of a choice */
} Preference;

#define PREFERENCE(name_, kind_, field_, initial_, max_, get_type_)                                \
  {                                                                                                \
    name_, KIND_##kind_, G_STRUCT_OFFSET (HoistPreferenceValues, field_), initial_, max_,          \
        get_type_                                                                                  \
  }

/* What suits most people without a word: a battery that runs low and a network that costs money
 * are spared, all else goes on. */
static const Preference preferences[N_PROPERTIES] = {
  [PROP_SPEED_MODE] =
      PREFERENCE ("speed-mode", CHOICE, speed_mode, HOIST_SPEED_FULL, 0, hoist_speed_mode_get_type),
  [PROP_SPEED_LIMIT] = PREFERENCE ("speed-limit", BYTES, speed_limit, 0, 0, NULL),
  [PROP_HAS_QUIET_HOURS] = PREFERENCE ("has-quiet-hours", SWITCH, has_quiet_hours, FALSE, 1, NULL),
  [PROP_QUIET_FROM] =
      PREFERENCE ("quiet-from", NUMBER, quiet_from, 9 * 60, HOIST_MINUTES_A_DAY - 1, NULL),
  [PROP_QUIET_TO] =
      PREFERENCE ("quiet-to", NUMBER, quiet_to, 17 * 60, HOIST_MINUTES_A_DAY - 1, NULL),
  [PROP_ON_METERED] = PREFERENCE ("on-metered",
                                  CHOICE,
                                  on_metered,
                                  HOIST_ON_METERED_PAUSE,
                                  0,
                                  hoist_on_metered_get_type),
  [PROP_ON_BATTERY] = PREFERENCE ("on-battery",
                                  CHOICE,
                                  on_battery,
                                  HOIST_ON_BATTERY_PAUSE_WHEN_LOW,
                                  0,
                                  hoist_on_battery_get_type),
  [PROP_FILES_AT_ONCE] =
      PREFERENCE ("files-at-once", NUMBER, files_at_once, 0, MAX_FILES_AT_ONCE, NULL),
  [PROP_STARTS_WHEN_ADDED] =
      PREFERENCE ("starts-when-added", SWITCH, starts_when_added, TRUE, 1, NULL),
  [PROP_RUNS_IN_BACKGROUND] =
      PREFERENCE ("runs-in-background", SWITCH, runs_in_background, TRUE, 1, NULL),
  [PROP_NOTIFICATIONS] = PREFERENCE ("notifications",
                                     CHOICE,
                                     notifications,
                                     HOIST_NOTIFY_ALL_DONE,
                                     0,
                                     hoist_notify_get_type),
  [PROP_IGNORES_HIDDEN] = PREFERENCE ("ignores-hidden", SWITCH, ignores_hidden, TRUE, 1, NULL),
  [PROP_IGNORES_TEMPORARY] =
      PREFERENCE ("ignores-temporary", SWITCH, ignores_temporary, TRUE, 1, NULL),
  [PROP_IGNORED_PATTERNS] = PREFERENCE ("ignored-patterns", TEXT, ignored_patterns, 0, 0, NULL),
  [PROP_NAME_TAKEN] = PREFERENCE ("name-taken",
                                  CHOICE,
                                  name_taken,
                                  HOIST_NAME_TAKEN_BY_ACCOUNT,
                                  0,
                                  hoist_name_taken_get_type),
  [PROP_STARTS_AT_LOGIN] = PREFERENCE ("starts-at-login", SWITCH, starts_at_login, FALSE, 1, NULL),
  [PROP_REMEMBERS_DIGESTS] =
      PREFERENCE ("remembers-digests", SWITCH, remembers_digests, TRUE, 1, NULL),
  [PROP_AWAKE_ON_BATTERY] =
      PREFERENCE ("awake-on-battery", SWITCH, awake_on_battery, FALSE, 1, NULL),
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (HoistPreferences, hoist_preferences, G_TYPE_OBJECT)

/* The words are stored, and name the targets of menu items. */
#define DEFINE_CHOICE(type_, function_, ...)                                                       \
  GType function_ (void)                                                                           \
  {                                                                                                \
    static gsize type = 0;                                                                         \
    static const GEnumValue values[] = { __VA_ARGS__, { 0, NULL, NULL } };                         \
                                                                                                   \
    if (g_once_init_enter (&type))                                                                 \
      g_once_init_leave (&type, g_enum_register_static (type_, values));                           \
    return type;                                                                                   \
  }

/* clang-format off */
#define WORD(value_, word_) { value_, #value_, word_ }

DEFINE_CHOICE ("HoistSpeedMode", hoist_speed_mode_get_type,
               WORD (HOIST_SPEED_FULL, "full"),
               WORD (HOIST_SPEED_HALF, "half"),
               WORD (HOIST_SPEED_QUIET, "quiet"))
DEFINE_CHOICE ("HoistOnMetered", hoist_on_metered_get_type,
               WORD (HOIST_ON_METERED_PAUSE, "pause"),
               WORD (HOIST_ON_METERED_GO_ON, "go-on"))
DEFINE_CHOICE ("HoistOnBattery", hoist_on_battery_get_type,
               WORD (HOIST_ON_BATTERY_GO_ON, "go-on"),
               WORD (HOIST_ON_BATTERY_PAUSE_WHEN_LOW, "pause-when-low"),
               WORD (HOIST_ON_BATTERY_PAUSE, "pause"))
DEFINE_CHOICE ("HoistNotify", hoist_notify_get_type,
               WORD (HOIST_NOTIFY_ALL_DONE, "all-done"),
               WORD (HOIST_NOTIFY_EACH, "each"),
               WORD (HOIST_NOTIFY_PROBLEMS, "problems"))
/* From the second on, the words of the services' field "name-policy". */
DEFINE_CHOICE ("HoistNameTaken", hoist_name_taken_get_type,
               WORD (HOIST_NAME_TAKEN_BY_ACCOUNT, "account"),
               WORD (HOIST_NAME_TAKEN_KEEP_BOTH, "keep-both"),
               WORD (HOIST_NAME_TAKEN_SKIP, "skip"),
               WORD (HOIST_NAME_TAKEN_OVERWRITE, "overwrite"))
/* clang-format on */

static GEnumClass *
get_words (const Preference *preference)
{
  /* Properties hold on to their types' classes for good. */
  return g_type_class_peek (preference->get_type ());
}

static gpointer
get_field (HoistPreferences *self, const Preference *preference)
{
  return G_STRUCT_MEMBER_P (&self->values, preference->offset);
}

static void
set_initial (HoistPreferences *self, const Preference *preference)
{
  gpointer field = get_field (self, preference);

  switch (preference->kind) {
  case KIND_SWITCH:
  case KIND_CHOICE:
  case KIND_NUMBER:
    *(guint *) field = preference->initial;
    break;
  case KIND_BYTES:
    *(guint64 *) field = preference->initial;
    break;
  case KIND_TEXT:
    *(char **) field = g_strdup ("");
    break;
  default:
    g_assert_not_reached ();
  }
}

/* What another version wrote, or a hand, is worth nothing unless it makes sense. */
static void
set_from_text (HoistPreferences *self, const Preference *preference, const char *text)
{
  gpointer field = get_field (self, preference);
  const GEnumValue *word = NULL;
  guint64 number = 0;

  switch (preference->kind) {
  case KIND_SWITCH:
  case KIND_NUMBER:
    if (g_ascii_string_to_unsigned (text, 10, 0, preference->max, &number, NULL))
      *(guint *) field = (guint) number;
    break;
  case KIND_CHOICE:
    word = g_enum_get_value_by_nick (get_words (preference), text);
    if (word != NULL)
      *(guint *) field = (guint) word->value;
    break;
  case KIND_BYTES:
    if (g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, &number, NULL))
      *(guint64 *) field = number;
    break;
  case KIND_TEXT:
    if (g_utf8_validate (text, -1, NULL)) {
      g_free (*(char **) field);
      *(char **) field = g_strdup (text);
    }
    break;
  default:
    g_assert_not_reached ();
  }
}

static char *
dup_text (HoistPreferences *self, const Preference *preference)
{
  gpointer field = get_field (self, preference);

  switch (preference->kind) {
  case KIND_SWITCH:
  case KIND_NUMBER:
    return g_strdup_printf ("%u", *(guint *) field);
  case KIND_CHOICE:
    return g_strdup (g_enum_get_value (get_words (preference), *(int *) field)->value_nick);
  case KIND_BYTES:
    return g_strdup_printf ("%" G_GUINT64_FORMAT, *(guint64 *) field);
  case KIND_TEXT:
    return g_strdup (*(char **) field);
  default:
    g_return_val_if_reached (NULL);
  }
}

static char *
make_setting_name (const Preference *preference)
{
  return g_strconcat (SETTING_PREFIX, preference->name, NULL);
}

static void
hoist_preferences_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HoistPreferences *self = HOIST_PREFERENCES (object);
  const Preference *preference = &preferences[id];
  gpointer field = get_field (self, preference);

  switch (preference->kind) {
  case KIND_SWITCH:
    g_value_set_boolean (value, *(gboolean *) field);
    break;
  case KIND_CHOICE:
    g_value_set_enum (value, *(int *) field);
    break;
  case KIND_NUMBER:
    g_value_set_uint (value, *(guint *) field);
    break;
  case KIND_BYTES:
    g_value_set_uint64 (value, *(guint64 *) field);
    break;
  case KIND_TEXT:
    g_value_set_string (value, *(char **) field);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
take_value (HoistPreferences *self, const Preference *preference, const GValue *value)
{
  gpointer field = get_field (self, preference);

  switch (preference->kind) {
  case KIND_SWITCH:
    *(gboolean *) field = g_value_get_boolean (value);
    break;
  case KIND_CHOICE:
    *(int *) field = g_value_get_enum (value);
    break;
  case KIND_NUMBER:
    *(guint *) field = g_value_get_uint (value);
    break;
  case KIND_BYTES:
    *(guint64 *) field = g_value_get_uint64 (value);
    break;
  case KIND_TEXT:
    g_free (*(char **) field);
    *(char **) field =
        g_strdup (g_value_get_string (value) != NULL ? g_value_get_string (value) : "");
    break;
  default:
    g_assert_not_reached ();
  }
}

static void
hoist_preferences_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HoistPreferences *self = HOIST_PREFERENCES (object);
  const Preference *preference = &preferences[id];
  g_autofree char *before = dup_text (self, preference);
  g_autofree char *after = NULL;
  g_autofree char *name = NULL;

  take_value (self, preference, value);
  after = dup_text (self, preference);
  if (g_str_equal (before, after))
    return;

  name = make_setting_name (preference);
  hoist_store_set_setting (self->store, name, after);
  hoist_store_set_remembers_digests (self->store, self->values.remembers_digests);
  g_object_notify_by_pspec (object, pspec);
}

static void
hoist_preferences_finalize (GObject *object)
{
  HoistPreferences *self = HOIST_PREFERENCES (object);

  g_free (self->values.ignored_patterns);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (hoist_preferences_parent_class)->finalize (object);
}

static GParamSpec *
make_property (const Preference *preference)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  switch (preference->kind) {
  case KIND_SWITCH:
    return g_param_spec_boolean (preference->name, NULL, NULL, preference->initial != 0, flags);
  case KIND_CHOICE:
    return g_param_spec_enum (preference->name, NULL, NULL, preference->get_type (),
                              (int) preference->initial, flags);
  case KIND_NUMBER:
    return g_param_spec_uint (preference->name, NULL, NULL, 0, preference->max, preference->initial,
                              flags);
  case KIND_BYTES:
    return g_param_spec_uint64 (preference->name, NULL, NULL, 0, G_MAXINT64, preference->initial,
                                flags);
  case KIND_TEXT:
    return g_param_spec_string (preference->name, NULL, NULL, "", flags);
  default:
    g_return_val_if_reached (NULL);
  }
}

static void
hoist_preferences_class_init (HoistPreferencesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = hoist_preferences_get_property;
  object_class->set_property = hoist_preferences_set_property;
  object_class->finalize = hoist_preferences_finalize;

  for (guint id = 1; id < N_PROPERTIES; id++)
    properties[id] = make_property (&preferences[id]);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
hoist_preferences_init (HoistPreferences *self)
{
  for (guint id = 1; id < N_PROPERTIES; id++)
    set_initial (self, &preferences[id]);
}

/**
 * hoist_preferences_new:
 * @store: open; it keeps what is set
 *
 * Returns: (transfer full): what the store has, and first values for the rest
 */
HoistPreferences *
hoist_preferences_new (HoistStore *store)
{
  HoistPreferences *self = g_object_new (HOIST_TYPE_PREFERENCES, NULL);

  self->store = g_object_ref (store);
  for (guint id = 1; id < N_PROPERTIES; id++) {
    g_autofree char *name = make_setting_name (&preferences[id]);
    g_autofree char *text = hoist_store_dup_setting (store, name);

    if (text != NULL)
      set_from_text (self, &preferences[id], text);
  }
  hoist_store_set_remembers_digests (store, self->values.remembers_digests);
  return self;
}

/**
 * hoist_preferences_get:
 *
 * Returns: (transfer none): all values as they are now; they change with the properties
 */
const HoistPreferenceValues *
hoist_preferences_get (HoistPreferences *self)
{
  g_return_val_if_fail (HOIST_IS_PREFERENCES (self), NULL);

  return &self->values;
}

/**
 * hoist_preferences_get_name_policy:
 *
 * Returns: (transfer none) (nullable): a value for a service's field "name-policy"; %NULL leaves it
 *   to the account
 */
const char *
hoist_preferences_get_name_policy (HoistPreferences *self)
{
  g_return_val_if_fail (HOIST_IS_PREFERENCES (self), NULL);

  if (self->values.name_taken == HOIST_NAME_TAKEN_BY_ACCOUNT)
    return NULL;
  return g_enum_get_value (get_words (&preferences[PROP_NAME_TAKEN]), (int) self->values.name_taken)
      ->value_nick;
}
