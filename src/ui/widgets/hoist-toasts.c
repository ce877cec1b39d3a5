/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events of the moment, said in a window one after the other.
 *
 * libadwaita 1.2 has a queue of its own, and a priority that jumps it. Both fall over a toast that
 * goes while it still comes: its first animation ends after its last one, and writes to memory
 * that is gone. So the queue is kept here, the overlay knows one toast at a time, and that one
 * stays until it has come. */
#include "hoist-toasts.h"

#include "hoist-typeset.h"

#define DATA "hoist-toasts"
#define URGENT "hoist-urgent"

/* Of a toast's title, in pixels, with room for letters that are wider than most */
#define SURROUNDINGS 110

/* Longer than any of the animations, at full length */
#define COMING_US (600 * G_TIME_SPAN_MILLISECOND)

/**
 * Toasts:
 * @current: (owned) (nullable): the one the overlay has
 * @waiting: (owned) (element-type AdwToast): those behind it
 * @dismiss_id: @current shall go, as soon as it has come
 */
typedef struct {
  AdwToastOverlay *overlay; /* (unowned) */
  AdwToast *current;
  gint64 shown_us;
  GQueue waiting;
  guint dismiss_id;
} Toasts;

static void show_next (Toasts *self);

static void
toasts_free (gpointer data)
{
  Toasts *self = data;

  g_clear_handle_id (&self->dismiss_id, g_source_remove);
  g_clear_object (&self->current);
  g_queue_clear_full (&self->waiting, g_object_unref);
  g_free (self);
}

static Toasts *get_toasts (AdwToastOverlay *overlay);
static void fit_title (Toasts *self);

static gboolean
on_resized (gpointer user_data)
{
  fit_title (get_toasts (ADW_TOAST_OVERLAY (user_data)));
  return G_SOURCE_REMOVE;
}

/* The overlay has its new width only when the window was laid out. */
static void
on_layout (AdwToastOverlay *overlay)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, on_resized, g_object_ref (overlay), g_object_unref);
}

static void
follow_surface (AdwToastOverlay *overlay)
{
  GtkNative *native = gtk_widget_get_native (GTK_WIDGET (overlay));

  g_signal_connect_object (gtk_native_get_surface (native), "layout", G_CALLBACK (on_layout),
                           overlay, G_CONNECT_SWAPPED);
  on_layout (overlay);
}

static void
follow_window (AdwToastOverlay *overlay)
{
  if (gtk_widget_get_realized (GTK_WIDGET (overlay)))
    follow_surface (overlay);
  g_signal_connect (overlay, "realize", G_CALLBACK (follow_surface), NULL);
}

static Toasts *
get_toasts (AdwToastOverlay *overlay)
{
  Toasts *self = g_object_get_data (G_OBJECT (overlay), DATA);

  if (self == NULL) {
    self = g_new0 (Toasts, 1);
    self->overlay = overlay;
    g_object_set_data_full (G_OBJECT (overlay), DATA, self, toasts_free);
    follow_window (overlay);
  }
  return self;
}

static void
on_dismissed (AdwToast *toast, gpointer user_data)
{
  Toasts *self = get_toasts (ADW_TOAST_OVERLAY (user_data));

  if (toast != self->current)
    return;
  g_clear_handle_id (&self->dismiss_id, g_source_remove);
  g_clear_object (&self->current);
  /* without a window the overlay itself is going */
  if (gtk_widget_get_root (GTK_WIDGET (self->overlay)) != NULL)
    show_next (self);
}

/* What a toast needs beside its title: paddings, the round button, and the other one with its label
 * in letters as wide as they get. */
static int
get_room (Toasts *self, GtkWidget *label)
{
  const char *button = adw_toast_get_button_label (self->current);
  PangoContext *context = gtk_widget_get_pango_context (label);
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  /* a label counts in digits where those are wider */
  int letter = PANGO_PIXELS_CEIL (MAX (pango_font_metrics_get_approximate_char_width (metrics),
                                       pango_font_metrics_get_approximate_digit_width (metrics)));
  int width = gtk_widget_get_width (GTK_WIDGET (self->overlay)) - SURROUNDINGS;

  pango_font_metrics_unref (metrics);
  if (button != NULL)
    width -= (int) g_utf8_strlen (button, -1) * letter + SURROUNDINGS / 2;
  return width / MAX (letter, 1);
}

/* An overlay gives a toast the height of its natural width, however narrow the window is: the title
 * must not be wider than there is room. */
