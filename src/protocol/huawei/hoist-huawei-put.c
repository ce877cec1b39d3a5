/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bytes: presigned addresses of the object store, and the PUTs to them. "Notes" are
 * docs/protocols/huawei-metastudio.md. */
#include "hoist-huawei-put.h"

#include "hoist-error.h"
#include "hoist-field.h"
#include "hoist-form.h"
#include "hoist-huawei-account.h"
#include "hoist-huawei-figures.h"
#include "hoist-huawei-file.h"
#include "hoist-huawei-store-code.h"
#include "hoist-huawei-ticket.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The longest honest address is a kilobyte or two: a signature and a temporary token. */
#define MAX_ADDRESS (16 * 1024)
#define MAX_ETAG 128

/* part->phase of a file in one PUT: what follows a refused MD5. */
enum { AS_HASHED = 0, MUST_HASH_AGAIN = 1 };
/* part->phase of a part of a large file. */
enum { WITHOUT_TYPE = 0, WITH_TYPE = 1 };

static gboolean
refuse_answer (GError **error)
{
  g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_PROTOCOL,
                       _ ("The service named no good address for the file. Try again, and report "
                          "this if it stays."));
  return FALSE;
}

/* Whether a file may be sent there: https, or http when the account's own address is http on this
 * computer. */
static gboolean
is_good_address (const HoistFacts *facts, const char *address)
{
  g_autofree char *endpoint = hoist_huawei_dup_endpoint (facts);

  if (address == NULL || strlen (address) > MAX_ADDRESS ||
      !hoist_field_check_address (address, NULL))
    return FALSE;
  return g_str_has_prefix (address, "https:") || g_str_has_prefix (endpoint, "http:");
}

/* The form of S3's newer signatures: X-Amz-Date and, in seconds, X-Amz-Expires. 0 for another. */
static gint64
get_newer_expiry (const char *query)
{
  g_autofree char *begin = hoist_form_dup_value (query, "X-Amz-Date");
  g_autofree char *life = hoist_form_dup_value (query, "X-Amz-Expires");
  g_autoptr (GDateTime) date = begin != NULL ? g_date_time_new_from_iso8601 (begin, NULL) : NULL;
  gint64 seconds = 0;

  if (date == NULL || life == NULL || !hoist_read_parse_int (life, &seconds) || seconds <= 0 ||
      seconds > HOIST_HUAWEI_ADDRESS_LIFE_US)
    return 0;
  return (g_date_time_to_unix (date) + seconds) * G_USEC_PER_SEC;
}

/* "Expires in the URL, else 24 h" (notes 10, item 3; 14, item 4). */
static gint64
get_expiry (const HoistFacts *facts, const char *address)
{
  const char *query = strchr (address, '?');
  gint64 expiry = hoist_form_get_expiry (address);

  if (expiry == 0 && query != NULL)
    expiry = get_newer_expiry (query + 1);
  return expiry > 0 ? expiry : facts->now_us + HOIST_HUAWEI_ADDRESS_LIFE_US;
}

/* Addresses are credentials: into the sealed half. */
static void
keep_address (const HoistFacts *facts, HoistTicket *ticket, guint number, const char *address)
{
  g_autofree char *name = g_strdup_printf ("url-%u", number);
  gint64 expiry = get_expiry (facts, address);

  hoist_ticket_set_sealed (ticket, name, address);
  if (ticket->expires_us == 0 || expiry < ticket->expires_us)
    ticket->expires_us = expiry;
}

static const char *
get_address (const HoistTicket *ticket, guint number)
{
  g_autofree char *name = g_strdup_printf ("url-%u", number);

  return hoist_ticket_get_sealed (ticket, name);
}

/* Where the store wants the next PUT of a part instead; %NULL for nowhere else. */
static void
set_elsewhere (HoistTicket *ticket, guint number, const char *address)
{
  g_autofree char *name = g_strdup_printf ("elsewhere-%u", number);

  hoist_ticket_set_sealed (ticket, name, address);
}

static const char *
get_elsewhere (const HoistTicket *ticket, guint number)
{
  g_autofree char *name = g_strdup_printf ("elsewhere-%u", number);

  return hoist_ticket_get_sealed (ticket, name);
}

static void
forget_addresses (HoistTicket *ticket)
{
  for (guint number = 1; number <= HOIST_HUAWEI_MAX_PARTS; number++) {
    g_autofree char *name = g_strdup_printf ("url-%u", number);

    if (hoist_ticket_get_sealed (ticket, name) != NULL)
      hoist_ticket_set_sealed (ticket, name, NULL);
    set_elsewhere (ticket, number, NULL);
  }
  hoist_huawei_ticket_set_number (ticket, HOIST_HUAWEI_MOVES, 0);
  ticket->expires_us = 0;
  ticket->is_changed = TRUE;
}

