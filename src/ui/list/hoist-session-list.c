/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of uploads on the screen: rows, search, and the bar for what is selected. */
#include "hoist-config.h"

#include "hoist-session-list.h"

#include "hoist-accessible.h"
#include "hoist-folder-row.h"
#include "hoist-lazy-row.h"
#include "hoist-list-words.h"
#include "hoist-row-drag.h"
#include "hoist-search.h"
#include "hoist-section-heading.h"
#include "hoist-session-row.h"

/* One selected row is nothing to speak of: it has its own buttons. */
#define BAR_FROM 2

struct _HoistSessionList {
  AdwBin parent;

  GtkWidget *search_bar;    /* (unowned) */
  GtkWidget *search_entry;  /* (unowned) */
  GtkWidget *stack;         /* (unowned) */
  GtkWidget *list;          /* (unowned) */
  GtkWidget *selection_bar; /* (unowned) */
  GtkWidget *n_label;       /* (unowned) */
  GtkWidget *n_short_label; /* (unowned): in its place where a window is narrow */

  GListModel *sessions;    /* (owned) (nullable) */
  HoistAccounts *accounts; /* (owned) (nullable) */
  HoistSections *all;      /* (owned) (nullable) */
  HoistSearch *search;     /* (owned) (nullable): while something is searched for */
  HoistSections *found;    /* (owned) (nullable): of the search */
  gulong focus_id;         /* on the window that has the list */
  gpointer last_focused;   /* (unowned) (nullable): only compared */
};

typedef enum { PROP_IS_SEARCHING = 1, PROP_N_SELECTED } HoistSessionListProperty;

static GParamSpec *properties[PROP_N_SELECTED + 1];

G_DEFINE_FINAL_TYPE (HoistSessionList, hoist_session_list, ADW_TYPE_BIN)

static gint64
get_item_id (gpointer item)
{
  return HOIST_IS_FOLDER (item) ? hoist_folder_get_id (item) : hoist_session_get_id (item);
}

/* Returns: (transfer none) (nullable): what a row shows, or will when it comes into view. */
static gpointer
get_row_item (GtkWidget *row)
{
  GtkWidget *place = gtk_widget_get_ancestor (row, HOIST_TYPE_LAZY_ROW);

  return place == NULL ? NULL : hoist_lazy_row_get_item (HOIST_LAZY_ROW (place));
}

/* Only the order of what waits means anything. */
static gint64
get_movable_id (GtkWidget *row)
{
  GtkWidget *list = gtk_widget_get_ancestor (row, HOIST_TYPE_SESSION_LIST);
  gpointer item = get_row_item (row);
  HoistSection section = HOIST_SECTION_FINISHED;

  if (list == NULL || item == NULL || HOIST_SESSION_LIST (list)->found != NULL ||
      !hoist_sections_get_section (HOIST_SESSION_LIST (list)->all, item, &section))
    return 0;
  return section == HOIST_SECTION_WAITING ? get_item_id (item) : 0;
}

static GtkWidget *
make_session_row (HoistSessionList *self)
{
  HoistSessionRow *row = hoist_session_row_new ();

  hoist_session_row_set_accounts (row, self->accounts);
  hoist_row_drag_attach (GTK_WIDGET (row), get_movable_id);
  return GTK_WIDGET (row);
}

static GtkWidget *
make_folder_row (void)
{
  GtkWidget *row = GTK_WIDGET (hoist_folder_row_new ());

  hoist_row_drag_attach (row, get_movable_id);
  return row;
}

static void
fill_session (HoistSessionList *self, GtkWidget *row, HoistSession *session)
{
  HoistSections *sections = hoist_session_list_get_sections (self);

  if (hoist_sections_get_folder (sections, session) != NULL)
    gtk_widget_add_css_class (row, "inside");
  else
    gtk_widget_remove_css_class (row, "inside");
  hoist_session_row_set_session (HOIST_SESSION_ROW (row), session);
}

