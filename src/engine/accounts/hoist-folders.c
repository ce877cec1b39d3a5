/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds or creates the folders of an account's uploads: each once, whoever needs it, and written
 * down before use. */
#include "hoist-folders.h"

#include "hoist-errand-run.h"
#include "hoist-error.h"
#include "hoist-waiters.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>

struct _HoistFolders {
  GHashTable *searches; /* (owned) (element-type utf8 Search): by name and parent */
  GHashTable *lines;    /* (owned) (element-type utf8 GQueue): by parent: the search that asks the
                           service, and those behind it */
};

/* The way from the account's folder down to that of one file. */
typedef struct {
  HoistFolders *self;     /* (unowned): the channel's */
  HoistEngine *engine;    /* (owned) */
  HoistChannel *channel;  /* (owned) */
  HoistSettings *options; /* (owned) (nullable) */
  char *place;            /* (owned): stands for the account's folder */
  char **names;           /* (owned) */
  guint next;
  char *parent; /* (owned) (nullable): the service's id of the last one found */
} Walk;

/* One folder that is looked for, by all who need it. */
typedef struct {
  HoistFolders *self;        /* (unowned): the channel's */
  HoistEngine *engine;       /* (owned) */
  HoistChannel *channel;     /* (owned) */
  HoistSettings *options;    /* (owned) (nullable) */
  HoistWaiters *waiters;     /* (owned) */
  char *key;                 /* (owned): in @searches */
  char *place;               /* (owned): the parent for the journal */
  char *parent;              /* (owned) (nullable): for the service */
  char *name;                /* (owned) */
  GCancellable *cancellable; /* (owned) (nullable): of @errand */
  HoistErrand *errand;       /* (owned) (nullable) */
} Search;

HoistFolders *
hoist_folders_new (void)
{
  HoistFolders *self = g_new0 (HoistFolders, 1);

  self->searches = g_hash_table_new (g_str_hash, g_str_equal);
  self->lines =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_queue_free);
  return self;
}

/**
 * hoist_folders_free:
 *
 * Nobody may wait any more.
 */
void
hoist_folders_free (HoistFolders *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->searches);
  g_hash_table_unref (self->lines);
  g_free (self);
}

static void
walk_free (Walk *walk)
{
  g_object_unref (walk->engine);
  g_object_unref (walk->channel);
  g_clear_pointer (&walk->options, hoist_settings_unref);
  g_free (walk->place);
  g_strfreev (walk->names);
  g_free (walk->parent);
  g_free (walk);
}

static void
on_all_gone (gpointer data)
{
  Search *search = data;

  g_cancellable_cancel (search->cancellable);
}

/* A name has no slash, so the key is that of one search only. */
static char *
make_key (const Walk *walk)
{
  return g_strjoin ("/", walk->names[walk->next], walk->parent != NULL ? walk->parent : walk->place,
                    NULL);
}

static Search *
search_new (const Walk *walk)
{
  Search *search = g_new0 (Search, 1);

  search->self = walk->self;
  search->engine = g_object_ref (walk->engine);
  search->channel = g_object_ref (walk->channel);
  search->options = walk->options != NULL ? hoist_settings_ref (walk->options) : NULL;
  search->waiters = hoist_waiters_new (on_all_gone, search);
  search->key = make_key (walk);
  search->place = g_strdup (walk->parent != NULL ? walk->parent : walk->place);
  search->parent = g_strdup (walk->parent);
  search->name = g_strdup (walk->names[walk->next]);
  return search;
}

static void
search_free (Search *search)
{
  g_clear_pointer (&search->options, hoist_settings_unref);
  hoist_waiters_free (search->waiters);
  g_free (search->key);
  g_free (search->place);
  g_free (search->parent);
  g_free (search->name);
  g_clear_object (&search->cancellable);
  g_clear_pointer (&search->errand, hoist_errand_free);
  g_object_unref (search->engine);
  /* the last: the folders may go with it */
  g_object_unref (search->channel);
  g_free (search);
}

