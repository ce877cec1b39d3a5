/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One form for a file, or one for each of its chunks (docs/protocols/xvid-mediahub.md, sections 6,
 * 8.2, 9 and 10). The store is another host: neither token nor cookies go there. */
#include "hoist-xvid-post.h"

#include "hoist-error.h"
#include "hoist-read-xml.h"
#include "hoist-xvid-call.h"
#include "hoist-xvid-code.h"
#include "hoist-xvid-key.h"
#include "hoist-xvid-session.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* "5 min store PUT or form" (design section 4.5). */
#define ANSWER_US (300 * (gint64) G_USEC_PER_SEC)

/* "At most two new sessions per file without progress" (section 9); "new session once, then stop"
 * for a form that the store refuses as a whole (section 8.2). */
#define MAX_RENEWALS 2
#define MAX_RENEWALS_SIGNATURE 1

/* Addresses in a row that a store may point to; counted in the part's phase. */
#define MAX_REDIRECTS 3

#define ETAG "etag"

static HoistMove
fail (GError **error, HoistErrorCode code, const char *sentence)
{
  g_set_error_literal (error, HOIST_ERROR, code, sentence);
  return HOIST_MOVE (FAILED);
}

/* Numbers of one chunk, into fields that the form has anyway. */
static gboolean
number_chunk (const HoistFacts *facts,
              const HoistTicket *ticket,
              const HoistPart *part,
              HoistMultipart *form)
{
  const char *key = hoist_ticket_get (ticket, HOIST_XVID_STORE_KEY);
  guint64 first_field = strcmp (hoist_facts_get (facts, "chunk-field-first"), "1") == 0;
  guint64 first_key = strcmp (hoist_facts_get (facts, "chunk-key-first"), "1") == 0;
  g_autofree char *index = g_strdup_printf ("%" G_GUINT64_FORMAT, part->number - 1 + first_field);
  g_autofree char *count = g_strdup_printf ("%u", hoist_ticket_get_n_parts (ticket));
  g_autofree char *chunk_key = NULL;

  if (key == NULL)
    return FALSE;
  chunk_key = hoist_xvid_key_new_chunk (key, hoist_facts_get (facts, "chunk-key"),
                                        part->number - 1 + first_key);
  return hoist_multipart_replace (form, "key", chunk_key) &&
         hoist_multipart_replace (form, "chunk", index) &&
         hoist_multipart_replace (form, "chunks", count);
}

/* A new session, if that may still help. */
static HoistMove
renew (const HoistTicket *ticket, guint max_renewals, GError **error)
{
  if (hoist_xvid_session_get_renewals (ticket) < max_renewals)
    return HOIST_MOVE_TO (HOIST_STEP_RENEW);

  return fail (error, HOIST_ERROR_REFUSED,
               _ ("The store refused the file again and again, each time with a new permission. "
                  "Try again later, and ask the service if it stays."));
}

/**
 * hoist_xvid_post_write:
 *
 * The form exactly as the service made it, then the bytes. A form that was interrupted leaves
 * nothing behind, so it may be sent again.
 *
 * Returns: SEND with @request, DONE for a part that is there, a JUMP to RENEW, or FAILED
 */
HoistMove
hoist_xvid_post_write (const HoistFacts *facts,
                       HoistTicket *ticket,
                       HoistPart *part,
                       HoistRequest **request,
                       GError **error)
{
  g_autoptr (HoistMultipart) form = NULL;
  const char *url = hoist_ticket_get_sealed (ticket, HOIST_XVID_ELSEWHERE);
  g_autofree char *boundary = NULL;

  if (part->is_done)
    return HOIST_MOVE (DONE);
  if (!hoist_xvid_session_is_usable (facts, ticket))
    return renew (ticket, MAX_RENEWALS, error);

  form = hoist_multipart_new_from_text (hoist_ticket_get_sealed (ticket, HOIST_XVID_FORM));
  if (url == NULL)
    url = hoist_ticket_get_sealed (ticket, HOIST_XVID_FORM_URL);
  if (form == NULL || !hoist_field_check_address (url, NULL))
    return renew (ticket, MAX_RENEWALS, error);
  if (hoist_ticket_get_n_parts (ticket) > 1 && !number_chunk (facts, ticket, part, form))
    return fail (error, HOIST_ERROR_REFUSED,
                 _ ("The service’s form has no room for chunks. Switch off “Several chunks” and "
                    "start the upload over."));

  /* 64 random bits, new for each exchange, behind a text that no media format has */
  boundary = g_strdup_printf ("HoistFormBoundary%016" G_GINT64_MODIFIER "x", facts->nonce);
  *request = hoist_request_new ("POST", url);
  hoist_multipart_fill (form, boundary, *request);
  (*request)->offset = part->offset;
  (*request)->length = part->length;
  (*request)->digests = HOIST_DIGEST_MD5;
  (*request)->bucket = HOIST_XVID_STORE;
  (*request)->answer_us = ANSWER_US;
  return HOIST_MOVE (SEND);
}

