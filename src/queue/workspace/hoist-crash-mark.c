/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells a program that crashed from one that was killed or lost its power. */
#include "hoist-crash-mark.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <unistd.h>

#define MARK "crashed"

static const int crash_signals[] = { SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL };

/* A signal handler may look at nothing else. */
static char *mark_path;

static void
on_crash (int number)
{
  int fd = open (mark_path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);

  if (fd >= 0)
    close (fd);
  raise (number); /* the handler was reset: this time it ends the program, core and all */
}

/**
 * hoist_crash_mark_take:
 * @folder: (type filename): the data folder
 *
 * Returns: whether the last program that ran the queue crashed soon after its start; only once
 */
gboolean
hoist_crash_mark_take (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, MARK, NULL);

  return g_unlink (path) == 0;
}

/**
 * hoist_crash_mark_arm:
 * @folder: (type filename): the data folder
 *
 * From now on a crash leaves a mark. A kill leaves none: whoever kills a program, or pulls the
 * plug, does not say that the queue is at fault.
 */
void
hoist_crash_mark_arm (const char *folder)
{
  struct sigaction action = { .sa_handler = on_crash, .sa_flags = SA_RESETHAND | SA_NODEFER };

  g_free (mark_path);
  mark_path = g_build_filename (folder, MARK, NULL);
  sigemptyset (&action.sa_mask);
  for (gsize i = 0; i < G_N_ELEMENTS (crash_signals); i++)
    sigaction (crash_signals[i], &action, NULL);
}

/**
 * hoist_crash_mark_disarm:
 *
 * It runs well: a later crash is not the start's fault.
 */
void
hoist_crash_mark_disarm (void)
{
  if (mark_path == NULL)
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (crash_signals); i++)
    signal (crash_signals[i], SIG_DFL);
  g_clear_pointer (&mark_path, g_free);
}
