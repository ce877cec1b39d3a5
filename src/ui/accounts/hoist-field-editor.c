/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows in which one field of a service's table is typed or chosen. */
#include "hoist-config.h"

#include "hoist-field-editor.h"

#include "hoist-accessible.h"
#include "hoist-closures.h"
#include "hoist-typeset.h"

#include <glib/gi18n-lib.h>

struct _HoistFieldEditor {
  GObject parent;

  const HoistField *field; /* (unowned): in a constant table */
  GtkWidget *row;          /* (owned) */
  GtkWidget *control;      /* (unowned): in @row, or @row itself */
  GtkWidget *note;         /* (owned): the row below, for what is wrong */
  GtkWidget *note_label;   /* (unowned) */
  GtkWidget *choices;      /* (unowned) (nullable): where the service can be asked */
  gboolean is_kept;        /* an empty secret means the one in the vault */
};

enum { SIGNAL_CHANGED, SIGNAL_ASKED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HoistFieldEditor, hoist_field_editor, G_TYPE_OBJECT)

static gboolean
is_secret (HoistFieldEditor *self)
{
  return (self->field->flags & HOIST_FIELD_SECRET) != 0;
}

static gboolean
is_required (HoistFieldEditor *self)
{
  return (self->field->flags & HOIST_FIELD_REQUIRED) != 0;
}

static const char *
get_help (HoistFieldEditor *self)
{
  const char *help = self->field->help;

  return help == NULL || *help == '\0' ? NULL : g_dgettext (GETTEXT_PACKAGE, help);
}

static void
on_changed (HoistFieldEditor *self)
{
  hoist_field_editor_set_error (self, NULL);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* Entry rows have no second line: the sentence is behind a small button, for pointer and keys. */
static GtkWidget *
make_help_button (const char *help)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *label = gtk_label_new (help);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 40);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "field-help");
  gtk_popover_set_child (GTK_POPOVER (popover), label);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "hoist-help-symbolic");
  gtk_widget_set_tooltip_text (button, _ ("Explain"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  return button;
}

static GtkInputPurpose
get_purpose (HoistFieldEditor *self)
{
  if (is_secret (self))
    return GTK_INPUT_PURPOSE_PASSWORD;
  if (self->field->kind == HOIST_FIELD_ADDRESS)
    return GTK_INPUT_PURPOSE_URL;
  return self->field->kind == HOIST_FIELD_NUMBER ? GTK_INPUT_PURPOSE_DIGITS
                                                 : GTK_INPUT_PURPOSE_FREE_FORM;
}

static void
on_asked (HoistFieldEditor *self)
{
  g_signal_emit (self, signals[SIGNAL_ASKED], 0);
}

static void
on_chosen (HoistFieldEditor *self, const char *id)
{
  hoist_field_editor_set_value (self, id);
}

/* Beside the entry: what is not in the list can still be typed. */
static void
add_choices (HoistFieldEditor *self)
{
  self->choices = GTK_WIDGET (hoist_choice_button_new (self->field));
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self->row), self->choices);
  g_signal_connect_object (self->choices, "asked", G_CALLBACK (on_asked), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->choices, "chosen", G_CALLBACK (on_chosen), self,
                           G_CONNECT_SWAPPED);
}

static void
make_entry (HoistFieldEditor *self)
{
  const char *help = get_help (self);

  self->row = is_secret (self) ? adw_password_entry_row_new () : adw_entry_row_new ();
  self->control = self->row;
  if (!is_secret (self))
    adw_entry_row_set_input_purpose (ADW_ENTRY_ROW (self->row), get_purpose (self));
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (self->row), TRUE);
  if (self->field->flags & HOIST_FIELD_ASKED)
    add_choices (self);
  if (help != NULL)
    adw_entry_row_add_suffix (ADW_ENTRY_ROW (self->row), make_help_button (help));
  g_signal_connect_swapped (self->row, "changed", G_CALLBACK (on_changed), self);
}

static void
make_choice (HoistFieldEditor *self)
{
  g_autoptr (GtkStringList) choices = gtk_string_list_new (NULL);

  for (guint i = 0; self->field->choices[i] != NULL; i++)
    gtk_string_list_take (choices, hoist_closure_choice (self->field->choices[i]));
  self->row = adw_combo_row_new ();
  self->control = self->row;
  adw_combo_row_set_model (ADW_COMBO_ROW (self->row), G_LIST_MODEL (choices));
  g_signal_connect_swapped (self->row, "notify::selected", G_CALLBACK (on_changed), self);
}

