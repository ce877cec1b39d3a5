/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The call that creates folders and opens uploads. */
#include "hoist-practice-pds-create.h"

#include "hoist-practice-pds-files.h"
#include "hoist-practice-pds-parts.h"
#include "hoist-practice-pds.h"

#include <string.h>

/* Notes 4.3 and 4.5. */
#define MOST_NAME_BYTES 1024
#define MOST_FILE_BYTES G_GINT64_CONSTANT (53687091200000)

#define OPTIONAL HOIST_PRACTICE_JSON_OPTIONAL
#define REQUIRED HOIST_PRACTICE_JSON_REQUIRED

/* A creation as it was asked for. */
typedef struct {
  const char *drive_id;
  const char *parent_id;
  const char *name;
  const char *mode;
  const char *file_id;      /* (nullable): to be overwritten */
  const char *pre_hash;     /* (nullable) */
  const char *content_hash; /* (nullable) */
  gint64 size;              /* -1: not said */
} Wish;

static const char *const modes[] = { "ignore", "auto_rename", "refuse", NULL };

static gboolean
is_name (const char *name)
{
  return strlen (name) <= MOST_NAME_BYTES && strpbrk (name, "/\\") == NULL;
}

static gboolean
check_parent (HoistPracticePds *self, HoistPracticeExchange *exchange, const Wish *wish)
{
  HoistPracticePdsItem *parent = NULL;

  if (strcmp (wish->parent_id, "root") == 0)
    return TRUE;
  parent = hoist_practice_pds_tree_find (self->tree, wish->drive_id, wish->parent_id);
  if (parent != NULL && parent->file == NULL)
    return TRUE;
  if (parent == NULL)
    hoist_practice_pds_fail (exchange, 404, "NotFound.File",
                             "The resource parent file cannot be found.");
  else
    hoist_practice_pds_refuse_parameter (exchange, "parent_file_id");
  return FALSE;
}

static gboolean
read_wish (HoistPracticePds *self, HoistPracticeExchange *exchange, Wish *wish)
{
  wish->mode = "ignore";
  wish->size = -1;
  if (!hoist_practice_pds_read_drive (exchange, &wish->drive_id) ||
      !hoist_practice_pds_read_text (exchange, "parent_file_id", REQUIRED, &wish->parent_id) ||
      !hoist_practice_pds_read_text (exchange, "name", REQUIRED, &wish->name) ||
      !hoist_practice_pds_read_text (exchange, "check_name_mode", OPTIONAL, &wish->mode))
    return FALSE;
  if (!g_strv_contains (modes, wish->mode)) {
    hoist_practice_pds_refuse_parameter (exchange, "check_name_mode");
    return FALSE;
  }
  if (!is_name (wish->name)) {
    hoist_practice_pds_refuse_parameter (exchange, "name");
    return FALSE;
  }
  return check_parent (self, exchange, wish);
}

/* When bodies are discarded every upload begins anew, so no file is in the way. */
static HoistPracticePdsItem *
find_named (HoistPracticePds *self, HoistPracticeExchange *exchange, const Wish *wish)
{
  HoistPracticePdsCall *call = exchange->data;
  HoistPracticePdsItem *item = hoist_practice_pds_tree_find_named (
      self->tree, wish->drive_id, wish->parent_id, wish->name, call->serial);

  return item != NULL && item->file != NULL && item->file->path == NULL ? NULL : item;
}

/* Notes 4.4: "server appends a time stamp, like _20060102_150405". */
static char *
choose_name (HoistPracticePds *self, HoistPracticeExchange *exchange, const Wish *wish)
{
  gint64 time_s = hoist_practice_exchange_get_time (exchange);
  const char *dot = strrchr (wish->name, '.');
  gsize stem = dot != NULL && dot != wish->name ? (gsize) (dot - wish->name) : strlen (wish->name);
  Wish renamed = *wish;
  g_autofree char *name = g_strdup (wish->name);

  renamed.name = name;
  while (find_named (self, exchange, &renamed) != NULL) {
    g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (time_s++);
    g_autofree char *stamp = g_date_time_format (time, "_%Y%m%d_%H%M%S");

    g_free (name);
    name = g_strdup_printf ("%.*s%s%s", (int) stem, wish->name, stamp, wish->name + stem);
    renamed.name = name;
  }
  return g_steal_pointer (&name);
}

static JsonObject *
write_created (const Wish *wish, const char *type, const char *file_id, const char *name)
{
  JsonObject *answer = json_object_new ();

  json_object_set_string_member (answer, "domain_id", "practice");
  json_object_set_string_member (answer, "drive_id", wish->drive_id);
  json_object_set_string_member (answer, "parent_file_id", wish->parent_id);
  json_object_set_string_member (answer, "type", type);
  json_object_set_string_member (answer, "file_id", file_id);
  json_object_set_string_member (answer, "file_name", name);
  return answer;
}

