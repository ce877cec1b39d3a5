/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queue: a list model of sessions, in order, and the decision which of them run. */
#pragma once

#include "hoist-accounts.h"
#include "hoist-added-file.h"
#include "hoist-engine.h"
#include "hoist-session.h"
#include "hoist-store.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HOIST_TYPE_QUEUE (hoist_queue_get_type ())
G_DECLARE_FINAL_TYPE (HoistQueue, hoist_queue, HOIST, QUEUE, GObject)

/**
 * HoistQueueTotals:
 * @n_left: uploads that are not finished, paused or in need of attention included
 * @n_running: those at work
 * @n_finished: those finished since the start
 * @n_attention: those that need the user
 * @bytes_left: of the uploads that go on by themselves
 * @rate: bytes a second of all together
 * @seconds_left: -1 when unknown
 */
typedef struct {
  guint n_left;
  guint n_running;
  guint n_finished;
  guint n_attention;
  guint n_paused;
  guint64 bytes_left;
  guint64 rate;
  gint64 seconds_left;
} HoistQueueTotals;

/**
 * HoistQueueGate:
 *
 * Asked before each start, of the one whose turn it is. When it may not start, the gate may have
 * told it to wait; else it stays where it is, and everything behind it too.
 *
 * Returns: whether it may start now
 */
typedef gboolean (*HoistQueueGate) (HoistSession *session, gpointer data);

/* Returns: whether @session is one of those that are looked for */
typedef gboolean (*HoistQueueTest) (HoistSession *session, gconstpointer data);

/* A GListModel of HoistSession. Properties: "is-paused" (pause all), "is-idle" (nothing runs and
 * nothing can start without the user or the world). Signals: "session-changed" (HoistSession):
 * state or progress; "totals-changed": at most four times a second. */

HoistQueue *hoist_queue_new (HoistStore *store, HoistAccounts *accounts, HoistEngine *engine);
HoistStore *hoist_queue_get_store (HoistQueue *self);
void hoist_queue_restore (HoistQueue *self, GPtrArray *records, gboolean is_paused);

gint64 hoist_queue_take_position (HoistQueue *self);
GPtrArray *hoist_queue_enter (HoistQueue *self, GPtrArray *records);

void hoist_queue_set_running (HoistQueue *self, gboolean is_running);
void hoist_queue_set_gate (HoistQueue *self, HoistQueueGate gate, gpointer data);
void hoist_queue_look_again (HoistQueue *self);
void hoist_queue_add_async (HoistQueue *self,
                            GPtrArray *files,
                            const char *account,
                            HoistSettings *options,
                            gboolean is_paused,
                            GAsyncReadyCallback callback,
                            gpointer data);
GPtrArray *hoist_queue_add_finish (HoistQueue *self, GAsyncResult *result, GError **error);
GPtrArray *hoist_queue_add_finish_counted (HoistQueue *self,
                                           GAsyncResult *result,
                                           guint *n_new,
                                           guint *n_joined,
                                           GError **error);
void hoist_queue_upload_again (HoistQueue *self, HoistSession *session);

HoistSession *hoist_queue_find (HoistQueue *self, gint64 id);
HoistSession *hoist_queue_find_path (HoistQueue *self, const char *path, const char *account);
GPtrArray *hoist_queue_find_all (HoistQueue *self, HoistQueueTest test, gconstpointer data);

/* Commands on one or many: each costs one transaction and few signals, whatever their number. With
 * thousands the rest is done a few milliseconds later, a piece in each turn of the main loop. */
void hoist_queue_pause (HoistQueue *self, HoistSession *session);
void hoist_queue_pause_many (HoistQueue *self, GPtrArray *sessions);
void hoist_queue_resume (HoistQueue *self, HoistSession *session);
void hoist_queue_resume_many (HoistQueue *self, GPtrArray *sessions);
void hoist_queue_retry (HoistQueue *self, HoistSession *session, gboolean is_start_over);
void hoist_queue_retry_many (HoistQueue *self, GPtrArray *sessions, gboolean is_start_over);
guint hoist_queue_retry_all_failed (HoistQueue *self);
void hoist_queue_remove (HoistQueue *self, HoistSession *session);
void hoist_queue_remove_many (HoistQueue *self, GPtrArray *sessions);
gboolean hoist_queue_undo_remove (HoistQueue *self, HoistSession *session);
guint hoist_queue_undo_remove_many (HoistQueue *self, GPtrArray *sessions);
GPtrArray *hoist_queue_clear_finished (HoistQueue *self);

/* Uploads' own settings, and their account. */
gboolean
hoist_queue_can_set_option (HoistQueue *self, HoistSession *session, const HoistField *field);
gboolean hoist_queue_can_set_options (HoistQueue *self, HoistSession *session);
gboolean hoist_queue_set_options (HoistQueue *self,
                                  GPtrArray *sessions,
                                  HoistSettings *options,
                                  const char *const *forgotten,
                                  guint *n_changed,
                                  GError **error);
HoistSettings *hoist_queue_dup_remembered_options (HoistQueue *self, const char *account);
void hoist_queue_set_account (HoistQueue *self, GPtrArray *sessions, const char *account);

/* The order, which decides what starts next. */
void hoist_queue_move (HoistQueue *self, GPtrArray *sessions, HoistSession *before);
void hoist_queue_move_to_end (HoistQueue *self, GPtrArray *sessions, gboolean is_top);

gboolean hoist_queue_is_paused (HoistQueue *self);
void hoist_queue_set_paused (HoistQueue *self, gboolean is_paused);
gboolean hoist_queue_is_idle (HoistQueue *self);
void hoist_queue_get_totals (HoistQueue *self, HoistQueueTotals *totals);

void hoist_queue_stop_async (HoistQueue *self, GAsyncReadyCallback callback, gpointer data);
gboolean hoist_queue_stop_finish (HoistQueue *self, GAsyncResult *result, GError **error);

G_END_DECLS
