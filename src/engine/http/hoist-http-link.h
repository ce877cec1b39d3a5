/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The connections under a SoupSession: which one carries a message, set up as uploads need it. */
#pragma once

#include <gio/gio.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

void hoist_http_link_note (SoupSession *session,
                           SoupMessage *message,
                           GSocketClientEvent event,
                           GIOStream *stream);
GIOStream *hoist_http_link_get (SoupSession *session, SoupMessage *message);

G_END_DECLS
