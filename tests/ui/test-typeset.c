/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sentences as a window shows them: where lines may be broken, and which way names go. */
#include "hoist-typeset.h"

#include <pango/pangocairo.h>
#include <string.h>

#define HEBREW "\327\220\327\221\327\222" /* three letters, from right to left */

static PangoLayout *
lay_out (const char *text)
{
  PangoFontMap *map = pango_cairo_font_map_get_default ();
  PangoContext *context = pango_font_map_create_context (map);
  PangoLayout *layout = pango_layout_new (context);

  g_object_unref (context);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

/* Whether a line may be broken somewhere in @part of @text. */
static gboolean
is_breakable (const char *text, const char *part)
{
  g_autoptr (GObject) layout = G_OBJECT (lay_out (text));
  const PangoLogAttr *attributes =
      pango_layout_get_log_attrs_readonly (PANGO_LAYOUT (layout), NULL);
  const char *start = strstr (text, part);
  glong first = 0;

  g_assert_nonnull (start);
  first = g_utf8_pointer_to_offset (text, start);
  for (glong i = first + 1; i < first + g_utf8_strlen (part, -1); i++) {
    if (attributes[i].is_line_break)
      return TRUE;
  }
  return FALSE;
}

static char *
strip (const char *text)
{
  static const char *const marks[] = { "\u2060", "\u2068", "\u2069" };
  g_auto (GStrv) words = g_strsplit (text, "\u00a0", -1);
  char *plain = g_strjoinv (" ", words);

  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++) {
    g_auto (GStrv) pieces = g_strsplit (plain, marks[i], -1);

    g_free (plain);
    plain = g_strjoinv ("", pieces);
  }
  return plain;
}

/* Each sentence is shown as it was but for marks that cannot be seen. Between the two letters of
 * “first|last” no line is broken. */
