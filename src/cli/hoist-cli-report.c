/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report: what somebody who helps needs to know, on standard output. */
#include "hoist-cli.h"

#include "hoist-help-bundle.h"

int
hoist_cli_report (const HoistCliOptions *options)
{
  g_autoptr (HoistCli) cli = hoist_cli_new (options);
  g_autoptr (HoistHelpBundle) bundle = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (!hoist_cli_open (cli, FALSE))
    return HOIST_CLI_ATTENTION;
  hoist_help_bundle_collect_async (cli->workspace, g_get_real_time (), hoist_cli_keep_result,
                                   &result);
  bundle = hoist_help_bundle_collect_finish (hoist_cli_await (&result), &error);
  if (bundle == NULL) {
    hoist_cli_complain ("%s", error->message);
    return HOIST_CLI_ATTENTION;
  }
  text = hoist_help_bundle_to_text (bundle, options->has_names);
  g_print ("%s", text);
  return HOIST_CLI_DONE;
}
