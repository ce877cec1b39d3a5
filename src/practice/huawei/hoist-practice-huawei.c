/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HUAWEI CLOUD MetaStudio: assets, their files, and the object store that takes the bytes. */
#include "hoist-practice-huawei.h"

#include "hoist-practice-huawei-service.h"
#include "hoist-practice-json.h"
#include "hoist-practice-state.h"

#include <string.h>

/* api-sign-0001: what the gateway lets through. */
#define LARGEST_BODY (12 * 1024 * 1024)

#define SECOND_US G_USEC_PER_SEC

/* Product description, metastudio_01_0010, Beijing4: requests a second and tenant; 0: no limit. */
static const guint most_a_second[HOIST_PRACTICE_HUAWEI_N_CALLS] = {
  [HOIST_PRACTICE_HUAWEI_CREATE_ASSET] = 10,      [HOIST_PRACTICE_HUAWEI_UPDATE_ASSET] = 10,
  [HOIST_PRACTICE_HUAWEI_DELETE_ASSET] = 10,      [HOIST_PRACTICE_HUAWEI_CREATE_FILE] = 10,
  [HOIST_PRACTICE_HUAWEI_CREATE_LARGE_FILE] = 10, [HOIST_PRACTICE_HUAWEI_COMPLETE_FILE] = 10,
  [HOIST_PRACTICE_HUAWEI_DELETE_FILE] = 10,       [HOIST_PRACTICE_HUAWEI_SHOW_ASSET] = 20,
  [HOIST_PRACTICE_HUAWEI_LIST_ASSETS] = 20,
};

static const HoistPracticeHuaweiHandler handlers[HOIST_PRACTICE_HUAWEI_N_CALLS] = {
  [HOIST_PRACTICE_HUAWEI_CREATE_TOKEN] = hoist_practice_huawei_create_token,
  [HOIST_PRACTICE_HUAWEI_LIST_PROJECTS] = hoist_practice_huawei_list_projects,
  [HOIST_PRACTICE_HUAWEI_CREATE_ASSET] = hoist_practice_huawei_create_asset,
  [HOIST_PRACTICE_HUAWEI_LIST_ASSETS] = hoist_practice_huawei_list_assets,
  [HOIST_PRACTICE_HUAWEI_SHOW_ASSET] = hoist_practice_huawei_show_asset,
  [HOIST_PRACTICE_HUAWEI_UPDATE_ASSET] = hoist_practice_huawei_update_asset,
  [HOIST_PRACTICE_HUAWEI_DELETE_ASSET] = hoist_practice_huawei_delete_asset,
  [HOIST_PRACTICE_HUAWEI_CREATE_FILE] = hoist_practice_huawei_create_file,
  [HOIST_PRACTICE_HUAWEI_CREATE_LARGE_FILE] = hoist_practice_huawei_create_large_file,
  [HOIST_PRACTICE_HUAWEI_COMPLETE_FILE] = hoist_practice_huawei_complete_file,
  [HOIST_PRACTICE_HUAWEI_DELETE_FILE] = hoist_practice_huawei_delete_file,
};

static const char *const variations[] = {
  "amz-address",      "opaque-address",   "plain-parts",
  "typed-parts",      "reversed-parts",   "address-expired",
  "short-part",       "upload-forgotten", "other-etag",
  "md5-differs",      "review",           "review-rejects",
  "unknown-state",    "small-pages",      "delete-204",
  "token-expired",    "old-gateway",      "apig-prefix",
  "similar-projects", "throttled",        NULL,
};

static HoistPracticeHuaweiVerdict
say (const char *code, const char *message)
{
  return hoist_practice_huawei_say (code, message);
}

static gpointer
create (HoistPracticeContext *context)
{
  HoistPracticeHuawei *self = g_new0 (HoistPracticeHuawei, 1);
  g_autoptr (JsonObject) state =
      hoist_practice_storage_load_state (context->storage, HOIST_PRACTICE_HUAWEI_ID);
  gboolean is_new = !json_object_has_member (state, "assets");

  self->context = context;
  self->account = hoist_practice_huawei_account_new (
      is_new ? NULL : json_object_get_object_member (state, "account"));
  self->library = hoist_practice_huawei_library_new (
      is_new ? NULL : json_object_get_array_member (state, "assets"));
  for (gsize i = 0; i < G_N_ELEMENTS (self->recent); i++)
    self->recent[i] = hoist_practice_window_new (most_a_second[i], SECOND_US);
  self->waiting = hoist_practice_waiting_new ();
  return self;
}