/* Rows are used again for items of their own kind. */
static GtkWidget *
fill_place (GtkWidget *child, gpointer item, gpointer data)
{
  HoistSessionList *self = HOIST_SESSION_LIST (data);
  GtkWidget *row = child;

  if (HOIST_IS_FOLDER (item)) {
    row = HOIST_IS_FOLDER_ROW (child) ? child : make_folder_row ();
    hoist_folder_row_set_folder (HOIST_FOLDER_ROW (row), item);
  } else {
    row = HOIST_IS_SESSION_ROW (child) ? child : make_session_row (self);
    fill_session (self, row, item);
  }
  return row;
}

static char *
name_place (gpointer item, gpointer data)
{
  return HOIST_IS_FOLDER (item)
             ? hoist_folder_row_make_label (item)
             : hoist_session_row_make_label (item, HOIST_SESSION_LIST (data)->accounts);
}

static GtkWidget *
fit_row (HoistSessionList *self, GtkListItem *list_item, gpointer item)
{
  GtkWidget *row = gtk_list_item_get_child (list_item);
  GtkWidget *fitting = row;

  if (HOIST_IS_SECTION_HEADER (item) && !HOIST_IS_SECTION_HEADING (row))
    fitting = GTK_WIDGET (hoist_section_heading_new ());
  else if (!HOIST_IS_SECTION_HEADER (item) && !HOIST_IS_LAZY_ROW (row))
    fitting = hoist_lazy_row_new (fill_place, name_place, self);
  if (fitting != row)
    gtk_list_item_set_child (list_item, fitting);
  return fitting;
}

static void
mark_heading (GtkWidget *row, gboolean is_heading)
{
  GtkWidget *cell = gtk_widget_get_parent (row);

  if (cell != NULL && is_heading)
    gtk_widget_add_css_class (cell, "heading-cell");
  else if (cell != NULL)
    gtk_widget_remove_css_class (cell, "heading-cell");
}

static void
on_row_bind (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  HoistSessionList *self = HOIST_SESSION_LIST (user_data);
  gpointer item = gtk_list_item_get_item (list_item);
  GtkWidget *row = fit_row (self, list_item, item);

  /* a heading does nothing, but the arrow keys cannot pass what cannot be activated */
  gtk_list_item_set_selectable (list_item, !HOIST_IS_SECTION_HEADER (item));
  mark_heading (row, HOIST_IS_SECTION_HEADER (item));
  if (HOIST_IS_SECTION_HEADER (item))
    hoist_section_heading_set_header (HOIST_SECTION_HEADING (row), item);
  else
    hoist_lazy_row_set_item (HOIST_LAZY_ROW (row), item);
}

static void
on_row_unbind (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  GtkWidget *row = gtk_list_item_get_child (list_item);
  GtkWidget *child = NULL;

  if (HOIST_IS_SECTION_HEADING (row)) {
    hoist_section_heading_set_header (HOIST_SECTION_HEADING (row), NULL);
    return;
  }
  child = hoist_lazy_row_get_child (HOIST_LAZY_ROW (row));
  hoist_lazy_row_set_item (HOIST_LAZY_ROW (row), NULL);
  if (HOIST_IS_FOLDER_ROW (child))
    hoist_folder_row_set_folder (HOIST_FOLDER_ROW (child), NULL);
  else if (HOIST_IS_SESSION_ROW (child))
    hoist_session_row_set_session (HOIST_SESSION_ROW (child), NULL);
}

static void
on_activate (GtkListView *list, guint position, gpointer user_data)
{
  HoistSections *sections = hoist_session_list_get_sections (HOIST_SESSION_LIST (user_data));
  g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (sections), position);

  if (HOIST_IS_FOLDER (item) || HOIST_IS_SESSION (item))
    gtk_widget_activate_action (GTK_WIDGET (list),
                                HOIST_IS_FOLDER (item) ? "win.toggle-folder" : "win.details", "x",
                                get_item_id (item));
}

/* --- the keyboard's row --- */

