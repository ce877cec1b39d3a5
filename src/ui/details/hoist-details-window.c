/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The details of an upload, or what several uploads have in common to be changed. */
#include "hoist-config.h"

#include "hoist-details-window.h"

#include "hoist-accessible.h"
#include "hoist-details-log.h"
#include "hoist-details-options.h"
#include "hoist-details-overview.h"
#include "hoist-details-text.h"
#include "hoist-error.h"
#include "hoist-narrow.h"
#include "hoist-receipt-collect.h"
#include "hoist-receipt-dialog.h"
#include "hoist-show-file.h"
#include "hoist-toasts.h"

#include <glib/gi18n-lib.h>

struct _HoistDetailsWindow {
  AdwWindow parent;

  GtkWidget *switcher;             /* (unowned) */
  GtkWidget *bar;                  /* (unowned) */
  GtkWidget *copy_button;          /* (unowned) */
  GtkWidget *toasts;               /* (unowned) */
  GtkWidget *stack;                /* (unowned) */
  AdwViewStackPage *overview_page; /* (unowned) */
  GtkWidget *overview;             /* (unowned) */
  GtkWidget *options;              /* (unowned) */
  AdwViewStackPage *log_page;      /* (unowned) */
  GtkWidget *log;                  /* (unowned) */

  HoistWorkspace *workspace; /* (owned) */
  GPtrArray *sessions;       /* (owned) (element-type HoistSession): at least one */
};

G_DEFINE_FINAL_TYPE (HoistDetailsWindow, hoist_details_window, ADW_TYPE_WINDOW)

static void
say (HoistDetailsWindow *self, const char *text)
{
  hoist_toasts_say (ADW_TOAST_OVERLAY (self->toasts), text);
}

static HoistSession *
get_first (HoistDetailsWindow *self)
{
  return g_ptr_array_index (self->sessions, 0);
}

static void
copy (HoistDetailsWindow *self, const char *text)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  say (self, _ ("Copied"));
}

static void
on_copy (GtkWidget *widget, const char *action, GVariant *parameter)
{
  copy (HOIST_DETAILS_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
on_digests (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistDetailsWindow) self = HOIST_DETAILS_WINDOW (user_data);
  HoistDigests digests = { 0 };
  g_autofree char *facts = NULL;
  g_autofree char *log = hoist_details_log_dup_text (HOIST_DETAILS_LOG (self->log));
  g_autofree char *text = NULL;

  hoist_receipt_find_digests_finish (self->workspace, result, &digests, NULL);
  facts = hoist_details_text_all (get_first (self), hoist_workspace_get_accounts (self->workspace),
                                  &digests);
  text = g_strconcat (facts, *log != '\0' ? "\n" : NULL, log, NULL);
  copy (self, text);
}

static void
on_copy_all (GtkWidget *widget, const char *action, GVariant *parameter)
{
  HoistDetailsWindow *self = HOIST_DETAILS_WINDOW (widget);

  hoist_receipt_find_digests_async (self->workspace, get_first (self), on_digests,
                                    g_object_ref (self));
}

static void
on_show_file (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autofree char *uri = hoist_session_dup_uri (get_first (HOIST_DETAILS_WINDOW (widget)));

  hoist_show_file (GTK_WINDOW (widget), uri);
}

static void
on_open_link (GtkWidget *widget, const char *action, GVariant *parameter)
{
  const char *link = hoist_session_get_link (get_first (HOIST_DETAILS_WINDOW (widget)));

  if (link != NULL)
    gtk_show_uri (GTK_WINDOW (widget), link, GDK_CURRENT_TIME);
}

static void
on_receipt (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!hoist_receipt_dialog_run_finish (result, &error) && !hoist_error_is_cancelled (error))
    say (HOIST_DETAILS_WINDOW (source), error->message);
}

static void
on_save_receipt (GtkWidget *widget, const char *action, GVariant *parameter)
{
  HoistDetailsWindow *self = HOIST_DETAILS_WINDOW (widget);

  hoist_receipt_dialog_run_async (GTK_WINDOW (self), self->workspace, self->sessions,
                                  HOIST_RECEIPT_SAVE, on_receipt, NULL);
}

static void
on_print_receipt (GtkWidget *widget, const char *action, GVariant *parameter)
{
  HoistDetailsWindow *self = HOIST_DETAILS_WINDOW (widget);

  hoist_receipt_dialog_run_async (GTK_WINDOW (self), self->workspace, self->sessions,
                                  HOIST_RECEIPT_PRINT, on_receipt, NULL);
}

static gboolean
on_laid_out (gpointer user_data)
{
  HoistDetailsWindow *self = HOIST_DETAILS_WINDOW (user_data);

  adw_view_switcher_bar_set_reveal (
      ADW_VIEW_SWITCHER_BAR (self->bar),
      adw_view_switcher_title_get_title_visible (ADW_VIEW_SWITCHER_TITLE (self->switcher)));
  return G_SOURCE_REMOVE;
}

/* The header says so in the middle of being laid out: without animations the bar would get its room
 * before it has asked for it, and GTK complains. */
