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
  HOIST_RETRY_WORLD,   /* when network, drive, keyring, file or a service in trouble are ready */
  HOIST_RETRY_GIVE_UP, /* ask the user */
} HoistRetryKind;

/* @n_failed: how often the request has failed so far, of the failures that are counted */
typedef struct {
  HoistRetryKind kind;
  gint64 wait_us;
  gboolean is_counted;
  guint n_failed;
} HoistRetry;

/* Attempts of one request without progress before the user is asked; about two minutes. */
#define HOIST_RETRY_ATTEMPTS 8

/* The same while the service itself is in trouble: about a day. An upload that was left alone over
 * a night, or a weekend's evening, must not end in a question that the user cannot answer. */
#define HOIST_RETRY_ATTEMPTS_BUSY 400

HoistRetry hoist_retry_decide (const GError *error,
                               guint attempt,
                               HoistReplay replay,
                               HoistSent sent,
                               double jitter);

G_END_DECLS
