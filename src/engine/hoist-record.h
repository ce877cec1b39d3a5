/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One upload as a plain row: what the store keeps and a session shows. */
#pragma once

#include "hoist-log-line.h"
#include "hoist-settings.h"
#include "hoist-state.h"
#include "hoist-ticket.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * HoistRecord:
 * @id: the store's id, 0 before it was added
 * @position: order in the queue, ascending
 * @path: (owned) (type filename): absolute, the file system's own bytes
 * @account: (owned): the account's id; "" for none yet
 * @folder: (owned) (nullable): the folders below the one that the user added, as "Holiday/Day 1",
 *   UTF-8; %NULL for a file that was added by itself
 * @options: (owned) (nullable): this upload's own settings; replaced, never changed in place
 * @message: (owned) (nullable): the sentence for the present reason, translated
 * @size: bytes, as seen when it was added or started over
 * @modified_us: time of last change, as @size
 * @mount_point: (owned) (nullable) (type filename): of the removable drive the file lies on
 * @bytes_done: bytes the server has
 * @ended_us: when it was finished; 0 before
 * @remote_id: (owned) (nullable)
 * @link: (owned) (nullable)
 * @verified: (owned) (nullable): by what it was proven
 * @has_begun: the service knows of it, or may do so
 * @has_committed: its end was asked for, or may have been
 */
typedef struct {
  gint64 id;
  gint64 position;
  char *path;
  char *account;
  char *folder;
  HoistSettings *options;
  HoistState state;
  HoistReason reason;
  char *message;
  guint64 size;
  gint64 modified_us;
  char *mount_point;
  guint64 bytes_done;
  gint64 added_us;
  gint64 ended_us;
  char *remote_id;
  char *link;
  char *verified;
  gboolean is_instant;
  gboolean has_begun;
  gboolean has_committed;
} HoistRecord;

HoistRecord *hoist_record_new (const char *path, const char *account);
HoistRecord *hoist_record_copy (const HoistRecord *self);
void hoist_record_free (HoistRecord *self);

/**
 * HoistChange:
 * @record: (owned): the row as it shall be
 * @is_ticket_changed: @ticket is to be stored (%NULL: forgotten, with all parts)
 * @ticket: (owned) (nullable): text of hoist_ticket_to_text()
 * @is_grid_new: the stored parts are replaced by @parts
 * @parts: (owned) (nullable) (element-type HoistPart): new or changed parts
 * @is_sealed_changed: @sealed is to be stored in the vault, before the rest is stored
 * @sealed: (owned) (nullable): text of hoist_ticket_sealed_to_text()
 * @lines: (owned) (nullable) (element-type HoistLogLine): for the upload's log
 * @is_progress: only parts that arrived: the end of the program must not lose them, a power cut in
 *   the next seconds may, since they can be sent again
 *
 * What one save writes, all of it or nothing.
 */
typedef struct {
  HoistRecord *record;
  gboolean is_ticket_changed;
  char *ticket;
  gboolean is_grid_new;
  GArray *parts;
  gboolean is_sealed_changed;
  char *sealed;
  GPtrArray *lines;
  gboolean is_progress;
} HoistChange;

HoistChange *hoist_change_new (const HoistRecord *record);
void hoist_change_add_part (HoistChange *self, const HoistPart *part);
void hoist_change_free (HoistChange *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistRecord, hoist_record_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistChange, hoist_change_free)

G_END_DECLS
