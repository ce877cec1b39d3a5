/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of services, and what all of them share. */
#include "hoist-provider.h"

#include "hoist-alibaba-pds.h"
#include "hoist-error.h"
#include "hoist-huawei-metastudio.h"
#include "hoist-tencent-vod.h"
#include "hoist-xvid-mediahub.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Shorter values are words as they stand in any sentence. Of longer ones the beginning is enough: a
 * service's text may have been cut in the middle of one. */
#define MIN_HIDDEN 6
#define MAX_COMPARED 16
#define HIDDEN "…"

static const HoistProvider *const providers[] = {
  &hoist_tencent_vod,
  &hoist_alibaba_pds,
  &hoist_huawei_metastudio,
  &hoist_xvid_mediahub,
};

/**
 * hoist_provider_list:
 * @n_providers: (out) (optional): how many there are
 *
 * Returns: (array length=n_providers): all services that Hoist speaks
 */
const HoistProvider *const *
hoist_provider_list (guint *n_providers)
{
  if (n_providers != NULL)
    *n_providers = G_N_ELEMENTS (providers);
  return providers;
}

/* (nullable): the service with this id. */
const HoistProvider *
hoist_provider_find (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (providers); i++) {
    if (g_strcmp0 (providers[i]->id, id) == 0)
      return providers[i];
  }
  return NULL;
}

gboolean
hoist_provider_has_step (const HoistProvider *self, HoistStep step)
{
  return (self->steps & (1u << step)) != 0;
}

/* (nullable): the setting with this id. */
const HoistField *
hoist_provider_find_field (const HoistProvider *self, const char *id)
{
  return hoist_field_find (self->fields, self->n_fields, id);
}

