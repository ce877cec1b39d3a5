/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any reply in any step of Xvid MediaHub, before and behind its end: no crash, an error exactly
 * when it failed, nothing sealed in the open half, and never a proof without a name for the file.
 * The input is a reply as text: status, headers, an empty line, body. */
#include "hoist-error.h"
#include "hoist-provider.h"

#include <string.h>

#define SIGNATURE "fj7ep5o6YWzdLoqNcHZXNMzXVxI="
#define TOKEN "token-1234567890"
#define NOW_US (G_GINT64_CONSTANT (1768465800) * G_USEC_PER_SEC)

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static const HoistStep steps[] = { HOIST_STEP_BEGIN, HOIST_STEP_RENEW,   HOIST_STEP_PROBE,
                                   HOIST_STEP_PART,  HOIST_STEP_COMMIT,  HOIST_STEP_ABORT,
                                   HOIST_STEP_CHECK, HOIST_STEP_CHOICES, HOIST_STEP_SIGN_IN };

static void
check_ticket (const HoistTicket *ticket, guint64 size)
{
  g_autofree char *text = hoist_ticket_to_text (ticket);
  guint64 offset = 0;

  g_assert_null (strstr (text, SIGNATURE));
  for (guint i = 0; i < hoist_ticket_get_n_parts (ticket); i++) {
    const HoistPart *part = hoist_ticket_get_part (ticket, i);

    g_assert_cmpuint (part->offset, ==, offset);
    g_assert_cmpuint (part->kept, <=, part->length);
    offset += part->length;
  }
  g_assert_cmpuint (offset, ==, size);
  if (ticket->verified != NULL)
    g_assert_nonnull (ticket->remote_id);
}

/* A ticket as after BEGIN; @stage 1: told that all is there; 2: the same, and the file is asked; 3:
 * the telling was refused. */
static HoistTicket *
new_ticket (guint stage)
{
  HoistTicket *ticket = hoist_ticket_new ();
  HoistDigests digests = { .known = HOIST_DIGEST_MD5 };

  hoist_ticket_plan (ticket, 1000, 1000, NULL);
  hoist_part_set_digests (hoist_ticket_get_part (ticket, 0), &digests, HOIST_DIGEST_MD5);
  hoist_ticket_get_part (ticket, 0)->is_done = stage > 0;
  hoist_ticket_set (ticket, "upload-id", "u");
  hoist_ticket_set (ticket, "object-key", "a.mp4");
  hoist_ticket_set_sealed (ticket, "form", "{\"fields\":[\"signature\",\"" SIGNATURE "\"]}");
  hoist_ticket_set_sealed (ticket, "form-url", "https://s3.example/");
  hoist_ticket_set (ticket, "finished-us", stage == 1 || stage == 2 ? "1768465000000000" : NULL);
  hoist_ticket_set (ticket, "doubt", stage == 3 ? "1" : NULL);
  hoist_ticket_set (ticket, "look", stage == 2 ? "file" : NULL);
  ticket->expires_us = NOW_US;
  return ticket;
}

/* Made once: only tickets and errands change. */
static void
fill_account (HoistFacts *facts)
{
  static HoistSettings *settings = NULL;
  static HoistSettings *secrets = NULL;

  if (settings == NULL) {
    settings = hoist_settings_new ();
    secrets = hoist_settings_new ();
    hoist_settings_set (settings, "client-id", "c");
    hoist_settings_set (settings, "pipeline-id", "p");
    hoist_settings_set (secrets, "client-secret", "s");
    hoist_settings_set (secrets, HOIST_GRANT_TOKEN, TOKEN);
    hoist_settings_set (secrets, HOIST_GRANT_UNTIL, "99999999999999999");
  }
  facts->settings = settings;
  facts->secrets = secrets;
}

