/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything the two faces need, put together. */
#include "hoist-workspace.h"

#include "hoist-access.h"
#include "hoist-error.h"
#include "hoist-keyring-watch.h"
#include "hoist-lock.h"
#include "hoist-speed.h"
#include "hoist-start-watch.h"
#include "hoist-vault-secret.h"

#include "hoist-config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

struct _HoistWorkspace {
  GObject parent_instance;

  char *folder;                     /* (owned) (type filename) */
  HoistVault *vault;                /* (owned) */
  HoistKeyringWatch *keyring_watch; /* (owned) (nullable): where @vault is the user's keyring */
  HoistClock *clock;                /* (owned) */

  HoistLock *lock;               /* (owned) (nullable): held while this program runs the queue */
  HoistStore *store;             /* (owned) (nullable) */
  HoistStartWatch *start_watch;  /* (owned) (nullable) */
  HoistAccounts *accounts;       /* (owned) (nullable) */
  HoistEngine *engine;           /* (owned) (nullable) */
  HoistQueue *queue;             /* (owned) (nullable) */
  HoistPreferences *preferences; /* (owned) (nullable) */
  HoistPolicy *policy;           /* (owned) (nullable): while they are applied */
  HoistSpeed *speed;             /* (owned) (nullable): while they are applied */
  char *notice;                  /* (owned) (nullable) */
  char *diagnosis;               /* (owned) (nullable): of a connection */
};

typedef enum { PROP_TROUBLE = 1 } HoistWorkspaceProperty;

static GParamSpec *properties[PROP_TROUBLE + 1];

G_DEFINE_FINAL_TYPE (HoistWorkspace, hoist_workspace, G_TYPE_OBJECT)

static void
hoist_workspace_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HoistWorkspace *self = HOIST_WORKSPACE (object);

  switch ((HoistWorkspaceProperty) id) {
  case PROP_TROUBLE:
    g_value_set_string (value, hoist_workspace_get_trouble (self));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hoist_workspace_dispose (GObject *object)
{
  HoistWorkspace *self = HOIST_WORKSPACE (object);

  g_clear_object (&self->speed);
  g_clear_object (&self->keyring_watch);
  g_clear_object (&self->policy);
  g_clear_object (&self->preferences);
  g_clear_object (&self->queue);
  g_clear_object (&self->engine);
  g_clear_object (&self->accounts);
  g_clear_object (&self->start_watch);
  g_clear_object (&self->store);
  g_clear_object (&self->vault);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->lock, hoist_lock_free);

  G_OBJECT_CLASS (hoist_workspace_parent_class)->dispose (object);
}

static void
hoist_workspace_finalize (GObject *object)
{
  HoistWorkspace *self = HOIST_WORKSPACE (object);

  g_free (self->folder);
  g_free (self->notice);
  g_free (self->diagnosis);

  G_OBJECT_CLASS (hoist_workspace_parent_class)->finalize (object);
}

static void
hoist_workspace_class_init (HoistWorkspaceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = hoist_workspace_get_property;
  object_class->dispose = hoist_workspace_dispose;
  object_class->finalize = hoist_workspace_finalize;

  /**
   * HoistWorkspace:trouble:
   *
   * (nullable): why nothing can be saved at present, a sentence for the user.
   */
  properties[PROP_TROUBLE] =
      g_param_spec_string ("trouble", NULL, NULL, NULL,
                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
hoist_workspace_init (HoistWorkspace *self)
{
}

/**
 * hoist_workspace_dup_default_folder:
 *
 * Returns: (transfer full) (type filename): where a user's queue lies
 */
char *
hoist_workspace_dup_default_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "hoist", NULL);
}

/**
 * hoist_workspace_new:
 * @folder: (nullable) (type filename): where the queue lies; the default folder by default
 * @vault: (nullable): the user's keyring by default
 * @clock: (nullable): the system's by default
 */
HoistWorkspace *
hoist_workspace_new (const char *folder, HoistVault *vault, HoistClock *clock)
{
  HoistWorkspace *self = g_object_new (HOIST_TYPE_WORKSPACE, NULL);

  self->folder = folder != NULL ? g_strdup (folder) : hoist_workspace_dup_default_folder ();
  self->vault = vault != NULL ? g_object_ref (vault) : hoist_secret_vault_new ();
  self->clock = clock != NULL ? g_object_ref (clock) : hoist_system_clock_new ();
  return self;
}

static char *
make_lock_path (HoistWorkspace *self)
{
  return g_build_filename (self->folder, "queue.lock", NULL);
}

/* The names of files and links are nobody else's business. */
static gboolean
make_folder (HoistWorkspace *self, GError **error)
{
  if (g_mkdir_with_parents (self->folder, 0700) == 0 && g_chmod (self->folder, 0700) == 0)
    return TRUE;

  g_set_error (error, HOIST_ERROR, HOIST_ERROR_NO_ACCESS,
               _ ("The queue’s folder cannot be used (%s). Check that its disk works and may be "
                  "written to."),
               g_strerror (errno));
  return FALSE;
}

