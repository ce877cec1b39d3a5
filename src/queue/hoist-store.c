/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queue's database: requests in the main context, answered when they are durable. */
#include "hoist-store.h"

#include "hoist-error.h"
#include "hoist-store-journal.h"
#include "hoist-store-mail.h"
#include "hoist-store-notes.h"
#include "hoist-store-rows.h"
#include "hoist-store-schema.h"
#include "hoist-store-seals.h"
#include "hoist-store-thread.h"

#include "hoist-config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

/* From so many failed starts in a row on the queue opens paused: it may be the queue's fault. */
#define MAX_FAILED_STARTS 2

/* HoistQueue keeps its "pause all" under this name. */
#define PAUSED_SETTING "paused"

struct _HoistStore {
  GObject parent_instance;

  char *path; /* (owned) (type filename) */
  gboolean is_guest;
  gboolean was_killed;        /* or ended well: in any case it did not crash */
  HoistStoreThread *thread;   /* (owned) */
  HoistStoreSeals *seals;     /* (owned) */
  HoistStoreJournal *journal; /* (owned) */
  HoistStoreMail *mail;       /* (owned) */
  GHashTable *settings;       /* (owned) (element-type utf8 utf8): as they shall be */
  char *trouble;              /* (owned) (nullable) */
};

/* What a job needs and finds. The thread never looks at @task, the main context at nothing else
 * until the job has ended. */
typedef struct {
  HoistStore *self; /* (unowned): outlives the thread */
  GTask *task;      /* (owned) (nullable): cleared when it was answered */

  char *name;                   /* (owned) (nullable): of a setting or account */
  char *value;                  /* (owned) (nullable) */
  HoistAccountRow *account;     /* (owned) (nullable) */
  GPtrArray *records;           /* (owned) (nullable) (element-type HoistRecord) */
  GArray *ids;                  /* (owned) (nullable) (element-type gint64) */
  GArray *sealed_ids;           /* (owned) (nullable) (element-type gint64) */
  HoistStoreContents *contents; /* (owned) (nullable) */
  GHashTable *settings;         /* (owned) (nullable) */
} Request;

typedef enum { PROP_TROUBLE = 1 } HoistStoreProperty;

static GParamSpec *properties[PROP_TROUBLE + 1];

enum {
  POSTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void hoist_store_journal_interface_init (HoistJournalInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HoistStore,
                               hoist_store,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (HOIST_TYPE_JOURNAL,
                                                      hoist_store_journal_interface_init))

void
hoist_account_row_free (HoistAccountRow *self)
{
  g_free (self->id);
  g_free (self->service);
  g_free (self->name);
  g_free (self->settings);
  g_free (self);
}

void
hoist_store_contents_free (HoistStoreContents *self)
{
  g_free (self->id);
  g_clear_pointer (&self->records, g_ptr_array_unref);
  g_clear_pointer (&self->accounts, g_ptr_array_unref);
  g_free (self->notice);
  g_free (self);
}

static Request *
request_new (HoistStore *self, gpointer tag, GAsyncReadyCallback callback, gpointer data)
{
  Request *request = g_new0 (Request, 1);

  request->self = self;
  if (tag != NULL) {
    request->task = g_task_new (self, NULL, callback, data);
    g_task_set_source_tag (request->task, tag);
  }
  return request;
}

static void
request_free (Request *request)
{
  g_free (request->name);
  g_free (request->value);
  g_clear_pointer (&request->account, hoist_account_row_free);
  g_clear_pointer (&request->records, g_ptr_array_unref);
  g_clear_pointer (&request->ids, g_array_unref);
  g_clear_pointer (&request->sealed_ids, g_array_unref);
  g_clear_pointer (&request->contents, hoist_store_contents_free);
  g_clear_pointer (&request->settings, g_hash_table_unref);
  g_clear_object (&request->task);
  g_free (request);
}

static void
push (Request *request, HoistStoreJobKind kind, HoistStoreWork work, HoistStoreDone done)
{
  hoist_store_thread_push (request->self->thread, kind, work, done, request,
                           (GDestroyNotify) request_free);
}

static void
done_boolean (gpointer data, const GError *error)
{
  Request *request = data;
  g_autoptr (GTask) task = g_steal_pointer (&request->task);

  if (task == NULL)
    return;
  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_boolean (task, TRUE);
}

/* Opening, reading again, closing. */

static HoistStoreContents *
read_contents (HoistSql *sql, GHashTable **settings, GError **error)
{
  g_autoptr (HoistStoreContents) contents = g_new0 (HoistStoreContents, 1);

  g_clear_pointer (settings, g_hash_table_unref);
  contents->id = hoist_store_notes_dup_id (sql, error);
  if (contents->id == NULL)
    return NULL;
  *settings = hoist_store_notes_read_settings (sql, error);
  if (*settings == NULL)
    return NULL;
  contents->accounts = hoist_store_notes_read_accounts (sql, error);
  if (contents->accounts == NULL)
    return NULL;
  contents->records = hoist_store_rows_read (sql, error);
  if (contents->records == NULL)
    return NULL;

  contents->is_paused = g_strcmp0 (g_hash_table_lookup (*settings, PAUSED_SETTING), "1") == 0;
  return g_steal_pointer (&contents);
}

static gboolean
make_folder (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_mkdir_with_parents (folder, 0700) == 0)
    return TRUE;

