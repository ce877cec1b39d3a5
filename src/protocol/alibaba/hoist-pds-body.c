/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts, numbers and one list of parts: PDS needs no more. What is empty is left out, for an empty
 * text where a number belongs is refused (docs/protocols/alibaba-pds.md, section 3). */
#include "hoist-pds-body.h"

#include <json-glib/json-glib.h>
#include <string.h>

struct _HoistPdsBody {
  JsonBuilder *builder; /* (owned) */
};

/* Returns: (transfer full): */
HoistPdsBody *
hoist_pds_body_new (void)
{
  HoistPdsBody *self = g_new0 (HoistPdsBody, 1);

  self->builder = json_builder_new ();
  json_builder_begin_object (self->builder);
  return self;
}

void
hoist_pds_body_free (HoistPdsBody *self)
{
  if (self == NULL)
    return;

  g_object_unref (self->builder);
  g_free (self);
}

/* @value may be %NULL or empty, and then nothing is added. */
void
hoist_pds_body_add (HoistPdsBody *self, const char *name, const char *value)
{
  if (value == NULL || *value == '\0')
    return;

  json_builder_set_member_name (self->builder, name);
  json_builder_add_string_value (self->builder, value);
}

void
hoist_pds_body_add_number (HoistPdsBody *self, const char *name, guint64 value)
{
  json_builder_set_member_name (self->builder, name);
  json_builder_add_int_value (self->builder, (gint64) MIN (value, G_MAXINT64));
}

/* "part_info_list" with the numbers from @first to @last. */
void
hoist_pds_body_add_parts (HoistPdsBody *self, guint first, guint last)
{
  json_builder_set_member_name (self->builder, "part_info_list");
  json_builder_begin_array (self->builder);
  for (guint number = first; number <= last; number++) {
    json_builder_begin_object (self->builder);
    hoist_pds_body_add_number (self, "part_number", number);
    json_builder_end_object (self->builder);
  }
  json_builder_end_array (self->builder);
}

/* Returns: (transfer full): the text; nothing may be added any more */
GBytes *
hoist_pds_body_to_bytes (HoistPdsBody *self)
{
  g_autoptr (JsonNode) root = NULL;
  char *text = NULL;

  json_builder_end_object (self->builder);
  root = json_builder_get_root (self->builder);
  text = json_to_string (root, FALSE);
  return g_bytes_new_take (text, strlen (text));
}
