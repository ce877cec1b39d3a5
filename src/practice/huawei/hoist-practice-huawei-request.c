/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A call of MetaStudio, of its token service or of its object store, as it came. */
#include "hoist-practice-huawei-request.h"

#include "hoist-practice-query.h"

#include <string.h>

#define ANY "*"

/* What comes behind /v1/{project_id}/; the star is an id. */
static const struct {
  const char *words[4];
  const char *method;
  HoistPracticeHuaweiCall call;
} routes[] = {
  { { "digital-assets", NULL }, "POST", HOIST_PRACTICE_HUAWEI_CREATE_ASSET },
  { { "digital-assets", NULL }, "GET", HOIST_PRACTICE_HUAWEI_LIST_ASSETS },
  { { "digital-assets", ANY, NULL }, "GET", HOIST_PRACTICE_HUAWEI_SHOW_ASSET },
  { { "digital-assets", ANY, NULL }, "PUT", HOIST_PRACTICE_HUAWEI_UPDATE_ASSET },
  { { "digital-assets", ANY, NULL }, "DELETE", HOIST_PRACTICE_HUAWEI_DELETE_ASSET },
  { { "files", NULL }, "POST", HOIST_PRACTICE_HUAWEI_CREATE_FILE },
  { { "large-files", NULL }, "POST", HOIST_PRACTICE_HUAWEI_CREATE_LARGE_FILE },
  { { "files", ANY, "complete", NULL }, "POST", HOIST_PRACTICE_HUAWEI_COMPLETE_FILE },
  { { "files", ANY, NULL }, "DELETE", HOIST_PRACTICE_HUAWEI_DELETE_FILE },
};

/* In the order of HoistPracticeHuaweiCall. */
static const char *const names[] = {
  "CreateToken", "ListProjects", "CreateAsset", "ListAssets",      "ShowAsset",
  "UpdateAsset", "DeleteAsset",  "CreateFile",  "CreateLargeFile", "CompleteFile",
  "DeleteFile",  "PutObject",    "PutPart",
};

/**
 * hoist_practice_huawei_owns_path:
 * @path: raw
 *
 * Another service has paths under /v1/ too, so the word behind the project decides.
 */
gboolean
hoist_practice_huawei_owns_path (const char *path)
{
  static const char *const nouns[] = { "digital-assets", "files", "large-files", NULL };
  static const char *const others[] = { "files", "pipelines", "oauth2", NULL };
  g_auto (GStrv) words = g_strsplit (path, "/", 5);

  if (g_str_has_prefix (path, HOIST_PRACTICE_HUAWEI_STORE))
    return TRUE;
  if (strcmp (path, "/v3/auth/tokens") == 0 || strcmp (path, "/v3/projects") == 0)
    return TRUE;
  return g_strv_length (words) >= 4 && strcmp (words[1], "v1") == 0 &&
         !g_strv_contains (others, words[2]) && g_strv_contains (nouns, words[3]);
}

static void
param_free (gpointer data)
{
  HoistPracticeParam *param = data;

  g_free (param->name);
  g_free (param->value);
  g_free (param);
}

static char *
decode (const char *text)
{
  g_autofree char *decoded = g_uri_unescape_string (text, NULL);

  return decoded != NULL && g_utf8_validate (decoded, -1, NULL) ? g_steal_pointer (&decoded) : NULL;
}

/* Not that of hoist-practice-query.h: here a name may come twice and may be encoded. */
static GPtrArray *
parse_query (const char *query)
{
  g_autoptr (GPtrArray) params = g_ptr_array_new_with_free_func (param_free);
  g_auto (GStrv) pairs = g_strsplit (query, "&", -1);

  for (gsize i = 0; pairs[i] != NULL; i++) {
    HoistPracticeParam *param = g_new0 (HoistPracticeParam, 1);
    char *equals = strchr (pairs[i], '=');

    g_ptr_array_add (params, param);
    if (equals == NULL || equals == pairs[i])
      return NULL;
    *equals = '\0';
    param->name = decode (pairs[i]);
    param->value = decode (equals + 1);
    if (param->name == NULL || param->value == NULL)
      return NULL;
  }
  return g_steal_pointer (&params);
}

static gboolean
fits (const char *const *pattern, char **words)
{
  while (*pattern != NULL && *words != NULL) {
    if (strcmp (*pattern, ANY) != 0 ? strcmp (*pattern, *words) != 0 : **words == '\0')
      return FALSE;
    pattern++;
    words++;
  }
  return *pattern == NULL && *words == NULL;
}

