/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The XML reader takes one well-formed element with texts in it, and nothing else. */
#include "hoist-read-xml.h"

#include "hoist-error.h"

#include <string.h>

static HoistReadXml *
read_text (const char *text, gsize length, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, length);

  return hoist_read_xml_new (bytes, error);
}

static void
assert_refused (const char *text, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *start = g_strndup (text, 60);
  g_autofree char *shown = g_strescape (start, NULL);
  g_autoptr (HoistReadXml) read = read_text (text, length, &error);

  g_test_message ("%s", shown);
  g_assert_null (read);
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_PROTOCOL);
}

static void
test_error (void)
{
  const char *text = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
                     "<Error>\n  <Code>AccessDenied</Code>\n  <Message>Request has expired"
                     "</Message>\n  <RequestId>0000018A</RequestId>\n  <HostId/>\n</Error>\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (HoistReadXml) read = read_text (text, strlen (text), &error);

  g_assert_no_error (error);
  g_assert_cmpstr (hoist_read_xml_get_root (read), ==, "Error");
  g_assert_cmpstr (hoist_read_xml_get_text (read, "Code"), ==, "AccessDenied");
  g_assert_cmpstr (hoist_read_xml_get_text (read, "Message"), ==, "Request has expired");
  g_assert_cmpstr (hoist_read_xml_get_text (read, "RequestId"), ==, "0000018A");
  g_assert_cmpstr (hoist_read_xml_get_text (read, "HostId"), ==, "");
  /* names as they stand */
  g_assert_null (hoist_read_xml_get_text (read, "code"));
  g_assert_null (hoist_read_xml_get_text (read, "Error"));
}

static void
test_texts (void)
{
  static const struct {
    const char *text;
    const char *code; /* NULL: there is none */
  } rows[] = {
    { "<a/>", NULL },
    { "<a>text</a>", NULL },
    { "<a><Code>x</Code></a>", "x" },
    { "<a Code='y'><Code z=\"1\">x</Code></a>", "x" },
    { "<a><Code>&lt;&gt;&amp;&quot;&apos;&#233;&#x4e2d;</Code></a>", "<>&\"'é中" },
    { "<a><Code><![CDATA[<b>&amp;]]></Code></a>", "<b>&amp;" },
    { "<a><Code> x <!-- c --> y </Code></a>", " x  y " },
    /* the first of two, and only the root's own children */
    { "<a><Code>1</Code><Code>2</Code></a>", "1" },
    { "<a><b><Code>inner</Code></b><Code>outer</Code></a>", "outer" },
    { "<a><b><Code>inner</Code></b></a>", NULL },
    { "<a><Code>x<b>y</b>z</Code></a>", "xz" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (HoistReadXml) read = read_text (rows[i].text, strlen (rows[i].text), &error);

    g_test_message ("%s", rows[i].text);
    g_assert_no_error (error);
    g_assert_cmpstr (hoist_read_xml_get_root (read), ==, "a");
    g_assert_cmpstr (hoist_read_xml_get_text (read, "Code"), ==, rows[i].code);
  }
}

static void
test_bad (void)
{
  static const char *const bad[] = {
    "<a/><b/>",
    "",
    " ",
    "text",
    "{\"a\":1}",
    "<",
    "<a",
    "<a>",
    "<a></b>",
    "<a><b></a></b>",
    "</a>",
    "text<a/>",
    "<a x=1/>",
    "<a x/>",
    "<a>&</a>",
    "<a>&x;</a>",
    "<a>&#0;</a>",
    "<a>\xff</a>",
    "<a>\xc0\x80</a>",
    "<!DOCTYPE a [<!ENTITY x \"y\">]><a><Code>&x;</Code></a>",
    "<html><br></html>",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    assert_refused (bad[i], strlen (bad[i]));
  assert_refused ("<a>\0</a>", 8);
}

static void
test_caps (void)
{
  g_autofree char *filler = g_strnfill (HOIST_READ_XML_MAX_SIZE, ' ');
  g_autofree char *longest = g_strdup_printf ("<a>%.*s</a>", HOIST_READ_XML_MAX_SIZE - 7, filler);
  g_autofree char *longer = g_strdup_printf ("<a>%.*s</a>", HOIST_READ_XML_MAX_SIZE - 6, filler);
  g_autoptr (HoistReadXml) read = read_text (longest, strlen (longest), NULL);

  g_assert_nonnull (read);
  assert_refused (longer, strlen (longer));

  for (guint n_names = HOIST_READ_XML_MAX_NAMES; n_names <= HOIST_READ_XML_MAX_NAMES + 1;
       n_names++) {
    g_autoptr (GString) text = g_string_new ("<a>");
    g_autoptr (HoistReadXml) many = NULL;

    for (guint i = 0; i < n_names; i++)
      g_string_append_printf (text, "<n%u/><n%u/>", i, i);
    g_string_append (text, "</a>");
    many = read_text (text->str, text->len, NULL);
    g_assert_true ((many != NULL) == (n_names == HOIST_READ_XML_MAX_NAMES));
  }
}

/* Depth costs neither stack nor sense. */
static void
test_deep (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (HoistReadXml) read = NULL;

  for (guint i = 0; i < 9000; i++)
    g_string_append (text, "<a>");
  for (guint i = 0; i < 9000; i++)
    g_string_append (text, "</a>");
  read = read_text (text->str, text->len, NULL);
  g_assert_nonnull (read);
  g_assert_cmpstr (hoist_read_xml_get_text (read, "a"), ==, "");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/read-xml/error-of-a-store", test_error);
  g_test_add_func ("/read-xml/texts-of-children", test_texts);
  g_test_add_func ("/read-xml/all-else-is-refused", test_bad);
  g_test_add_func ("/read-xml/caps", test_caps);
  g_test_add_func ("/read-xml/deep-nesting", test_deep);
  return g_test_run ();
}
