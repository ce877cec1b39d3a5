/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the uploads are, and what follows from it for their rows. */
#include "hoist-sections-private.h"

#include <string.h>

void
hoist_entry_free (HoistEntry *self)
{
  if (self->is_folder) {
    g_sequence_free (hoist_entry_as_folder (self)->inside);
    g_free (hoist_entry_as_folder (self)->top);
  }
  g_object_unref (self->item);
  g_free (self);
}

/* The newest of the finished stands first, all others as in the queue. */
static gint64
get_key (HoistSession *session, HoistSection section)
{
  const HoistRecord *record = hoist_session_get_record (session);

  if (section != HOIST_SECTION_FINISHED)
    return record->position;
  return record->ended_us == 0 ? G_MININT64 : -record->ended_us;
}

/* A folder that was begun stays where the work is, though between two files nothing runs. */
static HoistSection
get_folder_section (HoistEntry *entry)
{
  const HoistFolderSums *sums = hoist_folder_get_sums (entry->item);

  if (sums->n_attention > 0)
    return HOIST_SECTION_ATTENTION;
  if (sums->n_running > 0 || (sums->n_queued > 0 && entry->section == HOIST_SECTION_UPLOADING))
    return HOIST_SECTION_UPLOADING;
  if (sums->n_done < sums->n_files)
    return HOIST_SECTION_WAITING;
  return HOIST_SECTION_FINISHED;
}

static gint64
get_folder_key (HoistEntry *entry, HoistSection section)
{
  HoistEntry *first = g_sequence_get (hoist_entry_get_first_child (entry));

  if (section == HOIST_SECTION_FINISHED)
    return -hoist_folder_get_last_ended (entry->item);
  return first->key;
}

static void
mark_dirty (HoistSections *self, HoistEntry *entry)
{
  if (entry->is_dirty)
    return;
  entry->is_dirty = TRUE;
  g_ptr_array_add (self->dirty, entry);
}

static void
settle_folder (HoistSections *self, HoistEntry *entry)
{
  HoistSection section = get_folder_section (entry);
  gint64 key = get_folder_key (entry, section);

  if (entry->iter == NULL) {
    entry->section = section;
    entry->key = key;
    hoist_sections_place (self, entry);
  } else {
    hoist_sections_move (self, entry, section, key);
  }
  hoist_folder_tell (entry->item);
}

/* Folders follow their uploads, after all that belongs to one change. */
void
hoist_sections_settle (HoistSections *self)
{
  while (self->dirty->len > 0) {
    HoistEntry *entry = g_ptr_array_steal_index_fast (self->dirty, self->dirty->len - 1);

    entry->is_dirty = FALSE;
    settle_folder (self, entry);
  }
  hoist_sections_tell_headers (self);
  hoist_sections_notify_selected (self);
}

/* Returns: (transfer full) (type filename): the folder that was added, from the file in it. */
static char *
dup_top (const HoistRecord *record)
{
  g_autofree char *top = g_path_get_dirname (record->path);

  for (const char *at = strchr (record->folder, '/'); at != NULL; at = strchr (at + 1, '/')) {
    char *above = g_path_get_dirname (top);

    g_free (top);
    top = above;
  }
  return g_steal_pointer (&top);
}

static HoistEntry *
make_folder (HoistSections *self, const HoistRecord *record, char *top)
{
  g_autofree char *name = g_strndup (record->folder, strcspn (record->folder, "/"));
  HoistFolderEntry *folder = g_new0 (HoistFolderEntry, 1);
  HoistEntry *entry = &folder->entry;

  entry->item = hoist_folder_new (--self->last_folder_id, name);
  entry->is_folder = TRUE;
  entry->section = HOIST_SECTION_WAITING;
  folder->inside = g_sequence_new (NULL);
  folder->added_us = record->added_us;
  folder->top = top;
  g_hash_table_insert (self->by_item, entry->item, entry);
  return entry;
}

