/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A short page of help: questions that open. All of it is in the .ui file. */
#include "hoist-config.h"

#include "hoist-help-window.h"

struct _HoistHelpWindow {
  AdwWindow parent;
};

G_DEFINE_FINAL_TYPE (HoistHelpWindow, hoist_help_window, ADW_TYPE_WINDOW)

static void
hoist_help_window_class_init (HoistHelpWindowClass *klass)
{
  gtk_widget_class_set_template_from_resource (
      GTK_WIDGET_CLASS (klass), "/io/github/hoist_uploader/Hoist/hoist-help-window.ui");
}

static void
hoist_help_window_init (HoistHelpWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
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
