/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files and the pipelines of Xvid MediaHub. */
#include "hoist-practice-xvid-catalog.h"

#include "hoist-practice-query.h"
#include "hoist-practice-xvid-answer.h"
#include "hoist-practice-xvid-upload.h"
#include "hoist-practice-xvid.h"

#include <string.h>

/* "api/pipelines/GET": the options of lists. */
#define USUAL_LIMIT 1000
#define MOST_LIMIT 5000
#define SMALL_LIMIT 2
/* "Pipelines", store options: how long a temporary store keeps a file, in seconds. */
#define KEPT_S (7 * 24 * 60 * 60)

#define WRONG_MD5 "00000000000000000000000000000000"

static const struct {
  const char *id;
  const char *name;
  const char *description;
  const char *mode;
} pipelines[] = {
  { HOIST_PRACTICE_XVID_PIPELINE_ID, "Default Pipeline", "What every account starts with",
    "temporary" },
  { "547f3eede4b025bcbff38658", "Werbung & Trailer", "", "intern" },
  { "547f3eede4b025bcbff38659", "Archive", "Kept for ever", "intern" },
};

/**
 * hoist_practice_xvid_is_pipeline:
 *
 * Returns: whether there is a pipeline with that @id
 */
gboolean
hoist_practice_xvid_is_pipeline (const char *id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pipelines); i++)
    if (strcmp (pipelines[i].id, id) == 0)
      return TRUE;
  return FALSE;
}

static JsonObject *
write_pipeline (gsize i)
{
  JsonObject *pipeline = json_object_new ();
  JsonObject *options = json_object_new ();

  json_object_set_string_member (options, "mode", pipelines[i].mode);
  json_object_set_int_member (options, "default_object_timeout", KEPT_S);
  json_object_set_string_member (pipeline, "id", pipelines[i].id);
  json_object_set_string_member (pipeline, "name", pipelines[i].name);
  if (pipelines[i].description[0] != '\0')
    json_object_set_string_member (pipeline, "description", pipelines[i].description);
  json_object_set_object_member (pipeline, "store_options", options);
  return pipeline;
}

static HoistPracticeXvidVerdict
refuse (const char *reason)
{
  return hoist_practice_xvid_say (400, HOIST_PRACTICE_XVID_INVALID, reason);
}

static HoistPracticeXvidVerdict
refuse_unknown (const char *reason)
{
  return hoist_practice_xvid_say (404, HOIST_PRACTICE_XVID_NOT_FOUND, reason);
}

static HoistPracticeXvidVerdict
read_range (HoistPracticeExchange *exchange, GPtrArray *params, guint64 *start, guint64 *limit)
{
  const char *from = hoist_practice_query_get (params, "start");
  const char *most = hoist_practice_query_get (params, "limit");
  const char *direction = hoist_practice_query_get (params, "direction");

  if (from != NULL && !hoist_practice_number_parse (from, start))
    return refuse ("start is not a number");
  if (most != NULL &&
      (!hoist_practice_number_parse (most, limit) || *limit < 1 || *limit > MOST_LIMIT))
    return refuse ("limit is not a number from 1 to 5000");
  if (direction != NULL && strcmp (direction, "1") != 0 && strcmp (direction, "-1") != 0)
    return refuse ("direction is neither 1 nor -1");
  if (hoist_practice_xvid_is_varied (exchange, "small-page"))
    *limit = MIN (*limit, SMALL_LIMIT);
  return hoist_practice_xvid_say (0, "", "");
}

/**
 * hoist_practice_xvid_list_pipelines:
 *
 * Lists the pipelines. The exchange may be gone afterwards.
 */
void
hoist_practice_xvid_list_pipelines (HoistPracticeExchange *exchange,
                                    HoistPracticeXvidRequest *request)
{
  g_autoptr (JsonArray) array = json_array_new ();
  guint64 start = 0, limit = USUAL_LIMIT;
  HoistPracticeXvidVerdict verdict = read_range (exchange, request->params, &start, &limit);
  const char *direction = hoist_practice_query_get (request->params, "direction");
  gsize count = G_N_ELEMENTS (pipelines);

  if (verdict.status != 0) {
    hoist_practice_xvid_refuse (exchange, verdict);
    return;
  }
  for (gsize i = start; i < count && i - start < limit; i++)
    json_array_add_object_element (
        array, write_pipeline (g_strcmp0 (direction, "-1") == 0 ? count - 1 - i : i));
  hoist_practice_xvid_answer (exchange, request, "pipelines",
                              json_node_init_array (json_node_alloc (), array));
}

/**
 * hoist_practice_xvid_get_pipeline:
 *
 * Answers with one pipeline. The exchange may be gone afterwards.
 */
void
hoist_practice_xvid_get_pipeline (HoistPracticeExchange *exchange,
                                  HoistPracticeXvidRequest *request)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pipelines); i++)
    if (strcmp (pipelines[i].id, request->id) == 0) {
      g_autoptr (JsonObject) pipeline = write_pipeline (i);

      hoist_practice_xvid_answer (exchange, request, "pipeline",
                                  json_node_init_object (json_node_alloc (), pipeline));
      return;
    }
  hoist_practice_xvid_refuse (exchange, refuse_unknown ("there is no such pipeline"));
}

