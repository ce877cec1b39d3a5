/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Digests of files and ranges: right, in turn, stoppable, and never of a file that changed. */
#include "hoist-hasher.h"

#include "hoist-error.h"
#include "hoist-hash-pass.h"
#include "hoist-test-drive.h"
#include "hoist-test-home.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define MIB ((guint64) 1024 * 1024)

/* So large that its end is never reached in a test; it takes no room on the disk. */
#define ENDLESS (100 * 1024 * MIB)

/* Who asked about drives. */
static struct {
  GThread *main_thread;
  guint n_asked; /* in the main thread */
} drive;

/* Instead of the C library's, for this program. */
int
fstatfs (int fd, struct statfs *status)
{
  if (g_thread_self () == drive.main_thread)
    drive.n_asked++;
  return (int) syscall (SYS_fstatfs, fd, status);
}

typedef struct {
  HoistHasher *hasher;
  char *sys_root; /* (nullable) */
} Fixture;

/* One call and what became of it. */
typedef struct {
  HoistSource *source;
  GCancellable *cancellable;
  gboolean is_done;
  GError *error;
  HoistDigests digests;
  HoistSlices *slices;
  guint n_progress;
  guint64 progress;
} Call;

static char *
make_path (const char *name)
{
  g_assert_cmpint (g_mkdir_with_parents (g_get_user_data_dir (), 0755), ==, 0);
  return g_build_filename (g_get_user_data_dir (), name, NULL);
}

static void
set_size (const char *path, guint64 size)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (ftruncate (fd, (off_t) size), ==, 0);
  close (fd);
}

static GBytes *
make_bytes (gsize size)
{
  guint8 *bytes = g_malloc (size + 1);
  guint32 state = 12345;

  for (gsize i = 0; i < size; i++) {
    state = state * 1664525 + 1013904223;
    bytes[i] = (guint8) (state >> 24);
  }

  return g_bytes_new_take (bytes, size);
}

static Call *
call_new (const char *path)
{
  Call *call = g_new0 (Call, 1);
  g_autoptr (GError) error = NULL;

  call->source = hoist_source_open (path, &error);
  g_assert_no_error (error);
  call->cancellable = g_cancellable_new ();
  return call;
}

