/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Digests against published values, and all kinds in one pass against each alone. */
#include "hoist-digest.h"

#include <string.h>

/* MD5: RFC 1321 A.5. SHA-1 and SHA-256: FIPS 180 examples; of nothing: common knowledge. CRC-64/XZ:
 * check value of the catalogue of parametrised CRCs. */
static const struct {
  const char *text;
  HoistDigestKinds kind;
  const char *hex;
} vectors[] = {
  { "", HOIST_DIGEST_MD5, "d41d8cd98f00b204e9800998ecf8427e" },
  { "abc", HOIST_DIGEST_MD5, "900150983cd24fb0d6963f7d28e17f72" },
  { "", HOIST_DIGEST_SHA1, "da39a3ee5e6b4b0d3255bfef95601890afd80709" },
  { "abc", HOIST_DIGEST_SHA1, "a9993e364706816aba3e25717850c26c9cd0d89d" },
  { "abc", HOIST_DIGEST_SHA256,
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
  { "", HOIST_DIGEST_CRC64, "0000000000000000" },
  { "123456789", HOIST_DIGEST_CRC64, "995dc9bbdf1939fa" },
};

static void
test_vectors (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++) {
    g_autoptr (HoistDigester) digester = hoist_digester_new (vectors[i].kind);
    g_autofree char *hex = NULL;
    HoistDigests digests = { 0 };

    hoist_digester_update (digester, vectors[i].text, strlen (vectors[i].text));
    hoist_digester_finish (digester, &digests);
    hex = hoist_digests_dup_hex (&digests, vectors[i].kind);
    g_assert_cmpstr (hex, ==, vectors[i].hex);
    g_assert_cmpuint (digests.known, ==, vectors[i].kind);
  }
}

/* The rule itself, one bit at a time. */
static guint64
crc64_by_bits (const guint8 *bytes, gsize length)
{
  guint64 crc = G_MAXUINT64;

  for (gsize i = 0; i < length; i++) {
    crc ^= bytes[i];
    for (guint bit = 0; bit < 8; bit++)
      crc = (crc & 1) != 0 ? (crc >> 1) ^ G_GUINT64_CONSTANT (0xc96c5795d7870f42) : crc >> 1;
  }
  return ~crc;
}

static void
test_crc64_lengths (void)
{
  guint8 bytes[200];

  for (gsize i = 0; i < sizeof (bytes); i++)
    bytes[i] = i * 37 + 11;

  for (gsize start = 0; start < 9; start++) {
    for (gsize length = 0; start + length <= sizeof (bytes); length++)
      g_assert_cmphex (hoist_crc64_update (0, bytes + start, length), ==,
                       crc64_by_bits (bytes + start, length));
  }
  for (gsize cut = 0; cut <= sizeof (bytes); cut++) {
    guint64 crc = hoist_crc64_update (0, bytes, cut);

    g_assert_cmphex (hoist_crc64_update (crc, bytes + cut, sizeof (bytes) - cut), ==,
                     crc64_by_bits (bytes, sizeof (bytes)));
  }
}

/* The test file of the Tencent notes, section 2.2: byte i = (i + (i >> 8) + 3 * (i >> 16)) & 0xff
 */
static guint8 *
make_file (gsize size)
{
  guint8 *bytes = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    bytes[i] = i + (i >> 8) + 3 * (i >> 16);
  return bytes;
}

static void
test_one_pass (void)
{
  const gsize size = 6000000;
  g_autofree guint8 *bytes = make_file (size);
  g_autoptr (HoistDigester) all = hoist_digester_new (HOIST_DIGEST_ALL);
  g_autofree char *sha1 = NULL;
  HoistDigests together = { 0 };

  for (gsize offset = 0, step = 1; offset < size; offset += step, step = step * 2 + 1)
    hoist_digester_update (all, bytes + offset, MIN (step, size - offset));
  hoist_digester_finish (all, &together);
  sha1 = hoist_digests_dup_hex (&together, HOIST_DIGEST_SHA1);
  g_assert_cmpstr (sha1, ==, "4ff38043a7d1757be9eb5fbe5674cf8813525ab2");

  for (guint kind = 1; kind <= HOIST_DIGEST_CRC64; kind <<= 1) {
    g_autoptr (HoistDigester) one = hoist_digester_new (kind);
    HoistDigests alone = { 0 };

    hoist_digester_update (one, bytes, size);
    hoist_digester_finish (one, &alone);
    g_assert_true (hoist_digests_equal (&alone, &together, kind));
    g_assert_false (hoist_digests_equal (&alone, &together, HOIST_DIGEST_ALL));
  }
}

/* P(n) of the Alibaba PDS notes, section 5: byte i is i mod 251. */
static guint8 *
make_pattern (gsize size)
{
  guint8 *bytes = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    bytes[i] = i % 251;
  return bytes;
}

