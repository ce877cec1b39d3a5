/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A call of Xvid MediaHub's API as it came, and the rules that hold for all of them. */
#include "hoist-practice-xvid-request.h"

#include "hoist-practice-query.h"
#include "hoist-practice-xvid.h"

#include <string.h>

#define MOST_BODY (64 * 1024)

/* Method and path below the base, in the order of HoistPracticeXvidCall. */
static const struct {
  const char *name;
  const char *method;
  const char *path;
  gboolean has_id; /* a last segment that is the id */
  gboolean has_body;
} routes[] = {
  { "Token", "POST", "oauth2/token/", FALSE, TRUE },
  { "ListPipelines", "GET", "pipelines/", FALSE, FALSE },
  { "GetPipeline", "GET", "pipelines/", TRUE, FALSE },
  { "StartUpload", "POST", "files/uploads/", FALSE, FALSE },
  { "FinishUpload", "PUT", "files/uploads/", TRUE, TRUE },
  { "GetUpload", "GET", "files/uploads/", TRUE, FALSE },
  { "GetFile", "GET", "files/", TRUE, FALSE },
  { "DeleteFile", "DELETE", "files/", TRUE, FALSE },
  { "PostForm", "POST", HOIST_PRACTICE_XVID_STORE HOIST_PRACTICE_XVID_BUCKET "/", FALSE, TRUE },
};

/* "Query Parameters" of every page, and those of single calls. */
static const char *const common_names[] = { "format", "human", "show_null", NULL };
static const char *const start_names[] = { "object_key", "pipeline_id", "ip", "expires_at", NULL };
static const char *const list_names[] = { "start", "limit", "sort", "direction", NULL };
static const char *const lenient_names[] = { "expires_in", NULL };
static const char *const no_names[] = { NULL };

HoistPracticeXvidVerdict
hoist_practice_xvid_say (guint status, const char *code, const char *reason)
{
  return (HoistPracticeXvidVerdict){ status, code, reason };
}

static HoistPracticeXvidVerdict
accept_it (void)
{
  return hoist_practice_xvid_say (0, "", "");
}

static HoistPracticeXvidVerdict
refuse (const char *reason)
{
  return hoist_practice_xvid_say (400, HOIST_PRACTICE_XVID_INVALID, reason);
}

static gboolean
is_path_of (gsize route, const char *path)
{
  const char *rest = NULL;

  /* The store is another host in truth, beside the API's base. */
  if (!g_str_has_prefix (path, "/"))
    return FALSE;
  if (route == HOIST_PRACTICE_XVID_POST_FORM)
    return strcmp (path, routes[route].path) == 0;
  if (!g_str_has_prefix (path, HOIST_PRACTICE_XVID_BASE))
    return FALSE;
  path += strlen (HOIST_PRACTICE_XVID_BASE);
  if (!g_str_has_prefix (path, routes[route].path))
    return FALSE;
  rest = path + strlen (routes[route].path);
  return routes[route].has_id ? rest[0] != '\0' && strchr (rest, '/') == NULL : rest[0] == '\0';
}

/**
 * hoist_practice_xvid_request_new:
 * @path: raw
 *
 * Finds out which call it is, and judges nothing else.
 */
HoistPracticeXvidRequest *
hoist_practice_xvid_request_new (const char *method, const char *path)
{
  HoistPracticeXvidRequest *self = g_new0 (HoistPracticeXvidRequest, 1);

  self->body = g_string_new (NULL);
  self->call = HOIST_PRACTICE_XVID_UNKNOWN;
  for (gsize i = 0; i < G_N_ELEMENTS (routes); i++) {
    if (!is_path_of (i, path))
      continue;
    self->call = HOIST_PRACTICE_XVID_WRONG_METHOD;
    if (strcmp (method, routes[i].method) == 0) {
      self->call = (HoistPracticeXvidCall) i;
      self->id = routes[i].has_id ? g_path_get_basename (path) : NULL;
      break;
    }
  }
  return self;
}

void
hoist_practice_xvid_request_free (HoistPracticeXvidRequest *self)
{
  g_free (self->id);
  g_clear_pointer (&self->params, g_ptr_array_unref);
  g_string_free (self->body, TRUE);
  g_free (self);
}

/**
 * hoist_practice_xvid_request_get_name:
 *
 * Returns: (nullable): how the call is named in rules and in the log
 */