static void
on_trouble (HoistWorkspace *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TROUBLE]);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  HoistWorkspace *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (HoistStoreContents) contents =
      hoist_store_open_finish (HOIST_STORE (source), result, &error);

  if (contents == NULL) {
    g_clear_object (&self->start_watch);
    g_clear_object (&self->store);
    g_clear_pointer (&self->lock, hoist_lock_free);
    g_task_return_error (task, error);
    return;
  }

  self->notice = g_strdup (contents->notice);
  hoist_access_restore (self->store);
  self->accounts = hoist_accounts_new (self->store, self->vault, self->clock);
  hoist_accounts_restore (self->accounts, contents->accounts);
  self->engine = hoist_engine_new (self->clock, HOIST_JOURNAL (self->store));
  self->queue = hoist_queue_new (self->store, self->accounts, self->engine);
  if (HOIST_IS_SECRET_VAULT (self->vault))
    self->keyring_watch = hoist_keyring_watch_new (self->queue, self->vault, self->clock);
  hoist_queue_restore (self->queue, contents->records,
                       contents->is_paused || contents->has_failed_starts);
  hoist_start_watch_begin (self->start_watch, self->queue, contents->has_failed_starts);
  self->preferences = hoist_preferences_new (self->store);
  g_task_return_boolean (task, TRUE);
}

/**
 * hoist_workspace_open_async:
 * @is_runner: this program is to run the queue; else it reads it, changes accounts and posts
 *
 * Opens the store and builds everything on it. Fails with %HOIST_ERROR_BUSY where another program
 * runs this queue, and with the store's errors. Called once.
 */
void
hoist_workspace_open_async (HoistWorkspace *self,
                            gboolean is_runner,
                            GAsyncReadyCallback callback,
                            gpointer data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *lock_path = NULL;
  g_autofree char *store_path = NULL;
  GError *error = NULL;

  g_return_if_fail (HOIST_IS_WORKSPACE (self));
  g_return_if_fail (self->store == NULL);

  lock_path = make_lock_path (self);
  store_path = g_build_filename (self->folder, "queue.db", NULL);
  task = g_task_new (self, NULL, callback, data);
  g_task_set_source_tag (task, hoist_workspace_open_async);
  if (!make_folder (self, &error)) {
    g_task_return_error (task, error);
    return;
  }
  if (is_runner) {
    self->lock = hoist_lock_take (lock_path, &error);
    if (self->lock == NULL) {
      g_task_return_error (task, error);
      return;
    }
  }

  self->store = hoist_store_new (store_path, self->vault);
  g_signal_connect_object (self->store, "notify::trouble", G_CALLBACK (on_trouble), self,
                           G_CONNECT_SWAPPED);
  hoist_store_set_guest (self->store, !is_runner);
  self->start_watch = hoist_start_watch_new (self->store, self->clock);
  if (is_runner)
    hoist_start_watch_arm (self->start_watch, self->folder);
  hoist_store_set_lock_path (self->store, lock_path);
  hoist_store_open_async (self->store, on_opened, g_steal_pointer (&task));
}

