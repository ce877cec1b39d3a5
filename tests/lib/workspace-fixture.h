/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of rules for uploads share: a workspace with an account whose service nobody runs,
 * and files so large that reading them does not end during a test. */
#pragma once

#include "hoist-test-await.h"
#include "hoist-test-clock.h"
#include "hoist-test-folder.h"
#include "hoist-test-monitor.h"
#include "hoist-test-vault.h"
#include "hoist-workspace.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define SECOND ((gint64) G_USEC_PER_SEC)

/* No bytes on the disk, and minutes to read. */
#define LARGE_SIZE ((off_t) 500 * 1000 * 1000 * 1000)

typedef struct {
  char *folder;
  char *supplies; /* the table of power supplies */
  HoistVault *vault;
  HoistTestClock *clock;
  HoistTestMonitor *monitor;
  HoistPower *power;
  HoistWorkspace *workspace;
  guint n_files;
} Fixture;

static inline void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static inline HoistQueue *
get_queue (Fixture *fixture)
{
  return hoist_workspace_get_queue (fixture->workspace);
}

static inline HoistPreferences *
get_preferences (Fixture *fixture)
{
  return hoist_workspace_get_preferences (fixture->workspace);
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
add_account (Fixture *fixture)
{
  HoistAccounts *accounts = hoist_workspace_get_accounts (fixture->workspace);
  g_autoptr (HoistSettings) settings = hoist_settings_new ();
  g_autoptr (HoistSettings) secrets = hoist_settings_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HoistAccount) account = NULL;
  g_autoptr (GError) error = NULL;

  hoist_settings_set (settings, "endpoint", "http://127.0.0.1:9/");
  hoist_settings_set (settings, "secret-id", "made-up");
  hoist_settings_set (secrets, "secret-key", "made-up");
  hoist_accounts_add_async (accounts, hoist_provider_find ("tencent-vod"), "Studio", settings,
                            secrets, hoist_test_keep_result, &result);
  account = hoist_accounts_add_finish (accounts, hoist_test_await (&result), &error);
  g_assert_no_error (error);
}

static inline char *
make_file (Fixture *fixture)
{
  g_autofree char *name = g_strdup_printf ("film-%u.mp4", fixture->n_files++);
  char *path = g_build_filename (fixture->folder, name, NULL);
  int file = g_open (path, O_CREAT | O_WRONLY, 0600);

  g_assert_cmpint (file, >=, 0);
  g_assert_cmpint (ftruncate (file, LARGE_SIZE), ==, 0);
  close (file);
  return path;
}

/* Adds so many large files; the answer holds their sessions in order. */
static inline GPtrArray *
add_files (Fixture *fixture, guint count, gboolean is_paused)
{
  g_autoptr (GPtrArray) files = hoist_added_files_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *sessions = NULL;

  for (guint i = 0; i < count; i++) {
    g_autofree char *path = make_file (fixture);

    g_ptr_array_add (files, hoist_added_file_new (path, NULL));
  }
  hoist_queue_add_async (get_queue (fixture), files, NULL, NULL, is_paused, hoist_test_keep_result,
                         &result);
  sessions = hoist_queue_add_finish (get_queue (fixture), hoist_test_await (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sessions->len, ==, count);
  return sessions;
}

static inline void
wait_for_state (GPtrArray *sessions, guint index, HoistState state)
{
  while (hoist_session_get_state (g_ptr_array_index (sessions, index)) != state)
    g_main_context_iteration (NULL, TRUE);
}

static inline void
assert_state (GPtrArray *sessions, guint index, HoistState state, HoistReason reason)
{
  HoistSession *session = g_ptr_array_index (sessions, index);

  g_assert_cmpstr (hoist_state_to_name (hoist_session_get_state (session)), ==,
                   hoist_state_to_name (state));
  g_assert_cmpstr (hoist_reason_to_name (hoist_session_get_reason (session)), ==,
                   hoist_reason_to_name (reason));
}

/* A laptop's, in the table of power supplies; @status as the kernel says it. */
static inline void
write_battery (Fixture *fixture, const char *status, const char *capacity)
{
  const char *const files[][2] = { { "type", "Battery" },
                                   { "status", status },
                                   { "capacity", capacity } };
  g_autofree char *battery = g_build_filename (fixture->supplies, "BAT0", NULL);

  g_mkdir (battery, 0700);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *path = g_build_filename (battery, files[i][0], NULL);

    g_assert_true (g_file_set_contents (path, files[i][1], -1, NULL));
  }
}

static inline void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("hoist-rules-XXXXXX", NULL);
  fixture->supplies = g_build_filename (fixture->folder, "supplies", NULL);
  g_assert_cmpint (g_mkdir (fixture->supplies, 0700), ==, 0);
  fixture->vault = hoist_test_vault_new ();
  fixture->clock = hoist_test_clock_new ();
  fixture->monitor = hoist_test_monitor_new ();
  fixture->power = hoist_power_new (fixture->supplies, HOIST_CLOCK (fixture->clock));
  open_workspace (fixture);
  add_account (fixture);
}

static inline void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->workspace != NULL)
    close_workspace (fixture);
  settle ();
  g_assert_finalize_object (fixture->power);
  g_assert_finalize_object (fixture->monitor);
  g_assert_finalize_object (fixture->vault);
  g_assert_cmpuint (hoist_test_clock_get_n_timers (fixture->clock), ==, 0);
  g_assert_finalize_object (fixture->clock);
  hoist_test_remove_folder (fixture->folder);
  g_free (fixture->supplies);
  g_free (fixture->folder);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
