/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window of the help bundle: it shows what would be saved, and names of files only when told.
 */
#include "hoist-help-bundle-window.h"
#include "hoist-test-widgets.h"
#include "hoist-test-workspace.h"

#include <string.h>

typedef struct {
  HoistTestWorkspace place;
  HoistHelpBundleWindow *window;
} Fixture;

static GtkTextBuffer *
find_text (GtkWidget *widget)
{
  return gtk_text_view_get_buffer (
      GTK_TEXT_VIEW (hoist_test_find_type (widget, GTK_TYPE_TEXT_VIEW)));
}

static char *
dup_shown (Fixture *fixture)
{
  GtkTextBuffer *buffer = find_text (GTK_WIDGET (fixture->window));
  char *text = NULL;

  g_object_get (buffer, "text", &text, NULL);
  return text;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  HoistRecord *record = hoist_record_new ("/media/EOS/First Kiss.MOV", "");

  hoist_test_workspace_open (&fixture->place, HOIST_TEST_TIME_STANDS);
  record->state = HOIST_STATE_PAUSED;
  record->size = 4200000123;
  g_object_unref (hoist_test_workspace_add_record (&fixture->place, record));
  fixture->window = hoist_help_bundle_window_new (NULL, fixture->place.workspace);
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->window != NULL)
    gtk_window_destroy (GTK_WINDOW (fixture->window));
  hoist_test_await_gone ((gpointer *) &fixture->window);
  hoist_test_workspace_close (&fixture->place);
}

static void
wait_for_text (Fixture *fixture)
{
  while (gtk_text_buffer_get_char_count (find_text (GTK_WIDGET (fixture->window))) == 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
  g_autofree char *without = NULL;
  g_autofree char *with = NULL;

  wait_for_text (fixture);
  without = dup_shown (fixture);
  g_assert_nonnull (strstr (without, "GTK = "));
  g_assert_nonnull (strstr (without, "libadwaita = "));
  g_assert_nonnull (strstr (without, "4200000123 bytes"));
  g_assert_null (strstr (without, "First Kiss"));

  g_object_set (fixture->window, "has-names", TRUE, NULL);
  with = dup_shown (fixture);
  g_assert_nonnull (strstr (with, "/media/EOS/First Kiss.MOV"));
}

static void
on_text (GObject *source, GAsyncResult *result, gpointer data)
{
  char **text = data;

  *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static void
test_copy (Fixture *fixture, gconstpointer data)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (fixture->window));
  g_autofree char *shown = NULL;
  g_autofree char *copied = NULL;

  wait_for_text (fixture);
  shown = dup_shown (fixture);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "bundle.copy", NULL));
  gdk_clipboard_read_text_async (clipboard, NULL, on_text, &copied);
  while (copied == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (copied, ==, shown);
}

/* Closed before everything was collected. */
static void
test_closed_early (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (gtk_text_buffer_get_char_count (find_text (GTK_WIDGET (fixture->window))), ==,
                   0);
  gtk_window_close (GTK_WINDOW (fixture->window));
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  if (!hoist_test_ui_init (&argc, &argv))
    return 0;

  ADD ("/help-bundle/names-only-when-told", test_names);
  ADD ("/help-bundle/copies-what-it-shows", test_copy);
  ADD ("/help-bundle/may-be-closed-early", test_closed_early);

  return g_test_run ();
}
