/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows the interface state by state, without a service: to be looked at, or drawn into pictures.
 */
#include "hoist-config.h"

#include "hoist-account-assistant.h"
#include "hoist-account-form.h"
#include "hoist-accounts-window.h"
#include "hoist-drop-area.h"
#include "hoist-error.h"
#include "hoist-help-window.h"
#include "hoist-locale.h"
#include "hoist-practice-server.h"
#include "hoist-preferences-window.h"
#include "hoist-ui.h"
#include "hoist-window.h"

#include <adwaita.h>
#include <glib/gstdio.h>

/* Long enough for the slides and fades of what was just shown. */
#define SETTLE_MS 700

#define GB ((guint64) 1000 * 1000 * 1000)
#define MINUTE_US (60 * G_USEC_PER_SEC)

/* The practice service's own, made up. */
#define PRACTICE_ID "practice-app-0001"
#define PRACTICE_SECRET "PRACTICE+only/MADEup+secret/00000000000001=="
#define PRACTICE_PIPELINE "547f3eede4b025bcbff38657"

typedef struct {
  const char *name;
  GtkWindow *(*make) (void);
} Scene;

static HoistWorkspace *workspace;
static GtkApplication *application;
static char *out_folder;
static char *only_scene;
static gboolean is_dark;
static int width;

static const HoistRecord examples[] = {
  { .path = "/media/EOS/DCIM/100CANON/MVI_2041.MP4",
    .state = HOIST_STATE_UPLOADING,
    .size = 4 * GB,
    .bytes_done = 2300 * 1000 * 1000ull },
  { .path = "/home/ada/Videos/Interview with the harbour master, second take.mov",
    .state = HOIST_STATE_HASHING,
    .size = 12 * GB },
  { .path = "/home/ada/Videos/Trailer.mkv",
    .state = HOIST_STATE_FINISHING,
    .size = GB / 2,
    .bytes_done = GB / 2 },
  { .path = "/home/ada/Videos/假日 في البحر 🏖.mp4",
    .state = HOIST_STATE_QUEUED,
    .size = 42 * GB / 10 },
  { .path = "/home/ada/Videos/Raw material.mxf",
    .state = HOIST_STATE_PAUSED,
    .size = 80 * GB,
    .bytes_done = 44 * GB },
  { .path = "/home/ada/Videos/On the train.mp4",
    .state = HOIST_STATE_WAITING,
    .reason = HOIST_REASON_NETWORK,
    .size = 3 * GB,
    .bytes_done = 2 * GB },
  { .path = "/home/ada/Videos/Rush hour.mp4",
    .state = HOIST_STATE_WAITING,
    .reason = HOIST_REASON_RETRY,
    .size = 3 * GB,
    .bytes_done = GB / 2,
    .message = (char *) "The service is busy." },
  { .path = "/home/ada/Videos/Edited meanwhile.mp4",
    .state = HOIST_STATE_ATTENTION,
    .reason = HOIST_REASON_FILE_CHANGED,
    .size = 3 * GB,
    .bytes_done = GB },
  { .path = "/home/ada/Videos/Refused.avi",
    .state = HOIST_STATE_ATTENTION,
    .reason = HOIST_REASON_REFUSED,
    .size = 3 * GB,
    .message = (char *) "The service refuses this file: its type is not allowed for this account. "
                        "Ask the account’s owner, or choose another file." },
  { .path = "/home/ada/Videos/Locked out.mp4",
    .state = HOIST_STATE_ATTENTION,
    .reason = HOIST_REASON_SIGN_IN,
    .size = 3 * GB },
  { .path = "/home/ada/Videos/Sunset.mp4",
    .state = HOIST_STATE_FINISHED,
    .size = GB,
    .bytes_done = GB,
    .verified = (char *) "md5-parts",
    .remote_id = (char *) "5285890784",
    .link = (char *) "https://vod.example/5285890784.mp4",
    .ended_us = 1 },
  { .path = "/home/ada/Videos/Sunset (copy).mp4",
    .state = HOIST_STATE_FINISHED,
    .size = GB,
    .bytes_done = GB,
    .verified = (char *) "instant-sha1",
    .is_instant = TRUE,
    .remote_id = (char *) "5285890784",
    .ended_us = 1 },
  { .path = "/home/ada/Music/Score.flac",
    .state = HOIST_STATE_PROCESSING,
    .size = GB,
    .bytes_done = GB,
    .remote_id = (char *) "5285890785" },
};

