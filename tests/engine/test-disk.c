/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Disks as a made-up /sys describes them. */
#include "hoist-disk.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

typedef struct {
  char *sys_root;
  int fd;
  char *device; /* of the file behind @fd: "major:minor" */
  guint64 number;
} Fixture;

static void
write_text (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

/* A whole disk: @place below devices/, its number, and whether it turns or can be taken out. */
static char *
add_disk (Fixture *fixture,
          const char *place,
          const char *number,
          const char *rotational,
          const char *removable)
{
  char *folder = g_build_filename (fixture->sys_root, "devices", place, NULL);

  write_text (folder, "dev", number);
  write_text (folder, "queue/rotational", rotational);
  write_text (folder, "removable", removable);
  return folder;
}

/* Makes the file of the fixture lie on what is in @folder. */
static void
use (Fixture *fixture, const char *folder)
{
  g_autofree char *links = g_build_filename (fixture->sys_root, "dev", "block", NULL);
  g_autofree char *link = g_build_filename (links, fixture->device, NULL);

  g_assert_cmpint (g_mkdir_with_parents (links, 0700), ==, 0);
  (void) g_unlink (link);
  g_assert_cmpint (symlink (folder, link), ==, 0);
}

static void
put_on (const char *folder, const char *below)
{
  g_autofree char *slaves = g_build_filename (folder, "slaves", NULL);
  g_autofree char *name = g_path_get_basename (below);
  g_autofree char *link = g_build_filename (slaves, name, NULL);

  g_assert_cmpint (g_mkdir_with_parents (slaves, 0700), ==, 0);
  g_assert_cmpint (symlink (below, link), ==, 0);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "file", NULL);
  struct stat status;

  write_text (g_get_user_data_dir (), "file", "film");
  fixture->sys_root = g_build_filename (g_get_user_data_dir (), "sys", NULL);
  fixture->fd = open (path, O_RDONLY | O_CLOEXEC);
  g_assert_cmpint (fstat (fixture->fd, &status), ==, 0);
  fixture->device = g_strdup_printf ("%u:%u", major (status.st_dev), minor (status.st_dev));
  fixture->number = status.st_dev;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  close (fixture->fd);
  g_free (fixture->sys_root);
  g_free (fixture->device);
}

/* A test's own file may lie on what has no block device at all (tmpfs, overlay). */
static gboolean
skip_without_device (Fixture *fixture)
{
  if (major (fixture->number) != 0)
    return FALSE;

  g_test_skip ("the test's folder lies on no block device");
  return TRUE;
}

static void
check (Fixture *fixture, guint readers, const char *key)
{
  g_auto (GStrv) words = g_strsplit (key, ":", 2);
  HoistDisk disk = { 0 };

  hoist_disk_find (fixture->fd, fixture->sys_root, &disk);
  g_assert_cmpuint (disk.readers, ==, readers);
  g_assert_cmpuint (disk.key, ==,
                    makedev ((guint) g_ascii_strtoull (words[0], NULL, 10),
                             (guint) g_ascii_strtoull (words[1], NULL, 10)));
}

static void
test_kinds (Fixture *fixture, gconstpointer data)
{
  const struct {
    const char *place;
    const char *rotational;
    const char *removable;
    guint readers;
  } disks[] = {
    { "pci0/nvme/nvme0/nvme0n1", "0\n", "0\n", 2 },
    { "pci0/ata1/sda", "1\n", "0\n", 1 },
    { "pci0/ata2/sr0", "0\n", "1\n", 1 },
    { "pci0/usb2/2-1/sdb", "0\n", "0\n", 1 },
    { "pci0/odd", "", "", 2 },
  };

  if (skip_without_device (fixture))
    return;

  for (guint i = 0; i < G_N_ELEMENTS (disks); i++) {
    g_autofree char *folder =
        add_disk (fixture, disks[i].place, "8:0\n", disks[i].rotational, disks[i].removable);

    g_test_message ("%s", disks[i].place);
    use (fixture, folder);
    check (fixture, disks[i].readers, "8:0");
  }
}

/* A partition is read by its disk's head: both have the disk's key. */
static void
test_partition (Fixture *fixture, gconstpointer data)
{
  g_autofree char *disk = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  if (skip_without_device (fixture))
    return;

  disk = add_disk (fixture, "pci0/ata1/sda", "8:0\n", "1\n", "0\n");
  first = g_build_filename (disk, "sda1", NULL);
  second = g_build_filename (disk, "sda2", NULL);
  write_text (first, "dev", "8:1\n");
  write_text (second, "dev", "8:2\n");
  use (fixture, first);
  check (fixture, 1, "8:0");
  use (fixture, second);
  check (fixture, 1, "8:0");
}

