/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The user's file, and all that can happen to it meanwhile. */
#include "hoist-source.h"

#include "hoist-disk.h"
#include "hoist-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <linux/magic.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define NAME "a film.mov"
#define TEXT "0123456789abcdef"

typedef struct {
  char *folder;
  char *path;
} Fixture;

static void
write_file (const char *path, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

/* Writes into the very same inode. */
static void
write_in_place (const char *path, const char *text, int flags)
{
  int fd = open (path, O_WRONLY | O_CLOEXEC | flags);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, text, strlen (text)), ==, (gssize) strlen (text));
  close (fd);
}

static void
set_time (const char *path, gint64 seconds, glong nanoseconds)
{
  const struct timespec times[2] = { { seconds, nanoseconds }, { seconds, nanoseconds } };

  g_assert_cmpint (utimensat (AT_FDCWD, path, times, 0), ==, 0);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_build_filename (g_get_user_data_dir (), "films", NULL);
  fixture->path = g_build_filename (fixture->folder, NAME, NULL);
  g_assert_cmpint (g_mkdir_with_parents (fixture->folder, 0755), ==, 0);
  write_file (fixture->path, TEXT);
  set_time (fixture->path, 1600000000, 123456000);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->folder);
  g_free (fixture->path);
}

static HoistSource *
open_source (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  HoistSource *source = hoist_source_open (fixture->path, &error);

  g_assert_no_error (error);
  g_assert_true (hoist_source_check (source, &error));
  g_assert_no_error (error);
  return source;
}

/* A code, and a sentence that has nothing of the file's path. */
static void
assert_sentence (const GError *error, HoistErrorCode code)
{
  g_assert_error (error, HOIST_ERROR, (int) code);
  g_assert_null (strstr (error->message, "/"));
  g_assert_true (g_str_has_suffix (error->message, "."));
}

/* One that names the file, too. */
static void
assert_says (const GError *error, HoistErrorCode code)
{
  assert_sentence (error, code);
  g_assert_nonnull (strstr (error->message, "“" NAME "”"));
}

static void
check_says (HoistSource *source, HoistErrorCode code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (hoist_source_check (source, &error));
  assert_says (error, code);
}

static void
test_opens (Fixture *fixture, gconstpointer data)
{
  HoistSource *source = open_source (fixture);
  HoistFingerprint fingerprint;
  gboolean is_link = TRUE;
  g_autoptr (GError) error = NULL;
  char bytes[4];
  int fd = hoist_source_get_fd (source);

  g_assert_cmpstr (hoist_source_get_path (source), ==, fixture->path);
  g_assert_cmpuint (hoist_source_get_fingerprint (source)->size, ==, strlen (TEXT));
  g_assert_cmpint (hoist_source_get_fingerprint (source)->modified_us, ==,
                   G_GINT64_CONSTANT (1600000000123456));
  g_assert_true (hoist_fingerprint_read (fixture->path, &fingerprint, &is_link, &error));
  g_assert_false (is_link);
  g_assert_true (hoist_fingerprint_equal (&fingerprint, hoist_source_get_fingerprint (source), 0));

  g_assert_cmpint (fcntl (fd, F_GETFL) & O_ACCMODE, ==, O_RDONLY);
  g_assert_cmpint (fcntl (fd, F_GETFD) & FD_CLOEXEC, !=, 0);
  g_assert_true (hoist_source_read (source, 10, bytes, 4, &error));
  g_assert_cmpmem (bytes, 4, "abcd", 4);

  g_assert_finalize_object (source);
  g_assert_cmpint (fcntl (fd, F_GETFD), ==, -1);
}

