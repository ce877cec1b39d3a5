/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A note is a text file: a line "@time account", then a path in each line. A thread writes it, bit
 * by bit, since a hundred thousand names may be dropped at once. */
#include "hoist-arrival-note.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Of the notes' own folder. */
#define FOLDER "arrivals"

/* One that is not complete yet, or never was. */
#define PARTIAL ".part"

struct _HoistArrivalNote {
  char *file;       /* (owned) (type filename) */
  GPtrArray *paths; /* (owned) (element-type filename) */
  char *account;    /* (owned) (nullable): the id of an account; %NULL for the default one */
  gint64 noted_us;  /* real time */
  GThread *writer;  /* (owned) (nullable): while it may be at work */
};

/* As it is where that can be read back; else as an address, which any bytes can be. */
static void
write_path (FILE *stream, const char *path)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *address = NULL;

  if (strpbrk (absolute, "\r\n") != NULL || !g_utf8_validate (absolute, -1, NULL))
    address = g_filename_to_uri (absolute, NULL, NULL);
  fputs (address != NULL ? address : absolute, stream);
  fputc ('\n', stream);
}

/* Where it cannot be written, the disk is full or broken, and the queue says that. */
static gpointer
write_file (gpointer data)
{
  const HoistArrivalNote *self = data;
  g_autofree char *partial = g_strconcat (self->file, PARTIAL, NULL);
  FILE *stream = g_fopen (partial, "we");
  gboolean is_written = FALSE;

  if (stream == NULL)
    return NULL;
  fprintf (stream, "@%" G_GINT64_FORMAT " %s\n", self->noted_us,
           self->account != NULL ? self->account : "");
  for (guint i = 0; i < self->paths->len; i++)
    write_path (stream, g_ptr_array_index (self->paths, i));
  is_written = fflush (stream) == 0 && fdatasync (fileno (stream)) == 0;
  is_written = fclose (stream) == 0 && is_written;
  if (!is_written || g_rename (partial, self->file) != 0)
    g_unlink (partial);
  return NULL;
}

/**
 * hoist_arrival_note_new:
 * @folder: (type filename): where the queue lies
 * @paths: (element-type filename): of files and folders; not changed any more
 * @account: (nullable): the id of an account; %NULL for the default one
 * @noted_us: real time: what the queue was given of it comes in then or later
 *
 * Returns: (transfer full): soon it is on the disk, until it is forgotten
 */
HoistArrivalNote *
hoist_arrival_note_new (const char *folder, GPtrArray *paths, const char *account, gint64 noted_us)
{
  HoistArrivalNote *self = g_new0 (HoistArrivalNote, 1);
  g_autofree char *place = g_build_filename (folder, FOLDER, NULL);
  g_autofree char *unique = g_uuid_string_random ();
  /* so that the order of their names is the one in which they came */
  g_autofree char *name = g_strdup_printf ("%020" G_GINT64_FORMAT "-%s", noted_us, unique);

  g_mkdir_with_parents (place, 0700);
  self->file = g_build_filename (place, name, NULL);
  self->paths = g_ptr_array_ref (paths);
  self->account = g_strdup (account);
  self->noted_us = noted_us;
  self->writer = g_thread_new ("hoist-arrival", write_file, self);
  return self;
}

/**
 * hoist_arrival_note_settle:
 *
 * Blocks until it is on the disk, which a quick disk has had long before.
 */
void
hoist_arrival_note_settle (HoistArrivalNote *self)
{
  if (self->writer != NULL)
    g_thread_join (g_steal_pointer (&self->writer));
}

/* Its file stays, for the next start. */
void
hoist_arrival_note_free (HoistArrivalNote *self)
{
  if (self == NULL)
    return;
  hoist_arrival_note_settle (self);
  g_free (self->file);
  g_ptr_array_unref (self->paths);
  g_free (self->account);
  g_free (self);
}

/**
 * hoist_arrival_note_forget:
 * @self: (transfer full): all that became of it is in the queue, or was said
 */
void
hoist_arrival_note_forget (HoistArrivalNote *self)
{
  hoist_arrival_note_settle (self);
  g_unlink (self->file);
  hoist_arrival_note_free (self);
}

/* Returns: (element-type filename): absolute ones where it was read */
GPtrArray *
hoist_arrival_note_get_paths (const HoistArrivalNote *self)
{
  return self->paths;
}

/* Returns: (nullable): the id of an account; %NULL for the default one */
const char *
hoist_arrival_note_get_account (const HoistArrivalNote *self)
{
  return self->account;
}

/* Real time. */
gint64
hoist_arrival_note_get_noted (const HoistArrivalNote *self)
{
  return self->noted_us;
}

static void
take_line (HoistArrivalNote *self, const char *line)
{
  char *path = *line == '/' ? g_strdup (line) : g_filename_from_uri (line, NULL, NULL);

  if (path != NULL)
    g_ptr_array_add (self->paths, path);
}

/* (nullable): What makes no sense in it is passed over. */
static HoistArrivalNote *
read_file (const char *file)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  HoistArrivalNote *self = NULL;
  char *end = NULL;

  if (!g_file_get_contents (file, &text, NULL, NULL) || *text != '@')
    return NULL;
  lines = g_strsplit (text, "\n", -1);
  self = g_new0 (HoistArrivalNote, 1);
  self->file = g_strdup (file);
  self->paths = g_ptr_array_new_with_free_func (g_free);
  self->noted_us = g_ascii_strtoll (lines[0] + 1, &end, 10);
  if (end[0] == ' ' && end[1] != '\0')
    self->account = g_strdup (end + 1);
  for (guint i = 1; lines[i] != NULL; i++)
    take_line (self, lines[i]);
  return self;
}

static int
compare_files (gconstpointer a, gconstpointer b)
{
  const HoistArrivalNote *const *first = a;
  const HoistArrivalNote *const *second = b;

  return strcmp ((*first)->file, (*second)->file);
}

/**
 * hoist_arrival_notes_read:
 * @folder: (type filename): where the queue lies
 *
 * Returns: (transfer full) (element-type HoistArrivalNote): what an earlier run has left, the
 * oldest first; the caller frees or forgets each
 */
GPtrArray *
hoist_arrival_notes_read (const char *folder)
{
  g_autofree char *place = g_build_filename (folder, FOLDER, NULL);
  g_autoptr (GDir) files = g_dir_open (place, 0, NULL);
  GPtrArray *notes = g_ptr_array_new ();
  const char *name = NULL;

  while (files != NULL && (name = g_dir_read_name (files)) != NULL) {
    g_autofree char *file = g_build_filename (place, name, NULL);
    HoistArrivalNote *note = g_str_has_suffix (name, PARTIAL) ? NULL : read_file (file);

    if (note != NULL)
      g_ptr_array_add (notes, note);
    else
      g_unlink (file);
  }
  g_ptr_array_sort (notes, compare_files);
  return notes;
}
