/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window says in its banner that the disk is full, that starts have failed, or that there is no
 * account, for as long as it is so. */
#include "hoist-banner.h"
#include "hoist-test-disk.h"
#include "hoist-test-widgets.h"
#include "hoist-test-workspace.h"
#include "hoist-window.h"

#include <string.h>

static GtkApplication *application; /* one process registers one */

static HoistWindow *
open_window (HoistTestWorkspace *place, HoistBanner **banner)
{
  HoistWindow *window = hoist_window_new (application);

  hoist_window_set_workspace (window, place->workspace);
  *banner = HOIST_BANNER (hoist_test_find_type (GTK_WIDGET (window), HOIST_TYPE_BANNER));
  g_assert_nonnull (*banner);
  return window;
}

static void
test_full_disk (void)
{
  HoistTestWorkspace place;
  HoistWindow *window = NULL;
  HoistBanner *banner = NULL;

  hoist_test_workspace_open (&place, HOIST_TEST_TIME_STANDS);
  window = open_window (&place, &banner);
  g_assert_null (hoist_banner_get_title (banner));

  hoist_test_disk_set_full (TRUE);
  hoist_store_set_setting (hoist_workspace_get_store (place.workspace), "rate", "5");
  while (hoist_workspace_get_trouble (place.workspace) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (hoist_banner_get_title (banner), ==,
                   hoist_workspace_get_trouble (place.workspace));

  hoist_test_disk_set_full (FALSE);
  while (hoist_workspace_get_trouble (place.workspace) != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (hoist_banner_get_title (banner));

  gtk_window_destroy (GTK_WINDOW (window));
  hoist_test_workspace_close (&place);
}

/* The last two starts ended in a crash. */
static void
test_failed_starts (void)
{
  HoistTestWorkspace place;
  HoistWindow *window = NULL;
  HoistBanner *banner = NULL;

  hoist_test_workspace_open (&place, HOIST_TEST_TIME_STANDS);
  hoist_store_set_setting (hoist_workspace_get_store (place.workspace), HOIST_STORE_FAILED_STARTS,
                           "1");
  hoist_test_workspace_reopen (&place);
  window = open_window (&place, &banner);
  g_assert_nonnull (strstr (hoist_banner_get_title (banner), "ended unexpectedly twice"));

  /* the banner's button */
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.is-paused", NULL));
  g_assert_false (hoist_queue_is_paused (hoist_workspace_get_queue (place.workspace)));
  g_assert_null (hoist_banner_get_title (banner));

  gtk_window_destroy (GTK_WINDOW (window));
  hoist_test_workspace_close (&place);
}

/* Files may be dropped before there is an account: then the way to one stays in sight. */
static void
test_no_account (void)
{
  HoistTestWorkspace place;
  HoistWindow *window = NULL;
  HoistBanner *banner = NULL;
  HoistRecord *record = hoist_record_new ("/v/first.mp4", "");

  hoist_test_workspace_open (&place, HOIST_TEST_TIME_GOES_ON);
  window = open_window (&place, &banner);
  g_assert_null (hoist_banner_get_title (banner));

  record->state = HOIST_STATE_QUEUED;
  record->size = 1000;
  g_object_unref (hoist_test_workspace_add_record (&place, record));
  while (hoist_banner_get_title (banner) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (hoist_banner_get_title (banner), ==, "Uploads wait for an account to go to");
  g_assert_nonnull (hoist_test_find_button (GTK_WIDGET (banner), "Set Up an Account"));

  g_object_unref (hoist_test_workspace_add_tencent (&place, "Studio"));
  while (hoist_banner_get_title (banner) != NULL)
    g_main_context_iteration (NULL, TRUE);

  gtk_window_destroy (GTK_WINDOW (window));
  hoist_test_workspace_close (&place);
}

static void
assert_focus_on_account (HoistWindow *window)
{
  GtkWidget *focus = NULL;

  hoist_test_draw (GTK_WIDGET (window));
  focus = gtk_window_get_focus (GTK_WINDOW (window));
  g_assert_true (GTK_IS_BUTTON (focus));
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (focus)), ==, "win.add-account");
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Return does at once what there is to do, in a new window: nobody has to go there first. Whether
 * it is on the screen before its list is there depends on how long that takes. */
static void
test_focus (void)
{
  HoistTestWorkspace place;
  HoistWindow *window = NULL;

  hoist_test_workspace_open (&place, HOIST_TEST_TIME_STANDS);
  window = hoist_window_new (application);
  gtk_window_present (GTK_WINDOW (window));
  hoist_test_draw (GTK_WIDGET (window));
  hoist_window_set_workspace (window, place.workspace);
  assert_focus_on_account (window);

  window = hoist_window_new (application);
  hoist_window_set_workspace (window, place.workspace);
  gtk_window_present (GTK_WINDOW (window));
  assert_focus_on_account (window);
  hoist_test_workspace_close (&place);
}

int
main (int argc, char **argv)
{
  int status = 0;

  if (!hoist_test_ui_init (&argc, &argv))
    return 0;
  hoist_test_disk_install ();
  application = hoist_test_ui_register ();

  g_test_add_func ("/trouble/full-disk-is-in-the-banner", test_full_disk);
  g_test_add_func ("/trouble/failed-starts-are-in-the-banner", test_failed_starts);

  g_test_add_func ("/trouble/files-without-an-account-are-in-the-banner", test_no_account);
  g_test_add_func ("/trouble/a-new-window-has-the-focus-on-what-to-do", test_focus);

  status = g_test_run ();
  g_object_unref (application);
  return status;
}
