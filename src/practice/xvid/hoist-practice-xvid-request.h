/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A call of Xvid MediaHub's API as it came, and the rules that hold for all of them. */
#pragma once

#include "hoist-practice-xvid-record.h"

G_BEGIN_DECLS

typedef enum {
  HOIST_PRACTICE_XVID_TOKEN,
  HOIST_PRACTICE_XVID_LIST_PIPELINES,
  HOIST_PRACTICE_XVID_GET_PIPELINE,
  HOIST_PRACTICE_XVID_START,
  HOIST_PRACTICE_XVID_FINISH,
  HOIST_PRACTICE_XVID_GET_UPLOAD,
  HOIST_PRACTICE_XVID_GET_FILE,
  HOIST_PRACTICE_XVID_DELETE_FILE,
  HOIST_PRACTICE_XVID_POST_FORM,
  HOIST_PRACTICE_XVID_WRONG_METHOD,
  HOIST_PRACTICE_XVID_UNKNOWN,
} HoistPracticeXvidCall;

/* The error codes of section "Error Responses" on the vendor's pages. */
#define HOIST_PRACTICE_XVID_INTERNAL "0x0000001"
#define HOIST_PRACTICE_XVID_BAD_TOKEN "0x0000003"
#define HOIST_PRACTICE_XVID_INVALID "0x0230001"
#define HOIST_PRACTICE_XVID_NOT_FOUND "0x0230002"
/* Not documented: what a lacking scope and a wrong client are called is made up here. */
#define HOIST_PRACTICE_XVID_NO_SCOPE "0x0000004"
#define HOIST_PRACTICE_XVID_BAD_CLIENT "0x0000005"

typedef struct {
  HoistPracticeXvidCall call;
  char *id;          /* (owned) (nullable): the one in the path */
  GPtrArray *params; /* (owned) (nullable): of the query; NULL until checked */
  GString *body;     /* (owned) */
  gboolean is_too_long;
} HoistPracticeXvidRequest;

typedef struct {
  guint status; /* HTTP; 0: go on */
  const char *code;
  const char *reason; /* for developers, in a header */
} HoistPracticeXvidVerdict;

HoistPracticeXvidRequest *hoist_practice_xvid_request_new (const char *method, const char *path);
void hoist_practice_xvid_request_free (HoistPracticeXvidRequest *self);
const char *hoist_practice_xvid_request_get_name (HoistPracticeXvidRequest *self);
void
hoist_practice_xvid_request_take (HoistPracticeXvidRequest *self, const guint8 *data, gsize size);
HoistPracticeXvidVerdict hoist_practice_xvid_request_check (HoistPracticeXvidRequest *self,
                                                            HoistPracticeExchange *exchange);
HoistPracticeXvidVerdict
hoist_practice_xvid_say (guint status, const char *code, const char *reason);

G_END_DECLS