static void
answer_created (HoistPracticeExchange *exchange, JsonObject *answer)
{
  hoist_practice_pds_answer (
      exchange, hoist_practice_pds_varies (exchange, "create-200") ? 200 : 201, answer);
}

static void
answer_exists (HoistPracticeExchange *exchange, const Wish *wish, HoistPracticePdsItem *item)
{
  JsonObject *answer = NULL;

  if (hoist_practice_pds_varies (exchange, "already-exist")) {
    hoist_practice_pds_fail (exchange, 409, "AlreadyExist.File",
                             "The resource file has already exists.");
    return;
  }
  answer = write_created (wish, item->file != NULL ? "file" : "folder", item->file_id, item->name);
  json_object_set_boolean_member (answer, "exist", TRUE);
  json_object_set_string_member (answer, "status", "available");
  answer_created (exchange, answer);
}

static char *
make_id (GChecksumType type)
{
  g_autofree char *random = g_uuid_string_random ();

  return g_compute_checksum_for_string (type, random, -1);
}

/* Notes 4.3: creations of one name that overlap in time can both succeed. */
static void
remark_on_twin (HoistPracticePds *self, HoistPracticeExchange *exchange, const Wish *wish)
{
  HoistPracticePdsItem *twin = hoist_practice_pds_tree_find_named (
      self->tree, wish->drive_id, wish->parent_id, wish->name, G_MAXUINT64);

  if (twin != NULL)
    exchange->entry->remark = "a second folder of this name";
}

/**
 * hoist_practice_pds_create_folder:
 *
 * Finds or creates a folder; one that is created shows to calls that begin after its answer.
 */
void
hoist_practice_pds_create_folder (HoistPracticePds *self, HoistPracticeExchange *exchange)
{
  HoistPracticePdsCall *call = exchange->data;
  g_autofree char *file_id = make_id (G_CHECKSUM_SHA1);
  g_autofree char *name = NULL;
  HoistPracticePdsItem *item = NULL;
  JsonObject *answer = NULL;
  Wish wish = { 0 };

  if (!read_wish (self, exchange, &wish))
    return;
  item = find_named (self, exchange, &wish);
  if (item != NULL && strcmp (wish.mode, "refuse") == 0) {
    answer_exists (exchange, &wish, item);
    return;
  }
  name = strcmp (wish.mode, "auto_rename") == 0 ? choose_name (self, exchange, &wish)
                                                : g_strdup (wish.name);
  wish.name = name;
  remark_on_twin (self, exchange, &wish);
  item =
      hoist_practice_pds_tree_add (self->tree, wish.drive_id, file_id, wish.parent_id, name, NULL);
  item->settled = G_MAXUINT64;
  call->drive_id = g_strdup (wish.drive_id);
  call->folder_id = g_strdup (file_id);
  hoist_practice_pds_save (self);
  answer = write_created (&wish, "folder", file_id, name);
  json_object_set_boolean_member (answer, "exist", FALSE);
  answer_created (exchange, answer);
}

/**
 * hoist_practice_pds_settle:
 *
 * The call is over: the folder it made is there for all calls from now on.
 */
void
hoist_practice_pds_settle (HoistPracticePds *self, HoistPracticePdsCall *call)
{
  HoistPracticePdsItem *item = NULL;

  if (call->folder_id != NULL)
    item = hoist_practice_pds_tree_find (self->tree, call->drive_id, call->folder_id);
  if (item != NULL)
    item->settled = ++self->serial;
}

static gboolean
is_sha1 (const char *text)
{
  return strlen (text) == 40 && strspn (text, "0123456789abcdefABCDEF") == 40;
}

/* Names the member that is wrong. */
static const char *
find_wrong (const Wish *wish, const char *hash_name, gboolean is_lenient)
{
  gboolean has_hash = wish->pre_hash != NULL || wish->content_hash != NULL;

  if (wish->size < -1 || wish->size > MOST_FILE_BYTES || (has_hash && wish->size < 0))
    return "size";
  if (wish->pre_hash != NULL && !is_sha1 (wish->pre_hash))
    return "pre_hash";
  if (wish->content_hash != NULL && !is_sha1 (wish->content_hash))
    return "content_hash";
  if (hash_name != NULL && strcmp (hash_name, "sha1") != 0)
    return "content_hash_name";
  /* Notes 4.4: both go together; old clients leave the name out. */
  if ((wish->content_hash != NULL) != (hash_name != NULL) && !is_lenient)
    return "content_hash_name";
  return NULL;
}

