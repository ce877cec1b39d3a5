/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a program finds its translations. */
#include "hoist-locale.h"

#include "hoist-config.h"

#include <libintl.h>
#include <locale.h>

/**
 * hoist_locale_init:
 *
 * Takes the user's language, and our texts in it: from where they are installed, or from the
 * folder that HOIST_LOCALE_DIR in the environment names, for programs that run from a build.
 */
void
hoist_locale_init (void)
{
  const char *folder = g_getenv ("HOIST_LOCALE_DIR");

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, folder != NULL ? folder : HOIST_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}
