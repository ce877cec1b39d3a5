/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An upload's memory, and its two texts: the open half and the sealed one. */
#include "hoist-ticket.h"

#include "hoist-error.h"
#include "hoist-read.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

/* Of both texts. A larger one in a store comes from a newer Hoist. */
#define VERSION 1

static const char *const step_names[HOIST_N_STEPS] = {
  [HOIST_STEP_BEGIN] = "begin",         [HOIST_STEP_PROBE] = "probe",
  [HOIST_STEP_RENEW] = "renew",         [HOIST_STEP_PART] = "part",
  [HOIST_STEP_COMMIT] = "commit",       [HOIST_STEP_WATCH] = "watch",
  [HOIST_STEP_ABORT] = "abort",         [HOIST_STEP_SIGN_IN] = "sign-in",
  [HOIST_STEP_CHECK] = "check",         [HOIST_STEP_CHOICES] = "choices",
  [HOIST_STEP_LEFTOVERS] = "leftovers", [HOIST_STEP_FOLDER] = "folder",
};

/* Design section 3, "Finished means proven", and the names of S3's checksums. */
static const char *const proofs[] = {
  "md5-parts",  "instant-sha1", "crc64", "sha1",   "md5",       "size", "sha1-parts",
  "etag-parts", "sha256",       "crc32", "crc32c", "crc64nvme", "none",
};

const char *
hoist_step_to_name (HoistStep step)
{
  g_return_val_if_fail (step < HOIST_N_STEPS, NULL);

  return step_names[step];
}

/* Whether there is a step of that name; @step is set only then. */
gboolean
hoist_step_from_name (const char *name, HoistStep *step)
{
  for (guint i = 0; i < HOIST_N_STEPS; i++) {
    if (g_strcmp0 (step_names[i], name) == 0) {
      *step = i;
      return TRUE;
    }
  }
  return FALSE;
}

/**
 * hoist_part_set_digests:
 * @digests: of the part's local bytes
 * @kinds: which of them to keep: one of MD5, SHA-1 and SHA-256, with or without CRC-64
 *
 * Forgets of @kinds what @digests does not know.
 */
void
hoist_part_set_digests (HoistPart *self, const HoistDigests *digests, HoistDigestKinds kinds)
{
  HoistDigestKinds kind = kinds & ~HOIST_DIGEST_CRC64;

  g_return_if_fail (self != NULL);
  g_return_if_fail (digests != NULL);

  if ((kinds & HOIST_DIGEST_CRC64) != 0) {
    self->has_crc64 = (digests->known & HOIST_DIGEST_CRC64) != 0;
    self->crc64 = self->has_crc64 ? digests->crc64 : 0;
  }
  if (kind == HOIST_DIGEST_NONE)
    return;

  memset (self->digest, 0, sizeof (self->digest));
  self->digest_kind =
      hoist_digests_get_bytes (digests, kind, self->digest) ? kind : HOIST_DIGEST_NONE;
}

/* Returns: (transfer full) (nullable): the local digest in small hexadecimal digits */
char *
hoist_part_dup_digest_hex (const HoistPart *self)
{
  if (self->digest_kind == HOIST_DIGEST_NONE)
    return NULL;
  return hoist_digest_to_hex (self->digest, hoist_digest_kind_get_size (self->digest_kind));
}

/* Keeps a copy of @etag, which may be %NULL. */
void
hoist_part_set_etag (HoistPart *self, const char *etag)
{
  char *copy = g_strdup (etag);

  g_free (self->etag);
  self->etag = copy;
}

static void
clear_part (gpointer part)
{
  g_free (((HoistPart *) part)->etag);
}

static GArray *
new_parts (void)
{
  GArray *parts = g_array_new (FALSE, TRUE, sizeof (HoistPart));

  g_array_set_clear_func (parts, clear_part);
  return parts;
}

static GHashTable *
new_values (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/* Returns: (transfer full): the ticket of an upload that has not begun */
HoistTicket *
hoist_ticket_new (void)
{
  HoistTicket *self = g_new0 (HoistTicket, 1);

  self->next = HOIST_STEP_BEGIN;
  self->parts = new_parts ();
  self->values = new_values ();
  self->sealed = new_values ();
  return self;
}

void
hoist_ticket_free (HoistTicket *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->parts);
  g_hash_table_unref (self->values);
  g_hash_table_unref (self->sealed);
  g_free (self->remote_id);
  g_free (self->link);
  g_free (self);
}

