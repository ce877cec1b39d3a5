/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sealed halves of tickets: in the vault, or where there is none in memory only. */
#include "hoist-store-seals.h"

#include "hoist-error.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define KIND "session"

struct _HoistStoreSeals {
  HoistVault *vault;  /* (owned) (nullable) */
  char *store_id;     /* (owned) (nullable): several queues may share one vault */
  GHashTable *memory; /* (owned) (element-type gint64 utf8): what the vault did not take */
};

/* One call of the vault. */
typedef struct {
  HoistStoreSeals *self; /* (unowned): outlives the call, as the caller sees to */
  gint64 id;
  char *text; /* (owned) (nullable) */
  HoistStoreSealsDone done;
  gpointer data;
} Call;

static void
wipe (gpointer text)
{
  explicit_bzero (text, strlen (text));
  g_free (text);
}

static void
call_free (Call *call)
{
  g_clear_pointer (&call->text, wipe);
  g_free (call);
}

static Call *
call_new (HoistStoreSeals *self, gint64 id, HoistStoreSealsDone done, gpointer data)
{
  Call *call = g_new0 (Call, 1);

  call->self = self;
  call->id = id;
  call->done = done;
  call->data = data;
  return call;
}

/**
 * hoist_store_seals_new:
 * @vault: (nullable): without one all is kept in memory
 */
HoistStoreSeals *
hoist_store_seals_new (HoistVault *vault)
{
  HoistStoreSeals *self = g_new0 (HoistStoreSeals, 1);

  self->vault = vault != NULL ? g_object_ref (vault) : NULL;
  self->memory = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, wipe);
  return self;
}

void
hoist_store_seals_free (HoistStoreSeals *self)
{
  g_clear_object (&self->vault);
  g_free (self->store_id);
  g_clear_pointer (&self->memory, g_hash_table_unref);
  g_free (self);
}

/**
 * hoist_store_seals_set_store_id:
 * @store_id: names the database that the uploads' ids belong to
 */
void
hoist_store_seals_set_store_id (HoistStoreSeals *self, const char *store_id)
{
  g_free (self->store_id);
  self->store_id = g_strdup (store_id);
}

static char *
dup_name (HoistStoreSeals *self, gint64 id)
{
  return g_strdup_printf ("%s/%" G_GINT64_FORMAT, self->store_id, id);
}

static void
keep_in_memory (HoistStoreSeals *self, gint64 id, const char *text)
{
  g_hash_table_replace (self->memory, g_memdup2 (&id, sizeof id), g_strdup (text));
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer data)
{
  Call *call = data;
  g_autoptr (GError) error = NULL;

  if (hoist_vault_store_finish (HOIST_VAULT (source), result, &error)) {
    g_hash_table_remove (call->self->memory, &call->id);
  } else {
    g_debug ("the sealed half of %" G_GINT64_FORMAT " stays in memory", call->id);
    keep_in_memory (call->self, call->id, call->text);
  }
  call->done (NULL, NULL, call->data);
  call_free (call);
}

/**
 * hoist_store_seals_keep:
 * @id: of the upload
 * @text: its sealed half
 *
 * Puts a sealed half into the vault; where there is none, or it is locked, it stays in memory: the
 * upload goes on, and only a restart would lose it. Never fails.
 */
void
hoist_store_seals_keep (HoistStoreSeals *self,
                        gint64 id,
                        const char *text,
                        HoistStoreSealsDone done,
                        gpointer data)
{
  g_autofree char *name = dup_name (self, id);
  Call *call = NULL;

  if (self->vault == NULL) {
    keep_in_memory (self, id, text);
    done (NULL, NULL, data);
    return;
  }

  call = call_new (self, id, done, data);
  call->text = g_strdup (text);
  hoist_vault_store_async (self->vault, KIND, name, _ ("Hoist: an upload in progress"), text, NULL,
                           on_stored, call);
}

static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer data)
{
  Call *call = data;
  g_autoptr (GError) error = NULL;
  char *text = hoist_vault_lookup_finish (HOIST_VAULT (source), result, &error);

  if (error != NULL && !g_error_matches (error, HOIST_ERROR, HOIST_ERROR_LOCKED))
    g_clear_error (&error);
  call->done (text, error, call->data);
  g_clear_pointer (&text, wipe);
  call_free (call);
}

/**
 * hoist_store_seals_open:
 * @id: of the upload
 *
 * Finds a sealed half; @done gets %NULL without an error where it is lost. Fails only with
 * %HOIST_ERROR_LOCKED.
 */
void
hoist_store_seals_open (HoistStoreSeals *self, gint64 id, HoistStoreSealsDone done, gpointer data)
{
  g_autofree char *name = dup_name (self, id);
  const char *held = g_hash_table_lookup (self->memory, &id);

  if (held != NULL || self->vault == NULL)
    done (held, NULL, data);
  else
    hoist_vault_lookup_async (self->vault, KIND, name, NULL, on_looked_up,
                              call_new (self, id, done, data));
}

/**
 * hoist_store_seals_forget:
 * @id: of the upload
 *
 * Forgets a sealed half; nobody waits for it.
 */
void
hoist_store_seals_forget (HoistStoreSeals *self, gint64 id)
{
  g_autofree char *name = dup_name (self, id);

  g_hash_table_remove (self->memory, &id);
  if (self->vault != NULL)
    hoist_vault_clear_async (self->vault, KIND, name, NULL, NULL, NULL);
}

/**
 * hoist_store_seals_is_in_memory:
 *
 * Returns: whether a restart would lose this sealed half
 */
gboolean
hoist_store_seals_is_in_memory (HoistStoreSeals *self, gint64 id)
{
  return g_hash_table_contains (self->memory, &id);
}
