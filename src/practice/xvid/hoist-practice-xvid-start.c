/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The start of an upload to Xvid MediaHub: the form for the store, and what is told of uploads. */
#include "hoist-practice-xvid-start.h"

#include "hoist-practice-query.h"
#include "hoist-practice-s3-policy.h"
#include "hoist-practice-xvid-answer.h"
#include "hoist-practice-xvid-catalog.h"
#include "hoist-practice-xvid.h"

#include <string.h>

/* The sample of "api/files/uploads/POST": made at 17:10:22, its policy ends at 17:40:22. */
#define POLICY_LIFE_MS (30 * 60 * 1000)
#define SHORT_POLICY_LIFE_MS 2000

#define ALGORITHM "AWS4-HMAC-SHA256"
/* What wants to be escaped in some form or other. */
#define NOTE "caf\xc3\xa9 \"100 %\" + ; \\"

static HoistPracticeXvidVerdict
refuse (const char *reason)
{
  return hoist_practice_xvid_say (400, HOIST_PRACTICE_XVID_INVALID, reason);
}

/**
 * hoist_practice_xvid_get_now_ms:
 *
 * Returns: the server's idea of the time for this exchange, in milliseconds since 1970
 */
gint64
hoist_practice_xvid_get_now_ms (HoistPracticeExchange *exchange)
{
  HoistPracticeContext *context = exchange->context;

  return context->get_wall_us (context->clock) / 1000 + exchange->trouble.clock_s * 1000;
}

static void
set_link (JsonObject *object, const char *name, const char *id)
{
  JsonObject *link = json_object_new ();

  json_object_set_string_member (link, "id", id);
  json_object_set_object_member (object, name, link);
}

static JsonNode *
write_form (HoistPracticeExchange *exchange, HoistPracticeXvidRecord *record)
{
  static const char *const numbers[] = { "chunk", "chunks", "success_action_status", NULL };
  JsonObject *form = json_object_new ();
  gboolean has_numbers = hoist_practice_xvid_is_varied (exchange, "number-fields");
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *value = NULL;
  JsonNode *node = NULL;

  json_object_iter_init_ordered (&iter, record->form);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    if (has_numbers && g_strv_contains (numbers, name))
      json_object_set_int_member (form, name,
                                  g_ascii_strtoll (json_node_get_string (value), NULL, 10));
    else
      json_object_set_member (form, name, json_node_copy (value));
  node = json_node_init_object (json_node_alloc (), form);
  json_object_unref (form);
  return node;
}

/**
 * hoist_practice_xvid_answer_record:
 *
 * Answers with an upload as it is now. The exchange may be gone afterwards.
 */
void
hoist_practice_xvid_answer_record (HoistPracticeExchange *exchange,
                                   HoistPracticeXvidRequest *request,
                                   HoistPracticeXvidRecord *record)
{
  g_autoptr (JsonObject) upload = json_object_new ();
  g_autofree char *url = g_strconcat (
      exchange->context->address, HOIST_PRACTICE_XVID_STORE HOIST_PRACTICE_XVID_BUCKET "/", NULL);
  gboolean is_start = request->call == HOIST_PRACTICE_XVID_START;
  gboolean is_other = hoist_practice_xvid_is_varied (exchange, "not-s3");

  json_object_set_string_member (upload, "id", record->id);
  set_link (upload, "file", record->file_id);
  set_link (upload, "pipeline", record->pipeline_id);
  json_object_set_string_member (upload, "status", record->status);
  json_object_set_int_member (upload, "nb_chunks", record->chunks);
  json_object_set_string_member (upload, "storage_type", is_other ? "GCS" : "S3");
  json_object_set_string_member (upload, "object_key", record->object_key);
  json_object_set_string_member (upload, "form_post_url", url);
  if (is_start)
    json_object_set_member (upload, "form_post_params", write_form (exchange, record));
  else if (g_strcmp0 (hoist_practice_query_get (request->params, "show_null"), "true") == 0)
    json_object_set_null_member (upload, "form_post_params");
  hoist_practice_xvid_answer (exchange, request, "upload",
                              json_node_init_object (json_node_alloc (), upload));
}

