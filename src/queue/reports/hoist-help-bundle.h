/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All that somebody who helps needs to know, in one text without secrets. */
#pragma once

#include "hoist-workspace.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HoistHelpEntry:
 * @record: (owned)
 * @account: (owned) (nullable): its account's name
 * @lines: (owned) (nullable) (element-type HoistLogLine): what happened to it
 *
 * One upload that is told of.
 */
typedef struct {
  HoistRecord *record;
  char *account;
  GPtrArray *lines;
} HoistHelpEntry;

/**
 * HoistHelpBundle:
 * @made_us: microseconds since 1970
 * @versions: (owned) (element-type utf8): names and versions in turn
 * @system: (owned): lines about the computer
 * @preferences: (owned): a line each
 * @accounts: (owned): a paragraph each
 * @queue: (owned): lines about the queue as a whole
 * @doctor: (owned) (nullable): what the connection doctor found last
 * @entries: (owned) (element-type HoistHelpEntry): those in trouble first
 * @n_left_out: uploads that are only counted
 */
typedef struct {
  gint64 made_us;
  GPtrArray *versions;
  char *system;
  char *preferences;
  char *accounts;
  char *queue;
  char *doctor;
  GPtrArray *entries;
  guint n_left_out;
} HoistHelpBundle;

void hoist_help_bundle_collect_async (HoistWorkspace *workspace,
                                      gint64 now_us,
                                      GAsyncReadyCallback callback,
                                      gpointer data);
HoistHelpBundle *hoist_help_bundle_collect_finish (GAsyncResult *result, GError **error);
void hoist_help_bundle_free (HoistHelpBundle *self);

void hoist_help_bundle_add_version (HoistHelpBundle *self, const char *name, const char *version);
char *hoist_help_bundle_to_text (const HoistHelpBundle *self, gboolean has_names);
char *hoist_help_bundle_dup_file_name (const HoistHelpBundle *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistHelpBundle, hoist_help_bundle_free)

G_END_DECLS
