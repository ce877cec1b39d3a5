/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tencent Cloud VOD, legacy calls: the template for other services, in the order to write one. */
#include "hoist-tencent-vod.h"

#include "hoist-answer.h"
#include "hoist-error.h"
#include "hoist-name.h"
#include "hoist-sign.h"
#include "hoist-tencent-code.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* "Notes" below are docs/protocols/tencent-vod.md, which names for each figure
 * the vendor's page. Other pages are named by title and number. */

/* "Available values include 524288 (512KB) and 1048576 (1MB)" (InitUpload 266/7809, dataSize). */
#define SMALL_PART 524288
#define LARGE_PART 1048576

/* Parts that a server may impose on an upload it remembers (notes 1.8). The documents know only the
 * two sizes above; these bounds just keep a senseless answer from making a senseless grid. */
#define MIN_IMPOSED_PART 65536
#define MAX_IMPOSED_PART (64 * 1024 * 1024)

/* "limited to 40 bytes" (InitUpload, fileName), and what the web SDK refuses (notes 1.3). */
#define MAX_NAME 40
#define FORBIDDEN_IN_NAME "\\/:*?\"<>|"

/* "at most 10" (UGC upload overview, notes 1.3). */
#define MAX_TAGS 10

/* Nonces of the official SDKs end at 2^31 - 2 (notes 1.2). */
#define NONCE_RANGE G_GUINT64_CONSTANT (2147483647)

/* How long an answer may take: 60 s for calls, 5 min for parts (design section 4.5). */
#define CALL_ANSWER_US (60 * (gint64) G_USEC_PER_SEC)
#define PART_ANSWER_US (300 * (gint64) G_USEC_PER_SEC)

/* A SHA-1 that no file has, as far as anybody knows. */
#define NO_FILE_SHA1 "0000000000000000000000000000000000000000"

/* Containers and codecs that VOD takes (media upload overview, notes 3). */
static const char *const known_types[] = {
  "wmv",  "rm",  "mov",  "mpeg", "mp4", "3gp",  "flv", "avi", "rmvb", "ts",   "asf", "mpg",
  "webm", "mkv", "m3u8", "wm",   "asx", "ram",  "mpe", "vob", "dat",  "mp4v", "m4v", "f4v",
  "mxf",  "qt",  "ogg",  "mp3",  "m4a", "flac", "wav", "ra",  "aac",  "amr",  NULL,
};

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
    N_ ("Up to ten words separated by commas."), NULL, NULL },
  { "class-id", HOIST_FIELD_NUMBER, HOIST_FIELD_PER_UPLOAD, N_ ("Category"),
    N_ ("The number of a category made in the console."), NULL, NULL },
  { "transcode", HOIST_FIELD_SWITCH, HOIST_FIELD_PER_UPLOAD, N_ ("Transcode"),
    N_ ("Make the usual formats after the upload."), "0", NULL },
  { "screenshot", HOIST_FIELD_SWITCH, HOIST_FIELD_PER_UPLOAD, N_ ("Screenshots"),
    N_ ("Take still pictures after the upload."), "0", NULL },
  { "watermark", HOIST_FIELD_SWITCH, HOIST_FIELD_PER_UPLOAD, N_ ("Watermark"),
    N_ ("Add the watermark that was set up in the console; without one the upload may fail."), "0",
    NULL },
  { "file-type", HOIST_FIELD_TEXT, HOIST_FIELD_PER_UPLOAD, N_ ("File type"),
    N_ ("Such as “mp4”: for files whose name and content do not tell."), NULL, NULL },
};

/* "Peak Calling Frequency" of the three pages: 100, 10 000 and 100 a minute. */
static const HoistRate rates[] = {
  { "InitUpload", 100, 60 * G_USEC_PER_SEC },
  { "UploadPart", 10000, 60 * G_USEC_PER_SEC },
  { "FinishUpload", 100, 60 * G_USEC_PER_SEC },
};

/* What a file is called there: notes 1.10. The type by the name if it is a known one, else by the
 * content, else as set, else by the name after all: the vendor's list grows. Then @stem is what is
 * left of the name. */
