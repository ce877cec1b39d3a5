/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The presigned addresses of the next parts. */
#pragma once

#include "hoist-provider.h"
#include "hoist-read.h"

G_BEGIN_DECLS

/**
 * HoistPdsAddress:
 * @url: (owned): a credential
 * @content_type: (owned) (nullable): to be sent exactly so; %NULL for no such header
 * @until_us: when it runs out, server time
 */
typedef struct {
  char *url;
  char *content_type;
  gint64 until_us;
} HoistPdsAddress;

void hoist_pds_address_free (HoistPdsAddress *self);
void
hoist_pds_address_take (const HoistFacts *facts, HoistTicket *ticket, const HoistReadValue *list);
HoistPdsAddress *hoist_pds_address_find (const HoistTicket *ticket, guint number);

HoistMove hoist_pds_address_write (const HoistFacts *facts,
                                   const HoistTicket *ticket,
                                   guint first,
                                   HoistRequest **request,
                                   GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistPdsAddress, hoist_pds_address_free)

G_END_DECLS
