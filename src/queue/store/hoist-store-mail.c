/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store's side of the inbox in the main context: commands that came, posts that wait. */
#include "hoist-store-mail.h"

#include "hoist-store-inbox.h"

struct _HoistStoreMail {
  HoistStoreThread *thread; /* (unowned) */
  HoistStoreInbox *inbox;   /* (owned): belongs to the thread */
  char *lock_path;          /* (owned) (nullable) (type filename): not changed once it is open */
  HoistStoreMailCame came;
  gpointer data;
};

/* A command that came, an answer that goes, or a post that waits. */
typedef struct {
  HoistStoreMail *self; /* (unowned): outlives the thread */
  gint64 id;
  char *text;                /* (owned) (nullable): the command, or its answer */
  GTask *task;               /* (owned) (nullable): of a post */
  GCancellable *cancellable; /* (owned) (nullable): of a post */
} Letter;

static Letter *
letter_new (HoistStoreMail *self, gint64 id, const char *text)
{
  Letter *letter = g_new0 (Letter, 1);

  letter->self = self;
  letter->id = id;
  letter->text = g_strdup (text);
  return letter;
}

static void
letter_free (Letter *letter)
{
  g_free (letter->text);
  g_clear_object (&letter->task);
  g_clear_object (&letter->cancellable);
  g_free (letter);
}

static void
done_found (gpointer data, const GError *error)
{
  Letter *letter = data;

  letter->self->came (letter->id, letter->text, letter->self->data);
}

static void
on_found (gint64 id, const char *command, gpointer data)
{
  HoistStoreMail *self = data;

  hoist_store_thread_report (self->thread, done_found, letter_new (self, id, command),
                             (GDestroyNotify) letter_free, NULL);
}

static void
done_answered (gpointer data, const GError *error)
{
  Letter *letter = data;
  g_autoptr (GTask) task = g_steal_pointer (&letter->task);

  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_pointer (task, g_steal_pointer (&letter->text), g_free);
}

static void
on_answered (gpointer post, const char *answer, const GError *error, gpointer data)
{
  HoistStoreMail *self = data;
  Letter *letter = post;

  g_free (letter->text);
  letter->text = g_strdup (answer);
  hoist_store_thread_report (self->thread, done_answered, letter, (GDestroyNotify) letter_free,
                             error);
}

HoistStoreMail *
hoist_store_mail_new (HoistStoreMailCame came, gpointer data)
{
  HoistStoreMail *self = g_new0 (HoistStoreMail, 1);

  self->came = came;
  self->data = data;
  self->inbox = hoist_store_inbox_new (on_found, on_answered, self);
  return self;
}

/**
 * hoist_store_mail_free:
 *
 * Called behind the end of the thread.
 */
void
hoist_store_mail_free (HoistStoreMail *self)
{
  g_clear_pointer (&self->inbox, hoist_store_inbox_free);
  g_free (self->lock_path);
  g_free (self);
}

/**
 * hoist_store_mail_set_thread:
 * @thread: the one that calls hoist_store_mail_look()
 */
void
hoist_store_mail_set_thread (HoistStoreMail *self, HoistStoreThread *thread)
{
  self->thread = thread;
}

void
hoist_store_mail_set_lock_path (HoistStoreMail *self, const char *lock_path)
{
  g_free (self->lock_path);
  self->lock_path = g_strdup (lock_path);
}

static gboolean
work_watch (HoistSql **sql, gpointer data, GError **error)
{
  Letter *letter = data;

  hoist_store_inbox_watch (letter->self->inbox);
  hoist_store_thread_set_watching (letter->self->thread, TRUE);
  return TRUE;
}

/**
 * hoist_store_mail_watch:
 *
 * From now on commands are reported, those that wait already included.
 */
void
hoist_store_mail_watch (HoistStoreMail *self)
{
  hoist_store_thread_push (self->thread, HOIST_STORE_OUTSIDE, work_watch, NULL,
                           letter_new (self, 0, NULL), (GDestroyNotify) letter_free);
}

static gboolean
work_answer (HoistSql **sql, gpointer data, GError **error)
{
  Letter *letter = data;

  return hoist_store_inbox_answer (*sql, letter->id, letter->text, error);
}

void
hoist_store_mail_answer (HoistStoreMail *self, gint64 id, const char *answer)
{
  hoist_store_thread_push (self->thread, HOIST_STORE_KEEP, work_answer, NULL,
                           letter_new (self, id, answer), (GDestroyNotify) letter_free);
}

/* Never run twice, since it is outside of a transaction. */
static gboolean
work_wait (HoistSql **sql, gpointer data, GError **error)
{
  Letter *letter = data;
  HoistStoreMail *self = letter->self;

  if (!hoist_store_inbox_wait (self->inbox, *sql, letter->id, self->lock_path, letter->cancellable,
                               letter, error))
    return FALSE;
  hoist_store_thread_set_watching (self->thread, TRUE);
  return TRUE;
}

static void
done_wait (gpointer data, const GError *error)
{
  if (error == NULL)
    return;
  done_answered (data, error);
  letter_free (data);
}

static gboolean
work_post (HoistSql **sql, gpointer data, GError **error)
{
  Letter *letter = data;

  return hoist_store_inbox_post (*sql, letter->text, &letter->id, error);
}

/* Only a command that is committed is waited for. */
static void
done_post (gpointer data, const GError *error)
{
  Letter *letter = data;

  if (error != NULL) {
    done_answered (letter, error);
    letter_free (letter);
  } else {
    hoist_store_thread_push (letter->self->thread, HOIST_STORE_OUTSIDE, work_wait, done_wait,
                             letter, NULL);
  }
}

/**
 * hoist_store_mail_post:
 * @task: (transfer full): returns the answer, as text
 * @cancellable: (nullable): stops waiting and takes the command back
 */
void
hoist_store_mail_post (HoistStoreMail *self,
                       GTask *task,
                       const char *command,
                       GCancellable *cancellable)
{
  Letter *letter = letter_new (self, 0, command);

  letter->task = task;
  letter->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  hoist_store_thread_push (self->thread, HOIST_STORE_WRITE, work_post, done_post, letter, NULL);
}

/**
 * hoist_store_mail_look:
 *
 * Looks for commands and answers. Called on the thread, several times a second while it is
 * watching.
 */
void
hoist_store_mail_look (HoistStoreMail *self, HoistSql *sql)
{
  hoist_store_inbox_look (self->inbox, sql);
  hoist_store_thread_set_watching (self->thread, hoist_store_inbox_is_busy (self->inbox));
}

/**
 * hoist_store_mail_give_up:
 *
 * Ends all posts, since the store is closed. Called on the thread.
 */
void
hoist_store_mail_give_up (HoistStoreMail *self, HoistSql *sql)
{
  hoist_store_inbox_give_up (self->inbox, sql);
  hoist_store_thread_set_watching (self->thread, FALSE);
}
