/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs the practice service as a child and keeps a ready account for it. */
#include "hoist-config.h"

#include "hoist-practice-host.h"

#include "hoist-error.h"
#include "hoist-read.h"

#include <glib/gi18n-lib.h>
#include <signal.h>
#include <sys/prctl.h>

#define PROGRAM "hoist-practice"
#define SERVICE "tencent-vod"

struct _HoistPracticeHost {
  GObject parent;

  HoistAccounts *accounts; /* (owned) */
  char *storage;           /* (owned) (type filename) */
  GSubprocess *child;      /* (owned) (nullable) */
  HoistSettings *secrets;  /* (owned) (nullable): made up by the service; in memory only */
};

G_DEFINE_FINAL_TYPE (HoistPracticeHost, hoist_practice_host, G_TYPE_OBJECT)

static char *
find_beside (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self == NULL ? NULL : g_path_get_dirname (self);
  g_autofree char *path = folder == NULL ? NULL : g_build_filename (folder, PROGRAM, NULL);

  if (path != NULL && g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&path);
  return NULL;
}

/* HOIST_PRACTICE may name another program, with options, as a shell would read it. */
static GPtrArray *
find_program (GError **error)
{
  const char *given = g_getenv ("HOIST_PRACTICE");
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) parsed = NULL;
  char *path = NULL;

  if (given != NULL && *given != '\0') {
    if (!g_shell_parse_argv (given, NULL, &parsed, error))
      return NULL;
    for (guint i = 0; parsed[i] != NULL; i++)
      g_ptr_array_add (words, g_strdup (parsed[i]));
    return g_steal_pointer (&words);
  }
  path = find_beside ();
  if (path == NULL)
    path = g_find_program_in_path (PROGRAM);
  if (path == NULL) {
    g_set_error (
        error, HOIST_ERROR, HOIST_ERROR_MISSING,
        _ ("The practice service “%s” is not installed. Install it, or set up another account."),
        PROGRAM);
    return NULL;
  }
  g_ptr_array_add (words, path);
  return g_steal_pointer (&words);
}

/* Runs in the child: it must not outlive a killed parent, or its port stays taken. */
static void
tie_to_parent (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

static GSubprocess *
spawn (HoistPracticeHost *self, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GPtrArray) words = find_program (error);

  if (words == NULL)
    return NULL;
  g_ptr_array_add (words, g_strdup ("--storage"));
  g_ptr_array_add (words, g_strdup (self->storage));
  g_ptr_array_add (words, NULL);
  g_subprocess_launcher_set_child_setup (launcher, tie_to_parent, NULL, NULL);
  return g_subprocess_launcher_spawnv (launcher, (const char *const *) words->pdata, error);
}

static void
sort_values (HoistPracticeHost *self,
             const HoistProvider *provider,
             const HoistReadValue *values,
             HoistSettings *settings)
{
  g_auto (GStrv) names = hoist_read_dup_names (values);

  g_clear_pointer (&self->secrets, hoist_settings_unref);
  self->secrets = hoist_settings_new ();
  for (guint i = 0; names[i] != NULL; i++) {
    const HoistField *field = hoist_provider_find_field (provider, names[i]);
    const char *value = hoist_read_get_text (values, names[i]);

    if (field != NULL && value != NULL)
      hoist_settings_set (field->flags & HOIST_FIELD_SECRET ? self->secrets : settings, names[i],
                          value);
  }
}

static void
finish_start (GTask *task, HoistAccount *account)
{
  HoistPracticeHost *self = g_task_get_source_object (task);

  hoist_accounts_set_practice (self->accounts, account);
  hoist_account_set_practice (account);
  hoist_account_hold_secrets (account, self->secrets);
  g_task_return_pointer (task, g_object_ref (account), g_object_unref);
}

static void
on_changed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  HoistAccounts *accounts = HOIST_ACCOUNTS (source);
  HoistAccount *account = hoist_accounts_get_practice (accounts);
  g_autoptr (GError) error = NULL;

  if (!hoist_accounts_change_finish (accounts, result, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (account != NULL)
    finish_start (task, account);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "account removed meanwhile");
}

