/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scheduler for reading and digesting, apart from uploads, with its own threads. */
#include "hoist-hasher.h"

#include "hoist-disk.h"
#include "hoist-hash-pass.h"

#include <fcntl.h>
#include <stdatomic.h>

/* From here on a file's digests get threads of their own; below, starting them costs more. */
#define THREADED_SIZE (4 * HOIST_HASH_PASS_BLOCK)

/* The kernel is asked for this much ahead, so that the disk works while we compute. */
#define READ_AHEAD (8 * 1024 * 1024)

/* Ranges are for parts that are about to be sent: they wait for nobody, but not all at once. By
 * disk, so that one which does not answer holds up none of the others. */
#define MAX_RANGES 2

#define PROGRESS_MS 100

/* Below drawing, above idle work. */
#define PRIORITY (G_PRIORITY_HIGH_IDLE + 30)

typedef struct {
  HoistDigests digests;
  HoistSlices *slices; /* (owned) (nullable) */
} Result;

/**
 * Job:
 * @task: (owned) (nullable): %NULL once it was cancelled, while a thread still ends its read
 * @result: (owned) (nullable): written by the thread, read after it has ended
 * @error: (owned) (nullable): as @result
 * @done: bytes digested so far, written by the thread
 *
 * Belongs to the waiting line, then to the thread, then to on_job_ended(). All but what a thread
 * writes is touched in the main context only.
 */
typedef struct {
  HoistHasher *hasher; /* (owned) */
  HoistSource *source; /* (owned) */
  GTask *task;
  GMainContext *context;     /* (owned) */
  GCancellable *cancellable; /* (owned) (nullable) */
  GSource *cancelled;        /* (owned) (nullable) */
  GSource *progress_timer;   /* (owned) (nullable) */
  HoistHasherProgress progress;
  gpointer progress_data;

  gboolean is_range;
  gboolean is_running;
  HoistDisk disk;
  HoistDigestKinds kinds;
  HoistDigestKinds slice_kind;
  guint64 slice_size;
  guint64 offset;
  guint64 length;

  Result *result;
  GError *error;
  atomic_uint_fast64_t done;
  guint64 shown;
} Job;

struct _HoistHasher {
  GObject parent;

  char *sys_root; /* (owned) (nullable) */
  GThreadPool *threads;
  GQueue waiting;            /* (element-type Job): whole files, first come first served */
  GQueue ranges;             /* (element-type Job): ahead of them */
  GHashTable *readers;       /* (element-type guint64 guint): files being read, by disk */
  GHashTable *range_readers; /* (element-type guint64 guint): and ranges */
  guint n_files;
};

G_DEFINE_FINAL_TYPE (HoistHasher, hoist_hasher, G_TYPE_OBJECT)

static void
result_free (Result *result)
{
  g_clear_pointer (&result->slices, hoist_slices_unref);
  g_free (result);
}

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
job_free (Job *job)
{
  clear_source (&job->cancelled);
  clear_source (&job->progress_timer);
  g_clear_pointer (&job->result, result_free);
  g_clear_error (&job->error);
  g_clear_object (&job->task);
  g_clear_object (&job->cancellable);
  g_object_unref (job->source);
  g_main_context_unref (job->context);
  g_object_unref (job->hasher);
  g_free (job);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Result, result_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Job, job_free)

static guint
count_readers (GHashTable *readers, guint64 key)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (readers, &key));
}

static void
set_readers (GHashTable *readers, guint64 key, guint count)
{
  if (count == 0)
    g_hash_table_remove (readers, &key);
  else
    g_hash_table_insert (readers, g_memdup2 (&key, sizeof (key)), GUINT_TO_POINTER (count));
}

static GHashTable *
get_readers (const Job *job)
{
  return job->is_range ? job->hasher->range_readers : job->hasher->readers;
}

/* Whether the disk takes one more. */
static gboolean
is_welcome (const Job *job)
{
  return count_readers (get_readers (job), job->disk.key) <
         (job->is_range ? MAX_RANGES : job->disk.readers);
}

static void
start_job (Job *job)
{
  GHashTable *readers = get_readers (job);

  job->is_running = TRUE;
  if (!job->is_range)
    job->hasher->n_files++;
  set_readers (readers, job->disk.key, count_readers (readers, job->disk.key) + 1);
  g_thread_pool_push (job->hasher->threads, job, NULL);
}

/* Oldest first; what is behind a busy disk does not hold up what is on other disks. */
static void
start_welcome (HoistHasher *self, GQueue *line, guint max_files)
{
  for (GList *link = line->head; link != NULL && self->n_files < max_files;) {
    GList *next = link->next;
    Job *job = link->data;

    if (is_welcome (job)) {
      g_queue_delete_link (line, link);
      start_job (job);
    }
    link = next;
  }
}

/* Starts what may run: the ranges, then the files. */
static void
schedule (HoistHasher *self)
{
  start_welcome (self, &self->ranges, G_MAXUINT);
  start_welcome (self, &self->waiting, MAX (g_get_num_processors (), 2));
}

