/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The application's start. */
#include "hoist-config.h"

#include "hoist-application.h"

#include <glib/gi18n.h>
#include <locale.h>

int
main (int argc, char **argv)
{
  g_autoptr (HoistApplication) application = NULL;

  /* libsoup 3.2 has no call for it, and reads it once */
  g_setenv ("SOUP_FORCE_HTTP1", "1", TRUE);

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, HOIST_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_application_name ("Hoist");

  application = hoist_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
