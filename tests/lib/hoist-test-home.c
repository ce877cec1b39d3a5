/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A user's folders that belong to a test program. */
#include "hoist-test-home.h"

#include "hoist-test-folder.h"

#include <stdlib.h>
#include <unistd.h>

static char *home; /* (owned) */
static pid_t owner;

static void
remove_home (void)
{
  /* not by a child that was forked */
  if (getpid () != owner)
    return;

  hoist_test_remove_folder (home);
  g_clear_pointer (&home, g_free);
}

/**
 * hoist_test_init_at_home:
 * @argc: (inout): as of main()
 * @argv: (inout): as of main()
 *
 * g_test_init(), with empty user's folders for the whole program, removed at its end. Unlike with
 * %G_TEST_OPTION_ISOLATE_DIRS, which gives each case its own, GLib loses no memory on the way: such
 * a program needs none of the suppressions that only the sanitizer's slow unwinder can match, and
 * takes a fifth of the time where much is allocated. It is for programs whose cases keep what they
 * write apart by themselves.
 */
void
hoist_test_init_at_home (int *argc, char ***argv)
{
  const char *names[] = { "DATA", "CONFIG", "CACHE", "STATE" };

  home = g_dir_make_tmp ("hoist-home-XXXXXX", NULL);
  g_assert_nonnull (home);
  owner = getpid ();
  atexit (remove_home);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *name = g_strdup_printf ("XDG_%s_HOME", names[i]);
    g_autofree char *path = g_build_filename (home, names[i], NULL);

    g_setenv (name, path, TRUE);
  }
  g_test_init (argc, argv, NULL);
}
