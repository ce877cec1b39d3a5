/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The zones of the drop frame: one for each account, as a grid that fits the window. */
#include "hoist-config.h"

#include "hoist-drop-zones.h"

#include "hoist-drop-zone.h"

#include <glib/gi18n-lib.h>

#define GAP 12

/* Narrower ones would cut long names. */
#define GOOD_WIDTH 220

/* Where rows would else be lower than this, which holds a line and its frame, names are cut. */
#define MIN_WIDTH 150
#define MIN_HEIGHT 48

/* With more zones than these each has its name alone. */
#define MAX_ROOMY 4

struct _HoistDropZones {
  GtkWidget parent;

  GPtrArray *zones; /* (owned) (element-type HoistDropZone): each is unparented with this */
};

G_DEFINE_FINAL_TYPE (HoistDropZones, hoist_drop_zones, GTK_TYPE_WIDGET)

static gboolean
fits (guint columns, int min_width, int width)
{
  return (int) columns * (min_width + GAP) <= width + GAP;
}

static gboolean
is_crowded (guint n_zones, guint columns, int height)
{
  guint rows = (n_zones + columns - 1) / columns;

  return (int) rows * (MIN_HEIGHT + GAP) > height + GAP;
}

/**
 * hoist_drop_zones_get_columns:
 * @width: of all of them together, in pixels
 * @height: likewise
 *
 * Pure: about as many columns as rows, but none too narrow for a name, unless the rows are too low.
 */
guint
hoist_drop_zones_get_columns (guint n_zones, int width, int height)
{
  guint columns = 1;

  while (columns * columns < n_zones && fits (columns + 1, GOOD_WIDTH, width))
    columns++;
  while (is_crowded (n_zones, columns, height) && fits (columns + 1, MIN_WIDTH, width))
    columns++;
  return columns;
}

static GtkSizeRequestMode
hoist_drop_zones_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

/* It lies over the window and takes what room there is. */
static void
hoist_drop_zones_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  HoistDropZones *self = HOIST_DROP_ZONES (widget);

  *minimum = 0;
  *natural = 0;
  for (guint i = 0; i < self->zones->len; i++) {
    int zone_natural = 0;

    gtk_widget_measure (g_ptr_array_index (self->zones, i), orientation, -1, NULL, &zone_natural,
                        NULL, NULL);
    *natural = MAX (*natural, zone_natural);
  }
}

/* The zones of the last row share its whole width. */
static void
hoist_drop_zones_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HoistDropZones *self = HOIST_DROP_ZONES (widget);
  guint n_zones = self->zones->len;
  guint columns = hoist_drop_zones_get_columns (n_zones, width, height);
  guint rows = (n_zones + columns - 1) / columns;

  for (guint i = 0; i < n_zones; i++) {
    GtkWidget *zone = g_ptr_array_index (self->zones, i);
    guint row = i / columns;
    int in_row = (int) MIN (columns, n_zones - row * columns);
    int top = (int) row * (height + GAP) / (int) rows;
    int bottom = (int) (row + 1) * (height + GAP) / (int) rows - GAP;
    int left = (int) (i % columns) * (width + GAP) / in_row;
    int right = (int) (i % columns + 1) * (width + GAP) / in_row - GAP;
    GtkAllocation place = { left, top, MAX (right - left, 0), MAX (bottom - top, 0) };

    if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
      place.x = width - right;
    gtk_widget_measure (zone, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
    gtk_widget_size_allocate (zone, &place, -1);
  }
}

static void
remove_all (HoistDropZones *self)
{
  for (guint i = 0; i < self->zones->len; i++)
    gtk_widget_unparent (g_ptr_array_index (self->zones, i));
  g_ptr_array_set_size (self->zones, 0);
}

static void
hoist_drop_zones_dispose (GObject *object)
{
  remove_all (HOIST_DROP_ZONES (object));

  G_OBJECT_CLASS (hoist_drop_zones_parent_class)->dispose (object);
}

static void
hoist_drop_zones_finalize (GObject *object)
{
  g_ptr_array_unref (HOIST_DROP_ZONES (object)->zones);

  G_OBJECT_CLASS (hoist_drop_zones_parent_class)->finalize (object);
}

