/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One upload in the list. */
#include "hoist-session-row.h"

#include "hoist-accessible.h"
#include "hoist-closures.h"
#include "hoist-row-parts.h"
#include "hoist-session-menu.h"
#include "hoist-sight.h"
#include "hoist-thumbnail.h"
#include "hoist-typeset.h"

#include <adwaita.h>

struct _HoistSessionRow {
  GtkBox parent;

  GtkWidget *thumbnail;    /* (unowned) */
  GtkWidget *badge;        /* (unowned) */
  GtkWidget *bar;          /* (unowned) */
  GtkWidget *button;       /* (unowned) */
  GtkWidget *button_place; /* (unowned) */
  GtkWidget *menu_button;  /* (unowned) */

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
  hoist_row_set_class (self->bar, "dimmed", bar == HOIST_BAR_DIMMED);
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
  hoist_row_set_class (GTK_WIDGET (self), "done", sight->state == HOIST_STATE_FINISHED);
  hoist_row_set_class (GTK_WIDGET (self), "attention", sight->state == HOIST_STATE_ATTENTION);
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
    hoist_row_show_verb (self->button, verb, hoist_session_get_id (self->session));
  self->verb = verb;
  /* bars have one length, with a button beside them or without; where there is neither, the room is
   * for the sentence */
  gtk_widget_set_visible (self->button_place, verb != HOIST_VERB_NONE || self->has_bar);
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

/* Made when it is opened: most rows never show theirs. */
static void
on_create_popup (GtkMenuButton *button, gpointer user_data)
{
  HoistSessionRow *self = HOIST_SESSION_ROW (user_data);
  g_autoptr (GMenuModel) menu = NULL;

  if (self->session == NULL)
    return;
  menu = hoist_session_menu_new (self->session);
  gtk_menu_button_set_popover (button, gtk_popover_menu_new_from_model (menu));
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
    g_value_take_string (value, hoist_typeset (self->sentence));
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
  gtk_widget_class_bind_template_child (widget_class, HoistSessionRow, button_place);
  gtk_widget_class_bind_template_child (widget_class, HoistSessionRow, menu_button);
  gtk_widget_class_bind_template_callback (widget_class, on_query_tooltip);
}

static void
hoist_session_row_init (HoistSessionRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hoist_accessible_name_buttons (GTK_WIDGET (self));
  hoist_row_attach_menu (GTK_WIDGET (self), self->menu_button);
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
