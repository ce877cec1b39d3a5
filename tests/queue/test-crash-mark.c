/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Only a crash leaves a mark; a kill, a good end and a late crash do not. */
#include "hoist-crash-mark.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct {
  const char *name;
  int number;        /* how the child ends; 0: well */
  gboolean is_late;  /* after hoist_crash_mark_disarm() */
  gboolean is_crash; /* whether it counts */
} Case;

static const Case cases[] = {
  { "/crash-mark/segfault", SIGSEGV, FALSE, TRUE },
  { "/crash-mark/abort", SIGABRT, FALSE, TRUE },
  { "/crash-mark/kill", SIGKILL, FALSE, FALSE },
  { "/crash-mark/terminate", SIGTERM, FALSE, FALSE },
  { "/crash-mark/late", SIGABRT, TRUE, FALSE },
  { "/crash-mark/good-end", 0, FALSE, FALSE },
};

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  g_autofree char *folder = g_dir_make_tmp ("hoist-crash-XXXXXX", NULL);
  pid_t child = fork ();
  int status = 0;

  if (child == 0) {
    const struct rlimit no_core = { 0, 0 };

    setrlimit (RLIMIT_CORE, &no_core);
    hoist_crash_mark_arm (folder);
    if (test->is_late)
      hoist_crash_mark_disarm ();
    if (test->number != 0)
      raise (test->number);
    _exit (0);
  }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  if (test->number != 0) {
    g_assert_true (WIFSIGNALED (status));
    g_assert_cmpint (WTERMSIG (status), ==, test->number);
  }
  g_assert_cmpint (hoist_crash_mark_take (folder), ==, test->is_crash);
  g_assert_false (hoist_crash_mark_take (folder));
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].name, &cases[i], test_case);
  return g_test_run ();
}
