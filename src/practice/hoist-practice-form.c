/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A body of multipart/form-data read as it comes, without keeping the file in memory. */
#include "hoist-practice-form.h"

#include <string.h>

#define TYPE_START "multipart/form-data; boundary="
/* RFC 2046 section 5.1.1: at most 70 characters of these, without a blank at the end. */
#define MOST_BOUNDARY 70
#define BOUNDARY_CHARACTERS "'()+_,-./:=? "
#define MOST_HEAD (8 * 1024)

typedef enum {
  STATE_MARK, /* right after a delimiter: a line's end or two hyphens */
  STATE_HEAD,
  STATE_CONTENT,
  STATE_EPILOGUE,
} State;

struct _HoistPracticeForm {
  const HoistPracticeFormHandler *handler; /* (unowned) */
  gpointer data;                           /* (unowned) */
  char *delimiter;                         /* (owned): with the line's end before it */
  gsize delimiter_size;
  State state;
  gsize matched;   /* bytes of the delimiter that have been seen */
  gboolean is_top; /* nothing but the first delimiter may come */
  GString *text;   /* (owned): a head, a mark or what follows the end, as far as it has come */
};

static gboolean
fail (GError **error, const char *what)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, what);
  return FALSE;
}

static gboolean
is_boundary (const char *text)
{
  gsize size = strlen (text);

  for (gsize i = 0; i < size; i++)
    if (!g_ascii_isalnum (text[i]) && strchr (BOUNDARY_CHARACTERS, text[i]) == NULL)
      return FALSE;
  return size > 0 && size <= MOST_BOUNDARY && text[size - 1] != ' ';
}

/**
 * hoist_practice_form_read_boundary:
 * @content_type: (nullable): a header's value
 *
 * Returns: (transfer full) (nullable): %NULL unless it is multipart/form-data with a boundary,
 * plain or in quotes, and nothing else
 */
char *
hoist_practice_form_read_boundary (const char *content_type)
{
  g_autofree char *boundary = NULL;
  gsize size = 0;

  if (content_type == NULL ||
      g_ascii_strncasecmp (content_type, TYPE_START, strlen (TYPE_START)) != 0)
    return NULL;
  boundary = g_strdup (content_type + strlen (TYPE_START));
  size = strlen (boundary);
  if (size >= 2 && boundary[0] == '"' && boundary[size - 1] == '"') {
    boundary[size - 1] = '\0';
    memmove (boundary, boundary + 1, size - 1);
  } else if (strpbrk (boundary, "()<>@,;:\\\"/[]?= ") != NULL) {
    /* RFC 2045 section 5.1: these want quotes. */
    return NULL;
  }
  return is_boundary (boundary) ? g_steal_pointer (&boundary) : NULL;
}

/**
 * hoist_practice_form_new:
 * @handler: has to stay, like @data
 */
HoistPracticeForm *
hoist_practice_form_new (const char *boundary,
                         const HoistPracticeFormHandler *handler,
                         gpointer data)
{
  HoistPracticeForm *self = g_new0 (HoistPracticeForm, 1);

  self->handler = handler;
  self->data = data;
  self->delimiter = g_strconcat ("\r\n--", boundary, NULL);
  self->delimiter_size = strlen (self->delimiter);
  self->state = STATE_CONTENT;
  /* The first delimiter stands at the very start, without the line's end. */
  self->matched = 2;
  self->is_top = TRUE;
  self->text = g_string_new (NULL);
  return self;
}

void
hoist_practice_form_free (HoistPracticeForm *self)
{
  g_free (self->delimiter);
  g_string_free (self->text, TRUE);
  g_free (self);
}

/* A parameter of Content-Disposition: ; NAME="VALUE", where a backslash stands before a quote or
 * another backslash. Moves @text behind it. */
static char *
read_parameter (const char **text, const char *name)
{
  g_autofree char *start = g_strconcat ("; ", name, "=\"", NULL);
  g_autoptr (GString) value = g_string_new (NULL);
  const char *c = *text;

  if (!g_str_has_prefix (c, start))
    return NULL;
  for (c += strlen (start); *c != '"'; c++) {
    if (c[0] == '\\' && (c[1] == '"' || c[1] == '\\'))
      c++;
    if (*c == '\0')
      return NULL;
    g_string_append_c (value, *c);
  }
  *text = c + 1;
  return g_utf8_validate_len (value->str, value->len, NULL) ? g_strdup (value->str) : NULL;
}

static void
part_clear (HoistPracticeFormPart *part)
{
  g_free (part->name);
  g_free (part->filename);
  g_free (part->type);
}

static gboolean
read_disposition (const char *value, HoistPracticeFormPart *part, GError **error)
{
  const char *rest = value;

  if (part->name != NULL || !g_str_has_prefix (value, "form-data"))
    return fail (error, "a part has no plain Content-Disposition");
  rest += strlen ("form-data");
  part->name = read_parameter (&rest, "name");
  if (part->name == NULL || part->name[0] == '\0')
    return fail (error, "a part has no name");
  part->filename = read_parameter (&rest, "filename");
  /* Also filename*=, which RFC 7578 section 4.2 forbids. */
  if (*rest != '\0')
    return fail (error, "a part's Content-Disposition has more than name and filename");
  return TRUE;
}

static gboolean
read_line (const char *line, HoistPracticeFormPart *part, GError **error)
{
  const char *colon = strstr (line, ": ");
  g_autofree char *name = colon != NULL ? g_strndup (line, colon - line) : NULL;

  if (name == NULL)
    return fail (error, "a part's header has no colon");
  if (g_ascii_strcasecmp (name, "Content-Disposition") == 0)
    return read_disposition (colon + 2, part, error);
  if (g_ascii_strcasecmp (name, "Content-Type") != 0 || part->type != NULL)
    return fail (error, "a part has a header besides Content-Disposition and Content-Type");
  part->type = g_strdup (colon + 2);
  return TRUE;
}

