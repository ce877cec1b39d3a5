/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queue from inside, for the files that make it up: hoist-queue.c the list; hoist-queue-rows.c
 * rows that come into the list and leave it; hoist-queue-move.c their order; hoist-queue-bulk.c
 * commands on many; hoist-queue-removal.c rows that are removed and put back; hoist-queue-entries.c
 * what it keeps of each session; hoist-queue-schedule.c which of them run; hoist-queue-options.c
 * uploads' own settings; hoist-queue-accounts.c those whose account stops or comes back;
 * hoist-intake.c the way in. */
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

  GPtrArray *sessions;   /* (owned) (element-type HoistSession): ascending by position */
  GHashTable *entries;   /* (owned) (element-type gint64 HoistQueueEntry): by the id in its record,
                            removed ones included */
  GHashTable *by_file;   /* (owned) (element-type HoistRecord HoistSession): those that are not
                            ended, by path and account */
  HoistChores *chores;   /* (owned) */
  HoistJanitor *janitor; /* (owned): of entries that need no file any more */
  GQueue arrivals;       /* (element-type GTask): files on their way in, one of which is let in */
  GPtrArray *removals;   /* (owned) (element-type HoistQueueRemoval): that can be undone */
  gint64 last_position;
  guint n_due;       /* rows that may start */
  guint first_due;   /* the index of the first of them, or before it */
  GPtrArray *active; /* (owned) (element-type HoistQueueEntry): those that run */
  gboolean is_running;
  gboolean is_paused;
  gboolean was_idle;
  guint schedule_id;
  HoistQueueGate gate; /* (nullable) */
  gpointer gate_data;  /* (unowned) */

  HoistTally tally;
  HoistEstimate *estimate; /* (owned) */
  guint totals_timer;
  GTask *stopping; /* (owned) (nullable) */
};

/* New states of sessions at rest, which are saved together. */
typedef struct {
  GPtrArray *sessions; /* (owned) (element-type HoistSession) */
  GArray *marks;       /* (owned) (nullable) (element-type HoistMark): of each */
} HoistQueueMarks;

/* What one command removed, while that can be undone. */
typedef struct {
  HoistQueue *queue;   /* (unowned) */
  GPtrArray *sessions; /* (owned) (element-type HoistSession): those put back included */
  guint n_left;
  guint timer;
} HoistQueueRemoval;

/* One session as the queue knows it. */
typedef struct {
  HoistQueue *queue;     /* (unowned) */
  HoistSession *session; /* (owned) */
  HoistTallyEntry counted;
  HoistQueueRemoval *removal; /* (unowned) (nullable): while it can be put back */
  gboolean is_shown;          /* in the list */
  gboolean is_due;            /* may start */
  gboolean is_picked;         /* for whatever is done at the moment */
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
HoistQueueEntry *hoist_queue_find_entry (HoistQueue *self, HoistSession *session);
HoistQueueEntry *hoist_queue_enter_hidden (HoistQueue *self, HoistRecord *record);
void hoist_queue_index_file (HoistQueue *self, HoistSession *session);
void hoist_queue_unindex_file (HoistQueue *self, HoistSession *session);
void hoist_queue_drop (HoistQueue *self, HoistQueueEntry *entry);
void hoist_queue_forget (HoistQueue *self, HoistQueueEntry *entry);
guint hoist_queue_hash_file (gconstpointer record);
gboolean hoist_queue_equal_file (gconstpointer a, gconstpointer b);

/* rows: sessions in the list, or to be in it */
guint hoist_queue_find_row (HoistQueue *self, HoistSession *session);
GPtrArray *hoist_queue_pick_rows (HoistQueue *self, GPtrArray *sessions);
void hoist_queue_show (HoistQueue *self, GPtrArray *rows);
void hoist_queue_sort_rows (GPtrArray *rows);
void hoist_queue_take_rows_out (HoistQueue *self, GPtrArray *rows);
void hoist_queue_put_rows_in (HoistQueue *self, GPtrArray *rows);

void hoist_queue_mend_places (HoistQueue *self);

/* many at once */
HoistQueueMarks *hoist_queue_marks_new (void);
void hoist_queue_marks_free (HoistQueueMarks *self);
void hoist_queue_mark (HoistQueueMarks *marks, HoistSession *session, HoistState state);
void hoist_queue_save_marks (HoistQueue *self, HoistQueueMarks *marks);
void hoist_queue_set_all_paused (HoistQueue *self, gboolean is_paused);

/* removals */
GHashTable *hoist_queue_find_removed (HoistQueue *self);
void hoist_queue_removal_free (HoistQueueRemoval *self);

/* the schedule */
void hoist_queue_schedule (HoistQueue *self);
void hoist_queue_set_due (HoistQueue *self, HoistQueueEntry *entry, gboolean is_due);
gboolean hoist_queue_start_care (gpointer item, gpointer user_data);
void hoist_queue_finish_stopping (HoistQueue *self);

/* accounts */
gboolean hoist_queue_is_stuck (HoistSession *session);
void hoist_queue_watch_accounts (HoistQueue *self);

G_END_DECLS
