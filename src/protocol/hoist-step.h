/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps in which a service is spoken to. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HoistStep:
 *
 * The steps of an upload, then those of an account, which have no ticket. Stored by name.
 */
typedef enum {
  HOIST_STEP_BEGIN,
  HOIST_STEP_PROBE,
  HOIST_STEP_RENEW,
  HOIST_STEP_PART,
  HOIST_STEP_COMMIT,
  HOIST_STEP_WATCH,
  HOIST_STEP_ABORT,
  HOIST_STEP_SIGN_IN,
  HOIST_STEP_CHECK,
  HOIST_STEP_CHOICES,
  HOIST_STEP_LEFTOVERS,
  HOIST_STEP_FOLDER,
} HoistStep;

#define HOIST_N_STEPS (HOIST_STEP_FOLDER + 1)

const char *hoist_step_to_name (HoistStep step);
gboolean hoist_step_from_name (const char *name, HoistStep *step);

G_END_DECLS
