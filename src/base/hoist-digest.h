/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MD5, SHA-1, SHA-256 and CRC-64 of the same bytes in one pass. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  HOIST_DIGEST_NONE = 0,
  HOIST_DIGEST_MD5 = 1 << 0,
  HOIST_DIGEST_SHA1 = 1 << 1,
  HOIST_DIGEST_SHA256 = 1 << 2,
  HOIST_DIGEST_CRC64 = 1 << 3,
} HoistDigestKinds;

#define HOIST_DIGEST_ALL                                                                           \
  (HOIST_DIGEST_MD5 | HOIST_DIGEST_SHA1 | HOIST_DIGEST_SHA256 | HOIST_DIGEST_CRC64)

/* The values; @known says which of them are filled in. Plain data: copy by assignment. */
typedef struct {
  HoistDigestKinds known;
  guint8 md5[16];
  guint8 sha1[20];
  guint8 sha256[32];
  guint64 crc64;
} HoistDigests;

typedef struct _HoistDigester HoistDigester;

HoistDigester *hoist_digester_new (HoistDigestKinds kinds);
void hoist_digester_update (HoistDigester *self, const void *bytes, gsize length);
void hoist_digester_finish (HoistDigester *self, HoistDigests *digests);
void hoist_digester_reset (HoistDigester *self);
void hoist_digester_free (HoistDigester *self);

gsize hoist_digest_kind_get_size (HoistDigestKinds kind);
char *hoist_digest_to_hex (const guint8 *bytes, gsize length);

gboolean hoist_digests_get_bytes (const HoistDigests *self, HoistDigestKinds kind, guint8 *bytes);
void hoist_digests_set_bytes (HoistDigests *self, HoistDigestKinds kind, const guint8 *bytes);
char *hoist_digests_dup_hex (const HoistDigests *self, HoistDigestKinds kind);
char *hoist_digests_dup_base64 (const HoistDigests *self, HoistDigestKinds kind);
gboolean hoist_digests_set_hex (HoistDigests *self, HoistDigestKinds kind, const char *hex);
void hoist_digests_merge (HoistDigests *self, const HoistDigests *other);
gboolean hoist_digests_equal (const HoistDigests *a, const HoistDigests *b, HoistDigestKinds kinds);

guint64 hoist_crc64_update (guint64 crc, const void *bytes, gsize length);
guint64 hoist_crc64_combine (guint64 first, guint64 second, guint64 second_length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistDigester, hoist_digester_free)

G_END_DECLS