static gboolean
read_flags (HoistPracticeExchange *exchange)
{
  HoistPracticePdsCall *call = exchange->data;
  gboolean is_parallel = FALSE, is_hidden = FALSE;

  if (!hoist_practice_json_get_flag (call->json, "parallel_upload", OPTIONAL, &is_parallel, NULL) ||
      !hoist_practice_json_get_flag (call->json, "hidden", OPTIONAL, &is_hidden, NULL)) {
    hoist_practice_pds_fail (exchange, 400, "InvalidRequestJSONFormat", "a flag is no boolean");
    return FALSE;
  }
  if (!is_parallel)
    return TRUE;
  hoist_practice_pds_fail (exchange, 400, "InvalidParameterNotSupported.ParallelUpload",
                           "The parameter parallel_upload is not supported.");
  return FALSE;
}

/* The rest of a wish, which only files have. */
static gboolean
read_file_wish (HoistPracticeExchange *exchange, Wish *wish)
{
  static const char *const others[] = { "content_type", "local_created_at", "local_modified_at",
                                        "description" };
  const char *hash_name = NULL, *other = NULL, *wrong = NULL;
  HoistPracticePdsCall *call = exchange->data;

  if (!hoist_practice_pds_read_number (exchange, "size", OPTIONAL, &wish->size) ||
      !hoist_practice_pds_read_text (exchange, "file_id", OPTIONAL, &wish->file_id) ||
      !hoist_practice_pds_read_text (exchange, "pre_hash", OPTIONAL, &wish->pre_hash) ||
      !hoist_practice_pds_read_text (exchange, "content_hash", OPTIONAL, &wish->content_hash) ||
      !hoist_practice_pds_read_text (exchange, "content_hash_name", OPTIONAL, &hash_name))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    if (!hoist_practice_pds_read_text (exchange, others[i], OPTIONAL, &other))
      return FALSE;
  wrong = find_wrong (wish, hash_name, exchange->context->is_lenient);
  if (wrong == NULL && wish->size < 0 && json_object_has_member (call->json, "size"))
    wrong = "size";
  if (wrong == NULL)
    return read_flags (exchange);
  hoist_practice_pds_refuse_parameter (exchange, wrong);
  return FALSE;
}

static gint64
get_revision (HoistPracticeFile *file)
{
  g_autoptr (HoistPracticePdsNote) note = hoist_practice_pds_note_parse (file->note);

  return note->revision;
}

/* The type is that of the name, for the link under which the file is shown. */
static HoistPracticeUpload *
begin (HoistPracticePds *self,
       HoistPracticeExchange *exchange,
       const Wish *wish,
       HoistPracticePdsItem *overwritten,
       const char *name)
{
  g_autofree char *lower = make_id (G_CHECKSUM_MD5);
  g_autofree char *key = g_ascii_strup (lower, -1);
  g_autofree char *file_id =
      overwritten != NULL ? g_strdup (overwritten->file_id) : make_id (G_CHECKSUM_SHA1);
  const char *dot = strrchr (name, '.');
  HoistPracticePdsNote note = {
    .drive_id = (char *) wish->drive_id,
    .file_id = file_id,
    .parent_id = (char *) wish->parent_id,
    .content_hash = (char *) wish->content_hash,
    .size = wish->size,
    .created_s = hoist_practice_exchange_get_time (exchange),
    .revision = overwritten != NULL ? get_revision (overwritten->file) + 1 : 1,
  };
  HoistPracticeUpload *upload = hoist_practice_storage_begin (
      self->context->storage, HOIST_PRACTICE_PDS_ID, key, name, dot != NULL ? dot + 1 : "",
      (guint64) MAX (wish->size, 0), 0, NULL);

  if (upload == NULL)
    return NULL;
  upload->note = hoist_practice_pds_note_write (&note);
  upload->parent = hoist_practice_pds_tree_make_path (self->tree, wish->drive_id, wish->parent_id);
  if (!hoist_practice_upload_save (upload, NULL))
    return NULL;
  g_hash_table_replace (self->pending, g_strdup (file_id), g_strdup (key));
  return upload;
}

static void
answer_rapid (HoistPracticePds *self,
              HoistPracticeExchange *exchange,
              const Wish *wish,
              HoistPracticeUpload *upload,
              HoistPracticePdsItem *same)
{
  g_autoptr (HoistPracticePdsNote) note = hoist_practice_pds_note_parse (upload->note);
  g_autofree char *id = hoist_practice_pds_choose_id (note);
  HoistPracticeFile *file =
      hoist_practice_storage_link_file (self->context->storage, same->file, upload, id, NULL);
  JsonObject *answer = NULL;

  if (file == NULL) {
    hoist_practice_pds_fail (exchange, 500, "InternalError", "The file cannot be stored.");
    return;
  }
  hoist_practice_pds_take_file (self, file);
  answer = write_created (wish, "file", note->file_id, file->name);
  /* Notes 4.4: how the Android and Objective-C SDKs know it. */
  if (!hoist_practice_pds_varies (exchange, "rapid-by-status"))
    json_object_set_boolean_member (answer, "rapid_upload", TRUE);
  json_object_set_boolean_member (answer, "exist", FALSE);
  json_object_set_string_member (answer, "status", "available");
  answer_created (exchange, answer);
}

