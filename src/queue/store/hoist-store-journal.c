/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store's part as HoistJournal: saves in order with their sealed halves, tickets, digests,
 * folders. */
#include "hoist-store-journal.h"

#include "hoist-store-folders.h"
#include "hoist-store-notes.h"
#include "hoist-store-rows.h"

struct _HoistStoreJournal {
  HoistStoreThread *thread; /* (unowned) */
  HoistStoreSeals *seals;   /* (unowned) */
  GHashTable *saving;       /* (owned) (element-type gint64 GQueue): by upload: a save that waits
                               for the vault, and the saves behind it */
  gboolean forgets_digests; /* none are kept, nor looked for */
};

/* In these the thread never looks at @task, and the main context at nothing else until the job has
 * ended. */
typedef struct {
  HoistStoreJournal *self; /* (unowned): outlives the thread */
  GTask *task;             /* (owned) (nullable): cleared when it was answered */
  HoistChange *change;     /* (owned) */
  gboolean is_chained;     /* at the head of its queue in @saving */
  gboolean has_sealed;
} Save;

typedef struct {
  HoistStoreJournal *self; /* (unowned) */
  GTask *task;             /* (owned) (nullable) */
  gint64 id;
  HoistTicket *ticket; /* (owned) (nullable) */
  gboolean has_sealed;
} Load;

typedef struct {
  GTask *task; /* (owned) (nullable) */
  char *path;  /* (owned) */
  HoistFingerprint fingerprint;
  HoistDigests digests;
  HoistSlices *slices; /* (owned) (nullable) */
} Digest;

typedef struct {
  GTask *task;   /* (owned) (nullable): cleared when it was answered */
  char *account; /* (owned) */
  char *parent;  /* (owned) (nullable) */
  char *name;    /* (owned) (nullable) */
  char *id;      /* (owned) (nullable) */
} Folder;

static void
save_free (Save *save)
{
  g_clear_object (&save->task);
  g_clear_pointer (&save->change, hoist_change_free);
  g_free (save);
}

static void
load_free (Load *load)
{
  g_clear_object (&load->task);
  g_clear_pointer (&load->ticket, hoist_ticket_free);
  g_free (load);
}

static void
digest_free (Digest *digest)
{
  g_clear_object (&digest->task);
  g_clear_pointer (&digest->slices, hoist_slices_unref);
  g_free (digest->path);
  g_free (digest);
}

static Folder *
folder_new (GTask *task, const char *account, const char *parent, const char *name, const char *id)
{
  Folder *folder = g_new0 (Folder, 1);

  folder->task = task;
  folder->account = g_strdup (account);
  folder->parent = g_strdup (parent);
  folder->name = g_strdup (name);
  folder->id = g_strdup (id);
  return folder;
}

static void
folder_free (Folder *folder)
{
  g_clear_object (&folder->task);
  g_free (folder->account);
  g_free (folder->parent);
  g_free (folder->name);
  g_free (folder->id);
  g_free (folder);
}

HoistStoreJournal *
hoist_store_journal_new (HoistStoreThread *thread, HoistStoreSeals *seals)
{
  HoistStoreJournal *self = g_new0 (HoistStoreJournal, 1);

  self->thread = thread;
  self->seals = seals;
  self->saving =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) g_queue_free);
  return self;
}

/**
 * hoist_store_journal_free:
 *
 * Called behind the end of the thread.
 */
void
hoist_store_journal_free (HoistStoreJournal *self)
{
  g_clear_pointer (&self->saving, g_hash_table_unref);
  g_free (self);
}

static gboolean
work_save (HoistSql **sql, gpointer data, GError **error)
{
  Save *save = data;
  const HoistChange *change = save->change;

  save->has_sealed = FALSE;
  if (change->is_ticket_changed && change->ticket == NULL &&
      !hoist_store_rows_has_sealed (*sql, change->record->id, &save->has_sealed, error))
    return FALSE;
  return hoist_store_rows_change (*sql, change, error);
}

/* A save that seals or unseals holds back the later ones of its upload, so that the vault and the
 * database change in the same order. */
static gboolean
is_sealing (const HoistChange *change)
{
  return change->is_sealed_changed || (change->is_ticket_changed && change->ticket == NULL);
}

static void advance (HoistStoreJournal *self, gint64 id);

static void
leave_chain (Save *save)
{
  gint64 id = save->change->record->id;
  GQueue *chain = g_hash_table_lookup (save->self->saving, &id);

  if (!save->is_chained)
    return;
  save->is_chained = FALSE;
  g_assert (g_queue_peek_head (chain) == save);
  g_queue_pop_head (chain);
  advance (save->self, id);
}

static void
answer_save (Save *save, const GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&save->task);

  if (task == NULL)
    return;
  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
done_save (gpointer data, const GError *error)
{
  Save *save = data;
  const HoistChange *change = save->change;

  if (error == NULL && is_sealing (change) && change->sealed == NULL &&
      (change->is_sealed_changed || save->has_sealed))
    hoist_store_seals_forget (save->self->seals, change->record->id);
  leave_chain (save);
  answer_save (save, error);
}

