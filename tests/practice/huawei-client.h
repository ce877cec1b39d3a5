/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client for MetaStudio on the practice server: signs calls, sends bytes, reads its errors. */
#pragma once

#include "hoist-practice-huawei-account.h"
#include "hoist-practice-huawei-sign.h"
#include "practice-client.h"

G_BEGIN_DECLS

#define V1 "/v1/" HOIST_PRACTICE_HUAWEI_PROJECT "/"
#define KB 1024

/* How a call is made; all zero is the right way. */
typedef struct {
  const char *access_key;     /* (nullable) */
  const char *secret_key;     /* (nullable) */
  const char *security_token; /* (nullable): sent and signed */
  const char *token;          /* (nullable): in place of a signature */
  const char *signed_headers; /* (nullable): with semicolons */
  const char *type;           /* (nullable): Content-Type; application/json with a body */
  const char *headers;        /* (nullable): more lines, sent but not signed */
  const char *content_hash;   /* (nullable): X-Sdk-Content-Sha256 */
  gint64 off_s;               /* of X-Sdk-Date */
  gboolean has_no_auth;
  gboolean is_damaged; /* one digit of the signature is another one */
} Way;

static inline char *
huawei_write_date (Practice *practice, gint64 off_s)
{
  g_autoptr (GDateTime) date =
      g_date_time_new_from_unix_utc (practice_get_wall_us (practice) / G_USEC_PER_SEC + off_s);

  return g_date_time_format (date, "%Y%m%dT%H%M%SZ");
}

/* The Authorization of a call with these headers. */
static inline char *
huawei_authorize (const Way *way, HoistPracticeHuaweiRequest *request, const char *list)
{
  const char *access_key =
      way->access_key != NULL ? way->access_key : HOIST_PRACTICE_HUAWEI_ACCESS_KEY;
  const char *secret_key =
      way->secret_key != NULL ? way->secret_key : HOIST_PRACTICE_HUAWEI_SECRET_KEY;
  g_auto (GStrv) names = g_strsplit (list, ";", -1);
  g_autofree char *canonical =
      hoist_practice_huawei_write_canonical (request, (const char *const *) names);
  g_autofree char *text = hoist_practice_huawei_write_text (
      canonical != NULL ? canonical : "",
      hoist_practice_huawei_request_get_header (request, "x-sdk-date"));
  g_autofree char *signature = hoist_practice_huawei_sign (text, secret_key);

  if (way->is_damaged)
    signature[0] = signature[0] == '0' ? '1' : '0';
  return g_strdup_printf ("SDK-HMAC-SHA256 Access=%s, SignedHeaders=%s, Signature=%s", access_key,
                          list, signature);
}

static inline char *
huawei_write_headers (Practice *practice,
                      const Way *way,
                      const char *method,
                      const char *path,
                      const char *query,
                      const char *body)
{
  g_autoptr (HoistPracticeHuaweiRequest) request =
      hoist_practice_huawei_request_new (method, path, query);
  GString *text = g_string_new (way->headers);
  g_autofree char *date = huawei_write_date (practice, way->off_s);
  g_autofree char *authorization = NULL;
  const char *type = way->type != NULL ? way->type : body != NULL ? "application/json" : NULL;
  const char *list = way->security_token != NULL ? "host;x-sdk-date;x-security-token"
                     : type != NULL              ? "content-type;host;x-sdk-date"
                                                 : "host;x-sdk-date";

  if (body != NULL) {
    g_byte_array_append (request->body, (const guint8 *) body, (guint) strlen (body));
    g_string_append_printf (text, "Content-Length: %" G_GSIZE_FORMAT "\r\n", strlen (body));
  }
  hoist_practice_huawei_request_add_header (request, "Host", "127.0.0.1");
  hoist_practice_huawei_request_add_header (request, "X-Sdk-Date", date);
  if (type != NULL) {
    hoist_practice_huawei_request_add_header (request, "Content-Type", type);
    g_string_append_printf (text, "Content-Type: %s\r\n", type);
  }
  if (way->security_token != NULL) {
    hoist_practice_huawei_request_add_header (request, "X-Security-Token", way->security_token);
    g_string_append_printf (text, "X-Security-Token: %s\r\n", way->security_token);
  }
  if (way->content_hash != NULL) {
    hoist_practice_huawei_request_add_header (request, "X-Sdk-Content-Sha256", way->content_hash);
    g_string_append_printf (text, "X-Sdk-Content-Sha256: %s\r\n", way->content_hash);
  }
  if (way->token != NULL)
    g_string_append_printf (text, "X-Auth-Token: %s\r\n", way->token);
  if (way->token == NULL && !way->has_no_auth) {
    authorization =
        huawei_authorize (way, request, way->signed_headers != NULL ? way->signed_headers : list);
    g_string_append_printf (text, "X-Sdk-Date: %s\r\nAuthorization: %s\r\n", date, authorization);
  }
  return g_string_free (text, FALSE);
}

