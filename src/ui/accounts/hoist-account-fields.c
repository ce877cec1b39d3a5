/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows for all fields of a service's table, spread over the groups of a form. */
#include "hoist-config.h"

#include "hoist-account-fields.h"

#include "hoist-error.h"

#include <glib/gi18n-lib.h>

struct _HoistAccountFields {
  GObject parent;

  HoistAccountFieldsPlaces places;
  const HoistProvider *provider; /* (unowned) (nullable) */
  GPtrArray *editors;            /* (owned) (element-type HoistFieldEditor) */
  GHashTable *typed;             /* (owned): what was typed for services that were left again */
};

enum { SIGNAL_CHANGED, SIGNAL_ASKED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HoistAccountFields, hoist_account_fields, G_TYPE_OBJECT)

static void
hoist_account_fields_finalize (GObject *object)
{
  HoistAccountFields *self = HOIST_ACCOUNT_FIELDS (object);

  g_clear_pointer (&self->editors, g_ptr_array_unref);
  g_clear_pointer (&self->typed, g_hash_table_unref);

  G_OBJECT_CLASS (hoist_account_fields_parent_class)->finalize (object);
}

static void
hoist_account_fields_class_init (HoistAccountFieldsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hoist_account_fields_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", HOIST_TYPE_ACCOUNT_FIELDS, G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ASKED] = g_signal_new ("asked", HOIST_TYPE_ACCOUNT_FIELDS, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1, HOIST_TYPE_FIELD_EDITOR);
}

static void
hoist_account_fields_init (HoistAccountFields *self)
{
  self->editors = g_ptr_array_new_with_free_func (g_object_unref);
  self->typed = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) hoist_settings_unref);
}

/**
 * hoist_account_fields_new:
 * @places: copied; its widgets live at least as long as this
 */
HoistAccountFields *
hoist_account_fields_new (const HoistAccountFieldsPlaces *places)
{
  HoistAccountFields *self = g_object_new (HOIST_TYPE_ACCOUNT_FIELDS, NULL);

  self->places = *places;
  return self;
}

/* (nullable): */
const HoistProvider *
hoist_account_fields_get_provider (HoistAccountFields *self)
{
  g_return_val_if_fail (HOIST_IS_ACCOUNT_FIELDS (self), NULL);

  return self->provider;
}

static GtkWidget *
get_place (HoistAccountFields *self, HoistFieldEditor *editor)
{
  guint flags = hoist_field_editor_get_field (editor)->flags;

  if (flags & HOIST_FIELD_ADVANCED)
    return self->places.advanced;
  if ((flags & HOIST_FIELD_SECRET) && self->places.keys != NULL &&
      self->provider->write_sign_in_address != NULL)
    return self->places.keys;
  return flags & HOIST_FIELD_PER_UPLOAD ? self->places.upload : self->places.main;
}

static void
remove_rows (HoistAccountFields *self, HoistFieldEditor *editor)
{
  GtkWidget *rows[] = { hoist_field_editor_get_row (editor), hoist_field_editor_get_note (editor) };
  GtkWidget *place = get_place (self, editor);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    if (ADW_IS_EXPANDER_ROW (place))
      adw_expander_row_remove (ADW_EXPANDER_ROW (place), rows[i]);
    else
      adw_preferences_group_remove (ADW_PREFERENCES_GROUP (place), rows[i]);
  }
}

static void
on_changed (HoistAccountFields *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_asked (HoistAccountFields *self, HoistFieldEditor *editor)
{
  g_signal_emit (self, signals[SIGNAL_ASKED], 0, editor);
}

static void
add_rows (HoistAccountFields *self, const HoistField *field)
{
  HoistFieldEditor *editor = hoist_field_editor_new (field);
  GtkWidget *rows[] = { hoist_field_editor_get_row (editor), hoist_field_editor_get_note (editor) };
  GtkWidget *place = get_place (self, editor);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    if (ADW_IS_EXPANDER_ROW (place))
      adw_expander_row_add_row (ADW_EXPANDER_ROW (place), rows[i]);
    else
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (place), rows[i]);
  }
  g_signal_connect_object (editor, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (editor, "asked", G_CALLBACK (on_asked), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->editors, editor);
}

static void
keep_typed (HoistAccountFields *self)
{
  HoistSettings *typed = hoist_settings_new ();

  for (guint i = 0; i < self->editors->len; i++) {
    HoistFieldEditor *editor = g_ptr_array_index (self->editors, i);
    g_autofree char *value = hoist_field_editor_dup_value (editor);

    hoist_settings_set (typed, hoist_field_editor_get_field (editor)->id, value);
  }
  g_hash_table_replace (self->typed, (gpointer) self->provider, typed);
}