static void
push_save (Save *save)
{
  hoist_store_thread_push (save->self->thread,
                           save->change->is_progress ? HOIST_STORE_PROGRESS : HOIST_STORE_KEEP,
                           work_save, done_save, save, (GDestroyNotify) save_free);
}

static void
on_sealed (const char *text, const GError *error, gpointer data)
{
  push_save (data);
}

/* Starts the saves at the head of a chain, up to the one that the others have to wait for. */
static void
advance (HoistStoreJournal *self, gint64 id)
{
  GQueue *chain = g_hash_table_lookup (self->saving, &id);
  Save *save = NULL;

  while ((save = g_queue_peek_head (chain)) != NULL) {
    if (is_sealing (save->change)) {
      save->is_chained = TRUE;
      if (save->change->sealed != NULL)
        hoist_store_seals_keep (self->seals, id, save->change->sealed, on_sealed, save);
      else
        push_save (save);
      return;
    }
    g_queue_pop_head (chain);
    push_save (save);
  }
  g_hash_table_remove (self->saving, &id);
}

/**
 * hoist_store_journal_save:
 * @task: (transfer full): returns %TRUE when the change is durable, an error only when it never
 *   will be
 * @change: (transfer full)
 */
void
hoist_store_journal_save (HoistStoreJournal *self, GTask *task, HoistChange *change)
{
  Save *save = g_new0 (Save, 1);
  gint64 id = change->record->id;
  GQueue *chain = g_hash_table_lookup (self->saving, &id);

  save->self = self;
  save->task = task;
  save->change = change;
  if (chain == NULL && !is_sealing (change)) {
    push_save (save);
    return;
  }
  if (chain != NULL) {
    g_queue_push_tail (chain, save);
    return;
  }
  chain = g_queue_new ();
  g_hash_table_insert (self->saving, g_memdup2 (&id, sizeof id), chain);
  g_queue_push_tail (chain, save);
  advance (self, id);
}

static gboolean
work_load (HoistSql **sql, gpointer data, GError **error)
{
  Load *load = data;

  g_clear_pointer (&load->ticket, hoist_ticket_free);
  load->ticket = hoist_store_rows_read_ticket (*sql, load->id, &load->has_sealed, error);
  return load->ticket != NULL;
}

static void
return_ticket (GTask *task, HoistTicket *ticket)
{
  ticket->is_changed = FALSE;
  ticket->is_grid_new = FALSE;
  g_task_return_pointer (task, ticket, (GDestroyNotify) hoist_ticket_free);
}

/* A lost sealed half is no error: the service's answer tells whether the upload can go on. */
static void
on_unsealed (const char *text, const GError *error, gpointer data)
{
  Load *load = data;

  if (error != NULL) {
    g_task_return_error (load->task, g_error_copy (error));
  } else {
    if (text != NULL && !hoist_ticket_open_sealed (load->ticket, text, NULL))
      g_debug ("the sealed half makes no sense");
    return_ticket (load->task, g_steal_pointer (&load->ticket));
  }
  load_free (load);
}

/* @load is this function's from here on: the vault may take its time. */
static void
done_load (gpointer data, const GError *error)
{
  Load *load = data;

  if (error == NULL && load->has_sealed) {
    hoist_store_seals_open (load->self->seals, load->id, on_unsealed, load);
    return;
  }
  if (error != NULL)
    g_task_return_error (load->task, g_error_copy (error));
  else
    return_ticket (load->task, g_steal_pointer (&load->ticket));
  load_free (load);
}

/**
 * hoist_store_journal_load_ticket:
 * @task: (transfer full): returns a ticket
 * @id: of the upload
 */
void
hoist_store_journal_load_ticket (HoistStoreJournal *self, GTask *task, gint64 id)
{
  Load *load = g_new0 (Load, 1);

  load->self = self;
  load->task = task;
  load->id = id;
  hoist_store_thread_push (self->thread, HOIST_STORE_READ, work_load, done_load, load, NULL);
}

static Digest *
digest_new (const char *path, const HoistFingerprint *fingerprint)
{
  Digest *digest = g_new0 (Digest, 1);

  digest->path = g_strdup (path);
  digest->fingerprint = *fingerprint;
  return digest;
}

static gboolean
work_find (HoistSql **sql, gpointer data, GError **error)
{
  Digest *digest = data;

  g_clear_pointer (&digest->slices, hoist_slices_unref);
  return hoist_store_notes_find_digests (*sql, digest->path, &digest->fingerprint, &digest->digests,
                                         &digest->slices, error);
}

static void
done_find (gpointer data, const GError *error)
{
  Digest *digest = data;
  g_autoptr (GTask) task = g_steal_pointer (&digest->task);

  if (error != NULL) {
    digest_free (digest);
    g_task_return_error (task, g_error_copy (error));
  } else {
    g_task_return_pointer (task, digest, (GDestroyNotify) digest_free);
  }
}

void
hoist_store_journal_set_remembers_digests (HoistStoreJournal *self, gboolean is_wanted)
{
  self->forgets_digests = !is_wanted;
}

