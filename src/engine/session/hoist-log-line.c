/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line of an upload's log: what happened, as a sentence for people. */
#include "hoist-log-line.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>

static const char *const kind_names[HOIST_N_LOG_KINDS] = {
  [HOIST_LOG_STATE] = "state", [HOIST_LOG_RETRY] = "retry",     [HOIST_LOG_PARTS] = "parts",
  [HOIST_LOG_PROOF] = "proof", [HOIST_LOG_ADDRESS] = "address", [HOIST_LOG_CHANGE] = "change",
};

/* Where a state comes without a sentence of its own. */
static const char *const state_texts[HOIST_N_STATES] = {
  [HOIST_STATE_QUEUED] = N_ ("It waits for its turn."),
  [HOIST_STATE_HASHING] = N_ ("The file is read for its checksums."),
  [HOIST_STATE_STARTING] = N_ ("The service is asked to begin or to go on."),
  [HOIST_STATE_UPLOADING] = N_ ("The file is being sent."),
  [HOIST_STATE_FINISHING] = N_ ("All is sent. The service puts the file together."),
  [HOIST_STATE_PROCESSING] = N_ ("Uploaded and proven. The service still works on it."),
  [HOIST_STATE_FINISHED] = N_ ("Finished."),
  [HOIST_STATE_PAUSED] = N_ ("Paused."),
  [HOIST_STATE_WAITING] = N_ ("It waits."),
  [HOIST_STATE_ATTENTION] = N_ ("It needs your attention."),
  [HOIST_STATE_REMOVED] = N_ ("Removed."),
};

/* What the service was asked for, where an error is noted; the steps of a session. */
static const char *const step_texts[HOIST_N_STEPS] = {
  [HOIST_STEP_BEGIN] = N_ ("at the start"),
  [HOIST_STEP_PROBE] = N_ ("when asked what it has"),
  [HOIST_STEP_RENEW] = N_ ("when asked for new addresses"),
  [HOIST_STEP_PART] = N_ ("while sending"),
  [HOIST_STEP_COMMIT] = N_ ("at the end"),
  [HOIST_STEP_WATCH] = N_ ("when asked how far it is"),
  [HOIST_STEP_ABORT] = N_ ("when asked to clean up"),
  [HOIST_STEP_FOLDER] = N_ ("when asked for the folder"),
};

/**
 * hoist_log_line_new:
 * @time_us: wall time; 0 for the time at which it is stored
 *
 * Returns: (transfer full):
 */
HoistLogLine *
hoist_log_line_new (gint64 time_us, HoistLogKind kind, const char *text)
{
  HoistLogLine *self = g_new0 (HoistLogLine, 1);

  self->time_us = time_us;
  self->kind = kind;
  self->text = g_strdup (text);
  return self;
}

void
hoist_log_line_free (HoistLogLine *self)
{
  g_free (self->text);
  g_free (self);
}

/* Returns: (transfer none): the stable word for @kind */
const char *
hoist_log_kind_to_name (HoistLogKind kind)
{
  g_return_val_if_fail ((guint) kind < HOIST_N_LOG_KINDS, NULL);

  return kind_names[kind];
}

/**
 * hoist_log_kind_from_name:
 * @name: (nullable): a word that may come from a damaged store
 * @kind: (out): left alone when the word is unknown
 */
gboolean
hoist_log_kind_from_name (const char *name, HoistLogKind *kind)
{
  for (guint i = 0; i < HOIST_N_LOG_KINDS; i++) {
    if (g_strcmp0 (kind_names[i], name) == 0) {
      *kind = (HoistLogKind) i;
      return TRUE;
    }
  }
  return FALSE;
}

/* Returns: (transfer none): a translated sentence */
const char *
hoist_log_describe_state (HoistState state)
{
  g_return_val_if_fail ((guint) state < HOIST_N_STATES, NULL);

  return _ (state_texts[state]);
}

/**
 * hoist_log_dup_step:
 * @part_number: of the part that was sent; 0 for none
 *
 * Returns: (transfer full): when an error came, to follow it in brackets; a step that no session
 *   has goes by its stable name
 */
char *
hoist_log_dup_step (HoistStep step, guint part_number)
{
  g_return_val_if_fail ((guint) step < HOIST_N_STEPS, NULL);

  if (part_number > 0)
    return g_strdup_printf (_ ("part %u"), part_number);
  if (step_texts[step] == NULL)
    return g_strdup (hoist_step_to_name (step));
  return g_strdup (_ (step_texts[step]));
}

/**
 * hoist_log_describe_proof:
 * @verified: a word of design section 3
 *
 * Returns: (transfer full): by what the bytes were proven, and the checksums that are known
 */
char *
hoist_log_describe_proof (const char *verified, const HoistDigests *digests)
{
  static const struct {
    HoistDigestKinds kind;
    const char *name;
  } kinds[] = {
    { HOIST_DIGEST_MD5, "MD5" },
    { HOIST_DIGEST_SHA1, "SHA-1" },
    { HOIST_DIGEST_SHA256, "SHA-256" },
    { HOIST_DIGEST_CRC64, "CRC-64" },
  };
  GString *text = g_string_new (NULL);

  if (g_strcmp0 (verified, "none") == 0)
    g_string_append (text, _ ("The service offers no proof that the bytes arrived."));
  else
    g_string_append_printf (text, _ ("The bytes are proven by “%s”."), verified);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autofree char *hex = hoist_digests_dup_hex (digests, kinds[i].kind);

    if (hex != NULL)
      /* Translators: behind a sentence; a checksum’s name, and its value */
      g_string_append_printf (text, _ (" %s: %s."), kinds[i].name, hex);
  }
  return g_string_free (text, FALSE);
}