/* States that depend on the computer rather than on a service, so that nothing can play them: its
 * power and network, its drives, its keyring. */
static const HoistRecord worldly[] = {
  { .path = "/home/ada/Videos/On the phone’s network.mp4",
    .state = HOIST_STATE_WAITING,
    .reason = HOIST_REASON_METERED,
    .size = 3 * GB,
    .bytes_done = GB },
  { .path = "/home/ada/Videos/On the sofa.mp4",
    .state = HOIST_STATE_WAITING,
    .reason = HOIST_REASON_BATTERY,
    .size = 3 * GB },
  { .path = "/home/ada/Videos/For the night.mp4",
    .state = HOIST_STATE_WAITING,
    .reason = HOIST_REASON_HOURS,
    .size = 3 * GB,
    .bytes_done = 2 * GB },
  { .path = "/run/media/ada/EOS/MVI_2042.MP4",
    .state = HOIST_STATE_WAITING,
    .reason = HOIST_REASON_DRIVE,
    .size = 3 * GB,
    .bytes_done = GB,
    .message = (char *) "The drive “EOS” is not connected. Connect it, and the upload goes on." },
  { .path = "/home/ada/Videos/Locked away.mp4",
    .state = HOIST_STATE_WAITING,
    .reason = HOIST_REASON_KEYRING,
    .size = 3 * GB,
    .message = (char *) "The keyring is locked. Unlock it to go on." },
  { .path = "/home/ada/Videos/Whose turn is it.mp4",
    .state = HOIST_STATE_WAITING,
    .reason = HOIST_REASON_ACCOUNT,
    .size = 3 * GB },
  { .path = "/home/ada/Videos/No key.mp4",
    .state = HOIST_STATE_ATTENTION,
    .reason = HOIST_REASON_KEYRING_MISSING,
    .size = 3 * GB },
};

static HoistSession *
make_session (const HoistRecord *examples_of, guint index)
{
  HoistRecord *record = hoist_record_copy (&examples_of[index]);
  HoistAccounts *accounts = hoist_workspace_get_accounts (workspace);

  record->id = index + 1;
  g_free (record->account);
  record->account = g_strdup (hoist_account_get_id (hoist_accounts_get (accounts, 0)));
  if (record->ended_us != 0)
    record->ended_us = g_get_real_time () - 5 * MINUTE_US;
  return hoist_session_new (record, HOIST_JOURNAL (hoist_workspace_get_store (workspace)));
}

static HoistWindow *
make_list_of (const HoistRecord *examples_of, guint first, guint end)
{
  HoistWindow *window = hoist_window_new (application);
  g_autoptr (GListStore) sessions = g_list_store_new (HOIST_TYPE_SESSION);

  for (guint i = first; i < end; i++) {
    g_autoptr (HoistSession) session = make_session (examples_of, i);

    g_list_store_append (sessions, session);
  }
  hoist_window_show_list (window, G_LIST_MODEL (sessions),
                          hoist_workspace_get_accounts (workspace));
  return window;
}

static HoistWindow *
make_list (guint first, guint count)
{
  return make_list_of (examples, first, MIN (first + count, G_N_ELEMENTS (examples)));
}

static GtkWindow *
make_worldly (void)
{
  return GTK_WINDOW (make_list_of (worldly, 0, G_N_ELEMENTS (worldly)));
}

static GtkWindow *
make_no_account (void)
{
  HoistWindow *window = hoist_window_new (application);
  g_autoptr (GListStore) sessions = g_list_store_new (HOIST_TYPE_SESSION);

  hoist_window_show_list (window, G_LIST_MODEL (sessions), NULL);
  return GTK_WINDOW (window);
}

static GtkWindow *
make_empty (void)
{
  return GTK_WINDOW (make_list (0, 0));
}

static GtkWindow *
make_work (void)
{
  HoistQueueTotals totals = { .n_sessions = 14,
                              .n_left = 11,
                              .n_running = 3,
                              .n_finished = 3,
                              .rate = 42 * 1000 * 1000,
                              .seconds_left = 25 * 60 };
  HoistWindow *window = make_list (0, 7);

  hoist_window_show_progress (window, &totals, FALSE);
  hoist_window_say (window, "14 files added");
  return GTK_WINDOW (window);
}

