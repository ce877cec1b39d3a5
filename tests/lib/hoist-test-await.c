/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waiting in the main loop for the result of an asynchronous call. */
#include "hoist-test-await.h"

/**
 * hoist_test_keep_result:
 * @data: (type GAsyncResult**): an empty place, for hoist_test_await()
 */
void
hoist_test_keep_result (GObject *source, GAsyncResult *result, gpointer data)
{
  GAsyncResult **slot = data;

  *slot = g_object_ref (result);
}

/* Returns: (transfer none): what has come into @slot, which is waited for */
GAsyncResult *
hoist_test_await (GAsyncResult **slot)
{
  while (*slot == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *slot;
}
