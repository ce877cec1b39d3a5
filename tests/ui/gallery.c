/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws windows and dialogs that need no upload into pictures, in the styles and widths asked for.
 * Each picture is a line on standard output: scene, style, width, name of the file. */
#include "gallery-scene.h"
#include "hoist-locale.h"
#include "hoist-test-vault.h"
#include "hoist-ui.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <stdlib.h>

#define HEIGHT 640
#define DPI 96
#define LOOK_MS 150

/* Longer than any test of an account takes, and than a window that is asked to be narrower than it
 * can be needs to show that it does not become so. */
#define LIMIT_US (30 * G_USEC_PER_SEC)
#define RESIZE_US (2 * G_USEC_PER_SEC)

typedef struct {
  GalleryStage stage;
  char *folder;              /* (owned) (nullable) (type filename) */
  char *suffix;              /* (owned) (nullable) */
  char **styles;             /* (owned) */
  GArray *widths;            /* (owned) (element-type int) */
  GPtrArray *scenes;         /* (owned) (element-type GalleryScene) */
  guint scene, style, width; /* what is drawn now */
  GtkWindow *window;         /* (unowned) (nullable): a toplevel */
  GBytes *last;              /* (owned) (nullable): the window a moment ago */
  gint64 since_us;           /* when this picture was asked for */
  gboolean is_incomplete;
} Gallery;

static int
get_width (const Gallery *self)
{
  return g_array_index (self->widths, int, self->width);
}

static const GalleryScene *
get_scene (const Gallery *self)
{
  return g_ptr_array_index (self->scenes, self->scene);
}

static void
take_style (const char *style)
{
  gboolean is_large = g_str_equal (style, "large");

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      g_str_equal (style, "dark") ? ADW_COLOR_SCHEME_FORCE_DARK
                                                                  : ADW_COLOR_SCHEME_FORCE_LIGHT);
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", DPI * 1024 * (is_large ? 2 : 1), NULL);
}

/* Asks for the next picture of the window that is there. */
static void
begin_picture (Gallery *self)
{
  take_style (self->styles[self->style]);
  gtk_window_set_default_size (self->window, get_width (self), HEIGHT);
  g_clear_pointer (&self->last, g_bytes_unref);
  self->since_us = g_get_monotonic_time ();
}

/* Returns: (transfer full) (nullable): the window as a PNG, once there is something to draw */
static GBytes *
draw (GtkWindow *window)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (window));
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  gdk_paintable_snapshot (paintable, snapshot, gdk_paintable_get_intrinsic_width (paintable),
                          gdk_paintable_get_intrinsic_height (paintable));
  node = gtk_snapshot_free_to_node (snapshot);
  if (node == NULL)
    return NULL;
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node, NULL);
  return gdk_texture_save_to_png_bytes (texture);
}

/* A test of an account is under way: its row says so. */
static gboolean
is_at_work (GtkWidget *widget)
{
  if (ADW_IS_ACTION_ROW (widget) && gtk_widget_get_mapped (widget) &&
      g_strcmp0 (adw_action_row_get_subtitle (ADW_ACTION_ROW (widget)), _ ("Being tried…")) == 0)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    if (is_at_work (child))
      return TRUE;
  }
  return FALSE;
}

static gboolean
has_come_to_rest (Gallery *self, GBytes *now)
{
  gint64 waited_us = g_get_monotonic_time () - self->since_us;
  gboolean is_resized =
      gtk_widget_get_width (GTK_WIDGET (self->window)) == get_width (self) || waited_us > RESIZE_US;
  gboolean is_same = self->last != NULL && g_bytes_equal (self->last, now);

  g_clear_pointer (&self->last, g_bytes_unref);
  self->last = g_bytes_ref (now);
  return is_resized && is_same && !is_at_work (GTK_WIDGET (self->window));
}

static void
save (Gallery *self, GBytes *bytes)
{
  const char *style = self->styles[self->style];
  const char *name = get_scene (self)->name;
  gboolean has_suffix = self->suffix != NULL && *self->suffix != '\0';
  g_autofree char *file = g_strdup_printf ("drawn-%s-%s-%d%s%s.png", name, style, get_width (self),
                                           has_suffix ? "-" : "", has_suffix ? self->suffix : "");
  g_autofree char *path = g_build_filename (self->folder, file, NULL);
  g_autoptr (GError) error = NULL;

  if (!g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes),
                            &error)) {
    g_printerr ("%s\n", error->message);
    self->is_incomplete = TRUE;
    return;
  }
  g_print ("%s %s %d %s\n", name, style, get_width (self), file);
}

/* Style by style, width by width, scene by scene. Returns: whether there is a next picture */
static gboolean
go_on (Gallery *self)
{
  if (self->styles[++self->style] == NULL) {
    self->style = 0;
    self->width++;
  }
  if (self->width < self->widths->len) {
    begin_picture (self);
    return TRUE;
  }
  self->width = 0;
  gtk_window_destroy (self->window);
  self->window = NULL;
  self->scene++;
  return self->scene < self->scenes->len;
}

