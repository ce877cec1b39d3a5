/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ConfirmFileUpload: the client says how its upload ended, and the service looks at the bytes. */
#include "hoist-practice-huawei-rules.h"
#include "hoist-practice-huawei-service.h"

#include <string.h>

/* How often a file is asked for before its review is over, when there is one. */
#define LOOKS 4

typedef struct {
  HoistPracticeHuawei *self; /* (unowned): may be gone when the storage is */
  char *file_id;             /* (owned) */
} Assembling;

static const char *
get_text (JsonObject *object, const char *name)
{
  return hoist_practice_huawei_get_text (object, name);
}

/* What is to become of the file is chosen by the call that confirms it, which may be gone when its
 * bytes have been looked at. */
static void
note_ending (HoistPracticeExchange *exchange, JsonObject *file)
{
  static const char *const endings[] = { "md5-differs", "review", "review-rejects" };

  if (json_object_has_member (file, "_confirmed"))
    return;
  json_object_set_string_member (file, "_confirmed", "CREATED");
  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    if (hoist_practice_huawei_varies (exchange, endings[i]))
      json_object_set_string_member (file, "_ending", endings[i]);
}

/* Automatic review is over at once, unless a variation says otherwise. */
static void
accept_file (HoistPracticeHuawei *self, JsonObject *file)
{
  const char *ending = get_text (file, "_ending");

  if (strcmp (ending, "review") == 0)
    hoist_practice_huawei_library_review (self->library, file, LOOKS, "CREATED");
  else if (strcmp (ending, "review-rejects") == 0)
    hoist_practice_huawei_library_review (self->library, file, LOOKS, "BLOCK");
  else
    hoist_practice_huawei_library_settle (self->library, file, "CREATED", NULL);
}

/* Compares what is stored with what the record says; what was stored of a file that fails stays
 * until its record is deleted. */
static void
judge_file (HoistPracticeHuawei *self, JsonObject *file, HoistPracticeFile *stored)
{
  gint64 size = json_object_get_int_member_with_default (file, "file_size", -1);
  char md5[33] = "";

  hoist_practice_huawei_read_md5 (get_text (file, "file_md5"), md5);
  if (strcmp (get_text (file, "_ending"), "md5-differs") == 0)
    hoist_practice_huawei_library_settle (self->library, file, "FAILED", "file_md5 differs");
  else if (size >= 0 && (guint64) size != stored->size)
    hoist_practice_huawei_library_settle (self->library, file, "FAILED", "file_size differs");
  else if (md5[0] != '\0' && stored->md5 != NULL && strcmp (md5, stored->md5) != 0)
    hoist_practice_huawei_library_settle (self->library, file, "FAILED", "file_md5 differs");
  else
    accept_file (self, file);
  hoist_practice_huawei_save (self);
}

/* The record may have been deleted meanwhile. */
static HoistPracticeHuaweiVerdict
end_file (HoistPracticeHuawei *self, const char *file_id, HoistPracticeFile *stored)
{
  JsonObject *file = hoist_practice_huawei_library_find_file (self->library, file_id);

  if (stored == NULL)
    return hoist_practice_huawei_say ("MSS.00000004", "Internal Error");
  if (file == NULL) {
    hoist_practice_huawei_drop_bytes (self, file_id);
    return hoist_practice_huawei_say ("MSS.10001004", "the file does not exist");
  }
  judge_file (self, file, stored);
  return hoist_practice_huawei_say (NULL, NULL);
}

static void
answer_assembled (HoistPracticeExchange *exchange, gpointer data)
{
  HoistPracticeHuaweiVerdict *verdict = data;

  if (verdict->code != NULL)
    hoist_practice_huawei_refuse (exchange, *verdict);
  else
    hoist_practice_huawei_answer (exchange, SOUP_STATUS_OK, NULL);
}

