/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lock that makes one program at a time the queue's runner; the kernel frees it on a kill. */
#include "hoist-lock.h"

#include "hoist-error.h"

#include "hoist-config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

/* A lock of the open file description: it can be asked for without being taken, unlike flock's. */
struct _HoistLock {
  int fd;
};

static int
open_file (const char *path)
{
  return open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600);
}

/**
 * hoist_lock_take:
 * @path: (type filename): made where it does not exist; never deleted, since another program may
 *   have it open
 *
 * Fails with %HOIST_ERROR_BUSY while another program holds the lock, and with
 * %HOIST_ERROR_NO_ACCESS where the file cannot be made.
 */
HoistLock *
hoist_lock_take (const char *path, GError **error)
{
  struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  HoistLock *self = NULL;
  int fd = open_file (path);
  int saved_errno = errno;

  if (fd >= 0 && fcntl (fd, F_OFD_SETLK, &whole) == 0) {
    self = g_new (HoistLock, 1);
    self->fd = fd;
    return self;
  }

  if (fd >= 0) {
    saved_errno = errno;
    close (fd);
  }
  if (fd >= 0 && (saved_errno == EAGAIN || saved_errno == EACCES))
    g_set_error_literal (
        error, HOIST_ERROR, HOIST_ERROR_BUSY,
        _ ("Hoist is already running on this queue. Use its window, or quit it first."));
  else
    g_set_error (error, HOIST_ERROR, HOIST_ERROR_NO_ACCESS,
                 _ ("The queue’s folder cannot be used (%s). Check that its disk works and may be "
                    "written to."),
                 g_strerror (saved_errno));
  return NULL;
}

/**
 * hoist_lock_free:
 */
void
hoist_lock_free (HoistLock *self)
{
  close (self->fd);
  g_free (self);
}

/**
 * hoist_lock_is_free:
 *
 * Tells whether nobody holds the lock, this program included, without taking it.
 */
gboolean
hoist_lock_is_free (const char *path)
{
  struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  int fd = open (path, O_RDWR | O_CLOEXEC | O_NOCTTY);
  gboolean is_free = FALSE;

  if (fd < 0)
    return errno == ENOENT;
  is_free = fcntl (fd, F_OFD_GETLK, &whole) == 0 && whole.l_type == F_UNLCK;
  close (fd);
  return is_free;
}
