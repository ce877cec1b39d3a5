/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plain list of addresses (text/uri-list) that a drop or the clipboard carries. */
#pragma once

#include "hoist-ignore.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HoistDropped:
 * @paths: (owned) (element-type filename): of files and folders on this computer
 * @refused: (owned) (element-type utf8): what lies elsewhere, as it may be shown
 * @ignore: (owned) (nullable): what is left out of folders; %NULL for hidden files
 *
 * What somebody dropped, pasted or chose. Nothing has been looked at yet.
 */
typedef struct {
  GPtrArray *paths;
  GPtrArray *refused;
  HoistIgnore *ignore;
} HoistDropped;

HoistDropped *hoist_dropped_new (void);
void hoist_dropped_free (HoistDropped *self);
void hoist_dropped_add_file (HoistDropped *self, GFile *file);
gboolean hoist_dropped_is_empty (const HoistDropped *self);

HoistDropped *hoist_uri_list_parse (const char *text, gsize length);
void hoist_uri_list_read_async (GInputStream *stream,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data);
HoistDropped *hoist_uri_list_read_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistDropped, hoist_dropped_free)

G_END_DECLS
