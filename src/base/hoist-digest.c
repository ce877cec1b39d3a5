/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GChecksum for MD5, SHA-1 and SHA-256, our own CRC-64, fed in one pass. */
#include "hoist-digest.h"

#include <string.h>

/* Several digests take turns on pieces of this size: small enough for a core's own cache, so that
 * memory is read once, and large enough that the turns cost nothing. */
#define PIECE_SIZE (64 * 1024)

/* CRC-64/XZ: reflected ECMA-182 polynomial, all ones before and after, check value
 * 0x995dc9bbdf1939fa (the XZ file format, section 6; and the catalogue of parametrised CRCs). */
#define CRC64_POLYNOMIAL G_GUINT64_CONSTANT (0xc96c5795d7870f42)

/* Bytes for each step of the loop: one table for each of them (Intel's "slicing-by-N"). */
#define CRC64_SLICES 16

static guint64 crc64_tables[CRC64_SLICES][256];

struct _HoistDigester {
  HoistDigestKinds kinds;
  GChecksum *md5;    /* (owned) (nullable) */
  GChecksum *sha1;   /* (owned) (nullable) */
  GChecksum *sha256; /* (owned) (nullable) */
  guint64 crc64;
};

static void
make_crc64_tables (void)
{
  for (guint i = 0; i < 256; i++) {
    guint64 value = i;

    for (guint bit = 0; bit < 8; bit++)
      value = (value >> 1) ^ ((value & 1) != 0 ? CRC64_POLYNOMIAL : 0);
    crc64_tables[0][i] = value;
  }

  for (guint slice = 1; slice < CRC64_SLICES; slice++) {
    for (guint i = 0; i < 256; i++) {
      guint64 value = crc64_tables[slice - 1][i];

      crc64_tables[slice][i] = (value >> 8) ^ crc64_tables[0][value & 0xff];
    }
  }
}

/* Written out: compilers do not unroll such a loop at -O2, which halves the speed. */
static inline guint64
look_up_word (const guint64 (*tables)[256], guint64 word)
{
  return tables[7][word & 0xff] ^ tables[6][(word >> 8) & 0xff] ^ tables[5][(word >> 16) & 0xff] ^
         tables[4][(word >> 24) & 0xff] ^ tables[3][(word >> 32) & 0xff] ^
         tables[2][(word >> 40) & 0xff] ^ tables[1][(word >> 48) & 0xff] ^ tables[0][word >> 56];
}

/**
 * hoist_crc64_update:
 * @crc: the CRC of all bytes so far, 0 at the start
 * @bytes: (array length=length): the next bytes
 *
 * Returns: the CRC-64/XZ of all bytes; it is complete after each call
 */
guint64
hoist_crc64_update (guint64 crc, const void *bytes, gsize length)
{
  static gsize is_ready = 0;
  const guint8 *next = bytes;

  if (g_once_init_enter (&is_ready)) {
    make_crc64_tables ();
    g_once_init_leave (&is_ready, 1);
  }

  crc = ~crc;
  for (; length >= CRC64_SLICES; length -= CRC64_SLICES, next += CRC64_SLICES) {
    guint64 first = 0;
    guint64 second = 0;

    memcpy (&first, next, sizeof (first));
    memcpy (&second, next + sizeof (first), sizeof (second));
    crc = look_up_word (crc64_tables + 8, GUINT64_FROM_LE (first) ^ crc) ^
          look_up_word (crc64_tables, GUINT64_FROM_LE (second));
  }

  for (; length > 0; length--, next++)
    crc = (crc >> 8) ^ crc64_tables[0][(crc ^ *next) & 0xff];
  return ~crc;
}

/* A CRC is linear: a matrix over GF(2), one column for each bit, leads from it to its value behind
 * some zero bytes. */
static guint64
multiply (const guint64 matrix[64], guint64 vector)
{
  guint64 sum = 0;

  for (guint bit = 0; vector != 0; bit++, vector >>= 1)
    sum ^= (vector & 1) != 0 ? matrix[bit] : 0;
  return sum;
}

static void
square (guint64 matrix[64])
{
  guint64 squared[64];

  for (guint bit = 0; bit < 64; bit++)
    squared[bit] = multiply (matrix, matrix[bit]);
  memcpy (matrix, squared, sizeof (squared));
}

/**
 * hoist_crc64_combine:
 * @first: the CRC of some bytes
 * @second: the CRC of those behind them
 * @second_length: how many those are
 *
 * Returns: the CRC of all of them (as zlib's crc32_combine(): the first one is carried over the
 *   length of the second in steps of powers of two)
 */
guint64
hoist_crc64_combine (guint64 first, guint64 second, guint64 second_length)
{
  guint64 matrix[64];

  matrix[0] = CRC64_POLYNOMIAL; /* one zero bit */
  for (guint bit = 1; bit < 64; bit++)
    matrix[bit] = G_GUINT64_CONSTANT (1) << (bit - 1);
  for (guint i = 0; i < 3; i++)
    square (matrix); /* one zero byte */

  for (; second_length > 0; second_length >>= 1) {
    if ((second_length & 1) != 0)
      first = multiply (matrix, first);
    square (matrix);
  }
  return first ^ second;
}

