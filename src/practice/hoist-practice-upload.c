/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One unfinished upload and its parts on disk, written so that a kill leaves nothing half done. */
#include "hoist-practice-upload.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define GROUP "upload"

struct _HoistPracticeWriter {
  HoistPracticeUpload *upload; /* (owned) */
  guint64 offset;
  guint64 size;
  guint64 written;
  char *path; /* (owned) (nullable): the temporary file; NULL when bodies are discarded */
  int fd;
};

static void
set_errno_error (GError **error, int number, const char *what)
{
  g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (number), "%s: %s", what,
               g_strerror (number));
}

static void
part_free (gpointer data)
{
  HoistPracticePart *part = data;

  g_free (part->path);
  g_free (part);
}

static void
upload_clear (gpointer data)
{
  HoistPracticeUpload *self = data;

  g_free (self->service);
  g_free (self->key);
  g_free (self->name);
  g_free (self->type);
  g_free (self->folder);
  g_free (self->parent);
  g_free (self->crc64);
  g_free (self->note);
  g_hash_table_unref (self->parts);
}

/**
 * hoist_practice_upload_new:
 * @folder: (nullable): where the parts will lie; %NULL discards their bytes
 * @key: what the service knows the upload by; a plain file name
 *
 * Returns: (transfer full): an upload that is not yet on the disk
 */
HoistPracticeUpload *
hoist_practice_upload_new (const char *folder, const char *service, const char *key)
{
  HoistPracticeUpload *self = g_atomic_rc_box_new0 (HoistPracticeUpload);

  self->service = g_strdup (service);
  self->key = g_strdup (key);
  self->folder = g_strdup (folder);
  self->parts = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, part_free);
  return self;
}

HoistPracticeUpload *
hoist_practice_upload_ref (HoistPracticeUpload *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
hoist_practice_upload_unref (HoistPracticeUpload *self)
{
  g_atomic_rc_box_release_full (self, upload_clear);
}

static void
add_part (HoistPracticeUpload *self, guint64 offset, guint64 size, const char *md5, char *path)
{
  HoistPracticePart *part = g_new0 (HoistPracticePart, 1);

  part->offset = offset;
  part->size = size;
  part->path = path;
  g_strlcpy (part->md5, md5, sizeof part->md5);
  g_hash_table_replace (self->parts, &part->offset, part);
}

/* The name of a part's file says all that is known about it, so that one rename() makes it exist.
 */
static char *
name_part (HoistPracticeUpload *self, guint64 offset, guint64 size, const char *md5)
{
  return g_strdup_printf ("%s/%020" G_GUINT64_FORMAT "-%" G_GUINT64_FORMAT "-%s.part", self->folder,
                          offset, size, md5);
}

static gboolean
is_newer (const char *path, const char *than)
{
  struct stat a, b;

  if (stat (path, &a) != 0 || stat (than, &b) != 0)
    return TRUE;
  if (a.st_mtim.tv_sec != b.st_mtim.tv_sec)
    return a.st_mtim.tv_sec > b.st_mtim.tv_sec;
  return a.st_mtim.tv_nsec >= b.st_mtim.tv_nsec;
}

/* A kill between rename() and unlink() leaves two files for one offset: both are whole, and the
 * newer one holds. */
static void
load_part (HoistPracticeUpload *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_auto (GStrv) words = g_strsplit (name, "-", -1);
  HoistPracticePart *other = NULL;
  guint64 offset, size;
  GStatBuf info;

  if (g_strv_length (words) != 3 || strlen (words[2]) != 32 + strlen (".part") ||
      !g_ascii_string_to_unsigned (words[0], 10, 0, G_MAXINT64, &offset, NULL) ||
      !g_ascii_string_to_unsigned (words[1], 10, 0, G_MAXINT64, &size, NULL) ||
      g_stat (path, &info) != 0 || (guint64) info.st_size != size) {
    g_unlink (path);
    return;
  }
  other = g_hash_table_lookup (self->parts, &offset);
  if (other != NULL && !is_newer (path, other->path)) {
    g_unlink (path);
    return;
  }
  if (other != NULL)
    g_unlink (other->path);
  words[2][32] = '\0';
  add_part (self, offset, size, words[2], g_steal_pointer (&path));
}

/**
 * hoist_practice_upload_load:
 *
 * Reads an upload back from its folder and removes what a kill left half written.
 *
 * Returns: (transfer full) (nullable): %NULL if there is none
 */
HoistPracticeUpload *
hoist_practice_upload_load (const char *folder, const char *service, const char *key)
{
  g_autoptr (HoistPracticeUpload) self = hoist_practice_upload_new (folder, service, key);
  g_autofree char *path = g_build_filename (folder, "upload.ini", NULL);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GDir) dir = NULL;
  const char *name = NULL;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    return NULL;
  self->name = g_key_file_get_string (file, GROUP, "name", NULL);
  self->type = g_key_file_get_string (file, GROUP, "type", NULL);
  self->size = g_key_file_get_uint64 (file, GROUP, "size", NULL);
  self->part_size = g_key_file_get_uint64 (file, GROUP, "part-size", NULL);
  self->parent = g_key_file_get_string (file, GROUP, "parent", NULL);
  self->note = g_key_file_get_string (file, GROUP, "note", NULL);
  dir = g_dir_open (folder, 0, NULL);
  if (dir == NULL || self->name == NULL || self->type == NULL ||
      !g_key_file_has_key (file, GROUP, "part-size", NULL))
    return NULL;
  while ((name = g_dir_read_name (dir)) != NULL)
    if (strcmp (name, "upload.ini") != 0)
      load_part (self, name);
  return g_steal_pointer (&self);
}

