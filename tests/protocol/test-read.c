/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reader takes RFC 8259's objects, exactly, and nothing else. */
#include "hoist-read.h"

#include "hoist-error.h"

#include <string.h>

static HoistRead *
read_good (const char *text)
{
  g_autoptr (GError) error = NULL;
  HoistRead *read = hoist_read_new_from_text (text, &error);

  g_assert_no_error (error);
  return read;
}

static void
assert_refused (const char *text, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, length);
  g_autoptr (GError) error = NULL;
  g_autofree char *start = g_strndup (text, 60);
  g_autofree char *shown = g_strescape (start, NULL);
  HoistRead *read = hoist_read_new (bytes, &error);

  g_test_message ("%s", shown);
  g_assert_null (read);
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_PROTOCOL);
}

static void
test_good (void)
{
  static const char *const good[] = {
    "{}",
    " \t\r\n{ } \n",
    "\xef\xbb\xbf{}",
    "{\"a\":[],\"b\":{},\"c\":[[],{}]}",
    "{\"\":\"\"}",
    "{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00\"}",
    "{\"a\":-0,\"b\":0.5,\"c\":1E+5,\"d\":-12.25e-3}",
    "{\"a\":true,\"b\":false,\"c\":null}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autoptr (HoistRead) read = read_good (good[i]);

    g_assert_nonnull (hoist_read_get_root (read));
  }
}

