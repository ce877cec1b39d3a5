/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Xvid MediaHub has to remember: its uploads and its tokens, also after a kill. */
#include "hoist-practice-xvid-record.h"

#include "hoist-practice-state.h"

#include <string.h>

static void
record_free (gpointer data)
{
  HoistPracticeXvidRecord *record = data;

  g_free (record->id);
  g_free (record->file_id);
  g_free (record->pipeline_id);
  g_free (record->object_key);
  g_free (record->slot);
  g_clear_pointer (&record->form, json_object_unref);
  g_free (record->status);
  g_free (record->md5);
  g_free (record);
}

/* One table for reading and for writing. */
static const struct {
  const char *name;
  gsize offset;
} texts[] = {
  { "file_id", G_STRUCT_OFFSET (HoistPracticeXvidRecord, file_id) },
  { "pipeline_id", G_STRUCT_OFFSET (HoistPracticeXvidRecord, pipeline_id) },
  { "object_key", G_STRUCT_OFFSET (HoistPracticeXvidRecord, object_key) },
  { "slot", G_STRUCT_OFFSET (HoistPracticeXvidRecord, slot) },
  { "status", G_STRUCT_OFFSET (HoistPracticeXvidRecord, status) },
  { "md5", G_STRUCT_OFFSET (HoistPracticeXvidRecord, md5) },
}, numbers[] = {
  { "size", G_STRUCT_OFFSET (HoistPracticeXvidRecord, size) },
  { "created_ms", G_STRUCT_OFFSET (HoistPracticeXvidRecord, created_ms) },
  { "finished_ms", G_STRUCT_OFFSET (HoistPracticeXvidRecord, finished_ms) },
  { "expires_at", G_STRUCT_OFFSET (HoistPracticeXvidRecord, expires_at) },
  { "chunks", G_STRUCT_OFFSET (HoistPracticeXvidRecord, chunks) },
  { "polls", G_STRUCT_OFFSET (HoistPracticeXvidRecord, polls) },
}, flags[] = {
  { "is_stored", G_STRUCT_OFFSET (HoistPracticeXvidRecord, is_stored) },
  { "is_spent", G_STRUCT_OFFSET (HoistPracticeXvidRecord, is_spent) },
};

static JsonObject *
record_to_json (HoistPracticeXvidRecord *record)
{
  JsonObject *object = json_object_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (G_STRUCT_MEMBER (char *, record, texts[i].offset) != NULL)
      json_object_set_string_member (object, texts[i].name,
                                     G_STRUCT_MEMBER (char *, record, texts[i].offset));
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    json_object_set_int_member (object, numbers[i].name,
                                G_STRUCT_MEMBER (gint64, record, numbers[i].offset));
  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    json_object_set_boolean_member (object, flags[i].name,
                                    G_STRUCT_MEMBER (gboolean, record, flags[i].offset));
  json_object_set_object_member (object, "form", json_object_ref (record->form));
  return object;
}