/* What the store calls the bytes: (transfer full) (nullable): without quotation marks */
static char *
dup_etag (const HoistReply *reply, const HoistReadXml *read)
{
  const char *etag = hoist_reply_get_header (reply, "etag");
  g_autofree char *text = NULL;
  gsize length = 0;

  if (etag == NULL && read != NULL)
    etag = hoist_read_xml_get_text (read, "ETag");
  text = g_strstrip (g_strdup (etag != NULL ? etag : ""));
  length = strlen (text);
  if (length >= 2 && text[0] == '"' && text[length - 1] == '"') {
    text[length - 1] = '\0';
    memmove (text, text + 1, length - 1);
  }
  return *text != '\0' && strlen (text) <= 128 && g_str_is_ascii (text) ? g_steal_pointer (&text)
                                                                        : NULL;
}

/* 201 with an XML document is what the samples ask for; 200 and 204 are S3's other ways, without a
 * body. A network that wants a sign-in says 200, too, and sends a page. */
static gboolean
is_stored (const HoistReply *reply, const HoistReadXml *read)
{
  const char *type = hoist_reply_get_header (reply, "content-type");

  if (reply->status != 200 && reply->status != 201 && reply->status != 204)
    return FALSE;
  if (read != NULL)
    return strcmp (hoist_read_xml_get_root (read), "PostResponse") == 0;
  if (g_bytes_get_size (reply->body) == 0)
    return TRUE;
  return reply->status == 201 &&
         (type == NULL || g_ascii_strncasecmp (type, "text/html", strlen ("text/html")) != 0);
}

/* The ETag is the MD5 as a rule, but not with every kind of encryption: where they differ that is
 * only noted, and COMMIT asks the service for its own checksum (section 6). */
static HoistMove
take_stored (HoistTicket *ticket, HoistPart *part, const HoistReply *reply, const char *etag)
{
  g_autofree char *md5 = NULL;

  if ((reply->sent.known & HOIST_DIGEST_MD5) != 0)
    hoist_part_set_digests (part, &reply->sent, HOIST_DIGEST_MD5);
  md5 = hoist_part_dup_digest_hex (part);
  if (etag != NULL && md5 != NULL)
    hoist_ticket_set (ticket, ETAG, g_ascii_strcasecmp (etag, md5) == 0 ? NULL : "differs");
  hoist_part_set_etag (part, etag);
  hoist_xvid_session_note_progress (ticket);
  part->phase = 0;
  part->kept = part->length;
  part->is_done = TRUE;
  return HOIST_MOVE (DONE);
}

/* A policy that runs out during one POST, begun with all of its life, is too short for this line:
 * another one would be as short (section 9). */
static gboolean
is_line_too_slow (const HoistFacts *facts, const HoistTicket *ticket, const HoistReply *reply)
{
  gint64 life_us = hoist_xvid_session_get_life (ticket);

  return life_us > 0 && reply->date_us > 0 && reply->date_us - facts->now_us >= life_us;
}

/* The same form at another address, which is asked for in the next exchange. Only to https. */
static gboolean
follow (HoistTicket *ticket, HoistPart *part, const HoistReply *reply)
{
  const char *location = hoist_reply_get_header (reply, "location");

  if (location == NULL || part->phase >= MAX_REDIRECTS ||
      !hoist_field_check_address (location, NULL))
    return FALSE;

  part->phase++;
  hoist_ticket_set_sealed (ticket, HOIST_XVID_ELSEWHERE, location);
  return TRUE;
}

static HoistMove
take_trouble (const HoistFacts *facts,
              HoistTicket *ticket,
              HoistPart *part,
              const HoistReply *reply,
              GError **error)
{
  g_autoptr (GError) trouble = NULL;
  HoistXvidStoreKind kind = hoist_xvid_code_new_store_error (reply, ticket->expires_us, &trouble);

  if (kind == HOIST_XVID_STORE_ELSEWHERE && follow (ticket, part, reply))
    return HOIST_MOVE (AGAIN);

  part->phase = 0;
  hoist_ticket_set_sealed (ticket, HOIST_XVID_ELSEWHERE, NULL);
  if (kind == HOIST_XVID_STORE_EXPIRED && is_line_too_slow (facts, ticket, reply))
    return fail (error, HOIST_ERROR_REFUSED,
                 _ ("The connection is too slow for a file of this size: the permission to send it "
                    "ran out on the way. Use a faster connection, or switch on “Several chunks” in "
                    "the account’s settings."));
  if (kind == HOIST_XVID_STORE_EXPIRED)
    return renew (ticket, MAX_RENEWALS, error);
  if (kind == HOIST_XVID_STORE_SIGNATURE &&
      hoist_xvid_session_get_renewals (ticket) < MAX_RENEWALS_SIGNATURE)
    return HOIST_MOVE_TO (HOIST_STEP_RENEW);

  g_propagate_error (error, g_steal_pointer (&trouble));
  return HOIST_MOVE (FAILED);
}

/**
 * hoist_xvid_post_read:
 *
 * Returns: DONE, AGAIN after a redirection, a JUMP to RENEW, or FAILED
 */
HoistMove
hoist_xvid_post_read (const HoistFacts *facts,
                      HoistTicket *ticket,
                      HoistPart *part,
                      const HoistReply *reply,
                      GError **error)
{
  g_autoptr (HoistReadXml) read = hoist_read_xml_new (reply->body, NULL);
  g_autofree char *etag = dup_etag (reply, read);

  if (is_stored (reply, read))
    return take_stored (ticket, part, reply, etag);
  return take_trouble (facts, ticket, part, reply, error);
}
