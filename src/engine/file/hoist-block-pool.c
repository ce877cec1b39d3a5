/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A fixed number of blocks that parts are read into on threads: the bound on memory. */
#include "hoist-block-pool.h"

#include <sys/stat.h>
#include <sys/uio.h>

/*
 * Every reader may always have one block out of the FIRST ones, so that no body starves because
 * others hoard; what is read further ahead comes out of the rest. Above FIRST_COUNT readers (more
 * than there are connections) they take turns, first come first served.
 */
#define FIRST_COUNT 64
#define EXTRA_COUNT (HOIST_BLOCK_COUNT - FIRST_COUNT)

/* One for each of those, for a drive that does not answer keeps all that read from it. There are as
 * many as are reading at the moment: a few. */
#define MAX_THREADS FIRST_COUNT

/* One is sent while the next is read. More was not faster, for it no longer fits into caches
 * (tests/bench), and the kernel reads ahead of us anyway. */
#define MAX_HELD 2

/* Blocks kept for the next part when nothing is being sent. */
#define IDLE_COUNT 8

typedef struct {
  gsize length;
  guint8 bytes[HOIST_BLOCK_SIZE];
} Block;

struct _HoistBlockPool {
  GObject parent_instance;

  GThreadPool *threads; /* (owned) */

  GMutex mutex;    /* guards all below, and what HoistBlockReader says it guards */
  GPtrArray *free; /* (owned) (element-type Block) */
  GQueue waiting;  /* (element-type HoistBlockReader): each owns a reference */
  guint n_firsts;
  guint n_extras;
  guint peak;
};

struct _HoistBlockReader {
  HoistBlockPool *pool;    /* (owned) */
  HoistSource *source;     /* (owned): keeps the descriptor open under a running read */
  GMainContext *context;   /* (owned): where ready is called */
  GSourceOnceFunc ready;   /* not called any more once closed */
  gpointer data;           /* (unowned) */
  Block *current;          /* (owned) (nullable): being consumed; the consumer's alone */
  gsize used;              /* bytes of current consumed; the consumer's alone */
  HoistDigester *digester; /* (owned) (nullable): the reading thread's alone */
  guint64 offset;          /* of the next read; the reading thread's alone while is_reading */
  guint64 end;

  /* guarded by the pool's mutex */
  GQueue blocks; /* (element-type Block): read, not yet consumed */
  guint n_held;  /* blocks of this reader: being read, read, or being consumed */
  HoistDigests digests;
  GError *error; /* (owned) (nullable) */
  gboolean is_reading;
  gboolean reads_inline; /* the last block was in the page cache */
  gboolean is_complete;
  gboolean is_closed;
  gboolean wants_ready;
};

G_DEFINE_FINAL_TYPE (HoistBlockPool, hoist_block_pool, G_TYPE_OBJECT)

static void
reader_clear (gpointer data)
{
  HoistBlockReader *self = data;

  g_assert (self->current == NULL && g_queue_is_empty (&self->blocks));
  g_clear_pointer (&self->digester, hoist_digester_free);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_error (&self->error);
  g_clear_object (&self->source);
  g_clear_object (&self->pool);
}

static void
reader_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, reader_clear);
}

/* In the consumer's context; the source that calls it owns a reference. */
static gboolean
on_ready (gpointer data)
{
  HoistBlockReader *self = data;

  if (!self->is_closed)
    self->ready (self->data);
  return G_SOURCE_REMOVE;
}

/* With the mutex held. */
static void
announce (HoistBlockReader *self)
{
  g_autoptr (GSource) source = NULL;

  if (!self->wants_ready || self->is_closed)
    return;

  self->wants_ready = FALSE;
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_LOW);
  g_source_set_callback (source, on_ready, g_atomic_rc_box_acquire (self), reader_unref);
  g_source_attach (source, self->context);
}

/* With the mutex held. */
static gboolean
reserve (HoistBlockReader *self)
{
  HoistBlockPool *pool = self->pool;

  if (self->n_held == 0 && pool->n_firsts < FIRST_COUNT)
    pool->n_firsts++;
  else if (self->n_held > 0 && self->n_held < MAX_HELD && pool->n_extras < EXTRA_COUNT)
    pool->n_extras++;
  else
    return FALSE;

  self->n_held++;
  pool->peak = MAX (pool->peak, pool->n_firsts + pool->n_extras);
  return TRUE;
}

