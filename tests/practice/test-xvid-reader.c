/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The streaming reader of forms: the same parts wherever the body is cut, and what is no form. */
#include "hoist-practice-form.h"

#include <string.h>

#define START "--bound\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n"
#define END "\r\n--bound--\r\n"

typedef struct {
  GString *text; /* what came, in brackets */
} Seen;

static gboolean
on_open (gpointer data, const HoistPracticeFormPart *part, GError **error)
{
  g_string_append_printf (((Seen *) data)->text, "<%s|%s|%s:", part->name,
                          part->filename != NULL ? part->filename : "-",
                          part->type != NULL ? part->type : "-");
  return TRUE;
}

static gboolean
on_take (gpointer data, const guint8 *bytes, gsize size, GError **error)
{
  g_assert_cmpuint (size, >, 0);
  g_string_append_len (((Seen *) data)->text, (const char *) bytes, (gssize) size);
  return TRUE;
}

static gboolean
on_close (gpointer data, GError **error)
{
  g_string_append_c (((Seen *) data)->text, '>');
  return TRUE;
}

static const HoistPracticeFormHandler handler = { on_open, on_take, on_close };

/* Returns what was seen, or NULL if the body is no form. */
static char *
read_in_steps (const char *boundary, const char *body, gsize size, gsize first, gsize step)
{
  Seen seen = { g_string_new (NULL) };
  g_autoptr (HoistPracticeForm) form = hoist_practice_form_new (boundary, &handler, &seen);
  gboolean is_good = TRUE;

  for (gsize at = 0, next = 0; is_good && at < size; at = next) {
    next = MIN (at + (at == 0 && first > 0 ? first : step), size);
    is_good = hoist_practice_form_feed (form, (const guint8 *) body + at, next - at, NULL);
  }
  is_good = is_good && hoist_practice_form_is_complete (form);
  return g_string_free (seen.text, !is_good);
}

static char *
read_all (const char *boundary, const char *body)
{
  return read_in_steps (boundary, body, strlen (body), 0, strlen (body));
}

/* With contents that look like the delimiter in all ways but one. */
static void
test_same_in_all_steps (void)
{
  static const char body[] =
      START "\r\n--boun\r\r\n--bounD\r\n\r\n--\r\n-\r--bound\n--bound\r\n"
            "--bound\r\nContent-Disposition: form-data; name=\"e\"\r\n\r\n\r\n"
            "--bound\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n"
            "Content-Type: video/mp4\r\n\r\n\0\r\n\r\n\r" END;
  static const char wanted[] = "<a|-|-:\r\n--boun\r\r\n--bounD\r\n\r\n--\r\n-\r--bound\n--bound>"
                               "<e|-|-:><file|x|video/mp4:\0\r\n\r\n\r>";
  gsize size = sizeof body - 1;

  for (gsize step = 1; step <= size; step++) {
    g_autofree char *seen = read_in_steps ("bound", body, size, 0, step);

    g_assert_nonnull (seen);
    g_assert_cmpmem (seen, sizeof wanted - 1, wanted, sizeof wanted - 1);
  }
  for (gsize first = 1; first <= size; first++) {
    g_autofree char *seen = read_in_steps ("bound", body, size, first, size);

    g_assert_nonnull (seen);
    g_assert_cmpmem (seen, sizeof wanted - 1, wanted, sizeof wanted - 1);
  }
}

