/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading ahead within a bound on memory, without anyone starving. */
#include "hoist-block-pool.h"

#include "hoist-error.h"
#include "hoist-test-drive.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define MIB ((guint64) 1024 * 1024)
#define FILE_SIZE (8 * MIB)

typedef struct {
  HoistBlockPool *pool;
  HoistSource *source;
  char *path;
  char *bytes;
  guint n_ready;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  guint32 state = 7;

  self->pool = hoist_block_pool_new ();
  self->bytes = g_malloc (FILE_SIZE);
  for (guint64 i = 0; i < FILE_SIZE; i++) {
    state = state * 1664525 + 1013904223;
    self->bytes[i] = (char) (state >> 24);
  }
  g_mkdir_with_parents (g_get_user_cache_dir (), 0700);
  self->path = g_build_filename (g_get_user_cache_dir (), "file", NULL);
  g_assert_true (g_file_set_contents (self->path, self->bytes, FILE_SIZE, NULL));
  self->source = hoist_source_open (self->path, NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  /* A thread may still hold the last reader that was closed under its hands. */
  while (hoist_block_pool_get_used (self->pool) > 0)
    g_thread_yield ();
  g_object_unref (self->pool);
  g_object_unref (self->source);
  g_unlink (self->path);
  g_free (self->path);
  g_free (self->bytes);
}

static void
on_ready (gpointer data)
{
  Fixture *self = data;

  self->n_ready++;
}

static HoistBlockReader *
open_reader (Fixture *self, guint64 offset, guint64 length, HoistDigestKinds kinds)
{
  return hoist_block_pool_read (self->pool, self->source, offset, length, kinds, on_ready, self);
}

/* Waits for bytes the way a consumer does: by being told. */
static gssize
wait_for_bytes (HoistBlockReader *reader, const guint8 **bytes, GError **error)
{
  gssize n = 0;

  while ((n = hoist_block_reader_get (reader, bytes, error)) == 0)
    g_main_context_iteration (NULL, TRUE);
  return n;
}

/* With digests all is read on threads, without them what is cached is read at once. */
static void
check_reads_exactly (Fixture *self, HoistDigestKinds kinds)
{
  const struct {
    guint64 offset;
    guint64 length;
  } ranges[] = {
    { 0, 1 },
    { 0, FILE_SIZE },
    { FILE_SIZE - 1, 1 },
    { 12345, HOIST_BLOCK_SIZE },
    { 1, HOIST_BLOCK_SIZE - 1 },
    { 3, HOIST_BLOCK_SIZE + 1 },
    { 99, 3 * MIB },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (ranges); i++) {
    HoistBlockReader *reader = open_reader (self, ranges[i].offset, ranges[i].length, kinds);
    g_autofree char *expected = g_compute_checksum_for_data (
        G_CHECKSUM_SHA1, (const guchar *) self->bytes + ranges[i].offset, ranges[i].length);
    g_autofree char *digest = NULL;
    HoistDigests digests = { 0 };
    guint64 done = 0;

    while (done < ranges[i].length) {
      const guint8 *bytes = NULL;
      gssize n = MIN (wait_for_bytes (reader, &bytes, NULL), 100 * 1000);

      g_assert_cmpint (n, >, 0);
      g_assert_cmpmem (bytes, n, self->bytes + ranges[i].offset + done, n);
      hoist_block_reader_skip (reader, (gsize) n);
      done += (guint64) n;
    }
    g_assert_cmpuint (done, ==, ranges[i].length);
    g_assert_true (hoist_block_reader_get_digests (reader, &digests));
    g_assert_cmpint (digests.known, ==, kinds);
    digest = kinds != 0 ? hoist_digests_dup_hex (&digests, HOIST_DIGEST_SHA1) : NULL;
    g_assert_cmpstr (digest, ==, kinds != 0 ? expected : NULL);
    hoist_block_reader_close (reader);
  }
}

static void
test_block_pool_reads_exactly (Fixture *self, gconstpointer data)
{
  check_reads_exactly (self, HOIST_DIGEST_SHA1);
  check_reads_exactly (self, HOIST_DIGEST_NONE);
}

/* Nobody consumes anything, and still each of as many readers as there are connections has bytes.
 */
static void
test_block_pool_starves_nobody (Fixture *self, gconstpointer data)
{
  HoistBlockReader *readers[64];

  for (gsize i = 0; i < G_N_ELEMENTS (readers); i++)
    readers[i] = open_reader (self, 0, FILE_SIZE, HOIST_DIGEST_NONE);
  for (gsize i = G_N_ELEMENTS (readers); i > 0; i--) {
    const guint8 *bytes = NULL;

    g_assert_cmpint (wait_for_bytes (readers[i - 1], &bytes, NULL), >, 0);
  }
  g_assert_cmpuint (hoist_block_pool_get_peak (self->pool), <=, HOIST_BLOCK_COUNT);
  for (gsize i = 0; i < G_N_ELEMENTS (readers); i++)
    hoist_block_reader_close (readers[i]);
}

/* More than that take turns. */
static void
test_block_pool_serves_hundreds (Fixture *self, gconstpointer data)
{
  HoistBlockReader *readers[200];
  guint64 left[200];
  guint n_open = G_N_ELEMENTS (readers);

  for (gsize i = 0; i < G_N_ELEMENTS (readers); i++) {
    readers[i] = open_reader (self, i, MIB, HOIST_DIGEST_NONE);
    left[i] = MIB;
  }
  while (n_open > 0) {
    guint n_moved = 0;

    for (gsize i = 0; i < G_N_ELEMENTS (readers); i++) {
      const guint8 *bytes = NULL;
      gssize n = left[i] > 0 ? hoist_block_reader_get (readers[i], &bytes, NULL) : 0;

      if (n <= 0)
        continue;
      g_assert_cmpint (*bytes, ==, (guint8) self->bytes[i + MIB - left[i]]);
      hoist_block_reader_skip (readers[i], (gsize) n);
      left[i] -= (guint64) n;
      n_moved++;
      if (left[i] == 0) {
        hoist_block_reader_close (readers[i]);
        n_open--;
      }
    }
    if (n_moved == 0)
      g_main_context_iteration (NULL, TRUE);
  }
  g_assert_cmpuint (hoist_block_pool_get_peak (self->pool), <=, HOIST_BLOCK_COUNT);
  g_assert_cmpuint (HOIST_BLOCK_COUNT * HOIST_BLOCK_SIZE, <=, 24 * MIB);
}

/* One that found its first block in the page cache goes on when others want more than there is. */
static void
test_block_pool_cached_goes_on (Fixture *self, gconstpointer data)
{
  HoistBlockReader *others[63];
  HoistBlockReader *cached = open_reader (self, 0, FILE_SIZE, HOIST_DIGEST_NONE);
  const guint8 *bytes = NULL;
  guint64 done = 0;

  if (hoist_block_reader_get (cached, &bytes, NULL) == 0) {
    g_test_skip ("this file system has no page cache");
    hoist_block_reader_close (cached);
    return;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    others[i] = open_reader (self, 0, FILE_SIZE, HOIST_DIGEST_MD5);
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++) {
    const guint8 *first = NULL;

    g_assert_cmpint (wait_for_bytes (others[i], &first, NULL), >, 0);
  }
  while (done < FILE_SIZE) {
    gssize n = wait_for_bytes (cached, &bytes, NULL);

    g_assert_cmpint (n, >, 0);
    g_assert_cmpmem (bytes, n, self->bytes + done, n);
    hoist_block_reader_skip (cached, (gsize) n);
    done += (guint64) n;
  }
  hoist_block_reader_close (cached);
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    hoist_block_reader_close (others[i]);
}

/* As many as may be sent at once from a drive that does not answer, but one: that one goes on. */
static void
test_block_pool_hangs_alone (Fixture *self, gconstpointer data)
{
  g_autofree char *other = hoist_test_drive_make_elsewhere (self->path, 1000);
  g_autoptr (HoistSource) source = NULL;
  HoistBlockReader *hanging[63];
  HoistBlockReader *reader = NULL;
  const guint8 *bytes = NULL;

  if (other == NULL) {
    g_test_skip ("there is no other file system");
    return;
  }

  hoist_test_drive_hang (self->path);
  for (gsize i = 0; i < G_N_ELEMENTS (hanging); i++) {
    hanging[i] = open_reader (self, 0, FILE_SIZE, HOIST_DIGEST_MD5);
    g_assert_cmpint (hoist_block_reader_get (hanging[i], &bytes, NULL), ==, 0);
  }
  source = hoist_source_open (other, NULL);
  reader = hoist_block_pool_read (self->pool, source, 0, 1000, HOIST_DIGEST_MD5, on_ready, self);
  g_assert_cmpint (wait_for_bytes (reader, &bytes, NULL), ==, 1000);
  hoist_block_reader_close (reader);

  hoist_test_drive_answer ();
  for (gsize i = 0; i < G_N_ELEMENTS (hanging); i++)
    hoist_block_reader_close (hanging[i]);
  g_unlink (other);
}

static void
test_block_pool_close_gives_back (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < 500; i++) {
    HoistBlockReader *reader = open_reader (self, 0, FILE_SIZE, HOIST_DIGEST_MD5);
    const guint8 *bytes = NULL;

    if (i % 3 == 0)
      wait_for_bytes (reader, &bytes, NULL);
    if (i % 3 == 1)
      hoist_block_reader_get (reader, &bytes, NULL);
    hoist_block_reader_close (reader);
  }
  self->n_ready = 0;
  while (hoist_block_pool_get_used (self->pool) > 0)
    g_thread_yield ();
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (self->n_ready, ==, 0);
}

