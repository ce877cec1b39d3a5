/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window says in its banner that the disk is full, or that starts have failed, for as long as
 * it is so. */
#include "hoist-banner.h"
#include "hoist-test-await.h"
#include "hoist-test-clock.h"
#include "hoist-test-disk.h"
#include "hoist-ui.h"
#include "hoist-window.h"

#include <glib/gstdio.h>
#include <string.h>

static GtkApplication *application; /* one process registers one */

static HoistBanner *
find_banner (GtkWidget *widget)
{
  HoistBanner *found = HOIST_IS_BANNER (widget) ? HOIST_BANNER (widget) : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_banner (child);
  return found;
}

static HoistWorkspace *
open_workspace (const char *folder)
{
  g_autoptr (HoistVault) vault = hoist_memory_vault_new ();
  g_autoptr (HoistTestClock) clock = hoist_test_clock_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  HoistWorkspace *workspace = hoist_workspace_new (folder, vault, HOIST_CLOCK (clock));

  hoist_workspace_open_async (workspace, TRUE, hoist_test_keep_result, &result);
  hoist_workspace_open_finish (workspace, hoist_test_await (&result), &error);
  g_assert_no_error (error);
  return workspace;
}

static void
close_workspace (HoistWorkspace *workspace)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  hoist_workspace_close_async (workspace, hoist_test_keep_result, &result);
  hoist_workspace_close_finish (workspace, hoist_test_await (&result), &error);
  g_assert_no_error (error);
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    g_remove (path);
  }
  g_rmdir (folder);
}

static void
test_full_disk (void)
{
  g_autofree char *folder = g_dir_make_tmp ("hoist-trouble-XXXXXX", NULL);
  g_autoptr (HoistWorkspace) workspace = open_workspace (folder);
  HoistWindow *window = NULL;
  HoistBanner *banner = NULL;

  window = hoist_window_new (application);
  hoist_window_set_workspace (window, workspace);
  banner = find_banner (GTK_WIDGET (window));
  g_assert_nonnull (banner);
  g_assert_null (hoist_banner_get_title (banner));

  hoist_test_disk_set_full (TRUE);
  hoist_store_set_setting (hoist_workspace_get_store (workspace), "rate", "5");
  while (hoist_workspace_get_trouble (workspace) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (hoist_banner_get_title (banner), ==, hoist_workspace_get_trouble (workspace));

  hoist_test_disk_set_full (FALSE);
  while (hoist_workspace_get_trouble (workspace) != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (hoist_banner_get_title (banner));

  gtk_window_destroy (GTK_WINDOW (window));
  close_workspace (workspace);
  remove_folder (folder);
}

/* The last two starts ended in a crash. */
static void
test_failed_starts (void)
{
  g_autofree char *folder = g_dir_make_tmp ("hoist-trouble-XXXXXX", NULL);
  HoistWorkspace *workspace = open_workspace (folder);
  HoistWindow *window = NULL;
  HoistBanner *banner = NULL;

  hoist_store_set_setting (hoist_workspace_get_store (workspace), HOIST_STORE_FAILED_STARTS, "1");
  close_workspace (workspace);
  g_object_unref (workspace);
  workspace = open_workspace (folder);

  window = hoist_window_new (application);
  hoist_window_set_workspace (window, workspace);
  banner = find_banner (GTK_WIDGET (window));
  g_assert_nonnull (strstr (hoist_banner_get_title (banner), "ended unexpectedly twice"));

  /* the banner's button */
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.is-paused", NULL));
  g_assert_false (hoist_queue_is_paused (hoist_workspace_get_queue (workspace)));
  g_assert_null (hoist_banner_get_title (banner));

  gtk_window_destroy (GTK_WINDOW (window));
  close_workspace (workspace);
  g_object_unref (workspace);
  remove_folder (folder);
}

int
main (int argc, char **argv)
{
  int status = 0;

  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ()) {
    g_print ("1..0 # SKIP there is no display\n");
    return 0;
  }
  adw_init ();
  hoist_ui_init ();
  hoist_test_disk_install ();
  application = GTK_APPLICATION (adw_application_new (NULL, G_APPLICATION_NON_UNIQUE));
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));

  g_test_add_func ("/trouble/full-disk-is-in-the-banner", test_full_disk);
  g_test_add_func ("/trouble/failed-starts-are-in-the-banner", test_failed_starts);

  status = g_test_run ();
  g_object_unref (application);
  return status;
}
