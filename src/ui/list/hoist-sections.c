/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list as it is shown: uploads in sections with headings, folders as one row that opens. */
#include "hoist-sections-private.h"

typedef enum { PROP_N_SELECTED = 1 } HoistSectionsProperty;

static GParamSpec *properties[PROP_N_SELECTED + 1];

static GType
hoist_sections_get_item_type (GListModel *model)
{
  return G_TYPE_OBJECT;
}

static guint
hoist_sections_get_n_items (GListModel *model)
{
  return hoist_sections_get_size (HOIST_SECTIONS (model));
}

static gpointer
hoist_sections_get_item (GListModel *model, guint position)
{
  HoistSections *self = HOIST_SECTIONS (model);
  HoistEntry *entry = hoist_sections_get_entry (self, position);

  if (entry != NULL)
    return g_object_ref (entry->item);
  for (guint i = 0; i < HOIST_N_SECTIONS; i++) {
    HoistSectionRows *section = &self->sections[i];

    if (section->n_shown > 0 && position == hoist_sections_get_start (self, (HoistSection) i))
      return g_object_ref (section->header);
  }
  return NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = hoist_sections_get_item_type;
  iface->get_n_items = hoist_sections_get_n_items;
  iface->get_item = hoist_sections_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HoistSections,
                               hoist_sections,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init)
                                   G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL,
                                                          hoist_sections_selection_init))

static void
hoist_sections_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch ((HoistSectionsProperty) id) {
  case PROP_N_SELECTED:
    g_value_set_uint (value, hoist_sections_get_n_selected (HOIST_SECTIONS (object)));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hoist_sections_finalize (GObject *object)
{
  HoistSections *self = HOIST_SECTIONS (object);

  for (guint i = 0; i < HOIST_N_SECTIONS; i++) {
    g_sequence_free (self->sections[i].rows);
    g_object_unref (self->sections[i].header);
  }
  g_sequence_free (self->away);
  g_hash_table_unref (self->selected);
  g_hash_table_unref (self->folders);
  g_ptr_array_unref (self->dirty);
  g_ptr_array_unref (self->held);
  g_ptr_array_unref (self->entries);
  g_hash_table_unref (self->by_item);
  g_object_unref (self->source);

  G_OBJECT_CLASS (hoist_sections_parent_class)->finalize (object);
}

static void
hoist_sections_class_init (HoistSectionsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = hoist_sections_get_property;
  object_class->finalize = hoist_sections_finalize;
  properties[PROP_N_SELECTED] =
      g_param_spec_uint ("n-selected", NULL, NULL, 0, G_MAXUINT, 0,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
hoist_sections_init (HoistSections *self)
{
  self->entries = g_ptr_array_new ();
  self->by_item = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) hoist_entry_free);
  self->folders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->selected = g_hash_table_new (NULL, NULL);
  self->dirty = g_ptr_array_new ();
  self->held = g_ptr_array_new ();
  self->away = g_sequence_new (NULL);
  for (guint i = 0; i < HOIST_N_SECTIONS; i++) {
    self->sections[i].rows = g_sequence_new (NULL);
    self->sections[i].header = hoist_section_header_new ((HoistSection) i);
  }
}

/**
 * hoist_sections_new:
 * @sessions: a list of #HoistSession, none of them twice
 * @is_flat: whether uploads of a folder stand by themselves, and all rows are shown: for what was
 *   searched for
 */
HoistSections *
hoist_sections_new (GListModel *sessions, gboolean is_flat)
{
  HoistSections *self = g_object_new (HOIST_TYPE_SECTIONS, NULL);

  self->source = g_object_ref (sessions);
  self->is_flat = is_flat;
  hoist_sections_follow (self);
  return self;
}

/**
 * hoist_sections_session_changed:
 *
 * To be called when the state or progress of an upload is new; one that is not in the list is
 * ignored.
 */
void
hoist_sections_session_changed (HoistSections *self, HoistSession *session)
{
  HoistEntry *entry = g_hash_table_lookup (self->by_item, session);

  if (entry == NULL)
    return;
  hoist_sections_update (self, entry);
  hoist_sections_settle (self);
}

void
hoist_sections_notify_selected (HoistSections *self)
{
  guint n_selected = hoist_sections_get_n_selected (self);

  if (self->n_told == n_selected)
    return;
  self->n_told = n_selected;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_SELECTED]);
}

/**
 * hoist_sections_set_complete:
 * @is_complete: whether all of the finished uploads are shown, instead of the last fifty
 */
void
hoist_sections_set_complete (HoistSections *self, gboolean is_complete)
{
  if (self->is_complete == is_complete)
    return;
  self->is_complete = is_complete;
  hoist_sections_trim (self, HOIST_SECTION_FINISHED);
  hoist_sections_tell_headers (self);
  hoist_sections_notify_selected (self);
}

/**
 * hoist_sections_set_expanded:
 * @folder: of this list
 */
void
hoist_sections_set_expanded (HoistSections *self, HoistFolder *folder, gboolean is_expanded)
{
  HoistEntry *entry = g_hash_table_lookup (self->by_item, folder);

  if (entry == NULL || hoist_folder_is_expanded (folder) == is_expanded)
    return;
  if (is_expanded)
    hoist_sections_open (self, entry);
  else
    hoist_sections_close (self, entry);
  hoist_sections_tell_headers (self);
  hoist_sections_notify_selected (self);
}

