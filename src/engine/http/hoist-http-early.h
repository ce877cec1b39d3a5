/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a reply that arrives while the request's body is still being sent. */
#pragma once

#include <gio/gio.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * HoistHttpEarlyState:
 * @HOIST_HTTP_EARLY_NOTHING: no byte of a final reply yet
 * @HOIST_HTTP_EARLY_BEGUN: some of a final reply is there
 * @HOIST_HTTP_EARLY_COMPLETE: all of it is there
 * @HOIST_HTTP_EARLY_BROKEN: it is no HTTP reply, or one too large
 * @HOIST_HTTP_EARLY_CUT: the connection ended before the reply did
 */
typedef enum {
  HOIST_HTTP_EARLY_NOTHING,
  HOIST_HTTP_EARLY_BEGUN,
  HOIST_HTTP_EARLY_COMPLETE,
  HOIST_HTTP_EARLY_BROKEN,
  HOIST_HTTP_EARLY_CUT,
} HoistHttpEarlyState;

typedef struct _HoistHttpEarly HoistHttpEarly;

HoistHttpEarly *hoist_http_early_new (gsize cap);
void hoist_http_early_free (HoistHttpEarly *self);
HoistHttpEarlyState hoist_http_early_get_state (HoistHttpEarly *self);
HoistHttpEarlyState hoist_http_early_add (HoistHttpEarly *self, const guint8 *bytes, gsize length);
HoistHttpEarlyState hoist_http_early_end (HoistHttpEarly *self);
guint hoist_http_early_get_status (HoistHttpEarly *self);
SoupMessageHeaders *hoist_http_early_get_headers (HoistHttpEarly *self);
GByteArray *hoist_http_early_get_body (HoistHttpEarly *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistHttpEarly, hoist_http_early_free)

G_END_DECLS
