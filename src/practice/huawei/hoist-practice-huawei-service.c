/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What MetaStudio's calls share: the state of the service, and how they answer. */
#include "hoist-practice-huawei-service.h"

#include "hoist-practice-huawei-answer.h"
#include "hoist-practice-state.h"

#include <string.h>

HoistPracticeHuaweiVerdict
hoist_practice_huawei_say (const char *code, const char *message)
{
  return (HoistPracticeHuaweiVerdict){ code, message };
}

/**
 * hoist_practice_huawei_varies:
 *
 * Returns: whether the variation @name holds for this exchange
 */
gboolean
hoist_practice_huawei_varies (HoistPracticeExchange *exchange, const char *name)
{
  GStrv vary = exchange->trouble.vary != NULL ? exchange->trouble.vary : exchange->context->vary;

  return g_strv_contains ((const char *const *) vary, name);
}

const char *
hoist_practice_huawei_get_text (JsonObject *object, const char *name)
{
  return json_object_get_string_member_with_default (object, name, "");
}

/**
 * hoist_practice_huawei_save:
 *
 * Keeps tokens, assets and files for the next run.
 */
void
hoist_practice_huawei_save (HoistPracticeHuawei *self)
{
  g_autoptr (JsonObject) state = json_object_new ();
  g_autoptr (GError) error = NULL;

  if (hoist_practice_storage_is_sink (self->context->storage))
    return;
  json_object_set_object_member (state, "account",
                                 hoist_practice_huawei_account_save (self->account));
  json_object_set_array_member (
      state, "assets", json_array_ref (hoist_practice_huawei_library_get_assets (self->library)));
  if (!hoist_practice_storage_save_state (self->context->storage, HOIST_PRACTICE_HUAWEI_ID, state,
                                          &error))
    g_warning ("what the service knows cannot be kept: %s", error->message);
}

static gboolean
is_put (HoistPracticeExchange *exchange)
{
  HoistPracticeHuaweiData *data = exchange->data;

  return data->request->call == HOIST_PRACTICE_HUAWEI_PUT_OBJECT ||
         data->request->call == HOIST_PRACTICE_HUAWEI_PUT_PART;
}

static char *
add_request_id (HoistPracticeExchange *exchange)
{
  char *id = g_uuid_string_random ();

  if (is_put (exchange)) {
    hoist_practice_exchange_add_header (exchange, "x-obs-request-id", id);
    hoist_practice_exchange_add_header (exchange, "x-obs-id-2", "cHJhY3RpY2U=");
  } else {
    hoist_practice_exchange_add_header (exchange, "X-Request-Id", id);
  }
  return id;
}

/**
 * hoist_practice_huawei_answer:
 * @body: (transfer full) (nullable): %NULL: an empty answer
 *
 * Answers that all is well. The exchange may be gone afterwards.
 */
void
hoist_practice_huawei_answer (HoistPracticeExchange *exchange, guint status, JsonObject *body)
{
  g_autoptr (JsonNode) node = NULL;

  g_free (add_request_id (exchange));
  exchange->entry->code = 0;
  exchange->entry->has_code = TRUE;
  if (body != NULL)
    node = json_node_init_object (json_node_alloc (), body);
  g_clear_pointer (&body, json_object_unref);
  hoist_practice_exchange_answer (exchange, status,
                                  node != NULL ? json_to_string (node, FALSE) : NULL);
}

/* The server's own canonical request shows the differing line. */
static char *
write_message (HoistPracticeExchange *exchange, const char *message)
{
  HoistPracticeHuaweiData *data = exchange->data;

  if (data->canonical == NULL)
    return g_strdup (message);
  return g_strconcat (message, ", canonicalRequest:", g_strdelimit (data->canonical, "\n", '|'),
                      NULL);
}

/* Both prefixes are in use for the gateway. */
static char *
write_code (HoistPracticeExchange *exchange, const char *code)
{
  if (g_str_has_prefix (code, "APIGW.") && hoist_practice_huawei_varies (exchange, "apig-prefix"))
    return g_strconcat ("APIG.", code + strlen ("APIGW."), NULL);
  return g_strdup (code);
}

/**
 * hoist_practice_huawei_refuse:
 * @verdict: with a code
 *
 * Answers with an error. The exchange may be gone afterwards.
 */
void
hoist_practice_huawei_refuse (HoistPracticeExchange *exchange, HoistPracticeHuaweiVerdict verdict)
{
  g_autofree char *id = add_request_id (exchange);
  g_autofree char *message = write_message (exchange, verdict.message);
  g_autofree char *code = write_code (exchange, verdict.code);
  HoistPracticeEntry *entry = exchange->entry;

  entry->code = hoist_practice_huawei_get_number (code);
  entry->has_code = entry->code >= 0;
  g_free (entry->error);
  entry->error = g_strdup (code);
  if (hoist_practice_huawei_is_store_code (code))
    hoist_practice_exchange_add_header (exchange, "Content-Type", "application/xml");
  hoist_practice_exchange_answer (exchange, hoist_practice_huawei_get_status (code),
                                  hoist_practice_huawei_write_error (code, message, id));
}
