/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes files and folders dropped anywhere on it, and shows where they would go: a zone for each
 * account. */
#include "hoist-config.h"

#include "hoist-drop-area.h"

#include "hoist-documents.h"
#include "hoist-drop-zones.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

#define LIST_TYPE "text/uri-list"

/* What is in the queue by then has come at once, for a person. */
#define PATIENCE_MS 800

struct _HoistDropArea {
  AdwBin parent;

  GtkWidget *holder; /* (unowned) */
  GtkWidget *frame;  /* (unowned) */
  GtkWidget *zones;  /* (unowned) */

  HoistAccounts *accounts; /* (owned) (nullable) */
  HoistArrivals *arrivals; /* (owned) */
};

typedef enum { PROP_CONTENT = 1 } HoistDropAreaProperty;

static GParamSpec *properties[PROP_CONTENT + 1];

enum { SIGNAL_DROPPED, SIGNAL_FAILED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* One drop or paste on its way. */
typedef struct {
  HoistDropArea *area;   /* (owned) */
  GdkDrop *drop;         /* (owned) (nullable) */
  GdkClipboard *source;  /* (owned) (nullable) */
  GCancellable *arrival; /* (owned): of the area's arrivals */
  char *account;         /* (owned) (nullable): %NULL for the default one */
  HoistDropped *listed;  /* (owned) (nullable): by their paths, while the portal is asked as well */
} Arrival;

G_DEFINE_FINAL_TYPE (HoistDropArea, hoist_drop_area, ADW_TYPE_BIN)

static void
arrival_free (Arrival *self)
{
  hoist_arrivals_end (self->area->arrivals, self->arrival);
  g_clear_object (&self->arrival);
  g_clear_object (&self->area);
  g_clear_object (&self->drop);
  g_clear_object (&self->source);
  hoist_dropped_free (self->listed);
  g_free (self->account);
  g_free (self);
}

/* The other side may delete files that were “moved”: Hoist only ever copies. */
static GdkDragAction
choose_action (GdkDrop *drop)
{
  GdkDragAction actions = gdk_drop_get_actions (drop);

  return actions & GDK_ACTION_COPY ? GDK_ACTION_COPY : actions & GDK_ACTION_LINK;
}

static void
arrive (Arrival *self, HoistDropped *dropped, const GError *error)
{
  gboolean is_good = dropped != NULL && !hoist_dropped_is_empty (dropped) &&
                     !g_cancellable_is_cancelled (self->arrival);

  if (self->drop != NULL)
    gdk_drop_finish (self->drop, is_good ? choose_action (self->drop) : 0);
  if (error != NULL)
    g_debug ("what was dropped could not be read: %s", error->message);

  if (g_cancellable_is_cancelled (self->arrival))
    g_debug ("what was dropped is not wanted any more");
  else if (is_good)
    g_signal_emit (self->area, signals[SIGNAL_DROPPED], 0, dropped, self->account);
  else if (self->drop != NULL)
    g_signal_emit (self->area, signals[SIGNAL_FAILED], 0,
                   _ ("What was dropped has no files in it. Drop files or folders"));
  else
    g_signal_emit (self->area, signals[SIGNAL_FAILED], 0,
                   _ ("There are no files to paste. Copy some in the file manager first"));
  arrival_free (self);
}

static gboolean
has_portal_list (Arrival *self)
{
  GdkContentFormats *formats = self->drop != NULL ? gdk_drop_get_formats (self->drop)
                                                  : gdk_clipboard_get_formats (self->source);

  return gdk_content_formats_contain_mime_type (formats, "application/vnd.portal.filetransfer") ||
         gdk_content_formats_contain_mime_type (formats, "application/vnd.portal.files");
}

/* Only in a sandbox is it worth a look, and there the portal made its own for each file. */
static gboolean
is_in_sight (const HoistDropped *dropped)
{
  for (guint i = 0; hoist_documents_is_sandbox () && i < dropped->paths->len; i++) {
    if (access (g_ptr_array_index (dropped->paths, i), F_OK) != 0)
      return FALSE;
  }
  return TRUE;
}

/* What the sandbox sees stays as it was listed: that lasts. The rest comes by the portal, which
 * hands over the same files in the same order. */
static void
keep_in_sight (HoistDropped *dropped, const HoistDropped *listed)
{
  for (guint i = 0; listed->paths->len == dropped->paths->len && i < listed->paths->len; i++) {
    const char *path = g_ptr_array_index (listed->paths, i);
    gpointer *place = &g_ptr_array_index (dropped->paths, i);

    if (access (path, F_OK) != 0)
      continue;
    g_free (*place);
    *place = g_strdup (path);
  }
}

static HoistDropped *
take_file_list (const GValue *value)
{
  HoistDropped *dropped = hoist_dropped_new ();

  for (GSList *at = g_value_get_boxed (value); at != NULL; at = at->next)
    hoist_dropped_add_file (dropped, at->data);
  return dropped;
}

static void
on_value (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Arrival *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HoistDropped) dropped = NULL;
  const GValue *value = NULL;

