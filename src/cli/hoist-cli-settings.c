/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings and secrets as they are typed: checked before anything else is done. */
#include "hoist-cli-settings.h"

#include "hoist-error.h"

#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

/* More than any service's secrets together; the rest of a wrong file is not read. */
#define MAX_SECRETS_SIZE (64 * 1024)

/* Splits KEY=VALUE; the value may hold more equal signs. */
static gboolean
split_word (const char *word, char **key, const char **value)
{
  const char *equals = strchr (word, '=');

  if (equals == NULL || equals == word || !g_utf8_validate (word, -1, NULL))
    return FALSE;
  *key = g_strndup (word, equals - word);
  *value = equals + 1;
  return TRUE;
}

static gboolean
take_setting (HoistSettings *settings,
              const HoistProvider *provider,
              const char *word,
              HoistFieldFlags needed)
{
  g_autofree char *key = NULL;
  const char *value = NULL;
  const HoistField *field = NULL;
  g_autoptr (GError) error = NULL;

  if (!split_word (word, &key, &value)) {
    hoist_cli_complain (_ ("“%s” is no setting: write KEY=VALUE."), word);
    return FALSE;
  }
  field = hoist_provider_find_field (provider, key);
  if (field == NULL) {
    hoist_cli_complain (_ ("%s has no setting “%s”. See: hoist-cli services"), provider->id, key);
    return FALSE;
  }
  if (field->flags & HOIST_FIELD_SECRET) {
    hoist_cli_complain (_ ("“%s” is secret: give it on standard input with --secrets-stdin, where "
                           "other programs cannot read it."),
                        key);
    return FALSE;
  }
  if ((field->flags & needed) != needed) {
    hoist_cli_complain (
        _ ("“%s” belongs to the account and cannot be set for one upload. Leave it out here."),
        key);
    return FALSE;
  }
  if (!hoist_field_check (field, value, &error)) {
    hoist_cli_complain (_ ("Setting “%s”: %s"), key, error->message);
    return FALSE;
  }
  hoist_settings_set (settings, key, value);
  return TRUE;
}

static HoistSettings *
read_settings (const HoistProvider *provider, char **words, HoistFieldFlags needed)
{
  g_autoptr (HoistSettings) settings = hoist_settings_new ();

  for (guint i = 0; words != NULL && words[i] != NULL; i++) {
    if (!take_setting (settings, provider, words[i], needed))
      return NULL;
  }
  return g_steal_pointer (&settings);
}

/**
 * hoist_cli_complain_of_settings:
 * @error: of a check of this service's settings
 *
 * Says it, and how the settings that it names are called on the command line: its sentence was
 * written for a form.
 */
void
hoist_cli_complain_of_settings (const HoistProvider *provider, const GError *error)
{
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0; i < provider->n_fields; i++) {
    if (hoist_field_is_named (&provider->fields[i], error->message))
      g_string_append_printf (ids, "%s%s", ids->len > 0 ? ", " : "", provider->fields[i].id);
  }
  if (ids->len > 0)
    hoist_cli_complain (_ ("%s (Settings: %s)"), error->message, ids->str);
  else
    hoist_cli_complain ("%s", error->message);
}

/**
 * hoist_cli_read_account_settings:
 * @words: (nullable): KEY=VALUE
 *
 * Returns: (transfer full) (nullable): all settings of an account, with what the user left out; or
 *   it said what is wrong, naming the setting
 */
HoistSettings *
hoist_cli_read_account_settings (const HoistProvider *provider, char **words)
{
  g_autoptr (HoistSettings) settings = read_settings (provider, words, 0);
  g_autoptr (GError) error = NULL;

  if (settings == NULL)
    return NULL;
  for (guint i = 0; i < provider->n_fields; i++) {
    const HoistField *field = &provider->fields[i];
    gboolean is_secret = (field->flags & HOIST_FIELD_SECRET) != 0;
    const char *value = hoist_settings_get (settings, field->id);

    if ((field->flags & HOIST_FIELD_REQUIRED) && !is_secret && field->initial == NULL &&
        (value == NULL || value[0] == '\0')) {
      hoist_cli_complain (_ ("%s needs the setting “%s”: --set %s=…"), provider->id, field->id,
                          field->id);
      return NULL;
    }
  }
  if (!hoist_provider_check_settings (provider, settings, &error)) {
    hoist_cli_complain_of_settings (provider, error);
    return NULL;
  }
  return g_steal_pointer (&settings);
}

/* As above, but only those that an upload may have for itself. */
HoistSettings *
hoist_cli_read_upload_options (const HoistProvider *provider, char **words)
{
  return read_settings (provider, words, HOIST_FIELD_PER_UPLOAD);
}

/* (transfer full): what is on standard input, as lines. */
static char **
read_lines (void)
{
  char *text = g_malloc0 (MAX_SECRETS_SIZE + 1);
  gsize length = 0;
  gssize n = 0;
  char **lines = NULL;

  while (length < MAX_SECRETS_SIZE &&
         (n = read (STDIN_FILENO, text + length, MAX_SECRETS_SIZE - length)) > 0)
    length += n;
  lines = g_strsplit (text, "\n", -1);
  explicit_bzero (text, length);
  g_free (text);
  for (guint i = 0; lines[i] != NULL; i++)
    g_strchomp (lines[i]);
  return lines;
}

