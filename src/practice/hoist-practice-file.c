/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known about a finished file, in the file.ini beside it. */
#include "hoist-practice-file.h"

#define GROUP "file"

void
hoist_practice_file_free (HoistPracticeFile *self)
{
  g_free (self->service);
  g_free (self->key);
  g_free (self->name);
  g_free (self->type);
  g_free (self->folder);
  g_free (self->note);
  g_free (self->sha1);
  g_free (self->md5);
  g_free (self->crc64);
  g_free (self->id);
  g_free (self->path);
  g_free (self);
}

/**
 * hoist_practice_file_load:
 * @path: the folder of the file
 *
 * Returns: (transfer full) (nullable): %NULL if no whole file is there
 */
HoistPracticeFile *
hoist_practice_file_load (const char *path, const char *service, const char *id)
{
  g_autofree char *ini = g_build_filename (path, "file.ini", NULL);
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autofree char *leaf = NULL;
  HoistPracticeFile *file = NULL;

  if (!g_key_file_load_from_file (keys, ini, G_KEY_FILE_NONE, NULL))
    return NULL;
  leaf = g_key_file_get_string (keys, GROUP, "leaf", NULL);
  file = g_new0 (HoistPracticeFile, 1);
  file->service = g_strdup (service);
  file->id = g_strdup (id);
  file->key = g_key_file_get_string (keys, GROUP, "key", NULL);
  file->name = g_key_file_get_string (keys, GROUP, "name", NULL);
  file->type = g_key_file_get_string (keys, GROUP, "type", NULL);
  file->folder = g_key_file_get_string (keys, GROUP, "folder", NULL);
  file->note = g_key_file_get_string (keys, GROUP, "note", NULL);
  file->md5 = g_key_file_get_string (keys, GROUP, "md5", NULL);
  file->crc64 = g_key_file_get_string (keys, GROUP, "crc64", NULL);
  file->sha1 = g_key_file_get_string (keys, GROUP, "sha1", NULL);
  file->size = g_key_file_get_uint64 (keys, GROUP, "size", NULL);
  file->path = leaf != NULL ? g_build_filename (path, leaf, NULL) : NULL;
  if (file->key == NULL || file->path == NULL)
    g_clear_pointer (&file, hoist_practice_file_free);
  return file;
}

static void
set_text (GKeyFile *keys, const char *name, const char *text)
{
  if (text != NULL)
    g_key_file_set_string (keys, GROUP, name, text);
}

/**
 * hoist_practice_file_save:
 *
 * Writes what is known about the file, whole or not at all; nothing when its bytes were discarded.
 */
gboolean
hoist_practice_file_save (HoistPracticeFile *self, GError **error)
{
  g_autoptr (GKeyFile) keys = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *ini = NULL;
  g_autofree char *leaf = NULL;

  if (self->path == NULL)
    return TRUE;
  keys = g_key_file_new ();
  folder = g_path_get_dirname (self->path);
  ini = g_build_filename (folder, "file.ini", NULL);
  leaf = g_path_get_basename (self->path);
  set_text (keys, "key", self->key);
  set_text (keys, "name", self->name);
  set_text (keys, "type", self->type);
  set_text (keys, "folder", self->folder);
  set_text (keys, "note", self->note);
  set_text (keys, "sha1", self->sha1);
  set_text (keys, "md5", self->md5);
  set_text (keys, "crc64", self->crc64);
  set_text (keys, "leaf", leaf);
  g_key_file_set_uint64 (keys, GROUP, "size", self->size);
  return g_key_file_save_to_file (keys, ini, error);
}
