/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Buttons side by side, or in several lines where words of double size leave no room. All have the
 * same size, and the lines as many of them as can be. */
#include "hoist-columns-layout.h"

struct _HoistColumnsLayout {
  GtkLayoutManager parent;

  int spacing;
};

typedef enum { PROP_SPACING = 1 } HoistColumnsLayoutProperty;

static GParamSpec *properties[PROP_SPACING + 1];

G_DEFINE_FINAL_TYPE (HoistColumnsLayout, hoist_columns_layout, GTK_TYPE_LAYOUT_MANAGER)

/* Between the words of two buttons that have no border, in pixels. */
#define GAP 12

/* What all children need: @words for their words to be whole. */
typedef struct {
  int n_children;
  int minimum, natural, words;
} Needs;

/* Pages’ buttons ask for more than that, and for less. */
static int
measure_words (GtkWidget *child, int minimum, int natural)
{
  GtkWidget *content = GTK_IS_BUTTON (child) ? gtk_button_get_child (GTK_BUTTON (child)) : NULL;
  int least = 0;
  int whole = 0;

  if (content == NULL)
    return natural;
  gtk_widget_measure (content, GTK_ORIENTATION_HORIZONTAL, -1, &least, &whole, NULL, NULL);
  return MIN (natural, whole + minimum - least + GAP);
}

static Needs
measure_children (GtkWidget *widget, GtkOrientation orientation, int for_size)
{
  Needs needs = { 0 };

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    int minimum = 0;
    int natural = 0;

    if (!gtk_widget_should_layout (child))
      continue;
    gtk_widget_measure (child, orientation, for_size, &minimum, &natural, NULL, NULL);
    needs.n_children++;
    needs.minimum = MAX (needs.minimum, minimum);
    needs.natural = MAX (needs.natural, natural);
    if (orientation == GTK_ORIENTATION_HORIZONTAL)
      needs.words = MAX (needs.words, measure_words (child, minimum, natural));
  }
  return needs;
}

/* How many of @n stand in a line: three and one would look as if one was left over, so they stand
 * two and two. */
static int
count_columns (int n, int width, int needed, int spacing)
{
  int most = CLAMP ((width + spacing) / MAX (needed + spacing, 1), 1, MAX (n, 1));
  int n_lines = (n + most - 1) / most;

  return n_lines > 0 ? (n + n_lines - 1) / n_lines : 1;
}

static int
count_lines (int n, int columns)
{
  return (n + columns - 1) / columns;
}

static int
get_cell (int whole, int n, int spacing)
{
  return (whole - (n - 1) * spacing) / MAX (n, 1);
}

static int
get_whole (int cell, int n, int spacing)
{
  return n > 0 ? n * cell + (n - 1) * spacing : 0;
}

static void
measure_height (HoistColumnsLayout *self, GtkWidget *widget, int width, int *minimum, int *natural)
{
  Needs needs = measure_children (widget, GTK_ORIENTATION_HORIZONTAL, -1);
  int n = needs.n_children;
  int columns = width < 0 ? MAX (n, 1) : count_columns (n, width, needs.words, self->spacing);
  int cell = width < 0 ? -1 : get_cell (width, columns, self->spacing);
  int lines = count_lines (n, columns);
  Needs heights = measure_children (widget, GTK_ORIENTATION_VERTICAL,
                                    MAX (cell, cell < 0 ? -1 : needs.minimum));

  *minimum = get_whole (heights.minimum, lines, self->spacing);
  *natural = get_whole (heights.natural, lines, self->spacing);
}

static void
hoist_columns_layout_measure (GtkLayoutManager *manager,
                              GtkWidget *widget,
                              GtkOrientation orientation,
                              int for_size,
                              int *minimum,
                              int *natural,
                              int *minimum_baseline,
                              int *natural_baseline)
{
  HoistColumnsLayout *self = HOIST_COLUMNS_LAYOUT (manager);
  Needs needs = { 0 };

  if (orientation == GTK_ORIENTATION_VERTICAL) {
    measure_height (self, widget, for_size, minimum, natural);
    return;
  }
  needs = measure_children (widget, orientation, -1);
  *minimum = needs.minimum;
  *natural = get_whole (needs.natural, needs.n_children, self->spacing);
}

static void
hoist_columns_layout_allocate (GtkLayoutManager *manager,
                               GtkWidget *widget,
                               int width,
                               int height,
                               int baseline)
{
  HoistColumnsLayout *self = HOIST_COLUMNS_LAYOUT (manager);
  Needs needs = measure_children (widget, GTK_ORIENTATION_HORIZONTAL, -1);
  int columns = count_columns (needs.n_children, width, needs.words, self->spacing);
  int lines = count_lines (needs.n_children, columns);
  GtkAllocation cell = { .width = get_cell (width, columns, self->spacing),
                         .height = get_cell (height, lines, self->spacing) };
  gboolean is_right_to_left = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int index = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    if (!gtk_widget_should_layout (child))
      continue;
    cell.x = index % columns * (cell.width + self->spacing);
    if (is_right_to_left)
      cell.x = width - cell.x - cell.width;
    cell.y = index / columns * (cell.height + self->spacing);
    gtk_widget_size_allocate (child, &cell, -1);
    index++;
  }
}

static GtkSizeRequestMode
hoist_columns_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
hoist_columns_layout_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch ((HoistColumnsLayoutProperty) id) {
  case PROP_SPACING:
    g_value_set_int (value, HOIST_COLUMNS_LAYOUT (object)->spacing);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hoist_columns_layout_set_property (GObject *object,
                                   guint id,
                                   const GValue *value,
                                   GParamSpec *pspec)
{
  switch ((HoistColumnsLayoutProperty) id) {
  case PROP_SPACING:
    HOIST_COLUMNS_LAYOUT (object)->spacing = g_value_get_int (value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hoist_columns_layout_class_init (HoistColumnsLayoutClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkLayoutManagerClass *manager_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  object_class->get_property = hoist_columns_layout_get_property;
  object_class->set_property = hoist_columns_layout_set_property;
  manager_class->measure = hoist_columns_layout_measure;
  manager_class->allocate = hoist_columns_layout_allocate;
  manager_class->get_request_mode = hoist_columns_layout_get_request_mode;
  properties[PROP_SPACING] =
      g_param_spec_int ("spacing", NULL, NULL, 0, G_MAXINT, 0,
                        G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
hoist_columns_layout_init (HoistColumnsLayout *self)
{
}

GtkLayoutManager *
hoist_columns_layout_new (void)
{
  return g_object_new (HOIST_TYPE_COLUMNS_LAYOUT, NULL);
}
