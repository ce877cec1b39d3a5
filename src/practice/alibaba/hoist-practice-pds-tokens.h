/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may call: access tokens, refresh tokens, codes of the browser, and an API key. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Notes 2.4: "tokens normally live 2 hours". */
#define HOIST_PRACTICE_PDS_TOKEN_LIFE_S 7200

typedef struct _HoistPracticePdsTokens HoistPracticePdsTokens;

typedef enum {
  HOIST_PRACTICE_PDS_NOBODY,
  HOIST_PRACTICE_PDS_EXPIRED,
  HOIST_PRACTICE_PDS_USER,
  HOIST_PRACTICE_PDS_KEY,
} HoistPracticePdsBearer;

HoistPracticePdsTokens *
hoist_practice_pds_tokens_new (JsonObject *state, const char *api_key, gint64 now_s);
void hoist_practice_pds_tokens_free (HoistPracticePdsTokens *self);
void hoist_practice_pds_tokens_save (HoistPracticePdsTokens *self, JsonObject *state);

HoistPracticePdsBearer hoist_practice_pds_tokens_check (HoistPracticePdsTokens *self,
                                                        const char *authorization,
                                                        gint64 now_s);
void hoist_practice_pds_tokens_expire_all (HoistPracticePdsTokens *self);
const char *hoist_practice_pds_tokens_renew (HoistPracticePdsTokens *self, gint64 now_s);
gboolean hoist_practice_pds_tokens_use_refresh (HoistPracticePdsTokens *self, const char *token);
const char *hoist_practice_pds_tokens_make_refresh (HoistPracticePdsTokens *self);
const char *hoist_practice_pds_tokens_get_access (HoistPracticePdsTokens *self);
const char *hoist_practice_pds_tokens_get_refresh (HoistPracticePdsTokens *self);
char *hoist_practice_pds_tokens_make_code (HoistPracticePdsTokens *self,
                                           const char *redirect_uri,
                                           gint64 now_s);
gboolean hoist_practice_pds_tokens_use_code (HoistPracticePdsTokens *self,
                                             const char *code,
                                             const char *redirect_uri,
                                             gint64 now_s);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistPracticePdsTokens, hoist_practice_pds_tokens_free)

G_END_DECLS
