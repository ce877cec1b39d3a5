/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One exchange over libsoup, and the one place that knows libsoup's traps. */
#pragma once

#include "hoist-clock.h"
#include "hoist-request.h"
#include "hoist-retry.h"
#include "hoist-source.h"
#include "hoist-throttle.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HOIST_TYPE_HTTP (hoist_http_get_type ())
G_DECLARE_FINAL_TYPE (HoistHttp, hoist_http, HOIST, HTTP, GObject)

/* @bytes more of the body have really left; called in the main context. */
typedef void (*HoistHttpProgress) (guint64 bytes, gpointer data);

/**
 * HoistSendReport:
 * @sent: how much had left when the exchange ended
 * @body_bytes: body bytes that really left
 *
 * Filled in whether the exchange succeeded or not.
 */
typedef struct {
  HoistSent sent;
  guint64 body_bytes;
} HoistSendReport;

HoistHttp *hoist_http_new (HoistClock *clock, HoistThrottle *throttle);

void hoist_http_send_async (HoistHttp *self,
                            const HoistRequest *request,
                            HoistSource *source,
                            HoistHttpProgress progress,
                            gpointer progress_data,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data);
HoistReply *hoist_http_send_finish (HoistHttp *self,
                                    GAsyncResult *result,
                                    HoistSendReport *report,
                                    GError **error);
void hoist_http_drop_connections (HoistHttp *self);
void hoist_http_cut_exchanges (HoistHttp *self);
char *hoist_http_dup_library_version (void);

G_END_DECLS
