/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A strict scanner of our own in front of json-glib, which is neither strict nor exact. */
#include "hoist-read.h"

#include "hoist-error.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

/* json-glib takes comments and loose grammar, recurses without a limit, keeps the last of two equal
 * names, and rounds numbers above 2^63 (`16092504232103571364` is a real file id). So the scanner
 * checks RFC 8259's grammar and our caps first, and writes each number as a text: json-glib then
 * makes the tree and cannot spoil anything in it. */
typedef struct {
  const char *next;
  const char *end;
  GString *quoted; /* (unowned): the text with its numbers in quotation marks */
  guint depth;
  guint n_values;
  guint n_names;
} Scanner;

struct _HoistRead {
  JsonNode *root; /* (owned) */
};

static void
skip_space (Scanner *self)
{
  while (self->next < self->end && strchr (" \t\r\n", *self->next) != NULL && *self->next != '\0')
    self->next++;
}

static gboolean
take (Scanner *self, char wanted)
{
  skip_space (self);
  if (self->next == self->end || *self->next != wanted)
    return FALSE;
  g_string_append_c (self->quoted, wanted);
  self->next++;
  return TRUE;
}

/* Four hexadecimal digits behind "\u"; -1 when they are not there. */
static int
read_unit (const Scanner *self, const char *from)
{
  int unit = 0;

  if (self->end - from < 6 || from[0] != '\\' || from[1] != 'u')
    return -1;
  for (guint i = 2; i < 6; i++) {
    if (!g_ascii_isxdigit (from[i]))
      return -1;
    unit = unit * 16 + g_ascii_xdigit_value (from[i]);
  }
  return unit;
}

/* The length of a good escape at the next byte; 0 for a bad one. Zero bytes and halves of surrogate
 * pairs are bad: C texts cannot carry them. */
static gsize
get_escape_length (const Scanner *self)
{
  int unit = 0;
  int second = 0;

  if (self->end - self->next >= 2 && self->next[1] != 'u')
    return self->next[1] != '\0' && strchr ("\"\\/bfnrt", self->next[1]) != NULL ? 2 : 0;

  unit = read_unit (self, self->next);
  if (unit <= 0 || (unit >= 0xdc00 && unit <= 0xdfff))
    return 0;
  if (unit < 0xd800 || unit > 0xdbff)
    return 6;
  second = read_unit (self, self->next + 6);
  return second >= 0xdc00 && second <= 0xdfff ? 12 : 0;
}

static gboolean
scan_text (Scanner *self)
{
  const char *start = NULL;

  if (!take (self, '"'))
    return FALSE;

  start = self->next;
  while (self->next < self->end && *self->next != '"') {
    gsize length = *self->next == '\\' ? get_escape_length (self) : 1;

    if (length == 0 || (guchar) *self->next < 0x20)
      return FALSE;
    self->next += length;
  }
  g_string_append_len (self->quoted, start, self->next - start);
  return take (self, '"');
}

static gboolean
skip_digits (Scanner *self)
{
  const char *start = self->next;

  while (self->next < self->end && g_ascii_isdigit (*self->next))
    self->next++;
  return self->next > start;
}

static gboolean
skip_one_of (Scanner *self, const char *characters)
{
  if (self->next == self->end || *self->next == '\0' || strchr (characters, *self->next) == NULL)
    return FALSE;
  self->next++;
  return TRUE;
}

static gboolean
scan_number (Scanner *self)
{
  const char *start = self->next;

  skip_one_of (self, "-");
  if (!skip_one_of (self, "0") && !skip_digits (self))
    return FALSE;
  if (skip_one_of (self, ".") && !skip_digits (self))
    return FALSE;
  if (skip_one_of (self, "eE")) {
    skip_one_of (self, "+-");
    if (!skip_digits (self))
      return FALSE;
  }

  g_string_append_c (self->quoted, '"');
  g_string_append_len (self->quoted, start, self->next - start);
  g_string_append_c (self->quoted, '"');
  return TRUE;
}

