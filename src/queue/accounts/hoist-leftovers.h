/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The unfinished uploads of an account: those that its service tells of, and our own. */
#pragma once

#include "hoist-workspace.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HoistLeftover:
 * @id: (owned) (nullable): the service's name for it; %NULL where the service tells nothing of it
 * @name: (owned): as the service has it, or the file's
 * @note: (owned) (nullable): one more remark for people: how it stands in the list, or the file's
 *   name at the service
 * @size: in bytes; 0 for unknown
 * @bytes_done: bytes that the service has; only known of our own
 * @since_us: when it was begun, microseconds since 1970; 0 for unknown
 * @upload: its number in our own list; 0 for one that was begun elsewhere, or has been forgotten
 */
typedef struct {
  char *id;
  char *name;
  char *note;
  guint64 size;
  guint64 bytes_done;
  gint64 since_us;
  gint64 upload;
} HoistLeftover;

HoistLeftover *hoist_leftover_copy (const HoistLeftover *self);
void hoist_leftover_free (HoistLeftover *self);

gboolean hoist_leftovers_are_told (HoistAccount *account);
char *hoist_leftovers_describe (HoistAccount *account);

void hoist_leftovers_list_async (HoistWorkspace *workspace,
                                 HoistAccount *account,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data);
GPtrArray *hoist_leftovers_list_finish (GAsyncResult *result, GError **error);

gboolean hoist_leftovers_can_resume (HoistWorkspace *workspace, const HoistLeftover *leftover);
void hoist_leftovers_resume (HoistWorkspace *workspace, const HoistLeftover *leftover);

void hoist_leftovers_clean_async (HoistWorkspace *workspace,
                                  HoistAccount *account,
                                  GPtrArray *leftovers,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer data);
guint hoist_leftovers_clean_finish (GAsyncResult *result, GError **error);

G_END_DECLS
