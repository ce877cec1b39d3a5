/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starting a session, for BEGIN and RENEW: ids, and the form with its short-lived permission
 * (docs/protocols/xvid-mediahub.md, sections 5, 9 and 10). */
#include "hoist-xvid-session.h"

#include "hoist-error.h"
#include "hoist-form.h"
#include "hoist-xvid-assumptions.h"
#include "hoist-xvid-call.h"
#include "hoist-xvid-code.h"
#include "hoist-xvid-key.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* "5 GB at most per POST" (section 6); chunks by the rules of S3's own joining (section 10). */
#define MAX_POST (5 * G_GUINT64_CONSTANT (1024) * 1024 * 1024)
#define MAX_CHUNKS 10000
#define CHUNK_STEP (1024 * 1024)

/* A form is sent only while its policy holds this much longer (section 9). */
#define LEAST_LIFE_US (60 * (gint64) G_USEC_PER_SEC)

/* A policy and all other fields have to fit into 20 KB (section 6). */
#define MAX_FIELDS 100
#define MAX_FORM (64 * 1024)

/* When the policy's life is longer than any sense, its expiry is not believed. */
#define LONGEST_LIFE_US (7 * 24 * 3600 * (gint64) G_USEC_PER_SEC)

#define LIFE "policy-life"
#define RENEWALS "renewals"

static guint64
get_number (const HoistFacts *facts, const char *id)
{
  guint64 number = 0;

  return hoist_read_parse_uint (hoist_facts_get (facts, id), &number) ? number : 0;
}

/* Whether the file goes in several chunks: only where the user allows it. */
static gboolean
is_chunked (const HoistFacts *facts)
{
  return strcmp (hoist_facts_get (facts, "multi-chunk"), "1") == 0 &&
         facts->file->size > get_number (facts, "chunk-from") &&
         facts->file->size > get_number (facts, "chunk-size");
}

/* 0 with @error when the file is too large. One POST takes it all, unless chunks are allowed. */
static guint64
get_part_size (const HoistFacts *facts, GError **error)
{
  guint64 chunk_size = get_number (facts, "chunk-size");
  const HoistPartRules chunked = { .part_size = CLAMP (chunk_size, 1, MAX_POST),
                                   .max_part_size = MAX_POST,
                                   .max_parts = MAX_CHUNKS,
                                   .step = CHUNK_STEP };

  if (is_chunked (facts))
    return hoist_planner_get_part_size (&chunked, facts->file->size, error);
  if (facts->file->size <= MAX_POST)
    return MAX (facts->file->size, 1);

  g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_TOO_LARGE,
                       _ ("The service takes files of up to 5 GiB at once, and this one is larger. "
                          "Switch on “Several chunks” in the account’s settings, or make the file "
                          "smaller."));
  return 0;
}

gboolean
hoist_xvid_session_check_size (const HoistFacts *facts, GError **error)
{
  return get_part_size (facts, error) > 0;
}

/**
 * hoist_xvid_session_write:
 *
 * All goes into the query, and there is no body. The key stays the same for all sessions of an
 * upload, whatever becomes of the settings. A second request makes a second session, and the first
 * is left to run out: nothing is lost by repeating it (section 9).
 */
HoistMove
hoist_xvid_session_write (const HoistFacts *facts,
                          HoistTicket *ticket,
                          HoistRequest **request,
                          GError **error)
{
  g_autoptr (GString) query = g_string_new (NULL);
  const HoistXvidCall call = { .method = "POST", .path = "files/uploads/", .query = query };
  g_autofree char *key = g_strdup (hoist_ticket_get (ticket, HOIST_XVID_OBJECT_KEY));
  HoistMove move = { 0 };

  if (key == NULL)
    key = hoist_xvid_key_new (facts);
  hoist_form_append (query, "object_key", key);
  hoist_form_append (query, "pipeline_id", hoist_facts_get (facts, "pipeline-id"));
  move = hoist_xvid_call_write (facts, &call, request, error);
  if (move.kind == HOIST_MOVE_SEND)
    hoist_ticket_set (ticket, HOIST_XVID_OBJECT_KEY, key);
  return move;
}

/* A field's value as text. A number stays as it was sent; null is a field without a value, which
 * the policy may still want to see. */
static gboolean
add_field (HoistMultipart *form, const HoistReadValue *fields, const char *name)
{
  const HoistReadValue *value = hoist_read_find (fields, name);
  const char *text = hoist_read_get_text (fields, name);
  guint n_texts = hoist_read_get_count (value);
  gboolean flag = FALSE;

  if (text != NULL)
    return hoist_multipart_add (form, name, text);
  if (value == NULL)
    return hoist_multipart_add (form, name, "");
  if (hoist_read_flag (fields, name, &flag))
    return hoist_multipart_add (form, name, flag ? "true" : "false");

  for (guint i = 0; i < n_texts; i++) {
    text = hoist_read_get_text_at (value, i);
    if (text == NULL || !hoist_multipart_add (form, name, text))
      return FALSE;
  }
  return n_texts > 0;
}

