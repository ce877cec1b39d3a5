/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Account and options of one upload or of several at once, to be changed. */
#include "hoist-config.h"

#include "hoist-details-options.h"

#include "hoist-field-editor.h"

#include <glib/gi18n-lib.h>

struct _HoistDetailsOptions {
  AdwBin parent;

  GtkWidget *account_group; /* (unowned) */
  GtkWidget *account_row;   /* (unowned) */
  GtkWidget *group;         /* (unowned) */
  GtkWidget *apply_button;  /* (unowned) */

  HoistWorkspace *workspace; /* (owned) (nullable) */
  GPtrArray *sessions;       /* (owned) (nullable) (element-type HoistSession) */
  GPtrArray *editors;        /* (owned) (element-type HoistFieldEditor) */
  GHashTable *touched;       /* (owned) (element-type utf8): ids of fields the user changed */
  gboolean is_filling;
};

enum { SIGNAL_SAID, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HoistDetailsOptions, hoist_details_options, ADW_TYPE_BIN)

static HoistAccounts *
get_accounts (HoistDetailsOptions *self)
{
  return hoist_workspace_get_accounts (self->workspace);
}

/* The account of all of them; NULL where they differ, or have none. */
static HoistAccount *
find_common_account (HoistDetailsOptions *self)
{
  const char *id = hoist_session_get_account (g_ptr_array_index (self->sessions, 0));

  for (guint i = 1; i < self->sessions->len; i++) {
    if (!g_str_equal (id, hoist_session_get_account (g_ptr_array_index (self->sessions, i))))
      return NULL;
  }
  return *id == '\0' ? NULL : hoist_accounts_find (get_accounts (self), id);
}

static HoistAccount *
get_selected_account (HoistDetailsOptions *self)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self->account_row));

  return selected < hoist_accounts_get_count (get_accounts (self))
             ? hoist_accounts_get (get_accounts (self), selected)
             : NULL;
}

/* Nothing is selected while the uploads have several accounts or none. */
static gboolean
is_account_new (HoistDetailsOptions *self)
{
  HoistAccount *selected = get_selected_account (self);

  return selected != NULL && selected != find_common_account (self);
}

/* Whether the field may be changed of at least one of them. */
static gboolean
can_change (HoistDetailsOptions *self, const HoistField *field)
{
  HoistQueue *queue = hoist_workspace_get_queue (self->workspace);

  for (guint i = 0; i < self->sessions->len; i++) {
    if (hoist_queue_can_set_option (queue, g_ptr_array_index (self->sessions, i), field))
      return TRUE;
  }
  return FALSE;
}

/* Lets those be changed that may be; returns how many they are. */
static guint
open_editors (HoistDetailsOptions *self, gboolean is_new)
{
  guint n_open = 0;

  for (guint i = 0; i < self->editors->len; i++) {
    HoistFieldEditor *editor = g_ptr_array_index (self->editors, i);
    gboolean is_open = is_new || can_change (self, hoist_field_editor_get_field (editor));

    gtk_widget_set_sensitive (hoist_field_editor_get_row (editor), is_open);
    n_open += is_open ? 1 : 0;
  }
  return n_open;
}

static gboolean
has_ended (HoistDetailsOptions *self)
{
  for (guint i = 0; i < self->sessions->len; i++) {
    if (!hoist_state_is_ended (hoist_session_get_state (g_ptr_array_index (self->sessions, i))))
      return FALSE;
  }
  return TRUE;
}

static void
update (HoistDetailsOptions *self)
{
  gboolean is_new = is_account_new (self);
  guint n_open = open_editors (self, is_new);
  const char *why = NULL;

  if (self->editors->len == 0)
    why = _ ("These uploads go to different services, or to none yet. Choose one account for all "
             "of them, or select uploads of one service.");
  else if (n_open == 0)
    why = _ ("The upload has begun, so the service has these already. Start it over to change "
             "them.");
  else if (n_open < self->editors->len)
    why = _ ("The upload has begun. What can still be changed here is told to the service at the "
             "end; the rest it has already: start the upload over to change that.");
  else if (self->sessions->len > 1)
    why = _ ("What you change here is changed for all of them, where it has not begun.");
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self->group), why);
  gtk_widget_set_sensitive (self->account_group, !has_ended (self));
  gtk_widget_set_sensitive (self->apply_button,
                            is_new || (n_open > 0 && g_hash_table_size (self->touched) > 0));
}

