/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A runner from inside, for the files that make it up:
 * hoist-runner-start.c what comes before the first step; hoist-runner.c the walk from step to step;
 * hoist-runner-folder.c the look-up of the file's folder before it; hoist-runner-turn.c errors that
 * send it to another step, and waits; hoist-runner-save.c what is saved on the way;
 * hoist-runner-end.c how a run ends. */
#pragma once

#include "hoist-keeper.h"
#include "hoist-lane.h"
#include "hoist-preparation.h"
#include "hoist-runner.h"
#include "hoist-transfer.h"

G_BEGIN_DECLS

/* Turns in a row without one part done, before the service is called unreliable. */
#define HOIST_RUNNER_MAX_TURNS 8

struct _HoistRunner {
  GObject parent_instance;

  HoistRecord *record;         /* (unowned): the session's */
  HoistFingerprint *last_look; /* (unowned): the session's */
  HoistEngine *engine;         /* (owned) */
  HoistChannel *channel;       /* (owned) */
  HoistSettings *options;      /* (owned) (nullable): as far as they count for this run */
  GPtrArray *former_options;   /* (owned) (element-type HoistSettings) */
  const HoistRunnerEvents *events;
  gpointer data;

  GCancellable *cancellable; /* (owned) */
  HoistPreparation *made;    /* (owned) (nullable) */
  HoistTransfer *transfer;   /* (owned) (nullable) */
  HoistTicket *ticket;       /* (unowned) (nullable): of @made */
  HoistStep first_step;
  HoistWork work;

  guint n_pending; /* operations that will call back */
  guint n_waiting; /* lanes that wait */
  guint n_begins;
  guint n_turns;
  guint n_searches; /* for the file's folder, that failed */
  gboolean has_folder;
  gboolean has_forgotten_folders;
  gboolean has_slot;
  gboolean is_draining;
  HoistState phase; /* the state to go back to when lanes no longer wait */
  guint64 kept;
  guint64 in_flight;
  guint64 hashed;
  gint64 wait_until;
  guint n_tries;  /* how often it has been tried again, this next time included */
  guint n_failed; /* attempts in a row without progress, of former runs */
  guint drain_timer;
  guint turn_timer;
  HoistStep turn_step;

  HoistKeeper *keeper; /* (owned) */

  gboolean is_ending;
  gboolean is_closing;
  gboolean has_end_state;
  HoistState end_state;
  HoistReason end_reason;
  char *end_message; /* (owned) (nullable) */
  gint64 end_wait_us;
};

static inline HoistClock *
hoist_runner_get_clock (HoistRunner *self)
{
  return hoist_engine_get_clock (self->engine);
}

static inline const HoistProvider *
hoist_runner_get_provider (HoistRunner *self)
{
  return hoist_channel_get_provider (self->channel);
}

/* the walk */
void hoist_runner_begin_upload (HoistRunner *self);
void hoist_runner_run_step (HoistRunner *self, HoistStep step);

/* the file's folder */
gboolean hoist_runner_needs_folder (HoistRunner *self);
void hoist_runner_find_folder (HoistRunner *self);
gboolean hoist_runner_forget_folders (HoistRunner *self);

/* turns and waits */
void hoist_runner_load_tries (HoistRunner *self);
void hoist_runner_note_tries (HoistRunner *self, guint n_failed);
gboolean hoist_runner_is_turn_allowed (HoistRunner *self, HoistStep step);
void hoist_runner_turn_to (HoistRunner *self, HoistStep step, gint64 wait_us, const GError *error);
void hoist_runner_turn (HoistRunner *self, HoistRetry retry, GError *error);
void
hoist_runner_lane_waiting (const GError *error, gint64 wait_us, guint n_tries, gpointer user_data);
void hoist_runner_lane_hashing (gboolean is_hashing, guint64 done, gpointer user_data);
void hoist_runner_lane_waiting_longer (const GError *error, gint64 wait_us, gpointer user_data);

/* saves */
void hoist_runner_save (HoistRunner *self,
                        HoistState state,
                        HoistReason reason,
                        const char *message,
                        HoistRunnerSaved then);
void hoist_runner_enter_phase (HoistRunner *self, HoistState phase, HoistRunnerSaved then);
void hoist_runner_keep_lane (HoistKept then, gpointer then_data, gpointer user_data);
void hoist_runner_save_parts (gpointer user_data);

/* ends */
gboolean hoist_runner_is_going_on (HoistRunner *self);
void hoist_runner_end (HoistRunner *self);
void hoist_runner_end_if_quiet (HoistRunner *self);
void
hoist_runner_end_with_error (HoistRunner *self, GError *error, gint64 wait_us, gboolean is_final);
void hoist_runner_end_proven (HoistRunner *self, HoistState state);

G_END_DECLS