static GtkWindow *
make_rest (void)
{
  HoistQueueTotals totals = { .n_sessions = 6, .n_left = 3, .n_finished = 3, .n_attention = 3 };
  HoistWindow *window = make_list (7, 6);

  hoist_window_show_progress (window, &totals, FALSE);
  return GTK_WINDOW (window);
}

static GtkWindow *
make_paused (void)
{
  HoistQueueTotals totals = { .n_sessions = 4, .n_left = 4, .n_paused = 4 };
  HoistWindow *window = make_list (3, 4);

  g_object_set (window, "is-paused", TRUE, NULL);
  hoist_window_show_progress (window, &totals, TRUE);
  return GTK_WINDOW (window);
}

static GtkWindow *
make_trouble (void)
{
  HoistWindow *window = hoist_window_new (application);

  hoist_window_show_trouble (window, "Another program is uploading from this queue. Wait until it "
                                     "has ended, or end it.");
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

static GtkWindow *
make_drop (void)
{
  GtkWindow *window = make_work ();

  hoist_drop_area_reveal (find_drop_area (GTK_WIDGET (window)), TRUE);
  return window;
}

static GtkWindow *
make_form (void)
{
  return GTK_WINDOW (hoist_account_form_new (NULL, NULL, NULL));
}

static GtkWindow *
make_form_errors (void)
{
  HoistAccountForm *form = hoist_account_form_new (NULL, NULL, NULL);

  hoist_field_editor_set_value (hoist_account_form_find_editor (form, "class-id"), "twelve");
  hoist_field_editor_set_value (hoist_account_form_find_editor (form, "endpoint"),
                                "http://not-safe.example");
  hoist_account_form_check (form);
  return GTK_WINDOW (form);
}

/* A service with a sign-in by browser and a field that it can be asked for. */
static GtkWindow *
make_form_sign_in (void)
{
  HoistAccountForm *form = hoist_account_form_new (NULL, NULL, NULL);

  hoist_account_form_set_provider (form, hoist_provider_find ("alibaba-pds"));
  return GTK_WINDOW (form);
}

/* The assistant with @service chosen, and its fields filled in with @values. */
static HoistAccountAssistant *
open_assistant (const char *service, const char *const *values)
{
  HoistAccountAssistant *assistant = hoist_account_assistant_new (NULL, workspace);

  gtk_widget_activate_action (GTK_WIDGET (assistant), "assistant.choose", "s", service);
  for (guint i = 0; values[i] != NULL; i += 2)
    hoist_field_editor_set_value (hoist_account_assistant_find_editor (assistant, values[i]),
                                  values[i + 1]);
  return assistant;
}

static GtkWindow *
make_assistant (void)
{
  return GTK_WINDOW (hoist_account_assistant_new (NULL, workspace));
}

static GtkWindow *
make_assistant_keys (void)
{
  const char *const values[] = { "secret-id", "AKIDexample", NULL };
  HoistAccountAssistant *assistant = open_assistant ("tencent-vod", values);

  gtk_widget_activate_action (GTK_WIDGET (assistant), "assistant.next", NULL);
  return GTK_WINDOW (assistant);
}

static GtkWindow *
make_assistant_sign_in (void)
{
  const char *const values[] = { "endpoint", "https://bj123.api.aliyunpds.com", NULL };

  return GTK_WINDOW (open_assistant ("alibaba-pds", values));
}

/* Nobody listens there. */
static GtkWindow *
make_assistant_failed (void)
{
  const char *const values[] = { "secret-id", "AKIDexample",         "secret-key", "hush",
                                 "endpoint",  "http://127.0.0.1:1/", NULL };
  HoistAccountAssistant *assistant = open_assistant ("tencent-vod", values);

  gtk_widget_activate_action (GTK_WIDGET (assistant), "assistant.next", NULL);
  return GTK_WINDOW (assistant);
}

/* A practice service for those that are let in. */
static GtkWindow *
make_assistant_test (void)
{
  static HoistPracticeServer *server;
  const HoistPracticeOptions options = { 0 };
  g_autofree char *address = NULL;
  HoistAccountAssistant *assistant = NULL;

  if (server == NULL)
    server = hoist_practice_server_new (&options, NULL);
  address =
      g_strdup_printf ("http://127.0.0.1:%u/xvid/v1/", hoist_practice_server_get_port (server));
  assistant = open_assistant (
      "xvid-mediahub",
      (const char *const[]){ "client-id", PRACTICE_ID, "client-secret", PRACTICE_SECRET,
                             "pipeline-id", PRACTICE_PIPELINE, "endpoint", address, NULL });
  gtk_widget_activate_action (GTK_WIDGET (assistant), "assistant.next", NULL);
  return GTK_WINDOW (assistant);
}

static GtkWindow *
make_assistant_finish (void)
{
  const char *const values[] = { "secret-id", "AKIDexample",         "secret-key", "hush",
                                 "endpoint",  "http://127.0.0.1:1/", NULL };
  HoistAccountAssistant *assistant = open_assistant ("tencent-vod", values);

  gtk_widget_activate_action (GTK_WIDGET (assistant), "assistant.go-on", NULL);
  return GTK_WINDOW (assistant);
}

/* One that its service refused, one whose keys are in memory only, and a locked keyring. */
static GtkWindow *
make_accounts_trouble (void)
{
  HoistAccounts *accounts = hoist_workspace_get_accounts (workspace);
  g_autoptr (HoistSettings) secrets = hoist_settings_new ();
  g_autoptr (GError) refusal = g_error_new_literal (
      HOIST_ERROR, HOIST_ERROR_SIGN_IN,
      "The service refused “SecretKey”. Enter it again in the account’s settings.");

  hoist_settings_set (secrets, "secret-key", "hush");
  hoist_channel_stop (hoist_account_get_channel (hoist_accounts_get (accounts, 0)), refusal);
  hoist_account_hold_secrets (hoist_accounts_get (accounts, 1), secrets);
  hoist_vault_set_state (hoist_workspace_get_vault (workspace), HOIST_VAULT_LOCKED);
  return GTK_WINDOW (hoist_accounts_window_new (NULL, workspace));
}

static GtkWindow *
make_accounts (void)
{
  return GTK_WINDOW (hoist_accounts_window_new (NULL, workspace));
}

static GtkWindow *
make_preferences (const char *page)
{
  HoistPreferencesWindow *window = hoist_preferences_window_new (NULL, workspace);

  g_object_set (hoist_workspace_get_preferences (workspace), "has-quiet-hours", TRUE, "speed-limit",
                (guint64) 2500000, NULL);
  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (window), page);
  return GTK_WINDOW (window);
}