static void
destroy (gpointer state)
{
  HoistPracticeHuawei *self = state;

  for (gsize i = 0; i < G_N_ELEMENTS (self->recent); i++)
    hoist_practice_window_free (self->recent[i]);
  hoist_practice_huawei_account_free (self->account);
  hoist_practice_huawei_library_free (self->library);
  hoist_practice_waiting_free (self->waiting);
  g_free (self);
}

static void
describe (gpointer state, JsonObject *settings)
{
  HoistPracticeHuawei *self = state;

  json_object_set_string_member (settings, "endpoint", self->context->address);
  json_object_set_string_member (settings, "iam-endpoint", self->context->address);
  json_object_set_string_member (settings, "region", HOIST_PRACTICE_HUAWEI_REGION);
  json_object_set_string_member (settings, "project-id", HOIST_PRACTICE_HUAWEI_PROJECT);
  json_object_set_string_member (settings, "access-key", HOIST_PRACTICE_HUAWEI_ACCESS_KEY);
  json_object_set_string_member (settings, "secret-key", HOIST_PRACTICE_HUAWEI_SECRET_KEY);
}

static void
copy_header (const char *name, const char *value, gpointer user_data)
{
  hoist_practice_huawei_request_add_header (user_data, name, value);
}

/* Where a part begins is only known when all are equally long, as they usually are. */
static void
name_put (HoistPracticeHuawei *self, HoistPracticeExchange *exchange, HoistPracticeHuaweiData *data)
{
  HoistPracticeEntry *entry = exchange->entry;
  guint part = 0;
  JsonObject *file = hoist_practice_huawei_find_target (self, data->request, &part);
  const char *length = hoist_practice_huawei_request_get_header (data->request, "content-length");
  gint64 size = 0, parts = 0;

  if (part > 0 || hoist_practice_huawei_request_get_param (data->request, "partNumber") != NULL)
    data->request->call = HOIST_PRACTICE_HUAWEI_PUT_PART;
  entry->size = length != NULL ? g_ascii_strtoll (length, NULL, 10) : -1;
  if (file == NULL)
    return;
  entry->upload = g_strdup (hoist_practice_huawei_get_text (file, "file_id"));
  size = json_object_get_int_member_with_default (file, "file_size", 0);
  parts = MAX (json_object_get_int_member (file, "_parts"), 1);
  if (part <= 1)
    entry->offset = 0;
  else if (size > 0)
    entry->offset = (part - 1) * ((size + parts - 1) / parts);
}

static void
name_call (gpointer state, HoistPracticeExchange *exchange)
{
  HoistPracticeHuawei *self = state;
  GUri *uri = soup_server_message_get_uri (exchange->message);
  HoistPracticeHuaweiData *data = g_new0 (HoistPracticeHuaweiData, 1);

  data->request =
      hoist_practice_huawei_request_new (soup_server_message_get_method (exchange->message),
                                         g_uri_get_path (uri), g_uri_get_query (uri));
  soup_message_headers_foreach (soup_server_message_get_request_headers (exchange->message),
                                copy_header, data->request);
  exchange->data = data;
  if (data->request->call == HOIST_PRACTICE_HUAWEI_PUT_OBJECT)
    name_put (self, exchange, data);
  else if (data->request->call == HOIST_PRACTICE_HUAWEI_COMPLETE_FILE ||
           data->request->call == HOIST_PRACTICE_HUAWEI_DELETE_FILE)
    exchange->entry->upload = g_strdup (data->request->id);
  exchange->entry->call = g_strdup (hoist_practice_huawei_get_call_name (data->request->call));
}

static gboolean
is_put (HoistPracticeHuaweiCall call)
{
  return call == HOIST_PRACTICE_HUAWEI_PUT_OBJECT || call == HOIST_PRACTICE_HUAWEI_PUT_PART;
}

