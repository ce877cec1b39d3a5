/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A disk that takes nothing: nothing is lost, it is said once, and quitting is not held up. */
#include "store-fixture.h"

#include "hoist-test-home.h"

#include <errno.h>

static void
on_trouble (GObject *object, GParamSpec *pspec, gpointer data)
{
  (*(guint *) data)++;
}

/* Asks for a save that the full disk does not take, and sees that nobody is told that it did. */
static void
begin_held_save (Fixture *fixture, HoistChange *change, GAsyncResult **held)
{
  g_autoptr (GError) error = NULL;

  hoist_journal_save_async (HOIST_JOURNAL (fixture->store), change, hoist_test_keep_result, held);
  settle (); /* the vault comes first */
  g_assert_false (flush (fixture->store, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_NO_SPACE);
  g_assert_null (*held);
}

static void
assert_saved (Fixture *fixture, GAsyncResult **held)
{
  g_autoptr (GError) error = NULL;

  hoist_journal_save_finish (HOIST_JOURNAL (fixture->store), hoist_test_await (held), &error);
  g_assert_no_error (error);
  g_clear_object (held);
}

static void
test_full_disk (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistRecord) record = add_one (fixture);
  g_autoptr (HoistTicket) loaded = NULL;
  g_autoptr (HoistTicket) ticket = new_ticket ();
  g_autoptr (GPtrArray) more = new_records (3);
  g_autoptr (GAsyncResult) held = NULL;
  g_autoptr (GError) error = NULL;

  hoist_test_disk_set_full (TRUE);
  record->bytes_done = 500;
  begin_held_save (fixture, new_ticket_change (record, ticket), &held);
  hoist_store_set_setting (fixture->store, "rate", "5");
  g_assert_false (add_records (fixture->store, more, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_NO_SPACE);
  g_assert_nonnull (strstr (error->message, "disk"));
  g_clear_error (&error);
  g_assert_cmpint (((HoistRecord *) g_ptr_array_index (more, 2))->id, ==, 0);

  /* Reading goes on, and as soon as there is space nothing was lost. */
  loaded = load_ticket (fixture->store, record->id, &error);
  g_assert_no_error (error);
  g_assert_null (held);
  hoist_test_disk_set_full (FALSE);
  assert_saved (fixture, &held);
  fixture_reopen (fixture);
  g_assert_cmpuint (fixture->contents->records->len, ==, 1);
  g_assert_cmpuint (find_record (fixture, record->id)->bytes_done, ==, 500);
  g_clear_pointer (&loaded, hoist_ticket_free);
  loaded = load_ticket (fixture->store, record->id, &error);
  g_assert_cmpuint (hoist_ticket_get_n_parts (loaded), ==, 3);
  assert_setting (fixture, "rate", "5");
}

/* Said once when it begins and once when it is over, however often it is tried. */
static void
test_full_disk_is_said (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistRecord) record = add_one (fixture);
  g_autoptr (GPtrArray) more = new_records (1);
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  guint n_notified = 0;

  g_signal_connect (fixture->store, "notify::trouble", G_CALLBACK (on_trouble), &n_notified);
  hoist_test_disk_set_full (TRUE);

  /* Who adds files is told there and then: nothing waits. */
  g_assert_false (add_records (fixture->store, more, NULL));
  settle ();
  g_assert_null (hoist_store_get_trouble (fixture->store));

  record->bytes_done = 1;
  begin_held_save (fixture, hoist_change_new (record), &first);
  record->bytes_done = 2;
  begin_held_save (fixture, hoist_change_new (record), &second);
  settle ();
  g_assert_cmpuint (n_notified, ==, 1);
  g_assert_nonnull (strstr (hoist_store_get_trouble (fixture->store), "disk is full"));

  hoist_test_disk_set_full (FALSE);
  g_assert_true (flush (fixture->store, NULL));
  assert_saved (fixture, &first);
  assert_saved (fixture, &second);
  while (hoist_store_get_trouble (fixture->store) != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (n_notified, ==, 2);
}

/* The vault has the sealed half already; the saves behind it wait in line all the same. */
static void
test_full_disk_holds_sealed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistRecord) record = add_one (fixture);
  g_autoptr (HoistTicket) loaded = NULL;
  g_autoptr (GAsyncResult) sealed = NULL;
  g_autoptr (GAsyncResult) plain = NULL;
  g_autoptr (GError) error = NULL;

  hoist_test_disk_set_full (TRUE);
  begin_held_save (fixture, new_sealed_change (record), &sealed);
  record->bytes_done = 7;
  begin_held_save (fixture, hoist_change_new (record), &plain);
  g_assert_null (sealed);

  hoist_test_disk_set_full (FALSE);
  g_assert_true (flush (fixture->store, NULL));
  assert_saved (fixture, &plain);
  assert_saved (fixture, &sealed);
  loaded = load_ticket (fixture->store, record->id, &error);
  g_assert_no_error (error);
  g_assert_true (hoist_ticket_has_sealed (loaded));
  fixture_reopen (fixture);
  g_assert_cmpuint (find_record (fixture, record->id)->bytes_done, ==, 7);
}

