/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which disk a file lies on, and how many readers it likes at once. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HoistDisk:
 * @key: tells one physical device from another
 * @readers: how many files may be read at once
 */
typedef struct {
  guint64 key;
  guint readers;
} HoistDisk;

void hoist_disk_find (int fd, const char *sys_root, HoistDisk *disk);
char *hoist_disk_find_mount_point (const char *path);
gboolean hoist_disk_is_mount_point (const char *path);

G_END_DECLS
