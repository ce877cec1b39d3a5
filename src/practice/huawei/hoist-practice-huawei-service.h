/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What MetaStudio's calls share: the state of the service, and how they answer. */
#pragma once

#include "hoist-practice-exchange.h"
#include "hoist-practice-huawei-account.h"
#include "hoist-practice-huawei-library.h"
#include "hoist-practice-huawei-request.h"
#include "hoist-practice-waiting.h"
#include "hoist-practice-window.h"

G_BEGIN_DECLS

#define HOIST_PRACTICE_HUAWEI_ID "huawei-metastudio"

typedef struct {
  HoistPracticeContext *context;                              /* (unowned) */
  HoistPracticeHuaweiAccount *account;                        /* (owned) */
  HoistPracticeHuaweiLibrary *library;                        /* (owned) */
  HoistPracticeWindow *recent[HOIST_PRACTICE_HUAWEI_N_CALLS]; /* (owned) */
  HoistPracticeWaiting *waiting;                              /* (owned): by file */
} HoistPracticeHuawei;

/* A body on its way into the store. */
typedef struct {
  char *file_id;               /* (owned) */
  guint part;                  /* 0: the whole file */
  gint64 left;                 /* bytes still to be stored; a short part has fewer than came */
  HoistPracticeUpload *upload; /* (owned) */
  HoistPracticeWriter *writer; /* (owned) (nullable): NULL when the disk is full */
  GChecksum *md5;              /* (owned) (nullable): NULL when bodies are discarded */
} HoistPracticeHuaweiPut;

/* One exchange's own data. */
typedef struct {
  HoistPracticeHuaweiRequest *request; /* (owned) */
  HoistPracticeHuaweiVerdict verdict;
  char *canonical;             /* (owned) (nullable): what should have been signed */
  HoistPracticeHuaweiPut *put; /* (owned) (nullable) */
  gboolean is_too_large;
} HoistPracticeHuaweiData;

typedef void (*HoistPracticeHuaweiHandler) (HoistPracticeHuawei *self,
                                            HoistPracticeExchange *exchange,
                                            HoistPracticeHuaweiRequest *request,
                                            JsonObject *body);

/* hoist-practice-huawei-service.c */
HoistPracticeHuaweiVerdict hoist_practice_huawei_say (const char *code, const char *message);
gboolean hoist_practice_huawei_varies (HoistPracticeExchange *exchange, const char *name);
void hoist_practice_huawei_answer (HoistPracticeExchange *exchange, guint status, JsonObject *body);
void hoist_practice_huawei_refuse (HoistPracticeExchange *exchange,
                                   HoistPracticeHuaweiVerdict verdict);
void hoist_practice_huawei_save (HoistPracticeHuawei *self);
const char *hoist_practice_huawei_get_text (JsonObject *object, const char *name);

/* hoist-practice-huawei-token.c */
void hoist_practice_huawei_create_token (HoistPracticeHuawei *self,
                                         HoistPracticeExchange *exchange,
                                         HoistPracticeHuaweiRequest *request,
                                         JsonObject *body);
void hoist_practice_huawei_list_projects (HoistPracticeHuawei *self,
                                          HoistPracticeExchange *exchange,
                                          HoistPracticeHuaweiRequest *request,
                                          JsonObject *body);

/* hoist-practice-huawei-asset.c */
void hoist_practice_huawei_create_asset (HoistPracticeHuawei *self,
                                         HoistPracticeExchange *exchange,
                                         HoistPracticeHuaweiRequest *request,
                                         JsonObject *body);
void hoist_practice_huawei_list_assets (HoistPracticeHuawei *self,
                                        HoistPracticeExchange *exchange,
                                        HoistPracticeHuaweiRequest *request,
                                        JsonObject *body);
void hoist_practice_huawei_show_asset (HoistPracticeHuawei *self,
                                       HoistPracticeExchange *exchange,
                                       HoistPracticeHuaweiRequest *request,
                                       JsonObject *body);
void hoist_practice_huawei_update_asset (HoistPracticeHuawei *self,
                                         HoistPracticeExchange *exchange,
                                         HoistPracticeHuaweiRequest *request,
                                         JsonObject *body);
void hoist_practice_huawei_delete_asset (HoistPracticeHuawei *self,
                                         HoistPracticeExchange *exchange,
                                         HoistPracticeHuaweiRequest *request,
                                         JsonObject *body);

/* hoist-practice-huawei-file.c */
void hoist_practice_huawei_create_file (HoistPracticeHuawei *self,
                                        HoistPracticeExchange *exchange,
                                        HoistPracticeHuaweiRequest *request,
                                        JsonObject *body);
void hoist_practice_huawei_create_large_file (HoistPracticeHuawei *self,
                                              HoistPracticeExchange *exchange,
                                              HoistPracticeHuaweiRequest *request,
                                              JsonObject *body);
void hoist_practice_huawei_delete_file (HoistPracticeHuawei *self,
                                        HoistPracticeExchange *exchange,
                                        HoistPracticeHuaweiRequest *request,
                                        JsonObject *body);
void hoist_practice_huawei_drop_bytes (HoistPracticeHuawei *self, const char *file_id);

/* hoist-practice-huawei-complete.c */
void hoist_practice_huawei_complete_file (HoistPracticeHuawei *self,
                                          HoistPracticeExchange *exchange,
                                          HoistPracticeHuaweiRequest *request,
                                          JsonObject *body);

/* hoist-practice-huawei-put.c */
void hoist_practice_huawei_open_put (HoistPracticeHuawei *self, HoistPracticeExchange *exchange);
void
hoist_practice_huawei_take_put (HoistPracticeExchange *exchange, const guint8 *data, gsize size);
void hoist_practice_huawei_finish_put (HoistPracticeHuawei *self, HoistPracticeExchange *exchange);
void hoist_practice_huawei_flip_put (HoistPracticeExchange *exchange, gint64 position);
void hoist_practice_huawei_put_free (HoistPracticeHuaweiPut *put);

/* hoist-practice-huawei-link.c */
void hoist_practice_huawei_prepare_links (JsonObject *file);
char *hoist_practice_huawei_write_link (HoistPracticeHuawei *self, JsonObject *file, guint part);
JsonObject *hoist_practice_huawei_find_target (HoistPracticeHuawei *self,
                                               HoistPracticeHuaweiRequest *request,
                                               guint *part);
gboolean hoist_practice_huawei_is_link_right (HoistPracticeHuaweiRequest *request,
                                              JsonObject *file,
                                              guint part);

G_END_DECLS