static void
on_assembled (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Assembling *assembling = user_data;
  g_autofree char *file_id = assembling->file_id;
  HoistPracticeHuawei *self = assembling->self;
  HoistPracticeHuaweiVerdict verdict = { 0 };
  HoistPracticeFile *stored = NULL;
  g_autoptr (GError) error = NULL;

  if (g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    return;
  stored = hoist_practice_storage_assemble_finish (self->context->storage, result, &error);
  if (stored == NULL)
    g_debug ("a file cannot be put together: %s", error->message);
  verdict = end_file (self, file_id, stored);
  hoist_practice_waiting_answer (self->waiting, file_id, answer_assembled, &verdict);
}

static void
assemble (HoistPracticeHuawei *self, HoistPracticeExchange *exchange, HoistPracticeUpload *upload)
{
  Assembling *assembling = NULL;

  if (hoist_practice_waiting_join (self->waiting, upload->key, exchange))
    return;
  hoist_practice_waiting_begin (self->waiting, upload->key, exchange);
  assembling = g_new0 (Assembling, 1);
  assembling->self = self;
  assembling->file_id = g_strdup (upload->key);
  hoist_practice_storage_assemble_async (self->context->storage, upload, NULL, upload->key,
                                         on_assembled, assembling);
}

/* The whole in one piece, or each part. */
static gboolean
has_all_bytes (HoistPracticeUpload *upload, JsonObject *file)
{
  guint64 parts = (guint64) json_object_get_int_member (file, "_parts");
  guint64 first = parts > 0 ? 1 : 0;

  for (guint64 part = first; part <= parts; part++)
    if (!g_hash_table_contains (upload->parts, &part))
      return FALSE;
  return TRUE;
}

static void
confirm (HoistPracticeHuawei *self, HoistPracticeExchange *exchange, JsonObject *file)
{
  HoistPracticeStorage *storage = self->context->storage;
  const char *id = get_text (file, "file_id");
  HoistPracticeUpload *upload =
      hoist_practice_storage_find_upload (storage, HOIST_PRACTICE_HUAWEI_ID, id);
  HoistPracticeFile *stored =
      hoist_practice_storage_find_file (storage, HOIST_PRACTICE_HUAWEI_ID, id);

  if (upload != NULL && has_all_bytes (upload, file)) {
    note_ending (exchange, file);
    assemble (self, exchange, upload);
  } else if (upload == NULL && stored != NULL) {
    /* A kill came between the end of the file and that of its record; or this is said again. */
    note_ending (exchange, file);
    if (strcmp (get_text (file, "state"), "CREATING") == 0)
      judge_file (self, file, stored);
    hoist_practice_huawei_answer (exchange, SOUP_STATUS_OK, NULL);
  } else {
    hoist_practice_huawei_refuse (
        exchange,
        hoist_practice_huawei_say ("MSS.00000003", "Invalid parameter: the bytes are not there"));
  }
}

/**
 * hoist_practice_huawei_complete_file:
 *
 * POST /v1/{project_id}/files/{file_id}/complete. That a file without its bytes is refused, and
 * that one whose bytes are wrong becomes FAILED, is unconfirmed.
 */
void
hoist_practice_huawei_complete_file (HoistPracticeHuawei *self,
                                     HoistPracticeExchange *exchange,
                                     HoistPracticeHuaweiRequest *request,
                                     JsonObject *body)
{
  JsonObject *file = request->id != NULL
                         ? hoist_practice_huawei_library_find_file (self->library, request->id)
                         : NULL;
  HoistPracticeHuaweiVerdict verdict =
      hoist_practice_huawei_check_confirmation (self->library, file, body);
  const char *state = get_text (body, "state");

  if (verdict.code != NULL) {
    hoist_practice_huawei_refuse (exchange, verdict);
  } else if (strcmp (state, "CREATED") == 0) {
    confirm (self, exchange, file);
  } else {
    json_object_set_string_member (file, "_confirmed", state);
    hoist_practice_huawei_library_settle (self->library, file, state, NULL);
    hoist_practice_huawei_drop_bytes (self, request->id);
    hoist_practice_huawei_save (self);
    hoist_practice_huawei_answer (exchange, SOUP_STATUS_OK, NULL);
  }
}
