/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All that must survive a restart for one upload. */
#pragma once

#include "hoist-digest.h"
#include "hoist-slices.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * HoistStep:
 *
 * The steps of an upload, then those of an account, which have no ticket. Stored by name.
 */
typedef enum {
  HOIST_STEP_BEGIN,
  HOIST_STEP_PROBE,
  HOIST_STEP_RENEW,
  HOIST_STEP_PART,
  HOIST_STEP_COMMIT,
  HOIST_STEP_WATCH,
  HOIST_STEP_ABORT,
  HOIST_STEP_SIGN_IN,
  HOIST_STEP_CHECK,
  HOIST_STEP_CHOICES,
  HOIST_STEP_LEFTOVERS,
  HOIST_STEP_FOLDER,
} HoistStep;

#define HOIST_N_STEPS (HOIST_STEP_FOLDER + 1)

const char *hoist_step_to_name (HoistStep step);
gboolean hoist_step_from_name (const char *name, HoistStep *step);

/**
 * HoistPart:
 * @number: from 1
 * @phase: the provider's own, for a part that takes several exchanges
 * @is_done: the server has it, and as far as the protocol tells it is right
 * @offset: in the file
 * @length: in bytes
 * @kept: bytes of it that the server has
 * @etag: (owned) (nullable): what the server calls its content
 * @digest_kind: which one @digest is; %HOIST_DIGEST_NONE for unknown
 * @digest: of the local bytes; MD5, SHA-1 or SHA-256
 * @has_crc64: whether @crc64 is known
 * @crc64: CRC-64/XZ of the local bytes
 */
typedef struct {
  guint number;
  guint8 phase;
  gboolean is_done;
  guint64 offset;
  guint64 length;
  guint64 kept;
  char *etag;
  HoistDigestKinds digest_kind;
  guint8 digest[32];
  gboolean has_crc64;
  guint64 crc64;
} HoistPart;

void hoist_part_set_digests (HoistPart *self, const HoistDigests *digests, HoistDigestKinds kinds);
char *hoist_part_dup_digest_hex (const HoistPart *self);
void hoist_part_set_etag (HoistPart *self, const char *etag);

/**
 * HoistTicket:
 * @next: the step an upload goes on with: BEGIN, PART, COMMIT or WATCH
 * @has_begun: the service knows of this upload (or may do so)
 * @starts_over: the user wants nothing of it: ABORT, then BEGIN anew
 * @part_size: the grid's size in bytes, 0 before there is one
 * @parts: (owned) (element-type HoistPart): the whole grid, ascending and without a gap
 * @expires_us: when the upload's addresses run out, server time; 0 for never
 * @remote_id: (owned) (nullable): the service's name for the finished file
 * @link: (owned) (nullable): where the file can be seen
 * @verified: (unowned) (nullable): by what the bytes were proven; a static string of design
 *   section 3
 * @is_instant: the service had the file already
 * @is_changed: set by whoever changes anything but parts; the engine saves and clears it
 * @is_grid_new: set when @parts was planned anew
 * @is_sealed_new: set with a value of the sealed half; the engine saves and clears it
 */
typedef struct {
  HoistStep next;
  gboolean has_begun;
  gboolean starts_over;
  guint64 part_size;
  GArray *parts;
  gint64 expires_us;
  char *remote_id;
  char *link;
  const char *verified;
  gboolean is_instant;
  gboolean is_changed;
  gboolean is_grid_new;
  gboolean is_sealed_new;

  /*< private >*/
  GHashTable *values; /* (owned) (element-type utf8 utf8) */
  GHashTable *sealed; /* (owned) (element-type utf8 utf8) */
} HoistTicket;

HoistTicket *hoist_ticket_new (void);
HoistTicket *hoist_ticket_new_from_text (const char *text, GError **error);
void hoist_ticket_free (HoistTicket *self);
void hoist_ticket_reset (HoistTicket *self);
char *hoist_ticket_to_text (const HoistTicket *self);

const char *hoist_ticket_get (const HoistTicket *self, const char *name);
void hoist_ticket_set (HoistTicket *self, const char *name, const char *value);
const char *hoist_ticket_get_sealed (const HoistTicket *self, const char *name);
void hoist_ticket_set_sealed (HoistTicket *self, const char *name, const char *value);
gboolean hoist_ticket_has_sealed (const HoistTicket *self);
char *hoist_ticket_sealed_to_text (const HoistTicket *self);
gboolean hoist_ticket_open_sealed (HoistTicket *self, const char *text, GError **error);

void hoist_ticket_set_result (HoistTicket *self,
                              const char *remote_id,
                              const char *link,
                              const char *verified);
void
hoist_ticket_plan (HoistTicket *self, guint64 size, guint64 part_size, const HoistSlices *slices);
void hoist_ticket_plan_behind (HoistTicket *self,
                               guint64 size,
                               const guint64 *lengths,
                               guint n_lengths,
                               guint64 part_size);
gboolean hoist_ticket_get_crc64 (const HoistTicket *self, guint64 *crc64);
HoistPart *hoist_ticket_get_part (const HoistTicket *self, guint index);
guint hoist_ticket_get_n_parts (const HoistTicket *self);
HoistPart *hoist_ticket_find_part (const HoistTicket *self, guint64 offset);
guint64 hoist_ticket_get_bytes_done (const HoistTicket *self);
gboolean hoist_ticket_are_parts_done (const HoistTicket *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistTicket, hoist_ticket_free)

G_END_DECLS
