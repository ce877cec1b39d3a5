/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A ring of blocks between one who reads and those who digest, each on a thread of its own. */
#include "hoist-hash-pass.h"

/* One to read into, one being digested, one between them. */
#define N_BLOCKS 3

/* Without threads, lanes take turns on pieces that stay in a core's own cache. */
#define PIECE_SIZE (64 * 1024)

#define N_LANES 2

typedef struct _Lane Lane;

/**
 * Lane:
 * @digester: (owned)
 * @slices: (owned) (nullable): where the digest goes after each @slice_size; %NULL for the whole
 * @in_slice: bytes of the begun slice
 * @thread: (owned) (nullable)
 * @n_taken: blocks digested so far; under the pass's lock
 */
struct _Lane {
  HoistHashPass *pass; /* (unowned) */
  HoistDigester *digester;
  HoistSlices *slices;
  guint64 slice_size;
  guint64 in_slice;
  GThread *thread;
  guint64 n_taken;
};

/**
 * HoistHashPass:
 * @blocks: (owned) (nullable): %NULL until first needed
 * @lengths: of what was put into each block
 * @n_put: blocks put so far
 * @is_ended: nothing more will be put
 * @is_dropped: nobody wants the digests any more
 */
struct _HoistHashPass {
  gboolean is_threaded;
  guint n_lanes;
  Lane lanes[N_LANES];
  guint8 *blocks[N_BLOCKS];
  gsize lengths[N_BLOCKS];

  GMutex lock;
  GCond changed;
  guint64 n_put;
  gboolean is_ended;
  gboolean is_dropped;
};

static void
end_slice (Lane *lane)
{
  HoistDigests digests = { 0 };

  hoist_digester_finish (lane->digester, &digests);
  hoist_slices_append (lane->slices, &digests);
  hoist_digester_reset (lane->digester);
  lane->in_slice = 0;
}

static void
lane_update (Lane *lane, const guint8 *bytes, gsize length)
{
  if (lane->slices == NULL) {
    hoist_digester_update (lane->digester, bytes, length);
    return;
  }

  while (length > 0) {
    gsize n = (gsize) MIN (length, lane->slice_size - lane->in_slice);

    hoist_digester_update (lane->digester, bytes, n);
    lane->in_slice += n;
    if (lane->in_slice == lane->slice_size)
      end_slice (lane);

    bytes += n;
    length -= n;
  }
}

/* Waits for the next block; %FALSE when there will be none. */
static gboolean
wait_for_block (Lane *lane)
{
  HoistHashPass *self = lane->pass;
  gboolean is_there;

  g_mutex_lock (&self->lock);
  while (lane->n_taken == self->n_put && !self->is_ended && !self->is_dropped)
    g_cond_wait (&self->changed, &self->lock);
  is_there = lane->n_taken < self->n_put && !self->is_dropped;
  g_mutex_unlock (&self->lock);

  return is_there;
}

static gpointer
run_lane (gpointer data)
{
  Lane *lane = data;
  HoistHashPass *self = lane->pass;

  while (wait_for_block (lane)) {
    guint index = lane->n_taken % N_BLOCKS;

    lane_update (lane, self->blocks[index], self->lengths[index]);
    g_mutex_lock (&self->lock);
    lane->n_taken++;
    g_cond_broadcast (&self->changed);
    g_mutex_unlock (&self->lock);
  }

  return NULL;
}

static void
join_lanes (HoistHashPass *self)
{
  for (guint i = 0; i < self->n_lanes; i++)
    g_clear_pointer (&self->lanes[i].thread, g_thread_join);
}

static void
add_lane (HoistHashPass *self, HoistDigestKinds kinds, HoistSlices *slices, guint64 slice_size)
{
  Lane *lane = &self->lanes[self->n_lanes++];

  lane->pass = self;
  lane->digester = hoist_digester_new (kinds);
  lane->slices = slices;
  lane->slice_size = slice_size;
}

/**
 * hoist_hash_pass_new:
 * @kinds: digests of all bytes
 * @slice_kind: a digest of each slice; %HOIST_DIGEST_NONE for no slices
 * @slice_size: in bytes
 * @is_threaded: let the digests work while the caller reads, and beside each other; worth it for
 *   more than a few blocks
 *
 * Returns: (transfer full): a pass for one thread to put blocks into
 */