static void
answer_upload (HoistPracticePds *self,
               HoistPracticeExchange *exchange,
               const Wish *wish,
               HoistPracticeUpload *upload,
               GPtrArray *parts)
{
  g_autoptr (HoistPracticePdsNote) note = hoist_practice_pds_note_parse (upload->note);
  JsonObject *answer = write_created (wish, "file", note->file_id, upload->name);

  g_free (exchange->entry->upload);
  exchange->entry->upload = g_strdup (upload->key);
  json_object_set_string_member (answer, "upload_id", upload->key);
  json_object_set_boolean_member (answer, "rapid_upload", FALSE);
  json_object_set_boolean_member (answer, "exist", FALSE);
  json_object_set_string_member (answer, "status", "uploading");
  hoist_practice_pds_add_addresses (self, exchange, answer, wish->drive_id, upload->key, parts);
  answer_created (exchange, answer);
}

static void
answer_pre_hash (HoistPracticeExchange *exchange, const Wish *wish)
{
  JsonObject *answer = json_object_new ();

  json_object_set_string_member (answer, "code", "PreHashMatched");
  json_object_set_string_member (answer, "message", "Pre hash matched.");
  json_object_set_string_member (answer, "pre_hash", wish->pre_hash);
  json_object_set_string_member (answer, "file_name", wish->name);
  json_object_set_string_member (answer, "parent_file_id", wish->parent_id);
  g_free (exchange->entry->error);
  exchange->entry->error = g_strdup ("PreHashMatched");
  hoist_practice_pds_answer (exchange, 409, answer);
}

/* All that can be wrong has been looked at. */
static void
open_upload (HoistPracticePds *self,
             HoistPracticeExchange *exchange,
             const Wish *wish,
             HoistPracticePdsItem *overwritten,
             GPtrArray *parts)
{
  HoistPracticePdsItem *same = NULL;
  HoistPracticeUpload *upload = NULL;
  g_autofree char *name = NULL;

  if (wish->content_hash != NULL)
    same = hoist_practice_pds_tree_find_content (self->tree, wish->drive_id, (guint64) wish->size,
                                                 wish->content_hash);
  else if (wish->pre_hash != NULL &&
           hoist_practice_pds_tree_has_beginning (self->tree, wish->drive_id, (guint64) wish->size,
                                                  wish->pre_hash)) {
    answer_pre_hash (exchange, wish);
    return;
  }
  name = overwritten == NULL && strcmp (wish->mode, "auto_rename") == 0
             ? choose_name (self, exchange, wish)
             : g_strdup (wish->name);
  upload = begin (self, exchange, wish, overwritten, name);
  if (upload == NULL)
    hoist_practice_pds_fail (exchange, 500, "InternalError", "The upload cannot be stored.");
  else if (same != NULL)
    answer_rapid (self, exchange, wish, upload, same);
  else
    answer_upload (self, exchange, wish, upload, parts);
}

/**
 * hoist_practice_pds_create_file:
 *
 * Opens an upload, or answers in one of the three other ways of the notes' section 4.4.
 */
void
hoist_practice_pds_create_file (HoistPracticePds *self, HoistPracticeExchange *exchange)
{
  HoistPracticePdsItem *existing = NULL, *overwritten = NULL;
  g_autoptr (GPtrArray) parts = NULL;
  Wish wish = { 0 };

  if (!read_wish (self, exchange, &wish) || !read_file_wish (exchange, &wish))
    return;
  parts = hoist_practice_pds_read_parts (exchange, OPTIONAL);
  if (parts == NULL)
    return;
  if (wish.file_id != NULL) {
    overwritten = hoist_practice_pds_tree_find (self->tree, wish.drive_id, wish.file_id);
    if (overwritten == NULL) {
      hoist_practice_pds_fail (exchange, 404, "NotFound.File",
                               "The file to overwrite is not there.");
      return;
    }
    if (overwritten->file == NULL) {
      hoist_practice_pds_refuse_parameter (exchange, "file_id");
      return;
    }
  }
  existing = find_named (self, exchange, &wish);
  if (existing != NULL && existing != overwritten && strcmp (wish.mode, "refuse") == 0)
    answer_exists (exchange, &wish, existing);
  else
    open_upload (self, exchange, &wish, overwritten, parts);
}
