/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Collects what somebody who helps needs to know; hoist-help-bundle-text.c writes it down. */
#include "hoist-help-bundle.h"

#include "hoist-documents.h"
#include "hoist-http.h"
#include "hoist-store-sql.h"

#include "hoist-config.h"

#include <locale.h>
#include <sys/utsname.h>

/* Whoever helps reads no more; and of a hundred thousand uploads the text has to stay small. */
#define MAX_ENTRIES 100
#define MAX_ENDED 20

typedef struct {
  HoistWorkspace *workspace; /* (owned) */
  HoistHelpBundle *bundle;   /* (owned) (nullable): until it is handed out */
  guint n_read;
} Collect;

static void
collect_free (Collect *self)
{
  g_object_unref (self->workspace);
  g_clear_pointer (&self->bundle, hoist_help_bundle_free);
  g_free (self);
}

static void
entry_free (HoistHelpEntry *self)
{
  hoist_record_free (self->record);
  g_free (self->account);
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  g_free (self);
}

void
hoist_help_bundle_free (HoistHelpBundle *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->versions);
  g_free (self->system);
  g_free (self->preferences);
  g_free (self->accounts);
  g_free (self->queue);
  g_free (self->doctor);
  g_ptr_array_unref (self->entries);
  g_free (self);
}

/**
 * hoist_help_bundle_add_version:
 *
 * For libraries that only the interface knows.
 */
void
hoist_help_bundle_add_version (HoistHelpBundle *self, const char *name, const char *version)
{
  g_ptr_array_add (self->versions, g_strdup (name));
  g_ptr_array_add (self->versions, g_strdup (version));
}

static void
collect_versions (HoistHelpBundle *self)
{
  g_autofree char *glib =
      g_strdup_printf ("%u.%u.%u", glib_major_version, glib_minor_version, glib_micro_version);
  g_autofree char *soup = hoist_http_dup_library_version ();

  hoist_help_bundle_add_version (self, "Hoist", HOIST_VERSION);
  hoist_help_bundle_add_version (self, "GLib", glib);
  hoist_help_bundle_add_version (self, "libsoup", soup);
  hoist_help_bundle_add_version (self, "SQLite", hoist_sql_get_version ());
}

static void
add_fact (GString *text, const char *name, const char *value)
{
  g_string_append_printf (text, "%s = %s\n", name, value != NULL ? value : "unknown");
}

static char *
describe_system (void)
{
  GString *text = g_string_new (NULL);
  g_autofree char *name = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);
  struct utsname kernel;

  add_fact (text, "system", name);
  if (uname (&kernel) == 0)
    g_string_append_printf (text, "kernel = %s %s %s\n", kernel.sysname, kernel.release,
                            kernel.machine);
  add_fact (text, "desktop", g_getenv ("XDG_CURRENT_DESKTOP"));
  add_fact (text, "session", g_getenv ("XDG_SESSION_TYPE"));
  add_fact (text, "language", setlocale (LC_MESSAGES, NULL));
  add_fact (text, "sandbox", hoist_documents_is_sandbox () ? "flatpak" : "none");
  return g_string_free (text, FALSE);
}

static void
add_property (GString *text, GObject *object, GParamSpec *pspec)
{
  g_auto (GValue) value = G_VALUE_INIT;
  g_autofree char *shown = NULL;

  g_value_init (&value, pspec->value_type);
  g_object_get_property (object, pspec->name, &value);
  if (G_IS_PARAM_SPEC_ENUM (pspec))
    shown = g_strdup (
        g_enum_get_value (G_PARAM_SPEC_ENUM (pspec)->enum_class, g_value_get_enum (&value))
            ->value_nick);
  else
    shown = g_strdup_value_contents (&value);
  add_fact (text, pspec->name, shown);
}

