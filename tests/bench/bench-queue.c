/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A queue of a hundred thousand files: how long each command on all of them takes, how long the
 * main loop is held up meanwhile, and what a row costs. Measured without a window. */
#include "hoist-bench-loop.h"
#include "hoist-test-await.h"
#include "hoist-test-folder.h"
#include "hoist-test-vault.h"
#include "hoist-workspace.h"

#include <glib/gstdio.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MIB (1024.0 * 1024.0)

typedef struct {
  char *folder;
  char *files_folder;
  HoistWorkspace *workspace;
  HoistQueue *queue;
  gint64 began_us;
  gint64 changed_us; /* of the latest items-changed */
  guint n_signals;
} Bench;

static void
on_items_changed (Bench *bench)
{
  bench->changed_us = g_get_monotonic_time ();
  bench->n_signals++;
}

static double
get_memory (void)
{
  g_autofree char *text = NULL;
  long n_pages = 0;

  malloc_trim (0);
  if (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL)) {
    const char *word = strchr (text, ' ');

    n_pages = word != NULL ? strtol (word, NULL, 10) : 0;
  }
  return (double) n_pages * (double) sysconf (_SC_PAGESIZE) / MIB;
}

static void
begin (Bench *bench)
{
  bench->n_signals = 0;
  bench->changed_us = 0;
  hoist_bench_begin_turns ();
  bench->began_us = g_get_monotonic_time ();
}

/* Until all that was asked for is on the disk, and shown. */
static void
finish (Bench *bench, const char *what)
{
  for (guint i = 0; i < 3; i++) {
    g_autoptr (GAsyncResult) result = NULL;

    while (g_main_context_iteration (NULL, FALSE))
      ;
    hoist_store_flush_async (hoist_workspace_get_store (bench->workspace), hoist_test_keep_result,
                             &result);
    hoist_store_flush_finish (hoist_workspace_get_store (bench->workspace),
                              hoist_test_await (&result), NULL);
  }
  printf ("%-22s all saved and shown after %5.2f s; longest turn of the main loop %5.1f ms; "
          "%u signals\n",
          what, (double) (g_get_monotonic_time () - bench->began_us) / G_USEC_PER_SEC,
          hoist_bench_get_longest_ms (), bench->n_signals);
  fflush (stdout);
}

static void
open_workspace (Bench *bench)
{
  g_autoptr (HoistVault) vault = hoist_test_vault_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  bench->workspace = hoist_workspace_new (bench->folder, vault, NULL);
  hoist_workspace_open_async (bench->workspace, TRUE, hoist_test_keep_result, &result);
  if (!hoist_workspace_open_finish (bench->workspace, hoist_test_await (&result), &error)) {
    fprintf (stderr, "%s\n", error->message);
    exit (1);
  }
  bench->queue = hoist_workspace_get_queue (bench->workspace);
  g_signal_connect_swapped (bench->queue, "items-changed", G_CALLBACK (on_items_changed), bench);
}

static void
close_workspace (Bench *bench)
{
  g_autoptr (GAsyncResult) result = NULL;

  hoist_workspace_close_async (bench->workspace, hoist_test_keep_result, &result);
  hoist_workspace_close_finish (bench->workspace, hoist_test_await (&result), NULL);
  g_clear_object (&bench->workspace);
}

static GPtrArray *
make_files (Bench *bench, guint count)
{
  GPtrArray *files = hoist_added_files_new ();

  for (guint i = 0; i < count; i++) {
    g_autofree char *name = g_strdup_printf ("A day by the sea, scene %06u.mp4", i);
    g_autofree char *path = g_build_filename (bench->files_folder, name, NULL);

    g_file_set_contents (path, "x", 1, NULL);
    g_ptr_array_add (files, hoist_added_file_new (path, NULL));
  }
  return files;
}

static GPtrArray *
list_sessions (Bench *bench)
{
  GPtrArray *sessions = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *model = G_LIST_MODEL (bench->queue);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    g_ptr_array_add (sessions, g_list_model_get_item (model, i));
  return sessions;
}

static void
add (Bench *bench, guint count)
{
  g_autoptr (GPtrArray) files = make_files (bench, count);
  double before = get_memory ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) sessions = NULL;
  double after = 0;

  begin (bench);
  hoist_queue_add_async (bench->queue, files, NULL, NULL, FALSE, hoist_test_keep_result, &result);
  sessions = hoist_queue_add_finish (bench->queue, hoist_test_await (&result), NULL);
  printf ("%-22s durable and in the model after %.2f s   (bar: 3 s)\n", "add",
          (double) (bench->changed_us - bench->began_us) / G_USEC_PER_SEC);
  finish (bench, "add");
  g_clear_pointer (&sessions, g_ptr_array_unref);
  g_clear_object (&result);
  g_clear_pointer (&files, g_ptr_array_unref);
  after = get_memory ();
  printf ("%-22s %.1f MiB, %.0f bytes a row   (bar: 80 MB for 100 000, with the window's share)\n",
          "memory", after - before, (after - before) * MIB / count);
}

static void
run_commands (Bench *bench)
{
  g_autoptr (GPtrArray) sessions = list_sessions (bench);
  g_autoptr (GPtrArray) some = g_ptr_array_new ();

  begin (bench);
  hoist_queue_pause_many (bench->queue, sessions);
  finish (bench, "pause all");
  begin (bench);
  hoist_queue_resume_many (bench->queue, sessions);
  finish (bench, "resume all");
  begin (bench);
  hoist_queue_remove_many (bench->queue, sessions);
  finish (bench, "remove all");
  begin (bench);
  hoist_queue_undo_remove_many (bench->queue, sessions);
  finish (bench, "put all back");

  g_ptr_array_add (some, g_ptr_array_index (sessions, sessions->len - 1));
  begin (bench);
  hoist_queue_move_to_end (bench->queue, some, TRUE);
  finish (bench, "last to the top");
  for (guint i = 1; i < sessions->len; i += 2)
    g_ptr_array_add (some, g_ptr_array_index (sessions, i));
  begin (bench);
  hoist_queue_move_to_end (bench->queue, some, FALSE);
  finish (bench, "every other to the end");
}

int
main (int argc, char **argv)
{
  guint count = argc > 1 ? (guint) strtoul (argv[1], NULL, 10) : 100000;
  g_autofree char *top = g_dir_make_tmp ("hoist-bench-XXXXXX", NULL);
  Bench bench = { 0 };

  bench.folder = g_build_filename (top, "data", NULL);
  bench.files_folder = g_build_filename (top, "files", NULL);
  g_mkdir (bench.files_folder, 0700);
  hoist_bench_watch_loop ();
  open_workspace (&bench);
  printf ("%u files\n", count);
  add (&bench, count);
  run_commands (&bench);
  close_workspace (&bench);
  begin (&bench);
  open_workspace (&bench);
  finish (&bench, "start again");
  close_workspace (&bench);
  hoist_test_remove_folder (top);
  g_free (bench.folder);
  g_free (bench.files_folder);
  return 0;
}