static void
make_switch (HoistFieldEditor *self)
{
  self->row = adw_action_row_new ();
  self->control = gtk_switch_new ();
  gtk_widget_set_valign (self->control, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->row), self->control);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self->row), self->control);
  g_signal_connect_swapped (self->control, "notify::active", G_CALLBACK (on_changed), self);
}

static void
make_row (HoistFieldEditor *self)
{
  switch (self->field->kind) {
  case HOIST_FIELD_SWITCH:
    make_switch (self);
    break;
  case HOIST_FIELD_CHOICE:
    make_choice (self);
    break;
  case HOIST_FIELD_TEXT:
  case HOIST_FIELD_ADDRESS:
  case HOIST_FIELD_NUMBER:
  case HOIST_FIELD_LIST:
  default:
    make_entry (self);
    break;
  }
  g_object_ref_sink (self->row);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row),
                                 g_dgettext (GETTEXT_PACKAGE, self->field->label));
  if (ADW_IS_ACTION_ROW (self->row))
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->row), get_help (self));
}

static void
make_note (HoistFieldEditor *self)
{
  self->note = g_object_ref_sink (adw_preferences_row_new ());
  self->note_label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->note_label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->note_label), 0);
  gtk_widget_add_css_class (self->note_label, "caption");
  gtk_widget_add_css_class (self->note_label, "error");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self->note), self->note_label);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self->note), FALSE);
  /* stays focusable: in a list, Tab comes no further than to a row that does not take the keyboard
   */
  gtk_widget_add_css_class (self->note, "field-note");
  gtk_widget_set_visible (self->note, FALSE);
}

static void
hoist_field_editor_dispose (GObject *object)
{
  HoistFieldEditor *self = HOIST_FIELD_EDITOR (object);

  if (self->row != NULL) {
    g_signal_handlers_disconnect_by_data (self->row, self);
    g_signal_handlers_disconnect_by_data (self->control, self);
  }
  g_clear_object (&self->row);
  g_clear_object (&self->note);

  G_OBJECT_CLASS (hoist_field_editor_parent_class)->dispose (object);
}

static void
hoist_field_editor_class_init (HoistFieldEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hoist_field_editor_dispose;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", HOIST_TYPE_FIELD_EDITOR, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ASKED] = g_signal_new ("asked", HOIST_TYPE_FIELD_EDITOR, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
hoist_field_editor_init (HoistFieldEditor *self)
{
}

/**
 * hoist_field_editor_new:
 * @field: of a provider's constant table
 *
 * Begins with the field's initial value.
 */
HoistFieldEditor *
hoist_field_editor_new (const HoistField *field)
{
  HoistFieldEditor *self = g_object_new (HOIST_TYPE_FIELD_EDITOR, NULL);

  self->field = field;
  make_row (self);
  hoist_accessible_name_buttons (self->row);
  make_note (self);
  hoist_field_editor_set_value (self, NULL);
  return self;
}

const HoistField *
hoist_field_editor_get_field (HoistFieldEditor *self)
{
  return self->field;
}

GtkWidget *
hoist_field_editor_get_row (HoistFieldEditor *self)
{
  return self->row;
}

GtkWidget *
hoist_field_editor_get_note (HoistFieldEditor *self)
{
  return self->note;
}

/**
 * hoist_field_editor_get_choices:
 *
 * Returns: (nullable) (transfer none): offers what the service has; answers the signal "asked"
 */
HoistChoiceButton *
hoist_field_editor_get_choices (HoistFieldEditor *self)
{
  return self->choices != NULL ? HOIST_CHOICE_BUTTON (self->choices) : NULL;
}

/**
 * hoist_field_editor_dup_value:
 *
 * Returns: (transfer full): what is typed or chosen, without blanks around it; "" for nothing
 */
char *
hoist_field_editor_dup_value (HoistFieldEditor *self)
{
  switch (self->field->kind) {
  case HOIST_FIELD_SWITCH:
    return g_strdup (gtk_switch_get_active (GTK_SWITCH (self->control)) ? "1" : "0");
  case HOIST_FIELD_CHOICE: {
    guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self->row));
    guint n_choices = g_strv_length ((char **) self->field->choices);

    return g_strdup (selected < n_choices ? self->field->choices[selected] : "");
  }
  case HOIST_FIELD_TEXT:
  case HOIST_FIELD_ADDRESS:
  case HOIST_FIELD_NUMBER:
  case HOIST_FIELD_LIST:
  default:
    return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->row))));
  }
}

