/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The question that comes before an account goes. */
#include "hoist-account-remove-dialog.h"
#include "hoist-test-widgets.h"
#include "hoist-test-workspace.h"

#include <string.h>

typedef struct {
  HoistTestWorkspace place;
  HoistAccount *account; /* (owned): the one that is to go */
  gboolean is_said;
  guint uploads;
  HoistAccount *heir; /* (unowned) (nullable) */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  hoist_test_workspace_open (&fixture->place, HOIST_TEST_TIME_GOES_ON);
  fixture->account = hoist_test_workspace_add_tencent (&fixture->place, "Old & <B>");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->account);
  hoist_test_workspace_close (&fixture->place);
}

static void
add_upload (Fixture *fixture)
{
  g_ptr_array_unref (hoist_test_workspace_add_files (&fixture->place, fixture->account, 1));
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
      hoist_account_remove_dialog_new (NULL, fixture->place.workspace, fixture->account);

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
  g_autoptr (HoistAccount) heir = hoist_test_workspace_add_tencent (&fixture->place, "Heir");
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
  if (!hoist_test_ui_init (&argc, &argv))
    return 0;

  ADD ("/account-remove/asks-only-with-uploads", test_nothing_to_ask);
  ADD ("/account-remove/without-another-account", test_without_heir);
  ADD ("/account-remove/with-another-account", test_with_heir);
  ADD ("/account-remove/can-be-cancelled", test_cancel);
  return g_test_run ();
}