static void
show_typed (HoistAccountFields *self)
{
  const HoistSettings *typed = g_hash_table_lookup (self->typed, self->provider);

  for (guint i = 0; typed != NULL && i < self->editors->len; i++) {
    HoistFieldEditor *editor = g_ptr_array_index (self->editors, i);

    hoist_field_editor_set_value (
        editor, hoist_settings_get (typed, hoist_field_editor_get_field (editor)->id));
  }
}

/**
 * hoist_account_fields_set_provider:
 *
 * Makes the rows anew from the table of @provider. What was typed for a service before is there
 * again when the user comes back to it.
 */
void
hoist_account_fields_set_provider (HoistAccountFields *self, const HoistProvider *provider)
{
  g_return_if_fail (HOIST_IS_ACCOUNT_FIELDS (self));
  g_return_if_fail (provider != NULL);

  if (self->provider == provider)
    return;
  if (self->provider != NULL)
    keep_typed (self);
  for (guint i = 0; i < self->editors->len; i++)
    remove_rows (self, g_ptr_array_index (self->editors, i));
  g_ptr_array_set_size (self->editors, 0);
  self->provider = provider;
  for (guint i = 0; i < provider->n_fields; i++)
    add_rows (self, &provider->fields[i]);
  show_typed (self);
}

/* The values of an account that is changed; its secrets are not shown, and need no typing. */
void
hoist_account_fields_show_account (HoistAccountFields *self, HoistAccount *account)
{
  const HoistSettings *settings = hoist_account_get_settings (account);

  for (guint i = 0; i < self->editors->len; i++) {
    HoistFieldEditor *editor = g_ptr_array_index (self->editors, i);
    const HoistField *field = hoist_field_editor_get_field (editor);

    if (field->flags & HOIST_FIELD_SECRET)
      hoist_field_editor_set_kept (editor, TRUE);
    else
      hoist_field_editor_set_value (editor, hoist_settings_get (settings, field->id));
  }
}

/**
 * hoist_account_fields_find:
 *
 * Returns: (nullable) (transfer none): the editor of the field @id
 */
HoistFieldEditor *
hoist_account_fields_find (HoistAccountFields *self, const char *id)
{
  for (guint i = 0; i < self->editors->len; i++) {
    HoistFieldEditor *editor = g_ptr_array_index (self->editors, i);

    if (g_str_equal (hoist_field_editor_get_field (editor)->id, id))
      return editor;
  }
  return NULL;
}

/**
 * hoist_account_fields_find_flag:
 * @flag: a #HoistFieldFlags
 *
 * Returns: (nullable) (transfer none): the editor of the first field with @flag
 */
HoistFieldEditor *
hoist_account_fields_find_flag (HoistAccountFields *self, guint flag)
{
  for (guint i = 0; i < self->editors->len; i++) {
    HoistFieldEditor *editor = g_ptr_array_index (self->editors, i);

    if (hoist_field_editor_get_field (editor)->flags & flag)
      return editor;
  }
  return NULL;
}

/* Of the service's fields. */
guint
hoist_account_fields_count_flag (HoistAccountFields *self, guint flag)
{
  guint count = 0;

  for (guint i = 0; i < self->editors->len; i++) {
    HoistFieldEditor *editor = g_ptr_array_index (self->editors, i);

    if (hoist_field_editor_get_field (editor)->flags & flag)
      count++;
  }
  return count;
}

/**
 * hoist_account_fields_dup_values:
 * @is_secret: the secrets, or all the rest
 *
 * Returns: (transfer full): without what is empty or as it is initially
 */
HoistSettings *
hoist_account_fields_dup_values (HoistAccountFields *self, gboolean is_secret)
{
  HoistSettings *settings = hoist_settings_new ();

  for (guint i = 0; i < self->editors->len; i++) {
    HoistFieldEditor *editor = g_ptr_array_index (self->editors, i);
    const HoistField *field = hoist_field_editor_get_field (editor);
    g_autofree char *value = hoist_field_editor_dup_value (editor);

    if (((field->flags & HOIST_FIELD_SECRET) != 0) != is_secret)
      continue;
    if (*value != '\0' && g_strcmp0 (value, field->initial) != 0)
      hoist_settings_set (settings, field->id, value);
  }
  return settings;
}

/**
 * hoist_account_fields_check:
 * @place: (nullable): only the fields there; %NULL for all
 *
 * Shows at each field what is wrong with it.
 *
 * Returns: (nullable) (transfer none): the first that is wrong
 */
