/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the rows of the list stand, and what of a change is told. */
#include "hoist-sections-private.h"

static int
compare_keys (const HoistEntry *a, const HoistEntry *b)
{
  gint64 first = 0;
  gint64 second = 0;

  if (a->key != b->key)
    return a->key < b->key ? -1 : 1;
  /* a folder beside an upload with the same key: any order, as long as it stays */
  first = a->is_folder ? hoist_folder_get_id (a->item) : hoist_session_get_id (a->item);
  second = b->is_folder ? hoist_folder_get_id (b->item) : hoist_session_get_id (b->item);
  return first < second ? -1 : first > second;
}

/* Rows by their keys; the uploads of an open folder stand behind their folder. */
static int
compare (gconstpointer a, gconstpointer b, gpointer data)
{
  const HoistEntry *first = a;
  const HoistEntry *second = b;
  const HoistEntry *first_row = first->folder != NULL ? first->folder : first;
  const HoistEntry *second_row = second->folder != NULL ? second->folder : second;

  if (first == second)
    return 0;
  if (first_row != second_row)
    return compare_keys (first_row, second_row);
  if (first == first_row)
    return -1;
  if (second == second_row)
    return 1;
  return compare_keys (first, second);
}

/* A section without rows has no heading either. */
static guint
get_n_items (const HoistSectionRows *section)
{
  return section->n_shown > 0 ? section->n_shown + 1 : 0;
}

/* The position of the heading of @section, if it has one. */
guint
hoist_sections_get_start (HoistSections *self, HoistSection section)
{
  guint start = 0;

  for (guint i = 0; i < section; i++)
    start += get_n_items (&self->sections[i]);
  return start;
}

guint
hoist_sections_get_size (HoistSections *self)
{
  return hoist_sections_get_start (self, HOIST_N_SECTIONS);
}

/* Returns: (nullable): %NULL where a heading stands. */
HoistEntry *
hoist_sections_get_entry (HoistSections *self, guint position)
{
  for (guint i = 0; i < HOIST_N_SECTIONS; i++) {
    HoistSectionRows *section = &self->sections[i];
    guint n_items = get_n_items (section);

    if (position < n_items)
      return position == 0
                 ? NULL
                 : g_sequence_get (g_sequence_get_iter_at_pos (section->rows, (int) position - 1));
    position -= n_items;
  }
  return NULL;
}

/* Returns: whether @entry is shown; @position is where. */
gboolean
hoist_sections_locate (HoistSections *self, HoistEntry *entry, guint *position)
{
  HoistEntry *row = entry->folder != NULL ? entry->folder : entry;
  HoistSectionRows *section = &self->sections[row->section];
  guint index = 0;

  if (entry->is_away || row->is_away || row->iter == NULL ||
      (row != entry && !hoist_entry_is_open (row)))
    return FALSE;
  index = (guint) g_sequence_iter_get_position (entry->iter);
  if (index >= section->n_shown)
    return FALSE;
  *position = hoist_sections_get_start (self, row->section) + 1 + index;
  return TRUE;
}

/* @index is the row in its section; the figures of the section are new already. */
static void
tell (HoistSections *self, HoistSection section, guint index, guint n_removed, guint n_added)
{
  HoistSectionRows *rows = &self->sections[section];
  HoistSectionsBulk *bulk = &self->bulk;
  guint n_before = rows->n_shown + n_removed - n_added;
  guint start = 0;

  if (bulk->depth > 0) {
    guint n_after = rows->n_shown - index - n_added;

    bulk->n_before[section] =
        bulk->is_touched[section] ? MIN (bulk->n_before[section], index) : index;
    bulk->n_after[section] =
        bulk->is_touched[section] ? MIN (bulk->n_after[section], n_after) : n_after;
    bulk->is_touched[section] = TRUE;
    return;
  }
  start = hoist_sections_get_start (self, section);
  if (n_before == 0)
    g_list_model_items_changed (G_LIST_MODEL (self), start, 0, n_added + 1);
  else if (rows->n_shown == 0)
    g_list_model_items_changed (G_LIST_MODEL (self), start, n_removed + 1, 0);
  else
    g_list_model_items_changed (G_LIST_MODEL (self), start + 1 + index, n_removed, n_added);
}

/* Until hoist_sections_end() nothing is told, and then all at once: the smallest range that has all
 * of the changes. */
void
hoist_sections_begin (HoistSections *self)
{
  if (self->bulk.depth++ > 0)
    return;
  for (guint i = 0; i < HOIST_N_SECTIONS; i++) {
    self->bulk.n_old[i] = self->sections[i].n_shown;
    self->bulk.is_touched[i] = FALSE;
  }
}

