/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session from inside, for the files that make it up: hoist-session.c its runs and what it can be
 * told; hoist-session-save.c its state, saved before it is shown; hoist-session-care.c what comes
 * when its file is no longer needed; hoist-session-properties.c what others see of it. */
#pragma once

#include "hoist-progress.h"
#include "hoist-runner.h"
#include "hoist-session.h"
#include "hoist-wake.h"

G_BEGIN_DECLS

struct _HoistSession {
  GObject parent_instance;

  HoistRecord *record;   /* (owned): as it is */
  HoistJournal *journal; /* (owned) */
  const HoistSessionWatch *watch;
  gpointer watch_data;

  /* as it was saved last, which is what others see */
  HoistState state;
  HoistReason reason;
  char *message; /* (owned) (nullable) */

  GPtrArray *lines; /* (owned) (nullable) (element-type HoistLogLine): for the next save */
  guint n_saves;    /* on their way to the disk */
  guint64 bytes_sent;
  HoistFingerprint last_look;
  guint n_tries; /* how often it has been tried again when it waits outside, the next included */
  gboolean is_woken;
  gboolean is_starting_over;

  /* from its first start on */
  HoistEngine *engine; /* (owned) (nullable) */
  HoistWake *wake;     /* (owned) (nullable) */

  /* while it runs */
  HoistRunner *runner;     /* (owned) (nullable) */
  HoistProgress *progress; /* (owned) (nullable) */

  /* when its file is no longer needed */
  GCancellable *care;   /* (owned) (nullable): of the aftercare that runs */
  HoistState cared_for; /* the state that it began in */
  gboolean is_clean;    /* nothing of a removed one is left at the service */
  HoistState removed_from;
};

/* what others see */
void hoist_session_install_properties (GObjectClass *object_class);
void hoist_session_notify_state (HoistSession *self);
void hoist_session_notify_progress (guint64 sent, gpointer user_data);

/* state */
void hoist_session_set_state (HoistSession *self,
                              HoistState state,
                              HoistReason reason,
                              const char *message,
                              gboolean is_ticket_dropped,
                              HoistRunner *asker,
                              HoistRunnerSaved then);

/* the log */
void hoist_session_log (HoistSession *self, HoistLogKind kind, const char *text);

/* runs */
void hoist_session_tell_due (HoistSession *self);
void hoist_session_stop_waking (HoistSession *self);

/* care */
void hoist_session_start_care (HoistSession *self, HoistEngine *engine, HoistChannel *channel);

G_END_DECLS