/**
 * hoist_practice_upload_save:
 *
 * Writes what is known about the upload, but not its parts; whole or not at all.
 */
gboolean
hoist_practice_upload_save (HoistPracticeUpload *self, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *path = NULL;

  if (self->folder == NULL)
    return TRUE;
  if (g_mkdir_with_parents (self->folder, 0700) != 0) {
    set_errno_error (error, errno, self->folder);
    return FALSE;
  }
  g_key_file_set_string (file, GROUP, "name", self->name);
  g_key_file_set_string (file, GROUP, "type", self->type);
  g_key_file_set_uint64 (file, GROUP, "size", self->size);
  g_key_file_set_uint64 (file, GROUP, "part-size", self->part_size);
  if (self->parent != NULL)
    g_key_file_set_string (file, GROUP, "parent", self->parent);
  if (self->note != NULL)
    g_key_file_set_string (file, GROUP, "note", self->note);
  path = g_build_filename (self->folder, "upload.ini", NULL);
  return g_key_file_save_to_file (file, path, error);
}

/**
 * hoist_practice_upload_get_part_length:
 *
 * Returns: how long the part at @offset has to be; 0 if no part begins there, or if parts have
 *   lengths of their own
 */
guint64
hoist_practice_upload_get_part_length (HoistPracticeUpload *self, guint64 offset)
{
  if (self->part_size == 0 || offset >= self->size || offset % self->part_size != 0)
    return 0;
  return MIN (self->part_size, self->size - offset);
}

static int
compare_offsets (gconstpointer a, gconstpointer b)
{
  const HoistPracticePart *const *first = a;
  const HoistPracticePart *const *second = b;

  return (*first)->offset < (*second)->offset ? -1 : (*first)->offset > (*second)->offset;
}

/**
 * hoist_practice_upload_list_parts:
 *
 * Returns: (transfer container) (element-type HoistPracticePart): in the order of the file
 */
GPtrArray *
hoist_practice_upload_list_parts (HoistPracticeUpload *self)
{
  GPtrArray *parts = g_ptr_array_sized_new (g_hash_table_size (self->parts));
  GHashTableIter iter;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, self->parts);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_ptr_array_add (parts, value);
  g_ptr_array_sort (parts, compare_offsets);
  return parts;
}

/**
 * hoist_practice_upload_count_bytes:
 *
 * Returns: how long all parts together are
 */
guint64
hoist_practice_upload_count_bytes (HoistPracticeUpload *self)
{
  GHashTableIter iter;
  gpointer value = NULL;
  guint64 size = 0;

  g_hash_table_iter_init (&iter, self->parts);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    size += ((HoistPracticePart *) value)->size;
  return size;
}

/**
 * hoist_practice_upload_is_covered:
 *
 * Returns: whether every byte of the file is there
 */
gboolean
hoist_practice_upload_is_covered (HoistPracticeUpload *self)
{
  if (self->part_size == 0)
    return hoist_practice_upload_count_bytes (self) == self->size;
  /* Only parts on the grid are ever taken in, so counting them is enough. */
  return g_hash_table_size (self->parts) == (self->size + self->part_size - 1) / self->part_size;
}

/**
 * hoist_practice_upload_forget_parts:
 *
 * Drops all parts; the upload itself stays.
 */
void
hoist_practice_upload_forget_parts (HoistPracticeUpload *self)
{
  GHashTableIter iter;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, self->parts);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    HoistPracticePart *part = value;

    if (part->path != NULL)
      g_unlink (part->path);
    g_hash_table_iter_remove (&iter);
  }
}