static void
test_heads (void)
{
  static const struct {
    const char *head;
    const char *wanted; /* NULL: no form */
  } cases[] = {
    { "Content-Disposition: form-data; name=\"a\"", "<a|-|-:x>" },
    { "content-disposition: form-data; name=\"a\"", "<a|-|-:x>" },
    { "Content-Disposition: form-data; name=\"a\"; filename=\"\"", "<a||-:x>" },
    { "Content-Disposition: form-data; name=\"a\"; filename=\"q\\\"\\\\\"", "<a|q\"\\|-:x>" },
    { "Content-Type: text/plain\r\nContent-Disposition: form-data; name=\"a\"",
      "<a|-|text/plain:x>" },
    { "Content-Disposition: form-data; name=\"a\"; filename*=UTF-8''x", NULL },
    { "Content-Disposition: form-data; name=\"a\"; filename=\"x\"; filename*=UTF-8''x", NULL },
    { "Content-Disposition: form-data; filename=\"x\"; name=\"a\"", NULL },
    { "Content-Disposition: form-data; name=a", NULL },
    { "Content-Disposition: form-data; name=\"\"", NULL },
    { "Content-Disposition: form-data; name=\"a", NULL },
    { "Content-Disposition: form-data; name=\"\xff\"", NULL },
    { "Content-Disposition: form-data", NULL },
    { "Content-Disposition: attachment; name=\"a\"", NULL },
    { "Content-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"a\"",
      NULL },
    { "Content-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: binary", NULL },
    { "Content-Type: text/plain", NULL },
    { "nonsense", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *body = g_strconcat ("--bound\r\n", cases[i].head, "\r\n\r\nx" END, NULL);
    g_autofree char *seen = read_all ("bound", body);

    g_test_message ("%s", cases[i].head);
    g_assert_cmpstr (seen, ==, cases[i].wanted);
  }
}

static void
test_no_form (void)
{
  static const char *const bodies[] = {
    "",
    "x",
    "\r\n" START "x" END,
    "preamble\r\n" START "x" END,
    "--bounD\r\n",
    START "x",
    START "x\r\n--bound",
    START "x\r\n--bound-",
    START "x\r\n--bound-x",
    START "x\r\n--bound \r\n",
    START "x\r\n--boundary--\r\n",
    START "x\n--bound--\n",
    START "x" END "epilogue",
    START "x" END "\r\n",
    START "x\r\n--bound--\r",
    START "x\r\n--bound--x",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++) {
    g_autofree char *seen = read_all ("bound", bodies[i]);

    g_test_message ("%s", bodies[i]);
    g_assert_null (seen);
  }
}

/* The line's end after the last boundary may be missing. */
static void
test_ends (void)
{
  g_autofree char *without = read_all ("bound", START "x\r\n--bound--");
  g_autofree char *nothing = read_all ("bound", "--bound--\r\n");

  g_assert_cmpstr (without, ==, "<a|-|-:x>");
  g_assert_cmpstr (nothing, ==, "");
}

static void
test_boundaries (void)
{
  static const struct {
    const char *type;
    const char *wanted;
  } cases[] = {
    { "multipart/form-data; boundary=abc", "abc" },
    { "Multipart/Form-Data; Boundary=abc", "abc" },
    { "multipart/form-data; boundary=\"a b:c\"", "a b:c" },
    { "multipart/form-data; boundary=------------------------d74496d66958873e",
      "------------------------d74496d66958873e" },
    { "multipart/form-data; boundary=a b", NULL },
    { "multipart/form-data; boundary=a:b", NULL },
    { "multipart/form-data; boundary=\"abc \"", NULL },
    { "multipart/form-data; boundary=\"a", NULL },
    { "multipart/form-data; boundary=a\"b", NULL },
    { "multipart/form-data; boundary=", NULL },
    { "multipart/form-data; boundary=\"\"", NULL },
    { "multipart/form-data; boundary=abc; charset=utf-8", NULL },
    { "multipart/form-data", NULL },
    { "multipart/mixed; boundary=abc", NULL },
    { "application/x-www-form-urlencoded", NULL },
    { "", NULL },
    { NULL, NULL },
  };
  g_autofree char *most = g_strnfill (70, 'b');
  g_autofree char *good = g_strconcat ("multipart/form-data; boundary=", most, NULL);
  g_autofree char *bad = g_strconcat (good, "b", NULL);
  g_autofree char *taken = hoist_practice_form_read_boundary (good);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *boundary = hoist_practice_form_read_boundary (cases[i].type);

    g_assert_cmpstr (boundary, ==, cases[i].wanted);
  }
  g_assert_cmpstr (taken, ==, most);
  g_assert_null (hoist_practice_form_read_boundary (bad));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/xvid-reader/same-in-all-steps", test_same_in_all_steps);
  g_test_add_func ("/practice/xvid-reader/heads", test_heads);
  g_test_add_func ("/practice/xvid-reader/no-form", test_no_form);
  g_test_add_func ("/practice/xvid-reader/ends", test_ends);
  g_test_add_func ("/practice/xvid-reader/boundaries", test_boundaries);
  return g_test_run ();
}