/* An encrypted volume on a partition of a turning disk is that disk. */
static void
test_mapped (Fixture *fixture, gconstpointer data)
{
  g_autofree char *disk = NULL;
  g_autofree char *partition = NULL;
  g_autofree char *crypt = NULL;
  g_autofree char *volume = NULL;

  if (skip_without_device (fixture))
    return;

  disk = add_disk (fixture, "pci0/ata1/sda", "8:0\n", "1\n", "0\n");
  partition = g_build_filename (disk, "sda3", NULL);
  write_text (partition, "dev", "8:3\n");
  crypt = add_disk (fixture, "virtual/dm-0", "254:0\n", "0\n", "0\n");
  volume = add_disk (fixture, "virtual/dm-1", "254:1\n", "0\n", "0\n");
  put_on (crypt, partition);
  put_on (volume, crypt);
  use (fixture, volume);
  check (fixture, 1, "8:0");
}

/* An array is a device of its own: no single disk below stands for it. */
static void
test_array (Fixture *fixture, gconstpointer data)
{
  g_autofree char *one = NULL;
  g_autofree char *other = NULL;
  g_autofree char *array = NULL;

  if (skip_without_device (fixture))
    return;

  one = add_disk (fixture, "pci0/ata1/sda", "8:0\n", "1\n", "0\n");
  other = add_disk (fixture, "pci0/ata2/sdb", "8:16\n", "1\n", "0\n");
  array = add_disk (fixture, "virtual/md0", "9:0\n", "1\n", "0\n");
  put_on (array, one);
  put_on (array, other);
  use (fixture, array);
  check (fixture, 1, "9:0");
}

/* A stack that stands on itself must not be climbed for ever. */
static void
test_circle (Fixture *fixture, gconstpointer data)
{
  g_autofree char *disk = NULL;

  if (skip_without_device (fixture))
    return;

  disk = add_disk (fixture, "virtual/dm-0", "254:0\n", "0\n", "0\n");
  put_on (disk, disk);
  use (fixture, disk);
  check (fixture, 2, "254:0");
}

static void
test_card (Fixture *fixture, gconstpointer data)
{
  g_autofree char *disk = NULL;

  if (skip_without_device (fixture))
    return;

  disk = add_disk (fixture, "platform/mmc_host/mmc0/block/mmcblk0", "179:0\n", "0\n", "0\n");
  use (fixture, disk);
  write_text (disk, "device/type", "MMC\n");
  check (fixture, 2, "179:0");
  write_text (disk, "device/type", "SD\n");
  check (fixture, 1, "179:0");
}

/* Without any knowledge (a sandbox), files are still told apart by their file system. */
static void
test_unknown (Fixture *fixture, gconstpointer data)
{
  HoistDisk disk = { 0 };
  HoistDisk again = { 0 };
  int other = open ("/proc/self/status", O_RDONLY | O_CLOEXEC);

  hoist_disk_find (fixture->fd, fixture->sys_root, &disk);
  g_assert_cmpuint (disk.readers, ==, 2);
  hoist_disk_find (fixture->fd, fixture->sys_root, &again);
  g_assert_cmpuint (disk.key, ==, again.key);

  g_assert_cmpint (other, >=, 0);
  hoist_disk_find (other, fixture->sys_root, &again);
  g_assert_cmpuint (disk.key, !=, again.key);
  close (other);

  hoist_disk_find (-1, fixture->sys_root, &again);
  g_assert_cmpuint (again.readers, ==, 1);
}

static void
test_real (Fixture *fixture, gconstpointer data)
{
  HoistDisk disk = { 0 };

  hoist_disk_find (fixture->fd, NULL, &disk);
  g_assert_cmpuint (disk.readers, >=, 1);
  g_assert_cmpuint (disk.readers, <=, 2);
}

/* What holds the system or the home never counts as a drive that was pulled. */
static void
test_home_stays (void)
{
  const char *paths[] = { "/", "/usr/bin/env", "/nowhere/at/all", "/etc/../etc/hosts" };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++) {
    g_autofree char *mount_point = hoist_disk_find_mount_point (paths[i]);

    g_test_message ("%s", paths[i]);
    g_assert_null (mount_point);
  }

  g_assert_true (hoist_disk_is_mount_point ("/"));
  g_assert_true (hoist_disk_is_mount_point ("/proc"));
  g_assert_false (hoist_disk_is_mount_point ("/proc/self"));
  g_assert_false (hoist_disk_is_mount_point ("/run/media/nobody/NOWHERE"));
}

#define ADD(path, function) g_test_add ("/disk/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("counts-readers-by-kind", test_kinds);
  ADD ("finds-the-disk-of-a-partition", test_partition);
  ADD ("looks-below-mapped-devices", test_mapped);
  ADD ("takes-an-array-as-one", test_array);
  ADD ("ends-in-a-circle", test_circle);
  ADD ("knows-cards", test_card);
  ADD ("gets-by-without-knowledge", test_unknown);
  ADD ("reads-the-real-one", test_real);
  g_test_add_func ("/disk/home-is-no-drive", test_home_stays);

  return g_test_run ();
}