/**
 * hoist_ticket_reset:
 *
 * Forgets everything, as for an upload that has not begun. Marks the ticket as changed and its grid
 * as new, so that what was saved goes too.
 */
void
hoist_ticket_reset (HoistTicket *self)
{
  g_return_if_fail (self != NULL);

  g_array_unref (self->parts);
  self->parts = new_parts ();
  g_hash_table_remove_all (self->values);
  g_hash_table_remove_all (self->sealed);
  g_clear_pointer (&self->remote_id, g_free);
  g_clear_pointer (&self->link, g_free);
  self->next = HOIST_STEP_BEGIN;
  self->has_begun = FALSE;
  self->starts_over = FALSE;
  self->part_size = 0;
  self->expires_us = 0;
  self->verified = NULL;
  self->is_instant = FALSE;
  self->is_changed = TRUE;
  self->is_grid_new = TRUE;
}

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

/* (nullable): a provider's own value, until it is set again. */
const char *
hoist_ticket_get (const HoistTicket *self, const char *name)
{
  return g_hash_table_lookup (self->values, name);
}

static void
set_value (HoistTicket *self, GHashTable *values, const char *name, const char *value)
{
  if (g_strcmp0 (g_hash_table_lookup (values, name), value) == 0)
    return;

  if (value != NULL)
    g_hash_table_replace (values, g_strdup (name), g_strdup (value));
  else
    g_hash_table_remove (values, name);
  self->is_changed = TRUE;
}

/**
 * hoist_ticket_set:
 * @name: the provider's own; no two names may differ by case only
 * @value: (nullable): not a secret; %NULL to forget it
 */
void
hoist_ticket_set (HoistTicket *self, const char *name, const char *value)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL);

  set_value (self, self->values, name, value);
}

/* (nullable): a value that is itself a credential. */
const char *
hoist_ticket_get_sealed (const HoistTicket *self, const char *name)
{
  return g_hash_table_lookup (self->sealed, name);
}

/* As hoist_ticket_set(), for a value that is itself a credential: never in the store. */
void
hoist_ticket_set_sealed (HoistTicket *self, const char *name, const char *value)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL);

  if (g_strcmp0 (hoist_ticket_get_sealed (self, name), value) != 0)
    self->is_sealed_new = TRUE;
  set_value (self, self->sealed, name, value);
}

