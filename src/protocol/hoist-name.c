/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Splitting, cleaning and cutting of file names. */
#include "hoist-name.h"

#include <string.h>

/* Longer ones are not types but parts of a name. */
#define MAX_EXTENSION 10

/* By the names of the shared MIME database 2.2 and of IANA. */
static const struct {
  const char *content_type;
  const char *extension;
} types[] = {
  { "video/mp4", "mp4" },
  { "video/quicktime", "mov" },
  { "video/x-matroska", "mkv" },
  { "video/matroska", "mkv" },
  { "video/webm", "webm" },
  { "video/x-msvideo", "avi" },
  { "video/vnd.avi", "avi" },
  { "video/avi", "avi" },
  { "video/mpeg", "mpg" },
  { "video/mp2t", "ts" },
  { "video/x-flv", "flv" },
  { "video/3gpp", "3gp" },
  { "video/x-ms-wmv", "wmv" },
  { "video/x-ms-asf", "asf" },
  { "application/vnd.ms-asf", "asf" },
  { "application/vnd.rn-realmedia", "rm" },
  { "application/mxf", "mxf" },
  { "video/ogg", "ogg" },
  { "video/x-theora+ogg", "ogg" },
  { "video/x-m4v", "m4v" },
  { "audio/mpeg", "mp3" },
  { "audio/mp4", "m4a" },
  { "audio/flac", "flac" },
  { "audio/ogg", "ogg" },
  { "audio/x-vorbis+ogg", "ogg" },
  { "audio/x-wav", "wav" },
  { "audio/vnd.wave", "wav" },
  { "audio/wav", "wav" },
  { "audio/aac", "aac" },
  { "audio/AMR", "amr" },
};

/**
 * hoist_name_split:
 * @name: a base name, UTF-8
 * @stem: (out) (transfer full): what is before the last dot
 * @extension: (out) (transfer full) (nullable): the small letters and digits behind it; %NULL when
 *   there is nothing that could be a file's type, and then @stem is the whole name
 */
void
hoist_name_split (const char *name, char **stem, char **extension)
{
  const char *dot = strrchr (name, '.');
  gsize length = dot != NULL ? strlen (dot + 1) : 0;

  *extension = NULL;
  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isalnum (dot[i + 1]))
      length = 0;
  }

  if (length == 0 || length > MAX_EXTENSION) {
    *stem = g_strdup (name);
    return;
  }
  *stem = g_strndup (name, dot - name);
  *extension = g_ascii_strdown (dot + 1, -1);
}

static char *
dup_valid (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  return g_utf8_normalize (valid, -1, G_NORMALIZE_NFC);
}

static gboolean
is_forbidden (gunichar character, const char *forbidden)
{
  return g_unichar_iscntrl (character) ||
         (character < 0x80 && strchr (forbidden, (int) character) != NULL);
}

/* Without the spaces at both ends. */
static void
trim (GString *text)
{
  gsize length = 0;

  while (text->len > 0 && g_unichar_isspace (g_utf8_get_char (text->str)))
    g_string_erase (text, 0, g_utf8_next_char (text->str) - text->str);

  for (const char *next = text->str; *next != '\0'; next = g_utf8_next_char (next)) {
    if (!g_unichar_isspace (g_utf8_get_char (next)))
      length = g_utf8_next_char (next) - text->str;
  }
  g_string_truncate (text, length);
}

static void
cut (GString *text, gsize max_bytes)
{
  const char *end = text->str;

  while (*end != '\0' && (gsize) (g_utf8_next_char (end) - text->str) <= max_bytes)
    end = g_utf8_next_char (end);
  g_string_truncate (text, end - text->str);
}

/**
 * hoist_name_fit:
 * @text: any text
 * @forbidden: ASCII characters that a service does not take
 * @max_bytes: the longest result
 *
 * Makes a text fit for a service: NFC, each forbidden or control character and a leading "@" as
 * "_", no spaces at the ends, and cut between two characters.
 *
 * Returns: (transfer full): the text; it may be empty
 */
char *
hoist_name_fit (const char *text, const char *forbidden, gsize max_bytes)
{
  g_autofree char *normal = dup_valid (text);
  GString *fit = g_string_new (NULL);

  for (const char *next = normal; *next != '\0'; next = g_utf8_next_char (next)) {
    gunichar character = g_utf8_get_char (next);

    g_string_append_unichar (fit, is_forbidden (character, forbidden) ? '_' : character);
  }

  trim (fit);
  if (fit->str[0] == '@')
    fit->str[0] = '_';
  cut (fit, max_bytes);
  trim (fit);
  return g_string_free (fit, FALSE);
}

/**
 * hoist_name_extension_of_type:
 * @content_type: (nullable): a MIME type
 *
 * Returns: (nullable): the extension of that kind of video or sound; %NULL for other types
 */
const char *
hoist_name_extension_of_type (const char *content_type)
{
  for (gsize i = 0; content_type != NULL && i < G_N_ELEMENTS (types); i++) {
    if (g_ascii_strcasecmp (types[i].content_type, content_type) == 0)
      return types[i].extension;
  }
  return NULL;
}