static void
route_api (HoistPracticeHuaweiRequest *self)
{
  g_auto (GStrv) words = g_strsplit (self->path, "/", -1);

  self->project = decode (words[2]);
  self->call = HOIST_PRACTICE_HUAWEI_NO_CALL;
  for (gsize i = 0; i < G_N_ELEMENTS (routes); i++) {
    if (!fits (routes[i].words, words + 3))
      continue;
    self->call = HOIST_PRACTICE_HUAWEI_NO_METHOD;
    if (strcmp (routes[i].method, self->method) == 0) {
      self->call = routes[i].call;
      self->id = words[4] != NULL ? decode (words[4]) : NULL;
      return;
    }
  }
}

static void
route (HoistPracticeHuaweiRequest *self)
{
  if (g_str_has_prefix (self->path, HOIST_PRACTICE_HUAWEI_STORE)) {
    self->id = decode (self->path + strlen (HOIST_PRACTICE_HUAWEI_STORE));
    self->call = HOIST_PRACTICE_HUAWEI_PUT_OBJECT;
  } else if (strcmp (self->path, "/v3/auth/tokens") == 0) {
    self->call = strcmp (self->method, "POST") == 0 ? HOIST_PRACTICE_HUAWEI_CREATE_TOKEN
                                                    : HOIST_PRACTICE_HUAWEI_NO_METHOD;
  } else if (strcmp (self->path, "/v3/projects") == 0) {
    self->call = strcmp (self->method, "GET") == 0 ? HOIST_PRACTICE_HUAWEI_LIST_PROJECTS
                                                   : HOIST_PRACTICE_HUAWEI_NO_METHOD;
  } else {
    route_api (self);
  }
}

/**
 * hoist_practice_huawei_request_new:
 * @path: raw; of those that hoist_practice_huawei_owns_path()
 * @query: (nullable): raw
 *
 * Returns: (transfer full): the request, still without headers and body
 */
HoistPracticeHuaweiRequest *
hoist_practice_huawei_request_new (const char *method, const char *path, const char *query)
{
  HoistPracticeHuaweiRequest *self = g_new0 (HoistPracticeHuaweiRequest, 1);

  self->method = g_strdup (method);
  self->path = g_strdup (path);
  self->query = g_strdup (query != NULL ? query : "");
  self->params = parse_query (self->query);
  self->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->body = g_byte_array_new ();
  route (self);
  return self;
}

void
hoist_practice_huawei_request_free (HoistPracticeHuaweiRequest *self)
{
  g_free (self->method);
  g_free (self->path);
  g_free (self->query);
  g_clear_pointer (&self->params, g_ptr_array_unref);
  g_hash_table_unref (self->headers);
  g_byte_array_unref (self->body);
  g_free (self->project);
  g_free (self->id);
  g_free (self);
}

/**
 * hoist_practice_huawei_request_add_header:
 *
 * Takes a header in; one that comes twice becomes a list, which no rule accepts.
 */
void
hoist_practice_huawei_request_add_header (HoistPracticeHuaweiRequest *self,
                                          const char *name,
                                          const char *value)
{
  char *lower = g_ascii_strdown (name, -1);
  const char *first = g_hash_table_lookup (self->headers, lower);
  char *all = first != NULL ? g_strconcat (first, ", ", value, NULL) : g_strdup (value);

  g_hash_table_replace (self->headers, lower, g_strstrip (all));
}

/**
 * hoist_practice_huawei_request_get_header:
 * @name: in lower case
 *
 * Returns: (nullable): its value without blanks around it
 */
const char *
hoist_practice_huawei_request_get_header (HoistPracticeHuaweiRequest *self, const char *name)
{
  return g_hash_table_lookup (self->headers, name);
}

const char *
hoist_practice_huawei_request_get_param (HoistPracticeHuaweiRequest *self, const char *name)
{
  return self->params != NULL ? hoist_practice_query_get (self->params, name) : NULL;
}

/**
 * hoist_practice_huawei_get_call_name:
 *
 * Returns: (nullable): the name for the log and for faults
 */
const char *
hoist_practice_huawei_get_call_name (HoistPracticeHuaweiCall call)
{
  return call < HOIST_PRACTICE_HUAWEI_N_CALLS ? names[call] : NULL;
}
