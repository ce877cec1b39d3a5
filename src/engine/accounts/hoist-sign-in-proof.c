/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one sign-in is known by: a state, and the challenge of PKCE. */
#include "hoist-sign-in-proof.h"

#include "hoist-error.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

/* RFC 7636, 4.1, recommends this many; they make a verifier of 43 characters. */
#define N_RANDOM_BYTES 32

/* Base64 for addresses, without padding (RFC 7636, appendix A). Returns: (transfer full) */
static char *
dup_base64 (const guchar *bytes, gsize length)
{
  char *text = g_base64_encode (bytes, length);

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';
  return text;
}

/* From the kernel: a GRand can be guessed. Returns: (transfer full) (nullable) */
static char *
dup_random (GError **error)
{
  guchar bytes[N_RANDOM_BYTES];
  char *text = NULL;

  if (getentropy (bytes, sizeof bytes) != 0) {
    g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_REFUSED,
                         _ ("This computer gives no random numbers, without which a sign-in is not "
                            "safe. Restart it, then sign in again."));
    return NULL;
  }
  text = dup_base64 (bytes, sizeof bytes);
  explicit_bzero (bytes, sizeof bytes);
  return text;
}

/**
 * hoist_sign_in_proof_dup_challenge:
 *
 * Returns: (transfer full): the S256 challenge of @verifier
 */
char *
hoist_sign_in_proof_dup_challenge (const char *verifier)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guchar digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) verifier, strlen (verifier));
  g_checksum_get_digest (checksum, digest, &length);
  return dup_base64 (digest, length);
}

/**
 * hoist_sign_in_proof_new:
 *
 * Fails only where the kernel has no random numbers.
 */
HoistSignInProof *
hoist_sign_in_proof_new (GError **error)
{
  g_autoptr (HoistSignInProof) self = g_new0 (HoistSignInProof, 1);

  self->state = dup_random (error);
  if (self->state == NULL)
    return NULL;
  self->verifier = dup_random (error);
  if (self->verifier == NULL)
    return NULL;
  self->challenge = hoist_sign_in_proof_dup_challenge (self->verifier);
  return g_steal_pointer (&self);
}

static void
wipe (char *text)
{
  if (text == NULL)
    return;
  explicit_bzero (text, strlen (text));
  g_free (text);
}

void
hoist_sign_in_proof_free (HoistSignInProof *self)
{
  wipe (self->state);
  wipe (self->verifier);
  g_free (self->challenge);
  g_free (self);
}