static char *
dup_type (const HoistFacts *facts, char **stem)
{
  const char *by_content = hoist_name_extension_of_type (facts->file->content_type);
  const char *set = hoist_facts_get (facts, "file-type");
  g_autofree char *extension = NULL;
  g_autofree char *without = NULL;

  hoist_name_split (facts->file->name, &without, &extension);
  if (extension != NULL && !g_strv_contains (known_types, extension) &&
      (by_content != NULL || (set != NULL && *set != '\0'))) {
    g_clear_pointer (&extension, g_free);
    g_free (without);
    without = g_strdup (facts->file->name);
  }

  *stem = g_steal_pointer (&without);
  if (extension != NULL)
    return g_steal_pointer (&extension);
  if (by_content != NULL)
    return g_strdup (by_content);
  if (set != NULL && *set == '.')
    set++;
  return set != NULL && *set != '\0' ? g_ascii_strdown (set, -1) : NULL;
}

static void
add_name (HoistQuery *query, const HoistFacts *facts)
{
  g_autofree char *stem = NULL;
  g_autofree char *type = dup_type (facts, &stem);
  g_autofree char *name = hoist_name_fit (stem, FORBIDDEN_IN_NAME, MAX_NAME);

  hoist_query_add (query, "fileName", *name != '\0' ? name : "video");
  hoist_query_add (query, "fileType", type != NULL ? type : "");
}

static void
add_tags (HoistQuery *query, const HoistFacts *facts)
{
  const char *list = hoist_facts_get (facts, "tags");
  g_auto (GStrv) tags = g_strsplit (list != NULL ? list : "", ",", -1);
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

/* The common parameters (notes 1.2). A nonce and a time of its own for every exchange. */
static HoistQuery *
new_query (const HoistFacts *facts, const char *action)
{
  HoistQuery *query = hoist_query_new ();
  const char *signature = hoist_facts_get (facts, "signature");

  hoist_query_add (query, "Action", action);
  hoist_query_add (query, "Region", hoist_facts_get (facts, "region"));
  hoist_query_add_uint (query, "Timestamp", facts->now_us / G_USEC_PER_SEC);
  hoist_query_add_uint (query, "Nonce", MAX (facts->nonce % NONCE_RANGE, 1));
  hoist_query_add (query, "SecretId", hoist_facts_get (facts, "secret-id"));
  /* only when it is not the default: the upload pages of the time do not know it (notes 7, A20) */
  if (strcmp (signature, "HmacSHA1") != 0)
    hoist_query_add (query, "SignatureMethod", signature);
  return query;
}

/* Signs @query and makes it the next request. @bucket is also the call's name. */
static HoistMove
send_query (const HoistFacts *facts,
            HoistQuery *query,
            const char *method,
            const char *bucket,
            HoistRequest **request,
            GError **error)
{
  gboolean is_sha256 = strcmp (hoist_facts_get (facts, "signature"), "HmacSHA256") == 0;
  g_autofree char *url =
      hoist_sign_legacy_url (query, method, hoist_facts_get (facts, "endpoint"),
                             hoist_facts_get_secret (facts, "secret-key"), is_sha256, error);

  if (url == NULL)
    return HOIST_MOVE (FAILED);

  *request = hoist_request_new (method, url);
  (*request)->bucket = bucket;
  (*request)->answer_us = CALL_ANSWER_US;
  return HOIST_MOVE (SEND);
}

/* "GET" or "POST" as set (notes 7, A1), as a static string. */
static const char *
get_method (const HoistFacts *facts)
{
  return strcmp (hoist_facts_get (facts, "method"), "POST") == 0 ? "POST" : "GET";
}

static gboolean
check_keys (const HoistFacts *facts, GError **error)
{
  const char *id = hoist_facts_get (facts, "secret-id");
  const char *key = hoist_facts_get_secret (facts, "secret-key");

  if (id == NULL || *id == '\0') {
    g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_SIGN_IN,
                         _ ("The account has no SecretId. Enter it in the account’s settings."));
    return FALSE;
  }
  if (key == NULL || *key == '\0') {
    g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_KEYRING,
                         _ ("The account’s SecretKey is not in the keyring. Enter it again."));
    return FALSE;
  }
  return TRUE;
}

