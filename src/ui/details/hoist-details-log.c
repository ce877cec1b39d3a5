/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happened to one upload, line by line, the newest first. */
#include "hoist-details-log.h"

#include "hoist-details-fact.h"
#include "hoist-details-text.h"
#include "hoist-log-line.h"

struct _HoistDetailsLog {
  AdwBin parent;

  GtkWidget *stack; /* (unowned) */
  GtkWidget *list;  /* (unowned) */

  HoistWorkspace *workspace; /* (owned) (nullable) */
  HoistSession *session;     /* (owned) (nullable) */
  GPtrArray *lines;          /* (owned) (nullable) (element-type HoistLogLine): as shown */
};

G_DEFINE_FINAL_TYPE (HoistDetailsLog, hoist_details_log, ADW_TYPE_BIN)

static void
add_row (HoistDetailsLog *self, const HoistLogLine *line)
{
  g_autofree char *time = hoist_details_text_time (line->time_us);
  HoistDetailsFact *row = hoist_details_fact_new (time != NULL ? time : "", FALSE);

  hoist_details_fact_show (row, line->text);
  gtk_list_box_prepend (GTK_LIST_BOX (self->list), GTK_WIDGET (row));
}

/* A log only grows, but its oldest lines may go: then it is shown anew. */
static guint
count_shown (HoistDetailsLog *self, GPtrArray *lines)
{
  const HoistLogLine *old = NULL;
  const HoistLogLine *now = NULL;

  if (self->lines == NULL || self->lines->len == 0 || self->lines->len > lines->len)
    return 0;
  old = g_ptr_array_index (self->lines, 0);
  now = g_ptr_array_index (lines, 0);
  return old->time_us == now->time_us && g_str_equal (old->text, now->text) ? self->lines->len : 0;
}

static void
show_lines (HoistDetailsLog *self, GPtrArray *lines)
{
  guint n_shown = count_shown (self, lines);
  GtkListBoxRow *row = NULL;

  while (n_shown == 0 &&
         (row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), 0)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), GTK_WIDGET (row));
  for (guint i = n_shown; i < lines->len; i++)
    add_row (self, g_ptr_array_index (lines, i));
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  self->lines = g_ptr_array_ref (lines);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), lines->len > 0 ? "list" : "empty");
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistDetailsLog) self = HOIST_DETAILS_LOG (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = hoist_store_read_log_finish (HOIST_STORE (source), result, &error);

  if (lines == NULL)
    g_debug ("no log: %s", error->message);
  else if (self->session != NULL)
    show_lines (self, lines);
}

static void
read_log (HoistDetailsLog *self)
{
  hoist_store_read_log_async (hoist_workspace_get_store (self->workspace),
                              hoist_session_get_id (self->session), on_read, g_object_ref (self));
}

static void
hoist_details_log_dispose (GObject *object)
{
  HoistDetailsLog *self = HOIST_DETAILS_LOG (object);

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  g_clear_object (&self->workspace);
  g_clear_pointer (&self->lines, g_ptr_array_unref);

  G_OBJECT_CLASS (hoist_details_log_parent_class)->dispose (object);
}

static void
hoist_details_log_class_init (HoistDetailsLogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hoist_details_log_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hoist_uploader/Hoist/hoist-details-log.ui");
  gtk_widget_class_bind_template_child (widget_class, HoistDetailsLog, stack);
  gtk_widget_class_bind_template_child (widget_class, HoistDetailsLog, list);
}

static void
hoist_details_log_init (HoistDetailsLog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * hoist_details_log_set_session:
 * @session: its log is shown from now on, and goes on while it does; called once
 */
void
hoist_details_log_set_session (HoistDetailsLog *self,
                               HoistWorkspace *workspace,
                               HoistSession *session)
{
  g_return_if_fail (HOIST_IS_DETAILS_LOG (self));
  g_return_if_fail (self->session == NULL);

  self->workspace = g_object_ref (workspace);
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (read_log), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::reason", G_CALLBACK (read_log), self,
                           G_CONNECT_SWAPPED);
  read_log (self);
}

/**
 * hoist_details_log_dup_text:
 *
 * Returns: (transfer full): what is shown, the oldest line first; "" for nothing
 */
char *
hoist_details_log_dup_text (HoistDetailsLog *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; self->lines != NULL && i < self->lines->len; i++) {
    const HoistLogLine *line = g_ptr_array_index (self->lines, i);
    g_autofree char *time = hoist_details_text_time (line->time_us);

    g_string_append_printf (text, "%s  %s\n", time != NULL ? time : "", line->text);
  }
  return g_string_free (text, FALSE);
}
