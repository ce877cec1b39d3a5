/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A short page of help: questions that open. Nearly all of it is in the .ui file. */
#include "hoist-help-window.h"

#include "hoist-accessible.h"
#include "hoist-narrow.h"

struct _HoistHelpWindow {
  AdwWindow parent;
};

G_DEFINE_FINAL_TYPE (HoistHelpWindow, hoist_help_window, ADW_TYPE_WINDOW)

/* The action is the main window's; a window of its own does not find it. */
static void
on_report (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (widget));

  if (parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.help-bundle", NULL);
}

static void
hoist_help_window_class_init (HoistHelpWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hoist_uploader/Hoist/hoist-help-window.ui");
  gtk_widget_class_install_action (widget_class, "help.report", NULL, on_report);
}

static void
hoist_help_window_init (HoistHelpWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hoist_accessible_name_buttons (GTK_WIDGET (self));
  hoist_narrow_mend (GTK_WINDOW (self));
}

/**
 * hoist_help_window_new:
 * @parent: the window it belongs to
 */
HoistHelpWindow *
hoist_help_window_new (GtkWindow *parent)
{
  return g_object_new (HOIST_TYPE_HELP_WINDOW, "transient-for", parent, NULL);
}
