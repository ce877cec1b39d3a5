/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A seekable input stream over one byte range of an open file. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HOIST_TYPE_SLICE_STREAM (hoist_slice_stream_get_type ())
G_DECLARE_FINAL_TYPE (HoistSliceStream, hoist_slice_stream, HOIST, SLICE_STREAM, GInputStream)

GInputStream *hoist_slice_stream_new (int fd, guint64 offset, guint64 length);

G_END_DECLS