/**
 * hoist_sections_set_kept:
 * @item: (nullable): the row that has the focus: when it moves, it leaves and comes in one change,
 *   so that a view keeps its widget; it may be gone by then
 */
void
hoist_sections_set_kept (HoistSections *self, gpointer item)
{
  self->kept = item;
}

/**
 * hoist_sections_hold:
 *
 * Until hoist_sections_release(), what is taken out of the source may come back: its row stays
 * selected, and its folder open. Nothing is told before.
 */
void
hoist_sections_hold (HoistSections *self)
{
  self->n_holds++;
  hoist_sections_begin (self);
}

void
hoist_sections_release (HoistSections *self)
{
  g_return_if_fail (self->n_holds > 0);

  if (--self->n_holds == 0)
    hoist_sections_let_go (self);
  hoist_sections_end (self);
  hoist_sections_tell_headers (self);
  hoist_sections_notify_selected (self);
}

/**
 * hoist_sections_find:
 * @item: a session or folder
 * @position: (out):
 *
 * Returns: %FALSE when it is not shown: unknown, in a closed folder, or of an older day
 */
gboolean
hoist_sections_find (HoistSections *self, gpointer item, guint *position)
{
  HoistEntry *entry = g_hash_table_lookup (self->by_item, item);

  return entry != NULL && hoist_sections_locate (self, entry, position);
}

/**
 * hoist_sections_find_section:
 * @position: (out): of the heading
 *
 * Returns: %FALSE when the section has no rows
 */
gboolean
hoist_sections_find_section (HoistSections *self, HoistSection section, guint *position)
{
  *position = hoist_sections_get_start (self, section);
  return self->sections[section].n_shown > 0;
}

/**
 * hoist_sections_get_section:
 * @section: (out): where the row of @item stands, or that of its folder
 */
gboolean
hoist_sections_get_section (HoistSections *self, gpointer item, HoistSection *section)
{
  HoistEntry *entry = g_hash_table_lookup (self->by_item, item);

  if (entry == NULL)
    return FALSE;
  *section = entry->folder != NULL ? entry->folder->section : entry->section;
  return TRUE;
}

/* Returns: (transfer none) (nullable): the folder that @session is shown in. */
HoistFolder *
hoist_sections_get_folder (HoistSections *self, HoistSession *session)
{
  HoistEntry *entry = g_hash_table_lookup (self->by_item, session);

  return entry == NULL || entry->folder == NULL ? NULL : entry->folder->item;
}

/* Returns: (transfer none) (nullable): */
HoistFolder *
hoist_sections_find_folder (HoistSections *self, gint64 id)
{
  GHashTableIter iter;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, self->folders);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    HoistFolder *folder = ((HoistEntry *) value)->item;

    if (hoist_folder_get_id (folder) == id)
      return folder;
  }
  return NULL;
}

/**
 * hoist_sections_get_neighbour:
 * @item: a session or folder
 * @step: -1 for the row above, 1 for the one below
 *
 * Rows of the same kind are neighbours: an open folder's uploads among themselves, all else of the
 * section, folders being one row.
 *
 * Returns: (transfer none) (nullable): %NULL at the end
 */
gpointer
hoist_sections_get_neighbour (HoistSections *self, gpointer item, int step)
{
  HoistEntry *entry = g_hash_table_lookup (self->by_item, item);
  GSequenceIter *iter = entry == NULL ? NULL : entry->iter;
  HoistEntry *next = NULL;

  if (iter == NULL || (step < 0 && g_sequence_iter_is_begin (iter)))
    return NULL;
  if (step > 0 && hoist_entry_is_open (entry))
    step += (int) hoist_entry_as_folder (entry)->n_children;
  iter = g_sequence_iter_move (iter, step);
  if (g_sequence_iter_is_end (iter))
    return NULL;
  next = g_sequence_get (iter);
  if (next->folder != NULL && entry->folder == NULL)
    next = next->folder;
  return next->folder == entry->folder ? next->item : NULL;
}

/**
 * hoist_sections_dup_sessions:
 * @item: a session or folder
 *
 * Returns: (transfer full) (element-type HoistSession): the session, or those of the folder in
 *   order; nothing for what is not in the list
 */
GPtrArray *
hoist_sections_dup_sessions (HoistSections *self, gpointer item)
{
  HoistEntry *entry = g_hash_table_lookup (self->by_item, item);
  GPtrArray *sessions = g_ptr_array_new_with_free_func (g_object_unref);
  GSequenceIter *iter = NULL;

  if (entry != NULL && !entry->is_folder)
    g_ptr_array_add (sessions, g_object_ref (entry->item));
  if (entry == NULL || !entry->is_folder)
    return sessions;
  iter = hoist_entry_get_first_child (entry);
  for (guint i = 0; i < hoist_entry_as_folder (entry)->n_children; i++) {
    g_ptr_array_add (sessions, g_object_ref (((HoistEntry *) g_sequence_get (iter))->item));
    iter = g_sequence_iter_next (iter);
  }
  return sessions;
}
