/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the application share: hoist-application.c its life, hoist-application-line.c
 * the command line, hoist-application-actions.c actions and shortcuts. */
#pragma once

#include "hoist-application.h"
#include "hoist-background.h"
#include "hoist-notifier.h"
#include "hoist-practice-host.h"
#include "hoist-speed-actions.h"
#include "hoist-wake-lock.h"
#include "hoist-window.h"
#include "hoist-workspace.h"

G_BEGIN_DECLS

struct _HoistApplication {
  AdwApplication parent;

  HoistWindow *window;         /* (unowned) (nullable): the application owns its windows */
  HoistWorkspace *workspace;   /* (owned) (nullable): while it is opening, too */
  HoistNotifier *notifier;     /* (owned) (nullable): once the workspace is open */
  HoistPracticeHost *practice; /* (owned) (nullable): once the workspace is open */
  HoistSuspend *suspend;       /* (owned) (nullable): once the workspace is open */
  HoistSpeedActions *speed;    /* (owned) (nullable): once the workspace is open */
  HoistWakeLock *wake_lock;    /* (owned) (nullable): once the workspace is open */
  HoistBackground *background; /* (owned) (nullable): once the workspace is open */
  char *folder;                /* (owned) (nullable) (type filename): the data folder */
  const char *wish;            /* (unowned) (nullable): an action of the window, once it is open */
  GVariant *wish_target;       /* (owned) (nullable) */
  guint slow_id;
  guint again_id;
  guint end_id;
  gint64 busy_since_us; /* 0 while nobody else runs the queue */
  guint term_id;
  guint interrupt_id;
  gboolean is_open;
  gboolean is_practice_wanted;
  gboolean is_pause_wanted; /* of all, as soon as the workspace is open */
  gboolean is_hidden;       /* nobody has asked for the window yet */
  gboolean is_bound;        /* to its window: the desktop does not let it go on without */
  gboolean is_quitting;
};

void hoist_application_leave (HoistApplication *self);
void hoist_application_open_workspace (HoistApplication *self);
void hoist_application_want_practice (HoistApplication *self);
void hoist_application_want_pause (HoistApplication *self);

void hoist_application_add_options (HoistApplication *self);
int hoist_application_handle_local_options (GApplication *application, GVariantDict *given);
int hoist_application_command_line (GApplication *application, GApplicationCommandLine *line);

void hoist_application_add_actions (HoistApplication *self);
void hoist_application_fulfil_wish (HoistApplication *self);

G_END_DECLS
