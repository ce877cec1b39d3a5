/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a file object of Alibaba PDS is the file that was sent. */
#pragma once

#include "hoist-provider.h"
#include "hoist-read.h"

G_BEGIN_DECLS

/**
 * HoistPdsProof:
 * @HOIST_PDS_PROOF_SAME: as far as the service tells, by what is said
 * @HOIST_PDS_PROOF_DIFFERENT: another size or content
 * @HOIST_PDS_PROOF_UNKNOWN: the service or we do not tell enough
 */
typedef enum {
  HOIST_PDS_PROOF_SAME,
  HOIST_PDS_PROOF_DIFFERENT,
  HOIST_PDS_PROOF_UNKNOWN,
} HoistPdsProof;

HoistPdsProof hoist_pds_proof_compare (const HoistFacts *facts,
                                       const HoistTicket *ticket,
                                       const HoistReadValue *object,
                                       const char **verified,
                                       HoistDigestKinds *needed);
gboolean
hoist_pds_proof_get_crc64 (const HoistFacts *facts, const HoistTicket *ticket, guint64 *crc64);
gboolean hoist_pds_proof_is_available (const HoistReadValue *object);

G_END_DECLS
