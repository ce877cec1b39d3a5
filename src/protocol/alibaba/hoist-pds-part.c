/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One part: a PUT to its presigned address, and what may have to come before or after it: fresh
 * addresses, a look at what the server has, a comparison with what it says to have
 * (docs/protocols/alibaba-pds.md, sections 4.5, 4.6 and 6.3). */
#include "hoist-pds-part.h"

#include "hoist-error.h"
#include "hoist-pds-address.h"
#include "hoist-pds-call.h"
#include "hoist-pds-code.h"
#include "hoist-pds-figures.h"
#include "hoist-pds-list.h"
#include "hoist-pds-store.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* part->phase: which exchange comes next, flags, and how many fresh addresses were too old. */
enum {
  PHASE_SEND = 0,
  PHASE_FETCH = 1,
  PHASE_LOOK = 2,
  PHASE_MASK = 3,
  /* a PUT went out, and no answer said that it was not taken: it may have arrived */
  FLAG_SENT = 1 << 2,
  /* the address was fetched for this very attempt */
  FLAG_FRESH = 1 << 3,
  /* the store said that the part is there */
  FLAG_TOLD = 1 << 4,
  /* part->etag is what the store said in passing; the list may know better */
  FLAG_HINT = 1 << 5,
  EXPIRED_SHIFT = 6,
};

#define DIGESTS (HOIST_DIGEST_MD5 | HOIST_DIGEST_CRC64)

/* Enters @phase; of the flags only @kept stay. */
static void
enter (HoistPart *part, guint phase, guint kept)
{
  part->phase = (guint8) ((part->phase & kept & ~(guint) PHASE_MASK) | phase);
}

#define KEEP_COUNT (3u << EXPIRED_SHIFT)

static HoistMove
abandon (const HoistReply *reply, const char *sentence, GError **error)
{
  if (reply != NULL)
    g_propagate_error (error, hoist_pds_code_new_own (HOIST_ERROR_EXPIRED, sentence, reply, ""));
  else
    g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_EXPIRED, sentence);
  return HOIST_MOVE (FAILED);
}

static HoistMove
take_as_done (HoistPart *part)
{
  part->phase = 0;
  part->kept = part->length;
  part->is_done = TRUE;
  return HOIST_MOVE (DONE);
}

/* No bytes have digests that need no file. */
static void
digest_nothing (HoistPart *part)
{
  g_autoptr (HoistDigester) digester = hoist_digester_new (DIGESTS);
  HoistDigests digests = { 0 };

  hoist_digester_finish (digester, &digests);
  hoist_part_set_digests (part, &digests, DIGESTS);
}

/* What the server says to have against our bytes: DONE when it is the same, SEND to go on looking,
 * FAILED when it is another part, which cannot be replaced (notes 4.5, sequential rules). */
static HoistMove
compare_listed (HoistPart *part, GError **error)
{
  g_autofree char *md5 = NULL;

  if (part->length == 0)
    digest_nothing (part);
  if (part->digest_kind != HOIST_DIGEST_MD5 || !part->has_crc64)
    return (HoistMove){
      .kind = HOIST_MOVE_NEEDS, .digests = DIGESTS, .offset = part->offset, .length = part->length
    };

  md5 = hoist_part_dup_digest_hex (part);
  if (strcmp (md5, part->etag) == 0)
    return take_as_done (part);

  part->kept = 0;
  hoist_part_set_etag (part, NULL);
  if ((part->phase & FLAG_HINT) == 0)
    return abandon (NULL,
                    _ ("What the service has of the upload is not this file. Hoist begins it "
                       "again."),
                    error);
  enter (part, PHASE_LOOK, FLAG_TOLD | KEEP_COUNT);
  return HOIST_MOVE (SEND);
}

static HoistMove
write_put (HoistPart *part, const HoistPdsAddress *address, HoistRequest **request)
{
  *request = hoist_request_new ("PUT", address->url);
  (*request)->content_type = g_strdup (address->content_type);
  (*request)->offset = part->offset;
  (*request)->length = part->length;
  (*request)->digests = DIGESTS;
  (*request)->answer_us = HOIST_PDS_PART_ANSWER_US;
  part->phase |= FLAG_SENT;
  return HOIST_MOVE (SEND);
}

/* Whether the address may be used: for a while yet, or because no fresher one is to be had. */
static gboolean
is_usable (const HoistFacts *facts, const HoistPart *part, const HoistPdsAddress *address)
{
  if (address == NULL)
    return FALSE;
  return (part->phase & FLAG_FRESH) != 0 ||
         facts->now_us < address->until_us - HOIST_PDS_ADDRESS_MARGIN_US;
}

