/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The body of a request: its bytes, when they are there, and what holds them back. */
#include "hoist-body.h"

#include "hoist-error.h"
#include "hoist-test-clock.h"
#include "hoist-test-home.h"

#include <glib/gstdio.h>
#include <string.h>

#define MIB ((guint64) 1024 * 1024)
#define FILE_SIZE (3 * MIB)
#define SECOND ((gint64) G_USEC_PER_SEC)

typedef struct {
  HoistTestClock *clock;
  HoistThrottle *throttle;
  HoistBlockPool *pool;
  HoistSource *source;
  char *path;
  GByteArray *bytes;
  guint n_held;
  guint n_released;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  guint32 state = 3;

  self->clock = hoist_test_clock_new ();
  self->throttle = hoist_throttle_new (HOIST_CLOCK (self->clock));
  self->pool = hoist_block_pool_new ();
  self->bytes = g_byte_array_new ();
  g_byte_array_set_size (self->bytes, FILE_SIZE);
  for (guint64 i = 0; i < FILE_SIZE; i++) {
    state = state * 1664525 + 1013904223;
    self->bytes->data[i] = (guint8) (state >> 24);
  }
  g_mkdir_with_parents (g_get_user_cache_dir (), 0700);
  self->path = g_build_filename (g_get_user_cache_dir (), "file", NULL);
  g_assert_true (g_file_set_contents (self->path, (char *) self->bytes->data, FILE_SIZE, NULL));
  self->source = hoist_source_open (self->path, NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_assert_cmpuint (hoist_test_clock_get_n_timers (self->clock), ==, 0);
  while (hoist_block_pool_get_used (self->pool) > 0)
    g_thread_yield ();
  g_object_unref (self->pool);
  g_assert_finalize_object (self->throttle);
  g_object_unref (self->clock);
  g_object_unref (self->source);
  g_byte_array_unref (self->bytes);
  g_unlink (self->path);
  g_free (self->path);
}

static void
on_held (gboolean is_held, gpointer data)
{
  Fixture *self = data;

  if (is_held)
    self->n_held++;
  else
    self->n_released++;
}

static HoistBody *
make_body (Fixture *self, const char *before, guint64 offset, guint64 length, const char *after)
{
  g_autoptr (HoistRequest) request = hoist_request_new ("PUT", "https://example.org/");

  request->before = before != NULL ? g_bytes_new_static (before, strlen (before)) : NULL;
  request->after = after != NULL ? g_bytes_new_static (after, strlen (after)) : NULL;
  request->offset = offset;
  request->length = length;
  request->digests = HOIST_DIGEST_ALL;
  return hoist_body_new (request, self->source, self->pool, self->throttle);
}

static gboolean
on_readable (GObject *stream, gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
wait_until_readable (GPollableInputStream *body)
{
  g_autoptr (GSource) source = g_pollable_input_stream_create_source (body, NULL);
  gboolean is_readable = FALSE;

  g_source_set_callback (source, G_SOURCE_FUNC (on_readable), &is_readable, NULL);
  g_source_attach (source, NULL);
  while (!is_readable)
    g_main_context_iteration (NULL, TRUE);
}

static GByteArray *
read_all (HoistBody *body, gsize piece, GError **error)
{
  GByteArray *all = g_byte_array_new ();
  g_autofree guint8 *buffer = g_malloc (piece);
  GPollableInputStream *stream = G_POLLABLE_INPUT_STREAM (body);

  for (;;) {
    g_autoptr (GError) failure = NULL;
    gssize n = g_pollable_input_stream_read_nonblocking (stream, buffer, piece, NULL, &failure);

    if (n > 0) {
      g_byte_array_append (all, buffer, (guint) n);
    } else if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK)) {
      wait_until_readable (stream);
    } else {
      if (failure != NULL)
        g_propagate_error (error, g_steal_pointer (&failure));
      return all;
    }
  }
}

