/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Xvid MediaHub has to remember: its uploads and its tokens, also after a kill. */
#pragma once

#include "hoist-practice-exchange.h"

G_BEGIN_DECLS

#define HOIST_PRACTICE_XVID_ID "xvid-mediahub"

typedef struct {
  char *id;          /* (owned) */
  char *file_id;     /* (owned): another one than id, though the samples show both alike */
  char *pipeline_id; /* (owned) */
  char *object_key;  /* (owned) */
  char *slot;        /* (owned): the storage's key; uploads that post to one address share it */
  JsonObject *form;  /* (owned): the fields of the form in their order, all texts */
  char *status;      /* (owned): UPLOADING, COMPLETING or how it ended */
  char *md5;         /* (owned) (nullable): of the finished file, if it is known */
  guint64 size;
  gint64 created_ms;
  gint64 finished_ms; /* 0: not yet */
  gint64 expires_at;  /* as wished; -1: not said */
  gint64 chunks;      /* as told at the end; 0: not yet */
  gint64 polls;       /* how often the client has looked since */
  gboolean is_stored; /* put together */
  gboolean is_spent;  /* its policy counts as expired */
} HoistPracticeXvidRecord;

typedef struct {
  HoistPracticeContext *context; /* (unowned) */
  GHashTable *records;           /* (owned) (element-type utf8 HoistPracticeXvidRecord): by id */
  GHashTable *tokens;            /* (owned) (element-type utf8 HoistPracticeXvidToken): by text */
  gint64 counter;                /* of all ids and tokens ever made */
  gint64 wrong_sign_ins;         /* in a row */
} HoistPracticeXvid;

typedef struct {
  gint64 end_s; /* since 1970 */
  gboolean can_write;
  gboolean can_read;
} HoistPracticeXvidToken;

HoistPracticeXvid *hoist_practice_xvid_new (HoistPracticeContext *context);
void hoist_practice_xvid_free (HoistPracticeXvid *self);
void hoist_practice_xvid_save (HoistPracticeXvid *self);
char *hoist_practice_xvid_make_id (HoistPracticeXvid *self, gint64 now_s);
HoistPracticeXvidRecord *hoist_practice_xvid_add_record (HoistPracticeXvid *self, const char *id);
HoistPracticeXvidRecord *hoist_practice_xvid_find_file (HoistPracticeXvid *self,
                                                        const char *file_id);
gboolean hoist_practice_xvid_is_varied (HoistPracticeExchange *exchange, const char *name);

G_END_DECLS
