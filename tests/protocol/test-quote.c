/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a stranger wrote becomes one short line, or nothing. */
#include "hoist-quote.h"

static void
test_lines (void)
{
  static const struct {
    const char *text;
    const char *line; /* (nullable) */
  } rows[] = {
    { NULL, NULL },
    { "", NULL },
    { " \n\t", NULL },
    { "\x1b\x01", NULL },
    { "The drive is full.", "The drive is full." },
    { "two\nlines\tand a tab ", "two lines and a tab" },
    { "\x1b[31mred", "[31mred" },
    { "空间不足", "空间不足" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *line = hoist_quote_dup_line (rows[i].text);

    g_assert_cmpstr (line, ==, rows[i].line);
  }
}

/* By characters, so that no language is cut earlier, and none in the middle of one. */
static void
test_length (void)
{
  const struct {
    gsize length;
    gboolean is_cut;
  } rows[] = { { 199, FALSE }, { 200, FALSE }, { 201, TRUE }, { 100000, TRUE } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GString) text = g_string_new (NULL);
    g_autofree char *line = NULL;

    for (gsize j = 0; j < rows[i].length; j++)
      g_string_append (text, "空");
    line = hoist_quote_dup_line (text->str);
    g_assert_true (g_utf8_validate (line, -1, NULL));
    g_assert_cmpuint (g_utf8_strlen (line, -1), ==, rows[i].is_cut ? 201 : rows[i].length);
    g_assert_true (g_str_has_suffix (line, "…") == rows[i].is_cut);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/quote/is-one-printable-line", test_lines);
  g_test_add_func ("/quote/is-short", test_length);
  return g_test_run ();
}
