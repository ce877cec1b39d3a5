/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plain list of addresses (text/uri-list) that a drop or the clipboard carries. */
#include "hoist-uri-list.h"

#include <string.h>

/* 100 000 files with long names; a stranger's window may send anything. */
#define MAX_LIST_SIZE (64 * 1024 * 1024)

HoistDropped *
hoist_dropped_new (void)
{
  HoistDropped *self = g_new0 (HoistDropped, 1);

  self->paths = g_ptr_array_new_with_free_func (g_free);
  self->refused = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
hoist_dropped_free (HoistDropped *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->paths);
  g_ptr_array_unref (self->refused);
  hoist_ignore_free (self->ignore);
  g_free (self);
}

gboolean
hoist_dropped_is_empty (const HoistDropped *self)
{
  return self->paths->len == 0 && self->refused->len == 0;
}

/* “file://name-of-this-computer/…” is what some file managers of the X era write. */
static gboolean
is_host_here (const char *host)
{
  return host == NULL || *host == '\0' || g_ascii_strcasecmp (host, "localhost") == 0 ||
         g_ascii_strcasecmp (host, g_get_host_name ()) == 0;
}

/* A bare absolute path is taken as well, as some programs write it. */
static void
add_uri (HoistDropped *self, const char *uri)
{
  g_autofree char *host = NULL;
  g_autofree char *path = NULL;

  if (*uri == '/') {
    g_ptr_array_add (self->paths, g_strdup (uri));
    return;
  }
  path = g_filename_from_uri (uri, &host, NULL);
  if (path != NULL && g_path_is_absolute (path) && is_host_here (host))
    g_ptr_array_add (self->paths, g_steal_pointer (&path));
  else
    g_ptr_array_add (self->refused, g_utf8_make_valid (uri, -1));
}

void
hoist_dropped_add_file (HoistDropped *self, GFile *file)
{
  char *path = g_file_get_path (file);

  if (path != NULL)
    g_ptr_array_add (self->paths, path);
  else
    g_ptr_array_add (self->refused, g_file_get_parse_name (file));
}

/**
 * hoist_uri_list_parse:
 * @text: lines ended by CR LF or LF, comments after “#” (RFC 2483, section 5)
 *
 * Returns: (transfer full): no line is swallowed: each is a path or refused
 */
HoistDropped *
hoist_uri_list_parse (const char *text, gsize length)
{
  HoistDropped *self = hoist_dropped_new ();
  const char *end = text + length;

  for (const char *at = text; at < end;) {
    const char *stop = memchr (at, '\n', end - at);
    g_autofree char *line = g_strndup (at, (stop == NULL ? end : stop) - at);

    g_strstrip (line);
    if (*line != '\0' && *line != '#')
      add_uri (self, line);
    at = stop == NULL ? end : stop + 1;
  }
  return self;
}

static void
on_spliced (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gsize length = 0;
  const char *text = NULL;

  if (g_output_stream_splice_finish (G_OUTPUT_STREAM (source), result, &error) < 0) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (source));
  text = g_bytes_get_data (bytes, &length);
  g_task_return_pointer (task, hoist_uri_list_parse (text, MIN (length, MAX_LIST_SIZE)),
                         (GDestroyNotify) hoist_dropped_free);
}

void
hoist_uri_list_read_async (GInputStream *stream,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();

  g_task_set_source_tag (task, hoist_uri_list_read_async);
  g_output_stream_splice_async (
      memory, stream, G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE | G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
      G_PRIORITY_DEFAULT, cancellable, on_spliced, g_steal_pointer (&task));
}

HoistDropped *
hoist_uri_list_read_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
