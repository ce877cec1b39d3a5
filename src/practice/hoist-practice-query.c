/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The raw query of a request as names and values, decoded once and strictly. */
#include "hoist-practice-query.h"

#include <string.h>

/* RFC 3986 section 2.3 beside letters and digits, and what escapes the rest. */
#define ESCAPED_CHARACTERS "-._~%"

static void
param_free (gpointer data)
{
  HoistPracticeParam *param = data;

  g_free (param->name);
  g_free (param->value);
  g_free (param);
}

/* RFC 3986 section 3.4: pchar, "/" and "?", without "&" and "=" that part the query. */
static gboolean
is_plain (char c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr ("-._~!$'()*+,;:@/?=", c) != NULL);
}

static char *
decode (const char *text, gsize size, gboolean is_lenient, GError **error)
{
  g_autoptr (GString) out = g_string_sized_new (size);

  for (gsize i = 0; i < size; i++) {
    int high = -1, low = -1;

    if (text[i] != '%' && (is_plain (text[i]) || is_lenient)) {
      g_string_append_c (out, text[i]);
      continue;
    }
    if (text[i] == '%' && i + 2 < size) {
      high = g_ascii_xdigit_value (text[i + 1]);
      low = g_ascii_xdigit_value (text[i + 2]);
    }
    if (high < 0 || low < 0) {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   "byte %" G_GSIZE_FORMAT " of a value is not percent-encoded", i);
      return NULL;
    }
    g_string_append_c (out, (char) (high * 16 + low));
    i += 2;
  }
  if (!g_utf8_validate_len (out->str, out->len, NULL)) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "a value is not UTF-8");
    return NULL;
  }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static gboolean
is_name (const char *text, gsize size)
{
  for (gsize i = 0; i < size; i++)
    if (!g_ascii_isalnum (text[i]) && strchr ("._-", text[i]) == NULL)
      return FALSE;
  return size > 0;
}

/**
 * hoist_practice_query_parse:
 * @raw: (nullable): what stands after the question mark, as it was sent
 * @is_lenient: let bytes through that should have been percent-encoded
 *
 * Parts and decodes a query once. A plus is a plus. Fails with
 * %G_IO_ERROR_INVALID_DATA when a pair has no name or no equals sign, a name
 * comes twice, or a value is not encoded as RFC 3986 wants it.
 *
 * Returns: (transfer full) (element-type HoistPracticeParam): in the order sent
 */
GPtrArray *
hoist_practice_query_parse (const char *raw, gboolean is_lenient, GError **error)
{
  g_autoptr (GPtrArray) params = g_ptr_array_new_with_free_func (param_free);
  g_auto (GStrv) pairs = g_strsplit (raw != NULL ? raw : "", "&", -1);

  for (gsize i = 0; pairs[i] != NULL; i++) {
    const char *equals = strchr (pairs[i], '=');
    g_autofree char *value = NULL;
    g_autofree char *name = NULL;
    HoistPracticeParam *param = NULL;

    if (equals == NULL || !is_name (pairs[i], equals - pairs[i])) {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "a parameter has no name");
      return NULL;
    }
    name = g_strndup (pairs[i], equals - pairs[i]);
    if (hoist_practice_query_get (params, name) != NULL) {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s comes twice", name);
      return NULL;
    }
    value = decode (equals + 1, strlen (equals + 1), is_lenient, error);
    if (value == NULL)
      return NULL;
    param = g_new0 (HoistPracticeParam, 1);
    param->name = g_steal_pointer (&name);
    param->value = g_steal_pointer (&value);
    g_ptr_array_add (params, param);
  }
  return g_steal_pointer (&params);
}

/**
 * hoist_practice_query_is_escaped:
 * @raw: (nullable): what stands after the question mark, as it was sent
 *
 * Returns: whether all but the unreserved characters of RFC 3986 is percent-encoded, which is more
 *   than hoist_practice_query_parse() asks for
 */
gboolean
hoist_practice_query_is_escaped (const char *raw)
{
  gboolean is_value = FALSE;

  for (const char *c = raw; c != NULL && *c != '\0'; c++) {
    /* The first equals sign of a pair ends its name. */
    if (*c == '&' || (*c == '=' && !is_value))
      is_value = *c == '=';
    else if (!g_ascii_isalnum (*c) && strchr (ESCAPED_CHARACTERS, *c) == NULL)
      return FALSE;
  }
  return TRUE;
}

/**
 * hoist_practice_query_get:
 * @params: (element-type HoistPracticeParam): from hoist_practice_query_parse()
 *
 * Returns: (nullable): the decoded value of @name
 */
const char *
hoist_practice_query_get (GPtrArray *params, const char *name)
{
  for (guint i = 0; i < params->len; i++) {
    HoistPracticeParam *param = g_ptr_array_index (params, i);

    if (strcmp (param->name, name) == 0)
      return param->value;
  }
  return NULL;
}

/**
 * hoist_practice_number_parse:
 * @text: (nullable): decimal digits without sign, spaces or leading zeros
 *
 * Returns: whether @text is a number that fits a signed 64-bit integer
 */
gboolean
hoist_practice_number_parse (const char *text, guint64 *number)
{
  if (text == NULL || (text[0] == '0' && text[1] != '\0'))
    return FALSE;
  return g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, number, NULL) && text[0] != '+';
}
