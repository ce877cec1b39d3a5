/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes a receipt of sessions, with the digests that are remembered of their files. */
#pragma once

#include "hoist-receipt.h"
#include "hoist-workspace.h"

G_BEGIN_DECLS

void hoist_receipt_collect_async (HoistWorkspace *workspace,
                                  GPtrArray *sessions,
                                  gint64 now_us,
                                  GAsyncReadyCallback callback,
                                  gpointer data);
HoistReceipt *hoist_receipt_collect_finish (GAsyncResult *result, GError **error);

void hoist_receipt_find_digests_async (HoistWorkspace *workspace,
                                       HoistSession *session,
                                       GAsyncReadyCallback callback,
                                       gpointer data);
gboolean hoist_receipt_find_digests_finish (HoistWorkspace *workspace,
                                            GAsyncResult *result,
                                            HoistDigests *digests,
                                            GError **error);

G_END_DECLS