static void
test_block_pool_notices_short_file (Fixture *self, gconstpointer data)
{
  HoistBlockReader *reader = NULL;
  HoistDigests digests = { 0 };
  g_autoptr (GError) error = NULL;
  guint64 done = 0;
  gssize n = 0;

  g_assert_cmpint (truncate (self->path, (off_t) MIB), ==, 0);
  reader = open_reader (self, 0, FILE_SIZE, HOIST_DIGEST_SHA1);
  do {
    const guint8 *bytes = NULL;

    n = wait_for_bytes (reader, &bytes, &error);
    if (n > 0)
      hoist_block_reader_skip (reader, (gsize) n);
    done += (guint64) MAX (n, 0);
  } while (n > 0);

  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_CHANGED);
  g_assert_cmpuint (done, <=, MIB);
  g_assert_false (hoist_block_reader_get_digests (reader, &digests));
  hoist_block_reader_close (reader);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/block-pool/reads-exactly", test_block_pool_reads_exactly);
  ADD ("/block-pool/starves-nobody", test_block_pool_starves_nobody);
  ADD ("/block-pool/serves-hundreds", test_block_pool_serves_hundreds);
  ADD ("/block-pool/cached-goes-on", test_block_pool_cached_goes_on);
  ADD ("/block-pool/hangs-alone", test_block_pool_hangs_alone);
  ADD ("/block-pool/close-gives-back", test_block_pool_close_gives_back);
  ADD ("/block-pool/notices-short-file", test_block_pool_notices_short_file);
  return g_test_run ();
}
