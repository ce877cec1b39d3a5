/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Named texts, kept in the order of their names so that the same settings give the same text. */
#include "hoist-settings.h"

#include "hoist-error.h"
#include "hoist-read.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

struct _HoistSettings {
  gatomicrefcount references;
  GTree *values; /* (owned) (element-type utf8 utf8) */
};

static int
compare_ids (gconstpointer a, gconstpointer b, gpointer data)
{
  return g_strcmp0 (a, b);
}

/* Some values are secrets: what is freed shall not be found in memory later. */
static void
free_wiped (gpointer value)
{
  explicit_bzero (value, strlen (value));
  g_free (value);
}

HoistSettings *
hoist_settings_new (void)
{
  HoistSettings *self = g_new0 (HoistSettings, 1);

  g_atomic_ref_count_init (&self->references);
  self->values = g_tree_new_full (compare_ids, NULL, g_free, free_wiped);
  return self;
}

/**
 * hoist_settings_new_from_text:
 * @text: from hoist_settings_to_text()
 *
 * Fails with %HOIST_ERROR_PROTOCOL for any other text.
 *
 * Returns: (transfer full) (nullable): the settings
 */
HoistSettings *
hoist_settings_new_from_text (const char *text, GError **error)
{
  g_autoptr (HoistSettings) self = hoist_settings_new ();
  g_autoptr (HoistRead) read = hoist_read_new_from_text (text, NULL);
  const HoistReadValue *root = read != NULL ? hoist_read_get_root (read) : NULL;
  g_auto (GStrv) ids = hoist_read_dup_names (root);
  gboolean is_good = read != NULL;

  for (guint i = 0; is_good && ids[i] != NULL; i++) {
    const char *value = hoist_read_get_text (root, ids[i]);

    is_good = value != NULL && *ids[i] != '\0';
    if (is_good)
      hoist_settings_set (self, ids[i], value);
  }

  if (!is_good) {
    g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_PROTOCOL,
                         _ ("The saved settings could not be read. Enter them again."));
    return NULL;
  }
  return g_steal_pointer (&self);
}

static gboolean
copy_value (gpointer id, gpointer value, gpointer copy)
{
  hoist_settings_set (copy, id, value);
  return FALSE;
}

HoistSettings *
hoist_settings_copy (const HoistSettings *self)
{
  HoistSettings *copy = hoist_settings_new ();

  g_tree_foreach (self->values, copy_value, copy);
  return copy;
}

HoistSettings *
hoist_settings_ref (HoistSettings *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
hoist_settings_unref (HoistSettings *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->references))
    return;

  g_tree_unref (self->values);
  g_free (self);
}

/* (nullable): the value, until it is set again; %NULL when it was never set. */
const char *
hoist_settings_get (const HoistSettings *self, const char *id)
{
  g_return_val_if_fail (id != NULL, NULL);

  return self != NULL ? g_tree_lookup (self->values, id) : NULL;
}

/**
 * hoist_settings_set:
 * @id: of a #HoistField
 * @value: (nullable): UTF-8; %NULL to forget it
 */
void
hoist_settings_set (HoistSettings *self, const char *id, const char *value)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (id != NULL && *id != '\0');

  if (value != NULL)
    g_tree_replace (self->values, g_strdup (id), g_strdup (value));
  else
    g_tree_remove (self->values, id);
}

static gboolean
add_id (gpointer id, gpointer value, gpointer ids)
{
  g_strv_builder_add (ids, id);
  return FALSE;
}

/* Takes over all values that @other (nullable) has. */
void
hoist_settings_merge (HoistSettings *self, const HoistSettings *other)
{
  g_auto (GStrv) ids = hoist_settings_dup_ids (other);

  for (guint i = 0; ids[i] != NULL; i++)
    hoist_settings_set (self, ids[i], hoist_settings_get (other, ids[i]));
}

/* Returns: (transfer full): the ids that are set, in ascending order */
char **
hoist_settings_dup_ids (const HoistSettings *self)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  if (self != NULL)
    g_tree_foreach (self->values, add_id, ids);
  return g_strv_builder_end (ids);
}

gboolean
hoist_settings_is_empty (const HoistSettings *self)
{
  return self == NULL || g_tree_nnodes (self->values) == 0;
}

static gboolean
write_value (gpointer id, gpointer value, gpointer builder)
{
  json_builder_set_member_name (builder, id);
  json_builder_add_string_value (builder, value);
  return FALSE;
}

/**
 * hoist_settings_to_text:
 *
 * Returns: (transfer full): a JSON object of texts; the same for the same settings
 */
char *
hoist_settings_to_text (const HoistSettings *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  g_tree_foreach (self->values, write_value, builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}
