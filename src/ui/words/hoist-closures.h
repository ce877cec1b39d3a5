/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pure functions between an upload's figures and what a window shows of them. */
#pragma once

#include "hoist-queue.h"
#include "hoist-state.h"

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * HoistSight:
 * @name: (nullable): of the file, as it stands above the sentence
 * @message: (nullable): the engine's sentence for the present reason
 * @account: (nullable): the account's name; %NULL while the upload has none
 * @fraction: hashing, sending and finishing as one, 0 to 1
 * @seconds_left: -1 when unknown
 * @wait_us: until the next try; 0 for none
 * @n_tries: how often it tries again, that time included; 0 where it is not counted
 * @verified: (nullable): by what the bytes were proven
 * @ended_us: when it was finished; 0 before
 * @now_us: wall time, to tell today from earlier days
 *
 * One upload as a row sees it, borrowed for one call.
 */
typedef struct {
  const char *name;
  HoistState state;
  HoistReason reason;
  const char *message;
  const char *account;
  guint64 size;
  guint64 bytes_done;
  guint64 bytes_hashed;
  guint64 rate;
  double fraction;
  gint64 seconds_left;
  gint64 wait_us;
  guint n_tries;
  const char *verified;
  gboolean is_instant;
  gboolean has_link;
  gboolean has_remote_id;
  gboolean can_retry;
  gboolean is_sandbox;
  gint64 ended_us;
  gint64 now_us;
} HoistSight;

typedef enum {
  HOIST_VERB_NONE,
  HOIST_VERB_PAUSE,
  HOIST_VERB_RESUME,
  HOIST_VERB_RETRY,
  HOIST_VERB_START_OVER,
  HOIST_VERB_SIGN_IN,
  HOIST_VERB_ALLOW_ACCESS,
  HOIST_VERB_UPLOAD_ANYWAY,
  HOIST_VERB_COPY_LINK,
  HOIST_VERB_COPY_ID,
} HoistVerb;

typedef enum {
  HOIST_BAR_NONE,
  HOIST_BAR_FULL_COLOUR,
  HOIST_BAR_DIMMED,
} HoistBar;

char *hoist_closure_sentence (const HoistSight *sight);
HoistVerb hoist_closure_verb (const HoistSight *sight);
HoistBar hoist_closure_bar (const HoistSight *sight);
const char *hoist_closure_badge (const HoistSight *sight);
char *hoist_closure_row_label (const char *name, const char *sentence, const HoistSight *sight);

const char *hoist_closure_verb_icon (HoistVerb verb);
const char *hoist_closure_verb_label (HoistVerb verb);
const char *hoist_closure_verb_action (HoistVerb verb);

char *hoist_closure_percent (double fraction);
char *hoist_closure_subtitle (const HoistQueueTotals *totals, gboolean is_paused);
char *hoist_closure_done_title (guint n_finished, guint n_attention);
char *hoist_closure_done_body (guint n_finished, guint n_attention);
char *hoist_closure_added (guint n_added);
char *hoist_closure_choice (const char *value);
char *hoist_closure_refused (const char *const *names);
gboolean hoist_closure_has_work (const HoistQueueTotals *totals, gboolean is_paused);

/* For the builder: the first argument is the template's object. */
gboolean hoist_closure_not (GObject *object, gboolean value);
gboolean hoist_closure_needs_status_bar (GObject *object,
                                         GObject *shown_title,
                                         GObject *full_title,
                                         const char *subtitle);
char *hoist_closure_empty_text (GObject *object, gboolean has_account);

G_END_DECLS
