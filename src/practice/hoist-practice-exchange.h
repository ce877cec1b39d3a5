/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One request on its way through the server, what a service is asked about it, and its faults. */
#pragma once

#include "hoist-practice-faults.h"
#include "hoist-practice-journal.h"
#include "hoist-practice-storage.h"
#include "hoist-practice-throttle.h"
#include "hoist-practice-wire.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

typedef struct _HoistPracticeExchange HoistPracticeExchange;

/* What all requests of a server share. */
typedef struct {
  HoistPracticeStorage *storage;   /* (owned) */
  HoistPracticeJournal *journal;   /* (owned) */
  HoistPracticeWire *wire;         /* (owned) */
  HoistPracticeThrottle *throttle; /* (owned) (nullable) */
  GPtrArray *faults;               /* (owned) (element-type HoistPracticeFault) */
  GStrv vary;                      /* (owned): names of variations that always hold */
  char *address;                   /* (owned): scheme, host and port */
  gboolean is_lenient;
  gboolean has_no_rates;
  gint64 start_us;
  gint64 (*get_wall_us) (gpointer clock);
  gint64 (*get_monotonic_us) (gpointer clock);
  gpointer clock;                                  /* (unowned) (nullable) */
  void (*refuse) (gpointer server, gint64 for_ms); /* close the listening socket */
  gpointer server;                                 /* (unowned) */
} HoistPracticeContext;

/**
 * HoistPracticeService:
 * @variations: (nullable): zero-terminated names of ways in which answers can look otherwise
 * @owns_path: whether a raw path belongs to this service
 * @create: makes the service's own state; @destroy frees it
 * @describe: adds the settings an account needs
 * @name_call: fills call and, as far as they can be told, upload, offset, size and nonce of the
 *   exchange's entry from method, path, query and headers; judges nothing
 * @name_late: (nullable): the same when the body is there, for calls that name_call left without a
 *   name; faults of such a call strike after its body at the earliest
 * @open: the headers are there; may choose where the body goes
 * @take: some bytes of the body
 * @finish: the body is complete: do the work, then hoist_practice_exchange_answer(), now or later
 * @answer_code: answer with a code of the service, without doing any work; code %NULL chooses
 *   one for trouble on the server's side. A rule's own HTTP status replaces the one that is given
 * @flip: damage the stored part this exchange brought, at a position in it
 * @forget: the exchange is over, answered or not; frees its data
 *
 * What a service has to know. After hoist_practice_exchange_answer() an exchange may be gone.
 */
typedef struct {
  const char *id;
  const char *const *variations;
  gboolean (*owns_path) (const char *path);
  gpointer (*create) (HoistPracticeContext *context);
  void (*destroy) (gpointer self);
  void (*describe) (gpointer self, JsonObject *settings);
  void (*name_call) (gpointer self, HoistPracticeExchange *exchange);
  void (*name_late) (gpointer self, HoistPracticeExchange *exchange);
  void (*open) (gpointer self, HoistPracticeExchange *exchange);
  void (*take) (gpointer self, HoistPracticeExchange *exchange, const guint8 *data, gsize size);
  void (*finish) (gpointer self, HoistPracticeExchange *exchange);
  void (*answer_code) (gpointer self,
                       HoistPracticeExchange *exchange,
                       const char *code,
                       gint64 can_retry);
  void (*flip) (gpointer self, HoistPracticeExchange *exchange, gint64 position);
  void (*forget) (gpointer self, HoistPracticeExchange *exchange);
} HoistPracticeService;

struct _HoistPracticeExchange {
  HoistPracticeContext *context;       /* (unowned) */
  const HoistPracticeService *service; /* (unowned) */
  gpointer self;                       /* (unowned): the service's state */
  SoupServerMessage *message;          /* (unowned) (nullable): NULL when it is over */
  HoistPracticeEntry *entry;           /* (unowned): in the journal */
  HoistPracticeTrouble trouble;
  gpointer data; /* the service's own */

  /* The rest is for hoist-practice-exchange.c. */
  HoistPracticeMoment strike_at;
  gint64 position; /* in the body, where mid-body is */
  gboolean has_struck;
  gboolean is_discarding;
  gboolean is_in_handler;
  gboolean has_answer;
  guint pauses;
  guint status;
  char *body;                      /* (owned) (nullable): the answer */
  GPtrArray *headers;              /* (owned): of the answer; name, value, name, value … */
  HoistPracticeThrottle *throttle; /* (owned) (nullable): its own slow line */
  GSource *timer;                  /* (owned) (nullable) */
};

void hoist_practice_exchange_begin (HoistPracticeContext *context,
                                    const HoistPracticeService *service,
                                    gpointer self,
                                    SoupServerMessage *message,
                                    guint64 connection,
                                    gboolean is_reused);
void hoist_practice_exchange_complete_body (SoupServerMessage *message);
void hoist_practice_exchange_end (SoupServerMessage *message, gboolean is_aborted);
void hoist_practice_exchange_add_header (HoistPracticeExchange *exchange,
                                         const char *name,
                                         const char *value);
void hoist_practice_exchange_answer (HoistPracticeExchange *exchange, guint status, char *body);
void
hoist_practice_exchange_answer_early (HoistPracticeExchange *exchange, guint status, char *body);
gint64 hoist_practice_exchange_get_time (HoistPracticeExchange *exchange);

G_END_DECLS
