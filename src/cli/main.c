/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The terminal's face of Hoist: a table of subcommands. */
#include "hoist-cli.h"
#include "hoist-config.h"
#include "hoist-locale.h"
#include "hoist-portal-monitor.h"

#include <glib/gi18n.h>
#include <stdio.h>

/* Which options a subcommand takes. */
typedef enum {
  TAKES_JSON = 1 << 0,
  TAKES_WAIT = 1 << 1,
  TAKES_ACCOUNT = 1 << 2,
  TAKES_SETTINGS = 1 << 3,
  TAKES_SECRETS = 1 << 4,
  TAKES_PAUSED = 1 << 5,
  TAKES_ALL = 1 << 6,
  TAKES_NO_BROWSER = 1 << 7,
  TAKES_NAMES = 1 << 8,
} Takes;

#define NO_LIMIT G_MAXUINT

typedef struct {
  const char *group; /* (nullable): the first of two words */
  const char *name;
  const char *arguments; /* words for people, but for the options */
  const char *summary;
  Takes takes;
  guint min_arguments;
  guint max_arguments;
  int (*run) (const HoistCliOptions *options);
} Subcommand;

static const Subcommand subcommands[] = {
  { NULL, "services", "", N_ ("list services and their settings"), TAKES_JSON, 0, 0,
    hoist_cli_services },
  { "account", "add", N_ ("SERVICE NAME"), N_ ("add an account"),
    TAKES_SETTINGS | TAKES_SECRETS | TAKES_JSON, 2, 2, hoist_cli_account_add },
  { "account", "list", "", N_ ("list accounts"), TAKES_JSON, 0, 0, hoist_cli_account_list },
  { "account", "test", N_ ("NAME"), N_ ("ask the service whether it lets this account in"),
    TAKES_JSON | TAKES_SECRETS, 1, 1, hoist_cli_account_test },
  { "account", "sign-in", N_ ("NAME"), N_ ("sign in to an account with the browser"),
    TAKES_NO_BROWSER, 1, 1, hoist_cli_account_sign_in },
  { "account", "choices", N_ ("NAME KEY"), N_ ("list what the service has for a setting"),
    TAKES_JSON | TAKES_SECRETS, 2, 2, hoist_cli_account_choices },
  { "account", "remove", N_ ("NAME"), N_ ("forget an account and its secrets"), TAKES_JSON, 1, 1,
    hoist_cli_account_remove },
  { NULL, "upload", N_ ("PATH..."), N_ ("add files and run until they are uploaded"),
    TAKES_ACCOUNT | TAKES_SETTINGS | TAKES_JSON | TAKES_WAIT | TAKES_SECRETS, 1, NO_LIMIT,
    hoist_cli_upload },
  { NULL, "add", N_ ("PATH..."), N_ ("add files to the queue, without running it"),
    TAKES_ACCOUNT | TAKES_SETTINGS | TAKES_JSON | TAKES_PAUSED, 1, NO_LIMIT, hoist_cli_add },
  { NULL, "run", "", N_ ("run the queue until nothing can run"),
    TAKES_JSON | TAKES_WAIT | TAKES_SECRETS, 0, 0, hoist_cli_run },
  { NULL, "list", "", N_ ("list uploads"), TAKES_JSON, 0, 0, hoist_cli_list },
  { NULL, "pause", "ID...|--all", N_ ("pause uploads"), TAKES_ALL, 0, NO_LIMIT, hoist_cli_pause },
  { NULL, "resume", "ID...|--all", N_ ("resume paused uploads"), TAKES_ALL, 0, NO_LIMIT,
    hoist_cli_resume },
  { NULL, "retry", "ID...|--all", N_ ("try again what needs attention"), TAKES_ALL, 0, NO_LIMIT,
    hoist_cli_retry },
  { NULL, "remove", "ID...|--all", N_ ("remove uploads from the queue; files stay"), TAKES_ALL, 0,
    NO_LIMIT, hoist_cli_remove },
  { NULL, "link", "ID...|--all", N_ ("print the links of finished uploads"), TAKES_ALL, 0, NO_LIMIT,
    hoist_cli_link },
  { NULL, "history", "", N_ ("list finished uploads"), TAKES_JSON, 0, 0, hoist_cli_history },
  { NULL, "report", "", N_ ("print what somebody who helps needs to know, without secrets"),
    TAKES_NAMES, 0, 0, hoist_cli_report },
};

