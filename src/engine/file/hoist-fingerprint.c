/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What makes a file the same file across restarts, and a look at it without opening it. */
#include "hoist-fingerprint.h"

#include "hoist-config.h"
#include "hoist-documents.h"
#include "hoist-error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <linux/magic.h>

/* FAT keeps times in steps of two seconds; a time in memory is finer than what is read back when
 * the card is mounted again. */
#define FAT_TOLERANCE (2 * G_USEC_PER_SEC)

#ifndef EXFAT_SUPER_MAGIC
#define EXFAT_SUPER_MAGIC 0x2011BAB0
#endif

static gint64
to_us (const struct timespec *time)
{
  return (gint64) time->tv_sec * G_USEC_PER_SEC + time->tv_nsec / 1000;
}

/* Of what stat() told; only a plain file has one that means something. */
HoistFingerprint
hoist_fingerprint_from_status (const struct stat *status)
{
  return (HoistFingerprint){
    .size = (guint64) status->st_size,
    .modified_us = to_us (&status->st_mtim),
    .changed_us = to_us (&status->st_ctim),
  };
}

/**
 * hoist_fingerprint_check_kind:
 *
 * Fails with %HOIST_ERROR_NO_ACCESS for anything but a plain file: it would block, never end, or do
 * something when it is opened.
 */
gboolean
hoist_fingerprint_check_kind (const struct stat *status, GError **error)
{
  if (S_ISREG (status->st_mode))
    return TRUE;

  if (S_ISDIR (status->st_mode))
    g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_NO_ACCESS,
                         _ ("This is a folder. Add the files in it instead."));
  else
    g_set_error_literal (
        error, HOIST_ERROR, HOIST_ERROR_NO_ACCESS,
        _ ("This is not an ordinary file, so it cannot be uploaded. Choose another."));

  return FALSE;
}

/**
 * hoist_fingerprint_new_error:
 * @number: of errno, after a look at the file
 * @path: (type filename): as the file is known
 *
 * Returns: (transfer full): what stands in the way; what a sandbox does not see may be where it was
 *   all the same
 */
GError *
hoist_fingerprint_new_error (int number, const char *path)
{
  g_autofree char *display_name = g_filename_display_basename (path);

  if ((number != ENOENT && number != ENOTDIR) || !hoist_documents_is_out_of_sight (path))
    return hoist_error_new_from_errno (number, display_name);

  return g_error_new (HOIST_ERROR, HOIST_ERROR_NO_ACCESS,
                      _ ("Hoist may not read “%s” any more. Allow access to its folder again."),
                      display_name);
}

/**
 * hoist_fingerprint_equal:
 * @tolerance_us: how far the times may lie apart, see hoist_source_get_tolerance()
 *
 * Returns: whether both are of the same content, as far as can be told without reading it
 */
gboolean
hoist_fingerprint_equal (const HoistFingerprint *a, const HoistFingerprint *b, gint64 tolerance_us)
{
  gint64 later = MAX (a->modified_us, b->modified_us);
  gint64 earlier = MIN (a->modified_us, b->modified_us);

  /* In unsigned numbers the distance cannot overflow, whatever a damaged store says. */
  return a->size == b->size && (guint64) later - (guint64) earlier <= (guint64) tolerance_us;
}

/**
 * hoist_fingerprint_get_tolerance:
 * @file_system: the type as statfs() names it
 *
 * Returns: how far two times of one unchanged file may lie apart there, in microseconds
 */
gint64
hoist_fingerprint_get_tolerance (guint64 file_system)
{
  return file_system == MSDOS_SUPER_MAGIC || file_system == EXFAT_SUPER_MAGIC ? FAT_TOLERANCE : 0;
}

static gboolean
fail (int number, const char *path, GError **error)
{
  g_propagate_error (error, hoist_fingerprint_new_error (number, path));
  return FALSE;
}

/**
 * hoist_fingerprint_read:
 * @path: (type filename): a link is followed
 * @fingerprint: (out)
 * @is_link: (out) (optional): whether @path is a link to the file
 *
 * Looks at a file without opening it. Fails as hoist_source_open(), but cannot tell whether the
 * file may be read. Blocks as long as the file system does.
 *
 * Returns: whether there is a plain file
 */
gboolean
hoist_fingerprint_read (const char *path,
                        HoistFingerprint *fingerprint,
                        gboolean *is_link,
                        GError **error)
{
  g_autofree char *way = hoist_ways_find (hoist_documents_get_ways (), path);
  struct stat status;
  gboolean has_link = FALSE;

  /* one look for all but links: files come by the hundred thousand */
  if (lstat (way, &status) != 0)
    return fail (errno, path, error);
  has_link = S_ISLNK (status.st_mode);
  if (has_link && stat (way, &status) != 0)
    return fail (errno, path, error);
  if (is_link != NULL)
    *is_link = has_link;
  if (!hoist_fingerprint_check_kind (&status, error))
    return FALSE;

  *fingerprint = hoist_fingerprint_from_status (&status);
  return TRUE;
}