static gboolean
is_in_folder (HoistEntry *entry, const HoistRecord *record)
{
  HoistFolderEntry *folder = hoist_entry_as_folder (entry);
  gsize length = strlen (folder->top);
  const char *name = hoist_folder_get_name (entry->item);

  return folder->added_us == record->added_us && strncmp (record->path, folder->top, length) == 0 &&
         record->path[length] == '/' && strncmp (record->folder, name, strlen (name)) == 0;
}

/* What was added at one time from one folder belongs together. */
static HoistEntry *
find_folder (HoistSections *self, const HoistRecord *record)
{
  g_autofree char *top = NULL;
  g_autofree char *key = NULL;
  HoistEntry *entry = NULL;

  if (self->last_folder != NULL && is_in_folder (self->last_folder, record))
    return self->last_folder;
  top = dup_top (record);
  key = g_strdup_printf ("%" G_GINT64_FORMAT "\n%s", record->added_us, top);
  entry = g_hash_table_lookup (self->folders, key);
  if (entry == NULL) {
    entry = make_folder (self, record, g_steal_pointer (&top));
    g_hash_table_insert (self->folders, g_steal_pointer (&key), entry);
  }
  self->last_folder = entry;
  return entry;
}

static HoistEntry *
enter_child (HoistSections *self, HoistSession *session)
{
  const HoistRecord *record = hoist_session_get_record (session);
  HoistChildEntry *child = g_new0 (HoistChildEntry, 1);
  HoistEntry *entry = &child->entry;

  entry->item = g_object_ref (session);
  entry->folder = find_folder (self, record);
  entry->key = record->position;
  hoist_folder_add (entry->folder->item, hoist_entry_get_share (entry), session);
  if (entry->folder->iter != NULL)
    self->sections[entry->folder->section].count++;
  hoist_sections_place_child (self, entry);
  mark_dirty (self, entry->folder);
  return entry;
}

static HoistEntry *
enter (HoistSections *self, HoistSession *session)
{
  HoistEntry *entry = NULL;

  if (!self->is_flat && hoist_session_get_record (session)->folder != NULL) {
    entry = enter_child (self, session);
  } else {
    entry = g_new0 (HoistEntry, 1);
    entry->item = g_object_ref (session);
    entry->section =
        hoist_section_of (hoist_session_get_state (session), hoist_session_get_reason (session));
    entry->key = get_key (session, entry->section);
    hoist_sections_place (self, entry);
  }
  g_hash_table_insert (self->by_item, session, entry);
  return entry;
}

static void
forget_folder (HoistSections *self, HoistEntry *entry)
{
  HoistFolderEntry *folder = hoist_entry_as_folder (entry);
  g_autofree char *key =
      g_strdup_printf ("%" G_GINT64_FORMAT "\n%s", folder->added_us, folder->top);

  if (entry->is_dirty)
    g_ptr_array_remove_fast (self->dirty, entry);
  if (self->last_folder == entry)
    self->last_folder = NULL;
  hoist_sections_take_away (self, entry);
  g_hash_table_remove (self->folders, key);
  g_hash_table_remove (self->by_item, entry->item);
}

static void
leave (HoistSections *self, HoistEntry *entry)
{
  HoistEntry *folder = entry->folder;

  hoist_sections_take_away (self, entry);
  if (folder != NULL) {
    hoist_folder_subtract (folder->item, hoist_entry_get_share (entry));
    if (folder->iter != NULL)
      self->sections[folder->section].count--;
    if (hoist_entry_as_folder (folder)->n_children == 0)
      forget_folder (self, folder);
    else
      mark_dirty (self, folder);
  }
  g_hash_table_remove (self->by_item, entry->item);
}

/* Brings one row to where its upload's state and position say. */
void
hoist_sections_update (HoistSections *self, HoistEntry *entry)
{
  HoistSession *session = entry->item;
  HoistSection section = 0;

  if (entry->folder != NULL) {
    hoist_folder_subtract (entry->folder->item, hoist_entry_get_share (entry));
    hoist_folder_add (entry->folder->item, hoist_entry_get_share (entry), session);
    hoist_sections_move_child (self, entry, hoist_session_get_record (session)->position);
    mark_dirty (self, entry->folder);
    return;
  }
  section =
      hoist_section_of (hoist_session_get_state (session), hoist_session_get_reason (session));
  hoist_sections_move (self, entry, section, get_key (session, section));
}

