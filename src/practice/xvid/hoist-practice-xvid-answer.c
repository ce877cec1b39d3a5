/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers of Xvid MediaHub in JSON, and of its store in XML. */
#include "hoist-practice-xvid-answer.h"

#include "hoist-practice-query.h"
#include "hoist-practice-xvid.h"

#include <string.h>

#define REASON_HEADER "X-Practice-Reason"
#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

static const struct {
  const char *code;
  const char *message;
} messages[] = {
  { HOIST_PRACTICE_XVID_INTERNAL, "Internal Error" },
  { HOIST_PRACTICE_XVID_BAD_TOKEN, "Invalid access token" },
  { HOIST_PRACTICE_XVID_INVALID, "Invalid Input" },
  { HOIST_PRACTICE_XVID_NOT_FOUND, "Requested file does not exist" },
};

static const char *
get_message (const char *code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (messages); i++)
    if (strcmp (messages[i].code, code) == 0)
      return messages[i].message;
  return "Not allowed";
}

static char *
write_object (JsonObject *object, gboolean is_pretty)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);

  return json_to_string (node, is_pretty);
}

/**
 * hoist_practice_xvid_refuse:
 *
 * Answers with an error in the vendor's form; why goes into a header, for developers. The exchange
 * may be gone afterwards.
 */
void
hoist_practice_xvid_refuse (HoistPracticeExchange *exchange, HoistPracticeXvidVerdict verdict)
{
  g_autoptr (JsonObject) answer = json_object_new ();
  JsonObject *error = json_object_new ();

  json_object_set_string_member (error, "error_code", verdict.code);
  json_object_set_string_member (error, "error_message", get_message (verdict.code));
  json_object_set_object_member (answer, "error", error);
  exchange->entry->code = (gint64) g_ascii_strtoull (verdict.code, NULL, 16);
  exchange->entry->has_code = TRUE;
  exchange->entry->remark = verdict.reason;
  hoist_practice_exchange_add_header (exchange, REASON_HEADER, verdict.reason);
  hoist_practice_exchange_answer (exchange, verdict.status, write_object (answer, FALSE));
}

/**
 * hoist_practice_xvid_answer:
 * @name: (nullable): of the only member; %NULL if @value is the whole answer
 * @value: (transfer full): an object or an array
 *
 * Answers with success. The exchange may be gone afterwards.
 */
void
hoist_practice_xvid_answer (HoistPracticeExchange *exchange,
                            HoistPracticeXvidRequest *request,
                            const char *name,
                            JsonNode *value)
{
  g_autoptr (JsonObject) answer = NULL;
  gboolean is_pretty = g_strcmp0 (hoist_practice_query_get (request->params, "human"), "true") == 0;

  if (name != NULL) {
    answer = json_object_new ();
    json_object_set_member (answer, name, value);
  } else {
    answer = json_node_dup_object (value);
    json_node_unref (value);
  }
  hoist_practice_exchange_answer (exchange, SOUP_STATUS_OK, write_object (answer, is_pretty));
}

/**
 * hoist_practice_xvid_refuse_form:
 * @is_early: the client may still be sending: close the connection after the answer
 *
 * Answers with an error of the store. The exchange may be gone afterwards.
 */
void
hoist_practice_xvid_refuse_form (HoistPracticeExchange *exchange,
                                 guint status,
                                 const char *code,
                                 const char *message,
                                 gboolean is_early)
{
  char *body = g_markup_printf_escaped (
      XML "<Error><Code>%s</Code><Message>%s</Message><RequestId>0000000000000000</RequestId>"
          "<HostId>practice</HostId></Error>",
      code, message);

  hoist_practice_exchange_add_header (exchange, "Content-Type", "application/xml");
  if (is_early)
    hoist_practice_exchange_answer_early (exchange, status, body);
  else
    hoist_practice_exchange_answer (exchange, status, body);
}

/**
 * hoist_practice_xvid_answer_form:
 * @status: the one the form asked for
 * @etag: without quotes
 *
 * Says where the posted bytes are. The exchange may be gone afterwards.
 */
void
hoist_practice_xvid_answer_form (HoistPracticeExchange *exchange,
                                 guint status,
                                 const char *key,
                                 const char *etag)
{
  g_autofree char *quoted = g_strdup_printf ("\"%s\"", etag);
  g_autofree char *escaped = g_uri_escape_string (key, NULL, FALSE);
  g_autofree char *location =
      g_strconcat (exchange->context->address,
                   HOIST_PRACTICE_XVID_STORE HOIST_PRACTICE_XVID_BUCKET "/", escaped, NULL);
  char *body = NULL;

  hoist_practice_exchange_add_header (exchange, "ETag", quoted);
  hoist_practice_exchange_add_header (exchange, "Location", location);
  /* Only 201 has a document; the others an empty one. */
  if (status == SOUP_STATUS_CREATED) {
    hoist_practice_exchange_add_header (exchange, "Content-Type", "application/xml");
    body = g_markup_printf_escaped (
        XML "<PostResponse><Location>%s</Location><Bucket>%s</Bucket><Key>%s</Key>"
            "<ETag>%s</ETag></PostResponse>",
        location, HOIST_PRACTICE_XVID_BUCKET, key, quoted);
  }
  hoist_practice_exchange_answer (exchange, status, body);
}