static gboolean
on_look (gpointer user_data)
{
  Gallery *self = user_data;
  g_autoptr (GBytes) now = NULL;

  if (self->window == NULL) {
    take_style (self->styles[0]);
    self->window = get_scene (self)->make (&self->stage);
    begin_picture (self);
    gtk_window_present (self->window);
    return G_SOURCE_CONTINUE;
  }
  now = draw (self->window);
  if (now == NULL || !has_come_to_rest (self, now)) {
    if (g_get_monotonic_time () - self->since_us < LIMIT_US)
      return G_SOURCE_CONTINUE;
    g_printerr ("The scene “%s” does not come to rest.\n", get_scene (self)->name);
    self->is_incomplete = TRUE;
  } else {
    save (self, now);
  }
  if (go_on (self))
    return G_SOURCE_CONTINUE;
  g_application_release (G_APPLICATION (self->stage.application));
  return G_SOURCE_REMOVE;
}

static void
on_account_added (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_object_unref (hoist_accounts_add_finish (HOIST_ACCOUNTS (source), result, &error));
  g_assert_no_error (error);
  if (hoist_accounts_get_count (HOIST_ACCOUNTS (source)) == 2)
    g_timeout_add (LOOK_MS, on_look, user_data);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HoistWorkspace *workspace = HOIST_WORKSPACE (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (HoistSettings) settings = hoist_settings_new ();
  const HoistProvider *provider = hoist_provider_find ("tencent-vod");

  hoist_workspace_open_finish (workspace, result, &error);
  g_assert_no_error (error);
  hoist_settings_set (settings, "secret-id", "AKIDexample");
  hoist_accounts_add_async (hoist_workspace_get_accounts (workspace), provider, "Studio A",
                            settings, NULL, on_account_added, user_data);
  hoist_accounts_add_async (hoist_workspace_get_accounts (workspace), provider, "Archive & <Press>",
                            settings, NULL, on_account_added, user_data);
}

/* Buttons are not to look as if they could do nothing. */
static void
add_actions (GApplication *application)
{
  static const GActionEntry entries[] = { { .name = "practice" }, { .name = "open-again" } };

  g_action_map_add_action_entries (G_ACTION_MAP (application), entries, G_N_ELEMENTS (entries),
                                   NULL);
}

static void
on_activate (GApplication *application, gpointer user_data)
{
  Gallery *self = user_data;

  add_actions (application);

  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, "gtk-cursor-blink",
                FALSE, NULL);
  g_application_hold (application);
  hoist_workspace_open_async (self->stage.workspace, TRUE, on_opened, self);
}

static void
add_scenes (Gallery *self, const GalleryScene *scenes, char **wanted)
{
  for (; scenes->name != NULL; scenes++) {
    if (wanted == NULL || g_strv_contains ((const char *const *) wanted, scenes->name))
      g_ptr_array_add (self->scenes, (gpointer) scenes);
  }
}

static gboolean
parse (Gallery *self, int argc, char **argv, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("[SCENE…]");
  g_auto (GStrv) widths = NULL;
  g_auto (GStrv) wanted = NULL;
  gboolean is_list = FALSE;
  const GOptionEntry options[] = {
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &self->folder, "Where pictures go", "FOLDER" },
    { "style", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->styles, "light, dark, contrast or large",
      "NAME" },
    { "width", 0, 0, G_OPTION_ARG_STRING_ARRAY, &widths, "Of the windows, in pixels", "N" },
    { "suffix", 0, 0, G_OPTION_ARG_STRING, &self->suffix, "Of the pictures’ names", "WORD" },
    { "list", 0, 0, G_OPTION_ARG_NONE, &is_list, "Name the scenes", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &wanted, NULL, NULL },
    { 0 },
  };

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return FALSE;
  add_scenes (self, gallery_window_scenes, wanted);
  add_scenes (self, gallery_account_scenes, wanted);
  for (guint i = 0; is_list && i < self->scenes->len; i++)
    g_print ("%s\n", ((GalleryScene *) g_ptr_array_index (self->scenes, i))->name);
  if (is_list)
    exit (EXIT_SUCCESS);
  for (guint i = 0; widths != NULL && widths[i] != NULL; i++) {
    int width = atoi (widths[i]);

    g_array_append_val (self->widths, width);
  }
  if (self->folder != NULL && self->styles != NULL && self->widths->len > 0 &&
      self->scenes->len > 0)
    return TRUE;
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                       "A folder, a style, a width and a known scene are needed: see --help.");
  return FALSE;
}

int
main (int argc, char **argv)
{
  Gallery gallery = { .widths = g_array_new (FALSE, FALSE, sizeof (int)),
                      .scenes = g_ptr_array_new () };
  g_autofree char *folder = NULL;
  g_autoptr (HoistVault) vault = hoist_test_vault_new ();
  g_autoptr (HoistClock) clock = hoist_system_clock_new ();
  g_autoptr (GError) error = NULL;

  hoist_locale_init ();
  if (!parse (&gallery, argc, argv, &error)) {
    g_printerr ("%s\n", error->message);
    return EXIT_FAILURE;
  }
  folder = g_dir_make_tmp ("hoist-gallery-XXXXXX", NULL);
  hoist_ui_init ();
  gallery.stage.workspace = hoist_workspace_new (folder, vault, clock);
  gallery.stage.application = g_object_new (
      ADW_TYPE_APPLICATION, "application-id", "io.github.hoist_uploader.Gallery", "flags",
      G_APPLICATION_NON_UNIQUE, "resource-base-path", "/io/github/hoist_uploader/Hoist", NULL);
  g_signal_connect (gallery.stage.application, "activate", G_CALLBACK (on_activate), &gallery);
  g_application_run (G_APPLICATION (gallery.stage.application), 0, NULL);
  g_object_unref (gallery.stage.application);
  g_object_unref (gallery.stage.workspace);
  return gallery.is_incomplete ? EXIT_FAILURE : EXIT_SUCCESS;
}
