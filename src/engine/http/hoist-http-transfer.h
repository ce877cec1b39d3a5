/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One SoupMessage from its first byte to the last of its reply, with all guards around it. */
#pragma once

#include "hoist-body.h"
#include "hoist-http.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* The largest reply that is taken. */
#define HOIST_HTTP_REPLY_CAP ((gsize) 16 * 1024 * 1024)

/* Below everything that draws. */
#define HOIST_HTTP_PRIORITY G_PRIORITY_LOW

typedef struct _HoistHttpTransfer HoistHttpTransfer;

HoistHttpTransfer *hoist_http_transfer_new (SoupSession *session,
                                            SoupMessage *message,
                                            HoistBody *body,
                                            const HoistRequest *request,
                                            HoistClock *clock);
void hoist_http_transfer_free (HoistHttpTransfer *self);
void hoist_http_transfer_set_progress (HoistHttpTransfer *self,
                                       HoistHttpProgress progress,
                                       gpointer data);
void hoist_http_transfer_set_cut (HoistHttpTransfer *self, GCancellable *cut);
void hoist_http_transfer_run (HoistHttpTransfer *self, GTask *task);
const HoistSendReport *hoist_http_transfer_get_report (HoistHttpTransfer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistHttpTransfer, hoist_http_transfer_free)

G_END_DECLS
