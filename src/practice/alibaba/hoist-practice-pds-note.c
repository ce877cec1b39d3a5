/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What PDS knows about an upload, and then about its file, beyond what the storage knows. */
#include "hoist-practice-pds-note.h"

#include <json-glib/json-glib.h>

/**
 * hoist_practice_pds_note_parse:
 * @text: (nullable): from hoist_practice_pds_note_write()
 *
 * Returns: (transfer full) (nullable): %NULL if that is no note
 */
HoistPracticePdsNote *
hoist_practice_pds_note_parse (const char *text)
{
  g_autoptr (JsonNode) root = text != NULL ? json_from_string (text, NULL) : NULL;
  HoistPracticePdsNote *self = NULL;
  JsonObject *object = NULL;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return NULL;
  object = json_node_get_object (root);
  self = g_new0 (HoistPracticePdsNote, 1);
  self->drive_id = g_strdup (json_object_get_string_member (object, "drive_id"));
  self->file_id = g_strdup (json_object_get_string_member (object, "file_id"));
  self->parent_id = g_strdup (json_object_get_string_member (object, "parent_file_id"));
  self->content_hash =
      g_strdup (json_object_get_string_member_with_default (object, "content_hash", NULL));
  self->size = json_object_get_int_member (object, "size");
  self->created_s = json_object_get_int_member (object, "created_s");
  self->revision = json_object_get_int_member (object, "revision");
  return self;
}

/**
 * hoist_practice_pds_note_write:
 *
 * Returns: (transfer full): one line of text
 */
char *
hoist_practice_pds_note_write (const HoistPracticePdsNote *self)
{
  JsonObject *object = json_object_new ();
  g_autoptr (JsonNode) root = json_node_init_object (json_node_alloc (), object);

  json_object_set_string_member (object, "drive_id", self->drive_id);
  json_object_set_string_member (object, "file_id", self->file_id);
  json_object_set_string_member (object, "parent_file_id", self->parent_id);
  if (self->content_hash != NULL)
    json_object_set_string_member (object, "content_hash", self->content_hash);
  json_object_set_int_member (object, "size", self->size);
  json_object_set_int_member (object, "created_s", self->created_s);
  json_object_set_int_member (object, "revision", self->revision);
  json_object_unref (object);
  return json_to_string (root, FALSE);
}

void
hoist_practice_pds_note_free (HoistPracticePdsNote *self)
{
  g_free (self->drive_id);
  g_free (self->file_id);
  g_free (self->parent_id);
  g_free (self->content_hash);
  g_free (self);
}
