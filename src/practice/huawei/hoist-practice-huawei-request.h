/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A call of MetaStudio, of its token service or of its object store, as it came. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* In the store's name there is a path of its own, since all answer on one port. */
#define HOIST_PRACTICE_HUAWEI_STORE "/huawei-obs/"

typedef enum {
  HOIST_PRACTICE_HUAWEI_CREATE_TOKEN,
  HOIST_PRACTICE_HUAWEI_LIST_PROJECTS,
  HOIST_PRACTICE_HUAWEI_CREATE_ASSET,
  HOIST_PRACTICE_HUAWEI_LIST_ASSETS,
  HOIST_PRACTICE_HUAWEI_SHOW_ASSET,
  HOIST_PRACTICE_HUAWEI_UPDATE_ASSET,
  HOIST_PRACTICE_HUAWEI_DELETE_ASSET,
  HOIST_PRACTICE_HUAWEI_CREATE_FILE,
  HOIST_PRACTICE_HUAWEI_CREATE_LARGE_FILE,
  HOIST_PRACTICE_HUAWEI_COMPLETE_FILE,
  HOIST_PRACTICE_HUAWEI_DELETE_FILE,
  HOIST_PRACTICE_HUAWEI_PUT_OBJECT,
  HOIST_PRACTICE_HUAWEI_PUT_PART,
  HOIST_PRACTICE_HUAWEI_N_CALLS,
  HOIST_PRACTICE_HUAWEI_NO_METHOD = HOIST_PRACTICE_HUAWEI_N_CALLS, /* the path is known */
  HOIST_PRACTICE_HUAWEI_NO_CALL,
} HoistPracticeHuaweiCall;

/* What is wrong with a request. The code tells the service that says it: MSS.…, APIGW.… (the
 * gateway), digits (the token service), else the store. */
typedef struct {
  const char *code;    /* (unowned) (nullable): static; NULL: nothing is wrong */
  const char *message; /* (unowned): static */
} HoistPracticeHuaweiVerdict;

typedef struct {
  char *method;      /* (owned) */
  char *path;        /* (owned): as sent */
  char *query;       /* (owned): as sent */
  GPtrArray *params; /* (owned) (nullable) (element-type HoistPracticeParam): decoded, in the order
                        sent; NULL if the query cannot be read */
  GHashTable *headers; /* (owned) (element-type utf8 utf8): by name in lower case */
  GByteArray *body;    /* (owned) */
  HoistPracticeHuaweiCall call;
  char *project; /* (owned) (nullable): from the path */
  char *id;      /* (owned) (nullable): of an asset or a file, or the store's bucket and key */
} HoistPracticeHuaweiRequest;

gboolean hoist_practice_huawei_owns_path (const char *path);
HoistPracticeHuaweiRequest *
hoist_practice_huawei_request_new (const char *method, const char *path, const char *query);
void hoist_practice_huawei_request_free (HoistPracticeHuaweiRequest *self);
void hoist_practice_huawei_request_add_header (HoistPracticeHuaweiRequest *self,
                                               const char *name,
                                               const char *value);
const char *hoist_practice_huawei_request_get_header (HoistPracticeHuaweiRequest *self,
                                                      const char *name);
const char *hoist_practice_huawei_request_get_param (HoistPracticeHuaweiRequest *self,
                                                     const char *name);
const char *hoist_practice_huawei_get_call_name (HoistPracticeHuaweiCall call);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistPracticeHuaweiRequest, hoist_practice_huawei_request_free)

G_END_DECLS
