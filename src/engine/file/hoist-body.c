/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The body of one request as a stream that is readable as soon as its next block is in memory. */
#include "hoist-body.h"

#include <string.h>

typedef enum { STAGE_BEFORE, STAGE_RANGE, STAGE_AFTER, STAGE_END } Stage;

struct _HoistBody {
  GInputStream parent_instance;

  HoistBlockPool *pool;    /* (owned) */
  HoistThrottle *throttle; /* (owned) */
  HoistSource *source;     /* (owned) (nullable): NULL without a range */
  GBytes *before;          /* (owned) (nullable) */
  GBytes *after;           /* (owned) (nullable) */
  guint64 offset;
  guint64 length;
  HoistDigestKinds kinds;

  Stage stage;
  guint64 used;             /* bytes of this stage that were consumed */
  HoistBlockReader *reader; /* (owned) (nullable): from the first read of the range on */
  HoistDigests digests;     /* of the range, once closed */
  gboolean is_closed;
  GError *error;       /* (owned) (nullable): why the range could not be read */
  gsize allowance;     /* bytes the speed limit granted and that were not consumed yet */
  gsize shown;         /* bytes hoist_body_get_bytes() gave last, less what was consumed of them */
  gsize wanted;        /* bytes to draw at our turn */
  gboolean is_in_line; /* for a turn at the speed limit */
  gboolean is_held;
  GPtrArray *waiters; /* (owned) (element-type GSource): become ready when bytes are there */

  HoistBodyHeld held; /* (nullable) */
  gpointer held_data; /* (unowned) */
};

static void
set_held (HoistBody *self, gboolean is_held)
{
  if (self->is_held == is_held)
    return;

  self->is_held = is_held;
  if (self->held != NULL)
    self->held (is_held, self->held_data);
}

static void
wake (gpointer data)
{
  HoistBody *self = data;

  for (guint i = 0; i < self->waiters->len; i++)
    g_source_set_ready_time (self->waiters->pdata[i], 0);
  g_ptr_array_set_size (self->waiters, 0);
}

static void
on_rate_changed (HoistBody *self)
{
  /* What was shown once stays granted: TLS has to be offered again what it would not take. */
  self->allowance = self->shown;
}

static void
on_turn (gpointer data)
{
  HoistBody *self = data;
  gint64 wait_us = 0;

  self->is_in_line = FALSE;
  self->allowance = hoist_throttle_draw (self->throttle, self->wanted, &wait_us);
  wake (self);
}

static guint64
get_stage_length (HoistBody *self)
{
  switch (self->stage) {
  case STAGE_BEFORE:
    return self->before != NULL ? g_bytes_get_size (self->before) : 0;
  case STAGE_RANGE:
    return self->length;
  case STAGE_AFTER:
    return self->after != NULL ? g_bytes_get_size (self->after) : 0;
  case STAGE_END:
  default:
    return G_MAXUINT64;
  }
}

static void
skip_finished_stages (HoistBody *self)
{
  while (self->stage != STAGE_END && self->used == get_stage_length (self)) {
    self->stage++;
    self->used = 0;
  }
}

static gssize
get_range_bytes (HoistBody *self, const guint8 **bytes, GError **error)
{
  gssize n = 0;

  if (self->reader == NULL)
    self->reader = hoist_block_pool_read (self->pool, self->source, self->offset, self->length,
                                          self->kinds, wake, self);

  n = hoist_block_reader_get (self->reader, bytes, &self->error);
  if (n < 0 && error != NULL)
    *error = g_error_copy (self->error);
  else if (n == 0)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, "not read yet");
  return n > 0 ? n : -1;
}

/* What is in memory, whatever the speed limit says. */
static gssize
get_stage_bytes (HoistBody *self, const guint8 **bytes, GError **error)
{
  GBytes *fixed = self->stage == STAGE_BEFORE ? self->before : self->after;

  if (self->stage == STAGE_END)
    return 0;
  if (self->stage == STAGE_RANGE)
    return get_range_bytes (self, bytes, error);

  *bytes = (const guint8 *) g_bytes_get_data (fixed, NULL) + self->used;
  return (gssize) (g_bytes_get_size (fixed) - self->used);
}