HoistHashPass *
hoist_hash_pass_new (HoistDigestKinds kinds,
                     HoistDigestKinds slice_kind,
                     guint64 slice_size,
                     gboolean is_threaded)
{
  HoistHashPass *self = g_new0 (HoistHashPass, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->is_threaded = is_threaded;
  add_lane (self, kinds, NULL, 0);
  if (slice_kind != HOIST_DIGEST_NONE)
    add_lane (self, slice_kind, hoist_slices_new (slice_kind, slice_size), slice_size);

  for (guint i = 0; is_threaded && i < self->n_lanes; i++)
    self->lanes[i].thread = g_thread_new ("hoist-digest", run_lane, &self->lanes[i]);

  return self;
}

/**
 * hoist_hash_pass_free:
 *
 * Also ends a pass that is not finished; waits for no more than one block's digests.
 */
void
hoist_hash_pass_free (HoistHashPass *self)
{
  g_mutex_lock (&self->lock);
  self->is_dropped = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  join_lanes (self);

  for (guint i = 0; i < self->n_lanes; i++) {
    hoist_digester_free (self->lanes[i].digester);
    g_clear_pointer (&self->lanes[i].slices, hoist_slices_unref);
  }
  for (guint i = 0; i < N_BLOCKS; i++)
    g_aligned_free (self->blocks[i]);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

static guint64
count_taken_by_all (HoistHashPass *self)
{
  guint64 n_taken = self->n_put;

  for (guint i = 0; i < self->n_lanes; i++)
    n_taken = MIN (n_taken, self->lanes[i].n_taken);

  return n_taken;
}

/**
 * hoist_hash_pass_take_block:
 *
 * Waits until the digests are done with the oldest block.
 *
 * Returns: (transfer none): %HOIST_HASH_PASS_BLOCK bytes of room to read into
 */
guint8 *
hoist_hash_pass_take_block (HoistHashPass *self)
{
  guint index = self->n_put % N_BLOCKS;

  if (!self->is_threaded)
    index = 0;

  g_mutex_lock (&self->lock);
  while (self->is_threaded && self->n_put - count_taken_by_all (self) >= N_BLOCKS)
    g_cond_wait (&self->changed, &self->lock);
  g_mutex_unlock (&self->lock);

  if (self->blocks[index] == NULL)
    self->blocks[index] = g_aligned_alloc (1, HOIST_HASH_PASS_BLOCK, 4096);

  return self->blocks[index];
}

/**
 * hoist_hash_pass_put_block:
 * @length: how many bytes were read into the block that was taken last
 *
 * Hands the block to the digests.
 */
void
hoist_hash_pass_put_block (HoistHashPass *self, gsize length)
{
  g_return_if_fail (length <= HOIST_HASH_PASS_BLOCK);

  if (self->is_threaded) {
    g_mutex_lock (&self->lock);
    self->lengths[self->n_put++ % N_BLOCKS] = length;
    g_cond_broadcast (&self->changed);
    g_mutex_unlock (&self->lock);
    return;
  }

  for (gsize i = 0; i < length; i += PIECE_SIZE) {
    for (guint lane = 0; lane < self->n_lanes; lane++)
      lane_update (&self->lanes[lane], self->blocks[0] + i, MIN (PIECE_SIZE, length - i));
  }
}

/**
 * hoist_hash_pass_finish:
 * @digests: (out): of all bytes
 * @slices: (out) (nullable) (transfer full): %NULL when none were asked for
 *
 * Waits for the digests of what was put. Nothing may be put afterwards.
 */
void
hoist_hash_pass_finish (HoistHashPass *self, HoistDigests *digests, HoistSlices **slices)
{
  g_mutex_lock (&self->lock);
  self->is_ended = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  join_lanes (self);

  hoist_digester_finish (self->lanes[0].digester, digests);
  if (self->n_lanes == N_LANES && self->lanes[1].in_slice > 0)
    end_slice (&self->lanes[1]);
  *slices = g_steal_pointer (&self->lanes[1].slices);
}
