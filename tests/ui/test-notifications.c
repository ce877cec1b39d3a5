/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is told to somebody who looks elsewhere, and the bar at the application's icon. */
#include "hoist-launcher.h"
#include "hoist-notifier-news.h"

#include "hoist-test-bus.h"

typedef struct {
  HoistNews *news;
  GString *log; /* what was told and withdrawn, a line each */
  char *kept;   /* for the next run; NULL for nothing */
} Fixture;

static void
log_tell (const HoistNewsItem *item, gpointer data)
{
  static const char *const buttons[] = { "none", "copy", "show" };
  Fixture *fixture = data;

  g_string_append_printf (fixture->log, "%s|%s|%s|%s|%s", item->id, item->title,
                          item->body != NULL ? item->body : "",
                          item->is_problem ? "problem" : "done", buttons[item->button]);
  for (guint i = 0; item->button == HOIST_NEWS_BUTTON_COPY_LINKS && i < item->linked->len; i++)
    g_string_append_printf (fixture->log, " %d", (int) g_array_index (item->linked, gint64, i));
  g_string_append_c (fixture->log, '\n');
}

static void
log_withdraw (const char *id, gpointer data)
{
  Fixture *fixture = data;

  g_string_append_printf (fixture->log, "-%s\n", id);
}

static void
take_kept (const char *ids, gpointer data)
{
  Fixture *fixture = data;

  g_free (fixture->kept);
  fixture->kept = g_strdup (ids);
}

static const HoistNewsEvents events = { .tell = log_tell,
                                        .withdraw = log_withdraw,
                                        .keep = take_kept };

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->news = hoist_news_new (&events, fixture);
  fixture->log = g_string_new (NULL);
  hoist_news_begin (fixture->news);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpstr (fixture->log->str, ==, "");
  g_string_free (fixture->log, TRUE);
  hoist_news_free (fixture->news);
  g_free (fixture->kept);
}

/* The program ends, or is killed; the next one knows what was kept. */
static void
start_again (Fixture *fixture)
{
  hoist_news_free (fixture->news);
  fixture->news = hoist_news_new (&events, fixture);
  hoist_news_recall (fixture->news, fixture->kept);
  hoist_news_begin (fixture->news);
}

static void
assert_told (Fixture *fixture, const char *lines)
{
  g_assert_cmpstr (fixture->log->str, ==, lines);
  g_string_truncate (fixture->log, 0);
}

static void
finish (Fixture *fixture, gint64 id, const char *link)
{
  g_autofree char *name = g_strdup_printf ("%d.mp4", (int) id);

  hoist_news_take_state (fixture->news, id, HOIST_STATE_FINISHED, name, NULL, link, FALSE);
}

static void
fail (Fixture *fixture, gint64 id)
{
  g_autofree char *name = g_strdup_printf ("%d.mp4", (int) id);

  hoist_news_take_state (fixture->news, id, HOIST_STATE_ATTENTION, name, "The file is gone.", NULL,
                         FALSE);
}

static void
test_batch (Fixture *fixture, gconstpointer data)
{
  finish (fixture, 1, "https://a.example/1");
  finish (fixture, 1, "https://a.example/1");
  finish (fixture, 2, "https://a.example/2");
  assert_told (fixture, "");
  hoist_news_end (fixture->news, FALSE);
  assert_told (fixture, "batch-1|2 uploads finished||done|copy 1 2\n");

  hoist_news_begin (fixture->news);
  finish (fixture, 3, NULL);
  hoist_news_end (fixture->news, FALSE);
  assert_told (fixture, "batch-2|1 upload finished||done|none\n");
  hoist_news_begin (fixture->news);
  hoist_news_end (fixture->news, FALSE);
  assert_told (fixture, "");
}

static void
test_problems (Fixture *fixture, gconstpointer data)
{
  fail (fixture, 1);
  assert_told (fixture, "attention|“1.mp4” needs attention|The file is gone.|problem|show\n");
  fail (fixture, 1);
  assert_told (fixture, "");
  fail (fixture, 2);
  assert_told (fixture, "attention|2 uploads need attention|The file is gone.|problem|show\n");
  finish (fixture, 3, NULL);
  hoist_news_end (fixture->news, FALSE);
  assert_told (fixture, "batch-1|1 upload finished|2 need attention|done|show\n");

  hoist_news_forget (fixture->news, 1);
  assert_told (fixture, "");
  hoist_news_take_state (fixture->news, 2, HOIST_STATE_QUEUED, "2.mp4", NULL, NULL, FALSE);
  assert_told (fixture, "-attention\n");
  hoist_news_see (fixture->news);
  assert_told (fixture, "-batch-1\n");
}

static void
test_wishes (Fixture *fixture, gconstpointer data)
{
  hoist_news_set_wish (fixture->news, HOIST_NOTIFY_EACH);
  finish (fixture, 1, "https://a.example/1");
  assert_told (fixture, "upload-1|“1.mp4” is uploaded||done|copy 1\n");
  hoist_news_end (fixture->news, FALSE);
  assert_told (fixture, "");
  hoist_news_set_wish (fixture->news, HOIST_NOTIFY_PROBLEMS);
  finish (fixture, 2, NULL);
  hoist_news_end (fixture->news, FALSE);
  assert_told (fixture, "");
  fail (fixture, 3);
  assert_told (fixture, "attention|“3.mp4” needs attention|The file is gone.|problem|show\n");
}

