/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all uploads of one account share: credentials, request rates, the server's clock, and
 * whether the service still lets us in. */
#pragma once

#include "hoist-clock.h"
#include "hoist-credentials.h"
#include "hoist-limiter.h"

G_BEGIN_DECLS

#define HOIST_TYPE_CHANNEL (hoist_channel_get_type ())
G_DECLARE_FINAL_TYPE (HoistChannel, hoist_channel, HOIST, CHANNEL, GObject)

/* hoist-renewal.h and hoist-folders.h; owned by their channel. */
typedef struct _HoistRenewal HoistRenewal;
typedef struct _HoistFolders HoistFolders;

HoistChannel *hoist_channel_new (HoistCredentials *credentials, HoistClock *clock);

HoistCredentials *hoist_channel_get_credentials (HoistChannel *self);
const HoistProvider *hoist_channel_get_provider (HoistChannel *self);
HoistLimiter *hoist_channel_get_limiter (HoistChannel *self);
HoistRenewal *hoist_channel_get_renewal (HoistChannel *self);
HoistFolders *hoist_channel_get_folders (HoistChannel *self);
void hoist_channel_enter_async (HoistChannel *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data);
gboolean hoist_channel_enter_finish (HoistChannel *self, GAsyncResult *result, GError **error);
void hoist_channel_leave (HoistChannel *self, gboolean is_accepted);
gint64 hoist_channel_get_now (HoistChannel *self);
gint64 hoist_channel_get_clock_offset (HoistChannel *self);
gboolean hoist_channel_note_date (HoistChannel *self, gint64 date_us);
void hoist_channel_stop (HoistChannel *self, const GError *error);
void hoist_channel_resume (HoistChannel *self);
const GError *hoist_channel_get_stop_error (HoistChannel *self);

G_END_DECLS