static GtkWidget *
find_row (GtkWidget *focus)
{
  GtkWidget *child = focus == NULL ? NULL : gtk_widget_get_first_child (focus);

  if (focus == NULL || HOIST_IS_LAZY_ROW (child))
    return child;
  return gtk_widget_get_ancestor (focus, HOIST_TYPE_LAZY_ROW);
}

static GtkWidget *
find_focused_row (HoistSessionList *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root == NULL ? NULL : gtk_root_get_focus (root);

  if (focus == NULL || !gtk_widget_is_ancestor (focus, self->list))
    return NULL;
  return find_row (focus);
}

static void
on_focus_changed (HoistSessionList *self)
{
  gpointer item = hoist_session_list_get_focused (self);

  if (self->all != NULL)
    hoist_sections_set_kept (hoist_session_list_get_sections (self), item);
  if (item != NULL)
    self->last_focused = item;
}

/* The row that had the keyboard last, else the first one on the screen. */
static gboolean
focus_row (HoistSessionList *self)
{
  GtkWidget *best = NULL;

  for (GtkWidget *cell = gtk_widget_get_first_child (self->list); cell != NULL;
       cell = gtk_widget_get_next_sibling (cell)) {
    GtkWidget *row = gtk_widget_get_first_child (cell);
    gpointer item = row == NULL ? NULL : get_row_item (row);

    if (item != NULL && item == self->last_focused)
      return gtk_widget_child_focus (cell, GTK_DIR_TAB_FORWARD);
    if (item != NULL && best == NULL)
      best = cell;
  }
  return best != NULL && gtk_widget_child_focus (best, GTK_DIR_TAB_FORWARD);
}

/* Left to itself, the view would take the keyboard to the first heading, and no further. */
static gboolean
hoist_session_list_focus (GtkWidget *widget, GtkDirectionType direction)
{
  HoistSessionList *self = HOIST_SESSION_LIST (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root == NULL ? NULL : gtk_root_get_focus (root);
  gboolean is_inside = focus != NULL && gtk_widget_is_ancestor (focus, self->list);
  gboolean is_in_entry = focus != NULL && gtk_widget_is_ancestor (focus, self->search_bar);
  gboolean has_entry = gtk_search_bar_get_search_mode (GTK_SEARCH_BAR (self->search_bar));

  if (!is_inside && (direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_DOWN) &&
      (is_in_entry || !has_entry) && gtk_widget_get_mapped (self->list) && focus_row (self))
    return TRUE;
  return GTK_WIDGET_CLASS (hoist_session_list_parent_class)->focus (widget, direction);
}

static gboolean
on_key_pressed (GtkEventControllerKey *controller,
                guint key,
                guint code,
                GdkModifierType state,
                gpointer user_data)
{
  HoistSessionList *self = HOIST_SESSION_LIST (user_data);
  gboolean is_rtl = gtk_widget_get_direction (self->list) == GTK_TEXT_DIR_RTL;
  gpointer item = hoist_session_list_get_focused (self);
  gboolean is_open = FALSE;

  if ((key != GDK_KEY_Right && key != GDK_KEY_Left) || !HOIST_IS_FOLDER (item) ||
      (state & gtk_accelerator_get_default_mod_mask ()) != 0)
    return GDK_EVENT_PROPAGATE;
  is_open = (key == GDK_KEY_Right) != is_rtl;
  hoist_sections_set_expanded (hoist_session_list_get_sections (self), item, is_open);
  return GDK_EVENT_STOP;
}

/* --- what is selected, and what is searched for --- */

static void
on_selected (HoistSessionList *self)
{
  HoistSections *sections = hoist_session_list_get_sections (self);
  guint n_selected = sections == NULL ? 0 : hoist_sections_get_n_selected (sections);
  g_autofree char *text = hoist_words_selected (n_selected);
  g_autofree char *number = g_strdup_printf ("%u", n_selected);

  if (n_selected >= BAR_FROM) {
    gtk_label_set_label (GTK_LABEL (self->n_label), text);
    gtk_label_set_label (GTK_LABEL (self->n_short_label), number);
    gtk_widget_set_visible (self->selection_bar, TRUE);
  }
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->selection_bar), n_selected >= BAR_FROM);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_SELECTED]);
}

