/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions of Xvid MediaHub: what the service hands out before bytes are sent. */
#pragma once

#include "hoist-multipart.h"
#include "hoist-provider.h"
#include "hoist-read.h"

#include <glib.h>

G_BEGIN_DECLS

/* What a ticket keeps of a session, open and sealed. */
#define HOIST_XVID_UPLOAD_ID "upload-id"
#define HOIST_XVID_FILE_ID "file-id"
#define HOIST_XVID_OBJECT_KEY "object-key"
#define HOIST_XVID_STORE_KEY "store-key"
#define HOIST_XVID_FORM "form"
#define HOIST_XVID_FORM_URL "form-url"
#define HOIST_XVID_ELSEWHERE "elsewhere"

gboolean hoist_xvid_session_check_size (const HoistFacts *facts, GError **error);
HoistMove hoist_xvid_session_write (const HoistFacts *facts,
                                    HoistTicket *ticket,
                                    HoistRequest **request,
                                    GError **error);
HoistMove hoist_xvid_session_read (const HoistFacts *facts,
                                   HoistTicket *ticket,
                                   HoistStep step,
                                   const HoistReply *reply,
                                   GError **error);
gboolean hoist_xvid_session_is_usable (const HoistFacts *facts, const HoistTicket *ticket);
gint64 hoist_xvid_session_get_life (const HoistTicket *ticket);
guint hoist_xvid_session_get_renewals (const HoistTicket *ticket);
void hoist_xvid_session_note_progress (HoistTicket *ticket);
void hoist_xvid_session_take_ids (HoistTicket *ticket, const HoistReadValue *upload);

G_END_DECLS
