/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files on their way into the queue: what a service does not take is said at once. */
#include "queue-fixture.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define GIB (G_GUINT64_CONSTANT (1) << 30)

static char *
add_account (Fixture *fixture, const char *service)
{
  HoistAccounts *accounts = hoist_workspace_get_accounts (fixture->workspace);
  const HoistProvider *provider = hoist_provider_find (service);
  g_autoptr (HoistSettings) settings = hoist_settings_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HoistAccount) account = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < provider->n_fields; i++) {
    const HoistField *field = &provider->fields[i];

    if ((field->flags & HOIST_FIELD_REQUIRED) && !(field->flags & HOIST_FIELD_SECRET) &&
        field->initial == NULL)
      hoist_settings_set (settings, field->id,
                          field->kind == HOIST_FIELD_ADDRESS ? "https://example.com" : "1");
  }
  hoist_accounts_add_async (accounts, provider, "Studio A", settings, NULL, hoist_test_keep_result,
                            &result);
  account = hoist_accounts_add_finish (accounts, hoist_test_await (&result), &error);
  g_assert_no_error (error);
  return g_strdup (hoist_account_get_id (account));
}

/* A file of this size that takes no room, changed so long ago by the queue's clock. */
static char *
make_file (Fixture *fixture, const char *name, guint64 size, gint64 age_us)
{
  char *path = g_build_filename (fixture->folder, name, NULL);
  gint64 changed_us = hoist_clock_get_real (HOIST_CLOCK (fixture->clock)) - age_us;
  struct timespec times[2] = { { .tv_sec = changed_us / G_USEC_PER_SEC },
                               { .tv_sec = changed_us / G_USEC_PER_SEC } };
  int fd = open (path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (ftruncate (fd, (off_t) size), ==, 0);
  g_assert_cmpint (futimens (fd, times), ==, 0);
  close (fd);
  return path;
}

static HoistSession *
add (Fixture *fixture, const char *account, const char *name, guint64 size, gint64 age_us)
{
  g_autoptr (GPtrArray) files = hoist_added_files_new ();
  g_autoptr (GPtrArray) sessions = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make_file (fixture, name, size, age_us);

  g_ptr_array_add (files, hoist_added_file_new (path, NULL));
  hoist_queue_add_async (fixture->queue, files, account, NULL, FALSE, hoist_test_keep_result,
                         &result);
  sessions = hoist_queue_add_finish (fixture->queue, hoist_test_await (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sessions->len, ==, 1);
  return g_object_ref (g_ptr_array_index (sessions, 0));
}

static void
expect (HoistSession *session, HoistState state, HoistReason reason)
{
  g_assert_cmpint (hoist_session_get_state (session), ==, state);
  g_assert_cmpint (hoist_session_get_reason (session), ==, reason);
  if (state == HOIST_STATE_ATTENTION)
    g_assert_cmpuint (strlen (hoist_session_get_message (session)), >, 0);
}

/* The queue does not run in these tests: what is said is said without a start. */
static void
test_too_large (Fixture *fixture, gconstpointer data)
{
  g_autofree char *account = add_account (fixture, "xvid-mediahub");
  g_autoptr (HoistSession) fits = add (fixture, account, "a.mp4", 5 * GIB, G_TIME_SPAN_HOUR);
  g_autoptr (HoistSession) large = add (fixture, account, "b.mp4", 5 * GIB + 1, G_TIME_SPAN_HOUR);

  expect (fits, HOIST_STATE_QUEUED, HOIST_REASON_NONE);
  expect (large, HOIST_STATE_ATTENTION, HOIST_REASON_TOO_LARGE);
  g_assert_nonnull (strstr (hoist_session_get_message (large), "5 GiB"));
}

/* It is in the store as well, so a terminal lists it, and a restart does not forget it. */
static void
test_kept (Fixture *fixture, gconstpointer data)
{
  g_autofree char *account = add_account (fixture, "xvid-mediahub");
  g_autoptr (HoistSession) large = add (fixture, account, "b.mp4", 6 * GIB, G_TIME_SPAN_HOUR);
  g_autoptr (HoistSession) again = NULL;

  g_clear_object (&large);
  reopen (fixture);
  again = g_list_model_get_item (G_LIST_MODEL (fixture->queue), 0);
  expect (again, HOIST_STATE_ATTENTION, HOIST_REASON_TOO_LARGE);
}

static void
test_type (Fixture *fixture, gconstpointer data)
{
  g_autofree char *account = add_account (fixture, "tencent-vod");
  g_autoptr (HoistSession) typed = add (fixture, account, "clip.mp4", 10, G_TIME_SPAN_HOUR);
  g_autoptr (HoistSession) untyped = add (fixture, account, "clip", 10, G_TIME_SPAN_HOUR);

  expect (typed, HOIST_STATE_QUEUED, HOIST_REASON_NONE);
  expect (untyped, HOIST_STATE_ATTENTION, HOIST_REASON_REFUSED);
}

/* A name without an ending is no reason to refuse what is a video inside. */
static void
test_type_by_content (Fixture *fixture, gconstpointer data)
{
  static const char start[] = "\0\0\0\x18"
                              "ftypmp42\0\0\0\0mp42isom\0\0\0\x08"
                              "mdat";
  g_autofree char *account = add_account (fixture, "tencent-vod");
  g_autofree char *path = g_build_filename (fixture->folder, "clip", NULL);
  g_autofree char *guessed =
      g_content_type_guess (NULL, (const guchar *) start, sizeof start, NULL);
  g_autoptr (HoistSession) session = NULL;

  if (!g_content_type_is_mime_type (guessed, "video/*")) {
    g_test_skip ("this machine knows no types by content");
    return;
  }
  g_assert_true (g_file_set_contents (path, start, sizeof start, NULL));
  session = add (fixture, account, "clip", 4096, G_TIME_SPAN_HOUR);
  expect (session, HOIST_STATE_QUEUED, HOIST_REASON_NONE);
}

/* The file that a copy has only just made waits for its turn: by then it is filled. */
static void
test_empty (Fixture *fixture, gconstpointer data)
{
  g_autofree char *account = add_account (fixture, "tencent-vod");
  g_autoptr (HoistSession) fresh = add (fixture, account, "a.mp4", 0, 0);
  g_autoptr (HoistSession) old = add (fixture, account, "b.mp4", 0, G_TIME_SPAN_MINUTE);

  expect (fresh, HOIST_STATE_QUEUED, HOIST_REASON_NONE);
  expect (old, HOIST_STATE_ATTENTION, HOIST_REASON_REFUSED);
}

static void
test_no_account (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistSession) session = add (fixture, NULL, "clip", 10, G_TIME_SPAN_HOUR);

  g_assert_cmpint (hoist_session_get_state (session), !=, HOIST_STATE_ATTENTION);
}

static guint
count_rows (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (fixture->queue));
}