/* Section 5.3 of the Alibaba PDS notes, in decimal as that service writes them. */
static void
test_crc64_patterns (void)
{
  static const struct {
    gsize size;
    guint64 crc64;
  } rows[] = {
    { 0, 0 },
    { 1023, G_GUINT64_CONSTANT (9563193044280525580) },
    { 1025, G_GUINT64_CONSTANT (11676471316075037302) },
    { 1048576, G_GUINT64_CONSTANT (16028127081582314172) },
  };
  static const guint8 ff = 0xff;
  guint8 zeros[1024] = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree guint8 *bytes = make_pattern (rows[i].size);

    g_assert_cmpuint (hoist_crc64_update (0, bytes, rows[i].size), ==, rows[i].crc64);
  }
  g_assert_cmpuint (hoist_crc64_update (0, "a", 1), ==, G_GUINT64_CONSTANT (3675645893302102789));
  g_assert_cmpuint (hoist_crc64_update (0, &ff, 1), ==, G_GUINT64_CONSTANT (18374686479671623680));
  g_assert_cmpuint (hoist_crc64_update (0, zeros, sizeof (zeros)), ==,
                    G_GUINT64_CONSTANT (14085117335336199948));
}

/* The two halves of section 5.3 of the Alibaba PDS notes. */
static void
test_crc64_halves (void)
{
  const guint64 first = G_GUINT64_CONSTANT (17027618634763631541);
  const guint64 second = G_GUINT64_CONSTANT (9356483658069614460);
  g_autofree guint8 *bytes = make_pattern (1048576);

  g_assert_cmpuint (hoist_crc64_update (0, bytes, 400000), ==, first);
  g_assert_cmpuint (hoist_crc64_update (0, bytes + 400000, 648576), ==, second);
  g_assert_cmpuint (hoist_crc64_combine (first, second, 648576), ==,
                    G_GUINT64_CONSTANT (16028127081582314172));
  /* the order and the length count */
  g_assert_cmpuint (hoist_crc64_combine (second, first, 400000), !=,
                    G_GUINT64_CONSTANT (16028127081582314172));
  g_assert_cmpuint (hoist_crc64_combine (first, second, 648575), !=,
                    G_GUINT64_CONSTANT (16028127081582314172));
}

/* Cut anywhere, also before the first byte and behind the last one; and in three. */
static void
test_crc64_cuts (void)
{
  const gsize size = 1200;
  g_autofree guint8 *bytes = make_pattern (size);
  guint64 whole = hoist_crc64_update (0, bytes, size);

  for (gsize cut = 0; cut <= size; cut++) {
    guint64 first = hoist_crc64_update (0, bytes, cut);
    guint64 second = hoist_crc64_update (0, bytes + cut, size - cut);

    g_assert_cmphex (hoist_crc64_combine (first, second, size - cut), ==, whole);
  }
  for (gsize cut = 0; cut <= size / 2; cut += 7) {
    guint64 crc = hoist_crc64_update (0, bytes, cut);

    crc = hoist_crc64_combine (crc, hoist_crc64_update (0, bytes + cut, cut), cut);
    crc = hoist_crc64_combine (crc, hoist_crc64_update (0, bytes + 2 * cut, size - 2 * cut),
                               size - 2 * cut);
    g_assert_cmphex (crc, ==, whole);
  }
}

/* Lengths that no memory holds: however the pieces are grouped, the sum is the same. */
static void
test_crc64_far (void)
{
  guint64 tera = hoist_crc64_update (0, "", 1);
  guint64 crc = 0;

  for (guint i = 0; i < 40; i++)
    tera = hoist_crc64_combine (tera, tera, G_GUINT64_CONSTANT (1) << i);
  for (guint i = 0; i < 5; i++)
    crc = hoist_crc64_combine (crc, tera, G_GUINT64_CONSTANT (1) << 40);
  g_assert_cmphex (
      hoist_crc64_combine (hoist_crc64_combine (tera, tera, (guint64) 1 << 40),
                           hoist_crc64_combine (hoist_crc64_combine (tera, tera, (guint64) 1 << 40),
                                                tera, (guint64) 1 << 40),
                           (guint64) 3 << 40),
      ==, crc);
}

static void
test_reset (void)
{
  g_autoptr (HoistDigester) digester = hoist_digester_new (HOIST_DIGEST_ALL);
  HoistDigests first = { 0 };
  HoistDigests second = { 0 };

  hoist_digester_update (digester, "abc", 3);
  hoist_digester_finish (digester, &first);
  hoist_digester_reset (digester);
  hoist_digester_update (digester, "abc", 3);
  hoist_digester_finish (digester, &second);
  g_assert_true (hoist_digests_equal (&first, &second, HOIST_DIGEST_ALL));
}

