/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a stranger wrote, as one short line that may stand in a sentence. */
#include "hoist-quote.h"

/* Characters; a sentence around it still fits a row. */
#define MAX_QUOTE 200

/**
 * hoist_quote_dup_line:
 * @text: (nullable): UTF-8 from a service, a browser or whoever pretends to be one
 *
 * Returns: (transfer full) (nullable): one short printable line of it; %NULL when nothing is left
 */
char *
hoist_quote_dup_line (const char *text)
{
  g_autoptr (GString) quote = g_string_new (NULL);
  guint count = 0;

  for (; text != NULL && *text != '\0'; text = g_utf8_next_char (text), count++) {
    gunichar character = g_utf8_get_char (text);

    if (count >= MAX_QUOTE) {
      g_string_append (quote, "…");
      break;
    }
    if (g_unichar_isprint (character))
      g_string_append_unichar (quote, character);
    else if (g_unichar_isspace (character))
      g_string_append_c (quote, ' ');
  }
  g_strstrip (quote->str);
  return *quote->str != '\0' ? g_strdup (quote->str) : NULL;
}
