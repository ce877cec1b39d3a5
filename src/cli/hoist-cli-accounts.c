/* SPDX-License-Identifier: GPL-3.0-or-later */
/* services, and account add, list, test and remove. */
#include "hoist-account-service.h"
#include "hoist-cli-output.h"
#include "hoist-cli-settings.h"
#include "hoist-cli.h"
#include "hoist-error.h"

#include <glib/gi18n.h>

static const char *const kind_names[] = {
  [HOIST_FIELD_TEXT] = "text",     [HOIST_FIELD_ADDRESS] = "address",
  [HOIST_FIELD_NUMBER] = "number", [HOIST_FIELD_SWITCH] = "switch",
  [HOIST_FIELD_CHOICE] = "choice", [HOIST_FIELD_LIST] = "list",
};

static void
add_json_flag (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

static void
add_json_field (JsonBuilder *builder, const HoistField *field)
{
  json_builder_begin_object (builder);
  hoist_cli_add_json_text (builder, "key", field->id);
  hoist_cli_add_json_text (builder, "label", _ (field->label));
  hoist_cli_add_json_text (builder, "kind", kind_names[field->kind]);
  add_json_flag (builder, "required", (field->flags & HOIST_FIELD_REQUIRED) != 0);
  add_json_flag (builder, "secret", (field->flags & HOIST_FIELD_SECRET) != 0);
  add_json_flag (builder, "per_upload", (field->flags & HOIST_FIELD_PER_UPLOAD) != 0);
  add_json_flag (builder, "until_commit", (field->flags & HOIST_FIELD_UNTIL_COMMIT) != 0);
  hoist_cli_add_json_text (builder, "default", field->initial);
  json_builder_set_member_name (builder, "choices");
  json_builder_begin_array (builder);
  for (guint i = 0; field->choices != NULL && field->choices[i] != NULL; i++)
    json_builder_add_string_value (builder, field->choices[i]);
  json_builder_end_array (builder);
  hoist_cli_add_json_text (builder, "help", _ (field->help));
  json_builder_end_object (builder);
}

static void
print_json_service (const HoistProvider *provider)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  hoist_cli_add_json_text (builder, "service", provider->id);
  hoist_cli_add_json_text (builder, "name", _ (provider->name));
  hoist_cli_add_json_text (builder, "summary", _ (provider->summary));
  json_builder_set_member_name (builder, "settings");
  json_builder_begin_array (builder);
  for (guint i = 0; i < provider->n_fields; i++)
    add_json_field (builder, &provider->fields[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  hoist_cli_print_json (builder);
}

static void
add_note (GString *notes, const char *note)
{
  /* Translators: behind the description of a setting, as in “ (required)” */
  g_string_append_printf (notes, _ (" (%s)"), note);
}

static void
print_field (const HoistField *field)
{
  g_autofree char *choices =
      field->choices != NULL ? g_strjoinv (", ", (char **) field->choices) : NULL;
  g_autoptr (GString) notes = g_string_new (NULL);
  /* Translators: what it is, and its value */
  g_autofree char *text = g_strdup_printf (_ ("%s: %s"), _ (field->label), _ (field->help));

  if (field->flags & HOIST_FIELD_REQUIRED)
    add_note (notes, _ ("required"));
  if (field->flags & HOIST_FIELD_SECRET)
    add_note (notes, _ ("secret"));
  if (field->flags & HOIST_FIELD_PER_UPLOAD)
    add_note (notes, _ ("also for one upload"));
  if (field->flags & HOIST_FIELD_UNTIL_COMMIT)
    add_note (notes, _ ("until its end"));
  if (field->initial != NULL && field->initial[0] != '\0')
    g_string_append_printf (notes, _ (" [default: %s]"), field->initial);
  if (choices != NULL)
    g_string_append_printf (notes, _ (" [one of: %s]"), choices);
  g_print ("  %-18s %s%s\n", field->id, text, notes->str);
}

int
hoist_cli_services (const HoistCliOptions *options)
{
  guint n_providers = 0;
  const HoistProvider *const *providers = hoist_provider_list (&n_providers);

  for (guint i = 0; i < n_providers; i++) {
    if (options->is_json) {
      print_json_service (providers[i]);
      continue;
    }
    /* Translators: a service's word for scripts, its name, and a line about it */
    g_print (_ ("%s: %s. %s\n"), providers[i]->id, _ (providers[i]->name),
             _ (providers[i]->summary));
    for (guint j = 0; j < providers[i]->n_fields; j++)
      print_field (&providers[i]->fields[j]);
  }
  return HOIST_CLI_DONE;
}

static const HoistProvider *
find_provider (const char *id)
{
  const HoistProvider *provider = hoist_provider_find (id);
  guint n_providers = 0;
  const HoistProvider *const *providers = hoist_provider_list (&n_providers);
  g_autoptr (GString) known = g_string_new (NULL);

  if (provider != NULL)
    return provider;
  for (guint i = 0; i < n_providers; i++)
    g_string_append_printf (known, "%s%s", i > 0 ? ", " : "", providers[i]->id);
  hoist_cli_complain (_ ("There is no service “%s”. Choose one of: %s"), id, known->str);
  return NULL;
}

static gboolean
check_name (HoistCli *cli, const char *name)
{
  HoistAccounts *accounts = hoist_workspace_get_accounts (cli->workspace);

  if (name[0] == '\0' || !g_utf8_validate (name, -1, NULL)) {
    hoist_cli_complain (
        _ ("The account has no name. Give it one: hoist-cli account add SERVICE NAME"));
    return FALSE;
  }
  if (hoist_accounts_find_by_name (accounts, name) != NULL) {
    hoist_cli_complain (_ ("There is an account “%s” already. Take another name, or remove that "
                           "one first."),
                        name);
    return FALSE;
  }
  return TRUE;
}

static gboolean
add_account_here (HoistCli *cli,
                  const HoistProvider *provider,
                  const char *name,
                  HoistSettings *settings,
                  HoistSettings *secrets,
                  GError **error)
{
  HoistAccounts *accounts = hoist_workspace_get_accounts (cli->workspace);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HoistAccount) account = NULL;

  hoist_accounts_add_async (accounts, provider, name, settings, secrets, hoist_cli_keep_result,
                            &result);
  account = hoist_accounts_add_finish (accounts, hoist_cli_await (&result), error);
  return account != NULL;
}

static gboolean
keep_secrets (HoistCli *cli,
              const char *account_id,
              const char *name,
              HoistSettings *secrets,
              GError **error)
{
  HoistVault *vault = hoist_workspace_get_vault (cli->workspace);
  g_autofree char *text = hoist_settings_to_text (secrets);
  g_autoptr (GAsyncResult) result = NULL;

  hoist_vault_store_async (vault, "account", account_id, name, text, cli->interrupted,
                           hoist_cli_keep_result, &result);
  return hoist_vault_store_finish (vault, hoist_cli_await (&result), error);
}

/* The other program makes the account; its secrets go straight to the vault, never by the inbox. */
static gboolean
add_account_there (HoistCli *cli,
                   const HoistProvider *provider,
                   const char *name,
                   HoistSettings *settings,
                   HoistSettings *secrets,
                   GError **error)
{
  g_autofree char *command = hoist_commands_make_account (provider->id, name, settings);
  g_autoptr (HoistSettings) answer = hoist_cli_send (cli, command, error);
  const char *account_id = answer != NULL ? hoist_settings_get (answer, "account") : NULL;

  if (account_id == NULL)
    return FALSE;
  if (secrets == NULL || keep_secrets (cli, account_id, name, secrets, error))
    return TRUE;

  g_clear_pointer (&command, g_free);
  command = hoist_commands_make_remove_account (account_id);
  hoist_settings_unref (g_steal_pointer (&answer));
  answer = hoist_cli_send (cli, command, NULL);
  return FALSE;
}

static int
say_refused (const HoistProvider *provider, const GError *error)
{
  hoist_cli_complain_of_settings (provider, error);
  if (g_error_matches (error, HOIST_ERROR, HOIST_ERROR_REFUSED))
    return HOIST_CLI_USAGE;
  if (!g_error_matches (error, HOIST_ERROR, HOIST_ERROR_KEYRING) &&
      !g_error_matches (error, HOIST_ERROR, HOIST_ERROR_LOCKED))
    return HOIST_CLI_ATTENTION;
  hoist_cli_complain (_ ("Without a keyring, add the account without --secrets-stdin and give the "
                         "secrets to “upload” and “run” with --secrets-stdin."));
  return HOIST_CLI_NO_ACCOUNT;
}

static void
print_account (const char *name, const char *service, gboolean is_json)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (!is_json)
    return;
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  hoist_cli_add_json_text (builder, "account", name);
  hoist_cli_add_json_text (builder, "service", service);
  json_builder_end_object (builder);
  hoist_cli_print_json (builder);
}

