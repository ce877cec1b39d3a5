/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A journal in memory that keeps tickets as text, as the store does. */
#include "hoist-test-journal.h"

#include <string.h>

struct _HoistTestJournal {
  GObject parent_instance;

  GHashTable *rows;    /* (owned) (element-type gint64 Row) */
  GHashTable *digests; /* (owned) (element-type utf8 Remembered) */
  GHashTable *folders; /* (owned) (element-type utf8 utf8): by account, parent and name */
  GPtrArray *held;     /* (owned) (element-type GTask): answers of saves */
  guint n_saves;
  gboolean is_frozen;
  gboolean is_holding;
};

typedef struct {
  HoistRecord *record; /* (owned) */
  char *ticket;        /* (owned) (nullable) */
  char *sealed;        /* (owned) (nullable): as a vault keeps it */
  GArray *parts;       /* (owned) (element-type HoistPart) */
} Row;

typedef struct {
  HoistFingerprint fingerprint;
  HoistDigests digests;
  HoistSlices *slices; /* (owned) (nullable) */
} Remembered;

static void
part_clear (HoistPart *part)
{
  g_clear_pointer (&part->etag, g_free);
}

static void
row_free (Row *self)
{
  g_clear_pointer (&self->record, hoist_record_free);
  g_free (self->ticket);
  g_free (self->sealed);
  g_array_unref (self->parts);
  g_free (self);
}

static void
remembered_free (Remembered *self)
{
  g_clear_pointer (&self->slices, hoist_slices_unref);
  g_free (self);
}

static Row *
ensure_row (HoistTestJournal *self, gint64 id)
{
  Row *row = g_hash_table_lookup (self->rows, &id);
  gint64 *key = NULL;

  if (row != NULL)
    return row;

  row = g_new0 (Row, 1);
  row->parts = g_array_new (FALSE, FALSE, sizeof (HoistPart));
  g_array_set_clear_func (row->parts, (GDestroyNotify) part_clear);
  key = g_new (gint64, 1);
  *key = id;
  g_hash_table_insert (self->rows, key, row);
  return row;
}

static void
keep_part (Row *row, const HoistPart *part)
{
  HoistPart copy = *part;

  copy.etag = g_strdup (part->etag);
  for (guint i = 0; i < row->parts->len; i++) {
    HoistPart *old = &g_array_index (row->parts, HoistPart, i);

    if (old->number == part->number) {
      part_clear (old);
      *old = copy;
      return;
    }
  }
  g_array_append_val (row->parts, copy);
}

static void
test_journal_save_async (HoistJournal *journal,
                         HoistChange *change,
                         GAsyncReadyCallback callback,
                         gpointer data)
{
  HoistTestJournal *self = HOIST_TEST_JOURNAL (journal);
  g_autoptr (HoistChange) owned G_GNUC_UNUSED = change;
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  Row *row = ensure_row (self, change->record->id);

  if (self->is_frozen) {
    g_task_return_boolean (task, TRUE);
    return;
  }

  self->n_saves++;
  g_clear_pointer (&row->record, hoist_record_free);
  row->record = hoist_record_copy (change->record);
  if (change->is_ticket_changed) {
    g_free (row->ticket);
    row->ticket = g_strdup (change->ticket);
  }
  if (change->is_sealed_changed || (change->is_ticket_changed && change->ticket == NULL)) {
    g_free (row->sealed);
    row->sealed = g_strdup (change->sealed);
  }
  if (change->is_grid_new || (change->is_ticket_changed && change->ticket == NULL))
    g_array_set_size (row->parts, 0);
  for (guint i = 0; change->parts != NULL && i < change->parts->len; i++)
    keep_part (row, &g_array_index (change->parts, HoistPart, i));
  if (self->is_holding)
    g_ptr_array_add (self->held, g_steal_pointer (&task));
  else
    g_task_return_boolean (task, TRUE);
}

