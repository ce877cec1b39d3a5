/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The folder with unfinished uploads and finished files; the same folder again goes on. */
#include "hoist-practice-storage.h"

#include "hoist-digest.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define BLOCK_SIZE (256 * 1024)

/* SERVICE/partial/KEY/upload.ini and parts; SERVICE/finished/ID/f0.TYPE and file.ini. A finished
 * file exists once its file.ini does, which is written last. */
struct _HoistPracticeStorage {
  char *folder; /* (owned) */
  gboolean is_sink;
  gboolean is_own;     /* made by us, and removed by us */
  GHashTable *uploads; /* (owned) (element-type utf8 HoistPracticeUpload): by service and key */
  GHashTable *files;   /* (owned) (element-type utf8 HoistPracticeFile): by service and key */
  GCancellable *cancellable; /* (owned) */
};

typedef struct {
  HoistPracticeUpload *upload; /* (owned) */
  GPtrArray *paths;            /* (owned) (element-type filename): of the parts, in order */
  char *sha1;                  /* (owned) (nullable): what has to come out, then what did */
  char *md5;                   /* (owned) (nullable): what came out */
  char *crc64;                 /* (owned) (nullable): what came out */
  char *id;                    /* (owned) */
  char *folder;                /* (owned) (nullable) */
  char *path;                  /* (owned) (nullable) */
} Assembly;

static void
assembly_free (gpointer data)
{
  Assembly *assembly = data;

  hoist_practice_upload_unref (assembly->upload);
  g_ptr_array_unref (assembly->paths);
  g_free (assembly->sha1);
  g_free (assembly->md5);
  g_free (assembly->crc64);
  g_free (assembly->id);
  g_free (assembly->folder);
  g_free (assembly->path);
  g_free (assembly);
}

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
static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = NULL;
  const char *name = NULL;

  if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    dir = g_dir_open (path, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    remove_tree (child);
  }
  g_remove (path);
}

/* Types come from strangers; only plain ones become part of a file's name. */
static char *
make_leaf (const char *type)
{
  if (type[0] == '\0')
    return g_strdup ("f0.bin");
  for (const char *c = type; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c))
      return g_strdup ("f0.bin");
  return g_strconcat ("f0.", type, NULL);
}

static char *
make_index (const char *service, const char *key)
{
  return g_strconcat (service, "/", key, NULL);
}

static void
load_upload (HoistPracticeStorage *self, const char *service, const char *path, const char *key)
{
  g_autofree char *index = make_index (service, key);
  HoistPracticeUpload *upload = NULL;

  /* Killed between the end of one and the removal of the other. */
  if (!g_hash_table_contains (self->files, index))
    upload = hoist_practice_upload_load (path, service, key);
  if (upload == NULL)
    remove_tree (path);
  else
    g_hash_table_insert (self->uploads, g_steal_pointer (&index), upload);
}

static void
load_file (HoistPracticeStorage *self, const char *service, const char *path, const char *id)
{
  HoistPracticeFile *file = hoist_practice_file_load (path, service, id);

  if (file == NULL)
    remove_tree (path);
  else
    g_hash_table_insert (self->files, make_index (service, file->key), file);
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
    remove_tree (self->folder);
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
  g_autofree char *index = make_index (service, key);

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
  g_autofree char *index = make_index (service, key);
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
  g_autofree char *index = make_index (service, key);

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
  g_autofree char *index = make_index (upload->service, upload->key);

  if (upload->is_busy)
    return FALSE;
  upload->is_gone = TRUE;
  if (upload->folder != NULL)
    remove_tree (upload->folder);
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
  g_autofree char *index = make_index (file->service, file->key);
  g_autofree char *folder = file->path != NULL ? g_path_get_dirname (file->path) : NULL;

  if (folder != NULL)
    remove_tree (folder);
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

static gboolean
copy_part (const char *path,
           GOutputStream *out,
           HoistDigester *digester,
           guint8 *block,
           GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) in = g_file_read (file, NULL, error);
  gssize count = in != NULL ? 1 : -1;

  while (count > 0) {
    count = g_input_stream_read (G_INPUT_STREAM (in), block, BLOCK_SIZE, NULL, error);
    if (count > 0) {
      hoist_digester_update (digester, block, (gsize) count);
      if (!g_output_stream_write_all (out, block, (gsize) count, NULL, NULL, error))
        return FALSE;
    }
  }
  return count == 0;
}

