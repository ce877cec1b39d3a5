/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A range of an open file as a stream, read with pread(): several may share one descriptor. */
#include "hoist-slice-stream.h"

#include "hoist-error.h"

#include "hoist-config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

struct _HoistSliceStream {
  GInputStream parent_instance;
  int fd;       /* (owned): a duplicate */
  int fd_error; /* why there is no duplicate */
  guint64 offset;
  guint64 length;
  guint64 position; /* from offset; never above length */
};

static gssize
hoist_slice_stream_read (GInputStream *stream,
                         void *buffer,
                         gsize count,
                         GCancellable *cancellable,
                         GError **error)
{
  HoistSliceStream *self = HOIST_SLICE_STREAM (stream);
  gsize wanted = MIN (MIN (count, self->length - self->position), G_MAXSSIZE);
  gssize n_read = 0;

  if (self->fd < 0) {
    g_propagate_error (error, hoist_error_new_from_errno (self->fd_error, NULL));
    return -1;
  }
  if (wanted == 0)
    return 0;

  do {
    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return -1;
    n_read = pread (self->fd, buffer, wanted, self->offset + self->position);
  } while (n_read < 0 && errno == EINTR);

  if (n_read < 0) {
    g_propagate_error (error, hoist_error_new_from_errno (errno, NULL));
    return -1;
  }
  if (n_read == 0) {
    g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_CHANGED,
                         _ ("The file is shorter than it was when it was added. Add it again if "
                            "that was meant."));
    return -1;
  }

  self->position += n_read;
  return n_read;
}

static goffset
hoist_slice_stream_tell (GSeekable *seekable)
{
  return HOIST_SLICE_STREAM (seekable)->position;
}

static gboolean
hoist_slice_stream_can_seek (GSeekable *seekable)
{
  return TRUE;
}

static gboolean
hoist_slice_stream_seek (GSeekable *seekable,
                         goffset offset,
                         GSeekType type,
                         GCancellable *cancellable,
                         GError **error)
{
  HoistSliceStream *self = HOIST_SLICE_STREAM (seekable);
  goffset base = 0;
  goffset target = 0;

  if (type == G_SEEK_CUR)
    base = self->position;
  else if (type == G_SEEK_END)
    base = self->length;

  if (__builtin_add_overflow (base, offset, &target) || target < 0 ||
      (guint64) target > self->length) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                         "Seek outside of the slice");
    return FALSE;
  }

  self->position = target;
  return TRUE;
}

static gboolean
hoist_slice_stream_can_truncate (GSeekable *seekable)
{
  return FALSE;
}

static gboolean
hoist_slice_stream_truncate (GSeekable *seekable,
                             goffset offset,
                             GCancellable *cancellable,
                             GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "A slice is only read");
  return FALSE;
}

static void
hoist_slice_stream_seekable_init (GSeekableIface *iface)
{
  iface->tell = hoist_slice_stream_tell;
  iface->can_seek = hoist_slice_stream_can_seek;
  iface->seek = hoist_slice_stream_seek;
  iface->can_truncate = hoist_slice_stream_can_truncate;
  iface->truncate_fn = hoist_slice_stream_truncate;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HoistSliceStream,
                               hoist_slice_stream,
                               G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_SEEKABLE,
                                                      hoist_slice_stream_seekable_init))

static void
hoist_slice_stream_finalize (GObject *object)
{
  HoistSliceStream *self = HOIST_SLICE_STREAM (object);

  if (self->fd >= 0)
    close (self->fd);
  G_OBJECT_CLASS (hoist_slice_stream_parent_class)->finalize (object);
}

static void
hoist_slice_stream_class_init (HoistSliceStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hoist_slice_stream_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = hoist_slice_stream_read;
}

static void
hoist_slice_stream_init (HoistSliceStream *self)
{
  self->fd = -1;
}

/**
 * hoist_slice_stream_new:
 * @fd: of a file; the caller keeps it and may close it any time, the stream uses a duplicate
 * @offset: where the slice begins
 * @length: its bytes; the slice must end below 2^63
 *
 * A stream over one range of a file. It does not move the descriptor's own position. Reading fails
 * with %HOIST_ERROR_CHANGED when the file ends inside the range, and with %HOIST_ERROR_DRIVE or
 * %HOIST_ERROR_NO_ACCESS when the system cannot read it: a range is never cut short in silence.
 *
 * Returns: (transfer full): a #GSeekable stream
 */
GInputStream *
hoist_slice_stream_new (int fd, guint64 offset, guint64 length)
{
  HoistSliceStream *self = NULL;

  g_return_val_if_fail (offset <= G_MAXINT64 && length <= G_MAXINT64 - offset, NULL);

  self = g_object_new (HOIST_TYPE_SLICE_STREAM, NULL);
  self->fd = fcntl (fd, F_DUPFD_CLOEXEC, 0);
  self->fd_error = self->fd < 0 ? errno : 0;
  self->offset = offset;
  self->length = length;
  return G_INPUT_STREAM (self);
}