static gboolean
draw (HoistBody *self, gsize wanted, GError **error)
{
  gint64 wait_us = 0;

  if (self->allowance == 0 && !self->is_in_line)
    self->allowance = hoist_throttle_draw (self->throttle, wanted, &wait_us);
  if (self->allowance > 0)
    return TRUE;

  if (!self->is_in_line) {
    self->is_in_line = TRUE;
    self->wanted = wanted;
    hoist_throttle_wait (self->throttle, on_turn, self);
  }
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, "held by the speed limit");
  return FALSE;
}

static gssize
hoist_body_read (GInputStream *stream,
                 void *buffer,
                 gsize count,
                 GCancellable *cancellable,
                 GError **error)
{
  HoistBody *self = HOIST_BODY (stream);
  const guint8 *bytes = NULL;
  gssize n = hoist_body_get_bytes (self, &bytes, error);

  if (n <= 0)
    return n;

  n = MIN (n, (gssize) count);
  memcpy (buffer, bytes, (gsize) n);
  hoist_body_skip (self, (gsize) n);
  return n;
}

static gboolean
hoist_body_is_readable (GPollableInputStream *stream)
{
  const guint8 *bytes = NULL;
  g_autoptr (GError) error = NULL;

  return hoist_body_get_bytes (HOIST_BODY (stream), &bytes, &error) >= 0 ||
         !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
}

static gssize
hoist_body_read_nonblocking (GPollableInputStream *stream,
                             void *buffer,
                             gsize count,
                             GError **error)
{
  return hoist_body_read (G_INPUT_STREAM (stream), buffer, count, NULL, error);
}

static GSource *
hoist_body_create_source (GPollableInputStream *stream, GCancellable *cancellable)
{
  HoistBody *self = HOIST_BODY (stream);
  /* Never by itself: wake() sets its time. */
  GSource *waiter = g_timeout_source_new (G_MAXUINT);
  GSource *source = NULL;

  if (hoist_body_is_readable (stream))
    g_source_set_ready_time (waiter, 0);
  else
    g_ptr_array_add (self->waiters, g_source_ref (waiter));

  source = g_pollable_source_new_full (stream, waiter, cancellable);
  g_source_unref (waiter);
  return source;
}

static gboolean
hoist_body_close (GInputStream *stream, GCancellable *cancellable, GError **error)
{
  HoistBody *self = HOIST_BODY (stream);

  if (self->is_closed)
    return TRUE;

  self->is_closed = TRUE;
  hoist_body_get_digests (self, &self->digests);
  g_clear_pointer (&self->reader, hoist_block_reader_close);
  hoist_throttle_stop_waiting (self->throttle, self);
  return TRUE;
}

/* Without this GLib closes on a thread, though nothing here can wait. */
static void
hoist_body_close_async (GInputStream *stream,
                        int priority,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer data)
{
  g_autoptr (GTask) task = g_task_new (stream, cancellable, callback, data);

  g_task_set_source_tag (task, hoist_body_close_async);
  g_task_set_priority (task, priority);
  hoist_body_close (stream, NULL, NULL);
  g_task_return_boolean (task, TRUE);
}

static gboolean
hoist_body_close_finish (GInputStream *stream, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
pollable_init (GPollableInputStreamInterface *interface)
{
  interface->is_readable = hoist_body_is_readable;
  interface->read_nonblocking = hoist_body_read_nonblocking;
  interface->create_source = hoist_body_create_source;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HoistBody,
                               hoist_body,
                               G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM, pollable_init))

static void
hoist_body_finalize (GObject *object)
{
  HoistBody *self = HOIST_BODY (object);

  g_clear_pointer (&self->before, g_bytes_unref);
  g_clear_pointer (&self->after, g_bytes_unref);
  g_clear_pointer (&self->waiters, g_ptr_array_unref);
  g_clear_error (&self->error);
  g_clear_object (&self->source);
  g_clear_object (&self->throttle);
  g_clear_object (&self->pool);
  G_OBJECT_CLASS (hoist_body_parent_class)->finalize (object);
}