static void
call_free (Call *call)
{
  g_object_unref (call->source);
  g_object_unref (call->cancellable);
  g_clear_error (&call->error);
  g_clear_pointer (&call->slices, hoist_slices_unref);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

static void
on_file (GObject *source, GAsyncResult *result, gpointer data)
{
  Call *call = data;

  g_assert_false (call->is_done);
  call->is_done = TRUE;
  g_assert_cmpint (hoist_hasher_digest_file_finish (HOIST_HASHER (source), result, &call->digests,
                                                    &call->slices, &call->error),
                   ==, call->error == NULL);
}

static void
on_range (GObject *source, GAsyncResult *result, gpointer data)
{
  Call *call = data;

  call->is_done = TRUE;
  g_assert_cmpint (hoist_hasher_digest_range_finish (HOIST_HASHER (source), result, &call->digests,
                                                     &call->error),
                   ==, call->error == NULL);
}

static void
on_progress (guint64 done, gpointer data)
{
  Call *call = data;

  g_assert_false (call->is_done);
  g_assert_cmpuint (done, >, call->progress);
  call->progress = done;
  call->n_progress++;
}

static void
start_file (Fixture *fixture, Call *call, HoistDigestKinds kinds, guint64 slice_size)
{
  const HoistWanted wanted = { .file = kinds,
                               .slice_kind = slice_size > 0 ? HOIST_DIGEST_MD5 : HOIST_DIGEST_NONE,
                               .slice_size = slice_size };

  hoist_hasher_digest_file_async (fixture->hasher, call->source, &wanted, on_progress, call,
                                  call->cancellable, on_file, call);
}

static void
start_range (Fixture *fixture, Call *call, HoistDigestKinds kinds, guint64 offset, guint64 length)
{
  hoist_hasher_digest_range_async (fixture->hasher, call->source, kinds, offset, length,
                                   call->cancellable, on_range, call);
}

static void
wait_for (Call *call)
{
  while (!call->is_done)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_for_progress (Call *call)
{
  while (call->progress == 0 && !call->is_done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (call->is_done);
}

static void
assert_cancelled (Call *call)
{
  g_assert_true (call->is_done);
  g_assert_error (call->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  /* Without a /sys of its own every disk counts as solid: two readers. */
  g_autofree char *nowhere = g_build_filename (g_get_user_data_dir (), "no-sys", NULL);

  fixture->hasher = hoist_hasher_new (nowhere);
}

static void
on_gone (gpointer data, GObject *object)
{
  *(gboolean *) data = TRUE;
}

/* Threads that were cancelled end by themselves, and the hasher with the last of them. */
static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gboolean is_gone = FALSE;

  g_object_weak_ref (G_OBJECT (fixture->hasher), on_gone, &is_gone);
  g_object_unref (fixture->hasher);
  while (!is_gone)
    g_main_context_iteration (NULL, TRUE);
  g_free (fixture->sys_root);
}

static HoistDigests
digest_bytes (GBytes *bytes, guint64 offset, guint64 length, HoistDigestKinds kinds)
{
  g_autoptr (HoistDigester) digester = hoist_digester_new (kinds);
  HoistDigests digests = { 0 };

  hoist_digester_update (digester, (const guint8 *) g_bytes_get_data (bytes, NULL) + offset,
                         length);
  hoist_digester_finish (digester, &digests);
  return digests;
}

static void
check_slices (HoistSlices *slices, GBytes *bytes, guint64 slice_size)
{
  guint64 size = g_bytes_get_size (bytes);
  guint n_slices = 0;

  for (guint64 offset = 0; offset < size; offset += slice_size) {
    guint64 length = MIN (slice_size, size - offset);
    HoistDigests expected = digest_bytes (bytes, offset, length, HOIST_DIGEST_MD5);
    HoistDigests digests = { 0 };

    g_assert_true (hoist_slices_lookup (slices, size, offset, length, &digests));
    g_assert_true (hoist_digests_equal (&digests, &expected, HOIST_DIGEST_MD5));
    n_slices++;
  }
  g_assert_cmpuint (hoist_slices_get_count (slices), ==, n_slices);
}

/* Around every size at which the work is divided: pieces, blocks, the ring, threads. */
static void
test_sizes (Fixture *fixture, gconstpointer data)
{
  const guint64 sizes[] = { 0,       1,           65535,       65536,   65537,
                            MIB - 1, MIB,         MIB + 1,     3 * MIB, 4 * MIB - 1,
                            4 * MIB, 4 * MIB + 1, 9 * MIB + 7, 8 * MIB };
  const guint64 slice_sizes[] = { 0, 100 * 1000, 65536, MIB, MIB + 3, 4 * MIB, 64 * MIB };
  g_autofree char *path = make_path ("sizes");
  g_autoptr (GBytes) all = make_bytes (9 * MIB + 7);

  for (guint i = 0; i < G_N_ELEMENTS (sizes) * G_N_ELEMENTS (slice_sizes); i++) {
    guint64 size = sizes[i % G_N_ELEMENTS (sizes)];
    guint64 slice_size = slice_sizes[i / G_N_ELEMENTS (sizes)];
    g_autoptr (GBytes) bytes = g_bytes_new_from_bytes (all, 0, size);
    HoistDigestKinds kinds = HOIST_DIGEST_SHA1 | HOIST_DIGEST_CRC64;
    HoistDigests expected = digest_bytes (bytes, 0, size, kinds);
    g_autoptr (Call) call = NULL;

    g_test_message ("%" G_GUINT64_FORMAT " bytes, slices of %" G_GUINT64_FORMAT, size, slice_size);
    g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize) size, NULL);
    call = call_new (path);
    start_file (fixture, call, kinds, slice_size);
    wait_for (call);
    g_assert_no_error (call->error);
    g_assert_cmpint (call->digests.known, ==, kinds);
    g_assert_true (hoist_digests_equal (&call->digests, &expected, kinds));
    g_assert_cmpuint (call->progress, ==, size);
    g_assert_cmpint (call->slices != NULL, ==, slice_size > 0);
    if (call->slices != NULL)
      check_slices (call->slices, bytes, slice_size);
  }
}

/* Published values, not our own digester's. */
static void
test_known_value (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = make_path ("abc");
  g_autofree char *sha1 = NULL;
  g_autoptr (Call) call = NULL;

  g_file_set_contents (path, "abc", 3, NULL);
  call = call_new (path);
  start_file (fixture, call, HOIST_DIGEST_SHA1, 0);
  wait_for (call);
  sha1 = hoist_digests_dup_hex (&call->digests, HOIST_DIGEST_SHA1);
  g_assert_cmpstr (sha1, ==, "a9993e364706816aba3e25717850c26c9cd0d89d");
}

static void
test_ranges (Fixture *fixture, gconstpointer data)
{
  const struct {
    guint64 offset;
    guint64 length;
  } ranges[] = { { 0, 0 },          { 0, 1 },       { 5, MIB },
                 { MIB - 1, 2 },    { 0, 6 * MIB }, { 17, 5 * MIB + 1 },
                 { 6 * MIB - 1, 1 } };
  g_autofree char *path = make_path ("ranges");
  g_autoptr (GBytes) bytes = make_bytes (6 * MIB);

  g_file_set_contents (path, g_bytes_get_data (bytes, NULL), 6 * MIB, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++) {
    HoistDigestKinds kinds = HOIST_DIGEST_MD5 | HOIST_DIGEST_SHA256;
    HoistDigests expected = digest_bytes (bytes, ranges[i].offset, ranges[i].length, kinds);
    g_autoptr (Call) call = call_new (path);

    start_range (fixture, call, kinds, ranges[i].offset, ranges[i].length);
    wait_for (call);
    g_assert_no_error (call->error);
    g_assert_true (hoist_digests_equal (&call->digests, &expected, kinds));
  }
}

static void
test_range_behind_end (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = make_path ("short");
  g_autoptr (Call) call = NULL;

  set_size (path, 1000);
  call = call_new (path);
  start_range (fixture, call, HOIST_DIGEST_MD5, 999, 2);
  wait_for (call);
  g_assert_error (call->error, HOIST_ERROR, HOIST_ERROR_CHANGED);
}

/* What happens between opening and reading: no digest comes out of any of it. */
static void
test_changes_before (Fixture *fixture, gconstpointer data)
{
  const struct {
    const char *what;
    HoistErrorCode code;
  } rows[] = { { "shrinks", HOIST_ERROR_CHANGED },
               { "grows", HOIST_ERROR_GROWING },
               { "touched", HOIST_ERROR_CHANGED },
               { "vanishes", HOIST_ERROR_MISSING } };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (rows); i++) {
    const char *what = rows[i / 2].what;
    g_autofree char *path = make_path (what);
    g_autoptr (Call) call = NULL;

    g_test_message ("%s", what);
    set_size (path, 5 * MIB);
    call = call_new (path);
    if (g_str_equal (what, "shrinks"))
      set_size (path, 3 * MIB);
    else if (g_str_equal (what, "grows"))
      set_size (path, 5 * MIB + 1);
    else if (g_str_equal (what, "touched"))
      g_assert_cmpint (utimensat (AT_FDCWD, path, (struct timespec[2]){ { 1, 1 }, { 1, 1 } }, 0),
                       ==, 0);
    else
      g_assert_cmpint (g_unlink (path), ==, 0);

    if (i % 2 == 0)
      start_file (fixture, call, HOIST_DIGEST_CRC64, MIB);
    else
      start_range (fixture, call, HOIST_DIGEST_CRC64, 0, 5 * MIB);
    wait_for (call);
    g_assert_error (call->error, HOIST_ERROR, (int) rows[i / 2].code);
    g_assert_null (call->slices);
    (void) g_unlink (path);
  }
}

