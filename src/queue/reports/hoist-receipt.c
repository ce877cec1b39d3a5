/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is handed on about finished uploads: which bytes went where, and by what they are proven. */
#include "hoist-receipt.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

/* Readers tell by it what they may expect. Members are added to this format, never changed. */
#define FORMAT "hoist-receipt-1"

static const struct {
  HoistDigestKinds kind;
  const char *id;   /* in the JSON text */
  const char *name; /* for people */
} kinds[] = {
  { HOIST_DIGEST_MD5, "md5", "MD5" },
  { HOIST_DIGEST_SHA1, "sha1", "SHA-1" },
  { HOIST_DIGEST_SHA256, "sha256", "SHA-256" },
  { HOIST_DIGEST_CRC64, "crc64", "CRC-64" },
};

static const struct {
  const char *proof;
  const char *sentence;
} proofs[] = {
  { "md5-parts", N_ ("The service checked the MD5 of each part.") },
  { "sha1-parts", N_ ("The service checked the SHA-1 of each part.") },
  { "etag-parts", N_ ("The service’s checksum of each part is the file’s.") },
  { "instant-sha1", N_ ("The service had these bytes already: it knows their SHA-1.") },
  { "crc64", N_ ("The service’s CRC-64 is the file’s.") },
  { "sha1", N_ ("The service’s SHA-1 is the file’s.") },
  { "md5", N_ ("The service’s MD5 is the file’s.") },
  { "sha256", N_ ("The service’s SHA-256 is the file’s.") },
  { "crc32", N_ ("The service’s CRC-32 is the file’s.") },
  { "crc32c", N_ ("The service’s CRC-32C is the file’s.") },
  { "crc64nvme", N_ ("The service’s CRC-64/NVME is the file’s.") },
  { "size", N_ ("The service confirmed the size. It offers no checksum to compare.") },
  { "none", N_ ("Sent. The service offers nothing to check the bytes by.") },
};

static void
entry_free (gpointer data)
{
  HoistReceiptEntry *self = data;

  g_free (self->name);
  g_free (self->service);
  g_free (self->service_name);
  g_free (self->account);
  g_free (self->remote_id);
  g_free (self->link);
  g_free (self->proof);
  g_free (self);
}

/**
 * hoist_receipt_new:
 * @made_us: now, microseconds since 1970
 */
HoistReceipt *
hoist_receipt_new (gint64 made_us)
{
  HoistReceipt *self = g_new0 (HoistReceipt, 1);

  self->made_us = made_us;
  self->entries = g_ptr_array_new_with_free_func (entry_free);
  return self;
}

void
hoist_receipt_free (HoistReceipt *self)
{
  g_ptr_array_unref (self->entries);
  g_free (self);
}

/**
 * hoist_receipt_is_due:
 *
 * Returns: whether there is something to attest: the service has the bytes
 */
gboolean
hoist_receipt_is_due (const HoistRecord *record)
{
  return record->state == HOIST_STATE_FINISHED || record->state == HOIST_STATE_PROCESSING;
}

/**
 * hoist_receipt_add:
 * @record: a finished upload
 * @digests: (nullable): those that are known of its file
 * @provider: (nullable): the service it went to; %NULL when the account is gone
 * @account: (nullable): the account's name
 */
void
hoist_receipt_add (HoistReceipt *self,
                   const HoistRecord *record,
                   const HoistDigests *digests,
                   const HoistProvider *provider,
                   const char *account)
{
  HoistReceiptEntry *entry = g_new0 (HoistReceiptEntry, 1);

  entry->name = g_filename_display_basename (record->path);
  entry->size = record->size;
  if (digests != NULL)
    entry->digests = *digests;
  if (provider != NULL) {
    entry->service = g_strdup (provider->id);
    entry->service_name = g_strdup (g_dgettext (GETTEXT_PACKAGE, provider->name));
  }
  entry->account = g_strdup (account);
  entry->remote_id = g_strdup (record->remote_id);
  entry->link = g_strdup (record->link);
  entry->proof = g_strdup (record->verified);
  entry->is_instant = record->is_instant;
  entry->started_us = record->added_us;
  entry->ended_us = record->ended_us;
  g_ptr_array_add (self->entries, entry);
}