static gboolean
open_part (HoistPracticeForm *self, GError **error)
{
  HoistPracticeFormPart part = { 0 };
  g_auto (GStrv) lines = NULL;
  gboolean is_good = TRUE;

  if (strlen (self->text->str) != self->text->len)
    return fail (error, "a part's head has a zero byte");
  /* Without the empty line at the end. */
  g_string_truncate (self->text, self->text->len - 4);
  lines = g_strsplit (self->text->str, "\r\n", -1);
  for (gsize i = 0; is_good && lines[i] != NULL; i++)
    is_good = read_line (lines[i], &part, error);
  if (is_good && part.name == NULL)
    is_good = fail (error, "a part has no Content-Disposition");
  if (is_good)
    is_good = self->handler->open (self->data, &part, error);
  part_clear (&part);
  g_string_truncate (self->text, 0);
  self->state = STATE_CONTENT;
  return is_good;
}

/* Each of these takes what it wants of the bytes and says how much that was. */
static gboolean
take_mark (HoistPracticeForm *self, const guint8 *data, gsize size, gsize *used, GError **error)
{
  *used = MIN (2 - self->text->len, size);
  g_string_append_len (self->text, (const char *) data, (gssize) *used);
  if (self->text->len < 2)
    return TRUE;
  if (strcmp (self->text->str, "\r\n") == 0)
    self->state = STATE_HEAD;
  else if (strcmp (self->text->str, "--") == 0)
    self->state = STATE_EPILOGUE;
  else
    return fail (error, "a delimiter goes on after the boundary");
  g_string_truncate (self->text, 0);
  return TRUE;
}

static gboolean
take_head (HoistPracticeForm *self, const guint8 *data, gsize size, gsize *used, GError **error)
{
  GString *text = self->text;
  gsize i = 0;

  while (i < size && text->len < MOST_HEAD) {
    g_string_append_c (text, (char) data[i++]);
    if (text->len >= 4 && memcmp (text->str + text->len - 4, "\r\n\r\n", 4) == 0) {
      *used = i;
      return open_part (self, error);
    }
  }
  *used = i;
  return text->len < MOST_HEAD || fail (error, "a part's head does not end");
}

static gboolean
give (HoistPracticeForm *self, const void *data, gsize size, GError **error)
{
  if (size > 0 && self->is_top)
    return fail (error, "the body does not begin with the boundary");
  return size == 0 || self->handler->take (self->data, data, size, error);
}

static gboolean
end_content (HoistPracticeForm *self, GError **error)
{
  self->matched = 0;
  self->state = STATE_MARK;
  if (self->is_top) {
    self->is_top = FALSE;
    return TRUE;
  }
  return self->handler->close (self->data, error);
}

/* A carriage return stands in the delimiter only as its first byte, so where a match breaks off
 * nothing but a new one can begin. */
static gboolean
take_content (HoistPracticeForm *self, const guint8 *data, gsize size, gsize *used, GError **error)
{
  const guint8 *start = NULL;
  gsize matched = self->matched;
  gsize i = 0;

  if (matched == 0) {
    start = memchr (data, '\r', size);
    *used = start != NULL ? (gsize) (start - data) : size;
    self->matched = start != NULL ? 1 : 0;
    if (!give (self, data, *used, error))
      return FALSE;
    *used += self->matched;
    return TRUE;
  }
  while (i < size && matched < self->delimiter_size && data[i] == self->delimiter[matched]) {
    i++;
    matched++;
  }
  *used = i;
  self->matched = matched;
  if (matched == self->delimiter_size)
    return end_content (self, error);
  if (i == size)
    return TRUE;
  self->matched = 0;
  return give (self, self->delimiter, matched, error);
}

static gboolean
take_epilogue (HoistPracticeForm *self, const guint8 *data, gsize size, gsize *used, GError **error)
{
  *used = size;
  g_string_append_len (self->text, (const char *) data, (gssize) MIN (size, 3));
  return (self->text->len <= 2 && strncmp ("\r\n", self->text->str, self->text->len) == 0) ||
         fail (error, "something follows the last boundary");
}

/**
 * hoist_practice_form_feed:
 *
 * Reads the next bytes of the body. Fails with %G_IO_ERROR_INVALID_DATA when they are not a form as
 * RFC 7578 wants it, or with the handler's error; afterwards nothing more may be fed.
 */
gboolean
hoist_practice_form_feed (HoistPracticeForm *self, const guint8 *data, gsize size, GError **error)
{
  gboolean is_good = TRUE;

  while (is_good && size > 0) {
    gsize used = 0;

    switch (self->state) {
    case STATE_MARK:
      is_good = take_mark (self, data, size, &used, error);
      break;
    case STATE_HEAD:
      is_good = take_head (self, data, size, &used, error);
      break;
    case STATE_CONTENT:
      is_good = take_content (self, data, size, &used, error);
      break;
    case STATE_EPILOGUE:
      is_good = take_epilogue (self, data, size, &used, error);
      break;
    }
    data += used;
    size -= used;
  }
  return is_good;
}

/**
 * hoist_practice_form_is_complete:
 *
 * Returns: whether the last boundary has come
 */
gboolean
hoist_practice_form_is_complete (HoistPracticeForm *self)
{
  return self->state == STATE_EPILOGUE && (self->text->len == 0 || self->text->len == 2);
}