static gboolean
test_journal_save_finish (HoistJournal *journal, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
test_journal_load_ticket_async (HoistJournal *journal,
                                gint64 id,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  Row *row = ensure_row (HOIST_TEST_JOURNAL (journal), id);
  g_autoptr (GTask) task = g_task_new (journal, NULL, callback, data);
  HoistTicket *ticket = NULL;
  GError *error = NULL;

  ticket =
      row->ticket != NULL ? hoist_ticket_new_from_text (row->ticket, &error) : hoist_ticket_new ();
  g_assert_no_error (error);
  if (row->sealed != NULL)
    hoist_ticket_open_sealed (ticket, row->sealed, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < row->parts->len; i++) {
    HoistPart copy = g_array_index (row->parts, HoistPart, i);

    copy.etag = g_strdup (copy.etag);
    g_array_append_val (ticket->parts, copy);
  }
  g_task_return_pointer (task, ticket, (GDestroyNotify) hoist_ticket_free);
}

static HoistTicket *
test_journal_load_ticket_finish (HoistJournal *journal, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_journal_find_digests_async (HoistJournal *journal,
                                 const char *path,
                                 const HoistFingerprint *fingerprint,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  HoistTestJournal *self = HOIST_TEST_JOURNAL (journal);
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  Remembered *found = g_hash_table_lookup (self->digests, path);

  if (found != NULL && !hoist_fingerprint_equal (&found->fingerprint, fingerprint, 0))
    found = NULL;
  g_task_return_pointer (task, found, NULL);
}

static gboolean
test_journal_find_digests_finish (HoistJournal *journal,
                                  GAsyncResult *result,
                                  HoistDigests *digests,
                                  HoistSlices **slices,
                                  GError **error)
{
  const Remembered *found = g_task_propagate_pointer (G_TASK (result), error);

  if (found == NULL)
    return FALSE;

  *digests = found->digests;
  *slices = found->slices != NULL ? hoist_slices_ref (found->slices) : NULL;
  return TRUE;
}

static void
test_journal_keep_digests (HoistJournal *journal,
                           const char *path,
                           const HoistFingerprint *fingerprint,
                           const HoistDigests *digests,
                           HoistSlices *slices)
{
  Remembered *kept = g_new0 (Remembered, 1);

  kept->fingerprint = *fingerprint;
  kept->digests = *digests;
  kept->slices = slices != NULL ? hoist_slices_ref (slices) : NULL;
  g_hash_table_replace (HOIST_TEST_JOURNAL (journal)->digests, g_strdup (path), kept);
}

/* Ids and accounts have no line breaks here. */
static char *
make_folder_key (const char *account, const char *parent, const char *name)
{
  return g_strjoin ("\n", account, parent, name, NULL);
}

static void
test_journal_find_folder_async (HoistJournal *journal,
                                const char *account,
                                const char *parent,
                                const char *name,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  HoistTestJournal *self = HOIST_TEST_JOURNAL (journal);
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  g_autofree char *key = make_folder_key (account, parent, name);

  g_task_return_pointer (task, g_strdup (g_hash_table_lookup (self->folders, key)), g_free);
}

static char *
test_journal_find_folder_finish (HoistJournal *journal, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_journal_keep_folder_async (HoistJournal *journal,
                                const char *account,
                                const char *parent,
                                const char *name,
                                const char *id,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  HoistTestJournal *self = HOIST_TEST_JOURNAL (journal);
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);

  g_hash_table_replace (self->folders, make_folder_key (account, parent, name), g_strdup (id));
  g_task_return_boolean (task, TRUE);
}

static gboolean
test_journal_keep_folder_finish (HoistJournal *journal, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
is_of_account (gpointer key, gpointer value, gpointer account)
{
  gsize length = strlen (account);

  return strncmp (key, account, length) == 0 && ((const char *) key)[length] == '\n';
}

static void
test_journal_forget_folders (HoistJournal *journal, const char *account)
{
  g_hash_table_foreach_remove (HOIST_TEST_JOURNAL (journal)->folders, is_of_account,
                               (gpointer) account);
}

static void
journal_init (HoistJournalInterface *iface)
{
  iface->save_async = test_journal_save_async;
  iface->save_finish = test_journal_save_finish;
  iface->load_ticket_async = test_journal_load_ticket_async;
  iface->load_ticket_finish = test_journal_load_ticket_finish;
  iface->find_digests_async = test_journal_find_digests_async;
  iface->find_digests_finish = test_journal_find_digests_finish;
  iface->keep_digests = test_journal_keep_digests;
  iface->find_folder_async = test_journal_find_folder_async;
  iface->find_folder_finish = test_journal_find_folder_finish;
  iface->keep_folder_async = test_journal_keep_folder_async;
  iface->keep_folder_finish = test_journal_keep_folder_finish;
  iface->forget_folders = test_journal_forget_folders;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HoistTestJournal,
                               hoist_test_journal,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (HOIST_TYPE_JOURNAL, journal_init))

static void
hoist_test_journal_finalize (GObject *object)
{
  HoistTestJournal *self = HOIST_TEST_JOURNAL (object);

  g_hash_table_unref (self->rows);
  g_hash_table_unref (self->digests);
  g_hash_table_unref (self->folders);
  g_ptr_array_unref (self->held);

  G_OBJECT_CLASS (hoist_test_journal_parent_class)->finalize (object);
}

static void
hoist_test_journal_class_init (HoistTestJournalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hoist_test_journal_finalize;
}

static void
hoist_test_journal_init (HoistTestJournal *self)
{
  self->rows =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) row_free);
  self->digests =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) remembered_free);
  self->folders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->held = g_ptr_array_new_with_free_func (g_object_unref);
}