/* The fields are opaque: names are not known beforehand, and their order is kept (section 5). */
static HoistMultipart *
read_form (const HoistReadValue *upload)
{
  const HoistReadValue *fields = hoist_read_find_object (upload, "form_post_params");
  g_auto (GStrv) names = hoist_read_dup_names (fields);
  g_autoptr (HoistMultipart) form = hoist_multipart_new ();
  gsize length = 0;

  for (guint i = 0; names[i] != NULL; i++) {
    const char *value = hoist_read_get_text (fields, names[i]);

    length += strlen (names[i]) + (value != NULL ? strlen (value) : 0);
    if (length > MAX_FORM || hoist_multipart_get_count (form) >= MAX_FIELDS ||
        !add_field (form, fields, names[i]))
      return NULL;
  }
  return hoist_multipart_get_count (form) > 0 ? g_steal_pointer (&form) : NULL;
}

/* When a form's policy runs out; 0 when it cannot be read (section 5.1). */
static gint64
get_policy_end (const HoistMultipart *form)
{
  const char *policy = hoist_multipart_get (form, "policy");
  g_autofree guint8 *text = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (HoistRead) read = NULL;
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) end = NULL;
  const char *expiration = NULL;
  gsize length = 0;

  if (policy == NULL)
    policy = hoist_multipart_get (form, "Policy");
  if (policy == NULL)
    return 0;

  text = g_base64_decode (policy, &length);
  bytes = g_bytes_new (text, length);
  read = hoist_read_new (bytes, NULL);
  expiration = read != NULL ? hoist_read_get_text (hoist_read_get_root (read), "expiration") : NULL;
  end = expiration != NULL ? g_date_time_new_from_iso8601 (expiration, utc) : NULL;
  return end != NULL ? g_date_time_to_unix (end) * G_USEC_PER_SEC : 0;
}

/* All in server time: by the Date of the very reply that brought the policy, so that a wrong clock
 * here does not matter. */
static void
keep_end (const HoistFacts *facts,
          HoistTicket *ticket,
          const HoistMultipart *form,
          const HoistReply *reply)
{
  gint64 now_us = reply->date_us > 0 ? reply->date_us : facts->now_us;
  gint64 end_us = get_policy_end (form);
  g_autofree char *life = NULL;

  if (end_us == 0 || end_us - now_us > LONGEST_LIFE_US)
    end_us = now_us + XVID_POLICY_LIFE_S * (gint64) G_USEC_PER_SEC;
  life = g_strdup_printf ("%" G_GINT64_FORMAT, MAX (end_us - now_us, 0));
  hoist_ticket_set (ticket, LIFE, life);
  ticket->expires_us = end_us;
  ticket->is_changed = TRUE;
}

static gboolean
fail_protocol (GError **error)
{
  g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_PROTOCOL,
                       _ ("The service’s answer lacks what an upload needs. Check the account’s "
                          "address, or look for a newer Hoist."));
  return FALSE;
}

/* Whether this Hoist can do what the session asks for. */
static gboolean
check_session (const HoistReadValue *upload, GError **error)
{
  const char *type = hoist_read_get_text (upload, "storage_type");
  const char *url = hoist_read_get_text (upload, "form_post_url");

  if (type != NULL && g_ascii_strcasecmp (type, "S3") != 0) {
    g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_REFUSED,
                         _ ("The pipeline keeps its files in a kind of store that Hoist does not "
                            "know. Choose another pipeline, or look for a newer Hoist."));
    return FALSE;
  }
  if (url == NULL || !hoist_xvid_call_is_id (hoist_read_get_text (upload, "id")))
    return fail_protocol (error);
  return hoist_field_check_address (url, error);
}

/* Notes the ids in an upload object. They are equal in the samples, which is not to be relied on
 * (section 5). */
void
hoist_xvid_session_take_ids (HoistTicket *ticket, const HoistReadValue *upload)
{
  const char *id = hoist_read_get_text (upload, "id");
  const char *file_id = hoist_read_get_text (hoist_read_find_object (upload, "file"), "id");

  if (hoist_ticket_get (ticket, HOIST_XVID_UPLOAD_ID) == NULL && hoist_xvid_call_is_id (id))
    hoist_ticket_set (ticket, HOIST_XVID_UPLOAD_ID, id);
  if (hoist_ticket_get (ticket, HOIST_XVID_FILE_ID) == NULL && hoist_xvid_call_is_id (file_id))
    hoist_ticket_set (ticket, HOIST_XVID_FILE_ID, file_id);
}