static gboolean
on_progress (gpointer data)
{
  Job *job = data;
  guint64 done = atomic_load (&job->done);

  if (done != job->shown) {
    job->shown = done;
    job->progress (done, job->progress_data);
  }

  return G_SOURCE_CONTINUE;
}

static gboolean
on_job_ended (gpointer data)
{
  g_autoptr (Job) job = data;
  g_autoptr (GTask) task = g_steal_pointer (&job->task);
  HoistHasher *self = job->hasher;
  GHashTable *readers = get_readers (job);

  clear_source (&job->cancelled);
  clear_source (&job->progress_timer);
  if (!job->is_range)
    self->n_files--;
  set_readers (readers, job->disk.key, count_readers (readers, job->disk.key) - 1);
  schedule (self);

  if (task == NULL)
    return G_SOURCE_REMOVE;

  if (job->error != NULL) {
    g_task_return_error (task, g_steal_pointer (&job->error));
  } else {
    if (job->progress != NULL && job->shown != job->length)
      job->progress (job->length, job->progress_data);
    g_task_return_pointer (task, g_steal_pointer (&job->result), (GDestroyNotify) result_free);
  }

  return G_SOURCE_REMOVE;
}

/* The caller hears of it at once; a thread that hangs in a read keeps its place until it ends. */
static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  Job *job = data;
  HoistHasher *self = job->hasher;
  g_autoptr (GTask) task = g_steal_pointer (&job->task);

  clear_source (&job->cancelled);
  clear_source (&job->progress_timer);
  if (!job->is_running) {
    g_queue_remove (job->is_range ? &self->ranges : &self->waiting, job);
    job_free (job);
  }

  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  return G_SOURCE_REMOVE;
}

static gboolean
digest (Job *job, GError **error)
{
  gboolean is_threaded = job->length >= THREADED_SIZE && g_get_num_processors () > 1;
  g_autoptr (HoistHashPass) pass =
      hoist_hash_pass_new (job->kinds, job->slice_kind, job->slice_size, is_threaded);
  guint64 done = 0;

  while (done < job->length) {
    guint64 offset = job->offset + done;
    gsize n = (gsize) MIN (job->length - done, HOIST_HASH_PASS_BLOCK);

    if (g_cancellable_set_error_if_cancelled (job->cancellable, error))
      return FALSE;

    if (done % (READ_AHEAD / 2) == 0)
      (void) posix_fadvise (hoist_source_get_fd (job->source), (off_t) offset, READ_AHEAD,
                            POSIX_FADV_WILLNEED);
    if (!hoist_source_read (job->source, offset, hoist_hash_pass_take_block (pass), n, error))
      return FALSE;

    hoist_hash_pass_put_block (pass, n);
    done += n;
    atomic_store (&job->done, done);
  }

  /* What was read is worth something only if nobody wrote meanwhile. */
  if (!hoist_source_check (job->source, error))
    return FALSE;

  job->result = g_new0 (Result, 1);
  hoist_hash_pass_finish (pass, &job->result->digests, &job->result->slices);
  return TRUE;
}

static void
run_job (gpointer data, gpointer user_data)
{
  Job *job = data;
  g_autoptr (GMainContext) context = g_main_context_ref (job->context);
  g_autoptr (GSource) source = g_idle_source_new ();

  (void) digest (job, &job->error);

  /* From here on the job is the main context's. */
  g_source_set_priority (source, PRIORITY);
  g_source_set_callback (source, on_job_ended, job, NULL);
  g_source_attach (source, context);
}

static void
hoist_hasher_finalize (GObject *object)
{
  HoistHasher *self = HOIST_HASHER (object);

  /* Each job holds a reference, so nothing waits and nothing runs. */
  g_thread_pool_free (self->threads, FALSE, TRUE);
  g_hash_table_unref (self->readers);
  g_hash_table_unref (self->range_readers);
  g_free (self->sys_root);

  G_OBJECT_CLASS (hoist_hasher_parent_class)->finalize (object);
}

static void
hoist_hasher_class_init (HoistHasherClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hoist_hasher_finalize;
}

static void
hoist_hasher_init (HoistHasher *self)
{
  g_queue_init (&self->waiting);
  g_queue_init (&self->ranges);
  self->readers = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->range_readers = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->threads = g_thread_pool_new (run_job, NULL, -1, FALSE, NULL);
}

/**
 * hoist_hasher_new:
 * @sys_root: (nullable) (type filename): where sysfs is, and then disks are looked up anew; %NULL
 *   goes by what was found when a file was opened
 *
 * Returns: (transfer full): a hasher; one is enough, and more would not know of each other's disks
 */
HoistHasher *
hoist_hasher_new (const char *sys_root)
{
  HoistHasher *self = g_object_new (HOIST_TYPE_HASHER, NULL);

  self->sys_root = g_strdup (sys_root);
  return self;
}

