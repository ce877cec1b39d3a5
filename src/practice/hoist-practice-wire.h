/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Connections taken away from the HTTP server, to be cut, held or answered by hand. */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

typedef struct _HoistPracticeWire HoistPracticeWire;

HoistPracticeWire *hoist_practice_wire_new (void);
void hoist_practice_wire_free (HoistPracticeWire *self);
void hoist_practice_wire_reset (HoistPracticeWire *self, SoupServerMessage *message);
void hoist_practice_wire_send (HoistPracticeWire *self,
                               SoupServerMessage *message,
                               GBytes *bytes,
                               guint64 rate,
                               gint64 hold_ms);
GBytes *hoist_practice_wire_write_reply (guint status,
                                         const char *const *headers,
                                         const char *date,
                                         const char *body,
                                         gssize kept);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistPracticeWire, hoist_practice_wire_free)

G_END_DECLS
