/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How fast HoistHasher is against the bare digests it computes, on a file in the page cache. */
#include "hoist-hasher.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#define MIB (1024 * 1024)
#define SLICE_SIZE (8 * MIB)
#define ROUNDS 5

typedef struct {
  GMainLoop *loop; /* (unowned) */
  guint n_calls;
  GError *error; /* (owned) (nullable) */
} Run;

/* Seconds by the wall and by the processor. */
typedef struct {
  double wall;
  double cpu;
} Cost;

static double
get_cpu_seconds (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static Cost
begin (void)
{
  return (Cost){ (double) g_get_monotonic_time () / G_USEC_PER_SEC, get_cpu_seconds () };
}

static Cost
end (Cost begun)
{
  Cost now = begin ();

  return (Cost){ now.wall - begun.wall, now.cpu - begun.cpu };
}

/* Bytes that do not compress and are really on the disk; written once, so they are cached. */
static char *
make_file (guint64 size)
{
  g_autofree char *path = NULL;
  g_autofree guint32 *block = g_new (guint32, MIB / sizeof (guint32));
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  int fd = g_file_open_tmp ("hoist-bench-XXXXXX", &path, NULL);

  if (fd < 0)
    return NULL;

  for (gsize i = 0; i < MIB / sizeof (guint32); i++)
    block[i] = g_rand_int (random);
  for (guint64 i = 0; i < size / MIB; i++) {
    block[0] = (guint32) i;
    if (write (fd, block, MIB) != MIB) {
      close (fd);
      g_unlink (path);
      return NULL;
    }
  }

  close (fd);
  return g_steal_pointer (&path);
}

/* What the digests alone cost, on bytes in the nearest cache and with nothing else to do. */
static Cost
run_bare (GChecksumType kind, guint64 size)
{
  g_autofree guint8 *block = g_malloc0 (64 * 1024);
  GChecksum *checksum = g_checksum_new (kind);
  Cost cost = begin ();

  for (guint64 i = 0; i < size / (64 * 1024); i++)
    g_checksum_update (checksum, block, 64 * 1024);
  (void) g_checksum_get_string (checksum);
  g_checksum_free (checksum);

  return end (cost);
}

static void
on_digested (GObject *source, GAsyncResult *result, gpointer data)
{
  Run *run = data;
  HoistDigests digests;

  (void) hoist_hasher_digest_file_finish (HOIST_HASHER (source), result, &digests, NULL,
                                          &run->error);
  g_main_loop_quit (run->loop);
}

static void
on_progress (guint64 done, gpointer data)
{
  ((Run *) data)->n_calls++;
}

static gboolean
run_hasher (HoistHasher *hasher, HoistSource *source, Cost *cost)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  const HoistWanted wanted = { HOIST_DIGEST_SHA1, HOIST_DIGEST_MD5, SLICE_SIZE };
  Run run = { .loop = loop };

  *cost = begin ();
  hoist_hasher_digest_file_async (hasher, source, &wanted, on_progress, &run, NULL, on_digested,
                                  &run);
  g_main_loop_run (loop);
  *cost = end (*cost);
  if (run.error == NULL)
    return TRUE;

  g_printerr ("hash: %s\n", run.error->message);
  g_clear_error (&run.error);
  return FALSE;
}

static int
compare (const void *a, const void *b)
{
  double first = *(const double *) a;
  double second = *(const double *) b;

  return (first > second) - (first < second);
}

static double
get_median (double *values)
{
  qsort (values, ROUNDS, sizeof (double), compare);
  return values[ROUNDS / 2];
}

static gboolean
bench (const char *path, guint64 size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HoistHasher) hasher = hoist_hasher_new (NULL);
  g_autoptr (HoistSource) source = hoist_source_open (path, &error);
  double mib = (double) size / MIB;
  double wall[ROUNDS];
  double cpu[ROUNDS];

  if (source == NULL) {
    g_printerr ("hash: %s\n", error->message);
    return FALSE;
  }

  /* In turns, so that a change of the processor's clock hits both. */
  for (guint i = 0; i < ROUNDS; i++) {
    Cost sha1 = run_bare (G_CHECKSUM_SHA1, size);
    Cost md5 = run_bare (G_CHECKSUM_MD5, size);
    Cost hashed;

    if (!run_hasher (hasher, source, &hashed))
      return FALSE;
    wall[i] = hashed.wall / (sha1.wall + md5.wall);
    cpu[i] = hashed.cpu / (sha1.cpu + md5.cpu);
    g_print ("hash: round %u: bare SHA-1 %.0f MiB/s, bare MD5 %.0f MiB/s, one after the other "
             "%.0f MiB/s; hasher %.0f MiB/s; time ratio %.2f, CPU ratio %.2f\n",
             i + 1, mib / sha1.wall, mib / md5.wall, mib / (sha1.wall + md5.wall),
             mib / hashed.wall, wall[i], cpu[i]);
  }

  g_print ("hash: median time ratio %.2f (bar: 1.05), CPU ratio %.2f\n", get_median (wall),
           get_median (cpu));
  return TRUE;
}

int
main (int argc, char **argv)
{
  guint64 size = (argc > 1 ? g_ascii_strtoull (argv[1], NULL, 10) : 1024) * MIB;
  g_autofree char *path = make_file (size);
  gboolean is_done;

  if (path == NULL) {
    g_printerr ("hash: no room for a file of %" G_GUINT64_FORMAT " bytes\n", size);
    return 1;
  }

  is_done = bench (path, size);
  g_unlink (path);
  return is_done ? 0 : 1;
}
