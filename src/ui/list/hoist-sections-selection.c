/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which rows of the list are selected: kept by row, so that a row that moves stays selected. */
#include "hoist-sections-private.h"

/* What a call changed, from the first to the last row. */
typedef struct {
  guint first;
  guint last;
} Range;

static void
extend (Range *self, guint position)
{
  self->first = MIN (self->first, position);
  self->last = MAX (self->last, position);
}

static gboolean
is_selected (GtkSelectionModel *model, guint position)
{
  HoistSections *self = HOIST_SECTIONS (model);
  HoistEntry *entry = NULL;

  if (g_hash_table_size (self->selected) == 0)
    return FALSE;
  entry = hoist_sections_get_entry (self, position);
  return entry != NULL && g_hash_table_contains (self->selected, entry);
}

static GtkBitset *
get_selection_in_range (GtkSelectionModel *model, guint position, guint n_items)
{
  HoistSections *self = HOIST_SECTIONS (model);
  GtkBitset *bitset = gtk_bitset_new_empty ();
  GHashTableIter iter;
  gpointer entry = NULL;
  guint at = 0;

  g_hash_table_iter_init (&iter, self->selected);
  while (g_hash_table_iter_next (&iter, &entry, NULL)) {
    if (hoist_sections_locate (self, entry, &at) && at >= position && at - position < n_items)
      gtk_bitset_add (bitset, at);
  }
  return bitset;
}

static void
drop_unwanted (HoistSections *self, GtkBitset *wanted, GtkBitset *mask, Range *range)
{
  GHashTableIter iter;
  gpointer entry = NULL;
  guint at = 0;

  g_hash_table_iter_init (&iter, self->selected);
  while (g_hash_table_iter_next (&iter, &entry, NULL)) {
    if (!hoist_sections_locate (self, entry, &at) || !gtk_bitset_contains (mask, at) ||
        gtk_bitset_contains (wanted, at))
      continue;
    g_hash_table_iter_remove (&iter);
    extend (range, at);
  }
}

static void
add_wanted (HoistSections *self, GtkBitset *wanted, GtkBitset *mask, Range *range)
{
  GtkBitsetIter iter;
  guint at = 0;

  if (!gtk_bitset_iter_init_first (&iter, wanted, &at))
    return;
  do {
    HoistEntry *entry = gtk_bitset_contains (mask, at) ? hoist_sections_get_entry (self, at) : NULL;

    if (entry != NULL && g_hash_table_add (self->selected, entry))
      extend (range, at);
  } while (gtk_bitset_iter_next (&iter, &at));
}

static gboolean
set_selection (GtkSelectionModel *model, GtkBitset *wanted, GtkBitset *mask)
{
  HoistSections *self = HOIST_SECTIONS (model);
  Range range = { G_MAXUINT, 0 };

  drop_unwanted (self, wanted, mask, &range);
  add_wanted (self, wanted, mask, &range);
  hoist_sections_notify_selected (self);
  if (range.first <= range.last)
    gtk_selection_model_selection_changed (model, range.first, range.last - range.first + 1);
  return TRUE;
}

/* GTK's own ways to select one row or a range come down to setting the selection. */
void
hoist_sections_selection_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = is_selected;
  iface->get_selection_in_range = get_selection_in_range;
  iface->set_selection = set_selection;
}

/* For a row that is no longer shown: hoist_sections_notify_selected() follows. */
void
hoist_sections_unselect (HoistSections *self, HoistEntry *entry)
{
  if (g_hash_table_size (self->selected) > 0)
    g_hash_table_remove (self->selected, entry);
}

guint
hoist_sections_get_n_selected (HoistSections *self)
{
  return g_hash_table_size (self->selected);
}

static int
compare_positions (gconstpointer a, gconstpointer b, gpointer data)
{
  guint first = 0;
  guint second = 0;

  hoist_sections_locate (data, *(HoistEntry *const *) a, &first);
  hoist_sections_locate (data, *(HoistEntry *const *) b, &second);
  return first < second ? -1 : first > second;
}

static GPtrArray *
sort_selected (HoistSections *self)
{
  GPtrArray *entries = g_ptr_array_sized_new (g_hash_table_size (self->selected));
  GHashTableIter iter;
  gpointer entry = NULL;

  g_hash_table_iter_init (&iter, self->selected);
  while (g_hash_table_iter_next (&iter, &entry, NULL))
    g_ptr_array_add (entries, entry);
  g_ptr_array_sort_with_data (entries, compare_positions, self);
  return entries;
}

/**
 * hoist_sections_dup_selected:
 *
 * Returns: (transfer full) (element-type GObject): the selected rows from top to bottom, sessions
 *   and folders
 */
GPtrArray *
hoist_sections_dup_selected (HoistSections *self)
{
  g_autoptr (GPtrArray) entries = sort_selected (self);
  GPtrArray *items = g_ptr_array_new_full (entries->len, g_object_unref);

  for (guint i = 0; i < entries->len; i++)
    g_ptr_array_add (items, g_object_ref (((HoistEntry *) entries->pdata[i])->item));
  return items;
}

/**
 * hoist_sections_dup_selected_sessions:
 *
 * Returns: (transfer full) (element-type HoistSession): what is selected, of a folder all of its
 *   uploads; nothing twice
 */
GPtrArray *
hoist_sections_dup_selected_sessions (HoistSections *self)
{
  g_autoptr (GPtrArray) entries = sort_selected (self);
  GPtrArray *sessions = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < entries->len; i++) {
    HoistEntry *entry = g_ptr_array_index (entries, i);

    if (entry->folder == NULL || !g_hash_table_contains (self->selected, entry->folder))
      g_ptr_array_extend_and_steal (sessions, hoist_sections_dup_sessions (self, entry->item));
  }
  return sessions;
}
