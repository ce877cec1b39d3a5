/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A strict, capped reader for the small XML answers of object stores. GMarkup reads the elements;
 * it knows neither entities of a document's own nor anything outside the text. */
#include "hoist-read-xml.h"

#include "hoist-error.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _HoistReadXml {
  char *root;         /* (owned) (nullable) */
  GHashTable *values; /* (owned) (element-type utf8 GString): the first of each name */
  GString *value;     /* (unowned) (nullable): of the child that is open */
  guint depth;
};

static void
string_free (gpointer string)
{
  g_string_free (string, TRUE);
}

static void
on_start (GMarkupParseContext *context,
          const char *name,
          const char **attribute_names,
          const char **attribute_values,
          gpointer user_data,
          GError **error)
{
  HoistReadXml *self = user_data;

  self->depth++;
  if (self->depth == 1 && self->root != NULL) {
    /* GMarkup reads fragments, too */
    g_set_error_literal (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, "a second root");
  } else if (self->depth == 1) {
    self->root = g_strdup (name);
  } else if (self->depth == 2 && g_hash_table_lookup (self->values, name) == NULL) {
    if (g_hash_table_size (self->values) >= HOIST_READ_XML_MAX_NAMES) {
      g_set_error_literal (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, "too many names");
      return;
    }
    self->value = g_string_new (NULL);
    g_hash_table_insert (self->values, g_strdup (name), self->value);
  }
}

static void
on_end (GMarkupParseContext *context, const char *name, gpointer user_data, GError **error)
{
  HoistReadXml *self = user_data;

  self->depth--;
  if (self->depth == 1)
    self->value = NULL;
}

static void
on_text (GMarkupParseContext *context,
         const char *text,
         gsize length,
         gpointer user_data,
         GError **error)
{
  HoistReadXml *self = user_data;

  if (self->depth == 2 && self->value != NULL)
    g_string_append_len (self->value, text, length);
}

static const GMarkupParser parser = {
  .start_element = on_start,
  .end_element = on_end,
  .text = on_text,
};

static gboolean
parse (HoistReadXml *self, GBytes *bytes)
{
  g_autoptr (GMarkupParseContext) context =
      g_markup_parse_context_new (&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, self, NULL);
  gsize size = 0;
  const char *text = g_bytes_get_data (bytes, &size);

  return size > 0 && size <= HOIST_READ_XML_MAX_SIZE && memchr (text, '\0', size) == NULL &&
         g_markup_parse_context_parse (context, text, size, NULL) &&
         g_markup_parse_context_end_parse (context, NULL) && self->root != NULL;
}

/**
 * hoist_read_xml_new:
 * @bytes: at most %HOIST_READ_XML_MAX_SIZE bytes of UTF-8
 *
 * Fails with %HOIST_ERROR_PROTOCOL for anything that is not one well-formed element.
 */
HoistReadXml *
hoist_read_xml_new (GBytes *bytes, GError **error)
{
  g_autoptr (HoistReadXml) self = g_new0 (HoistReadXml, 1);

  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, string_free);
  if (parse (self, bytes))
    return g_steal_pointer (&self);

  g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_PROTOCOL,
                       _ ("The service’s answer could not be read. Try again later, and report "
                          "this if it stays."));
  return NULL;
}

void
hoist_read_xml_free (HoistReadXml *self)
{
  if (self == NULL)
    return;

  g_free (self->root);
  g_hash_table_unref (self->values);
  g_free (self);
}

/* The root element's name. */
const char *
hoist_read_xml_get_root (const HoistReadXml *self)
{
  return self->root;
}

/* (nullable): the text of the root's first child of that name, as it stands. */
const char *
hoist_read_xml_get_text (const HoistReadXml *self, const char *name)
{
  GString *value = g_hash_table_lookup (self->values, name);

  return value != NULL ? value->str : NULL;
}
