/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all subcommands share: their options, the open workspace, waiting, and the exit status. */
#pragma once

#include "hoist-commands.h"
#include "hoist-workspace.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* The exit status, design section 6: scripts rely on it. */
typedef enum {
  HOIST_CLI_DONE = 0,
  HOIST_CLI_ATTENTION = 1,
  HOIST_CLI_USAGE = 2,
  HOIST_CLI_NO_ACCOUNT = 3, /* or no keyring */
  HOIST_CLI_INTERRUPTED = 130,
} HoistCliStatus;

/**
 * HoistCliOptions:
 * @account: (owned) (nullable): a name
 * @settings: (owned) (nullable) (array zero-terminated=1): KEY=VALUE
 * @arguments: (owned) (array zero-terminated=1) (element-type filename): what is no option
 * @n_arguments: how many
 */
typedef struct {
  char *account;
  char **settings;
  char **arguments;
  guint n_arguments;
  gboolean is_json;
  gboolean is_wait;
  gboolean is_paused;
  gboolean is_all;
  gboolean has_secrets;
  gboolean is_without_browser;
  gboolean has_names;
} HoistCliOptions;

/**
 * HoistCli:
 * @options: (unowned)
 * @workspace: (owned) (nullable): while it is open
 * @secrets: (owned) (element-type utf8 HoistSettings): from standard input, by the account's id:
 * kept here because the workspace may be opened again
 * @interrupted: (owned): cancelled by the first SIGINT, SIGTERM or SIGHUP
 */
typedef struct {
  const HoistCliOptions *options;
  HoistWorkspace *workspace;
  GHashTable *secrets;
  GCancellable *interrupted;
  guint signal_sources[3];
} HoistCli;

HoistCli *hoist_cli_new (const HoistCliOptions *options);
void hoist_cli_free (HoistCli *self);
gboolean hoist_cli_open (HoistCli *self, gboolean is_runner);
void hoist_cli_close (HoistCli *self);
gboolean hoist_cli_is_interrupted (HoistCli *self);
HoistAccount *hoist_cli_choose_account (HoistCli *self, const char *name);
HoistStoreContents *hoist_cli_read_store (HoistCli *self);
GArray *hoist_cli_apply (HoistCli *self, HoistCommandKind kind, const GArray *ids, GError **error);
HoistSettings *hoist_cli_send (HoistCli *self, const char *command, GError **error);

void hoist_cli_keep_result (GObject *source, GAsyncResult *result, gpointer data);
GAsyncResult *hoist_cli_await (GAsyncResult **result);
void hoist_cli_complain (const char *format, ...) G_GNUC_PRINTF (1, 2);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistCli, hoist_cli_free)

/* The subcommands; each returns a HoistCliStatus. */
int hoist_cli_services (const HoistCliOptions *options);
int hoist_cli_account_add (const HoistCliOptions *options);
int hoist_cli_account_list (const HoistCliOptions *options);
int hoist_cli_account_test (const HoistCliOptions *options);
int hoist_cli_account_sign_in (const HoistCliOptions *options);
int hoist_cli_account_choices (const HoistCliOptions *options);
int hoist_cli_account_remove (const HoistCliOptions *options);
int hoist_cli_upload (const HoistCliOptions *options);
int hoist_cli_add (const HoistCliOptions *options);
int hoist_cli_run (const HoistCliOptions *options);
int hoist_cli_list (const HoistCliOptions *options);
int hoist_cli_pause (const HoistCliOptions *options);
int hoist_cli_resume (const HoistCliOptions *options);
int hoist_cli_retry (const HoistCliOptions *options);
int hoist_cli_remove (const HoistCliOptions *options);
int hoist_cli_link (const HoistCliOptions *options);
int hoist_cli_history (const HoistCliOptions *options);
int hoist_cli_report (const HoistCliOptions *options);

G_END_DECLS
