/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any reply in any step of MetaStudio: no crash, an error exactly when it failed, addresses only in
 * the sealed half and only good ones, never a proof without a name. The first byte picks status and
 * headers, the rest is the body. */
#include "hoist-error.h"
#include "hoist-field.h"
#include "hoist-provider.h"

#include <string.h>

#define NOW_US (G_GINT64_CONSTANT (1768465800) * G_USEC_PER_SEC)

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* Where an upload may stand when a reply comes. */
static const char *const stages[][8] = {
  { NULL },
  { "asked-name", "a", "asked-again", "1", NULL },
  { "project", "p", "asset", "1", NULL },
  { "project", "p", "asset", "1", "is-ours", "1", "large", "1" },
  { "project", "p", "asset", "1", "file", "2", "md5", "XUFAKrxLKna5cZ2REBfFkg==" },
  { "project", "p", "asset", "1", "old-file", "2", "file-type", "mp4" },
  { "project", "p", "asset", "1", "old-file", "2", "is-cancelled", "1" },
};

static void
check_ticket (const HoistTicket *ticket, guint64 size)
{
  guint64 offset = 0;

  for (guint i = 0; i < hoist_ticket_get_n_parts (ticket); i++) {
    const HoistPart *part = hoist_ticket_get_part (ticket, i);
    g_autofree char *name = g_strdup_printf ("url-%u", part->number);
    const char *address = hoist_ticket_get_sealed (ticket, name);

    g_assert_cmpuint (part->offset, ==, offset);
    g_assert_cmpuint (part->length, >, 0);
    if (address != NULL)
      g_assert_true (hoist_field_check_address (address, NULL));
    offset += part->length;
  }
  g_assert_cmpuint (offset, ==, size);
  if (ticket->verified != NULL)
    g_assert_nonnull (ticket->remote_id);
}

static void
check_error (HoistMove move, const GError *error)
{
  g_assert_true ((move.kind == HOIST_MOVE_FAILED) == (error != NULL));
  g_assert_cmpint (move.kind, !=, HOIST_MOVE_SEND);
  if (error == NULL)
    return;
  g_assert_true (error->domain == HOIST_ERROR);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_null (strstr (error->message, "SecretOfTheAccount"));
}

static void
try_upload (HoistFacts *facts, HoistStep step, gsize stage, const HoistReply *reply)
{
  g_autoptr (HoistTicket) ticket = hoist_ticket_new ();
  g_autoptr (GError) error = NULL;
  HoistMove move = { 0 };

  ticket->next = stage % 2 == 0 ? HOIST_STEP_PART : HOIST_STEP_COMMIT;
  for (gsize i = 0; i + 1 < G_N_ELEMENTS (stages[stage]) && stages[stage][i] != NULL; i += 2)
    hoist_ticket_set (ticket, stages[stage][i], stages[stage][i + 1]);
  hoist_ticket_plan (ticket, facts->file->size, facts->file->size, NULL);
  move = facts->provider->read_reply (
      facts, ticket, step, step == HOIST_STEP_PART ? hoist_ticket_get_part (ticket, 0) : NULL,
      reply, &error);
  check_error (move, error);
  check_ticket (ticket, facts->file->size);
}

static void
try_errand (HoistFacts *facts, HoistStep step, const char *marker, const HoistReply *reply)
{
  g_autoptr (HoistErrand) errand = hoist_errand_new (step);
  g_autoptr (GError) error = NULL;
  HoistMove move = { 0 };

  hoist_errand_set_marker (errand, marker);
  facts->errand = errand;
  move = facts->provider->read_reply (facts, NULL, step, NULL, reply, &error);
  check_error (move, error);
  for (guint i = 0; i < errand->findings->len; i++) {
    const HoistFinding *finding = g_ptr_array_index (errand->findings, i);

    g_assert_true (g_utf8_validate (finding->name, -1, NULL));
    g_assert_null (strchr (finding->id, '/'));
  }
  facts->errand = NULL;
}

static void
try_all (HoistFacts *facts, const HoistReply *reply)
{
  static const struct {
    HoistStep step;
    gsize stage;
  } uploads[] = {
    { HOIST_STEP_BEGIN, 0 }, { HOIST_STEP_BEGIN, 1 }, { HOIST_STEP_BEGIN, 2 },
    { HOIST_STEP_BEGIN, 3 }, { HOIST_STEP_PROBE, 1 }, { HOIST_STEP_PROBE, 2 },
    { HOIST_STEP_PROBE, 4 }, { HOIST_STEP_RENEW, 5 }, { HOIST_STEP_RENEW, 6 },
    { HOIST_STEP_PART, 3 },  { HOIST_STEP_PART, 4 },  { HOIST_STEP_COMMIT, 4 },
    { HOIST_STEP_WATCH, 4 }, { HOIST_STEP_ABORT, 1 }, { HOIST_STEP_ABORT, 5 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (uploads); i++)
    try_upload (facts, uploads[i].step, uploads[i].stage, reply);
  try_errand (facts, HOIST_STEP_SIGN_IN, NULL, reply);
  try_errand (facts, HOIST_STEP_CHECK, NULL, reply);
  try_errand (facts, HOIST_STEP_CHECK, "p", reply);
  try_errand (facts, HOIST_STEP_CHOICES, NULL, reply);
  try_errand (facts, HOIST_STEP_LEFTOVERS, "p", reply);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const guint statuses[] = { 200, 400, 403, 404, 429, 500 };
  g_autoptr (HoistSettings) settings = hoist_settings_new ();
  g_autoptr (HoistSettings) secrets = hoist_settings_new ();
  g_autoptr (GBytes) body = NULL;
  g_autoptr (HoistReply) reply = NULL;
  HoistFileFacts file = { .name = "a.mp4", .size = 6000000 };
  HoistFacts facts = { .settings = settings, .secrets = secrets, .file = &file, .now_us = NOW_US };

  if (size == 0)
    return 0;

  facts.provider = hoist_provider_find ("huawei-metastudio");
  hoist_settings_set (settings, "access-key", "k");
  hoist_settings_set (secrets, "secret-key", "SecretOfTheAccount");
  body = g_bytes_new (data + 1, size - 1);
  reply = hoist_reply_new (statuses[data[0] % G_N_ELEMENTS (statuses)], body);
  if (data[0] >= 128)
    hoist_reply_set_header (reply, "X-Subject-Token", "token", 0);
  try_all (&facts, reply);
  return 0;
}
