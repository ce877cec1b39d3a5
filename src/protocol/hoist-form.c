/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names and values as application/x-www-form-urlencoded: queries and bodies. */
#include "hoist-form.h"

#include "hoist-read.h"

#include <string.h>

/* Seconds since 1970; anything beyond the year 9999 is nonsense. */
#define LATEST_S G_GINT64_CONSTANT (253402300799)

/**
 * hoist_form_append:
 * @form: a query or body so far
 * @value: UTF-8
 *
 * Appends a pair; all but letters, digits and "-._~" is percent-encoded, a blank as %20.
 */
void
hoist_form_append (GString *form, const char *name, const char *value)
{
  if (form->len > 0)
    g_string_append_c (form, '&');
  g_string_append_uri_escaped (form, name, NULL, FALSE);
  g_string_append_c (form, '=');
  g_string_append_uri_escaped (form, value, NULL, FALSE);
}

/**
 * hoist_form_dup_value:
 * @query: (nullable): without "?"
 * @name: compared as it stands
 *
 * Returns: (transfer full) (nullable): the first value of @name, decoded; %NULL when there is none
 *   or it is no UTF-8
 */
char *
hoist_form_dup_value (const char *query, const char *name)
{
  gsize name_length = strlen (name);

  while (query != NULL && *query != '\0') {
    gsize length = strcspn (query, "&");

    if (length > name_length && strncmp (query, name, name_length) == 0 &&
        query[name_length] == '=') {
      g_autofree char *value = g_strndup (query + name_length + 1, length - name_length - 1);
      g_autofree char *decoded = NULL;

      g_strdelimit (value, "+", ' ');
      decoded = g_uri_unescape_string (value, NULL);
      return decoded != NULL && g_utf8_validate (decoded, -1, NULL) ? g_steal_pointer (&decoded)
                                                                    : NULL;
    }
    query += length + (query[length] == '&' ? 1 : 0);
  }
  return NULL;
}

/**
 * hoist_form_get_expiry:
 * @url: a presigned address of an object store
 *
 * Reads "Expires" or "x-oss-expires" (seconds since 1970).
 *
 * Returns: when the address runs out, microseconds since 1970; 0 when it does not say
 */
gint64
hoist_form_get_expiry (const char *url)
{
  static const char *const names[] = { "Expires", "x-oss-expires" };
  const char *query = strchr (url, '?');

  for (gsize i = 0; query != NULL && i < G_N_ELEMENTS (names); i++) {
    g_autofree char *value = hoist_form_dup_value (query + 1, names[i]);
    gint64 seconds = 0;

    if (value != NULL && hoist_read_parse_int (value, &seconds) && seconds > 0 &&
        seconds <= LATEST_S)
      return seconds * G_USEC_PER_SEC;
  }
  return 0;
}