/* A new session of an upload some of whose chunks are there goes on under the old id and keys, with
 * the new permission, or begins everything anew: which of them is right is unknown, so it is a
 * setting (section 10). */
static gboolean
is_going_on (const HoistFacts *facts, const HoistTicket *ticket)
{
  return hoist_ticket_get_bytes_done (ticket) > 0 &&
         strcmp (hoist_facts_get (facts, "chunk-resume"), "keep") == 0;
}

static gboolean
take_session (const HoistFacts *facts,
              HoistTicket *ticket,
              HoistStep step,
              const HoistReadValue *upload,
              const HoistReply *reply,
              GError **error)
{
  g_autoptr (HoistMultipart) form = read_form (upload);
  gboolean is_new = step == HOIST_STEP_BEGIN || !is_going_on (facts, ticket);
  g_autofree char *text = NULL;
  guint64 part_size = 0;

  if (form == NULL)
    return fail_protocol (error);

  if (is_new) {
    part_size = get_part_size (facts, error);
    if (part_size == 0)
      return FALSE;
    hoist_ticket_plan_behind (ticket, facts->file->size, &(guint64){ 0 },
                              facts->file->size == 0 ? 1 : 0, part_size);
    hoist_ticket_set (ticket, HOIST_XVID_UPLOAD_ID, NULL);
    hoist_ticket_set (ticket, HOIST_XVID_FILE_ID, NULL);
    hoist_ticket_set (ticket, HOIST_XVID_STORE_KEY, hoist_multipart_get (form, "key"));
    hoist_xvid_session_take_ids (ticket, upload);
  }
  text = hoist_multipart_to_text (form);
  hoist_ticket_set_sealed (ticket, HOIST_XVID_FORM, text);
  hoist_ticket_set_sealed (ticket, HOIST_XVID_FORM_URL,
                           hoist_read_get_text (upload, "form_post_url"));
  hoist_ticket_set_sealed (ticket, HOIST_XVID_ELSEWHERE, NULL);
  keep_end (facts, ticket, form, reply);
  return TRUE;
}

static void
count_renewal (HoistTicket *ticket)
{
  g_autofree char *count = g_strdup_printf ("%u", hoist_xvid_session_get_renewals (ticket) + 1);

  hoist_ticket_set (ticket, RENEWALS, count);
}

/**
 * hoist_xvid_session_read:
 * @step: BEGIN, or RENEW for another session of the same upload
 *
 * Keeps ids in the ticket, the form in its sealed half, and plans the parts.
 */
HoistMove
hoist_xvid_session_read (const HoistFacts *facts,
                         HoistTicket *ticket,
                         HoistStep step,
                         const HoistReply *reply,
                         GError **error)
{
  const HoistReadValue *upload = NULL;
  g_autoptr (HoistRead) read = hoist_xvid_call_read (reply, "upload", &upload);

  if (read == NULL) {
    g_propagate_error (error, hoist_xvid_code_new_error (reply, step, HOIST_ERROR_BUSY));
    return HOIST_MOVE (FAILED);
  }
  if (!check_session (upload, error) || !take_session (facts, ticket, step, upload, reply, error))
    return HOIST_MOVE (FAILED);

  if (step == HOIST_STEP_RENEW)
    count_renewal (ticket);
  return HOIST_MOVE (DONE);
}

/* Whether the form is at hand and its policy holds long enough to begin sending. */
gboolean
hoist_xvid_session_is_usable (const HoistFacts *facts, const HoistTicket *ticket)
{
  return hoist_ticket_get_sealed (ticket, HOIST_XVID_FORM) != NULL &&
         hoist_ticket_get_sealed (ticket, HOIST_XVID_FORM_URL) != NULL &&
         ticket->expires_us - facts->now_us >= LEAST_LIFE_US;
}

/* How long the policy held when it was new, microseconds. */
gint64
hoist_xvid_session_get_life (const HoistTicket *ticket)
{
  const char *life = hoist_ticket_get (ticket, LIFE);
  gint64 life_us = 0;

  return life != NULL && hoist_read_parse_int (life, &life_us) ? life_us : 0;
}

/* How many sessions followed the first one without a part getting through. */
guint
hoist_xvid_session_get_renewals (const HoistTicket *ticket)
{
  const char *count = hoist_ticket_get (ticket, RENEWALS);
  guint64 renewals = 0;

  return count != NULL && hoist_read_parse_uint (count, &renewals) ? MIN (renewals, 1000) : 0;
}

/* A part got through, or the user tries again. */
void
hoist_xvid_session_note_progress (HoistTicket *ticket)
{
  hoist_ticket_set (ticket, RENEWALS, NULL);
}
