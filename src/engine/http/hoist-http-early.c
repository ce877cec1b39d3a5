/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a reply that arrives while the request's body is still being sent. */
#include "hoist-http-early.h"

#include <string.h>

#define HEADERS_CAP ((gsize) 64 * 1024)
#define CHUNK_LINE_CAP ((gsize) 1024)

typedef enum {
  FRAMING_NONE, /* the headers are not complete yet */
  FRAMING_LENGTH,
  FRAMING_CHUNKED,
  FRAMING_CLOSE,
} Framing;

struct _HoistHttpEarly {
  gsize cap;
  HoistHttpEarlyState state;
  GByteArray *raw;             /* (owned): bytes not consumed yet */
  SoupMessageHeaders *headers; /* (owned) */
  guint status;
  Framing framing;
  guint64 left;     /* LENGTH: of the body; CHUNKED: of this chunk and the line end behind it */
  GByteArray *body; /* (owned): decoded */
};

static void
fail (HoistHttpEarly *self)
{
  self->state = HOIST_HTTP_EARLY_BROKEN;
}

static void
drop_raw (HoistHttpEarly *self, gsize length)
{
  g_byte_array_remove_range (self->raw, 0, (guint) length);
}

static void
keep_raw (HoistHttpEarly *self, gsize length)
{
  if (self->body->len + length > self->cap) {
    fail (self);
    return;
  }
  g_byte_array_append (self->body, self->raw->data, (guint) length);
  drop_raw (self, length);
}

/* Returns how long the header block is with its empty line, or 0 when it has not ended yet. */
static gsize
find_headers_end (const GByteArray *raw)
{
  for (gsize i = 0; i + 1 < raw->len; i++) {
    if (raw->data[i] != '\n')
      continue;
    if (raw->data[i + 1] == '\n')
      return i + 2;
    if (raw->data[i + 1] == '\r' && i + 2 < raw->len && raw->data[i + 2] == '\n')
      return i + 3;
  }
  return 0;
}

static void
choose_framing (HoistHttpEarly *self)
{
  SoupEncoding encoding = soup_message_headers_get_encoding (self->headers);

  if (self->status == SOUP_STATUS_NO_CONTENT || self->status == SOUP_STATUS_NOT_MODIFIED) {
    self->framing = FRAMING_LENGTH;
    self->left = 0;
  } else if (encoding == SOUP_ENCODING_CHUNKED) {
    self->framing = FRAMING_CHUNKED;
  } else if (encoding == SOUP_ENCODING_CONTENT_LENGTH) {
    self->framing = FRAMING_LENGTH;
    self->left = (guint64) soup_message_headers_get_content_length (self->headers);
    if (self->left > self->cap)
      fail (self);
  } else if (encoding == SOUP_ENCODING_UNRECOGNIZED) {
    fail (self);
  } else {
    self->framing = FRAMING_CLOSE;
  }
}

/* Returns whether there may be more to read in what is there. */
static gboolean
read_headers (HoistHttpEarly *self)
{
  SoupHTTPVersion version;
  gsize end = find_headers_end (self->raw);
  gsize blank = 0;

  if (end == 0) {
    if (self->raw->len > HEADERS_CAP)
      fail (self);
    return FALSE;
  }

  blank = end >= 2 && self->raw->data[end - 2] == '\r' ? 2 : 1;
  soup_message_headers_clear (self->headers);
  if (!soup_headers_parse_response ((const char *) self->raw->data, (int) (end - blank),
                                    self->headers, &version, &self->status, NULL)) {
    fail (self);
    return FALSE;
  }
  drop_raw (self, end);

  /* “100 Continue” and its like announce the reply and are not it. */
  if (SOUP_STATUS_IS_INFORMATIONAL (self->status)) {
    self->status = 0;
    return self->raw->len > 0;
  }

  choose_framing (self);
  return TRUE;
}

static gboolean
read_length (HoistHttpEarly *self)
{
  gsize n = MIN (self->left, self->raw->len);

  keep_raw (self, n);
  self->left -= n;
  if (self->left == 0 && self->state != HOIST_HTTP_EARLY_BROKEN)
    self->state = HOIST_HTTP_EARLY_COMPLETE;
  return FALSE;
}