HoistMove
hoist_pds_part_write (const HoistFacts *facts,
                      HoistTicket *ticket,
                      HoistPart *part,
                      HoistRequest **request,
                      GError **error)
{
  g_autoptr (HoistPdsAddress) address = NULL;
  HoistMove move = { 0 };

  if (part->is_done)
    return HOIST_MOVE (DONE);
  if (part->etag != NULL) {
    move = compare_listed (part, error);
    if (move.kind != HOIST_MOVE_SEND)
      return move;
  }

  if ((part->phase & PHASE_MASK) == PHASE_SEND && (part->phase & FLAG_SENT) != 0)
    enter (part, PHASE_LOOK, KEEP_COUNT);
  if ((part->phase & PHASE_MASK) == PHASE_LOOK)
    return hoist_pds_list_write (facts, ticket, part->number - 1, HOIST_PDS_LOOK_LIMIT, request,
                                 error);

  if ((part->phase & PHASE_MASK) == PHASE_SEND) {
    address = hoist_pds_address_find (ticket, part->number);
    if (is_usable (facts, part, address))
      return write_put (part, address, request);
    enter (part, PHASE_FETCH, KEEP_COUNT);
  }
  return hoist_pds_address_write (facts, ticket, part->number, request, error);
}

/* Another state of things than we thought: the whole list is read. */
static HoistMove
ask_for_all (HoistPart *part)
{
  part->phase = 0;
  return HOIST_MOVE_TO (HOIST_STEP_PROBE);
}

static HoistMove
read_addresses (const HoistFacts *facts,
                HoistTicket *ticket,
                HoistPart *part,
                const HoistReply *reply,
                GError **error)
{
  g_autofree char *code = NULL;
  g_autoptr (HoistRead) read = hoist_pds_call_read (reply, &code);
  g_autoptr (HoistPdsAddress) address = NULL;

  if (read == NULL && hoist_pds_code_is_gone (code))
    return ask_for_all (part);
  if (read == NULL)
    return hoist_pds_call_fail (facts, reply, code, HOIST_ERROR_BUSY, error);

  hoist_pds_address_take (facts, ticket,
                          hoist_read_find_array (hoist_read_get_root (read), "part_info_list"));
  address = hoist_pds_address_find (ticket, part->number);
  if (address == NULL) {
    g_propagate_error (
        error, hoist_pds_code_new_own (HOIST_ERROR_PROTOCOL,
                                       _ ("The service gave no safe address to send the data to. "
                                          "Try again later, or report this."),
                                       reply, ""));
    return HOIST_MOVE (FAILED);
  }
  enter (part, PHASE_SEND | FLAG_FRESH, KEEP_COUNT);
  return HOIST_MOVE (AGAIN);
}

/* One part is looked for. Another length is a case for planning anew (notes 6.3). */
static HoistMove
take_look (HoistPart *part, const HoistReadValue *root, const HoistReply *reply, GError **error)
{
  g_autoptr (GArray) page = hoist_pds_list_read (root);
  const HoistPdsListed *found = NULL;
  gboolean was_told = (part->phase & FLAG_TOLD) != 0;

  for (guint i = 0; found == NULL && i < page->len; i++) {
    const HoistPdsListed *listed = &g_array_index (page, HoistPdsListed, i);

    if (listed->number == part->number)
      found = listed;
  }
  if (found != NULL && (found->length != part->length || found->md5[0] == '\0'))
    return ask_for_all (part);

  enter (part, PHASE_SEND, KEEP_COUNT);
  if (found != NULL) {
    hoist_part_set_etag (part, found->md5);
    part->kept = part->length;
    return HOIST_MOVE (AGAIN);
  }
  if (!was_told)
    return HOIST_MOVE (AGAIN);
  g_propagate_error (
      error, hoist_pds_code_new_own (HOIST_ERROR_BUSY,
                                     _ ("The service contradicts itself about what it has. Hoist "
                                        "tries again."),
                                     reply, ""));
  return HOIST_MOVE (FAILED);
}

static HoistMove
read_look (const HoistFacts *facts, HoistPart *part, const HoistReply *reply, GError **error)
{
  g_autofree char *code = NULL;
  g_autoptr (HoistRead) read = hoist_pds_call_read (reply, &code);

  if (read == NULL && hoist_pds_code_is_gone (code))
    return ask_for_all (part);
  if (read == NULL)
    return hoist_pds_call_fail (facts, reply, code, HOIST_ERROR_BUSY, error);
  return take_look (part, hoist_read_get_root (read), reply, error);
}