/* What only moved is in both: its row is to keep what it has. */
static void
mark_leaving (HoistSections *self, guint position, guint n_removed, GPtrArray *sessions)
{
  for (guint i = 0; i < n_removed; i++)
    ((HoistEntry *) g_ptr_array_index (self->entries, position + i))->is_leaving = TRUE;
  for (guint i = 0; n_removed > 0 && i < sessions->len; i++) {
    HoistEntry *entry = g_hash_table_lookup (self->by_item, g_ptr_array_index (sessions, i));

    if (entry != NULL)
      entry->is_leaving = FALSE;
  }
}

static void
make_room (GPtrArray *array, guint position, guint n_removed, guint n_added)
{
  guint n_behind = array->len - position - n_removed;
  guint n_old = array->len;

  if (n_added > n_removed)
    g_ptr_array_set_size (array, (int) (n_old - n_removed + n_added));
  if (n_behind > 0)
    memmove (array->pdata + position + n_added, array->pdata + position + n_removed,
             n_behind * sizeof (gpointer));
  if (n_added < n_removed)
    g_ptr_array_set_size (array, (int) (n_old - n_removed + n_added));
}

/* Once, though it may go and come more than once. */
static void
hold (HoistSections *self, HoistEntry *entry)
{
  if (!entry->is_held)
    g_ptr_array_add (self->held, entry);
  entry->is_held = TRUE;
}

static void
change (HoistSections *self, guint position, guint n_removed, GPtrArray *sessions)
{
  mark_leaving (self, position, n_removed, sessions);
  for (guint i = 0; i < n_removed; i++) {
    HoistEntry *entry = g_ptr_array_index (self->entries, position + i);

    if (entry->is_leaving && self->n_holds > 0)
      hold (self, entry);
    else if (entry->is_leaving)
      leave (self, entry);
  }
  make_room (self->entries, position, n_removed, sessions->len);
  for (guint i = 0; i < sessions->len; i++) {
    HoistSession *session = g_ptr_array_index (sessions, i);
    HoistEntry *entry = g_hash_table_lookup (self->by_item, session);

    if (entry != NULL) {
      entry->is_leaving = FALSE;
      hoist_sections_update (self, entry);
    } else {
      entry = enter (self, session);
    }
    g_ptr_array_index (self->entries, position + i) = entry;
  }
}

static void
on_source_changed (HoistSections *self, guint position, guint n_removed, guint n_added)
{
  g_autoptr (GPtrArray) sessions = g_ptr_array_new_full (n_added, g_object_unref);
  gboolean is_many = n_removed + n_added > 1;

  for (guint i = 0; i < n_added; i++)
    g_ptr_array_add (sessions, g_list_model_get_item (self->source, position + i));
  /* from here on, a closed folder is settled before anybody looks */
  if (is_many)
    hoist_sections_begin (self);
  change (self, position, n_removed, sessions);
  hoist_sections_settle (self);
  if (is_many)
    hoist_sections_end (self);
  hoist_sections_tell_headers (self);
  hoist_sections_notify_selected (self);
}

/* What was taken out meanwhile and did not come back is gone. */
void
hoist_sections_let_go (HoistSections *self)
{
  for (guint i = 0; i < self->held->len; i++) {
    HoistEntry *entry = g_ptr_array_index (self->held, i);

    entry->is_held = FALSE;
    if (entry->is_leaving)
      leave (self, entry);
  }
  g_ptr_array_set_size (self->held, 0);
  hoist_sections_settle (self);
}

/* From now on, rows follow the source. */
void
hoist_sections_follow (HoistSections *self)
{
  g_signal_connect_object (self->source, "items-changed", G_CALLBACK (on_source_changed), self,
                           G_CONNECT_SWAPPED);
  on_source_changed (self, 0, 0, g_list_model_get_n_items (self->source));
}