static void
add_text (JsonBuilder *builder, const char *name, const char *text)
{
  json_builder_set_member_name (builder, name);
  if (text != NULL && *text != '\0')
    json_builder_add_string_value (builder, text);
  else
    json_builder_add_null_value (builder);
}

static void
add_time (JsonBuilder *builder, const char *name, gint64 time_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  g_autofree char *text = time_us > 0 ? g_date_time_format_iso8601 (time) : NULL;

  add_text (builder, name, text);
}

static void
add_entry (JsonBuilder *builder, const HoistReceiptEntry *entry)
{
  json_builder_begin_object (builder);
  add_text (builder, "name", entry->name);
  json_builder_set_member_name (builder, "size");
  json_builder_add_int_value (builder, (gint64) entry->size);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autofree char *digest = hoist_receipt_dup_digest (&entry->digests, kinds[i].kind);

    add_text (builder, kinds[i].id, digest);
  }
  add_text (builder, "service", entry->service);
  add_text (builder, "account", entry->account);
  add_text (builder, "remote_id", entry->remote_id);
  add_text (builder, "link", entry->link);
  add_time (builder, "started", entry->started_us);
  add_time (builder, "ended", entry->ended_us);
  add_text (builder, "proof", entry->proof);
  json_builder_set_member_name (builder, "instant");
  json_builder_add_boolean_value (builder, entry->is_instant);
  json_builder_end_object (builder);
}

/**
 * hoist_receipt_to_json:
 *
 * What is not known is null. Times are UTC, digests lower-case hexadecimal, but CRC-64 is decimal,
 * as the services that use it write it.
 *
 * Returns: (transfer full): indented JSON text with a line break at its end
 */
char *
hoist_receipt_to_json (const HoistReceipt *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  add_text (builder, "format", FORMAT);
  add_time (builder, "made", self->made_us);
  json_builder_set_member_name (builder, "uploads");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->entries->len; i++)
    add_entry (builder, g_ptr_array_index (self->entries, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  json_generator_set_root (generator, root);
  json_generator_set_pretty (generator, TRUE);
  text = json_generator_to_data (generator, NULL);
  return g_strconcat (text, "\n", NULL);
}

/**
 * hoist_receipt_dup_file_name:
 *
 * Returns: (transfer full): a name to offer for the JSON file, UTF-8
 */
char *
hoist_receipt_dup_file_name (const HoistReceipt *self)
{
  g_autoptr (GDateTime) made = g_date_time_new_from_unix_local (self->made_us / G_USEC_PER_SEC);
  g_autofree char *day = g_date_time_format (made, "%Y-%m-%d");

  if (self->entries->len == 1) {
    const HoistReceiptEntry *entry = g_ptr_array_index (self->entries, 0);

    /* Translators: a file’s name; %s is the name of the video that was uploaded */
    return g_strdup_printf (_ ("Receipt for %s.json"), entry->name);
  }
  /* Translators: a file’s name; %s is a date, as in 2026-11-21 */
  return g_strdup_printf (_ ("Upload receipts %s.json"), day);
}

/**
 * hoist_receipt_dup_digest:
 * @kind: one kind
 *
 * Returns: (transfer full) (nullable): as people and services write it; %NULL when it is not known
 */
char *
hoist_receipt_dup_digest (const HoistDigests *digests, HoistDigestKinds kind)
{
  if (kind == HOIST_DIGEST_CRC64)
    return (digests->known & kind) ? g_strdup_printf ("%" G_GUINT64_FORMAT, digests->crc64) : NULL;
  return hoist_digests_dup_hex (digests, kind);
}

/**
 * hoist_receipt_get_digest_name:
 * @kind: one kind
 */
const char *
hoist_receipt_get_digest_name (HoistDigestKinds kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (kinds[i].kind == kind)
      return kinds[i].name;
  }
  g_return_val_if_reached (NULL);
}

/**
 * hoist_receipt_describe_proof:
 * @proof: (nullable): a record's "verified"
 *
 * Returns: a translated sentence
 */
const char *
hoist_receipt_describe_proof (const char *proof)
{
  for (gsize i = 0; i < G_N_ELEMENTS (proofs); i++) {
    if (g_strcmp0 (proofs[i].proof, proof) == 0)
      return g_dgettext (GETTEXT_PACKAGE, proofs[i].sentence);
  }
  return _ ("Not proven yet.");
}
