/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The thread that owns the database: group commit, and answers in order. */
#include "hoist-store-thread.h"

#include "hoist-error.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>

/* How often kept jobs are tried again while nothing else happens. */
#define RETRY_US (2 * G_TIME_SPAN_SECOND)

/* Progress is on the disk, and not only in the system's memory, at most this late. Waiting for the
 * disk at each part would leave parts unwritten meanwhile, which a kill takes with it. */
#define SYNC_US (2 * G_TIME_SPAN_SECOND)

/* How often the inbox is looked at. */
#define LOOK_US (250 * G_TIME_SPAN_MILLISECOND)

/* Right behind GTK's drawing. */
#define ANSWER_PRIORITY (G_PRIORITY_HIGH_IDLE + 30)

/* Thousands of answers may come from one commit: the window is drawn in between. */
#define ANSWERING_US (4 * G_TIME_SPAN_MILLISECOND)

typedef struct {
  HoistStoreJobKind kind;
  HoistStoreWork work; /* (nullable) */
  HoistStoreDone done; /* (nullable) */
  gpointer data;
  GDestroyNotify free_data; /* (nullable) */
  GError *error;            /* (owned) (nullable): of the latest run */
  gboolean is_disk_failure; /* @error is the disk's fault */
  gboolean is_given_up;     /* a kept job's failure is said once */
} Job;

/* An answer on its way to the main context. */
typedef struct {
  HoistStoreDone done; /* (nullable) */
  gpointer data;
  GDestroyNotify free_data; /* (nullable) */
  GError *error;            /* (owned) (nullable) */
} Answer;

struct _HoistStoreThread {
  GThread *thread;
  GMainContext *context; /* (owned): where answers go */
  HoistStoreLook look;
  HoistStoreDone trouble;
  gpointer data; /* of both */

  GMutex mutex;
  GCond cond;
  GQueue jobs;            /* (element-type Job): under the mutex */
  GQueue answers;         /* (element-type Answer): under the mutex */
  GSource *answer_source; /* (owned) (nullable): under the mutex */
  gboolean is_watching;   /* under the mutex */
  gboolean is_ending;     /* under the mutex */
  gboolean is_giving_up;  /* under the mutex */

  HoistSql *sql;         /* (owned) (nullable): the thread's own */
  GPtrArray *kept;       /* (owned) (element-type Job): the thread's own */
  GError *told;          /* (owned) (nullable): the thread's own: the trouble that was told */
  gint64 synced_us;      /* the thread's own: when a commit last waited for the disk */
  gboolean is_unsynced;  /* the thread's own: a commit since then did not */
  gboolean has_given_up; /* the thread's own */
};

static void
job_free (Job *job)
{
  if (job->free_data != NULL)
    job->free_data (job->data);
  g_clear_error (&job->error);
  g_free (job);
}

static void
answer_free (Answer *answer)
{
  if (answer->free_data != NULL)
    answer->free_data (answer->data);
  g_clear_error (&answer->error);
  g_free (answer);
}

static gboolean
on_answers (gpointer data)
{
  HoistStoreThread *self = data;
  gint64 end_us = g_get_monotonic_time () + ANSWERING_US;

  do {
    Answer *answer = NULL;

    g_mutex_lock (&self->mutex);
    answer = g_queue_pop_head (&self->answers);
    if (answer == NULL)
      g_clear_pointer (&self->answer_source, g_source_unref);
    g_mutex_unlock (&self->mutex);

    if (answer == NULL)
      return G_SOURCE_REMOVE;
    if (answer->done != NULL)
      answer->done (answer->data, answer->error);
    /* May drop the last reference to the store: nothing of @self is used behind this. */
    answer_free (answer);
    if (g_source_is_destroyed (g_main_current_source ()))
      return G_SOURCE_REMOVE;
  } while (g_get_monotonic_time () < end_us);

  return G_SOURCE_CONTINUE;
}

/**
 * hoist_store_thread_report:
 *
 * Calls @done in the main context, behind the answers that are already on their way. Called on
 * the store's thread.
 */
void
hoist_store_thread_report (HoistStoreThread *self,
                           HoistStoreDone done,
                           gpointer data,
                           GDestroyNotify free_data,
                           const GError *error)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->done = done;
  answer->data = data;
  answer->free_data = free_data;
  answer->error = error != NULL ? g_error_copy (error) : NULL;

  g_mutex_lock (&self->mutex);
  g_queue_push_tail (&self->answers, answer);
  if (self->answer_source == NULL) {
    self->answer_source = g_idle_source_new ();
    g_source_set_priority (self->answer_source, ANSWER_PRIORITY);
    g_source_set_callback (self->answer_source, on_answers, self, NULL);
    g_source_attach (self->answer_source, self->context);
  }
  g_mutex_unlock (&self->mutex);
}