/* "" has a meaning of its own for gettext. */
static const char *
get_arguments (const Subcommand *subcommand)
{
  return *subcommand->arguments != '\0' ? _ (subcommand->arguments) : "";
}

static char *
dup_usage (const Subcommand *subcommand)
{
  return g_strdup_printf ("%s%s%s %s", subcommand->group != NULL ? subcommand->group : "",
                          subcommand->group != NULL ? " " : "", subcommand->name,
                          get_arguments (subcommand));
}

/* Columns on a terminal; printf () counts bytes. */
static guint
get_width (const char *text)
{
  guint width = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    width += g_unichar_iswide (g_utf8_get_char (text)) ? 2 : 1;
  return width;
}

static void
print_help (void)
{
  guint widest = 0;

  for (guint i = 0; i < G_N_ELEMENTS (subcommands); i++) {
    g_autofree char *usage = dup_usage (&subcommands[i]);

    widest = MAX (widest, get_width (usage));
  }

  g_print ("%s\n\n", _ ("Usage: hoist-cli COMMAND [OPTION…] [ARGUMENT…]"));
  g_print ("%s\n", _ ("Commands:"));
  for (guint i = 0; i < G_N_ELEMENTS (subcommands); i++) {
    g_autofree char *usage = dup_usage (&subcommands[i]);

    g_print ("  %s%*s  %s\n", usage, (int) (widest - get_width (usage)), "",
             _ (subcommands[i].summary));
  }
  g_print ("\n%s\n", _ ("hoist-cli COMMAND --help shows the options of a command. Exit status: 0 "
                        "all finished, 1 some need attention, 2 wrong usage, 3 no keyring or "
                        "account, 130 interrupted."));
}

/* Takes the subcommand's words out of @argv (which keeps its first element). */
static const Subcommand *
find_subcommand (int *argc, char **argv)
{
  for (guint i = 0; i < G_N_ELEMENTS (subcommands); i++) {
    const Subcommand *subcommand = &subcommands[i];
    int n_words = subcommand->group != NULL ? 2 : 1;

    if (*argc < 1 + n_words)
      continue;
    if (subcommand->group != NULL && g_strcmp0 (argv[1], subcommand->group) != 0)
      continue;
    if (g_strcmp0 (argv[n_words], subcommand->name) != 0)
      continue;

    *argc -= n_words;
    for (int j = 1; j <= *argc; j++)
      argv[j] = argv[j + n_words];
    return subcommand;
  }
  return NULL;
}

static void
add_entries (GOptionContext *context, const Subcommand *subcommand, HoistCliOptions *options)
{
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->is_json, N_ ("Print one JSON object a line"),
      NULL },
    { "wait", 0, 0, G_OPTION_ARG_NONE, &options->is_wait,
      N_ ("Wait until the cloud has processed the files"), NULL },
    { "account", 0, 0, G_OPTION_ARG_FILENAME, &options->account, N_ ("The account to upload to"),
      N_ ("NAME") },
    { "set", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->settings,
      N_ ("A setting; may be given several times"), N_ ("KEY=VALUE") },
    { "secrets-stdin", 0, 0, G_OPTION_ARG_NONE, &options->has_secrets,
      N_ ("Read secrets from standard input, KEY=VALUE a line"), NULL },
    { "paused", 0, 0, G_OPTION_ARG_NONE, &options->is_paused, N_ ("Add the files paused"), NULL },
    { "all", 0, 0, G_OPTION_ARG_NONE, &options->is_all, N_ ("All uploads"), NULL },
    { "no-browser", 0, 0, G_OPTION_ARG_NONE, &options->is_without_browser,
      N_ ("Only print the address, do not open it"), NULL },
    { "names", 0, 0, G_OPTION_ARG_NONE, &options->has_names, N_ ("With the names of files"), NULL },
  };
  const GOptionEntry rest[] = {
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->arguments, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };

  for (guint i = 0; i < G_N_ELEMENTS (entries); i++) {
    const GOptionEntry one[] = { entries[i], G_OPTION_ENTRY_NULL };

    if (subcommand->takes & (1u << i))
      g_option_context_add_main_entries (context, one, GETTEXT_PACKAGE);
  }
  g_option_context_add_main_entries (context, rest, GETTEXT_PACKAGE);
}