static void
add_proof (HoistPracticeExchange *exchange, JsonObject *file, HoistPracticeXvidRecord *record)
{
  gint64 size = (gint64) record->size;
  g_autofree char *text = NULL;
  g_autofree char *md5 = g_strdup (record->md5);

  if (hoist_practice_xvid_is_varied (exchange, "wrong-size"))
    size++;
  text = g_strdup_printf ("%" G_GINT64_FORMAT, size);
  if (hoist_practice_xvid_is_varied (exchange, "string-numbers"))
    json_object_set_string_member (file, "size", text);
  else if (!hoist_practice_xvid_is_varied (exchange, "no-size"))
    json_object_set_int_member (file, "size", size);
  if (md5 == NULL || hoist_practice_xvid_is_varied (exchange, "no-md5"))
    return;
  for (char *c = md5; hoist_practice_xvid_is_varied (exchange, "capital-md5") && *c != '\0'; c++)
    *c = g_ascii_toupper (*c);
  json_object_set_string_member (file, "md5_checksum",
                                 hoist_practice_xvid_is_varied (exchange, "wrong-md5") ? WRONG_MD5
                                                                                       : md5);
}

/* What has no value is left out, unless all keys are wanted. */
static void
add_nulls (HoistPracticeXvidRequest *request, JsonObject *file)
{
  static const char *const names[] = { "size",      "md5_checksum", "finished_at",
                                       "mime_type", "expires_at",   NULL };

  if (g_strcmp0 (hoist_practice_query_get (request->params, "show_null"), "true") != 0)
    return;
  for (gsize i = 0; names[i] != NULL; i++)
    if (!json_object_has_member (file, names[i]))
      json_object_set_null_member (file, names[i]);
}

static JsonNode *
write_file (HoistPracticeExchange *exchange,
            HoistPracticeXvidRequest *request,
            HoistPracticeXvidRecord *record,
            gboolean is_done)
{
  g_autoptr (JsonObject) file = json_object_new ();
  JsonObject *pipeline = json_object_new ();
  g_autofree char *name = g_path_get_basename (record->object_key);

  json_object_set_string_member (file, "id", record->file_id);
  json_object_set_string_member (file, "name", name);
  json_object_set_int_member (file, "created_at", record->created_ms);
  json_object_set_string_member (file, "storage", "intern");
  if (is_done) {
    add_proof (exchange, file, record);
    json_object_set_int_member (file, "finished_at", record->finished_ms);
  }
  if (record->expires_at >= 0)
    json_object_set_int_member (file, "expires_at", record->expires_at);
  json_object_set_string_member (pipeline, "id", record->pipeline_id);
  json_object_set_object_member (file, "pipeline", pipeline);
  add_nulls (request, file);
  return json_node_init_object (json_node_alloc (), file);
}

/**
 * hoist_practice_xvid_get_file:
 *
 * Answers with a file, also with one that is not there yet, then without size and checksum. The
 * exchange may be gone afterwards.
 */
void
hoist_practice_xvid_get_file (HoistPracticeXvid *self,
                              HoistPracticeExchange *exchange,
                              HoistPracticeXvidRequest *request)
{
  HoistPracticeXvidRecord *record = hoist_practice_xvid_find_file (self, request->id);
  gboolean is_early = hoist_practice_xvid_is_varied (exchange, "file-first");
  gboolean is_late = hoist_practice_xvid_is_varied (exchange, "file-late");
  gboolean is_open = record != NULL && (strcmp (record->status, "UPLOADING") == 0 ||
                                        strcmp (record->status, "COMPLETING") == 0);
  gboolean is_done = record != NULL && record->is_stored && (!is_open || is_early);

  if (record == NULL || (!is_done && (!is_open || is_late)))
    hoist_practice_xvid_refuse (exchange, refuse_unknown ("there is no such file"));
  else
    hoist_practice_xvid_answer (exchange, request, "file",
                                write_file (exchange, request, record, is_done));
}

/**
 * hoist_practice_xvid_delete_file:
 *
 * Removes a file with its upload. The exchange may be gone afterwards.
 */
void
hoist_practice_xvid_delete_file (HoistPracticeXvid *self,
                                 HoistPracticeExchange *exchange,
                                 HoistPracticeXvidRequest *request)
{
  HoistPracticeXvidRecord *record = hoist_practice_xvid_find_file (self, request->id);
  g_autoptr (JsonObject) result = NULL;

  if (record == NULL) {
    hoist_practice_xvid_refuse (exchange, refuse_unknown ("there is no such file"));
    return;
  }
  /* Whether this works for an unfinished upload is not documented. */
  if (!record->is_stored && hoist_practice_xvid_is_varied (exchange, "keeps-unfinished")) {
    hoist_practice_xvid_refuse (exchange, refuse ("the upload is not finished"));
    return;
  }
  hoist_practice_xvid_upload_drop (self, record);
  hoist_practice_xvid_save (self);
  result = json_object_new ();
  json_object_set_string_member (result, "status", "SUCCESS");
  hoist_practice_xvid_answer (exchange, request, "result",
                              json_node_init_object (json_node_alloc (), result));
}
