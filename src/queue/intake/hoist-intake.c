/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way into the queue: files are looked at on a thread, joined with what is there, stored, and
 * only then shown. One after the other, so that no file comes in twice. Of very many a first load
 * comes in before the others, so that a window has rows right after a drop. */
#include "hoist-intake.h"

#include "hoist-access.h"
#include "hoist-added-file.h"
#include "hoist-content-type.h"
#include "hoist-disk.h"
#include "hoist-documents.h"
#include "hoist-parallel.h"
#include "hoist-queue-private.h"
#include "hoist-reaction.h"

/* An empty file that was changed just now may be about to be filled. */
#define FRESH_US (10 * G_USEC_PER_SEC)

#define TURN_US (4 * G_TIME_SPAN_MILLISECOND)
#define AT_ONCE 32

/* So many files are worth a thread of their own to look at them. */
#define STRETCH 2000

/* More than a window shows, and few enough to come in within a frame or two. */
#define FIRST_LOAD 1000

/* Right behind GTK's drawing. */
#define PRIORITY (G_PRIORITY_HIGH_IDLE + 30)

typedef struct {
  HoistQueue *queue;             /* (owned) */
  GPtrArray *files;              /* (owned) (element-type HoistAddedFile) */
  char *account;                 /* (owned) */
  HoistSettings *options;        /* (owned) (nullable) */
  const HoistProvider *provider; /* (nullable): of the account, if there is one */
  HoistSettings *settings;       /* (owned) (nullable): a copy of the account's */
  gboolean is_paused;
  gint64 now_us;
  GHashTable *seen; /* (owned) (element-type filename): what was named before */
  guint load_begin; /* of @files: what comes in now */
  guint load_end;
  GPtrArray *records;  /* (owned) (element-type HoistRecord): of the load, to be stored */
  GPtrArray *rows;     /* (owned) (element-type HoistSession): of the load, new, not shown yet */
  guint next;          /* of @records, to become a row */
  GPtrArray *sessions; /* (owned) (element-type HoistSession): the answer */
  guint n_joined;      /* files that were there already, or were named more than once */
  guint n_new;
} Intake;

static void
intake_free (Intake *self)
{
  g_object_unref (self->queue);
  g_ptr_array_unref (self->files);
  g_free (self->account);
  g_clear_pointer (&self->options, hoist_settings_unref);
  g_clear_pointer (&self->settings, hoist_settings_unref);
  g_hash_table_unref (self->seen);
  g_clear_pointer (&self->records, g_ptr_array_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->sessions, g_ptr_array_unref);
  g_free (self);
}

/* The mount point of the file before: files come by the folder. */
typedef struct {
  char *folder;      /* (owned) (nullable) */
  char *mount_point; /* (owned) (nullable) */
} LastMount;

/* Reading the table of mounts takes longer than all the rest, and files come by the folder. A link
 * may lead elsewhere, so it is asked for by itself. */
static char *
dup_mount_point (LastMount *last, const char *path, gboolean is_link)
{
  g_autofree char *folder = NULL;

  if (is_link)
    return hoist_disk_find_mount_point (path);

  folder = g_path_get_dirname (path);
  if (g_strcmp0 (folder, last->folder) != 0) {
    g_free (last->folder);
    g_free (last->mount_point);
    last->folder = g_steal_pointer (&folder);
    last->mount_point = hoist_disk_find_mount_point (path);
  }
  return g_strdup (last->mount_point);
}

static void
need_user (HoistRecord *record, const GError *error)
{
  const HoistReaction *reaction = hoist_reaction_get (error->code);

  record->state = HOIST_STATE_ATTENTION;
  record->reason =
      reaction->state == HOIST_STATE_ATTENTION ? reaction->reason : HOIST_REASON_NO_ACCESS;
  g_free (record->message);
  record->message = g_strdup (error->message);
}

