/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads of one file system wait in pread(), which stands here in place of the C library's. */
#include "hoist-test-drive.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct {
  GMutex mutex;
  GCond cond;
  dev_t device; /* 0: they all answer */
} drive;

/* For the whole program. */
ssize_t
pread (int fd, void *bytes, size_t length, off_t offset)
{
  struct stat status = { 0 };

  g_mutex_lock (&drive.mutex);
  while (drive.device != 0 && fstat (fd, &status) == 0 && status.st_dev == drive.device)
    g_cond_wait (&drive.cond, &drive.mutex);
  g_mutex_unlock (&drive.mutex);
  return (ssize_t) syscall (SYS_pread64, fd, bytes, length, offset);
}

static void
set_device (dev_t device)
{
  g_mutex_lock (&drive.mutex);
  drive.device = device;
  g_cond_broadcast (&drive.cond);
  g_mutex_unlock (&drive.mutex);
}

/**
 * hoist_test_drive_make_elsewhere:
 * @path: (type filename): a file
 * @length: bytes of the new one
 *
 * Returns: (transfer full) (nullable) (type filename): a new file on another file system than that
 * of
 *   @path; %NULL where there is none
 */
char *
hoist_test_drive_make_elsewhere (const char *path, gsize length)
{
  g_autofree char *other = g_strdup ("/dev/shm/hoist-test-XXXXXX");
  struct stat here = { 0 };
  struct stat there = { 0 };
  int fd = g_mkstemp (other);

  if (fd < 0)
    return NULL;
  g_assert_cmpint (stat (path, &here), ==, 0);
  g_assert_cmpint (ftruncate (fd, (off_t) length), ==, 0);
  g_assert_cmpint (fstat (fd, &there), ==, 0);
  close (fd);
  if (here.st_dev != there.st_dev)
    return g_steal_pointer (&other);
  g_unlink (other);
  return NULL;
}

/* Reads of @path, and of all that lies on its file system, wait from now on. */
void
hoist_test_drive_hang (const char *path)
{
  struct stat status = { 0 };

  g_assert_cmpint (stat (path, &status), ==, 0);
  set_device (status.st_dev);
}

void
hoist_test_drive_answer (void)
{
  set_device (0);
}