static gboolean
is_large (const HoistTicket *ticket)
{
  return hoist_huawei_ticket_has (ticket, HOIST_HUAWEI_LARGE);
}

/* The part that an address says it is for; 0 when it does not say. */
static guint64
get_part_number (const char *address)
{
  const char *query = strchr (address, '?');
  g_autofree char *text = query != NULL ? hoist_form_dup_value (query + 1, "partNumber") : NULL;
  guint64 number = 0;

  return text != NULL && hoist_read_parse_uint (text, &number) ? number : 0;
}

/* Order of the addresses: "URL i carries part i+1; but read partNumber from the URL if present and
 * follow it" (notes 10, item 1). */
static gboolean
keep_addresses (const HoistFacts *facts,
                HoistTicket *ticket,
                const HoistReadValue *urls,
                guint n_urls)
{
  for (guint i = 0; i < n_urls; i++) {
    const char *address = hoist_read_get_text_at (urls, i);
    guint64 number = 0;

    if (!is_good_address (facts, address))
      return FALSE;
    number = get_part_number (address);
    if (number == 0)
      number = i + 1;
    if (number > n_urls || get_address (ticket, (guint) number) != NULL)
      return FALSE;
    keep_address (facts, ticket, (guint) number, address);
  }
  return TRUE;
}

/* Equal parts, the last one shorter (notes 10, item 4), as many as there are addresses: the service
 * may have made more or fewer than were asked for. */
static gboolean
plan_large (const HoistFacts *facts, HoistTicket *ticket, const HoistReadValue *urls)
{
  guint64 size = facts->file->size;
  guint n_urls = hoist_read_get_count (urls);
  guint64 part_size = 0;

  if (n_urls == 0 || n_urls > HOIST_HUAWEI_MAX_PARTS)
    return FALSE;
  part_size = size / n_urls + (size % n_urls > 0);
  if (part_size == 0 || part_size > HOIST_HUAWEI_MAX_PUT ||
      size / part_size + (size % part_size > 0) != n_urls)
    return FALSE;

  hoist_ticket_plan (ticket, size, part_size, NULL);
  return keep_addresses (facts, ticket, urls, n_urls);
}

/**
 * hoist_huawei_put_plan:
 * @answer: to "files" or, when the ticket says that the file is large, to "large-files"
 *
 * Seals the addresses and plans the grid: nothing of the file is there. Fails with
 * %HOIST_ERROR_PROTOCOL.
 *
 * Returns: whether the parts can be sent
 */
gboolean
hoist_huawei_put_plan (const HoistFacts *facts,
                       HoistTicket *ticket,
                       const HoistReadValue *answer,
                       GError **error)
{
  const char *address = hoist_read_get_text (answer, "upload_url");

  forget_addresses (ticket);
  hoist_ticket_set (ticket, HOIST_HUAWEI_PART_TYPE, NULL);
  if (is_large (ticket)) {
    if (plan_large (facts, ticket, hoist_read_find_array (answer, "upload_urls")))
      return TRUE;
    forget_addresses (ticket);
    return refuse_answer (error);
  }

  if (!is_good_address (facts, address))
    return refuse_answer (error);
  hoist_ticket_plan (ticket, facts->file->size, facts->file->size, NULL);
  keep_address (facts, ticket, 1, address);
  return TRUE;
}

static gboolean
is_expired (const HoistFacts *facts, const HoistTicket *ticket)
{
  return facts->now_us >= ticket->expires_us - HOIST_HUAWEI_ADDRESS_MARGIN_US;
}

/* Whether what is missing can be sent: there is a grid of this file, and a good address for each
 * part. Without a keyring a restart has lost the addresses. */
gboolean
hoist_huawei_put_can_go_on (const HoistFacts *facts, const HoistTicket *ticket)
{
  guint64 size = 0;

  for (guint i = 0; i < hoist_ticket_get_n_parts (ticket); i++) {
    const HoistPart *part = hoist_ticket_get_part (ticket, i);

    size += part->length;
    if (!part->is_done &&
        (is_expired (facts, ticket) || get_address (ticket, part->number) == NULL))
      return FALSE;
  }
  return size > 0 && size == facts->file->size;
}

/* Whether the file is still the one that was announced; of a large one nothing is known of that. */
gboolean
hoist_huawei_put_check_same (const HoistFacts *facts, const HoistTicket *ticket, GError **error)
{
  const char *begun = hoist_ticket_get (ticket, HOIST_HUAWEI_MD5);
  g_autofree char *md5 = hoist_digests_dup_base64 (&facts->file->digests, HOIST_DIGEST_MD5);

  if (begun == NULL || md5 == NULL || strcmp (begun, md5) == 0)
    return TRUE;

  g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_CHANGED,
                       _ ("The file is not the one whose upload began. Start the upload over to "
                          "send it as it is now."));
  return FALSE;
}

