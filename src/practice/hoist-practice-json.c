/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The body of a request, read strictly as one object of JSON. */
#include "hoist-practice-json.h"

#include <gio/gio.h>
#include <string.h>

#define MAX_DEPTH 16

/* RFC 8259 by the letter: json-glib also reads comments, trailing commas and more. */
typedef struct {
  const char *at; /* (unowned): ends with a zero byte */
  guint depth;
} Scan;

static gboolean scan_value (Scan *scan);

static void
skip_space (Scan *scan)
{
  scan->at += strspn (scan->at, " \t\r\n");
}

static gboolean
take (Scan *scan, char c)
{
  skip_space (scan);
  if (*scan->at != c)
    return FALSE;
  scan->at++;
  return TRUE;
}

static gboolean
scan_escape (Scan *scan)
{
  char c = *scan->at++;

  if (c != 'u')
    return c != '\0' && strchr ("\"\\/bfnrt", c) != NULL;
  for (int i = 0; i < 4; i++)
    if (!g_ascii_isxdigit (*scan->at++))
      return FALSE;
  return TRUE;
}

static gboolean
scan_text (Scan *scan)
{
  if (!take (scan, '"'))
    return FALSE;
  while (*scan->at != '"') {
    if ((guint8) *scan->at < 0x20)
      return FALSE;
    if (*scan->at++ == '\\' && !scan_escape (scan))
      return FALSE;
  }
  scan->at++;
  return TRUE;
}

static gboolean
scan_digits (Scan *scan)
{
  gsize count = strspn (scan->at, "0123456789");

  scan->at += count;
  return count > 0;
}

static gboolean
scan_number (Scan *scan)
{
  if (*scan->at == '-')
    scan->at++;
  if (*scan->at == '0')
    scan->at++;
  else if (!scan_digits (scan))
    return FALSE;
  if (*scan->at == '.') {
    scan->at++;
    if (!scan_digits (scan))
      return FALSE;
  }
  if (*scan->at != 'e' && *scan->at != 'E')
    return TRUE;
  scan->at++;
  if (*scan->at == '+' || *scan->at == '-')
    scan->at++;
  return scan_digits (scan);
}

static gboolean
scan_members (Scan *scan, char close, gboolean has_names)
{
  scan->at++;
  if (++scan->depth > MAX_DEPTH)
    return FALSE;
  if (!take (scan, close)) {
    do {
      if (has_names && (!scan_text (scan) || !take (scan, ':')))
        return FALSE;
      if (!scan_value (scan))
        return FALSE;
    } while (take (scan, ','));
    if (!take (scan, close))
      return FALSE;
  }
  scan->depth--;
  return TRUE;
}

static gboolean
scan_value (Scan *scan)
{
  static const char *const words[] = { "true", "false", "null" };

  skip_space (scan);
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_has_prefix (scan->at, words[i])) {
      scan->at += strlen (words[i]);
      return TRUE;
    }
  if (*scan->at == '"')
    return scan_text (scan);
  if (*scan->at == '{')
    return scan_members (scan, '}', TRUE);
  if (*scan->at == '[')
    return scan_members (scan, ']', FALSE);
  return scan_number (scan);
}

/**
 * hoist_practice_json_parse:
 * @text: (nullable): the whole body
 *
 * Fails with %G_IO_ERROR_INVALID_DATA when the body is not exactly one object in UTF-8.
 *
 * Returns: (transfer full): a node that holds the object
 */
JsonNode *
hoist_practice_json_parse (const char *text, gsize size, GError **error)
{
  g_autofree char *copy = g_strndup (text != NULL ? text : "", size);
  Scan scan = { .at = copy };
  g_autoptr (JsonNode) root = NULL;

  if (strlen (copy) == size && g_utf8_validate_len (copy, size, NULL) && scan_value (&scan)) {
    skip_space (&scan);
    if (*scan.at == '\0')
      root = json_from_string (copy, NULL);
  }
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    return g_steal_pointer (&root);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "the body is no JSON object");
  return NULL;
}

/* Returns whether there is something to read; if not, @is_fine says whether that may be. */
static JsonNode *
find (JsonObject *object,
      const char *name,
      HoistPracticeJsonNeed need,
      gboolean *is_fine,
      GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  *is_fine = node == NULL && need == HOIST_PRACTICE_JSON_OPTIONAL;
  if (node == NULL && !*is_fine)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s is missing", name);
  return node;
}

static gboolean
fail_type (const char *name, GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s has the wrong type", name);
  return FALSE;
}

/**
 * hoist_practice_json_get_text:
 * @text: (out): not touched if the member is not there
 *
 * Fails with %G_IO_ERROR_NOT_FOUND when a required member is missing and with
 * %G_IO_ERROR_INVALID_DATA when it is of another type, as all of these do.
 */
gboolean
hoist_practice_json_get_text (JsonObject *object,
                              const char *name,
                              HoistPracticeJsonNeed need,
                              const char **text,
                              GError **error)
{
  gboolean is_fine = FALSE;
  JsonNode *node = find (object, name, need, &is_fine, error);

  if (node == NULL)
    return is_fine;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return fail_type (name, error);
  *text = json_node_get_string (node);
  return TRUE;
}

gboolean
hoist_practice_json_get_number (JsonObject *object,
                                const char *name,
                                HoistPracticeJsonNeed need,
                                gint64 *number,
                                GError **error)
{
  gboolean is_fine = FALSE;
  JsonNode *node = find (object, name, need, &is_fine, error);

  if (node == NULL)
    return is_fine;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return fail_type (name, error);
  *number = json_node_get_int (node);
  return TRUE;
}

gboolean
hoist_practice_json_get_flag (JsonObject *object,
                              const char *name,
                              HoistPracticeJsonNeed need,
                              gboolean *flag,
                              GError **error)
{
  gboolean is_fine = FALSE;
  JsonNode *node = find (object, name, need, &is_fine, error);

  if (node == NULL)
    return is_fine;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return fail_type (name, error);
  *flag = json_node_get_boolean (node);
  return TRUE;
}

gboolean
hoist_practice_json_get_array (JsonObject *object,
                               const char *name,
                               HoistPracticeJsonNeed need,
                               JsonArray **array,
                               GError **error)
{
  gboolean is_fine = FALSE;
  JsonNode *node = find (object, name, need, &is_fine, error);

  if (node == NULL)
    return is_fine;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return fail_type (name, error);
  *array = json_node_get_array (node);
  return TRUE;
}

gboolean
hoist_practice_json_get_object (JsonObject *object,
                                const char *name,
                                HoistPracticeJsonNeed need,
                                JsonObject **value,
                                GError **error)
{
  gboolean is_fine = FALSE;
  JsonNode *node = find (object, name, need, &is_fine, error);

  if (node == NULL)
    return is_fine;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return fail_type (name, error);
  *value = json_node_get_object (node);
  return TRUE;
}
