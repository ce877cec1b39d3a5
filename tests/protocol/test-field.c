/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may be typed into a field. */
#include "hoist-field.h"

#include "hoist-error.h"

#include <string.h>

static void
test_addresses (void)
{
  static const char *const good[] = {
    "https://vod2.qcloud.com/v2/index.php",
    "https://vod2.qcloud.com",
    "HTTPS://Vod2.qcloud.com:443/",
    "https://[2001:db8::1]/x",
    "https://bucket.example/a?X-Signature=1&y=%20",
    "http://localhost:8080/x",
    "http://LocalHost/",
    "http://127.0.0.1:1/",
    "http://127.255.255.254/",
    "http://[::1]:8080/",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_true (hoist_field_check_address (good[i], &error));
    g_assert_no_error (error);
  }
}

static void
test_bad_addresses (void)
{
  static const char *const bad[] = {
    "",
    "https://",
    "https:///x",
    "vod2.qcloud.com",
    "//vod2.qcloud.com",
    "ftp://localhost/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "http://vod2.qcloud.com/",
    "http://127.0.0.1.evil.example/",
    "http://127.0.0.1@evil.example/",
    "http://localhost.evil/",
    "http://evil.localhost.example/",
    "http://128.0.0.1/",
    "http://0.0.0.0/",
    "http://0177.0.0.1/",
    "http://[::ffff:8.8.8.8]/",
    "http://[::2]/",
    "http://10.0.0.1/",
    "http://192.168.1.1/",
    "https://user:password@vod2.qcloud.com/",
    "https://user@vod2.qcloud.com/",
    "https://@vod2.qcloud.com/",
    "https://vod2.qcloud.com/#x",
    "https://vod2.qcloud.com/a b",
    "https://vod2.qcloud.com/\n",
    " https://vod2.qcloud.com/",
    "https://vod2.qcloud.com\\@evil/",
    "https://vod2.qcloud.com:99999/",
    "https://vod2.qcloud.com/%zz",
    "https://a@b@vod2.qcloud.com/",
    "https://vod2,qcloud.com/",

    "https://\xff/",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *shown = g_strescape (bad[i], NULL);

    g_test_message ("%s", shown);
    g_assert_false (hoist_field_check_address (bad[i], &error));
    g_assert_error (error, HOIST_ERROR, HOIST_ERROR_PROTOCOL);
    g_assert_null (strstr (error->message, "password"));
    g_assert_true (g_str_has_suffix (error->message, "."));
  }
}

static const char *const choices[] = { "GET", "POST", NULL };

static const struct {
  HoistFieldKind kind;
  const char *value;
  gboolean is_good;
} values[] = {
  { HOIST_FIELD_TEXT, "gz", TRUE },
  { HOIST_FIELD_TEXT, "Grüße & 😀", TRUE },
  { HOIST_FIELD_TEXT, "a\nb", FALSE },
  { HOIST_FIELD_TEXT, "a\r", FALSE },
  { HOIST_FIELD_TEXT, "a\x7f", FALSE },
  { HOIST_FIELD_TEXT, "\xff", FALSE },
  { HOIST_FIELD_ADDRESS, "https://a.example/", TRUE },
  { HOIST_FIELD_ADDRESS, "http://a.example/", FALSE },
  { HOIST_FIELD_NUMBER, "0", TRUE },
  { HOIST_FIELD_NUMBER, "9223372036854775807", TRUE },
  { HOIST_FIELD_NUMBER, "9223372036854775808", FALSE },
  { HOIST_FIELD_NUMBER, "-1", FALSE },
  { HOIST_FIELD_NUMBER, "1.0", FALSE },
  { HOIST_FIELD_NUMBER, "1e3", FALSE },
  { HOIST_FIELD_NUMBER, " 1", FALSE },
  { HOIST_FIELD_SWITCH, "0", TRUE },
  { HOIST_FIELD_SWITCH, "1", TRUE },
  { HOIST_FIELD_SWITCH, "2", FALSE },
  { HOIST_FIELD_SWITCH, "yes", FALSE },
  { HOIST_FIELD_CHOICE, "GET", TRUE },
  { HOIST_FIELD_CHOICE, "get", FALSE },
  { HOIST_FIELD_CHOICE, "PUT", FALSE },
  { HOIST_FIELD_LIST, "a, b,,c", TRUE },
  { HOIST_FIELD_LIST, "a\tb", FALSE },
};

static void
test_kinds (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++) {
    HoistField field = { "x", values[i].kind, 0, "The Label", "Help.", NULL, choices };
    g_autoptr (GError) error = NULL;
    g_autofree char *shown = g_strescape (values[i].value, NULL);

    g_test_message ("%d %s", (int) values[i].kind, shown);
    g_assert_true (hoist_field_check (&field, values[i].value, &error) == values[i].is_good);
    if (values[i].is_good) {
      g_assert_no_error (error);
    } else {
      g_assert_nonnull (strstr (error->message, "“The Label”"));
      g_assert_true (error->domain == HOIST_ERROR);
    }
  }
}

