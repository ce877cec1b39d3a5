/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks a service which values it has for a field, and offers them by name. */
#include "hoist-config.h"

#include "hoist-choice-button.h"

#include "hoist-account-service.h"
#include "hoist-error.h"
#include "hoist-typeset.h"

#include <glib/gi18n-lib.h>

/* Of the list, in pixels; more is scrolled. */
#define MAX_HEIGHT 320
#define MIN_WIDTH 280

/* The id on a row. */
#define ID_KEY "hoist-choice"

struct _HoistChoiceButton {
  AdwBin parent;

  const HoistField *field; /* (unowned): in a constant table */
  GtkWidget *popover;      /* (unowned) */
  GtkWidget *stack;        /* (unowned) */
  GtkWidget *sentence;     /* (unowned) */
  GtkWidget *list;         /* (unowned) */

  GCancellable *cancellable; /* (owned) (nullable): of the question that is on its way */
};

enum { SIGNAL_ASKED, SIGNAL_CHOSEN, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HoistChoiceButton, hoist_choice_button, ADW_TYPE_BIN)

static void
give_up (HoistChoiceButton *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
on_opened (HoistChoiceButton *self)
{
  hoist_choice_button_say (self, _ ("Asking the service…"));
  g_signal_emit (self, signals[SIGNAL_ASKED], 0);
}

static void
on_activated (HoistChoiceButton *self, GtkListBoxRow *row)
{
  g_autofree char *id = g_strdup (g_object_get_data (G_OBJECT (row), ID_KEY));

  gtk_popover_popdown (GTK_POPOVER (self->popover));
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, id);
}

static void
hoist_choice_button_dispose (GObject *object)
{
  give_up (HOIST_CHOICE_BUTTON (object));

  G_OBJECT_CLASS (hoist_choice_button_parent_class)->dispose (object);
}

static void
hoist_choice_button_class_init (HoistChoiceButtonClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hoist_choice_button_dispose;

  signals[SIGNAL_ASKED] = g_signal_new ("asked", HOIST_TYPE_CHOICE_BUTTON, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", HOIST_TYPE_CHOICE_BUTTON, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static GtkWidget *
make_list (HoistChoiceButton *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (on_activated), self);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), MAX_HEIGHT);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->list);
  gtk_widget_set_size_request (scrolled, MIN_WIDTH, -1);
  return scrolled;
}

static void
hoist_choice_button_init (HoistChoiceButton *self)
{
  GtkWidget *button = gtk_menu_button_new ();

  self->sentence = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->sentence), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (self->sentence), 40);
  gtk_label_set_xalign (GTK_LABEL (self->sentence), 0);
  gtk_widget_add_css_class (self->sentence, "field-help");

  self->stack = gtk_stack_new ();
  gtk_stack_set_vhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_stack_add_named (GTK_STACK (self->stack), self->sentence, "sentence");
  gtk_stack_add_named (GTK_STACK (self->stack), make_list (self), "list");

  self->popover = gtk_popover_new ();
  gtk_popover_set_child (GTK_POPOVER (self->popover), self->stack);
  g_signal_connect_swapped (self->popover, "show", G_CALLBACK (on_opened), self);
  g_signal_connect_swapped (self->popover, "closed", G_CALLBACK (give_up), self);

  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), self->popover);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Choose from what the service has"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Choose from what the service has"), -1);
  gtk_widget_add_css_class (button, "flat");
  adw_bin_set_child (ADW_BIN (self), button);
}

/**
 * hoist_choice_button_new:
 * @field: with %HOIST_FIELD_ASKED, of a provider's constant table
 */
HoistChoiceButton *
hoist_choice_button_new (const HoistField *field)
{
  HoistChoiceButton *self = g_object_new (HOIST_TYPE_CHOICE_BUTTON, NULL);

  self->field = field;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  g_dgettext (GETTEXT_PACKAGE, field->label), -1);
  return self;
}

/* What the service calls its things is text, never markup. */
static GtkWidget *
make_row (const HoistFinding *finding)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), finding->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row),
                               finding->note != NULL ? finding->note : finding->id);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), ID_KEY, g_strdup (finding->id), g_free);
  return row;
}

static void
show (HoistChoiceButton *self, GPtrArray *findings)
{
  GtkWidget *row = NULL;

  if (findings->len == 0) {
    hoist_choice_button_say (self, _ ("The service has nothing to choose from."));
    return;
  }
  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  for (guint i = 0; i < findings->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->list), make_row (g_ptr_array_index (findings, i)));
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "list");
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistChoiceButton) self = HOIST_CHOICE_BUTTON (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) findings = hoist_account_service_list_choices_finish (result, &error);

  if (hoist_error_is_cancelled (error))
    return;
  g_clear_object (&self->cancellable);
  if (findings != NULL)
    show (self, findings);
  else
    hoist_choice_button_say (self, error->message);
}

/**
 * hoist_choice_button_ask:
 * @account: with what is typed in the form
 *
 * Asks the service, and shows its list or why there is none.
 */
void
hoist_choice_button_ask (HoistChoiceButton *self, HoistWorkspace *workspace, HoistAccount *account)
{
  g_return_if_fail (HOIST_IS_CHOICE_BUTTON (self));

  give_up (self);
  self->cancellable = g_cancellable_new ();
  hoist_account_service_list_choices_async (workspace, account, self->field, self->cancellable,
                                            on_listed, g_object_ref (self));
}

/* Instead of a list. */
void
hoist_choice_button_say (HoistChoiceButton *self, const char *sentence)
{
  g_autofree char *shown = NULL;

  g_return_if_fail (HOIST_IS_CHOICE_BUTTON (self));

  shown = hoist_typeset (sentence);
  gtk_label_set_label (GTK_LABEL (self->sentence), shown);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "sentence");
}

/**
 * hoist_choice_button_get_sentence:
 *
 * Returns: (nullable): what it says instead of a list
 */
const char *
hoist_choice_button_get_sentence (HoistChoiceButton *self)
{
  g_return_val_if_fail (HOIST_IS_CHOICE_BUTTON (self), NULL);

  if (g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (self->stack)), "sentence") != 0)
    return NULL;
  return gtk_label_get_label (GTK_LABEL (self->sentence));
}

/* (transfer none): */
GtkListBox *
hoist_choice_button_get_list (HoistChoiceButton *self)
{
  g_return_val_if_fail (HOIST_IS_CHOICE_BUTTON (self), NULL);

  return GTK_LIST_BOX (self->list);
}
