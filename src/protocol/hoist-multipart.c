/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forms as multipart/form-data (RFC 7578), field for field as they were handed in. libsoup's own
 * helper writes "filename*=" for names that are not ASCII, which object stores do not read. */
#include "hoist-multipart.h"

#include "hoist-read.h"

#include <json-glib/json-glib.h>
#include <string.h>

struct _HoistMultipart {
  GPtrArray *pairs; /* (owned) (element-type utf8): names and values in turn */
};

HoistMultipart *
hoist_multipart_new (void)
{
  HoistMultipart *self = g_new0 (HoistMultipart, 1);

  self->pairs = g_ptr_array_new_with_free_func (g_free);
  return self;
}

/**
 * hoist_multipart_new_from_text:
 * @text: (nullable): from hoist_multipart_to_text()
 *
 * Returns: (transfer full) (nullable): the form; %NULL for any other text
 */
HoistMultipart *
hoist_multipart_new_from_text (const char *text)
{
  g_autoptr (HoistMultipart) self = hoist_multipart_new ();
  g_autoptr (HoistRead) read = text != NULL ? hoist_read_new_from_text (text, NULL) : NULL;
  const HoistReadValue *list = NULL;

  if (read == NULL)
    return NULL;
  list = hoist_read_find_array (hoist_read_get_root (read), "fields");
  for (guint i = 0; i + 1 < hoist_read_get_count (list); i += 2) {
    const char *name = hoist_read_get_text_at (list, i);
    const char *value = hoist_read_get_text_at (list, i + 1);

    if (name == NULL || value == NULL || !hoist_multipart_add (self, name, value))
      return NULL;
  }
  return list != NULL && hoist_read_get_count (list) % 2 == 0 ? g_steal_pointer (&self) : NULL;
}

void
hoist_multipart_free (HoistMultipart *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->pairs);
  g_free (self);
}

/* A name ends up between quotation marks in a header of its part. */
static gboolean
is_name (const char *name)
{
  for (const char *next = name; *next != '\0'; next++) {
    if (*next == '"' || *next == '\\' || g_ascii_iscntrl (*next))
      return FALSE;
  }
  return *name != '\0';
}

/**
 * hoist_multipart_add:
 * @value: may be empty
 *
 * Returns: whether @name can be a field's name; else nothing is added
 */
gboolean
hoist_multipart_add (HoistMultipart *self, const char *name, const char *value)
{
  if (!is_name (name))
    return FALSE;

  g_ptr_array_add (self->pairs, g_strdup (name));
  g_ptr_array_add (self->pairs, g_strdup (value));
  return TRUE;
}

static guint
find (const HoistMultipart *self, const char *name)
{
  guint i = 0;

  while (i < self->pairs->len && strcmp (g_ptr_array_index (self->pairs, i), name) != 0)
    i += 2;
  return i;
}

/* (nullable): the first value of @name. */
const char *
hoist_multipart_get (const HoistMultipart *self, const char *name)
{
  guint i = find (self, name);

  return i < self->pairs->len ? g_ptr_array_index (self->pairs, i + 1) : NULL;
}

/* Puts another value into the first field of that name, in its place; says whether there is one. */
gboolean
hoist_multipart_replace (HoistMultipart *self, const char *name, const char *value)
{
  guint i = find (self, name);

  if (i >= self->pairs->len)
    return FALSE;

  g_free (g_ptr_array_index (self->pairs, i + 1));
  g_ptr_array_index (self->pairs, i + 1) = g_strdup (value);
  return TRUE;
}

guint
hoist_multipart_get_count (const HoistMultipart *self)
{
  return self->pairs->len / 2;
}

/* Returns: (transfer full): a JSON object, for the sealed half of a ticket */
char *
hoist_multipart_to_text (const HoistMultipart *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "fields");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->pairs->len; i++)
    json_builder_add_string_value (builder, g_ptr_array_index (self->pairs, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

/**
 * hoist_multipart_fill:
 * @boundary: letters and digits that neither a value nor the file contains: long and random
 * @request: whose range of the file is the form's last field
 *
 * Sets content type, and what comes before and after the file's range. The file's field is called
 * "file", and so is the file: stores take the object's name from another field, and a fixed name
 * cannot break the head of its part.
 */
void
hoist_multipart_fill (const HoistMultipart *self, const char *boundary, HoistRequest *request)
{
  g_autoptr (GString) before = g_string_new (NULL);
  g_autofree char *after = g_strdup_printf ("\r\n--%s--\r\n", boundary);

  for (guint i = 0; i + 1 < self->pairs->len; i += 2)
    g_string_append_printf (before,
                            "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n",
                            boundary, (char *) g_ptr_array_index (self->pairs, i),
                            (char *) g_ptr_array_index (self->pairs, i + 1));
  g_string_append_printf (before,
                          "--%s\r\nContent-Disposition: form-data; name=\"file\"; "
                          "filename=\"file\"\r\nContent-Type: application/octet-stream\r\n\r\n",
                          boundary);

  g_free (request->content_type);
  request->content_type = g_strdup_printf ("multipart/form-data; boundary=%s", boundary);
  g_clear_pointer (&request->before, g_bytes_unref);
  request->before = g_string_free_to_bytes (g_steal_pointer (&before));
  g_clear_pointer (&request->after, g_bytes_unref);
  request->after = g_bytes_new (after, strlen (after));
}
