/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Renews an account's token: once, whoever of its uploads asks, and written down before use. */
#pragma once

#include "hoist-channel.h"
#include "hoist-engine.h"

#include <gio/gio.h>

G_BEGIN_DECLS

HoistRenewal *hoist_renewal_new (void);
void hoist_renewal_free (HoistRenewal *self);
void hoist_renewal_run_async (HoistRenewal *self,
                              HoistEngine *engine,
                              HoistChannel *channel,
                              HoistSettings *used,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data);
gboolean hoist_renewal_run_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistRenewal, hoist_renewal_free)

G_END_DECLS