  if (self->drop != NULL)
    value = gdk_drop_read_value_finish (self->drop, result, &error);
  else
    value = gdk_clipboard_read_value_finish (self->source, result, &error);
  if (value != NULL)
    dropped = take_file_list (value);
  if (dropped != NULL && self->listed != NULL)
    keep_in_sight (dropped, self->listed);
  else if (dropped == NULL)
    dropped = g_steal_pointer (&self->listed);
  arrive (self, dropped, error);
}

static void
ask_portal (Arrival *self)
{
  if (self->drop != NULL)
    gdk_drop_read_value_async (self->drop, GDK_TYPE_FILE_LIST, G_PRIORITY_DEFAULT, self->arrival,
                               on_value, self);
  else
    gdk_clipboard_read_value_async (self->source, GDK_TYPE_FILE_LIST, G_PRIORITY_DEFAULT,
                                    self->arrival, on_value, self);
}

static void
on_list_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Arrival *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HoistDropped) dropped = hoist_uri_list_read_finish (result, &error);

  if (dropped == NULL || is_in_sight (dropped) || !has_portal_list (self)) {
    arrive (self, dropped, error);
    return;
  }
  self->listed = g_steal_pointer (&dropped);
  hoist_arrivals_set_count (self->area->arrivals, self->arrival, self->listed->paths->len);
  ask_portal (self);
}

static void
on_stream (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Arrival *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream = NULL;

  if (self->drop != NULL)
    stream = gdk_drop_read_finish (self->drop, result, NULL, &error);
  else
    stream = gdk_clipboard_read_finish (self->source, result, NULL, &error);
  if (stream == NULL)
    arrive (self, NULL, error);
  else
    hoist_uri_list_read_async (stream, self->arrival, on_list_read, self);
}

/* The plain list first: what a portal hands over is gone after a restart, while a path that opens
 * stays (field study, finding 0.1). */
static void
read_arrival (Arrival *self, GdkContentFormats *formats)
{
  static const char *list_types[] = { LIST_TYPE, NULL };
  gboolean has_list = gdk_content_formats_contain_mime_type (formats, LIST_TYPE);

  self->arrival = hoist_arrivals_begin (self->area->arrivals, 0);
  if (self->drop != NULL && has_list)
    gdk_drop_read_async (self->drop, list_types, G_PRIORITY_DEFAULT, self->arrival, on_stream,
                         self);
  else if (has_list)
    gdk_clipboard_read_async (self->source, list_types, G_PRIORITY_DEFAULT, self->arrival,
                              on_stream, self);
  else
    ask_portal (self);
}

static int
find_zone (HoistDropArea *self, double x, double y)
{
  double zone_x = 0;
  double zone_y = 0;

  if (!gtk_widget_translate_coordinates (GTK_WIDGET (self), self->zones, x, y, &zone_x, &zone_y))
    return -1;
  return hoist_drop_zones_find (HOIST_DROP_ZONES (self->zones), zone_x, zone_y);
}