/* Added again within the time in which its removal can be undone it is put back: undoing it later
 * would make two of it. */
static void
test_removed_before (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistSession) first = add (fixture, "", "film.mp4", GIB, 0);
  g_autoptr (HoistSession) again = NULL;
  g_autoptr (HoistSession) later = NULL;

  hoist_queue_remove (fixture->queue, first);
  flush (fixture);
  again = add (fixture, "", "film.mp4", GIB, 0);
  flush (fixture);
  g_assert_true (again == first);
  expect (again, HOIST_STATE_QUEUED, HOIST_REASON_NONE);
  g_assert_false (hoist_queue_undo_remove (fixture->queue, first));
  g_assert_cmpuint (count_rows (fixture), ==, 1);

  hoist_queue_remove (fixture->queue, first);
  flush (fixture);
  hoist_test_clock_advance (fixture->clock, 11 * G_USEC_PER_SEC);
  flush (fixture);
  later = add (fixture, "", "film.mp4", GIB, 0);
  g_assert_true (later != first);
  g_assert_cmpuint (count_rows (fixture), ==, 1);
}

/* Its turn has not come yet, so that it still has no account. */
static void
test_account_came_later (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistSession) first = add (fixture, "", "film.mp4", GIB, 0);
  g_autofree char *studio = add_account (fixture, "tencent-vod");
  g_autoptr (HoistSession) again = add (fixture, studio, "film.mp4", GIB, 0);

  g_assert_true (again == first);
  g_assert_cmpuint (count_rows (fixture), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/intake/a-file-that-is-too-large-needs-attention-at-once", test_too_large);
  ADD ("/intake/what-was-said-survives-a-restart", test_kept);
  ADD ("/intake/a-file-without-a-type-needs-attention-at-once", test_type);
  ADD ("/intake/a-type-by-content-counts", test_type_by_content);
  ADD ("/intake/an-empty-file-may-be-about-to-be-filled", test_empty);
  ADD ("/intake/without-an-account-nobody-refuses", test_no_account);
  ADD ("/intake/one-that-was-just-removed-is-put-back", test_removed_before);
  ADD ("/intake/one-that-has-no-account-yet-is-joined", test_account_came_later);
  return g_test_run ();
}
