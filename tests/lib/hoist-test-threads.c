/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the other threads of a test have nothing to do: only then may its clock move. */
#include "hoist-test-threads.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static gboolean
is_asleep (const char *thread)
{
  g_autofree char *path = g_build_filename ("/proc/self/task", thread, "stat", NULL);
  g_autofree char *stat = NULL;
  const char *name_end = NULL;

  if (!g_file_get_contents (path, &stat, NULL, NULL))
    return TRUE; /* it has ended */

  name_end = strrchr (stat, ')');
  return name_end != NULL && name_end[1] == ' ' && name_end[2] != 'R' && name_end[2] != 'D';
}

/* On a busy machine a thread may be ready to run for long before it does: no measured silence
 * tells that, but the kernel does. */
gboolean
hoist_test_do_other_threads_sleep (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/task", 0, NULL);
  const char *thread = NULL;

  while ((thread = g_dir_read_name (dir)) != NULL) {
    if (atoi (thread) != getpid () && !is_asleep (thread))
      return FALSE;
  }
  return TRUE;
}
