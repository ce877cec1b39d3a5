/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the object store behind Alibaba PDS answers to a part. */
#pragma once

#include "hoist-error.h"
#include "hoist-request.h"

G_BEGIN_DECLS

/**
 * HoistPdsStoreKind:
 * @HOIST_PDS_STORE_OK: taken
 * @HOIST_PDS_STORE_OLD: the address ran out
 * @HOIST_PDS_STORE_SIGNATURE: the address does not fit the request
 * @HOIST_PDS_STORE_EXISTS: the part is there already
 * @HOIST_PDS_STORE_ORDER: parts before it are missing, or more of them are there
 * @HOIST_PDS_STORE_GONE: the store does not know the upload
 * @HOIST_PDS_STORE_OTHER: an error like any other
 */
typedef enum {
  HOIST_PDS_STORE_OK,
  HOIST_PDS_STORE_OLD,
  HOIST_PDS_STORE_SIGNATURE,
  HOIST_PDS_STORE_EXISTS,
  HOIST_PDS_STORE_ORDER,
  HOIST_PDS_STORE_GONE,
  HOIST_PDS_STORE_OTHER,
} HoistPdsStoreKind;

/**
 * HoistPdsStoreAnswer:
 * @code: (owned): the store's code; empty without one
 * @part_md5: of a part that exists; empty when the answer does not tell
 */
typedef struct {
  HoistPdsStoreKind kind;
  char *code;
  char part_md5[33];
} HoistPdsStoreAnswer;

void hoist_pds_store_read (const HoistReply *reply, guint number, HoistPdsStoreAnswer *answer);
void hoist_pds_store_clear (HoistPdsStoreAnswer *answer);
GError *hoist_pds_store_new_error (const HoistReply *reply, const char *code);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HoistPdsStoreAnswer, hoist_pds_store_clear)

G_END_DECLS