static void
assert_given_up (Fixture *fixture, GAsyncResult **held)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (
      hoist_journal_save_finish (HOIST_JOURNAL (fixture->store), hoist_test_await (held), &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_NO_SPACE);
  g_clear_object (held);
}

static void
test_given_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistRecord) record = add_one (fixture);
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;

  hoist_test_disk_set_full (TRUE);
  record->bytes_done = 1;
  begin_held_save (fixture, hoist_change_new (record), &first);
  hoist_store_give_up (fixture->store);
  assert_given_up (fixture, &first);
  record->bytes_done = 2;
  hoist_journal_save_async (HOIST_JOURNAL (fixture->store), hoist_change_new (record),
                            hoist_test_keep_result, &second);
  assert_given_up (fixture, &second);

  /* Space that comes in the last moment still saves all of it. */
  hoist_test_disk_set_full (FALSE);
  fixture_reopen (fixture);
  g_assert_cmpuint (find_record (fixture, record->id)->bytes_done, ==, 2);
}

static void
test_full_disk_on_closing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistRecord) record = add_one (fixture);
  g_autoptr (GAsyncResult) held = NULL;
  g_autoptr (GError) error = NULL;

  hoist_test_disk_set_full (TRUE);
  record->bytes_done = 1;
  begin_held_save (fixture, hoist_change_new (record), &held);
  g_assert_false (close_store (fixture->store, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_NO_SPACE);
  assert_given_up (fixture, &held);
  hoist_test_disk_set_full (FALSE);
  fixture_drop (fixture);
  fixture_open (fixture);
  g_assert_cmpuint (fixture->contents->records->len, ==, 1);
  g_assert_cmpuint (find_record (fixture, record->id)->bytes_done, ==, 0);
}

/* One change that cannot be made does not take the others of its commit with it. */
static void
test_one_of_many_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistRecord) record = add_one (fixture);
  g_autoptr (GAsyncResult) taken = NULL;
  g_autoptr (GError) error = NULL;
  HoistAccountRow row = { (char *) "2", (char *) "tencent-vod", (char *) "Work", (char *) "{}" };
  Order order = { 0 };

  g_assert_true (save_account (fixture->store, "1", "Work", NULL));
  hoist_test_disk_set_sync_delay (20);
  for (guint i = 0; i < 20; i++) {
    HoistChange *change = NULL;

    record->bytes_done = i;
    change = hoist_change_new (record);
    change->is_progress = i % 3 == 0;
    push_save (fixture->store, change, &order);
    if (i == 10)
      hoist_store_save_account_async (fixture->store, &row, hoist_test_keep_result, &taken);
  }
  g_assert_false (
      hoist_store_save_account_finish (fixture->store, hoist_test_await (&taken), &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_NAME_TAKEN);
  g_clear_object (&taken);
  while (order.n_done < order.number)
    g_main_context_iteration (NULL, TRUE);
  fixture_reopen (fixture);
  g_assert_cmpuint (find_record (fixture, record->id)->bytes_done, ==, 19);
  g_assert_cmpuint (fixture->contents->accounts->len, ==, 1);
}

int
main (int argc, char **argv)
{
  hoist_test_init_at_home (&argc, &argv);
  hoist_test_disk_install ();

  ADD ("/store/full-disk-loses-nothing", test_full_disk);
  ADD ("/store/full-disk-is-said-once", test_full_disk_is_said);
  ADD ("/store/full-disk-holds-a-sealed-half-and-those-behind", test_full_disk_holds_sealed);
  ADD ("/store/full-disk-holds-up-no-quitting", test_given_up);
  ADD ("/store/full-disk-on-closing-is-said", test_full_disk_on_closing);
  ADD ("/store/one-failure-spares-the-others", test_one_of_many_fails);

  return g_test_run ();
}
