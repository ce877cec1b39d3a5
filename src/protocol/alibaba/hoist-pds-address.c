/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A window of addresses is one sealed value of the ticket: a line a part, with its number, when it
 * runs out, its content type and its address, separated by tabs. They are replaced together, so
 * that the vault is written once a window and not once a part. */
#include "hoist-pds-address.h"

#include "hoist-form.h"
#include "hoist-pds-call.h"
#include "hoist-pds-figures.h"

#include <string.h>

#define SEALED "addresses"

/* Far above any that was seen. */
#define MAX_URL 8192
#define MAX_TYPE 128

void
hoist_pds_address_free (HoistPdsAddress *self)
{
  if (self == NULL)
    return;

  g_free (self->url);
  g_free (self->content_type);
  g_free (self);
}

/* What an address says, if it lies ahead: some say how long instead of when (OSS, V4 signatures).
 */
static gint64
get_end (const HoistFacts *facts, const char *url)
{
  gint64 end_us = hoist_form_get_expiry (url);

  return end_us > facts->now_us ? end_us : facts->now_us + HOIST_PDS_ADDRESS_LIFE_US;
}

/* (nullable): a content type that may stand in a header; %NULL for none. */
static const char *
get_type (const HoistReadValue *entry)
{
  const char *type = hoist_read_get_text (entry, "content_type");

  if (type == NULL || strlen (type) > MAX_TYPE)
    return NULL;
  for (const char *next = type; *next != '\0'; next++) {
    if (!g_ascii_isprint (*next))
      return NULL;
  }
  return type;
}

/**
 * hoist_pds_address_take:
 * @list: (nullable): "part_info_list" of an answer
 *
 * Keeps its addresses instead of all that were there before. Entries go by their number, not by
 * their place (notes 4.6); one that is not safe counts as missing.
 */
void
hoist_pds_address_take (const HoistFacts *facts, HoistTicket *ticket, const HoistReadValue *list)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n_entries = MIN (hoist_read_get_count (list), 2 * HOIST_PDS_WINDOW);

  for (guint i = 0; i < n_entries; i++) {
    const HoistReadValue *entry = hoist_read_get_object_at (list, i);
    const char *url = hoist_read_get_text (entry, "upload_url");
    const char *type = get_type (entry);
    guint64 number = 0;

    if (url == NULL || strlen (url) > MAX_URL || !hoist_field_check_address (url, NULL) ||
        !hoist_read_uint (entry, "part_number", &number) || number == 0 ||
        number > HOIST_PDS_MAX_PARTS)
      continue;
    g_string_append_printf (text, "%u\t%" G_GINT64_FORMAT "\t%s\t%s\n", (guint) number,
                            get_end (facts, url), type != NULL ? type : "", url);
  }
  hoist_ticket_set_sealed (ticket, SEALED, text->len > 0 ? text->str : NULL);
}

/* Returns: (transfer full) (nullable): the address of a part */
HoistPdsAddress *
hoist_pds_address_find (const HoistTicket *ticket, guint number)
{
  const char *text = hoist_ticket_get_sealed (ticket, SEALED);
  g_autofree char *wanted = g_strdup_printf ("%u", number);
  g_auto (GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) columns = g_strsplit (lines[i], "\t", 4);
    HoistPdsAddress *self = NULL;
    gint64 until_us = 0;

    if (g_strv_length (columns) != 4 || strcmp (columns[0], wanted) != 0 ||
        !hoist_read_parse_int (columns[1], &until_us))
      continue;
    self = g_new0 (HoistPdsAddress, 1);
    self->until_us = until_us;
    self->content_type = *columns[2] != '\0' ? g_strdup (columns[2]) : NULL;
    self->url = g_strdup (columns[3]);
    return self;
  }
  return NULL;
}

/* get_upload_url for the parts from @first on, as many as a window has (notes 4.6). */
HoistMove
hoist_pds_address_write (const HoistFacts *facts,
                         const HoistTicket *ticket,
                         guint first,
                         HoistRequest **request,
                         GError **error)
{
  g_autoptr (HoistPdsBody) body = hoist_pds_call_new_body (ticket);
  guint n_parts = hoist_ticket_get_n_parts (ticket);

  hoist_pds_body_add_parts (body, first, MIN (first + HOIST_PDS_WINDOW - 1, n_parts));
  return hoist_pds_call_write (facts, "/v2/file/get_upload_url", body, request, error);
}
