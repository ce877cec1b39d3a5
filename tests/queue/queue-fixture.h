/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of the queue share: an open workspace without an account, and rows in it. */
#pragma once

#include "hoist-test-await.h"
#include "hoist-test-clock.h"
#include "hoist-test-folder.h"
#include "hoist-test-vault.h"
#include "hoist-workspace.h"

#include <string.h>

typedef struct {
  char *folder;
  HoistVault *vault;
  HoistTestClock *clock;
  HoistWorkspace *workspace; /* (nullable) */
  HoistQueue *queue;         /* (unowned): of the workspace */
  guint n_signals;           /* items-changed so far */
} Fixture;

static inline void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* Until all that was asked for is on the disk, and shown. */
static inline void
flush (Fixture *fixture)
{
  for (guint i = 0; i < 3; i++) {
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GError) error = NULL;

    settle ();
    hoist_store_flush_async (hoist_workspace_get_store (fixture->workspace), hoist_test_keep_result,
                             &result);
    hoist_store_flush_finish (hoist_workspace_get_store (fixture->workspace),
                              hoist_test_await (&result), &error);
    g_assert_no_error (error);
  }
  settle ();
}

static inline void
count_signal (Fixture *fixture)
{
  fixture->n_signals++;
}

static inline void
open_workspace (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fixture->workspace =
      hoist_workspace_new (fixture->folder, fixture->vault, HOIST_CLOCK (fixture->clock));
  hoist_workspace_open_async (fixture->workspace, TRUE, hoist_test_keep_result, &result);
  hoist_workspace_open_finish (fixture->workspace, hoist_test_await (&result), &error);
  g_assert_no_error (error);
  fixture->queue = hoist_workspace_get_queue (fixture->workspace);
  g_signal_connect_swapped (fixture->queue, "items-changed", G_CALLBACK (count_signal), fixture);
}

static inline void
close_workspace (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  hoist_workspace_close_async (fixture->workspace, hoist_test_keep_result, &result);
  hoist_workspace_close_finish (fixture->workspace, hoist_test_await (&result), &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  settle ();
  g_assert_finalize_object (g_steal_pointer (&fixture->workspace));
}

static inline void
reopen (Fixture *fixture)
{
  close_workspace (fixture);
  open_workspace (fixture);
}

static inline void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("hoist-queue-XXXXXX", NULL);
  fixture->vault = hoist_test_vault_new ();
  fixture->clock = hoist_test_clock_new ();
  open_workspace (fixture);
}

static inline void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->workspace != NULL)
    close_workspace (fixture);
  g_assert_finalize_object (fixture->vault);
  g_assert_cmpuint (hoist_test_clock_get_n_timers (fixture->clock), ==, 0);
  g_assert_finalize_object (fixture->clock);
  hoist_test_remove_folder (fixture->folder);
  g_free (fixture->folder);
}

/* A letter, or for a long list a number. */
static inline char *
dup_name (guint number)
{
  return number < 26 ? g_strdup_printf ("%c", 'a' + (int) number) : g_strdup_printf ("%u", number);
}

/* Rows in this state, named a, b, c… behind @first; their files do not exist. */
static inline GPtrArray *
enter (Fixture *fixture, guint first, guint count, HoistState state, gint64 gap)
{
  HoistStore *store = hoist_workspace_get_store (fixture->workspace);
  g_autoptr (GPtrArray) records =
      g_ptr_array_new_with_free_func ((GDestroyNotify) hoist_record_free);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < count; i++) {
    g_autofree char *word = dup_name (first + i);
    g_autofree char *path = g_build_filename ("/nonexistent", word, NULL);
    HoistRecord *record = hoist_record_new (path, "nobody");

    record->state = state;
    record->position = gap > 0 ? gap * (first + i + 1) : hoist_queue_take_position (fixture->queue);
    g_ptr_array_add (records, record);
  }
  hoist_store_add_async (store, records, hoist_test_keep_result, &result);
  hoist_store_add_finish (store, hoist_test_await (&result), &error);
  g_assert_no_error (error);
  return hoist_queue_enter (fixture->queue, records);
}

static inline void
fill (Fixture *fixture, guint first, guint count, HoistState state, gint64 gap)
{
  g_ptr_array_unref (enter (fixture, first, count, state, gap));
}

/* The names in the list's order, as one word. */
static inline char *
spell (Fixture *fixture)
{
  GListModel *model = G_LIST_MODEL (fixture->queue);
  GString *word = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
    g_autoptr (HoistSession) session = g_list_model_get_item (model, i);

    g_string_append (word, strrchr (hoist_session_get_path (session), '/') + 1);
  }
  return g_string_free (word, FALSE);
}

static inline HoistSession *
find (Fixture *fixture, char name)
{
  const char path[] = { '/', 'n', 'o', 'n', 'e', 'x', 'i', 's', 't', 'e', 'n', 't', '/', name, 0 };

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fixture->queue)); i++) {
    g_autoptr (HoistSession) session = g_list_model_get_item (G_LIST_MODEL (fixture->queue), i);

    if (strcmp (hoist_session_get_path (session), path) == 0)
      return session;
  }
  return NULL;
}

static inline GPtrArray *
pick (Fixture *fixture, const char *names)
{
  GPtrArray *sessions = g_ptr_array_new_with_free_func (g_object_unref);

  for (; *names != '\0'; names++)
    g_ptr_array_add (sessions, g_object_ref (find (fixture, *names)));
  return sessions;
}

#define assert_order(fixture, expected)                                                            \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *found_order = spell (fixture);                                                \
    g_assert_cmpstr (found_order, ==, expected);                                                   \
  }                                                                                                \
  G_STMT_END

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
