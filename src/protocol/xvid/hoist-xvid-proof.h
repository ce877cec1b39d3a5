/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a file's record at Xvid MediaHub proves. */
#pragma once

#include "hoist-provider.h"
#include "hoist-read.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * HoistXvidProof:
 * @HOIST_XVID_PROOF_NONE: the record does not say (yet)
 * @HOIST_XVID_PROOF_OTHER_SIZE: another size; it may still grow
 * @HOIST_XVID_PROOF_SIZE: the same size, and no checksum
 * @HOIST_XVID_PROOF_NEEDS: there is a checksum, and the local one is not known
 * @HOIST_XVID_PROOF_MD5: the same checksum
 * @HOIST_XVID_PROOF_OTHER_MD5: the same size and another checksum
 */
typedef enum {
  HOIST_XVID_PROOF_NONE,
  HOIST_XVID_PROOF_OTHER_SIZE,
  HOIST_XVID_PROOF_SIZE,
  HOIST_XVID_PROOF_NEEDS,
  HOIST_XVID_PROOF_MD5,
  HOIST_XVID_PROOF_OTHER_MD5,
} HoistXvidProof;

/**
 * HoistXvidState:
 * @HOIST_XVID_STATE_UPLOADING: the service has not been told that all is there
 * @HOIST_XVID_STATE_WORKING: it has, and works on it; also any word that is not known
 * @HOIST_XVID_STATE_SUCCESS: by the account's list
 * @HOIST_XVID_STATE_FAILURE: by the account's list
 */
typedef enum {
  HOIST_XVID_STATE_UPLOADING,
  HOIST_XVID_STATE_WORKING,
  HOIST_XVID_STATE_SUCCESS,
  HOIST_XVID_STATE_FAILURE,
} HoistXvidState;

HoistXvidProof hoist_xvid_proof_get (const HoistFacts *facts,
                                     const HoistTicket *ticket,
                                     const HoistReadValue *file);
const char *hoist_xvid_proof_get_link (const HoistReadValue *file);
HoistXvidState hoist_xvid_proof_get_state (const HoistFacts *facts, const HoistReadValue *upload);

G_END_DECLS
