/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Xvid MediaHub: the API, and the store that the bytes are posted to. */
#include "hoist-practice-xvid.h"

#include "hoist-practice-xvid-answer.h"
#include "hoist-practice-xvid-catalog.h"
#include "hoist-practice-xvid-form.h"
#include "hoist-practice-xvid-start.h"
#include "hoist-practice-xvid-token.h"
#include "hoist-practice-xvid-upload.h"

#include <string.h>

typedef struct {
  HoistPracticeXvidRequest *request; /* (owned) */
  HoistPracticeXvidForm *form;       /* (owned) (nullable): of PostForm */
} Call;

static const char *const variations[] = {
  "version-4",
  "expires-late",
  "number-expiry",
  "no-expiry",
  "standard-grant",
  "locks-out",
  "token-expires",
  "token-401",
  "small-page",
  "short-policy",
  "status-204",
  "number-fields",
  "extra-fields",
  "not-s3",
  "name-taken",
  "policy-expires",
  "small-limit",
  "stores-short",
  "wrong-etag",
  "etag-no-md5",
  "forgets-upload",
  "completes-at-once",
  "completes-slowly",
  "never-completes",
  "vanishes",
  "says-completed",
  "says-finished",
  "says-success",
  "says-done",
  "says-unknown",
  "fails",
  "says-error",
  "says-cancelled",
  "says-canceled",
  "says-expired",
  "says-aborted",
  "no-md5",
  "no-size",
  "wrong-md5",
  "wrong-size",
  "capital-md5",
  "string-numbers",
  "file-first",
  "file-late",
  "keeps-unfinished",
  NULL,
};

/* Codes that a rule can ask for, with the status that S3 or the API gives them. */
static const struct {
  const char *code;
  guint status;
} statuses[] = {
  { HOIST_PRACTICE_XVID_INTERNAL, 500 },
  { HOIST_PRACTICE_XVID_BAD_TOKEN, 403 },
  { HOIST_PRACTICE_XVID_INVALID, 400 },
  { HOIST_PRACTICE_XVID_NOT_FOUND, 404 },
  { HOIST_PRACTICE_XVID_NO_SCOPE, 403 },
  { HOIST_PRACTICE_XVID_BAD_CLIENT, 401 },
  { "AccessDenied", 403 },
  { "SignatureDoesNotMatch", 403 },
  { "InvalidAccessKeyId", 403 },
  { "RequestTimeTooSkewed", 403 },
  { "EntityTooLarge", 400 },
  { "RequestTimeout", 400 },
  { "IncompleteBody", 400 },
  { "MalformedPOSTRequest", 400 },
  { "InvalidPolicyDocument", 400 },
  { "InvalidArgument", 400 },
  { "MissingContentLength", 411 },
  { "PermanentRedirect", 301 },
  { "TemporaryRedirect", 307 },
  { "InternalError", 500 },
  { "SlowDown", 503 },
  { "ServiceUnavailable", 503 },
};

static gboolean
owns_path (const char *path)
{
  return g_str_has_prefix (path, HOIST_PRACTICE_XVID_BASE) ||
         g_str_has_prefix (path, HOIST_PRACTICE_XVID_STORE);
}

static gpointer
create (HoistPracticeContext *context)
{
  HoistPracticeXvid *self = hoist_practice_xvid_new (context);

  hoist_practice_xvid_upload_resume (self);
  return self;
}

static void
destroy (gpointer state)
{
  hoist_practice_xvid_free (state);
}

static void
describe (gpointer state, JsonObject *settings)
{
  HoistPracticeXvid *self = state;
  g_autofree char *endpoint = g_strconcat (self->context->address, HOIST_PRACTICE_XVID_BASE, NULL);

  json_object_set_string_member (settings, "endpoint", endpoint);
  json_object_set_string_member (settings, "client-id", HOIST_PRACTICE_XVID_CLIENT_ID);
  json_object_set_string_member (settings, "client-secret", HOIST_PRACTICE_XVID_CLIENT_SECRET);
  json_object_set_string_member (settings, "pipeline-id", HOIST_PRACTICE_XVID_PIPELINE_ID);
}

static void
name_call (gpointer state, HoistPracticeExchange *exchange)
{
  GUri *uri = soup_server_message_get_uri (exchange->message);
  HoistPracticeEntry *entry = exchange->entry;
  Call *call = g_new0 (Call, 1);

  call->request = hoist_practice_xvid_request_new (
      soup_server_message_get_method (exchange->message), g_uri_get_path (uri));
  exchange->data = call;
  entry->call = g_strdup (hoist_practice_xvid_request_get_name (call->request));
  if (call->request->call == HOIST_PRACTICE_XVID_FINISH ||
      call->request->call == HOIST_PRACTICE_XVID_GET_UPLOAD)
    entry->upload = g_strdup (call->request->id);
  /* Of the whole form: how much of it is the file is seen later. */
  if (call->request->call == HOIST_PRACTICE_XVID_POST_FORM)
    entry->size = soup_message_headers_get_content_length (
        soup_server_message_get_request_headers (exchange->message));
}

