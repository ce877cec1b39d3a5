/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A place in a list whose contents are made when it comes into view: the list keeps about two
 * hundred places, of which a window shows a dozen, and most of what a row costs are its texts. */
#include "hoist-lazy-row.h"

#include "hoist-accessible.h"

/* Before one was seen; a row with two lines of text is about as high. */
#define FIRST_GUESS 60

/* In pixels around each row that is made: rows that turn out lower than was guessed bring others
 * into view. */
#define MARGIN 120

/* Layouts of one frame in which rows may be made. GTK gives up, with a warning, when the fourth
 * asks for another, and behind the last change the list needs one for itself (4.18). */
#define MAX_LAYOUTS 2

/* How often one window was laid out for its present frame. */
typedef struct {
  gint64 frame;
  guint n_layouts;
} Layouts;

struct _HoistLazyRow {
  GtkWidget parent;

  HoistLazyFill fill;
  HoistLazyName name;
  gpointer data;
  gpointer item;    /* (owned) (nullable) (type GObject) */
  GtkWidget *child; /* (unowned) (nullable): kept while the place waits, to be used again */
  gboolean is_awake;
  guint name_id;
  guint tick_id;
};

G_DEFINE_FINAL_TYPE (HoistLazyRow, hoist_lazy_row, GTK_TYPE_WIDGET)

/* Of the one measured last: what those out of view are taken for. */
static int usual_height = FIRST_GUESS;

static void
on_any_layout (GdkFrameClock *clock, Layouts *layouts)
{
  gint64 frame = gdk_frame_clock_get_frame_counter (clock);

  layouts->n_layouts = frame == layouts->frame ? layouts->n_layouts + 1 : 1;
  layouts->frame = frame;
}

/* One for all rows of a window. */
static Layouts *
get_layouts (GdkFrameClock *clock)
{
  Layouts *layouts = g_object_get_data (G_OBJECT (clock), "hoist-layouts");

  if (layouts == NULL) {
    layouts = g_new0 (Layouts, 1);
    g_object_set_data_full (G_OBJECT (clock), "hoist-layouts", layouts, g_free);
    g_signal_connect (clock, "layout", G_CALLBACK (on_any_layout), layouts);
  }
  return layouts;
}

static void
show_child (HoistLazyRow *self, GtkWidget *child)
{
  if (self->child != child) {
    g_clear_pointer (&self->child, gtk_widget_unparent);
    self->child = child;
    if (child != NULL)
      gtk_widget_set_parent (child, GTK_WIDGET (self));
  }
  if (child != NULL)
    gtk_widget_set_child_visible (child, self->is_awake);
}

static gboolean
on_name (gpointer user_data)
{
  HoistLazyRow *self = HOIST_LAZY_ROW (user_data);
  g_autofree char *name = NULL;

  self->name_id = 0;
  if (self->item != NULL) {
    name = self->name (self->item, self->data);
    hoist_accessible_name_cell (GTK_WIDGET (self), name);
  }
  return G_SOURCE_REMOVE;
}

/* When nothing else is to do: a list that changes gives its places new items again and again, and
 * what a name is made of costs as much as the rest of the change. */
static void
name_later (HoistLazyRow *self)
{
  if (self->name_id == 0)
    self->name_id = g_idle_add_full (G_PRIORITY_LOW, on_name, self, NULL);
}

static void
name_now (HoistLazyRow *self)
{
  g_clear_handle_id (&self->name_id, g_source_remove);
  on_name (self);
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  HOIST_LAZY_ROW (widget)->tick_id = 0;
  gtk_widget_queue_allocate (widget);
  return G_SOURCE_REMOVE;
}

/* In the next frame. */
static void
wake_later (HoistLazyRow *self)
{
  if (self->tick_id == 0)
    self->tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick, NULL, NULL);
}

static void
wake (HoistLazyRow *self)
{
  if (self->is_awake || self->item == NULL)
    return;
  self->is_awake = TRUE;
  show_child (self, self->fill (self->child, self->item, self->data));
  if (self->name_id != 0)
    name_now (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/* The list hides what is out of view, and does not say where it would be: it is found by the order
 * of the cells. */
static void
wake_around (HoistLazyRow *self, GtkWidget *(*get_next) (GtkWidget *cell))
{
  GtkWidget *cell = get_next (gtk_widget_get_parent (GTK_WIDGET (self)));

  for (int height = 0; cell != NULL && height < MARGIN; height += MAX (usual_height, 1)) {
    GtkWidget *place = gtk_widget_get_first_child (cell);

    if (HOIST_IS_LAZY_ROW (place))
      wake (HOIST_LAZY_ROW (place));
    cell = get_next (cell);
  }
}

/* Behind the layout, when all places are where they will be, and before anything is drawn: what is
 * made here has its own layout in the same frame. */
static void
on_layout (HoistLazyRow *self)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self));

  if (self->is_awake || self->item == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  if (get_layouts (clock)->n_layouts > MAX_LAYOUTS) {
    wake_later (self);
    return;
  }

  wake (self);
  wake_around (self, gtk_widget_get_prev_sibling);
  wake_around (self, gtk_widget_get_next_sibling);
}