static Job *
job_new (GTask *task, HoistSource *source, HoistDigestKinds kinds)
{
  HoistHasher *self = g_task_get_source_object (task);
  Job *job = g_new0 (Job, 1);

  job->hasher = g_object_ref (self);
  job->source = g_object_ref (source);
  job->task = g_object_ref (task);
  job->context = g_main_context_ref (g_task_get_context (task));
  job->kinds = kinds;
  job->disk = *hoist_source_get_disk (source);
  if (self->sys_root != NULL)
    hoist_disk_find (hoist_source_get_fd (source), self->sys_root, &job->disk);
  if (g_task_get_cancellable (task) == NULL)
    return job;

  job->cancellable = g_object_ref (g_task_get_cancellable (task));
  job->cancelled = g_cancellable_source_new (job->cancellable);
  g_source_set_callback (job->cancelled, G_SOURCE_FUNC (on_cancelled), job, NULL);
  g_source_attach (job->cancelled, job->context);
  return job;
}

static void
job_start_progress (Job *job, HoistHasherProgress progress, gpointer progress_data)
{
  job->progress = progress;
  job->progress_data = progress_data;
  job->progress_timer = g_timeout_source_new (PROGRESS_MS);
  g_source_set_priority (job->progress_timer, PRIORITY);
  g_source_set_callback (job->progress_timer, on_progress, job, NULL);
  g_source_attach (job->progress_timer, job->context);
}

/**
 * hoist_hasher_digest_file_async:
 * @source: its size is the one it had when it was opened
 * @wanted: digests of the whole file, and of slices in the same pass; copied
 * @progress: (nullable): called at most ten times a second in the thread-default main context,
 *   never after @callback; bytes still waiting for their turn are not counted
 * @cancellable: (nullable): @callback follows at once, even while a disk hangs
 *
 * Digests a file when its turn comes: first come first served, as many at once as each disk
 * likes. Memory does not grow with the file, but for its slices. Fails as hoist_source_check()
 * when the file is not the same at its end, and as hoist_source_read().
 */
void
hoist_hasher_digest_file_async (HoistHasher *self,
                                HoistSource *source,
                                const HoistWanted *wanted,
                                HoistHasherProgress progress,
                                gpointer progress_data,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  Job *job;

  g_return_if_fail (wanted->slice_kind == HOIST_DIGEST_NONE || wanted->slice_size > 0);

  g_task_set_source_tag (task, hoist_hasher_digest_file_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  job = job_new (task, source, wanted->file);
  job->slice_kind = wanted->slice_kind;
  job->slice_size = wanted->slice_size;
  job->length = hoist_source_get_fingerprint (source)->size;
  if (progress != NULL)
    job_start_progress (job, progress, progress_data);

  g_queue_push_tail (&self->waiting, job);
  schedule (self);
}

/**
 * hoist_hasher_digest_file_finish:
 * @digests: (out) (optional): only the asked kinds are known
 * @slices: (out) (optional) (nullable) (transfer full): %NULL when none were asked for
 *
 * Returns: whether the file was read to its end and stayed the same
 */
gboolean
hoist_hasher_digest_file_finish (HoistHasher *self,
                                 GAsyncResult *result,
                                 HoistDigests *digests,
                                 HoistSlices **slices,
                                 GError **error)
{
  g_autoptr (Result) taken = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  taken = g_task_propagate_pointer (G_TASK (result), error);
  if (taken == NULL)
    return FALSE;

  if (digests != NULL)
    *digests = taken->digests;
  if (slices != NULL)
    *slices = g_steal_pointer (&taken->slices);

  return TRUE;
}

/**
 * hoist_hasher_digest_range_async:
 * @source: an open file
 * @kinds: digests of the range
 * @offset: where it begins
 * @length: in bytes; may not end behind the file's end
 * @cancellable: (nullable): @callback follows at once
 *
 * Digests a part that is about to be sent: ahead of all whole files, and whatever its disk does,
 * but only a few at once. Fails as hoist_hasher_digest_file_async().
 */
void
hoist_hasher_digest_range_async (HoistHasher *self,
                                 HoistSource *source,
                                 HoistDigestKinds kinds,
                                 guint64 offset,
                                 guint64 length,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  Job *job;

  g_task_set_source_tag (task, hoist_hasher_digest_range_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  job = job_new (task, source, kinds);
  job->is_range = TRUE;
  job->offset = offset;
  job->length = length;

  g_queue_push_tail (&self->ranges, job);
  schedule (self);
}

/**
 * hoist_hasher_digest_range_finish:
 * @digests: (out): only the asked kinds are known
 *
 * Returns: whether the range was read and the file stayed the same
 */
gboolean
hoist_hasher_digest_range_finish (HoistHasher *self,
                                  GAsyncResult *result,
                                  HoistDigests *digests,
                                  GError **error)
{
  return hoist_hasher_digest_file_finish (self, result, digests, NULL, error);
}
