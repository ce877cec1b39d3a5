/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening the user's file, reading it, and telling what happened to it since. */
#include "hoist-source.h"

#include "hoist-config.h"
#include "hoist-content-type.h"
#include "hoist-documents.h"
#include "hoist-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

/* Nothing changes after it was opened, so that threads may use it without a lock. */
struct _HoistSource {
  GObject parent;

  int fd;
  char *path;         /* (owned) */
  char *way;          /* (owned): by which it is read */
  char *display_name; /* (owned) */
  char *mount_point;  /* (owned) (nullable) */
  char *content_type; /* (owned) (nullable) */
  dev_t device;
  ino_t inode;
  HoistFingerprint fingerprint;
  gint64 tolerance_us;
  HoistDisk disk;
};

G_DEFINE_FINAL_TYPE (HoistSource, hoist_source, G_TYPE_OBJECT)

static gboolean
fail_with_errno (int number, const char *display_name, GError **error)
{
  g_propagate_error (error, hoist_error_new_from_errno (number, display_name));
  return FALSE;
}

static gboolean
fail_with_path (HoistSource *self, int number, GError **error)
{
  g_propagate_error (error, hoist_fingerprint_new_error (number, self->path));
  return FALSE;
}

static gboolean
fail_changed (HoistSource *self, GError **error)
{
  g_set_error (error, HOIST_ERROR, HOIST_ERROR_CHANGED,
               _ ("“%s” has changed since it was added. Start over to upload it as it is now."),
               self->display_name);
  return FALSE;
}

/* A file that is not there is deleted, unless the whole drive is not there. */
static gboolean
fail_lost (HoistSource *self, int number, GError **error)
{
  if (self->mount_point == NULL || hoist_disk_is_mount_point (self->mount_point))
    return fail_with_path (self, number, error);

  g_set_error (error, HOIST_ERROR, HOIST_ERROR_DRIVE,
               _ ("The drive with “%s” is not connected. Connect it, and Hoist goes on."),
               self->display_name);
  return FALSE;
}

/* What the path leads to now. A file with another inode but the same size and time is as good: a
 * card mounted again, or a copy put in its place, and the descriptor reads what it always read. */
static gboolean
check_path (HoistSource *self, GError **error)
{
  struct stat status;
  HoistFingerprint now;

  if (stat (self->way, &status) != 0)
    return fail_lost (self, errno, error);
  if (faccessat (AT_FDCWD, self->way, R_OK, AT_EACCESS) != 0)
    return fail_lost (self, errno, error);
  if (status.st_dev == self->device && status.st_ino == self->inode)
    return TRUE;
  if (!S_ISREG (status.st_mode))
    return fail_changed (self, error);

  now = hoist_fingerprint_from_status (&status);
  if (!hoist_fingerprint_equal (&now, &self->fingerprint, self->tolerance_us))
    return fail_changed (self, error);

  return TRUE;
}

static gboolean
check_descriptor (HoistSource *self, GError **error)
{
  struct stat status;
  HoistFingerprint now;

  if (fstat (self->fd, &status) != 0)
    return fail_lost (self, errno, error);

  now = hoist_fingerprint_from_status (&status);
  if (hoist_fingerprint_equal (&now, &self->fingerprint, self->tolerance_us))
    return TRUE;
  if (now.size <= self->fingerprint.size)
    return fail_changed (self, error);

  g_set_error (error, HOIST_ERROR, HOIST_ERROR_GROWING,
               _ ("“%s” is still being written. Hoist goes on when it is complete."),
               self->display_name);
  return FALSE;
}

static void
hoist_source_finalize (GObject *object)
{
  HoistSource *self = HOIST_SOURCE (object);

  if (self->fd >= 0)
    close (self->fd);
  g_free (self->path);
  g_free (self->way);
  g_free (self->display_name);
  g_free (self->mount_point);
  g_free (self->content_type);

  G_OBJECT_CLASS (hoist_source_parent_class)->finalize (object);
}

static void
hoist_source_class_init (HoistSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hoist_source_finalize;
}

static void
hoist_source_init (HoistSource *self)
{
  self->fd = -1;
}