static void
test_required (void)
{
  HoistField field = { "x", HOIST_FIELD_NUMBER, 0, "The Label", "Help.", NULL, NULL };
  g_autoptr (GError) error = NULL;

  g_assert_true (hoist_field_check (&field, NULL, NULL));
  g_assert_true (hoist_field_check (&field, "", NULL));
  field.flags = HOIST_FIELD_REQUIRED;
  g_assert_false (hoist_field_check (&field, "", NULL));
  g_assert_false (hoist_field_check (&field, NULL, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "“The Label”"));
}

/* What a service would cut in silence is said. */
static void
test_limits (void)
{
  const struct {
    HoistField field;
    const char *value;
    gboolean is_good;
  } cases[] = {
    { { .kind = HOIST_FIELD_TEXT, .max_length = 3 }, "äöü", TRUE },
    { { .kind = HOIST_FIELD_TEXT, .max_length = 3 }, "äöüx", FALSE },
    { { .kind = HOIST_FIELD_TEXT }, "as long as you like", TRUE },
    { { .kind = HOIST_FIELD_LIST, .max_count = 2 }, "a, b", TRUE },
    { { .kind = HOIST_FIELD_LIST, .max_count = 2 }, "a,, b , ", TRUE },
    { { .kind = HOIST_FIELD_LIST, .max_count = 2 }, "a,b,c", FALSE },
    { { .kind = HOIST_FIELD_LIST, .max_length = 2 }, "ab, cd,ef,gh", TRUE },
    { { .kind = HOIST_FIELD_LIST, .max_length = 2 }, "ab,cde", FALSE },
    { { .kind = HOIST_FIELD_TEXT, .flags = HOIST_FIELD_ENDING }, "mp4", TRUE },
    { { .kind = HOIST_FIELD_TEXT, .flags = HOIST_FIELD_ENDING }, ".mp4", TRUE },
    { { .kind = HOIST_FIELD_TEXT, .flags = HOIST_FIELD_ENDING }, "a/b", FALSE },
    { { .kind = HOIST_FIELD_TEXT, .flags = HOIST_FIELD_ENDING }, ".", FALSE },
    { { .kind = HOIST_FIELD_TEXT, .flags = HOIST_FIELD_ENDING }, "mp 4", FALSE },
    { { .kind = HOIST_FIELD_TEXT, .flags = HOIST_FIELD_ENDING }, "", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    HoistField field = cases[i].field;
    g_autoptr (GError) error = NULL;

    field.label = "The Label";
    g_test_message ("%s", cases[i].value);
    g_assert_true (hoist_field_check (&field, cases[i].value, &error) == cases[i].is_good);
    if (!cases[i].is_good) {
      g_assert_error (error, HOIST_ERROR, HOIST_ERROR_REFUSED);
      g_assert_nonnull (strstr (error->message, "“The Label”"));
    }
  }
}

/* A key that was pasted with a line break must not end up in a message. */
static void
test_keeps_secrets (void)
{
  HoistField field = { "x", HOIST_FIELD_TEXT, HOIST_FIELD_SECRET, "Key", "Help.", NULL, NULL };

  for (guint kind = HOIST_FIELD_TEXT; kind <= HOIST_FIELD_LIST; kind++) {
    g_autoptr (GError) error = NULL;

    field.kind = kind;
    g_assert_false (hoist_field_check (&field, "hunter2\n", &error));
    g_assert_null (strstr (error->message, "hunter2"));
  }
}

/* Each language has quotation marks of its own; a word without them is only a word. */
static void
test_named (void)
{
  const HoistField field = { "x", HOIST_FIELD_TEXT, 0, "Key", "Help.", NULL, NULL };
  const struct {
    const char *sentence;
    gboolean is_named;
  } cases[] = {
    { "“Key” is missing.", TRUE },
    { "„Key“ fehlt.", TRUE },
    { "« Key » manque, “Key” too.", TRUE },
    { "缺少“Key”。", TRUE },
    { "The Key of “Key ID” is missing.", FALSE },
    { "“API Key” is missing.", FALSE },
    { "Key", FALSE },
    { "", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].sentence);
    g_assert_cmpint (hoist_field_is_named (&field, cases[i].sentence), ==, cases[i].is_named);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/field/takes-https-and-loopback", test_addresses);
  g_test_add_func ("/field/refuses-unsafe-addresses", test_bad_addresses);
  g_test_add_func ("/field/checks-each-kind", test_kinds);
  g_test_add_func ("/field/required-or-not", test_required);
  g_test_add_func ("/field/never-repeats-a-secret", test_keeps_secrets);
  g_test_add_func ("/field/limits-are-said", test_limits);
  g_test_add_func ("/field/named-in-any-language", test_named);
  return g_test_run ();
}
