/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One call of Alibaba PDS: a POST with a JSON object and a token, and its answer. */
#pragma once

#include "hoist-error.h"
#include "hoist-pds-body.h"
#include "hoist-provider.h"
#include "hoist-read.h"

G_BEGIN_DECLS

char *hoist_pds_call_dup_url (const char *endpoint, const char *path, GError **error);
HoistMove hoist_pds_call_write (const HoistFacts *facts,
                                const char *path,
                                HoistPdsBody *body,
                                HoistRequest **request,
                                GError **error);
HoistPdsBody *hoist_pds_call_new_body (const HoistTicket *ticket);
HoistMove hoist_pds_call_write_get (const HoistFacts *facts,
                                    const HoistTicket *ticket,
                                    const char *file_id,
                                    HoistRequest **request,
                                    GError **error);
HoistRead *hoist_pds_call_read (const HoistReply *reply, char **code);
HoistMove hoist_pds_call_fail (const HoistFacts *facts,
                               const HoistReply *reply,
                               const char *code,
                               HoistErrorCode unclear,
                               GError **error);
HoistMove hoist_pds_call_fail_inside (const HoistFacts *facts,
                                      const char *folder,
                                      const HoistReply *reply,
                                      const char *code,
                                      HoistErrorCode unclear,
                                      GError **error);
const char *hoist_pds_call_get_id (const HoistReadValue *object, const char *name);

G_END_DECLS
