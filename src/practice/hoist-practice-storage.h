/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The folder with unfinished uploads and finished files; the same folder again goes on. */
#pragma once

#include "hoist-practice-file.h"
#include "hoist-practice-upload.h"

G_BEGIN_DECLS

typedef struct _HoistPracticeStorage HoistPracticeStorage;

HoistPracticeStorage *
hoist_practice_storage_new (const char *folder, gboolean is_sink, GError **error);
void hoist_practice_storage_free (HoistPracticeStorage *self);
const char *hoist_practice_storage_get_folder (HoistPracticeStorage *self);
gboolean hoist_practice_storage_is_sink (HoistPracticeStorage *self);

HoistPracticeUpload *hoist_practice_storage_find_upload (HoistPracticeStorage *self,
                                                         const char *service,
                                                         const char *key);
GPtrArray *hoist_practice_storage_list_uploads (HoistPracticeStorage *self, const char *service);
HoistPracticeUpload *hoist_practice_storage_begin (HoistPracticeStorage *self,
                                                   const char *service,
                                                   const char *key,
                                                   const char *name,
                                                   const char *type,
                                                   guint64 size,
                                                   guint64 part_size,
                                                   GError **error);

HoistPracticeFile *
hoist_practice_storage_find_file (HoistPracticeStorage *self, const char *service, const char *key);
HoistPracticeFile *hoist_practice_storage_find_id (HoistPracticeStorage *self, const char *id);
GPtrArray *hoist_practice_storage_list_files (HoistPracticeStorage *self);
HoistPracticeFile *hoist_practice_storage_link_file (HoistPracticeStorage *self,
                                                     HoistPracticeFile *file,
                                                     HoistPracticeUpload *as,
                                                     const char *id,
                                                     GError **error);
gboolean hoist_practice_storage_drop_upload (HoistPracticeStorage *self,
                                             HoistPracticeUpload *upload);
void hoist_practice_storage_drop_file (HoistPracticeStorage *self, HoistPracticeFile *file);
gboolean hoist_practice_storage_flip (HoistPracticeStorage *self,
                                      const char *key,
                                      guint64 offset,
                                      GError **error);

void hoist_practice_storage_assemble_async (HoistPracticeStorage *self,
                                            HoistPracticeUpload *upload,
                                            const char *sha1,
                                            const char *id,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data);
HoistPracticeFile *hoist_practice_storage_assemble_finish (HoistPracticeStorage *self,
                                                           GAsyncResult *result,
                                                           GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistPracticeStorage, hoist_practice_storage_free)

G_END_DECLS
