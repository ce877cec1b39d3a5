/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forms as multipart/form-data. */
#include "hoist-multipart.h"

static char *
dup_text (GBytes *bytes)
{
  gsize size = 0;
  const char *text = g_bytes_get_data (bytes, &size);

  return g_strndup (text, size);
}

static void
test_bytes (void)
{
  g_autoptr (HoistMultipart) form = hoist_multipart_new ();
  g_autoptr (HoistRequest) request = hoist_request_new ("POST", "https://b.example/");
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  g_assert_true (hoist_multipart_add (form, "key", "a/é.mp4"));
  g_assert_true (hoist_multipart_add (form, "empty", ""));
  g_assert_true (hoist_multipart_add (form, "key", "again\r\n"));
  hoist_multipart_fill (form, "XyZ", request);
  before = dup_text (request->before);
  after = dup_text (request->after);
  g_assert_cmpstr (before, ==,
                   "--XyZ\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\na/é.mp4\r\n"
                   "--XyZ\r\nContent-Disposition: form-data; name=\"empty\"\r\n\r\n\r\n"
                   "--XyZ\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nagain\r\n\r\n"
                   "--XyZ\r\nContent-Disposition: form-data; name=\"file\"; filename=\"file\"\r\n"
                   "Content-Type: application/octet-stream\r\n\r\n");
  g_assert_cmpstr (after, ==, "\r\n--XyZ--\r\n");
  g_assert_cmpstr (request->content_type, ==, "multipart/form-data; boundary=XyZ");
}

static void
test_names (void)
{
  static const char *const bad[] = { "", "a\"b", "a\r", "a\nb", "a\\", "\x7f", "\x01" };
  g_autoptr (HoistMultipart) form = hoist_multipart_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (hoist_multipart_add (form, bad[i], "v"));
  g_assert_cmpuint (hoist_multipart_get_count (form), ==, 0);
  g_assert_true (hoist_multipart_add (form, "x-amz-meta-größe", "v"));
}

static void
test_replace (void)
{
  g_autoptr (HoistMultipart) form = hoist_multipart_new ();

  hoist_multipart_add (form, "a", "1");
  hoist_multipart_add (form, "b", "2");
  hoist_multipart_add (form, "a", "3");
  g_assert_true (hoist_multipart_replace (form, "a", "4"));
  g_assert_false (hoist_multipart_replace (form, "A", "5"));
  g_assert_cmpstr (hoist_multipart_get (form, "a"), ==, "4");
  g_assert_cmpstr (hoist_multipart_get (form, "b"), ==, "2");
  g_assert_null (hoist_multipart_get (form, "1"));
  g_assert_cmpuint (hoist_multipart_get_count (form), ==, 3);
}

static void
test_text (void)
{
  g_autoptr (HoistMultipart) form = hoist_multipart_new ();
  g_autoptr (HoistMultipart) again = NULL;
  g_autofree char *text = NULL;
  g_autofree char *text_again = NULL;

  hoist_multipart_add (form, "z", "\"\\\n\t é 😀");
  hoist_multipart_add (form, "a", "");
  hoist_multipart_add (form, "z", "twice");
  text = hoist_multipart_to_text (form);
  again = hoist_multipart_new_from_text (text);
  g_assert_nonnull (again);
  text_again = hoist_multipart_to_text (again);
  g_assert_cmpstr (text_again, ==, text);
  g_assert_cmpuint (hoist_multipart_get_count (again), ==, 3);
}

static void
test_bad_texts (void)
{
  static const char *const bad[] = {
    "",
    "{}",
    "[]",
    "{\"fields\":{}}",
    "{\"fields\":[\"odd\"]}",
    "{\"fields\":[\"a\",null]}",
    "{\"fields\":[\"a\",[]]}",
    "{\"fields\":[\"a\\n\",\"1\"]}",
    "{\"fields\":[\"\",\"1\"]}",
  };

  g_assert_null (hoist_multipart_new_from_text (NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_test_message ("%s", bad[i]);
    g_assert_null (hoist_multipart_new_from_text (bad[i]));
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/multipart/bytes", test_bytes);
  g_test_add_func ("/multipart/names-cannot-break-a-head", test_names);
  g_test_add_func ("/multipart/replaces-in-place", test_replace);
  g_test_add_func ("/multipart/text-and-back", test_text);
  g_test_add_func ("/multipart/bad-texts", test_bad_texts);
  return g_test_run ();
}
