/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tencent Cloud VOD, legacy calls: the template for other services, in the order to write one. */
#include "hoist-tencent-vod.h"

#include "hoist-error.h"
#include "hoist-name.h"
#include "hoist-sign.h"
#include "hoist-tencent-call.h"
#include "hoist-tencent-code.h"
#include "hoist-tencent-grid.h"
#include "hoist-tencent-name.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* "Notes" below are docs/protocols/tencent-vod.md, which names for each figure
 * the vendor's page. Other pages are named by title and number. */

/* "at most 10" (UGC upload overview, notes 1.3). */
#define MAX_TAGS 10

/* How long the answer to a part may take (design section 4.5). */
#define PART_ANSWER_US (300 * (gint64) G_USEC_PER_SEC)

/* A SHA-1 that no file has, as far as anybody knows. */
#define NO_FILE_SHA1 "0000000000000000000000000000000000000000"

static const char *const methods[] = { "GET", "POST", NULL };
static const char *const part_sizes[] = { "1048576", "524288", NULL };
static const char *const tag_names[] = { "tags", "tag", NULL };
static const char *const signatures[] = { "HmacSHA1", "HmacSHA256", NULL };

static const HoistField fields[] = {
  { "endpoint", HOIST_FIELD_ADDRESS, HOIST_FIELD_ADVANCED, N_ ("Address"),
    N_ ("Where the service is; another path or a practice service may be given."),
    "https://vod2.qcloud.com/v2/index.php", NULL },
  { "secret-id", HOIST_FIELD_TEXT, HOIST_FIELD_REQUIRED, N_ ("SecretId"),
    N_ ("The public half of the key, from the console’s page on API keys."), NULL, NULL },
  { "secret-key", HOIST_FIELD_TEXT, HOIST_FIELD_REQUIRED | HOIST_FIELD_SECRET, N_ ("SecretKey"),
    N_ ("The secret half of the key; it is kept in the keyring."), NULL, NULL },
  { "region", HOIST_FIELD_TEXT, HOIST_FIELD_ADVANCED, N_ ("Region"),
    N_ ("The region’s short name; “gz” is the one for VOD."), "gz", NULL },
  { "method", HOIST_FIELD_CHOICE, HOIST_FIELD_ADVANCED, N_ ("Method"),
    N_ ("How uploads are begun and finished: the vendor’s pages disagree on it."), "GET", methods },
  { "part-size", HOIST_FIELD_CHOICE, HOIST_FIELD_ADVANCED, N_ ("Part size"),
    N_ ("Bytes sent in one request."), "1048576", part_sizes },
  { "signature", HOIST_FIELD_CHOICE, HOIST_FIELD_ADVANCED, N_ ("Signature"),
    N_ ("How requests are signed."), "HmacSHA1", signatures },
  { "tag-name", HOIST_FIELD_CHOICE, HOIST_FIELD_ADVANCED, N_ ("Name of tags"),
    N_ ("What tags are called in a request: the vendor’s pages and programs disagree on it."),
    "tags", tag_names },
  { "tags", HOIST_FIELD_LIST, HOIST_FIELD_PER_UPLOAD, N_ ("Tags"),
    N_ ("Up to ten words separated by commas."), NULL, NULL, .max_count = MAX_TAGS },
  { "class-id", HOIST_FIELD_NUMBER, HOIST_FIELD_PER_UPLOAD, N_ ("Category"),
    N_ ("The number of a category made in the console."), NULL, NULL },
  { "transcode", HOIST_FIELD_SWITCH, HOIST_FIELD_PER_UPLOAD, N_ ("Transcode"),
    N_ ("Make the usual formats after the upload."), "0", NULL },
  { "screenshot", HOIST_FIELD_SWITCH, HOIST_FIELD_PER_UPLOAD, N_ ("Screenshots"),
    N_ ("Take still pictures after the upload."), "0", NULL },
  { "watermark", HOIST_FIELD_SWITCH, HOIST_FIELD_PER_UPLOAD, N_ ("Watermark"),
    N_ ("Add the watermark that was set up in the console; without one the upload may fail."), "0",
    NULL },
  { "file-type", HOIST_FIELD_TEXT, HOIST_FIELD_PER_UPLOAD | HOIST_FIELD_ENDING, N_ ("File type"),
    N_ ("Such as “mp4”: for files whose name and content do not tell."), NULL, NULL },
};