static void
hoist_body_class_init (HoistBodyClass *klass)
{
  GInputStreamClass *stream_class = G_INPUT_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = hoist_body_finalize;
  stream_class->read_fn = hoist_body_read;
  stream_class->close_fn = hoist_body_close;
  stream_class->close_async = hoist_body_close_async;
  stream_class->close_finish = hoist_body_close_finish;
}

static void
hoist_body_init (HoistBody *self)
{
  self->waiters = g_ptr_array_new_with_free_func ((GDestroyNotify) g_source_unref);
}

/**
 * hoist_body_new:
 * @request: says what the body is made of; read only during this call
 * @source: (nullable): the file that @request takes a range of
 *
 * A stream over the bytes ahead of the range, the range and the bytes behind it. It reads nothing
 * before it is asked for bytes, never blocks (a plain read may fail with
 * %G_IO_ERROR_WOULD_BLOCK too), draws from @throttle, and fails with the errors of
 * hoist_block_reader_get().
 *
 * Returns: (transfer full): the body
 */
HoistBody *
hoist_body_new (const HoistRequest *request,
                HoistSource *source,
                HoistBlockPool *pool,
                HoistThrottle *throttle)
{
  HoistBody *self = g_object_new (HOIST_TYPE_BODY, NULL);

  g_return_val_if_fail (request->length == 0 || source != NULL, NULL);

  self->pool = g_object_ref (pool);
  self->throttle = g_object_ref (throttle);
  self->before = request->before != NULL ? g_bytes_ref (request->before) : NULL;
  self->after = request->after != NULL ? g_bytes_ref (request->after) : NULL;
  self->source = request->length > 0 ? g_object_ref (source) : NULL;
  self->offset = request->offset;
  self->length = request->length;
  self->kinds = request->digests;
  g_signal_connect_object (throttle, "notify::rate", G_CALLBACK (on_rate_changed), self,
                           G_CONNECT_SWAPPED);
  return self;
}

/* Whom to tell when the body is held back and when not any more; @held is nullable. */
void
hoist_body_set_held_func (HoistBody *self, HoistBodyHeld held, gpointer data)
{
  self->held = held;
  self->held_data = data;
}

/**
 * hoist_body_get_bytes:
 * @bytes: (out) (transfer none): the next bytes, until the next call on the body
 *
 * Shows the bytes that may be sent now, without copying them. Fails with
 * %G_IO_ERROR_WOULD_BLOCK while the disk or the speed limit holds them back.
 *
 * Returns: how many bytes there are; 0 at the end; -1 for an error
 */
gssize
hoist_body_get_bytes (HoistBody *self, const guint8 **bytes, GError **error)
{
  gssize n = 0;

  if (self->error != NULL) {
    g_propagate_error (error, g_error_copy (self->error));
    return -1;
  }
  if (self->is_closed) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "closed");
    return -1;
  }
  skip_finished_stages (self);
  n = get_stage_bytes (self, bytes, error);
  if (n > 0)
    n = draw (self, (gsize) n, error) ? MIN (n, (gssize) self->allowance) : -1;

  self->shown = (gsize) MAX (n, 0);
  set_held (self, n < 0 && self->error == NULL);
  return n;
}

/**
 * hoist_body_skip:
 * @length: how many of the bytes that hoist_body_get_bytes() gave were consumed
 */
void
hoist_body_skip (HoistBody *self, gsize length)
{
  g_return_if_fail (length <= self->shown);

  self->shown -= length;
  self->allowance -= length;
  self->used += length;
  if (self->stage == STAGE_RANGE)
    hoist_block_reader_skip (self->reader, length);
}

/* Whether the disk or our own speed limit holds back bytes that were asked for. */
gboolean
hoist_body_is_held (HoistBody *self)
{
  return self->is_held;
}

/**
 * hoist_body_get_error:
 *
 * Returns: (nullable): why the file could not be read, in the %HOIST_ERROR domain
 */
const GError *
hoist_body_get_error (HoistBody *self)
{
  return self->error;
}

/**
 * hoist_body_get_digests:
 * @digests: (out): what the request asked for, once the whole range was read; else nothing known
 */
void
hoist_body_get_digests (HoistBody *self, HoistDigests *digests)
{
  *digests = self->digests;
  if (self->reader != NULL)
    hoist_block_reader_get_digests (self->reader, digests);
}
