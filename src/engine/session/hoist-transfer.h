/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends the parts that the server does not have, several at once. */
#pragma once

#include "hoist-exchange.h"
#include "hoist-retry.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HOIST_TYPE_TRANSFER (hoist_transfer_get_type ())
G_DECLARE_FINAL_TYPE (HoistTransfer, hoist_transfer, HOIST, TRANSFER, GObject)

/* The server has @part; @sent_bytes of body were needed for that. */
typedef void (*HoistTransferKept) (HoistPart *part, guint64 sent_bytes, gpointer data);

HoistTransfer *hoist_transfer_new (const HoistWork *work, HoistTransferKept kept, gpointer data);

void hoist_transfer_run_async (HoistTransfer *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer data);
gboolean hoist_transfer_run_finish (HoistTransfer *self,
                                    GAsyncResult *result,
                                    HoistMove *move,
                                    HoistRetry *retry,
                                    GError **error);
void hoist_transfer_drain (HoistTransfer *self);
guint hoist_transfer_get_n_lanes (HoistTransfer *self);

G_END_DECLS
