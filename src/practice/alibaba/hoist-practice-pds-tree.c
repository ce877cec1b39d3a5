/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folders and finished files of the drives, by id, by place and by content. */
#include "hoist-practice-pds-tree.h"

#include <stdio.h>

/* Notes 5.2. */
#define BEGINNING_SIZE 1024

struct _HoistPracticePdsTree {
  GHashTable *items;  /* (owned) (element-type utf8 HoistPracticePdsItem): by drive and id */
  GHashTable *places; /* (owned) (element-type utf8 GPtrArray): items by drive, parent and name */
  GHashTable *sizes;  /* (owned) (element-type utf8 GPtrArray): files by drive and size */
};

static void
item_free (gpointer data)
{
  HoistPracticePdsItem *item = data;

  g_free (item->drive_id);
  g_free (item->file_id);
  g_free (item->parent_id);
  g_free (item->name);
  g_free (item);
}

static char *
make_index (const char *drive_id, const char *second, const char *third)
{
  return g_strjoin ("\n", drive_id, second, third, NULL);
}

static char *
make_size_index (const char *drive_id, guint64 size)
{
  return g_strdup_printf ("%s\n%" G_GUINT64_FORMAT, drive_id, size);
}

static void
put (GHashTable *table, char *index, HoistPracticePdsItem *item)
{
  GPtrArray *items = g_hash_table_lookup (table, index);

  if (items == NULL) {
    items = g_ptr_array_new ();
    g_hash_table_insert (table, g_strdup (index), items);
  }
  g_ptr_array_add (items, item);
  g_free (index);
}

static void
take (GHashTable *table, char *index, HoistPracticePdsItem *item)
{
  GPtrArray *items = g_hash_table_lookup (table, index);

  if (items != NULL)
    g_ptr_array_remove (items, item);
  g_free (index);
}

static void
load_folder (JsonArray *array, guint i, JsonNode *node, gpointer user_data)
{
  JsonObject *folder = json_node_get_object (node);

  hoist_practice_pds_tree_add (user_data, json_object_get_string_member (folder, "drive_id"),
                               json_object_get_string_member (folder, "file_id"),
                               json_object_get_string_member (folder, "parent_file_id"),
                               json_object_get_string_member (folder, "name"), NULL);
}

/**
 * hoist_practice_pds_tree_new:
 * @state: what hoist_practice_pds_tree_save() wrote, or empty
 *
 * Takes up the folders of an earlier run; the files have to be added.
 */
HoistPracticePdsTree *
hoist_practice_pds_tree_new (JsonObject *state)
{
  HoistPracticePdsTree *self = g_new0 (HoistPracticePdsTree, 1);
  GDestroyNotify unref = (GDestroyNotify) g_ptr_array_unref;

  self->items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, item_free);
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, unref);
  self->sizes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, unref);
  if (json_object_has_member (state, "folders"))
    json_array_foreach_element (json_object_get_array_member (state, "folders"), load_folder, self);
  return self;
}

void
hoist_practice_pds_tree_free (HoistPracticePdsTree *self)
{
  g_hash_table_unref (self->places);
  g_hash_table_unref (self->sizes);
  g_hash_table_unref (self->items);
  g_free (self);
}

/**
 * hoist_practice_pds_tree_save:
 *
 * Writes the folders into @state; files are in the storage.
 */
void
hoist_practice_pds_tree_save (HoistPracticePdsTree *self, JsonObject *state)
{
  JsonArray *folders = json_array_new ();
  GHashTableIter iter;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    HoistPracticePdsItem *item = value;
    JsonObject *folder = NULL;

    if (item->file != NULL)
      continue;
    folder = json_object_new ();
    json_object_set_string_member (folder, "drive_id", item->drive_id);
    json_object_set_string_member (folder, "file_id", item->file_id);
    json_object_set_string_member (folder, "parent_file_id", item->parent_id);
    json_object_set_string_member (folder, "name", item->name);
    json_array_add_object_element (folders, folder);
  }
  json_object_set_array_member (state, "folders", folders);
}

/**
 * hoist_practice_pds_tree_find:
 *
 * Returns: (transfer none) (nullable): the folder or finished file
 */
HoistPracticePdsItem *
hoist_practice_pds_tree_find (HoistPracticePdsTree *self, const char *drive_id, const char *file_id)
{
  g_autofree char *index = make_index (drive_id, file_id, NULL);

  return g_hash_table_lookup (self->items, index);
}

/**
 * hoist_practice_pds_tree_find_named:
 * @serial: when the call began that asks; what was not yet settled then is not seen
 *
 * Returns: (transfer none) (nullable): the oldest of that name
 */
HoistPracticePdsItem *
hoist_practice_pds_tree_find_named (HoistPracticePdsTree *self,
                                    const char *drive_id,
                                    const char *parent_id,
                                    const char *name,
                                    guint64 serial)
{
  g_autofree char *index = make_index (drive_id, parent_id, name);
  GPtrArray *items = g_hash_table_lookup (self->places, index);

  for (guint i = 0; items != NULL && i < items->len; i++) {
    HoistPracticePdsItem *item = g_ptr_array_index (items, i);

    if (item->settled <= serial)
      return item;
  }
  return NULL;
}

