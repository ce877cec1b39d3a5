/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The policy of an S3 form upload: who may post what until when, and its signature. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  guint status;     /* HTTP; 0: go on */
  const char *code; /* (unowned): of S3 */
  char *message;    /* (owned) (nullable) */
} HoistPracticeS3Verdict;

char *hoist_practice_s3_sign_policy (const char *policy, const char *secret);
char *
hoist_practice_s3_sign_policy_4 (const char *policy, const char *credential, const char *secret);
HoistPracticeS3Verdict
hoist_practice_s3_check_signature (GPtrArray *fields, const char *id, const char *secret);
HoistPracticeS3Verdict hoist_practice_s3_check_policy (const char *policy,
                                                       const char *bucket,
                                                       GPtrArray *fields,
                                                       gint64 now_us);
void hoist_practice_s3_verdict_clear (HoistPracticeS3Verdict *verdict);

G_END_DECLS
