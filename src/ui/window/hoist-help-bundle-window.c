/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows a help bundle before it is given away: what is shown is exactly what is saved. */
#include "hoist-config.h"

#include "hoist-help-bundle-window.h"

#include "hoist-accessible.h"
#include "hoist-error.h"
#include "hoist-help-bundle.h"
#include "hoist-narrow.h"
#include "hoist-toasts.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _HoistHelpBundleWindow {
  AdwWindow parent;

  GtkWidget *toasts; /* (unowned) */
  GtkWidget *view;   /* (unowned) */

  HoistHelpBundle *bundle;       /* (owned) (nullable): once it is collected */
  GtkFileChooserNative *chooser; /* (owned) (nullable): while it is open */
  gboolean has_names;
};

typedef enum { PROP_HAS_NAMES = 1 } HoistHelpBundleWindowProperty;

static GParamSpec *properties[PROP_HAS_NAMES + 1];

G_DEFINE_FINAL_TYPE (HoistHelpBundleWindow, hoist_help_bundle_window, ADW_TYPE_WINDOW)

static void
say (HoistHelpBundleWindow *self, const char *text)
{
  hoist_toasts_say (ADW_TOAST_OVERLAY (self->toasts), text);
}

static char *
dup_shown (HoistHelpBundleWindow *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view));
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
}

static void
show_text (HoistHelpBundleWindow *self)
{
  g_autofree char *text = NULL;

  if (self->bundle == NULL)
    return;
  text = hoist_help_bundle_to_text (self->bundle, self->has_names);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view)), text, -1);
}

static void
set_enabled (HoistHelpBundleWindow *self, gboolean is_enabled)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "bundle.copy", is_enabled);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "bundle.save", is_enabled);
}

static void
add_versions (HoistHelpBundle *bundle)
{
  g_autofree char *gtk = g_strdup_printf ("%u.%u.%u", gtk_get_major_version (),
                                          gtk_get_minor_version (), gtk_get_micro_version ());
  g_autofree char *adwaita = g_strdup_printf ("%u.%u.%u", adw_get_major_version (),
                                              adw_get_minor_version (), adw_get_micro_version ());
  GdkDisplay *display = gdk_display_get_default ();

  hoist_help_bundle_add_version (bundle, "GTK", gtk);
  hoist_help_bundle_add_version (bundle, "libadwaita", adwaita);
  hoist_help_bundle_add_version (bundle, "display",
                                 display != NULL ? G_OBJECT_TYPE_NAME (display) : "none");
}

static void
on_collected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistHelpBundleWindow) self = HOIST_HELP_BUNDLE_WINDOW (user_data);
  g_autoptr (GError) error = NULL;
  HoistHelpBundle *bundle = hoist_help_bundle_collect_finish (result, &error);

  if (bundle == NULL) {
    say (self, error->message);
    return;
  }
  add_versions (bundle);
  self->bundle = bundle;
  show_text (self);
  set_enabled (self, TRUE);
}

static void
on_copy (GtkWidget *widget, const char *action, GVariant *parameter)
{
  HoistHelpBundleWindow *self = HOIST_HELP_BUNDLE_WINDOW (widget);
  g_autofree char *text = dup_shown (self);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  say (self, _ ("Copied"));
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistHelpBundleWindow) self = HOIST_HELP_BUNDLE_WINDOW (user_data);
  g_autofree char *name = g_file_get_basename (G_FILE (source));
  g_autofree char *shown = g_filename_display_name (name);
  GError *error = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error)) {
    say (self, _ ("Saved. Send the file to whoever helps you"));
  } else {
    g_autoptr (GError) ours = hoist_error_new_from_file (error, shown);

    say (self, ours->message);
  }
}

static void
on_response (GtkNativeDialog *dialog, int response, HoistHelpBundleWindow *self)
{
  g_autoptr (GFile) file = NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *text = NULL;

  if (response == GTK_RESPONSE_ACCEPT) {
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
    text = dup_shown (self);
    bytes = g_bytes_new_take (text, strlen (text));
    /* private: it names accounts and addresses */
    g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL,
                                         on_written, g_object_ref (self));
  }
  gtk_native_dialog_hide (dialog);
  g_clear_object (&self->chooser);
}

static void
on_save (GtkWidget *widget, const char *action, GVariant *parameter)
{
  HoistHelpBundleWindow *self = HOIST_HELP_BUNDLE_WINDOW (widget);
  g_autofree char *name = hoist_help_bundle_dup_file_name (self->bundle);

  if (self->chooser != NULL)
    return;
  self->chooser = gtk_file_chooser_native_new (_ ("Save Report"), GTK_WINDOW (self),
                                               GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_response), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
hoist_help_bundle_window_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch ((HoistHelpBundleWindowProperty) id) {
  case PROP_HAS_NAMES:
    g_value_set_boolean (value, HOIST_HELP_BUNDLE_WINDOW (object)->has_names);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
set_has_names (HoistHelpBundleWindow *self, gboolean has_names)
{
  if (self->has_names == has_names)
    return;
  self->has_names = has_names;
  show_text (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HAS_NAMES]);
}

static void
hoist_help_bundle_window_set_property (GObject *object,
                                       guint id,
                                       const GValue *value,
                                       GParamSpec *pspec)
{
  switch ((HoistHelpBundleWindowProperty) id) {
  case PROP_HAS_NAMES:
    set_has_names (HOIST_HELP_BUNDLE_WINDOW (object), g_value_get_boolean (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hoist_help_bundle_window_dispose (GObject *object)
{
  HoistHelpBundleWindow *self = HOIST_HELP_BUNDLE_WINDOW (object);

  g_clear_pointer (&self->bundle, hoist_help_bundle_free);
  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);

  G_OBJECT_CLASS (hoist_help_bundle_window_parent_class)->dispose (object);
}

static void
hoist_help_bundle_window_class_init (HoistHelpBundleWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = hoist_help_bundle_window_get_property;
  object_class->set_property = hoist_help_bundle_window_set_property;
  object_class->dispose = hoist_help_bundle_window_dispose;
  properties[PROP_HAS_NAMES] =
      g_param_spec_boolean ("has-names", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hoist_uploader/Hoist/hoist-help-bundle-window.ui");
  gtk_widget_class_bind_template_child (widget_class, HoistHelpBundleWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, HoistHelpBundleWindow, view);
  gtk_widget_class_install_action (widget_class, "bundle.copy", NULL, on_copy);
  gtk_widget_class_install_action (widget_class, "bundle.save", NULL, on_save);
}

static void
hoist_help_bundle_window_init (HoistHelpBundleWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hoist_accessible_name_buttons (GTK_WIDGET (self));
  hoist_narrow_mend (GTK_WINDOW (self));
  set_enabled (self, FALSE);
}

/**
 * hoist_help_bundle_window_new:
 * @parent: (nullable)
 *
 * Collects the bundle, and then shows it.
 */
HoistHelpBundleWindow *
hoist_help_bundle_window_new (GtkWindow *parent, HoistWorkspace *workspace)
{
  HoistHelpBundleWindow *self =
      g_object_new (HOIST_TYPE_HELP_BUNDLE_WINDOW, "transient-for", parent, NULL);

  hoist_help_bundle_collect_async (workspace, g_get_real_time (), on_collected,
                                   g_object_ref (self));
  return self;
}