static gboolean
scan_word (Scanner *self)
{
  static const char *const words[] = { "true", "false", "null" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    gsize length = strlen (words[i]);

    if ((gsize) (self->end - self->next) >= length && memcmp (self->next, words[i], length) == 0) {
      g_string_append (self->quoted, words[i]);
      self->next += length;
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
scan_name (Scanner *self, guint n_names)
{
  self->n_names++;
  return n_names < HOIST_READ_MAX_NAMES && scan_text (self) && take (self, ':');
}

/* An object, an array or a plain value. Calls itself, but never deeper than the cap. */
static gboolean
scan_value (Scanner *self)
{
  gboolean is_good = FALSE;
  char close = '\0';

  skip_space (self);
  if (self->next == self->end || ++self->n_values > HOIST_READ_MAX_VALUES ||
      self->depth == HOIST_READ_MAX_DEPTH)
    return FALSE;

  if (*self->next == '"')
    return scan_text (self);
  if (g_ascii_isalpha (*self->next))
    return scan_word (self);
  if (*self->next != '{' && *self->next != '[')
    return scan_number (self);

  close = *self->next == '{' ? '}' : ']';
  self->depth++;
  take (self, *self->next);
  is_good = take (self, close);
  for (guint i = 0; !is_good; i++) {
    if ((close == '}' && !scan_name (self, i)) || !scan_value (self))
      return FALSE;
    is_good = take (self, close);
    if (!is_good && !take (self, ','))
      return FALSE;
  }
  self->depth--;
  return TRUE;
}

/* Scans the whole text into scanner->quoted. */
static gboolean
scan (Scanner *self, const char *text, gsize length)
{
  if (length > HOIST_READ_MAX_SIZE || !g_utf8_validate_len (text, length, NULL))
    return FALSE;

  self->next = text;
  self->end = text + length;
  /* "parsers … MAY ignore the presence of a byte order mark" (RFC 8259, section 8.1) */
  if (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    self->next += 3;

  if (!scan_value (self))
    return FALSE;
  skip_space (self);
  return self->next == self->end;
}

/* Whether no object has the same name twice, in whatever case. json-glib keeps one of two equal
 * names; then the tree has fewer than the text had. */
static gboolean
has_unique_names (JsonNode *root, guint n_names)
{
  g_autoptr (GPtrArray) waiting = g_ptr_array_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n_found = 0;

  g_ptr_array_add (waiting, root);
  while (waiting->len > 0) {
    JsonNode *node = g_ptr_array_steal_index_fast (waiting, waiting->len - 1);

    if (JSON_NODE_HOLDS_ARRAY (node)) {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        g_ptr_array_add (waiting, json_array_get_element (array, i));
    } else if (JSON_NODE_HOLDS_OBJECT (node)) {
      JsonObjectIter iter;
      const char *name = NULL;
      JsonNode *member = NULL;

      g_hash_table_remove_all (seen);
      json_object_iter_init (&iter, json_node_get_object (node));
      for (; json_object_iter_next (&iter, &name, &member); n_found++) {
        if (!g_hash_table_add (seen, g_ascii_strdown (name, -1)))
          return FALSE;
        g_ptr_array_add (waiting, member);
      }
    }
  }
  return n_found == n_names;
}

/* Returns: (transfer full) (nullable): the tree, when the text is good in every respect */
static JsonNode *
parse (const char *text, gsize length)
{
  g_autoptr (GString) quoted = g_string_sized_new (MIN (length, HOIST_READ_MAX_SIZE) + 64);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (JsonNode) root = NULL;
  Scanner scanner = { .quoted = quoted };

  if (!scan (&scanner, text, length) ||
      !json_parser_load_from_data (parser, quoted->str, quoted->len, NULL))
    return NULL;

  root = json_parser_steal_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root) || !has_unique_names (root, scanner.n_names))
    return NULL;
  return g_steal_pointer (&root);
}

/**
 * hoist_read_new:
 * @bytes: what a stranger sent
 *
 * Reads one JSON object. Refuses everything else with %HOIST_ERROR_PROTOCOL: other grammar than
 * RFC 8259's, anything behind the object, the same name twice in an object, bad UTF-8, and texts
 * above the caps in the header.
 *
 * Returns: (transfer full) (nullable): what was read
 */
HoistRead *
hoist_read_new (GBytes *bytes, GError **error)
{
  HoistRead *self = NULL;
  JsonNode *root = NULL;
  gsize length = 0;
  const char *text = NULL;

  g_return_val_if_fail (bytes != NULL, NULL);

  text = g_bytes_get_data (bytes, &length);
  root = text != NULL ? parse (text, length) : NULL;
  if (root == NULL) {
    g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_PROTOCOL,
                         _ ("A text that should be data could not be read. Try again, and report "
                            "it if that does not help."));
    return NULL;
  }

  self = g_new0 (HoistRead, 1);
  self->root = root;
  return self;
}

/* As hoist_read_new(), of a text in memory. */
HoistRead *
hoist_read_new_from_text (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  bytes = g_bytes_new_static (text, strlen (text));
  return hoist_read_new (bytes, error);
}

void
hoist_read_free (HoistRead *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->root, json_node_unref);
  g_free (self);
}