/* long: a table of what is refused */
static void
test_bad (void)
{
  static const char *const bad[] = {
    "",
    " ",
    "null",
    "[]",
    "\"a\"",
    "1",
    "{",
    "}",
    "{\"a\"}",
    "{\"a\":}",
    "{\"a\":1,}",
    "{,}",
    "{\"a\":1 \"b\":2}",
    "{a:1}",
    "{'a':1}",
    "{\"a\":'b'}",
    "{\"a\":[1,]}",
    "{\"a\":[1 2]}",
    "{\"a\":[}",
    "{} {}",
    "{}x",
    "{}\n,",
    "/* c */{}",
    "{}// c",
    "{\"a\":01}",
    "{\"a\":+1}",
    "{\"a\":1.}",
    "{\"a\":.5}",
    "{\"a\":1e}",
    "{\"a\":0x10}",
    "{\"a\":NaN}",
    "{\"a\":Infinity}",
    "{\"a\":-}",
    "{\"a\":tru}",
    "{\"a\":True}",
    "{\"a\":nul}",
    "{\"a\":truex}",
    "{\"a\":\"\n\"}",
    "{\"a\":\"\t\"}",
    "{\"a\":\"\\x41\"}",
    "{\"a\":\"\\u12\"}",
    "{\"a\":\"\\u12g4\"}",
    "{\"a\":\"\\u0000\"}",
    "{\"a\":\"\\ud800\"}",
    "{\"a\":\"\\udc00\"}",
    "{\"a\":\"\\ud800\\u0041\"}",
    "{\"a\":\"\\ud800\\ud800\"}",
    "{\"a\":\"\\",
    "{\"a\":\"b",
    "{\"a\":\"\xff\"}",
    "{\"a\":\"\xc0\x80\"}",
    "{\"a\":\"\xed\xa0\x80\"}",
    "var x = {}; ",
    "{\"a\":1}}",
    "{\"a\":1]",
    "{\"a\"::1}",
    "{\"a\":1,,\"b\":2}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    assert_refused (bad[i], strlen (bad[i]));
  assert_refused ("{}\0", 3);
  assert_refused ("{\"a\0b\":1}", 9);
}

/* An answer that is cut anywhere is never taken for a whole one. */
static void
test_cut (void)
{
  static const char text[] =
      "{\"code\":1,\"listParts\":[{\"offset\":\"0\",\"x\":-1.5e3}],\"z\":null}";

  for (gsize length = 0; length < strlen (text); length++)
    assert_refused (text, length);
  hoist_read_free (read_good (text));
}

static void
test_duplicates (void)
{
  static const char *const bad[] = {
    "{\"code\":0,\"code\":-1}",  "{\"code\":0,\"Code\":-1}",    "{\"code\":0,\"c\\u006fde\":-1}",
    "{\"a\":{\"b\":1,\"b\":1}}", "{\"a\":[{\"b\":1,\"B\":1}]}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    assert_refused (bad[i], strlen (bad[i]));
  hoist_read_free (read_good ("{\"a\":{\"b\":1},\"c\":{\"b\":1},\"d\":[{\"b\":1},{\"b\":1}]}"));
}

static char *
make_nested (guint depth)
{
  GString *text = g_string_new ("{\"a\":");

  for (guint i = 1; i < depth; i++)
    g_string_append_c (text, '[');
  for (guint i = 1; i < depth; i++)
    g_string_append_c (text, ']');
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

static void
test_depth (void)
{
  g_autofree char *good = make_nested (HOIST_READ_MAX_DEPTH);
  g_autofree char *bad = make_nested (HOIST_READ_MAX_DEPTH + 1);
  g_autofree char *hostile = g_strnfill (1000000, '[');
  g_autofree char *hostile_object = g_strconcat ("{\"a\":", hostile, NULL);

  hoist_read_free (read_good (good));
  assert_refused (bad, strlen (bad));
  assert_refused (hostile_object, strlen (hostile_object));
}

static char *
make_list (const char *start, guint n, const char *format_item, const char *end)
{
  GString *text = g_string_new (start);

  for (guint i = 0; i < n; i++) {
    g_autofree char *number = g_strdup_printf ("%u", i);
    g_auto (GStrv) pieces = g_strsplit (format_item, "#", -1);
    g_autofree char *item = g_strjoinv (number, pieces);

    g_string_append_printf (text, "%s%s", i > 0 ? "," : "", item);
  }
  g_string_append (text, end);
  return g_string_free (text, FALSE);
}

static void
test_caps (void)
{
  g_autofree char *names = make_list ("{", HOIST_READ_MAX_NAMES, "\"n#\":0", "}");
  g_autofree char *too_many = make_list ("{", HOIST_READ_MAX_NAMES + 1, "\"n#\":0", "}");
  g_autofree char *values = make_list ("{\"a\":[", HOIST_READ_MAX_VALUES - 2, "#", "]}");
  g_autofree char *more = make_list ("{\"a\":[", HOIST_READ_MAX_VALUES - 1, "#", "]}");
  g_autofree char *padding = g_strnfill (HOIST_READ_MAX_SIZE - 2, ' ');
  g_autofree char *large = g_strconcat (padding, "{}", NULL);
  g_autofree char *larger = g_strconcat (large, " ", NULL);

  hoist_read_free (read_good (names));
  assert_refused (too_many, strlen (too_many));
  hoist_read_free (read_good (values));
  assert_refused (more, strlen (more));
  hoist_read_free (read_good (large));
  assert_refused (larger, strlen (larger));
}

/* The list of a 100 GB file in 1 MiB parts, as long as it can be. */
static void
test_long_list (void)
{
  g_autofree char *text = make_list ("{\"code\":1,\"dataSize\":1048576,\"listParts\":[", 95368,
                                     "{\"offset\":1000000#,\"dataSize\":1048576,"
                                     "\"dataMd5\":\"0bee89b07a248e27c83fc3d5951213c1\"}",
                                     "]}");
  g_autoptr (HoistRead) read = read_good (text);
  const HoistReadValue *list = hoist_read_find_array (hoist_read_get_root (read), "listparts");
  guint64 offset = 0;

  g_assert_cmpuint (hoist_read_get_count (list), ==, 95368);
  g_assert_true (hoist_read_uint (hoist_read_get_object_at (list, 95367), "OFFSET", &offset));
  g_assert_cmpuint (offset, ==, G_GUINT64_CONSTANT (100000095367));
}

static void
test_numbers (void)
{
  static const struct {
    const char *text;
    gboolean is_int;
    gint64 value;
  } rows[] = {
    { "0", TRUE, 0 },
    { "-0", TRUE, 0 },
    { "1048576", TRUE, 1048576 },
    { "-10006", TRUE, -10006 },
    { "1048576.0", TRUE, 1048576 },
    { "1048576.000", TRUE, 1048576 },
    { "1.048576e6", TRUE, 1048576 },
    { "1.048576E+6", TRUE, 1048576 },
    { "10485760e-1", TRUE, 1048576 },
    { "0e99999", TRUE, 0 },
    { "0.000e-99999", TRUE, 0 },
    { "9223372036854775807", TRUE, G_MAXINT64 },
    { "-9223372036854775808", TRUE, G_MININT64 },
    { "9223372036854775808", FALSE, 0 },
    { "-9223372036854775809", FALSE, 0 },
    { "1.5", FALSE, 0 },
    { "1e-1", FALSE, 0 },
    { "1e99999999999", FALSE, 0 },
    { "99999999999999999999", FALSE, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    for (guint as_text = 0; as_text <= 1; as_text++) {
      const char *quote = as_text ? "\"" : "";
      g_autofree char *text = g_strdup_printf ("{\"n\":%s%s%s}", quote, rows[i].text, quote);
      g_autoptr (HoistRead) read = read_good (text);
      gint64 value = 4711;

      g_test_message ("%s", text);
      g_assert_true (hoist_read_int (hoist_read_get_root (read), "n", &value) == rows[i].is_int);
      g_assert_cmpint (value, ==, rows[i].is_int ? rows[i].value : 4711);
    }
  }
}

static void
test_texts_as_numbers (void)
{
  static const char *const bad[] = { "",    " 1", "1 ",  "+1",  "0x1",   "1,5", ".5",
                                     "5.",  "1e", "1e+", "--1", "1.2.3", "one", "1048576 bytes",
                                     "1e5x" };
  guint64 value = 4711;
  gint64 signed_value = 4711;

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_assert_false (hoist_read_parse_uint (bad[i], &value));
    g_assert_false (hoist_read_parse_int (bad[i], &signed_value));
  }
  g_assert_false (hoist_read_parse_uint ("-1", &value));
  g_assert_cmpuint (value, ==, 4711);
  g_assert_true (hoist_read_parse_uint ("007", &value));
  g_assert_cmpuint (value, ==, 7);
}

static void
test_unsigned (void)
{
  g_autoptr (HoistRead) read = read_good ("{\"max\":18446744073709551615,"
                                          "\"over\":18446744073709551616,\"minus\":-1,"
                                          "\"float\":1.8446744073709551615e19}");
  const HoistReadValue *root = hoist_read_get_root (read);
  guint64 value = 0;

  g_assert_true (hoist_read_uint (root, "max", &value));
  g_assert_cmpuint (value, ==, G_MAXUINT64);
  g_assert_true (hoist_read_uint (root, "float", &value));
  g_assert_cmpuint (value, ==, G_MAXUINT64);
  g_assert_false (hoist_read_uint (root, "over", &value));
  g_assert_false (hoist_read_uint (root, "minus", &value));
  g_assert_false (hoist_read_uint (root, "absent", &value));
}

static void
test_exact_ids (void)
{
  g_autoptr (HoistRead) read = read_good ("{\"fileId\":16092504232103571364,\"text\":\"007\","
                                          "\"long\":123456789012345678901234567890}");
  const HoistReadValue *root = hoist_read_get_root (read);

  g_assert_cmpstr (hoist_read_get_text (root, "fileid"), ==, "16092504232103571364");
  g_assert_cmpstr (hoist_read_get_text (root, "text"), ==, "007");
  g_assert_cmpstr (hoist_read_get_text (root, "long"), ==, "123456789012345678901234567890");
}

static void
test_kinds (void)
{
  g_autoptr (HoistRead) read =
      read_good ("{\"o\":{\"x\":1},\"a\":[{\"x\":2},3,\"t\"],\"t\":\"text\",\"yes\":true,\"one\":1,"
                 "\"two\":2,\"null\":null,\"no\":\"0\"}");
  const HoistReadValue *root = hoist_read_get_root (read);
  const HoistReadValue *array = hoist_read_find_array (root, "a");
  g_auto (GStrv) names = hoist_read_dup_names (root);
  gboolean flag = FALSE;
  gint64 value = 0;

  g_assert_null (hoist_read_find (root, "null"));
  g_assert_null (hoist_read_find (root, "absent"));
  g_assert_null (hoist_read_find (NULL, "o"));
  g_assert_null (hoist_read_find (hoist_read_find (root, "t"), "o"));
  g_assert_null (hoist_read_find_object (root, "a"));
  g_assert_null (hoist_read_find_array (root, "o"));
  g_assert_null (hoist_read_get_text (root, "o"));
  g_assert_null (hoist_read_get_text (root, "yes"));
  g_assert_true (hoist_read_int (hoist_read_find_object (root, "o"), "x", &value));

  g_assert_cmpuint (hoist_read_get_count (array), ==, 3);
  g_assert_cmpuint (hoist_read_get_count (root), ==, 0);
  g_assert_nonnull (hoist_read_get_object_at (array, 0));
  g_assert_null (hoist_read_get_object_at (array, 1));
  g_assert_null (hoist_read_get_object_at (array, 3));
  g_assert_cmpstr (hoist_read_get_text_at (array, 1), ==, "3");
  g_assert_cmpstr (hoist_read_get_text_at (array, 2), ==, "t");
  g_assert_null (hoist_read_get_text_at (array, 0));
  g_assert_null (hoist_read_get_text_at (array, 99));

  g_assert_true (hoist_read_flag (root, "yes", &flag) && flag);
  g_assert_true (hoist_read_flag (root, "no", &flag) && !flag);
  g_assert_true (hoist_read_flag (root, "one", &flag) && flag);
  g_assert_false (hoist_read_flag (root, "two", &flag));
  g_assert_false (hoist_read_flag (root, "t", &flag));
  g_assert_cmpuint (g_strv_length (names), ==, 8);
  g_assert_cmpstr (names[0], ==, "o");
}

static void
test_escapes (void)
{
  g_autoptr (HoistRead) read =
      read_good ("{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00z\"}");

  g_assert_cmpstr (hoist_read_get_text (hoist_read_get_root (read), "a"), ==, "\"\\/\b\f\n\r\té😀z");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/read/takes-every-good-form", test_good);
  g_test_add_func ("/read/refuses-bad-grammar", test_bad);
  g_test_add_func ("/read/refuses-a-text-that-is-cut-anywhere", test_cut);
  g_test_add_func ("/read/refuses-the-same-name-twice", test_duplicates);
  g_test_add_func ("/read/refuses-deep-nesting", test_depth);
  g_test_add_func ("/read/refuses-what-is-above-the-caps", test_caps);
  g_test_add_func ("/read/takes-the-list-of-a-huge-file", test_long_list);
  g_test_add_func ("/read/numbers-are-exact-or-refused", test_numbers);
  g_test_add_func ("/read/other-texts-are-no-numbers", test_texts_as_numbers);
  g_test_add_func ("/read/unsigned-numbers", test_unsigned);
  g_test_add_func ("/read/ids-stay-as-they-were-sent", test_exact_ids);
  g_test_add_func ("/read/a-wrong-kind-is-not-there", test_kinds);
  g_test_add_func ("/read/escapes", test_escapes);
  return g_test_run ();
}
