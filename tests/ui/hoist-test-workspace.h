/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A workspace of a test's own, with accounts and uploads in it. */
#pragma once

#include "hoist-test-clock.h"
#include "hoist-workspace.h"

G_BEGIN_DECLS

/**
 * HoistTestWorkspace:
 * @folder: (owned) (type filename): where its files are
 * @vault: (owned): in memory
 * @clock: (owned) (nullable): the workspace's, where a test holds the time
 * @workspace: (owned): open, and runs its queue
 */
typedef struct {
  char *folder;
  HoistVault *vault;
  HoistTestClock *clock;
  HoistWorkspace *workspace;
} HoistTestWorkspace;

typedef enum { HOIST_TEST_TIME_STANDS, HOIST_TEST_TIME_GOES_ON } HoistTestTime;

void hoist_test_workspace_open (HoistTestWorkspace *self, HoistTestTime time);
void hoist_test_workspace_close (HoistTestWorkspace *self);
void hoist_test_workspace_reopen (HoistTestWorkspace *self);

HoistAccount *hoist_test_workspace_add_account (HoistTestWorkspace *self,
                                                const char *service,
                                                const char *name,
                                                const char *const *settings,
                                                const char *const *secrets);
HoistAccount *hoist_test_workspace_add_tencent (HoistTestWorkspace *self, const char *name);
HoistSession *hoist_test_workspace_add_record (HoistTestWorkspace *self, HoistRecord *record);
GPtrArray *
hoist_test_workspace_add_files (HoistTestWorkspace *self, HoistAccount *account, guint count);

G_END_DECLS