static GtkSizeRequestMode
hoist_lazy_row_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
hoist_lazy_row_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  HoistLazyRow *self = HOIST_LAZY_ROW (widget);

  if (self->is_awake) {
    gtk_widget_measure (self->child, orientation, for_size, minimum, natural, NULL, NULL);
    if (orientation == GTK_ORIENTATION_VERTICAL && for_size > 0)
      usual_height = *natural;
  } else {
    *minimum = orientation == GTK_ORIENTATION_VERTICAL ? usual_height : 0;
    *natural = *minimum;
  }
}

static void
hoist_lazy_row_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HoistLazyRow *self = HOIST_LAZY_ROW (widget);

  if (self->is_awake)
    gtk_widget_allocate (self->child, width, height, baseline, NULL);
}

static void
hoist_lazy_row_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (hoist_lazy_row_parent_class)->realize (widget);

  get_layouts (gtk_widget_get_frame_clock (widget));
  g_signal_connect_object (gtk_widget_get_frame_clock (widget), "layout", G_CALLBACK (on_layout),
                           widget, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

static void
hoist_lazy_row_unrealize (GtkWidget *widget)
{
  HoistLazyRow *self = HOIST_LAZY_ROW (widget);

  g_signal_handlers_disconnect_by_func (gtk_widget_get_frame_clock (widget), on_layout, widget);
  if (self->tick_id != 0)
    gtk_widget_remove_tick_callback (widget, self->tick_id);
  self->tick_id = 0;

  GTK_WIDGET_CLASS (hoist_lazy_row_parent_class)->unrealize (widget);
}

static void
hoist_lazy_row_dispose (GObject *object)
{
  HoistLazyRow *self = HOIST_LAZY_ROW (object);

  self->is_awake = FALSE;
  g_clear_handle_id (&self->name_id, g_source_remove);
  g_clear_pointer (&self->child, gtk_widget_unparent);
  g_clear_object (&self->item);

  G_OBJECT_CLASS (hoist_lazy_row_parent_class)->dispose (object);
}

static void
hoist_lazy_row_class_init (HoistLazyRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hoist_lazy_row_dispose;
  widget_class->get_request_mode = hoist_lazy_row_get_request_mode;
  widget_class->measure = hoist_lazy_row_measure;
  widget_class->size_allocate = hoist_lazy_row_size_allocate;
  widget_class->realize = hoist_lazy_row_realize;
  widget_class->unrealize = hoist_lazy_row_unrealize;
}

static void
hoist_lazy_row_init (HoistLazyRow *self)
{
}

/**
 * hoist_lazy_row_new:
 * @fill: called when the place comes into view with an item
 * @name: called when it comes into view, or some time after it got its item
 */
GtkWidget *
hoist_lazy_row_new (HoistLazyFill fill, HoistLazyName name, gpointer data)
{
  HoistLazyRow *self = g_object_new (HOIST_TYPE_LAZY_ROW, NULL);

  self->fill = fill;
  self->name = name;
  self->data = data;
  return GTK_WIDGET (self);
}

/**
 * hoist_lazy_row_set_item:
 * @item: (nullable) (type GObject): what to show once it is in view
 */
void
hoist_lazy_row_set_item (HoistLazyRow *self, gpointer item)
{
  gboolean was_awake = self->is_awake;

  g_return_if_fail (HOIST_IS_LAZY_ROW (self));

  g_set_object ((GObject **) &self->item, item);
  self->is_awake = FALSE;
  show_child (self, self->child);
  if (was_awake)
    gtk_widget_queue_resize (GTK_WIDGET (self));
  if (item != NULL)
    name_later (self);
}

/* Returns: (transfer none) (nullable) (type GObject): */
gpointer
hoist_lazy_row_get_item (HoistLazyRow *self)
{
  return self->item;
}

/* Returns: (transfer none) (nullable): %NULL while it was never in view; may show an item of before
 * while the place waits */
GtkWidget *
hoist_lazy_row_get_child (HoistLazyRow *self)
{
  return self->child;
}