HoistTestJournal *
hoist_test_journal_new (void)
{
  return g_object_new (HOIST_TYPE_TEST_JOURNAL, NULL);
}

/* The row as a restart would find it. */
/* (nullable): as it was saved last. */
HoistRecord *
hoist_test_journal_dup_record (HoistTestJournal *self, gint64 id)
{
  const Row *row = ensure_row (self, id);

  return row->record != NULL ? hoist_record_copy (row->record) : NULL;
}

const char *
hoist_test_journal_get_ticket (HoistTestJournal *self, gint64 id)
{
  return ensure_row (self, id)->ticket;
}

guint
hoist_test_journal_get_n_folders (HoistTestJournal *self)
{
  return g_hash_table_size (self->folders);
}

/**
 * hoist_test_journal_lose_folder:
 *
 * Whatever folder of that name was kept, its id now belongs to nothing, as when somebody removed
 * the folder at the service.
 */
void
hoist_test_journal_lose_folder (HoistTestJournal *self, const char *name)
{
  g_autofree char *end = g_strconcat ("\n", name, NULL);
  GHashTableIter iter;
  gpointer key = NULL;

  g_hash_table_iter_init (&iter, self->folders);
  while (g_hash_table_iter_next (&iter, &key, NULL)) {
    if (g_str_has_suffix (key, end))
      g_hash_table_iter_replace (&iter, g_strdup ("gone"));
  }
}

guint
hoist_test_journal_get_n_saves (HoistTestJournal *self)
{
  return self->n_saves;
}

/* From now on nothing is written, and nobody notices: the program was killed here. */
void
hoist_test_journal_set_frozen (HoistTestJournal *self, gboolean is_frozen)
{
  self->is_frozen = is_frozen;
}

/* The disk is slow: saves are made, but nobody hears of it until it is no longer. */
void
hoist_test_journal_set_holding (HoistTestJournal *self, gboolean is_holding)
{
  self->is_holding = is_holding;
  while (!is_holding && self->held->len > 0) {
    g_autoptr (GTask) task = g_ptr_array_steal_index (self->held, 0);

    g_task_return_boolean (task, TRUE);
  }
}

guint
hoist_test_journal_get_n_held (HoistTestJournal *self)
{
  return self->held->len;
}

/* The keyring is gone, and with it the sealed halves of all tickets. */
void
hoist_test_journal_lose_sealed (HoistTestJournal *self)
{
  GHashTableIter iter;
  gpointer row = NULL;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    g_clear_pointer (&((Row *) row)->sealed, g_free);
}
