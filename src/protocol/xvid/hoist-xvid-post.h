/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form that carries the bytes to Xvid MediaHub's store: the step PART. */
#pragma once

#include "hoist-provider.h"

#include <glib.h>

G_BEGIN_DECLS

HoistMove hoist_xvid_post_write (const HoistFacts *facts,
                                 HoistTicket *ticket,
                                 HoistPart *part,
                                 HoistRequest **request,
                                 GError **error);
HoistMove hoist_xvid_post_read (const HoistFacts *facts,
                                HoistTicket *ticket,
                                HoistPart *part,
                                const HoistReply *reply,
                                GError **error);

G_END_DECLS
