/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one sign-in is known by: a state (RFC 6749, 10.12), and the challenge of PKCE (RFC 7636). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HoistSignInProof:
 * @state: (owned): the browser has to bring it back
 * @verifier: (owned): only the token call carries it
 * @challenge: (owned): the S256 of @verifier, for the address that the browser opens
 */
typedef struct {
  char *state;
  char *verifier;
  char *challenge;
} HoistSignInProof;

HoistSignInProof *hoist_sign_in_proof_new (GError **error);
void hoist_sign_in_proof_free (HoistSignInProof *self);
char *hoist_sign_in_proof_dup_challenge (const char *verifier);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistSignInProof, hoist_sign_in_proof_free)

G_END_DECLS
