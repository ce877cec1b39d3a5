/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The calls of MetaStudio and IAM as requests, each with the account's keys or token. "Notes" are
 * docs/protocols/huawei-metastudio.md. */
#include "hoist-huawei-call.h"

#include "hoist-field.h"
#include "hoist-form.h"
#include "hoist-huawei-account.h"
#include "hoist-huawei-details.h"
#include "hoist-huawei-figures.h"
#include "hoist-sign-huawei.h"
#include "hoist-sign.h"

#include <json-glib/json-glib.h>
#include <string.h>

static void
add_text (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_number (JsonBuilder *builder, const char *name, guint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, (gint64) value);
}

static void
begin_object (JsonBuilder *builder, const char *name)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
}

static JsonBuilder *
begin_body (void)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  return builder;
}

static void
set_body (HoistRequest *request, JsonBuilder *builder, const char *content_type)
{
  g_autoptr (JsonNode) root = NULL;
  char *text = NULL;

  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  request->before = g_bytes_new_take (text, strlen (text));
  request->content_type = g_strdup (content_type);
}

/* Takes over @base. */
static HoistRequest *
new_request (const char *method, char *base, const char *path, const char *query, GError **error)
{
  g_autofree char *owned = base;
  g_autofree char *url = NULL;
  HoistRequest *request = NULL;

  if (!hoist_field_check_address (owned, error))
    return NULL;

  url = g_strconcat (owned, path, query != NULL ? "?" : "", query, NULL);
  request = hoist_request_new (method, url);
  request->bucket = HOIST_HUAWEI_BUCKET;
  request->answer_us = HOIST_HUAWEI_CALL_ANSWER_US;
  return request;
}

/* Keys sign the request as it is now, so this comes last; a token is just a header (notes 2, 4). */
static HoistRequest *
authorize (const HoistFacts *facts, HoistRequest *request)
{
  const char *security_token = hoist_huawei_get_secret (facts, "security-token");

  if (request == NULL)
    return NULL;

  if (!hoist_huawei_has_keys (facts)) {
    hoist_request_add_header (request, "X-Auth-Token",
                              hoist_huawei_get_secret (facts, HOIST_GRANT_TOKEN));
    return request;
  }
  if (security_token != NULL)
    hoist_request_add_header (request, "X-Security-Token", security_token);
  hoist_sign_huawei (request, hoist_huawei_get (facts, "access-key"),
                     hoist_huawei_get_secret (facts, "secret-key"), facts->now_us);
  return request;
}

/* A call of MetaStudio. @path is encoded and follows the project. Takes over @path. */
static HoistRequest *
new_call (const HoistFacts *facts,
          const char *method,
          const char *project,
          char *path,
          const char *query,
          GError **error)
{
  g_autofree char *owned = path;
  g_autofree char *escaped = hoist_sign_escape (project);
  g_autofree char *whole = g_strdup_printf ("/v1/%s/%s", escaped, owned);
  HoistRequest *request =
      new_request (method, hoist_huawei_dup_endpoint (facts), whole, query, error);
  const char *app_user = hoist_huawei_get (facts, "app-user-id");

  if (request == NULL)
    return NULL;

  hoist_request_add_header (request, "X-Project-Id", project);
  if (app_user != NULL)
    hoist_request_add_header (request, "X-App-UserId", app_user);
  return request;
}

/* The path to a thing whose id a server made. */
static char *
dup_path (const char *kind, const char *id, const char *after)
{
  g_autofree char *escaped = hoist_sign_escape (id);

  return g_strconcat (kind, "/", escaped, after, NULL);
}

static HoistRequest *
send_body (const HoistFacts *facts, HoistRequest *request, JsonBuilder *builder, HoistReplay replay)
{
  if (request == NULL)
    return NULL;

  set_body (request, builder, "application/json");
  request->replay = replay;
  return authorize (facts, request);
}

/**
 * hoist_huawei_call_sign_in:
 *
 * Asks IAM for a token of the project, or of the region's (notes 6.1). Wrong passwords lock a user,
 * so it is not repeated blindly.
 *
 * Returns: (transfer full) (nullable): the request
 */
