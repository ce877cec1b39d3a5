/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What other programs leave in the store: commands, and changes. */
#include "store-fixture.h"

#include "hoist-lock.h"

static void
on_posted (HoistStore *store, gint64 id, const char *command, gpointer data)
{
  GString *seen = data;
  g_autofree char *answer = g_strdup_printf ("answer to %s", command);

  g_string_append_printf (seen, "%s;", command);
  if (!g_str_equal (command, "ignored"))
    hoist_store_answer (store, id, answer);
}

static void
test_inbox (Fixture *fixture, gconstpointer data)
{
  g_autofree char *lock_path = g_build_filename (fixture->folder, "queue.lock", NULL);
  g_autoptr (HoistLock) lock = hoist_lock_take (lock_path, NULL);
  g_autoptr (HoistStore) guest = open_guest (fixture, lock_path);
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_signal_connect (fixture->store, "posted", G_CALLBACK (on_posted), seen);
  hoist_store_watch_inbox (fixture->store);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (GAsyncResult) result = NULL;
    g_autofree char *answer = NULL;

    hoist_store_post_async (guest, "add", NULL, hoist_test_keep_result, &result);
    answer = hoist_store_post_finish (guest, hoist_test_await (&result), &error);
    g_assert_no_error (error);
    g_assert_cmpstr (answer, ==, "answer to add");
  }
  g_assert_cmpstr (seen->str, ==, "add;add;");

  /* Cancelled, it is taken back. */
  {
    g_autoptr (GAsyncResult) result = NULL;

    hoist_store_post_async (guest, "ignored", cancellable, hoist_test_keep_result, &result);
    while (strstr (seen->str, "ignored") == NULL)
      g_main_context_iteration (NULL, TRUE);
    g_cancellable_cancel (cancellable);
    g_assert_null (hoist_store_post_finish (guest, hoist_test_await (&result), &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    g_clear_error (&error);
  }

  /* The runner is gone before it answered. */
  {
    g_autoptr (GAsyncResult) result = NULL;

    hoist_store_post_async (guest, "ignored", NULL, hoist_test_keep_result, &result);
    g_clear_pointer (&lock, hoist_lock_free);
    g_assert_null (hoist_store_post_finish (guest, hoist_test_await (&result), &error));
    g_assert_error (error, HOIST_ERROR, HOIST_ERROR_BUSY);
    g_clear_error (&error);
  }
  g_assert_true (close_store (guest, NULL));
}

static void
test_inbox_of_closed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistStore) guest = open_guest (fixture, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  hoist_store_post_async (guest, "add", NULL, hoist_test_keep_result, &result);
  g_assert_true (flush (guest, NULL));
  g_assert_true (close_store (guest, NULL));
  g_assert_null (hoist_store_post_finish (guest, hoist_test_await (&result), &error));
  g_assert_true (error->domain == HOIST_ERROR);
}

static void
test_reload (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistStore) guest = open_guest (fixture, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HoistStoreContents) contents = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HoistRecord) record = add_one (fixture);
  g_autofree char *value = NULL;

  hoist_store_set_setting (fixture->store, "rate", "7");
  g_assert_true (flush (fixture->store, NULL));
  hoist_store_reload_async (guest, hoist_test_keep_result, &result);
  contents = hoist_store_reload_finish (guest, hoist_test_await (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (contents->records->len, ==, 1);
  g_assert_cmpint (((HoistRecord *) g_ptr_array_index (contents->records, 0))->id, ==, record->id);
  value = hoist_store_dup_setting (guest, "rate");
  g_assert_cmpstr (value, ==, "7");
  g_assert_true (close_store (guest, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  hoist_test_disk_install ();

  ADD ("/store/inbox-is-answered", test_inbox);
  ADD ("/store/inbox-of-a-closed-store", test_inbox_of_closed);
  ADD ("/store/reads-again-what-others-wrote", test_reload);

  return g_test_run ();
}