static void
open_call (gpointer state, HoistPracticeExchange *exchange)
{
  HoistPracticeHuaweiData *data = exchange->data;

  if (is_put (data->request->call))
    hoist_practice_huawei_open_put (state, exchange);
}

static void
take (gpointer state, HoistPracticeExchange *exchange, const guint8 *bytes, gsize size)
{
  HoistPracticeHuaweiData *data = exchange->data;

  if (is_put (data->request->call)) {
    hoist_practice_huawei_take_put (exchange, bytes, size);
    return;
  }
  data->is_too_large |= data->request->body->len + size > LARGEST_BODY;
  if (!data->is_too_large)
    g_byte_array_append (data->request->body, bytes, (guint) size);
}

static gboolean
is_too_many (HoistPracticeHuawei *self,
             HoistPracticeExchange *exchange,
             HoistPracticeHuaweiCall call)
{
  HoistPracticeContext *context = self->context;

  if (hoist_practice_huawei_varies (exchange, "throttled"))
    return TRUE;
  if (most_a_second[call] == 0 || context->has_no_rates || exchange->trouble.has_no_rates)
    return FALSE;
  return !hoist_practice_window_take (self->recent[call],
                                      context->get_monotonic_us (context->clock));
}

static gboolean
is_ascii (const char *text)
{
  return text == NULL || g_str_is_ascii (text);
}

/* The gateway comes first: whose call it is, and how many there are. */
static HoistPracticeHuaweiVerdict
check_gateway (HoistPracticeHuawei *self,
               HoistPracticeExchange *exchange,
               HoistPracticeHuaweiData *data)
{
  HoistPracticeHuaweiRequest *request = data->request;
  const char *token = hoist_practice_huawei_request_get_header (request, "x-auth-token");
  HoistPracticeHuaweiVerdict verdict;

  if (data->is_too_large)
    return say ("APIGW.0201", "the request is too large");
  if (request->call == HOIST_PRACTICE_HUAWEI_CREATE_TOKEN)
    return say (NULL, NULL);
  if (token != NULL && hoist_practice_huawei_varies (exchange, "token-expired")) {
    hoist_practice_huawei_account_end_token (self->account, token);
    hoist_practice_huawei_save (self);
  }
  verdict = hoist_practice_huawei_account_admit (self->account, request,
                                                 hoist_practice_exchange_get_time (exchange),
                                                 exchange->context->is_lenient, &data->canonical);
  if (g_strcmp0 (verdict.code, "APIGW.0307") == 0 &&
      hoist_practice_huawei_varies (exchange, "old-gateway"))
    return say ("APIGW.0301", "Incorrect IAM authentication information: token expires");
  if (verdict.code != NULL)
    return verdict;
  g_clear_pointer (&data->canonical, g_free);
  if (request->call < HOIST_PRACTICE_HUAWEI_N_CALLS && is_too_many (self, exchange, request->call))
    return say ("APIGW.0308", "The throttling threshold has been reached");
  return verdict;
}

/* Then MetaStudio itself. */
static HoistPracticeHuaweiVerdict
check_service (HoistPracticeHuaweiRequest *request)
{
  const char *project = hoist_practice_huawei_request_get_header (request, "x-project-id");
  const char *user = hoist_practice_huawei_request_get_header (request, "x-app-userid");

  if (request->call == HOIST_PRACTICE_HUAWEI_NO_CALL)
    return say ("MSS.00010003", "there is no such API");
  if (request->call == HOIST_PRACTICE_HUAWEI_NO_METHOD)
    return say ("MSS.00010004", "the method is not allowed");
  if (request->params == NULL)
    return say ("MSS.10001002", "illegal URL parameter");
  if (request->project == NULL)
    return say (NULL, NULL);
  if (strcmp (request->project, HOIST_PRACTICE_HUAWEI_PROJECT) != 0 ||
      (project != NULL && strcmp (project, request->project) != 0))
    return say ("MSS.00010009", "the tenant in the URL is not that of the token");
  if (!is_ascii (user))
    return say ("MSS.00000003", "Invalid parameter: X-App-UserId");
  return say (NULL, NULL);
}