static void
test_body_joins_its_pieces (Fixture *self, gconstpointer data)
{
  const struct {
    const char *before;
    guint64 offset;
    guint64 length;
    const char *after;
  } bodies[] = {
    { NULL, 0, FILE_SIZE, NULL }, { "a", 0, 1, "b" },         { "only before", 0, 0, NULL },
    { NULL, 0, 0, "only after" }, { "a", 0, 0, "b" },         { NULL, 5, 2 * MIB, "tail" },
    { "head", 5, MIB, NULL },     { "h", 0, FILE_SIZE, "t" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++) {
    g_autoptr (HoistBody) body =
        make_body (self, bodies[i].before, bodies[i].offset, bodies[i].length, bodies[i].after);
    g_autoptr (GByteArray) expected = g_byte_array_new ();
    g_autoptr (GByteArray) all = read_all (body, i % 2 == 0 ? 8192 : 1000001, NULL);
    g_autofree char *sum = NULL;
    g_autofree char *digest = NULL;
    HoistDigests digests;

    if (bodies[i].before != NULL)
      g_byte_array_append (expected, (const guint8 *) bodies[i].before, strlen (bodies[i].before));
    if (bodies[i].length > 0)
      g_byte_array_append (expected, self->bytes->data + bodies[i].offset, bodies[i].length);
    if (bodies[i].after != NULL)
      g_byte_array_append (expected, (const guint8 *) bodies[i].after, strlen (bodies[i].after));
    g_assert_cmpmem (all->data, all->len, expected->data, expected->len);

    hoist_body_get_digests (body, &digests);
    g_assert_cmpint (digests.known, ==, bodies[i].length > 0 ? HOIST_DIGEST_ALL : 0);
    if (bodies[i].length == 0)
      continue;
    sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, self->bytes->data + bodies[i].offset,
                                       bodies[i].length);
    digest = hoist_digests_dup_hex (&digests, HOIST_DIGEST_SHA256);
    g_assert_cmpstr (digest, ==, sum);
  }
}

/* Lets time pass until the disk and the limit give something, and takes it. */
static void
get_first_bytes (Fixture *self, HoistBody *body)
{
  const guint8 *bytes = NULL;

  while (hoist_body_get_bytes (body, &bytes, NULL) < 0) {
    while (g_main_context_iteration (NULL, FALSE))
      ;
    hoist_test_clock_advance (self->clock, SECOND);
  }
  hoist_body_skip (body, (gsize) hoist_body_get_bytes (body, &bytes, NULL));
}

