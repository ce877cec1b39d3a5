/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors in the words of whoever says them: MetaStudio, its gateway, the token service, the store.
 */
#include "hoist-practice-huawei-answer.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* Codes of MetaStudio come with 400 unless they stand here; so does what is not known at all. */
static const struct {
  const char *code; /* of the gateway only what follows the dot */
  guint status;
} statuses[] = {
  { "MSS.00000001", 401 },
  { "MSS.00000004", 500 },
  { "0101", 404 },
  { "0201", 413 },
  { "0301", 401 },
  { "0302", 403 },
  { "0303", 401 },
  { "0305", 401 },
  { "0307", 401 },
  { "0308", 429 },
  { "0310", 403 },
  { "0401", 403 },
  { "0402", 403 },
  { "0601", 500 },
  { "AccessDenied", 403 },
  { "SignatureDoesNotMatch", 403 },
  { "RequestTimeTooSkewed", 403 },
  { "InArrearOrInsufficientBalance", 403 },
  { "InsufficientStorageSpace", 403 },
  { "NoSuchBucket", 404 },
  { "NoSuchUpload", 404 },
  { "MethodNotAllowed", 405 },
  { "RequestTimeout", 408 },
  { "OperationAborted", 409 },
  { "MissingContentLength", 411 },
  { "InternalError", 500 },
  { "ServiceUnavailable", 503 },
  { "SlowDown", 503 },
};

static gboolean
is_gateway_code (const char *code)
{
  return g_str_has_prefix (code, "APIGW.") || g_str_has_prefix (code, "APIG.");
}

static gboolean
is_token_code (const char *code)
{
  return g_ascii_isdigit (code[0]);
}

/**
 * hoist_practice_huawei_is_store_code:
 *
 * Returns: whether it is one of the object store, which answers in XML
 */
gboolean
hoist_practice_huawei_is_store_code (const char *code)
{
  return !is_token_code (code) && strchr (code, '.') == NULL;
}

/**
 * hoist_practice_huawei_get_status:
 *
 * Returns: the HTTP status that comes with @code
 */
guint
hoist_practice_huawei_get_status (const char *code)
{
  const char *name = is_gateway_code (code) ? strchr (code, '.') + 1 : code;

  if (is_token_code (code))
    return (guint) CLAMP (g_ascii_strtoull (code, NULL, 10), 400, 599);
  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (strcmp (statuses[i].code, name) == 0)
      return statuses[i].status;
  return 400;
}

/**
 * hoist_practice_huawei_get_number:
 *
 * Returns: for the log, the digits of @code; -1 if there are none
 */
gint64
hoist_practice_huawei_get_number (const char *code)
{
  const char *dot = strchr (code, '.');
  const char *digits = dot != NULL ? dot + 1 : code;

  return g_ascii_isdigit (digits[0]) ? g_ascii_strtoll (digits, NULL, 10) : -1;
}

static char *
write_object (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);

  json_object_unref (object);
  return json_to_string (node, FALSE);
}

static char *
write_token_error (const char *code, const char *message)
{
  JsonObject *object = json_object_new ();
  JsonObject *error = json_object_new ();

  json_object_set_int_member (error, "code", hoist_practice_huawei_get_number (code));
  json_object_set_string_member (error, "message", message);
  json_object_set_string_member (error, "title", "Error");
  json_object_set_object_member (object, "error", error);
  return write_object (object);
}

/**
 * hoist_practice_huawei_write_error:
 * @code: decides the shape
 *
 * Returns: (transfer full): the body of the answer
 */
char *
hoist_practice_huawei_write_error (const char *code, const char *message, const char *request_id)
{
  JsonObject *object = NULL;

  if (hoist_practice_huawei_is_store_code (code))
    return g_markup_printf_escaped (
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
        "<Error><Code>%s</Code><Message>%s</Message><RequestId>%s</RequestId>"
        "<HostId>practice</HostId></Error>",
        code, message, request_id);
  if (is_token_code (code))
    return write_token_error (code, message);
  object = json_object_new ();
  json_object_set_string_member (object, "error_code", code);
  json_object_set_string_member (object, "error_msg", message);
  if (is_gateway_code (code))
    json_object_set_string_member (object, "request_id", request_id);
  return write_object (object);
}