int
hoist_cli_account_add (const HoistCliOptions *options)
{
  const HoistProvider *provider = find_provider (options->arguments[0]);
  const char *name = options->arguments[1];
  g_autoptr (HoistCli) cli = NULL;
  g_autoptr (HoistSettings) settings = NULL;
  g_autoptr (HoistSettings) secrets = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_added = FALSE;

  if (provider == NULL)
    return HOIST_CLI_USAGE;
  settings = hoist_cli_read_account_settings (provider, options->settings);
  if (settings == NULL)
    return HOIST_CLI_USAGE;
  if (options->has_secrets) {
    secrets = hoist_cli_read_account_secrets (provider);
    if (secrets == NULL)
      return HOIST_CLI_USAGE;
    if (hoist_settings_is_empty (secrets))
      g_clear_pointer (&secrets, hoist_settings_unref);
  }

  cli = hoist_cli_new (options);
  if (!hoist_cli_open (cli, TRUE))
    return HOIST_CLI_ATTENTION;
  if (!check_name (cli, name))
    return HOIST_CLI_USAGE;
  is_added = hoist_workspace_is_runner (cli->workspace)
                 ? add_account_here (cli, provider, name, settings, secrets, &error)
                 : add_account_there (cli, provider, name, settings, secrets, &error);
  if (!is_added)
    return say_refused (provider, error);
  print_account (name, provider->id, options->is_json);
  return HOIST_CLI_DONE;
}

