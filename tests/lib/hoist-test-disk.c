/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A disk for SQLite that is slow or full when a test says so: a VFS in front of the usual one. */
#include "hoist-test-disk.h"

#include <sqlite3.h>

typedef struct {
  sqlite3_file parent;
  sqlite3_file *real; /* directly behind this struct */
} TestFile;

static sqlite3_vfs *real_vfs;
static sqlite3_vfs test_vfs;
static sqlite3_io_methods test_methods;
static int sync_delay_ms; /* atomic */
static int is_disk_full;  /* atomic */
static int n_syncs;       /* atomic */

static sqlite3_file *
get_real (sqlite3_file *file)
{
  return ((TestFile *) file)->real;
}

static int
test_close (sqlite3_file *file)
{
  return get_real (file)->pMethods->xClose (get_real (file));
}

static int
test_read (sqlite3_file *file, void *buffer, int length, sqlite3_int64 offset)
{
  return get_real (file)->pMethods->xRead (get_real (file), buffer, length, offset);
}

static int
test_write (sqlite3_file *file, const void *buffer, int length, sqlite3_int64 offset)
{
  if (g_atomic_int_get (&is_disk_full))
    return SQLITE_FULL;
  return get_real (file)->pMethods->xWrite (get_real (file), buffer, length, offset);
}

static int
test_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  return get_real (file)->pMethods->xTruncate (get_real (file), size);
}

static int
test_sync (sqlite3_file *file, int flags)
{
  int delay_ms = g_atomic_int_get (&sync_delay_ms);

  g_atomic_int_inc (&n_syncs);
  if (delay_ms > 0)
    g_usleep ((gulong) delay_ms * 1000);
  return get_real (file)->pMethods->xSync (get_real (file), flags);
}

static int
test_file_size (sqlite3_file *file, sqlite3_int64 *size)
{
  return get_real (file)->pMethods->xFileSize (get_real (file), size);
}

static int
test_lock (sqlite3_file *file, int level)
{
  return get_real (file)->pMethods->xLock (get_real (file), level);
}

static int
test_unlock (sqlite3_file *file, int level)
{
  return get_real (file)->pMethods->xUnlock (get_real (file), level);
}

static int
test_check_reserved_lock (sqlite3_file *file, int *result)
{
  return get_real (file)->pMethods->xCheckReservedLock (get_real (file), result);
}

static int
test_file_control (sqlite3_file *file, int code, void *argument)
{
  return get_real (file)->pMethods->xFileControl (get_real (file), code, argument);
}

static int
test_sector_size (sqlite3_file *file)
{
  return get_real (file)->pMethods->xSectorSize (get_real (file));
}

static int
test_device_characteristics (sqlite3_file *file)
{
  return get_real (file)->pMethods->xDeviceCharacteristics (get_real (file));
}

static int
test_shm_map (sqlite3_file *file, int page, int page_size, int extend, void volatile **memory)
{
  return get_real (file)->pMethods->xShmMap (get_real (file), page, page_size, extend, memory);
}

static int
test_shm_lock (sqlite3_file *file, int offset, int count, int flags)
{
  return get_real (file)->pMethods->xShmLock (get_real (file), offset, count, flags);
}

static void
test_shm_barrier (sqlite3_file *file)
{
  get_real (file)->pMethods->xShmBarrier (get_real (file));
}

static int
test_shm_unmap (sqlite3_file *file, int is_delete)
{
  return get_real (file)->pMethods->xShmUnmap (get_real (file), is_delete);
}

static int
test_open (sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
  TestFile *self = (TestFile *) file;
  int code = SQLITE_OK;

  self->real = (sqlite3_file *) (self + 1);
  code = real_vfs->xOpen (real_vfs, name, self->real, flags, out_flags);
  file->pMethods = self->real->pMethods != NULL ? &test_methods : NULL;
  return code;
}

/**
 * hoist_test_disk_install:
 *
 * Puts the disk in front of every database that is opened from now on.
 */
void
hoist_test_disk_install (void)
{
  if (real_vfs != NULL)
    return;

  real_vfs = sqlite3_vfs_find (NULL);
  test_vfs = *real_vfs;
  test_vfs.zName = "hoist-test";
  test_vfs.szOsFile = (int) sizeof (TestFile) + real_vfs->szOsFile;
  test_vfs.xOpen = test_open;
  test_methods = (sqlite3_io_methods){
    2,
    test_close,
    test_read,
    test_write,
    test_truncate,
    test_sync,
    test_file_size,
    test_lock,
    test_unlock,
    test_check_reserved_lock,
    test_file_control,
    test_sector_size,
    test_device_characteristics,
    test_shm_map,
    test_shm_lock,
    test_shm_barrier,
    test_shm_unmap,
    NULL,
    NULL,
  };
  sqlite3_vfs_register (&test_vfs, 1);
}

/**
 * hoist_test_disk_set_sync_delay:
 * @delay_ms: how much longer each fsync takes
 */
void
hoist_test_disk_set_sync_delay (guint delay_ms)
{
  g_atomic_int_set (&sync_delay_ms, (int) delay_ms);
}

/**
 * hoist_test_disk_set_full:
 * @is_full: nothing can be written
 */
void
hoist_test_disk_set_full (gboolean is_full)
{
  g_atomic_int_set (&is_disk_full, is_full);
}

/**
 * hoist_test_disk_get_n_syncs:
 *
 * Returns: how many fsyncs there were
 */
guint
hoist_test_disk_get_n_syncs (void)
{
  return (guint) g_atomic_int_get (&n_syncs);
}