gboolean
hoist_workspace_open_finish (HoistWorkspace *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_closed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  HoistWorkspace *self = g_task_get_source_object (task);
  GError *error = NULL;

  hoist_start_watch_end (self->start_watch);
  /* Only now may another program run the queue. */
  g_clear_pointer (&self->lock, hoist_lock_free);
  if (!hoist_store_close_finish (HOIST_STORE (source), result, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_stopped (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  HoistWorkspace *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  /* What could not be saved on stopping is tried once more on closing, which reports it. */
  if (!hoist_queue_stop_finish (HOIST_QUEUE (source), result, &error))
    g_debug ("the queue did not stop cleanly");
  hoist_store_close_async (self->store, on_closed, g_steal_pointer (&task));
}

/**
 * hoist_workspace_close_async:
 *
 * Stops the queue, closes the store and lets other programs run it. Fails where the disk did not
 * take everything; it is closed all the same.
 */
void
hoist_workspace_close_async (HoistWorkspace *self, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (HOIST_IS_WORKSPACE (self));

  task = g_task_new (self, NULL, callback, data);
  g_task_set_source_tag (task, hoist_workspace_close_async);
  if (self->queue == NULL) {
    g_task_return_boolean (task, TRUE);
    return;
  }
  hoist_start_watch_stop (self->start_watch);
  hoist_store_give_up (self->store);
  hoist_queue_stop_async (self->queue, on_stopped, g_steal_pointer (&task));
}

gboolean
hoist_workspace_close_finish (HoistWorkspace *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
hoist_workspace_is_runner (HoistWorkspace *self)
{
  g_return_val_if_fail (HOIST_IS_WORKSPACE (self), FALSE);

  return self->lock != NULL;
}

/**
 * hoist_workspace_has_runner:
 *
 * Only asks, never takes the lock: a program that starts meanwhile must not be turned away.
 *
 * Returns: whether some program runs this queue right now
 */
gboolean
hoist_workspace_has_runner (HoistWorkspace *self)
{
  g_autofree char *lock_path = make_lock_path (self);

  return !hoist_lock_is_free (lock_path);
}

/**
 * hoist_workspace_get_notice:
 *
 * Returns: (nullable): a sentence for the user, when a damaged store was set aside
 */
const char *
hoist_workspace_get_notice (HoistWorkspace *self)
{
  g_return_val_if_fail (HOIST_IS_WORKSPACE (self), NULL);

  return self->notice;
}

/**
 * hoist_workspace_get_trouble:
 *
 * Returns: (nullable): a sentence for the user, while nothing can be saved; uploads do not go on
 *   then beyond what was saved last
 */
const char *
hoist_workspace_get_trouble (HoistWorkspace *self)
{
  g_return_val_if_fail (HOIST_IS_WORKSPACE (self), NULL);

  return self->store != NULL ? hoist_store_get_trouble (self->store) : NULL;
}

/**
 * hoist_workspace_has_failed_starts:
 *
 * Returns: whether everything is paused since two starts in a row ended in a crash, and nobody let
 *   uploads go on since. It ends before the queue's "is-paused" is notified to those who came later
 */
gboolean
hoist_workspace_has_failed_starts (HoistWorkspace *self)
{
  g_return_val_if_fail (HOIST_IS_WORKSPACE (self), FALSE);

  return self->start_watch != NULL && hoist_start_watch_has_failed (self->start_watch);
}

/**
 * hoist_workspace_set_diagnosis:
 * @text: of hoist_doctor_dup_text()
 *
 * Keeps what the connection doctor found last, for a help bundle, until the program ends.
 */
void
hoist_workspace_set_diagnosis (HoistWorkspace *self, const char *text)
{
  g_return_if_fail (HOIST_IS_WORKSPACE (self));

  g_free (self->diagnosis);
  self->diagnosis = g_strdup (text);
}

/* (nullable): what the connection doctor found last. */
const char *
hoist_workspace_get_diagnosis (HoistWorkspace *self)
{
  g_return_val_if_fail (HOIST_IS_WORKSPACE (self), NULL);

  return self->diagnosis;
}

HoistStore *
hoist_workspace_get_store (HoistWorkspace *self)
{
  g_return_val_if_fail (HOIST_IS_WORKSPACE (self), NULL);

  return self->store;
}

HoistVault *
hoist_workspace_get_vault (HoistWorkspace *self)
{
  g_return_val_if_fail (HOIST_IS_WORKSPACE (self), NULL);

  return self->vault;
}

HoistAccounts *
hoist_workspace_get_accounts (HoistWorkspace *self)
{
  g_return_val_if_fail (HOIST_IS_WORKSPACE (self), NULL);

  return self->accounts;
}

HoistEngine *
hoist_workspace_get_engine (HoistWorkspace *self)
{
  g_return_val_if_fail (HOIST_IS_WORKSPACE (self), NULL);

  return self->engine;
}

HoistQueue *
hoist_workspace_get_queue (HoistWorkspace *self)
{
  g_return_val_if_fail (HOIST_IS_WORKSPACE (self), NULL);

  return self->queue;
}

HoistPreferences *
hoist_workspace_get_preferences (HoistWorkspace *self)
{
  g_return_val_if_fail (HOIST_IS_WORKSPACE (self), NULL);

  return self->preferences;
}

/**
 * hoist_workspace_apply_preferences:
 * @monitor: (nullable): the system's by default
 * @power: (nullable): the system's by default
 *
 * From now on uploads keep to the preferred speed, and wait while the preferences say so. For a
 * program that runs the queue in the background; one that was told to upload now does that. Called
 * once, before the queue runs.
 */
void
hoist_workspace_apply_preferences (HoistWorkspace *self,
                                   GNetworkMonitor *monitor,
                                   HoistPower *power)
{
  g_autoptr (HoistPower) chosen = NULL;

  g_return_if_fail (HOIST_IS_WORKSPACE (self));
  g_return_if_fail (self->queue != NULL && self->policy == NULL);

  chosen = power != NULL ? g_object_ref (power) : hoist_power_new (NULL, self->clock);
  self->speed = hoist_speed_new (self->store, self->preferences, self->queue, self->engine);
  self->policy = hoist_policy_new (self->queue, self->preferences, monitor, chosen, self->engine);
}

/**
 * hoist_workspace_get_policy:
 *
 * Returns: (transfer none) (nullable): what holds uploads back; %NULL when preferences are not
 *   applied
 */
HoistPolicy *
hoist_workspace_get_policy (HoistWorkspace *self)
{
  g_return_val_if_fail (HOIST_IS_WORKSPACE (self), NULL);

  return self->policy;
}