/**
 * hoist_digester_new:
 * @kinds: which digests to take
 *
 * Returns: (transfer full): takes all of @kinds in one pass
 */
HoistDigester *
hoist_digester_new (HoistDigestKinds kinds)
{
  HoistDigester *self = g_new0 (HoistDigester, 1);

  self->kinds = kinds;
  if ((kinds & HOIST_DIGEST_MD5) != 0)
    self->md5 = g_checksum_new (G_CHECKSUM_MD5);
  if ((kinds & HOIST_DIGEST_SHA1) != 0)
    self->sha1 = g_checksum_new (G_CHECKSUM_SHA1);
  if ((kinds & HOIST_DIGEST_SHA256) != 0)
    self->sha256 = g_checksum_new (G_CHECKSUM_SHA256);
  return self;
}

static void
update_piece (HoistDigester *self, const guint8 *bytes, gsize length)
{
  if (self->md5 != NULL)
    g_checksum_update (self->md5, bytes, length);
  if (self->sha1 != NULL)
    g_checksum_update (self->sha1, bytes, length);
  if (self->sha256 != NULL)
    g_checksum_update (self->sha256, bytes, length);
  if ((self->kinds & HOIST_DIGEST_CRC64) != 0)
    self->crc64 = hoist_crc64_update (self->crc64, bytes, length);
}

/**
 * hoist_digester_update:
 * @bytes: (array length=length): the next bytes
 *
 * May be called from any thread, but from one at a time.
 */
void
hoist_digester_update (HoistDigester *self, const void *bytes, gsize length)
{
  const guint8 *next = bytes;

  g_return_if_fail (self != NULL);

  while (length > 0) {
    gsize piece = MIN (length, PIECE_SIZE);

    update_piece (self, next, piece);
    next += piece;
    length -= piece;
  }
}

static void
finish_checksum (GChecksum *checksum, guint8 *digest, gsize length)
{
  if (checksum != NULL)
    g_checksum_get_digest (checksum, digest, &length);
}

/**
 * hoist_digester_finish:
 * @digests: (out caller-allocates): the values of all bytes; what it held before is lost
 *
 * Ends a pass. Before the digester takes more bytes, hoist_digester_reset() must be called.
 */
void
hoist_digester_finish (HoistDigester *self, HoistDigests *digests)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (digests != NULL);

  *digests = (HoistDigests){ .known = self->kinds };
  finish_checksum (self->md5, digests->md5, sizeof (digests->md5));
  finish_checksum (self->sha1, digests->sha1, sizeof (digests->sha1));
  finish_checksum (self->sha256, digests->sha256, sizeof (digests->sha256));
  digests->crc64 = self->crc64;
}

/* Forgets all bytes so far. */
void
hoist_digester_reset (HoistDigester *self)
{
  g_return_if_fail (self != NULL);

  if (self->md5 != NULL)
    g_checksum_reset (self->md5);
  if (self->sha1 != NULL)
    g_checksum_reset (self->sha1);
  if (self->sha256 != NULL)
    g_checksum_reset (self->sha256);
  self->crc64 = 0;
}

void
hoist_digester_free (HoistDigester *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->md5, g_checksum_free);
  g_clear_pointer (&self->sha1, g_checksum_free);
  g_clear_pointer (&self->sha256, g_checksum_free);
  g_free (self);
}

/**
 * hoist_digest_kind_get_size:
 * @kind: one kind
 *
 * Returns: bytes of such a digest; 0 for %HOIST_DIGEST_NONE and for several kinds at once
 */
gsize
hoist_digest_kind_get_size (HoistDigestKinds kind)
{
  /* not a switch: a mask has values beside those of its enum */
  if (kind == HOIST_DIGEST_MD5)
    return 16;
  if (kind == HOIST_DIGEST_SHA1)
    return 20;
  if (kind == HOIST_DIGEST_SHA256)
    return 32;
  return kind == HOIST_DIGEST_CRC64 ? 8 : 0;
}

/**
 * hoist_digests_get_bytes:
 * @kind: one kind
 * @bytes: (out caller-allocates): where to put hoist_digest_kind_get_size() bytes, at most 32; a
 *   CRC has its most significant byte first
 *
 * Returns: whether that digest is known
 */
gboolean
hoist_digests_get_bytes (const HoistDigests *self, HoistDigestKinds kind, guint8 *bytes)
{
  guint64 crc = GUINT64_TO_BE (self->crc64);
  const void *value = &crc;

  if ((self->known & kind) == 0 || hoist_digest_kind_get_size (kind) == 0)
    return FALSE;

  if (kind == HOIST_DIGEST_MD5)
    value = self->md5;
  else if (kind == HOIST_DIGEST_SHA1)
    value = self->sha1;
  else if (kind == HOIST_DIGEST_SHA256)
    value = self->sha256;
  memcpy (bytes, value, hoist_digest_kind_get_size (kind));
  return TRUE;
}

