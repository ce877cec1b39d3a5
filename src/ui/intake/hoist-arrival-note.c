/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files on their way into the queue, as text: a line "@time account" and one for each path. */
#include "hoist-arrival-note.h"

#include <string.h>

void
hoist_arrival_note_free (HoistArrivalNote *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->paths, g_ptr_array_unref);
  g_free (self->account);
  g_free (self);
}

/* As it is where that can be read back, which is quick; else as an address, which any bytes can be.
 */
static void
append_path (GString *text, const char *path)
{
  g_autofree char *address = NULL;

  if (strpbrk (path, "\r\n") == NULL && g_utf8_validate (path, -1, NULL)) {
    g_string_append (text, path);
  } else {
    address = g_filename_to_uri (path, NULL, NULL);
    g_string_append (text, address != NULL ? address : "");
  }
  g_string_append_c (text, '\n');
}

/**
 * hoist_arrival_note_write:
 * @account: (nullable): the id of an account; %NULL for the default one
 *
 * Returns: (transfer full): a text; several of them one behind the other are one as well
 */
char *
hoist_arrival_note_write (const HoistDropped *dropped, const char *account, gint64 noted_us)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "@%" G_GINT64_FORMAT " %s\n", noted_us,
                          account != NULL ? account : "");
  for (guint i = 0; i < dropped->paths->len; i++) {
    g_autofree char *absolute =
        g_canonicalize_filename (g_ptr_array_index (dropped->paths, i), NULL);

    append_path (text, absolute);
  }
  return g_string_free (text, FALSE);
}

/* (nullable): */
static HoistArrivalNote *
begin_note (const char *line)
{
  HoistArrivalNote *note = g_new0 (HoistArrivalNote, 1);
  char *end = NULL;

  note->noted_us = g_ascii_strtoll (line + 1, &end, 10);
  if (end[0] == ' ' && end[1] != '\0')
    note->account = g_strdup (end + 1);
  note->paths = g_ptr_array_new_with_free_func (g_free);
  return note;
}

static void
take_line (GPtrArray *notes, const char *line)
{
  HoistArrivalNote *last = notes->len > 0 ? g_ptr_array_index (notes, notes->len - 1) : NULL;
  char *path = NULL;

  if (*line == '@') {
    g_ptr_array_add (notes, begin_note (line));
    return;
  }
  path = *line == '/' ? g_strdup (line) : g_filename_from_uri (line, NULL, NULL);
  if (path != NULL && last != NULL)
    g_ptr_array_add (last->paths, path);
  else
    g_free (path);
}

/**
 * hoist_arrival_notes_read:
 * @text: (nullable): of hoist_arrival_note_write(), or several of them; what makes no sense is
 *   passed over
 *
 * Returns: (transfer full) (element-type HoistArrivalNote):
 */
GPtrArray *
hoist_arrival_notes_read (const char *text)
{
  GPtrArray *notes = g_ptr_array_new_with_free_func ((GDestroyNotify) hoist_arrival_note_free);
  g_auto (GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    take_line (notes, lines[i]);
  return notes;
}
