/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folders and finished files of the drives, by id, by place and by content. */
#pragma once

#include "hoist-practice-storage.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct _HoistPracticePdsTree HoistPracticePdsTree;

typedef struct {
  char *drive_id;          /* (owned) */
  char *file_id;           /* (owned) */
  char *parent_id;         /* (owned) */
  char *name;              /* (owned) */
  HoistPracticeFile *file; /* (unowned) (nullable): NULL for a folder */
  guint64 settled;         /* calls that began before this one was settled do not see it */
} HoistPracticePdsItem;

HoistPracticePdsTree *hoist_practice_pds_tree_new (JsonObject *state);
void hoist_practice_pds_tree_free (HoistPracticePdsTree *self);
void hoist_practice_pds_tree_save (HoistPracticePdsTree *self, JsonObject *state);

HoistPracticePdsItem *hoist_practice_pds_tree_find (HoistPracticePdsTree *self,
                                                    const char *drive_id,
                                                    const char *file_id);
HoistPracticePdsItem *hoist_practice_pds_tree_find_named (HoistPracticePdsTree *self,
                                                          const char *drive_id,
                                                          const char *parent_id,
                                                          const char *name,
                                                          guint64 serial);
HoistPracticePdsItem *hoist_practice_pds_tree_find_content (HoistPracticePdsTree *self,
                                                            const char *drive_id,
                                                            guint64 size,
                                                            const char *sha1);
gboolean hoist_practice_pds_tree_has_beginning (HoistPracticePdsTree *self,
                                                const char *drive_id,
                                                guint64 size,
                                                const char *pre_hash);
char *hoist_practice_pds_tree_make_path (HoistPracticePdsTree *self,
                                         const char *drive_id,
                                         const char *parent_id);
HoistPracticePdsItem *hoist_practice_pds_tree_add (HoistPracticePdsTree *self,
                                                   const char *drive_id,
                                                   const char *file_id,
                                                   const char *parent_id,
                                                   const char *name,
                                                   HoistPracticeFile *file);
void hoist_practice_pds_tree_remove (HoistPracticePdsTree *self, HoistPracticePdsItem *item);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistPracticePdsTree, hoist_practice_pds_tree_free)

G_END_DECLS
