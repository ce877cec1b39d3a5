/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any reply in any step: no crash, an error exactly when it failed, and never a proof without a
 * name for the file. The first byte picks step and status, the rest is the body. */
#include "hoist-error.h"
#include "hoist-provider.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static const HoistStep steps[] = { HOIST_STEP_BEGIN, HOIST_STEP_PROBE, HOIST_STEP_PART,
                                   HOIST_STEP_COMMIT, HOIST_STEP_CHECK };

static void
check_grid (const HoistTicket *ticket, guint64 size)
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
  g_assert_cmpuint (offset, ==, size);
}

static void
try_reply (HoistStep step, const HoistReply *reply)
{
  const HoistProvider *provider = hoist_provider_find ("tencent-vod");
  g_autoptr (HoistSettings) settings = hoist_settings_new ();
  g_autoptr (HoistTicket) ticket = hoist_ticket_new ();
  g_autoptr (GError) error = NULL;
  HoistFileFacts file = { .name = "a.mp4", .size = 6000000 };
  HoistFacts facts = { .provider = provider, .settings = settings, .file = &file };
  HoistDigests digests = { .known = HOIST_DIGEST_MD5 };
  HoistMove move = { 0 };

  hoist_ticket_plan (ticket, file.size, 1048576, NULL);
  hoist_part_set_digests (hoist_ticket_get_part (ticket, 0), &digests, HOIST_DIGEST_MD5);
  move = provider->read_reply (&facts, step == HOIST_STEP_CHECK ? NULL : ticket, step,
                               step == HOIST_STEP_PART ? hoist_ticket_get_part (ticket, 0) : NULL,
                               reply, &error);
  g_assert_true ((move.kind == HOIST_MOVE_FAILED) == (error != NULL));
  if (error != NULL) {
    g_assert_true (error->domain == HOIST_ERROR);
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
  }
  if (ticket->verified != NULL)
    g_assert_true (ticket->remote_id != NULL || ticket->link != NULL);
  check_grid (ticket, file.size);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const guint statuses[] = { 200, 400, 500, 503 };
  g_autoptr (GBytes) body = NULL;
  g_autoptr (HoistReply) reply = NULL;

  if (size == 0)
    return 0;

  body = g_bytes_new (data + 1, size - 1);
  reply = hoist_reply_new (statuses[data[0] % G_N_ELEMENTS (statuses)], body);
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    try_reply (steps[i], reply);
  return 0;
}