/* The object; it and all that is in it live as long as @self. */
const HoistReadValue *
hoist_read_get_root (const HoistRead *self)
{
  return (const HoistReadValue *) self->root;
}

/**
 * hoist_read_find:
 * @object: (nullable): an object; anything else has no names
 * @name: ASCII letters in any case
 *
 * Returns: (nullable): the value; %NULL when there is none, and for null
 */
const HoistReadValue *
hoist_read_find (const HoistReadValue *object, const char *name)
{
  JsonNode *node = (JsonNode *) object;
  JsonObjectIter iter;
  const char *member_name = NULL;
  JsonNode *member = NULL;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;

  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &member_name, &member)) {
    if (g_ascii_strcasecmp (member_name, name) == 0)
      return JSON_NODE_HOLDS_NULL (member) ? NULL : (const HoistReadValue *) member;
  }
  return NULL;
}

/* As hoist_read_find(), only for an object. */
const HoistReadValue *
hoist_read_find_object (const HoistReadValue *object, const char *name)
{
  JsonNode *node = (JsonNode *) hoist_read_find (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? (const HoistReadValue *) node : NULL;
}

/* As hoist_read_find(), only for an array. */
const HoistReadValue *
hoist_read_find_array (const HoistReadValue *object, const char *name)
{
  JsonNode *node = (JsonNode *) hoist_read_find (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? (const HoistReadValue *) node : NULL;
}

static const char *
get_text (JsonNode *node)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (node);
}

/**
 * hoist_read_get_text:
 * @object: (nullable): an object
 * @name: as for hoist_read_find()
 *
 * Returns: (nullable): a text, or a number digit for digit as it was sent, so that an identifier
 *   of any length stays exact; %NULL for everything else
 */
const char *
hoist_read_get_text (const HoistReadValue *object, const char *name)
{
  return get_text ((JsonNode *) hoist_read_find (object, name));
}

/**
 * hoist_read_int:
 * @object: (nullable): an object
 * @name: as for hoist_read_find()
 * @value: (out): set only on success
 *
 * Returns: whether there is such a number: an integer, a decimal number with an integral value, or
 *   a text of one of them
 */
gboolean
hoist_read_int (const HoistReadValue *object, const char *name, gint64 *value)
{
  const char *text = hoist_read_get_text (object, name);

  return text != NULL && hoist_read_parse_int (text, value);
}

/* As hoist_read_int(), from 0 to 2^64 - 1. */
gboolean
hoist_read_uint (const HoistReadValue *object, const char *name, guint64 *value)
{
  const char *text = hoist_read_get_text (object, name);

  return text != NULL && hoist_read_parse_uint (text, value);
}

/* As hoist_read_int(), for true, false, 1 and 0. */
gboolean
hoist_read_flag (const HoistReadValue *object, const char *name, gboolean *value)
{
  JsonNode *node = (JsonNode *) hoist_read_find (object, name);
  guint64 number = 0;

  if (node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
      json_node_get_value_type (node) == G_TYPE_BOOLEAN) {
    *value = json_node_get_boolean (node);
    return TRUE;
  }
  if (!hoist_read_uint (object, name, &number) || number > 1)
    return FALSE;
  *value = number == 1;
  return TRUE;
}

/* Returns: (transfer full): all names of an object, in its order */
char **
hoist_read_dup_names (const HoistReadValue *object)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  JsonNode *node = (JsonNode *) object;
  JsonObjectIter iter;
  const char *name = NULL;

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node)) {
    json_object_iter_init_ordered (&iter, json_node_get_object (node));
    while (json_object_iter_next_ordered (&iter, &name, NULL))
      g_strv_builder_add (names, name);
  }
  return g_strv_builder_end (names);
}

