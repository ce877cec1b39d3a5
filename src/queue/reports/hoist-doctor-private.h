/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The doctor from inside, for the files that make it up: hoist-doctor.c what was found, to be shown
 * and copied; hoist-doctor-steps.c the steps. */
#pragma once

#include "hoist-doctor.h"

G_BEGIN_DECLS

typedef struct {
  HoistDoctorState state;
  char *sentence; /* (owned) (nullable) */
  gint64 begun_us;
  gint64 duration_us;
} HoistDoctorFinding;

struct _HoistDoctor {
  GObject parent_instance;

  HoistEngine *engine;   /* (owned) */
  HoistChannel *channel; /* (owned) */
  char *name;            /* (owned): the account's */
  guint64 rate;          /* bytes a second of what runs now; 0 for nothing */
  HoistDoctorFinding findings[HOIST_DOCTOR_N_STEPS];

  /* while it runs */
  GUri *address; /* (owned) (nullable): of the service */
  gboolean has_proxy;
  HoistErrand *errand; /* (owned) (nullable): the account's check */
};

void hoist_doctor_begin (HoistDoctor *self, HoistDoctorStep step);
void
hoist_doctor_end (HoistDoctor *self, HoistDoctorStep step, HoistDoctorState state, char *sentence);

G_END_DECLS