static gboolean
check_known (const HoistProvider *self,
             const HoistSettings *settings,
             HoistFieldFlags mask,
             HoistFieldFlags wanted,
             GError **error)
{
  g_auto (GStrv) ids = hoist_settings_dup_ids (settings);

  for (guint i = 0; ids[i] != NULL; i++) {
    const HoistField *field = hoist_provider_find_field (self, ids[i]);

    if (field == NULL) {
      g_set_error (error, HOIST_ERROR, HOIST_ERROR_REFUSED,
                   _ ("%s has no setting “%s”. Check its spelling, or leave it out."),
                   _ (self->name), ids[i]);
      return FALSE;
    }
    if ((field->flags & mask) != wanted) {
      g_set_error (error, HOIST_ERROR, HOIST_ERROR_REFUSED,
                   (wanted & HOIST_FIELD_PER_UPLOAD) != 0
                       ? _ ("“%s” belongs to the account and cannot be set for one upload. Change "
                            "it in the account’s settings.")
                   : (wanted & HOIST_FIELD_SECRET) != 0
                       ? _ ("“%s” is not a secret. Enter it as an ordinary setting.")
                       : _ ("“%s” is a secret. Enter it as one, so that it goes to the keyring."),
                   _ (field->label));
      return FALSE;
    }
    if (!hoist_field_check (field, hoist_settings_get (settings, ids[i]), error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
check_complete (const HoistProvider *self,
                const HoistSettings *settings,
                HoistFieldFlags secret,
                GError **error)
{
  for (guint i = 0; i < self->n_fields; i++) {
    const HoistField *field = &self->fields[i];
    const char *value = hoist_settings_get (settings, field->id);

    if ((field->flags & HOIST_FIELD_SECRET) == secret && field->initial == NULL &&
        !hoist_field_check (field, value, error))
      return FALSE;
  }
  return TRUE;
}

/**
 * hoist_provider_check_settings:
 * @settings: an account's settings, without its secrets
 *
 * Refuses unknown settings, secrets among them, missing ones and wrong values, with
 * %HOIST_ERROR_REFUSED (%HOIST_ERROR_PROTOCOL for an address) and a sentence that names the
 * setting.
 */
gboolean
hoist_provider_check_settings (const HoistProvider *self,
                               const HoistSettings *settings,
                               GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return check_known (self, settings, HOIST_FIELD_SECRET, 0, error) &&
         check_complete (self, settings, 0, error);
}

/**
 * hoist_provider_check_secrets:
 * @secrets: (nullable): an account's secrets
 *
 * As hoist_provider_check_settings(), for the secret half.
 */
gboolean
hoist_provider_check_secrets (const HoistProvider *self,
                              const HoistSettings *secrets,
                              GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return check_known (self, secrets, HOIST_FIELD_SECRET, HOIST_FIELD_SECRET, error) &&
         check_complete (self, secrets, HOIST_FIELD_SECRET, error);
}

/**
 * hoist_provider_check_account:
 * @settings: that hoist_provider_check_settings() lets pass
 * @secrets: (nullable): that hoist_provider_check_secrets() lets pass; %NULL when not known
 *
 * Refuses what does not fit together, with %HOIST_ERROR_REFUSED and a sentence that names the
 * setting.
 */
gboolean
hoist_provider_check_account (const HoistProvider *self,
                              const HoistSettings *settings,
                              const HoistSettings *secrets,
                              GError **error)
{
  const HoistFacts facts = { .provider = self, .settings = settings, .secrets = secrets };

  g_return_val_if_fail (self != NULL, FALSE);

  return self->check_account == NULL || self->check_account (&facts, error);
}

/**
 * hoist_provider_check_options:
 * @options: (nullable): one upload's own settings
 *
 * As hoist_provider_check_settings(); all may be missing, and only those are allowed that may
 * differ between uploads.
 */
gboolean
hoist_provider_check_options (const HoistProvider *self,
                              const HoistSettings *options,
                              GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return check_known (self, options, HOIST_FIELD_SECRET | HOIST_FIELD_PER_UPLOAD,
                      HOIST_FIELD_PER_UPLOAD, error);
}

/* Settings that were saved before their limits were known to us are not cut in silence. */
static gboolean
check_limits (const HoistFacts *facts, GError **error)
{
  const HoistProvider *provider = facts->provider;

  for (guint i = 0; i < provider->n_fields; i++) {
    const HoistField *field = &provider->fields[i];

    if ((field->max_length > 0 || field->max_count > 0 ||
         (field->flags & HOIST_FIELD_ENDING) != 0) &&
        !hoist_field_check (field, hoist_facts_get (facts, field->id), error))
      return FALSE;
  }
  return TRUE;
}

/**
 * hoist_provider_check_file:
 * @facts: at least provider, settings, options, and of the file its name and size
 *
 * What a service's own rules say of a file, before anything of it is read or sent: pure, so it may
 * be asked as soon as a file is added. Where the type is not known, it may become so: ask again
 * with it.
 *
 * Returns: %FALSE with %HOIST_ERROR_TOO_LARGE or %HOIST_ERROR_REFUSED when this file cannot be
 *   uploaded with these settings
 */
gboolean
hoist_provider_check_file (const HoistFacts *facts, GError **error)
{
  g_return_val_if_fail (facts->provider != NULL && facts->file != NULL, FALSE);

  if (!check_limits (facts, error))
    return FALSE;
  return facts->provider->check_file == NULL || facts->provider->check_file (facts, error);
}

/**
 * hoist_provider_check_content:
 * @type: (nullable): what the service is told that the file is
 *
 * A rule of several services, for their check_file: a file has something in it, and a type.
 */
gboolean
hoist_provider_check_content (const HoistFacts *facts, const char *type, GError **error)
{
  if (facts->file->size > 0 && type != NULL)
    return TRUE;

  if (facts->file->size == 0)
    g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_REFUSED,
                         _ ("The file is empty, and the service takes no empty files. Choose "
                            "another file."));
  else
    g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_REFUSED,
                         _ ("Neither name nor content tell the file’s type. Set “File type”, such "
                            "as “mp4”, or give the file an ending."));
  return FALSE;
}

/**
 * hoist_facts_get:
 * @id: of one of the provider's fields
 *
 * The upload's own value if the field allows one, else the account's, else the field's initial
 * value. Where there is an initial value, an empty one counts as not given.
 *
 * Returns: (nullable): the value
 */
const char *
hoist_facts_get (const HoistFacts *self, const char *id)
{
  const HoistField *field = hoist_provider_find_field (self->provider, id);
  const char *value = NULL;

  g_return_val_if_fail (field != NULL, NULL);
  g_return_val_if_fail ((field->flags & HOIST_FIELD_SECRET) == 0, NULL);

  if ((field->flags & HOIST_FIELD_PER_UPLOAD) != 0)
    value = hoist_settings_get (self->options, id);
  if (value == NULL || (*value == '\0' && field->initial != NULL))
    value = hoist_settings_get (self->settings, id);
  if (value == NULL || (*value == '\0' && field->initial != NULL))
    value = field->initial;
  return value;
}

/* (nullable): an account's secret. */
const char *
hoist_facts_get_secret (const HoistFacts *self, const char *id)
{
  return hoist_settings_get (self->secrets, id);
}

static void
hide_secret (GString *text, const char *secret)
{
  gsize least = MIN (strlen (secret), MAX_COMPARED);
  g_autofree char *beginning = g_strndup (secret, least);
  char *found = least >= MIN_HIDDEN ? strstr (text->str, beginning) : NULL;

  while (found != NULL) {
    gsize at = found - text->str;
    gsize length = least;

    while (secret[length] != '\0' && found[length] == secret[length])
      length++;
    g_string_erase (text, at, length);
    g_string_insert (text, at, HIDDEN);
    found = strstr (text->str + at + strlen (HIDDEN), beginning);
  }
}

/**
 * hoist_facts_hide_secrets:
 * @text: a sentence that may quote a service
 *
 * What a service says is logged, stored and shown, and it may say what it was sent.
 *
 * Returns: (transfer full): the sentence without the account's secrets
 */
char *
hoist_facts_hide_secrets (const HoistFacts *self, const char *text)
{
  g_auto (GStrv) ids = hoist_settings_dup_ids (self->secrets);
  g_autoptr (GString) shown = g_string_new (text);

  for (guint i = 0; ids[i] != NULL; i++)
    hide_secret (shown, hoist_settings_get (self->secrets, ids[i]));
  return g_utf8_make_valid (shown->str, (gssize) shown->len);
}