static gboolean
open_descriptor (HoistSource *self, GError **error)
{
  struct stat status;
  struct statfs file_system;

  /* First without opening, because opening alone rewinds a tape; O_NONBLOCK for a fifo that takes
   * the file's place right now. On a plain file the flag means nothing. */
  if (stat (self->way, &status) != 0)
    return fail_with_path (self, errno, error);
  if (!hoist_fingerprint_check_kind (&status, error))
    return FALSE;

  self->fd = open (self->way, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (self->fd < 0 || fstat (self->fd, &status) != 0)
    return fail_with_errno (errno, self->display_name, error);
  if (!hoist_fingerprint_check_kind (&status, error))
    return FALSE;

  self->device = status.st_dev;
  self->inode = status.st_ino;
  self->fingerprint = hoist_fingerprint_from_status (&status);
  if (fstatfs (self->fd, &file_system) == 0)
    self->tolerance_us = hoist_fingerprint_get_tolerance ((guint32) file_system.f_type);

  /* Doubles the kernel's read-ahead; a refusal changes nothing. */
  (void) posix_fadvise (self->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
  return TRUE;
}

/**
 * hoist_source_open:
 * @path: (type filename): absolute; a link is followed
 *
 * Opens a file for reading and remembers how it looks. Never blocks on a fifo, but as long as the
 * file system does: not for the main thread. Fails with %HOIST_ERROR_MISSING, %HOIST_ERROR_DRIVE,
 * %HOIST_ERROR_BUSY or, also for what is no plain file, %HOIST_ERROR_NO_ACCESS.
 *
 * Returns: (transfer full) (nullable): the open file; closed with the last reference
 */
HoistSource *
hoist_source_open (const char *path, GError **error)
{
  g_autoptr (HoistSource) self = g_object_new (HOIST_TYPE_SOURCE, NULL);

  self->path = g_strdup (path);
  self->way = hoist_ways_find (hoist_documents_get_ways (), path);
  self->display_name = g_filename_display_basename (path);
  if (!open_descriptor (self, error))
    return NULL;

  hoist_disk_find (self->fd, NULL, &self->disk);
  self->mount_point = hoist_disk_find_mount_point (self->way);
  self->content_type = hoist_content_type_find (path);
  return g_steal_pointer (&self);
}

static void
open_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  HoistSource *self = hoist_source_open (data, &error);

  if (self != NULL)
    g_task_return_pointer (task, self, g_object_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * hoist_source_open_async:
 * @path: (type filename): as in hoist_source_open()
 * @cancellable: (nullable): gives up at once, even while the file system hangs
 *
 * hoist_source_open() on a thread. Calls back in the thread-default main context.
 */
void
hoist_source_open_async (const char *path,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);

  g_task_set_source_tag (task, hoist_source_open_async);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_set_return_on_cancel (task, TRUE);
  g_task_run_in_thread (task, open_in_thread);
}

/**
 * hoist_source_open_finish:
 *
 * Returns: (transfer full) (nullable): the open file
 */
HoistSource *
hoist_source_open_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * hoist_source_get_fd:
 *
 * Returns: the descriptor; use pread(), for its position is nobody's and everybody's
 */
int
hoist_source_get_fd (HoistSource *self)
{
  return self->fd;
}

const char *
hoist_source_get_path (HoistSource *self)
{
  return self->path;
}

/**
 * hoist_source_get_disk:
 *
 * Returns: (transfer none): as hoist_disk_find() when the file was opened
 */
const HoistDisk *
hoist_source_get_disk (HoistSource *self)
{
  return &self->disk;
}

/**
 * hoist_source_get_content_type:
 *
 * Returns: (transfer none) (nullable): as hoist_content_type_find() when the file was opened
 */
const char *
hoist_source_get_content_type (HoistSource *self)
{
  return self->content_type;
}

const HoistFingerprint *
hoist_source_get_fingerprint (HoistSource *self)
{
  return &self->fingerprint;
}

/**
 * hoist_source_get_tolerance:
 *
 * Returns: how far two times of this file may lie apart although it is unchanged; 0 but on FAT
 */
gint64
hoist_source_get_tolerance (HoistSource *self)
{
  return self->tolerance_us;
}

/**
 * hoist_source_check:
 *
 * Looks whether the file is still the one that was opened, through the descriptor and through the
 * path. Fails with %HOIST_ERROR_CHANGED (shorter, another time, or replaced by something else),
 * %HOIST_ERROR_GROWING (longer), %HOIST_ERROR_MISSING, %HOIST_ERROR_DRIVE (its drive is gone) or
 * %HOIST_ERROR_NO_ACCESS (it could not be opened any more). May be called from any thread; blocks
 * as long as the file system does.
 *
 * Returns: whether it is the same
 */
gboolean
hoist_source_check (HoistSource *self, GError **error)
{
  g_return_val_if_fail (HOIST_IS_SOURCE (self), FALSE);

  return check_path (self, error) && check_descriptor (self, error);
}

static void
check_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;

  if (hoist_source_check (HOIST_SOURCE (source), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * hoist_source_check_async:
 * @cancellable: (nullable): gives up at once, even while the file system hangs
 *
 * hoist_source_check() on a thread. Calls back in the thread-default main context.
 */
void
hoist_source_check_async (HoistSource *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  g_task_set_source_tag (task, hoist_source_check_async);
  g_task_set_return_on_cancel (task, TRUE);
  g_task_run_in_thread (task, check_in_thread);
}

/**
 * hoist_source_check_finish:
 *
 * Returns: whether it is the same
 */
gboolean
hoist_source_check_finish (HoistSource *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * hoist_source_read:
 * @bytes: (out caller-allocates): room for @length bytes
 *
 * Reads exactly @length bytes from @offset, or fails: with what hoist_source_check() says when the
 * file ends early, so that a short read is never taken for the file's end. May be called from any
 * thread; blocks.
 *
 * Returns: whether all bytes are there
 */
gboolean
hoist_source_read (HoistSource *self, guint64 offset, void *bytes, gsize length, GError **error)
{
  gsize done = 0;

  g_return_val_if_fail (HOIST_IS_SOURCE (self), FALSE);

  while (done < length) {
    gssize n = pread (self->fd, (guint8 *) bytes + done, length - done, (off_t) (offset + done));

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return fail_lost (self, errno, error);
    if (n == 0)
      return hoist_source_check (self, error) ? fail_changed (self, error) : FALSE;
    done += (gsize) n;
  }

  return TRUE;
}