static guint64
get_asked_part_size (const HoistFacts *facts)
{
  return strcmp (hoist_facts_get (facts, "part-size"), "524288") == 0 ? SMALL_PART : LARGE_PART;
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
  g_autoptr (HoistQuery) query = new_query (facts, "InitUpload");
  g_autofree char *sha1 = hoist_digests_dup_hex (&facts->file->digests, HOIST_DIGEST_SHA1);
  const char *class_id = hoist_facts_get (facts, "class-id");

  hoist_query_add (query, "fileSha", sha1);
  hoist_query_add_uint (query, "fileSize", facts->file->size);
  hoist_query_add_uint (query, "dataSize", get_asked_part_size (facts));
  add_name (query, facts);
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
  return send_query (facts, query, get_method (facts), "InitUpload", request, error);
}

/* What the server listed is compared before anything is sent again. DONE when it is ours. */
static HoistMove
compare_listed (HoistPart *part)
{
  HoistDigestKinds kind = strlen (part->etag) == 40 ? HOIST_DIGEST_SHA1 : HOIST_DIGEST_MD5;
  g_autofree char *digest = NULL;

  if (part->digest_kind != kind)
    return (HoistMove){
      .kind = HOIST_MOVE_NEEDS, .digests = kind, .offset = part->offset, .length = part->length
    };

  digest = hoist_part_dup_digest_hex (part);
  part->is_done = strcmp (digest, part->etag) == 0;
  part->kept = part->is_done ? part->length : 0;
  if (!part->is_done)
    hoist_part_set_etag (part, NULL);
  return part->is_done ? HOIST_MOVE (DONE) : HOIST_MOVE (SEND);
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
    move = compare_listed (part);
    if (move.kind != HOIST_MOVE_SEND)
      return move;
  }
  if (part->digest_kind != HOIST_DIGEST_MD5)
    return (HoistMove){ .kind = HOIST_MOVE_NEEDS,
                        .digests = HOIST_DIGEST_MD5,
                        .offset = part->offset,
                        .length = part->length };

  md5 = hoist_part_dup_digest_hex (part);
  query = new_query (facts, "UploadPart");
  hoist_query_add (query, "fileSha", sha1);
  hoist_query_add_uint (query, "offset", part->offset);
  hoist_query_add_uint (query, "dataSize", part->length);
  hoist_query_add (query, "dataMd5", md5);
  move = send_query (facts, query, "POST", "UploadPart", request, error);
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
  g_autoptr (HoistQuery) query = new_query (facts, "FinishUpload");

  hoist_query_add (query, "fileSha", sha1);
  return send_query (facts, query, get_method (facts), "FinishUpload", request, error);
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

  if (!check_keys (facts, error))
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

/* Returns: (transfer full) (nullable): an answer with its code, whatever the code says */
static HoistRead *
read_answer (const HoistReply *reply, HoistStep step, gint64 *code, GError **error)
{
  g_autoptr (HoistRead) read = hoist_answer_read (reply);
  gboolean has_code = read != NULL && hoist_read_int (hoist_read_get_root (read), "code", code);
  HoistErrorCode unclear = step == HOIST_STEP_COMMIT ? HOIST_ERROR_UNSURE : HOIST_ERROR_BUSY;

  /* API errors come with a status of 200 or 400 (notes 1.1), so a body with a code is believed; but
   * not that all is well under a status that says otherwise, and 413 and 429 speak for themselves
   */
  if (!has_code || reply->status == 413 || reply->status == 429 ||
      (*code >= 0 && *code <= 2 && !hoist_answer_is_success (reply))) {
    g_propagate_error (error, hoist_answer_new_error (reply, unclear));
    return NULL;
  }
  return g_steal_pointer (&read);
}

/* Whether the answer says canRetry 1; the documents' examples omit it (notes 7, A14). */
static gboolean
can_retry (const HoistReadValue *root)
{
  gint64 value = 0;

  return hoist_read_int (root, "canRetry", &value) && value == 1;
}

static HoistMove
fail_with_code (const HoistFacts *facts,
                HoistStep step,
                const HoistReply *reply,
                const HoistReadValue *root,
                gint64 code,
                GError **error)
{
  g_propagate_error (
      error, hoist_tencent_code_new_error (code, can_retry (root), step, reply, facts->now_us));
  return HOIST_MOVE (FAILED);
}