HoistFieldEditor *
hoist_account_fields_check (HoistAccountFields *self, GtkWidget *place)
{
  HoistFieldEditor *first = NULL;

  for (guint i = 0; i < self->editors->len; i++) {
    HoistFieldEditor *editor = g_ptr_array_index (self->editors, i);

    if (place != NULL && get_place (self, editor) != place)
      continue;
    if (!hoist_field_editor_check (editor) && first == NULL)
      first = editor;
  }
  return first;
}

/* Moves the focus to @editor, wherever it is hidden. */
void
hoist_account_fields_show (HoistAccountFields *self, HoistFieldEditor *editor)
{
  GtkWidget *place = get_place (self, editor);

  if (ADW_IS_EXPANDER_ROW (place))
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (place), TRUE);
  gtk_widget_grab_focus (hoist_field_editor_get_row (editor));
}

/* Where no field is named: the secrets that were typed, else the first of them. */
static HoistFieldEditor *
blame_secrets (HoistAccountFields *self)
{
  HoistFieldEditor *first = NULL;

  for (guint i = 0; i < self->editors->len; i++) {
    HoistFieldEditor *editor = g_ptr_array_index (self->editors, i);
    g_autofree char *value = hoist_field_editor_dup_value (editor);

    if ((hoist_field_editor_get_field (editor)->flags & HOIST_FIELD_SECRET) == 0 || *value == '\0')
      continue;
    hoist_field_editor_set_error (editor, _ ("The service refused it. Enter it again"));
    if (first == NULL)
      first = editor;
  }
  if (first == NULL)
    first = hoist_account_fields_find_flag (self, HOIST_FIELD_SECRET);
  if (first != NULL)
    hoist_field_editor_set_error (first, _ ("The service refused it. Enter it again"));
  return first;
}

/**
 * hoist_account_fields_blame:
 * @error: why the account does not work
 *
 * Says it at the first field that @error names and marks the others, else, where the service
 * refused the keys, says it at the secrets.
 *
 * Returns: (nullable) (transfer none): the first of those
 */
HoistFieldEditor *
hoist_account_fields_blame (HoistAccountFields *self, const GError *error)
{
  HoistFieldEditor *first = NULL;

  for (guint i = 0; i < self->editors->len; i++) {
    HoistFieldEditor *editor = g_ptr_array_index (self->editors, i);

    if (!hoist_field_is_named (hoist_field_editor_get_field (editor), error->message))
      continue;
    hoist_field_editor_set_error (editor, error->message);
    if (first == NULL)
      first = editor;
    else
      hoist_field_editor_hide_note (editor);
  }
  if (first == NULL && g_error_matches (error, HOIST_ERROR, HOIST_ERROR_SIGN_IN))
    first = blame_secrets (self);
  return first;
}

/* Whether the service can be asked for the values of one field with what is in the others. */
static gboolean
check_others (HoistAccountFields *self, HoistFieldEditor *asked)
{
  gboolean is_good = TRUE;

  for (guint i = 0; i < self->editors->len; i++) {
    HoistFieldEditor *editor = g_ptr_array_index (self->editors, i);

    if (editor != asked && !hoist_field_editor_check (editor))
      is_good = FALSE;
  }
  return is_good;
}

/* Hands what is typed to @draft. */
void
hoist_account_fields_type (HoistAccountFields *self, HoistAccountDraft *draft, const char *name)
{
  g_autoptr (HoistSettings) settings = hoist_account_fields_dup_values (self, FALSE);
  g_autoptr (HoistSettings) secrets = hoist_account_fields_dup_values (self, TRUE);

  hoist_account_draft_type (draft, self->provider, name, settings, secrets);
}

/**
 * hoist_account_fields_ask:
 * @editor: the one whose list was opened
 * @draft: (nullable): the account that is asked with, and takes what is typed
 *
 * Answers "asked": fills the list with what the service has.
 */
void
hoist_account_fields_ask (HoistAccountFields *self,
                          HoistFieldEditor *editor,
                          HoistWorkspace *workspace,
                          HoistAccountDraft *draft,
                          const char *name)
{
  HoistChoiceButton *choices = hoist_field_editor_get_choices (editor);
  g_autoptr (HoistAccount) trial = NULL;

  if (!check_others (self, editor) || draft == NULL) {
    hoist_choice_button_say (choices, _ ("Fill in the other fields first: the service is asked "
                                         "with them."));
    return;
  }
  hoist_account_fields_type (self, draft, name);
  trial = hoist_account_draft_make_trial (draft, TRUE);
  hoist_choice_button_ask (choices, workspace, trial);
}
