/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each widget on a display: made, used, and gone without a trace. */
#include "hoist-account-form.h"
#include "hoist-account-item.h"
#include "hoist-banner.h"
#include "hoist-beside-box.h"
#include "hoist-clock.h"
#include "hoist-drop-area.h"
#include "hoist-empty-page.h"
#include "hoist-session-row.h"
#include "hoist-store.h"
#include "hoist-test-vault.h"
#include "hoist-test-widgets.h"
#include "hoist-window.h"

#include <adwaita.h>

static HoistSession *
make_session (HoistState state, HoistReason reason)
{
  g_autofree char *folder = g_dir_make_tmp ("hoist-widgets-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "queue.sqlite", NULL);
  g_autoptr (HoistVault) vault = hoist_test_vault_new ();
  g_autoptr (HoistStore) store = hoist_store_new (path, vault);
  HoistRecord *record = hoist_record_new ("/videos/A & B <c>.mp4", "");

  record->id = 7;
  record->state = state;
  record->reason = reason;
  record->size = 1000;
  record->bytes_done = 500;
  return hoist_session_new (record, HOIST_JOURNAL (store));
}

static HoistAccount *
make_account (void)
{
  g_autoptr (HoistVault) vault = hoist_test_vault_new ();
  g_autoptr (HoistClock) clock = hoist_system_clock_new ();
  g_autoptr (HoistSettings) settings = hoist_settings_new ();

  hoist_settings_set (settings, "secret-id", "AKID");
  hoist_settings_set (settings, "class-id", "12");
  return hoist_account_new ("id-1", hoist_provider_find ("tencent-vod"), "A & <B>", settings, vault,
                            clock);
}

static void
test_small_widgets (void)
{
  GtkWidget *widgets[] = {
    GTK_WIDGET (g_object_ref_sink (hoist_banner_new ())),
    GTK_WIDGET (g_object_ref_sink (hoist_drop_area_new ())),
    GTK_WIDGET (g_object_ref_sink (hoist_empty_page_new ())),
    GTK_WIDGET (g_object_ref_sink (hoist_session_row_new ())),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (widgets); i++)
    g_assert_finalize_object (widgets[i]);
}

static void
test_banner (void)
{
  HoistBanner *banner = g_object_ref_sink (hoist_banner_new ());

  g_assert_null (hoist_banner_get_title (banner));
  hoist_banner_show (banner, &(HoistBannerText){ .title = "Offline <b>",
                                                 .button = "Go",
                                                 .action = "win.edit-account",
                                                 .target = "id" });
  g_assert_cmpstr (hoist_banner_get_title (banner), ==, "Offline <b>");
  hoist_banner_show (banner, &(HoistBannerText){ 0 });
  g_assert_null (hoist_banner_get_title (banner));
  g_assert_finalize_object (banner);
}

static GtkAllocation
lay_out (GtkWidget *box, GtkWidget *child, int width)
{
  GtkAllocation place = { 0 };
  int height = 0;

  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, width, &height, NULL, NULL, NULL);
  gtk_widget_size_allocate (box, &(GtkAllocation){ 0, 0, width, height }, -1);
  gtk_widget_get_allocation (child, &place);
  return place;
}

/* Beside the text while that has half of the width, else below it; at the other side in a language
 * that is written from right to left. */
static void
test_buttons_find_room (void)
{
  GtkWidget *box = g_object_ref_sink (hoist_beside_box_new ());
  GtkWidget *text = gtk_label_new ("Uploads wait for mains power, and go on by themselves");
  GtkWidget *button = gtk_button_new_with_label ("Upload Anyway");
  GtkAllocation place = { 0 };
  int wide = 0;
  int least = 0;

  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_widget_set_parent (text, box);
  gtk_widget_set_parent (button, box);
  gtk_widget_measure (box, GTK_ORIENTATION_HORIZONTAL, -1, &least, &wide, NULL, NULL);

  place = lay_out (box, button, wide);
  g_assert_cmpint (place.x, >, wide / 2);
  g_assert_cmpint (place.y, ==, 0);
  g_assert_cmpint (lay_out (box, text, wide).width, <=, place.x);

  place = lay_out (box, button, MAX (least, wide / 3));
  g_assert_cmpint (place.x, ==, 0);
  g_assert_cmpint (place.y, >=, lay_out (box, text, MAX (least, wide / 3)).height);

  gtk_widget_set_direction (box, GTK_TEXT_DIR_RTL);
  g_assert_cmpint (lay_out (box, button, wide).x, ==, 0);

  gtk_widget_hide (button);
  g_assert_cmpint (lay_out (box, text, wide).width, ==, wide);
  g_assert_finalize_object (box);
}

