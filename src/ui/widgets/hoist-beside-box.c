/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text with its buttons beside it, or below it where there is no room. Two children, the text,
 * which wraps, and the box of the buttons, which may be hidden. */
#include "hoist-beside-box.h"

#define SPACING 12

struct _HoistBesideBox {
  GtkWidget parent;
};

G_DEFINE_FINAL_TYPE (HoistBesideBox, hoist_beside_box, GTK_TYPE_WIDGET)

static GtkWidget *
get_text (GtkWidget *self)
{
  return gtk_widget_get_first_child (self);
}

/* Returns: (nullable): while they are shown */
static GtkWidget *
get_buttons (GtkWidget *self)
{
  GtkWidget *buttons = gtk_widget_get_last_child (self);
  int width = 0;

  if (!gtk_widget_should_layout (buttons))
    return NULL;
  gtk_widget_measure (buttons, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &width, NULL, NULL);
  return width > 0 ? buttons : NULL;
}

static int
get_width (GtkWidget *child)
{
  int width = 0;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &width, NULL, NULL);
  return width;
}

static int
get_least_width (GtkWidget *child)
{
  int width = 0;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  return width;
}

static int
get_height (GtkWidget *child, int width)
{
  int height = 0;

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, &height, NULL, NULL, NULL);
  return height;
}

static int
get_height_below (GtkWidget *self, GtkWidget *buttons, int width)
{
  return get_height (get_text (self), width) + SPACING / 2 + get_height (buttons, width);
}

/* In less than half of the width a sentence becomes a column of words, and where it is higher than
 * with the buttons below it, too.
 * Returns: the text's width with the buttons beside it; 0 where they go below it */
static int
get_width_beside (GtkWidget *self, GtkWidget *buttons, int width)
{
  int left = width - SPACING - get_width (buttons);

  if (left >= get_width (get_text (self)))
    return left;
  if (left < width / 2)
    return 0;
  return get_height (get_text (self), left) <= get_height_below (self, buttons, width) ? left : 0;
}

static int
measure_height (GtkWidget *self, GtkWidget *buttons, int width)
{
  int beside = 0;

  if (width < 0)
    return MAX (get_height (get_text (self), -1), get_height (buttons, -1));
  beside = get_width_beside (self, buttons, width);
  if (beside > 0)
    return MAX (get_height (get_text (self), beside), get_height (buttons, -1));
  return get_height_below (self, buttons, width);
}

static void
hoist_beside_box_measure (GtkWidget *self,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  GtkWidget *buttons = get_buttons (self);

  if (buttons == NULL) {
    gtk_widget_measure (get_text (self), orientation, for_size, minimum, natural, NULL, NULL);
    return;
  }
  if (orientation == GTK_ORIENTATION_VERTICAL) {
    *minimum = measure_height (self, buttons, for_size);
    *natural = *minimum;
    return;
  }
  *minimum = MAX (get_least_width (get_text (self)), get_least_width (buttons));
  *natural = MAX (*minimum, get_width (get_text (self)) + SPACING + get_width (buttons));
}

static void
allocate (GtkWidget *self, GtkWidget *child, int x, int y, int width, int height)
{
  GtkAllocation place = { x, y, width, height };

  if (gtk_widget_get_direction (self) == GTK_TEXT_DIR_RTL)
    place.x = gtk_widget_get_width (self) - x - width;
  gtk_widget_size_allocate (child, &place, -1);
}

static void
hoist_beside_box_size_allocate (GtkWidget *self, int width, int height, int baseline)
{
  GtkWidget *buttons = get_buttons (self);
  int beside = buttons != NULL ? get_width_beside (self, buttons, width) : 0;
  int at = 0;

  if (buttons == NULL) {
    allocate (self, get_text (self), 0, 0, width, height);
    /* shown without any button in it, it still wants a place */
    if (gtk_widget_should_layout (gtk_widget_get_last_child (self)))
      allocate (self, gtk_widget_get_last_child (self), width, 0, 0, height);
  } else if (beside > 0) {
    allocate (self, get_text (self), 0, 0, beside, height);
    allocate (self, buttons, beside + SPACING, 0, width - beside - SPACING, height);
  } else {
    at = height - get_height (buttons, width);
    allocate (self, get_text (self), 0, 0, width, at - SPACING / 2);
    allocate (self, buttons, 0, at, width, height - at);
  }
}

static GtkSizeRequestMode
hoist_beside_box_get_request_mode (GtkWidget *self)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
hoist_beside_box_dispose (GObject *object)
{
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (hoist_beside_box_parent_class)->dispose (object);
}

static void
hoist_beside_box_class_init (HoistBesideBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hoist_beside_box_dispose;
  widget_class->measure = hoist_beside_box_measure;
  widget_class->size_allocate = hoist_beside_box_size_allocate;
  widget_class->get_request_mode = hoist_beside_box_get_request_mode;
}

static void
hoist_beside_box_init (HoistBesideBox *self)
{
}

GtkWidget *
hoist_beside_box_new (void)
{
  return g_object_new (HOIST_TYPE_BESIDE_BOX, NULL);
}
