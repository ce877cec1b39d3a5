/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reader takes any bytes, and all that it takes can be looked at. */
#include "hoist-read.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (HoistRead) read = hoist_read_new (bytes, &error);
  g_auto (GStrv) names = NULL;

  g_assert_true ((read == NULL) == (error != NULL));
  if (read == NULL)
    return 0;

  names = hoist_read_dup_names (hoist_read_get_root (read));
  for (guint i = 0; names[i] != NULL; i++) {
    const HoistReadValue *root = hoist_read_get_root (read);
    const HoistReadValue *array = hoist_read_find_array (root, names[i]);
    const char *text = hoist_read_get_text (root, names[i]);
    gboolean flag = FALSE;
    gint64 number = 0;
    guint64 positive = 0;

    if (text != NULL)
      g_assert_true (g_utf8_validate (text, -1, NULL));
    if (hoist_read_int (root, names[i], &number) && number >= 0)
      g_assert_true (hoist_read_uint (root, names[i], &positive) && positive == (guint64) number);
    hoist_read_flag (root, names[i], &flag);
    hoist_read_find_object (root, names[i]);
    for (guint j = 0; j < hoist_read_get_count (array); j++) {
      hoist_read_get_object_at (array, j);
      hoist_read_get_text_at (array, j);
    }
  }
  return 0;
}