static void
free_lines (char **lines)
{
  for (guint i = 0; lines[i] != NULL; i++)
    explicit_bzero (lines[i], strlen (lines[i]));
  g_strfreev (lines);
}

static gboolean
take_secret (HoistSettings *secrets,
             const HoistProvider *provider,
             const char *key,
             const char *value)
{
  const HoistField *field = hoist_provider_find_field (provider, key);

  /* Neither the line nor the value is repeated: a slip must not put a secret on the screen. */
  if (field == NULL || !(field->flags & HOIST_FIELD_SECRET)) {
    hoist_cli_complain (_ ("%s has no secret of the name given on standard input. See: hoist-cli "
                           "services"),
                        provider->id);
    return FALSE;
  }
  hoist_settings_set (secrets, key, value);
  return TRUE;
}

/**
 * hoist_cli_read_account_secrets:
 *
 * Returns: (transfer full) (nullable): the secrets on standard input, KEY=VALUE a line
 */
HoistSettings *
hoist_cli_read_account_secrets (const HoistProvider *provider)
{
  g_autoptr (HoistSettings) secrets = hoist_settings_new ();
  char **lines = read_lines ();
  gboolean is_good = TRUE;

  for (guint i = 0; is_good && lines[i] != NULL; i++) {
    g_autofree char *key = NULL;
    const char *value = NULL;

    if (lines[i][0] == '\0')
      continue;
    if (!split_word (lines[i], &key, &value)) {
      hoist_cli_complain (
          _ ("Line %u on standard input is not KEY=VALUE. Write each secret so, one a line."),
          i + 1);
      is_good = FALSE;
    } else {
      is_good = take_secret (secrets, provider, key, value);
    }
  }
  free_lines (lines);
  return is_good ? g_steal_pointer (&secrets) : NULL;
}

/* The account a line's key belongs to; @key is cut down to what follows the account's name. The
 * name may hold dots, a key never does. */
static HoistAccount *
find_owner (HoistCli *self, char *key, HoistAccount *only)
{
  HoistAccounts *accounts = hoist_workspace_get_accounts (self->workspace);
  char *dot = strrchr (key, '.');
  HoistAccount *account = only;

  if (dot != NULL) {
    *dot = '\0';
    account = hoist_accounts_find_by_name (accounts, key);
    if (account == NULL)
      hoist_cli_complain (_ ("There is no account of the name given on standard input. See: "
                             "hoist-cli account list"));
    memmove (key, dot + 1, strlen (dot + 1) + 1);
    return account;
  }
  if (account == NULL && hoist_accounts_get_count (accounts) == 1)
    account = hoist_accounts_get (accounts, 0);
  if (account == NULL)
    hoist_cli_complain (_ ("There are several accounts: write ACCOUNT.KEY=VALUE on standard "
                           "input."));
  return account;
}

static gboolean
take_line (HoistCli *self, HoistAccount *only, const char *line)
{
  g_autofree char *key = NULL;
  const char *value = NULL;
  HoistAccount *account = NULL;
  HoistSettings *secrets = NULL;

  if (!split_word (line, &key, &value)) {
    hoist_cli_complain (
        _ ("A line on standard input is not KEY=VALUE. Write each secret so, one a line."));
    return FALSE;
  }
  account = find_owner (self, key, only);
  if (account == NULL)
    return FALSE;

  secrets = g_hash_table_lookup (self->secrets, hoist_account_get_id (account));
  if (secrets == NULL) {
    secrets = hoist_settings_new ();
    g_hash_table_insert (self->secrets, g_strdup (hoist_account_get_id (account)), secrets);
  }
  if (!take_secret (secrets, hoist_account_get_provider (account), key, value))
    return FALSE;
  hoist_account_hold_secrets (account, secrets);
  return TRUE;
}

/**
 * hoist_cli_hold_secrets:
 * @only: (nullable): the account that lines without a name belong to
 *
 * Reads secrets from standard input into memory, for machines without a keyring.
 */
gboolean
hoist_cli_hold_secrets (HoistCli *self, HoistAccount *only)
{
  char **lines = read_lines ();
  gboolean is_good = TRUE;

  for (guint i = 0; is_good && lines[i] != NULL; i++) {
    if (lines[i][0] != '\0')
      is_good = take_line (self, only, lines[i]);
  }
  free_lines (lines);
  return is_good;
}

/**
 * hoist_cli_check_secrets:
 *
 * Returns: %HOIST_CLI_DONE if the account's secrets are at hand or the keyring may still be opened;
 *   else it said what to do
 */
int
hoist_cli_check_secrets (HoistCli *self, HoistAccount *account)
{
  HoistCredentials *credentials = HOIST_CREDENTIALS (account);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HoistSettings) secrets = NULL;
  g_autoptr (GError) error = NULL;

  if (!hoist_account_has_secret_fields (account))
    return HOIST_CLI_DONE;

  hoist_credentials_load_async (credentials, self->interrupted, hoist_cli_keep_result, &result);
  secrets = hoist_credentials_load_finish (credentials, hoist_cli_await (&result), &error);
  if (secrets != NULL || !g_error_matches (error, HOIST_ERROR, HOIST_ERROR_KEYRING))
    return HOIST_CLI_DONE;

  hoist_cli_complain (_ ("The secrets of “%s” are not at hand: %s Give them on standard input, a "
                         "line KEY=VALUE each, with --secrets-stdin."),
                      hoist_account_get_name (account), error->message);
  return HOIST_CLI_NO_ACCOUNT;
}