static void
on_added (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  HoistAccount *account = hoist_accounts_add_finish (HOIST_ACCOUNTS (source), result, &error);

  if (account == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    finish_start (task, account);
}

/* The user may have called another account so. */
static char *
make_name (HoistAccounts *accounts)
{
  /* Translators: the name of the account that uploads to the practice service */
  const char *word = _ ("Practice");
  char *name = g_strdup (word);

  for (guint i = 2; hoist_accounts_find_by_name (accounts, name) != NULL; i++) {
    g_free (name);
    name = g_strdup_printf ("%s %u", word, i);
  }
  return name;
}

static void
keep_account (GTask *task, const HoistProvider *provider, HoistSettings *settings)
{
  HoistPracticeHost *self = g_task_get_source_object (task);
  HoistAccount *account = hoist_accounts_get_practice (self->accounts);
  g_autofree char *name = account == NULL ? make_name (self->accounts) : NULL;

  if (account == NULL) {
    hoist_accounts_add_async (self->accounts, provider, name, settings, NULL, on_added,
                              g_object_ref (task));
    return;
  }
  hoist_account_set_practice (account);
  hoist_account_hold_secrets (account, self->secrets);
  hoist_accounts_change_async (self->accounts, account, NULL, settings, NULL, on_changed,
                               g_object_ref (task));
}

static void
on_line (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  HoistPracticeHost *self = g_task_get_source_object (task);
  const HoistProvider *provider = hoist_provider_find (SERVICE);
  g_autoptr (GError) error = NULL;
  g_autoptr (HoistSettings) settings = hoist_settings_new ();
  g_autoptr (HoistRead) read = NULL;
  const HoistReadValue *values = NULL;
  g_autofree char *line = NULL;

  line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, &error);
  if (line != NULL)
    read = hoist_read_new_from_text (line, &error);
  if (read != NULL)
    values = hoist_read_find_object (hoist_read_get_root (read), "services");
  if (values != NULL)
    values = hoist_read_find_object (values, SERVICE);
  if (values == NULL || provider == NULL) {
    if (error != NULL)
      g_debug ("the practice service said: %s", error->message);
    hoist_practice_host_stop (self);
    g_task_return_new_error (task, HOIST_ERROR, HOIST_ERROR_PROTOCOL, "%s",
                             _ ("The practice service did not start. Try again."));
    return;
  }
  sort_values (self, provider, values, settings);
  keep_account (task, provider, settings);
}

static void
on_child_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistPracticeHost) self = HOIST_PRACTICE_HOST (user_data);

  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  if (self->child == G_SUBPROCESS (source))
    g_clear_object (&self->child);
}

static void
hoist_practice_host_dispose (GObject *object)
{
  HoistPracticeHost *self = HOIST_PRACTICE_HOST (object);

  hoist_practice_host_stop (self);
  g_clear_object (&self->accounts);

  G_OBJECT_CLASS (hoist_practice_host_parent_class)->dispose (object);
}

static void
hoist_practice_host_finalize (GObject *object)
{
  HoistPracticeHost *self = HOIST_PRACTICE_HOST (object);

  g_clear_pointer (&self->secrets, hoist_settings_unref);
  g_free (self->storage);

  G_OBJECT_CLASS (hoist_practice_host_parent_class)->finalize (object);
}

static void
hoist_practice_host_class_init (HoistPracticeHostClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hoist_practice_host_dispose;
  G_OBJECT_CLASS (klass)->finalize = hoist_practice_host_finalize;
}

static void
hoist_practice_host_init (HoistPracticeHost *self)
{
}

/**
 * hoist_practice_host_is_known:
 *
 * Returns: whether there is a Practice account, which needs its service to do anything
 */
gboolean
hoist_practice_host_is_known (HoistAccounts *accounts)
{
  return hoist_accounts_get_practice (accounts) != NULL;
}

/**
 * hoist_practice_host_new:
 * @folder: the data folder; what arrives is kept in its “practice”
 */
HoistPracticeHost *
hoist_practice_host_new (HoistAccounts *accounts, const char *folder)
{
  HoistPracticeHost *self = g_object_new (HOIST_TYPE_PRACTICE_HOST, NULL);

  self->accounts = g_object_ref (accounts);
  self->storage = g_build_filename (folder, "practice", NULL);
  return self;
}

gboolean
hoist_practice_host_is_running (HoistPracticeHost *self)
{
  g_return_val_if_fail (HOIST_IS_PRACTICE_HOST (self), FALSE);

  return self->child != NULL;
}

/**
 * hoist_practice_host_start_async:
 *
 * Starts the service, waits until it serves, and adds or updates its account. Its made-up secrets
 * are held in memory: no keyring is needed. Fails with %HOIST_ERROR_MISSING where the program is
 * not installed, or %HOIST_ERROR_PROTOCOL.
 */
void
hoist_practice_host_start_async (HoistPracticeHost *self,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  g_autoptr (GDataInputStream) lines = NULL;
  g_autoptr (GError) error = NULL;
  HoistAccount *account = hoist_accounts_get_practice (self->accounts);

  g_task_set_source_tag (task, hoist_practice_host_start_async);
  if (self->child != NULL && account != NULL) {
    g_task_return_pointer (task, g_object_ref (account), g_object_unref);
    return;
  }
  hoist_practice_host_stop (self);
  self->child = spawn (self, &error);
  if (self->child == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  g_subprocess_wait_async (self->child, NULL, on_child_ended, g_object_ref (self));
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->child));
  g_data_input_stream_read_line_async (lines, G_PRIORITY_DEFAULT, NULL, on_line,
                                       g_steal_pointer (&task));
}

/**
 * hoist_practice_host_start_finish:
 *
 * Returns: (transfer full): the Practice account
 */
HoistAccount *
hoist_practice_host_start_finish (HoistPracticeHost *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
hoist_practice_host_stop (HoistPracticeHost *self)
{
  g_return_if_fail (HOIST_IS_PRACTICE_HOST (self));

  if (self->child == NULL)
    return;
  g_subprocess_send_signal (self->child, SIGTERM);
  g_clear_object (&self->child);
}
