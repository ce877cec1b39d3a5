/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One upload in the list. */
#include "hoist-config.h"

#include "hoist-session-row.h"

#include "hoist-accessible.h"
#include "hoist-closures.h"
#include "hoist-sight.h"
#include "hoist-thumbnail.h"
#include "hoist-tooltip.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

struct _HoistSessionRow {
  GtkBox parent;

  GtkWidget *thumbnail;   /* (unowned) */
  GtkWidget *badge;       /* (unowned) */
  GtkWidget *bar;         /* (unowned) */
  GtkWidget *button;      /* (unowned) */
  GtkWidget *menu_button; /* (unowned) */

  HoistAccounts *accounts; /* (owned) (nullable) */
  HoistSession *session;   /* (owned) (nullable) */
  gulong notify_id;
  guint refresh_id; /* a frame callback, so that many notifies cost one refresh */
  guint wait_id;    /* counts the seconds to the next try */

  char *name;             /* (owned) (nullable) */
  char *sentence;         /* (owned) (nullable) */
  GIcon *type_icon;       /* (owned) (nullable) */
  const char *badge_icon; /* (unowned) (nullable) */
  double fraction;
  gboolean has_bar;
  HoistVerb verb;
  int spoken_percent; /* of the last percent told to assistive technology */
  HoistState spoken_state;
};

typedef enum {
  PROP_SESSION = 1,
  PROP_NAME,
  PROP_SENTENCE,
  PROP_FRACTION,
  PROP_HAS_BAR,
  PROP_BADGE,
  PROP_TYPE_ICON,
} HoistSessionRowProperty;

static GParamSpec *properties[PROP_TYPE_ICON + 1];

G_DEFINE_FINAL_TYPE (HoistSessionRow, hoist_session_row, GTK_TYPE_BOX)

static void
set_class (GtkWidget *widget, const char *name, gboolean is_set)
{
  if (is_set)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
show_verb (HoistSessionRow *self, HoistVerb verb)
{
  const char *label = hoist_closure_verb_label (verb);

  gtk_widget_set_visible (self->button, verb != HOIST_VERB_NONE);
  if (verb == HOIST_VERB_NONE) {
    gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button), NULL);
  } else {
    gtk_button_set_icon_name (GTK_BUTTON (self->button), hoist_closure_verb_icon (verb));
    hoist_tooltip_set (self->button, label);
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    label, -1);
    gtk_actionable_set_action_target (GTK_ACTIONABLE (self->button), "x",
                                      hoist_session_get_id (self->session));
    gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button),
                                    hoist_closure_verb_action (verb));
  }
  self->verb = verb;
}

static void
tell (HoistSessionRow *self, const HoistSight *sight)
{
  g_autofree char *label = hoist_closure_row_label (self->name, self->sentence, sight);

  hoist_accessible_name_cell (GTK_WIDGET (self), label);
}

static void
set_fraction (HoistSessionRow *self, double fraction)
{
  if (ABS (self->fraction - fraction) < 0.0005)
    return;
  self->fraction = fraction;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
}

static void
set_has_bar (HoistSessionRow *self, HoistBar bar)
{
  set_class (self->bar, "dimmed", bar == HOIST_BAR_DIMMED);
  if (self->has_bar == (bar != HOIST_BAR_NONE))
    return;
  self->has_bar = bar != HOIST_BAR_NONE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HAS_BAR]);
}

static void
set_badge (HoistSessionRow *self, const HoistSight *sight)
{
  const char *badge = hoist_closure_badge (sight);

  gtk_widget_set_visible (self->badge, badge != NULL);
  set_class (GTK_WIDGET (self), "done", sight->state == HOIST_STATE_FINISHED);
  set_class (GTK_WIDGET (self), "attention", sight->state == HOIST_STATE_ATTENTION);
  if (g_strcmp0 (self->badge_icon, badge) == 0)
    return;
  self->badge_icon = badge;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BADGE]);
}

static void
set_sentence (HoistSessionRow *self, const HoistSight *sight)
{
  g_autofree char *sentence = hoist_closure_sentence (sight);
  int percent = (int) (sight->fraction * 10) * 10;
  gboolean is_stale = percent != self->spoken_percent || sight->state != self->spoken_state;

  if (g_strcmp0 (self->sentence, sentence) == 0)
    return;
  is_stale |= self->sentence == NULL || hoist_closure_bar (sight) != HOIST_BAR_FULL_COLOUR;
  g_free (self->sentence);
  self->sentence = g_steal_pointer (&sentence);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SENTENCE]);
  if (!is_stale)
    return;
  self->spoken_percent = percent;
  self->spoken_state = sight->state;
  tell (self, sight);
}

