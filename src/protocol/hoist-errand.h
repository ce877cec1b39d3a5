/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One step of an account: what is asked, and what was found. */
#pragma once

#include "hoist-settings.h"
#include "hoist-ticket.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * HoistFinding:
 * @id: (owned): the service's name for it
 * @name: (owned): for people
 * @note: (owned) (nullable): one more sentence for people
 * @size: (LEFTOVERS) bytes of the whole file; 0 for unknown
 * @since_us: (LEFTOVERS) when it was begun, microseconds since 1970; 0 for unknown
 * @ticket: (owned) (nullable): (LEFTOVERS) enough of one for ABORT
 * @ticket_name: (unowned) (nullable): (LEFTOVERS) the value under which the ticket of an upload has
 *   @id, so that one's own can be told from those of others
 */
typedef struct {
  char *id;
  char *name;
  char *note;
  guint64 size;
  gint64 since_us;
  HoistTicket *ticket;
  const char *ticket_name;
} HoistFinding;

/**
 * HoistErrand:
 * @step: SIGN_IN, CHECK, CHOICES, LEFTOVERS or FOLDER
 * @field: (owned) (nullable): (CHOICES) the id of the field whose values are asked for
 * @parent: (owned) (nullable): (FOLDER) the service's id of the folder above; %NULL is the folder
 *   that the account's settings name
 * @name: (owned) (nullable): (FOLDER) of the folder to find or create
 * @options: (owned) (nullable): (FOLDER) the settings of the upload that needs it; they win over
 *   the account's
 * @code: (owned) (nullable): (SIGN_IN) what the browser brought back; %NULL renews what is there
 * @redirect_uri: (owned) (nullable): (SIGN_IN) where the browser brought it
 * @verifier: (owned) (nullable): (SIGN_IN) the secret behind the challenge of the address
 * @phase: the provider's own, for an errand that takes several exchanges
 * @marker: (owned) (nullable): the provider's own, such as the next page of a list
 * @findings: (owned) (element-type HoistFinding): (CHECK) what to tell the user, (CHOICES,
 *   LEFTOVERS) the list, (FOLDER) the one folder
 * @secrets: (owned): (SIGN_IN) secrets that are new: kept in the vault before they are used. Ids
 *   that are no field of the provider begin with %HOIST_GRANT
 *
 * Lives from the first exchange of an errand to its last, and is never stored.
 */
typedef struct {
  HoistStep step;
  char *field;
  char *parent;
  char *name;
  HoistSettings *options;
  char *code;
  char *redirect_uri;
  char *verifier;
  guint phase;
  char *marker;
  GPtrArray *findings;
  HoistSettings *secrets;
} HoistErrand;

/* What a service granted for a while, beside what the user entered. The two names that the engine
 * knows: the token, and until when it holds (microseconds since 1970, server time, decimal). */
#define HOIST_GRANT "granted-"
#define HOIST_GRANT_TOKEN HOIST_GRANT "token"
#define HOIST_GRANT_UNTIL HOIST_GRANT "until"

HoistErrand *hoist_errand_new (HoistStep step);
void hoist_errand_free (HoistErrand *self);
HoistFinding *
hoist_errand_add (HoistErrand *self, const char *id, const char *name, const char *note);
void hoist_errand_set_marker (HoistErrand *self, const char *marker);
void hoist_errand_grant (HoistErrand *self, const char *token, gint64 until_us);
gboolean hoist_grant_is_valid (const HoistSettings *secrets, gint64 at_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistErrand, hoist_errand_free)

G_END_DECLS
