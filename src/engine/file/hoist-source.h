/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The user's file: opened once, read only, and checked to be still the same. */
#pragma once

#include "hoist-disk.h"
#include "hoist-fingerprint.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HOIST_TYPE_SOURCE (hoist_source_get_type ())
G_DECLARE_FINAL_TYPE (HoistSource, hoist_source, HOIST, SOURCE, GObject)

void hoist_source_open_async (const char *path,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data);
HoistSource *hoist_source_open_finish (GAsyncResult *result, GError **error);
HoistSource *hoist_source_open (const char *path, GError **error);

int hoist_source_get_fd (HoistSource *self);
const char *hoist_source_get_path (HoistSource *self);
const HoistFingerprint *hoist_source_get_fingerprint (HoistSource *self);
gint64 hoist_source_get_tolerance (HoistSource *self);
const HoistDisk *hoist_source_get_disk (HoistSource *self);
const char *hoist_source_get_content_type (HoistSource *self);
gboolean hoist_source_check (HoistSource *self, GError **error);
void hoist_source_check_async (HoistSource *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer data);
gboolean hoist_source_check_finish (HoistSource *self, GAsyncResult *result, GError **error);
gboolean
hoist_source_read (HoistSource *self, guint64 offset, void *bytes, gsize length, GError **error);

G_END_DECLS
