/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of an upload to Xvid MediaHub and its proof: COMMIT, PROBE and ABORT. */
#pragma once

#include "hoist-provider.h"

#include <glib.h>

G_BEGIN_DECLS

HoistMove hoist_xvid_finish_write (const HoistFacts *facts,
                                   HoistTicket *ticket,
                                   HoistRequest **request,
                                   GError **error);
HoistMove hoist_xvid_finish_read (const HoistFacts *facts,
                                  HoistTicket *ticket,
                                  const HoistReply *reply,
                                  GError **error);
HoistMove hoist_xvid_finish_write_probe (const HoistFacts *facts,
                                         HoistTicket *ticket,
                                         HoistRequest **request,
                                         GError **error);
HoistMove hoist_xvid_finish_read_probe (const HoistFacts *facts,
                                        HoistTicket *ticket,
                                        const HoistReply *reply,
                                        GError **error);
HoistMove hoist_xvid_finish_write_abort (const HoistFacts *facts,
                                         HoistTicket *ticket,
                                         HoistRequest **request,
                                         GError **error);
HoistMove hoist_xvid_finish_read_abort (const HoistReply *reply, GError **error);

G_END_DECLS