/* Offset and length of a listed part; the length has two names (notes 7, A4). */
static gboolean
read_listed_range (const HoistReadValue *entry, guint64 *offset, guint64 *length)
{
  return hoist_read_uint (entry, "offset", offset) &&
         (hoist_read_uint (entry, "dataSize", length) ||
          hoist_read_uint (entry, "dataLen", length));
}

static gboolean
is_part_size (guint64 size)
{
  return size >= MIN_IMPOSED_PART && size <= MAX_IMPOSED_PART;
}

/* The grid that the server has: by its own word, else by a listed part that is not the file's last
 * one, else as asked; the documents' example has only the list (notes 1.8, and 7, A6). */
static guint64
get_imposed_part_size (const HoistFacts *facts, const HoistReadValue *root)
{
  const HoistReadValue *list = hoist_read_find_array (root, "listParts");
  guint64 size = 0;

  if (hoist_read_uint (root, "dataSize", &size) && is_part_size (size))
    return size;

  for (guint i = 0; i < hoist_read_get_count (list); i++) {
    guint64 offset = 0;

    if (read_listed_range (hoist_read_get_object_at (list, i), &offset, &size) &&
        is_part_size (size) && offset % size == 0 && offset < facts->file->size &&
        size < facts->file->size - offset)
      return size;
  }
  return get_asked_part_size (facts);
}

/* The digest of a listed part. It has two names, and its length says what it is: 32 digits are an
 * MD5, 40 a SHA-1 (notes 7, A3). Returns: (transfer full) (nullable) */
static char *
dup_listed_digest (const HoistReadValue *entry)
{
  static const char *const names[] = { "dataMd5", "dataSha" };
  HoistDigests digests = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    const char *text = hoist_read_get_text (entry, names[i]);

    if (hoist_digests_set_hex (&digests, HOIST_DIGEST_MD5, text))
      return hoist_digests_dup_hex (&digests, HOIST_DIGEST_MD5);
    if (hoist_digests_set_hex (&digests, HOIST_DIGEST_SHA1, text))
      return hoist_digests_dup_hex (&digests, HOIST_DIGEST_SHA1);
  }
  return NULL;
}

/* What we noted when the server took the same part from us. (nullable) */
static const char *
get_noted_digest (const HoistPart *part, GArray *before)
{
  const HoistPart *old = NULL;

  if (part->number > before->len)
    return NULL;
  old = &g_array_index (before, HoistPart, part->number - 1);
  return old->offset == part->offset && old->length == part->length && old->is_done ? old->etag
                                                                                    : NULL;
}

/* A listed part need not be sent again if its bytes are ours. Without a digest in the list that is
 * known only when the server took this very part from us before, and then checked its MD5; anything
 * else would be a part that nobody has proven, so it is sent again. */
static void
accept_listed (HoistTicket *ticket, GArray *before, const HoistReadValue *entry)
{
  g_autofree char *digest = dup_listed_digest (entry);
  HoistPart *part = NULL;
  guint64 offset = 0;
  guint64 length = 0;

  if (!read_listed_range (entry, &offset, &length))
    return;
  part = hoist_ticket_find_part (ticket, offset);
  if (part == NULL || part->length != length)
    return;

  if (digest == NULL)
    digest = g_strdup (get_noted_digest (part, before));
  if (digest == NULL)
    return;

  hoist_part_set_etag (part, digest);
  part->is_done = FALSE;
  part->kept = part->length;
  compare_listed (part); /* when the local digest is not known yet, PART asks for it */
}

