/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds or creates the folders of an account's uploads: each once, whoever needs it, and written
 * down before use. */
#pragma once

#include "hoist-channel.h"
#include "hoist-engine.h"

#include <gio/gio.h>

G_BEGIN_DECLS

HoistFolders *hoist_folders_new (void);
void hoist_folders_free (HoistFolders *self);
void hoist_folders_find_async (HoistFolders *self,
                               HoistEngine *engine,
                               HoistChannel *channel,
                               const char *folder,
                               const HoistSettings *options,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer data);
char *hoist_folders_find_finish (GAsyncResult *result, GError **error);
void hoist_folders_forget (HoistEngine *engine, HoistChannel *channel);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistFolders, hoist_folders_free)

G_END_DECLS