/* Folded up, a screen reader would still find its buttons. */
static void
on_bar_moved (HoistSessionList *self)
{
  GtkRevealer *bar = GTK_REVEALER (self->selection_bar);

  if (!gtk_revealer_get_reveal_child (bar) && !gtk_revealer_get_child_revealed (bar))
    gtk_widget_set_visible (self->selection_bar, FALSE);
}

static void
show_fitting_page (HoistSessionList *self)
{
  gboolean is_none = self->found != NULL && !hoist_search_is_pending (self->search) &&
                     g_list_model_get_n_items (G_LIST_MODEL (self->found)) == 0;

  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), is_none ? "none" : "rows");
}

/* GTK keeps the row in sight that was there. Somebody at the top wants to see what comes there:
 * rows that need attention, the file that was just added. */
static void
stay_at_top (HoistSessionList *self, guint position, guint n_removed, guint n_added)
{
  GtkAdjustment *place = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->list));

  if (position == 0 && n_added > 0 && place != NULL && gtk_adjustment_get_value (place) <= 0)
    gtk_widget_activate_action (self->list, "list.scroll-to-item", "u", 0);
}

static void
show_sections (HoistSessionList *self)
{
  HoistSections *sections = hoist_session_list_get_sections (self);

  gtk_list_view_set_model (GTK_LIST_VIEW (self->list), GTK_SELECTION_MODEL (sections));
  on_selected (self);
  show_fitting_page (self);
}

static void
end_search (HoistSessionList *self)
{
  if (self->found == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->found, self);
  g_signal_handlers_disconnect_by_data (self->search, self);
  gtk_list_view_set_model (GTK_LIST_VIEW (self->list), NULL);
  g_clear_object (&self->found);
  g_clear_object (&self->search);
}

static void
on_search_changed (GtkSearchEntry *entry, gpointer user_data)
{
  HoistSessionList *self = HOIST_SESSION_LIST (user_data);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));

  if (self->all == NULL)
    return;
  if (*text == '\0') {
    end_search (self);
    show_sections (self);
    return;
  }
  if (self->search != NULL) {
    hoist_search_set_text (self->search, text);
    show_fitting_page (self);
    return;
  }
  self->search = hoist_search_new (self->sessions, self->accounts);
  hoist_search_set_text (self->search, text);
  self->found = hoist_sections_new (hoist_search_get_model (self->search), TRUE);
  g_signal_connect_object (self->found, "notify::n-selected", G_CALLBACK (on_selected), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->found, "items-changed", G_CALLBACK (show_fitting_page), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "notify::is-pending", G_CALLBACK (show_fitting_page), self,
                           G_CONNECT_SWAPPED);
  show_sections (self);
}

static void
on_search_mode (HoistSessionList *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_SEARCHING]);
}

static void
on_unselect (GtkButton *button, gpointer user_data)
{
  HoistSections *sections = hoist_session_list_get_sections (HOIST_SESSION_LIST (user_data));

  gtk_selection_model_unselect_all (GTK_SELECTION_MODEL (sections));
}

static gboolean
on_escape (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  HoistSessionList *self = HOIST_SESSION_LIST (widget);
  HoistSections *sections = hoist_session_list_get_sections (self);

  if (sections != NULL && hoist_sections_get_n_selected (sections) > 0) {
    gtk_selection_model_unselect_all (GTK_SELECTION_MODEL (sections));
    return GDK_EVENT_STOP;
  }
  if (!gtk_search_bar_get_search_mode (GTK_SEARCH_BAR (self->search_bar)))
    return GDK_EVENT_PROPAGATE;
  gtk_search_bar_set_search_mode (GTK_SEARCH_BAR (self->search_bar), FALSE);
  return GDK_EVENT_STOP;
}