static gint64
refresh (HoistSessionRow *self)
{
  HoistSight sight = hoist_sight_of (self->session, self->accounts);
  HoistVerb verb = hoist_closure_verb (&sight);

  set_sentence (self, &sight);
  set_fraction (self, sight.fraction);
  set_has_bar (self, hoist_closure_bar (&sight));
  set_badge (self, &sight);
  if (verb != self->verb)
    show_verb (self, verb);
  return sight.wait_us;
}

static gboolean
on_second (gpointer user_data)
{
  HoistSessionRow *self = HOIST_SESSION_ROW (user_data);

  if (refresh (self) > 0)
    return G_SOURCE_CONTINUE;
  self->wait_id = 0;
  return G_SOURCE_REMOVE;
}

static void
update (HoistSessionRow *self)
{
  if (refresh (self) > 0 && self->wait_id == 0)
    self->wait_id = g_timeout_add_seconds (1, on_second, self);
}

static gboolean
on_frame (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  HoistSessionRow *self = HOIST_SESSION_ROW (widget);

  self->refresh_id = 0;
  if (self->session != NULL)
    update (self);
  return G_SOURCE_REMOVE;
}

static void
on_notify (HoistSessionRow *self)
{
  if (self->refresh_id == 0)
    self->refresh_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_frame, NULL, NULL);
}

static void
add_item (GMenu *menu, const char *label, const char *action, gint64 id)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "x", id);
  g_menu_append_item (menu, item);
}

/* Trying now would only lead back to waiting. */
static gboolean
is_held_by_rules (HoistSession *session)
{
  HoistReason reason = hoist_session_get_reason (session);

  return reason == HOIST_REASON_METERED || reason == HOIST_REASON_BATTERY ||
         reason == HOIST_REASON_HOURS;
}

static GMenuModel *
make_work_menu (HoistSession *session)
{
  GMenu *menu = g_menu_new ();
  HoistState state = hoist_session_get_state (session);
  gint64 id = hoist_session_get_id (session);

  if (state == HOIST_STATE_QUEUED || state == HOIST_STATE_PAUSED) {
    add_item (menu, _ ("Start Now"), "win.start-now", id);
    add_item (menu, _ ("Send to Top"), "win.send-to-top", id);
  }
  if (hoist_session_can_pause (session))
    add_item (menu, _ ("Pause"), "win.pause", id);
  if (hoist_session_can_resume (session))
    add_item (menu, _ ("Resume"), "win.resume", id);
  if (is_held_by_rules (session))
    add_item (menu, _ ("Upload Anyway"), "win.upload-anyway", id);
  else if (hoist_session_can_retry (session))
    add_item (menu, _ ("Try Now"), "win.retry", id);
  if (!hoist_state_is_ended (state) && state != HOIST_STATE_QUEUED)
    add_item (menu, _ ("Start Over"), "win.start-over", id);
  if (state == HOIST_STATE_FINISHED)
    add_item (menu, _ ("Upload Again"), "win.upload-again", id);
  return G_MENU_MODEL (menu);
}

static GMenuModel *
make_result_menu (HoistSession *session)
{
  GMenu *menu = g_menu_new ();
  gint64 id = hoist_session_get_id (session);

  add_item (menu, _ ("Details"), "win.details", id);
  if (hoist_session_get_link (session) != NULL)
    add_item (menu, _ ("Copy Link"), "win.copy-link", id);
  if (hoist_session_get_remote_id (session) != NULL)
    add_item (menu, _ ("Copy ID"), "win.copy-id", id);
  if (hoist_session_get_state (session) == HOIST_STATE_FINISHED) {
    add_item (menu, _ ("Save Receipt…"), "win.receipt", id);
    add_item (menu, _ ("Print Receipt…"), "win.print-receipt", id);
  }
  add_item (menu, _ ("Show File"), "win.show-file", id);
  return G_MENU_MODEL (menu);
}