/* The store found another MD5 than was announced: "hash again; if the hash differs, new record; if
 * not, one repeat" (notes 12.4). SEND when the file is still the same. */
static HoistMove
hash_again (const HoistTicket *ticket, HoistPart *part, GError **error)
{
  g_autofree char *md5 = NULL;

  if (part->digest_kind != HOIST_DIGEST_MD5)
    return (HoistMove){ .kind = HOIST_MOVE_NEEDS,
                        .digests = HOIST_DIGEST_MD5,
                        .offset = part->offset,
                        .length = part->length };

  md5 = g_base64_encode (part->digest, hoist_digest_kind_get_size (HOIST_DIGEST_MD5));
  if (g_strcmp0 (md5, hoist_ticket_get (ticket, HOIST_HUAWEI_MD5)) == 0)
    return HOIST_MOVE (SEND);

  g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_CHANGED,
                       _ ("The file changed while it was sent. Start the upload over to send it as "
                          "it is now."));
  return HOIST_MOVE (FAILED);
}

/* The headers are part of what the address is signed for; nothing else may be added (notes 9). */
static void
set_headers (const HoistTicket *ticket, HoistPart *part, HoistRequest *request)
{
  const char *type =
      hoist_huawei_file_get_content_type (hoist_ticket_get (ticket, HOIST_HUAWEI_FILE_TYPE));

  if (!is_large (ticket)) {
    hoist_request_add_header (request, "Content-MD5", hoist_ticket_get (ticket, HOIST_HUAWEI_MD5));
    request->content_type = g_strdup (type);
    return;
  }
  if (HOIST_HUAWEI_PART_HAS_TYPE || hoist_huawei_ticket_has (ticket, HOIST_HUAWEI_PART_TYPE))
    part->phase = WITH_TYPE;
  if (part->phase == WITH_TYPE)
    request->content_type = g_strdup (type);
}

/**
 * hoist_huawei_put_write:
 *
 * One PUT: the whole file, or a part of a large one. The address is sent as it came, without the
 * account's keys. A repeated PUT replaces what the store has.
 *
 * Returns: SEND, NEEDS, JUMP to RENEW when the address has run out, DONE or FAILED
 */
HoistMove
hoist_huawei_put_write (const HoistFacts *facts,
                        HoistTicket *ticket,
                        HoistPart *part,
                        HoistRequest **request,
                        GError **error)
{
  const char *address = get_address (ticket, part->number);
  const char *elsewhere = get_elsewhere (ticket, part->number);

  if (part->is_done)
    return HOIST_MOVE (DONE);
  if (address == NULL || is_expired (facts, ticket))
    return HOIST_MOVE_TO (HOIST_STEP_RENEW);
  if (!is_large (ticket) && !hoist_huawei_ticket_has (ticket, HOIST_HUAWEI_MD5))
    return HOIST_MOVE_TO (HOIST_STEP_RENEW);
  if (!is_large (ticket) && part->phase == MUST_HASH_AGAIN) {
    HoistMove move = hash_again (ticket, part, error);

    if (move.kind != HOIST_MOVE_SEND)
      return move;
  }

  *request = hoist_request_new ("PUT", elsewhere != NULL ? elsewhere : address);
  (*request)->offset = part->offset;
  (*request)->length = part->length;
  (*request)->answer_us = HOIST_HUAWEI_PUT_ANSWER_US;
  if (is_large (ticket))
    (*request)->digests = HOIST_DIGEST_MD5;
  set_headers (ticket, part, *request);
  return HOIST_MOVE (SEND);
}

/* "usually the hex MD5 in double quotes; treat a mismatch as a warning" (notes 9). */
static void
keep_etag (HoistPart *part, const char *etag)
{
  g_autofree char *plain = g_strdup (etag);

  if (plain == NULL || strlen (plain) > MAX_ETAG || !g_str_is_ascii (plain))
    return;
  g_strdelimit (plain, "\"", ' ');
  hoist_part_set_etag (part, g_strstrip (plain));
}

/* Whether the store has the part's bytes by its ETag. It need not be an MD5, with encryption say
 * (notes 9): only where one part's is, the others' count. */
static gboolean
is_etag_of (const HoistPart *part)
{
  g_autofree char *md5 = hoist_part_dup_digest_hex (part);

  return md5 != NULL && part->etag != NULL && g_ascii_strcasecmp (md5, part->etag) == 0;
}

static gboolean
is_damaged (const HoistTicket *ticket, const HoistPart *part)
{
  return hoist_huawei_ticket_has (ticket, HOIST_HUAWEI_ETAG_IS_MD5) &&
         part->digest_kind == HOIST_DIGEST_MD5 && part->etag != NULL && !is_etag_of (part);
}

