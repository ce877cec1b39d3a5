/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the desktop is asked for: to go on without a window, and to be started at login while
 * uploads are left. A portal takes both with one call, so each call repeats the other wish. */
#include "hoist-config.h"

#include "hoist-background.h"

#include "hoist-autostart.h"

struct _HoistBackground {
  GObject parent;

  HoistPreferences *preferences; /* (owned) */
  GDBusConnection *portal;       /* (owned) (nullable): in a sandbox */
  HoistClock *clock;             /* (owned) */
  gboolean has_work;
  gboolean is_leave_wanted; /* to go on without a window: with the next call */
  gboolean is_leave_asked;  /* with the one that is under way */
  gboolean is_asking;
  gboolean is_start_asked;
  gboolean is_start_known; /* what was asked last still stands */
};

enum { SIGNAL_REFUSED, SIGNAL_SETTLED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HoistBackground, hoist_background, G_TYPE_OBJECT)

/* Look, ask, look again. */
static void look (HoistBackground *self);

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistBackground) self = HOIST_BACKGROUND (user_data);
  g_autoptr (GError) error = NULL;
  gboolean was_leave_asked = self->is_leave_asked;

  /* whoever switches it on in the preferences is told why it does not work */
  if (!hoist_autostart_set_finish (result, &error))
    g_debug ("%s", error->message);
  self->is_asking = FALSE;
  self->is_leave_asked = FALSE;
  if (was_leave_asked && !hoist_autostart_may_run_behind (result))
    g_signal_emit (self, signals[SIGNAL_REFUSED], 0);
  look (self);
  if (!self->is_asking)
    g_signal_emit (self, signals[SIGNAL_SETTLED], 0);
}

static void
ask (HoistBackground *self, gboolean is_start_wanted)
{
  g_autofree char *program = hoist_autostart_dup_program ();
  const HoistAutostart place = { HOIST_APPLICATION_ID, program, self->portal, self->clock };

  self->is_asking = TRUE;
  self->is_leave_asked = self->is_leave_wanted;
  self->is_leave_wanted = FALSE;
  self->is_start_asked = is_start_wanted;
  self->is_start_known = TRUE;
  hoist_autostart_set_async (&place, is_start_wanted, NULL, on_answered, g_object_ref (self));
}

/* One call after the other: the last one holds. */
static void
look (HoistBackground *self)
{
  gboolean is_start_wanted = FALSE;

  if (self->is_asking || self->preferences == NULL)
    return;
  is_start_wanted = self->has_work && hoist_preferences_get (self->preferences)->starts_at_login;
  if (self->is_leave_wanted || !self->is_start_known || is_start_wanted != self->is_start_asked)
    ask (self, is_start_wanted);
}

/* The preferences have just asked the desktop themselves, to see whether it can be had. */
static void
on_preference (HoistBackground *self)
{
  self->is_start_known = FALSE;
  look (self);
}

static void
hoist_background_dispose (GObject *object)
{
  HoistBackground *self = HOIST_BACKGROUND (object);

  g_clear_object (&self->preferences);
  g_clear_object (&self->portal);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (hoist_background_parent_class)->dispose (object);
}

static void
hoist_background_class_init (HoistBackgroundClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hoist_background_dispose;

  signals[SIGNAL_REFUSED] = g_signal_new ("refused", HOIST_TYPE_BACKGROUND, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_SETTLED] = g_signal_new ("settled", HOIST_TYPE_BACKGROUND, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
hoist_background_init (HoistBackground *self)
{
}

/**
 * hoist_background_new:
 * @portal: (nullable): the session's bus in a sandbox, where only the portal knows the desktop
 *
 * Asks for nothing while there is no work, except that a start at login which an earlier run has
 * left is taken back.
 */
HoistBackground *
hoist_background_new (HoistPreferences *preferences, GDBusConnection *portal, HoistClock *clock)
{
  HoistBackground *self = g_object_new (HOIST_TYPE_BACKGROUND, NULL);

  self->preferences = g_object_ref (preferences);
  g_set_object (&self->portal, portal);
  self->clock = g_object_ref (clock);
  /* who has never wanted it is not in the desktop's list */
  self->is_start_known = !hoist_preferences_get (preferences)->starts_at_login;
  g_signal_connect_object (preferences, "notify::starts-at-login", G_CALLBACK (on_preference), self,
                           G_CONNECT_SWAPPED);
  return self;
}

/**
 * hoist_background_set_has_work:
 * @has_work: something runs, or will go on by itself
 */
void
hoist_background_set_has_work (HoistBackground *self, gboolean has_work)
{
  g_return_if_fail (HOIST_IS_BACKGROUND (self));

  self->has_work = has_work;
  look (self);
}

/**
 * hoist_background_ask_leave:
 *
 * The window goes. A portal ends programs after a few seconds that have not asked, or whose user
 * has forbidden it: then "refused" comes first.
 */
void
hoist_background_ask_leave (HoistBackground *self)
{
  g_return_if_fail (HOIST_IS_BACKGROUND (self));

  self->is_leave_wanted = self->portal != NULL;
  look (self);
}

/* Returns: whether the desktop has not answered yet; "settled" follows */
gboolean
hoist_background_is_asking (HoistBackground *self)
{
  g_return_val_if_fail (HOIST_IS_BACKGROUND (self), FALSE);

  return self->is_asking;
}
