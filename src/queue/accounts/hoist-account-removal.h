/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Removes an account, and does with its unfinished uploads what the user wants. */
#pragma once

#include "hoist-workspace.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HoistAccountUploads:
 * @HOIST_ACCOUNT_UPLOADS_KEEP: they stay in the list, and wait
 * @HOIST_ACCOUNT_UPLOADS_MOVE: they go to another account of the same service; what was begun
 *   begins again there
 * @HOIST_ACCOUNT_UPLOADS_REMOVE: they are removed, and what they left at the service with them
 */
typedef enum {
  HOIST_ACCOUNT_UPLOADS_KEEP,
  HOIST_ACCOUNT_UPLOADS_MOVE,
  HOIST_ACCOUNT_UPLOADS_REMOVE,
} HoistAccountUploads;

guint hoist_account_removal_count (HoistWorkspace *workspace, HoistAccount *account);
GPtrArray *hoist_account_removal_list_heirs (HoistWorkspace *workspace, HoistAccount *account);

void hoist_account_removal_run_async (HoistWorkspace *workspace,
                                      HoistAccount *account,
                                      HoistAccountUploads uploads,
                                      HoistAccount *heir,
                                      GAsyncReadyCallback callback,
                                      gpointer data);
gboolean hoist_account_removal_run_finish (GAsyncResult *result, GError **error);

G_END_DECLS
