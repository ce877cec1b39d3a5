/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One unfinished upload and its parts on disk, written so that a kill leaves nothing half done. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _HoistPracticeWriter HoistPracticeWriter;

/* A part that is as long as what comes. */
#define HOIST_PRACTICE_ANY_SIZE G_MAXUINT64

typedef struct {
  guint64 offset; /* without a part size: whatever orders the parts, as their numbers do */
  guint64 size;
  char md5[33];
  char *path; /* (owned) (nullable): NULL when bodies are discarded */
} HoistPracticePart;

typedef struct {
  char *service; /* (owned) */
  char *key;     /* (owned): what the service knows an upload by; a plain file name */
  char *name;    /* (owned) */
  char *type;    /* (owned) */
  char *folder;  /* (owned) (nullable): NULL when bodies are discarded */
  char *parent;  /* (owned) (nullable): the path of the folder that the file will be in */
  char *crc64;   /* (owned) (nullable): what the file is to have in the end, in decimal */
  char *note;    /* (owned) (nullable): the service's own, for the file as well */
  guint64 size;
  guint64 part_size; /* 0: parts have lengths of their own */
  GHashTable *parts; /* (owned) (element-type guint64 HoistPracticePart): by offset */
  gboolean is_busy;  /* being put together: takes no parts */
  gboolean is_gone;  /* finished or dropped: only writers still know it */
  guint temporaries; /* counts up, for unique names */
} HoistPracticeUpload;

HoistPracticeUpload *
hoist_practice_upload_new (const char *folder, const char *service, const char *key);
HoistPracticeUpload *
hoist_practice_upload_load (const char *folder, const char *service, const char *key);
HoistPracticeUpload *hoist_practice_upload_ref (HoistPracticeUpload *self);
void hoist_practice_upload_unref (HoistPracticeUpload *self);
gboolean hoist_practice_upload_save (HoistPracticeUpload *self, GError **error);

guint64 hoist_practice_upload_get_part_length (HoistPracticeUpload *self, guint64 offset);
GPtrArray *hoist_practice_upload_list_parts (HoistPracticeUpload *self);
guint64 hoist_practice_upload_count_bytes (HoistPracticeUpload *self);
gboolean hoist_practice_upload_is_covered (HoistPracticeUpload *self);
void hoist_practice_upload_forget_parts (HoistPracticeUpload *self);
gboolean hoist_practice_upload_flip (HoistPracticeUpload *self, guint64 offset, GError **error);

HoistPracticeWriter *hoist_practice_writer_new (HoistPracticeUpload *upload,
                                                guint64 offset,
                                                guint64 size,
                                                GError **error);
void hoist_practice_writer_free (HoistPracticeWriter *self);
gboolean hoist_practice_writer_write (HoistPracticeWriter *self,
                                      const guint8 *data,
                                      gsize size,
                                      GError **error);
gboolean hoist_practice_writer_commit (HoistPracticeWriter *self, const char *md5, GError **error);

gboolean hoist_practice_flip_byte (const char *path, guint64 offset, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistPracticeUpload, hoist_practice_upload_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistPracticeWriter, hoist_practice_writer_free)

G_END_DECLS
