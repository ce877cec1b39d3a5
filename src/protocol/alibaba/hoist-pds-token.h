/* SPDX-License-Identifier: GPL-3.0-or-later */
/* With which token Alibaba PDS is asked, and how a new one is got. */
#pragma once

#include "hoist-provider.h"

G_BEGIN_DECLS

HoistMove hoist_pds_token_choose (const HoistFacts *facts, const char **token, GError **error);
HoistMove hoist_pds_token_refused (const HoistFacts *facts,
                                   const HoistReply *reply,
                                   const char *code,
                                   GError **error);
const char *hoist_pds_token_get_drive (const HoistFacts *facts);

char *hoist_pds_token_write_address (const HoistFacts *facts,
                                     const char *redirect_uri,
                                     const char *state,
                                     const char *challenge,
                                     GError **error);
HoistMove hoist_pds_token_write (const HoistFacts *facts, HoistRequest **request, GError **error);
HoistMove hoist_pds_token_read (const HoistFacts *facts, const HoistReply *reply, GError **error);

G_END_DECLS