static gboolean
read_chunk_size (HoistHttpEarly *self)
{
  const guint8 *line_end = memchr (self->raw->data, '\n', self->raw->len);
  g_autofree char *line = NULL;
  char *rest = NULL;
  guint64 size = 0;

  if (line_end == NULL) {
    if (self->raw->len > CHUNK_LINE_CAP)
      fail (self);
    return FALSE;
  }

  line = g_strndup ((const char *) self->raw->data, (gsize) (line_end - self->raw->data));
  size = g_ascii_strtoull (line, &rest, 16);
  if (!g_ascii_isxdigit (line[0]) || (*rest != '\0' && strchr ("\r; \t", *rest) == NULL) ||
      size > self->cap) {
    fail (self);
    return FALSE;
  }

  drop_raw (self, (gsize) (line_end - self->raw->data) + 1);
  /* Trailers are of no interest: the connection ends with this exchange. */
  if (size == 0)
    self->state = HOIST_HTTP_EARLY_COMPLETE;
  self->left = size > 0 ? size + 2 : 0;
  return size > 0;
}

static gboolean
read_chunk (HoistHttpEarly *self)
{
  gsize n = 0;

  if (self->left == 0)
    return read_chunk_size (self);

  if (self->left > 2) {
    n = MIN (self->left - 2, self->raw->len);
    keep_raw (self, n);
  } else {
    n = MIN (self->left, self->raw->len);
    drop_raw (self, n);
  }
  self->left -= n;
  return n > 0;
}

static gboolean
read_on (HoistHttpEarly *self)
{
  switch (self->framing) {
  case FRAMING_LENGTH:
    return read_length (self);
  case FRAMING_CHUNKED:
    return self->raw->len > 0 && read_chunk (self);
  case FRAMING_CLOSE:
    keep_raw (self, self->raw->len);
    return FALSE;
  case FRAMING_NONE:
  default:
    return read_headers (self);
  }
}

static gboolean
has_ended (HoistHttpEarly *self)
{
  return self->state != HOIST_HTTP_EARLY_NOTHING && self->state != HOIST_HTTP_EARLY_BEGUN;
}

/* @cap is the largest body it takes. */
HoistHttpEarly *
hoist_http_early_new (gsize cap)
{
  HoistHttpEarly *self = g_new0 (HoistHttpEarly, 1);

  self->cap = cap;
  self->raw = g_byte_array_new ();
  self->body = g_byte_array_new ();
  self->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  return self;
}

void
hoist_http_early_free (HoistHttpEarly *self)
{
  g_byte_array_unref (self->raw);
  g_byte_array_unref (self->body);
  soup_message_headers_unref (self->headers);
  g_free (self);
}

HoistHttpEarlyState
hoist_http_early_get_state (HoistHttpEarly *self)
{
  return self->state;
}

/**
 * hoist_http_early_add:
 * @bytes: what came over the connection, cut anywhere
 *
 * Returns: how far the reply is now
 */
HoistHttpEarlyState
hoist_http_early_add (HoistHttpEarly *self, const guint8 *bytes, gsize length)
{
  if (has_ended (self))
    return self->state;

  g_byte_array_append (self->raw, bytes, (guint) length);
  while (!has_ended (self) && read_on (self))
    ;

  if (!has_ended (self) && (self->raw->len > 0 || self->framing != FRAMING_NONE))
    self->state = HOIST_HTTP_EARLY_BEGUN;
  else if (!has_ended (self))
    self->state = HOIST_HTTP_EARLY_NOTHING;
  return self->state;
}

/**
 * hoist_http_early_end:
 *
 * Says that nothing more will come over the connection.
 *
 * Returns: how far the reply is now; never BEGUN
 */
HoistHttpEarlyState
hoist_http_early_end (HoistHttpEarly *self)
{
  if (self->state == HOIST_HTTP_EARLY_BEGUN)
    self->state = self->framing == FRAMING_CLOSE ? HOIST_HTTP_EARLY_COMPLETE : HOIST_HTTP_EARLY_CUT;
  return self->state;
}

/* The status of the final reply; 0 before its headers are complete. */
guint
hoist_http_early_get_status (HoistHttpEarly *self)
{
  return self->status;
}

/* Returns: (transfer none) */
SoupMessageHeaders *
hoist_http_early_get_headers (HoistHttpEarly *self)
{
  return self->headers;
}

/* Returns: (transfer none) */
GByteArray *
hoist_http_early_get_body (HoistHttpEarly *self)
{
  return self->body;
}
