/* SPDX-License-Identifier: GPL-3.0-or-later */
/* File names that have broken uploaders: tests/vectors/awkward-names. */
#include "hoist-test-names.h"

/* \xNN is a byte, \\ a backslash. */
static char *
unescape (const char *line)
{
  GString *name = g_string_new (NULL);

  for (const char *next = line; *next != '\0'; next++) {
    if (next[0] == '\\' && next[1] == 'x') {
      g_string_append_c (
          name, (char) (g_ascii_xdigit_value (next[2]) * 16 + g_ascii_xdigit_value (next[3])));
      next += 3;
    } else {
      next += next[0] == '\\' ? 1 : 0;
      g_string_append_c (name, *next);
    }
  }
  return g_string_free (name, FALSE);
}

/* Returns: (transfer full) (element-type filename): all of them */
GPtrArray *
hoist_test_load_names (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "vectors", "awkward-names", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    if (*lines[i] != '\0' && !g_str_has_prefix (lines[i], "# "))
      g_ptr_array_add (names, unescape (lines[i]));
  }
  return names;
}
