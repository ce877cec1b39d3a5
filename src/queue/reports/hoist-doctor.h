/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks for what is wrong between this computer and an account's service, step by step. */
#pragma once

#include "hoist-channel.h"
#include "hoist-engine.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HoistDoctorStep:
 * @HOIST_DOCTOR_PROXY: which proxy the system names for the service
 * @HOIST_DOCTOR_NAME: the service's name has an address (DNS)
 * @HOIST_DOCTOR_CONNECT: a connection can be made
 * @HOIST_DOCTOR_SECURE: it is encrypted, with a certificate that can be trusted, and answers
 * @HOIST_DOCTOR_CLOCK: how far the clocks are apart
 * @HOIST_DOCTOR_ACCOUNT: the service lets the account in
 * @HOIST_DOCTOR_SPEED: how fast it is
 */
typedef enum {
  HOIST_DOCTOR_PROXY,
  HOIST_DOCTOR_NAME,
  HOIST_DOCTOR_CONNECT,
  HOIST_DOCTOR_SECURE,
  HOIST_DOCTOR_CLOCK,
  HOIST_DOCTOR_ACCOUNT,
  HOIST_DOCTOR_SPEED,
} HoistDoctorStep;

#define HOIST_DOCTOR_N_STEPS (HOIST_DOCTOR_SPEED + 1)

/**
 * HoistDoctorState:
 * @HOIST_DOCTOR_NOT_YET: its turn has not come, or never will: a step before it failed
 * @HOIST_DOCTOR_RUNNING: it is being tried
 * @HOIST_DOCTOR_GOOD: as it should be
 * @HOIST_DOCTOR_NOTED: works, but the user should know its sentence
 * @HOIST_DOCTOR_SKIPPED: not tried, for the reason that its sentence gives
 * @HOIST_DOCTOR_FAILED: uploads cannot work because of it
 */
typedef enum {
  HOIST_DOCTOR_NOT_YET,
  HOIST_DOCTOR_RUNNING,
  HOIST_DOCTOR_GOOD,
  HOIST_DOCTOR_NOTED,
  HOIST_DOCTOR_SKIPPED,
  HOIST_DOCTOR_FAILED,
} HoistDoctorState;

#define HOIST_TYPE_DOCTOR (hoist_doctor_get_type ())
G_DECLARE_FINAL_TYPE (HoistDoctor, hoist_doctor, HOIST, DOCTOR, GObject)

/* Signal "changed": the state of a step did. */

HoistDoctor *hoist_doctor_new (HoistEngine *engine, HoistChannel *channel, const char *name);
void hoist_doctor_set_rate (HoistDoctor *self, guint64 rate);

const char *hoist_doctor_get_title (HoistDoctorStep step);
HoistDoctorState hoist_doctor_get_state (HoistDoctor *self, HoistDoctorStep step);
const char *hoist_doctor_get_sentence (HoistDoctor *self, HoistDoctorStep step);
gint64 hoist_doctor_get_duration (HoistDoctor *self, HoistDoctorStep step);
char *hoist_doctor_dup_text (HoistDoctor *self);

void hoist_doctor_run_async (HoistDoctor *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data);
gboolean hoist_doctor_run_finish (HoistDoctor *self, GAsyncResult *result, GError **error);

G_END_DECLS
