/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The question that comes before an account goes. */
#include "hoist-account-remove-dialog.h"
#include "hoist-added-file.h"
#include "hoist-test-await.h"
#include "hoist-ui.h"
#include "platform-warnings.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  char *folder;              /* (owned) */
  HoistWorkspace *workspace; /* (owned) */
  HoistAccount *account;     /* (owned): the one that is to go */
  gboolean is_said;
  guint uploads;
  HoistAccount *heir; /* (unowned) (nullable) */
} Fixture;

/* (transfer full): */
static HoistAccount *
add_account (Fixture *fixture, const char *name)
{
  HoistAccounts *accounts = hoist_workspace_get_accounts (fixture->workspace);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HoistSettings) settings = hoist_settings_new ();

  hoist_settings_set (settings, "secret-id", "AKID");
  hoist_accounts_add_async (accounts, hoist_provider_find ("tencent-vod"), name, settings, NULL,
                            hoist_test_keep_result, &result);
  return hoist_accounts_add_finish (accounts, hoist_test_await (&result), NULL);
}

static void
add_upload (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->folder, "clip.mp4", NULL);
  g_autoptr (GPtrArray) files = hoist_added_files_new ();
  g_autoptr (GPtrArray) added = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  g_assert_true (g_file_set_contents (path, "film", -1, NULL));
  g_ptr_array_add (files, hoist_added_file_new (path, NULL));
  hoist_queue_add_async (hoist_workspace_get_queue (fixture->workspace), files,
                         hoist_account_get_id (fixture->account), NULL, TRUE,
                         hoist_test_keep_result, &result);
  added = hoist_queue_add_finish (hoist_workspace_get_queue (fixture->workspace),
                                  hoist_test_await (&result), NULL);
  g_assert_nonnull (added);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistVault) vault = hoist_memory_vault_new ();
  g_autoptr (GAsyncResult) result = NULL;

  fixture->folder = g_dir_make_tmp ("hoist-remove-XXXXXX", NULL);
  fixture->workspace = hoist_workspace_new (fixture->folder, vault, NULL);
  hoist_workspace_open_async (fixture->workspace, TRUE, hoist_test_keep_result, &result);
  g_assert_true (
      hoist_workspace_open_finish (fixture->workspace, hoist_test_await (&result), NULL));
  fixture->account = add_account (fixture, "Old & <B>");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name = NULL;

  g_object_unref (fixture->account);
  hoist_workspace_close_async (fixture->workspace, hoist_test_keep_result, &result);
  g_assert_true (
      hoist_workspace_close_finish (fixture->workspace, hoist_test_await (&result), NULL));
  g_object_unref (fixture->workspace);
  dir = g_dir_open (fixture->folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

    g_remove (path);
  }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
}

static void
on_said (HoistAccountRemoveDialog *dialog, guint uploads, HoistAccount *heir, Fixture *fixture)
{
  fixture->is_said = TRUE;
  fixture->uploads = uploads;
  fixture->heir = heir;
}

static HoistAccountRemoveDialog *
ask (Fixture *fixture)
{
  HoistAccountRemoveDialog *dialog =
      hoist_account_remove_dialog_new (NULL, fixture->workspace, fixture->account);

  g_signal_connect (dialog, "remove", G_CALLBACK (on_said), fixture);
  gtk_window_present (GTK_WINDOW (dialog));
  return dialog;
}

static GtkWidget *
find_choice (GtkWidget *widget, const char *part)
{
  GtkWidget *found = NULL;

  if (GTK_IS_CHECK_BUTTON (widget) &&
      strstr (gtk_check_button_get_label (GTK_CHECK_BUTTON (widget)), part) != NULL)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_choice (child, part);
  return found;
}

static void
test_nothing_to_ask (Fixture *fixture, gconstpointer data)
{
  HoistAccountRemoveDialog *dialog = ask (fixture);

  g_assert_null (find_choice (GTK_WIDGET (dialog), "_Keep"));
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "remove");
  g_assert_true (fixture->is_said);
  g_assert_cmpuint (fixture->uploads, ==, HOIST_ACCOUNT_UPLOADS_KEEP);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_without_heir (Fixture *fixture, gconstpointer data)
{
  HoistAccountRemoveDialog *dialog = NULL;
  GtkWidget *remove = NULL;

  add_upload (fixture);
  dialog = ask (fixture);
  g_assert_null (find_choice (GTK_WIDGET (dialog), "_Send"));
  remove = find_choice (GTK_WIDGET (dialog), "Re_move");
  gtk_check_button_set_active (GTK_CHECK_BUTTON (remove), TRUE);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "remove");
  g_assert_cmpuint (fixture->uploads, ==, HOIST_ACCOUNT_UPLOADS_REMOVE);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_with_heir (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HoistAccount) heir = add_account (fixture, "Heir");
  HoistAccountRemoveDialog *dialog = NULL;

  add_upload (fixture);
  dialog = ask (fixture);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "remove");
  g_assert_cmpuint (fixture->uploads, ==, HOIST_ACCOUNT_UPLOADS_MOVE);
  g_assert_true (fixture->heir == heir);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  HoistAccountRemoveDialog *dialog = NULL;

  add_upload (fixture);
  dialog = ask (fixture);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_assert_false (fixture->is_said);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  platform_warnings_expect ();
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ()) {
    g_print ("1..0 # SKIP there is no display\n");
    return 0;
  }
  adw_init ();
  hoist_ui_init ();

  ADD ("/account-remove/asks-only-with-uploads", test_nothing_to_ask);
  ADD ("/account-remove/without-another-account", test_without_heir);
  ADD ("/account-remove/with-another-account", test_with_heir);
  ADD ("/account-remove/can-be-cancelled", test_cancel);
  return g_test_run ();
}