static void
print_json_account (HoistAccount *account, gboolean is_default)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  const HoistSettings *settings = hoist_account_get_settings (account);
  g_auto (GStrv) ids = hoist_settings_dup_ids (settings);

  json_builder_begin_object (builder);
  hoist_cli_add_json_text (builder, "account", hoist_account_get_name (account));
  hoist_cli_add_json_text (builder, "service", hoist_account_get_provider (account)->id);
  add_json_flag (builder, "default", is_default);
  json_builder_set_member_name (builder, "settings");
  json_builder_begin_object (builder);
  for (guint i = 0; ids[i] != NULL; i++)
    hoist_cli_add_json_text (builder, ids[i], hoist_settings_get (settings, ids[i]));
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  hoist_cli_print_json (builder);
}

int
hoist_cli_account_list (const HoistCliOptions *options)
{
  g_autoptr (HoistCli) cli = hoist_cli_new (options);
  HoistAccounts *accounts = NULL;

  if (!hoist_cli_open (cli, FALSE))
    return HOIST_CLI_ATTENTION;
  accounts = hoist_workspace_get_accounts (cli->workspace);
  for (guint i = 0; i < hoist_accounts_get_count (accounts); i++) {
    HoistAccount *account = hoist_accounts_get (accounts, i);
    gboolean is_default = account == hoist_accounts_get_default (accounts);

    if (options->is_json)
      print_json_account (account, is_default);
    else
      g_print ("%s  %s%s\n", hoist_account_get_name (account),
               hoist_account_get_provider (account)->id, is_default ? _ ("  (default)") : "");
  }
  return HOIST_CLI_DONE;
}

static void
print_test (HoistAccount *account, const GError *error, gboolean is_json)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (!is_json && error == NULL)
    g_print (_ ("%s: the service lets this account in.\n"), hoist_account_get_name (account));
  else if (!is_json)
    hoist_cli_complain (_ ("%s: %s"), hoist_account_get_name (account), error->message);
  if (!is_json)
    return;

  builder = json_builder_new ();
  json_builder_begin_object (builder);
  hoist_cli_add_json_text (builder, "account", hoist_account_get_name (account));
  add_json_flag (builder, "ok", error == NULL);
  hoist_cli_add_json_text (builder, "message", error != NULL ? error->message : NULL);
  json_builder_end_object (builder);
  hoist_cli_print_json (builder);
}

int
hoist_cli_account_test (const HoistCliOptions *options)
{
  g_autoptr (HoistCli) cli = hoist_cli_new (options);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  HoistAccount *account = NULL;
  int status = HOIST_CLI_DONE;

  if (!hoist_cli_open (cli, FALSE))
    return HOIST_CLI_ATTENTION;
  account = hoist_cli_choose_account (cli, options->arguments[0]);
  if (account == NULL)
    return HOIST_CLI_NO_ACCOUNT;
  if (options->has_secrets && !hoist_cli_hold_secrets (cli, account))
    return HOIST_CLI_USAGE;
  status = hoist_cli_check_secrets (cli, account);
  if (status != HOIST_CLI_DONE)
    return status;

  hoist_account_service_check_async (cli->workspace, account, cli->interrupted,
                                     hoist_cli_keep_result, &result);
  if (!hoist_account_service_check_finish (hoist_cli_await (&result), &error))
    status = hoist_error_is_cancelled (error) ? HOIST_CLI_INTERRUPTED : HOIST_CLI_ATTENTION;
  if (status != HOIST_CLI_INTERRUPTED)
    print_test (account, error, options->is_json);
  return status;
}

static gboolean
remove_account (HoistCli *cli, HoistAccount *account, GError **error)
{
  HoistAccounts *accounts = hoist_workspace_get_accounts (cli->workspace);
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *command = NULL;
  g_autoptr (HoistSettings) answer = NULL;

  if (!hoist_workspace_is_runner (cli->workspace)) {
    command = hoist_commands_make_remove_account (hoist_account_get_id (account));
    answer = hoist_cli_send (cli, command, error);
    return answer != NULL;
  }
  hoist_accounts_remove_async (accounts, account, hoist_cli_keep_result, &result);
  return hoist_accounts_remove_finish (accounts, hoist_cli_await (&result), error);
}

int
hoist_cli_account_remove (const HoistCliOptions *options)
{
  g_autoptr (HoistCli) cli = hoist_cli_new (options);
  g_autoptr (GError) error = NULL;
  HoistAccount *account = NULL;

  if (!hoist_cli_open (cli, TRUE))
    return HOIST_CLI_ATTENTION;
  account = hoist_cli_choose_account (cli, options->arguments[0]);
  if (account == NULL)
    return HOIST_CLI_NO_ACCOUNT;
  if (!remove_account (cli, account, &error)) {
    hoist_cli_complain ("%s", error->message);
    return HOIST_CLI_ATTENTION;
  }
  return HOIST_CLI_DONE;
}
