/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walks a running session through its steps; exists only while the session runs. */
#pragma once

#include "hoist-channel.h"
#include "hoist-engine.h"
#include "hoist-record.h"
#include "hoist-source.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HOIST_TYPE_RUNNER (hoist_runner_get_type ())
G_DECLARE_FINAL_TYPE (HoistRunner, hoist_runner, HOIST, RUNNER, GObject)

typedef void (*HoistRunnerSaved) (HoistRunner *self);

/**
 * HoistRunnerEvents:
 * @save: write down the session with this state, and what hoist_runner_fill_change() adds; call
 *   hoist_runner_saved() with @then when it is durable
 * @log: a line for the upload's log, to be saved with whatever is saved next
 * @wait: the session waits outside, for @wait_us at most
 * @progress: bytes were hashed, sent or taken back
 * @ended: nothing of the runner is left to happen; it may be dropped
 *
 * What a runner asks of its session.
 */
typedef struct {
  void (*save) (HoistState state,
                HoistReason reason,
                const char *message,
                HoistRunnerSaved then,
                gpointer data);
  void (*log) (HoistLogKind kind, const char *text, gpointer data);
  void (*wait) (gint64 wait_us, gpointer data);
  void (*progress) (guint64 sent, gpointer data);
  void (*ended) (gpointer data);
} HoistRunnerEvents;

HoistRunner *hoist_runner_new (HoistRecord *record,
                               HoistFingerprint *last_look,
                               HoistEngine *engine,
                               HoistChannel *channel,
                               const HoistRunnerEvents *events,
                               gpointer data);
void hoist_runner_start (HoistRunner *self);
void hoist_runner_drain (HoistRunner *self);
void hoist_runner_stop (HoistRunner *self);
void hoist_runner_saved (HoistRunner *self, HoistRunnerSaved then);
void hoist_runner_fill_change (HoistRunner *self, HoistChange *change);
void hoist_runner_set_options (HoistRunner *self, HoistSettings *options);
gboolean hoist_runner_has_begun (HoistRunner *self);
gboolean hoist_runner_has_committed (HoistRunner *self);
guint64 hoist_runner_get_bytes_done (HoistRunner *self);
guint64 hoist_runner_get_bytes_kept (HoistRunner *self);
guint64 hoist_runner_get_bytes_hashed (HoistRunner *self);
gint64 hoist_runner_get_wait_until (HoistRunner *self);
guint hoist_runner_get_n_tries (HoistRunner *self);

G_END_DECLS