/* "Peak Calling Frequency" of the three pages: 100, 10 000 and 100 a minute. */
static const HoistRate rates[] = {
  { "InitUpload", 100, 60 * G_USEC_PER_SEC },
  { "UploadPart", 10000, 60 * G_USEC_PER_SEC },
  { "FinishUpload", 100, 60 * G_USEC_PER_SEC },
};

static void
add_tags (HoistQuery *query, const HoistFacts *facts)
{
  g_auto (GStrv) tags = hoist_field_split_list (hoist_facts_get (facts, "tags"));
  guint n_tags = 0;

  for (guint i = 0; tags[i] != NULL && n_tags < MAX_TAGS; i++) {
    g_autofree char *tag = hoist_name_fit (tags[i], "", G_MAXSIZE);
    g_autofree char *name = NULL;

    if (*tag == '\0')
      continue;
    name = g_strdup_printf ("%s.%u", hoist_facts_get (facts, "tag-name"), ++n_tags);
    hoist_query_add (query, name, tag);
  }
}

/* "GET" or "POST" as set (notes 7, A1), as a static string. */
static const char *
get_method (const HoistFacts *facts)
{
  return strcmp (hoist_facts_get (facts, "method"), "POST") == 0 ? "POST" : "GET";
}

/* InitUpload, for BEGIN and PROBE: the server knows an upload by account and SHA-1 (notes 1.8). */
static HoistMove
write_init (const HoistFacts *facts, HoistTicket *ticket, HoistRequest **request, GError **error)
{
  static const struct {
    const char *setting;
    const char *parameter;
  } switches[] = {
    { "transcode", "isTranscode" },
    { "screenshot", "isScreenshot" },
    { "watermark", "isWatermark" },
  };
  g_autoptr (HoistQuery) query = hoist_tencent_call_new_query (facts, "InitUpload");
  g_autofree char *sha1 = hoist_digests_dup_hex (&facts->file->digests, HOIST_DIGEST_SHA1);
  const char *class_id = hoist_facts_get (facts, "class-id");

  hoist_query_add (query, "fileSha", sha1);
  hoist_query_add_uint (query, "fileSize", facts->file->size);
  hoist_query_add_uint (query, "dataSize", hoist_tencent_grid_get_asked (facts));
  hoist_tencent_name_add (query, facts);
  add_tags (query, facts);
  if (class_id != NULL && *class_id != '\0')
    hoist_query_add (query, "classId", class_id);
  for (gsize i = 0; i < G_N_ELEMENTS (switches); i++) {
    if (strcmp (hoist_facts_get (facts, switches[i].setting), "1") == 0)
      hoist_query_add (query, switches[i].parameter, "1");
  }

  if (!ticket->has_begun) {
    ticket->has_begun = TRUE;
    ticket->is_changed = TRUE;
  }
  hoist_ticket_set (ticket, "sha1", sha1);
  return hoist_tencent_call_send (facts, query, get_method (facts), "InitUpload", request, error);
}

/* UploadPart. The MD5 is part of what is signed, so it is needed first; the server checks the body
 * against it, and that is the proof for these bytes. */
