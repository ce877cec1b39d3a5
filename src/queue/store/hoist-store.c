/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queue's database: requests in the main context, answered when they are durable. */
#include "hoist-store-private.h"

typedef enum { PROP_TROUBLE = 1 } HoistStoreProperty;

static GParamSpec *properties[PROP_TROUBLE + 1];

enum {
  POSTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE_WITH_CODE (HoistStore,
                               hoist_store,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (HOIST_TYPE_JOURNAL,
                                                      hoist_store_journal_interface_init))

HoistStoreRequest *
hoist_store_request_new (HoistStore *self,
                         gpointer tag,
                         GAsyncReadyCallback callback,
                         gpointer data)
{
  HoistStoreRequest *request = g_new0 (HoistStoreRequest, 1);

  request->self = self;
  if (tag != NULL) {
    request->task = g_task_new (self, NULL, callback, data);
    g_task_set_source_tag (request->task, tag);
  }
  return request;
}

static void
request_free (HoistStoreRequest *request)
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

void
hoist_store_request_push (HoistStoreRequest *request,
                          HoistStoreJobKind kind,
                          HoistStoreWork work,
                          HoistStoreDone done)
{
  hoist_store_thread_push (request->self->thread, kind, work, done, request,
                           (GDestroyNotify) request_free);
}

/* Ends the task of a request that has one: with %TRUE, or a copy of @error. A #HoistStoreDone. */
void
hoist_store_request_answer (gpointer data, const GError *error)
{
  HoistStoreRequest *request = data;
  g_autoptr (GTask) task = g_steal_pointer (&request->task);

  if (task == NULL)
    return;
  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_mail_came (gint64 id, const char *command, gpointer data)
{
  g_signal_emit (HOIST_STORE (data), signals[POSTED], 0, id, command);
}

static void
on_trouble (gpointer data, const GError *error)
{
  HoistStore *self = data;

  g_free (self->trouble);
  self->trouble = error != NULL ? g_strdup (error->message) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TROUBLE]);
}

/* On the thread. */
static void
look (HoistSql **sql, gpointer data)
{
  HoistStore *self = data;
  g_autoptr (GError) error = NULL;
  gboolean is_there = hoist_store_put_back (self, sql, &error);

  if (is_there == self->is_lost) {
    self->is_lost = !is_there;
    hoist_store_thread_report (self->thread, on_trouble, self, NULL, error);
  }
  if (*sql != NULL)
    hoist_store_mail_look (self->mail, *sql);
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
  g_free (self->folder);

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
  self->folder = g_path_get_dirname (path);
  self->seals = hoist_store_seals_new (vault);
  self->journal = hoist_store_journal_new (self->thread, self->seals);
  return self;
}

/**
 * hoist_store_get_folder:
 *
 * Returns: (type filename): where the queue lies
 */
const char *
hoist_store_get_folder (HoistStore *self)
{
  g_return_val_if_fail (HOIST_IS_STORE (self), NULL);

  return self->folder;
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
 * hoist_store_flush_async:
 *
 * Waits until everything asked for before is durable. Fails where the disk does not take it; it is
 * still tried again then.
 */
void
hoist_store_flush_async (HoistStore *self, GAsyncReadyCallback callback, gpointer data)
{
  g_return_if_fail (HOIST_IS_STORE (self));

  hoist_store_request_push (hoist_store_request_new (self, hoist_store_flush_async, callback, data),
                            HOIST_STORE_FLUSH, NULL, hoist_store_request_answer);
}

gboolean
hoist_store_flush_finish (HoistStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