/* Turns @offset in the file to that in its part. */
static HoistPracticePart *
find_part (HoistPracticeUpload *self, guint64 *offset)
{
  g_autoptr (GPtrArray) parts = NULL;
  HoistPracticePart *part = NULL;
  guint64 start = 0;

  if (self->part_size > 0) {
    start = *offset - *offset % self->part_size;
    *offset -= start;
    part = g_hash_table_lookup (self->parts, &start);
    return part != NULL && *offset < part->size ? part : NULL;
  }
  parts = hoist_practice_upload_list_parts (self);
  for (guint i = 0; i < parts->len; i++) {
    part = g_ptr_array_index (parts, i);
    if (*offset < part->size)
      return part;
    *offset -= part->size;
  }
  return NULL;
}

/**
 * hoist_practice_upload_flip:
 *
 * Turns over all bits of the stored byte at @offset of the file, behind the service's back.
 */
gboolean
hoist_practice_upload_flip (HoistPracticeUpload *self, guint64 offset, GError **error)
{
  HoistPracticePart *part = find_part (self, &offset);

  if (part == NULL || part->path == NULL) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "that byte is not stored");
    return FALSE;
  }
  return hoist_practice_flip_byte (part->path, offset, error);
}

/**
 * hoist_practice_flip_byte:
 *
 * Turns over all bits of one byte of a file.
 */
gboolean
hoist_practice_flip_byte (const char *path, guint64 offset, GError **error)
{
  int fd = g_open (path, O_RDWR | O_CLOEXEC, 0);
  gboolean is_done = FALSE;
  guint8 byte;

  if (fd >= 0 && pread (fd, &byte, 1, (goffset) offset) == 1) {
    byte = (guint8) ~byte;
    is_done = pwrite (fd, &byte, 1, (goffset) offset) == 1;
  }
  if (!is_done)
    set_errno_error (error, errno != 0 ? errno : EIO, path);
  if (fd >= 0)
    g_close (fd, NULL);
  return is_done;
}

/**
 * hoist_practice_writer_new:
 * @size: how long the part has to become, or %HOIST_PRACTICE_ANY_SIZE
 *
 * Opens a temporary file for a part. Nothing counts before hoist_practice_writer_commit().
 */
HoistPracticeWriter *
hoist_practice_writer_new (HoistPracticeUpload *upload,
                           guint64 offset,
                           guint64 size,
                           GError **error)
{
  g_autoptr (HoistPracticeWriter) self = g_new0 (HoistPracticeWriter, 1);

  self->upload = hoist_practice_upload_ref (upload);
  self->offset = offset;
  self->size = size;
  self->fd = -1;
  if (upload->folder == NULL)
    return g_steal_pointer (&self);
  self->path = g_strdup_printf ("%s/%u.temporary", upload->folder, upload->temporaries++);
  self->fd = g_open (self->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (self->fd < 0) {
    set_errno_error (error, errno, self->path);
    return NULL;
  }
  return g_steal_pointer (&self);
}

/**
 * hoist_practice_writer_free:
 *
 * Removes the temporary file unless it was committed.
 */
void
hoist_practice_writer_free (HoistPracticeWriter *self)
{
  if (self->fd >= 0)
    g_close (self->fd, NULL);
  if (self->path != NULL)
    g_unlink (self->path);
  g_free (self->path);
  hoist_practice_upload_unref (self->upload);
  g_free (self);
}

/**
 * hoist_practice_writer_write:
 *
 * Appends bytes to the part. Fails when the disk is full.
 */
gboolean
hoist_practice_writer_write (HoistPracticeWriter *self,
                             const guint8 *data,
                             gsize size,
                             GError **error)
{
  self->written += size;
  while (self->fd >= 0 && size > 0) {
    gssize count = write (self->fd, data, size);

    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0) {
      set_errno_error (error, errno, self->path);
      return FALSE;
    }
    data += count;
    size -= (gsize) count;
  }
  return TRUE;
}

/**
 * hoist_practice_writer_commit:
 * @md5: of the bytes written, in hexadecimal
 *
 * Makes the part exist, in place of an earlier one at the same offset.
 */
gboolean
hoist_practice_writer_commit (HoistPracticeWriter *self, const char *md5, GError **error)
{
  HoistPracticeUpload *upload = self->upload;
  HoistPracticePart *old = g_hash_table_lookup (upload->parts, &self->offset);
  g_autofree char *path = NULL;

  if (self->size == HOIST_PRACTICE_ANY_SIZE)
    self->size = self->written;
  if (upload->is_gone || upload->is_busy || self->written != self->size) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BUSY, "the upload takes no more parts");
    return FALSE;
  }
  if (self->path != NULL) {
    path = name_part (upload, self->offset, self->size, md5);
    if (g_rename (self->path, path) != 0) {
      set_errno_error (error, errno, path);
      return FALSE;
    }
    g_clear_pointer (&self->path, g_free);
    if (old != NULL && strcmp (old->path, path) != 0)
      g_unlink (old->path);
  }
  add_part (upload, self->offset, self->size, md5, g_steal_pointer (&path));
  return TRUE;
}