static void
fit_title (Toasts *self)
{
  GtkWidget *label = self->current == NULL ? NULL : adw_toast_get_custom_title (self->current);

  if (label != NULL && gtk_widget_get_width (GTK_WIDGET (self->overlay)) > 0)
    gtk_label_set_max_width_chars (GTK_LABEL (label), MAX (get_room (self, label), 8));
}

/* libadwaita cuts the text of a toast that is wider than the window: what has happened is read
 * whole. */
static void
wrap_title (AdwToast *toast)
{
  GtkWidget *label = NULL;

  if (adw_toast_get_title (toast) == NULL)
    return;
  label = gtk_label_new (NULL);
  gtk_label_set_markup (GTK_LABEL (label), adw_toast_get_title (toast));
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  adw_toast_set_custom_title (toast, label);
}

static void
show_next (Toasts *self)
{
  if (self->current != NULL || g_queue_is_empty (&self->waiting))
    return;
  self->current = g_queue_pop_head (&self->waiting);
  self->shown_us = g_get_monotonic_time ();
  wrap_title (self->current);
  g_signal_connect_object (self->current, "dismissed", G_CALLBACK (on_dismissed), self->overlay, 0);
  adw_toast_overlay_add_toast (self->overlay, g_object_ref (self->current));
  fit_title (self);
}

static gboolean
on_has_come (gpointer user_data)
{
  Toasts *self = user_data;
  g_autoptr (AdwToast) current = g_object_ref (self->current);

  self->dismiss_id = 0;
  adw_toast_dismiss (current);
  return G_SOURCE_REMOVE;
}

static void
dismiss_current (Toasts *self)
{
  gint64 left_us = self->shown_us + COMING_US - g_get_monotonic_time ();

  if (self->dismiss_id != 0)
    return;
  if (left_us <= 0)
    on_has_come (self);
  else
    self->dismiss_id = g_timeout_add ((guint) (left_us / 1000) + 1, on_has_come, self);
}

/**
 * hoist_toasts_new:
 * @text: an event of the moment, as plain text
 *
 * Returns: (transfer full): a toast for hoist_toasts_add_urgent()
 */
AdwToast *
hoist_toasts_new (const char *text)
{
  g_autofree char *shown = hoist_typeset (text);
  g_autofree char *markup = g_markup_escape_text (shown, -1);

  return adw_toast_new (markup);
}

/**
 * hoist_toasts_say:
 * @text: an event of the moment, as plain text
 *
 * Says it after what is on show, unless something urgent comes meanwhile.
 */
void
hoist_toasts_say (AdwToastOverlay *overlay, const char *text)
{
  Toasts *self = get_toasts (overlay);

  g_queue_push_tail (&self->waiting, hoist_toasts_new (text));
  show_next (self);
}

static gboolean
is_urgent (AdwToast *toast)
{
  return g_object_get_data (G_OBJECT (toast), URGENT) != NULL;
}

static void
drop_passing (Toasts *self)
{
  for (GList *at = self->waiting.head; at != NULL;) {
    GList *next = at->next;

    if (!is_urgent (at->data)) {
      g_object_unref (at->data);
      g_queue_delete_link (&self->waiting, at);
    }
    at = next;
  }
}

/**
 * hoist_toasts_add_urgent:
 * @toast: (transfer full): one with a button that is of use now
 *
 * Shows @toast in place of what was only said.
 */
void
hoist_toasts_add_urgent (AdwToastOverlay *overlay, AdwToast *toast)
{
  Toasts *self = get_toasts (overlay);

  g_object_set_data (G_OBJECT (toast), URGENT, toast);
  drop_passing (self);
  g_queue_push_tail (&self->waiting, toast);
  if (self->current != NULL && !is_urgent (self->current))
    dismiss_current (self);
  show_next (self);
}

/**
 * hoist_toasts_dismiss:
 * @toast: one of hoist_toasts_add_urgent(); it may be gone by itself within the call
 *
 * Takes @toast away, or out of the queue; a toast that is just coming has come first.
 */
void
hoist_toasts_dismiss (AdwToastOverlay *overlay, AdwToast *toast)
{
  Toasts *self = get_toasts (overlay);

  if (toast == self->current) {
    dismiss_current (self);
  } else if (g_queue_remove (&self->waiting, toast)) {
    /* one that was never added has no adw_toast_dismiss() */
    g_signal_emit_by_name (toast, "dismissed");
    g_object_unref (toast);
  }
}
