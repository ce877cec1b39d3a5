/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that are long on their way: what is said of them, and that they can be given up. */
#include "hoist-drop-area.h"
#include "hoist-test-widgets.h"

/* Nobody waits in a test. */
#define PATIENCE_MS 1

static void
on_changed (HoistArrivals *arrivals, gpointer user_data)
{
  *(guint *) user_data += 1;
}

static void
await_change (guint *n_changes)
{
  guint before = *n_changes;

  while (*n_changes == before)
    g_main_context_iteration (NULL, TRUE);
}

static void
assert_sentence (HoistArrivals *arrivals, const char *wanted)
{
  g_autofree char *sentence = hoist_arrivals_dup_sentence (arrivals);

  g_assert_cmpstr (sentence, ==, wanted);
}

static void
test_sentence (void)
{
  HoistArrivals *arrivals = hoist_arrivals_new (PATIENCE_MS);
  g_autoptr (GCancellable) folder = NULL;
  g_autoptr (GCancellable) files = NULL;
  guint n_changes = 0;

  g_signal_connect (arrivals, "changed", G_CALLBACK (on_changed), &n_changes);
  assert_sentence (arrivals, NULL);
  folder = hoist_arrivals_begin (arrivals, 0);
  assert_sentence (arrivals, NULL);
  await_change (&n_changes);
  assert_sentence (arrivals, "Looking through what was added…");

  files = hoist_arrivals_begin (arrivals, 1);
  assert_sentence (arrivals, "Getting access to 1 file…");
  hoist_arrivals_set_count (arrivals, files, 1200);
  assert_sentence (arrivals, "Getting access to 1200 files…");
  hoist_arrivals_end (arrivals, files);
  assert_sentence (arrivals, "Looking through what was added…");
  hoist_arrivals_end (arrivals, folder);
  assert_sentence (arrivals, NULL);
  g_assert_cmpuint (n_changes, ==, 5);
  g_assert_finalize_object (arrivals);
}

/* What is there at once is no news. */
static void
test_quick (void)
{
  HoistArrivals *arrivals = hoist_arrivals_new (G_MAXINT);
  g_autoptr (GCancellable) arrival = hoist_arrivals_begin (arrivals, 3);
  guint n_changes = 0;

  g_signal_connect (arrivals, "changed", G_CALLBACK (on_changed), &n_changes);
  hoist_arrivals_end (arrivals, arrival);
  g_assert_cmpuint (n_changes, ==, 0);
  assert_sentence (arrivals, NULL);
  g_assert_finalize_object (arrivals);
}

/* A clipboard whose owner answers when it likes. */
#define TEST_TYPE_SLOW_FILES (test_slow_files_get_type ())
G_DECLARE_FINAL_TYPE (TestSlowFiles, test_slow_files, TEST, SLOW_FILES, GdkContentProvider)

struct _TestSlowFiles {
  GdkContentProvider parent;

  GTask *task; /* (owned) (nullable): who asked */
};

G_DEFINE_FINAL_TYPE (TestSlowFiles, test_slow_files, GDK_TYPE_CONTENT_PROVIDER)

static GdkContentFormats *
test_slow_files_ref_formats (GdkContentProvider *provider)
{
  const char *types[] = { "text/uri-list" };

  return gdk_content_formats_new (types, G_N_ELEMENTS (types));
}

static void
test_slow_files_write (GdkContentProvider *provider,
                       const char *mime_type,
                       GOutputStream *stream,
                       int io_priority,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  TEST_SLOW_FILES (provider)->task = g_task_new (provider, cancellable, callback, user_data);
}

static gboolean
test_slow_files_write_finish (GdkContentProvider *provider, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
test_slow_files_class_init (TestSlowFilesClass *klass)
{
  GdkContentProviderClass *provider_class = GDK_CONTENT_PROVIDER_CLASS (klass);

  provider_class->ref_formats = test_slow_files_ref_formats;
  provider_class->write_mime_type_async = test_slow_files_write;
  provider_class->write_mime_type_finish = test_slow_files_write_finish;
}

static void
test_slow_files_init (TestSlowFiles *self)
{
}

static void
on_said (HoistDropArea *area, gpointer what, gpointer user_data)
{
  *(guint *) user_data += 1;
}

static void
test_giving_up (void)
{
  HoistDropArea *area = g_object_ref_sink (hoist_drop_area_new ());
  HoistArrivals *arrivals = hoist_drop_area_get_arrivals (area);
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (area));
  g_autoptr (TestSlowFiles) files = g_object_new (TEST_TYPE_SLOW_FILES, NULL);
  guint n_changes = 0;
  guint n_said = 0;

  gdk_clipboard_set_content (clipboard, GDK_CONTENT_PROVIDER (files));
  g_signal_connect (arrivals, "changed", G_CALLBACK (on_changed), &n_changes);
  g_signal_connect (area, "dropped", G_CALLBACK (on_said), &n_said);
  g_signal_connect (area, "failed", G_CALLBACK (on_said), &n_said);
  hoist_drop_area_paste (area);
  await_change (&n_changes);
  assert_sentence (arrivals, "Looking through what was added…");

  hoist_arrivals_cancel (arrivals);
  assert_sentence (arrivals, NULL);

  g_assert_nonnull (files->task);
  g_task_return_boolean (files->task, TRUE);
  g_clear_object (&files->task);
  gdk_clipboard_set_content (clipboard, NULL);
  /* the one who waited holds the area until it is let go */
  g_object_add_weak_pointer (G_OBJECT (area), (gpointer *) &area);
  g_object_unref (area);
  hoist_test_await_gone ((gpointer *) &area);
  g_assert_cmpuint (n_said, ==, 0);
}

int
main (int argc, char **argv)
{
  if (!hoist_test_ui_init (&argc, &argv))
    return 0;

  g_test_add_func ("/arrivals/what-is-said", test_sentence);
  g_test_add_func ("/arrivals/quick-ones-are-no-news", test_quick);
  g_test_add_func ("/arrivals/can-be-given-up", test_giving_up);

  return g_test_run ();
}
