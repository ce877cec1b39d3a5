/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line of an upload's log: what happened, as a sentence for people. */
#pragma once

#include "hoist-digest.h"
#include "hoist-state.h"
#include "hoist-ticket.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * HoistLogKind:
 * @HOIST_LOG_STATE: a new state, or another reason for it
 * @HOIST_LOG_RETRY: an error, after which it is tried again, with HTTP status and request id
 * @HOIST_LOG_PARTS: how many parts the service has, when a run goes on
 * @HOIST_LOG_PROOF: by what the bytes were proven, and their checksums
 * @HOIST_LOG_ADDRESS: the service gave new addresses for the parts
 * @HOIST_LOG_CHANGE: the user changed options or account
 *
 * Stored by name.
 */
typedef enum {
  HOIST_LOG_STATE,
  HOIST_LOG_RETRY,
  HOIST_LOG_PARTS,
  HOIST_LOG_PROOF,
  HOIST_LOG_ADDRESS,
  HOIST_LOG_CHANGE,
} HoistLogKind;

#define HOIST_N_LOG_KINDS (HOIST_LOG_CHANGE + 1)

/**
 * HoistLogLine:
 * @time_us: wall time; 0 before it was stored
 * @text: (owned): one or more sentences, translated when they were written; never a secret
 */
typedef struct {
  gint64 time_us;
  HoistLogKind kind;
  char *text;
} HoistLogLine;

HoistLogLine *hoist_log_line_new (gint64 time_us, HoistLogKind kind, const char *text);
void hoist_log_line_free (HoistLogLine *self);

const char *hoist_log_kind_to_name (HoistLogKind kind);
gboolean hoist_log_kind_from_name (const char *name, HoistLogKind *kind);
const char *hoist_log_describe_state (HoistState state);
char *hoist_log_dup_step (HoistStep step, guint part_number);
char *hoist_log_describe_proof (const char *verified, const HoistDigests *digests);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistLogLine, hoist_log_line_free)

G_END_DECLS