static void
test_follows_links (Fixture *fixture, gconstpointer data)
{
  g_autofree char *link = g_build_filename (fixture->folder, "link.mov", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (HoistSource) source = NULL;
  HoistFingerprint fingerprint;
  gboolean is_link = FALSE;

  g_assert_cmpint (symlink (fixture->path, link), ==, 0);
  source = hoist_source_open (link, &error);
  g_assert_no_error (error);
  g_assert_true (hoist_source_check (source, &error));
  g_assert_true (hoist_fingerprint_read (link, &fingerprint, &is_link, &error));
  g_assert_true (is_link);
  g_assert_true (hoist_fingerprint_equal (&fingerprint, hoist_source_get_fingerprint (source), 0));
}

/* What cannot be a file at all is said without its name, which stands above it in a row. */
static void
test_kinds (Fixture *fixture, gconstpointer data)
{
  const struct {
    const char *kind;
    HoistErrorCode code;
    const char *sentence; /* where it does not name the file */
  } rows[] = {
    { "folder", HOIST_ERROR_NO_ACCESS, "This is a folder. Add the files in it instead." },
    { "fifo", HOIST_ERROR_NO_ACCESS,
      "This is not an ordinary file, so it cannot be uploaded. Choose another." },
    { "link", HOIST_ERROR_MISSING, NULL },
    { "nothing", HOIST_ERROR_MISSING, NULL },
    { "circle", HOIST_ERROR_NO_ACCESS, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GError) again = NULL;
    HoistFingerprint fingerprint;

    g_test_message ("%s", rows[i].kind);
    (void) g_remove (fixture->path);
    if (g_str_equal (rows[i].kind, "folder"))
      g_assert_cmpint (g_mkdir (fixture->path, 0755), ==, 0);
    else if (g_str_equal (rows[i].kind, "fifo"))
      g_assert_cmpint (mkfifo (fixture->path, 0644), ==, 0);
    else if (g_str_equal (rows[i].kind, "link"))
      g_assert_cmpint (symlink ("nowhere", fixture->path), ==, 0);
    else if (g_str_equal (rows[i].kind, "circle"))
      g_assert_cmpint (symlink (NAME, fixture->path), ==, 0);

    g_assert_null (hoist_source_open (fixture->path, &error));
    assert_sentence (error, rows[i].code);
    if (rows[i].sentence != NULL)
      g_assert_cmpstr (error->message, ==, rows[i].sentence);
    else
      assert_says (error, rows[i].code);
    g_assert_false (hoist_fingerprint_read (fixture->path, &fingerprint, NULL, &again));
    g_assert_cmpstr (again->message, ==, error->message);
    g_assert_cmpint (again->code, ==, error->code);
  }
}

static void
test_device (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (hoist_source_open ("/dev/zero", &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_NO_ACCESS);
}

static void
test_path_through_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->path, NAME, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (hoist_source_open (path, &error));
  assert_says (error, HOIST_ERROR_MISSING);
}

static void
test_grows (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistSource) source = open_source (fixture);

  write_in_place (fixture->path, "more", O_APPEND);
  check_says (source, HOIST_ERROR_GROWING);
  set_time (fixture->path, 1600000000, 123456000);
  check_says (source, HOIST_ERROR_GROWING);
}

static void
test_shrinks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistSource) source = open_source (fixture);
  g_autoptr (GError) error = NULL;
  char bytes[16];

  g_assert_cmpint (truncate (fixture->path, 5), ==, 0);
  check_says (source, HOIST_ERROR_CHANGED);
  set_time (fixture->path, 1600000000, 123456000);
  check_says (source, HOIST_ERROR_CHANGED);

  /* A read never returns less than it was asked for. */
  g_assert_false (hoist_source_read (source, 0, bytes, 16, &error));
  assert_says (error, HOIST_ERROR_CHANGED);
}

static void
test_rewritten (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistSource) source = open_source (fixture);

  write_in_place (fixture->path, "X", 0);
  check_says (source, HOIST_ERROR_CHANGED);
}

static void
test_touched (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistSource) source = open_source (fixture);

  set_time (fixture->path, 1600000000, 123457000);
  check_says (source, HOIST_ERROR_CHANGED);
}

static void
test_vanishes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistSource) source = open_source (fixture);
  g_autofree char *elsewhere = g_build_filename (fixture->folder, "elsewhere", NULL);

  g_assert_cmpint (g_rename (fixture->path, elsewhere), ==, 0);
  check_says (source, HOIST_ERROR_MISSING);
  g_assert_cmpint (g_rename (elsewhere, fixture->path), ==, 0);
  g_assert_true (hoist_source_check (source, NULL));

  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
  check_says (source, HOIST_ERROR_MISSING);
}

