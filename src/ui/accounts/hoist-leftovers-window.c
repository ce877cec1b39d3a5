/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The unfinished uploads of an account: each may go on or be cleaned up. */
#include "hoist-config.h"

#include "hoist-leftovers-window.h"

#include "hoist-accessible.h"
#include "hoist-error.h"
#include "hoist-format.h"
#include "hoist-leftovers.h"
#include "hoist-message-heading.h"
#include "hoist-narrow.h"
#include "hoist-toasts.h"
#include "hoist-typeset.h"

#include <glib/gi18n-lib.h>

struct _HoistLeftoversWindow {
  AdwWindow parent;

  GtkWidget *toasts;       /* (unowned) */
  GtkWidget *stack;        /* (unowned) */
  GtkWidget *trouble_page; /* (unowned) */
  GtkWidget *empty_page;   /* (unowned) */
  GtkWidget *about;        /* (unowned) */
  GtkWidget *list;         /* (unowned) */

  HoistWorkspace *workspace; /* (owned) (nullable) */
  HoistAccount *account;     /* (owned) (nullable) */
  GPtrArray *leftovers;      /* (owned) (nullable) (element-type HoistLeftover): as shown */
  GHashTable *gone; /* (owned) (element-type utf8): ids of ours that are on their way out */
  GCancellable *cancellable; /* (owned): when the window closes */
};

G_DEFINE_FINAL_TYPE (HoistLeftoversWindow, hoist_leftovers_window, ADW_TYPE_WINDOW)

static void
say (HoistLeftoversWindow *self, const char *text)
{
  hoist_toasts_say (ADW_TOAST_OVERLAY (self->toasts), text);
}

static void
show_page (HoistLeftoversWindow *self, const char *page)
{
  gboolean is_waiting = g_str_equal (page, "waiting");

  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), page);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "leftovers.look", !is_waiting);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "leftovers.clean-all",
                                 g_str_equal (page, "list"));
}

/* What is known, in one line: what it is, how much of it is there, and since when. */
static char *
write_line (const HoistLeftover *leftover)
{
  GString *text = g_string_new (NULL);
  g_autoptr (GDateTime) since =
      leftover->since_us > 0 ? g_date_time_new_from_unix_local (leftover->since_us / G_USEC_PER_SEC)
                             : NULL;
  g_autofree char *size = NULL;
  g_autofree char *date = since != NULL ? g_date_time_format (since, "%x %H:%M") : NULL;

  if (leftover->upload != 0)
    size = hoist_format_progress (leftover->bytes_done, leftover->size);
  else
    size = leftover->size > 0 ? hoist_format_size (leftover->size) : g_strdup (_ ("Size unknown"));
  g_string_append (text, size);
  if (date != NULL) {
    /* Translators: when an upload was begun */
    g_string_append_printf (text, _ (" · begun %s"), date);
  }
  if (leftover->upload != 0)
    g_string_append (text, _ (" · in your list of uploads"));
  if (leftover->note != NULL)
    g_string_append_printf (text, "\n%s", leftover->note);
  return g_string_free (text, FALSE);
}

static GtkWidget *
new_button (const char *icon, const char *label, const char *action, guint index)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "u", index);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  return button;
}

static GtkWidget *
new_row (HoistLeftoversWindow *self, guint index)
{
  const HoistLeftover *leftover = g_ptr_array_index (self->leftovers, index);
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *line = write_line (leftover);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), leftover->name);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), line);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  hoist_accessible_describe (row, line);
  if (hoist_leftovers_can_resume (self->workspace, leftover))
    adw_action_row_add_suffix (
        ADW_ACTION_ROW (row),
        new_button ("media-playback-start-symbolic", _ ("Resume"), "leftovers.resume", index));
  adw_action_row_add_suffix (
      ADW_ACTION_ROW (row),
      new_button ("user-trash-symbolic", _ ("Clean Up…"), "leftovers.clean", index));
  return row;
}

static gboolean
is_gone (HoistLeftoversWindow *self, const HoistLeftover *leftover)
{
  return leftover->id != NULL && g_hash_table_contains (self->gone, leftover->id);
}