/* A call in some way, on a connection of its own. */
static inline void
huawei_call_as (Practice *practice,
                const Way *way,
                const char *method,
                const char *path,
                const char *query,
                const char *body,
                Reply *reply)
{
  g_autofree char *headers = huawei_write_headers (practice, way, method, path, query, body);
  g_autofree char *target = query != NULL ? g_strconcat (path, "?", query, NULL) : g_strdup (path);
  Line line = { 0 };

  line_open (&line, practice);
  line_send_request (&line, method, target, headers, body, body != NULL ? strlen (body) : 0);
  line_read (&line, reply);
  line_close (&line);
}

/* The right way; @path comes behind the project. */
static inline void
huawei_call (Practice *practice, const char *method, const char *path, const char *body, Reply *r)
{
  const Way way = { 0 };
  g_autofree char *full = g_strconcat (V1, path, NULL);

  huawei_call_as (practice, &way, method, full, NULL, body, r);
}

/* The code of an error, in whatever shape it came. */
static inline char *
huawei_get_code (Reply *reply)
{
  JsonObject *object = reply->json != NULL ? json_node_get_object (reply->json) : NULL;
  const char *start = reply->body != NULL ? strstr (reply->body, "<Code>") : NULL;

  if (start != NULL)
    return g_strndup (start + strlen ("<Code>"),
                      (gsize) (strstr (start, "</Code>") - start) - strlen ("<Code>"));
  if (object != NULL && json_object_has_member (object, "error"))
    return g_strdup_printf (
        "%" G_GINT64_FORMAT,
        json_object_get_int_member (json_object_get_object_member (object, "error"), "code"));
  if (object != NULL && json_object_has_member (object, "error_code"))
    return g_strdup (json_object_get_string_member (object, "error_code"));
  return g_strdup ("");
}

/* An empty code is success. */
static inline void
huawei_expect (Reply *reply, guint status, const char *code)
{
  g_autofree char *found = huawei_get_code (reply);

  g_test_message ("%u %s", reply->status, reply->body != NULL ? reply->body : "no answer");
  g_assert_cmpstr (found, ==, code);
  g_assert_cmpuint (reply->status, ==, status);
}

static inline char *
huawei_dup_text (Reply *reply, const char *name)
{
  return g_strdup (json_object_get_string_member (reply_get_object (reply), name));
}

static inline char *
huawei_md5 (const void *data, gsize size)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_MD5);
  guint8 digest[16];
  gsize length = sizeof digest;

  g_checksum_update (checksum, data, (gssize) size);
  g_checksum_get_digest (checksum, digest, &length);
  return g_base64_encode (digest, length);
}

/* Returns its id. */
static inline char *
huawei_add_asset (Practice *practice, const char *name, const char *type)
{
  g_autofree char *body =
      g_strdup_printf ("{\"asset_name\":\"%s\",\"asset_type\":\"%s\"}", name, type);
  Reply reply = { 0 };
  char *id = NULL;

  huawei_call (practice, "POST", "digital-assets", body, &reply);
  huawei_expect (&reply, 200, "");
  id = huawei_dup_text (&reply, "asset_id");
  reply_clear (&reply);
  return id;
}

