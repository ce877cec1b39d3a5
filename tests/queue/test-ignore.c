/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which names in a folder are left out. */
#include "hoist-ignore.h"

static const struct {
  gboolean ignores_hidden;
  gboolean ignores_temporary;
  const char *patterns;
  const char *name;
  gboolean is_ignored;
} cases[] = {
  { TRUE, TRUE, "", "film.mp4", FALSE },
  { TRUE, TRUE, "", ".trash", TRUE },
  { FALSE, TRUE, "", ".trash", FALSE },
  { FALSE, TRUE, "", ".DS_Store", TRUE },
  { FALSE, TRUE, "", "._film.mp4", TRUE },
  { FALSE, TRUE, "", ".~lock.plan.odt#", TRUE },
  { TRUE, TRUE, "", "Thumbs.db", TRUE },
  { TRUE, FALSE, "", "Thumbs.db", FALSE },
  { TRUE, TRUE, "", "film.mp4.part", TRUE },
  { TRUE, TRUE, "", "FILM.TMP", TRUE },
  { TRUE, TRUE, "", "film.mp4~", TRUE },
  { TRUE, TRUE, "", "tmp.mp4", FALSE },
  { TRUE, TRUE, "", "part.one.mp4", FALSE },
  { TRUE, TRUE, "*.xmp", "a.xmp", TRUE },
  { TRUE, TRUE, "*.xmp", "A.XMP", TRUE },
  { TRUE, TRUE, "*.XMP", "a.xmp", TRUE },
  { TRUE, TRUE, "*.xmp", "a.xmp.mp4", FALSE },
  { FALSE, FALSE, " ; *.xmp;;\t*.thm , proxy ", "clip.thm", TRUE },
  { FALSE, FALSE, " ; *.xmp;;\t*.thm , proxy ", "Proxy", TRUE },
  { FALSE, FALSE, " ; *.xmp;;\t*.thm , proxy ", "proxy.mp4", FALSE },
  { FALSE, FALSE, "*.xmp、*.thm，代理；", "clip.thm", TRUE },
  { FALSE, FALSE, "*.xmp、*.thm，代理；", "代理", TRUE },
  { FALSE, FALSE, "*.xmp、*.thm，代理；", "代理、二", FALSE },
  { FALSE, FALSE, "ÄRGER*", "ärger.mp4", TRUE },
  { FALSE, FALSE, "film?.mp4", "film1.mp4", TRUE },
  { FALSE, FALSE, "film?.mp4", "film12.mp4", FALSE },
  { FALSE, FALSE, "*.mp4", "not utf-8 \xff.mp4", TRUE },
  { FALSE, FALSE, "", "~$plan.docx", FALSE },
};

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *patterns = g_strdup (cases[i].patterns);
    const HoistPreferenceValues values = { .ignores_hidden = cases[i].ignores_hidden,
                                           .ignores_temporary = cases[i].ignores_temporary,
                                           .ignored_patterns = patterns };
    g_autoptr (HoistIgnore) ignore = hoist_ignore_new (&values);

    g_test_message ("case %" G_GSIZE_FORMAT, i);
    g_assert_cmpint (hoist_ignore_matches (ignore, cases[i].name), ==, cases[i].is_ignored);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ignore/leaves-out-what-was-not-meant", test_table);

  return g_test_run ();
}
