/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses, headers, ids and failures that all calls of Alibaba PDS share. */
#include "hoist-pds-call.h"

#include "hoist-answer.h"
#include "hoist-error.h"
#include "hoist-pds-code.h"
#include "hoist-pds-figures.h"
#include "hoist-pds-token.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Ids are opaque; this is far above any that was seen. */
#define MAX_ID 1024

/**
 * hoist_pds_call_dup_url:
 * @endpoint: (nullable): as the user entered it
 * @path: begins with "/"
 *
 * Fails with %HOIST_ERROR_PROTOCOL when @endpoint is no safe address or has more than a path.
 *
 * Returns: (transfer full) (nullable): the address of a call
 */
char *
hoist_pds_call_dup_url (const char *endpoint, const char *path, GError **error)
{
  gsize length = endpoint != NULL ? strlen (endpoint) : 0;

  if (length == 0 || strchr (endpoint, '?') != NULL) {
    g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_PROTOCOL,
                         _ ("“Address” in the account’s settings is missing or has a part behind "
                            "“?”. Enter one such as “https://bj123.api.aliyunpds.com”."));
    return NULL;
  }
  if (!hoist_field_check_address (endpoint, error))
    return NULL;

  while (length > 0 && endpoint[length - 1] == '/')
    length--;
  return g_strdup_printf ("%.*s%s", (int) length, endpoint, path);
}

/**
 * hoist_pds_call_write:
 * @path: of the call
 * @body: its parameters; nothing may be added any more
 *
 * Makes a call that may be repeated. Answers SEND, JUMP to SIGN_IN when the token has lapsed, or
 * FAILED.
 */
HoistMove
hoist_pds_call_write (const HoistFacts *facts,
                      const char *path,
                      HoistPdsBody *body,
                      HoistRequest **request,
                      GError **error)
{
  const char *token = NULL;
  g_autofree char *url = hoist_pds_call_dup_url (hoist_facts_get (facts, "endpoint"), path, error);
  g_autofree char *header = NULL;
  HoistMove move = { 0 };

  if (url == NULL)
    return HOIST_MOVE (FAILED);
  move = hoist_pds_token_choose (facts, &token, error);
  if (move.kind != HOIST_MOVE_SEND)
    return move;

  header = g_strconcat ("Bearer ", token, NULL);
  *request = hoist_request_new ("POST", url);
  hoist_request_add_header (*request, "Authorization", header);
  (*request)->content_type = g_strdup ("application/json");
  (*request)->before = hoist_pds_body_to_bytes (body);
  (*request)->answer_us = HOIST_PDS_CALL_ANSWER_US;
  return move;
}

/* Returns: (transfer full): a body that names the upload */
HoistPdsBody *
hoist_pds_call_new_body (const HoistTicket *ticket)
{
  HoistPdsBody *body = hoist_pds_body_new ();

  hoist_pds_body_add (body, "drive_id", hoist_ticket_get (ticket, "drive-id"));
  hoist_pds_body_add (body, "file_id", hoist_ticket_get (ticket, "file-id"));
  hoist_pds_body_add (body, "upload_id", hoist_ticket_get (ticket, "upload-id"));
  return body;
}

/* Asks for a file object, which is "not found" until it is complete (notes 4.9). */
HoistMove
hoist_pds_call_write_get (const HoistFacts *facts,
                          const HoistTicket *ticket,
                          const char *file_id,
                          HoistRequest **request,
                          GError **error)
{
  g_autoptr (HoistPdsBody) body = hoist_pds_body_new ();

  hoist_pds_body_add (body, "drive_id", hoist_ticket_get (ticket, "drive-id"));
  hoist_pds_body_add (body, "file_id", file_id);
  return hoist_pds_call_write (facts, "/v2/file/get", body, request, error);
}

/**
 * hoist_pds_call_read:
 * @code: (out) (transfer full): the service's code for what failed; empty when it gave none
 *
 * Any 2xx is a success (notes 3). The body of a failure may be anything.
 *
 * Returns: (transfer full) (nullable): the answer of a call that succeeded
 */
HoistRead *
hoist_pds_call_read (const HoistReply *reply, char **code)
{
  g_autoptr (HoistRead) read = hoist_answer_read (reply);
  const char *text = NULL;

  if (read != NULL && hoist_answer_is_success (reply)) {
    *code = g_strdup ("");
    return g_steal_pointer (&read);
  }
  if (read != NULL)
    text = hoist_read_get_text (hoist_read_get_root (read), "code");
  *code = g_strdup (text != NULL ? text : "");
  return NULL;
}

/**
 * hoist_pds_call_fail:
 * @code: from hoist_pds_call_read()
 * @unclear: as for hoist_answer_new_error()
 *
 * What follows a failure that means nothing special to the step: JUMP to SIGN_IN when the token was
 * refused and another can be got, else FAILED.
 */
HoistMove
hoist_pds_call_fail (const HoistFacts *facts,
                     const HoistReply *reply,
                     const char *code,
                     HoistErrorCode unclear,
                     GError **error)
{
  if (hoist_pds_code_is_token (reply->status, code))
    return hoist_pds_token_refused (facts, reply, code, error);

  g_propagate_error (error, hoist_pds_code_new_error (reply, code, unclear));
  return HOIST_MOVE (FAILED);
}

/**
 * hoist_pds_call_fail_inside:
 * @folder: (nullable): the id of the folder that something was to be made in, found or made before
 *
 * As hoist_pds_call_fail(); but a folder that is gone, as when somebody removed it meanwhile, is
 * %HOIST_ERROR_EXPIRED: it is looked for again by its name. The account's own folder is another
 * matter: that one only the user can change.
 */
HoistMove
hoist_pds_call_fail_inside (const HoistFacts *facts,
                            const char *folder,
                            const HoistReply *reply,
                            const char *code,
                            HoistErrorCode unclear,
                            GError **error)
{
  /* "parent folder is gone: re-create the folder path" (notes 4.4) */
  if (folder == NULL || reply->status != 404 || !hoist_pds_code_is (code, "NotFound.File"))
    return hoist_pds_call_fail (facts, reply, code, unclear, error);

  g_propagate_error (
      error, hoist_pds_code_new_own (HOIST_ERROR_EXPIRED,
                                     _ ("The folder for the file is gone. Hoist makes it again."),
                                     reply, code));
  return HOIST_MOVE (FAILED);
}

/* (nullable): an id, or any other short text that is not empty. */
const char *
hoist_pds_call_get_id (const HoistReadValue *object, const char *name)
{
  const char *id = hoist_read_get_text (object, name);

  return id != NULL && *id != '\0' && strlen (id) <= MAX_ID ? id : NULL;
}