/* Made when it is opened: most rows never show theirs. */
static void
on_create_popup (GtkMenuButton *button, gpointer user_data)
{
  HoistSessionRow *self = HOIST_SESSION_ROW (user_data);
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) last = g_menu_new ();
  g_autoptr (GMenuModel) work = NULL;
  g_autoptr (GMenuModel) result = NULL;

  if (self->session == NULL)
    return;
  work = make_work_menu (self->session);
  result = make_result_menu (self->session);
  add_item (last, _ ("Remove"), "win.remove", hoist_session_get_id (self->session));
  g_menu_append_section (menu, NULL, work);
  g_menu_append_section (menu, NULL, result);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (last));
  gtk_menu_button_set_popover (button, gtk_popover_menu_new_from_model (G_MENU_MODEL (menu)));
}

/* A label's tooltip is its whole text. */
static gboolean
on_query_tooltip (GtkWidget *label,
                  int x,
                  int y,
                  gboolean is_keyboard,
                  GtkTooltip *tooltip,
                  gpointer user_data)
{
  gtk_tooltip_set_text (tooltip, gtk_label_get_label (GTK_LABEL (label)));
  return TRUE;
}

static void
on_secondary_pressed (GtkGestureClick *gesture, int n_press, double x, double y, gpointer user_data)
{
  HoistSessionRow *self =
      HOIST_SESSION_ROW (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture)));

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  hoist_session_row_open_menu (self);
}

static void
on_long_pressed (GtkGestureLongPress *gesture, double x, double y, gpointer user_data)
{
  HoistSessionRow *self =
      HOIST_SESSION_ROW (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture)));

  hoist_session_row_open_menu (self);
}

static void
forget_session (HoistSessionRow *self)
{
  if (self->session != NULL)
    g_clear_signal_handler (&self->notify_id, self->session);
  g_clear_handle_id (&self->wait_id, g_source_remove);
  if (self->refresh_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->refresh_id);
  self->refresh_id = 0;
  g_clear_object (&self->session);
}

static void
set_type_icon (HoistSessionRow *self)
{
  g_autofree char *type = g_content_type_guess (self->name, NULL, 0, NULL);

  g_set_object (&self->type_icon, NULL);
  self->type_icon = g_content_type_get_symbolic_icon (type);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TYPE_ICON]);
}

static void
hoist_session_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HoistSessionRow *self = HOIST_SESSION_ROW (object);

  switch ((HoistSessionRowProperty) id) {
  case PROP_SESSION:
    g_value_set_object (value, self->session);
    break;
  case PROP_NAME:
    g_value_set_string (value, self->name);
    break;
  case PROP_SENTENCE:
    g_value_set_string (value, self->sentence);
    break;
  case PROP_FRACTION:
    g_value_set_double (value, self->fraction);
    break;
  case PROP_HAS_BAR:
    g_value_set_boolean (value, self->has_bar);
    break;
  case PROP_BADGE:
    g_value_set_string (value, self->badge_icon);
    break;
  case PROP_TYPE_ICON:
    g_value_set_object (value, self->type_icon);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hoist_session_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HoistSessionRow *self = HOIST_SESSION_ROW (object);

  switch ((HoistSessionRowProperty) id) {
  case PROP_SESSION:
    hoist_session_row_set_session (self, g_value_get_object (value));
    break;
  case PROP_NAME:
  case PROP_SENTENCE:
  case PROP_FRACTION:
  case PROP_HAS_BAR:
  case PROP_BADGE:
  case PROP_TYPE_ICON:
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hoist_session_row_root (GtkWidget *widget)
{
  HoistSessionRow *self = HOIST_SESSION_ROW (widget);

  GTK_WIDGET_CLASS (hoist_session_row_parent_class)->root (widget);
  if (self->session != NULL) {
    HoistSight sight = hoist_sight_of (self->session, self->accounts);

    tell (self, &sight);
  }
}

static void
hoist_session_row_dispose (GObject *object)
{
  HoistSessionRow *self = HOIST_SESSION_ROW (object);

  forget_session (self);
  g_clear_object (&self->accounts);
  g_clear_object (&self->type_icon);

  G_OBJECT_CLASS (hoist_session_row_parent_class)->dispose (object);
}

static void
hoist_session_row_finalize (GObject *object)
{
  HoistSessionRow *self = HOIST_SESSION_ROW (object);

  g_free (self->name);
  g_free (self->sentence);

  G_OBJECT_CLASS (hoist_session_row_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  properties[PROP_SESSION] =
      g_param_spec_object ("session", NULL, NULL, HOIST_TYPE_SESSION, readable | G_PARAM_WRITABLE);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, readable);
  properties[PROP_SENTENCE] = g_param_spec_string ("sentence", NULL, NULL, NULL, readable);
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0, readable);
  properties[PROP_HAS_BAR] = g_param_spec_boolean ("has-bar", NULL, NULL, FALSE, readable);
  properties[PROP_BADGE] = g_param_spec_string ("badge", NULL, NULL, NULL, readable);
  properties[PROP_TYPE_ICON] = g_param_spec_object ("type-icon", NULL, NULL, G_TYPE_ICON, readable);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
hoist_session_row_class_init (HoistSessionRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = hoist_session_row_get_property;
  object_class->set_property = hoist_session_row_set_property;
  object_class->dispose = hoist_session_row_dispose;
  object_class->finalize = hoist_session_row_finalize;
  widget_class->root = hoist_session_row_root;
  install_properties (object_class);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hoist_uploader/Hoist/hoist-session-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HoistSessionRow, thumbnail);
  gtk_widget_class_bind_template_child (widget_class, HoistSessionRow, badge);
  gtk_widget_class_bind_template_child (widget_class, HoistSessionRow, bar);
  gtk_widget_class_bind_template_child (widget_class, HoistSessionRow, button);
  gtk_widget_class_bind_template_child (widget_class, HoistSessionRow, menu_button);
  gtk_widget_class_bind_template_callback (widget_class, on_query_tooltip);
  gtk_widget_class_bind_template_callback (widget_class, on_secondary_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_long_pressed);
}

static void
hoist_session_row_init (HoistSessionRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hoist_accessible_name_buttons (GTK_WIDGET (self));
  gtk_widget_set_visible (self->badge, FALSE);
  gtk_widget_set_visible (self->button, FALSE);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->menu_button), on_create_popup, self,
                                         NULL);
}

