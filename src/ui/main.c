/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The application's start. */
#include "hoist-application.h"
#include "hoist-locale.h"
#include "hoist-portal-monitor.h"

int
main (int argc, char **argv)
{
  int status = HOIST_APPLICATION_ENDING;

  /* libsoup 3.2 has no call for it, and reads it once */
  g_setenv ("SOUP_FORCE_HTTP1", "1", TRUE);

  hoist_locale_init ();
  g_set_application_name ("Hoist");
  hoist_portal_monitor_register ();

  /* one that is ending has given up its name before it says so: the second try is the first */
  for (int i = 0; i < 3 && status == HOIST_APPLICATION_ENDING; i++) {
    g_autoptr (HoistApplication) application = hoist_application_new ();

    status = g_application_run (G_APPLICATION (application), argc, argv);
  }
  return status;
}
