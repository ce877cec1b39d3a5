/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the platform complains of in itself, whatever a program does: the only warnings that fail no
 * test. */
#pragma once

#include <adwaita.h>
#include <string.h>

/* Any AdwMessageDialog of libadwaita 1.7 on GTK 4.18 measures its heading at widths that are too
 * small for it: seen in a program of twenty lines without anything of ours. */
static inline gboolean
platform_warnings_is_heading (const char *message)
{
  const char *address = NULL;
  GtkWidget *widget = NULL;

  if (!g_str_has_prefix (message, "Trying to measure GtkLabel "))
    return FALSE;
  address = strstr (message, "0x");
  widget = address == NULL ? NULL : GSIZE_TO_POINTER (g_ascii_strtoull (address, NULL, 16));
  return widget != NULL && GTK_IS_LABEL (widget) &&
         g_str_equal (G_OBJECT_TYPE_NAME (gtk_widget_get_parent (widget)), "AdwGizmo") &&
         gtk_widget_get_ancestor (widget, ADW_TYPE_MESSAGE_DIALOG) != NULL;
}

static inline GLogWriterOutput
platform_warnings_write (GLogLevelFlags level,
                         const GLogField *fields,
                         gsize n_fields,
                         gpointer user_data)
{
  for (gsize i = 0; i < n_fields; i++) {
    if (g_str_equal (fields[i].key, "MESSAGE") && fields[i].length < 0 &&
        platform_warnings_is_heading (fields[i].value))
      return G_LOG_WRITER_HANDLED;
  }
  return g_log_writer_default (level, fields, n_fields, user_data);
}

/* First thing in main(), before anything may be complained of. */
static inline void
platform_warnings_expect (void)
{
  g_log_set_writer_func (platform_warnings_write, NULL, NULL);
}
