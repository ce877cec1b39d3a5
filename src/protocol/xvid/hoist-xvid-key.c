/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Object keys: folder, the folders below, name. Which characters the service takes is not known
 * (docs/protocols/xvid-mediahub.md, section 11.1, point 7), so as little as possible is changed,
 * and all of it can be undone. */
#include "hoist-xvid-key.h"

#include "hoist-error.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_DIGITS 9

static gboolean
is_escape (const char *text)
{
  return text[0] == '%' && g_ascii_isxdigit (text[1]) && g_ascii_isxdigit (text[2]);
}

static gboolean
is_dots (const char *segment)
{
  return strcmp (segment, ".") == 0 || strcmp (segment, "..") == 0;
}

/* Whoever decodes every "%XX" has the segment back: control characters and the dots of "." and ".."
 * become such escapes, and so does the "%" of what already looks like one. */
static void
append_segment (GString *key, const char *segment)
{
  if (key->len > 0)
    g_string_append_c (key, '/');

  for (const char *next = segment; *next != '\0'; next = g_utf8_next_char (next)) {
    gsize length = g_utf8_next_char (next) - next;

    if (!is_escape (next) && !is_dots (segment) && !g_unichar_iscntrl (g_utf8_get_char (next))) {
      g_string_append_len (key, next, length);
      continue;
    }
    for (gsize i = 0; i < length; i++)
      g_string_append_printf (key, "%%%02X", (guchar) next[i]);
  }
}

/* Empty segments are left out: a key neither begins with "/" nor has two of them in a row. */
static void
append_path (GString *key, const char *path)
{
  g_auto (GStrv) segments = g_strsplit (path != NULL ? path : "", "/", -1);

  for (guint i = 0; segments[i] != NULL; i++) {
    if (*segments[i] != '\0')
      append_segment (key, segments[i]);
  }
}

/* Refuses a folder that could lead elsewhere; what a user typed is not silently made another. */
gboolean
hoist_xvid_key_check_folder (const HoistFacts *facts, GError **error)
{
  const char *folder = hoist_facts_get (facts, "folder");
  g_auto (GStrv) segments = g_strsplit (folder != NULL ? folder : "", "/", -1);

  for (guint i = 0; segments[i] != NULL; i++) {
    if (!is_dots (segments[i]))
      continue;
    g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_REFUSED,
                         _ ("“Folder” must not contain “.” or “..” as a name. Enter the folder "
                            "without them."));
    return FALSE;
  }
  return TRUE;
}

/* Returns: (transfer full): the object key, not percent-encoded for the query yet */
char *
hoist_xvid_key_new (const HoistFacts *facts)
{
  GString *key = g_string_new (NULL);

  append_path (key, hoist_facts_get (facts, "folder"));
  append_path (key, facts->file->folder);
  append_path (key, facts->file->name);
  return g_string_free (key, FALSE);
}

/* "%d" or "%03d" at @text: how long it is, and how many digits it asks for at least. */
static gsize
get_place (const char *text, guint *n_digits)
{
  *n_digits = 0;
  if (text[0] != '%')
    return 0;
  if (text[1] == 'd')
    return 2;
  if (text[1] != '0' || text[2] < '1' || text[2] > '0' + MAX_DIGITS || text[3] != 'd')
    return 0;
  *n_digits = text[2] - '0';
  return 4;
}

/* Refuses a template that gives all chunks the same key, or that no number can be put into. */
gboolean
hoist_xvid_key_check_template (const char *template, GError **error)
{
  guint n_places = 0;
  guint n_digits = 0;
  gboolean is_good = TRUE;

  for (const char *next = strchr (template, '%'); next != NULL; next = strchr (next + 1, '%')) {
    is_good = is_good && get_place (next, &n_digits) > 0;
    n_places++;
  }
  if (is_good && n_places == 1 && strchr (template, '/') == NULL)
    return TRUE;

  g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_REFUSED,
                       _ ("“Chunk key” must contain “%d” or, for four digits, “%04d” exactly once, "
                          "and no “/”."));
  return FALSE;
}

/**
 * hoist_xvid_key_new_chunk:
 * @key: of the whole file in the store
 * @template: checked by hoist_xvid_key_check_template()
 *
 * Returns: (transfer full): the key of one chunk
 */
char *
hoist_xvid_key_new_chunk (const char *key, const char *template, guint64 number)
{
  GString *text = g_string_new (key);

  while (*template != '\0') {
    guint n_digits = 0;
    gsize length = get_place (template, &n_digits);

    if (length > 0)
      g_string_append_printf (text, "%0*" G_GUINT64_FORMAT, (int) n_digits, number);
    else
      g_string_append_c (text, *template);
    template += MAX (length, 1);
  }
  return g_string_free (text, FALSE);
}