static void
test_texts (void)
{
  HoistDigests digests = { 0 };
  g_autofree char *base64 = NULL;
  g_autofree char *crc_base64 = NULL;
  g_autofree char *hex = NULL;

  g_assert_null (hoist_digests_dup_hex (&digests, HOIST_DIGEST_MD5));
  g_assert_null (hoist_digests_dup_base64 (&digests, HOIST_DIGEST_MD5));
  g_assert_true (
      hoist_digests_set_hex (&digests, HOIST_DIGEST_MD5, "900150983CD24FB0d6963f7d28e17f72"));
  g_assert_true (hoist_digests_set_hex (&digests, HOIST_DIGEST_CRC64, "995dc9bbdf1939fa"));
  g_assert_cmphex (digests.crc64, ==, G_GUINT64_CONSTANT (0x995dc9bbdf1939fa));
  hex = hoist_digests_dup_hex (&digests, HOIST_DIGEST_MD5);
  base64 = hoist_digests_dup_base64 (&digests, HOIST_DIGEST_MD5);
  crc_base64 = hoist_digests_dup_base64 (&digests, HOIST_DIGEST_CRC64);
  g_assert_cmpstr (hex, ==, "900150983cd24fb0d6963f7d28e17f72");
  g_assert_cmpstr (base64, ==, "kAFQmDzST7DWlj99KOF/cg==");
  g_assert_cmpstr (crc_base64, ==, "mV3Ju98ZOfo=");
}

static void
test_refuses_bad_hex (void)
{
  static const char *const bad[] = {
    NULL,
    "",
    "9001",
    "900150983cd24fb0d6963f7d28e17f7",
    "900150983cd24fb0d6963f7d28e17f722",
    "g00150983cd24fb0d6963f7d28e17f72",
    "900150983cd24fb0d6963f7d28e17f7 ",
  };
  HoistDigests digests = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (hoist_digests_set_hex (&digests, HOIST_DIGEST_MD5, bad[i]));
  g_assert_false (hoist_digests_set_hex (&digests, HOIST_DIGEST_NONE, ""));
  g_assert_false (hoist_digests_set_hex (&digests, HOIST_DIGEST_MD5 | HOIST_DIGEST_SHA1,
                                         "900150983cd24fb0d6963f7d28e17f72"));
  g_assert_cmpuint (digests.known, ==, HOIST_DIGEST_NONE);
}

static void
test_merge (void)
{
  HoistDigests md5 = { 0 };
  HoistDigests crc = { .known = HOIST_DIGEST_CRC64, .crc64 = 7 };

  g_assert_true (
      hoist_digests_set_hex (&md5, HOIST_DIGEST_MD5, "900150983cd24fb0d6963f7d28e17f72"));
  g_assert_false (hoist_digests_equal (&md5, &md5, HOIST_DIGEST_NONE));
  hoist_digests_merge (&crc, &md5);
  g_assert_cmpuint (crc.known, ==, HOIST_DIGEST_CRC64 | HOIST_DIGEST_MD5);
  g_assert_cmpuint (crc.crc64, ==, 7);
  g_assert_true (hoist_digests_equal (&md5, &crc, HOIST_DIGEST_MD5));
  crc.md5[15] ^= 1;
  g_assert_false (hoist_digests_equal (&md5, &crc, HOIST_DIGEST_MD5));
}

static void
test_speed (void)
{
  const gsize size = 64 * 1024 * 1024;
  g_autofree guint8 *bytes = NULL;
  guint64 crc = 0;
  double rate = 0;

  if (!g_test_perf ()) {
    g_test_skip ("only with -m perf");
    return;
  }

  bytes = make_file (size);
  g_test_timer_start ();
  for (guint i = 0; i < 16; i++)
    crc = hoist_crc64_update (crc, bytes, size);
  rate = 16.0 * size / g_test_timer_elapsed () / 1e9;
  g_test_maximized_result (rate, "CRC-64: %.2f GB/s", rate);
  g_assert_cmphex (crc, !=, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/digest/published-values", test_vectors);
  g_test_add_func ("/digest/crc64-of-all-lengths-and-cuts", test_crc64_lengths);
  g_test_add_func ("/digest/crc64-of-patterns", test_crc64_patterns);
  g_test_add_func ("/digest/crc64-of-two-halves", test_crc64_halves);
  g_test_add_func ("/digest/crc64-of-pieces-cut-anywhere", test_crc64_cuts);
  g_test_add_func ("/digest/crc64-of-pieces-beyond-memory", test_crc64_far);
  g_test_add_func ("/digest/all-kinds-in-one-pass", test_one_pass);
  g_test_add_func ("/digest/reset-begins-anew", test_reset);
  g_test_add_func ("/digest/to-and-from-texts", test_texts);
  g_test_add_func ("/digest/refuses-bad-hex", test_refuses_bad_hex);
  g_test_add_func ("/digest/merges-and-compares", test_merge);
  g_test_add_func ("/digest/crc64-speed", test_speed);
  return g_test_run ();
}