/**
 * hoist_store_journal_find_digests:
 * @task: (transfer full): for hoist_store_journal_take_digests()
 */
void
hoist_store_journal_find_digests (HoistStoreJournal *self,
                                  GTask *task,
                                  const char *path,
                                  const HoistFingerprint *fingerprint)
{
  Digest *digest = digest_new (path, fingerprint);

  if (self->forgets_digests) {
    g_task_return_pointer (task, digest, (GDestroyNotify) digest_free);
    g_object_unref (task);
    return;
  }
  digest->task = task;
  hoist_store_thread_push (self->thread, HOIST_STORE_READ, work_find, done_find, digest, NULL);
}

/**
 * hoist_store_journal_take_digests:
 * @task: one that hoist_store_journal_find_digests() has returned
 * @slices: (out) (transfer full) (optional) (nullable)
 *
 * Returns: %FALSE without an error when nothing is known
 */
gboolean
hoist_store_journal_take_digests (GTask *task,
                                  HoistDigests *digests,
                                  HoistSlices **slices,
                                  GError **error)
{
  Digest *found = NULL;
  gboolean is_known = FALSE;

  if (slices != NULL)
    *slices = NULL;
  found = g_task_propagate_pointer (task, error);
  if (found == NULL)
    return FALSE;

  is_known = found->digests.known != HOIST_DIGEST_NONE || found->slices != NULL;
  *digests = found->digests;
  if (slices != NULL)
    *slices = g_steal_pointer (&found->slices);
  digest_free (found);
  return is_known;
}

static gboolean
work_keep (HoistSql **sql, gpointer data, GError **error)
{
  Digest *digest = data;

  return hoist_store_notes_keep_digests (*sql, digest->path, &digest->fingerprint, &digest->digests,
                                         digest->slices, error);
}

/**
 * hoist_store_journal_keep_digests:
 * @slices: (nullable)
 */
void
hoist_store_journal_keep_digests (HoistStoreJournal *self,
                                  const char *path,
                                  const HoistFingerprint *fingerprint,
                                  const HoistDigests *digests,
                                  HoistSlices *slices)
{
  Digest *digest = NULL;

  if (self->forgets_digests)
    return;
  digest = digest_new (path, fingerprint);
  digest->digests = *digests;
  digest->slices = slices != NULL ? hoist_slices_ref (slices) : NULL;
  hoist_store_thread_push (self->thread, HOIST_STORE_WRITE, work_keep, NULL, digest,
                           (GDestroyNotify) digest_free);
}

static gboolean
work_find_folder (HoistSql **sql, gpointer data, GError **error)
{
  Folder *folder = data;

  g_clear_pointer (&folder->id, g_free);
  return hoist_store_folders_find (*sql, folder->account, folder->parent, folder->name, &folder->id,
                                   error);
}

static void
done_find_folder (gpointer data, const GError *error)
{
  Folder *folder = data;
  g_autoptr (GTask) task = g_steal_pointer (&folder->task);

  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_pointer (task, g_steal_pointer (&folder->id), g_free);
}

/**
 * hoist_store_journal_find_folder:
 * @task: (transfer full): returns the folder's id, or %NULL where nothing is known
 */
void
hoist_store_journal_find_folder (HoistStoreJournal *self,
                                 GTask *task,
                                 const char *account,
                                 const char *parent,
                                 const char *name)
{
  hoist_store_thread_push (self->thread, HOIST_STORE_READ, work_find_folder, done_find_folder,
                           folder_new (task, account, parent, name, NULL),
                           (GDestroyNotify) folder_free);
}

static gboolean
work_keep_folder (HoistSql **sql, gpointer data, GError **error)
{
  Folder *folder = data;

  return hoist_store_folders_keep (*sql, folder->account, folder->parent, folder->name, folder->id,
                                   error);
}

static void
done_keep_folder (gpointer data, const GError *error)
{
  Folder *folder = data;
  g_autoptr (GTask) task = g_steal_pointer (&folder->task);

  if (task == NULL)
    return;
  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * hoist_store_journal_keep_folder:
 * @task: (transfer full): returns %TRUE when it is durable
 */
void
hoist_store_journal_keep_folder (HoistStoreJournal *self,
                                 GTask *task,
                                 const char *account,
                                 const char *parent,
                                 const char *name,
                                 const char *id)
{
  hoist_store_thread_push (self->thread, HOIST_STORE_KEEP, work_keep_folder, done_keep_folder,
                           folder_new (task, account, parent, name, id),
                           (GDestroyNotify) folder_free);
}

static gboolean
work_forget_folders (HoistSql **sql, gpointer data, GError **error)
{
  return hoist_store_folders_forget (*sql, ((Folder *) data)->account, error);
}

/**
 * hoist_store_journal_forget_folders:
 *
 * From now on nothing is found until it was kept again.
 */
void
hoist_store_journal_forget_folders (HoistStoreJournal *self, const char *account)
{
  hoist_store_thread_push (self->thread, HOIST_STORE_KEEP, work_forget_folders, NULL,
                           folder_new (NULL, account, NULL, NULL, NULL),
                           (GDestroyNotify) folder_free);
}
