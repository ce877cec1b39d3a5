/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks for what is wrong between this computer and an account's service, step by step. */
#include "hoist-doctor-private.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>

enum { SIGNAL_CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HoistDoctor, hoist_doctor, G_TYPE_OBJECT)

static void
hoist_doctor_finalize (GObject *object)
{
  HoistDoctor *self = HOIST_DOCTOR (object);

  g_clear_object (&self->engine);
  g_clear_object (&self->channel);
  g_clear_pointer (&self->address, g_uri_unref);
  g_clear_pointer (&self->errand, hoist_errand_free);
  g_free (self->name);
  for (gsize i = 0; i < HOIST_DOCTOR_N_STEPS; i++)
    g_free (self->findings[i].sentence);

  G_OBJECT_CLASS (hoist_doctor_parent_class)->finalize (object);
}

static void
hoist_doctor_class_init (HoistDoctorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hoist_doctor_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", HOIST_TYPE_DOCTOR, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
hoist_doctor_init (HoistDoctor *self)
{
}

/**
 * hoist_doctor_new:
 * @channel: of the account that is looked at
 * @name: the account's, for people
 */
HoistDoctor *
hoist_doctor_new (HoistEngine *engine, HoistChannel *channel, const char *name)
{
  HoistDoctor *self = g_object_new (HOIST_TYPE_DOCTOR, NULL);

  self->engine = g_object_ref (engine);
  self->channel = g_object_ref (channel);
  self->name = g_strdup (name);
  return self;
}

/**
 * hoist_doctor_set_rate:
 * @rate: bytes a second of the uploads that run now; 0 for none
 *
 * The only honest measure of speed there is: no service takes bytes without making a file of them.
 */
void
hoist_doctor_set_rate (HoistDoctor *self, guint64 rate)
{
  self->rate = rate;
}

void
hoist_doctor_begin (HoistDoctor *self, HoistDoctorStep step)
{
  HoistDoctorFinding *finding = &self->findings[step];

  finding->state = HOIST_DOCTOR_RUNNING;
  finding->begun_us = hoist_clock_get_monotonic (hoist_engine_get_clock (self->engine));
  g_clear_pointer (&finding->sentence, g_free);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* Takes over @sentence (nullable). */
void
hoist_doctor_end (HoistDoctor *self, HoistDoctorStep step, HoistDoctorState state, char *sentence)
{
  HoistDoctorFinding *finding = &self->findings[step];
  gint64 now_us = hoist_clock_get_monotonic (hoist_engine_get_clock (self->engine));

  if (finding->state == HOIST_DOCTOR_RUNNING)
    finding->duration_us = now_us - finding->begun_us;
  finding->state = state;
  g_free (finding->sentence);
  finding->sentence = sentence;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* For people. */
const char *
hoist_doctor_get_title (HoistDoctorStep step)
{
  switch (step) {
  case HOIST_DOCTOR_PROXY:
    return _ ("Proxy");
  case HOIST_DOCTOR_NAME:
    return _ ("Name of the Service");
  case HOIST_DOCTOR_CONNECT:
    return _ ("Connection");
  case HOIST_DOCTOR_SECURE:
    return _ ("Encryption and Answer");
  case HOIST_DOCTOR_CLOCK:
    return _ ("Clock");
  case HOIST_DOCTOR_ACCOUNT:
    return _ ("Account");
  case HOIST_DOCTOR_SPEED:
  default:
    return _ ("Speed");
  }
}

HoistDoctorState
hoist_doctor_get_state (HoistDoctor *self, HoistDoctorStep step)
{
  g_return_val_if_fail (HOIST_IS_DOCTOR (self), HOIST_DOCTOR_NOT_YET);

  return self->findings[step].state;
}

/**
 * hoist_doctor_get_sentence:
 *
 * Returns: (nullable): what came of it
 */
const char *
hoist_doctor_get_sentence (HoistDoctor *self, HoistDoctorStep step)
{
  g_return_val_if_fail (HOIST_IS_DOCTOR (self), NULL);

  return self->findings[step].sentence;
}

/**
 * hoist_doctor_get_duration:
 *
 * Returns: in microseconds; 0 for a step that was not tried
 */
gint64
hoist_doctor_get_duration (HoistDoctor *self, HoistDoctorStep step)
{
  g_return_val_if_fail (HOIST_IS_DOCTOR (self), 0);

  return self->findings[step].duration_us;
}

static const char *
get_mark (HoistDoctorState state)
{
  switch (state) {
  case HOIST_DOCTOR_GOOD:
    return _ ("good");
  case HOIST_DOCTOR_NOTED:
    return _ ("note");
  case HOIST_DOCTOR_SKIPPED:
    return _ ("skipped");
  case HOIST_DOCTOR_FAILED:
    return _ ("failed");
  case HOIST_DOCTOR_NOT_YET:
  case HOIST_DOCTOR_RUNNING:
  default:
    return _ ("not tried");
  }
}

/**
 * hoist_doctor_dup_text:
 *
 * Everything that was found, a line a step, to be pasted into a report: the service's host is
 * named, secrets are not.
 *
 * Returns: (transfer full):
 */
char *
hoist_doctor_dup_text (HoistDoctor *self)
{
  const HoistProvider *provider = hoist_channel_get_provider (self->channel);
  GString *text = g_string_new (NULL);

  /* Translators: heading of a report; an account’s name and its service */
  g_string_append_printf (text, _ ("Connection of “%s” (%s)"), self->name,
                          g_dgettext (GETTEXT_PACKAGE, provider->name));
  g_string_append (text, "\nHoist " HOIST_VERSION "\n");
  for (gsize i = 0; i < HOIST_DOCTOR_N_STEPS; i++) {
    const HoistDoctorFinding *finding = &self->findings[i];

    g_string_append_printf (text, "%s: %s", hoist_doctor_get_title ((HoistDoctorStep) i),
                            get_mark (finding->state));
    if (finding->duration_us >= 1000)
      g_string_append_printf (text, ", %d ms", (int) (finding->duration_us / 1000));
    if (finding->sentence != NULL)
      g_string_append_printf (text, ". %s", finding->sentence);
    g_string_append_c (text, '\n');
  }
  return g_string_free (text, FALSE);
}
