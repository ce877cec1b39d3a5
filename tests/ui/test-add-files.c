/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files on their way into the queue when the program ends: none is lost, none comes in twice. */
#include "hoist-add-files.h"

#include "hoist-arrival-note.h"
#include "hoist-test-widgets.h"
#include "hoist-test-workspace.h"

/* More than come in at once. */
#define MANY 2500

typedef struct {
  HoistTestWorkspace place;
  GtkWindow *window;
  AdwToastOverlay *toasts;
  HoistArrivals *arrivals;
  HoistAddFiles *adder;
} Fixture;

/* The window of one run of the program. */
static void
begin_run (Fixture *fixture)
{
  fixture->window = GTK_WINDOW (gtk_window_new ());
  fixture->toasts = ADW_TOAST_OVERLAY (adw_toast_overlay_new ());
  gtk_window_set_child (fixture->window, GTK_WIDGET (fixture->toasts));
  fixture->arrivals = hoist_arrivals_new (G_MAXINT);
  fixture->adder = hoist_add_files_new (fixture->window, fixture->toasts, fixture->arrivals);
}

static void
open_queue (Fixture *fixture)
{
  hoist_add_files_set_queue (fixture->adder, hoist_workspace_get_queue (fixture->place.workspace),
                             hoist_workspace_get_accounts (fixture->place.workspace));
}

static void
end_run (Fixture *fixture)
{
  g_clear_object (&fixture->adder);
  g_clear_object (&fixture->arrivals);
  gtk_window_destroy (fixture->window);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  hoist_test_workspace_open (&fixture->place, HOIST_TEST_TIME_GOES_ON);
  begin_run (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  end_run (fixture);
  hoist_test_workspace_close (&fixture->place);
}

static guint
count_rows (Fixture *fixture)
{
  return g_list_model_get_n_items (
      G_LIST_MODEL (hoist_workspace_get_queue (fixture->place.workspace)));
}

static guint
count_notes (Fixture *fixture)
{
  g_autofree char *place = g_build_filename (fixture->place.folder, "arrivals", NULL);
  g_autoptr (GDir) folder = g_dir_open (place, 0, NULL);
  guint n_notes = 0;

  while (folder != NULL && g_dir_read_name (folder) != NULL)
    n_notes++;
  return n_notes;
}

/* Nothing is on its way any more. */
static void
await_end (Fixture *fixture)
{
  while (hoist_add_files_is_busy (fixture->adder))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (count_notes (fixture), ==, 0);
}

static HoistDropped *
drop_files (Fixture *fixture, guint count)
{
  HoistDropped *dropped = hoist_dropped_new ();

  for (guint i = 0; i < count; i++) {
    g_autofree char *path = g_strdup_printf ("%s/%u.mp4", fixture->place.folder, i);

    g_assert_true (g_file_set_contents (path, "film", -1, NULL));
    g_ptr_array_add (dropped->paths, g_steal_pointer (&path));
  }
  return dropped;
}

static void
end_program (Fixture *fixture)
{
  hoist_add_files_leave (fixture->adder);
  hoist_test_workspace_reopen (&fixture->place);
  end_run (fixture);
  begin_run (fixture);
  open_queue (fixture);
}

/* The first thousand are there, the others are not. */
static void
test_quit_in_the_middle (Fixture *fixture, gconstpointer data)
{
  open_queue (fixture);
  hoist_add_files_take (fixture->adder, drop_files (fixture, MANY), NULL);
  while (count_rows (fixture) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (count_rows (fixture), <, MANY);

  end_program (fixture);
  await_end (fixture);
  g_assert_cmpuint (count_rows (fixture), ==, MANY);
}

static void
count_settled (guint *n_settled)
{
  *n_settled += 1;
}

/* Who has closed the window waits for that: with nothing to do the program may end. */
static void
test_settled (Fixture *fixture, gconstpointer data)
{
  HoistDropped *gone = hoist_dropped_new ();
  guint n_settled = 0;

  g_signal_connect_swapped (fixture->adder, "settled", G_CALLBACK (count_settled), &n_settled);
  g_ptr_array_add (gone->paths, g_strdup ("/there/is/none.mp4"));
  hoist_add_files_hold (fixture->adder, TRUE);
  open_queue (fixture);
  g_assert_false (hoist_add_files_is_busy (fixture->adder));
  hoist_add_files_take (fixture->adder, gone, NULL);
  hoist_add_files_take (fixture->adder, drop_files (fixture, 2), NULL);
  g_assert_true (hoist_add_files_is_busy (fixture->adder));
  hoist_add_files_hold (fixture->adder, FALSE);
  await_end (fixture);
  g_assert_false (hoist_add_files_is_busy (fixture->adder));
  g_assert_cmpuint (n_settled, ==, 1);
  g_assert_cmpuint (count_rows (fixture), ==, 2);
}

static void
test_quit_at_once (Fixture *fixture, gconstpointer data)
{
  open_queue (fixture);
  hoist_add_files_take (fixture->adder, drop_files (fixture, 3), NULL);
  end_program (fixture);
  await_end (fixture);
  g_assert_cmpuint (count_rows (fixture), ==, 3);
}

/* As they do while the practice service is started. */
static void
test_quit_while_they_are_held (Fixture *fixture, gconstpointer data)
{
  hoist_add_files_hold (fixture->adder, TRUE);
  hoist_add_files_take (fixture->adder, drop_files (fixture, 2), NULL);
  open_queue (fixture);
  end_program (fixture);
  await_end (fixture);
  g_assert_cmpuint (count_rows (fixture), ==, 2);
}

/* One that was uploaded before the program ended is no more on its way. */
static void
test_finished_before (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistDropped) dropped = drop_files (fixture, 2);
  HoistRecord *record = hoist_record_new (g_ptr_array_index (dropped->paths, 0), "");
  gint64 now_us = g_get_real_time ();
  g_autoptr (HoistArrivalNote) note =
      hoist_arrival_note_new (fixture->place.folder, dropped->paths, NULL, now_us);
  g_autoptr (HoistSession) finished = NULL;

  record->state = HOIST_STATE_FINISHED;
  record->added_us = now_us + 1;
  finished = hoist_test_workspace_add_record (&fixture->place, record);
  hoist_arrival_note_settle (note);
  open_queue (fixture);
  await_end (fixture);
  g_assert_cmpuint (count_rows (fixture), ==, 2);
}

/* What was cancelled, or cannot be read, does not come back. */
static void
test_given_up (Fixture *fixture, gconstpointer data)
{
  HoistDropped *gone = hoist_dropped_new ();

  g_ptr_array_add (gone->paths, g_strdup ("/there/is/none.mp4"));
  open_queue (fixture);
  hoist_add_files_take (fixture->adder, gone, NULL);
  hoist_add_files_take (fixture->adder, drop_files (fixture, 2), NULL);
  hoist_arrivals_cancel (fixture->arrivals);
  await_end (fixture);
  end_program (fixture);
  await_end (fixture);
  g_assert_cmpuint (count_rows (fixture), ==, 0);
}

static void
write_note (const char *folder, const char *name, const char *text)
{
  g_autofree char *file = g_build_filename (folder, "arrivals", name, NULL);

  g_assert_true (g_file_set_contents (file, text, -1, NULL));
}

static void
test_text (Fixture *fixture, gconstpointer data)
{
  static const char *const paths[] = { "/a b/ü 假 🎬.mp4", "/line\nbreak", "/return\r",
                                       "/bad\xff.mp4", "/%41@x" };
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GPtrArray) notes = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    g_ptr_array_add (names, (gpointer) paths[i]);
  hoist_arrival_note_free (hoist_arrival_note_new (fixture->place.folder, names, NULL, 18));
  hoist_arrival_note_free (hoist_arrival_note_new (fixture->place.folder, names, "studio", 17));
  notes = hoist_arrival_notes_read (fixture->place.folder);

  g_assert_cmpuint (notes->len, ==, 2);
  for (guint i = 0; i < notes->len; i++) {
    HoistArrivalNote *note = g_ptr_array_index (notes, i);
    GPtrArray *read = hoist_arrival_note_get_paths (note);

    g_assert_cmpint (hoist_arrival_note_get_noted (note), ==, 17 + i);
    g_assert_cmpstr (hoist_arrival_note_get_account (note), ==, i == 0 ? "studio" : NULL);
    g_assert_cmpuint (read->len, ==, G_N_ELEMENTS (paths));
    for (guint j = 0; j < read->len; j++)
      g_assert_cmpstr (g_ptr_array_index (read, j), ==, paths[j]);
    hoist_arrival_note_forget (note);
  }
  g_assert_cmpuint (count_notes (fixture), ==, 0);
}

