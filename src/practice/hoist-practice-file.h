/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known about a finished file, in the file.ini beside it. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  char *service; /* (owned) */
  char *key;     /* (owned): that of the upload it came from */
  char *name;    /* (owned) */
  char *type;    /* (owned) */
  char *folder;  /* (owned) (nullable): the path of the folder it is in, for the user */
  char *note;    /* (owned) (nullable): the service's own */
  char *sha1;    /* (owned) (nullable): NULL when bodies are discarded and nobody named it */
  char *md5;     /* (owned) (nullable): NULL when bodies are discarded */
  char *crc64;   /* (owned) (nullable): CRC-64/XZ in decimal; as for sha1 */
  char *id;      /* (owned) */
  char *path;    /* (owned) (nullable): NULL when bodies are discarded */
  guint64 size;
} HoistPracticeFile;

HoistPracticeFile *hoist_practice_file_load (const char *path, const char *service, const char *id);
void hoist_practice_file_free (HoistPracticeFile *self);
gboolean hoist_practice_file_save (HoistPracticeFile *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistPracticeFile, hoist_practice_file_free)

G_END_DECLS
