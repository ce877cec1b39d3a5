/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sentences as a window shows them: names keep their direction, and codes their line. */
#include "hoist-typeset.h"

#include <string.h>

/* They take no room and say nothing: U+2068 FIRST STRONG ISOLATE and U+2069 POP DIRECTIONAL ISOLATE
 * keep the order of letters within from that around them, at U+2060 WORD JOINER no line is broken.
 */
#define ISOLATE "\342\201\250"
#define ISOLATE_END "\342\201\251"
#define JOINER "\342\201\240"
#define NO_BREAK_SPACE "\302\240"

/* In letters. What is longer, as the number of a request may be, fills a line of a narrow window:
 * it is broken at its hyphens. */
#define MAX_CODE 24

/* Of the languages there are, and of those that may come. A German quotation ends with what begins
 * an English one. */
static const struct {
  gunichar begin, end;
} quotes[] = {
  { 0x201c, 0x201d }, /* “ ” */
  { 0x201e, 0x201c }, /* „ “ */
  { 0x00ab, 0x00bb }, /* « » */
  { 0x300c, 0x300d }, /* 「 」 */
};

/* The blocks that Unicode gives to scripts from right to left, those to come, too
 * (DerivedBidiClass.txt, Unicode 15.0). */
static const struct {
  gunichar first, last;
} right_to_left[] = {
  { 0x0590, 0x08ff },   { 0xfb1d, 0xfdff },   { 0xfe70, 0xfeff },
  { 0x10800, 0x10fff }, { 0x1e800, 0x1efff },
};

static gboolean
is_right_to_left (gunichar letter)
{
  for (gsize i = 0; i < G_N_ELEMENTS (right_to_left); i++) {
    if (letter >= right_to_left[i].first && letter <= right_to_left[i].last)
      return TRUE;
  }
  return FALSE;
}

static gboolean
has_right_to_left (const char *text)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at)) {
    if (is_right_to_left (g_utf8_get_char (at)))
      return TRUE;
  }
  return FALSE;
}

/* Returns: what ends a quotation that begins with @letter; 0 when it begins none */
static gunichar
get_end (gunichar letter)
{
  for (gsize i = 0; i < G_N_ELEMENTS (quotes); i++) {
    if (quotes[i].begin == letter)
      return quotes[i].end;
  }
  return 0;
}

/* Returns: (transfer full) (nullable): @text with each quotation isolated; %NULL where one has no
 *   end: then it is not known what is a name */
static char *
isolate (const char *text)
{
  GString *shown = g_string_new (NULL);
  g_autoptr (GArray) ends = g_array_new (FALSE, FALSE, sizeof (gunichar));

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar letter = g_utf8_get_char (at);
    gunichar end = get_end (letter);

    if (ends->len > 0 && letter == g_array_index (ends, gunichar, ends->len - 1)) {
      g_array_set_size (ends, ends->len - 1);
      g_string_append (shown, ISOLATE_END);
      end = 0;
    }
    g_string_append_unichar (shown, letter);
    if (end != 0) {
      g_string_append (shown, ISOLATE);
      g_array_append_val (ends, end);
    }
  }
  return g_string_free (shown, ends->len > 0);
}

/* Returns: (nullable): what is behind the quotation that begins at @at; %NULL when none does, or
 * when it, or one within, has no end */
static const char *
skip_quotation (const char *at)
{
  gunichar end = get_end (g_utf8_get_char (at));

  if (end == 0)
    return NULL;
  for (at = g_utf8_next_char (at); at != NULL && *at != '\0';) {
    gunichar letter = g_utf8_get_char (at);

    if (letter == end)
      return g_utf8_next_char (at);
    at = get_end (letter) != 0 ? skip_quotation (at) : g_utf8_next_char (at);
  }
  return NULL;
}

static gboolean
is_of_code (char letter)
{
  return g_ascii_isalnum (letter) || strchr ("._-", letter) != NULL;
}

/* A number, or a name as programs have it: a word that people write is neither. */
static gboolean
is_code (const char *word, gsize length)
{
  gboolean is_strange = FALSE;

  for (gsize i = 0; i < length; i++)
    is_strange |= !g_ascii_islower (word[i]) && (i > 0 || !g_ascii_isupper (word[i]));
  return is_strange && length <= MAX_CODE;
}