  g_set_error (error, HOIST_ERROR, HOIST_ERROR_NO_ACCESS,
               _ ("The folder for the queue cannot be made: %s."), g_strerror (errno));
  return FALSE;
}

/* A start is counted even where the disk takes nothing: then just not across a restart. */
static gint64
count_start (HoistStore *self, HoistSql *sql)
{
  gint64 n_failed = 0;

  if (self->was_killed && !self->is_guest)
    hoist_store_notes_reset_starts (sql, NULL);
  if (!self->is_guest && !hoist_store_notes_count_start (sql, &n_failed, NULL))
    g_debug ("this start could not be counted");
  return n_failed;
}

static gboolean
work_open (HoistSql **sql, gpointer data, GError **error)
{
  Request *request = data;
  g_autoptr (HoistSql) opened = NULL;
  g_autofree char *notice = NULL;
  gint64 n_failed = 0;

  g_assert (*sql == NULL);
  if (!make_folder (request->self->path, error))
    return FALSE;
  opened = hoist_store_schema_open (request->self->path, !request->self->is_guest, &notice, error);
  if (opened == NULL)
    return FALSE;
  n_failed = count_start (request->self, opened);
  request->contents = read_contents (opened, &request->settings, error);
  if (request->contents == NULL)
    return FALSE;

  request->contents->notice = g_steal_pointer (&notice);
  request->contents->is_paused = request->contents->is_paused || n_failed >= MAX_FAILED_STARTS;
  *sql = g_steal_pointer (&opened);
  return TRUE;
}

static gboolean
work_reload (HoistSql **sql, gpointer data, GError **error)
{
  Request *request = data;

  g_clear_pointer (&request->contents, hoist_store_contents_free);
  request->contents = read_contents (*sql, &request->settings, error);
  return request->contents != NULL;
}

static void
done_contents (gpointer data, const GError *error)
{
  Request *request = data;
  g_autoptr (GTask) task = g_steal_pointer (&request->task);

  if (error != NULL) {
    g_task_return_error (task, g_error_copy (error));
    return;
  }

  g_hash_table_unref (request->self->settings);
  request->self->settings = g_steal_pointer (&request->settings);
  hoist_store_seals_set_store_id (request->self->seals, request->contents->id);
  g_task_return_pointer (task, g_steal_pointer (&request->contents),
                         (GDestroyNotify) hoist_store_contents_free);
}

static gboolean
work_close (HoistSql **sql, gpointer data, GError **error)
{
  Request *request = data;

  if (*sql == NULL)
    return TRUE;

  hoist_store_mail_give_up (request->self->mail, *sql);
  if (!request->self->is_guest)
    hoist_store_notes_reset_starts (*sql, NULL);
  g_clear_pointer (sql, hoist_sql_close);
  return TRUE;
}