/* Ends the innermost hoist_sections_begin(); the outermost one tells. */
void
hoist_sections_end (HoistSections *self)
{
  HoistSectionsBulk *bulk = &self->bulk;
  guint n_before = 0;
  guint n_after = 0;
  guint n_old = 0;
  guint n_new = 0;
  int first = -1;
  int last = -1;

  if (bulk->depth > 1) {
    bulk->depth--;
    return;
  }
  for (int i = 0; i < HOIST_N_SECTIONS; i++)
    hoist_sections_trim (self, (HoistSection) i);
  bulk->depth = 0;
  n_new = hoist_sections_get_size (self);
  for (int i = 0; i < HOIST_N_SECTIONS; i++) {
    n_old += bulk->n_old[i] > 0 ? bulk->n_old[i] + 1 : 0;
    if (bulk->is_touched[i]) {
      first = first < 0 ? i : first;
      last = i;
    }
  }
  if (first < 0)
    return;
  n_before = hoist_sections_get_start (self, (HoistSection) first);
  if (bulk->n_old[first] > 0 && self->sections[first].n_shown > 0)
    n_before += 1 + bulk->n_before[first];
  n_after = n_new - hoist_sections_get_start (self, (HoistSection) last + 1) + bulk->n_after[last];
  if (n_old > n_before + n_after || n_new > n_before + n_after)
    g_list_model_items_changed (G_LIST_MODEL (self), n_before, n_old - n_before - n_after,
                                n_new - n_before - n_after);
}

/* How many rows the finished section shows: the last ones, each open folder whole. */
static guint
count_shown (HoistSections *self, HoistSection section)
{
  HoistSectionRows *rows = &self->sections[section];
  GSequenceIter *iter = g_sequence_get_begin_iter (rows->rows);
  guint n_shown = 0;

  if (section != HOIST_SECTION_FINISHED || self->is_complete || self->is_flat)
    return rows->n_rows;
  for (guint i = 0; i < HOIST_SECTIONS_FINISHED_SHOWN && n_shown < rows->n_rows; i++) {
    HoistEntry *entry = g_sequence_get (iter);
    guint n = hoist_entry_is_open (entry) ? hoist_entry_as_folder (entry)->n_children + 1 : 1;

    n_shown += n;
    iter = g_sequence_iter_move (iter, (int) n);
  }
  return n_shown;
}

static void
unselect_range (HoistSections *self, HoistSection section, guint first, guint n)
{
  GSequenceIter *iter = NULL;

  if (g_hash_table_size (self->selected) == 0)
    return;
  iter = g_sequence_get_iter_at_pos (self->sections[section].rows, (int) first);
  for (guint i = 0; i < n; i++) {
    hoist_sections_unselect (self, g_sequence_get (iter));
    iter = g_sequence_iter_next (iter);
  }
}

/* Shows no more and no fewer rows of @section than it should. */
void
hoist_sections_trim (HoistSections *self, HoistSection section)
{
  HoistSectionRows *rows = &self->sections[section];
  guint n_shown = count_shown (self, section);
  guint n_old = rows->n_shown;

  if (n_shown == n_old)
    return;
  if (n_shown < n_old)
    unselect_range (self, section, n_shown, n_old - n_shown);
  rows->n_shown = n_shown;
  if (n_shown < n_old)
    tell (self, section, n_shown, n_old - n_shown, 0);
  else
    tell (self, section, n_old, 0, n_shown - n_old);
}

/* So many rows are new at @index, and counted in n_rows already. */
static void
rows_came (HoistSections *self, HoistSection section, guint index, guint n)
{
  HoistSectionRows *rows = &self->sections[section];
  gboolean was_whole = rows->n_shown + n == rows->n_rows;

  if (index < rows->n_shown || (index == rows->n_shown && was_whole)) {
    rows->n_shown += n;
    tell (self, section, index, 0, n);
  }
  if (self->bulk.depth == 0)
    hoist_sections_trim (self, section);
}

static void
rows_went (HoistSections *self, HoistSection section, guint index, guint n)
{
  HoistSectionRows *rows = &self->sections[section];
  guint n_gone = index < rows->n_shown ? MIN (n, rows->n_shown - index) : 0;

  if (n_gone > 0) {
    rows->n_shown -= n_gone;
    tell (self, section, index, n_gone, 0);
  }
  if (self->bulk.depth == 0)
    hoist_sections_trim (self, section);
}