/* What was cut off while it was written, or is none, goes. */
static void
test_no_notes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (GPtrArray) notes = NULL;
  HoistArrivalNote *note = NULL;

  hoist_arrival_note_forget (hoist_arrival_note_new (fixture->place.folder, none, NULL, 1));
  write_note (fixture->place.folder, "1.part", "@1 \n/a\n");
  write_note (fixture->place.folder, "2", "/a\n");
  write_note (fixture->place.folder, "3", "@x\nb\nhttp://c\n\n/d");
  notes = hoist_arrival_notes_read (fixture->place.folder);
  g_assert_cmpuint (count_notes (fixture), ==, 1);
  g_assert_cmpuint (notes->len, ==, 1);
  note = g_ptr_array_index (notes, 0);
  g_assert_cmpuint (hoist_arrival_note_get_paths (note)->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (hoist_arrival_note_get_paths (note), 0), ==, "/d");
  hoist_arrival_note_forget (note);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  if (!hoist_test_ui_init (&argc, &argv))
    return 0;

  ADD ("/add-files/are-noted-with-any-name", test_text);
  ADD ("/add-files/what-is-no-note-goes", test_no_notes);
  ADD ("/add-files/the-rest-comes-in-after-a-restart", test_quit_in_the_middle);
  ADD ("/add-files/their-end-is-told", test_settled);
  ADD ("/add-files/who-quits-at-once-loses-none", test_quit_at_once);
  ADD ("/add-files/who-quits-while-they-are-held-loses-none", test_quit_while_they_are_held);
  ADD ("/add-files/what-was-uploaded-before-stays-so", test_finished_before);
  ADD ("/add-files/what-was-given-up-stays-away", test_given_up);

  return g_test_run ();
}
