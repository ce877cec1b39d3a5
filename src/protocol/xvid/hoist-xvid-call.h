/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One call of Xvid MediaHub's API: address, token, and what a reply means before it is read. */
#pragma once

#include "hoist-provider.h"
#include "hoist-read.h"

#include <glib.h>

G_BEGIN_DECLS

/* The names of the provider's rates. */
#define HOIST_XVID_API "api"
#define HOIST_XVID_STORE "storage"

/* What a call is addressed to, below the account's address. */
typedef struct {
  const char *method;
  const char *path; /* ends with "/", as the vendor writes it */
  const char *id;   /* (nullable): behind the path */
  GString *query;   /* (nullable) */
} HoistXvidCall;

gboolean hoist_xvid_call_is_id (const char *text);
HoistRequest *
hoist_xvid_call_new_request (const HoistFacts *facts, const HoistXvidCall *call, GError **error);
HoistMove hoist_xvid_call_write (const HoistFacts *facts,
                                 const HoistXvidCall *call,
                                 HoistRequest **request,
                                 GError **error);
gboolean hoist_xvid_call_is_refusal (const HoistReply *reply);
void hoist_xvid_call_note_accepted (HoistTicket *ticket);
HoistMove hoist_xvid_call_take_refusal (const HoistFacts *facts,
                                        HoistTicket *ticket,
                                        HoistStep step,
                                        const HoistReply *reply,
                                        GError **error);
HoistRead *
hoist_xvid_call_read (const HoistReply *reply, const char *name, const HoistReadValue **object);

G_END_DECLS
