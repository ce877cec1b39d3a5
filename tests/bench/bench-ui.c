/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window with a hundred thousand files: from the drop to rows on the screen, the longest turn
 * of the main loop while the list is scrolled and while twenty uploads report, memory, and a new
 * start. Each with its bar of design section 8. */
#include "hoist-bench-loop.h"
#include "hoist-session-list.h"
#include "hoist-session-private.h"
#include "hoist-test-await.h"
#include "hoist-test-folder.h"
#include "hoist-test-vault.h"
#include "hoist-ui.h"
#include "hoist-window.h"

#include <glib/gstdio.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MB (1000.0 * 1000.0)
#define N_UPLOADS 20
#define WINDOWFUL 30
#define SCROLL_FRAMES 150
#define REPORT_MS 100
#define N_REPORTS 30
#define SETTLE_MS 1500

typedef struct {
  char *folder;
  char *files_folder;
  GtkApplication *application;
  HoistWorkspace *workspace;
  HoistWindow *window;
  HoistSessionList *list;
  guint count;
  gboolean is_painted;
  guint n_frames;
  gboolean is_over;
} Bench;

static guint n_missed;

static void
judge (const char *what, double value, const char *unit, double bar)
{
  gboolean is_met = value <= bar;

  n_missed += is_met ? 0 : 1;
  printf ("%-44s %8.2f %s   (bar: %.0f %s)%s\n", what, value, unit, bar, unit,
          is_met ? "" : "   MISSED");
  fflush (stdout);
}

static double
get_memory (void)
{
  g_autofree char *text = NULL;
  const char *word = NULL;

  malloc_trim (0);
  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    return 0;
  word = strchr (text, ' ');
  return word == NULL ? 0 : (double) strtol (word, NULL, 10) * (double) sysconf (_SC_PAGESIZE) / MB;
}

static gboolean
on_over (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
run_for (guint milliseconds)
{
  gboolean is_over = FALSE;

  g_timeout_add (milliseconds, on_over, &is_over);
  while (!is_over)
    g_main_context_iteration (NULL, TRUE);
}

static HoistSessionList *
find_list (GtkWidget *widget)
{
  HoistSessionList *found = HOIST_IS_SESSION_LIST (widget) ? HOIST_SESSION_LIST (widget) : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_list (child);
  return found;
}

static GtkWidget *
find_scrolled (GtkWidget *widget)
{
  GtkWidget *found = GTK_IS_SCROLLED_WINDOW (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_scrolled (child);
  return found;
}

static guint
count_rows (Bench *bench)
{
  HoistSections *sections = hoist_session_list_get_sections (bench->list);

  return sections == NULL ? 0 : g_list_model_get_n_items (G_LIST_MODEL (sections));
}

static void
on_after_paint (GdkFrameClock *clock, gpointer user_data)
{
  Bench *bench = user_data;

  bench->is_painted = TRUE;
}

/* Until so many rows are in the list and a frame with them was drawn. */
static void
wait_for_rows (Bench *bench, guint count)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (bench->window));
  gulong id = 0;

  while (count_rows (bench) <= count)
    g_main_context_iteration (NULL, TRUE);
  bench->is_painted = FALSE;
  id = g_signal_connect (clock, "after-paint", G_CALLBACK (on_after_paint), bench);
  gtk_widget_queue_draw (GTK_WIDGET (bench->window));
  while (!bench->is_painted)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (clock, id);
}

static void
open_window (Bench *bench)
{
  g_autoptr (HoistVault) vault = hoist_test_vault_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  bench->window = hoist_window_new (bench->application);
  bench->list = find_list (GTK_WIDGET (bench->window));
  bench->workspace = hoist_workspace_new (bench->folder, vault, NULL);
  hoist_workspace_open_async (bench->workspace, TRUE, hoist_test_keep_result, &result);
  if (!hoist_workspace_open_finish (bench->workspace, hoist_test_await (&result), &error)) {
    fprintf (stderr, "%s\n", error->message);
    exit (1);
  }
  /* there is no service here: nothing is to start by itself */
  hoist_queue_set_running (hoist_workspace_get_queue (bench->workspace), FALSE);
  hoist_window_set_workspace (bench->window, bench->workspace);
  gtk_window_present (GTK_WINDOW (bench->window));
}