/* A piece of what stands in parentheses: “code -10003”, “MSS.1001”, “代码：-10003”. A word before
 * the code, as the only one, stays with it. From right to left, a minus would be on the wrong side.
 */
static void
append_piece (GString *shown, const char *piece, gsize length, gboolean is_mixed)
{
  gsize start = length;
  gboolean is_second = FALSE;

  while (start > 0 && is_of_code (piece[start - 1]))
    start--;
  if (start == length || !is_code (piece + start, length - start)) {
    g_string_append_len (shown, piece, (gssize) length);
    return;
  }
  is_second = start > 1 && piece[start - 1] == ' ' && memchr (piece + 1, ' ', start - 2) == NULL;
  g_string_append_len (shown, piece, (gssize) (is_second ? start - 1 : start));
  if (is_second)
    g_string_append (shown, NO_BREAK_SPACE);
  else if (start > 0 && piece[start - 1] != ' ')
    g_string_append (shown, JOINER);
  g_string_append (shown, is_mixed ? ISOLATE : "");
  for (gsize i = start; i < length; i++) {
    g_string_append_c (shown, piece[i]);
    if (i + 1 < length && !g_ascii_isalnum (piece[i]))
      g_string_append (shown, JOINER);
  }
  g_string_append (shown, is_mixed ? ISOLATE_END : "");
}

/* Returns: the length of the parenthesis, a comma or the end at @at, in bytes; 0 for other letters
 */
static gsize
get_mark (const char *at)
{
  static const char *const marks[] = { "(", ")", "（", "）", ",", "，", "、" };

  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++) {
    if (g_str_has_prefix (at, marks[i]))
      return strlen (marks[i]);
  }
  return 0;
}

static gboolean
is_opening (const char *mark)
{
  return g_str_has_prefix (mark, "(") || g_str_has_prefix (mark, "（");
}

static gboolean
is_closing (const char *mark)
{
  return g_str_has_prefix (mark, ")") || g_str_has_prefix (mark, "）");
}

/* Returns: (transfer full): @text with the codes in its parentheses, but for those in names, kept
 * on one line, and isolated where directions meet */
static char *
keep_codes (const char *text, gboolean is_mixed)
{
  GString *shown = g_string_new (NULL);
  const char *piece = text;
  gboolean is_inside = FALSE;

  for (const char *at = text; *at != '\0';) {
    gsize length = get_mark (at);

    if (length == 0) {
      const char *behind = skip_quotation (at);

      at = behind != NULL ? behind : g_utf8_next_char (at);
      continue;
    }
    if (is_inside && !is_opening (at))
      append_piece (shown, piece, (gsize) (at - piece), is_mixed);
    else
      g_string_append_len (shown, piece, at - piece);
    is_inside = is_opening (at) || (is_inside && !is_closing (at));
    g_string_append_len (shown, at, (gssize) length);
    at += length;
    piece = at;
  }
  g_string_append (shown, piece);
  return g_string_free (shown, FALSE);
}

/**
 * hoist_typeset:
 * @text: (nullable): a sentence, as plain text
 *
 * For labels only: never for what is copied, stored, logged or searched. A file’s name in quotation
 * marks reads as it does alone, though the sentence around it goes the other way: “Wedding
 * (final).mp4” in Arabic or Hebrew. A service’s code in parentheses is not broken over two lines,
 * and stays with the word before it.
 *
 * Returns: (transfer full) (nullable): the same, with marks that cannot be seen
 */
char *
hoist_typeset (const char *text)
{
  g_autofree char *kept = NULL;
  char *isolated = NULL;
  gboolean is_mixed = FALSE;

  if (text == NULL || !g_utf8_validate (text, -1, NULL))
    return g_strdup (text);
  is_mixed = has_right_to_left (text);
  kept = keep_codes (text, is_mixed);
  if (is_mixed)
    isolated = isolate (kept);
  return isolated != NULL ? isolated : g_steal_pointer (&kept);
}
