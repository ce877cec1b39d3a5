/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What makes a file the same file across restarts, and a look at it without opening it. */
#pragma once

#include <glib.h>
#include <sys/stat.h>

G_BEGIN_DECLS

/**
 * HoistFingerprint:
 * @changed_us: when the file system last noted a change, which nobody can set back; 0 where that is
 *   not known. It is no part of what makes two files the same, since a new name or new permissions
 *   count as well, but what was remembered of the content holds only while it stands
 *
 * Device and inode are not in it: they change with the mount (design section 3).
 */
typedef struct {
  guint64 size;
  gint64 modified_us;
  gint64 changed_us;
} HoistFingerprint;

gboolean
hoist_fingerprint_equal (const HoistFingerprint *a, const HoistFingerprint *b, gint64 tolerance_us);
gint64 hoist_fingerprint_get_tolerance (guint64 file_system);
gboolean hoist_fingerprint_read (const char *path,
                                 HoistFingerprint *fingerprint,
                                 gboolean *is_link,
                                 GError **error);

HoistFingerprint hoist_fingerprint_from_status (const struct stat *status);
gboolean hoist_fingerprint_check_kind (const struct stat *status, GError **error);
GError *hoist_fingerprint_new_error (int number, const char *path);

G_END_DECLS
