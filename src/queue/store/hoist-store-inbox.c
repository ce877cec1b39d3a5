/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands that one program leaves in the database for the one that runs the queue. */
#include "hoist-store-inbox.h"

#include "hoist-error.h"
#include "hoist-lock.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>

/* Nobody waits for these any more. */
#define KEPT_US G_TIME_SPAN_DAY

typedef struct {
  gint64 id;
  char *lock_path;           /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) (nullable) */
  gpointer post;
} Post;

/* All of it belongs to the store's thread. */
struct _HoistStoreInbox {
  HoistStoreInboxFound found;
  HoistStoreInboxAnswered answered;
  gpointer data;
  gboolean is_watching;
  gint64 last_version; /* of the database's contents, as others change them */
  gint64 last_id;      /* of the latest command that was found */
  GPtrArray *posts;    /* (owned) (element-type Post) */
};

static void
post_free (Post *post)
{
  g_clear_object (&post->cancellable);
  g_free (post->lock_path);
  g_free (post);
}

HoistStoreInbox *
hoist_store_inbox_new (HoistStoreInboxFound found, HoistStoreInboxAnswered answered, gpointer data)
{
  HoistStoreInbox *self = g_new0 (HoistStoreInbox, 1);

  self->found = found;
  self->answered = answered;
  self->data = data;
  self->last_version = -1;
  self->posts = g_ptr_array_new_with_free_func ((GDestroyNotify) post_free);
  return self;
}

void
hoist_store_inbox_free (HoistStoreInbox *self)
{
  g_clear_pointer (&self->posts, g_ptr_array_unref);
  g_free (self);
}

/**
 * hoist_store_inbox_watch:
 *
 * From now on commands are reported, those that wait already included.
 */
void
hoist_store_inbox_watch (HoistStoreInbox *self)
{
  self->is_watching = TRUE;
  self->last_version = -1;
}

/**
 * hoist_store_inbox_is_busy:
 *
 * Returns: whether regular looks are needed
 */
gboolean
hoist_store_inbox_is_busy (HoistStoreInbox *self)
{
  return self->is_watching || self->posts->len > 0;
}

static gboolean
delete_old (HoistSql *sql, GError **error)
{
  HoistStatement *statement =
      hoist_sql_prepare (sql, "DELETE FROM inbox WHERE posted_us < ?1", error);

  if (statement == NULL)
    return FALSE;
  hoist_sql_bind_int (statement, 1, g_get_real_time () - KEPT_US);
  return hoist_sql_do (sql, statement, error);
}

/**
 * hoist_store_inbox_post:
 * @id: (out): the command's number
 *
 * Leaves a command. Called inside a transaction.
 */
gboolean
hoist_store_inbox_post (HoistSql *sql, const char *command, gint64 *id, GError **error)
{
  HoistStatement *statement = NULL;

  if (!delete_old (sql, error))
    return FALSE;
  statement =
      hoist_sql_prepare (sql, "INSERT INTO inbox (command, posted_us) VALUES (?1, ?2)", error);
  if (statement == NULL)
    return FALSE;
  hoist_sql_bind_text (statement, 1, command);
  hoist_sql_bind_int (statement, 2, g_get_real_time ());
  if (!hoist_sql_do (sql, statement, error))
    return FALSE;
  *id = hoist_sql_get_last_id (sql);
  return TRUE;
}

/**
 * hoist_store_inbox_wait:
 * @sql: (nullable): %NULL where the database is closed, and then this fails
 * @id: of a command that was left and committed
 * @lock_path: (nullable) (type filename): the runner's lock; the wait fails when it is free
 * @cancellable: (nullable): takes the command back, unless it is being carried out
 * @post: handed to the callback that says how it ended
 *
 * Begins to wait for an answer.
 */
gboolean
hoist_store_inbox_wait (HoistStoreInbox *self,
                        HoistSql *sql,
                        gint64 id,
                        const char *lock_path,
                        GCancellable *cancellable,
                        gpointer post,
                        GError **error)
{
  Post *waiting = NULL;

  if (sql == NULL) {
    g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_NO_ACCESS,
                         _ ("The queue is not open. Quit Hoist and start it again."));
    return FALSE;
  }

  waiting = g_new0 (Post, 1);
  waiting->id = id;
  waiting->lock_path = g_strdup (lock_path);
  waiting->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  waiting->post = post;
  g_ptr_array_add (self->posts, waiting);
  return TRUE;
}

/**
 * hoist_store_inbox_answer:
 */