static HoistMove
write_part (const HoistFacts *facts, HoistPart *part, HoistRequest **request, GError **error)
{
  g_autoptr (HoistQuery) query = NULL;
  g_autofree char *sha1 = hoist_digests_dup_hex (&facts->file->digests, HOIST_DIGEST_SHA1);
  g_autofree char *md5 = NULL;
  HoistMove move = { 0 };

  if (part->is_done)
    return HOIST_MOVE (DONE);
  if (part->etag != NULL) {
    move = hoist_tencent_grid_compare (part);
    if (move.kind != HOIST_MOVE_SEND)
      return move;
  }
  if (part->digest_kind != HOIST_DIGEST_MD5)
    return (HoistMove){ .kind = HOIST_MOVE_NEEDS,
                        .digests = HOIST_DIGEST_MD5,
                        .offset = part->offset,
                        .length = part->length };

  md5 = hoist_part_dup_digest_hex (part);
  query = hoist_tencent_call_new_query (facts, "UploadPart");
  hoist_query_add (query, "fileSha", sha1);
  hoist_query_add_uint (query, "offset", part->offset);
  hoist_query_add_uint (query, "dataSize", part->length);
  hoist_query_add (query, "dataMd5", md5);
  move = hoist_tencent_call_send (facts, query, "POST", "UploadPart", request, error);
  if (move.kind != HOIST_MOVE_SEND)
    return move;

  (*request)->content_type = g_strdup ("application/octet-stream");
  (*request)->offset = part->offset;
  (*request)->length = part->length;
  (*request)->answer_us = PART_ANSWER_US;
  return move;
}

static HoistMove
write_finish (const HoistFacts *facts, const char *sha1, HoistRequest **request, GError **error)
{
  g_autoptr (HoistQuery) query = hoist_tencent_call_new_query (facts, "FinishUpload");

  hoist_query_add (query, "fileSha", sha1);
  return hoist_tencent_call_send (facts, query, get_method (facts), "FinishUpload", request, error);
}

/* Not idempotent as far as anybody knows (notes 1.5 and 9): after an unclear end InitUpload is
 * asked first, whose code 2 means that it worked. */
static HoistMove
write_commit (const HoistFacts *facts, const char *sha1, HoistRequest **request, GError **error)
{
  HoistMove move = write_finish (facts, sha1, request, error);

  if (move.kind == HOIST_MOVE_SEND)
    (*request)->replay = HOIST_REPLAY_ASK_FIRST;
  return move;
}

/* "Test this account". No call of this service does nothing, so the one that does least is asked: a
 * FinishUpload of a file that nobody began. It makes nothing (an InitUpload would leave an upload
 * behind), and the server looks at the common parameters, the clock and the signature before it
 * looks for the file: whatever it says about the file proves that those were good. */
static HoistMove
write_check (const HoistFacts *facts, HoistRequest **request, GError **error)
{
  return write_finish (facts, NO_FILE_SHA1, request, error);
}

/* Whether the file is still the one that the upload began with. */
static gboolean
check_same (const HoistFacts *facts, const HoistTicket *ticket, GError **error)
{
  const char *begun = hoist_ticket_get (ticket, "sha1");
  g_autofree char *sha1 = hoist_digests_dup_hex (&facts->file->digests, HOIST_DIGEST_SHA1);

  if (begun == NULL || g_strcmp0 (begun, sha1) == 0)
    return TRUE;

  g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_CHANGED,
                       _ ("The file is not the one whose upload began. Start the upload over to "
                          "send it as it is now."));
  return FALSE;
}

static HoistMove
write_request (const HoistFacts *facts,
               HoistTicket *ticket,
               HoistStep step,
               HoistPart *part,
               HoistRequest **request,
               GError **error)
{
  g_autofree char *sha1 = NULL;

  if (!hoist_tencent_call_check_keys (facts, error))
    return HOIST_MOVE (FAILED);
  if (step == HOIST_STEP_CHECK)
    return write_check (facts, request, error);

  /* every call names the file by its SHA-1 */
  sha1 = hoist_digests_dup_hex (&facts->file->digests, HOIST_DIGEST_SHA1);
  if (sha1 == NULL)
    return (HoistMove){ .kind = HOIST_MOVE_NEEDS, .digests = HOIST_DIGEST_SHA1 };

  if (step == HOIST_STEP_BEGIN || step == HOIST_STEP_PROBE)
    return write_init (facts, ticket, request, error);
  if (!check_same (facts, ticket, error))
    return HOIST_MOVE (FAILED);
  if (step == HOIST_STEP_PART)
    return write_part (facts, part, request, error);
  return write_commit (facts, sha1, request, error);
}

