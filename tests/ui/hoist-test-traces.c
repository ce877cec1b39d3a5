/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Widgets, and the objects of their templates, are followed to their end: to finalization, not only
 * to the moment when they are disposed of and a weak pointer is cleared. */
#include "hoist-test-traces.h"

#include <adwaita.h>

#define PATIENCE_S 30

struct _HoistTestTraces {
  GHashTable *left; /* (owned) (element-type Trace): what is still there */
};

/* Belongs to the object that it stands for. */
typedef struct {
  HoistTestTraces *traces; /* (unowned) (nullable): when they are not there any more */
  char *name;              /* (owned) */
} Trace;

static GHashTable *seen; /* (element-type utf8): names of types */

static GQuark
get_quark (void)
{
  return g_quark_from_static_string ("hoist-test-trace");
}

static void
on_finalized (gpointer data)
{
  Trace *trace = data;

  if (trace->traces != NULL)
    g_hash_table_remove (trace->traces->left, trace);
  g_free (trace->name);
  g_free (trace);
}

static void
follow_object (HoistTestTraces *self, GObject *object, const char *place)
{
  Trace *trace = g_object_get_qdata (object, get_quark ());

  if (trace != NULL)
    return;
  trace = g_new0 (Trace, 1);
  trace->traces = self;
  trace->name = g_strdup_printf ("%s in %s", G_OBJECT_TYPE_NAME (object), place);
  g_hash_table_add (self->left, trace);
  g_object_set_qdata_full (object, get_quark (), trace, on_finalized);
  if (seen == NULL)
    seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_add (seen, g_strdup (G_OBJECT_TYPE_NAME (object)));
}

/* (transfer full) (nullable): as HoistAccountForm's is /io/…/hoist-account-form.ui */
static GBytes *
find_template (GType type)
{
  GString *path = g_string_new ("/io/github/hoist_uploader/Hoist/");
  GBytes *bytes = NULL;

  for (const char *at = g_type_name (type); *at != '\0'; at++) {
    if (g_ascii_isupper (*at) && at != g_type_name (type))
      g_string_append_c (path, '-');
    g_string_append_c (path, g_ascii_tolower (*at));
  }
  g_string_append (path, ".ui");
  bytes = g_resources_lookup_data (path->str, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_string_free (path, TRUE);
  return bytes;
}

/* Also those that are no widgets, or in no place at the moment. */
static void
follow_template (HoistTestTraces *self, GtkWidget *widget)
{
  g_autoptr (GBytes) bytes = find_template (G_OBJECT_TYPE (widget));
  g_autoptr (GRegex) regex = NULL;
  g_autoptr (GMatchInfo) match = NULL;

  if (bytes == NULL)
    return;
  regex = g_regex_new ("<object [^>]*id=\"([^\"]+)\"", 0, 0, NULL);
  g_regex_match (regex, g_bytes_get_data (bytes, NULL), 0, &match);
  for (; g_match_info_matches (match); g_match_info_next (match, NULL)) {
    g_autofree char *id = g_match_info_fetch (match, 1);
    GObject *child = gtk_widget_get_template_child (widget, G_OBJECT_TYPE (widget), id);

    if (child != NULL)
      follow_object (self, child, G_OBJECT_TYPE_NAME (widget));
  }
}

/* libadwaita 1.2 never lets go of the groups in a window of preferences; their rows have to go. */
static gboolean
is_kept_by_libadwaita (GtkWidget *widget)
{
  return gtk_widget_get_ancestor (widget, ADW_TYPE_PREFERENCES_WINDOW) != NULL &&
         gtk_widget_get_ancestor (widget, ADW_TYPE_PREFERENCES_GROUP) != NULL &&
         gtk_widget_get_ancestor (widget, ADW_TYPE_PREFERENCES_ROW) == NULL;
}

static void
follow (HoistTestTraces *self, GtkWidget *widget, const char *place)
{
  gboolean is_ours = g_str_has_prefix (G_OBJECT_TYPE_NAME (widget), "Hoist");

  /* GTK has one for all windows, which is below the one that needed it last */
  if (g_str_equal (G_OBJECT_TYPE_NAME (widget), "GtkTooltipWindow"))
    return;
  if (!is_kept_by_libadwaita (widget))
    follow_object (self, G_OBJECT (widget), place);
  if (is_ours)
    follow_template (self, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    follow (self, child, is_ours ? G_OBJECT_TYPE_NAME (widget) : place);
}

HoistTestTraces *
hoist_test_traces_new (void)
{
  HoistTestTraces *self = g_new0 (HoistTestTraces, 1);

  self->left = g_hash_table_new (NULL, NULL);
  return self;
}

/* All that is in any window now. */
void
hoist_test_traces_follow_windows (HoistTestTraces *self)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

    follow (self, window, "a window");
  }
}

static char *
list_left (HoistTestTraces *self)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer trace = NULL;

  g_hash_table_iter_init (&iter, self->left);
  while (g_hash_table_iter_next (&iter, &trace, NULL))
    g_ptr_array_add (names, ((Trace *) trace)->name);
  g_ptr_array_add (names, NULL);
  return g_strjoinv (", ", (char **) names->pdata);
}

static gboolean
on_time_up (gpointer data)
{
  g_autofree char *left = list_left (data);

  g_error ("never finalized: %s", left);
  return G_SOURCE_REMOVE;
}

/* The last of an animation and of a file's look-up may end a moment later. */
void
hoist_test_traces_expect_gone (HoistTestTraces *self)
{
  guint id = g_timeout_add_seconds (PATIENCE_S, on_time_up, self);

  while (g_hash_table_size (self->left) > 0)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (id);
}

void
hoist_test_traces_free (HoistTestTraces *self)
{
  GHashTableIter iter;
  gpointer trace = NULL;

  g_hash_table_iter_init (&iter, self->left);
  while (g_hash_table_iter_next (&iter, &trace, NULL))
    ((Trace *) trace)->traces = NULL;
  g_hash_table_unref (self->left);
  g_free (self);
}

/* Whether one of exactly this type was ever followed. */
gboolean
hoist_test_traces_has_seen (const char *type_name)
{
  return seen != NULL && g_hash_table_contains (seen, type_name);
}