gboolean
hoist_store_inbox_answer (HoistSql *sql, gint64 id, const char *answer, GError **error)
{
  HoistStatement *statement = hoist_sql_prepare (
      sql, "UPDATE inbox SET answer = ?2, answered_us = ?3 WHERE id = ?1", error);

  if (statement == NULL)
    return FALSE;
  hoist_sql_bind_int (statement, 1, id);
  hoist_sql_bind_text (statement, 2, answer);
  hoist_sql_bind_int (statement, 3, g_get_real_time ());
  return hoist_sql_do (sql, statement, error);
}

static void
find_commands (HoistStoreInbox *self, HoistSql *sql)
{
  HoistStatement *statement = hoist_sql_prepare (
      sql, "SELECT id, command FROM inbox WHERE answer IS NULL AND id > ?1 ORDER BY id", NULL);

  if (statement == NULL)
    return;
  hoist_sql_bind_int (statement, 1, self->last_id);
  while (hoist_sql_step (sql, statement, NULL) == HOIST_SQL_ROW) {
    g_autofree char *command = NULL;

    if (!hoist_sql_get_int (statement, 0, 1, G_MAXINT64, &self->last_id))
      break;
    if (hoist_sql_get_text (statement, 1, &command) && command != NULL)
      self->found (self->last_id, command, self->data);
  }
  hoist_sql_reset (statement);
}

static void
delete_post (HoistSql *sql, gint64 id)
{
  HoistStatement *statement = hoist_sql_prepare (sql, "DELETE FROM inbox WHERE id = ?1", NULL);

  if (statement == NULL)
    return;
  hoist_sql_bind_int (statement, 1, id);
  hoist_sql_do (sql, statement, NULL);
}

static gboolean
read_answer (HoistSql *sql, gint64 id, char **answer)
{
  HoistStatement *statement =
      hoist_sql_prepare (sql, "SELECT answer FROM inbox WHERE id = ?1", NULL);

  if (statement == NULL)
    return FALSE;
  hoist_sql_bind_int (statement, 1, id);
  if (hoist_sql_step (sql, statement, NULL) == HOIST_SQL_ROW)
    hoist_sql_get_text (statement, 0, answer);
  hoist_sql_reset (statement);
  return *answer != NULL;
}

/* The lock is asked before the answer: a runner that ends answers first. */
static gboolean
has_ended (HoistSql *sql, const Post *post, char **answer, GError **error)
{
  gboolean is_abandoned = post->lock_path != NULL && hoist_lock_is_free (post->lock_path);

  if (read_answer (sql, post->id, answer))
    return TRUE;
  if (is_abandoned) {
    g_set_error_literal (
        error, HOIST_ERROR, HOIST_ERROR_BUSY,
        _ ("The program that runs the queue ended before it answered. Try again."));
    return TRUE;
  }
  return g_cancellable_set_error_if_cancelled (post->cancellable, error);
}

static void
look_at_posts (HoistStoreInbox *self, HoistSql *sql)
{
  for (guint i = 0; i < self->posts->len;) {
    Post *post = g_ptr_array_index (self->posts, i);
    g_autofree char *answer = NULL;
    g_autoptr (GError) error = NULL;

    if (!has_ended (sql, post, &answer, &error)) {
      i++;
      continue;
    }
    delete_post (sql, post->id);
    self->answered (post->post, answer, error, self->data);
    g_ptr_array_remove_index (self->posts, i);
  }
}

/**
 * hoist_store_inbox_look:
 *
 * Reports new commands, and answers and failures of our own posts. Called outside of a transaction.
 */
void
hoist_store_inbox_look (HoistStoreInbox *self, HoistSql *sql)
{
  gint64 version = 0;

  look_at_posts (self, sql);
  if (!self->is_watching || !hoist_sql_get_number (sql, "PRAGMA data_version", &version, NULL) ||
      version == self->last_version)
    return;

  self->last_version = version;
  find_commands (self, sql);
}

/**
 * hoist_store_inbox_give_up:
 *
 * Ends all posts of ours, since the store is closed.
 */
void
hoist_store_inbox_give_up (HoistStoreInbox *self, HoistSql *sql)
{
  g_autoptr (GError) error = g_error_new_literal (
      HOIST_ERROR, HOIST_ERROR_BUSY, _ ("The queue was closed before an answer came. Try again."));

  for (guint i = 0; i < self->posts->len; i++) {
    Post *post = g_ptr_array_index (self->posts, i);

    delete_post (sql, post->id);
    self->answered (post->post, NULL, error, self->data);
  }
  g_ptr_array_set_size (self->posts, 0);
  self->is_watching = FALSE;
}
