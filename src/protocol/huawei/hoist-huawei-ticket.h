/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What MetaStudio's provider keeps in a ticket. */
#pragma once

#include "hoist-provider.h"

G_BEGIN_DECLS

#define HOIST_HUAWEI_PROJECT "project" /* as IAM told */
#define HOIST_HUAWEI_REGION "region"   /* regions share no assets: notes 2 */
#define HOIST_HUAWEI_ASKED_NAME                                                                    \
  "asked-name" /* the name of an asset whose creation has no answer yet */
#define HOIST_HUAWEI_ASKED_AGAIN "asked-again" /* a search for it has found nothing */
#define HOIST_HUAWEI_IS_WRONG "is-wrong"       /* what was confirmed is not what was sent */
#define HOIST_HUAWEI_LOOKED_AGAIN "looked-again"
#define HOIST_HUAWEI_ASSET "asset"
#define HOIST_HUAWEI_IS_OURS "is-ours" /* this upload made the asset, and may delete it */
#define HOIST_HUAWEI_FILE_ID "file"
#define HOIST_HUAWEI_OLD_FILE "old-file" /* a record to be cancelled and deleted */
#define HOIST_HUAWEI_IS_CANCELLED "is-cancelled"
#define HOIST_HUAWEI_IS_CONFIRMED "is-confirmed"
#define HOIST_HUAWEI_HAS_LOOKED "has-looked"
#define HOIST_HUAWEI_LARGE "large"
#define HOIST_HUAWEI_MD5 "md5"
#define HOIST_HUAWEI_FILE_TYPE "file-type"
#define HOIST_HUAWEI_PART_TYPE "part-type"     /* parts are sent with a Content-Type */
#define HOIST_HUAWEI_ETAG_IS_MD5 "etag-is-md5" /* a part's ETag was the MD5 of its bytes */
#define HOIST_HUAWEI_MOVES "moves"             /* redirects since a part arrived */
#define HOIST_HUAWEI_OFFSET "offset"           /* how much of a list was read */
#define HOIST_HUAWEI_LOOKS "looks"

const char *hoist_huawei_ticket_get_project (const HoistFacts *facts, const HoistTicket *ticket);
gboolean hoist_huawei_ticket_has (const HoistTicket *ticket, const char *name);
guint64 hoist_huawei_ticket_get_number (const HoistTicket *ticket, const char *name);
void hoist_huawei_ticket_set_number (HoistTicket *ticket, const char *name, guint64 number);
void hoist_huawei_ticket_retire_file (HoistTicket *ticket, const char *id, gboolean is_cancelled);

G_END_DECLS