static gboolean
run_kept_text (HoistSql *sql, const char *text, GError **error)
{
  HoistStatement *statement = hoist_sql_prepare (sql, text, error);

  return statement != NULL && hoist_sql_do (sql, statement, error);
}

static gboolean
is_disk_failure (HoistSqlTrouble trouble)
{
  return trouble != HOIST_SQL_TROUBLE_NONE && trouble != HOIST_SQL_TROUBLE_OTHER;
}

static gboolean
is_kept (const Job *job)
{
  return job->kind == HOIST_STORE_KEEP || job->kind == HOIST_STORE_PROGRESS;
}

static gboolean
is_writer (const Job *job)
{
  return job->kind == HOIST_STORE_WRITE || is_kept (job);
}

/* Returns FALSE where the whole transaction is lost; a failure of the job alone is in the job. */
static gboolean
run_job (HoistStoreThread *self, Job *job, GError **error)
{
  if (job->work == NULL)
    return TRUE;
  if (is_writer (job) && !run_kept_text (self->sql, "SAVEPOINT job", error))
    return FALSE;
  if (job->work (&self->sql, job->data, &job->error))
    return !is_writer (job) || run_kept_text (self->sql, "RELEASE job", error);

  if (is_disk_failure (hoist_sql_get_trouble (self->sql)) ||
      !hoist_sql_is_in_transaction (self->sql)) {
    g_propagate_error (error, g_steal_pointer (&job->error));
    return FALSE;
  }
  return !is_writer (job) || (run_kept_text (self->sql, "ROLLBACK TO job", error) &&
                              run_kept_text (self->sql, "RELEASE job", error));
}

/* In WAL mode every commit is in the file when it returns; FULL also waits for the disk. */
static gboolean
begin (HoistStoreThread *self, gboolean is_synced, GError **error)
{
  return run_kept_text (self->sql,
                        is_synced ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL",
                        error) &&
         run_kept_text (self->sql, "BEGIN IMMEDIATE", error);
}

static gboolean
commit (HoistStoreThread *self, gboolean is_synced, GError **error)
{
  if (!run_kept_text (self->sql, "COMMIT", error))
    return FALSE;
  if (is_synced)
    self->synced_us = g_get_monotonic_time ();
  self->is_unsynced = !is_synced;
  return TRUE;
}

static gboolean
is_sync_due (HoistStoreThread *self)
{
  return g_get_monotonic_time () - self->synced_us >= SYNC_US;
}

/* Waits for the disk with all that was committed. A disk that takes nothing is told about by the
 * next job. */
static void
sync_progress (HoistStoreThread *self)
{
  if (self->sql != NULL)
    hoist_sql_run (self->sql, "PRAGMA wal_checkpoint (PASSIVE)", NULL);
  self->synced_us = g_get_monotonic_time ();
  self->is_unsynced = FALSE;
}

static gboolean
run_transaction (HoistStoreThread *self, Job **jobs, guint n_jobs, GError **error)
{
  gboolean has_writer = FALSE;
  gboolean is_synced = is_sync_due (self);

  for (guint i = 0; i < n_jobs; i++) {
    has_writer = has_writer || is_writer (jobs[i]);
    is_synced = is_synced || (is_writer (jobs[i]) && jobs[i]->kind != HOIST_STORE_PROGRESS);
    g_clear_error (&jobs[i]->error);
    jobs[i]->is_disk_failure = FALSE;
  }

  if (has_writer ? !begin (self, is_synced, error) : !run_kept_text (self->sql, "BEGIN", error))
    return FALSE;
  for (guint i = 0; i < n_jobs; i++) {
    if (!run_job (self, jobs[i], error))
      return FALSE;
  }
  return has_writer ? commit (self, is_synced, error) : run_kept_text (self->sql, "COMMIT", error);
}

static void
fail_job (Job *job, const GError *error)
{
  g_clear_error (&job->error);
  job->error = g_error_copy (error);
  job->is_disk_failure = TRUE;
}

/* One commit for all; where that fails each by itself, so that one that is too large for the disk
 * does not take the others with it. Kept ones stay in order: none overtakes one that failed. */