static void
open_call (gpointer state, HoistPracticeExchange *exchange)
{
  Call *call = exchange->data;

  if (call->request->call != HOIST_PRACTICE_XVID_POST_FORM)
    return;
  call->form = hoist_practice_xvid_form_new (state, exchange);
  hoist_practice_xvid_form_open (call->form);
}

static void
take (gpointer state, HoistPracticeExchange *exchange, const guint8 *data, gsize size)
{
  Call *call = exchange->data;

  if (call->form != NULL)
    hoist_practice_xvid_form_take (call->form, data, size);
  else
    hoist_practice_xvid_request_take (call->request, data, size);
}

static void
work (HoistPracticeXvid *self, HoistPracticeExchange *exchange, HoistPracticeXvidRequest *request)
{
  switch (request->call) {
  case HOIST_PRACTICE_XVID_TOKEN:
    hoist_practice_xvid_token_answer (self, exchange, request);
    break;
  case HOIST_PRACTICE_XVID_LIST_PIPELINES:
    hoist_practice_xvid_list_pipelines (exchange, request);
    break;
  case HOIST_PRACTICE_XVID_GET_PIPELINE:
    hoist_practice_xvid_get_pipeline (exchange, request);
    break;
  case HOIST_PRACTICE_XVID_START:
    hoist_practice_xvid_start (self, exchange, request);
    break;
  case HOIST_PRACTICE_XVID_FINISH:
    hoist_practice_xvid_upload_finish (self, exchange, request);
    break;
  case HOIST_PRACTICE_XVID_GET_UPLOAD:
    hoist_practice_xvid_upload_get (self, exchange, request);
    break;
  case HOIST_PRACTICE_XVID_GET_FILE:
    hoist_practice_xvid_get_file (self, exchange, request);
    break;
  case HOIST_PRACTICE_XVID_DELETE_FILE:
    hoist_practice_xvid_delete_file (self, exchange, request);
    break;
  case HOIST_PRACTICE_XVID_POST_FORM:
  case HOIST_PRACTICE_XVID_WRONG_METHOD:
  case HOIST_PRACTICE_XVID_UNKNOWN:
    g_assert_not_reached ();
  }
}

static void
finish (gpointer state, HoistPracticeExchange *exchange)
{
  Call *call = exchange->data;
  HoistPracticeXvidVerdict verdict;

  if (call->form != NULL) {
    hoist_practice_xvid_form_finish (call->form);
    return;
  }
  verdict = hoist_practice_xvid_request_check (call->request, exchange);
  if (verdict.status == 0 && call->request->call != HOIST_PRACTICE_XVID_TOKEN)
    verdict = hoist_practice_xvid_token_admit (state, exchange, call->request);
  if (verdict.status != 0)
    hoist_practice_xvid_refuse (exchange, verdict);
  else
    work (state, exchange, call->request);
}

static void
answer_code (gpointer state, HoistPracticeExchange *exchange, const char *code, gint64 can_retry)
{
  Call *call = exchange->data;
  gboolean is_form = call->request->call == HOIST_PRACTICE_XVID_POST_FORM;
  guint status = 400;

  if (code == NULL)
    code = is_form ? "InternalError" : HOIST_PRACTICE_XVID_INTERNAL;
  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (strcmp (statuses[i].code, code) == 0)
      status = statuses[i].status;
  if (is_form)
    hoist_practice_xvid_refuse_form (exchange, status, code, "As you wished.", FALSE);
  else
    hoist_practice_xvid_refuse (exchange, hoist_practice_xvid_say (status, code, "as you wished"));
}

static void
flip (gpointer state, HoistPracticeExchange *exchange, gint64 position)
{
  Call *call = exchange->data;

  if (call->form != NULL)
    hoist_practice_xvid_form_flip (call->form, position);
}

static void
forget (gpointer state, HoistPracticeExchange *exchange)
{
  Call *call = exchange->data;

  exchange->data = NULL;
  g_clear_pointer (&call->form, hoist_practice_xvid_form_free);
  hoist_practice_xvid_request_free (call->request);
  g_free (call);
}

const HoistPracticeService hoist_practice_xvid_service = {
  .id = HOIST_PRACTICE_XVID_ID,
  .variations = variations,
  .owns_path = owns_path,
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