HoistSessionRow *
hoist_session_row_new (void)
{
  return g_object_new (HOIST_TYPE_SESSION_ROW, NULL);
}

/**
 * hoist_session_row_make_label:
 * @accounts: (nullable):
 *
 * Returns: (transfer full): what a screen reader says of a row with @session
 */
char *
hoist_session_row_make_label (HoistSession *session, HoistAccounts *accounts)
{
  HoistSight sight = hoist_sight_of (session, accounts);
  g_autofree char *name = hoist_session_dup_name (session);
  g_autofree char *sentence = hoist_closure_sentence (&sight);

  return hoist_closure_row_label (name, sentence, &sight);
}

/**
 * hoist_session_row_set_session:
 * @session: (nullable): what to show; %NULL while the row waits to be used again
 */
void
hoist_session_row_set_session (HoistSessionRow *self, HoistSession *session)
{
  g_return_if_fail (HOIST_IS_SESSION_ROW (self));
  g_return_if_fail (session == NULL || HOIST_IS_SESSION (session));

  if (self->session == session)
    return;
  forget_session (self);
  if (session != NULL) {
    self->session = g_object_ref (session);
    self->notify_id = g_signal_connect_swapped (session, "notify", G_CALLBACK (on_notify), self);
    self->verb = HOIST_VERB_NONE;
    gtk_widget_set_visible (self->button, FALSE);
    g_clear_pointer (&self->sentence, g_free);
    g_free (self->name);
    self->name = hoist_session_dup_name (session);
    set_type_icon (self);
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
    update (self);
  }
  hoist_thumbnail_set_path (HOIST_THUMBNAIL (self->thumbnail),
                            session == NULL ? NULL : hoist_session_get_path (session));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SESSION]);
}

/**
 * hoist_session_row_set_accounts:
 * @accounts: (nullable): where the row finds the name of an upload's account
 */
void
hoist_session_row_set_accounts (HoistSessionRow *self, HoistAccounts *accounts)
{
  g_return_if_fail (HOIST_IS_SESSION_ROW (self));

  if (g_set_object (&self->accounts, accounts) && self->session != NULL)
    update (self);
}

void
hoist_session_row_open_menu (HoistSessionRow *self)
{
  g_return_if_fail (HOIST_IS_SESSION_ROW (self));

  gtk_menu_button_popup (GTK_MENU_BUTTON (self->menu_button));
}
