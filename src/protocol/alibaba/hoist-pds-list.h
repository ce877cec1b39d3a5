/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts that Alibaba PDS has of an upload. */
#pragma once

#include "hoist-provider.h"
#include "hoist-read.h"

G_BEGIN_DECLS

/* One part as the service lists it; @md5 is empty when its etag is none. */
typedef struct {
  guint number;
  guint64 length;
  char md5[33];
} HoistPdsListed;

gboolean hoist_pds_list_read_md5 (const char *etag, char md5[33]);
GArray *hoist_pds_list_read (const HoistReadValue *root);
HoistMove hoist_pds_list_write (const HoistFacts *facts,
                                const HoistTicket *ticket,
                                guint behind,
                                guint limit,
                                HoistRequest **request,
                                GError **error);

G_END_DECLS