/* A row is used again and again: nothing of the former session may stay. */
static void
test_row_is_recycled (void)
{
  HoistSessionRow *row = g_object_ref_sink (hoist_session_row_new ());
  HoistSession *paused = make_session (HOIST_STATE_PAUSED, HOIST_REASON_NONE);
  HoistSession *queued = make_session (HOIST_STATE_QUEUED, HOIST_REASON_NONE);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *name = NULL;
  gboolean has_bar = FALSE;

  hoist_session_row_set_session (row, paused);
  g_object_get (row, "name", &name, "sentence", &first, "has-bar", &has_bar, NULL);
  g_assert_cmpstr (name, ==, "A & B <c>.mp4");
  g_assert_true (g_str_has_prefix (first, "Paused"));
  g_assert_true (has_bar);

  hoist_session_row_set_session (row, queued);
  g_object_get (row, "sentence", &second, "has-bar", &has_bar, NULL);
  g_assert_true (g_str_has_prefix (second, "Waiting"));
  g_assert_false (has_bar);

  hoist_session_row_set_session (row, NULL);
  g_assert_finalize_object (paused);
  g_assert_finalize_object (queued);
  g_assert_finalize_object (row);
}

static void
test_account_item (void)
{
  HoistAccount *account = make_account ();
  HoistAccountItem *item = g_object_ref_sink (hoist_account_item_new (account));

  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (item)), ==, "A & <B>");
  g_assert_finalize_object (item);
  g_assert_finalize_object (account);
}

/* The form shows each field of the service's table once, and takes all of them back. */
static void
test_form_from_table (void)
{
  const HoistProvider *provider = hoist_provider_find ("tencent-vod");
  HoistAccountForm *form = hoist_account_form_new (NULL, NULL, NULL);
  g_autoptr (HoistSettings) settings = NULL;
  g_autoptr (HoistSettings) secrets = NULL;

  for (guint i = 0; i < provider->n_fields; i++) {
    HoistFieldEditor *editor = hoist_account_form_find_editor (form, provider->fields[i].id);

    g_assert_nonnull (editor);
    g_assert_nonnull (gtk_widget_get_parent (hoist_field_editor_get_row (editor)));
  }
  settings = hoist_account_form_dup_values (form, FALSE);
  g_assert_true (hoist_settings_is_empty (settings));

  hoist_field_editor_set_value (hoist_account_form_find_editor (form, "secret-id"), "  AKID ");
  hoist_field_editor_set_value (hoist_account_form_find_editor (form, "secret-key"), "hush");
  g_clear_pointer (&settings, hoist_settings_unref);
  settings = hoist_account_form_dup_values (form, FALSE);
  secrets = hoist_account_form_dup_values (form, TRUE);
  g_assert_cmpstr (hoist_settings_get (settings, "secret-id"), ==, "AKID");
  g_assert_null (hoist_settings_get (settings, "secret-key"));
  g_assert_cmpstr (hoist_settings_get (secrets, "secret-key"), ==, "hush");
  g_assert_null (hoist_settings_get (secrets, "secret-id"));
  gtk_window_destroy (GTK_WINDOW (form));
}

static const char *
get_error (HoistAccountForm *form, const char *id)
{
  return hoist_field_editor_get_error (hoist_account_form_find_editor (form, id));
}

static void
test_form_errors_at_fields (void)
{
  HoistAccountForm *form = hoist_account_form_new (NULL, NULL, NULL);

  hoist_field_editor_set_value (hoist_account_form_find_editor (form, "class-id"), "twelve");
  g_assert_false (hoist_account_form_check (form));
  g_assert_nonnull (get_error (form, "secret-id"));
  g_assert_nonnull (get_error (form, "secret-key"));
  g_assert_nonnull (get_error (form, "class-id"));
  g_assert_null (get_error (form, "tags"));
  g_assert_null (get_error (form, "endpoint"));

  hoist_field_editor_set_value (hoist_account_form_find_editor (form, "class-id"), "12");
  g_assert_null (get_error (form, "class-id"));
  gtk_window_destroy (GTK_WINDOW (form));
}