static void
hoist_session_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HoistSessionList *self = HOIST_SESSION_LIST (object);
  HoistSections *sections = hoist_session_list_get_sections (self);

  switch ((HoistSessionListProperty) id) {
  case PROP_IS_SEARCHING:
    g_value_set_boolean (value, gtk_search_bar_get_search_mode (GTK_SEARCH_BAR (self->search_bar)));
    break;
  case PROP_N_SELECTED:
    g_value_set_uint (value, sections == NULL ? 0 : hoist_sections_get_n_selected (sections));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hoist_session_list_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HoistSessionList *self = HOIST_SESSION_LIST (object);

  switch ((HoistSessionListProperty) id) {
  case PROP_IS_SEARCHING:
    gtk_search_bar_set_search_mode (GTK_SEARCH_BAR (self->search_bar), g_value_get_boolean (value));
    break;
  case PROP_N_SELECTED:
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hoist_session_list_root (GtkWidget *widget)
{
  HoistSessionList *self = HOIST_SESSION_LIST (widget);

  GTK_WIDGET_CLASS (hoist_session_list_parent_class)->root (widget);
  self->focus_id = g_signal_connect_swapped (gtk_widget_get_root (widget), "notify::focus-widget",
                                             G_CALLBACK (on_focus_changed), self);
}

static void
hoist_session_list_unroot (GtkWidget *widget)
{
  g_clear_signal_handler (&HOIST_SESSION_LIST (widget)->focus_id, gtk_widget_get_root (widget));
  GTK_WIDGET_CLASS (hoist_session_list_parent_class)->unroot (widget);
}

static void
hoist_session_list_dispose (GObject *object)
{
  HoistSessionList *self = HOIST_SESSION_LIST (object);

  if (self->all != NULL)
    g_signal_handlers_disconnect_by_data (self->all, self);
  if (self->found != NULL)
    g_signal_handlers_disconnect_by_data (self->found, self);
  g_clear_object (&self->found);
  g_clear_object (&self->search);
  g_clear_object (&self->all);
  g_clear_object (&self->sessions);
  g_clear_object (&self->accounts);

  G_OBJECT_CLASS (hoist_session_list_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hoist_uploader/Hoist/hoist-session-list.ui");
  gtk_widget_class_bind_template_child (widget_class, HoistSessionList, search_bar);
  gtk_widget_class_bind_template_child (widget_class, HoistSessionList, search_entry);
  gtk_widget_class_bind_template_child (widget_class, HoistSessionList, stack);
  gtk_widget_class_bind_template_child (widget_class, HoistSessionList, list);
  gtk_widget_class_bind_template_child (widget_class, HoistSessionList, selection_bar);
  gtk_widget_class_bind_template_child (widget_class, HoistSessionList, n_label);
  gtk_widget_class_bind_template_child (widget_class, HoistSessionList, n_short_label);
  gtk_widget_class_bind_template_callback (widget_class, on_row_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_row_unbind);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_key_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_search_mode);
  gtk_widget_class_bind_template_callback (widget_class, on_unselect);
  gtk_widget_class_bind_template_callback (widget_class, on_bar_moved);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, on_escape, NULL);
}

static void
hoist_session_list_class_init (HoistSessionListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = hoist_session_list_get_property;
  object_class->set_property = hoist_session_list_set_property;
  object_class->dispose = hoist_session_list_dispose;
  widget_class->focus = hoist_session_list_focus;
  widget_class->root = hoist_session_list_root;
  widget_class->unroot = hoist_session_list_unroot;
  properties[PROP_IS_SEARCHING] =
      g_param_spec_boolean ("is-searching", NULL, NULL, FALSE, G_PARAM_READWRITE | flags);
  properties[PROP_N_SELECTED] =
      g_param_spec_uint ("n-selected", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  bind_template (widget_class);
}

static void
hoist_session_list_init (HoistSessionList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* its child is not the entry itself: nobody else tells it where the keyboard has to go */
  gtk_search_bar_connect_entry (GTK_SEARCH_BAR (self->search_bar),
                                GTK_EDITABLE (self->search_entry));
}

HoistSessionList *
hoist_session_list_new (void)
{
  return g_object_new (HOIST_TYPE_SESSION_LIST, NULL);
}

/**
 * hoist_session_list_set_sessions:
 * @sessions: a list of #HoistSession
 * @accounts: (nullable): where rows find the names of accounts
 *
 * Once.
 */
void
hoist_session_list_set_sessions (HoistSessionList *self,
                                 GListModel *sessions,
                                 HoistAccounts *accounts)
{
  g_return_if_fail (HOIST_IS_SESSION_LIST (self));
  g_return_if_fail (self->all == NULL);

  self->sessions = g_object_ref (sessions);
  g_set_object (&self->accounts, accounts);
  self->all = hoist_sections_new (sessions, FALSE);
  g_signal_connect_object (self->all, "notify::n-selected", G_CALLBACK (on_selected), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->all, "items-changed", G_CALLBACK (stay_at_top), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  show_sections (self);
}

/**
 * hoist_session_list_session_changed:
 *
 * To be called when the state or progress of an upload is new.
 */
void
hoist_session_list_session_changed (HoistSessionList *self, HoistSession *session)
{
  if (self->all != NULL)
    hoist_sections_session_changed (self->all, session);
  if (self->found != NULL)
    hoist_sections_session_changed (self->found, session);
}

/**
 * hoist_session_list_get_sections:
 *
 * Returns: (transfer none) (nullable): what is shown now: all, or what was found
 */
HoistSections *
hoist_session_list_get_sections (HoistSessionList *self)
{
  return self->found != NULL ? self->found : self->all;
}

/* Returns: (transfer none) (nullable): all uploads, also while something is searched for. */
HoistSections *
hoist_session_list_get_all (HoistSessionList *self)
{
  return self->all;
}

/**
 * hoist_session_list_get_focused:
 *
 * Returns: (transfer none) (nullable): the upload or folder that has the keyboard focus
 */
gpointer
hoist_session_list_get_focused (HoistSessionList *self)
{
  GtkWidget *row = find_focused_row (self);

  return row == NULL ? NULL : get_row_item (row);
}

static void
scroll_to (HoistSessionList *self, guint position)
{
  gtk_widget_activate_action (self->list, "list.scroll-to-item", "u", position);
}

/* Brings the section's heading into view, as far as it has one. */
void
hoist_session_list_show_section (HoistSessionList *self, HoistSection section)
{
  guint position = 0;

  gtk_search_bar_set_search_mode (GTK_SEARCH_BAR (self->search_bar), FALSE);
  if (self->all != NULL && hoist_sections_find_section (self->all, section, &position))
    scroll_to (self, position);
}

void
hoist_session_list_show_all_finished (HoistSessionList *self, gboolean is_complete)
{
  if (self->all != NULL)
    hoist_sections_set_complete (self->all, is_complete);
}

/* Opens the menu of the row that has the focus. */
void
hoist_session_list_open_menu (HoistSessionList *self)
{
  GtkWidget *place = find_focused_row (self);
  GtkWidget *row = place == NULL ? NULL : hoist_lazy_row_get_child (HOIST_LAZY_ROW (place));

  if (HOIST_IS_SESSION_ROW (row))
    hoist_session_row_open_menu (HOIST_SESSION_ROW (row));
  else if (HOIST_IS_FOLDER_ROW (row))
    hoist_folder_row_open_menu (HOIST_FOLDER_ROW (row));
}

/**
 * hoist_session_list_search:
 * @text: as typed
 *
 * Opens the search with @text in it.
 */
void
hoist_session_list_search (HoistSessionList *self, const char *text)
{
  gtk_search_bar_set_search_mode (GTK_SEARCH_BAR (self->search_bar), TRUE);
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), text);
  gtk_widget_grab_focus (self->search_entry);
}
