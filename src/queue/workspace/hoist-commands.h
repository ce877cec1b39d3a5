/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a program that does not run the queue asks of the one that does. */
#pragma once

#include "hoist-workspace.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HoistCommandKind:
 *
 * What is done with uploads. ADD is made with hoist_commands_make_add(), and those for accounts
 * with hoist_commands_make_account(), hoist_commands_make_remove_account() and
 * hoist_commands_make_refresh_account(); the rest are made with hoist_commands_make() and name
 * uploads by their ids; the last two are for the queue as a whole.
 */
typedef enum {
  HOIST_COMMAND_PAUSE,
  HOIST_COMMAND_RESUME,
  HOIST_COMMAND_RETRY,
  HOIST_COMMAND_START_OVER,
  HOIST_COMMAND_REMOVE,
  HOIST_COMMAND_PAUSE_ALL,
  HOIST_COMMAND_RESUME_ALL,
} HoistCommandKind;

#define HOIST_N_COMMANDS (HOIST_COMMAND_RESUME_ALL + 1)

char *hoist_commands_make (HoistCommandKind kind, const gint64 *ids, guint n_ids);
char *hoist_commands_make_add (HoistAddedFile *const *files,
                               guint n_files,
                               const char *account,
                               const HoistSettings *options,
                               gboolean is_paused);
char *
hoist_commands_make_account (const char *service, const char *name, const HoistSettings *settings);
char *hoist_commands_make_remove_account (const char *account);
char *hoist_commands_make_refresh_account (const char *account);

GArray *hoist_commands_apply (HoistQueue *queue, HoistCommandKind kind, const GArray *ids);

void hoist_commands_serve (HoistWorkspace *workspace);

void hoist_commands_send_async (HoistWorkspace *workspace,
                                const char *command,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data);
HoistSettings *
hoist_commands_send_finish (HoistWorkspace *workspace, GAsyncResult *result, GError **error);
GArray *hoist_commands_dup_ids (const HoistSettings *answer);

G_END_DECLS