static gboolean
is_object_key (const char *key)
{
  g_auto (GStrv) segments = g_strsplit (key, "/", -1);

  for (const char *c = key; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      return FALSE;
  return key[0] != '\0' && key[0] != '/' && !g_str_has_suffix (key, "/") &&
         !g_strv_contains ((const char *const *) segments, "..");
}

static HoistPracticeXvidVerdict
check_start (HoistPracticeXvid *self,
             HoistPracticeExchange *exchange,
             HoistPracticeXvidRequest *request)
{
  const char *key = hoist_practice_query_get (request->params, "object_key");
  const char *pipeline = hoist_practice_query_get (request->params, "pipeline_id");
  const char *ip = hoist_practice_query_get (request->params, "ip");
  const char *end = hoist_practice_query_get (request->params, "expires_at");
  GHashTableIter iter;
  gpointer value = NULL;
  guint64 number = 0;

  if (key == NULL || !is_object_key (key))
    return refuse ("object_key is missing or not a path below the pipeline");
  if (pipeline == NULL || !hoist_practice_xvid_is_pipeline (pipeline))
    return refuse ("pipeline_id is missing or not known");
  if (ip != NULL && (!hoist_practice_number_parse (ip, &number) || number > G_MAXUINT32))
    return refuse ("ip is not an address as one number");
  if (end != NULL && !hoist_practice_number_parse (end, &number))
    return refuse ("expires_at is not a time");
  /* What happens to a key that is taken is not documented; usually there is a second file. */
  g_hash_table_iter_init (&iter, self->records);
  while (hoist_practice_xvid_is_varied (exchange, "name-taken") &&
         g_hash_table_iter_next (&iter, NULL, &value))
    if (((HoistPracticeXvidRecord *) value)->is_stored &&
        strcmp (((HoistPracticeXvidRecord *) value)->object_key, key) == 0)
      return hoist_practice_xvid_say (409, HOIST_PRACTICE_XVID_INVALID, "object_key is taken");
  return hoist_practice_xvid_say (0, "", "");
}

/* What a form may have besides the usual, with the conditions for it. */
typedef struct {
  const char *status;
  gboolean has_more;
  gboolean is_version_4;
  char date[17];
  char *credential; /* (owned) */
} Scheme;

static char *
write_more_conditions (const Scheme *scheme)
{
  g_autofree char *version_4 =
      g_strdup_printf (",{\"x-amz-algorithm\":\"" ALGORITHM
                       "\"},{\"x-amz-credential\":\"%s\"},{\"x-amz-date\":\"%s\"}",
                       scheme->credential, scheme->date);

  return g_strconcat (
      scheme->has_more
          ? ",[\"starts-with\",\"$x-amz-meta-note\",\"\"],{\"Content-Type\":\"video/mp4\"}"
          : "",
      scheme->is_version_4 ? version_4 : "", NULL);
}

static char *
write_policy (HoistPracticeXvidRecord *record, gint64 end_ms, const Scheme *scheme)
{
  g_autoptr (GDateTime) end = g_date_time_new_from_unix_utc (end_ms / 1000);
  g_autofree char *time = g_date_time_format (end, "%Y-%m-%dT%H:%M:%S");
  g_autofree char *more = write_more_conditions (scheme);
  g_autofree char *text = g_strdup_printf (
      "{\"expiration\":\"%s.%03dZ\",\"conditions\":[{\"bucket\":\"" HOIST_PRACTICE_XVID_BUCKET
      "\"},[\"starts-with\",\"$name\",\"\"],[\"starts-with\",\"$filename\",\"\"],"
      "[\"starts-with\",\"$chunk\",\"\"],[\"starts-with\",\"$chunks\",\"\"],"
      "[\"starts-with\",\"$key\",\"tmp/%s/\"],{\"acl\":\"private\"},"
      "{\"success_action_status\":\"%s\"}%s]}",
      time, (int) (end_ms % 1000), record->pipeline_id, scheme->status, more);

  return g_base64_encode ((const guchar *) text, strlen (text));
}

static void
scheme_init (Scheme *self, HoistPracticeExchange *exchange)
{
  g_autoptr (GDateTime) now =
      g_date_time_new_from_unix_utc (hoist_practice_exchange_get_time (exchange));
  g_autofree char *date = g_date_time_format (now, "%Y%m%dT%H%M%SZ");

  self->status = hoist_practice_xvid_is_varied (exchange, "status-204") ? "204" : "201";
  self->has_more = hoist_practice_xvid_is_varied (exchange, "extra-fields");
  self->is_version_4 = hoist_practice_xvid_is_varied (exchange, "version-4");
  g_strlcpy (self->date, date, sizeof self->date);
  self->credential =
      g_strdup_printf (HOIST_PRACTICE_XVID_STORE_ID "/%.8s/eu-west-1/s3/aws4_request", date);
}

static void
sign_form (JsonObject *form, const char *policy, const Scheme *scheme)
{
  g_autofree char *old = hoist_practice_s3_sign_policy (policy, HOIST_PRACTICE_XVID_STORE_SECRET);
  g_autofree char *new = hoist_practice_s3_sign_policy_4 (policy, scheme->credential,
                                                          HOIST_PRACTICE_XVID_STORE_SECRET);

  json_object_set_string_member (form, "policy", policy);
  if (scheme->is_version_4) {
    json_object_set_string_member (form, "x-amz-algorithm", ALGORITHM);
    json_object_set_string_member (form, "x-amz-credential", scheme->credential);
    json_object_set_string_member (form, "x-amz-date", scheme->date);
    json_object_set_string_member (form, "x-amz-signature", new);
  } else {
    json_object_set_string_member (form, "signature", old);
    json_object_set_string_member (form, "AWSAccessKeyId", HOIST_PRACTICE_XVID_STORE_ID);
  }
}

static void
make_form (HoistPracticeExchange *exchange, HoistPracticeXvidRecord *record)
{
  gboolean is_short = hoist_practice_xvid_is_varied (exchange, "short-policy");
  gint64 end_ms = record->created_ms + (is_short ? SHORT_POLICY_LIFE_MS : POLICY_LIFE_MS);
  g_autofree char *key = g_strconcat ("tmp/", record->pipeline_id, "/", record->object_key, NULL);
  g_autofree char *name = g_path_get_basename (record->object_key);
  g_autofree char *policy = NULL;
  JsonObject *form = json_object_new ();
  Scheme scheme;

  scheme_init (&scheme, exchange);
  json_object_set_string_member (form, "key", key);
  json_object_set_string_member (form, "acl", "private");
  json_object_set_string_member (form, "success_action_status", scheme.status);
  json_object_set_string_member (form, "name", name);
  json_object_set_string_member (form, "filename", "");
  json_object_set_string_member (form, "chunk", "0");
  json_object_set_string_member (form, "chunks", "1");
  if (scheme.has_more) {
    json_object_set_string_member (form, "x-amz-meta-note", NOTE);
    json_object_set_string_member (form, "Content-Type", "video/mp4");
  }
  policy = write_policy (record, end_ms, &scheme);
  sign_form (form, policy, &scheme);
  record->form = form;
  g_free (scheme.credential);
}

/* Uploads to the same address share what is stored there until one of them is finished. */
static const char *
find_slot (HoistPracticeXvid *self, HoistPracticeXvidRecord *record)
{
  GHashTableIter iter;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, self->records);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    HoistPracticeXvidRecord *other = value;

    if (other != record && strcmp (other->status, "UPLOADING") == 0 &&
        strcmp (other->pipeline_id, record->pipeline_id) == 0 &&
        strcmp (other->object_key, record->object_key) == 0)
      return other->slot;
  }
  return record->id;
}