static GtkWindow *
make_preferences_general (void)
{
  return make_preferences ("general");
}

static GtkWindow *
make_preferences_network (void)
{
  return make_preferences ("network");
}

static GtkWindow *
make_preferences_files (void)
{
  return make_preferences ("files");
}

static GtkWindow *
make_help (void)
{
  return GTK_WINDOW (hoist_help_window_new (NULL));
}

static const Scene scenes[] = {
  { "no-account", make_no_account },
  { "empty", make_empty },
  { "work", make_work },
  { "rest", make_rest },
  { "paused", make_paused },
  { "worldly", make_worldly },
  { "trouble", make_trouble },
  { "drop", make_drop },
  { "form", make_form },
  { "form-errors", make_form_errors },
  { "form-sign-in", make_form_sign_in },
  { "assistant", make_assistant },
  { "assistant-keys", make_assistant_keys },
  { "assistant-sign-in", make_assistant_sign_in },
  { "assistant-failed", make_assistant_failed },
  { "assistant-test", make_assistant_test },
  { "assistant-finish", make_assistant_finish },
  { "accounts", make_accounts },
  { "accounts-trouble", make_accounts_trouble },
  { "preferences-general", make_preferences_general },
  { "preferences-network", make_preferences_network },
  { "preferences-files", make_preferences_files },
  { "help", make_help },
};

typedef struct {
  guint next;
  GtkWindow *window; /* (unowned): a toplevel */
} Tour;