/* Most rows come at the end. */
static GSequenceIter *
find_place (GSequence *rows, HoistEntry *entry)
{
  GSequenceIter *end = g_sequence_get_end_iter (rows);

  if (g_sequence_iter_is_begin (end) ||
      compare (g_sequence_get (g_sequence_iter_prev (end)), entry, NULL) < 0)
    return end;
  return g_sequence_search (rows, entry, compare, NULL);
}

static guint
get_index (const HoistSectionRows *rows, GSequenceIter *iter)
{
  /* cheaper than asking the sequence, a hundred thousand times */
  return g_sequence_iter_is_end (g_sequence_iter_next (iter))
             ? rows->n_rows - 1
             : (guint) g_sequence_iter_get_position (iter);
}

static guint
get_weight (HoistEntry *entry)
{
  return entry->is_folder ? hoist_folder_get_sums (entry->item)->n_files : 1;
}

/* Shows a new row where its section and key say. */
void
hoist_sections_place (HoistSections *self, HoistEntry *entry)
{
  HoistSectionRows *rows = &self->sections[entry->section];

  entry->iter = g_sequence_insert_before (find_place (rows->rows, entry), entry);
  rows->n_rows++;
  rows->count += get_weight (entry);
  rows_came (self, entry->section, get_index (rows, entry->iter), 1);
}

/* The same for an upload in a folder. The folder's count in its section is up to the caller. */
void
hoist_sections_place_child (HoistSections *self, HoistEntry *entry)
{
  HoistFolderEntry *folder = hoist_entry_as_folder (entry->folder);
  HoistSectionRows *rows = &self->sections[folder->entry.section];

  folder->n_children++;
  if (!hoist_entry_is_open (entry->folder)) {
    entry->iter = g_sequence_insert_before (find_place (folder->inside, entry), entry);
    return;
  }
  entry->iter = g_sequence_insert_before (find_place (rows->rows, entry), entry);
  rows->n_rows++;
  rows_came (self, folder->entry.section, get_index (rows, entry->iter), 1);
}

/* Takes a row out for good; of an open folder, only one without uploads. */
void
hoist_sections_take_away (HoistSections *self, HoistEntry *entry)
{
  HoistEntry *row = entry->folder != NULL ? entry->folder : entry;
  HoistSectionRows *rows = &self->sections[row->section];
  GSequenceIter *iter = g_steal_pointer (&entry->iter);
  gboolean is_inside = entry->folder != NULL && !hoist_entry_is_open (entry->folder);
  guint index = 0;

  hoist_sections_unselect (self, entry);
  if (entry->folder != NULL)
    hoist_entry_as_folder (entry->folder)->n_children--;
  if (iter == NULL)
    return;
  if (is_inside) {
    g_sequence_remove (iter);
    return;
  }
  index = get_index (rows, iter);
  g_sequence_remove (iter);
  rows->n_rows--;
  if (entry == row)
    rows->count -= get_weight (entry);
  rows_went (self, row->section, index, 1);
}

/* The row after @entry, and after its uploads if it is an open folder. */
static GSequenceIter *
get_end (HoistEntry *entry)
{
  guint n = hoist_entry_is_open (entry) ? hoist_entry_as_folder (entry)->n_children + 1 : 1;

  return g_sequence_iter_move (entry->iter, (int) n);
}

static gboolean
is_in_order (HoistEntry *entry, gint64 key)
{
  GSequenceIter *next = get_end (entry);
  HoistEntry probe = *entry;

  probe.key = key;
  if (!g_sequence_iter_is_begin (entry->iter) &&
      compare (g_sequence_get (g_sequence_iter_prev (entry->iter)), &probe, NULL) > 0)
    return FALSE;
  return g_sequence_iter_is_end (next) || compare (&probe, g_sequence_get (next), NULL) < 0;
}

static void
move_far (HoistSections *self, HoistEntry *entry, HoistSection section, gint64 key)
{
  HoistSectionRows *from = &self->sections[entry->section];
  HoistSectionRows *to = &self->sections[section];
  GSequenceIter *end = get_end (entry);
  guint n = hoist_entry_is_open (entry) ? hoist_entry_as_folder (entry)->n_children + 1 : 1;
  guint index = (guint) g_sequence_iter_get_position (entry->iter);

  entry->is_away = TRUE;
  g_sequence_move_range (g_sequence_get_end_iter (self->away), entry->iter, end);
  from->n_rows -= n;
  from->count -= get_weight (entry);
  rows_went (self, entry->section, index, n);

  entry->section = section;
  entry->key = key;
  g_sequence_move_range (find_place (to->rows, entry), entry->iter,
                         g_sequence_get_end_iter (self->away));
  entry->is_away = FALSE;
  to->n_rows += n;
  to->count += get_weight (entry);
  rows_came (self, section, (guint) g_sequence_iter_get_position (entry->iter), n);
}