gboolean
hoist_ticket_has_sealed (const HoistTicket *self)
{
  return g_hash_table_size (self->sealed) > 0;
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
  g_autoptr (GHashTable) sealed = new_values ();
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

/**
 * hoist_ticket_set_result:
 * @remote_id: (nullable): the service's name for the finished file
 * @link: (nullable): where it can be seen
 * @verified: a static string of design section 3
 */
void
hoist_ticket_set_result (HoistTicket *self,
                         const char *remote_id,
                         const char *link,
                         const char *verified)
{
  char *new_id = g_strdup (remote_id);
  char *new_link = g_strdup (link);

  g_free (self->remote_id);
  self->remote_id = new_id;
  g_free (self->link);
  self->link = new_link;
  self->verified = verified;
  self->is_changed = TRUE;
}

static HoistPart *
find_part (GArray *parts, guint64 offset)
{
  guint low = 0;
  guint high = parts->len;

  while (low < high) {
    guint middle = low + (high - low) / 2;
    HoistPart *part = &g_array_index (parts, HoistPart, middle);

    if (part->offset == offset)
      return part;
    if (part->offset < offset)
      low = middle + 1;
    else
      high = middle;
  }
  return NULL;
}

/* The local digest: from the slices, else from a part of the same range in the grid before. */
static void
find_digest (HoistPart *self, guint64 size, const HoistSlices *slices, GArray *before)
{
  HoistPart *old = find_part (before, self->offset);
  HoistDigests digests = { 0 };

  if (hoist_slices_lookup (slices, size, self->offset, self->length, &digests)) {
    hoist_part_set_digests (self, &digests, hoist_slices_get_kind (slices));
  } else if (old != NULL && old->length == self->length) {
    self->digest_kind = old->digest_kind;
    memcpy (self->digest, old->digest, sizeof (self->digest));
    self->has_crc64 = old->has_crc64;
    self->crc64 = old->crc64;
  }
}

/* The next part of the grid; a local digest of the same range is taken over. */
static guint64
append_part (HoistTicket *self,
             guint64 size,
             guint64 offset,
             guint64 length,
             const HoistSlices *slices,
             GArray *before)
{
  HoistPart part = { .number = self->parts->len + 1, .offset = offset, .length = length };

  find_digest (&part, size, slices, before);
  g_array_append_val (self->parts, part);
  return offset + length;
}

static void
append_rest (HoistTicket *self,
             guint64 size,
             guint64 offset,
             const HoistSlices *slices,
             GArray *before)
{
  while (offset < size)
    offset = append_part (self, size, offset, MIN (self->part_size, size - offset), slices, before);
  self->is_changed = TRUE;
  self->is_grid_new = TRUE;
}

/**
 * hoist_ticket_plan:
 * @size: of the file
 * @part_size: of all parts but the last; above 0, and not so small that there are 2^32 parts
 * @slices: (nullable): digests of slices; used where a slice is a part
 *
 * Makes the whole grid anew: no part is done. An empty file has no parts. Local digests of ranges
 * that were parts before are kept.
 */
void
hoist_ticket_plan (HoistTicket *self, guint64 size, guint64 part_size, const HoistSlices *slices)
{
  g_autoptr (GArray) before = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (part_size > 0 && size / part_size < G_MAXUINT32 / sizeof (HoistPart));

  before = g_steal_pointer (&self->parts);
  self->parts = new_parts ();
  self->part_size = part_size;
  append_rest (self, size, 0, slices, before);
}

/**
 * hoist_ticket_plan_behind:
 * @lengths: (array length=n_lengths): of the first parts, as the server has them; together at most
 *   @size
 * @part_size: of all others but the last, as in hoist_ticket_plan()
 *
 * As hoist_ticket_plan(), behind parts of any length. A first part may be empty: the one part of an
 * empty file.
 */
void
hoist_ticket_plan_behind (HoistTicket *self,
                          guint64 size,
                          const guint64 *lengths,
                          guint n_lengths,
                          guint64 part_size)
{
  g_autoptr (GArray) before = NULL;
  guint64 offset = 0;

  g_return_if_fail (self != NULL);
  g_return_if_fail (part_size > 0 && size / part_size < G_MAXUINT32 / sizeof (HoistPart));

  before = g_steal_pointer (&self->parts);
  self->parts = new_parts ();
  self->part_size = part_size;
  for (guint i = 0; i < n_lengths; i++)
    offset = append_part (self, size, offset, MIN (lengths[i], size - offset), NULL, before);
  append_rest (self, size, offset, NULL, before);
}

/**
 * hoist_ticket_get_crc64:
 * @crc64: (out): of the whole file, when all is known
 *
 * Returns: whether the CRC-64 of every part is known
 */
gboolean
hoist_ticket_get_crc64 (const HoistTicket *self, guint64 *crc64)
{
  guint64 sum = 0;

  for (guint i = 0; i < self->parts->len; i++) {
    const HoistPart *part = hoist_ticket_get_part (self, i);

    if (!part->has_crc64)
      return FALSE;
    sum = hoist_crc64_combine (sum, part->crc64, part->length);
  }
  *crc64 = sum;
  return TRUE;
}

/* A part by its place from 0, until the grid is planned anew. */
HoistPart *
hoist_ticket_get_part (const HoistTicket *self, guint index)
{
  g_return_val_if_fail (index < self->parts->len, NULL);

  return &g_array_index (self->parts, HoistPart, index);
}

guint
hoist_ticket_get_n_parts (const HoistTicket *self)
{
  return self->parts->len;
}

/* (nullable): the part that begins at @offset, until the grid is planned anew. */
HoistPart *
hoist_ticket_find_part (const HoistTicket *self, guint64 offset)
{
  return find_part (self->parts, offset);
}

/* The bytes of parts that are done. */
guint64
hoist_ticket_get_bytes_done (const HoistTicket *self)
{
  guint64 n_bytes = 0;

  for (guint i = 0; i < self->parts->len; i++) {
    const HoistPart *part = hoist_ticket_get_part (self, i);

    n_bytes += part->is_done ? part->length : 0;
  }
  return n_bytes;
}

/* Whether there is a grid and all of it is done. */
gboolean
hoist_ticket_are_parts_done (const HoistTicket *self)
{
  for (guint i = 0; i < self->parts->len; i++) {
    if (!hoist_ticket_get_part (self, i)->is_done)
      return FALSE;
  }
  return self->parts->len > 0;
}