/* The length of an array; 0 for anything else. */
guint
hoist_read_get_count (const HoistReadValue *array)
{
  JsonNode *node = (JsonNode *) array;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return 0;
  return json_array_get_length (json_node_get_array (node));
}

/* The object at a place of an array; %NULL when there is something else. */
const HoistReadValue *
hoist_read_get_object_at (const HoistReadValue *array, guint index)
{
  JsonNode *node = NULL;

  if (index >= hoist_read_get_count (array))
    return NULL;

  node = json_array_get_element (json_node_get_array ((JsonNode *) array), index);
  return JSON_NODE_HOLDS_OBJECT (node) ? (const HoistReadValue *) node : NULL;
}

/* The text at a place of an array, as hoist_read_get_text(). */
const char *
hoist_read_get_text_at (const HoistReadValue *array, guint index)
{
  if (index >= hoist_read_get_count (array))
    return NULL;
  return get_text (json_array_get_element (json_node_get_array ((JsonNode *) array), index));
}

/* The exponent's digits, capped far above any that can matter. */
static gboolean
parse_exponent (const char *text, int *exponent)
{
  gboolean is_negative = *text == '-';

  if (*text == '-' || *text == '+')
    text++;
  if (*text == '\0')
    return FALSE;

  for (*exponent = 0; *text != '\0'; text++) {
    if (!g_ascii_isdigit (*text))
      return FALSE;
    *exponent = MIN (*exponent * 10 + g_ascii_digit_value (*text), 10000);
  }
  if (is_negative)
    *exponent = -*exponent;
  return TRUE;
}

/* "[-]digits[.digits][e[+-]digits]" without rounding; FALSE when its value is no integer or above
 * 2^64 - 1. */
static gboolean
parse_number (const char *text, gboolean *is_negative, guint64 *value)
{
  g_autoptr (GString) digits = g_string_new (NULL);
  int exponent = 0;
  gboolean has_point = FALSE;
  int n_behind = 0;

  *is_negative = *text == '-';
  for (text += *is_negative; g_ascii_isdigit (*text) || (*text == '.' && !has_point); text++) {
    if (*text == '.') {
      has_point = TRUE;
      continue;
    }
    g_string_append_c (digits, *text);
    n_behind += has_point;
  }
  if (digits->len == 0 || digits->len > 1000 || (has_point && n_behind == 0))
    return FALSE;
  if (*text != '\0' && ((*text != 'e' && *text != 'E') || !parse_exponent (text + 1, &exponent)))
    return FALSE;

  while (digits->len > 1 && digits->str[digits->len - 1] == '0' && exponent < n_behind) {
    g_string_truncate (digits, digits->len - 1);
    exponent++;
  }
  exponent -= n_behind;

  *value = 0;
  for (gsize i = 0; i < digits->len; i++) {
    if (!g_uint64_checked_mul (value, *value, 10) ||
        !g_uint64_checked_add (value, *value, g_ascii_digit_value (digits->str[i])))
      return FALSE;
  }
  if (*value == 0)
    return TRUE;
  for (; exponent > 0; exponent--) {
    if (!g_uint64_checked_mul (value, *value, 10))
      return FALSE;
  }
  return exponent == 0;
}

/**
 * hoist_read_parse_int:
 * @text: a number as JSON writes it; leading zeros are taken too
 * @value: (out): set only on success
 *
 * Returns: whether it is an integer that fits, also when it is written as "1.0" or "1e3"
 */
gboolean
hoist_read_parse_int (const char *text, gint64 *value)
{
  gboolean is_negative = FALSE;
  guint64 magnitude = 0;

  if (!parse_number (text, &is_negative, &magnitude) ||
      magnitude > (guint64) G_MAXINT64 + (is_negative ? 1 : 0))
    return FALSE;

  *value = is_negative ? (gint64) (0 - magnitude) : (gint64) magnitude;
  return TRUE;
}

/* As hoist_read_parse_int(), from 0 to 2^64 - 1. */
gboolean
hoist_read_parse_uint (const char *text, guint64 *value)
{
  gboolean is_negative = FALSE;
  guint64 magnitude = 0;

  if (!parse_number (text, &is_negative, &magnitude) || (is_negative && magnitude != 0))
    return FALSE;

  *value = magnitude;
  return TRUE;
}
