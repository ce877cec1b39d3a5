/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of a transfer share: hoist-http-transfer.c its way from the first byte to the
 * last, hoist-http-transfer-early.c a reply that comes before its body is out,
 * hoist-http-transfer-outcome.c what comes of it. */
#pragma once

#include "hoist-http-early.h"
#include "hoist-http-pump.h"
#include "hoist-http-transfer.h"
#include "hoist-http-watchdog.h"

G_BEGIN_DECLS

/* What is read of a connection at once. */
#define HOIST_HTTP_PIECE ((gsize) 16 * 1024)

struct _HoistHttpTransfer {
  SoupSession *session; /* (owned) */
  SoupMessage *message; /* (owned) */
  HoistBody *body;      /* (owned) (nullable) */
  HoistHttpPump *pump;  /* (owned) (nullable): writes body */
  HoistClock *clock;    /* (owned) */
  char *log;            /* (owned) (nullable): the redacted request, when debug output is on */
  guint64 body_size;
  gint64 answer_us;
  guint64 received; /* bytes of the reply when the watchdog last looked */
  gint64 started_us;
  HoistHttpProgress progress; /* (nullable) */
  gpointer progress_data;     /* (unowned) */

  HoistSendReport report;
  HoistHttpWatchdog watchdog;
  GCancellable *cancellable; /* (owned): ours, to end what libsoup does */
  GCancellable *outer;       /* (owned) (nullable): the caller's */
  gulong outer_id;
  GCancellable *cut; /* (owned) (nullable): cancelled when all connections are given up */
  gulong cut_id;
  GError *verdict; /* (owned) (nullable): why we ended it, whatever libsoup says then */
  GError *failure; /* (owned) (nullable): what libsoup ended with */

  HoistHttpEarly *early;    /* (owned) (nullable): while the body is written */
  GIOStream *link;          /* (owned) (nullable): while it is watched */
  GSource *watch;           /* (owned) (nullable) */
  gboolean has_early_reply; /* the exchange ended with the early reply */

  GInputStream *stream; /* (owned) (nullable): the reply's body */
  GByteArray *reply;    /* (owned) */
};

gboolean hoist_http_transfer_is_body_out (HoistHttpTransfer *self);
void hoist_http_transfer_stop (HoistHttpTransfer *self, GError *verdict);

void hoist_http_transfer_watch_early (HoistHttpTransfer *self, GIOStream *link);
void hoist_http_transfer_unwatch_early (HoistHttpTransfer *self);
void hoist_http_transfer_judge_early (HoistHttpTransfer *self);
void hoist_http_transfer_read_what_came (gpointer data);

GError *hoist_http_transfer_make_network_error (HoistHttpTransfer *self, GIOErrorEnum code);
GError *hoist_http_transfer_make_lost_error (HoistHttpTransfer *self);
GError *hoist_http_transfer_make_protocol_error (HoistHttpTransfer *self);
GError *hoist_http_transfer_make_too_large_error (HoistHttpTransfer *self);
GError *hoist_http_transfer_convert_error (HoistHttpTransfer *self, const GError *error);
gboolean hoist_http_transfer_is_cut_short (HoistHttpTransfer *self);
HoistReply *hoist_http_transfer_make_reply (HoistHttpTransfer *self,
                                            guint status,
                                            SoupMessageHeaders *headers,
                                            GByteArray *body);

G_END_DECLS
