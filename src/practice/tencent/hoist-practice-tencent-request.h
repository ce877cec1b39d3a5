/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A call of Tencent VOD's legacy upload as it came, and the rules its parameters have to keep. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  HOIST_PRACTICE_TENCENT_INIT,
  HOIST_PRACTICE_TENCENT_PART,
  HOIST_PRACTICE_TENCENT_FINISH,
  HOIST_PRACTICE_TENCENT_N_CALLS,
} HoistPracticeTencentCall;

typedef struct {
  int code;      /* 0: go on */
  int can_retry; /* -1: not said */
  const char *message;
} HoistPracticeTencentVerdict;

typedef struct {
  const char *method; /* (unowned): as sent */
  const char *path;   /* (unowned): raw */
  char *host;         /* (owned): lower case, without port */
  GPtrArray *params;  /* (owned) (nullable): NULL if the query cannot be read */
  HoistPracticeTencentCall call;
  gboolean is_lenient;

  /* Filled in by hoist_practice_tencent_request_check(). */
  char *sha1;       /* (owned): lower case */
  const char *name; /* (unowned) */
  const char *type; /* (unowned) */
  const char *md5;  /* (unowned) */
  guint64 file_size;
  guint64 data_size;
  guint64 offset;
} HoistPracticeTencentRequest;

HoistPracticeTencentRequest *hoist_practice_tencent_request_new (const char *method,
                                                                 const char *host,
                                                                 const char *path,
                                                                 const char *query,
                                                                 gboolean is_lenient);
void hoist_practice_tencent_request_free (HoistPracticeTencentRequest *self);
HoistPracticeTencentVerdict
hoist_practice_tencent_request_check (HoistPracticeTencentRequest *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistPracticeTencentRequest, hoist_practice_tencent_request_free)

G_END_DECLS
