/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a contract test plays on: a real engine and the practice server in one process, on a clock
 * that only moves when nothing else does. */
#pragma once

#include "hoist-engine.h"
#include "hoist-practice-server.h"
#include "hoist-session.h"
#include "hoist-test-account.h"
#include "hoist-test-clock.h"
#include "hoist-test-journal.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct {
  const char *service;
  HoistTestClock *clock;
  HoistPracticeServer *server;
  HoistTestJournal *journal;
  HoistTestAccount *account;
  HoistChannel *channel;
  HoistEngine *engine;
  char *folder;
  gint64 next_id;
  GString *states; /* every state shown, as "queued hashing …" */
} HoistStage;

/* @faults and @vary may be %NULL; @options gives the rest of the server's (%NULL: none). */
HoistStage *hoist_stage_new (const char *service,
                             const char *faults,
                             const char *vary,
                             const HoistPracticeOptions *options);
void hoist_stage_free (HoistStage *self);

void hoist_stage_set_faults (HoistStage *self, const char *faults);
char *hoist_stage_make_file (HoistStage *self, const char *name, guint64 size);
HoistSession *hoist_stage_add (HoistStage *self, const char *path);
HoistSession *hoist_stage_restart (HoistStage *self, HoistSession *session);
void hoist_stage_start (HoistStage *self, HoistSession *session);
void hoist_stage_run (HoistStage *self, HoistSession *session);
void hoist_stage_run_until_put_off (HoistStage *self, HoistSession *session);
void hoist_stage_run_to_end (HoistStage *self, HoistSession *session);
void hoist_stage_run_until (HoistStage *self, gboolean (*is_done) (gpointer data), gpointer data);
void hoist_stage_settle (HoistStage *self);
gint64 hoist_stage_get_now (HoistStage *self);

JsonNode *hoist_stage_ask (HoistStage *self, const char *page);
guint hoist_stage_count_calls (HoistStage *self, const char *call);
char *hoist_stage_dup_stored_sha1 (HoistStage *self);
void hoist_stage_flip (HoistStage *self, const char *upload, guint64 offset);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistStage, hoist_stage_free)

G_END_DECLS