/* Says at once what the service's rules would say when its turn comes, perhaps hours later. The
 * type by content costs a look into the file: only for those that the name alone cannot save. */
static void
judge (const Intake *self, HoistRecord *record)
{
  g_autofree char *name = g_filename_display_basename (record->path);
  g_autofree char *content_type = NULL;
  g_autoptr (GError) error = NULL;
  HoistFileFacts file = {
    .name = name, .folder = record->folder, .size = record->size, .modified_us = record->modified_us
  };
  const HoistFacts facts = { .provider = self->provider,
                             .settings = self->settings,
                             .options = record->options,
                             .file = &file,
                             .now_us = self->now_us };

  if (self->provider == NULL ||
      (record->size == 0 && record->modified_us > self->now_us - FRESH_US) ||
      hoist_provider_check_file (&facts, NULL))
    return;
  file.content_type = content_type = hoist_content_type_find (record->path);
  if (!hoist_provider_check_file (&facts, &error))
    need_user (record, error);
}

/* A file that cannot be read becomes a row all the same, which says why: nothing that a user
 * added is swallowed. */
static HoistRecord *
look (const Intake *self, const HoistAddedFile *file, LastMount *last)
{
  g_autofree char *given = g_canonicalize_filename (file->path, NULL);
  g_autofree char *absolute = hoist_documents_take (given);
  HoistRecord *record = hoist_record_new (absolute, self->account);
  HoistFingerprint fingerprint = { 0 };
  gboolean is_link = FALSE;
  g_autoptr (GError) error = NULL;

  if (!hoist_settings_is_empty (self->options))
    record->options = hoist_settings_ref (self->options);
  record->folder = g_strdup (file->folder);
  record->added_us = self->now_us;
  record->state = self->is_paused ? HOIST_STATE_PAUSED : HOIST_STATE_QUEUED;
  if (hoist_fingerprint_read (absolute, &fingerprint, &is_link, &error)) {
    record->size = fingerprint.size;
    record->modified_us = fingerprint.modified_us;
    record->mount_point = dup_mount_point (last, absolute, is_link);
    judge (self, record);
  } else {
    need_user (record, error);
  }
  return record;
}

static gpointer
look_at_stretch (guint from, guint to, gpointer data)
{
  const Intake *self = data;
  GPtrArray *records = g_ptr_array_sized_new (to - from);
  LastMount last = { 0 };

  for (guint i = from; i < to; i++) {
    const HoistAddedFile *file = g_ptr_array_index (self->files, self->load_begin + i);

    g_ptr_array_add (records, look (self, file, &last));
  }
  g_free (last.folder);
  g_free (last.mount_point);
  return records;
}

/* The same file twice is one. Takes over the records. */
static void
keep_new (Intake *self, GPtrArray *records, GPtrArray *kept)
{
  for (guint i = 0; i < records->len; i++) {
    HoistRecord *record = g_ptr_array_index (records, i);

    if (g_hash_table_add (self->seen, g_strdup (record->path))) {
      g_ptr_array_add (kept, record);
    } else {
      self->n_joined++;
      hoist_record_free (record);
    }
  }
}

static void
look_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Intake *self = task_data;
  GPtrArray *kept = g_ptr_array_new_with_free_func ((GDestroyNotify) hoist_record_free);
  g_autoptr (GPtrArray) stretches =
      hoist_parallel_map (self->load_end - self->load_begin, STRETCH, look_at_stretch, self);

  g_ptr_array_set_free_func (stretches, (GDestroyNotify) g_ptr_array_unref);
  for (guint i = 0; i < stretches->len; i++)
    keep_new (self, g_ptr_array_index (stretches, i), kept);
  g_task_return_pointer (task, kept, (GDestroyNotify) g_ptr_array_unref);
}

static void join_all (GTask *task);
static void look_at_load (GTask *task);