static void
run_group (HoistStoreThread *self, Job **jobs, guint n_jobs)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) kept_error = NULL;

  if (n_jobs == 0 || run_transaction (self, jobs, n_jobs, &error))
    return;
  if (hoist_sql_is_in_transaction (self->sql))
    hoist_sql_run (self->sql, "ROLLBACK", NULL);
  if (n_jobs == 1) {
    fail_job (jobs[0], error);
    return;
  }

  for (guint i = 0; i < n_jobs; i++) {
    if (is_kept (jobs[i]) && kept_error != NULL)
      fail_job (jobs[i], kept_error);
    else
      run_group (self, &jobs[i], 1);
    if (is_kept (jobs[i]) && jobs[i]->is_disk_failure && kept_error == NULL)
      kept_error = g_error_copy (jobs[i]->error);
  }
}

/* Closing fails while something is kept, since it is lost then. */
static void
run_outside (HoistStoreThread *self, Job *job)
{
  gboolean was_open = self->sql != NULL;

  g_clear_error (&job->error);
  if (job->work (&self->sql, job->data, &job->error) && was_open && self->sql == NULL &&
      self->kept->len > 0)
    job->error = g_error_copy (((Job *) g_ptr_array_index (self->kept, 0))->error);
}

static void
answer_jobs (HoistStoreThread *self, GPtrArray *jobs)
{
  for (guint i = 0; i < jobs->len; i++) {
    Job *job = g_ptr_array_index (jobs, i);
    GDestroyNotify free_data = job->free_data;

    if (is_kept (job) && job->is_disk_failure) {
      if (self->has_given_up && !job->is_given_up)
        hoist_store_thread_report (self, job->done, job->data, NULL, job->error);
      job->is_given_up = self->has_given_up;
      g_ptr_array_add (self->kept, job);
      continue;
    }

    if (job->kind == HOIST_STORE_FLUSH && job->error == NULL && self->kept->len > 0)
      job->error = g_error_copy (((Job *) g_ptr_array_index (self->kept, 0))->error);
    job->free_data = NULL;
    hoist_store_thread_report (self, job->done, job->data, free_data, job->error);
    job_free (job);
  }
}

static void
run_inside (HoistStoreThread *self, GPtrArray *group)
{
  g_autoptr (GError) closed = NULL;

  if (self->sql != NULL) {
    run_group (self, (Job **) group->pdata, group->len);
  } else {
    closed = g_error_new_literal (HOIST_ERROR, HOIST_ERROR_NO_ACCESS,
                                  _ ("The queue is not open. Quit Hoist and start it again."));
    for (guint i = 0; i < group->len; i++) {
      Job *job = g_ptr_array_index (group, i);

      fail_job (job, closed);
      job->is_disk_failure = FALSE;
    }
  }
  answer_jobs (self, group);
  g_ptr_array_set_size (group, 0);
}

/* Behind the answers of the commit that made the difference. */
static void
tell_trouble (HoistStoreThread *self)
{
  const Job *first = self->kept->len > 0 ? g_ptr_array_index (self->kept, 0) : NULL;
  const GError *error = first != NULL ? first->error : NULL;

  if (g_strcmp0 (error != NULL ? error->message : NULL,
                 self->told != NULL ? self->told->message : NULL) == 0)
    return;

  g_clear_error (&self->told);
  self->told = error != NULL ? g_error_copy (error) : NULL;
  hoist_store_thread_report (self, self->trouble, self->data, NULL, error);
}

/* Kept jobs go first, then what was queued while the former commit was running. */
static void
run_jobs (HoistStoreThread *self, GQueue *jobs)
{
  g_autoptr (GPtrArray) group = g_steal_pointer (&self->kept);
  Job *job = NULL;

  self->kept = g_ptr_array_new ();
  while ((job = g_queue_pop_head (jobs)) != NULL) {
    if (job->kind != HOIST_STORE_OUTSIDE) {
      g_ptr_array_add (group, job);
      continue;
    }
    run_inside (self, group);
    run_outside (self, job);
    g_ptr_array_add (group, job);
    answer_jobs (self, group);
    g_ptr_array_set_size (group, 0);
  }
  run_inside (self, group);
  tell_trouble (self);
}

/* Returns FALSE when the thread shall end. */
static gboolean
wait_for_jobs (HoistStoreThread *self, GQueue *jobs, gboolean *is_watching)
{
  gboolean is_ending = FALSE;

  g_mutex_lock (&self->mutex);
  while (g_queue_is_empty (&self->jobs) && !self->is_ending) {
    gint64 wait_us = self->is_watching     ? LOOK_US
                     : self->kept->len > 0 ? RETRY_US
                     : self->is_unsynced   ? SYNC_US
                                           : 0;

    if (wait_us == 0)
      g_cond_wait (&self->cond, &self->mutex);
    else if (!g_cond_wait_until (&self->cond, &self->mutex, g_get_monotonic_time () + wait_us))
      break;
  }
  *jobs = self->jobs;
  g_queue_init (&self->jobs);
  is_ending = self->is_ending && g_queue_is_empty (jobs);
  *is_watching = self->is_watching;
  self->has_given_up = self->is_giving_up;
  g_mutex_unlock (&self->mutex);
  return !is_ending;
}

