/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One question and one answer: a provider writes the request, HoistHttp carries it, the provider
 * reads the reply. */
#pragma once

#include "hoist-channel.h"
#include "hoist-engine.h"
#include "hoist-log-line.h"
#include "hoist-provider.h"
#include "hoist-source.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* With the zero at its end; longer ones are none that we know. */
#define HOIST_REQUEST_ID_SIZE 80

/* What was to be saved is durable, or will never be: the run is ending. */
typedef void (*HoistKept) (gpointer data);

/**
 * HoistWork:
 * @engine: (unowned)
 * @channel: (unowned)
 * @ticket: (unowned) (nullable): %NULL in an account's steps
 * @errand: (unowned) (nullable): in an account's steps
 * @options: (unowned) (nullable): the upload's own settings
 * @file: (unowned) (nullable): what is known of the file; lanes add digests to it
 * @source: (unowned) (nullable): the open file
 * @ends_at_wait: a step that asks for a wait ends there, with AGAIN
 * @former_attempts: how often the present step failed before, in lanes that have ended
 * @sent: (nullable): body bytes that just left
 * @unsent: (nullable): bytes of a failed exchange, which left in vain
 * @waiting: (nullable): a lane waits @wait_us because of @error, before it tries for the @n_tries
 *   time again; %NULL @error: it goes on
 * @waiting_longer: (nullable): one that waits has to wait @wait_us from now on
 * @hashing: (nullable): the whole file is read for its digests, and @done bytes of it were; then,
 *   with %FALSE, it no longer is
 * @log: (nullable): a line for the upload's log
 * @keep: (nullable): the ticket has changed between two exchanges of a step: save it, and call
 *   @then when that is durable
 * @data: for these callbacks
 *
 * What an upload's exchanges are about. Outlives every exchange and lane started with it.
 */
typedef struct {
  HoistEngine *engine;
  HoistChannel *channel;
  HoistTicket *ticket;
  HoistErrand *errand;
  const HoistSettings *options;
  HoistFileFacts *file;
  HoistSource *source;
  gboolean ends_at_wait;
  guint former_attempts;

  void (*sent) (guint64 bytes, gpointer data);
  void (*unsent) (guint64 bytes, gpointer data);
  void (*waiting) (const GError *error, gint64 wait_us, guint n_tries, gpointer data);
  void (*waiting_longer) (const GError *error, gint64 wait_us, gpointer data);
  void (*hashing) (gboolean is_hashing, guint64 done, gpointer data);
  void (*log) (HoistLogKind kind, const char *text, gpointer data);
  void (*keep) (HoistKept then, gpointer then_data, gpointer data);
  gpointer data;
} HoistWork;

/**
 * HoistExchangeResult:
 * @move: what the provider says comes next
 * @replay: the request's replay class
 * @report: what had left when it ended
 * @bucket: (unowned) (nullable): the request's rate bucket
 * @sent_bytes: what @sent was told in all
 * @status: the reply's HTTP status; 0 where none came
 * @request_id: what the service calls the exchange in its own logs; "" for unknown
 * @is_clock_new: this reply's Date moved our notion of the server's time by minutes, so that a
 *   refused signature deserves another try
 *
 * Filled in whether the exchange succeeded or not.
 */
typedef struct {
  HoistMove move;
  HoistReplay replay;
  HoistSendReport report;
  const char *bucket;
  guint64 sent_bytes;
  gboolean is_clock_new;
  guint status;
  char request_id[HOIST_REQUEST_ID_SIZE];
} HoistExchangeResult;

void hoist_exchange_run_async (const HoistWork *work,
                               HoistStep step,
                               HoistPart *part,
                               const HoistRange *range,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer data);
gboolean
hoist_exchange_run_finish (GAsyncResult *result, HoistExchangeResult *exchange, GError **error);

G_END_DECLS