/**
 * hoist_practice_xvid_start:
 *
 * Starts an upload; twice for the same key makes two. The exchange may be gone afterwards.
 */
void
hoist_practice_xvid_start (HoistPracticeXvid *self,
                           HoistPracticeExchange *exchange,
                           HoistPracticeXvidRequest *request)
{
  HoistPracticeXvidVerdict verdict = check_start (self, exchange, request);
  gint64 now_s = hoist_practice_exchange_get_time (exchange);
  HoistPracticeXvidRecord *record = NULL;
  g_autofree char *id = NULL;
  const char *end = NULL;

  if (verdict.status != 0) {
    hoist_practice_xvid_refuse (exchange, verdict);
    return;
  }
  id = hoist_practice_xvid_make_id (self, now_s);
  record = hoist_practice_xvid_add_record (self, id);
  record->file_id = hoist_practice_xvid_make_id (self, now_s);
  record->pipeline_id = g_strdup (hoist_practice_query_get (request->params, "pipeline_id"));
  record->object_key = g_strdup (hoist_practice_query_get (request->params, "object_key"));
  record->status = g_strdup ("UPLOADING");
  record->slot = g_strdup (find_slot (self, record));
  record->created_ms = hoist_practice_xvid_get_now_ms (exchange);
  end = hoist_practice_query_get (request->params, "expires_at");
  record->expires_at = end != NULL ? g_ascii_strtoll (end, NULL, 10) : -1;
  make_form (exchange, record);
  exchange->entry->upload = g_strdup (id);
  hoist_practice_xvid_save (self);
  hoist_practice_xvid_answer_record (exchange, request, record);
}