static void
show_list (HoistLeftoversWindow *self)
{
  GtkListBoxRow *row = NULL;
  guint n_shown = 0;

  while ((row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), 0)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), GTK_WIDGET (row));
  for (guint i = self->leftovers->len; i > 0; i--) {
    if (is_gone (self, g_ptr_array_index (self->leftovers, i - 1)))
      g_ptr_array_remove_index (self->leftovers, i - 1);
  }
  for (guint i = 0; i < self->leftovers->len; i++, n_shown++)
    gtk_list_box_append (GTK_LIST_BOX (self->list), new_row (self, i));
  show_page (self, n_shown > 0 ? "list" : "empty");
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistLeftoversWindow) self = HOIST_LEFTOVERS_WINDOW (user_data);
  g_autoptr (GError) error = NULL;
  GPtrArray *leftovers = hoist_leftovers_list_finish (result, &error);

  if (leftovers == NULL && hoist_error_is_cancelled (error))
    return;
  if (leftovers == NULL) {
    g_autofree char *shown = hoist_typeset (error->message);
    g_autofree char *markup = g_markup_escape_text (shown, -1);

    adw_status_page_set_description (ADW_STATUS_PAGE (self->trouble_page), markup);
    show_page (self, "trouble");
    return;
  }
  g_clear_pointer (&self->leftovers, g_ptr_array_unref);
  self->leftovers = leftovers;
  show_list (self);
}

static void
look (HoistLeftoversWindow *self)
{
  show_page (self, "waiting");
  hoist_leftovers_list_async (self->workspace, self->account, self->cancellable, on_listed,
                              g_object_ref (self));
}

static void
on_look (GtkWidget *widget, const char *action, GVariant *parameter)
{
  look (HOIST_LEFTOVERS_WINDOW (widget));
}

static void
on_resume (GtkWidget *widget, const char *action, GVariant *parameter)
{
  HoistLeftoversWindow *self = HOIST_LEFTOVERS_WINDOW (widget);
  guint index = g_variant_get_uint32 (parameter);

  if (self->leftovers == NULL || index >= self->leftovers->len)
    return;
  hoist_leftovers_resume (self->workspace, g_ptr_array_index (self->leftovers, index));
  say (self, hoist_queue_is_paused (hoist_workspace_get_queue (self->workspace))
                 ? _ ("It goes on when uploads are no longer paused")
                 : _ ("It goes on"));
  show_list (self);
}

static void
on_cleaned (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistLeftoversWindow) self = HOIST_LEFTOVERS_WINDOW (user_data);
  g_autoptr (GError) error = NULL;

  hoist_leftovers_clean_finish (result, &error);
  if (hoist_error_is_cancelled (error))
    return;
  say (self, error != NULL ? error->message : _ ("Cleaned up"));
  look (self);
}

/* Takes over @chosen. */
static void
clean (HoistLeftoversWindow *self, GPtrArray *chosen)
{
  for (guint i = 0; i < chosen->len; i++) {
    const HoistLeftover *leftover = g_ptr_array_index (chosen, i);

    /* the service is told only when it can no longer be undone */
    if (leftover->upload != 0 && leftover->id != NULL)
      g_hash_table_add (self->gone, g_strdup (leftover->id));
  }
  show_page (self, "waiting");
  hoist_leftovers_clean_async (self->workspace, self->account, chosen, self->cancellable,
                               on_cleaned, g_object_ref (self));
  g_ptr_array_unref (chosen);
}

static void
on_answered (AdwMessageDialog *dialog, const char *response, HoistLeftoversWindow *self)
{
  GPtrArray *chosen = g_object_get_data (G_OBJECT (dialog), "chosen");

  if (g_str_equal (response, "clean"))
    clean (self, g_ptr_array_ref (chosen));
}

static char *
describe_cleaning (GPtrArray *chosen)
{
  const HoistLeftover *first = g_ptr_array_index (chosen, 0);

  if (chosen->len == 1)
    return g_strdup_printf (_ ("Clean Up “%s”?"), first->name);
  return g_strdup_printf (
      dngettext (GETTEXT_PACKAGE, "Clean Up %u Upload?", "Clean Up %u Uploads?", chosen->len),
      chosen->len);
}