static void
test_folder_vanishes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistSource) source = open_source (fixture);
  g_autofree char *elsewhere = g_strconcat (fixture->folder, ".old", NULL);

  g_assert_cmpint (g_rename (fixture->folder, elsewhere), ==, 0);
  check_says (source, HOIST_ERROR_MISSING);
  write_file (fixture->folder, "a file where the folder was");
  check_says (source, HOIST_ERROR_MISSING);
}

/* An editor saves beside and renames: the path leads to something else from now on. */
static void
test_replaced (Fixture *fixture, gconstpointer data)
{
  g_autofree char *other = g_build_filename (fixture->folder, "other", NULL);
  const char *texts[] = { "0123456789abcdeF", "short", TEXT TEXT };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (HoistSource) source = open_source (fixture);

    write_file (other, texts[i]);
    set_time (other, 1600000001 + i, 0);
    g_assert_cmpint (g_rename (other, fixture->path), ==, 0);
    check_says (source, HOIST_ERROR_CHANGED);
  }
}

static void
test_replaced_by_folder (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistSource) source = open_source (fixture);

  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
  g_assert_cmpint (g_mkdir (fixture->path, 0755), ==, 0);
  check_says (source, HOIST_ERROR_CHANGED);
}

/* The same file with another inode, as after mounting a card again: it goes on. */
static void
test_other_inode (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistSource) source = open_source (fixture);
  g_autoptr (HoistSource) second = NULL;
  g_autofree char *copy = g_build_filename (fixture->folder, "copy", NULL);
  struct stat before;
  struct stat after;

  write_file (copy, TEXT);
  set_time (copy, 1600000000, 123456000);
  g_assert_cmpint (stat (fixture->path, &before), ==, 0);
  g_assert_cmpint (g_rename (copy, fixture->path), ==, 0);
  g_assert_cmpint (stat (fixture->path, &after), ==, 0);
  g_assert_cmpuint (before.st_ino, !=, after.st_ino);
  g_assert_true (hoist_source_check (source, NULL));

  second = open_source (fixture);
  g_assert_true (hoist_fingerprint_equal (hoist_source_get_fingerprint (source),
                                          hoist_source_get_fingerprint (second), 0));
}

/* Runs @function in a process of its own, since what it does to itself cannot be undone; its
 * exit status says what the check said: an error code, 100 for none, 77 for "cannot be tried". */
static int
run_in_child (void (*function) (Fixture *fixture), Fixture *fixture)
{
  int status = 0;
  pid_t child = fork ();

  g_assert_cmpint (child, >=, 0);
  if (child == 0) {
    function (fixture);
    _exit (99);
  }

  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  return WEXITSTATUS (status);
}

static void
exit_with_check (HoistSource *source)
{
  g_autoptr (GError) error = NULL;

  if (hoist_source_check (source, &error))
    _exit (100);
  _exit (error->domain == HOIST_ERROR ? error->code : 98);
}

/* As root everything can be read, so become somebody else first. */
static void
become_nobody (void)
{
  if (geteuid () == 0 && (setegid (65534) != 0 || seteuid (65534) != 0))
    _exit (77);
}

static void
lose_file (Fixture *fixture)
{
  HoistSource *source = hoist_source_open (fixture->path, NULL);

  if (g_chmod (fixture->path, 0000) != 0)
    _exit (98);
  become_nobody ();
  exit_with_check (source);
}

static void
lose_folder (Fixture *fixture)
{
  HoistSource *source = hoist_source_open (fixture->path, NULL);

  if (g_chmod (fixture->folder, 0000) != 0)
    _exit (98);
  become_nobody ();
  exit_with_check (source);
}

static void
open_unreadable (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  if (g_chmod (fixture->path, 0000) != 0)
    _exit (98);
  become_nobody ();
  _exit (hoist_source_open (fixture->path, &error) != NULL ? 100 : error->code);
}

/* Every folder above must let nobody through, or the test would see only that. */
static void
open_way (Fixture *fixture)
{
  g_autofree char *folder = g_strdup (fixture->folder);

  while (geteuid () == 0 && !g_str_equal (folder, g_get_tmp_dir ()) && strlen (folder) > 1) {
    char *parent = g_path_get_dirname (folder);

    (void) g_chmod (folder, 0755);
    g_free (folder);
    folder = parent;
  }
}

