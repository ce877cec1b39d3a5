/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenes of the main window that no upload is needed for, of preferences and help. */
#include "gallery-scene.h"

#include "hoist-config.h"
#include "hoist-drop-area.h"
#include "hoist-help-window.h"
#include "hoist-preferences-window.h"
#include "hoist-window.h"

#define GB ((guint64) 1000 * 1000 * 1000)

static const HoistRecord examples[] = {
  { .path = "/media/EOS/DCIM/100CANON/MVI_2041.MP4",
    .state = HOIST_STATE_UPLOADING,
    .size = 4 * GB,
    .bytes_done = 2300 * 1000 * 1000ull },
  { .path = "/home/ada/Videos/Interview with the harbour master, second take.mov",
    .state = HOIST_STATE_HASHING,
    .size = 12 * GB },
  { .path = "/home/ada/Videos/假日 في البحر 🏖.mp4",
    .state = HOIST_STATE_QUEUED,
    .size = 42 * GB / 10 },
  { .path = "/home/ada/Videos/Raw material.mxf",
    .state = HOIST_STATE_PAUSED,
    .size = 80 * GB,
    .bytes_done = 44 * GB },
};

static HoistWindow *
make_list (GalleryStage *stage, guint n_rows)
{
  HoistWindow *window = hoist_window_new (stage->application);
  HoistAccounts *accounts = hoist_workspace_get_accounts (stage->workspace);
  g_autoptr (GListStore) sessions = g_list_store_new (HOIST_TYPE_SESSION);

  for (guint i = 0; i < n_rows; i++) {
    HoistRecord *record = hoist_record_copy (&examples[i]);
    g_autoptr (HoistSession) session = NULL;

    record->id = i + 1;
    g_free (record->account);
    record->account = g_strdup (hoist_account_get_id (hoist_accounts_get (accounts, 0)));
    session =
        hoist_session_new (record, HOIST_JOURNAL (hoist_workspace_get_store (stage->workspace)));
    g_list_store_append (sessions, session);
  }
  hoist_window_show_list (window, G_LIST_MODEL (sessions), accounts);
  return window;
}

/* Names in all the scripts that meet in one list. */
static GtkWindow *
make_work (GalleryStage *stage)
{
  HoistQueueTotals totals = {
    .n_left = 11, .n_running = 3, .n_finished = 3, .rate = 42 * 1000 * 1000, .seconds_left = 25 * 60
  };
  HoistWindow *window = make_list (stage, G_N_ELEMENTS (examples));

  hoist_window_show_progress (window, &totals, FALSE);
  return GTK_WINDOW (window);
}

static GtkWindow *
make_no_account (GalleryStage *stage)
{
  HoistWindow *window = hoist_window_new (stage->application);
  g_autoptr (GListStore) sessions = g_list_store_new (HOIST_TYPE_SESSION);

  hoist_window_show_list (window, G_LIST_MODEL (sessions), NULL);
  return GTK_WINDOW (window);
}

static GtkWindow *
make_trouble (GalleryStage *stage)
{
  HoistWindow *window = hoist_window_new (stage->application);

  hoist_window_show_trouble (window, g_dgettext (GETTEXT_PACKAGE,
                                                 "Another program, such as “hoist-cli”, is "
                                                 "working on these uploads. They appear here as "
                                                 "soon as it ends."));
  return GTK_WINDOW (window);
}

static HoistDropArea *
find_drop_area (GtkWidget *widget)
{
  if (HOIST_IS_DROP_AREA (widget))
    return HOIST_DROP_AREA (widget);
  for (GtkWidget *at = gtk_widget_get_first_child (widget); at != NULL;
       at = gtk_widget_get_next_sibling (at)) {
    HoistDropArea *found = find_drop_area (at);

    if (found != NULL)
      return found;
  }
  return NULL;
}

/* A drop that the portal is asked about, file by file. */
static GtkWindow *
make_receiving (GalleryStage *stage)
{
  const HoistQueueTotals totals = { 0 };
  HoistWindow *window = make_list (stage, 0);
  HoistArrivals *arrivals = hoist_drop_area_get_arrivals (find_drop_area (GTK_WIDGET (window)));
  GCancellable *arrival = hoist_arrivals_begin (arrivals, 1200);
  g_autofree char *sentence = NULL;

  while ((sentence = hoist_arrivals_dup_sentence (arrivals)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  hoist_window_show_progress (window, &totals, FALSE);
  g_object_unref (arrival);
  return GTK_WINDOW (window);
}

/* A zone for each account. */
static GtkWindow *
make_drop (GalleryStage *stage)
{
  GtkWindow *window = make_work (stage);

  hoist_drop_area_reveal (find_drop_area (GTK_WIDGET (window)), TRUE);
  return window;
}

static GtkWindow *
make_preferences (GalleryStage *stage, const char *page)
{
  HoistPreferencesWindow *window = hoist_preferences_window_new (NULL, stage->workspace);

  g_object_set (hoist_workspace_get_preferences (stage->workspace), "has-quiet-hours", TRUE,
                "speed-limit", (guint64) 2500000, NULL);
  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (window), page);
  return GTK_WINDOW (window);
}

static GtkWindow *
make_preferences_general (GalleryStage *stage)
{
  return make_preferences (stage, "general");
}

static GtkWindow *
make_preferences_network (GalleryStage *stage)
{
  return make_preferences (stage, "network");
}

static GtkWindow *
make_preferences_files (GalleryStage *stage)
{
  return make_preferences (stage, "files");
}

static GtkWindow *
make_preferences_accounts (GalleryStage *stage)
{
  return make_preferences (stage, "accounts");
}

static GtkWindow *
make_help (GalleryStage *stage)
{
  return GTK_WINDOW (hoist_help_window_new (NULL));
}

const GalleryScene gallery_window_scenes[] = {
  { "no-account", make_no_account },
  { "work", make_work },
  { "receiving", make_receiving },
  { "trouble", make_trouble },
  { "drop", make_drop },
  { "preferences-general", make_preferences_general },
  { "preferences-network", make_preferences_network },
  { "preferences-files", make_preferences_files },
  { "preferences-accounts", make_preferences_accounts },
  { "help", make_help },
  { NULL, NULL },
};
