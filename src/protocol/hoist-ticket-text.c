/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A ticket's two texts: the open half for the store, and the sealed one for the vault. */
#include "hoist-ticket.h"

#include "hoist-error.h"
#include "hoist-read.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

/* Of both texts. A larger one in a store comes from a newer Hoist. */
#define VERSION 1

/* Design section 3, "Finished means proven", and the names of S3's checksums. */
static const char *const proofs[] = {
  "md5-parts",  "instant-sha1", "crc64", "sha1",   "md5",       "size", "sha1-parts",
  "etag-parts", "sha256",       "crc32", "crc32c", "crc64nvme", "none",
};

static gboolean
has_good_version (const HoistReadValue *root)
{
  guint64 version = 0;

  return hoist_read_uint (root, "version", &version) && version == VERSION;
}

static gboolean
read_values (const HoistReadValue *object, GHashTable *values)
{
  g_auto (GStrv) names = hoist_read_dup_names (object);

  for (guint i = 0; names[i] != NULL; i++) {
    const char *value = hoist_read_get_text (object, names[i]);

    if (value == NULL)
      return FALSE;
    g_hash_table_replace (values, g_strdup (names[i]), g_strdup (value));
  }
  return object != NULL;
}

/* A name that may be absent, but not anything else than a text. */
static gboolean
read_optional (const HoistReadValue *root, const char *name, char **text)
{
  *text = g_strdup (hoist_read_get_text (root, name));
  return *text != NULL || hoist_read_find (root, name) == NULL;
}

/* A name that may be absent, which means no. */
static gboolean
read_optional_flag (const HoistReadValue *root, const char *name, gboolean *flag)
{
  *flag = FALSE;
  return hoist_read_find (root, name) == NULL || hoist_read_flag (root, name, flag);
}

static gboolean
read_verified (HoistTicket *self, const HoistReadValue *root)
{
  const char *text = hoist_read_get_text (root, "verified");

  for (guint i = 0; text != NULL && i < G_N_ELEMENTS (proofs); i++) {
    if (strcmp (proofs[i], text) == 0)
      self->verified = proofs[i];
  }
  return self->verified != NULL || hoist_read_find (root, "verified") == NULL;
}

static gboolean
read_ticket (HoistTicket *self, const HoistReadValue *root)
{
  return has_good_version (root) &&
         hoist_step_from_name (hoist_read_get_text (root, "next"), &self->next) &&
         (self->next == HOIST_STEP_BEGIN || self->next == HOIST_STEP_PART ||
          self->next == HOIST_STEP_COMMIT || self->next == HOIST_STEP_WATCH) &&
         hoist_read_flag (root, "has-begun", &self->has_begun) &&
         read_optional_flag (root, "starts-over", &self->starts_over) &&
         hoist_read_flag (root, "is-instant", &self->is_instant) &&
         hoist_read_uint (root, "part-size", &self->part_size) &&
         hoist_read_int (root, "expires-us", &self->expires_us) &&
         read_optional (root, "remote-id", &self->remote_id) &&
         read_optional (root, "link", &self->link) && read_verified (self, root) &&
         read_values (hoist_read_find_object (root, "values"), self->values);
}

/**
 * hoist_ticket_new_from_text:
 * @text: from hoist_ticket_to_text(); whatever a store holds is taken as hostile
 *
 * Restores all but the parts, which are kept as rows of their own, and the sealed half. Fails with
 * %HOIST_ERROR_PROTOCOL.
 *
 * Returns: (transfer full) (nullable): the ticket
 */
HoistTicket *
hoist_ticket_new_from_text (const char *text, GError **error)
{
  g_autoptr (HoistTicket) self = hoist_ticket_new ();
  g_autoptr (HoistRead) read = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  read = hoist_read_new_from_text (text, NULL);
  if (read == NULL || !read_ticket (self, hoist_read_get_root (read))) {
    g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_PROTOCOL,
                         _ ("What was saved about this upload could not be read. Start it again; "
                            "what the service has is found by itself."));
    return NULL;
  }
  return g_steal_pointer (&self);
}

static void
write_values (JsonBuilder *builder, const char *name, GHashTable *values)
{
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (values), (GCompareFunc) strcmp);

  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
  for (GList *link = names; link != NULL; link = link->next) {
    json_builder_set_member_name (builder, link->data);
    json_builder_add_string_value (builder, g_hash_table_lookup (values, link->data));
  }
  json_builder_end_object (builder);
}

static void
write_text (JsonBuilder *builder, const char *name, const char *text)
{
  if (text == NULL)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, text);
}

static JsonBuilder *
begin_text (void)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "version");
  json_builder_add_int_value (builder, VERSION);
  return builder;
}

static char *
end_text (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = NULL;

  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

/**
 * hoist_ticket_to_text:
 *
 * Returns: (transfer full): a JSON object with all but the parts and the sealed half; the same for
 *   the same ticket
 */
char *
hoist_ticket_to_text (const HoistTicket *self)
{
  g_autoptr (JsonBuilder) builder = begin_text ();
  g_autofree char *part_size = g_strdup_printf ("%" G_GUINT64_FORMAT, self->part_size);

  write_text (builder, "next", hoist_step_to_name (self->next));
  json_builder_set_member_name (builder, "has-begun");
  json_builder_add_boolean_value (builder, self->has_begun);
  json_builder_set_member_name (builder, "starts-over");
  json_builder_add_boolean_value (builder, self->starts_over);
  json_builder_set_member_name (builder, "is-instant");
  json_builder_add_boolean_value (builder, self->is_instant);
  write_text (builder, "part-size", part_size);
  json_builder_set_member_name (builder, "expires-us");
  json_builder_add_int_value (builder, self->expires_us);
  write_text (builder, "remote-id", self->remote_id);
  write_text (builder, "link", self->link);
  write_text (builder, "verified", self->verified);
  write_values (builder, "values", self->values);
  return end_text (builder);
}

/* Returns: (transfer full): the sealed half, for the vault only */
char *
hoist_ticket_sealed_to_text (const HoistTicket *self)
{
  g_autoptr (JsonBuilder) builder = begin_text ();

  write_values (builder, "sealed", self->sealed);
  return end_text (builder);
}

/**
 * hoist_ticket_open_sealed:
 * @text: from hoist_ticket_sealed_to_text()
 *
 * Replaces the sealed half. Fails with %HOIST_ERROR_PROTOCOL and then changes nothing.
 */
gboolean
hoist_ticket_open_sealed (HoistTicket *self, const char *text, GError **error)
{
  g_autoptr (GHashTable) sealed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (HoistRead) read = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  read = hoist_read_new_from_text (text, NULL);
  if (read == NULL || !has_good_version (hoist_read_get_root (read)) ||
      !read_values (hoist_read_find_object (hoist_read_get_root (read), "sealed"), sealed)) {
    g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_PROTOCOL,
                         _ ("What the keyring holds for this upload could not be read. Start the "
                            "upload again."));
    return FALSE;
  }

  g_hash_table_unref (self->sealed);
  self->sealed = g_steal_pointer (&sealed);
  return TRUE;
}
