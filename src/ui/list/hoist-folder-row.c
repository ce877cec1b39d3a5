/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder in the list: all of its uploads as one row, which opens. */
#include "hoist-config.h"

#include "hoist-folder-row.h"

#include "hoist-accessible.h"
#include "hoist-list-words.h"
#include "hoist-row-parts.h"
#include "hoist-tooltip.h"
#include "hoist-typeset.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _HoistFolderRow {
  GtkBox parent;

  GtkWidget *arrow;       /* (unowned) */
  GtkWidget *name;        /* (unowned) */
  GtkWidget *sentence;    /* (unowned) */
  GtkWidget *bar;         /* (unowned) */
  GtkWidget *button;      /* (unowned) */
  GtkWidget *menu_button; /* (unowned) */

  HoistFolder *folder; /* (owned) (nullable) */
  guint refresh_id;    /* a frame callback, so that many changes cost one refresh */
  int told_percent;    /* to assistive technology */
  gboolean was_expanded;
};

G_DEFINE_FINAL_TYPE (HoistFolderRow, hoist_folder_row, GTK_TYPE_BOX)

/* The list's own widget around the row is what a screen reader stops at; told in steps of ten. */
static void
tell (HoistFolderRow *self, const char *sentence)
{
  double fraction = hoist_folder_get_fraction (self->folder);
  gboolean is_expanded = hoist_folder_is_expanded (self->folder);
  int percent = (int) (fraction * 10) * 10;
  g_autofree char *label = NULL;

  if (percent == self->told_percent && is_expanded == self->was_expanded &&
      hoist_folder_get_sums (self->folder)->n_running > 0)
    return;
  self->told_percent = percent;
  self->was_expanded = is_expanded;
  label = hoist_words_folder_label (hoist_folder_get_name (self->folder), sentence, fraction,
                                    is_expanded);
  hoist_accessible_name_cell (GTK_WIDGET (self), label);
}

static void
show_arrow (HoistFolderRow *self)
{
  gboolean is_expanded = hoist_folder_is_expanded (self->folder);
  const char *label = is_expanded ? _ ("Close Folder") : _ ("Open Folder");

  gtk_button_set_icon_name (GTK_BUTTON (self->arrow),
                            is_expanded ? "pan-down-symbolic" : "pan-end-symbolic");
  hoist_tooltip_set (self->arrow, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->arrow), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->arrow), GTK_ACCESSIBLE_STATE_EXPANDED,
                               is_expanded, -1);
}

static char *
make_sentence (HoistFolder *folder)
{
  return hoist_words_folder (hoist_folder_get_sums (folder), hoist_folder_get_rate (folder),
                             hoist_folder_get_seconds_left (folder));
}

static void
refresh (HoistFolderRow *self)
{
  const HoistFolderSums *sums = hoist_folder_get_sums (self->folder);
  g_autofree char *sentence = make_sentence (self->folder);
  g_autofree char *shown = hoist_typeset (sentence);
  HoistBar bar = hoist_words_folder_bar (sums);

  gtk_label_set_label (GTK_LABEL (self->sentence), shown);
  hoist_tooltip_set (self->sentence, sentence);
  gtk_widget_set_visible (self->bar, bar != HOIST_BAR_NONE);
  hoist_row_set_class (self->bar, "dimmed", bar == HOIST_BAR_DIMMED);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->bar),
                                 hoist_folder_get_fraction (self->folder));
  hoist_row_set_class (GTK_WIDGET (self), "done", sums->n_done == sums->n_files);
  hoist_row_set_class (GTK_WIDGET (self), "attention", sums->n_attention > 0);
  hoist_row_show_verb (self->button, hoist_words_folder_verb (sums),
                       hoist_folder_get_id (self->folder));
  show_arrow (self);
  tell (self, sentence);
}

static gboolean
on_frame (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  HoistFolderRow *self = HOIST_FOLDER_ROW (widget);

  self->refresh_id = 0;
  if (self->folder != NULL)
    refresh (self);
  return G_SOURCE_REMOVE;
}

static void
on_changed (HoistFolderRow *self)
{
  if (self->refresh_id == 0)
    self->refresh_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_frame, NULL, NULL);
}

static GMenuModel *
make_work_menu (HoistFolder *folder)
{
  GMenu *menu = g_menu_new ();
  const HoistFolderSums *sums = hoist_folder_get_sums (folder);
  gint64 id = hoist_folder_get_id (folder);

  hoist_row_add_item (menu,
                      hoist_folder_is_expanded (folder) ? _ ("Close Folder") : _ ("Open Folder"),
                      "win.toggle-folder", id);
  if (sums->n_running + sums->n_queued + sums->n_held > 0)
    hoist_row_add_item (menu, _ ("Pause"), "win.pause", id);
  if (sums->n_paused > 0)
    hoist_row_add_item (menu, _ ("Resume"), "win.resume", id);
  if (sums->n_attention + sums->n_held > 0)
    hoist_row_add_item (menu, _ ("Try Now"), "win.retry", id);
  if (sums->n_queued + sums->n_paused + sums->n_held > 0)
    hoist_row_add_item (menu, _ ("Send to Top"), "win.send-to-top", id);
  return G_MENU_MODEL (menu);
}

