/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bodies that are not JSON by the letter are refused, and members of the wrong type too. */
#include "hoist-practice-json.h"

#include <gio/gio.h>
#include <string.h>

static void
test_reads_only_objects (void)
{
  const struct {
    const char *text;
    gboolean is_fine;
  } bodies[] = {
    { "{}", TRUE },
    { " {\"a\" : [1, -0.5e+3, true, false, null, \"\\u00e9\\n\", {}]}\n", TRUE },
    { "", FALSE },
    { "[]", FALSE },
    { "\"a\"", FALSE },
    { "{} {}", FALSE },
    { "{\"a\":1,}", FALSE },
    { "{\"a\":[1,]}", FALSE },
    { "{a:1}", FALSE },
    { "{'a':1}", FALSE },
    { "{\"a\":01}", FALSE },
    { "{\"a\":+1}", FALSE },
    { "{\"a\":.5}", FALSE },
    { "{\"a\":1.}", FALSE },
    { "{\"a\":NaN}", FALSE },
    { "{\"a\":\"\n\"}", FALSE },
    { "{\"a\":\"\\x\"}", FALSE },
    { "{\"a\":\"\\u12\"}", FALSE },
    { "{\"a\":1 /* one */}", FALSE },
    { "{\"a\":\"\xff\"}", FALSE },
    { "{\"a\":1", FALSE },
    { "{\"a\":\"\\", FALSE },
    { "{\"a\":[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]}", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonNode) node =
        hoist_practice_json_parse (bodies[i].text, strlen (bodies[i].text), &error);

    g_test_message ("%s", bodies[i].text);
    g_assert_true ((node != NULL) == bodies[i].is_fine);
    if (node == NULL)
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  }
}

static void
test_bytes_after_a_zero_count (void)
{
  g_assert_null (hoist_practice_json_parse ("{}\0{}", 5, NULL));
  g_assert_null (hoist_practice_json_parse (NULL, 0, NULL));
}

static void
test_types (void)
{
  const char *body = "{\"text\":\"a\",\"number\":9007199254740993,\"flag\":true,\"array\":[],"
                     "\"object\":{},\"nothing\":null,\"float\":1.0}";
  g_autoptr (JsonNode) node = hoist_practice_json_parse (body, strlen (body), NULL);
  JsonObject *object = json_node_get_object (node);
  const char *text = NULL;
  gint64 number = 0;
  gboolean flag = FALSE;
  JsonArray *array = NULL;
  JsonObject *member = NULL;

  g_assert_true (hoist_practice_json_get_text (object, "text", 1, &text, NULL));
  g_assert_cmpstr (text, ==, "a");
  g_assert_true (hoist_practice_json_get_number (object, "number", 1, &number, NULL));
  g_assert_cmpint (number, ==, G_GINT64_CONSTANT (9007199254740993));
  g_assert_true (hoist_practice_json_get_flag (object, "flag", 1, &flag, NULL));
  g_assert_true (flag);
  g_assert_true (hoist_practice_json_get_array (object, "array", 1, &array, NULL));
  g_assert_nonnull (array);
  g_assert_true (hoist_practice_json_get_object (object, "object", 1, &member, NULL));
  g_assert_nonnull (member);

  g_assert_false (hoist_practice_json_get_number (object, "text", 0, &number, NULL));
  g_assert_false (hoist_practice_json_get_number (object, "float", 0, &number, NULL));
  g_assert_false (hoist_practice_json_get_number (object, "flag", 0, &number, NULL));
  g_assert_false (hoist_practice_json_get_text (object, "number", 0, &text, NULL));
  g_assert_false (hoist_practice_json_get_text (object, "nothing", 0, &text, NULL));
  g_assert_false (hoist_practice_json_get_flag (object, "number", 0, &flag, NULL));
  g_assert_false (hoist_practice_json_get_array (object, "object", 0, &array, NULL));
  g_assert_false (hoist_practice_json_get_object (object, "array", 0, &member, NULL));
}

static void
test_members_that_are_missing (void)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (GError) error = NULL;
  const char *text = "as before";

  g_assert_true (
      hoist_practice_json_get_text (object, "a", HOIST_PRACTICE_JSON_OPTIONAL, &text, NULL));
  g_assert_cmpstr (text, ==, "as before");
  g_assert_false (
      hoist_practice_json_get_text (object, "a", HOIST_PRACTICE_JSON_REQUIRED, &text, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/json/reads-only-objects", test_reads_only_objects);
  g_test_add_func ("/practice/json/bytes-after-a-zero-count", test_bytes_after_a_zero_count);
  g_test_add_func ("/practice/json/types", test_types);
  g_test_add_func ("/practice/json/members-that-are-missing", test_members_that_are_missing);
  return g_test_run ();
}
