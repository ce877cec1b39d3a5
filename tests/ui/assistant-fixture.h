/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The assistant on a display, the practice service in the same process, and a user who types. */
#pragma once

#include "hoist-account-assistant.h"
#include "hoist-account-test-view.h"
#include "hoist-error.h"
#include "hoist-practice-server.h"
#include "hoist-read.h"
#include "hoist-sign-in-row.h"
#include "hoist-test-await.h"
#include "hoist-test-widgets.h"
#include "hoist-test-workspace.h"

#include <string.h>

typedef struct {
  HoistTestWorkspace place;
  HoistPracticeServer *server;      /* (owned) */
  HoistRead *description;           /* (owned): every service's settings */
  HoistAccountAssistant *assistant; /* (unowned) (nullable): until it closes */
  HoistAccount *saved;              /* (owned) (nullable) */
} Fixture;

static void
on_saved (GtkWindow *window, HoistAccount *account, gpointer data)
{
  Fixture *fixture = data;

  g_set_object (&fixture->saved, account);
}

static void
open_assistant (Fixture *fixture)
{
  fixture->assistant = hoist_account_assistant_new (NULL, fixture->place.workspace);
  g_object_add_weak_pointer (G_OBJECT (fixture->assistant), (gpointer *) &fixture->assistant);
  g_signal_connect (fixture->assistant, "saved", G_CALLBACK (on_saved), fixture);
  gtk_window_present (GTK_WINDOW (fixture->assistant));
}

/* @data: (nullable): how far the server's clock is ahead, in seconds, as a text. */
static gint64
get_wall_us (gpointer data)
{
  const char *ahead = data;

  return g_get_real_time () +
         (ahead != NULL ? g_ascii_strtoll (ahead, NULL, 10) : 0) * G_USEC_PER_SEC;
}

static gint64
get_monotonic_us (gpointer data)
{
  return g_get_monotonic_time ();
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const HoistPracticeOptions options = {
    .has_no_rates = TRUE,
    .get_wall_us = get_wall_us,
    .get_monotonic_us = get_monotonic_us,
    .clock = (gpointer) data,
  };
  g_autoptr (GError) error = NULL;
  g_autofree char *description = NULL;

  hoist_test_workspace_open (&fixture->place, HOIST_TEST_TIME_GOES_ON);
  fixture->server = hoist_practice_server_new (&options, &error);
  g_assert_no_error (error);
  description = hoist_practice_server_describe (fixture->server);
  fixture->description = hoist_read_new_from_text (description, &error);
  g_assert_no_error (error);
  open_assistant (fixture);
}

static void
close_assistant (Fixture *fixture)
{
  if (fixture->assistant != NULL)
    gtk_window_close (GTK_WINDOW (fixture->assistant));
  hoist_test_await_gone ((gpointer *) &fixture->assistant);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  close_assistant (fixture);
  g_clear_object (&fixture->saved);
  hoist_test_workspace_close (&fixture->place);
  hoist_read_free (fixture->description);
  hoist_practice_server_free (fixture->server);
}

static inline void
act (Fixture *fixture, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->assistant), action, NULL));
}

static inline void
choose (Fixture *fixture, const char *service)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->assistant), "assistant.choose",
                                             "s", service));
}

static inline HoistFieldEditor *
find_editor (Fixture *fixture, const char *id)
{
  HoistFieldEditor *editor = hoist_account_assistant_find_editor (fixture->assistant, id);

  g_assert_nonnull (editor);
  return editor;
}

static inline void
type (Fixture *fixture, const char *id, const char *value)
{
  hoist_field_editor_set_value (find_editor (fixture, id), value);
}

static inline void
type_name (Fixture *fixture, const char *name)
{
  GtkWidget *row = hoist_test_find_row (GTK_WIDGET (fixture->assistant), "Name of this account");

  gtk_editable_set_text (GTK_EDITABLE (row), name);
}

static inline const char *
get_setting (Fixture *fixture, const char *service, const char *id)
{
  const HoistReadValue *services =
      hoist_read_find_object (hoist_read_get_root (fixture->description), "services");

  return hoist_read_get_text (hoist_read_find_object (services, service), id);
}

/* What the practice service told of @service. */
static inline void
fill_in (Fixture *fixture, const char *service)
{
  const HoistProvider *provider = hoist_provider_find (service);

  for (guint i = 0; i < provider->n_fields; i++) {
    const char *value = get_setting (fixture, service, provider->fields[i].id);

    if (value != NULL)
      type (fixture, provider->fields[i].id, value);
  }
}

static inline void
assert_page (Fixture *fixture, const char *page)
{
  g_assert_cmpstr (hoist_account_assistant_get_page (fixture->assistant), ==, page);
}

static inline HoistAccountTest *
get_test (Fixture *fixture)
{
  GtkWidget *view =
      hoist_test_find_type (GTK_WIDGET (fixture->assistant), HOIST_TYPE_ACCOUNT_TEST_VIEW);

  return hoist_account_test_view_get_test (HOIST_ACCOUNT_TEST_VIEW (view));
}

static inline HoistAccountTestState
get_state (Fixture *fixture, HoistAccountTestStep step)
{
  return hoist_account_test_get_state (get_test (fixture), step);
}

/* Until a step failed or the last one is done; then whoever follows the test has heard of it. */
static inline void
await_test (Fixture *fixture)
{
  gboolean is_over = FALSE;

  assert_page (fixture, "test");
  while (!is_over) {
    g_main_context_iteration (NULL, TRUE);
    is_over = get_state (fixture, HOIST_ACCOUNT_TEST_SERVICE) == HOIST_ACCOUNT_TEST_GOOD;
    for (guint i = 0; i < HOIST_ACCOUNT_TEST_N_STEPS; i++)
      is_over |= get_state (fixture, i) == HOIST_ACCOUNT_TEST_FAILED;
  }
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static inline void
await_saved (Fixture *fixture)
{
  while (fixture->saved == NULL)
    g_main_context_iteration (NULL, TRUE);
  while (fixture->assistant != NULL)
    g_main_context_iteration (NULL, TRUE);
}
