/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the kernel says about the disk below a file, and about drives that come and go. */
#include "hoist-disk.h"

#include <gio/gunixmounts.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

/* A second reader keeps a solid disk busy while the first one computes; a head that must jump, a
 * card reader and a network path only lose by it (design section 4). */
#define READERS_SOLID 2
#define READERS_OTHER 1

/* Mapped devices (encryption, volumes) stand on others; no real stack is deeper. */
#define MAX_STACK 8

/* Tells keys of what has no block device from those of block devices. */
#define KEY_WITHOUT_DEVICE (G_GUINT64_CONSTANT (1) << 63)

static guint64
read_number (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return 0;

  return g_ascii_strtoull (text, NULL, 10);
}

/* A partition has no queue of its own: its disk is the folder above, once links are resolved. */
static char *
dup_whole_disk (const char *folder)
{
  g_autofree char *queue = g_build_filename (folder, "queue", NULL);
  g_autofree char *parent = g_build_filename (folder, "..", NULL);
  g_autofree char *parent_queue = g_build_filename (parent, "queue", NULL);

  if (g_file_test (queue, G_FILE_TEST_IS_DIR))
    return realpath (folder, NULL);
  if (g_file_test (parent_queue, G_FILE_TEST_IS_DIR))
    return realpath (parent, NULL);

  return NULL;
}

/* The one device that a mapped device stands on; %NULL for a real disk, and for an array, which
 * is faster than each of its members. */
static char *
dup_disk_below (const char *disk)
{
  g_autofree char *folder = g_build_filename (disk, "slaves", NULL);
  g_autoptr (GDir) slaves = g_dir_open (folder, 0, NULL);
  g_autofree char *first = NULL;

  if (slaves == NULL)
    return NULL;

  first = g_strdup (g_dir_read_name (slaves));
  if (first == NULL || g_dir_read_name (slaves) != NULL)
    return NULL;

  return g_build_filename (folder, first, NULL);
}

/* Sticks and cards on USB often call themselves fixed, and so do cards in a built-in reader. */
static gboolean
is_removable (const char *disk)
{
  g_autofree char *path = g_build_filename (disk, "device", "type", NULL);
  g_autofree char *type = NULL;

  if (read_number (disk, "removable") != 0 || strstr (disk, "/usb") != NULL)
    return TRUE;

  return g_file_get_contents (path, &type, NULL, NULL) && g_str_has_prefix (type, "SD");
}

static guint64
read_key (const char *disk, dev_t otherwise)
{
  g_autofree char *path = g_build_filename (disk, "dev", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) words = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return otherwise;

  words = g_strsplit (g_strstrip (text), ":", 2);
  if (g_strv_length (words) != 2)
    return otherwise;

  return makedev ((guint) g_ascii_strtoull (words[0], NULL, 10),
                  (guint) g_ascii_strtoull (words[1], NULL, 10));
}

static void
find_block_device (dev_t device, const char *sys_root, HoistDisk *disk)
{
  g_autofree char *name = g_strdup_printf ("%u:%u", major (device), minor (device));
  g_autofree char *folder = g_build_filename (sys_root, "dev", "block", name, NULL);
  g_autofree char *whole = dup_whole_disk (folder);

  disk->key = device;
  disk->readers = READERS_SOLID;
  for (guint i = 0; whole != NULL && i < MAX_STACK; i++) {
    g_autofree char *below = NULL;

    disk->key = read_key (whole, device);
    if (read_number (whole, "queue/rotational") != 0 || is_removable (whole))
      disk->readers = READERS_OTHER;

    below = dup_disk_below (whole);
    g_free (g_steal_pointer (&whole));
    if (below != NULL)
      whole = dup_whole_disk (below);
  }
}

static gboolean
is_network (guint32 file_system)
{
  switch (file_system) {
  case NFS_SUPER_MAGIC:
  case SMB_SUPER_MAGIC:
  case CIFS_SUPER_MAGIC:
  case SMB2_SUPER_MAGIC:
  case CEPH_SUPER_MAGIC:
  case AFS_SUPER_MAGIC:
  case AFS_FS_MAGIC:
  case CODA_SUPER_MAGIC:
  case NCP_SUPER_MAGIC:
  case V9FS_MAGIC:
  case FUSE_SUPER_MAGIC: /* sshfs, a portal's documents: anything, so be careful with it */
    return TRUE;
  default:
    return FALSE;
  }
}

static gboolean
is_below (const char *path, const char *folder)
{
  gsize length = strlen (folder);

  if (length == 1)
    return TRUE;

  return strncmp (path, folder, length) == 0 && path[length] == '/';
}

/* The mount with the longest matching path; of several on one place the last one covers the
 * others. (Not g_unix_mount_for(): it ends at the made-up device numbers of btrfs.) */