static gboolean
is_json_type (const char *type)
{
  return type != NULL && (g_ascii_strcasecmp (type, "application/json") == 0 ||
                          g_ascii_strncasecmp (type, "application/json;", 17) == 0);
}

/* The vendor's Node client sends an empty object where it was given one for a call without body. */
static gboolean
is_empty (HoistPracticeExchange *exchange, HoistPracticeHuaweiRequest *request)
{
  return request->body->len == 0 || (exchange->context->is_lenient && request->body->len == 2 &&
                                     memcmp (request->body->data, "{}", 2) == 0);
}

static HoistPracticeHuaweiVerdict
read_body (HoistPracticeExchange *exchange, HoistPracticeHuaweiRequest *request, JsonNode **body)
{
  gboolean is_token = request->call == HOIST_PRACTICE_HUAWEI_CREATE_TOKEN;
  gboolean has_body = strcmp (request->method, "POST") == 0 || strcmp (request->method, "PUT") == 0;

  if (!has_body && !is_empty (exchange, request))
    return say ("MSS.00000002", "Invalid request body: there must be none");
  if (!has_body)
    return say (NULL, NULL);
  if (!is_json_type (hoist_practice_huawei_request_get_header (request, "content-type")))
    return is_token ? say ("400", "The request body is invalid.")
                    : say ("MSS.10000002", "the body must be JSON");
  *body = hoist_practice_json_parse ((const char *) request->body->data, request->body->len, NULL);
  if (*body == NULL)
    return is_token ? say ("400", "The request body is invalid.")
                    : say ("MSS.00000002", "Invalid request body");
  return say (NULL, NULL);
}

static void
finish (gpointer state, HoistPracticeExchange *exchange)
{
  HoistPracticeHuawei *self = state;
  HoistPracticeHuaweiData *data = exchange->data;
  HoistPracticeHuaweiRequest *request = data->request;
  HoistPracticeHuaweiVerdict verdict;
  g_autoptr (JsonNode) body = NULL;

  if (is_put (request->call)) {
    hoist_practice_huawei_finish_put (self, exchange);
    return;
  }
  verdict = check_gateway (self, exchange, data);
  if (verdict.code == NULL)
    verdict = check_service (request);
  if (verdict.code == NULL)
    verdict = read_body (exchange, request, &body);
  if (verdict.code != NULL)
    hoist_practice_huawei_refuse (exchange, verdict);
  else
    handlers[request->call](self, exchange, request,
                            body != NULL ? json_node_get_object (body) : NULL);
}

/* Without a code: trouble on the server's side, in the words of whoever is asked. */
static void
answer_code (gpointer state, HoistPracticeExchange *exchange, const char *code, gint64 can_retry)
{
  HoistPracticeHuaweiData *data = exchange->data;
  const char *otherwise = "MSS.00000004";

  if (is_put (data->request->call))
    otherwise = "InternalError";
  else if (data->request->call <= HOIST_PRACTICE_HUAWEI_LIST_PROJECTS)
    otherwise = "500";
  g_clear_pointer (&data->canonical, g_free);
  hoist_practice_huawei_refuse (exchange, say (code != NULL ? code : otherwise, "as you wished"));
}

static void
flip (gpointer state, HoistPracticeExchange *exchange, gint64 position)
{
  hoist_practice_huawei_flip_put (exchange, position);
}

static void
forget (gpointer state, HoistPracticeExchange *exchange)
{
  HoistPracticeHuawei *self = state;
  HoistPracticeHuaweiData *data = exchange->data;

  hoist_practice_waiting_forget (self->waiting, exchange);
  hoist_practice_huawei_request_free (data->request);
  g_clear_pointer (&data->put, hoist_practice_huawei_put_free);
  g_free (data->canonical);
  g_clear_pointer (&exchange->data, g_free);
}

const HoistPracticeService hoist_practice_huawei_service = {
  .id = HOIST_PRACTICE_HUAWEI_ID,
  .variations = variations,
  .owns_path = hoist_practice_huawei_owns_path,
  .create = create,
  .destroy = destroy,
  .describe = describe,
  .name_call = name_call,
  .open = open_call,
  .take = take,
  .finish = finish,
  .answer_code = answer_code,
  .flip = flip,
  .forget = forget,
};