/**
 * hoist_huawei_put_drop_damaged:
 *
 * Looks at all parts that the store has. What came before the first ETag that is an MD5 could not
 * be judged then.
 *
 * Returns: whether some of them have to be sent again
 */
gboolean
hoist_huawei_put_drop_damaged (HoistTicket *ticket)
{
  gboolean is_any = FALSE;

  for (guint i = 0; i < hoist_ticket_get_n_parts (ticket); i++) {
    HoistPart *part = hoist_ticket_get_part (ticket, i);

    if (!part->is_done || !is_large (ticket) || !is_damaged (ticket, part))
      continue;
    part->is_done = FALSE;
    part->kept = 0;
    is_any = TRUE;
  }
  ticket->is_grid_new = ticket->is_grid_new || is_any;
  return is_any;
}

/* A large file has nothing but its parts' ETags to say what arrived. */
static gboolean
check_etag (HoistTicket *ticket, HoistPart *part, const HoistReply *reply, GError **error)
{
  if (!is_large (ticket))
    return TRUE;

  hoist_part_set_digests (part, &reply->sent, HOIST_DIGEST_MD5);
  if (is_etag_of (part) && !hoist_huawei_ticket_has (ticket, HOIST_HUAWEI_ETAG_IS_MD5))
    hoist_ticket_set (ticket, HOIST_HUAWEI_ETAG_IS_MD5, "1");
  if (!is_damaged (ticket, part))
    return TRUE;

  g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_DAMAGED,
                       _ ("A part of the file arrived damaged. It is sent again."));
  return FALSE;
}

static HoistMove
take_part (HoistTicket *ticket, HoistPart *part, const HoistReply *reply, GError **error)
{
  keep_etag (part, hoist_reply_get_header (reply, "etag"));
  if (!check_etag (ticket, part, reply, error))
    return HOIST_MOVE (FAILED);

  if (is_large (ticket) && part->phase == WITH_TYPE &&
      !hoist_huawei_ticket_has (ticket, HOIST_HUAWEI_PART_TYPE))
    hoist_ticket_set (ticket, HOIST_HUAWEI_PART_TYPE, "1");
  hoist_huawei_ticket_set_number (ticket, HOIST_HUAWEI_MOVES, 0);
  part->kept = part->length;
  part->is_done = TRUE;
  return HOIST_MOVE (DONE);
}

/* "If the first part is refused with 403 SignatureDoesNotMatch before anything was accepted, one
 * retry with the Content-Type is reasonable" (notes 10, item 2). */
static gboolean
can_try_with_type (const HoistTicket *ticket, const HoistPart *part, const HoistReply *reply)
{
  return is_large (ticket) && part->phase == WITHOUT_TYPE && reply->status == 403 &&
         hoist_ticket_get_bytes_done (ticket) == 0 &&
         hoist_huawei_store_is (reply, HOIST_HUAWEI_STORE_BAD_SIGNATURE);
}

/* "follow 307 only to an https host, with body rewound; otherwise stop" (notes 12.4). */
static gboolean
follow (const HoistFacts *facts, HoistTicket *ticket, HoistPart *part, const HoistReply *reply)
{
  const char *location = hoist_reply_get_header (reply, "location");
  guint64 n_moves = hoist_huawei_ticket_get_number (ticket, HOIST_HUAWEI_MOVES);

  set_elsewhere (ticket, part->number, NULL);
  if (reply->status != 307 || n_moves >= HOIST_HUAWEI_MAX_MOVES ||
      !is_good_address (facts, location))
    return FALSE;

  set_elsewhere (ticket, part->number, location);
  hoist_huawei_ticket_set_number (ticket, HOIST_HUAWEI_MOVES, n_moves + 1);
  return TRUE;
}

/* The store's answer to one PUT. DONE, AGAIN or FAILED. */
HoistMove
hoist_huawei_put_read (const HoistFacts *facts,
                       HoistTicket *ticket,
                       HoistPart *part,
                       const HoistReply *reply,
                       GError **error)
{
  GError *refusal = NULL;

  if (follow (facts, ticket, part, reply))
    return HOIST_MOVE (AGAIN);
  if (hoist_huawei_store_is_success (reply))
    return take_part (ticket, part, reply, error);
  if (can_try_with_type (ticket, part, reply)) {
    part->phase = WITH_TYPE;
    return HOIST_MOVE (AGAIN);
  }

  refusal = hoist_huawei_store_new_error (reply, is_expired (facts, ticket));
  if (refusal->code == HOIST_ERROR_DAMAGED && !is_large (ticket) && part->phase == AS_HASHED) {
    part->phase = MUST_HASH_AGAIN;
    part->digest_kind = HOIST_DIGEST_NONE;
  }
  g_propagate_error (error, refusal);
  return HOIST_MOVE (FAILED);
}