/* Code 0: nothing is there, or no longer. Code 1: what is in the list is there. */
static HoistMove
plan (const HoistFacts *facts, HoistTicket *ticket, const HoistReadValue *root, gboolean has_parts)
{
  g_autoptr (GArray) before = g_array_ref (ticket->parts);
  const HoistReadValue *list = has_parts ? hoist_read_find_array (root, "listParts") : NULL;
  guint64 part_size = has_parts ? get_imposed_part_size (facts, root) : get_asked_part_size (facts);

  hoist_ticket_plan (ticket, facts->file->size, part_size, facts->file->slices);
  hoist_ticket_set (ticket, "asked-for-id", NULL);
  ticket->is_instant = FALSE;
  for (guint i = 0; i < hoist_read_get_count (list); i++)
    accept_listed (ticket, before, hoist_read_get_object_at (list, i));
  return HOIST_MOVE (DONE);
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
  g_autoptr (HoistRead) read = read_answer (reply, step, &code, error);
  const HoistReadValue *root = NULL;

  if (read == NULL)
    return HOIST_MOVE (FAILED);

  root = hoist_read_get_root (read);
  if (code == 0 || code == 1)
    return plan (facts, ticket, root, code == 1);
  if (code == 2)
    return take_instant (ticket, root);
  return fail_with_code (facts, step, reply, root, code, error);
}

static HoistMove
read_part (const HoistFacts *facts, HoistPart *part, const HoistReply *reply, GError **error)
{
  gint64 code = 0;
  g_autoptr (HoistRead) read = read_answer (reply, HOIST_STEP_PART, &code, error);
  g_autofree char *md5 = NULL;

  if (read == NULL)
    return HOIST_MOVE (FAILED);
  if (code != 0) {
    /* "for a part: re-read, re-hash" (notes 1.7) */
    if (code == -10006)
      part->digest_kind = HOIST_DIGEST_NONE;
    return fail_with_code (facts, HOIST_STEP_PART, reply, hoist_read_get_root (read), code, error);
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
  g_autoptr (HoistRead) read = read_answer (reply, HOIST_STEP_COMMIT, &code, error);
  const HoistReadValue *root = NULL;

  if (read == NULL)
    return HOIST_MOVE (FAILED);

  root = hoist_read_get_root (read);
  if (code != 0)
    return fail_with_code (facts, HOIST_STEP_COMMIT, reply, root, code, error);
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
  g_autoptr (HoistRead) read = read_answer (reply, HOIST_STEP_CHECK, &code, error);
  const HoistReadValue *root = NULL;

  if (read == NULL)
    return HOIST_MOVE (FAILED);

  root = hoist_read_get_root (read);
  if (hoist_tencent_code_is_about_file (code, can_retry (root)))
    return HOIST_MOVE (DONE);
  return fail_with_code (facts, HOIST_STEP_CHECK, reply, root, code, error);
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
                           .slice_size = get_asked_part_size (facts) };
}

/* No part would be sent of an empty file, and fileType is mandatory (notes 1.10). */
static gboolean
check_file (const HoistFacts *facts, GError **error)
{
  g_autofree char *stem = NULL;
  g_autofree char *type = dup_type (facts, &stem);

  if (facts->file->size == 0) {
    g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_REFUSED,
                         _ ("The file is empty, and the service takes no empty files. Choose "
                            "another file."));
    return FALSE;
  }
  if (type == NULL) {
    g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_REFUSED,
                         _ ("Neither name nor content tell the file’s type. Set “File type”, such "
                            "as “mp4”, or give the file an ending."));
    return FALSE;
  }
  return TRUE;
}

const HoistProvider hoist_tencent_vod = {
  .id = "tencent-vod",
  .name = N_ ("Tencent Cloud VOD"),
  .summary = N_ ("Video on demand by Tencent Cloud, with the account’s own API key"),
  .steps = 1u << HOIST_STEP_BEGIN | 1u << HOIST_STEP_PROBE | 1u << HOIST_STEP_PART |
           1u << HOIST_STEP_COMMIT | 1u << HOIST_STEP_CHECK,
  .fields = fields,
  .n_fields = G_N_ELEMENTS (fields),
  .rates = rates,
  .n_rates = G_N_ELEMENTS (rates),
  /* neither a largest file nor a largest number of parts is documented (notes 1.3 and 9) */
  .rules = { .part_size = LARGE_PART, .max_part_size = LARGE_PART, .step = SMALL_PART },
  /* parts are addressed by offset and may arrive in any order; the SDKs send 6 to 10 (notes 1.4) */
  .max_parallel = 6,
  .get_wanted = get_wanted,
  .check_file = check_file,
  .write_request = write_request,
  .read_reply = read_reply,
};
