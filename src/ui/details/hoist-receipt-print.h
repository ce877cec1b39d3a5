/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A receipt on paper. */
#pragma once

#include "hoist-receipt.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkPrintOperation *hoist_receipt_print_new (HoistReceipt *receipt);

G_END_DECLS