/**
 * hoist_digests_set_bytes:
 * @kind: one kind
 * @bytes: hoist_digest_kind_get_size() bytes, as from hoist_digests_get_bytes()
 */
void
hoist_digests_set_bytes (HoistDigests *self, HoistDigestKinds kind, const guint8 *bytes)
{
  guint64 crc = 0;

  g_return_if_fail (hoist_digest_kind_get_size (kind) > 0);

  if (kind == HOIST_DIGEST_MD5)
    memcpy (self->md5, bytes, sizeof (self->md5));
  else if (kind == HOIST_DIGEST_SHA1)
    memcpy (self->sha1, bytes, sizeof (self->sha1));
  else if (kind == HOIST_DIGEST_SHA256)
    memcpy (self->sha256, bytes, sizeof (self->sha256));
  else
    memcpy (&crc, bytes, sizeof (crc));

  if (kind == HOIST_DIGEST_CRC64)
    self->crc64 = GUINT64_FROM_BE (crc);
  self->known |= kind;
}

/**
 * hoist_digest_to_hex:
 * @bytes: (array length=length): a digest
 *
 * Returns: (transfer full): two small hexadecimal digits a byte
 */
char *
hoist_digest_to_hex (const guint8 *bytes, gsize length)
{
  static const char digits[] = "0123456789abcdef";
  char *hex = g_malloc (2 * length + 1);

  for (gsize i = 0; i < length; i++) {
    hex[2 * i] = digits[bytes[i] >> 4];
    hex[2 * i + 1] = digits[bytes[i] & 0xf];
  }
  hex[2 * length] = '\0';
  return hex;
}

/**
 * hoist_digests_dup_hex:
 * @kind: one kind
 *
 * Returns: (transfer full) (nullable): small hexadecimal digits, a CRC with the most significant
 *   first; %NULL when that digest is not known
 */
char *
hoist_digests_dup_hex (const HoistDigests *self, HoistDigestKinds kind)
{
  guint8 bytes[32];

  if (!hoist_digests_get_bytes (self, kind, bytes))
    return NULL;
  return hoist_digest_to_hex (bytes, hoist_digest_kind_get_size (kind));
}

/**
 * hoist_digests_dup_base64:
 * @kind: one kind
 *
 * Returns: (transfer full) (nullable): Base64 of the bytes; %NULL when that digest is not known
 */
char *
hoist_digests_dup_base64 (const HoistDigests *self, HoistDigestKinds kind)
{
  guint8 bytes[32];

  if (!hoist_digests_get_bytes (self, kind, bytes))
    return NULL;
  return g_base64_encode (bytes, hoist_digest_kind_get_size (kind));
}

/**
 * hoist_digests_set_hex:
 * @kind: one kind
 * @hex: (nullable): digits in either case; a stranger may have written them
 *
 * Returns: whether @hex was a digest of that kind; if not, nothing is changed
 */
gboolean
hoist_digests_set_hex (HoistDigests *self, HoistDigestKinds kind, const char *hex)
{
  gsize size = hoist_digest_kind_get_size (kind);
  guint8 bytes[32];

  if (hex == NULL || size == 0 || strlen (hex) != 2 * size)
    return FALSE;

  for (gsize i = 0; i < size; i++) {
    if (!g_ascii_isxdigit (hex[2 * i]) || !g_ascii_isxdigit (hex[2 * i + 1]))
      return FALSE;
    bytes[i] = g_ascii_xdigit_value (hex[2 * i]) << 4 | g_ascii_xdigit_value (hex[2 * i + 1]);
  }

  hoist_digests_set_bytes (self, kind, bytes);
  return TRUE;
}

/**
 * hoist_digests_merge:
 * @other: digests of the same bytes
 *
 * Takes over what @other knows.
 */
void
hoist_digests_merge (HoistDigests *self, const HoistDigests *other)
{
  for (guint bit = 1; bit <= HOIST_DIGEST_CRC64; bit <<= 1) {
    guint8 bytes[32];

    if (hoist_digests_get_bytes (other, bit, bytes))
      hoist_digests_set_bytes (self, bit, bytes);
  }
}

/**
 * hoist_digests_equal:
 * @kinds: what to compare
 *
 * Returns: whether both know all of @kinds and agree in them; %FALSE for no kinds, for then
 *   nothing is proven
 */
gboolean
hoist_digests_equal (const HoistDigests *a, const HoistDigests *b, HoistDigestKinds kinds)
{
  if (kinds == HOIST_DIGEST_NONE)
    return FALSE;

  for (guint bit = 1; bit <= HOIST_DIGEST_CRC64; bit <<= 1) {
    guint8 ours[32];
    guint8 theirs[32];

    if ((kinds & bit) == 0)
      continue;
    if (!hoist_digests_get_bytes (a, bit, ours) || !hoist_digests_get_bytes (b, bit, theirs))
      return FALSE;
    if (memcmp (ours, theirs, hoist_digest_kind_get_size (bit)) != 0)
      return FALSE;
  }
  return TRUE;
}