static inline char *
huawei_write_file (const char *asset, const char *category, const void *data, gsize size)
{
  g_autofree char *md5 = huawei_md5 (data, size);

  return g_strdup_printf (
      "{\"file_name\":\"clip.mp4\",\"file_md5\":\"%s\",\"file_size\":%" G_GSIZE_FORMAT
      ",\"file_type\":\"mp4\",\"asset_id\":\"%s\","
      "\"asset_file_category\":\"%s\"}",
      md5, size, asset, category);
}

/* Returns its id and, in @url, where to send it. */
static inline char *
huawei_add_file (Practice *practice, const char *asset, const void *data, gsize size, char **url)
{
  g_autofree char *body = huawei_write_file (asset, "MAIN", data, size);
  Reply reply = { 0 };
  char *id = NULL;

  huawei_call (practice, "POST", "files", body, &reply);
  huawei_expect (&reply, 200, "");
  id = huawei_dup_text (&reply, "file_id");
  *url = huawei_dup_text (&reply, "upload_url");
  reply_clear (&reply);
  return id;
}

/* Returns its id and, in @reply, upload_urls. */
static inline char *
huawei_add_large_file (Practice *practice, const char *asset, gsize size, guint parts, Reply *reply)
{
  g_autofree char *body = g_strdup_printf (
      "{\"file_name\":\"clip.bin\",\"file_size\":%" G_GSIZE_FORMAT ",\"file_type\":\"bin\","
      "\"asset_id\":\"%s\",\"asset_file_category\":\"MAIN\",\"file_multipart_count\":%u}",
      size, asset, parts);

  huawei_call (practice, "POST", "large-files", body, reply);
  huawei_expect (reply, 200, "");
  return huawei_dup_text (reply, "file_id");
}

static inline const char *
huawei_get_url (Reply *reply, guint i)
{
  return json_array_get_string_element (
      json_object_get_array_member (reply_get_object (reply), "upload_urls"), i);
}

/* @headers: whole lines besides Content-Length */
static inline void
huawei_put (Practice *practice,
            const char *url,
            const char *headers,
            const void *data,
            gsize size,
            Reply *reply)
{
  g_autofree char *all =
      g_strdup_printf ("%sContent-Length: %" G_GSIZE_FORMAT "\r\n", headers, size);
  const char *target = strchr (url + strlen ("http://"), '/');
  Line line = { 0 };

  line_open (&line, practice);
  line_send_request (&line, "PUT", target, all, data, size);
  line_read (&line, reply);
  line_close (&line);
}

static inline char *
huawei_write_put_headers (const void *data, gsize size)
{
  g_autofree char *md5 = huawei_md5 (data, size);

  return g_strdup_printf ("Content-MD5: %s\r\nContent-Type: video/mp4\r\n", md5);
}

/* A whole file, as it should be. */
static inline void
huawei_put_file (Practice *practice, const char *url, const void *data, gsize size, Reply *reply)
{
  g_autofree char *headers = huawei_write_put_headers (data, size);

  huawei_put (practice, url, headers, data, size, reply);
}

static inline void
huawei_complete (Practice *practice, const char *file, const char *state, Reply *reply)
{
  g_autofree char *path = g_strconcat ("files/", file, "/complete", NULL);
  g_autofree char *body = g_strconcat ("{\"state\":\"", state, "\"}", NULL);

  huawei_call (practice, "POST", path, body, reply);
}

/* The first file of an asset as the service shows it; owned by @reply. */
static inline JsonObject *
huawei_show_file (Practice *practice, const char *asset, Reply *reply)
{
  g_autofree char *path = g_strconcat ("digital-assets/", asset, NULL);

  huawei_call (practice, "GET", path, NULL, reply);
  huawei_expect (reply, 200, "");
  return json_array_get_object_element (
      json_object_get_array_member (reply_get_object (reply), "files"), 0);
}

static inline void
huawei_expect_state (Practice *practice, const char *asset, const char *state)
{
  Reply reply = { 0 };
  JsonObject *file = huawei_show_file (practice, asset, &reply);

  g_assert_cmpstr (json_object_get_string_member (file, "state"), ==, state);
  reply_clear (&reply);
}

G_END_DECLS