static gboolean
on_drop (GtkDropTargetAsync *target, GdkDrop *drop, double x, double y, gpointer user_data)
{
  HoistDropArea *self = HOIST_DROP_AREA (user_data);
  Arrival *arrival = g_new0 (Arrival, 1);

  arrival->account = g_strdup (hoist_drop_area_get_account_at (self, x, y));
  hoist_drop_area_reveal (self, FALSE);
  arrival->area = g_object_ref (self);
  arrival->drop = g_object_ref (drop);
  read_arrival (arrival, gdk_drop_get_formats (drop));
  return TRUE;
}

static GdkDragAction
on_drag_enter (GtkDropTargetAsync *target, GdkDrop *drop, double x, double y, gpointer user_data)
{
  hoist_drop_area_reveal (HOIST_DROP_AREA (user_data), TRUE);
  hoist_drop_area_point_at (HOIST_DROP_AREA (user_data), x, y);
  return choose_action (drop);
}

static GdkDragAction
on_drag_motion (GtkDropTargetAsync *target, GdkDrop *drop, double x, double y, gpointer user_data)
{
  hoist_drop_area_point_at (HOIST_DROP_AREA (user_data), x, y);
  return choose_action (drop);
}

static void
on_drag_leave (GtkDropTargetAsync *target, GdkDrop *drop, gpointer user_data)
{
  hoist_drop_area_reveal (HOIST_DROP_AREA (user_data), FALSE);
}

static GtkEventController *
make_target (HoistDropArea *self)
{
  GdkContentFormatsBuilder *builder = gdk_content_formats_builder_new ();
  GdkContentFormats *formats = NULL;
  GtkDropTargetAsync *target = NULL;

  gdk_content_formats_builder_add_mime_type (builder, LIST_TYPE);
  gdk_content_formats_builder_add_gtype (builder, GDK_TYPE_FILE_LIST);
  formats = gdk_content_formats_builder_free_to_formats (builder);
  /* what other programs offer is told by MIME types alone, the portal's included */
  formats = gdk_content_formats_union_deserialize_mime_types (formats);
  target = gtk_drop_target_async_new (formats, GDK_ACTION_COPY | GDK_ACTION_LINK);
  g_signal_connect (target, "drag-enter", G_CALLBACK (on_drag_enter), self);
  g_signal_connect (target, "drag-motion", G_CALLBACK (on_drag_motion), self);
  g_signal_connect (target, "drag-leave", G_CALLBACK (on_drag_leave), self);
  g_signal_connect (target, "drop", G_CALLBACK (on_drop), self);
  return GTK_EVENT_CONTROLLER (target);
}

