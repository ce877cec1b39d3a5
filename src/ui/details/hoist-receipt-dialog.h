/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks where a receipt goes, a file or a printer, and brings it there. */
#pragma once

#include "hoist-workspace.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum { HOIST_RECEIPT_SAVE, HOIST_RECEIPT_PRINT } HoistReceiptWay;

void hoist_receipt_dialog_run_async (GtkWindow *window,
                                     HoistWorkspace *workspace,
                                     GPtrArray *sessions,
                                     HoistReceiptWay way,
                                     GAsyncReadyCallback callback,
                                     gpointer data);
gboolean hoist_receipt_dialog_run_finish (GAsyncResult *result, GError **error);

G_END_DECLS