static gboolean
work_mark_started (HoistSql **sql, gpointer data, GError **error)
{
  return hoist_store_notes_reset_starts (*sql, error);
}

/* Uploads. */

static gboolean
work_add (HoistSql **sql, gpointer data, GError **error)
{
  Request *request = data;

  for (guint i = 0; i < request->records->len; i++) {
    if (!hoist_store_rows_insert (*sql, g_ptr_array_index (request->records, i), error))
      return FALSE;
  }
  return TRUE;
}

static void
done_add (gpointer data, const GError *error)
{
  Request *request = data;

  for (guint i = 0; error != NULL && i < request->records->len; i++)
    ((HoistRecord *) g_ptr_array_index (request->records, i))->id = 0;
  done_boolean (data, error);
}

static gboolean
work_delete (HoistSql **sql, gpointer data, GError **error)
{
  Request *request = data;

  g_array_set_size (request->sealed_ids, 0);
  for (guint i = 0; i < request->ids->len; i++) {
    gint64 id = g_array_index (request->ids, gint64, i);
    gboolean has_sealed = FALSE;

    if (!hoist_store_rows_delete (*sql, id, &has_sealed, error))
      return FALSE;
    if (has_sealed)
      g_array_append_val (request->sealed_ids, id);
  }
  return TRUE;
}

static void
done_delete (gpointer data, const GError *error)
{
  Request *request = data;

  for (guint i = 0; error == NULL && i < request->sealed_ids->len; i++)
    hoist_store_seals_forget (request->self->seals, g_array_index (request->sealed_ids, gint64, i));
  done_boolean (data, error);
}

/* HoistJournal. */

static GTask *
journal_task_new (HoistJournal *journal, gpointer tag, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (journal, NULL, callback, data);

  g_task_set_source_tag (task, tag);
  return task;
}

static void
hoist_store_save_async (HoistJournal *journal,
                        HoistChange *change,
                        GAsyncReadyCallback callback,
                        gpointer data)
{
  hoist_store_journal_save (HOIST_STORE (journal)->journal,
                            journal_task_new (journal, hoist_store_save_async, callback, data),
                            change);
}

static gboolean
hoist_store_save_finish (HoistJournal *journal, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, journal), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
hoist_store_load_ticket_async (HoistJournal *journal,
                               gint64 id,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  hoist_store_journal_load_ticket (
      HOIST_STORE (journal)->journal,
      journal_task_new (journal, hoist_store_load_ticket_async, callback, data), id);
}

static HoistTicket *
hoist_store_load_ticket_finish (HoistJournal *journal, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, journal), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
hoist_store_find_digests_async (HoistJournal *journal,
                                const char *path,
                                const HoistFingerprint *fingerprint,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  hoist_store_journal_find_digests (
      HOIST_STORE (journal)->journal,
      journal_task_new (journal, hoist_store_find_digests_async, callback, data), path,
      fingerprint);
}

static gboolean
hoist_store_find_digests_finish (HoistJournal *journal,
                                 GAsyncResult *result,
                                 HoistDigests *digests,
                                 HoistSlices **slices,
                                 GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, journal), FALSE);

  return hoist_store_journal_take_digests (G_TASK (result), digests, slices, error);
}

static void
hoist_store_keep_digests (HoistJournal *journal,
                          const char *path,
                          const HoistFingerprint *fingerprint,
                          const HoistDigests *digests,
                          HoistSlices *slices)
{
  hoist_store_journal_keep_digests (HOIST_STORE (journal)->journal, path, fingerprint, digests,
                                    slices);
}

static void
hoist_store_find_folder_async (HoistJournal *journal,
                               const char *account,
                               const char *parent,
                               const char *name,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  hoist_store_journal_find_folder (
      HOIST_STORE (journal)->journal,
      journal_task_new (journal, hoist_store_find_folder_async, callback, data), account, parent,
      name);
}