static void
hoist_drop_area_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HoistDropArea *self = HOIST_DROP_AREA (object);

  switch ((HoistDropAreaProperty) id) {
  case PROP_CONTENT:
    g_value_set_object (value, adw_bin_get_child (ADW_BIN (self->holder)));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hoist_drop_area_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HoistDropArea *self = HOIST_DROP_AREA (object);

  switch ((HoistDropAreaProperty) id) {
  case PROP_CONTENT:
    adw_bin_set_child (ADW_BIN (self->holder), g_value_get_object (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hoist_drop_area_dispose (GObject *object)
{
  g_clear_object (&HOIST_DROP_AREA (object)->accounts);
  hoist_arrivals_cancel (HOIST_DROP_AREA (object)->arrivals);

  G_OBJECT_CLASS (hoist_drop_area_parent_class)->dispose (object);
}

static void
hoist_drop_area_finalize (GObject *object)
{
  g_object_unref (HOIST_DROP_AREA (object)->arrivals);

  G_OBJECT_CLASS (hoist_drop_area_parent_class)->finalize (object);
}

static void
hoist_drop_area_class_init (HoistDropAreaClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = hoist_drop_area_get_property;
  object_class->set_property = hoist_drop_area_set_property;
  object_class->dispose = hoist_drop_area_dispose;
  object_class->finalize = hoist_drop_area_finalize;

  properties[PROP_CONTENT] = g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[SIGNAL_DROPPED] =
      g_signal_new ("dropped", HOIST_TYPE_DROP_AREA, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_STRING);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", HOIST_TYPE_DROP_AREA, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (HOIST_TYPE_DROP_ZONES);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hoist_uploader/Hoist/hoist-drop-area.ui");
  gtk_widget_class_bind_template_child (widget_class, HoistDropArea, holder);
  gtk_widget_class_bind_template_child (widget_class, HoistDropArea, frame);
  gtk_widget_class_bind_template_child (widget_class, HoistDropArea, zones);
}

static void
hoist_drop_area_init (HoistDropArea *self)
{
  self->arrivals = hoist_arrivals_new (PATIENCE_MS);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_add_controller (GTK_WIDGET (self), make_target (self));
}

HoistDropArea *
hoist_drop_area_new (void)
{
  return g_object_new (HOIST_TYPE_DROP_AREA, NULL);
}

/**
 * hoist_drop_area_set_accounts:
 * @accounts: (nullable): those that are there when something is dragged over
 */
void
hoist_drop_area_set_accounts (HoistDropArea *self, HoistAccounts *accounts)
{
  g_return_if_fail (HOIST_IS_DROP_AREA (self));

  g_set_object (&self->accounts, accounts);
  hoist_drop_zones_set_accounts (HOIST_DROP_ZONES (self->zones), accounts);
}

/**
 * hoist_drop_area_reveal:
 * @is_over: whether the frame is shown, as while something is dragged over
 */
void
hoist_drop_area_reveal (HoistDropArea *self, gboolean is_over)
{
  g_return_if_fail (HOIST_IS_DROP_AREA (self));

  /* as they are called now */
  if (is_over && !gtk_revealer_get_reveal_child (GTK_REVEALER (self->frame)))
    hoist_drop_zones_set_accounts (HOIST_DROP_ZONES (self->zones), self->accounts);
  hoist_drop_zones_mark (HOIST_DROP_ZONES (self->zones), -1);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->frame), is_over);
}

/**
 * hoist_drop_area_point_at:
 * @x: in this widget, where the pointer is with what is dragged
 */
void
hoist_drop_area_point_at (HoistDropArea *self, double x, double y)
{
  g_return_if_fail (HOIST_IS_DROP_AREA (self));

  hoist_drop_zones_mark (HOIST_DROP_ZONES (self->zones), find_zone (self, x, y));
}

/**
 * hoist_drop_area_get_account_at:
 * @x: in this widget
 *
 * Returns: (nullable): the id of the account that files go to that are let go here; %NULL for the
 *   default one
 */
const char *
hoist_drop_area_get_account_at (HoistDropArea *self, double x, double y)
{
  g_return_val_if_fail (HOIST_IS_DROP_AREA (self), NULL);

  return hoist_drop_zones_get_account (HOIST_DROP_ZONES (self->zones), find_zone (self, x, y));
}

/**
 * hoist_drop_area_get_arrivals:
 *
 * Returns: (transfer none): what was dropped or pasted and is still on its way; others that bring
 *   files into the window tell of it there as well
 */
HoistArrivals *
hoist_drop_area_get_arrivals (HoistDropArea *self)
{
  g_return_val_if_fail (HOIST_IS_DROP_AREA (self), NULL);

  return self->arrivals;
}

/**
 * hoist_drop_area_paste:
 *
 * Takes the files on the clipboard as if they had been dropped.
 */
void
hoist_drop_area_paste (HoistDropArea *self)
{
  Arrival *arrival = NULL;

  g_return_if_fail (HOIST_IS_DROP_AREA (self));

  arrival = g_new0 (Arrival, 1);
  arrival->area = g_object_ref (self);
  arrival->source = g_object_ref (gtk_widget_get_clipboard (GTK_WIDGET (self)));
  read_arrival (arrival, gdk_clipboard_get_formats (arrival->source));
}