/* Whether one of the store's two checksums, where it gives them, is not that of what was sent. */
static gboolean
is_damaged (const HoistReply *reply, const char *md5)
{
  const char *text = hoist_reply_get_header (reply, "x-oss-hash-crc64ecma");
  g_autofree char *sent_md5 = hoist_digests_dup_hex (&reply->sent, HOIST_DIGEST_MD5);
  guint64 crc64 = 0;

  if (*md5 != '\0' && sent_md5 != NULL && strcmp (md5, sent_md5) != 0)
    return TRUE;
  return text != NULL && (reply->sent.known & HOIST_DIGEST_CRC64) != 0 &&
         hoist_read_parse_uint (text, &crc64) && crc64 != reply->sent.crc64;
}

/* A 200. Without an ETag it may come from anybody on the way, so the service is asked. */
static HoistMove
take_sent (HoistPart *part, const HoistReply *reply, GError **error)
{
  char md5[33];
  gboolean has_etag = hoist_pds_list_read_md5 (hoist_reply_get_header (reply, "etag"), md5);

  if (is_damaged (reply, md5))
    return abandon (reply,
                    _ ("A part arrived damaged, and this service does not let it be replaced. "
                       "Hoist begins the upload again."),
                    error);

  hoist_part_set_digests (part, &reply->sent, DIGESTS);
  if (!has_etag) {
    enter (part, PHASE_LOOK, KEEP_COUNT);
    return HOIST_MOVE (AGAIN);
  }
  hoist_part_set_etag (part, md5);
  return take_as_done (part);
}

/* Too old although it was fresh: three in a row are a fault (notes 4.5). */
static HoistMove
renew_address (HoistPart *part, const HoistReply *reply, const char *code, GError **error)
{
  guint n_expired = part->phase >> EXPIRED_SHIFT;

  if ((part->phase & FLAG_FRESH) != 0 && ++n_expired >= HOIST_PDS_MAX_EXPIRED) {
    part->phase = 0;
    g_propagate_error (
        error, hoist_pds_code_new_own (HOIST_ERROR_PROTOCOL,
                                       _ ("The storage finds fresh addresses too old, again and "
                                          "again. Try again later, or report this."),
                                       reply, code));
    return HOIST_MOVE (FAILED);
  }
  part->phase = (guint8) (PHASE_FETCH | n_expired << EXPIRED_SHIFT);
  return HOIST_MOVE (AGAIN);
}

static HoistMove
read_put (HoistPart *part, const HoistReply *reply, GError **error)
{
  g_auto (HoistPdsStoreAnswer) answer = { 0 };

  hoist_pds_store_read (reply, part->number, &answer);
  switch (answer.kind) {
  case HOIST_PDS_STORE_OK:
    return take_sent (part, reply, error);
  case HOIST_PDS_STORE_OLD:
    return renew_address (part, reply, answer.code, error);
  case HOIST_PDS_STORE_SIGNATURE:
    if ((part->phase & FLAG_FRESH) != 0)
      break;
    enter (part, PHASE_FETCH, KEEP_COUNT);
    return HOIST_MOVE (AGAIN);
  case HOIST_PDS_STORE_EXISTS:
    enter (part, answer.part_md5[0] != '\0' ? PHASE_SEND : PHASE_LOOK, KEEP_COUNT);
    part->phase |= FLAG_TOLD | (answer.part_md5[0] != '\0' ? FLAG_HINT : 0);
    hoist_part_set_etag (part, answer.part_md5[0] != '\0' ? answer.part_md5 : NULL);
    return HOIST_MOVE (AGAIN);
  case HOIST_PDS_STORE_ORDER:
  case HOIST_PDS_STORE_GONE:
    return ask_for_all (part);
  case HOIST_PDS_STORE_OTHER:
  default:
    break;
  }

  /* trouble on the server's side: the part may have arrived all the same (notes 4.5) */
  if (reply->status < 500)
    enter (part, PHASE_SEND, KEEP_COUNT);
  g_propagate_error (error, hoist_pds_store_new_error (reply, answer.code));
  return HOIST_MOVE (FAILED);
}

HoistMove
hoist_pds_part_read (const HoistFacts *facts,
                     HoistTicket *ticket,
                     HoistPart *part,
                     const HoistReply *reply,
                     GError **error)
{
  if ((part->phase & PHASE_MASK) == PHASE_FETCH)
    return read_addresses (facts, ticket, part, reply, error);
  if ((part->phase & PHASE_MASK) == PHASE_LOOK)
    return read_look (facts, part, reply, error);
  return read_put (part, reply, error);
}
