/* SPDX-License-Identifier: GPL-3.0-or-later */
/* account sign-in and account choices: what an account's service is asked beside uploads. */
#include "hoist-account-service.h"
#include "hoist-cli-output.h"
#include "hoist-cli-settings.h"
#include "hoist-cli.h"
#include "hoist-error.h"

#include <glib/gi18n.h>

static int
get_status (const GError *error)
{
  if (hoist_error_is_cancelled (error))
    return HOIST_CLI_INTERRUPTED;
  if (g_error_matches (error, HOIST_ERROR, HOIST_ERROR_KEYRING) ||
      g_error_matches (error, HOIST_ERROR, HOIST_ERROR_LOCKED))
    return HOIST_CLI_NO_ACCOUNT;
  return HOIST_CLI_ATTENTION;
}

static int
say_failed (HoistAccount *account, const GError *error)
{
  int status = get_status (error);

  if (status != HOIST_CLI_INTERRUPTED)
    hoist_cli_complain (_ ("%s: %s"), hoist_account_get_name (account), error->message);
  return status;
}

/* Where there is no desktop the printed address is enough, so trouble is no more than a remark. */
static void
open_browser (const char *address)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) browser =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                        &error, "xdg-open", address, NULL);

  if (browser == NULL)
    hoist_cli_complain (_ ("The browser could not be started. Open the address yourself."));
}

static void
on_address (const char *address, gpointer data)
{
  const HoistCliOptions *options = data;

  g_print ("%s\n%s\n",
           options->is_without_browser
               ? _ ("Open this address in a browser on this computer to sign in:")
               : _ ("The browser opens this address; sign in there:"),
           address);
  if (!options->is_without_browser)
    open_browser (address);
}

/* The program that runs the queue still has the old secrets, and may have stopped the account. */
static gboolean
tell_runner (HoistCli *cli, HoistAccount *account, GError **error)
{
  g_autofree char *command = NULL;
  g_autoptr (HoistSettings) answer = NULL;

  if (!hoist_workspace_has_runner (cli->workspace))
    return TRUE;
  command = hoist_commands_make_refresh_account (hoist_account_get_id (account));
  answer = hoist_cli_send (cli, command, error);
  return answer != NULL;
}

int
hoist_cli_account_sign_in (const HoistCliOptions *options)
{
  g_autoptr (HoistCli) cli = hoist_cli_new (options);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  HoistAccount *account = NULL;

  if (!hoist_cli_open (cli, FALSE))
    return HOIST_CLI_ATTENTION;
  account = hoist_cli_choose_account (cli, options->arguments[0]);
  if (account == NULL)
    return HOIST_CLI_NO_ACCOUNT;

  hoist_account_service_sign_in_async (cli->workspace, account, on_address, (gpointer) options,
                                       cli->interrupted, hoist_cli_keep_result, &result);
  if (!hoist_account_service_sign_in_finish (hoist_cli_await (&result), &error))
    return say_failed (account, error);
  g_print (_ ("%s: signed in.\n"), hoist_account_get_name (account));
  if (!tell_runner (cli, account, &error))
    return say_failed (account, error);
  return HOIST_CLI_DONE;
}

static void
print_choice (const HoistFinding *finding, gboolean is_json)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (!is_json) {
    g_print ("%s  %s%s%s\n", finding->id, finding->name, finding->note != NULL ? "  " : "",
             finding->note != NULL ? finding->note : "");
    return;
  }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  hoist_cli_add_json_text (builder, "id", finding->id);
  hoist_cli_add_json_text (builder, "name", finding->name);
  hoist_cli_add_json_text (builder, "note", finding->note);
  json_builder_end_object (builder);
  hoist_cli_print_json (builder);
}

/* (nullable): the field of that name, if the service can be asked for its values. */
static const HoistField *
find_asked_field (const HoistProvider *provider, const char *id)
{
  const HoistField *field = hoist_provider_find_field (provider, id);
  g_autoptr (GString) asked = g_string_new (NULL);

  if (field != NULL && (field->flags & HOIST_FIELD_ASKED))
    return field;
  for (guint i = 0; i < provider->n_fields; i++) {
    if (provider->fields[i].flags & HOIST_FIELD_ASKED)
      g_string_append_printf (asked, "%s%s", asked->len > 0 ? ", " : "", provider->fields[i].id);
  }
  if (asked->len > 0)
    hoist_cli_complain (_ ("%s has no list of values for “%s”. Ask for one of: %s"), provider->id,
                        id, asked->str);
  else
    hoist_cli_complain (
        _ ("%s has no lists of values for its settings. Look in the service’s console."),
        provider->id);
  return NULL;
}

static int
list_choices (HoistCli *cli, HoistAccount *account, const HoistField *field)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) findings = NULL;

  hoist_account_service_list_choices_async (cli->workspace, account, field, cli->interrupted,
                                            hoist_cli_keep_result, &result);
  findings = hoist_account_service_list_choices_finish (hoist_cli_await (&result), &error);
  if (findings == NULL)
    return say_failed (account, error);
  for (guint i = 0; i < findings->len; i++)
    print_choice (g_ptr_array_index (findings, i), cli->options->is_json);
  return HOIST_CLI_DONE;
}

int
hoist_cli_account_choices (const HoistCliOptions *options)
{
  g_autoptr (HoistCli) cli = hoist_cli_new (options);
  const HoistField *field = NULL;
  HoistAccount *account = NULL;
  int status = HOIST_CLI_DONE;

  if (!hoist_cli_open (cli, FALSE))
    return HOIST_CLI_ATTENTION;
  account = hoist_cli_choose_account (cli, options->arguments[0]);
  if (account == NULL)
    return HOIST_CLI_NO_ACCOUNT;
  field = find_asked_field (hoist_account_get_provider (account), options->arguments[1]);
  if (field == NULL)
    return HOIST_CLI_USAGE;
  if (options->has_secrets && !hoist_cli_hold_secrets (cli, account))
    return HOIST_CLI_USAGE;
  status = hoist_cli_check_secrets (cli, account);
  return status == HOIST_CLI_DONE ? list_choices (cli, account, field) : status;
}
