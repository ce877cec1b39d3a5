/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever a store or a keyring holds: a ticket that is taken survives its own text. */
#include "hoist-ticket.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup (data != NULL ? (const char *) data : "", size);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) sealed_error = NULL;
  g_autoptr (HoistTicket) ticket = hoist_ticket_new_from_text (text, &error);
  g_autoptr (HoistTicket) again = NULL;
  g_autoptr (HoistTicket) sealed = hoist_ticket_new ();
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  g_assert_true ((ticket == NULL) == (error != NULL));
  g_assert_true (hoist_ticket_open_sealed (sealed, text, &sealed_error) == (sealed_error == NULL));
  if (ticket == NULL)
    return 0;

  first = hoist_ticket_to_text (ticket);
  again = hoist_ticket_new_from_text (first, NULL);
  g_assert_nonnull (again);
  second = hoist_ticket_to_text (again);
  g_assert_cmpstr (first, ==, second);
  return 0;
}
