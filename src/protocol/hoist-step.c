/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps in which a service is spoken to, by the names under which they are stored. */
#include "hoist-step.h"

static const char *const step_names[HOIST_N_STEPS] = {
  [HOIST_STEP_BEGIN] = "begin",         [HOIST_STEP_PROBE] = "probe",
  [HOIST_STEP_RENEW] = "renew",         [HOIST_STEP_PART] = "part",
  [HOIST_STEP_COMMIT] = "commit",       [HOIST_STEP_WATCH] = "watch",
  [HOIST_STEP_ABORT] = "abort",         [HOIST_STEP_SIGN_IN] = "sign-in",
  [HOIST_STEP_CHECK] = "check",         [HOIST_STEP_CHOICES] = "choices",
  [HOIST_STEP_LEFTOVERS] = "leftovers", [HOIST_STEP_FOLDER] = "folder",
};

const char *
hoist_step_to_name (HoistStep step)
{
  g_return_val_if_fail (step < HOIST_N_STEPS, NULL);

  return step_names[step];
}

/* Whether there is a step of that name; @step is set only then. */
gboolean
hoist_step_from_name (const char *name, HoistStep *step)
{
  for (guint i = 0; i < HOIST_N_STEPS; i++) {
    if (g_strcmp0 (step_names[i], name) == 0) {
      *step = i;
      return TRUE;
    }
  }
  return FALSE;
}