/* What the provider asks next has to be a request that can be sent. */
static void
try_next (const HoistFacts *facts, HoistTicket *ticket, HoistStep step, HoistPart *part)
{
  g_autoptr (HoistRequest) request = NULL;
  g_autoptr (GError) error = NULL;
  HoistMove move = facts->provider->write_request (facts, ticket, step, part, &request, &error);

  g_assert_true ((move.kind == HOIST_MOVE_SEND) == (request != NULL));
  g_assert_true ((move.kind == HOIST_MOVE_FAILED) == (error != NULL));
  if (request != NULL)
    g_assert_true (g_uri_is_valid (request->url, G_URI_FLAGS_ENCODED, NULL));
}

static void
try_reply (HoistStep step, guint stage, const HoistReply *reply)
{
  const HoistProvider *provider = hoist_provider_find ("xvid-mediahub");
  gboolean is_errand = step >= HOIST_STEP_SIGN_IN;
  g_autoptr (HoistTicket) ticket = new_ticket (stage);
  g_autoptr (HoistErrand) errand = hoist_errand_new (step);
  g_autoptr (GError) error = NULL;
  HoistFileFacts file = { .name = "a.mp4", .size = 1000 };
  HoistFacts facts = { .provider = provider,
                       .file = is_errand ? NULL : &file,
                       .errand = is_errand ? errand : NULL,
                       .now_us = NOW_US };
  HoistPart *part = step == HOIST_STEP_PART ? hoist_ticket_get_part (ticket, 0) : NULL;
  HoistMove move = { 0 };

  errand->field = g_strdup ("pipeline-id");
  fill_account (&facts);
  move = provider->read_reply (&facts, is_errand ? NULL : ticket, step, part, reply, &error);
  g_assert_true ((move.kind == HOIST_MOVE_FAILED) == (error != NULL));
  if (error != NULL) {
    g_assert_true (error->domain == HOIST_ERROR);
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
    g_assert_null (strstr (error->message, SIGNATURE));
  }
  g_assert_cmpint (move.wait_us, >=, 0);
  check_ticket (ticket, file.size);
  if (move.kind == HOIST_MOVE_AGAIN)
    try_next (&facts, is_errand ? NULL : ticket, step, part);
  if (step == HOIST_STEP_BEGIN && move.kind == HOIST_MOVE_DONE)
    try_next (&facts, ticket, HOIST_STEP_PART, hoist_ticket_get_part (ticket, 0));
}

/* Takes one line off @text. */
static char *
take_line (const char **text, const char *end)
{
  const char *line = *text;
  const char *stop = line < end ? memchr (line, '\n', end - line) : NULL;

  *text = stop != NULL ? stop + 1 : end;
  return g_strndup (line, (stop != NULL ? stop : end) - line);
}

static HoistReply *
read_reply (const char *text, const char *end, HoistStep *step)
{
  g_autofree char *line = take_line (&text, end);
  const char *name = strchr (line, ' ');
  g_autoptr (HoistReply) reply = hoist_reply_new ((guint) g_ascii_strtoull (line, NULL, 10), NULL);

  if (name == NULL || !hoist_step_from_name (name + 1, step))
    *step = HOIST_N_STEPS;
  while (text < end) {
    g_autofree char *header = take_line (&text, end);
    char *value = strchr (header, ':');

    if (*header == '\0')
      break;
    if (value == NULL || !g_utf8_validate (header, -1, NULL))
      continue;
    *value = '\0';
    hoist_reply_set_header (reply, header, g_strstrip (value + 1), NOW_US);
  }
  g_bytes_unref (reply->body);
  reply->body = g_bytes_new (text, end - text);
  return g_steal_pointer (&reply);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (HoistReply) reply = NULL;
  HoistStep only = HOIST_N_STEPS;

  if (size == 0)
    return 0;

  reply = read_reply ((const char *) data, (const char *) data + size, &only);
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++) {
    if (only != HOIST_N_STEPS && only != steps[i])
      continue;
    for (guint stage = 0; stage < (steps[i] == HOIST_STEP_COMMIT ? 4 : 1); stage++)
      try_reply (steps[i], stage, reply);
  }
  return 0;
}