static const char *
get_account (HoistChannel *channel)
{
  return hoist_credentials_get_id (hoist_channel_get_credentials (channel));
}

/* In the account's own folder uploads with other settings may mean another place, but who knows:
 * they stand in one line. */
static const char *
get_line_key (const Search *search)
{
  return search->parent != NULL ? search->parent : "";
}

/* A line leads to the next in it. */
static void ask_service (Search *search);

static void
leave_line (Search *search)
{
  HoistFolders *self = search->self;
  GQueue *line = g_hash_table_lookup (self->lines, get_line_key (search));

  if (line == NULL || g_queue_peek_head (line) != search)
    return;

  g_queue_pop_head (line);
  if (g_queue_is_empty (line))
    g_hash_table_remove (self->lines, get_line_key (search));
  else
    ask_service (g_queue_peek_head (line));
}

/* Takes over @search. Who asks from a callback begins a new one. */
static void
end_search (Search *search, const char *id, const GError *error)
{
  g_hash_table_remove (search->self->searches, search->key);
  leave_line (search);
  hoist_waiters_answer (search->waiters, error, (gpointer) id, (GBoxedCopyFunc) g_strdup, g_free);
  search_free (search);
}

static const HoistFinding *
get_finding (const Search *search)
{
  return g_ptr_array_index (search->errand->findings, 0);
}

static void
on_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Search *search = user_data;
  g_autoptr (GError) error = NULL;

  hoist_journal_keep_folder_finish (HOIST_JOURNAL (source), result, &error);
  end_search (search, get_finding (search)->id, error);
}

static GError *
new_nameless_error (void)
{
  return g_error_new_literal (HOIST_ERROR, HOIST_ERROR_PROTOCOL,
                              _ ("The service’s answer does not say which folder it made. Try "
                                 "again later, or report this."));
}

static void
on_asked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Search *search = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_good = hoist_errand_run_finish (result, &error);

  /* somebody came after the last one had given up */
  if (hoist_error_is_cancelled (error) && !hoist_waiters_is_empty (search->waiters)) {
    ask_service (search);
    return;
  }
  if (is_good && search->errand->findings->len != 1)
    error = new_nameless_error ();
  if (error != NULL)
    end_search (search, NULL, error);
  else
    hoist_journal_keep_folder_async (hoist_engine_get_journal (search->engine),
                                     get_account (search->channel), search->place, search->name,
                                     get_finding (search)->id, on_kept, search);
}

static void
ask_service (Search *search)
{
  if (hoist_waiters_is_empty (search->waiters)) {
    end_search (search, NULL, NULL);
    return;
  }

  g_clear_pointer (&search->errand, hoist_errand_free);
  search->errand = hoist_errand_new (HOIST_STEP_FOLDER);
  search->errand->parent = g_strdup (search->parent);
  search->errand->name = g_strdup (search->name);
  search->errand->options = search->options != NULL ? hoist_settings_ref (search->options) : NULL;
  g_clear_object (&search->cancellable);
  search->cancellable = g_cancellable_new ();
  hoist_errand_run_async (search->engine, search->channel, search->errand, search->cancellable,
                          on_asked, search);
}

/* Two that make folders in the same one at once may both make it (for PDS: docs/protocols/
 * alibaba-pds.md, section 4.3). */
static void
enter_line (Search *search)
{
  HoistFolders *self = search->self;
  GQueue *line = g_hash_table_lookup (self->lines, get_line_key (search));

  if (line == NULL) {
    line = g_queue_new ();
    g_hash_table_insert (self->lines, g_strdup (get_line_key (search)), line);
  }
  g_queue_push_tail (line, search);
  if (g_queue_get_length (line) == 1)
    ask_service (search);
}

static void
on_remembered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Search *search = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  /* The memory saves work; without it the service finds the folder again. */
  id = hoist_journal_find_folder_finish (HOIST_JOURNAL (source), result, &error);
  if (error != NULL)
    g_debug ("The memory of folders failed: %s", error->message);
  if (id != NULL)
    end_search (search, id, NULL);
  else
    enter_line (search);
}