/* Lets the next one in. */
static void
leave (GTask *task)
{
  Intake *self = g_task_get_task_data (task);
  GQueue *arrivals = &self->queue->arrivals;

  g_queue_pop_head (arrivals);
  if (!g_queue_is_empty (arrivals))
    join_all (g_queue_peek_head (arrivals));
}

/* The next load, or the answer. Takes over @task. */
static void
go_on (GTask *task)
{
  Intake *self = g_task_get_task_data (task);

  if (self->load_end < self->files->len) {
    self->load_begin = self->load_end;
    self->load_end = self->files->len;
    look_at_load (task);
    return;
  }

  leave (task);
  g_task_return_pointer (task, g_steal_pointer (&self->sessions),
                         (GDestroyNotify) g_ptr_array_unref);
  g_object_unref (task);
}

/* Makes rows of a few records; the load is shown at once at its end. */
static gboolean
on_turn (gpointer user_data)
{
  GTask *task = user_data;
  Intake *self = g_task_get_task_data (task);
  gint64 end_us = g_get_monotonic_time () + TURN_US;

  do {
    guint end = MIN (self->next + AT_ONCE, self->records->len);

    for (; self->next < end; self->next++) {
      HoistRecord *record = g_steal_pointer (&g_ptr_array_index (self->records, self->next));
      HoistQueueEntry *entry = hoist_queue_enter_hidden (self->queue, record);

      g_ptr_array_add (self->rows, g_object_ref (entry->session));
      g_ptr_array_add (self->sessions, g_object_ref (entry->session));
    }
  } while (self->next < self->records->len && g_get_monotonic_time () < end_us);
  if (self->next < self->records->len)
    return G_SOURCE_CONTINUE;

  hoist_queue_show (self->queue, self->rows);
  g_ptr_array_set_size (self->rows, 0);
  go_on (task);
  return G_SOURCE_REMOVE;
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Intake *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (!hoist_store_add_finish (HOIST_STORE (source), result, &error)) {
    leave (task);
    g_task_return_error (task, error);
    return;
  }

  self->n_new += self->records->len;
  self->next = 0;
  if (on_turn (task) == G_SOURCE_CONTINUE)
    g_idle_add_full (PRIORITY, on_turn, task, NULL);
  g_steal_pointer (&task);
}

/* (nullable): What came before there was any account goes to the default one, when its turn comes.
 */
static HoistSession *
find_without_account (Intake *self, const HoistRecord *record)
{
  HoistAccount *chosen = hoist_accounts_get_default (self->queue->accounts);

  if (chosen == NULL || !g_str_equal (hoist_account_get_id (chosen), record->account))
    return NULL;
  return hoist_queue_find_path (self->queue, record->path, "");
}

/* The same file again joins the upload that is already there, or was until a moment ago: undone
 * later, its removal would have the file sent twice. */
static gboolean
join (Intake *self, const HoistRecord *record, GHashTable *removed, GPtrArray *put_back)
{
  HoistSession *session = hoist_queue_find_path (self->queue, record->path, record->account);

  if (session == NULL)
    session = find_without_account (self, record);
  if (session == NULL) {
    session = g_hash_table_lookup (removed, record);
    if (session == NULL)
      return FALSE;
    g_ptr_array_add (put_back, g_object_ref (session));
  }

  if (hoist_session_get_state (session) == HOIST_STATE_ATTENTION)
    hoist_session_retry (session, FALSE);
  g_ptr_array_add (self->sessions, g_object_ref (session));
  return TRUE;
}

