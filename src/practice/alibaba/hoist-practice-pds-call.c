/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the calls of PDS share: the service's state, reading a body, answering, refusing. */
#include "hoist-practice-pds-call.h"

#include "hoist-practice-pds-drives.h"
#include "hoist-practice-pds.h"
#include "hoist-practice-state.h"

gboolean
hoist_practice_pds_varies (HoistPracticeExchange *exchange, const char *name)
{
  GStrv vary = exchange->trouble.vary != NULL ? exchange->trouble.vary : exchange->context->vary;

  return g_strv_contains ((const char *const *) vary, name);
}

/**
 * hoist_practice_pds_save:
 *
 * Keeps tokens and folders, to be called before they are told to anybody.
 */
void
hoist_practice_pds_save (HoistPracticePds *self)
{
  g_autoptr (JsonObject) state = json_object_new ();
  g_autoptr (GError) error = NULL;

  hoist_practice_pds_tokens_save (self->tokens, state);
  hoist_practice_pds_tree_save (self->tree, state);
  if (!hoist_practice_storage_save_state (self->context->storage, HOIST_PRACTICE_PDS_ID, state,
                                          &error))
    g_message ("%s", error->message);
}

/**
 * hoist_practice_pds_answer:
 * @answer: (transfer full) (nullable): %NULL for none
 *
 * Answers a call of the API. The exchange may be gone afterwards.
 */
void
hoist_practice_pds_answer (HoistPracticeExchange *exchange, guint status, JsonObject *answer)
{
  HoistPracticePds *self = exchange->self;
  g_autofree char *id = g_strdup_printf ("PRACTICE-%" G_GUINT64_FORMAT, ++self->serial);
  g_autoptr (JsonNode) root = NULL;

  hoist_practice_exchange_add_header (exchange, "x-ca-request-id", id);
  if (answer == NULL) {
    hoist_practice_exchange_answer (exchange, status, NULL);
    return;
  }
  root = json_node_init_object (json_node_alloc (), answer);
  json_object_unref (answer);
  hoist_practice_exchange_answer (exchange, status, json_to_string (root, FALSE));
}

/**
 * hoist_practice_pds_fail:
 *
 * Refuses a call of the API. The exchange may be gone afterwards.
 */
void
hoist_practice_pds_fail (HoistPracticeExchange *exchange,
                         guint status,
                         const char *code,
                         const char *message)
{
  /* Notes 9: the wire has small letters, the documents' table capital ones. */
  gboolean is_capital = hoist_practice_pds_varies (exchange, "capital-errors");
  JsonObject *answer = json_object_new ();

  json_object_set_string_member (answer, is_capital ? "Code" : "code", code);
  json_object_set_string_member (answer, is_capital ? "Message" : "message", message);
  g_free (exchange->entry->error);
  exchange->entry->error = g_strdup (code);
  hoist_practice_pds_answer (exchange, status, answer);
}

/**
 * hoist_practice_pds_refuse_parameter:
 * @name: as in the request: drive_id
 *
 * Refuses a call because of one value: InvalidParameter.DriveId.
 */
void
hoist_practice_pds_refuse_parameter (HoistPracticeExchange *exchange, const char *name)
{
  g_autoptr (GString) code = g_string_new ("InvalidParameter.");
  g_autofree char *message = g_strconcat ("The input parameter ", name, " is not valid.", NULL);
  gboolean is_start = TRUE;

  for (const char *c = name; *c != '\0'; c++) {
    if (*c != '_')
      g_string_append_c (code, is_start ? g_ascii_toupper (*c) : *c);
    is_start = *c == '_';
  }
  hoist_practice_pds_fail (exchange, 400, code->str, message);
}

/**
 * hoist_practice_pds_get_status:
 *
 * Returns: the HTTP status that a code comes with; where the notes do not know it, as they use it
 */
guint
hoist_practice_pds_get_status (const char *code)
{
  static const struct {
    const char *start;
    guint status;
  } codes[] = {
    { "AccessTokenInvalid", 401 }, { "AccessTokenExpired", 401 },
    { "TokenExpired", 401 },       { "ShareLinkToken", 401 },
    { "Forbidden", 403 },          { "AccessDenied", 403 },
    { "QuotaExhausted", 403 },     { "SignatureDoesNotMatch", 403 },
    { "NotFound", 404 },           { "NoSuch", 404 },
    { "PreHashMatched", 409 },     { "AlreadyExist", 409 },
    { "PartAlreadyExist", 409 },   { "TooManyRequests", 429 },
    { "InternalError", 500 },      { "ServiceUnavailable", 503 },
    { "SlowDown", 503 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_str_has_prefix (code, codes[i].start))
      return codes[i].status;
  return 400;
}

static void
refuse_member (HoistPracticeExchange *exchange, const char *name, GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    hoist_practice_pds_refuse_parameter (exchange, name);
  else
    hoist_practice_pds_fail (exchange, 400, "InvalidRequestJSONFormat", error->message);
}

/**
 * hoist_practice_pds_read_text:
 * @text: (out): not touched if the member is not there
 *
 * Reads a member that may not be empty. If it fails the call has been refused, and the exchange may
 * be gone.
 */
gboolean
hoist_practice_pds_read_text (HoistPracticeExchange *exchange,
                              const char *name,
                              HoistPracticeJsonNeed need,
                              const char **text)
{
  HoistPracticePdsCall *call = exchange->data;
  g_autoptr (GError) error = NULL;
  const char *value = NULL;

  if (!hoist_practice_json_get_text (call->json, name, need, &value, &error)) {
    refuse_member (exchange, name, error);
    return FALSE;
  }
  if (value != NULL && value[0] == '\0') {
    /* Notes 3: "Leave optional fields out rather than sending """; some clients send them. */
    if (exchange->context->is_lenient && need == HOIST_PRACTICE_JSON_OPTIONAL)
      return TRUE;
    hoist_practice_pds_refuse_parameter (exchange, name);
    return FALSE;
  }
  if (value != NULL)
    *text = value;
  return TRUE;
}

/**
 * hoist_practice_pds_read_number:
 * @number: (out): not touched if the member is not there
 *
 * The same for a number.
 */
gboolean
hoist_practice_pds_read_number (HoistPracticeExchange *exchange,
                                const char *name,
                                HoistPracticeJsonNeed need,
                                gint64 *number)
{
  HoistPracticePdsCall *call = exchange->data;
  g_autoptr (GError) error = NULL;

  if (hoist_practice_json_get_number (call->json, name, need, number, &error))
    return TRUE;
  refuse_member (exchange, name, error);
  return FALSE;
}

/**
 * hoist_practice_pds_read_drive:
 *
 * Reads the drive that nearly every call names. If it fails the call has been refused, and the
 * exchange may be gone.
 */
gboolean
hoist_practice_pds_read_drive (HoistPracticeExchange *exchange, const char **drive_id)
{
  if (!hoist_practice_pds_read_text (exchange, "drive_id", HOIST_PRACTICE_JSON_REQUIRED, drive_id))
    return FALSE;
  if (hoist_practice_pds_has_drive (*drive_id))
    return TRUE;
  hoist_practice_pds_fail (exchange, 404, "NotFound.Drive", "The resource drive cannot be found.");
  return FALSE;
}

char *
hoist_practice_pds_write_time (gint64 time_s)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (time_s);

  return g_date_time_format (time, "%Y-%m-%dT%H:%M:%S.000Z");
}