static GUnixMountEntry *
find_mount (const char *path)
{
  GList *entries = g_unix_mounts_get (NULL);
  GUnixMountEntry *best = NULL;
  gsize best_length = 0;

  for (GList *link = entries; link != NULL; link = link->next) {
    const char *mount_point = g_unix_mount_get_mount_path (link->data);

    if (!is_below (path, mount_point) && strcmp (path, mount_point) != 0)
      continue;
    if (strlen (mount_point) < best_length)
      continue;

    best = link->data;
    best_length = strlen (mount_point);
  }

  if (best != NULL)
    best = g_unix_mount_copy (best);
  g_list_free_full (entries, (GDestroyNotify) g_unix_mount_free);
  return best;
}

/* Btrfs gives each subvolume a made-up device number; the mount table knows the real one. */
static gboolean
find_mounted_device (int fd, dev_t *device)
{
  g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", fd);
  g_autofree char *path = realpath (link, NULL);
  g_autoptr (GUnixMountEntry) entry = NULL;
  struct stat status;

  if (path == NULL)
    return FALSE;

  entry = find_mount (path);
  if (entry == NULL || stat (g_unix_mount_get_device_path (entry), &status) != 0)
    return FALSE;

  *device = status.st_rdev;
  return S_ISBLK (status.st_mode);
}

/**
 * hoist_disk_find:
 * @fd: an open file
 * @sys_root: (nullable) (type filename): where sysfs is; %NULL for /sys
 * @disk: (out)
 *
 * Finds the physical disk below a file, through partitions and mapped devices, and how many
 * readers it likes: one when it turns, can be taken out, or lies behind a network, else two. What
 * the kernel does not tell (in a sandbox, in memory) counts as solid.
 */
void
hoist_disk_find (int fd, const char *sys_root, HoistDisk *disk)
{
  struct stat status = { 0 };
  struct statfs file_system = { 0 };
  dev_t device = 0;

  if (fstat (fd, &status) != 0 || fstatfs (fd, &file_system) != 0) {
    *disk = (HoistDisk){ .key = KEY_WITHOUT_DEVICE, .readers = READERS_OTHER };
    return;
  }

  *disk = (HoistDisk){ .key = KEY_WITHOUT_DEVICE | status.st_dev, .readers = READERS_SOLID };
  if (major (status.st_dev) != 0)
    device = status.st_dev;
  else if (is_network ((guint32) file_system.f_type))
    disk->readers = READERS_OTHER;
  else if ((guint32) file_system.f_type == BTRFS_SUPER_MAGIC)
    (void) find_mounted_device (fd, &device);

  if (device != 0)
    find_block_device (device, sys_root != NULL ? sys_root : "/sys", disk);
}

/* Whether a mount holds the system or the user's own folders, by name or by being the same file
 * system: a sandbox mounts folders of the home one by one, and they do not come and go. */
static gboolean
is_at_home (const char *mount_point)
{
  const char *homes[] = { "/", g_get_home_dir (), g_get_user_data_dir () };
  struct stat here;

  if (stat (mount_point, &here) != 0)
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (homes); i++) {
    struct stat home;

    if (strcmp (mount_point, homes[i]) == 0 || is_below (homes[i], mount_point))
      return TRUE;
    if (stat (homes[i], &home) == 0 && home.st_dev == here.st_dev)
      return TRUE;
  }

  return FALSE;
}

static gboolean
can_go_away (GUnixMountEntry *entry)
{
  const char *path = g_unix_mount_get_mount_path (entry);
  const char *places[] = { "/run/media", "/var/run/media", "/media", "/mnt" };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++) {
    if (strcmp (path, places[i]) == 0 || is_below (path, places[i]))
      return TRUE;
  }

  if (g_unix_is_mount_path_system_internal (path) ||
      g_unix_is_system_fs_type (g_unix_mount_get_fs_type (entry)))
    return FALSE;

  return !is_at_home (path);
}

/**
 * hoist_disk_find_mount_point:
 * @path: (type filename): of a file that is there
 *
 * Finds the drive or share that a file lies on, if it is one that can come and go: one in the
 * places where desktops and people mount them, or one that holds neither the system nor the home
 * folder. Kept with an upload, it tells "drive not connected" from "file deleted" later.
 *
 * Returns: (transfer full) (nullable) (type filename): the mount point; %NULL for a file on a
 *   disk that is always there
 */
char *
hoist_disk_find_mount_point (const char *path)
{
  g_autofree char *real_path = realpath (path, NULL);
  g_autoptr (GUnixMountEntry) entry = NULL;

  entry = find_mount (real_path != NULL ? real_path : path);
  if (entry == NULL || !can_go_away (entry))
    return NULL;

  return g_strdup (g_unix_mount_get_mount_path (entry));
}

/**
 * hoist_disk_is_mount_point:
 * @path: (type filename): what hoist_disk_find_mount_point() returned earlier
 *
 * Returns: whether anything is mounted there now
 */
gboolean
hoist_disk_is_mount_point (const char *path)
{
  g_autoptr (GUnixMountEntry) entry = g_unix_mount_at (path, NULL);

  /* inside a chroot the kernel does not list the root */
  return entry != NULL || strcmp (path, "/") == 0;
}
