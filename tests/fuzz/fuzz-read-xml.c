/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The XML reader takes any bytes; what it takes is text with a name. */
#include "hoist-error.h"
#include "hoist-read-xml.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const char *const names[] = { "Code", "Message", "RequestId", "a", "" };
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (HoistReadXml) read = hoist_read_xml_new (bytes, &error);

  g_assert_true ((read == NULL) == (error != NULL));
  if (read == NULL) {
    g_assert_error (error, HOIST_ERROR, HOIST_ERROR_PROTOCOL);
    return 0;
  }

  g_assert_cmpuint (size, <=, HOIST_READ_XML_MAX_SIZE);
  g_assert_true (g_utf8_validate (hoist_read_xml_get_root (read), -1, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    const char *text = hoist_read_xml_get_text (read, names[i]);

    if (text != NULL)
      g_assert_true (g_utf8_validate (text, -1, NULL));
  }
  return 0;
}
