/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the calls of PDS share: the service's state, reading a body, answering, refusing. */
#pragma once

#include "hoist-practice-exchange.h"
#include "hoist-practice-json.h"
#include "hoist-practice-pds-note.h"
#include "hoist-practice-pds-tokens.h"
#include "hoist-practice-pds-tree.h"
#include "hoist-practice-waiting.h"

G_BEGIN_DECLS

typedef struct {
  HoistPracticeContext *context;  /* (unowned) */
  HoistPracticePdsTokens *tokens; /* (owned) */
  HoistPracticePdsTree *tree;     /* (owned) */
  GHashTable *pending;            /* (owned) (element-type utf8 utf8): file id to upload id */
  HoistPracticeWaiting *waiting;  /* (owned): by upload id */
  guint64 serial;                 /* counts calls and answers */
  guint64 last_address;
  guint64 voided_address; /* addresses up to this one have expired, whatever they say */
} HoistPracticePds;

typedef void (*HoistPracticePdsHandler) (HoistPracticePds *self, HoistPracticeExchange *exchange);

typedef struct {
  HoistPracticePdsHandler handler;
  guint64 serial; /* of the service when it began */
  HoistPracticePdsBearer bearer;
  GString *body;              /* (owned) (nullable): NULL for a part */
  JsonNode *root;             /* (owned) (nullable) */
  JsonObject *json;           /* (unowned) (nullable): NULL if the body is none */
  char *drive_id, *folder_id; /* (owned) (nullable): the folder it made, to be settled */

  /* Of a part. */
  guint part_number;
  guint64 size; /* as announced */
  guint64 kept; /* bytes to store at most */
  guint64 stored;
  char *content_md5;           /* (owned) (nullable) */
  guint status;                /* 0: go on; else what is wrong with the headers */
  const char *code;            /* (unowned): static */
  char *message;               /* (owned) (nullable) */
  HoistPracticeUpload *upload; /* (owned) (nullable) */
  HoistPracticeWriter *writer; /* (owned) (nullable) */
  GChecksum *md5;              /* (owned) (nullable): NULL when bodies are discarded */
  guint64 crc64;
} HoistPracticePdsCall;

gboolean hoist_practice_pds_varies (HoistPracticeExchange *exchange, const char *name);
void hoist_practice_pds_save (HoistPracticePds *self);

void hoist_practice_pds_answer (HoistPracticeExchange *exchange, guint status, JsonObject *answer);
void hoist_practice_pds_fail (HoistPracticeExchange *exchange,
                              guint status,
                              const char *code,
                              const char *message);
void hoist_practice_pds_refuse_parameter (HoistPracticeExchange *exchange, const char *name);
guint hoist_practice_pds_get_status (const char *code);

gboolean hoist_practice_pds_read_text (HoistPracticeExchange *exchange,
                                       const char *name,
                                       HoistPracticeJsonNeed need,
                                       const char **text);
gboolean hoist_practice_pds_read_number (HoistPracticeExchange *exchange,
                                         const char *name,
                                         HoistPracticeJsonNeed need,
                                         gint64 *number);
gboolean hoist_practice_pds_read_drive (HoistPracticeExchange *exchange, const char **drive_id);
char *hoist_practice_pds_write_time (gint64 time_s);

G_END_DECLS
