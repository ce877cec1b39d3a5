/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every request that came, for people and tests to look at, and sums over them. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct {
  const char *service; /* (unowned) (nullable): static */
  const char *ended;   /* (unowned): static; open, answered, aborted or the fault that ended it */
  const char *remark;  /* (unowned) (nullable): static; what a service wants to be seen */
  const char *fault;   /* (unowned) (nullable): static */
  char *call;          /* (owned) */
  char *method;        /* (owned) */
  char *upload;        /* (owned) (nullable): what the service knows the upload by */
  char *nonce;         /* (owned) (nullable) */
  gint64 offset;       /* -1: none */
  gint64 size;         /* as claimed; -1: none */
  guint64 received;    /* body bytes */
  guint status;        /* HTTP; 0: no answer */
  gint64 code;         /* the service's, as a number */
  char *error;         /* (owned) (nullable): the service's, as a name */
  gboolean has_code;
  gboolean is_reused;
  guint64 connection;
  gint64 start_us; /* since the server's start */
  gint64 end_us;   /* 0: not yet */
} HoistPracticeEntry;

typedef struct _HoistPracticeJournal HoistPracticeJournal;

HoistPracticeJournal *hoist_practice_journal_new (void);
void hoist_practice_journal_free (HoistPracticeJournal *self);
guint hoist_practice_journal_get_count (HoistPracticeJournal *self);
HoistPracticeEntry *hoist_practice_journal_add (HoistPracticeJournal *self, gint64 now_us);
JsonNode *hoist_practice_journal_to_json (HoistPracticeJournal *self);
JsonNode *hoist_practice_journal_sum_up (HoistPracticeJournal *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistPracticeJournal, hoist_practice_journal_free)

G_END_DECLS
