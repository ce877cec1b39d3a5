/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Removing a folder with all that is in it. */
#include "hoist-test-folder.h"

#include <glib/gstdio.h>

/**
 * hoist_test_remove_folder:
 * @path: (type filename): a folder, or a file; links in it are not followed
 */
void
hoist_test_remove_folder (const char *path)
{
  g_autoptr (GDir) folder =
      g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name = NULL;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    hoist_test_remove_folder (child);
  }
  g_remove (path);
}
