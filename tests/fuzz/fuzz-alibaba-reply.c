/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any reply in any step and place of an upload to Alibaba PDS, and of its account: no crash, an
 * error exactly when it failed, a grid without a gap, and never a proof without a name for the
 * file. The first byte picks status, headers, and upload or account; the rest is the body. */
#include "hoist-error.h"
#include "hoist-provider.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

#define SIZE (25 * 1024 * 1024)

/* A step, where it stands (a value of the ticket), and the phase of the part. */
static const struct {
  HoistStep step;
  const char *name;
  const char *value;
  guint8 phase;
} places[] = {
  { HOIST_STEP_BEGIN, "unused", NULL, 0 },
  { HOIST_STEP_BEGIN, "drive-id", NULL, 0 },
  { HOIST_STEP_BEGIN, "begin", "look-existing", 0 },
  { HOIST_STEP_BEGIN, "begin", "look-rapid", 0 },
  { HOIST_STEP_BEGIN, "hash-sent", "1", 0 },
  { HOIST_STEP_PROBE, "probe", "list", 0 },
  { HOIST_STEP_PROBE, "probe-count", "2", 0 },
  { HOIST_STEP_PROBE, "probe", "look-first", 0 },
  { HOIST_STEP_PROBE, "probe", "look-last", 0 },
  { HOIST_STEP_PART, "unused", NULL, 0 },
  { HOIST_STEP_PART, "unused", NULL, 1 },
  { HOIST_STEP_PART, "unused", NULL, 2 },
  { HOIST_STEP_PART, "unused", NULL, 0xff },
  { HOIST_STEP_COMMIT, "unused", NULL, 0 },
  { HOIST_STEP_ABORT, "unused", NULL, 0 },
};

static const HoistStep errands[] = { HOIST_STEP_SIGN_IN, HOIST_STEP_CHECK, HOIST_STEP_CHOICES,
                                     HOIST_STEP_FOLDER };

static void
check_move (const HoistMove *move, const GError *error)
{
  g_assert_true ((move->kind == HOIST_MOVE_FAILED) == (error != NULL));
  g_assert_cmpint (move->kind, !=, HOIST_MOVE_SEND);
  if (error != NULL) {
    g_assert_true (error->domain == HOIST_ERROR);
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
  }
}

static void
check_ticket (const HoistTicket *ticket)
{
  guint64 offset = 0;

  for (guint i = 0; i < hoist_ticket_get_n_parts (ticket); i++) {
    const HoistPart *part = hoist_ticket_get_part (ticket, i);

    g_assert_cmpuint (part->offset, ==, offset);
    g_assert_cmpuint (part->length, >, 0);
    g_assert_cmpuint (part->kept, <=, part->length);
    g_assert_true (!part->is_done || part->etag != NULL);
    offset += part->length;
  }
  g_assert_cmpuint (offset, ==, SIZE);
  g_assert_cmpuint (hoist_ticket_get_n_parts (ticket), <=, 10000);
  if (ticket->verified != NULL)
    g_assert_nonnull (ticket->remote_id);
}

static HoistTicket *
make_ticket (guint place)
{
  HoistTicket *ticket = hoist_ticket_new ();
  HoistDigests digests = { .known = HOIST_DIGEST_MD5 | HOIST_DIGEST_CRC64 };

  hoist_ticket_plan (ticket, SIZE, 10 * 1024 * 1024, NULL);
  hoist_part_set_digests (hoist_ticket_get_part (ticket, 0), &digests, digests.known);
  hoist_ticket_get_part (ticket, 0)->phase = places[place].phase;
  if (places[place].step == HOIST_STEP_PROBE) {
    hoist_part_set_etag (hoist_ticket_get_part (ticket, 0), "00000000000000000000000000000000");
    hoist_part_set_etag (hoist_ticket_get_part (ticket, 1), "effdbbd50f843176e02f0c6e05ebb573");
  }
  hoist_ticket_set (ticket, "drive-id", "1");
  hoist_ticket_set (ticket, "file-id", "F1");
  hoist_ticket_set (ticket, "upload-id", "U1");
  hoist_ticket_set (ticket, places[place].name, places[place].value);
  return ticket;
}

static void
try_upload (guint place, const char *policy, const HoistReply *reply)
{
  const HoistProvider *provider = hoist_provider_find ("alibaba-pds");
  g_autoptr (HoistSettings) settings = hoist_settings_new ();
  g_autoptr (HoistTicket) ticket = make_ticket (place);
  g_autoptr (GError) error = NULL;
  HoistFileFacts file = { .name = "a.bin", .size = SIZE };
  HoistFacts facts = { .provider = provider, .settings = settings, .file = &file };
  HoistStep step = places[place].step;
  HoistMove move = { 0 };

  hoist_settings_set (settings, "name-policy", policy);
  file.digests.known = HOIST_DIGEST_SHA1 | HOIST_DIGEST_CRC64;
  move = provider->read_reply (&facts, ticket, step,
                               step == HOIST_STEP_PART ? hoist_ticket_get_part (ticket, 0) : NULL,
                               reply, &error);
  check_move (&move, error);
  check_ticket (ticket);
}

static void
try_errand (HoistStep step, guint phase, const HoistReply *reply)
{
  const HoistProvider *provider = hoist_provider_find ("alibaba-pds");
  g_autoptr (HoistSettings) settings = hoist_settings_new ();
  g_autoptr (HoistErrand) errand = hoist_errand_new (step);
  g_autoptr (GError) error = NULL;
  HoistFacts facts = { .provider = provider, .settings = settings, .errand = errand };
  HoistMove move = { 0 };

  errand->phase = phase;
  errand->name = g_strdup ("a");
  if (phase > 0)
    hoist_errand_set_marker (errand, "m");
  move = provider->read_reply (&facts, NULL, step, NULL, reply, &error);
  check_move (&move, error);
  if (step == HOIST_STEP_FOLDER && move.kind == HOIST_MOVE_DONE)
    g_assert_cmpuint (errand->findings->len, ==, 1);
  if (step == HOIST_STEP_SIGN_IN)
    g_assert_true ((move.kind == HOIST_MOVE_DONE) == !hoist_settings_is_empty (errand->secrets));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const guint statuses[] = { 200, 201, 400, 401, 403, 404, 409, 503 };
  static const char *const policies[] = { "keep-both", "skip", "overwrite", "skip" };
  g_autoptr (GBytes) body = NULL;
  g_autoptr (HoistReply) reply = NULL;

  if (size == 0)
    return 0;

  body = g_bytes_new (data + 1, size - 1);
  reply = hoist_reply_new (statuses[data[0] % G_N_ELEMENTS (statuses)], body);
  if ((data[0] & 0x80) != 0 && size > 1) {
    g_autofree char *text = g_strndup ((const char *) data + 1, size - 1);

    hoist_reply_set_header (reply, "ETag", text, 0);
    hoist_reply_set_header (reply, "x-oss-hash-crc64ecma", text, 0);
    hoist_reply_set_header (reply, "x-retry-after", text, 0);
    hoist_reply_set_header (reply, "x-ca-request-id", text, 0);
  }
  for (guint i = 0; (data[0] & 0x40) == 0 && i < G_N_ELEMENTS (places); i++)
    try_upload (i, policies[data[0] >> 3 & 3], reply);
  for (guint i = 0; (data[0] & 0x40) != 0 && i < G_N_ELEMENTS (errands); i++) {
    try_errand (errands[i], 0, reply);
    try_errand (errands[i], 1, reply);
  }
  return 0;
}