static void
test_shrinks_meanwhile (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = make_path ("endless");
  g_autoptr (Call) call = NULL;

  set_size (path, ENDLESS);
  call = call_new (path);
  start_file (fixture, call, HOIST_DIGEST_SHA1, MIB);
  wait_for_progress (call);
  set_size (path, 1);
  wait_for (call);
  g_assert_error (call->error, HOIST_ERROR, HOIST_ERROR_CHANGED);
}

/* The end of this file is hours away, so only a cancel that really cuts lets the test end. */
static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = make_path ("endless");
  g_autoptr (Call) running = NULL;
  g_autoptr (Call) fresh = NULL;
  gint64 begin_us;

  set_size (path, ENDLESS);
  running = call_new (path);
  fresh = call_new (path);
  start_file (fixture, running, HOIST_DIGEST_SHA1, MIB);
  wait_for_progress (running);

  begin_us = g_get_monotonic_time ();
  g_cancellable_cancel (running->cancellable);
  wait_for (running);
  assert_cancelled (running);
  g_test_message ("cancelled after %" G_GINT64_FORMAT " µs", g_get_monotonic_time () - begin_us);

  g_cancellable_cancel (fresh->cancellable);
  start_file (fixture, fresh, HOIST_DIGEST_SHA1, 0);
  wait_for (fresh);
  assert_cancelled (fresh);
}

static void
run_range (Fixture *fixture, const char *path)
{
  g_autoptr (Call) call = call_new (path);

  start_range (fixture, call, HOIST_DIGEST_MD5, 0, 1000);
  wait_for (call);
  g_assert_no_error (call->error);
}

