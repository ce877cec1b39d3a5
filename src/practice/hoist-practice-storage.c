/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The folder with unfinished uploads and finished files; the same folder again goes on. */
#include "hoist-practice-storage-private.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

static void
file_free (gpointer data)
{
  hoist_practice_file_free (data);
}

static void
upload_unref (gpointer data)
{
  hoist_practice_upload_unref (data);
}

/* A link is removed, never followed. */
void
hoist_practice_storage_remove_tree (const char *path)
{
  g_autoptr (GDir) dir = NULL;
  const char *name = NULL;

  if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    dir = g_dir_open (path, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    hoist_practice_storage_remove_tree (child);
  }
  g_remove (path);
}

char *
hoist_practice_storage_make_index (const char *service, const char *key)
{
  return g_strconcat (service, "/", key, NULL);
}

static void
load_upload (HoistPracticeStorage *self, const char *service, const char *path, const char *key)
{
  g_autofree char *index = hoist_practice_storage_make_index (service, key);
  HoistPracticeUpload *upload = NULL;

  /* Killed between the end of one and the removal of the other. */
  if (!g_hash_table_contains (self->files, index))
    upload = hoist_practice_upload_load (path, service, key);
  if (upload == NULL)
    hoist_practice_storage_remove_tree (path);
  else
    g_hash_table_insert (self->uploads, g_steal_pointer (&index), upload);
}

static void
load_file (HoistPracticeStorage *self, const char *service, const char *path, const char *id)
{
  HoistPracticeFile *file = hoist_practice_file_load (path, service, id);

  if (file == NULL)
    hoist_practice_storage_remove_tree (path);
  else
    g_hash_table_insert (self->files, hoist_practice_storage_make_index (service, file->key), file);
}

typedef void (*LoadFunc) (HoistPracticeStorage *self,
                          const char *service,
                          const char *path,
                          const char *name);

static void
load_each (HoistPracticeStorage *self, const char *service, const char *kind, LoadFunc load)
{
  g_autofree char *path = g_build_filename (self->folder, service, kind, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    load (self, service, child, name);
  }
}

static void
load_all (HoistPracticeStorage *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *service = NULL;

  while (dir != NULL && (service = g_dir_read_name (dir)) != NULL) {
    load_each (self, service, "finished", load_file);
    load_each (self, service, "partial", load_upload);
  }
}

/**
 * hoist_practice_storage_new:
 * @folder: (nullable): made if it is not there; %NULL takes a temporary one, removed at the end
 * @is_sink: keep no bytes and nothing on the disk
 *
 * Opens the storage and takes up all that an earlier run left, also one that was killed.
 */
HoistPracticeStorage *
hoist_practice_storage_new (const char *folder, gboolean is_sink, GError **error)
{
  g_autoptr (HoistPracticeStorage) self = g_new0 (HoistPracticeStorage, 1);

  self->is_sink = is_sink;
  self->uploads = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, upload_unref);
  self->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, file_free);
  self->cancellable = g_cancellable_new ();
  if (folder == NULL) {
    self->folder = g_dir_make_tmp ("hoist-practice-XXXXXX", error);
    self->is_own = TRUE;
  } else if (g_mkdir_with_parents (folder, 0700) == 0) {
    self->folder = g_canonicalize_filename (folder, NULL);
  } else {
    g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (errno), "%s: %s", folder,
                 g_strerror (errno));
  }
  if (self->folder == NULL)
    return NULL;
  if (!is_sink)
    load_all (self);
  return g_steal_pointer (&self);
}

/**
 * hoist_practice_storage_free:
 *
 * Ends what is being put together; its callbacks get %G_IO_ERROR_CANCELLED and may come after this.
 */
void
hoist_practice_storage_free (HoistPracticeStorage *self)
{
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_hash_table_unref (self->uploads);
  g_hash_table_unref (self->files);
  if (self->is_own && self->folder != NULL)
    hoist_practice_storage_remove_tree (self->folder);
  g_free (self->folder);
  g_free (self);
}

const char *
hoist_practice_storage_get_folder (HoistPracticeStorage *self)
{
  return self->folder;
}

gboolean
hoist_practice_storage_is_sink (HoistPracticeStorage *self)
{
  return self->is_sink;
}

/**
 * hoist_practice_storage_find_upload:
 *
 * Returns: (transfer none) (nullable): the unfinished upload
 */
HoistPracticeUpload *
hoist_practice_storage_find_upload (HoistPracticeStorage *self,
                                    const char *service,
                                    const char *key)
{
  g_autofree char *index = hoist_practice_storage_make_index (service, key);

  return g_hash_table_lookup (self->uploads, index);
}

/**
 * hoist_practice_storage_list_uploads:
 *
 * Returns: (transfer container) (element-type HoistPracticeUpload): in no order
 */
