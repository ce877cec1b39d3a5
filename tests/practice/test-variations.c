/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers in all the ways in which the service's documents and its clients contradict each other.
 */
#include "practice-client.h"

static void
get_varied (Practice *practice, const char *name, Reply *reply)
{
  g_autofree char *rule = g_strdup_printf ("[{\"fault\":\"vary\",\"as\":[\"%s\"]}]", name);
  g_autoptr (GPtrArray) params = params_new_init (practice, VECTOR_SHA1, VECTOR_SIZE, MIB);

  practice_set_faults (practice, rule);
  practice_call (practice, NULL, params, "GET", NULL, 0, reply);
}

static JsonObject *
get_first_part (Reply *reply, const char *list)
{
  return json_array_get_object_element (
      json_object_get_array_member (reply_get_object (reply), list), 0);
}

static void
test_variations_of_names (void)
{
  Practice practice = { 0 };
  g_autofree guint8 *data = vector_new ();
  Reply reply = { 0 };

  practice_start (&practice);
  practice_init (&practice, &reply);
  practice_part (&practice, NULL, data, 0, &reply);

  get_varied (&practice, "data-sha", &reply);
  g_assert_false (json_object_has_member (get_first_part (&reply, "listParts"), "dataMd5"));
  g_assert_cmpstr (json_object_get_string_member (get_first_part (&reply, "listParts"), "dataSha"),
                   ==, "cfaf770556eef9f408cc896470c3f624");
  get_varied (&practice, "data-len", &reply);
  g_assert_false (json_object_has_member (get_first_part (&reply, "listParts"), "dataSize"));
  g_assert_cmpint (json_object_get_int_member (get_first_part (&reply, "listParts"), "dataLen"), ==,
                   MIB);
  g_assert_cmpint (reply_get_int (&reply, "dataSize"), ==, MIB);
  get_varied (&practice, "no-data-size", &reply);
  g_assert_cmpint (reply_get_int (&reply, "code"), ==, 1);
  g_assert_false (json_object_has_member (reply_get_object (&reply), "dataSize"));
  get_varied (&practice, "no-can-retry", &reply);
  g_assert_false (json_object_has_member (reply_get_object (&reply), "canRetry"));
  get_varied (&practice, "capital-code", &reply);
  g_assert_cmpint (reply_get_int (&reply, "Code"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (get_first_part (&reply, "ListParts"), "Offset"), ==,
                   0);
  reply_clear (&reply);
  practice_end (&practice);
}

static GType
get_type_of (JsonObject *object, const char *name)
{
  return json_node_get_value_type (json_object_get_member (object, name));
}

static void
test_variations_of_numbers (void)
{
  Practice practice = { 0 };
  g_autofree guint8 *data = vector_new ();
  Reply reply = { 0 };
  JsonArray *parts = NULL;

  practice_start (&practice);
  practice_init (&practice, &reply);
  practice_part (&practice, NULL, data, 0, &reply);

  get_varied (&practice, "string-numbers", &reply);
  g_assert_cmpstr (json_object_get_string_member (reply_get_object (&reply), "code"), ==, "1");
  g_assert_cmpstr (json_object_get_string_member (get_first_part (&reply, "listParts"), "dataSize"),
                   ==, "1048576");
  get_varied (&practice, "float-numbers", &reply);
  g_assert_true (get_type_of (reply_get_object (&reply), "code") == G_TYPE_DOUBLE);
  g_assert_true (get_type_of (get_first_part (&reply, "listParts"), "offset") == G_TYPE_DOUBLE);
  get_varied (&practice, "bad-list", &reply);
  parts = json_object_get_array_member (reply_get_object (&reply), "listParts");
  g_assert_cmpuint (json_array_get_length (parts), >, 4);
  practice_send_parts (&practice, data, MIB, &reply);
  practice_finish (&practice, &reply);
  get_varied (&practice, "no-file-id", &reply);
  g_assert_cmpint (reply_get_int (&reply, "code"), ==, 2);
  g_assert_false (json_object_has_member (reply_get_object (&reply), "fileId"));
  practice_finish (&practice, &reply);
  g_assert_true (json_object_has_member (reply_get_object (&reply), "fileId"));
  reply_clear (&reply);
  practice_end (&practice);
}

static void
test_variations_of_a_program (void)
{
  Practice practice = { .options = { .vary = "capital-code,string-numbers" } };
  g_autoptr (GPtrArray) params = NULL;
  Reply reply = { 0 };

  practice_start (&practice);
  params = params_new_init (&practice, VECTOR_SHA1, VECTOR_SIZE, MIB);
  practice_call (&practice, NULL, params, "GET", NULL, 0, &reply);
  g_assert_cmpstr (json_object_get_string_member (reply_get_object (&reply), "Code"), ==, "0");
  reply_clear (&reply);
  practice_end (&practice);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/variations/names", test_variations_of_names);
  g_test_add_func ("/practice/variations/numbers", test_variations_of_numbers);
  g_test_add_func ("/practice/variations/from-the-start", test_variations_of_a_program);
  return g_test_run ();
}