/* The file's name at the service: a text, for it has up to 20 digits (notes 7, A13). (nullable) */
static const char *
get_file_id (const HoistReadValue *root)
{
  const char *id = hoist_read_get_text (root, "fileId");

  return id != NULL && *id != '\0' && strlen (id) <= 256 && g_str_is_ascii (id) ? id : NULL;
}

/* An address that may be shown and opened; the service's own are http. (nullable) */
static const char *
get_link (const HoistReadValue *root)
{
  const char *link = hoist_read_get_text (root, "url");
  g_autofree char *scheme = link != NULL ? g_uri_parse_scheme (link) : NULL;

  if (scheme == NULL || strlen (link) > 4096 || !g_uri_is_valid (link, G_URI_FLAGS_NONE, NULL))
    return NULL;
  return strcmp (scheme, "http") == 0 || strcmp (scheme, "https") == 0 ? link : NULL;
}

/* Code 2: the service has the file. After a COMMIT whose answer was lost that is our own work, else
 * it had it before. Without an id FinishUpload tells it (notes 1.8, and 7, A10). */
static HoistMove
take_instant (HoistTicket *ticket, const HoistReadValue *root)
{
  ticket->is_instant = ticket->is_instant || ticket->next != HOIST_STEP_COMMIT;
  ticket->is_changed = TRUE;
  if (get_file_id (root) == NULL)
    return HOIST_MOVE_TO (HOIST_STEP_COMMIT);

  hoist_ticket_set_result (ticket, get_file_id (root), get_link (root),
                           ticket->is_instant ? "instant-sha1" : "md5-parts");
  return HOIST_MOVE (FINISHED);
}

static HoistMove
read_init (const HoistFacts *facts,
           HoistTicket *ticket,
           HoistStep step,
           const HoistReply *reply,
           GError **error)
{
  gint64 code = 0;
  g_autoptr (HoistRead) read = hoist_tencent_call_read (reply, step, &code, error);
  const HoistReadValue *root = NULL;

  if (read == NULL)
    return HOIST_MOVE (FAILED);

  root = hoist_read_get_root (read);
  if (code == 0 || code == 1)
    return hoist_tencent_grid_plan (facts, ticket, root, code == 1);
  if (code == 2)
    return take_instant (ticket, root);
  return hoist_tencent_call_fail (facts, step, reply, root, code, error);
}

static HoistMove
read_part (const HoistFacts *facts, HoistPart *part, const HoistReply *reply, GError **error)
{
  gint64 code = 0;
  g_autoptr (HoistRead) read = hoist_tencent_call_read (reply, HOIST_STEP_PART, &code, error);
  g_autofree char *md5 = NULL;

  if (read == NULL)
    return HOIST_MOVE (FAILED);
  if (code != 0) {
    /* "for a part: re-read, re-hash" (notes 1.7) */
    if (code == -10006)
      part->digest_kind = HOIST_DIGEST_NONE;
    return hoist_tencent_call_fail (facts, HOIST_STEP_PART, reply, hoist_read_get_root (read), code,
                                    error);
  }

  md5 = hoist_part_dup_digest_hex (part);
  hoist_part_set_etag (part, md5);
  part->kept = part->length;
  part->is_done = TRUE;
  return HOIST_MOVE (DONE);
}

/* The service says "done" and names neither file nor address: InitUpload may know them. If it sends
 * us back here, nothing shows that there is a file at all, and it must not be called finished. */
static HoistMove
ask_for_id (HoistTicket *ticket, GError **error)
{
  if (hoist_ticket_get (ticket, "asked-for-id") == NULL) {
    hoist_ticket_set (ticket, "asked-for-id", "1");
    return HOIST_MOVE_TO (HOIST_STEP_PROBE);
  }

  g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_UNVERIFIED,
                       _ ("The service says that the file is complete but does not say where it "
                          "is. Look for it in the console, or start the upload over."));
  return HOIST_MOVE (FAILED);
}

