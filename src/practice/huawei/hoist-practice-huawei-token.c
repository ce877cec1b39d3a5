/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The token service: signing in with a password, and the projects of an account. */
#include "hoist-practice-huawei-service.h"

#include <string.h>

/* "Obtaining a user token": 24 hours. */
#define TOKEN_LIFE_S (24 * 60 * 60)

/* Walks down objects by name; NULL when one is not there. */
static JsonObject *
get_object (JsonObject *object, const char *const *names)
{
  for (; object != NULL && *names != NULL; names++) {
    JsonNode *node = json_object_get_member (object, *names);

    object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  }
  return object;
}

static const char *
get_given_text (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  return json_node_get_string (node);
}

static gboolean
is_by_password (JsonObject *body)
{
  static const char *const path[] = { "auth", "identity", NULL };
  JsonObject *identity = get_object (body, path);
  JsonNode *methods = identity != NULL ? json_object_get_member (identity, "methods") : NULL;
  JsonArray *array =
      methods != NULL && JSON_NODE_HOLDS_ARRAY (methods) ? json_node_get_array (methods) : NULL;
  JsonNode *method = array != NULL && json_array_get_length (array) == 1
                         ? json_array_get_element (array, 0)
                         : NULL;

  return method != NULL && JSON_NODE_HOLDS_VALUE (method) &&
         g_strcmp0 (json_node_get_string (method), "password") == 0;
}

static gboolean
is_our_project (JsonObject *project)
{
  const char *name = get_given_text (project, "name");
  const char *id = get_given_text (project, "id");

  if (name != NULL)
    return id == NULL && strcmp (name, HOIST_PRACTICE_HUAWEI_REGION) == 0;
  return g_strcmp0 (id, HOIST_PRACTICE_HUAWEI_PROJECT) == 0;
}

static HoistPracticeHuaweiVerdict
check_sign_in (HoistPracticeHuawei *self, JsonObject *body, gint64 now_s)
{
  static const char *const user_path[] = { "auth", "identity", "password", "user", NULL };
  static const char *const domain_path[] = { "domain", NULL };
  static const char *const project_path[] = { "auth", "scope", "project", NULL };
  JsonObject *user = get_object (body, user_path);
  JsonObject *domain = user != NULL ? get_object (user, domain_path) : NULL;
  JsonObject *project = get_object (body, project_path);
  const char *name = get_given_text (user, "name");
  const char *password = get_given_text (user, "password");
  const char *domain_name = get_given_text (domain, "name");
  HoistPracticeHuaweiVerdict verdict;

  if (!is_by_password (body) || name == NULL || password == NULL || domain_name == NULL ||
      project == NULL)
    return hoist_practice_huawei_say ("400", "The request body is invalid.");
  verdict =
      hoist_practice_huawei_account_sign_in (self->account, domain_name, name, password, now_s);
  if (verdict.code == NULL && !is_our_project (project))
    return hoist_practice_huawei_say ("404", "Could not find the scope.");
  return verdict;
}

static void
set_time (JsonObject *object, const char *name, gint64 time_s)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (time_s);
  g_autofree char *text = g_date_time_format (date, "%Y-%m-%dT%H:%M:%S.123000Z");

  json_object_set_string_member (object, name, text);
}

static JsonObject *
make_pair (const char *id, const char *name)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "id", id);
  json_object_set_string_member (object, "name", name);
  return object;
}

static JsonObject *
describe_token (gint64 now_s, gint64 expires_s)
{
  JsonObject *token = json_object_new ();
  JsonObject *body = json_object_new ();
  JsonArray *methods = json_array_new ();

  json_array_add_string_element (methods, "password");
  json_object_set_array_member (token, "methods", methods);
  set_time (token, "expires_at", expires_s);
  set_time (token, "issued_at", now_s);
  json_object_set_object_member (
      token, "project", make_pair (HOIST_PRACTICE_HUAWEI_PROJECT, HOIST_PRACTICE_HUAWEI_REGION));
  json_object_set_object_member (token, "user",
                                 make_pair ("practice-user-id", HOIST_PRACTICE_HUAWEI_USER));
  json_object_set_object_member (body, "token", token);
  return body;
}

/**
 * hoist_practice_huawei_create_token:
 *
 * POST /v3/auth/tokens: the token is in a header of the answer.
 */
void
hoist_practice_huawei_create_token (HoistPracticeHuawei *self,
                                    HoistPracticeExchange *exchange,
                                    HoistPracticeHuaweiRequest *request,
                                    JsonObject *body)
{
  gint64 now_s = hoist_practice_exchange_get_time (exchange);
  gint64 expires_s = now_s + TOKEN_LIFE_S;
  HoistPracticeHuaweiVerdict verdict = check_sign_in (self, body, now_s);
  g_autofree char *token = NULL;

  if (verdict.code != NULL) {
    hoist_practice_huawei_refuse (exchange, verdict);
    return;
  }
  token = hoist_practice_huawei_account_add_token (self->account, expires_s);
  hoist_practice_huawei_save (self);
  hoist_practice_exchange_add_header (exchange, "X-Subject-Token", token);
  hoist_practice_huawei_answer (exchange, SOUP_STATUS_CREATED, describe_token (now_s, expires_s));
}

/**
 * hoist_practice_huawei_list_projects:
 *
 * GET /v3/projects, with ?name=REGION or without.
 */
void
hoist_practice_huawei_list_projects (HoistPracticeHuawei *self,
                                     HoistPracticeExchange *exchange,
                                     HoistPracticeHuaweiRequest *request,
                                     JsonObject *body)
{
  const char *name = hoist_practice_huawei_request_get_param (request, "name");
  JsonObject *answer = json_object_new ();
  JsonArray *projects = json_array_new ();

  if (hoist_practice_huawei_varies (exchange, "similar-projects"))
    json_array_add_object_element (projects, make_pair ("f00000000000000000000000000000f0",
                                                        HOIST_PRACTICE_HUAWEI_REGION "_another"));
  if (name == NULL || strcmp (name, HOIST_PRACTICE_HUAWEI_REGION) == 0)
    json_array_add_object_element (
        projects, make_pair (HOIST_PRACTICE_HUAWEI_PROJECT, HOIST_PRACTICE_HUAWEI_REGION));
  json_object_set_array_member (answer, "projects", projects);
  hoist_practice_huawei_answer (exchange, SOUP_STATUS_OK, answer);
}