/* Ranges of a drive that does not answer hold up none of another drive, cancelled or not. */
static void
test_ranges_by_drive (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = make_path ("hanging");
  g_autofree char *other = NULL;
  Call *hanging[3];

  set_size (path, 1000);
  other = hoist_test_drive_make_elsewhere (path, 1000);
  if (other == NULL) {
    g_test_skip ("there is no other file system");
    return;
  }

  hoist_test_drive_hang (path);
  for (gsize i = 0; i < G_N_ELEMENTS (hanging); i++) {
    hanging[i] = call_new (path);
    start_range (fixture, hanging[i], HOIST_DIGEST_MD5, 0, 1000);
  }
  g_cancellable_cancel (hanging[0]->cancellable);
  wait_for (hanging[0]);
  run_range (fixture, other);

  hoist_test_drive_answer ();
  for (gsize i = 0; i < G_N_ELEMENTS (hanging); i++) {
    wait_for (hanging[i]);
    call_free (hanging[i]);
  }
  g_unlink (other);
}

/* A drive is asked about when its file is opened, on a thread: it may take its time. */
static void
test_asks_on_a_thread (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistHasher) hasher = hoist_hasher_new (NULL);
  g_autofree char *path = make_path ("asked");
  g_autoptr (Call) call = NULL;

  set_size (path, 1000);
  call = call_new (path);
  drive.main_thread = g_thread_self ();
  drive.n_asked = 0;
  hoist_hasher_digest_file_async (hasher, call->source, &(HoistWanted){ .file = HOIST_DIGEST_MD5 },
                                  NULL, NULL, NULL, on_file, call);
  wait_for (call);
  g_assert_no_error (call->error);
  g_assert_cmpuint (drive.n_asked, ==, 0);
}

/* Two readers on a solid disk: a third file waits for its turn, a part about to be sent does not.
 * When one ends, the next in line begins. */
static void
test_turns (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = make_path ("endless");
  g_autofree char *small = make_path ("small");
  g_autoptr (Call) first = NULL;
  g_autoptr (Call) second = NULL;
  g_autoptr (Call) left = NULL;
  g_autoptr (Call) third = NULL;

  set_size (path, ENDLESS);
  set_size (small, 10);
  first = call_new (path);
  second = call_new (path);
  left = call_new (small);
  third = call_new (small);
  start_file (fixture, first, HOIST_DIGEST_SHA1, 0);
  start_file (fixture, second, HOIST_DIGEST_SHA1, 0);
  start_file (fixture, left, HOIST_DIGEST_SHA1, 0);
  start_file (fixture, third, HOIST_DIGEST_SHA1, 0);
  wait_for_progress (first);
  wait_for_progress (second);

  for (guint i = 0; i < 5; i++)
    run_range (fixture, path);
  g_assert_false (left->is_done);
  g_assert_false (third->is_done);

  /* One that leaves the line is told at once. */
  g_cancellable_cancel (left->cancellable);
  wait_for (left);
  assert_cancelled (left);
  g_assert_false (third->is_done);

  g_cancellable_cancel (first->cancellable);
  wait_for (third);
  g_assert_no_error (third->error);
  g_assert_false (second->is_done);

  g_cancellable_cancel (second->cancellable);
  wait_for (second);
}

static void
write_text (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (parent, 0755), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

/* On a disk that turns, one file at a time, in the order in which they came. */
static void
test_turning_disk (void)
{
  Fixture fixture = { 0 };
  g_autofree char *path = make_path ("endless");
  g_autofree char *small = make_path ("small");
  g_autofree char *sys_root = make_path ("sys");
  g_autofree char *disk = NULL;
  g_autoptr (Call) first = NULL;
  g_autoptr (Call) second = NULL;
  g_autoptr (Call) third = NULL;
  struct stat status;

  set_size (path, ENDLESS);
  set_size (small, 10);
  g_assert_cmpint (stat (path, &status), ==, 0);
  if (major (status.st_dev) == 0) {
    g_test_skip ("the test's folder lies on no block device");
    return;
  }

  disk = g_strdup_printf ("%s/dev/block/%u:%u", sys_root, major (status.st_dev),
                          minor (status.st_dev));
  write_text (disk, "queue/rotational", "1\n");
  fixture.hasher = hoist_hasher_new (sys_root);
  first = call_new (path);
  second = call_new (path);
  third = call_new (small);
  start_file (&fixture, first, HOIST_DIGEST_SHA1, 0);
  start_file (&fixture, second, HOIST_DIGEST_SHA1, 0);
  start_file (&fixture, third, HOIST_DIGEST_SHA1, 0);
  wait_for_progress (first);
  run_range (&fixture, path);
  g_assert_cmpuint (second->n_progress, ==, 0);

  g_cancellable_cancel (first->cancellable);
  wait_for_progress (second);
  g_assert_false (third->is_done);

  g_cancellable_cancel (second->cancellable);
  wait_for (third);
  g_assert_no_error (third->error);
  tear_down (&fixture, NULL);
}

/* More ranges than may run at once: all of them end. */
static void
test_many (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = make_path ("many");
  Call *calls[40];

  set_size (path, 5 * MIB);
  for (guint i = 0; i < G_N_ELEMENTS (calls); i++) {
    calls[i] = call_new (path);
    if (i % 2 == 0)
      start_range (fixture, calls[i], HOIST_DIGEST_CRC64, i * 1000, 2 * MIB);
    else
      start_file (fixture, calls[i], HOIST_DIGEST_CRC64, MIB);
    if (i % 5 == 0)
      g_cancellable_cancel (calls[i]->cancellable);
  }

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++) {
    wait_for (calls[i]);
    if (i % 5 == 0)
      assert_cancelled (calls[i]);
    else
      g_assert_no_error (calls[i]->error);
    call_free (calls[i]);
  }
}

