/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which uploads are followed, what was already said about each, and whether all have ended. */
#pragma once

#include "hoist-cli-output.h"

G_BEGIN_DECLS

typedef struct _HoistCliWatch HoistCliWatch;

HoistCliWatch *hoist_cli_watch_new (gboolean is_json, gboolean is_wait);
void hoist_cli_watch_free (HoistCliWatch *self);

void hoist_cli_watch_add (HoistCliWatch *self, gint64 id);
void hoist_cli_watch_add_missing (HoistCliWatch *self, const HoistCliMissingPath *missing);
gboolean hoist_cli_watch_has (HoistCliWatch *self, gint64 id);
gint64 *hoist_cli_watch_dup_ids (HoistCliWatch *self, guint *n_ids);
void hoist_cli_watch_note (HoistCliWatch *self, const HoistCliRow *row);
void hoist_cli_watch_note_gone (HoistCliWatch *self, gint64 id);
gboolean hoist_cli_watch_are_all_ended (HoistCliWatch *self);
void hoist_cli_watch_finish (HoistCliWatch *self, const HoistCliRow *row);
int hoist_cli_watch_get_status (HoistCliWatch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistCliWatch, hoist_cli_watch_free)

G_END_DECLS