/* Takes over @task, whose turn it is. */
static void
join_all (GTask *task)
{
  Intake *self = g_task_get_task_data (task);
  gsize n_records = 0;
  g_autofree gpointer *records = g_ptr_array_steal (self->records, &n_records);
  g_autoptr (GHashTable) removed = hoist_queue_find_removed (self->queue);
  g_autoptr (GPtrArray) put_back = g_ptr_array_new_with_free_func (g_object_unref);

  for (gsize i = 0; i < n_records; i++) {
    HoistRecord *record = records[i];

    if (join (self, record, removed, put_back)) {
      self->n_joined++;
      hoist_record_free (record);
      continue;
    }
    record->position = hoist_queue_take_position (self->queue);
    g_ptr_array_add (self->records, record);
  }
  hoist_queue_undo_remove_many (self->queue, put_back);
  if (self->records->len > 0)
    hoist_store_add_async (self->queue->store, self->records, on_stored, task);
  else
    go_on (task);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Intake *self = g_task_get_task_data (task);
  GQueue *arrivals = &self->queue->arrivals;

  g_clear_pointer (&self->records, g_ptr_array_unref);
  self->records = g_task_propagate_pointer (G_TASK (result), NULL);
  hoist_access_save (self->queue->store);
  /* later loads come in the turn of the first */
  if (self->load_begin == 0)
    g_queue_push_tail (arrivals, task);
  if (g_queue_peek_head (arrivals) == task)
    join_all (task);
}

static void
look_at_load (GTask *task)
{
  g_autoptr (GTask) looking = g_task_new (NULL, NULL, on_looked, task);

  g_task_set_source_tag (looking, look_in_thread);
  g_task_set_task_data (looking, g_task_get_task_data (task), NULL);
  g_task_run_in_thread (looking, look_in_thread);
}

/* The thread has its own copy: an account may be changed meanwhile. */
static void
take_account (Intake *self, const char *id)
{
  HoistAccount *account = hoist_accounts_find (self->queue->accounts, id);

  self->account = g_strdup (id);
  if (account == NULL)
    return;
  self->provider = hoist_account_get_provider (account);
  self->settings = hoist_settings_copy (hoist_account_get_settings (account));
}

/**
 * hoist_intake_add_async:
 * @files: (element-type HoistAddedFile): kept alive and left alone until the callback
 * @account: the account's id, or ""
 * @options: (nullable): the uploads' own settings
 * @is_paused: whether they wait for the user
 *
 * Adds files at the end of the queue: see hoist_queue_add_async(). When it fails, a first load of
 * very many files may be in the queue: named again, they are joined. One that the account's service
 * does not take, by its own rules on sizes, types and names, becomes a row that says so.
 */
void
hoist_intake_add_async (HoistQueue *queue,
                        GPtrArray *files,
                        const char *account,
                        HoistSettings *options,
                        gboolean is_paused,
                        GAsyncReadyCallback callback,
                        gpointer data)
{
  GTask *task = g_task_new (NULL, NULL, callback, data);
  Intake *self = g_new0 (Intake, 1);

  self->queue = g_object_ref (queue);
  self->files = g_ptr_array_ref (files);
  take_account (self, account);
  self->options = options != NULL ? hoist_settings_ref (options) : NULL;
  self->is_paused = is_paused;
  self->now_us = hoist_clock_get_real (hoist_queue_get_clock (queue));
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->load_end = MIN (files->len, FIRST_LOAD);
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  self->sessions = g_ptr_array_new_with_free_func (g_object_unref);
  g_task_set_source_tag (task, hoist_intake_add_async);
  g_task_set_task_data (task, self, (GDestroyNotify) intake_free);
  look_at_load (task);
}

/**
 * hoist_intake_add_finish:
 * @n_new: (out) (optional): files that came in
 * @n_joined: (out) (optional): files that were there already, or were named twice
 *
 * Returns: (transfer full) (element-type HoistSession): new ones and those that were joined
 */
GPtrArray *
hoist_intake_add_finish (GAsyncResult *result, guint *n_new, guint *n_joined, GError **error)
{
  const Intake *self = g_task_get_task_data (G_TASK (result));

  if (n_new != NULL)
    *n_new = self->n_new;
  if (n_joined != NULL)
    *n_joined = self->n_joined;
  return g_task_propagate_pointer (G_TASK (result), error);
}