static char *
hoist_store_find_folder_finish (HoistJournal *journal, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, journal), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
hoist_store_keep_folder_async (HoistJournal *journal,
                               const char *account,
                               const char *parent,
                               const char *name,
                               const char *id,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  hoist_store_journal_keep_folder (
      HOIST_STORE (journal)->journal,
      journal_task_new (journal, hoist_store_keep_folder_async, callback, data), account, parent,
      name, id);
}

static gboolean
hoist_store_keep_folder_finish (HoistJournal *journal, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, journal), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
hoist_store_forget_folders (HoistJournal *journal, const char *account)
{
  hoist_store_journal_forget_folders (HOIST_STORE (journal)->journal, account);
}

static void
hoist_store_journal_interface_init (HoistJournalInterface *iface)
{
  iface->save_async = hoist_store_save_async;
  iface->save_finish = hoist_store_save_finish;
  iface->load_ticket_async = hoist_store_load_ticket_async;
  iface->load_ticket_finish = hoist_store_load_ticket_finish;
  iface->find_digests_async = hoist_store_find_digests_async;
  iface->find_digests_finish = hoist_store_find_digests_finish;
  iface->keep_digests = hoist_store_keep_digests;
  iface->find_folder_async = hoist_store_find_folder_async;
  iface->find_folder_finish = hoist_store_find_folder_finish;
  iface->keep_folder_async = hoist_store_keep_folder_async;
  iface->keep_folder_finish = hoist_store_keep_folder_finish;
  iface->forget_folders = hoist_store_forget_folders;
}

/* Accounts and settings. */

static gboolean
work_save_account (HoistSql **sql, gpointer data, GError **error)
{
  return hoist_store_notes_write_account (*sql, ((Request *) data)->account, error);
}

static gboolean
work_delete_account (HoistSql **sql, gpointer data, GError **error)
{
  return hoist_store_notes_delete_account (*sql, ((Request *) data)->name, error);
}

static gboolean
work_set_setting (HoistSql **sql, gpointer data, GError **error)
{
  Request *request = data;

  return hoist_store_notes_write_setting (*sql, request->name, request->value, error);
}

/* The inbox. */

static void
on_mail_came (gint64 id, const char *command, gpointer data)
{
  g_signal_emit (HOIST_STORE (data), signals[POSTED], 0, id, command);
}

/* On the thread. */
static void
look (HoistSql *sql, gpointer data)
{
  hoist_store_mail_look (((HoistStore *) data)->mail, sql);
}

static void
on_trouble (gpointer data, const GError *error)
{
  HoistStore *self = data;

  g_free (self->trouble);
  self->trouble = error != NULL ? g_strdup (error->message) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TROUBLE]);
}