/* With the mutex held. @block is %NULL when it was reserved only. */
static void
release (HoistBlockReader *self, Block *block)
{
  HoistBlockPool *pool = self->pool;

  self->n_held--;
  if (self->n_held == 0)
    pool->n_firsts--;
  else
    pool->n_extras--;

  if (block != NULL)
    g_ptr_array_add (pool->free, block);
  if (pool->n_firsts == 0 && pool->free->len > IDLE_COUNT)
    g_ptr_array_set_size (pool->free, IDLE_COUNT);
}

/* With the mutex held. */
static void
serve_waiting (HoistBlockPool *self)
{
  GList *next = NULL;

  for (GList *link = self->waiting.head; link != NULL; link = next) {
    HoistBlockReader *reader = link->data;

    next = link->next;
    if (!reserve (reader))
      continue;
    g_queue_delete_link (&self->waiting, link);
    reader->is_reading = TRUE;
    g_thread_pool_push (self->threads, reader, NULL);
  }
}

/* With the mutex held: lets @self read on as soon as there is a block for it. */
static void
enqueue (HoistBlockReader *self)
{
  if (self->is_reading || self->is_closed || self->error != NULL || self->offset == self->end)
    return;
  if (self->n_held < MAX_HELD && g_queue_find (&self->pool->waiting, self) == NULL)
    g_queue_push_tail (&self->pool->waiting, g_atomic_rc_box_acquire (self));
}

static Block *
take_block (HoistBlockPool *self)
{
  Block *block = NULL;

  g_mutex_lock (&self->mutex);
  if (self->free->len > 0)
    block = g_ptr_array_steal_index_fast (self->free, self->free->len - 1);
  g_mutex_unlock (&self->mutex);

  return block != NULL ? block : g_new (Block, 1);
}

/* On a thread, without the mutex. */
static gboolean
read_block (HoistBlockReader *self, Block *block, GError **error)
{
  block->length = MIN (self->end - self->offset, HOIST_BLOCK_SIZE);
  if (!hoist_source_read (self->source, self->offset, block->bytes, block->length, error))
    return FALSE;
  if (self->digester != NULL)
    hoist_digester_update (self->digester, block->bytes, block->length);
  /* The last bytes are not let go before it is sure that they all are of the same file. */
  return self->offset + block->length < self->end || hoist_source_check (self->source, error);
}

/* With the mutex held: returns whether the same thread may read the next block at once. */
static gboolean
keep_block (HoistBlockReader *self, Block *block, GError *error)
{
  if (error != NULL || self->is_closed) {
    self->error = error;
    release (self, block);
  } else {
    self->offset += block->length;
    g_queue_push_tail (&self->blocks, block);
  }

  if (self->error == NULL && self->offset == self->end && !self->is_complete) {
    self->is_complete = TRUE;
    if (self->digester != NULL)
      hoist_digester_finish (self->digester, &self->digests);
  }
  announce (self);

  if (self->is_closed || self->error != NULL || self->offset == self->end)
    return FALSE;
  return g_queue_is_empty (&self->pool->waiting) && reserve (self);
}

/* On a thread; owns a reference of the reader, and a block is reserved for it. */
static void
read_blocks (gpointer item, gpointer data)
{
  HoistBlockReader *self = item;
  gboolean goes_on = TRUE;

  while (goes_on) {
    GError *error = NULL;
    Block *block = take_block (self->pool);

    read_block (self, block, &error);

    g_mutex_lock (&self->pool->mutex);
    goes_on = keep_block (self, block, error);
    if (!goes_on) {
      self->is_reading = FALSE;
      enqueue (self);
      serve_waiting (self->pool);
    }
    g_mutex_unlock (&self->pool->mutex);
  }
  reader_unref (self);
}

static void
hoist_block_pool_finalize (GObject *object)
{
  HoistBlockPool *self = HOIST_BLOCK_POOL (object);

  /* The last reference may go on one of these threads: do not wait for them. */
  g_thread_pool_free (self->threads, FALSE, FALSE);
  g_assert (g_queue_is_empty (&self->waiting));
  g_ptr_array_unref (self->free);
  g_mutex_clear (&self->mutex);
  G_OBJECT_CLASS (hoist_block_pool_parent_class)->finalize (object);
}