const char *
hoist_practice_xvid_request_get_name (HoistPracticeXvidRequest *self)
{
  return self->call < G_N_ELEMENTS (routes) ? routes[self->call].name : NULL;
}

void
hoist_practice_xvid_request_take (HoistPracticeXvidRequest *self, const guint8 *data, gsize size)
{
  if (self->body->len + size > MOST_BODY)
    self->is_too_long = TRUE;
  else
    g_string_append_len (self->body, (const char *) data, (gssize) size);
}

static gboolean
is_flag (const char *value)
{
  return value == NULL || strcmp (value, "true") == 0 || strcmp (value, "false") == 0;
}

static gboolean
is_known (HoistPracticeXvidCall call, const char *name, gboolean is_lenient)
{
  const char *const *own = no_names;

  if (call == HOIST_PRACTICE_XVID_START)
    own = start_names;
  else if (call == HOIST_PRACTICE_XVID_LIST_PIPELINES)
    own = list_names;
  /* The sample of "api/oauth2/POST" has the wished life time in the query. */
  else if (call == HOIST_PRACTICE_XVID_TOKEN && is_lenient)
    own = lenient_names;
  return g_strv_contains (own, name) || g_strv_contains (common_names, name);
}

static HoistPracticeXvidVerdict
check_query (HoistPracticeXvidRequest *self, const char *raw, gboolean is_lenient)
{
  const char *format = NULL;

  if (!is_lenient && !hoist_practice_query_is_escaped (raw))
    return refuse ("the query has characters that want to be percent-encoded");
  self->params = hoist_practice_query_parse (raw, is_lenient, NULL);
  if (self->params == NULL)
    return refuse ("the query cannot be read");
  for (guint i = 0; i < self->params->len; i++)
    if (!is_known (self->call, ((HoistPracticeParam *) g_ptr_array_index (self->params, i))->name,
                   is_lenient))
      return refuse ("the query has an unknown parameter");
  format = hoist_practice_query_get (self->params, "format");
  if (format != NULL && strcmp (format, "json") != 0)
    return refuse ("format is not json");
  if (!is_flag (hoist_practice_query_get (self->params, "human")) ||
      !is_flag (hoist_practice_query_get (self->params, "show_null")))
    return refuse ("human or show_null is neither true nor false");
  return accept_it ();
}

/* The XML form of answers is not documented, so who asks for it gets none. */
static gboolean
wants_json (HoistPracticeXvidRequest *self, const char *wanted)
{
  g_auto (GStrv) types = NULL;

  if (wanted == NULL || hoist_practice_query_get (self->params, "format") != NULL)
    return TRUE;
  types = g_strsplit (wanted, ",", -1);
  for (gsize i = 0; types[i] != NULL; i++) {
    g_strstrip (types[i]);
    types[i][strcspn (types[i], "; ")] = '\0';
    if (strcmp (types[i], "application/json") == 0 || strcmp (types[i], "*/*") == 0)
      return TRUE;
  }
  return FALSE;
}

/**
 * hoist_practice_xvid_request_check:
 *
 * Checks what all calls of the API have in common, but not the token.
 */
HoistPracticeXvidVerdict
hoist_practice_xvid_request_check (HoistPracticeXvidRequest *self, HoistPracticeExchange *exchange)
{
  GUri *uri = soup_server_message_get_uri (exchange->message);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (exchange->message);
  gboolean is_chunked = soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CHUNKED;
  HoistPracticeXvidVerdict verdict;

  if (self->call == HOIST_PRACTICE_XVID_UNKNOWN)
    return hoist_practice_xvid_say (404, HOIST_PRACTICE_XVID_NOT_FOUND, "no such address");
  if (self->call == HOIST_PRACTICE_XVID_WRONG_METHOD)
    return hoist_practice_xvid_say (405, HOIST_PRACTICE_XVID_INVALID,
                                    "that method is not for this address");
  verdict = check_query (self, g_uri_get_query (uri), exchange->context->is_lenient);
  if (verdict.status != 0)
    return verdict;
  if (!wants_json (self, soup_message_headers_get_list (headers, "Accept")))
    return refuse ("Accept is not for JSON");
  if (soup_message_headers_get_one (headers, "Cookie") != NULL)
    return refuse ("nobody gave a cookie out");
  if (is_chunked || self->is_too_long)
    return refuse ("the body has no Content-Length or is too long");
  if (!routes[self->call].has_body && exchange->entry->received > 0)
    return refuse ("this call has no body");
  return accept_it ();
}
