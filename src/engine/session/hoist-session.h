/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The upload session: one upload of one file to one account, its state, progress and result. */
#pragma once

#include "hoist-channel.h"
#include "hoist-engine.h"
#include "hoist-record.h"
#include "hoist-state.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HOIST_TYPE_SESSION (hoist_session_get_type ())
G_DECLARE_FINAL_TYPE (HoistSession, hoist_session, HOIST, SESSION, GObject)

/* Properties, all notified in the main context: "name", "state", "reason", "message", "size",
 * "bytes-done", "bytes-hashed", "fraction", "rate", "seconds-left", "link". Progress notifies at
 * most ten times a second; a state is notified after it was saved. */

/**
 * HoistSessionWatch:
 * @changed: its state, reason, size or the bytes that are done are new, and saved
 * @progress: so many body bytes more have left; at most ten times a second
 * @due: it may be started now
 * @ended: its run is over
 *
 * What the one owner of a session is told: a table and a pointer instead of signals, since a
 * queue may hold a hundred thousand sessions.
 */
typedef struct {
  void (*changed) (HoistSession *self, gpointer data);
  void (*progress) (HoistSession *self, guint64 sent, gpointer data);
  void (*due) (HoistSession *self, gpointer data);
  void (*ended) (HoistSession *self, gpointer data);
} HoistSessionWatch;

HoistSession *hoist_session_new (HoistRecord *record, HoistJournal *journal);

gint64 hoist_session_get_id (HoistSession *self);
const HoistRecord *hoist_session_get_record (HoistSession *self);
const char *hoist_session_get_path (HoistSession *self);
char *hoist_session_dup_name (HoistSession *self);
char *hoist_session_dup_uri (HoistSession *self);
const char *hoist_session_get_account (HoistSession *self);
HoistState hoist_session_get_state (HoistSession *self);
HoistReason hoist_session_get_reason (HoistSession *self);
const char *hoist_session_get_message (HoistSession *self);
guint64 hoist_session_get_size (HoistSession *self);
guint64 hoist_session_get_bytes_done (HoistSession *self);
guint64 hoist_session_get_bytes_hashed (HoistSession *self);
guint64 hoist_session_get_bytes_sent (HoistSession *self);
double hoist_session_get_fraction (HoistSession *self);
guint64 hoist_session_get_rate (HoistSession *self);
gint64 hoist_session_get_seconds_left (HoistSession *self);
gint64 hoist_session_get_wait_left (HoistSession *self);
guint hoist_session_get_n_tries (HoistSession *self);
const char *hoist_session_get_remote_id (HoistSession *self);
const char *hoist_session_get_link (HoistSession *self);
const char *hoist_session_get_verified (HoistSession *self);
gboolean hoist_session_is_instant (HoistSession *self);
gboolean hoist_session_can_pause (HoistSession *self);
gboolean hoist_session_can_resume (HoistSession *self);
gboolean hoist_session_can_retry (HoistSession *self);
gboolean hoist_session_is_busy (HoistSession *self);
gboolean hoist_session_is_due (HoistSession *self);
gboolean hoist_session_needs_care (HoistSession *self);
gboolean hoist_session_is_clean (HoistSession *self);
void hoist_session_set_watch (HoistSession *self, const HoistSessionWatch *watch, gpointer data);
gpointer hoist_session_get_watch_data (HoistSession *self);

void hoist_session_start (HoistSession *self, HoistEngine *engine, HoistChannel *channel);
void hoist_session_pause (HoistSession *self);
void hoist_session_resume (HoistSession *self);
void hoist_session_retry (HoistSession *self, gboolean is_start_over);
void hoist_session_stop (HoistSession *self);
void hoist_session_remove (HoistSession *self);
void hoist_session_clean_up (HoistSession *self);
void hoist_session_undo_remove (HoistSession *self);
void hoist_session_wait (HoistSession *self, HoistReason reason, const char *message);
gboolean hoist_session_can_change (HoistSession *self);
gboolean hoist_session_can_change_late (HoistSession *self);
void hoist_session_set_options (HoistSession *self, HoistSettings *options);
void hoist_session_assign (HoistSession *self, const char *account, HoistSettings *options);
void hoist_session_set_account (HoistSession *self, const char *account);
void hoist_session_set_position (HoistSession *self, gint64 position);

/* for a change of many at once, which the caller saves */
gboolean hoist_session_is_at_rest (HoistSession *self);
void hoist_session_mark (HoistSession *self, HoistState state);
void hoist_session_show_mark (HoistSession *self, HoistState state, gboolean is_saved);
HoistState hoist_session_get_undone_state (HoistSession *self);

G_END_DECLS
