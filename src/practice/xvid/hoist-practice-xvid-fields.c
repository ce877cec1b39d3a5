/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which upload a posted form is for, and whether its fields are as they were given out. */
#include "hoist-practice-xvid-fields.h"

#include "hoist-practice-query.h"
#include "hoist-practice-xvid-form.h"

#include <string.h>

#define MOST_CHUNKS 10000
/* The practice service's word for how chunks are named; the vendor's is not known. */
#define CHUNK_KEY "%s.%" G_GUINT64_FORMAT

/* The longest key wins, since one can begin with another; and what still takes files, since two
 * uploads of one key in the same millisecond have the same form. */
static gsize
rank (HoistPracticeXvidRecord *record)
{
  gsize size = strlen (json_object_get_string_member (record->form, "key"));

  return 4 * size + (strcmp (record->status, "UPLOADING") == 0 ? 2 : 0) +
         (record->is_spent ? 0 : 1);
}

/**
 * hoist_practice_xvid_fields_find_record:
 * @fields: (element-type HoistPracticeParam): with policy and key
 *
 * Returns: (transfer none) (nullable): the upload this form was given out for: same policy, and its
 *   key or one made from it
 */
HoistPracticeXvidRecord *
hoist_practice_xvid_fields_find_record (HoistPracticeXvid *self, GPtrArray *fields)
{
  const char *policy = hoist_practice_query_get (fields, "policy");
  const char *key = hoist_practice_query_get (fields, "key");
  HoistPracticeXvidRecord *best = NULL;
  GHashTableIter iter;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, self->records);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    HoistPracticeXvidRecord *record = value;

    if (strcmp (json_object_get_string_member (record->form, "policy"), policy) == 0 &&
        g_str_has_prefix (key, json_object_get_string_member (record->form, "key")) &&
        (best == NULL || rank (record) > rank (best)))
      best = record;
  }
  return best;
}

static HoistPracticeS3Verdict
refuse (const char *name)
{
  return (HoistPracticeS3Verdict){
    403, "AccessDenied",
    g_strdup_printf ("Invalid according to Policy: the field is not as it was given out: %s", name)
  };
}

/* Several chunks: chunk counts from 0, chunks is the total, and the key says which one it is. The
 * notes derive this; see section 10. */
static HoistPracticeS3Verdict
check_chunk (GPtrArray *fields, const char *own_key, guint64 *place)
{
  guint64 chunk = 0, chunks = 0;
  g_autofree char *key = NULL;

  if (!hoist_practice_number_parse (hoist_practice_query_get (fields, "chunks"), &chunks) ||
      chunks < 1 || chunks > MOST_CHUNKS)
    return refuse ("chunks");
  if (!hoist_practice_number_parse (hoist_practice_query_get (fields, "chunk"), &chunk) ||
      chunk >= chunks)
    return refuse ("chunk");
  key = chunks > 1 ? g_strdup_printf (CHUNK_KEY, own_key, chunk) : g_strdup (own_key);
  if (strcmp (key, hoist_practice_query_get (fields, "key")) != 0)
    return refuse ("key");
  *place = chunks > 1 ? HOIST_PRACTICE_XVID_FIRST_CHUNK + chunk : HOIST_PRACTICE_XVID_WHOLE;
  return (HoistPracticeS3Verdict){ 0, "", NULL };
}

/**
 * hoist_practice_xvid_fields_check:
 * @record: (nullable): the upload it is for
 * @place: (out): where the file stands among those of the upload
 *
 * Stricter than S3: each field byte for byte as it was given out, and no other one.
 *
 * Returns: status 0, or what to answer; to be cleared
 */
HoistPracticeS3Verdict
hoist_practice_xvid_fields_check (HoistPracticeXvidRecord *record,
                                  GPtrArray *fields,
                                  guint64 *place)
{
  static const char *const free_names[] = { "key", "chunk", "chunks", NULL };
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *value = NULL;

  if (record == NULL)
    return refuse ("key");
  json_object_iter_init_ordered (&iter, record->form);
  while (json_object_iter_next_ordered (&iter, &name, &value)) {
    const char *given = hoist_practice_query_get (fields, name);

    if (given == NULL ||
        (!g_strv_contains (free_names, name) && strcmp (given, json_node_get_string (value)) != 0))
      return refuse (name);
  }
  for (guint i = 0; i < fields->len; i++) {
    name = ((HoistPracticeParam *) g_ptr_array_index (fields, i))->name;
    if (!json_object_has_member (record->form, name))
      return refuse (name);
  }
  return check_chunk (fields, json_object_get_string_member (record->form, "key"), place);
}