/* At most ten times a second, and the end is always told. */
static void
test_progress (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = make_path ("large");
  g_autoptr (Call) call = NULL;
  gint64 begin_us = g_get_monotonic_time ();

  set_size (path, 256 * MIB);
  call = call_new (path);
  start_file (fixture, call, HOIST_DIGEST_SHA1, 0);
  wait_for (call);
  g_assert_no_error (call->error);
  g_assert_cmpuint (call->progress, ==, 256 * MIB);
  g_assert_cmpint (call->n_progress, <=, (g_get_monotonic_time () - begin_us) / 100000 + 1);
}

/* Memory does not grow with the file: half a gigabyte leaves no more than the ring of blocks. */
static void
test_memory (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = make_path ("large");
  g_autoptr (Call) warm = NULL;
  g_autoptr (Call) call = NULL;
  struct rusage before;
  struct rusage after;

  set_size (path, 8 * MIB);
  warm = call_new (path);
  start_file (fixture, warm, HOIST_DIGEST_CRC64, MIB);
  wait_for (warm);
  getrusage (RUSAGE_SELF, &before);

  set_size (path, 512 * MIB);
  call = call_new (path);
  start_file (fixture, call, HOIST_DIGEST_CRC64, MIB);
  wait_for (call);
  getrusage (RUSAGE_SELF, &after);
  g_assert_no_error (call->error);
  g_assert_cmpuint (hoist_slices_get_count (call->slices), ==, 512);
  g_assert_cmpint (after.ru_maxrss - before.ru_maxrss, <, 32 * 1024);
}

/* Dropped half way: no thread stays behind, whatever was put. */
static void
test_pass_dropped (void)
{
  for (guint i = 0; i < 50; i++) {
    g_autoptr (HoistHashPass) pass =
        hoist_hash_pass_new (HOIST_DIGEST_SHA1, HOIST_DIGEST_MD5, 1000, i % 5 != 0);

    for (guint j = 0; j < i % 7; j++) {
      memset (hoist_hash_pass_take_block (pass), (int) j, 100 * i);
      hoist_hash_pass_put_block (pass, 100 * i);
    }
  }
}

#define ADD(path, function) g_test_add ("/hasher/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  hoist_test_init_at_home (&argc, &argv);

  ADD ("is-right-at-every-size", test_sizes);
  ADD ("knows-a-published-value", test_known_value);
  ADD ("digests-ranges", test_ranges);
  ADD ("refuses-a-range-behind-the-end", test_range_behind_end);
  ADD ("refuses-a-changed-file", test_changes_before);
  ADD ("ends-when-a-file-shrinks", test_shrinks_meanwhile);
  ADD ("stops-at-once", test_cancel);
  ADD ("takes-turns", test_turns);
  g_test_add_func ("/hasher/reads-one-file-of-a-turning-disk", test_turning_disk);
  ADD ("ranges-wait-for-their-own-drive", test_ranges_by_drive);
  ADD ("asks-about-drives-on-a-thread", test_asks_on_a_thread);
  ADD ("ends-many", test_many);
  ADD ("tells-progress", test_progress);
  ADD ("needs-no-more-memory-for-more-bytes", test_memory);
  g_test_add_func ("/hasher/drops-a-pass", test_pass_dropped);

  return g_test_run ();
}