static const char *
get_value (HoistSession *session, HoistAccount *account, const HoistField *field)
{
  const HoistSettings *options = hoist_session_get_record (session)->options;
  const char *value = options == NULL ? NULL : hoist_settings_get (options, field->id);

  if (value == NULL)
    value = hoist_settings_get (hoist_account_get_settings (account), field->id);
  return value != NULL ? value : field->initial;
}

/* Nothing is shown for what differs, as far as the field can show nothing. */
static const char *
get_common_value (HoistDetailsOptions *self, HoistAccount *account, const HoistField *field)
{
  const char *value = get_value (g_ptr_array_index (self->sessions, 0), account, field);

  for (guint i = 1; i < self->sessions->len; i++) {
    if (g_strcmp0 (value, get_value (g_ptr_array_index (self->sessions, i), account, field)) != 0)
      return "";
  }
  return value;
}

static void
on_changed (HoistFieldEditor *editor, gpointer user_data)
{
  HoistDetailsOptions *self = HOIST_DETAILS_OPTIONS (user_data);

  if (self->is_filling)
    return;
  g_hash_table_add (self->touched, (gpointer) hoist_field_editor_get_field (editor)->id);
  update (self);
}

static void
remove_editors (HoistDetailsOptions *self)
{
  for (guint i = 0; i < self->editors->len; i++) {
    HoistFieldEditor *editor = g_ptr_array_index (self->editors, i);

    g_signal_handlers_disconnect_by_data (editor, self);
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self->group),
                                  hoist_field_editor_get_row (editor));
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self->group),
                                  hoist_field_editor_get_note (editor));
  }
  g_ptr_array_set_size (self->editors, 0);
  g_hash_table_remove_all (self->touched);
}

static void
add_editor (HoistDetailsOptions *self, HoistAccount *account, const HoistField *field)
{
  HoistFieldEditor *editor = hoist_field_editor_new (field);

  hoist_field_editor_set_value (editor, get_common_value (self, account, field));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group),
                             hoist_field_editor_get_row (editor));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group),
                             hoist_field_editor_get_note (editor));
  g_signal_connect_object (editor, "changed", G_CALLBACK (on_changed), self, 0);
  g_ptr_array_add (self->editors, editor);
}

static void
fill (HoistDetailsOptions *self)
{
  HoistAccount *account = get_selected_account (self);
  const HoistProvider *provider = account == NULL ? NULL : hoist_account_get_provider (account);

  self->is_filling = TRUE;
  remove_editors (self);
  for (guint i = 0; provider != NULL && i < provider->n_fields; i++) {
    if (provider->fields[i].flags & HOIST_FIELD_PER_UPLOAD)
      add_editor (self, account, &provider->fields[i]);
  }
  self->is_filling = FALSE;
  update (self);
}

static void
hoist_details_options_dispose (GObject *object)
{
  HoistDetailsOptions *self = HOIST_DETAILS_OPTIONS (object);

  for (guint i = 0; self->sessions != NULL && i < self->sessions->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->sessions, i), self);
  g_clear_pointer (&self->sessions, g_ptr_array_unref);
  g_clear_pointer (&self->editors, g_ptr_array_unref);
  g_clear_pointer (&self->touched, g_hash_table_unref);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (hoist_details_options_parent_class)->dispose (object);
}