static GPtrArray *
list_of_size (HoistPracticePdsTree *self, const char *drive_id, guint64 size)
{
  g_autofree char *index = make_size_index (drive_id, size);

  return g_hash_table_lookup (self->sizes, index);
}

/**
 * hoist_practice_pds_tree_find_content:
 * @sha1: in any case
 *
 * Returns: (transfer none) (nullable): a finished file with these bytes
 */
HoistPracticePdsItem *
hoist_practice_pds_tree_find_content (HoistPracticePdsTree *self,
                                      const char *drive_id,
                                      guint64 size,
                                      const char *sha1)
{
  GPtrArray *items = list_of_size (self, drive_id, size);

  for (guint i = 0; items != NULL && i < items->len; i++) {
    HoistPracticePdsItem *item = g_ptr_array_index (items, i);

    if (item->file->path != NULL && g_ascii_strcasecmp (item->file->sha1, sha1) == 0)
      return item;
  }
  return NULL;
}

static gboolean
begins_with (HoistPracticeFile *file, const char *pre_hash)
{
  FILE *stream = file->path != NULL ? fopen (file->path, "re") : NULL;
  guint8 bytes[BEGINNING_SIZE];
  gsize size = 0;
  g_autofree char *sha1 = NULL;

  if (stream == NULL)
    return FALSE;
  size = fread (bytes, 1, sizeof bytes, stream);
  fclose (stream);
  sha1 = g_compute_checksum_for_data (G_CHECKSUM_SHA1, bytes, size);
  return g_ascii_strcasecmp (sha1, pre_hash) == 0;
}

/**
 * hoist_practice_pds_tree_has_beginning:
 * @pre_hash: SHA-1 of the first bytes, in any case
 *
 * Returns: whether some finished file could have the same content
 */
gboolean
hoist_practice_pds_tree_has_beginning (HoistPracticePdsTree *self,
                                       const char *drive_id,
                                       guint64 size,
                                       const char *pre_hash)
{
  GPtrArray *items = list_of_size (self, drive_id, size);

  for (guint i = 0; items != NULL && i < items->len; i++)
    if (begins_with (((HoistPracticePdsItem *) g_ptr_array_index (items, i))->file, pre_hash))
      return TRUE;
  return FALSE;
}

/**
 * hoist_practice_pds_tree_make_path:
 *
 * Returns: (transfer full): the names from the top down to @parent_id with slashes between; empty
 *   for the top
 */
char *
hoist_practice_pds_tree_make_path (HoistPracticePdsTree *self,
                                   const char *drive_id,
                                   const char *parent_id)
{
  HoistPracticePdsItem *item = hoist_practice_pds_tree_find (self, drive_id, parent_id);
  g_autofree char *above = NULL;

  if (item == NULL)
    return g_strdup ("");
  above = hoist_practice_pds_tree_make_path (self, drive_id, item->parent_id);
  return above[0] != '\0' ? g_strjoin ("/", above, item->name, NULL) : g_strdup (item->name);
}

/**
 * hoist_practice_pds_tree_add:
 * @file: (nullable): %NULL for a folder
 *
 * Adds an item, in place of an earlier one with the same id, and settled.
 *
 * Returns: (transfer none): the item
 */
HoistPracticePdsItem *
hoist_practice_pds_tree_add (HoistPracticePdsTree *self,
                             const char *drive_id,
                             const char *file_id,
                             const char *parent_id,
                             const char *name,
                             HoistPracticeFile *file)
{
  HoistPracticePdsItem *old = hoist_practice_pds_tree_find (self, drive_id, file_id);
  HoistPracticePdsItem *item = g_new0 (HoistPracticePdsItem, 1);

  if (old != NULL)
    hoist_practice_pds_tree_remove (self, old);
  item->drive_id = g_strdup (drive_id);
  item->file_id = g_strdup (file_id);
  item->parent_id = g_strdup (parent_id);
  item->name = g_strdup (name);
  item->file = file;
  g_hash_table_insert (self->items, make_index (drive_id, file_id, NULL), item);
  put (self->places, make_index (drive_id, parent_id, name), item);
  if (file != NULL)
    put (self->sizes, make_size_index (drive_id, file->size), item);
  return item;
}

/**
 * hoist_practice_pds_tree_remove:
 *
 * Removes a folder or a file; what is in the storage stays.
 */
void
hoist_practice_pds_tree_remove (HoistPracticePdsTree *self, HoistPracticePdsItem *item)
{
  g_autofree char *index = make_index (item->drive_id, item->file_id, NULL);

  take (self->places, make_index (item->drive_id, item->parent_id, item->name), item);
  if (item->file != NULL)
    take (self->sizes, make_size_index (item->drive_id, item->file->size), item);
  g_hash_table_remove (self->items, index);
}
