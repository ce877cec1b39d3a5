/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tooltips of what changes often: the text is asked for when one is shown. */
#include "hoist-tooltip.h"

#define TEXT "hoist-tooltip"

static gboolean
on_query (GtkWidget *widget,
          int x,
          int y,
          gboolean is_keyboard,
          GtkTooltip *tooltip,
          gpointer user_data)
{
  gtk_tooltip_set_text (tooltip, g_object_get_data (G_OBJECT (widget), TEXT));
  return TRUE;
}

/**
 * hoist_tooltip_set:
 *
 * As gtk_widget_set_tooltip_text(), which asks the X server each time where the pointer is, and
 * waits for the answer (seen with GTK 4.8.3): too much for each report of progress, and for each
 * row that scrolls by.
 */
void
hoist_tooltip_set (GtkWidget *widget, const char *text)
{
  if (!gtk_widget_get_has_tooltip (widget)) {
    gtk_widget_set_has_tooltip (widget, TRUE);
    g_signal_connect (widget, "query-tooltip", G_CALLBACK (on_query), NULL);
  }
  g_object_set_data_full (G_OBJECT (widget), TEXT, g_strdup (text), g_free);
}
