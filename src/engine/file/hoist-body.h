/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The body of one request as a stream that is readable as soon as its next block is in memory. */
#pragma once

#include "hoist-block-pool.h"
#include "hoist-request.h"
#include "hoist-throttle.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HOIST_TYPE_BODY (hoist_body_get_type ())
G_DECLARE_FINAL_TYPE (HoistBody, hoist_body, HOIST, BODY, GInputStream)

/* The disk or our own speed limit began or ceased to hold back bytes that were asked for. */
typedef void (*HoistBodyHeld) (gboolean is_held, gpointer data);

HoistBody *hoist_body_new (const HoistRequest *request,
                           HoistSource *source,
                           HoistBlockPool *pool,
                           HoistThrottle *throttle);
void hoist_body_set_held_func (HoistBody *self, HoistBodyHeld held, gpointer data);
gssize hoist_body_get_bytes (HoistBody *self, const guint8 **bytes, GError **error);
void hoist_body_skip (HoistBody *self, gsize length);
gboolean hoist_body_is_held (HoistBody *self);
const GError *hoist_body_get_error (HoistBody *self);
void hoist_body_get_digests (HoistBody *self, HoistDigests *digests);

G_END_DECLS
