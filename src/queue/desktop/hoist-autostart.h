/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The start of the application when the user logs in: an entry of the desktop's, or a wish to the
 * portal where the program is in a sandbox. */
#pragma once

#include "hoist-clock.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the entry calls the program with: it goes on with uploads without a window. */
#define HOIST_AUTOSTART_OPTION "--hidden"

/**
 * HoistAutostart:
 * @application_id: names the entry
 * @program: (type filename): what it starts
 * @portal: (nullable): the session's bus, when only the portal may make the entry
 * @clock: (nullable): without a portal it is not needed
 */
typedef struct {
  const char *application_id;
  const char *program;
  GDBusConnection *portal;
  HoistClock *clock;
} HoistAutostart;

char *hoist_autostart_dup_path (const char *application_id);
char *hoist_autostart_dup_program (void);

void hoist_autostart_set_async (const HoistAutostart *self,
                                gboolean is_wanted,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data);
gboolean hoist_autostart_set_finish (GAsyncResult *result, GError **error);
gboolean hoist_autostart_may_run_behind (GAsyncResult *result);

G_END_DECLS
