/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The retry policy as a pure function. */
#pragma once

#include "hoist-error.h"
#include "hoist-request.h"

G_BEGIN_DECLS

/* How much of a request had left this machine when it failed. */
typedef enum {
  HOIST_SENT_NOTHING,
  HOIST_SENT_SOME,
  HOIST_SENT_ALL,
} HoistSent;

typedef enum {
  HOIST_RETRY_SAME,    /* the same request, made anew, after the wait */
  HOIST_RETRY_PROBE,   /* PROBE after the wait */
  HOIST_RETRY_RENEW,   /* renew, then the same request */
  HOIST_RETRY_BEGIN,   /* begin the upload again after the wait */
  HOIST_RETRY_WORLD,   /* when network, drive, keyring or file are ready again */
  HOIST_RETRY_GIVE_UP, /* ask the user */
} HoistRetryKind;

typedef struct {
  HoistRetryKind kind;
  gint64 wait_us;
  gboolean is_counted;
} HoistRetry;

/* Attempts of one request without progress before the user is asked. */
#define HOIST_RETRY_ATTEMPTS 8

HoistRetry hoist_retry_decide (const GError *error,
                               guint attempt,
                               HoistReplay replay,
                               HoistSent sent,
                               double jitter);

G_END_DECLS
