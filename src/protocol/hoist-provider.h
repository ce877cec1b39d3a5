/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a cloud service has to answer, and the list of services. */
#pragma once

#include "hoist-digest.h"
#include "hoist-errand.h"
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
 * @folder: (nullable): the folders below the one that the user added, as "Holiday/Day 1"; %NULL for
 *   a file that was added by itself
 * @folder_id: (nullable): what the service calls @folder, where it has the step FOLDER
 * @size: in bytes
 * @modified_us: time of last change, microseconds since 1970
 * @content_type: (nullable): MIME type by content or name
 * @digests: what is known of the whole file
 * @slices: (nullable): what is known of its slices
 */
typedef struct {
  const char *name;
  const char *folder;
  const char *folder_id;
  guint64 size;
  gint64 modified_us;
  const char *content_type;
  HoistDigests digests;
  const HoistSlices *slices;
} HoistFileFacts;

/* Digests of a byte range, taken because a provider needed them. */
typedef struct {
  guint64 offset;
  guint64 length;
  HoistDigests digests;
} HoistRange;

/**
 * HoistFacts:
 * @settings: the account's settings
 * @secrets: (nullable): the account's secrets
 * @options: (nullable): this upload's own settings; they win over the account's
 * @file: (nullable): %NULL in an account's steps
 * @range: (nullable): what the last NEEDS of a range in this step, or for this part, has brought
 * @errand: (nullable): in an account's steps: what is asked, and where to put what was found
 * @now_us: the *server's* time, microseconds since 1970
 * @nonce: random, new for each exchange
 */
typedef struct {
  const HoistProvider *provider;
  const HoistSettings *settings;
  const HoistSettings *secrets;
  const HoistSettings *options;
  const HoistFileFacts *file;
  const HoistRange *range;
  HoistErrand *errand;
  gint64 now_us;
  guint64 nonce;
} HoistFacts;

const char *hoist_facts_get (const HoistFacts *self, const char *id);
const char *hoist_facts_get_secret (const HoistFacts *self, const char *id);
char *hoist_facts_hide_secrets (const HoistFacts *self, const char *text);

/**
 * HoistMoveKind:
 * @HOIST_MOVE_SEND: (write_request) send the request
 * @HOIST_MOVE_NEEDS: take these digests of the file or of a range, then ask again
 * @HOIST_MOVE_JUMP: go on with another step. To SIGN_IN: the token ran out or was refused; it is
 *   renewed, once for all uploads of the account, and this step asked again. From PART, all parts
 *   on their way are cut first
 * @HOIST_MOVE_DONE: this step (or this part) is done
 * @HOIST_MOVE_AGAIN: (read_reply) ask for the next exchange of this step after a wait; not a retry.
 *   What changed in the ticket is saved first
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
 * HoistProvider:
 * @id: stored in the queue's database: never change it
 * @name: for people, marked with N_()
 * @summary: one line for the choice of a service, marked with N_()
 * @guide: where the user finds what @fields ask for, a few sentences, marked with N_()
 * @rights: what the user's key must be allowed to do, and nothing more: the service's own names of
 *   its calls, a line each, to be copied
 * @steps: mask of `1 << HoistStep` that this service has
 * @fields: what the user is asked
 * @rates: documented request rates of one account
 * @rules: how a file is cut
 * @max_parallel: parts of one file at once; 1 where the protocol wants them in order
 * @get_wanted: what to digest before BEGIN
 * @check_account: (nullable): refuse settings and secrets that do not fit together, before any
 *   request, with a sentence that names the setting. Where facts->secrets is %NULL they are not
 *   known, and only what is wrong whatever they are is refused
 * @check_file: (nullable): refuse a file before anything is sent; also an empty one
 * @write_sign_in_address: (nullable): where the browser goes to sign in; it brings the user back to
 *   @redirect_uri with "code" and with the same @state. @challenge is the S256 challenge of PKCE.
 *   %NULL with @error when a setting is missing
 * @write_request: make the next exchange of @step; @part is %NULL outside PART. No I/O and no
 *   clock. Answers SEND with a new @request, NEEDS, JUMP, DONE or FAILED
 * @read_reply: keep in @ticket what later steps need; @reply has any HTTP status. Answers DONE,
 *   AGAIN, NEEDS, JUMP, FINISHED or FAILED with @error in the %HOIST_ERROR domain. In the
 *   account's steps @ticket is %NULL, and facts->errand takes what was found
 *
 * A constant table. It never waits and never touches a socket: the engine sends, retries,
 * throttles, cancels and saves. Before BEGIN the file's folder is found or made (FOLDER), before
 * any exchange with a lapsed token SIGN_IN comes. After BEGIN is DONE the engine sends the parts
 * that are not done, then COMMIT, then WATCH, as far as @steps has them. Fields that are
 * %HOIST_FIELD_UNTIL_COMMIT may change until COMMIT is asked for, which then has to tell the
 * service what they are; all others stay as they were when BEGIN was written. When it is
 * interrupted anywhere behind BEGIN it goes on with PROBE. The bytes are proven at the end of
 * COMMIT; WATCH only waits for what the service does with the file afterwards: it holds up no other
 * upload, and needs no file. ABORT removes from the service what an upload that the user gave up
 * has left there; its end, DONE or REFUSED, is the end of the matter.
 */
struct _HoistProvider {
  const char *id;
  const char *name;
  const char *summary;
  const char *guide;
  const char *rights;
  guint steps;
  const HoistField *fields;
  guint n_fields;
  const HoistRate *rates;
  guint n_rates;
  HoistPartRules rules;
  guint max_parallel;

  void (*get_wanted) (const HoistFacts *facts, HoistWanted *wanted);
  gboolean (*check_account) (const HoistFacts *facts, GError **error);
  gboolean (*check_file) (const HoistFacts *facts, GError **error);
  char *(*write_sign_in_address) (const HoistFacts *facts,
                                  const char *redirect_uri,
                                  const char *state,
                                  const char *challenge,
                                  GError **error);
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
gboolean hoist_provider_check_account (const HoistProvider *self,
                                       const HoistSettings *settings,
                                       const HoistSettings *secrets,
                                       GError **error);
gboolean hoist_provider_check_options (const HoistProvider *self,
                                       const HoistSettings *options,
                                       GError **error);
gboolean hoist_provider_check_file (const HoistFacts *facts, GError **error);
gboolean hoist_provider_check_content (const HoistFacts *facts, const char *type, GError **error);

G_END_DECLS