static void
hoist_block_pool_class_init (HoistBlockPoolClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hoist_block_pool_finalize;
}

static void
hoist_block_pool_init (HoistBlockPool *self)
{
  g_mutex_init (&self->mutex);
  g_queue_init (&self->waiting);
  self->free = g_ptr_array_new_with_free_func (g_free);
  self->threads = g_thread_pool_new (read_blocks, NULL, MAX_THREADS, FALSE, NULL);
}

/**
 * hoist_block_pool_new:
 *
 * A pool of at most %HOIST_BLOCK_COUNT blocks, allocated as they are needed.
 *
 * Returns: (transfer full): the pool
 */
HoistBlockPool *
hoist_block_pool_new (void)
{
  return g_object_new (HOIST_TYPE_BLOCK_POOL, NULL);
}

/* Blocks in use now. */
guint
hoist_block_pool_get_used (HoistBlockPool *self)
{
  guint used = 0;

  g_mutex_lock (&self->mutex);
  used = self->n_firsts + self->n_extras;
  g_mutex_unlock (&self->mutex);
  return used;
}

/* The most blocks that were ever in use at once. */
guint
hoist_block_pool_get_peak (HoistBlockPool *self)
{
  guint peak = 0;

  g_mutex_lock (&self->mutex);
  peak = self->peak;
  g_mutex_unlock (&self->mutex);
  return peak;
}

static gboolean
is_last_block (HoistBlockReader *self)
{
  return self->end - self->offset <= HOIST_BLOCK_SIZE;
}

/* Through the descriptor alone, which does not wait; in doubt a thread looks closer. */
static gboolean
is_surely_unchanged (HoistBlockReader *self)
{
  struct stat status;
  HoistFingerprint now = { 0 };

  if (fstat (hoist_source_get_fd (self->source), &status) != 0)
    return FALSE;
  now = hoist_fingerprint_from_status (&status);
  return hoist_fingerprint_equal (&now, hoist_source_get_fingerprint (self->source), 0);
}

/*
 * Reads a block without a thread if all of it is in the page cache, which costs a copy and cannot
 * wait.
 */
static gboolean
read_cached_block (HoistBlockReader *self, Block *block)
{
  struct iovec part = { block->bytes, MIN (self->end - self->offset, HOIST_BLOCK_SIZE) };

  block->length = part.iov_len;
  return preadv2 (hoist_source_get_fd (self->source), &part, 1, (off_t) self->offset, RWF_NOWAIT) ==
             (gssize) block->length &&
         (!is_last_block (self) || is_surely_unchanged (self));
}

/* With the mutex held; lets go of it meanwhile. */
static Block *
try_cached_block (HoistBlockReader *self)
{
  Block *block = NULL;
  gboolean has_read = FALSE;

  /* Digests are a thread's work. */
  if (self->digester != NULL || self->is_reading || self->offset == self->end ||
      !g_queue_is_empty (&self->pool->waiting) || !reserve (self))
    return NULL;

  self->is_reading = TRUE;
  g_mutex_unlock (&self->pool->mutex);
  block = take_block (self->pool);
  has_read = read_cached_block (self, block);
  g_mutex_lock (&self->pool->mutex);
  self->is_reading = FALSE;

  self->reads_inline = has_read;
  if (!has_read) {
    release (self, block);
    return NULL;
  }
  self->offset += block->length;
  self->is_complete = self->offset == self->end;
  return block;
}

/* With the mutex held. What was given back is for others, too. */
static void
read_on (HoistBlockReader *self)
{
  if (!self->reads_inline)
    enqueue (self);
  serve_waiting (self->pool);
}

/**
 * hoist_block_pool_read:
 * @source: the file; the reader keeps it open
 * @offset: where the range begins
 * @length: bytes of the range, more than 0
 * @digests: what to compute of the range while it is read
 * @ready: called in the thread-default main context of now, whenever a block came after
 *   hoist_block_reader_get() had none; never after the reader is closed
 *
 * Prepares to read a range, ahead of the consumer and on threads as far as it has to be waited
 * for. The first call of hoist_block_reader_get() starts it.
 *
 * Returns: (transfer full): the reader; end it with hoist_block_reader_close()
 */