static gboolean
check_arguments (const Subcommand *subcommand, const HoistCliOptions *options)
{
  guint n = options->n_arguments;

  if (subcommand->takes & TAKES_ALL) {
    if (options->is_all == (n > 0)) {
      hoist_cli_complain (_ ("Name uploads by their numbers, or give --all."));
      return FALSE;
    }
    return TRUE;
  }
  if (n < subcommand->min_arguments || n > subcommand->max_arguments) {
    hoist_cli_complain (
        _ ("Usage: hoist-cli %s%s%s %s"), subcommand->group != NULL ? subcommand->group : "",
        subcommand->group != NULL ? " " : "", subcommand->name, get_arguments (subcommand));
    return FALSE;
  }
  return TRUE;
}

static int
run_subcommand (const Subcommand *subcommand, int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (get_arguments (subcommand));
  g_autoptr (GError) error = NULL;
  g_autofree char *program = NULL;
  HoistCliOptions options = { 0 };
  int status = HOIST_CLI_USAGE;

  /* The help of a subcommand shall begin with the words that start it. */
  program =
      g_strjoin (" ", "hoist-cli", subcommand->group != NULL ? subcommand->group : subcommand->name,
                 subcommand->group != NULL ? subcommand->name : NULL, NULL);
  g_set_prgname (program);
  add_entries (context, subcommand, &options);
  g_option_context_set_summary (context, _ (subcommand->summary));
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);

  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    hoist_cli_complain ("%s", error->message);
  } else {
    options.n_arguments = options.arguments != NULL ? g_strv_length (options.arguments) : 0;
    g_set_prgname ("hoist-cli");
    if (check_arguments (subcommand, &options))
      status = subcommand->run (&options);
  }

  g_free (options.account);
  g_strfreev (options.settings);
  g_strfreev (options.arguments);
  return status;
}

int
main (int argc, char **argv)
{
  const Subcommand *subcommand = NULL;

  /* libsoup 3.2 has no call for it, and HTTP/2 would undo what HoistHttp knows about connections.
   */
  g_setenv ("SOUP_FORCE_HTTP1", "1", TRUE);
  /* Standard output is for events; debug messages would be lines that are no JSON. */
  g_log_writer_default_set_use_stderr (TRUE);
  hoist_locale_init ();
  hoist_portal_monitor_register ();

  if (argc == 2 && g_strcmp0 (argv[1], "--version") == 0) {
    g_print ("hoist-cli %s\n", HOIST_VERSION);
    return HOIST_CLI_DONE;
  }
  if (argc >= 2 && (g_strcmp0 (argv[1], "--help") == 0 || g_strcmp0 (argv[1], "-h") == 0 ||
                    g_strcmp0 (argv[1], "help") == 0)) {
    print_help ();
    return HOIST_CLI_DONE;
  }

  subcommand = find_subcommand (&argc, argv);
  if (subcommand == NULL) {
    if (argc >= 2)
      hoist_cli_complain (_ ("There is no command “%s”. See: hoist-cli --help"), argv[1]);
    else
      hoist_cli_complain (_ ("Which command? See: hoist-cli --help"));
    return HOIST_CLI_USAGE;
  }
  return run_subcommand (subcommand, argc, argv);
}