static void
keep_digests (Assembly *assembly, HoistDigester *digester, GError **error)
{
  g_autofree char *sha1 = NULL;
  g_autofree char *crc64 = NULL;
  HoistDigests digests;

  hoist_digester_finish (digester, &digests);
  sha1 = hoist_digests_dup_hex (&digests, HOIST_DIGEST_SHA1);
  if (assembly->sha1 != NULL && strcmp (sha1, assembly->sha1) != 0) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                         "the parts together have another SHA-1");
    return;
  }
  crc64 = g_strdup_printf ("%" G_GUINT64_FORMAT, digests.crc64);
  if (assembly->upload->crc64 != NULL && strcmp (crc64, assembly->upload->crc64) != 0) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                         "the parts together have another CRC-64");
    return;
  }
  g_free (assembly->sha1);
  assembly->sha1 = g_steal_pointer (&sha1);
  assembly->crc64 = g_steal_pointer (&crc64);
  assembly->md5 = hoist_digests_dup_hex (&digests, HOIST_DIGEST_MD5);
}

static void
assemble_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Assembly *assembly = data;
  g_autoptr (GFile) file = g_file_new_for_path (assembly->path);
  g_autoptr (GFile) folder = g_file_get_parent (file);
  g_autoptr (GFileOutputStream) out = NULL;
  g_autoptr (HoistDigester) digester =
      hoist_digester_new (HOIST_DIGEST_SHA1 | HOIST_DIGEST_MD5 | HOIST_DIGEST_CRC64);
  g_autofree guint8 *block = g_malloc (BLOCK_SIZE);
  GError *error = NULL;

  g_mkdir_with_parents (g_file_peek_path (folder), 0700);
  out = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_REPLACE_DESTINATION, NULL, &error);
  for (guint i = 0; error == NULL && i < assembly->paths->len; i++)
    if (!g_cancellable_set_error_if_cancelled (cancellable, &error))
      copy_part (g_ptr_array_index (assembly->paths, i), G_OUTPUT_STREAM (out), digester, block,
                 &error);
  if (error == NULL)
    g_output_stream_close (G_OUTPUT_STREAM (out), NULL, &error);
  if (error == NULL)
    keep_digests (assembly, digester, &error);
  if (error == NULL) {
    g_task_return_boolean (task, TRUE);
    return;
  }
  remove_tree (g_file_peek_path (folder));
  g_task_return_error (task, error);
}

/**
 * hoist_practice_storage_assemble_async:
 * @upload: with all its parts; it takes no more from here on
 * @sha1: (nullable): what the whole file has to have; not looked at when bodies are discarded
 * @id: a plain file name; the finished file's
 *
 * Puts the parts of an upload together on a thread.
 */
void
hoist_practice_storage_assemble_async (HoistPracticeStorage *self,
                                       HoistPracticeUpload *upload,
                                       const char *sha1,
                                       const char *id,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, self->cancellable, callback, user_data);
  g_autoptr (GPtrArray) parts = hoist_practice_upload_list_parts (upload);
  g_autofree char *leaf = make_leaf (upload->type);
  Assembly *assembly = g_new0 (Assembly, 1);

  g_task_set_source_tag (task, hoist_practice_storage_assemble_async);
  assembly->upload = hoist_practice_upload_ref (upload);
  assembly->paths = g_ptr_array_new_with_free_func (g_free);
  assembly->sha1 = g_strdup (sha1);
  assembly->id = g_strdup (id);
  g_task_set_task_data (task, assembly, assembly_free);
  upload->is_busy = TRUE;
  if (self->is_sink) {
    g_task_return_boolean (task, TRUE);
    return;
  }
  assembly->folder = g_build_filename (self->folder, upload->service, "finished", id, NULL);
  assembly->path = g_build_filename (assembly->folder, leaf, NULL);
  for (guint i = 0; i < parts->len; i++)
    g_ptr_array_add (assembly->paths,
                     g_strdup (((HoistPracticePart *) g_ptr_array_index (parts, i))->path));
  g_task_run_in_thread (task, assemble_in_thread);
}