static HoistMove
read_commit (const HoistFacts *facts, HoistTicket *ticket, const HoistReply *reply, GError **error)
{
  gint64 code = 0;
  g_autoptr (HoistRead) read = hoist_tencent_call_read (reply, HOIST_STEP_COMMIT, &code, error);
  const HoistReadValue *root = NULL;

  if (read == NULL)
    return HOIST_MOVE (FAILED);

  root = hoist_read_get_root (read);
  if (code != 0)
    return hoist_tencent_call_fail (facts, HOIST_STEP_COMMIT, reply, root, code, error);
  if (get_file_id (root) == NULL && get_link (root) == NULL)
    return ask_for_id (ticket, error);

  hoist_ticket_set_result (ticket, get_file_id (root), get_link (root),
                           ticket->is_instant ? "instant-sha1" : "md5-parts");
  return HOIST_MOVE (DONE);
}

static HoistMove
read_check (const HoistFacts *facts, const HoistReply *reply, GError **error)
{
  gint64 code = 0;
  g_autoptr (HoistRead) read = hoist_tencent_call_read (reply, HOIST_STEP_CHECK, &code, error);
  const HoistReadValue *root = NULL;

  if (read == NULL)
    return HOIST_MOVE (FAILED);

  root = hoist_read_get_root (read);
  if (hoist_tencent_code_is_about_file (code, hoist_tencent_call_can_retry (root)))
    return HOIST_MOVE (DONE);
  return hoist_tencent_call_fail (facts, HOIST_STEP_CHECK, reply, root, code, error);
}

static HoistMove
read_reply (const HoistFacts *facts,
            HoistTicket *ticket,
            HoistStep step,
            HoistPart *part,
            const HoistReply *reply,
            GError **error)
{
  if (step == HOIST_STEP_CHECK)
    return read_check (facts, reply, error);
  if (step == HOIST_STEP_PART)
    return read_part (facts, part, reply, error);
  if (step == HOIST_STEP_COMMIT)
    return read_commit (facts, ticket, reply, error);
  return read_init (facts, ticket, step, reply, error);
}

/* The SHA-1 is the file's name in every call; the MD5 of each part is in its signed query. */
static void
get_wanted (const HoistFacts *facts, HoistWanted *wanted)
{
  *wanted = (HoistWanted){ .file = HOIST_DIGEST_SHA1,
                           .slice_kind = HOIST_DIGEST_MD5,
                           .slice_size = hoist_tencent_grid_get_asked (facts) };
}

/* No part would be sent of an empty file, and fileType is mandatory (notes 1.10). */
static gboolean
check_file (const HoistFacts *facts, GError **error)
{
  g_autofree char *stem = NULL;
  g_autofree char *type = hoist_tencent_name_dup_type (facts, &stem);

  return hoist_provider_check_content (facts, type, error);
}

const HoistProvider hoist_tencent_vod = {
  .id = "tencent-vod",
  .name = N_ ("Tencent Cloud VOD"),
  .summary = N_ ("Video on demand by Tencent Cloud, with the account’s own API key"),
  .guide =
      N_ ("“SecretId” and “SecretKey” stand together on the console’s page on API keys. Make a "
          "pair for Hoist alone, for a user who may do nothing but upload: then you can take "
          "it back without stopping anything else."),
  .rights = "InitUpload\nUploadPart\nFinishUpload",
  .steps = 1u << HOIST_STEP_BEGIN | 1u << HOIST_STEP_PROBE | 1u << HOIST_STEP_PART |
           1u << HOIST_STEP_COMMIT | 1u << HOIST_STEP_CHECK,
  .fields = fields,
  .n_fields = G_N_ELEMENTS (fields),
  .rates = rates,
  .n_rates = G_N_ELEMENTS (rates),
  /* neither a largest file nor a largest number of parts is documented (notes 1.3 and 9) */
  .rules = { .part_size = HOIST_TENCENT_LARGE_PART,
             .max_part_size = HOIST_TENCENT_LARGE_PART,
             .step = HOIST_TENCENT_SMALL_PART },
  /* parts are addressed by offset and may arrive in any order; the SDKs send 6 to 10 (notes 1.4) */
  .max_parallel = 6,
  .get_wanted = get_wanted,
  .check_file = check_file,
  .write_request = write_request,
  .read_reply = read_reply,
};