static char *
describe_preferences (HoistPreferences *preferences)
{
  GString *text = g_string_new (NULL);
  guint n_properties = 0;
  g_autofree GParamSpec **properties =
      g_object_class_list_properties (G_OBJECT_GET_CLASS (preferences), &n_properties);

  for (guint i = 0; i < n_properties; i++)
    add_property (text, G_OBJECT (preferences), properties[i]);
  return g_string_free (text, FALSE);
}

/* What is not in the service's table is of an older version, and nobody knows whether it is a
 * secret. */
static void
add_settings (GString *text, const HoistProvider *provider, const HoistSettings *settings)
{
  for (guint i = 0; i < provider->n_fields; i++) {
    const HoistField *field = &provider->fields[i];
    const char *value = hoist_settings_get (settings, field->id);

    if ((field->flags & HOIST_FIELD_SECRET) == 0 && value != NULL)
      g_string_append_printf (text, "  %s = %s\n", field->id, value);
  }
}

static void
add_account (GString *text, HoistAccount *account)
{
  const HoistProvider *provider = hoist_account_get_provider (account);
  HoistChannel *channel = hoist_account_get_channel (account);
  const GError *stop = hoist_channel_get_stop_error (channel);

  g_string_append_printf (text, "“%s”, %s\n", hoist_account_get_name (account), provider->id);
  g_string_append_printf (text, "  state: %s\n", stop != NULL ? stop->message : "may be used");
  g_string_append_printf (text, "  clock: the service is %+.1f s ahead\n",
                          (double) hoist_channel_get_clock_offset (channel) / G_USEC_PER_SEC);
  if (hoist_account_is_held (account))
    g_string_append (text, "  keys: in memory only\n");
  add_settings (text, provider, hoist_account_get_settings (account));
}

static char *
describe_accounts (HoistAccounts *accounts)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < hoist_accounts_get_count (accounts); i++)
    add_account (text, hoist_accounts_get (accounts, i));
  return g_string_free (text, FALSE);
}

static char *
describe_queue (HoistWorkspace *workspace, const guint *n_by_state)
{
  GString *text = g_string_new (NULL);
  HoistQueue *queue = hoist_workspace_get_queue (workspace);

  for (guint i = 0; i < HOIST_N_STATES; i++) {
    if (n_by_state[i] > 0)
      g_string_append_printf (text, "%s = %u\n", hoist_state_to_name ((HoistState) i),
                              n_by_state[i]);
  }
  add_fact (text, "all paused", hoist_queue_is_paused (queue) ? "yes" : "no");
  add_fact (text, "after starts that failed",
            hoist_workspace_has_failed_starts (workspace) ? "yes" : "no");
  if (hoist_workspace_get_trouble (workspace) != NULL)
    add_fact (text, "trouble", hoist_workspace_get_trouble (workspace));
  if (hoist_workspace_get_notice (workspace) != NULL)
    add_fact (text, "notice", hoist_workspace_get_notice (workspace));
  return g_string_free (text, FALSE);
}

/* Those in trouble first, then what is to be done, then what is done. */
static int
rank (HoistState state)
{
  if (state == HOIST_STATE_ATTENTION)
    return 0;
  return hoist_state_is_ended (state) ? 2 : 1;
}

static gboolean
has_room (const GPtrArray *const *ranks, int of_rank)
{
  guint limit = of_rank == 2 ? MAX_ENDED : MAX_ENTRIES;

  return ranks[of_rank]->len < limit;
}