static void
on_title_visible (HoistDetailsWindow *self)
{
  g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_laid_out, g_object_ref (self), g_object_unref);
}

static void
hoist_details_window_dispose (GObject *object)
{
  HoistDetailsWindow *self = HOIST_DETAILS_WINDOW (object);

  g_clear_object (&self->workspace);
  g_clear_pointer (&self->sessions, g_ptr_array_unref);

  G_OBJECT_CLASS (hoist_details_window_parent_class)->dispose (object);
}

static void
hoist_details_window_class_init (HoistDetailsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hoist_details_window_dispose;
  g_type_ensure (HOIST_TYPE_DETAILS_LOG);
  g_type_ensure (HOIST_TYPE_DETAILS_OPTIONS);
  g_type_ensure (HOIST_TYPE_DETAILS_OVERVIEW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hoist_uploader/Hoist/hoist-details-window.ui");
  gtk_widget_class_bind_template_child (widget_class, HoistDetailsWindow, switcher);
  gtk_widget_class_bind_template_child (widget_class, HoistDetailsWindow, bar);
  gtk_widget_class_bind_template_callback (widget_class, on_title_visible);
  gtk_widget_class_bind_template_child (widget_class, HoistDetailsWindow, copy_button);
  gtk_widget_class_bind_template_child (widget_class, HoistDetailsWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, HoistDetailsWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, HoistDetailsWindow, overview_page);
  gtk_widget_class_bind_template_child (widget_class, HoistDetailsWindow, overview);
  gtk_widget_class_bind_template_child (widget_class, HoistDetailsWindow, options);
  gtk_widget_class_bind_template_child (widget_class, HoistDetailsWindow, log_page);
  gtk_widget_class_bind_template_child (widget_class, HoistDetailsWindow, log);
  gtk_widget_class_install_action (widget_class, "details.copy", "s", on_copy);
  gtk_widget_class_install_action (widget_class, "details.copy-all", NULL, on_copy_all);
  gtk_widget_class_install_action (widget_class, "details.show-file", NULL, on_show_file);
  gtk_widget_class_install_action (widget_class, "details.open-link", NULL, on_open_link);
  gtk_widget_class_install_action (widget_class, "details.save-receipt", NULL, on_save_receipt);
  gtk_widget_class_install_action (widget_class, "details.print-receipt", NULL, on_print_receipt);
}

static void
hoist_details_window_init (HoistDetailsWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hoist_narrow_mend (GTK_WINDOW (self));
}

static void
name_window (HoistDetailsWindow *self)
{
  g_autofree char *name = NULL;

  if (self->sessions->len == 1)
    name = hoist_session_dup_name (get_first (self));
  else
    name = g_strdup_printf (ngettext ("%u Upload", "%u Uploads", self->sessions->len),
                            self->sessions->len);
  gtk_window_set_title (GTK_WINDOW (self), name);
  adw_view_switcher_title_set_title (ADW_VIEW_SWITCHER_TITLE (self->switcher), name);
}

static void
show_one (HoistDetailsWindow *self)
{
  hoist_details_overview_set_session (HOIST_DETAILS_OVERVIEW (self->overview), self->workspace,
                                      get_first (self));
  hoist_details_log_set_session (HOIST_DETAILS_LOG (self->log), self->workspace, get_first (self));
}

/* Of several only what can be changed for all of them is left. */
static void
show_several (HoistDetailsWindow *self)
{
  gtk_widget_set_visible (self->copy_button, FALSE);
  adw_view_stack_set_visible_child_name (ADW_VIEW_STACK (self->stack), "options");
  adw_view_stack_page_set_visible (self->overview_page, FALSE);
  adw_view_stack_page_set_visible (self->log_page, FALSE);
}

/**
 * hoist_details_window_new:
 * @parent: (nullable)
 * @sessions: (element-type HoistSession): at least one
 */
HoistDetailsWindow *
hoist_details_window_new (GtkWindow *parent, HoistWorkspace *workspace, GPtrArray *sessions)
{
  HoistDetailsWindow *self = NULL;

  g_return_val_if_fail (sessions->len > 0, NULL);

  self = g_object_new (HOIST_TYPE_DETAILS_WINDOW, "transient-for", parent, NULL);
  self->workspace = g_object_ref (workspace);
  self->sessions = g_ptr_array_ref (sessions);
  name_window (self);
  hoist_details_options_set_sessions (HOIST_DETAILS_OPTIONS (self->options), workspace, sessions);
  g_signal_connect_object (self->options, "said", G_CALLBACK (say), self, G_CONNECT_SWAPPED);
  if (sessions->len == 1)
    show_one (self);
  else
    show_several (self);
  hoist_accessible_name_buttons (GTK_WIDGET (self));
  return self;
}

/**
 * hoist_details_window_show_page:
 * @name: "overview", "options" or "log"
 */
void
hoist_details_window_show_page (HoistDetailsWindow *self, const char *name)
{
  g_return_if_fail (HOIST_IS_DETAILS_WINDOW (self));

  adw_view_stack_set_visible_child_name (ADW_VIEW_STACK (self->stack), name);
}
