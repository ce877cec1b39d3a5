/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that a sandbox may not read any more: a folder that the user chooses brings all below it
 * back. */
#pragma once

#include "hoist-queue.h"
#include "hoist-store.h"

G_BEGIN_DECLS

void hoist_access_restore (HoistStore *store);
void hoist_access_save (HoistStore *store);

char *hoist_access_dup_folder (HoistSession *session);
void hoist_access_allow_async (HoistQueue *queue,
                               HoistSession *session,
                               const char *folder,
                               GAsyncReadyCallback callback,
                               gpointer data);
guint hoist_access_allow_finish (HoistQueue *queue, GAsyncResult *result, GError **error);

G_END_DECLS