/* Made when it is opened: most rows never show theirs. */
static void
on_create_popup (GtkMenuButton *button, gpointer user_data)
{
  HoistFolderRow *self = HOIST_FOLDER_ROW (user_data);
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) last = g_menu_new ();
  g_autoptr (GMenuModel) work = NULL;
  g_autoptr (GMenu) result = g_menu_new ();
  gint64 id = 0;

  if (self->folder == NULL)
    return;
  id = hoist_folder_get_id (self->folder);
  work = make_work_menu (self->folder);
  if (hoist_folder_get_sums (self->folder)->n_done > 0)
    hoist_row_add_item (result, _ ("Copy Links"), "win.copy-link", id);
  hoist_row_add_item (result, _ ("Show in File Manager"), "win.show-file", id);
  hoist_row_add_item (last, _ ("Remove"), "win.remove", id);
  g_menu_append_section (menu, NULL, work);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (result));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (last));
  gtk_menu_button_set_popover (button, gtk_popover_menu_new_from_model (G_MENU_MODEL (menu)));
}

static void
hoist_folder_row_root (GtkWidget *widget)
{
  HoistFolderRow *self = HOIST_FOLDER_ROW (widget);

  GTK_WIDGET_CLASS (hoist_folder_row_parent_class)->root (widget);
  self->told_percent = -1;
  if (self->folder != NULL)
    refresh (self);
}

static void
hoist_folder_row_dispose (GObject *object)
{
  hoist_folder_row_set_folder (HOIST_FOLDER_ROW (object), NULL);

  G_OBJECT_CLASS (hoist_folder_row_parent_class)->dispose (object);
}

static void
hoist_folder_row_class_init (HoistFolderRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hoist_folder_row_dispose;
  widget_class->root = hoist_folder_row_root;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hoist_uploader/Hoist/hoist-folder-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HoistFolderRow, arrow);
  gtk_widget_class_bind_template_child (widget_class, HoistFolderRow, name);
  gtk_widget_class_bind_template_child (widget_class, HoistFolderRow, sentence);
  gtk_widget_class_bind_template_child (widget_class, HoistFolderRow, bar);
  gtk_widget_class_bind_template_child (widget_class, HoistFolderRow, button);
  gtk_widget_class_bind_template_child (widget_class, HoistFolderRow, menu_button);
}

static void
hoist_folder_row_init (HoistFolderRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hoist_row_attach_menu (GTK_WIDGET (self), self->menu_button);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->menu_button), on_create_popup, self,
                                         NULL);
}

HoistFolderRow *
hoist_folder_row_new (void)
{
  return g_object_new (HOIST_TYPE_FOLDER_ROW, NULL);
}

/**
 * hoist_folder_row_make_label:
 *
 * Returns: (transfer full): what a screen reader says of a row with @folder
 */
char *
hoist_folder_row_make_label (HoistFolder *folder)
{
  g_autofree char *sentence = make_sentence (folder);

  return hoist_words_folder_label (hoist_folder_get_name (folder), sentence,
                                   hoist_folder_get_fraction (folder),
                                   hoist_folder_is_expanded (folder));
}

static void
forget (HoistFolderRow *self)
{
  if (self->folder != NULL)
    g_signal_handlers_disconnect_by_func (self->folder, on_changed, self);
  if (self->refresh_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->refresh_id);
  self->refresh_id = 0;
  g_clear_object (&self->folder);
}

/**
 * hoist_folder_row_set_folder:
 * @folder: (nullable): what to show; %NULL while the row waits to be used again
 */
void
hoist_folder_row_set_folder (HoistFolderRow *self, HoistFolder *folder)
{
  if (self->folder == folder)
    return;
  forget (self);
  if (folder == NULL)
    return;
  self->folder = g_object_ref (folder);
  self->told_percent = -1;
  g_signal_connect_object (folder, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (folder, "notify", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  gtk_label_set_label (GTK_LABEL (self->name), hoist_folder_get_name (folder));
  hoist_tooltip_set (self->name, hoist_folder_get_name (folder));
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->arrow), "x",
                                    hoist_folder_get_id (folder));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->arrow), "win.toggle-folder");
  refresh (self);
}

void
hoist_folder_row_open_menu (HoistFolderRow *self)
{
  gtk_menu_button_popup (GTK_MENU_BUTTON (self->menu_button));
}