static void
load_record (HoistPracticeXvid *self, const char *id, JsonObject *object)
{
  HoistPracticeXvidRecord *record = hoist_practice_xvid_add_record (self, id);

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    G_STRUCT_MEMBER (char *, record, texts[i].offset) =
        g_strdup (json_object_get_string_member_with_default (object, texts[i].name, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    G_STRUCT_MEMBER (gint64, record, numbers[i].offset) =
        json_object_get_int_member (object, numbers[i].name);
  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    G_STRUCT_MEMBER (gboolean, record, flags[i].offset) =
        json_object_get_boolean_member (object, flags[i].name);
  record->form = json_object_ref (json_object_get_object_member (object, "form"));
}

static void
load_token (HoistPracticeXvid *self, const char *text, JsonObject *object)
{
  HoistPracticeXvidToken *token = g_new0 (HoistPracticeXvidToken, 1);

  token->end_s = json_object_get_int_member (object, "end_s");
  token->can_write = json_object_get_boolean_member (object, "can_write");
  token->can_read = json_object_get_boolean_member (object, "can_read");
  g_hash_table_insert (self->tokens, g_strdup (text), token);
}

typedef void (*LoadFunc) (HoistPracticeXvid *self, const char *name, JsonObject *object);

static void
load_each (HoistPracticeXvid *self, JsonObject *state, const char *kind, LoadFunc load)
{
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *value = NULL;

  if (!json_object_has_member (state, kind))
    return;
  json_object_iter_init (&iter, json_object_get_object_member (state, kind));
  while (json_object_iter_next (&iter, &name, &value))
    load (self, name, json_node_get_object (value));
}

/**
 * hoist_practice_xvid_new:
 *
 * Takes up what an earlier run left in the same storage.
 */
HoistPracticeXvid *
hoist_practice_xvid_new (HoistPracticeContext *context)
{
  HoistPracticeXvid *self = g_new0 (HoistPracticeXvid, 1);
  g_autoptr (JsonObject) state =
      hoist_practice_storage_load_state (context->storage, HOIST_PRACTICE_XVID_ID);

  self->context = context;
  self->records = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, record_free);
  self->tokens = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->counter = json_object_get_int_member_with_default (state, "counter", 0);
  self->wrong_sign_ins = json_object_get_int_member_with_default (state, "wrong_sign_ins", 0);
  load_each (self, state, "records", load_record);
  load_each (self, state, "tokens", load_token);
  return self;
}

void
hoist_practice_xvid_free (HoistPracticeXvid *self)
{
  g_hash_table_unref (self->records);
  g_hash_table_unref (self->tokens);
  g_free (self);
}

static JsonObject *
tokens_to_json (HoistPracticeXvid *self)
{
  JsonObject *tokens = json_object_new ();
  GHashTableIter iter;
  gpointer text = NULL, value = NULL;

  g_hash_table_iter_init (&iter, self->tokens);
  while (g_hash_table_iter_next (&iter, &text, &value)) {
    HoistPracticeXvidToken *token = value;
    JsonObject *object = json_object_new ();

    json_object_set_int_member (object, "end_s", token->end_s);
    json_object_set_boolean_member (object, "can_write", token->can_write);
    json_object_set_boolean_member (object, "can_read", token->can_read);
    json_object_set_object_member (tokens, text, object);
  }
  return tokens;
}

/**
 * hoist_practice_xvid_save:
 *
 * Keeps everything on the disk; done before an answer that tells of it.
 */
void
hoist_practice_xvid_save (HoistPracticeXvid *self)
{
  g_autoptr (JsonObject) state = json_object_new ();
  JsonObject *records = json_object_new ();
  g_autoptr (GError) error = NULL;
  GHashTableIter iter;
  gpointer id = NULL, record = NULL;

  g_hash_table_iter_init (&iter, self->records);
  while (g_hash_table_iter_next (&iter, &id, &record))
    json_object_set_object_member (records, id, record_to_json (record));
  json_object_set_object_member (state, "records", records);
  json_object_set_object_member (state, "tokens", tokens_to_json (self));
  json_object_set_int_member (state, "counter", self->counter);
  json_object_set_int_member (state, "wrong_sign_ins", self->wrong_sign_ins);
  if (!hoist_practice_storage_save_state (self->context->storage, HOIST_PRACTICE_XVID_ID, state,
                                          &error))
    g_warning ("the uploads of %s cannot be kept: %s", HOIST_PRACTICE_XVID_ID, error->message);
}

/**
 * hoist_practice_xvid_make_id:
 * @now_s: the server's wall clock
 *
 * Returns: (transfer full): 24 hexadecimal digits, with the time in front as in the samples
 */
char *
hoist_practice_xvid_make_id (HoistPracticeXvid *self, gint64 now_s)
{
  g_autofree char *seed = g_strdup_printf ("practice %" G_GINT64_FORMAT, ++self->counter);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_MD5, seed, -1);

  return g_strdup_printf ("%08x%.16s", (guint) now_s, digest);
}

/**
 * hoist_practice_xvid_add_record:
 *
 * Returns: (transfer none): a record with nothing in it but its id
 */
HoistPracticeXvidRecord *
hoist_practice_xvid_add_record (HoistPracticeXvid *self, const char *id)
{
  HoistPracticeXvidRecord *record = g_new0 (HoistPracticeXvidRecord, 1);

  record->id = g_strdup (id);
  g_hash_table_replace (self->records, record->id, record);
  return record;
}

/**
 * hoist_practice_xvid_find_file:
 *
 * Returns: (transfer none) (nullable): the upload that makes this file
 */
HoistPracticeXvidRecord *
hoist_practice_xvid_find_file (HoistPracticeXvid *self, const char *file_id)
{
  GHashTableIter iter;
  gpointer record = NULL;

  g_hash_table_iter_init (&iter, self->records);
  while (g_hash_table_iter_next (&iter, NULL, &record))
    if (strcmp (((HoistPracticeXvidRecord *) record)->file_id, file_id) == 0)
      return record;
  return NULL;
}

/**
 * hoist_practice_xvid_is_varied:
 *
 * Returns: whether this exchange is to be answered in the way of that @name
 */
gboolean
hoist_practice_xvid_is_varied (HoistPracticeExchange *exchange, const char *name)
{
  GStrv vary = exchange->trouble.vary != NULL ? exchange->trouble.vary : exchange->context->vary;

  return g_strv_contains ((const char *const *) vary, name);
}