HoistRequest *
hoist_huawei_call_sign_in (const HoistFacts *facts, GError **error)
{
  g_autoptr (JsonBuilder) builder = begin_body ();
  HoistRequest *request = new_request ("POST", hoist_huawei_dup_iam_endpoint (facts),
                                       "/v3/auth/tokens", "nocatalog=true", error);
  const char *project = hoist_huawei_get (facts, "project-id");

  if (request == NULL)
    return NULL;

  begin_object (builder, "auth");
  begin_object (builder, "identity");
  json_builder_set_member_name (builder, "methods");
  json_builder_begin_array (builder);
  json_builder_add_string_value (builder, "password");
  json_builder_end_array (builder);
  begin_object (builder, "password");
  begin_object (builder, "user");
  add_text (builder, "name", hoist_huawei_get (facts, "user"));
  add_text (builder, "password", hoist_huawei_get_secret (facts, "password"));
  begin_object (builder, "domain");
  add_text (builder, "name", hoist_huawei_get (facts, "domain"));
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  begin_object (builder, "scope");
  begin_object (builder, "project");
  add_text (builder, project != NULL ? "id" : "name",
            project != NULL ? project : hoist_facts_get (facts, "region"));
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  set_body (request, builder, "application/json;charset=utf8");
  return request;
}

/* The account's projects, or only the one of @region (nullable; notes 6.2). */
HoistRequest *
hoist_huawei_call_projects (const HoistFacts *facts, const char *region, GError **error)
{
  g_autoptr (GString) query = g_string_new (NULL);

  if (region != NULL)
    hoist_form_append (query, "name", region);
  return authorize (facts, new_request ("GET", hoist_huawei_dup_iam_endpoint (facts),
                                        "/v3/projects", region != NULL ? query->str : NULL, error));
}

/**
 * hoist_huawei_call_list:
 * @name: (nullable): a part of the name; the search is a fuzzy one (notes 11.4)
 * @state: (nullable): only assets in this state
 * @limit: how many at most
 * @offset: how many of them to leave out first
 *
 * Returns: (transfer full) (nullable): the request
 */
HoistRequest *
hoist_huawei_call_list (const HoistFacts *facts,
                        const char *project,
                        const char *name,
                        const char *state,
                        guint limit,
                        guint offset,
                        GError **error)
{
  g_autoptr (GString) query = g_string_new (NULL);
  g_autofree char *limit_text = g_strdup_printf ("%u", limit);
  g_autofree char *offset_text = g_strdup_printf ("%u", offset);

  hoist_form_append (query, "limit", limit_text);
  hoist_form_append (query, "offset", offset_text);
  if (name != NULL)
    hoist_form_append (query, "name", name);
  if (state != NULL)
    hoist_form_append (query, "asset_state", state);
  return authorize (
      facts, new_call (facts, "GET", project, g_strdup ("digital-assets"), query->str, error));
}

HoistRequest *
hoist_huawei_call_show (const HoistFacts *facts,
                        const char *project,
                        const char *asset,
                        GError **error)
{
  return authorize (facts, new_call (facts, "GET", project,
                                     dup_path ("digital-assets", asset, NULL), NULL, error));
}

/* Each such call makes a new record (notes 13.3). */
HoistRequest *
hoist_huawei_call_create_asset (const HoistFacts *facts,
                                const char *project,
                                const char *name,
                                const char *type,
                                GError **error)
{
  g_autoptr (JsonBuilder) builder = begin_body ();

  add_text (builder, "asset_name", name);
  add_text (builder, "asset_type", type);
  hoist_huawei_details_write (facts, builder);
  return send_body (facts,
                    new_call (facts, "POST", project, g_strdup ("digital-assets"), NULL, error),
                    builder, HOIST_REPLAY_ONLY_IF_UNSENT);
}

/**
 * hoist_huawei_call_create_file:
 * @md5: Base64 of the file's MD5
 *
 * All six fields are mandatory (notes 8). Each such call makes a new record (notes 13.3).
 *
 * Returns: (transfer full) (nullable): the request
 */
