/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One step of an account: what is asked, and what was found. */
#include "hoist-errand.h"

#include "hoist-read.h"

static void
finding_free (HoistFinding *finding)
{
  g_free (finding->id);
  g_free (finding->name);
  g_free (finding->note);
  hoist_ticket_free (finding->ticket);
  g_free (finding);
}

/* Returns: (transfer full): */
HoistErrand *
hoist_errand_new (HoistStep step)
{
  HoistErrand *self = g_new0 (HoistErrand, 1);

  self->step = step;
  self->findings = g_ptr_array_new_with_free_func ((GDestroyNotify) finding_free);
  self->secrets = hoist_settings_new ();
  return self;
}

void
hoist_errand_free (HoistErrand *self)
{
  if (self == NULL)
    return;

  g_free (self->field);
  g_free (self->parent);
  g_free (self->name);
  g_clear_pointer (&self->options, hoist_settings_unref);
  g_free (self->code);
  g_free (self->redirect_uri);
  g_free (self->verifier);
  g_free (self->marker);
  g_ptr_array_unref (self->findings);
  hoist_settings_unref (self->secrets);
  g_free (self);
}

/**
 * hoist_errand_add:
 * @note: (nullable): one more sentence for people
 *
 * Adds to what was found.
 *
 * Returns: (transfer none): what was added
 */
HoistFinding *
hoist_errand_add (HoistErrand *self, const char *id, const char *name, const char *note)
{
  HoistFinding *finding = g_new0 (HoistFinding, 1);

  finding->id = g_strdup (id);
  finding->name = g_strdup (name);
  finding->note = g_strdup (note);
  g_ptr_array_add (self->findings, finding);
  return finding;
}

/* Keeps a copy of @marker, which may be %NULL. */
void
hoist_errand_set_marker (HoistErrand *self, const char *marker)
{
  char *copy = g_strdup (marker);

  g_free (self->marker);
  self->marker = copy;
}

/**
 * hoist_errand_grant:
 * @until_us: server time at which the token ends, microseconds since 1970
 *
 * Notes the token that a sign-in brought.
 */
void
hoist_errand_grant (HoistErrand *self, const char *token, gint64 until_us)
{
  g_autofree char *until = g_strdup_printf ("%" G_GINT64_FORMAT, until_us);

  hoist_settings_set (self->secrets, HOIST_GRANT_TOKEN, token);
  hoist_settings_set (self->secrets, HOIST_GRANT_UNTIL, until);
}

/**
 * hoist_grant_is_valid:
 * @secrets: (nullable): an account's
 * @at_us: server time, microseconds since 1970
 *
 * Returns: whether there is a granted token that holds at that time
 */
gboolean
hoist_grant_is_valid (const HoistSettings *secrets, gint64 at_us)
{
  const char *until = secrets != NULL ? hoist_settings_get (secrets, HOIST_GRANT_UNTIL) : NULL;
  gint64 until_us = 0;

  return until != NULL && hoist_settings_get (secrets, HOIST_GRANT_TOKEN) != NULL &&
         hoist_read_parse_int (until, &until_us) && at_us < until_us;
}