static void
test_codes (void)
{
  static const struct {
    const char *text;
    const char *first, *last;
  } cases[] = {
    { "The service refuses it. (code -10003)", "code", "10003" },
    { "The service refuses it. (code InvalidParameter.CRC64, request 1234-5678)", "code", "CRC64" },
    { "The service refuses it. (code InvalidParameter.CRC64, request 1234-5678)", "request",
      "5678" },
    { "This computer’s clock is wrong by hours (code -7). Set it.", "code", "7" },
    { "Der Dienst lehnt ab. (Code -10003)", "Code", "10003" },
    { "服务拒绝了请求（代码：-10003）", "：", "10003" },
    { "服务拒绝了请求（代码：Invalid-Thing.X1，请求 ID：a1-b2）", "：", "X1" },
    { "No project. (MSS-1001, request r-1)", "MSS", "1001" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *shown = hoist_typeset (cases[i].text);
    g_autofree char *plain = strip (shown);
    const char *start = strstr (shown, cases[i].first);
    const char *end = strstr (shown, cases[i].last);
    g_autofree char *part = NULL;

    g_test_message ("%s", cases[i].text);
    g_assert_cmpstr (plain, ==, cases[i].text);
    g_assert_true (start != NULL && end != NULL && start < end);
    part = g_strndup (start, (gsize) (end - start) + strlen (cases[i].last));
    g_assert_false (is_breakable (shown, part));
  }
}

/* Without it, the test above would say nothing. */
static void
test_broken (void)
{
  g_assert_true (is_breakable ("It is refused. (code -10003)", "code -10003"));
  g_assert_true (is_breakable ("No project. (MSS-A1)", "MSS-A1"));
}

/* A whole request number is longer than a line, and words are no codes. */
static void
test_left_alone (void)
{
  static const char *const cases[] = {
    "",
    "Uploaded and verified · 18:40",
    "Server busy – trying again in 12 s (more than 20 times)",
    "The cloud works on it (about 5 min left)",
    "Refused (request 0195d0a4-52c4-7b51-94a4-3c2a0c9c7b5e)",
    "Not closed (code -1",
    "Closed) only",
    "“Part (code -1).mp4” is uploaded",
    "Made by (Anna and Bert)",
    "“Wedding (final).mp4” is uploaded",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *shown = hoist_typeset (cases[i]);

    g_assert_cmpstr (shown, ==, cases[i]);
  }
  g_assert_null (hoist_typeset (NULL));
}

static void
test_names (void)
{
  static const struct {
    const char *text, *shown;
  } cases[] = {
    { "“Wedding (final).mp4” " HEBREW, "“\u2068Wedding (final).mp4\u2069” " HEBREW },
    { HEBREW " „Film.“ " HEBREW, HEBREW " „\u2068Film.\u2069“ " HEBREW },
    { HEBREW " «a» «b»", HEBREW " «\u2068a\u2069» «\u2068b\u2069»" },
    { "“" HEBREW " (1).mp4” is uploaded", "“\u2068" HEBREW " (1).mp4\u2069” is uploaded" },
    { "“The “real” one.mov” " HEBREW, "“\u2068The “\u2068real\u2069” one.mov\u2069” " HEBREW },
    { HEBREW " (code -7)", HEBREW " (code\u00a0\u2068-\u20607\u2069)" },
    /* a quotation without an end may be part of a name: then it is not known where that ends */
    { "“Half “a name.mp4” " HEBREW, "“Half “a name.mp4” " HEBREW },
    { "“Film.mp4” is uploaded", "“Film.mp4” is uploaded" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *shown = hoist_typeset (cases[i].text);

    g_assert_cmpstr (shown, ==, cases[i].shown);
  }
}

/* Where the letter at byte @index of @layout stands, from the left. */
static int
get_x (GObject *layout, int index)
{
  PangoRectangle place = { 0 };

  pango_layout_index_to_pos (PANGO_LAYOUT (layout), index, &place);
  return place.x + place.width / 2;
}

/* The full stop that belongs to a Latin name stands on its right, in a sentence from right to left,
 * too. */
static void
test_order (void)
{
  const char *sentence = HEBREW " “(2) Wedding.” " HEBREW;
  g_autofree char *shown = hoist_typeset (sentence);
  g_autoptr (GObject) before = G_OBJECT (lay_out (sentence));
  g_autoptr (GObject) after = G_OBJECT (lay_out (shown));
  int stop_before = (int) (strchr (sentence, '.') - sentence);
  int stop_after = (int) (strchr (shown, '.') - shown);

  g_assert_cmpint (get_x (before, stop_before), <, get_x (before, stop_before - 1));
  g_assert_cmpint (get_x (after, stop_after), >, get_x (after, stop_after - 1));
}

/* And the minus on the left of a number. */
static void
test_minus (void)
{
  const char *sentence = HEBREW ". (" HEBREW " -10003)";
  g_autofree char *shown = hoist_typeset (sentence);
  g_autoptr (GObject) before = G_OBJECT (lay_out (sentence));
  g_autoptr (GObject) after = G_OBJECT (lay_out (shown));
  int minus_before = (int) (strchr (sentence, '-') - sentence);
  int minus_after = (int) (strchr (shown, '-') - shown);
  int digit_after = (int) (strchr (shown, '1') - shown);

  g_assert_cmpint (get_x (before, minus_before), >, get_x (before, minus_before + 1));
  g_assert_cmpint (get_x (after, minus_after), <, get_x (after, digit_after));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/typeset/a-code-stays-on-its-line", test_codes);
  g_test_add_func ("/typeset/which-it-would-not-by-itself", test_broken);
  g_test_add_func ("/typeset/the-rest-is-left-alone", test_left_alone);
  g_test_add_func ("/typeset/names-are-isolated-where-directions-meet", test_names);
  g_test_add_func ("/typeset/punctuation-stays-on-its-side-of-a-name", test_order);
  g_test_add_func ("/typeset/a-minus-stays-before-its-number", test_minus);

  return g_test_run ();
}