/* Changing an account: its secret is never shown, and need not be typed again. */
static void
test_form_keeps_secrets (void)
{
  g_autoptr (HoistAccount) account = make_account ();
  HoistAccountForm *form = hoist_account_form_new (NULL, NULL, account);
  g_autofree char *shown =
      hoist_field_editor_dup_value (hoist_account_form_find_editor (form, "secret-key"));
  g_autofree char *class_id =
      hoist_field_editor_dup_value (hoist_account_form_find_editor (form, "class-id"));
  g_autoptr (HoistSettings) secrets = NULL;

  g_assert_cmpstr (shown, ==, "");
  g_assert_cmpstr (class_id, ==, "12");
  g_assert_true (hoist_account_form_check (form));
  secrets = hoist_account_form_dup_values (form, TRUE);
  g_assert_true (hoist_settings_is_empty (secrets));
  gtk_window_destroy (GTK_WINDOW (form));
}

static void
test_window (void)
{
  g_autoptr (GtkApplication) application =
      GTK_APPLICATION (adw_application_new (NULL, G_APPLICATION_NON_UNIQUE));
  g_autoptr (GListStore) sessions = g_list_store_new (HOIST_TYPE_SESSION);
  HoistWindow *window = NULL;

  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  window = hoist_window_new (application);
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  hoist_window_show_list (window, G_LIST_MODEL (sessions), NULL);
  for (guint i = 0; i < 30; i++) {
    g_autoptr (HoistSession) session = make_session (i % HOIST_STATE_REMOVED, HOIST_REASON_NONE);

    g_list_store_append (sessions, session);
  }
  gtk_window_present (GTK_WINDOW (window));
  for (guint i = 0; i < 200; i++)
    g_main_context_iteration (NULL, FALSE);
  g_list_store_remove_all (sessions);
  gtk_window_destroy (GTK_WINDOW (window));
  while (window != NULL && g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (window);
}

/* Returns: (nullable) (transfer none): the first in @root with a class of the style sheet */
static GtkWidget *
find_class (GtkWidget *root, const char *name)
{
  GtkWidget *found = gtk_widget_has_css_class (root, name) ? root : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_class (child, name);
  return found;
}

static void
resize (GtkWindow *window, int width)
{
  gtk_window_set_default_size (window, width, 500);
  while (ABS (gtk_widget_get_width (GTK_WIDGET (window)) - width) > 30)
    g_main_context_iteration (NULL, TRUE);
  hoist_test_draw (GTK_WIDGET (window));
  hoist_test_settle ();
  hoist_test_draw (GTK_WIDGET (window));
}

/* The state of the whole stands in the header, and below the list where that is too narrow. */
static void
test_narrow_window (void)
{
  const HoistQueueTotals totals = { .n_left = 1, .n_attention = 1 };
  HoistWindow *window = hoist_window_new (NULL);
  GtkWidget *bar = find_class (GTK_WIDGET (window), "status-bar");

  g_assert_nonnull (bar);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  gtk_window_present (GTK_WINDOW (window));
  hoist_window_show_progress (window, &totals, FALSE);
  for (guint i = 0; i < 3; i++) {
    resize (GTK_WINDOW (window), 900);
    g_assert_false (gtk_widget_get_mapped (bar));
    resize (GTK_WINDOW (window), 370);
    g_assert_true (gtk_widget_get_mapped (bar));
    g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (bar)), ==, "1 needs attention");
    g_assert_cmpint (gtk_widget_get_height (gtk_widget_get_parent (bar)), >, 10);
  }
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  if (!hoist_test_ui_init (&argc, &argv))
    return 0;

  g_test_add_func ("/widgets/come-and-go", test_small_widgets);
  g_test_add_func ("/widgets/banner-shows-and-hides", test_banner);
  g_test_add_func ("/widgets/buttons-find-room", test_buttons_find_room);
  g_test_add_func ("/widgets/row-is-recycled", test_row_is_recycled);
  g_test_add_func ("/widgets/account-is-plain-text", test_account_item);
  g_test_add_func ("/widgets/form-is-made-from-the-table", test_form_from_table);
  g_test_add_func ("/widgets/form-errors-sit-at-the-field", test_form_errors_at_fields);
  g_test_add_func ("/widgets/form-keeps-secrets", test_form_keeps_secrets);
  g_test_add_func ("/widgets/window-comes-and-goes", test_window);
  g_test_add_func ("/widgets/narrow-window-says-its-state", test_narrow_window);

  return g_test_run ();
}
