/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The application's start. */
#include "hoist-config.h"

#include "hoist-application.h"
#include "hoist-stall-watch.h"

#include <glib/gi18n.h>
#include <locale.h>

int
main (int argc, char **argv)
{
  g_autoptr (HoistApplication) application = NULL;
  int status = 0;

  /* libsoup 3.2 has no call for it, and reads it once */
  g_setenv ("SOUP_FORCE_HTTP1", "1", TRUE);

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, HOIST_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_application_name ("Hoist");

  hoist_stall_watch_start (g_getenv ("HOIST_STALL_LOG"));
  application = hoist_application_new ();
  status = g_application_run (G_APPLICATION (application), argc, argv);
  hoist_stall_watch_stop ();
  return status;
}