/* From the newest on: what went wrong last is asked about. */
static void
choose_entries (HoistHelpBundle *self, HoistWorkspace *workspace, guint *n_by_state)
{
  GListModel *queue = G_LIST_MODEL (hoist_workspace_get_queue (workspace));
  HoistAccounts *accounts = hoist_workspace_get_accounts (workspace);
  g_autoptr (GPtrArray) first = g_ptr_array_new ();
  g_autoptr (GPtrArray) second = g_ptr_array_new ();
  g_autoptr (GPtrArray) third = g_ptr_array_new ();
  GPtrArray *ranks[] = { first, second, third };

  for (guint i = g_list_model_get_n_items (queue); i > 0; i--) {
    g_autoptr (HoistSession) session = g_list_model_get_item (queue, i - 1);
    const HoistRecord *record = hoist_session_get_record (session);
    int of_rank = rank (record->state);

    n_by_state[record->state]++;
    if (has_room ((const GPtrArray *const *) ranks, of_rank))
      g_ptr_array_add (ranks[of_rank], (gpointer) record);
    else
      self->n_left_out++;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (ranks); i++) {
    for (guint j = 0; j < ranks[i]->len; j++) {
      const HoistRecord *record = g_ptr_array_index (ranks[i], j);
      HoistAccount *account = hoist_accounts_find (accounts, record->account);
      HoistHelpEntry *entry = NULL;

      if (self->entries->len == MAX_ENTRIES) {
        self->n_left_out++;
        continue;
      }
      entry = g_new0 (HoistHelpEntry, 1);
      entry->record = hoist_record_copy (record);
      entry->account = account != NULL ? g_strdup (hoist_account_get_name (account)) : NULL;
      g_ptr_array_add (self->entries, entry);
    }
  }
}

static HoistHelpBundle *
collect_all_but_logs (HoistWorkspace *workspace, gint64 now_us)
{
  HoistHelpBundle *self = g_new0 (HoistHelpBundle, 1);
  guint n_by_state[HOIST_N_STATES] = { 0 };

  self->made_us = now_us;
  self->versions = g_ptr_array_new_with_free_func (g_free);
  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);
  collect_versions (self);
  choose_entries (self, workspace, n_by_state);
  self->system = describe_system ();
  self->preferences = describe_preferences (hoist_workspace_get_preferences (workspace));
  self->accounts = describe_accounts (hoist_workspace_get_accounts (workspace));
  self->queue = describe_queue (workspace, n_by_state);
  self->doctor = g_strdup (hoist_workspace_get_diagnosis (workspace));
  return self;
}

static void read_next (GTask *task);

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Collect *self = g_task_get_task_data (task);
  HoistHelpEntry *entry = g_ptr_array_index (self->bundle->entries, self->n_read++);
  g_autoptr (GError) error = NULL;

  /* a text without one log is better than none */
  entry->lines = hoist_store_read_log_finish (HOIST_STORE (source), result, &error);
  if (entry->lines == NULL)
    g_debug ("no log: %s", error->message);
  read_next (task);
}

/* Takes over @task. */
static void
read_next (GTask *task)
{
  Collect *self = g_task_get_task_data (task);

  if (self->n_read < self->bundle->entries->len) {
    const HoistHelpEntry *entry = g_ptr_array_index (self->bundle->entries, self->n_read);

    hoist_store_read_log_async (hoist_workspace_get_store (self->workspace), entry->record->id,
                                on_read, task);
    return;
  }
  g_task_return_pointer (task, g_steal_pointer (&self->bundle),
                         (GDestroyNotify) hoist_help_bundle_free);
  g_object_unref (task);
}

/**
 * hoist_help_bundle_collect_async:
 * @workspace: open
 * @now_us: microseconds since 1970
 *
 * Looks at everything as it is now: nothing is asked of a service or a keyring.
 */
void
hoist_help_bundle_collect_async (HoistWorkspace *workspace,
                                 gint64 now_us,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  GTask *task = g_task_new (NULL, NULL, callback, data);
  Collect *self = g_new0 (Collect, 1);

  g_task_set_source_tag (task, hoist_help_bundle_collect_async);
  self->workspace = g_object_ref (workspace);
  self->bundle = collect_all_but_logs (workspace, now_us);
  g_task_set_task_data (task, self, (GDestroyNotify) collect_free);
  read_next (task);
}

/**
 * hoist_help_bundle_collect_finish:
 *
 * Returns: (transfer full):
 */
HoistHelpBundle *
hoist_help_bundle_collect_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