static void
hoist_details_options_class_init (HoistDetailsOptionsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hoist_details_options_dispose;
  signals[SIGNAL_SAID] = g_signal_new ("said", HOIST_TYPE_DETAILS_OPTIONS, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hoist_uploader/Hoist/hoist-details-options.ui");
  gtk_widget_class_bind_template_child (widget_class, HoistDetailsOptions, account_group);
  gtk_widget_class_bind_template_child (widget_class, HoistDetailsOptions, account_row);
  gtk_widget_class_bind_template_child (widget_class, HoistDetailsOptions, group);
  gtk_widget_class_bind_template_child (widget_class, HoistDetailsOptions, apply_button);
  gtk_widget_class_bind_template_callback (widget_class, hoist_details_options_apply);
}

static void
hoist_details_options_init (HoistDetailsOptions *self)
{
  self->editors = g_ptr_array_new_with_free_func (g_object_unref);
  self->touched = g_hash_table_new (g_str_hash, g_str_equal);
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
select_account (HoistDetailsOptions *self)
{
  HoistAccount *account = find_common_account (self);
  guint selected = GTK_INVALID_LIST_POSITION;

  for (guint i = 0; i < hoist_accounts_get_count (get_accounts (self)); i++) {
    if (hoist_accounts_get (get_accounts (self), i) == account)
      selected = i;
  }
  adw_combo_row_set_selected (ADW_COMBO_ROW (self->account_row), selected);
}

/**
 * hoist_details_options_set_sessions:
 * @sessions: (element-type HoistSession): at least one; called once
 */
void
hoist_details_options_set_sessions (HoistDetailsOptions *self,
                                    HoistWorkspace *workspace,
                                    GPtrArray *sessions)
{
  g_autoptr (GtkExpression) name = gtk_property_expression_new (HOIST_TYPE_ACCOUNT, NULL, "name");

  g_return_if_fail (HOIST_IS_DETAILS_OPTIONS (self));
  g_return_if_fail (self->sessions == NULL);

  self->workspace = g_object_ref (workspace);
  self->sessions = g_ptr_array_ref (sessions);
  adw_combo_row_set_expression (ADW_COMBO_ROW (self->account_row), name);
  adw_combo_row_set_model (ADW_COMBO_ROW (self->account_row), G_LIST_MODEL (get_accounts (self)));
  select_account (self);
  fill (self);
  g_signal_connect_object (self->account_row, "notify::selected", G_CALLBACK (fill), self,
                           G_CONNECT_SWAPPED);
  for (guint i = 0; i < sessions->len; i++)
    g_signal_connect_object (g_ptr_array_index (sessions, i), "notify::state", G_CALLBACK (update),
                             self, G_CONNECT_SWAPPED);
}

/**
 * hoist_details_options_find_row:
 *
 * Returns: (nullable) (transfer none): where the field @id is typed
 */
GtkWidget *
hoist_details_options_find_row (HoistDetailsOptions *self, const char *id)
{
  for (guint i = 0; i < self->editors->len; i++) {
    HoistFieldEditor *editor = g_ptr_array_index (self->editors, i);

    if (g_str_equal (hoist_field_editor_get_field (editor)->id, id))
      return hoist_field_editor_get_row (editor);
  }
  return NULL;
}

/* What the user touched, each value checked at its field. (transfer full) (nullable) */
static HoistSettings *
take_touched (HoistDetailsOptions *self)
{
  g_autoptr (HoistSettings) options = hoist_settings_new ();
  gboolean is_good = TRUE;

  for (guint i = 0; i < self->editors->len; i++) {
    HoistFieldEditor *editor = g_ptr_array_index (self->editors, i);
    const char *id = hoist_field_editor_get_field (editor)->id;
    g_autofree char *value = hoist_field_editor_dup_value (editor);

    if (!g_hash_table_contains (self->touched, id))
      continue;
    is_good = hoist_field_editor_check (editor) && is_good;
    hoist_settings_set (options, id, value);
  }
  return is_good ? g_steal_pointer (&options) : NULL;
}

/**
 * hoist_details_options_apply:
 *
 * Changes all the uploads as far as they may still be changed. What is wrong is said at its field,
 * or by the signal "said".
 */
gboolean
hoist_details_options_apply (HoistDetailsOptions *self)
{
  HoistQueue *queue = hoist_workspace_get_queue (self->workspace);
  g_autoptr (HoistSettings) options = take_touched (self);
  g_autoptr (GError) error = NULL;
  guint n_changed = self->sessions->len;
  g_autofree char *text = NULL;

  if (options == NULL)
    return FALSE;
  if (is_account_new (self))
    hoist_queue_set_account (queue, self->sessions,
                             hoist_account_get_id (get_selected_account (self)));
  if (!hoist_settings_is_empty (options) &&
      !hoist_queue_set_options (queue, self->sessions, options, NULL, &n_changed, &error)) {
    g_signal_emit (self, signals[SIGNAL_SAID], 0, error->message);
    return FALSE;
  }
  g_hash_table_remove_all (self->touched);
  update (self);
  text =
      g_strdup_printf (ngettext ("%u upload changed", "%u uploads changed", n_changed), n_changed);
  g_signal_emit (self, signals[SIGNAL_SAID], 0, text);
  return TRUE;
}
