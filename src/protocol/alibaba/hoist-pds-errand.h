/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of an account at Alibaba PDS: test it, list its drives, find or make a folder. */
#pragma once

#include "hoist-provider.h"

G_BEGIN_DECLS

HoistMove hoist_pds_errand_write (const HoistFacts *facts, HoistRequest **request, GError **error);
HoistMove hoist_pds_errand_read (const HoistFacts *facts, const HoistReply *reply, GError **error);

G_END_DECLS