static gpointer
run_thread (gpointer data)
{
  HoistStoreThread *self = data;
  GQueue jobs = G_QUEUE_INIT;
  gboolean is_watching = FALSE;
  gint64 looked_us = 0;

  while (wait_for_jobs (self, &jobs, &is_watching)) {
    gint64 now_us = g_get_monotonic_time ();

    run_jobs (self, &jobs);
    if (self->is_unsynced && is_sync_due (self))
      sync_progress (self);
    if (is_watching && self->sql != NULL && now_us - looked_us >= LOOK_US) {
      self->look (&self->sql, self->data);
      looked_us = now_us;
    }
  }

  run_jobs (self, &jobs);
  g_clear_pointer (&self->sql, hoist_sql_close);
  return NULL;
}

/**
 * hoist_store_thread_new:
 * @look: called while watching
 * @trouble: called in the main context when the disk begins to take nothing, with the reason, and
 *   without one when everything that was kept is durable
 *
 * Starts the thread. Answers come in the present thread-default main context.
 */
HoistStoreThread *
hoist_store_thread_new (HoistStoreLook look, HoistStoreDone trouble, gpointer data)
{
  HoistStoreThread *self = g_new0 (HoistStoreThread, 1);

  self->context = g_main_context_ref_thread_default ();
  self->look = look;
  self->trouble = trouble;
  self->data = data;
  self->kept = g_ptr_array_new ();
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  g_queue_init (&self->jobs);
  g_queue_init (&self->answers);
  self->thread = g_thread_new ("hoist-store", run_thread, self);
  return self;
}

/**
 * hoist_store_thread_free:
 *
 * Writes what is queued, closes the database and ends the thread; answers that were not given yet
 * are not given any more.
 */
void
hoist_store_thread_free (HoistStoreThread *self)
{
  g_mutex_lock (&self->mutex);
  self->is_ending = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
  g_thread_join (self->thread);

  if (self->answer_source != NULL) {
    g_source_destroy (self->answer_source);
    g_clear_pointer (&self->answer_source, g_source_unref);
  }
  g_ptr_array_set_free_func (self->kept, (GDestroyNotify) job_free);
  g_clear_pointer (&self->kept, g_ptr_array_unref);
  g_queue_clear_full (&self->answers, (GDestroyNotify) answer_free);
  g_queue_clear_full (&self->jobs, (GDestroyNotify) job_free);
  g_clear_error (&self->told);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self);
}

/**
 * hoist_store_thread_push:
 * @work: (nullable): what to do, on the store's thread
 * @done: (nullable): called in the main context when it is durable, or has failed
 * @free_data: (nullable): called in the main context behind the last call of @done
 *
 * Queues a job. All that is queued while a commit is running shares the next one.
 */
void
hoist_store_thread_push (HoistStoreThread *self,
                         HoistStoreJobKind kind,
                         HoistStoreWork work,
                         HoistStoreDone done,
                         gpointer data,
                         GDestroyNotify free_data)
{
  Job *job = g_new0 (Job, 1);

  job->kind = kind;
  job->work = work;
  job->done = done;
  job->data = data;
  job->free_data = free_data;

  g_mutex_lock (&self->mutex);
  g_queue_push_tail (&self->jobs, job);
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
}

/**
 * hoist_store_thread_set_watching:
 *
 * Begins or ends the regular looks.
 */
void
hoist_store_thread_set_watching (HoistStoreThread *self, gboolean is_watching)
{
  g_mutex_lock (&self->mutex);
  self->is_watching = is_watching;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
}

/**
 * hoist_store_thread_give_up:
 *
 * From now on whoever waits for a kept job is told when it fails: the program is about to end. It
 * is tried again all the same until the database is closed.
 */
void
hoist_store_thread_give_up (HoistStoreThread *self)
{
  g_mutex_lock (&self->mutex);
  self->is_giving_up = TRUE;
  g_mutex_unlock (&self->mutex);
  /* tries what is kept at once */
  hoist_store_thread_push (self, HOIST_STORE_FLUSH, NULL, NULL, NULL, NULL);
}
