/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tries an account step by step, so that whoever watches sees where it fails. */
#pragma once

#include "hoist-workspace.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HoistAccountTestStep:
 * @HOIST_ACCOUNT_TEST_REACH: somebody answers at the service's address
 * @HOIST_ACCOUNT_TEST_CLOCK: the service's clock and ours agree, or how far they are apart
 * @HOIST_ACCOUNT_TEST_ACCESS: the service accepts the signature or the token
 * @HOIST_ACCOUNT_TEST_SERVICE: what uploads need is there: a drive, a project, a pipeline
 */
typedef enum {
  HOIST_ACCOUNT_TEST_REACH,
  HOIST_ACCOUNT_TEST_CLOCK,
  HOIST_ACCOUNT_TEST_ACCESS,
  HOIST_ACCOUNT_TEST_SERVICE,
} HoistAccountTestStep;

#define HOIST_ACCOUNT_TEST_N_STEPS (HOIST_ACCOUNT_TEST_SERVICE + 1)

/**
 * HoistAccountTestState:
 * @HOIST_ACCOUNT_TEST_NOT_YET: its turn has not come, or never will: a step before it failed
 * @HOIST_ACCOUNT_TEST_RUNNING: it is being tried
 * @HOIST_ACCOUNT_TEST_GOOD: as it should be
 * @HOIST_ACCOUNT_TEST_NOTED: works, but the user should know its sentence
 * @HOIST_ACCOUNT_TEST_FAILED: the account does not work because of it
 */
typedef enum {
  HOIST_ACCOUNT_TEST_NOT_YET,
  HOIST_ACCOUNT_TEST_RUNNING,
  HOIST_ACCOUNT_TEST_GOOD,
  HOIST_ACCOUNT_TEST_NOTED,
  HOIST_ACCOUNT_TEST_FAILED,
} HoistAccountTestState;

#define HOIST_TYPE_ACCOUNT_TEST (hoist_account_test_get_type ())
G_DECLARE_FINAL_TYPE (HoistAccountTest, hoist_account_test, HOIST, ACCOUNT_TEST, GObject)

/* Signal "changed": the state of a step did. */

const char *hoist_account_test_get_title (HoistAccountTestStep step);

HoistAccountTest *hoist_account_test_new (HoistWorkspace *workspace, HoistAccount *account);

HoistAccountTestState hoist_account_test_get_state (HoistAccountTest *self,
                                                    HoistAccountTestStep step);
const char *hoist_account_test_get_sentence (HoistAccountTest *self, HoistAccountTestStep step);

void hoist_account_test_run_async (HoistAccountTest *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data);
gboolean
hoist_account_test_run_finish (HoistAccountTest *self, GAsyncResult *result, GError **error);

G_END_DECLS
