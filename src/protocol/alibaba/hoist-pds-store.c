/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store's errors are XML (docs/protocols/alibaba-pds.md, section 4.5). Nothing that it says is
 * about the account: its addresses carry their own signature. */
#include "hoist-pds-store.h"

#include "hoist-answer.h"
#include "hoist-pds-code.h"
#include "hoist-pds-figures.h"
#include "hoist-pds-list.h"
#include "hoist-quote.h"
#include "hoist-read-xml.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Codes that mean something to a part; all others go by rows[] and the status. */
static const struct {
  guint status;
  const char *code;
  HoistPdsStoreKind kind;
} kinds[] = {
  { 403, "SignatureDoesNotMatch", HOIST_PDS_STORE_SIGNATURE },
  { 409, "PartAlreadyExist", HOIST_PDS_STORE_EXISTS },
  { 400, "PartNotSequential", HOIST_PDS_STORE_ORDER },
  { 404, "NoSuchUpload", HOIST_PDS_STORE_GONE },
};

static const struct {
  const char *code;
  HoistErrorCode error;
  const char *sentence;
} rows[] = {
  { "SignatureDoesNotMatch", HOIST_ERROR_PROTOCOL,
    N_ ("The storage does not accept the addresses that the service gave for the upload. Check "
        "that nothing on the way changes requests, such as a proxy, then try again.") },
  { "InvalidDigest", HOIST_ERROR_REFUSED,
    N_ ("The storage did not accept the request. Report this, with the code.") },
  { "InvalidArgument", HOIST_ERROR_REFUSED,
    N_ ("The storage did not accept the request. Report this, with the code.") },
  { "RequestTimeout", HOIST_ERROR_BUSY,
    N_ ("The storage waited too long for the data. Hoist tries again.") },
  { "EntityTooLarge", HOIST_ERROR_REFUSED,
    N_ ("The storage finds the part too large. Set a smaller “Part size” in the account’s "
        "settings.") },
};

static char *
dup_text (const HoistReadXml *xml, const char *name)
{
  const char *text = xml != NULL ? hoist_read_xml_get_text (xml, name) : NULL;

  return g_strdup (text != NULL ? text : "");
}

/* "AccessDenied" has several reasons; only "expired" is cured by a new address. */
static gboolean
is_old (const HoistReadXml *xml)
{
  g_autofree char *code = dup_text (xml, "Code");
  g_autofree char *message = dup_text (xml, "Message");
  g_autofree char *number = dup_text (xml, "EC");
  g_autofree char *lower = g_ascii_strdown (message, -1);

  return strcmp (number, HOIST_PDS_EC_EXPIRED) == 0 ||
         (strcmp (code, "AccessDenied") == 0 && strstr (lower, HOIST_PDS_TEXT_EXPIRED) != NULL);
}

static HoistPdsStoreKind
find_kind (guint status, const char *code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (status == kinds[i].status && strcmp (code, kinds[i].code) == 0)
      return kinds[i].kind;
  }
  return HOIST_PDS_STORE_OTHER;
}

/**
 * hoist_pds_store_read:
 * @number: of the part that was sent
 * @answer: (out caller-allocates): what it means
 */
void
hoist_pds_store_read (const HoistReply *reply, guint number, HoistPdsStoreAnswer *answer)
{
  g_autoptr (HoistReadXml) xml = NULL;
  g_autofree char *refused = NULL;
  g_autofree char *etag = NULL;
  guint64 refused_number = 0;

  *answer = (HoistPdsStoreAnswer){ .kind = HOIST_PDS_STORE_OK };
  if (hoist_answer_is_success (reply)) {
    answer->code = g_strdup ("");
    return;
  }

  xml = hoist_read_xml_new (reply->body, NULL);
  answer->code = dup_text (xml, "Code");
  answer->kind = find_kind (reply->status, answer->code);
  if (reply->status == 403 && is_old (xml))
    answer->kind = HOIST_PDS_STORE_OLD;

  refused = dup_text (xml, "PartNumber");
  etag = dup_text (xml, "PartEtag");
  if (answer->kind == HOIST_PDS_STORE_EXISTS &&
      (*refused == '\0' ||
       (hoist_read_parse_uint (refused, &refused_number) && refused_number == number)))
    hoist_pds_list_read_md5 (etag, answer->part_md5);
}

void
hoist_pds_store_clear (HoistPdsStoreAnswer *answer)
{
  g_clear_pointer (&answer->code, g_free);
}

/* The store's own words, such as "by IP Control Policy". */
static GError *
new_denied (const HoistReply *reply, const char *code)
{
  g_autoptr (HoistReadXml) xml = hoist_read_xml_new (reply->body, NULL);
  g_autofree char *message = dup_text (xml, "Message");
  g_autofree char *quote = hoist_quote_dup_line (message);
  g_autofree char *sentence = NULL;

  if (quote != NULL)
    sentence = g_strdup_printf (_ ("The storage refused the data and says: “%s”. Ask the domain’s "
                                   "administrator, then try again."),
                                quote);
  else
    sentence = g_strdup (_ ("The storage refused the data. Ask the domain’s administrator, then "
                            "try again."));
  return hoist_pds_code_new_own (HOIST_ERROR_REFUSED, sentence, reply, code);
}

/**
 * hoist_pds_store_new_error:
 * @code: of the answer
 *
 * Returns: (transfer full): what an answer means that the part itself has no cure for
 */
GError *
hoist_pds_store_new_error (const HoistReply *reply, const char *code)
{
  g_autoptr (GError) plain = hoist_answer_new_error (reply, HOIST_ERROR_BUSY);
  GError *error = NULL;

  for (gsize i = 0; error == NULL && i < G_N_ELEMENTS (rows); i++) {
    if (strcmp (code, rows[i].code) == 0)
      error = hoist_pds_code_new_own (rows[i].error, _ (rows[i].sentence), reply, code);
  }
  if (error == NULL && (reply->status == 401 || reply->status == 403 ||
                        (plain->code == HOIST_ERROR_REFUSED && *code != '\0')))
    error = new_denied (reply, code);
  if (error == NULL)
    error = hoist_pds_code_new_own (plain->code, plain->message, reply, code);
  hoist_pds_code_take_wait (error, reply);
  return error;
}