HoistBlockReader *
hoist_block_pool_read (HoistBlockPool *self,
                       HoistSource *source,
                       guint64 offset,
                       guint64 length,
                       HoistDigestKinds digests,
                       GSourceOnceFunc ready,
                       gpointer data)
{
  HoistBlockReader *reader = g_atomic_rc_box_new0 (HoistBlockReader);

  g_return_val_if_fail (length > 0, NULL);

  reader->pool = g_object_ref (self);
  reader->source = g_object_ref (source);
  reader->context = g_main_context_ref_thread_default ();
  reader->ready = ready;
  reader->data = data;
  reader->offset = offset;
  reader->end = offset + length;
  reader->digester = digests != HOIST_DIGEST_NONE ? hoist_digester_new (digests) : NULL;
  g_queue_init (&reader->blocks);
  return reader;
}

/**
 * hoist_block_reader_get:
 * @bytes: (out) (transfer none): the next bytes of the range, until the next call on the reader
 *
 * Fails with what hoist_source_read() and, behind the range's last byte, hoist_source_check() say.
 *
 * Returns: how many bytes there are; 0 when none are there yet; -1 for an error
 */
gssize
hoist_block_reader_get (HoistBlockReader *self, const guint8 **bytes, GError **error)
{
  if (self->current == NULL) {
    g_autoptr (GError) failure = NULL;

    g_mutex_lock (&self->pool->mutex);
    if (self->error != NULL)
      failure = g_error_copy (self->error);
    else
      self->current = g_queue_pop_head (&self->blocks);
    if (self->current == NULL && failure == NULL)
      self->current = try_cached_block (self);
    self->wants_ready = self->current == NULL && failure == NULL;
    /* who will be told of its bytes gets them from a thread */
    self->reads_inline = self->reads_inline && !self->wants_ready;
    read_on (self);
    g_mutex_unlock (&self->pool->mutex);

    if (failure != NULL) {
      g_propagate_error (error, g_steal_pointer (&failure));
      return -1;
    }
  }

  if (self->current == NULL)
    return 0;
  *bytes = self->current->bytes + self->used;
  return (gssize) (self->current->length - self->used);
}

/**
 * hoist_block_reader_skip:
 * @length: how many of the bytes that hoist_block_reader_get() gave were consumed
 */
void
hoist_block_reader_skip (HoistBlockReader *self, gsize length)
{
  g_return_if_fail (self->current != NULL && length <= self->current->length - self->used);

  self->used += length;
  if (self->used < self->current->length)
    return;

  self->used = 0;
  g_mutex_lock (&self->pool->mutex);
  release (self, g_steal_pointer (&self->current));
  read_on (self);
  g_mutex_unlock (&self->pool->mutex);
}

/**
 * hoist_block_reader_get_digests:
 * @digests: (out): the digests of the whole range
 *
 * Returns: whether the range was read to its end, so that @digests is filled in
 */
gboolean
hoist_block_reader_get_digests (HoistBlockReader *self, HoistDigests *digests)
{
  gboolean is_complete = FALSE;

  g_mutex_lock (&self->pool->mutex);
  is_complete = self->is_complete;
  if (is_complete)
    *digests = self->digests;
  g_mutex_unlock (&self->pool->mutex);
  return is_complete;
}

/**
 * hoist_block_reader_close:
 *
 * Stops reading and gives the blocks back; a read under way gives its block back when it ends.
 */
void
hoist_block_reader_close (HoistBlockReader *self)
{
  HoistBlockPool *pool = self->pool;
  Block *block = NULL;
  gboolean was_waiting = FALSE;

  g_mutex_lock (&pool->mutex);
  self->is_closed = TRUE;
  if (self->current != NULL)
    release (self, g_steal_pointer (&self->current));
  while ((block = g_queue_pop_head (&self->blocks)) != NULL)
    release (self, block);
  was_waiting = g_queue_remove (&pool->waiting, self);
  serve_waiting (pool);
  g_mutex_unlock (&pool->mutex);

  if (was_waiting)
    reader_unref (self);
  reader_unref (self);
}
