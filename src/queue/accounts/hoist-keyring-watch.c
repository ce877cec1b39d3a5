/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lets uploads that wait for a locked keyring go on as soon as somebody unlocks it: the keyring
 * tells on the bus that it has changed. Whether it is open the vault finds out, without a prompt
 * where the user has closed one before. */
#include "hoist-keyring-watch.h"

/* Secret Service API, https://specifications.freedesktop.org/secret-service-spec/ */
#define NAME "org.freedesktop.secrets"
#define SERVICE "org.freedesktop.Secret.Service"
#define PROPERTIES "org.freedesktop.DBus.Properties"

/* A keyring that is unlocked says so several times. */
#define SETTLE_US (G_USEC_PER_SEC / 2)

struct _HoistKeyringWatch {
  GObject parent_instance;

  HoistQueue *queue;         /* (owned) */
  HoistVault *vault;         /* (owned) */
  HoistClock *clock;         /* (owned) */
  GDBusConnection *bus;      /* (owned) (nullable): the session's */
  GCancellable *cancellable; /* (owned): of the look for the bus */
  guint service_id;
  guint properties_id;
  guint timer;
};

G_DEFINE_FINAL_TYPE (HoistKeyringWatch, hoist_keyring_watch, G_TYPE_OBJECT)

static gboolean
is_waiting (HoistSession *session, gconstpointer data)
{
  const HoistRecord *record = hoist_session_get_record (session);

  return record->state == HOIST_STATE_WAITING && record->reason == HOIST_REASON_KEYRING;
}

static void
on_settled (gpointer data)
{
  HoistKeyringWatch *self = data;
  g_autoptr (GPtrArray) waiting = hoist_queue_find_all (self->queue, is_waiting, NULL);

  self->timer = 0;
  if (waiting->len > 0)
    hoist_queue_retry_many (self->queue, waiting, FALSE);
}

static void
on_signal (GDBusConnection *bus,
           const char *sender,
           const char *path,
           const char *interface,
           const char *signal,
           GVariant *parameters,
           gpointer data)
{
  HoistKeyringWatch *self = data;
  HoistVaultState state = hoist_vault_get_state (self->vault);

  if ((state == HOIST_VAULT_LOCKED || state == HOIST_VAULT_REFUSED) && self->timer == 0)
    self->timer = hoist_clock_add_timer (self->clock, SETTLE_US, on_settled, self);
}

static guint
subscribe (HoistKeyringWatch *self, const char *interface, const char *signal)
{
  return g_dbus_connection_signal_subscribe (self->bus, NAME, interface, signal, NULL, NULL,
                                             G_DBUS_SIGNAL_FLAGS_NONE, on_signal, self, NULL);
}

static void
on_bus (GObject *source, GAsyncResult *result, gpointer data)
{
  HoistKeyringWatch *self = data;
  g_autoptr (GError) error = NULL;
  GDBusConnection *bus = g_bus_get_finish (result, &error);

  if (bus == NULL)
    return; /* there is none, or nobody watches any more and self may be gone */
  self->bus = bus;
  self->service_id = subscribe (self, SERVICE, "CollectionChanged");
  self->properties_id = subscribe (self, PROPERTIES, "PropertiesChanged");
}

static void
hoist_keyring_watch_dispose (GObject *object)
{
  HoistKeyringWatch *self = HOIST_KEYRING_WATCH (object);

  g_cancellable_cancel (self->cancellable);
  if (self->bus != NULL) {
    g_dbus_connection_signal_unsubscribe (self->bus, self->service_id);
    g_dbus_connection_signal_unsubscribe (self->bus, self->properties_id);
  }
  if (self->clock != NULL)
    hoist_clock_clear_timer (self->clock, &self->timer);
  g_clear_object (&self->bus);
  g_clear_object (&self->queue);
  g_clear_object (&self->vault);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (hoist_keyring_watch_parent_class)->dispose (object);
}

static void
hoist_keyring_watch_finalize (GObject *object)
{
  g_object_unref (HOIST_KEYRING_WATCH (object)->cancellable);

  G_OBJECT_CLASS (hoist_keyring_watch_parent_class)->finalize (object);
}

static void
hoist_keyring_watch_class_init (HoistKeyringWatchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = hoist_keyring_watch_dispose;
  object_class->finalize = hoist_keyring_watch_finalize;
}

static void
hoist_keyring_watch_init (HoistKeyringWatch *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * hoist_keyring_watch_new:
 * @vault: one on the user's keyring
 *
 * Returns: (transfer full):
 */
HoistKeyringWatch *
hoist_keyring_watch_new (HoistQueue *queue, HoistVault *vault, HoistClock *clock)
{
  HoistKeyringWatch *self = g_object_new (HOIST_TYPE_KEYRING_WATCH, NULL);

  self->queue = g_object_ref (queue);
  self->vault = g_object_ref (vault);
  self->clock = g_object_ref (clock);
  g_bus_get (G_BUS_TYPE_SESSION, self->cancellable, on_bus, self);
  return self;
}
