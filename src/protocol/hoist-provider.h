/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a cloud service has to answer, and the list of services. */
#pragma once

#include "hoist-digest.h"
#include "hoist-field.h"
#include "hoist-planner.h"
#include "hoist-request.h"
#include "hoist-settings.h"
#include "hoist-slices.h"
#include "hoist-ticket.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HoistProvider HoistProvider;

/**
 * HoistFileFacts:
 * @name: the base name as UTF-8, as the user sees it; undecodable bytes are U+FFFD
 * @size: in bytes
 * @modified_us: time of last change, microseconds since 1970
 * @content_type: (nullable): MIME type by content or name
 * @digests: what is known of the whole file
 * @slices: (nullable): what is known of its slices
 */
typedef struct {
  const char *name;
  guint64 size;
  gint64 modified_us;
  const char *content_type;
  HoistDigests digests;
  const HoistSlices *slices;
} HoistFileFacts;

/**
 * HoistFacts:
 * @settings: the account's settings
 * @secrets: (nullable): the account's secrets
 * @options: (nullable): this upload's own settings; they win over the account's
 * @file: (nullable): %NULL in an account's steps
 * @now_us: the *server's* time, microseconds since 1970
 * @nonce: random, new for each exchange
 */
typedef struct {
  const HoistProvider *provider;
  const HoistSettings *settings;
  const HoistSettings *secrets;
  const HoistSettings *options;
  const HoistFileFacts *file;
  gint64 now_us;
  guint64 nonce;
} HoistFacts;

const char *hoist_facts_get (const HoistFacts *self, const char *id);
const char *hoist_facts_get_secret (const HoistFacts *self, const char *id);

/**
 * HoistMoveKind:
 * @HOIST_MOVE_SEND: (write_request) send the request
 * @HOIST_MOVE_NEEDS: take these digests of the file or of a range, then ask again
 * @HOIST_MOVE_JUMP: go on with another step
 * @HOIST_MOVE_DONE: this step (or this part) is done
 * @HOIST_MOVE_AGAIN: (read_reply) ask for the next exchange of this step after a wait; not a retry
 * @HOIST_MOVE_FINISHED: (read_reply) the whole upload is done and proven; nothing else to send
 * @HOIST_MOVE_FAILED: the error is set; its code says what happens next
 */
typedef enum {
  HOIST_MOVE_SEND,
  HOIST_MOVE_NEEDS,
  HOIST_MOVE_JUMP,
  HOIST_MOVE_DONE,
  HOIST_MOVE_AGAIN,
  HOIST_MOVE_FINISHED,
  HOIST_MOVE_FAILED,
} HoistMoveKind;

/**
 * HoistMove:
 * @step: where to go, for JUMP
 * @wait_us: before the next exchange, for AGAIN
 * @digests: what to take, for NEEDS
 * @offset: of the range, for NEEDS
 * @length: of the range, for NEEDS; 0 means the whole file
 */
typedef struct {
  HoistMoveKind kind;
  HoistStep step;
  gint64 wait_us;
  HoistDigestKinds digests;
  guint64 offset;
  guint64 length;
} HoistMove;

#define HOIST_MOVE(move_kind) ((HoistMove){ .kind = HOIST_MOVE_##move_kind })
#define HOIST_MOVE_TO(to_step) ((HoistMove){ .kind = HOIST_MOVE_JUMP, .step = (to_step) })

/* At most @count requests of @bucket in any @window_us, for one account. */
typedef struct {
  const char *bucket;
  guint count;
  gint64 window_us;
} HoistRate;

/**
 * HoistWanted:
 * @file: digests of the whole file that BEGIN will need; NONE lets sending start at once
 * @slice_kind: a digest to take of each slice in the same pass; NONE for no slices
 * @slice_size: in bytes
 */
typedef struct {
  HoistDigestKinds file;
  HoistDigestKinds slice_kind;
  guint64 slice_size;
} HoistWanted;

/**
 * HoistProvider:
 * @id: stored in the queue's database: never change it
 * @name: for people, marked with N_()
 * @summary: one line for the choice of a service, marked with N_()
 * @steps: mask of `1 << HoistStep` that this service has
 * @fields: what the user is asked
 * @rates: documented request rates of one account
 * @rules: how a file is cut
 * @max_parallel: parts of one file at once; 1 where the protocol wants them in order
 * @get_wanted: what to digest before BEGIN
 * @check_file: (nullable): refuse a file before anything is sent; also an empty one
 * @write_request: make the next exchange of @step; @part is %NULL outside PART. No I/O and no
 *   clock. Answers SEND with a new @request, NEEDS, JUMP, DONE or FAILED
 * @read_reply: keep in @ticket what later steps need; @reply has any HTTP status. Answers DONE,
 *   AGAIN, NEEDS, JUMP, FINISHED or FAILED with @error in the %HOIST_ERROR domain. In the
 *   account's steps @ticket is %NULL
 *
 * A constant table. It never waits and never touches a socket: the engine sends, retries,
 * throttles, cancels and saves. After BEGIN is DONE the engine sends the parts that are not
 * done, then COMMIT, then WATCH, as far as @steps has them.
 */
struct _HoistProvider {
  const char *id;
  const char *name;
  const char *summary;
  guint steps;
  const HoistField *fields;
  guint n_fields;
  const HoistRate *rates;
  guint n_rates;
  HoistPartRules rules;
  guint max_parallel;

  void (*get_wanted) (const HoistFacts *facts, HoistWanted *wanted);
  gboolean (*check_file) (const HoistFacts *facts, GError **error);
  HoistMove (*write_request) (const HoistFacts *facts,
                              HoistTicket *ticket,
                              HoistStep step,
                              HoistPart *part,
                              HoistRequest **request,
                              GError **error);
  HoistMove (*read_reply) (const HoistFacts *facts,
                           HoistTicket *ticket,
                           HoistStep step,
                           HoistPart *part,
                           const HoistReply *reply,
                           GError **error);
};

const HoistProvider *const *hoist_provider_list (guint *n_providers);
const HoistProvider *hoist_provider_find (const char *id);
gboolean hoist_provider_has_step (const HoistProvider *self, HoistStep step);
const HoistField *hoist_provider_find_field (const HoistProvider *self, const char *id);
gboolean hoist_provider_check_settings (const HoistProvider *self,
                                        const HoistSettings *settings,
                                        GError **error);
gboolean hoist_provider_check_secrets (const HoistProvider *self,
                                       const HoistSettings *secrets,
                                       GError **error);
gboolean hoist_provider_check_options (const HoistProvider *self,
                                       const HoistSettings *options,
                                       GError **error);

G_END_DECLS