/* Takes over @chosen. */
static void
ask (HoistLeftoversWindow *self, GPtrArray *chosen)
{
  AdwMessageDialog *dialog =
      ADW_MESSAGE_DIALOG (adw_message_dialog_new (GTK_WINDOW (self), NULL, NULL));
  g_autofree char *heading = describe_cleaning (chosen);
  g_autofree char *shown = hoist_typeset (heading);

  adw_message_dialog_set_heading (dialog, shown);
  adw_message_dialog_set_body (
      dialog, _ ("What has arrived is thrown away. Those in your list of uploads are removed from "
                 "it; one that still runs elsewhere fails there. Your files stay."));
  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "clean", _ ("Clean _Up"),
                                    NULL);
  adw_message_dialog_set_response_appearance (dialog, "clean", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "cancel");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "chosen", chosen, (GDestroyNotify) g_ptr_array_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_answered), self, 0);
  hoist_message_heading_mend (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_clean (GtkWidget *widget, const char *action, GVariant *parameter)
{
  HoistLeftoversWindow *self = HOIST_LEFTOVERS_WINDOW (widget);
  guint index = g_variant_get_uint32 (parameter);
  GPtrArray *chosen = NULL;

  if (self->leftovers == NULL || index >= self->leftovers->len)
    return;
  chosen = g_ptr_array_new_with_free_func ((GDestroyNotify) hoist_leftover_free);
  g_ptr_array_add (chosen, hoist_leftover_copy (g_ptr_array_index (self->leftovers, index)));
  ask (self, chosen);
}

static void
on_clean_all (GtkWidget *widget, const char *action, GVariant *parameter)
{
  HoistLeftoversWindow *self = HOIST_LEFTOVERS_WINDOW (widget);

  if (self->leftovers != NULL && self->leftovers->len > 0)
    ask (self, g_ptr_array_ref (self->leftovers));
}

/* Closed, or destroyed together with others: nobody reads the answers any more. */
static void
on_unrealize (GtkWidget *widget, gpointer user_data)
{
  g_cancellable_cancel (HOIST_LEFTOVERS_WINDOW (widget)->cancellable);
}

static void
hoist_leftovers_window_dispose (GObject *object)
{
  HoistLeftoversWindow *self = HOIST_LEFTOVERS_WINDOW (object);

  g_clear_object (&self->workspace);
  g_clear_object (&self->account);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->leftovers, g_ptr_array_unref);
  g_clear_pointer (&self->gone, g_hash_table_unref);

  G_OBJECT_CLASS (hoist_leftovers_window_parent_class)->dispose (object);
}

static void
hoist_leftovers_window_class_init (HoistLeftoversWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hoist_leftovers_window_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hoist_uploader/Hoist/hoist-leftovers-window.ui");
  gtk_widget_class_bind_template_child (widget_class, HoistLeftoversWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, HoistLeftoversWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, HoistLeftoversWindow, trouble_page);
  gtk_widget_class_bind_template_child (widget_class, HoistLeftoversWindow, empty_page);
  gtk_widget_class_bind_template_child (widget_class, HoistLeftoversWindow, about);
  gtk_widget_class_bind_template_child (widget_class, HoistLeftoversWindow, list);
  gtk_widget_class_install_action (widget_class, "leftovers.look", NULL, on_look);
  gtk_widget_class_install_action (widget_class, "leftovers.resume", "u", on_resume);
  gtk_widget_class_install_action (widget_class, "leftovers.clean", "u", on_clean);
  gtk_widget_class_install_action (widget_class, "leftovers.clean-all", NULL, on_clean_all);
}

static void
hoist_leftovers_window_init (HoistLeftoversWindow *self)
{
  self->cancellable = g_cancellable_new ();
  self->gone = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  hoist_narrow_mend (GTK_WINDOW (self));
  g_signal_connect (self, "unrealize", G_CALLBACK (on_unrealize), NULL);
}

/**
 * hoist_leftovers_window_new:
 * @parent: (nullable)
 *
 * Asks the account's service at once.
 */
HoistLeftoversWindow *
hoist_leftovers_window_new (GtkWindow *parent, HoistWorkspace *workspace, HoistAccount *account)
{
  HoistLeftoversWindow *self =
      g_object_new (HOIST_TYPE_LEFTOVERS_WINDOW, "transient-for", parent, NULL);
  g_autofree char *about = hoist_leftovers_describe (account);
  g_autofree char *markup = g_markup_escape_text (about, -1);

  self->workspace = g_object_ref (workspace);
  self->account = g_object_ref (account);
  gtk_label_set_label (GTK_LABEL (self->about), about);
  adw_status_page_set_description (ADW_STATUS_PAGE (self->empty_page), markup);
  look (self);
  return self;
}