static void
set_choice (HoistFieldEditor *self, const char *value)
{
  for (guint i = 0; self->field->choices[i] != NULL; i++) {
    if (g_strcmp0 (self->field->choices[i], value) == 0) {
      adw_combo_row_set_selected (ADW_COMBO_ROW (self->row), i);
      return;
    }
  }
}

/**
 * hoist_field_editor_set_value:
 * @value: (nullable): %NULL for the field's initial value
 */
void
hoist_field_editor_set_value (HoistFieldEditor *self, const char *value)
{
  const char *shown = value != NULL ? value : self->field->initial;

  switch (self->field->kind) {
  case HOIST_FIELD_SWITCH:
    gtk_switch_set_active (GTK_SWITCH (self->control), g_strcmp0 (shown, "1") == 0);
    break;
  case HOIST_FIELD_CHOICE:
    set_choice (self, shown);
    break;
  case HOIST_FIELD_TEXT:
  case HOIST_FIELD_ADDRESS:
  case HOIST_FIELD_NUMBER:
  case HOIST_FIELD_LIST:
  default:
    gtk_editable_set_text (GTK_EDITABLE (self->row), shown != NULL ? shown : "");
    break;
  }
}

/**
 * hoist_field_editor_set_kept:
 * @is_kept: the vault has this secret, so leaving the field empty keeps it
 */
void
hoist_field_editor_set_kept (HoistFieldEditor *self, gboolean is_kept)
{
  self->is_kept = is_kept && is_secret (self);
}

/**
 * hoist_field_editor_get_error:
 *
 * Returns: (nullable): what is wrong, as it is shown
 */
const char *
hoist_field_editor_get_error (HoistFieldEditor *self)
{
  if (!gtk_widget_get_visible (self->note))
    return NULL;
  return gtk_label_get_label (GTK_LABEL (self->note_label));
}

void
hoist_field_editor_set_error (HoistFieldEditor *self, const char *sentence)
{
  g_autofree char *shown = hoist_typeset (sentence);

  gtk_widget_set_visible (self->note, sentence != NULL);
  if (sentence == NULL) {
    gtk_widget_remove_css_class (self->row, "error");
    gtk_widget_remove_css_class (self->row, "has-note");
    gtk_accessible_reset_state (GTK_ACCESSIBLE (self->row), GTK_ACCESSIBLE_STATE_INVALID);
    hoist_accessible_describe (self->row, NULL);
    return;
  }
  gtk_label_set_label (GTK_LABEL (self->note_label), shown);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->note), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  sentence, -1);
  gtk_widget_add_css_class (self->row, "error");
  gtk_widget_add_css_class (self->row, "has-note");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->row), GTK_ACCESSIBLE_STATE_INVALID,
                               GTK_ACCESSIBLE_INVALID_TRUE, -1);
  hoist_accessible_describe (self->row, sentence);
}

/**
 * hoist_field_editor_hide_note:
 *
 * The field stays marked, but what is wrong can be read at another one, and need not be read twice.
 */
void
hoist_field_editor_hide_note (HoistFieldEditor *self)
{
  gtk_widget_set_visible (self->note, FALSE);
  gtk_widget_remove_css_class (self->row, "has-note");
}

/**
 * hoist_field_editor_check:
 *
 * Shows at the field what is wrong with it.
 */
gboolean
hoist_field_editor_check (HoistFieldEditor *self)
{
  g_autofree char *value = hoist_field_editor_dup_value (self);
  g_autoptr (GError) error = NULL;

  hoist_field_editor_set_error (self, NULL);
  if (*value == '\0') {
    if (!is_required (self) || self->is_kept)
      return TRUE;
    hoist_field_editor_set_error (self, _ ("This is needed. Fill it in"));
    return FALSE;
  }
  if (hoist_field_check (self->field, value, &error))
    return TRUE;
  hoist_field_editor_set_error (self, error->message);
  return FALSE;
}
