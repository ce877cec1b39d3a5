/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of uploads on the screen: search, and the bar for what is selected. */
#include "hoist-session-list-private.h"

#include "hoist-list-words.h"

/* One selected row is nothing to speak of: it has its own buttons. */
#define BAR_FROM 2

typedef enum { PROP_IS_SEARCHING = 1, PROP_N_SELECTED } HoistSessionListProperty;

static GParamSpec *properties[PROP_N_SELECTED + 1];

G_DEFINE_FINAL_TYPE (HoistSessionList, hoist_session_list, ADW_TYPE_BIN)

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

static gboolean
hoist_session_list_focus (GtkWidget *widget, GtkDirectionType direction)
{
  if (hoist_session_list_take_focus (HOIST_SESSION_LIST (widget), direction))
    return TRUE;
  return GTK_WIDGET_CLASS (hoist_session_list_parent_class)->focus (widget, direction);
}

static void
hoist_session_list_root (GtkWidget *widget)
{
  HoistSessionList *self = HOIST_SESSION_LIST (widget);

  GTK_WIDGET_CLASS (hoist_session_list_parent_class)->root (widget);
  self->focus_id = g_signal_connect_swapped (gtk_widget_get_root (widget), "notify::focus-widget",
                                             G_CALLBACK (hoist_session_list_note_focus), self);
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
  hoist_session_list_bind_rows (widget_class);
  hoist_session_list_bind_keys (widget_class);
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