static void
hoist_drop_zones_class_init (HoistDropZonesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = hoist_drop_zones_dispose;
  object_class->finalize = hoist_drop_zones_finalize;
  widget_class->get_request_mode = hoist_drop_zones_get_request_mode;
  widget_class->measure = hoist_drop_zones_measure;
  widget_class->size_allocate = hoist_drop_zones_size_allocate;
}

static void
add (HoistDropZones *self, HoistDropZone *zone)
{
  gtk_widget_set_parent (GTK_WIDGET (zone), GTK_WIDGET (self));
  g_ptr_array_add (self->zones, zone);
}

static void
hoist_drop_zones_init (HoistDropZones *self)
{
  self->zones = g_ptr_array_new ();
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  hoist_drop_zones_set_accounts (self, NULL);
}

/* What is dropped when no more zones fit goes to one of those that are shown: the default account
 * is always among them. */
static GPtrArray *
choose_shown (HoistAccounts *accounts)
{
  GPtrArray *shown = g_ptr_array_new ();
  guint count = accounts == NULL ? 0 : hoist_accounts_get_count (accounts);

  for (guint i = 0; i < count && shown->len < HOIST_MAX_DROP_ZONES; i++)
    g_ptr_array_add (shown, hoist_accounts_get (accounts, i));
  if (count > shown->len && !g_ptr_array_find (shown, hoist_accounts_get_default (accounts), NULL))
    shown->pdata[shown->len - 1] = hoist_accounts_get_default (accounts);
  return shown;
}

/**
 * hoist_drop_zones_set_accounts:
 * @accounts: (nullable): as they are now
 *
 * A zone each, in their order. Without an account there is one zone all the same: files wait.
 */
void
hoist_drop_zones_set_accounts (HoistDropZones *self, HoistAccounts *accounts)
{
  g_autoptr (GPtrArray) shown = NULL;

  g_return_if_fail (HOIST_IS_DROP_ZONES (self));

  shown = choose_shown (accounts);
  remove_all (self);
  for (guint i = 0; i < shown->len; i++) {
    HoistAccount *account = g_ptr_array_index (shown, i);
    g_autofree char *text =
        g_strdup_printf (_ ("Upload to “%s”"), hoist_account_get_name (account));

    add (self, hoist_drop_zone_new (hoist_account_get_id (account), text,
                                    shown->len > 1 && shown->len <= MAX_ROOMY
                                        ? _ (hoist_account_get_provider (account)->name)
                                        : NULL,
                                    shown->len <= MAX_ROOMY));
  }
  if (shown->len == 0)
    add (self, hoist_drop_zone_new (NULL, _ ("Add to the Uploads"), NULL, TRUE));
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

guint
hoist_drop_zones_get_count (HoistDropZones *self)
{
  return self->zones->len;
}

const char *
hoist_drop_zones_get_text (HoistDropZones *self, guint index)
{
  return hoist_drop_zone_get_text (g_ptr_array_index (self->zones, index));
}

/**
 * hoist_drop_zones_find:
 * @x: in this widget
 *
 * Returns: the index of the zone at this place; -1 between them
 */
int
hoist_drop_zones_find (HoistDropZones *self, double x, double y)
{
  const graphene_point_t point = GRAPHENE_POINT_INIT ((float) x, (float) y);

  for (guint i = 0; i < self->zones->len; i++) {
    graphene_rect_t bounds;

    if (gtk_widget_compute_bounds (g_ptr_array_index (self->zones, i), GTK_WIDGET (self),
                                   &bounds) &&
        graphene_rect_contains_point (&bounds, &point))
      return (int) i;
  }
  return -1;
}

/**
 * hoist_drop_zones_mark:
 * @index: the zone that the pointer is over; -1 for none
 */
void
hoist_drop_zones_mark (HoistDropZones *self, int index)
{
  for (guint i = 0; i < self->zones->len; i++)
    hoist_drop_zone_set_marked (g_ptr_array_index (self->zones, i), (int) i == index);
}

/**
 * hoist_drop_zones_get_account:
 *
 * Returns: (nullable): the id of the account of a zone; %NULL for the default one
 */
const char *
hoist_drop_zones_get_account (HoistDropZones *self, int index)
{
  if (index < 0 || index >= (int) self->zones->len)
    return NULL;
  return hoist_drop_zone_get_account (g_ptr_array_index (self->zones, index));
}
