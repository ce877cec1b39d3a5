/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queue from inside, for the files that make it up: hoist-queue.c the list and the commands on
 * it; hoist-queue-entries.c what it keeps of each session; hoist-queue-schedule.c which of them
 * run; hoist-queue-accounts.c those whose account stops or comes back. */
#pragma once

#include "hoist-chores.h"
#include "hoist-estimate.h"
#include "hoist-janitor.h"
#include "hoist-queue.h"
#include "hoist-tally.h"

G_BEGIN_DECLS

struct _HoistQueue {
  GObject parent_instance;

  HoistStore *store;       /* (owned) */
  HoistAccounts *accounts; /* (owned) */
  HoistEngine *engine;     /* (owned) */

  GPtrArray *sessions; /* (owned) (element-type HoistSession): ascending by position */
  GHashTable
      *entries; /* (owned) (element-type gint64 HoistQueueEntry): by id, removed ones included */
  GHashTable *by_file;   /* (owned) (element-type utf8 HoistSession): those that are not ended */
  GSequence *due;        /* (owned) (element-type HoistQueueEntry): what may start, by position */
  HoistChores *chores;   /* (owned) */
  HoistJanitor *janitor; /* (owned): of entries that need no file any more */
  gint64 last_position;
  guint n_active;
  gboolean is_running;
  gboolean is_paused;
  gboolean was_idle;
  guint schedule_id;

  HoistTally tally;
  HoistEstimate *estimate; /* (owned) */
  guint totals_timer;
  GTask *stopping; /* (owned) (nullable) */
};

/* One session as the queue knows it. */
typedef struct {
  HoistQueue *queue;     /* (unowned) */
  HoistSession *session; /* (owned) */
  HoistTallyEntry counted;
  GSequenceIter *due; /* (unowned) (nullable) */
  guint undo_timer;
  gboolean is_active;
  gboolean is_in_care;
} HoistQueueEntry;

static inline HoistClock *
hoist_queue_get_clock (HoistQueue *self)
{
  return hoist_engine_get_clock (self->engine);
}

static inline gint64
hoist_queue_get_position (HoistSession *session)
{
  return hoist_session_get_record (session)->position;
}

/* who looks on */
void hoist_queue_notify_idle (HoistQueue *self);
void hoist_queue_tell_changed (HoistQueue *self, HoistSession *session);
void hoist_queue_tell_totals (HoistQueue *self);

/* entries */
void hoist_queue_entry_free (HoistQueueEntry *self);
char *hoist_queue_make_file_key (const char *path, const char *account);
HoistQueueEntry *hoist_queue_find_entry (HoistQueue *self, HoistSession *session);
HoistQueueEntry *hoist_queue_enter_hidden (HoistQueue *self, HoistRecord *record);
HoistQueueEntry *hoist_queue_enter_shown (HoistQueue *self, HoistRecord *record);
void hoist_queue_index_file (HoistQueue *self, HoistSession *session);
void hoist_queue_forget (HoistQueue *self, HoistQueueEntry *entry);

/* the schedule */
void hoist_queue_schedule (HoistQueue *self);
void hoist_queue_set_due (HoistQueue *self, HoistQueueEntry *entry, gboolean is_due);
gboolean hoist_queue_start_care (gpointer item, gpointer user_data);
void hoist_queue_finish_stopping (HoistQueue *self);

/* accounts */
gboolean hoist_queue_is_stuck (HoistSession *session);
void hoist_queue_watch_accounts (HoistQueue *self);

G_END_DECLS
