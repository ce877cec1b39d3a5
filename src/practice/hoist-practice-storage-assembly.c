/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes one finished file of an upload's parts, or of another file with the same bytes. */
#include "hoist-practice-storage-private.h"

#include "hoist-digest.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define BLOCK_SIZE (256 * 1024)

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
  /* the next server on this storage may be putting it together already */
  if (!g_cancellable_is_cancelled (cancellable))
    hoist_practice_storage_remove_tree (g_file_peek_path (folder));
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
  g_autofree char *index = hoist_practice_storage_make_index (upload->service, upload->key);
  HoistPracticeFile *file = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), error)) {
    upload->is_busy = FALSE;
    return NULL;
  }
  file = file_new (assembly);
  if (file->path != NULL && !hoist_practice_file_save (file, error)) {
    upload->is_busy = FALSE;
    hoist_practice_file_free (file);
    return NULL;
  }
  upload->is_gone = TRUE;
  if (upload->folder != NULL)
    hoist_practice_storage_remove_tree (upload->folder);
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
  g_hash_table_replace (self->files, hoist_practice_storage_make_index (made->service, made->key),
                        made);
  return made;
}