static void
close_window (Bench *bench)
{
  g_autoptr (GAsyncResult) result = NULL;

  hoist_workspace_close_async (bench->workspace, hoist_test_keep_result, &result);
  hoist_workspace_close_finish (bench->workspace, hoist_test_await (&result), NULL);
  gtk_window_destroy (GTK_WINDOW (bench->window));
  g_clear_object (&bench->workspace);
}

static char **
make_files (Bench *bench)
{
  char **paths = g_new0 (char *, bench->count + 1);

  for (guint i = 0; i < bench->count; i++) {
    g_autofree char *name = g_strdup_printf ("A day by the sea, scene %06u.mp4", i);

    paths[i] = g_build_filename (bench->files_folder, name, NULL);
    g_file_set_contents_full (paths[i], "x", 1, G_FILE_SET_CONTENTS_NONE, 0600, NULL);
  }
  return paths;
}

static double
seconds_since (gint64 start_us)
{
  return (double) (g_get_monotonic_time () - start_us) / G_USEC_PER_SEC;
}

/* Rows are shown when they are on the disk, not before: with the last of them all are durable. */
static void
drop (Bench *bench)
{
  g_auto (GStrv) paths = make_files (bench);
  double before = get_memory ();
  gint64 start_us = g_get_monotonic_time ();
  gint64 work_us = hoist_bench_get_work ();

  hoist_bench_begin_turns ();
  hoist_window_add_paths (bench->window, (const char *const *) paths);
  wait_for_rows (bench, WINDOWFUL);
  judge ("dropped: rows on the screen", seconds_since (start_us), "s", 1);
  wait_for_rows (bench, bench->count);
  judge ("dropped: all durable, and in the list", seconds_since (start_us), "s", 3);
  printf ("%-44s %8.2f s of the main thread; longest turn %.1f ms\n", "",
          (double) (hoist_bench_get_work () - work_us) / G_USEC_PER_SEC,
          hoist_bench_get_longest_ms ());
  g_clear_pointer (&paths, g_strfreev);
  run_for (SETTLE_MS);
  judge ("memory over the empty window", get_memory () - before, "MB", 80);
}

static gboolean
on_frame (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  Bench *bench = user_data;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (widget));
  double upper = gtk_adjustment_get_upper (adjustment);

  bench->is_over = bench->n_frames++ >= SCROLL_FRAMES;
  /* leaps through all of it, then steps as a wheel makes them */
  if (bench->n_frames < SCROLL_FRAMES / 2)
    gtk_adjustment_set_value (adjustment, upper * bench->n_frames / (SCROLL_FRAMES / 2.0));
  else
    gtk_adjustment_set_value (adjustment, upper / 3 + 90.0 * bench->n_frames);
  return bench->is_over ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

static void
scroll (Bench *bench)
{
  GtkWidget *scrolled = find_scrolled (gtk_widget_get_ancestor (
      gtk_widget_get_first_child (GTK_WIDGET (bench->list)), GTK_TYPE_BOX));

  bench->n_frames = 0;
  bench->is_over = FALSE;
  hoist_bench_begin_turns ();
  gtk_widget_add_tick_callback (scrolled, on_frame, bench, NULL);
  while (!bench->is_over)
    g_main_context_iteration (NULL, TRUE);
  judge ("scrolling: longest turn of the main loop", hoist_bench_get_longest_ms (), "ms", 50);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled)),
                            0);
  run_for (SETTLE_MS / 3);
}