static void
test_body_tells_when_held (Fixture *self, gconstpointer data)
{
  g_autoptr (HoistBody) body = make_body (self, NULL, 0, FILE_SIZE, NULL);
  g_autoptr (GError) error = NULL;
  const guint8 *bytes = NULL;

  hoist_body_set_held_func (body, on_held, self);
  hoist_throttle_set_rate (self->throttle, 1000);
  get_first_bytes (self, body);
  g_assert_false (hoist_body_is_held (body));

  self->n_held = self->n_released = 0;
  g_assert_cmpint (hoist_body_get_bytes (body, &bytes, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
  g_assert_true (hoist_body_is_held (body));
  g_assert_cmpuint (self->n_held, ==, 1);
  hoist_test_clock_advance (self->clock, 5 * SECOND);
  g_assert_cmpint (hoist_body_get_bytes (body, &bytes, NULL), >, 0);
  g_assert_cmpuint (self->n_released, ==, 1);
}

static void
test_body_obeys_a_new_limit_at_once (Fixture *self, gconstpointer data)
{
  g_autoptr (HoistBody) body = make_body (self, NULL, 0, FILE_SIZE, NULL);
  g_autoptr (GByteArray) all = NULL;
  const guint8 *bytes = NULL;

  hoist_throttle_set_rate (self->throttle, 1);
  get_first_bytes (self, body);
  g_assert_cmpint (hoist_body_get_bytes (body, &bytes, NULL), ==, -1);

  /* Without a limit no more time needs to pass. */
  hoist_throttle_set_rate (self->throttle, 0);
  all = read_all (body, 65536, NULL);
  g_assert_cmpuint (all->len, >, FILE_SIZE - 2000);
}

/* What TLS refused has to be offered again in full, also when the limit fell meanwhile. */
static void
test_body_shows_the_same_again (Fixture *self, gconstpointer data)
{
  g_autoptr (HoistBody) body = make_body (self, "some bytes ahead", 0, 0, NULL);
  const guint8 *first = NULL;
  const guint8 *second = NULL;

  g_assert_cmpint (hoist_body_get_bytes (body, &first, NULL), ==, 16);
  hoist_throttle_set_rate (self->throttle, 1);
  g_assert_cmpint (hoist_body_get_bytes (body, &second, NULL), ==, 16);
  g_assert_true (first == second);
  hoist_body_skip (body, 16);
  g_assert_cmpint (hoist_body_get_bytes (body, &first, NULL), ==, 0);
}

typedef struct {
  HoistBody *body; /* (owned) */
  guint64 n_got;
} Consumer;

static gboolean
on_consume (GObject *stream, gpointer data)
{
  Consumer *self = data;
  g_autoptr (GSource) source = NULL;
  const guint8 *bytes = NULL;
  gssize n = 0;

  while ((n = hoist_body_get_bytes (self->body, &bytes, NULL)) > 0) {
    hoist_body_skip (self->body, (gsize) n);
    self->n_got += (guint64) n;
  }
  source = g_pollable_input_stream_create_source (G_POLLABLE_INPUT_STREAM (self->body), NULL);
  g_source_set_callback (source, G_SOURCE_FUNC (on_consume), self, NULL);
  g_source_attach (source, NULL);
  return G_SOURCE_REMOVE;
}

/* Several bodies share a limit: the sum keeps it, and each gets its part. */
static void
test_body_shares_the_limit (Fixture *self, gconstpointer data)
{
  /* All in memory, so that the clock alone decides. */
  g_autofree char *text = g_strnfill (FILE_SIZE, 'x');
  Consumer consumers[5] = { 0 };
  guint64 sum = 0;

  hoist_throttle_set_rate (self->throttle, 100 * 1000);
  for (guint i = 0; i < G_N_ELEMENTS (consumers); i++) {
    consumers[i].body = make_body (self, text, 0, 0, NULL);
    on_consume (NULL, &consumers[i]);
  }
  hoist_test_clock_advance (self->clock, 20 * SECOND);

  for (guint i = 0; i < G_N_ELEMENTS (consumers); i++) {
    g_test_message ("body %u: %" G_GUINT64_FORMAT, i, consumers[i].n_got);
    sum += consumers[i].n_got;
    g_assert_cmpuint (consumers[i].n_got, >, 350 * 1000);
    g_assert_cmpuint (consumers[i].n_got, <, 450 * 1000);
    g_input_stream_close (G_INPUT_STREAM (consumers[i].body), NULL, NULL);
    while (g_source_remove_by_user_data (&consumers[i]))
      ;
    g_object_unref (consumers[i].body);
  }
  g_assert_cmpuint (sum, >, 1900 * 1000);
  g_assert_cmpuint (sum, <, 2100 * 1000);
}

static void
on_all_read (GObject *stream, GAsyncResult *result, gpointer data)
{
  guint *n_open = data;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_output_stream_splice_finish (G_OUTPUT_STREAM (stream), result, &error), ==,
                   FILE_SIZE);
  g_assert_no_error (error);
  (*n_open)--;
}

static void
test_body_hundred_at_once (Fixture *self, gconstpointer data)
{
  guint n_open = 0;

  for (guint i = 0; i < 100; i++) {
    g_autoptr (HoistBody) body = make_body (self, NULL, 0, FILE_SIZE, NULL);
    g_autoptr (GOutputStream) output = g_memory_output_stream_new_resizable ();

    g_output_stream_splice_async (output, G_INPUT_STREAM (body),
                                  G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE, 0, NULL, on_all_read,
                                  &n_open);
    n_open++;
  }
  while (n_open > 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (hoist_block_pool_get_peak (self->pool), <=, HOIST_BLOCK_COUNT);
}

static void
test_body_passes_file_errors (Fixture *self, gconstpointer data)
{
  g_autoptr (HoistBody) body = make_body (self, "x", FILE_SIZE - 10, 20, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GByteArray) all = read_all (body, 100, &error);

  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_CHANGED);
  g_assert_cmpuint (all->len, ==, 1);
  g_assert_nonnull (hoist_body_get_error (body));
  g_assert_false (hoist_body_is_held (body));
}

static void
test_body_ends_when_closed (Fixture *self, gconstpointer data)
{
  g_autoptr (HoistBody) body = make_body (self, NULL, 0, FILE_SIZE, NULL);
  g_autoptr (GError) error = NULL;
  const guint8 *bytes = NULL;

  hoist_throttle_set_rate (self->throttle, 1);
  get_first_bytes (self, body);
  hoist_body_get_bytes (body, &bytes, NULL);
  g_input_stream_close (G_INPUT_STREAM (body), NULL, NULL);
  g_assert_cmpint (hoist_body_get_bytes (body, &bytes, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  g_assert_finalize_object (g_steal_pointer (&body));
}

int
main (int argc, char **argv)
{
  hoist_test_init_at_home (&argc, &argv);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/body/joins-its-pieces", test_body_joins_its_pieces);
  ADD ("/body/tells-when-held", test_body_tells_when_held);
  ADD ("/body/obeys-a-new-limit-at-once", test_body_obeys_a_new_limit_at_once);
  ADD ("/body/shows-the-same-again", test_body_shows_the_same_again);
  ADD ("/body/shares-the-limit", test_body_shares_the_limit);
  ADD ("/body/hundred-at-once", test_body_hundred_at_once);
  ADD ("/body/passes-file-errors", test_body_passes_file_errors);
  ADD ("/body/ends-when-closed", test_body_ends_when_closed);
  return g_test_run ();
}
