/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What MetaStudio's provider keeps in a ticket. */
#include "hoist-huawei-ticket.h"

#include "hoist-huawei-account.h"
#include "hoist-read.h"

const char *
hoist_huawei_ticket_get_project (const HoistFacts *facts, const HoistTicket *ticket)
{
  const char *project = hoist_huawei_get_project (facts);

  return project != NULL ? project : hoist_ticket_get (ticket, HOIST_HUAWEI_PROJECT);
}

gboolean
hoist_huawei_ticket_has (const HoistTicket *ticket, const char *name)
{
  return hoist_ticket_get (ticket, name) != NULL;
}

/* The record is of no more use; a new one may follow. */
void
hoist_huawei_ticket_retire_file (HoistTicket *ticket, const char *id, gboolean is_cancelled)
{
  hoist_ticket_set (ticket, HOIST_HUAWEI_OLD_FILE, id);
  hoist_ticket_set (ticket, HOIST_HUAWEI_IS_CANCELLED, is_cancelled ? "1" : NULL);
  hoist_ticket_set (ticket, HOIST_HUAWEI_FILE_ID, NULL);
  hoist_ticket_set (ticket, HOIST_HUAWEI_IS_CONFIRMED, NULL);
}

/* A value that is a number; 0 when there is none. */
guint64
hoist_huawei_ticket_get_number (const HoistTicket *ticket, const char *name)
{
  const char *text = hoist_ticket_get (ticket, name);
  guint64 number = 0;

  return text != NULL && hoist_read_parse_uint (text, &number) ? number : 0;
}

/* Keeps a number; 0 is nothing. */
void
hoist_huawei_ticket_set_number (HoistTicket *ticket, const char *name, guint64 number)
{
  g_autofree char *text = number > 0 ? g_strdup_printf ("%" G_GUINT64_FORMAT, number) : NULL;

  hoist_ticket_set (ticket, name, text);
}
