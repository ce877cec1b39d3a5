/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One part of an upload: a range of the file, and what is known of it. */
#pragma once

#include "hoist-digest.h"

#include <glib.h>

G_BEGIN_DECLS

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
GArray *hoist_part_new_array (void);

G_END_DECLS
