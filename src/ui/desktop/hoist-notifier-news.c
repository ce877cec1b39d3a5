/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is worth telling somebody who looks elsewhere: decided here, shown by HoistNotifier. */
#include "hoist-config.h"

#include "hoist-notifier-news.h"

#include "hoist-closures.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PROBLEM_ID "attention"
#define BATCH_PREFIX "batch-"

/* The newest ones are kept for the next run; no desktop has more of one program in its list. */
#define MAX_KEPT 50

struct _HoistNews {
  const HoistNewsEvents *events; /* (unowned): a constant table */
  gpointer data;
  HoistNotify wish;

  guint batch;          /* counts them: each has a notification of its own */
  GHashTable *finished; /* (owned) (element-type gint64): those of this batch */
  GArray *linked;       /* (owned) (element-type gint64): of those, as they came: with a link */
  GHashTable *problems; /* (owned) (element-type gint64 utf8): ids and names that need the user */
  GHashTable *shown;    /* (owned) (element-type utf8): ids that may still be on show */
  GQueue kept;          /* (owned) (element-type utf8): of those and of earlier runs: the newest */
};

/**
 * hoist_news_new:
 * @events: a constant table
 */
HoistNews *
hoist_news_new (const HoistNewsEvents *events, gpointer data)
{
  HoistNews *self = g_new0 (HoistNews, 1);

  self->events = events;
  self->data = data;
  self->finished = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->linked = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->problems = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_queue_init (&self->kept);
  return self;
}

void
hoist_news_free (HoistNews *self)
{
  g_hash_table_unref (self->finished);
  g_array_unref (self->linked);
  g_hash_table_unref (self->problems);
  g_hash_table_unref (self->shown);
  g_queue_clear_full (&self->kept, g_free);
  g_free (self);
}

void
hoist_news_set_wish (HoistNews *self, HoistNotify wish)
{
  self->wish = wish;
}

/* Returns: whether it was there */
static gboolean
drop_kept (HoistNews *self, const char *id)
{
  GList *link = g_queue_find_custom (&self->kept, id, (GCompareFunc) strcmp);

  if (link == NULL)
    return FALSE;
  g_free (link->data);
  g_queue_delete_link (&self->kept, link);
  return TRUE;
}

static void
keep (HoistNews *self)
{
  GString *ids = g_string_new (NULL);

  for (GList *at = self->kept.head; at != NULL; at = at->next)
    g_string_append_printf (ids, "%s%s", ids->len > 0 ? " " : "", (const char *) at->data);
  self->events->keep (ids->len > 0 ? ids->str : NULL, self->data);
  g_string_free (ids, TRUE);
}

static void
add_kept (HoistNews *self, const char *id)
{
  drop_kept (self, id);
  g_queue_push_tail (&self->kept, g_strdup (id));
  if (self->kept.length > MAX_KEPT)
    g_free (g_queue_pop_head (&self->kept));
}

static void
tell (HoistNews *self, const HoistNewsItem *item)
{
  g_hash_table_add (self->shown, g_strdup (item->id));
  add_kept (self, item->id);
  keep (self);
  self->events->tell (item, self->data);
}

static void
withdraw (HoistNews *self, const char *id)
{
  if (!g_hash_table_remove (self->shown, id))
    return;
  if (drop_kept (self, id))
    keep (self);
  self->events->withdraw (id, self->data);
}

/**
 * hoist_news_recall:
 * @ids: (nullable): as @keep of the events had them in an earlier run
 *
 * What that run has told may still be on show: it is withdrawn when the user looks at the window,
 * and batches of this run do not take its place.
 */
void
hoist_news_recall (HoistNews *self, const char *ids)
{
  g_auto (GStrv) words = g_strsplit (ids != NULL ? ids : "", " ", -1);

  for (guint i = 0; words[i] != NULL; i++) {
    guint64 batch = 0;

    if (*words[i] == '\0')
      continue;
    add_kept (self, words[i]);
    if (g_str_has_prefix (words[i], BATCH_PREFIX) &&
        g_ascii_string_to_unsigned (words[i] + strlen (BATCH_PREFIX), 10, 0, G_MAXUINT / 2, &batch,
                                    NULL))
      self->batch = MAX (self->batch, (guint) batch);
  }
}

/* The newest one is told at once; those that wait with it are counted. */
static void
tell_problem (HoistNews *self, const char *name, const char *sentence)
{
  guint n_problems = g_hash_table_size (self->problems);
  g_autofree char *title = NULL;

  if (n_problems == 1)
    /* Translators: %s is a file’s name */
    title = g_strdup_printf (_ ("“%s” needs attention"), name);
  else
    title = g_strdup_printf (
        ngettext ("%u upload needs attention", "%u uploads need attention", n_problems),
        n_problems);
  tell (self, &(HoistNewsItem){ PROBLEM_ID, title, sentence, TRUE, HOIST_NEWS_BUTTON_SHOW_PROBLEM,
                                NULL });
}

