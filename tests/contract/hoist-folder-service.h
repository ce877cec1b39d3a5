/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A service that has folders, and uploads that end where they begin: what folders are asked for. */
#pragma once

#include "hoist-error.h"
#include "hoist-provider.h"

G_BEGIN_DECLS

/* What the service has, and what was asked of it. The table's functions get no data of their own.
 */
typedef struct {
  char *address;
  GHashTable *ids;   /* (owned) (element-type utf8 utf8): of folders, by "parent/name" */
  GHashTable *gone;  /* (owned) (element-type utf8): ids that are no longer good */
  GHashTable *asked; /* (owned) (element-type utf8 guint): exchanges, by "parent/name" */
  GHashTable *busy;  /* (owned) (element-type utf8 HoistErrand): at work, by parent */
  GHashTable *begun; /* (owned) (element-type utf8 utf8): the folder's id, by file name */
  guint n_asked;
  guint n_made;
  guint n_failures; /* still to come */
  HoistErrorCode failure;
} HoistFolderService;

extern HoistFolderService hoist_folder_service;

const HoistProvider *hoist_folder_service_set_up (guint port);
void hoist_folder_service_tear_down (void);
const char *hoist_folder_service_find (const char *folder);
void hoist_folder_service_lose (const char *id);

G_END_DECLS