static void
test_looked_at (Fixture *fixture, gconstpointer data)
{
  hoist_news_take_state (fixture->news, 1, HOIST_STATE_ATTENTION, "1.mp4", "Gone.", NULL, TRUE);
  finish (fixture, 2, NULL);
  hoist_news_end (fixture->news, TRUE);
  assert_told (fixture, "");
}

static void
test_earlier_run (Fixture *fixture, gconstpointer data)
{
  fail (fixture, 1);
  finish (fixture, 2, NULL);
  hoist_news_end (fixture->news, FALSE);
  g_assert_cmpstr (fixture->kept, ==, "attention batch-1");
  g_string_truncate (fixture->log, 0);

  start_again (fixture);
  /* not its own problem: that one still stands, and a new batch does not take the old one's place
   */
  hoist_news_take_state (fixture->news, 3, HOIST_STATE_UPLOADING, "3.mp4", NULL, NULL, FALSE);
  hoist_news_forget (fixture->news, 3);
  assert_told (fixture, "");
  finish (fixture, 3, NULL);
  hoist_news_end (fixture->news, FALSE);
  assert_told (fixture, "batch-2|1 upload finished||done|none\n");

  start_again (fixture);
  g_assert_cmpstr (fixture->kept, ==, "attention batch-1 batch-2");
  hoist_news_see (fixture->news);
  assert_told (fixture, "-attention\n-batch-1\n-batch-2\n");
  g_assert_null (fixture->kept);
  hoist_news_see (fixture->news);
  assert_told (fixture, "");
}

/* What is solved in this run is no longer there for the next; of very many only the newest are. */
static void
test_kept (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) ids = NULL;

  fail (fixture, 1);
  hoist_news_forget (fixture->news, 1);
  g_assert_null (fixture->kept);
  hoist_news_set_wish (fixture->news, HOIST_NOTIFY_EACH);
  for (gint64 id = 1; id <= 2000; id++)
    finish (fixture, id, NULL);
  g_string_truncate (fixture->log, 0);
  ids = g_strsplit (fixture->kept, " ", -1);
  g_assert_cmpuint (g_strv_length (ids), ==, 50);
  g_assert_cmpstr (ids[49], ==, "upload-2000");
}

static void
on_update (GDBusConnection *bus,
           const char *sender,
           const char *path,
           const char *interface,
           const char *signal,
           GVariant *parameters,
           gpointer data)
{
  GString *log = data;
  g_autoptr (GVariant) values = NULL;
  const char *address = NULL;
  double progress = 0;
  gboolean is_visible = FALSE;

  g_variant_get (parameters, "(&s@a{sv})", &address, &values);
  g_variant_lookup (values, "progress", "d", &progress);
  g_variant_lookup (values, "progress-visible", "b", &is_visible);
  g_assert_cmpstr (address, ==, "application://org.example.Hoist.desktop");
  g_string_append_printf (log, "%d%s ", (int) (progress * 100 + 0.5), is_visible ? "" : "-");
}

static void
test_launcher (void)
{
  GTestDBus *daemon = hoist_test_bus_start ();
  GDBusConnection *bus = hoist_test_bus_connect (daemon);
  g_autoptr (GString) log = g_string_new (NULL);
  HoistLauncher *launcher = NULL;
  const HoistQueueTotals steps[] = {
    { .n_running = 0, .bytes_left = 100 }, { .n_running = 1, .bytes_left = 100 },
    { .n_running = 1, .bytes_left = 50 },  { .n_running = 1, .bytes_left = 50 },
    { .n_running = 1, .bytes_left = 150 }, { .n_running = 1, .bytes_left = 0 },
    { .n_running = 0, .bytes_left = 0 },   { .n_running = 1, .bytes_left = 10 },
  };

  g_dbus_connection_signal_subscribe (bus, NULL, "com.canonical.Unity.LauncherEntry", "Update",
                                      NULL, NULL, G_DBUS_SIGNAL_FLAGS_NONE, on_update, log, NULL);
  launcher = hoist_launcher_new (bus, "org.example.Hoist");
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    hoist_launcher_show (launcher, &steps[i]);
  hoist_launcher_free (launcher);
  /* the bar goes with the program */
  while (!g_str_has_suffix (log->str, " 0 0- "))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (log->str, ==, "0 50 25 100 0- 0 0- ");
  hoist_test_bus_disconnect (bus);
  hoist_test_bus_stop (daemon);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/notifications/one-for-a-batch", test_batch);
  ADD ("/notifications/a-problem-once-until-it-is-solved", test_problems);
  ADD ("/notifications/as-the-user-wishes", test_wishes);
  ADD ("/notifications/none-of-what-is-seen", test_looked_at);
  ADD ("/notifications/those-of-an-earlier-run-go-when-the-window-is-seen", test_earlier_run);
  ADD ("/notifications/the-newest-are-kept-for-the-next-run", test_kept);
  g_test_add_func ("/notifications/bar-at-the-icon", test_launcher);

  return g_test_run ();
}