static void
tell_one (HoistNews *self, gint64 id, const char *name, gboolean has_link)
{
  g_autofree char *own_id = g_strdup_printf ("upload-%" G_GINT64_FORMAT, id);
  /* Translators: %s is a file’s name */
  g_autofree char *title = g_strdup_printf (_ ("“%s” is uploaded"), name);
  g_autoptr (GArray) linked = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_array_append_val (linked, id);
  tell (self, &(HoistNewsItem){ own_id, title, NULL, FALSE,
                                has_link ? HOIST_NEWS_BUTTON_COPY_LINKS : HOIST_NEWS_BUTTON_NONE,
                                linked });
}

static gint64 *
dup_id (gint64 id)
{
  return g_memdup2 (&id, sizeof id);
}

static gboolean
is_done (HoistState state)
{
  return state == HOIST_STATE_FINISHED || state == HOIST_STATE_PROCESSING;
}

/**
 * hoist_news_begin:
 *
 * There is work again: what finishes from now on is a batch of its own.
 */
void
hoist_news_begin (HoistNews *self)
{
  self->batch++;
  g_hash_table_remove_all (self->finished);
  g_array_set_size (self->linked, 0);
}

/**
 * hoist_news_take_state:
 * @id: the upload's
 * @sentence: (nullable): what a row says of it
 * @link: (nullable)
 * @is_looked_at: the user sees it happen: nothing is told
 *
 * Called whenever something of an upload has changed. A problem is told once, and withdrawn when
 * the last one is solved.
 */
void
hoist_news_take_state (HoistNews *self,
                       gint64 id,
                       HoistState state,
                       const char *name,
                       const char *sentence,
                       const char *link,
                       gboolean is_looked_at)
{
  gboolean is_known = g_hash_table_contains (self->problems, &id);

  if (state == HOIST_STATE_ATTENTION && !is_known) {
    g_hash_table_insert (self->problems, dup_id (id), g_strdup (name));
    if (!is_looked_at)
      tell_problem (self, name, sentence);
  } else if (state != HOIST_STATE_ATTENTION && is_known) {
    hoist_news_forget (self, id);
  }
  if (!is_done (state) || g_hash_table_contains (self->finished, &id))
    return;
  g_hash_table_add (self->finished, dup_id (id));
  if (link != NULL && *link != '\0')
    g_array_append_val (self->linked, id);
  if (self->wish == HOIST_NOTIFY_EACH && !is_looked_at)
    tell_one (self, id, name, link != NULL && *link != '\0');
}

/**
 * hoist_news_forget:
 *
 * This upload is no longer a problem, or is gone.
 */
void
hoist_news_forget (HoistNews *self, gint64 id)
{
  g_hash_table_remove (self->problems, &id);
  if (g_hash_table_size (self->problems) == 0)
    withdraw (self, PROBLEM_ID);
}

static HoistNewsButton
choose_button (HoistNews *self, guint n_problems)
{
  if (n_problems > 0)
    return HOIST_NEWS_BUTTON_SHOW_PROBLEM;
  if (self->linked->len > 0 && self->linked->len <= HOIST_NEWS_MAX_LINKS)
    return HOIST_NEWS_BUTTON_COPY_LINKS;
  return HOIST_NEWS_BUTTON_NONE;
}

/**
 * hoist_news_end:
 *
 * Nothing goes on by itself any more.
 */
void
hoist_news_end (HoistNews *self, gboolean is_looked_at)
{
  guint n_finished = g_hash_table_size (self->finished);
  guint n_problems = g_hash_table_size (self->problems);
  g_autofree char *id = g_strdup_printf (BATCH_PREFIX "%u", self->batch);
  g_autofree char *title = NULL;
  g_autofree char *body = NULL;

  /* of problems alone has been told before */
  if (is_looked_at || self->wish != HOIST_NOTIFY_ALL_DONE || n_finished == 0)
    return;
  title = hoist_closure_done_title (n_finished, n_problems);
  body = hoist_closure_done_body (n_finished, n_problems);
  tell (self,
        &(HoistNewsItem){ id, title, body, FALSE, choose_button (self, n_problems), self->linked });
}

/**
 * hoist_news_see:
 *
 * The user looks at the window: what was told, in this run or in an earlier one, is no longer news.
 */
void
hoist_news_see (HoistNews *self)
{
  GHashTableIter iter;
  gpointer id = NULL;
  gboolean has_kept = !g_queue_is_empty (&self->kept);

  g_hash_table_iter_init (&iter, self->shown);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    self->events->withdraw (id, self->data);
  for (GList *at = self->kept.head; at != NULL; at = at->next) {
    if (!g_hash_table_contains (self->shown, at->data))
      self->events->withdraw (at->data, self->data);
  }
  g_hash_table_remove_all (self->shown);
  g_queue_clear_full (&self->kept, g_free);
  if (has_kept)
    keep (self);
}