static HoistPracticeFile *
file_new (const Assembly *assembly)
{
  HoistPracticeFile *file = g_new0 (HoistPracticeFile, 1);

  file->service = g_strdup (assembly->upload->service);
  file->key = g_strdup (assembly->upload->key);
  file->name = g_strdup (assembly->upload->name);
  file->type = g_strdup (assembly->upload->type);
  file->folder = g_strdup (assembly->upload->parent);
  file->note = g_strdup (assembly->upload->note);
  file->sha1 = g_strdup (assembly->sha1);
  file->md5 = g_strdup (assembly->md5);
  file->crc64 = g_strdup (assembly->crc64 != NULL ? assembly->crc64 : assembly->upload->crc64);
  file->id = g_strdup (assembly->id);
  file->path = g_strdup (assembly->path);
  file->size = assembly->upload->part_size > 0
                   ? assembly->upload->size
                   : hoist_practice_upload_count_bytes (assembly->upload);
  return file;
}

/**
 * hoist_practice_storage_assemble_finish:
 *
 * Takes the finished file in, in place of the upload. Fails with %G_IO_ERROR_INVALID_DATA when the
 * SHA-1 is another one, with %G_IO_ERROR_INVALID_ARGUMENT when the CRC-64 is, and then the upload
 * goes on; with %G_IO_ERROR_CANCELLED when the storage is
 * gone, and then nothing may be touched any more.
 *
 * Returns: (transfer none) (nullable): the file
 */
HoistPracticeFile *
hoist_practice_storage_assemble_finish (HoistPracticeStorage *self,
                                        GAsyncResult *result,
                                        GError **error)
{
  Assembly *assembly = g_task_get_task_data (G_TASK (result));
  HoistPracticeUpload *upload = assembly->upload;
  g_autofree char *index = make_index (upload->service, upload->key);
  HoistPracticeFile *file = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), error)) {
    upload->is_busy = FALSE;
    return NULL;
  }
  file = file_new (assembly);
  if (file->path != NULL && !hoist_practice_file_save (file, error)) {
    upload->is_busy = FALSE;
    file_free (file);
    return NULL;
  }
  upload->is_gone = TRUE;
  if (upload->folder != NULL)
    remove_tree (upload->folder);
  g_hash_table_remove (self->uploads, index);
  g_hash_table_replace (self->files, g_steal_pointer (&index), file);
  return file;
}

/**
 * hoist_practice_storage_link_file:
 * @file: a finished file
 * @as: an upload that needs no parts, since its bytes are those of @file; it is gone afterwards
 * @id: a plain file name; the new file's
 *
 * Makes a second file of the same bytes, as an instant upload does.
 *
 * Returns: (transfer none) (nullable): the new file
 */
HoistPracticeFile *
hoist_practice_storage_link_file (HoistPracticeStorage *self,
                                  HoistPracticeFile *file,
                                  HoistPracticeUpload *as,
                                  const char *id,
                                  GError **error)
{
  g_autofree char *folder = g_build_filename (self->folder, as->service, "finished", id, NULL);
  g_autofree char *leaf = make_leaf (as->type);
  g_autofree char *path = g_build_filename (folder, leaf, NULL);
  Assembly assembly = {
    .upload = as, .sha1 = file->sha1, .md5 = file->md5, .crc64 = file->crc64, .id = (char *) id
  };
  HoistPracticeFile *made = NULL;

  g_mkdir_with_parents (folder, 0700);
  if (file->path == NULL || link (file->path, path) != 0) {
    g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (errno), "%s: %s", path,
                 g_strerror (errno));
    return NULL;
  }
  assembly.path = path;
  made = file_new (&assembly);
  made->size = file->size;
  if (!hoist_practice_file_save (made, error)) {
    hoist_practice_file_free (made);
    return NULL;
  }
  hoist_practice_storage_drop_upload (self, as);
  g_hash_table_replace (self->files, make_index (made->service, made->key), made);
  return made;
}
