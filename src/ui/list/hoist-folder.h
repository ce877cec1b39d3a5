/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder that was added: many uploads as one row, with their sums. */
#pragma once

#include "hoist-session.h"

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * HoistFolderShare:
 *
 * What one upload was last counted as in its folder: the sums are kept by difference, so that a
 * folder of a hundred thousand files costs no more than one of two.
 */
typedef struct {
  HoistState state;
  HoistReason reason;
  guint64 size;
  guint64 bytes_done;
} HoistFolderShare;

/**
 * HoistFolderSums:
 * @n_done: finished, those that the cloud still works on included
 * @n_running: at work, or about to try again
 * @n_queued: those that start by themselves
 * @n_held: waiting for something else than their turn: network, account, a meter
 * @bytes_done: bytes that the service has
 * @bytes_left: of the files that go on by themselves
 */
typedef struct {
  guint n_files;
  guint n_done;
  guint n_running;
  guint n_queued;
  guint n_held;
  guint n_paused;
  guint n_attention;
  guint64 size;
  guint64 bytes_done;
  guint64 bytes_left;
} HoistFolderSums;

#define HOIST_TYPE_FOLDER (hoist_folder_get_type ())
G_DECLARE_FINAL_TYPE (HoistFolder, hoist_folder, HOIST, FOLDER, GObject)

/* Signal "changed": the sums are new. Property "is-expanded", notified. */

HoistFolder *hoist_folder_new (gint64 id, const char *name);

gint64 hoist_folder_get_id (HoistFolder *self);
const char *hoist_folder_get_name (HoistFolder *self);
const HoistFolderSums *hoist_folder_get_sums (HoistFolder *self);
double hoist_folder_get_fraction (HoistFolder *self);
guint64 hoist_folder_get_rate (HoistFolder *self);
gint64 hoist_folder_get_seconds_left (HoistFolder *self);
gint64 hoist_folder_get_last_ended (HoistFolder *self);
gboolean hoist_folder_is_expanded (HoistFolder *self);

/* For the list that keeps it. */
void hoist_folder_set_expanded (HoistFolder *self, gboolean is_expanded);
void hoist_folder_add (HoistFolder *self, HoistFolderShare *share, HoistSession *session);
void hoist_folder_subtract (HoistFolder *self, const HoistFolderShare *share);
void hoist_folder_tell (HoistFolder *self);

G_END_DECLS
