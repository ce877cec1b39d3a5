/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What shall go wrong, and when: a list of rules in JSON, asked once for each request. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  HOIST_PRACTICE_FAULT_RESET,
  HOIST_PRACTICE_FAULT_STALL,
  HOIST_PRACTICE_FAULT_SLOW,
  HOIST_PRACTICE_FAULT_DELAY,
  HOIST_PRACTICE_FAULT_STATUS,
  HOIST_PRACTICE_FAULT_EARLY,
  HOIST_PRACTICE_FAULT_DROP_REPLY,
  HOIST_PRACTICE_FAULT_TRUNCATE,
  HOIST_PRACTICE_FAULT_GARBAGE,
  HOIST_PRACTICE_FAULT_FLIP,
  HOIST_PRACTICE_FAULT_REFUSE,
  HOIST_PRACTICE_FAULT_CODE,
  /* These change the service rather than one exchange, and go together with any other. */
  HOIST_PRACTICE_FAULT_CLOCK,
  HOIST_PRACTICE_FAULT_VARY,
  HOIST_PRACTICE_FAULT_NO_RATES,
} HoistPracticeFaultKind;

typedef enum {
  HOIST_PRACTICE_BEFORE_BODY,
  HOIST_PRACTICE_MID_BODY,
  HOIST_PRACTICE_AFTER_BODY,
  HOIST_PRACTICE_AFTER_STORE,
} HoistPracticeMoment;

typedef struct {
  char *service; /* (owned) (nullable): NULL is any */
  char *call;    /* (owned) (nullable): NULL is any */
  HoistPracticeFaultKind kind;
  HoistPracticeMoment at;
  gint64 nth;       /* the first matching request that it hits, from 1 */
  gint64 times;     /* how many it hits; -1: all */
  gboolean reused;  /* only on a connection that has served a request before */
  gint64 bytes;     /* -1: not given */
  gint64 delay_ms;  /* -1: not given */
  guint status;     /* HTTP; 0: not given */
  GStrv headers;    /* (owned): name, value, name, value … */
  char *body;       /* (owned) (nullable) */
  char *code;       /* (owned) (nullable): of the service, a name or digits; NULL: not given */
  gint64 can_retry; /* -1: not said */
  gint64 seconds;   /* how far the clock is off */
  GStrv as;         /* (owned) (nullable): names of variations */

  gint64 seen;   /* matching requests so far */
  gint64 fired;  /* those it was chosen for */
  gint64 struck; /* those whose moment has come */
} HoistPracticeFault;

typedef struct {
  HoistPracticeFault *fault; /* (owned) (nullable) */
  GStrv vary;                /* (owned) (nullable) */
  gint64 clock_s;            /* add this to the wall clock */
  gboolean has_no_rates;
} HoistPracticeTrouble;

GPtrArray *hoist_practice_faults_parse (const char *json, GError **error);
void hoist_practice_faults_pick (GPtrArray *faults,
                                 const char *service,
                                 const char *call,
                                 gboolean is_reused,
                                 HoistPracticeTrouble *trouble);
void hoist_practice_trouble_clear (HoistPracticeTrouble *trouble);
const char *hoist_practice_fault_get_name (HoistPracticeFaultKind kind);

G_END_DECLS