static void
find_next (Walk *walk, GTask *task)
{
  g_autofree char *key = make_key (walk);
  Search *search = g_hash_table_lookup (walk->self->searches, key);

  if (search != NULL) {
    hoist_waiters_add (search->waiters, task);
    return;
  }

  search = search_new (walk);
  g_hash_table_insert (walk->self->searches, search->key, search);
  hoist_waiters_add (search->waiters, task);
  hoist_journal_find_folder_async (hoist_engine_get_journal (search->engine),
                                   get_account (search->channel), search->place, search->name,
                                   on_remembered, search);
}

static void go_on (GTask *task);

static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Walk *walk = g_task_get_task_data (task);
  GError *error = NULL;
  char *id = g_task_propagate_pointer (G_TASK (result), &error);

  if (id == NULL) {
    g_task_return_error (task, error);
    g_object_unref (task);
    return;
  }

  g_free (walk->parent);
  walk->parent = id;
  walk->next++;
  go_on (task);
}

/* Takes over @task. */
static void
go_on (GTask *task)
{
  Walk *walk = g_task_get_task_data (task);

  while (walk->names[walk->next] != NULL && *walk->names[walk->next] == '\0')
    walk->next++;
  if (walk->names[walk->next] != NULL) {
    find_next (walk, g_task_new (NULL, g_task_get_cancellable (task), on_found, task));
    return;
  }

  g_task_return_pointer (task, g_steal_pointer (&walk->parent), g_free);
  g_object_unref (task);
}

/* Which folder is the account's is for its service alone to say, by whatever setting; with other
 * settings it may be another one. */
static char *
make_place (HoistChannel *channel, const HoistSettings *options)
{
  HoistCredentials *credentials = hoist_channel_get_credentials (channel);
  g_autoptr (HoistSettings) all =
      hoist_settings_copy (hoist_credentials_get_settings (credentials));
  g_autofree char *text = NULL;
  g_autofree char *digest = NULL;

  if (options != NULL)
    hoist_settings_merge (all, options);
  text = hoist_settings_to_text (all);
  digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  return g_strconcat ("settings:", digest, NULL);
}

/**
 * hoist_folders_find_async:
 * @channel: the account's, whose folders these are; its service has the step FOLDER
 * @folder: the folders from the account's own down, as "Holiday/Day 1"
 * @options: (nullable): the upload's own settings; they win over the account's
 * @cancellable: (nullable): ends this caller's waiting, not the search that others wait for
 *
 * Finds a folder at the service, or makes it and those above it. What was found before is
 * remembered across restarts. In one folder never more than one is looked for at a time, and all
 * who need the same get the same answer. Fails with the error of one try: whoever needs the folder
 * asks again.
 */
void
hoist_folders_find_async (HoistFolders *self,
                          HoistEngine *engine,
                          HoistChannel *channel,
                          const char *folder,
                          const HoistSettings *options,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);
  Walk *walk = g_new0 (Walk, 1);

  walk->self = self;
  walk->engine = g_object_ref (engine);
  walk->channel = g_object_ref (channel);
  walk->options = options != NULL ? hoist_settings_copy (options) : NULL;
  walk->place = make_place (channel, options);
  walk->names = g_strsplit (folder, "/", -1);
  g_task_set_source_tag (task, hoist_folders_find_async);
  g_task_set_task_data (task, walk, (GDestroyNotify) walk_free);
  go_on (task);
}

/**
 * hoist_folders_find_finish:
 *
 * Returns: (transfer full) (nullable): the service's id of the folder; %NULL without an error where
 *   that is the account's own
 */
char *
hoist_folders_find_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * hoist_folders_forget:
 *
 * The service says that a folder is gone: what is remembered of the account's folders is no longer
 * to be trusted.
 */
void
hoist_folders_forget (HoistEngine *engine, HoistChannel *channel)
{
  hoist_journal_forget_folders (hoist_engine_get_journal (engine), get_account (channel));
}
