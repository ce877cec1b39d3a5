/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The storage from inside, for its own two files. */
#pragma once

#include "hoist-practice-storage.h"

G_BEGIN_DECLS

/* SERVICE/partial/KEY/upload.ini and parts; SERVICE/finished/ID/f0.TYPE and file.ini. A finished
 * file exists once its file.ini does, which is written last. */
struct _HoistPracticeStorage {
  char *folder; /* (owned) */
  gboolean is_sink;
  gboolean is_own;     /* made by us, and removed by us */
  GHashTable *uploads; /* (owned) (element-type utf8 HoistPracticeUpload): by service and key */
  GHashTable *files;   /* (owned) (element-type utf8 HoistPracticeFile): by service and key */
  GCancellable *cancellable; /* (owned) */
};

void hoist_practice_storage_remove_tree (const char *path);
char *hoist_practice_storage_make_index (const char *service, const char *key);

G_END_DECLS