static void
hoist_store_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HoistStore *self = HOIST_STORE (object);

  switch ((HoistStoreProperty) id) {
  case PROP_TROUBLE:
    g_value_set_string (value, self->trouble);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hoist_store_finalize (GObject *object)
{
  HoistStore *self = HOIST_STORE (object);

  g_clear_pointer (&self->thread, hoist_store_thread_free);
  g_clear_pointer (&self->mail, hoist_store_mail_free);
  g_clear_pointer (&self->journal, hoist_store_journal_free);
  g_clear_pointer (&self->seals, hoist_store_seals_free);
  g_clear_pointer (&self->settings, g_hash_table_unref);
  g_free (self->trouble);
  g_free (self->path);

  G_OBJECT_CLASS (hoist_store_parent_class)->finalize (object);
}

static void
hoist_store_class_init (HoistStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = hoist_store_get_property;
  object_class->finalize = hoist_store_finalize;

  /**
   * HoistStore:trouble:
   *
   * (nullable): why changes cannot be saved at present, a sentence for the user.
   */
  properties[PROP_TROUBLE] =
      g_param_spec_string ("trouble", NULL, NULL, NULL,
                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  /**
   * HoistStore::posted:
   * @id: to be handed to hoist_store_answer()
   * @command: (type utf8): what another program asks for
   */
  signals[POSTED] = g_signal_new ("posted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT64, G_TYPE_STRING);
}

static void
hoist_store_init (HoistStore *self)
{
  self->settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->mail = hoist_store_mail_new (on_mail_came, self);
  self->thread = hoist_store_thread_new (look, on_trouble, self);
  hoist_store_mail_set_thread (self->mail, self->thread);
}

/**
 * hoist_store_new:
 * @path: (type filename): of the database; made with its folder when it is opened
 * @vault: (nullable): for the sealed halves of tickets; without one they stay in memory
 *
 * Makes a store and its thread. All callbacks come in the present thread-default main context.
 */
HoistStore *
hoist_store_new (const char *path, HoistVault *vault)
{
  HoistStore *self = g_object_new (HOIST_TYPE_STORE, NULL);

  self->path = g_strdup (path);
  self->seals = hoist_store_seals_new (vault);
  self->journal = hoist_store_journal_new (self->thread, self->seals);
  return self;
}

/**
 * hoist_store_set_guest:
 * @is_guest: this program does not run the queue
 *
 * Called before opening. A guest neither repairs a damaged database nor counts starts.
 */
void
hoist_store_set_guest (HoistStore *self, gboolean is_guest)
{
  g_return_if_fail (HOIST_IS_STORE (self));

  self->is_guest = is_guest;
}

/**
 * hoist_store_set_lock_path:
 * @lock_path: (nullable) (type filename): the runner's lock
 *
 * Called before opening. Posts end with an error as soon as nobody holds that lock.
 */
void
hoist_store_set_lock_path (HoistStore *self, const char *lock_path)
{
  g_return_if_fail (HOIST_IS_STORE (self));

  hoist_store_mail_set_lock_path (self->mail, lock_path);
}

/**
 * hoist_store_open_async:
 *
 * Opens the database, brings its tables up to date and reads everything. A damaged one is set aside
 * and rebuilt from what is readable. Fails with %HOIST_ERROR_REFUSED where a newer version of the
 * program wrote it, and with %HOIST_ERROR_NO_SPACE, %HOIST_ERROR_NO_ACCESS or %HOIST_ERROR_BUSY
 * where this computer's disk does not let us.
 */
void
hoist_store_open_async (HoistStore *self, GAsyncReadyCallback callback, gpointer data)
{
  g_return_if_fail (HOIST_IS_STORE (self));

  push (request_new (self, hoist_store_open_async, callback, data), HOIST_STORE_OUTSIDE, work_open,
        done_contents);
}

/**
 * hoist_store_open_finish:
 *
 * Returns: (transfer full): what was found
 */
HoistStoreContents *
hoist_store_open_finish (HoistStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * hoist_store_close_async:
 *
 * Writes what is queued and closes the database; this start then counts as a good one. Posts that
 * wait end with %HOIST_ERROR_BUSY. Fails where the disk did not take everything; who still waits
 * for a change is told so before.
 */
void
hoist_store_close_async (HoistStore *self, GAsyncReadyCallback callback, gpointer data)
{
  g_return_if_fail (HOIST_IS_STORE (self));

  hoist_store_thread_give_up (self->thread);
  push (request_new (self, hoist_store_close_async, callback, data), HOIST_STORE_OUTSIDE,
        work_close, done_boolean);
}

gboolean
hoist_store_close_finish (HoistStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * hoist_store_get_trouble:
 *
 * Returns: (nullable): why changes cannot be saved at present, a sentence for the user; they are
 *   kept in memory and tried again
 */
const char *
hoist_store_get_trouble (HoistStore *self)
{
  g_return_val_if_fail (HOIST_IS_STORE (self), NULL);

  return self->trouble;
}

/**
 * hoist_store_give_up:
 *
 * The program is about to end: nobody waits any longer for a disk that takes nothing. A change that
 * fails from now on is answered with its error; it is tried once more on closing.
 */
void
hoist_store_give_up (HoistStore *self)
{
  g_return_if_fail (HOIST_IS_STORE (self));

  hoist_store_thread_give_up (self->thread);
}

/**
 * hoist_store_set_was_killed:
 * @was_killed: the last start that did not come far was ended from outside
 *
 * Called before opening. Such a start is not counted as failed.
 */
void
hoist_store_set_was_killed (HoistStore *self, gboolean was_killed)
{
  self->was_killed = was_killed;
}

/**
 * hoist_store_mark_started:
 *
 * Says that this start went well, so that those that failed before it are forgotten.
 */
void
hoist_store_mark_started (HoistStore *self)
{
  g_return_if_fail (HOIST_IS_STORE (self));

  push (request_new (self, NULL, NULL, NULL), HOIST_STORE_WRITE, work_mark_started, NULL);
}

/**
 * hoist_store_is_sealed_in_memory:
 * @id: of an upload
 *
 * Returns: whether a restart would lose the sealed half of its ticket, since no keyring took it
 */
gboolean
hoist_store_is_sealed_in_memory (HoistStore *self, gint64 id)
{
  g_return_val_if_fail (HOIST_IS_STORE (self), FALSE);

  return hoist_store_seals_is_in_memory (self->seals, id);
}

/**
 * hoist_store_reload_async:
 *
 * Reads everything again, with what other programs wrote meanwhile.
 */
void
hoist_store_reload_async (HoistStore *self, GAsyncReadyCallback callback, gpointer data)
{
  g_return_if_fail (HOIST_IS_STORE (self));

  push (request_new (self, hoist_store_reload_async, callback, data), HOIST_STORE_READ, work_reload,
        done_contents);
}

HoistStoreContents *
hoist_store_reload_finish (HoistStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * hoist_store_watch_inbox:
 *
 * From now on HoistStore::posted tells of commands, those that wait already included.
 */
void
hoist_store_watch_inbox (HoistStore *self)
{
  g_return_if_fail (HOIST_IS_STORE (self));

  hoist_store_mail_watch (self->mail);
}

/**
 * hoist_store_answer:
 * @id: from HoistStore::posted
 * @answer: for the program that posted the command
 */
void
hoist_store_answer (HoistStore *self, gint64 id, const char *answer)
{
  g_return_if_fail (HOIST_IS_STORE (self));
  g_return_if_fail (answer != NULL);

  hoist_store_mail_answer (self->mail, id, answer);
}

/**
 * hoist_store_post_async:
 * @command: for the program that runs the queue
 * @cancellable: (nullable): stops waiting and takes the command back
 *
 * Leaves a command and waits for its answer. Fails with %HOIST_ERROR_BUSY where nobody runs the
 * queue (any more), with the disk's errors, or cancelled.
 */
void
hoist_store_post_async (HoistStore *self,
                        const char *command,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer data)
{
  GTask *task = NULL;

  g_return_if_fail (HOIST_IS_STORE (self));
  g_return_if_fail (command != NULL);

  /* Without the cancellable: an answer that came is not thrown away. */
  task = g_task_new (self, NULL, callback, data);
  g_task_set_source_tag (task, hoist_store_post_async);
  hoist_store_mail_post (self->mail, task, command, cancellable);
}

/**
 * hoist_store_post_finish:
 *
 * Returns: (transfer full): the answer; %NULL with an error
 */
char *
hoist_store_post_finish (HoistStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * hoist_store_add_async:
 * @records: (element-type HoistRecord): kept alive and left alone until the callback; their ids are
 *   filled in, and positions and times of adding where they are 0
 *
 * Adds uploads, all of them or none. Fails with %HOIST_ERROR_NO_SPACE or another code whose
 * sentence speaks of this computer's disk; it is then not tried again.
 */
void
hoist_store_add_async (HoistStore *self,
                       GPtrArray *records,
                       GAsyncReadyCallback callback,
                       gpointer data)
{
  Request *request = NULL;

  g_return_if_fail (HOIST_IS_STORE (self));
  g_return_if_fail (records != NULL);

  request = request_new (self, hoist_store_add_async, callback, data);
  request->records = g_ptr_array_ref (records);
  push (request, HOIST_STORE_WRITE, work_add, done_add);
}

gboolean
hoist_store_add_finish (HoistStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * hoist_store_delete_async:
 * @ids: of uploads; unknown ones are passed over
 *
 * Deletes uploads with their tickets, in the database and in the vault. Where the disk takes
 * nothing this waits until it does.
 */
void
hoist_store_delete_async (HoistStore *self,
                          const gint64 *ids,
                          guint n_ids,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  Request *request = NULL;

  g_return_if_fail (HOIST_IS_STORE (self));

  request = request_new (self, hoist_store_delete_async, callback, data);
  request->ids = g_array_sized_new (FALSE, FALSE, sizeof (gint64), n_ids);
  g_array_append_vals (request->ids, ids, n_ids);
  request->sealed_ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  push (request, HOIST_STORE_KEEP, work_delete, done_delete);
}

gboolean
hoist_store_delete_finish (HoistStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * hoist_store_save_account_async:
 * @row: read only during this call
 *
 * Adds or changes an account. Fails with %HOIST_ERROR_NAME_TAKEN where another has its name, or
 * with the disk's errors; it is then not tried again.
 */
void
hoist_store_save_account_async (HoistStore *self,
                                const HoistAccountRow *row,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  Request *request = NULL;

  g_return_if_fail (HOIST_IS_STORE (self));

  request = request_new (self, hoist_store_save_account_async, callback, data);
  request->account = g_new0 (HoistAccountRow, 1);
  request->account->id = g_strdup (row->id);
  request->account->service = g_strdup (row->service);
  request->account->name = g_strdup (row->name);
  request->account->settings = g_strdup (row->settings);
  push (request, HOIST_STORE_WRITE, work_save_account, done_boolean);
}

gboolean
hoist_store_save_account_finish (HoistStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * hoist_store_delete_account_async:
 *
 * Deletes an account; its uploads stay.
 */
void
hoist_store_delete_account_async (HoistStore *self,
                                  const char *id,
                                  GAsyncReadyCallback callback,
                                  gpointer data)
{
  Request *request = NULL;

  g_return_if_fail (HOIST_IS_STORE (self));

  request = request_new (self, hoist_store_delete_account_async, callback, data);
  request->name = g_strdup (id);
  push (request, HOIST_STORE_WRITE, work_delete_account, done_boolean);
}

gboolean
hoist_store_delete_account_finish (HoistStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * hoist_store_set_setting:
 * @value: (nullable): forgets the setting
 *
 * Sets it at once for hoist_store_dup_setting(), and soon on the disk.
 */
void
hoist_store_set_setting (HoistStore *self, const char *name, const char *value)
{
  Request *request = NULL;

  g_return_if_fail (HOIST_IS_STORE (self));
  g_return_if_fail (name != NULL);

  if (value != NULL)
    g_hash_table_replace (self->settings, g_strdup (name), g_strdup (value));
  else
    g_hash_table_remove (self->settings, name);

  request = request_new (self, NULL, NULL, NULL);
  request->name = g_strdup (name);
  request->value = g_strdup (value);
  push (request, HOIST_STORE_KEEP, work_set_setting, NULL);
}

/**
 * hoist_store_dup_setting:
 *
 * Returns: (transfer full) (nullable): as it was read at the start or set since
 */
char *
hoist_store_dup_setting (HoistStore *self, const char *name)
{
  g_return_val_if_fail (HOIST_IS_STORE (self), NULL);

  return g_strdup (g_hash_table_lookup (self->settings, name));
}

/**
 * hoist_store_flush_async:
 *
 * Waits until everything asked for before is durable. Fails where the disk does not take it; it is
 * still tried again then.
 */
void
hoist_store_flush_async (HoistStore *self, GAsyncReadyCallback callback, gpointer data)
{
  g_return_if_fail (HOIST_IS_STORE (self));

  push (request_new (self, hoist_store_flush_async, callback, data), HOIST_STORE_FLUSH, NULL,
        done_boolean);
}

gboolean
hoist_store_flush_finish (HoistStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
