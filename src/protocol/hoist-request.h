/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One exchange as data: what to send, and what came back. */
#pragma once

#include "hoist-digest.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * HoistReplay:
 * @HOIST_REPLAY_SAFE: may be sent again after any failure
 * @HOIST_REPLAY_ASK_FIRST: after an unclear end the server is asked (PROBE) first
 * @HOIST_REPLAY_ONLY_IF_UNSENT: not idempotent: again only if nothing of it left this machine
 */
typedef enum {
  HOIST_REPLAY_SAFE,
  HOIST_REPLAY_ASK_FIRST,
  HOIST_REPLAY_ONLY_IF_UNSENT,
} HoistReplay;

/**
 * HoistRequest:
 * @method: (unowned): a static string
 * @url: (owned): complete and percent-encoded; nobody encodes it again
 * @headers: (owned) (element-type utf8): names and values in turn
 * @content_type: (owned) (nullable)
 * @before: (owned) (nullable): the body's bytes ahead of the file's range
 * @offset: where the file's range begins
 * @length: bytes of the file's range; 0 for none
 * @after: (owned) (nullable): the body's bytes behind the file's range
 * @digests: to be taken of the file's range while it is sent
 * @bucket: (unowned) (nullable): a static string naming one of the provider's #HoistRate
 * @answer_us: how long the server may take to answer after the last byte
 * @replay: what may be done after an unclear end
 *
 * A body is @before, then @length bytes of the file from @offset, then @after. POST and PUT
 * without any of these are sent with Content-Length 0.
 */
typedef struct {
  const char *method;
  char *url;
  GPtrArray *headers;
  char *content_type;
  GBytes *before;
  guint64 offset;
  guint64 length;
  GBytes *after;
  HoistDigestKinds digests;
  const char *bucket;
  gint64 answer_us;
  HoistReplay replay;
} HoistRequest;

HoistRequest *hoist_request_new (const char *method, const char *url);
void hoist_request_free (HoistRequest *self);
void hoist_request_add_header (HoistRequest *self, const char *name, const char *value);
gboolean hoist_request_has_body (const HoistRequest *self);
guint64 hoist_request_get_body_size (const HoistRequest *self);
char *hoist_request_to_log (const HoistRequest *self);
char *hoist_request_redact_url (const char *url);

/**
 * HoistReply:
 * @status: any HTTP status
 * @headers: (owned) (element-type utf8 utf8): names in lower case
 * @body: (owned): at most the cap of HoistHttp
 * @date_us: the server's clock by its Date header, microseconds since 1970; 0 without one
 * @retry_after_us: what Retry-After asks for; -1 without one
 * @sent: digests of the file's range that was sent, as the request asked
 */
typedef struct {
  guint status;
  GHashTable *headers;
  GBytes *body;
  gint64 date_us;
  gint64 retry_after_us;
  HoistDigests sent;
} HoistReply;

HoistReply *hoist_reply_new (guint status, GBytes *body);
void hoist_reply_free (HoistReply *self);
void hoist_reply_set_header (HoistReply *self, const char *name, const char *value, gint64 now_us);
const char *hoist_reply_get_header (const HoistReply *self, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistRequest, hoist_request_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistReply, hoist_reply_free)

G_END_DECLS
