/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The assets and their files, kept as the service shows them. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What the service keeps for itself about a file begins with this and is never shown. */
#define HOIST_PRACTICE_HUAWEI_HIDDEN '_'

typedef struct _HoistPracticeHuaweiLibrary HoistPracticeHuaweiLibrary;

HoistPracticeHuaweiLibrary *hoist_practice_huawei_library_new (JsonArray *saved);
void hoist_practice_huawei_library_free (HoistPracticeHuaweiLibrary *self);
JsonArray *hoist_practice_huawei_library_get_assets (HoistPracticeHuaweiLibrary *self);
JsonObject *hoist_practice_huawei_library_find_asset (HoistPracticeHuaweiLibrary *self,
                                                      const char *id);
JsonObject *hoist_practice_huawei_library_find_name (HoistPracticeHuaweiLibrary *self,
                                                     const char *name);
JsonObject *hoist_practice_huawei_library_find_file (HoistPracticeHuaweiLibrary *self,
                                                     const char *id);
JsonObject *hoist_practice_huawei_library_find_category (JsonObject *asset, const char *category);
JsonObject *hoist_practice_huawei_library_add_asset (HoistPracticeHuaweiLibrary *self,
                                                     JsonObject *members,
                                                     gint64 now_s);
JsonObject *hoist_practice_huawei_library_add_file (HoistPracticeHuaweiLibrary *self,
                                                    JsonObject *members,
                                                    gint64 now_s);
void hoist_practice_huawei_library_remove_asset (HoistPracticeHuaweiLibrary *self,
                                                 JsonObject *asset);
void hoist_practice_huawei_library_remove_file (HoistPracticeHuaweiLibrary *self, JsonObject *file);
void hoist_practice_huawei_library_settle (HoistPracticeHuaweiLibrary *self,
                                           JsonObject *file,
                                           const char *state,
                                           const char *reason);
void hoist_practice_huawei_library_review (HoistPracticeHuaweiLibrary *self,
                                           JsonObject *file,
                                           gint64 looks,
                                           const char *outcome);
gboolean hoist_practice_huawei_library_look (HoistPracticeHuaweiLibrary *self, JsonObject *asset);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistPracticeHuaweiLibrary, hoist_practice_huawei_library_free)

G_END_DECLS