HoistRequest *
hoist_huawei_call_create_file (const HoistFacts *facts,
                               const char *project,
                               const char *asset,
                               const char *type,
                               const char *md5,
                               GError **error)
{
  g_autoptr (JsonBuilder) builder = begin_body ();

  add_text (builder, "file_name", facts->file->name);
  add_text (builder, "file_md5", md5);
  add_number (builder, "file_size", facts->file->size);
  add_text (builder, "file_type", type);
  add_text (builder, "asset_id", asset);
  add_text (builder, "asset_file_category", "MAIN");
  return send_body (facts, new_call (facts, "POST", project, g_strdup ("files"), NULL, error),
                    builder, HOIST_REPLAY_ONLY_IF_UNSENT);
}

/* As hoist_huawei_call_create_file(), for a file in parts, of which there is no MD5 (notes 10). */
HoistRequest *
hoist_huawei_call_create_large (const HoistFacts *facts,
                                const char *project,
                                const char *asset,
                                const char *type,
                                guint n_parts,
                                GError **error)
{
  g_autoptr (JsonBuilder) builder = begin_body ();

  add_text (builder, "file_name", facts->file->name);
  add_text (builder, "file_type", type);
  add_text (builder, "asset_id", asset);
  add_text (builder, "asset_file_category", "MAIN");
  add_number (builder, "file_size", facts->file->size);
  add_number (builder, "file_multipart_count", n_parts);
  return send_body (facts, new_call (facts, "POST", project, g_strdup ("large-files"), NULL, error),
                    builder, HOIST_REPLAY_ONLY_IF_UNSENT);
}

/**
 * hoist_huawei_call_complete:
 * @state: "CREATED" for bytes that are complete, "FAILED" or "CANCELLED"
 *
 * Returns: (transfer full) (nullable): the request; "CREATED" is asked about after an unclear end
 */
HoistRequest *
hoist_huawei_call_complete (const HoistFacts *facts,
                            const char *project,
                            const char *file,
                            const char *state,
                            GError **error)
{
  g_autoptr (JsonBuilder) builder = begin_body ();
  gboolean is_created = strcmp (state, "CREATED") == 0;

  add_text (builder, "state", state);
  /* absent from newer editions, so only when it was asked for (notes 11.1) */
  if (is_created && strcmp (hoist_facts_get (facts, "auto-meta-analysis"), "1") == 0) {
    json_builder_set_member_name (builder, "auto_meta_analysis");
    json_builder_add_boolean_value (builder, TRUE);
  }
  return send_body (
      facts, new_call (facts, "POST", project, dup_path ("files", file, "/complete"), NULL, error),
      builder, is_created ? HOIST_REPLAY_ASK_FIRST : HOIST_REPLAY_SAFE);
}

/**
 * hoist_huawei_call_update_asset:
 * @builder: in the object that says what is new of the asset
 *
 * Telling the same again does no harm (notes 11.4).
 *
 * Returns: (transfer full) (nullable): the request
 */
HoistRequest *
hoist_huawei_call_update_asset (const HoistFacts *facts,
                                const char *project,
                                const char *asset,
                                JsonBuilder *builder,
                                GError **error)
{
  return send_body (
      facts,
      new_call (facts, "PUT", project, dup_path ("digital-assets", asset, NULL), NULL, error),
      builder, HOIST_REPLAY_SAFE);
}

HoistRequest *
hoist_huawei_call_delete_file (const HoistFacts *facts,
                               const char *project,
                               const char *file,
                               GError **error)
{
  return authorize (
      facts, new_call (facts, "DELETE", project, dup_path ("files", file, NULL), NULL, error));
}

HoistRequest *
hoist_huawei_call_delete_asset (const HoistFacts *facts,
                                const char *project,
                                const char *asset,
                                GError **error)
{
  return authorize (facts, new_call (facts, "DELETE", project,
                                     dup_path ("digital-assets", asset, NULL), NULL, error));
}