static void
test_unreadable (Fixture *fixture, gconstpointer data)
{
  void (*const functions[]) (Fixture *) = { lose_file, open_unreadable, lose_folder };

  open_way (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (functions); i++) {
    int said = run_in_child (functions[i], fixture);

    g_test_message ("case %u", i);
    g_assert_cmpint (g_chmod (fixture->folder, 0755), ==, 0);
    g_assert_cmpint (g_chmod (fixture->path, 0644), ==, 0);
    if (said == 77)
      g_test_skip ("cannot become somebody else here");
    else
      g_assert_cmpint (said, ==, HOIST_ERROR_NO_ACCESS);
  }
}

static gboolean
mount_drive (const char *folder)
{
  return unshare (CLONE_NEWNS) == 0 && mount ("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
         mount ("none", "/mnt", "tmpfs", 0, "size=1m") == 0 && g_mkdir ("/mnt/card", 0755) == 0 &&
         mount ("none", "/mnt/card", "tmpfs", 0, "size=1m") == 0;
}

/* A drive in a mount name space of its own: found at opening, and told from a deleted file. */
static void
lose_drive (Fixture *fixture)
{
  const char *path = "/mnt/card/" NAME;
  g_autofree char *mount_point = NULL;
  HoistSource *source;

  if (!mount_drive (fixture->folder))
    _exit (77);

  write_file (path, TEXT);
  source = hoist_source_open (path, NULL);
  mount_point = hoist_disk_find_mount_point (path);
  if (source == NULL || g_strcmp0 (mount_point, "/mnt/card") != 0 ||
      !hoist_source_check (source, NULL) || !hoist_disk_is_mount_point ("/mnt/card"))
    _exit (97);

  if (umount2 ("/mnt/card", MNT_DETACH) != 0 || hoist_disk_is_mount_point ("/mnt/card"))
    _exit (96);
  exit_with_check (source);
}

static void
lose_file_on_drive (Fixture *fixture)
{
  const char *path = "/mnt/card/" NAME;
  HoistSource *source;

  if (!mount_drive (fixture->folder))
    _exit (77);

  write_file (path, TEXT);
  source = hoist_source_open (path, NULL);
  g_unlink (path);
  exit_with_check (source);
}

static void
test_drive (Fixture *fixture, gconstpointer data)
{
  int said = run_in_child (lose_drive, fixture);

  if (said == 77) {
    g_test_skip ("cannot mount here");
    return;
  }

  g_assert_cmpint (said, ==, HOIST_ERROR_DRIVE);
  g_assert_cmpint (run_in_child (lose_file_on_drive, fixture), ==, HOIST_ERROR_MISSING);
}

/* A sandbox mounts folders of the home one by one: they are no drives. */
static void
find_bound_folder (Fixture *fixture)
{
  g_autofree char *place = g_build_filename (fixture->folder, "bound", NULL);
  g_autofree char *path = g_build_filename (place, NAME, NULL);
  g_autofree char *mount_point = NULL;

  if (g_mkdir (place, 0755) != 0 || !mount_drive (fixture->folder) ||
      mount (fixture->folder, place, NULL, MS_BIND, NULL) != 0)
    _exit (77);

  mount_point = hoist_disk_find_mount_point (path);
  _exit (hoist_disk_is_mount_point (place) && mount_point == NULL ? 100 : 97);
}

static void
test_bound_folder (Fixture *fixture, gconstpointer data)
{
  int said = run_in_child (find_bound_folder, fixture);

  if (said == 77)
    g_test_skip ("cannot mount here");
  else
    g_assert_cmpint (said, ==, 100);
}

static void
test_tolerance (void)
{
  const gint64 second = G_USEC_PER_SEC;
  const HoistFingerprint a = { .size = 100, .modified_us = 1000 * second };
  const HoistFingerprint near = { .size = 100, .modified_us = 1002 * second };
  const HoistFingerprint far = { .size = 100, .modified_us = 1002 * second + 1 };
  const HoistFingerprint other_size = { .size = 101, .modified_us = 1000 * second };
  const HoistFingerprint least = { .size = 100, .modified_us = G_MININT64 };
  const HoistFingerprint most = { .size = 100, .modified_us = G_MAXINT64 };
  gint64 fat = hoist_fingerprint_get_tolerance (MSDOS_SUPER_MAGIC);

  g_assert_cmpint (fat, ==, 2 * second);
  g_assert_cmpint (hoist_fingerprint_get_tolerance (0x2011BAB0), ==, 2 * second);
  g_assert_cmpint (hoist_fingerprint_get_tolerance (EXT4_SUPER_MAGIC), ==, 0);
  g_assert_cmpint (hoist_fingerprint_get_tolerance (NFS_SUPER_MAGIC), ==, 0);

  g_assert_true (hoist_fingerprint_equal (&a, &near, fat));
  g_assert_true (hoist_fingerprint_equal (&near, &a, fat));
  g_assert_false (hoist_fingerprint_equal (&a, &far, fat));
  g_assert_false (hoist_fingerprint_equal (&far, &a, fat));
  g_assert_false (hoist_fingerprint_equal (&a, &near, 0));
  g_assert_false (hoist_fingerprint_equal (&a, &other_size, fat));
  g_assert_false (hoist_fingerprint_equal (&least, &most, fat));
}

static void
on_opened (GObject *object, GAsyncResult *result, gpointer data)
{
  GError **error = data;
  HoistSource *source = hoist_source_open_finish (result, error);

  g_assert_true (source != NULL || *error != NULL);
  if (source != NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS, "It opened");
  g_clear_object (&source);
}

static void
wait_for_error (GError **error)
{
  while (*error == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_async (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) opened = NULL;
  g_autoptr (GError) cancelled = NULL;
  g_autoptr (GError) missing = NULL;

  hoist_source_open_async (fixture->path, NULL, on_opened, &opened);
  wait_for_error (&opened);
  g_assert_error (opened, G_IO_ERROR, G_IO_ERROR_EXISTS);

  g_cancellable_cancel (cancellable);
  hoist_source_open_async (fixture->path, cancellable, on_opened, &cancelled);
  wait_for_error (&cancelled);
  g_assert_error (cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  g_unlink (fixture->path);
  hoist_source_open_async (fixture->path, NULL, on_opened, &missing);
  wait_for_error (&missing);
  assert_says (missing, HOIST_ERROR_MISSING);
}

static void
on_checked (GObject *object, GAsyncResult *result, gpointer data)
{
  GError **error = data;

  if (hoist_source_check_finish (HOIST_SOURCE (object), result, error))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS, "It is the same");
}

static void
test_check_async (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistSource) source = open_source (fixture);
  g_autoptr (GError) same = NULL;
  g_autoptr (GError) changed = NULL;

  hoist_source_check_async (source, NULL, on_checked, &same);
  wait_for_error (&same);
  g_assert_error (same, G_IO_ERROR, G_IO_ERROR_EXISTS);

  write_in_place (fixture->path, "more", O_APPEND);
  hoist_source_check_async (source, NULL, on_checked, &changed);
  wait_for_error (&changed);
  assert_says (changed, HOIST_ERROR_GROWING);
}

#define ADD(path, function) g_test_add ("/source/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("opens-reads-and-closes", test_opens);
  ADD ("follows-links", test_follows_links);
  ADD ("refuses-what-is-no-file", test_kinds);
  g_test_add_func ("/source/refuses-devices", test_device);
  ADD ("misses-a-path-through-a-file", test_path_through_file);
  ADD ("sees-growth", test_grows);
  ADD ("sees-shrinking", test_shrinks);
  ADD ("sees-rewriting", test_rewritten);
  ADD ("sees-a-new-time", test_touched);
  ADD ("misses-a-deleted-file", test_vanishes);
  ADD ("misses-a-moved-folder", test_folder_vanishes);
  ADD ("sees-replacement", test_replaced);
  ADD ("sees-a-folder-instead", test_replaced_by_folder);
  ADD ("goes-on-with-another-inode", test_other_inode);
  ADD ("sees-lost-permission", test_unreadable);
  ADD ("tells-a-pulled-drive-from-a-deleted-file", test_drive);
  ADD ("takes-a-bound-folder-for-no-drive", test_bound_folder);
  g_test_add_func ("/source/forgives-fat-its-clock", test_tolerance);
  ADD ("opens-on-a-thread", test_async);
  ADD ("checks-on-a-thread", test_check_async);

  return g_test_run ();
}
