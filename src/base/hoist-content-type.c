/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The platform's database of types is asked, which may look into the file. */
#include "hoist-content-type.h"

#include "hoist-documents.h"

#include <gio/gio.h>

/**
 * hoist_content_type_find:
 * @path: (type filename): a link is followed
 *
 * Blocks as long as the file system does: not for the main thread.
 *
 * Returns: (transfer full) (nullable): the MIME type; %NULL when nothing can be told of the file
 */
char *
hoist_content_type_find (const char *path)
{
  g_autofree char *way = hoist_ways_find (hoist_documents_get_ways (), path);
  g_autoptr (GFile) file = g_file_new_for_path (way);
  g_autoptr (GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_CONTENT_TYPE,
                                                  G_FILE_QUERY_INFO_NONE, NULL, NULL);
  const char *type = info != NULL ? g_file_info_get_content_type (info) : NULL;

  return type != NULL ? g_content_type_get_mime_type (type) : NULL;
}