/* Returns: whether there was something to draw already. */
static gboolean
save_picture (GtkWindow *window, const char *name)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (window));
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autofree char *file = g_strdup_printf ("%s.png", name);
  g_autofree char *path = g_build_filename (out_folder, file, NULL);

  gdk_paintable_snapshot (paintable, snapshot, gdk_paintable_get_intrinsic_width (paintable),
                          gdk_paintable_get_intrinsic_height (paintable));
  node = gtk_snapshot_free_to_node (snapshot);
  if (node == NULL)
    return FALSE;
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node, NULL);
  return gdk_texture_save_to_png (texture, path);
}

static gboolean
on_settled (gpointer user_data)
{
  Tour *tour = user_data;

  if (tour->window != NULL && out_folder == NULL)
    return G_SOURCE_REMOVE;
  if (tour->window != NULL) {
    if (!save_picture (tour->window, scenes[tour->next - 1].name))
      return G_SOURCE_CONTINUE;
    gtk_window_destroy (tour->window);
    tour->window = NULL;
  }
  while (tour->next < G_N_ELEMENTS (scenes) && only_scene != NULL &&
         !g_str_equal (scenes[tour->next].name, only_scene))
    tour->next++;
  if (tour->next >= G_N_ELEMENTS (scenes)) {
    g_application_release (G_APPLICATION (application));
    return G_SOURCE_REMOVE;
  }
  tour->window = scenes[tour->next++].make ();
  if (width > 0)
    gtk_window_set_default_size (tour->window, width, 640);
  gtk_window_present (tour->window);
  return G_SOURCE_CONTINUE;
}

static void
on_account_added (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  Tour *tour = user_data;

  hoist_accounts_add_finish (HOIST_ACCOUNTS (source), result, &error);
  g_assert_no_error (error);
  if (hoist_accounts_get_count (HOIST_ACCOUNTS (source)) < 2)
    return;
  on_settled (tour);
  g_timeout_add (SETTLE_MS, on_settled, tour);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HoistSettings) settings = hoist_settings_new ();
  HoistAccounts *accounts = hoist_workspace_get_accounts (workspace);
  const HoistProvider *provider = hoist_provider_find ("tencent-vod");

  hoist_workspace_open_finish (workspace, result, &error);
  g_assert_no_error (error);
  hoist_settings_set (settings, "secret-id", "AKIDexample");
  hoist_accounts_add_async (accounts, provider, "Studio A", settings, NULL, on_account_added,
                            user_data);
  hoist_accounts_add_async (accounts, provider, "Archive & <Press>", settings, NULL,
                            on_account_added, user_data);
}

static void
on_activate (void)
{
  static Tour tour;

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      is_dark ? ADW_COLOR_SCHEME_FORCE_DARK
                                              : ADW_COLOR_SCHEME_FORCE_LIGHT);
  g_application_hold (G_APPLICATION (application));
  hoist_workspace_open_async (workspace, TRUE, on_opened, &tour);
}

int
main (int argc, char **argv)
{
  const GOptionEntry options[] = {
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &out_folder, "Draw each state into FOLDER/NAME.png",
      "FOLDER" },
    { "state", 0, 0, G_OPTION_ARG_STRING, &only_scene, "Only this state; see the table", "NAME" },
    { "dark", 0, 0, G_OPTION_ARG_NONE, &is_dark, "In the dark style", NULL },
    { "width", 0, 0, G_OPTION_ARG_INT, &width, "Of the windows, in pixels", "N" },
    { 0 },
  };
  g_autofree char *folder = g_dir_make_tmp ("hoist-gallery-XXXXXX", NULL);
  g_autoptr (HoistVault) vault = hoist_memory_vault_new ();
  g_autoptr (HoistClock) clock = hoist_system_clock_new ();
  int status = 0;

  hoist_locale_init ();
  hoist_ui_init ();
  workspace = hoist_workspace_new (folder, vault, clock);
  application = g_object_new (ADW_TYPE_APPLICATION, "application-id",
                              "io.github.hoist_uploader.Gallery", "flags", G_APPLICATION_NON_UNIQUE,
                              "resource-base-path", "/io/github/hoist_uploader/Hoist", NULL);
  g_application_add_main_option_entries (G_APPLICATION (application), options);
  g_signal_connect (application, "activate", G_CALLBACK (on_activate), NULL);
  status = g_application_run (G_APPLICATION (application), argc, argv);
  g_object_unref (application);
  g_object_unref (workspace);
  return status;
}