typedef struct {
  GPtrArray *sessions; /* (owned) (element-type HoistSession) */
  guint n_done;
} Uploads;

static gboolean
on_report (gpointer user_data)
{
  Uploads *self = user_data;

  for (guint i = 0; i < self->sessions->len; i++) {
    HoistSession *session = g_ptr_array_index (self->sessions, i);

    session->record->bytes_done += 1000;
    hoist_session_notify_progress (1000, session);
  }
  return self->n_done++ < N_REPORTS ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* What their runs would tell, without the runs. */
static void
set_state (GPtrArray *sessions, HoistState state)
{
  for (guint i = 0; i < sessions->len; i++) {
    HoistSession *session = g_ptr_array_index (sessions, i);

    session->state = state;
    session->record->state = state;
    session->record->size = 100 * 1000 * 1000;
    hoist_session_notify_state (session);
  }
}

static void
report (Bench *bench)
{
  GListModel *queue = G_LIST_MODEL (hoist_workspace_get_queue (bench->workspace));
  Uploads uploads = { g_ptr_array_new_with_free_func (g_object_unref), 0 };

  for (guint i = 0; i < N_UPLOADS; i++)
    g_ptr_array_add (uploads.sessions, g_list_model_get_item (queue, bench->count / N_UPLOADS * i));
  hoist_bench_begin_turns ();
  set_state (uploads.sessions, HOIST_STATE_UPLOADING);
  run_for (SETTLE_MS / 3);
  judge ("20 uploads begin at once: longest turn", hoist_bench_get_longest_ms (), "ms", 50);
  hoist_bench_begin_turns ();
  g_timeout_add (REPORT_MS, on_report, &uploads);
  while (uploads.n_done <= N_REPORTS)
    g_main_context_iteration (NULL, TRUE);
  judge ("20 uploads report: longest turn", hoist_bench_get_longest_ms (), "ms", 50);
  hoist_bench_begin_turns ();
  set_state (uploads.sessions, HOIST_STATE_FINISHED);
  run_for (SETTLE_MS / 3);
  judge ("20 uploads end at once: longest turn", hoist_bench_get_longest_ms (), "ms", 50);
  g_ptr_array_unref (uploads.sessions);
}

static void
start_again (Bench *bench)
{
  gint64 start_us = 0;

  close_window (bench);
  start_us = g_get_monotonic_time ();
  open_window (bench);
  wait_for_rows (bench, bench->count);
  judge ("started again: rows on the screen", seconds_since (start_us), "s", 1);
}

int
main (int argc, char **argv)
{
  g_autofree char *top = g_dir_make_tmp ("hoist-bench-XXXXXX", NULL);
  Bench bench = { .count = argc > 1 ? (guint) strtoul (argv[1], NULL, 10) : 100000 };

  if (!gtk_init_check ()) {
    printf ("there is no display: run it as .ci/with-display bench-ui\n");
    return 0;
  }
  hoist_ui_init ();
  bench.folder = g_build_filename (top, "data", NULL);
  bench.files_folder = g_build_filename (top, "files", NULL);
  g_mkdir (bench.files_folder, 0700);
  bench.application = g_object_new (ADW_TYPE_APPLICATION, "flags", G_APPLICATION_NON_UNIQUE,
                                    "resource-base-path", "/io/github/hoist_uploader/Hoist", NULL);
  g_application_register (G_APPLICATION (bench.application), NULL, NULL);
  hoist_bench_watch_loop ();

  printf ("%u files\n", bench.count);
  open_window (&bench);
  run_for (SETTLE_MS);
  drop (&bench);
  scroll (&bench);
  report (&bench);
  start_again (&bench);
  close_window (&bench);
  printf ("%u bars missed\n", n_missed);
  hoist_test_remove_folder (top);
  g_free (bench.folder);
  g_free (bench.files_folder);
  g_object_unref (bench.application);
  return 0;
}