GPtrArray *
hoist_practice_storage_list_uploads (HoistPracticeStorage *self, const char *service)
{
  GPtrArray *uploads = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, self->uploads);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (strcmp (((HoistPracticeUpload *) value)->service, service) == 0)
      g_ptr_array_add (uploads, value);
  return uploads;
}

/**
 * hoist_practice_storage_begin:
 * @key: a plain file name
 * @part_size: the grid that parts lie on; 0: none, parts only have an order
 *
 * Makes an upload without parts, in place of an earlier one with the same key. Fails when the disk
 * is full.
 *
 * Returns: (transfer none): the upload
 */
HoistPracticeUpload *
hoist_practice_storage_begin (HoistPracticeStorage *self,
                              const char *service,
                              const char *key,
                              const char *name,
                              const char *type,
                              guint64 size,
                              guint64 part_size,
                              GError **error)
{
  g_autofree char *index = hoist_practice_storage_make_index (service, key);
  g_autofree char *folder =
      self->is_sink ? NULL : g_build_filename (self->folder, service, "partial", key, NULL);
  g_autoptr (HoistPracticeUpload) upload = hoist_practice_upload_new (folder, service, key);
  HoistPracticeUpload *old = g_hash_table_lookup (self->uploads, index);

  upload->name = g_strdup (name);
  upload->type = g_strdup (type);
  upload->size = size;
  upload->part_size = part_size;
  if (old != NULL) {
    old->is_gone = TRUE;
    hoist_practice_upload_forget_parts (old);
    upload->temporaries = old->temporaries;
  }
  if (!hoist_practice_upload_save (upload, error))
    return NULL;
  g_hash_table_replace (self->uploads, g_strdup (index), hoist_practice_upload_ref (upload));
  return g_hash_table_lookup (self->uploads, index);
}

/**
 * hoist_practice_storage_find_file:
 *
 * Returns: (transfer none) (nullable): the finished file
 */
HoistPracticeFile *
hoist_practice_storage_find_file (HoistPracticeStorage *self, const char *service, const char *key)
{
  g_autofree char *index = hoist_practice_storage_make_index (service, key);

  return g_hash_table_lookup (self->files, index);
}

/**
 * hoist_practice_storage_find_id:
 *
 * Returns: (transfer none) (nullable): the finished file of any service
 */
HoistPracticeFile *
hoist_practice_storage_find_id (HoistPracticeStorage *self, const char *id)
{
  GHashTableIter iter;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, self->files);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (strcmp (((HoistPracticeFile *) value)->id, id) == 0)
      return value;
  return NULL;
}

/**
 * hoist_practice_storage_list_files:
 *
 * Returns: (transfer container) (element-type HoistPracticeFile): in no order
 */
GPtrArray *
hoist_practice_storage_list_files (HoistPracticeStorage *self)
{
  GPtrArray *files = g_ptr_array_sized_new (g_hash_table_size (self->files));
  GHashTableIter iter;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, self->files);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_ptr_array_add (files, value);
  return files;
}

/**
 * hoist_practice_storage_drop_upload:
 *
 * Removes an unfinished upload and its parts, unless it is being put together.
 *
 * Returns: whether it is gone
 */
gboolean
hoist_practice_storage_drop_upload (HoistPracticeStorage *self, HoistPracticeUpload *upload)
{
  g_autofree char *index = hoist_practice_storage_make_index (upload->service, upload->key);

  if (upload->is_busy)
    return FALSE;
  upload->is_gone = TRUE;
  if (upload->folder != NULL)
    hoist_practice_storage_remove_tree (upload->folder);
  g_hash_table_remove (self->uploads, index);
  return TRUE;
}

/**
 * hoist_practice_storage_drop_file:
 *
 * Removes a finished file.
 */
void
hoist_practice_storage_drop_file (HoistPracticeStorage *self, HoistPracticeFile *file)
{
  g_autofree char *index = hoist_practice_storage_make_index (file->service, file->key);
  g_autofree char *folder = file->path != NULL ? g_path_get_dirname (file->path) : NULL;

  if (folder != NULL)
    hoist_practice_storage_remove_tree (folder);
  g_hash_table_remove (self->files, index);
}

/**
 * hoist_practice_storage_flip:
 * @key: of an unfinished upload, else of a finished file, of any service
 *
 * Damages one stored byte.
 */
gboolean
hoist_practice_storage_flip (HoistPracticeStorage *self,
                             const char *key,
                             guint64 offset,
                             GError **error)
{
  GHashTableIter iter;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, self->uploads);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (strcmp (((HoistPracticeUpload *) value)->key, key) == 0)
      return hoist_practice_upload_flip (value, offset, error);
  g_hash_table_iter_init (&iter, self->files);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    HoistPracticeFile *file = value;

    if (strcmp (file->key, key) == 0 && file->path != NULL)
      return hoist_practice_flip_byte (file->path, offset, error);
  }
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no such upload is stored");
  return FALSE;
}