/* Whether the focus is on this row, or on an upload of this open folder. */
static gboolean
is_kept (HoistSections *self, HoistEntry *entry)
{
  HoistEntry *kept = self->kept == NULL ? NULL : g_hash_table_lookup (self->by_item, self->kept);

  return kept != NULL && (kept == entry || kept->folder == entry);
}

/**
 * hoist_sections_move:
 *
 * Moves a row, with its uploads if it is an open folder. The row that has the focus is taken out
 * and put in within one change, so that the view keeps its widget.
 */
void
hoist_sections_move (HoistSections *self, HoistEntry *entry, HoistSection section, gint64 key)
{
  gboolean is_one_change = FALSE;
  guint position = 0;

  if (entry->section == section && entry->key == key)
    return;
  if (entry->section == section && is_in_order (entry, key)) {
    entry->key = key;
    return;
  }
  is_one_change = is_kept (self, entry);
  if (is_one_change)
    hoist_sections_begin (self);
  move_far (self, entry, section, key);
  if (is_one_change)
    hoist_sections_end (self);
  if (!hoist_sections_locate (self, entry, &position))
    hoist_sections_unselect (self, entry);
}

/* An upload in a folder: only its place among the others can be new. */
void
hoist_sections_move_child (HoistSections *self, HoistEntry *entry, gint64 key)
{
  HoistEntry *folder = entry->folder;
  HoistSectionRows *rows = &self->sections[folder->section];
  guint index = 0;

  if (entry->key == key)
    return;
  if (is_in_order (entry, key)) {
    entry->key = key;
    return;
  }
  if (!hoist_entry_is_open (folder)) {
    entry->key = key;
    g_sequence_sort_changed (entry->iter, compare, NULL);
    return;
  }
  index = (guint) g_sequence_iter_get_position (entry->iter);
  entry->is_away = TRUE;
  g_sequence_move (entry->iter, g_sequence_get_end_iter (self->away));
  rows->n_rows--;
  rows_went (self, folder->section, index, 1);
  entry->key = key;
  g_sequence_move (entry->iter, find_place (rows->rows, entry));
  entry->is_away = FALSE;
  rows->n_rows++;
  rows_came (self, folder->section, (guint) g_sequence_iter_get_position (entry->iter), 1);
}

/* Returns: (transfer none): its n_children uploads from here on, in order. */
GSequenceIter *
hoist_entry_get_first_child (HoistEntry *entry)
{
  return hoist_entry_is_open (entry)
             ? g_sequence_iter_next (entry->iter)
             : g_sequence_get_begin_iter (hoist_entry_as_folder (entry)->inside);
}

/* The uploads inside a folder become rows behind it. */
void
hoist_sections_open (HoistSections *self, HoistEntry *entry)
{
  HoistFolderEntry *folder = hoist_entry_as_folder (entry);
  HoistSectionRows *rows = &self->sections[entry->section];
  guint index = (guint) g_sequence_iter_get_position (entry->iter);

  g_sequence_move_range (g_sequence_iter_next (entry->iter),
                         g_sequence_get_begin_iter (folder->inside),
                         g_sequence_get_end_iter (folder->inside));
  hoist_folder_set_expanded (entry->item, TRUE);
  rows->n_rows += folder->n_children;
  rows_came (self, entry->section, index + 1, folder->n_children);
}

/* They leave the list again, and are selected no longer: nobody would see it. */
void
hoist_sections_close (HoistSections *self, HoistEntry *entry)
{
  HoistFolderEntry *folder = hoist_entry_as_folder (entry);
  HoistSectionRows *rows = &self->sections[entry->section];
  guint index = (guint) g_sequence_iter_get_position (entry->iter);
  GSequenceIter *first = g_sequence_iter_next (entry->iter);
  GSequenceIter *end = get_end (entry);

  unselect_range (self, entry->section, index + 1, folder->n_children);
  g_sequence_move_range (g_sequence_get_end_iter (folder->inside), first, end);
  hoist_folder_set_expanded (entry->item, FALSE);
  rows->n_rows -= folder->n_children;
  rows_went (self, entry->section, index + 1, folder->n_children);
}

/* The figures of the headings follow the rows. What was searched for is always all of it: there is
 * nothing to switch. */
void
hoist_sections_tell_headers (HoistSections *self)
{
  for (guint i = 0; i < HOIST_N_SECTIONS; i++) {
    HoistSectionRows *rows = &self->sections[i];

    hoist_section_header_set_figures (rows->header, rows->count, rows->n_rows - rows->n_shown,
                                      self->is_complete && !self->is_flat);
  }
}
