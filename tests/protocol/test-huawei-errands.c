/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an account of MetaStudio's is asked beside uploads: a test, choices, leftovers. */
#include "huawei-fixture.h"

static void
test_check (Fixture *self, gconstpointer data)
{
  set_keys (self);
  begin_errand (self, HOIST_STEP_CHECK);
  assert_request (self, "GET", IAM "/v3/projects?name=cn-north-4");
  g_assert_cmpint (read_reply (self, 200,
                               "{\"projects\":[{\"id\":\"" PROJECT "\",\"name\":\"cn-north-4\"}]}",
                               NULL)
                       .kind,
                   ==, HOIST_MOVE_AGAIN);
  assert_request (self, "GET", HOST "/v1/" PROJECT "/digital-assets?limit=1&offset=0");
  g_assert_cmpint (read_reply (self, 200, "{}", NULL).kind, ==, HOIST_MOVE_FAILED);
  g_assert_error (self->error, HOIST_ERROR, HOIST_ERROR_BUSY);
  g_assert_cmpint (read_reply (self, 400, "{\"error_code\":\"MSS.00010009\"}", NULL).kind, ==,
                   HOIST_MOVE_FAILED);
  g_assert_error (self->error, HOIST_ERROR, HOIST_ERROR_SIGN_IN);
  g_assert_nonnull (strstr (self->error->message, "“Project ID”"));
  g_assert_cmpint (read_reply (self, 200, "{\"count\":12,\"assets\":[]}", NULL).kind, ==,
                   HOIST_MOVE_DONE);
  g_assert_cmpuint (self->errand->findings->len, ==, 1);
  g_assert_cmpstr (get_finding (self, 0)->id, ==, PROJECT);
  g_assert_cmpstr (get_finding (self, 0)->note, ==, "The library has 12 assets.");
}

static void
test_choices (Fixture *self, gconstpointer data)
{
  set_keys (self);
  begin_errand (self, HOIST_STEP_CHOICES);
  g_assert_cmpint (write_errand (self).kind, ==, HOIST_MOVE_DONE);
  self->errand->field = g_strdup ("project-id");
  assert_request (self, "GET", IAM "/v3/projects");
  g_assert_cmpint (read_reply (self, 200,
                               "{\"projects\":[{\"id\":\"1\",\"name\":\"cn-north-4\"},"
                               "{\"id\":\"../2\",\"name\":\"bad\"},{\"id\":\"3\"}]}",
                               NULL)
                       .kind,
                   ==, HOIST_MOVE_DONE);
  g_assert_cmpuint (self->errand->findings->len, ==, 2);
  g_assert_cmpstr (get_finding (self, 0)->name, ==, "cn-north-4");
  g_assert_cmpstr (get_finding (self, 1)->name, ==, "3");
}

static void
test_leftovers (Fixture *self, gconstpointer data)
{
  const char *page = "{\"count\":4,\"assets\":["
                     "{\"asset_id\":\"1\",\"asset_name\":\"a\",\"asset_state\":\"CREATING\","
                     "\"create_time\":\"2026-11-20T10:00:00Z\","
                     "\"files\":[{\"file_name\":\"a.mp4\",\"asset_file_category\":\"MAIN\","
                     "\"file_id\":\"f1\",\"file_size\":5,\"state\":\"CREATING\"}]},"
                     "{\"asset_id\":\"2\",\"asset_name\":\"b\",\"asset_state\":\"ACTIVED\"}]}";

  set_keys (self);
  hoist_settings_set (self->settings, "project-id", PROJECT);
  begin_errand (self, HOIST_STEP_LEFTOVERS);
  assert_request (self, "GET",
                  HOST "/v1/" PROJECT "/digital-assets?limit=50&offset=0&asset_state=CREATING");
  g_assert_cmpint (read_reply (self, 200, page, NULL).kind, ==, HOIST_MOVE_AGAIN);
  assert_request (self, "GET",
                  HOST "/v1/" PROJECT "/digital-assets?limit=50&offset=2&asset_state=CREATING");
  g_assert_cmpint (read_reply (self, 200, page, NULL).kind, ==, HOIST_MOVE_DONE);
  g_assert_cmpuint (self->errand->findings->len, ==, 2);
  g_assert_cmpstr (get_finding (self, 0)->id, ==, "1");
  g_assert_cmpstr (get_finding (self, 0)->name, ==, "a");
  g_assert_cmpstr (get_finding (self, 0)->note, ==, "a.mp4");
  g_assert_cmpuint (get_finding (self, 0)->size, ==, 5);
  g_assert_cmpint (get_finding (self, 0)->since_us, ==, 1795168800 * (gint64) G_USEC_PER_SEC);
  g_assert_cmpstr (
      hoist_ticket_get (get_finding (self, 0)->ticket, get_finding (self, 0)->ticket_name), ==,
      "1");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/huawei-errands/test-of-an-account", test_check);
  ADD ("/huawei-errands/projects-to-choose-from", test_choices);
  ADD ("/huawei-errands/leftovers-by-pages", test_leftovers);
  return g_test_run ();
}
