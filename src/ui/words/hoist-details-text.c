/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Facts of an upload as text: times for people, and everything at once to be copied. */
#include "hoist-config.h"

#include "hoist-details-text.h"

#include "hoist-documents.h"
#include "hoist-format.h"
#include "hoist-receipt.h"
#include "hoist-sight.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * hoist_details_text_time:
 * @time_us: microseconds since 1970; 0 for none
 *
 * Returns: (transfer full) (nullable): local date and time, to the second: it is compared with logs
 */
char *
hoist_details_text_time (gint64 time_us)
{
  g_autoptr (GDateTime) time = NULL;

  if (time_us <= 0)
    return NULL;
  time = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);
  return g_date_time_format (time, "%x %X");
}

/**
 * hoist_details_text_size:
 *
 * Returns: (transfer full): as people read it, and to the byte
 */
char *
hoist_details_text_size (guint64 size)
{
  g_autofree char *shown = hoist_format_size (size);
  g_autofree char *exact = g_strdup_printf ("%'" G_GUINT64_FORMAT, size);

  if (size < 1000)
    return g_steal_pointer (&shown);
  /* Translators: a size, and the same to the byte, as in “4.2 GB (4,200,000,123 bytes)” */
  return g_strdup_printf (_ ("%s (%s bytes)"), shown, exact);
}

/**
 * hoist_details_text_account:
 *
 * Returns: (transfer full): the account and its service
 */
char *
hoist_details_text_account (HoistSession *session, HoistAccounts *accounts)
{
  const char *id = hoist_session_get_account (session);
  HoistAccount *account =
      accounts == NULL || *id == '\0' ? NULL : hoist_accounts_find (accounts, id);

  if (account != NULL)
    return g_strdup_printf (
        "%s" HOIST_FORMAT_DOT "%s", hoist_account_get_name (account),
        g_dgettext (GETTEXT_PACKAGE, hoist_account_get_provider (account)->name));
  return g_strdup (*id == '\0' ? _ ("None yet") : _ ("An account that was removed"));
}

static void
add_line (GString *text, const char *title, const char *value)
{
  if (value == NULL || *value == '\0')
    return;
  /* Translators: what it is, and its value */
  g_string_append_printf (text, _ ("%s: %s"), title, value);
  g_string_append_c (text, '\n');
}

static void
add_digests (GString *text, const HoistDigests *digests)
{
  for (guint kind = HOIST_DIGEST_MD5; kind <= HOIST_DIGEST_CRC64; kind <<= 1) {
    g_autofree char *digest = hoist_receipt_dup_digest (digests, kind);

    add_line (text, hoist_receipt_get_digest_name (kind), digest);
  }
}

/* An address may be signed: then its query opens the file to whoever reads it. */
static char *
dup_without_query (const char *link)
{
  gsize length = strcspn (link, "?#");
  g_autofree char *start = g_strndup (link, length);

  return g_strconcat (start, link[length] != '\0' ? "?…" : NULL, NULL);
}

static void
add_result (GString *text, const HoistRecord *record)
{
  g_autofree char *ended = hoist_details_text_time (record->ended_us);
  g_autofree char *link = record->link == NULL ? NULL : dup_without_query (record->link);

  add_line (text, _ ("ID"), record->remote_id);
  add_line (text, _ ("Link"), link);
  add_line (text, C_ ("time", "Finished"), ended);
  if (record->verified != NULL)
    add_line (text, _ ("Proven By"), hoist_receipt_describe_proof (record->verified));
}

/**
 * hoist_details_text_all:
 * @digests: (nullable): those that are known
 *
 * Everything but the log, a line each, to be pasted into a report; without secrets.
 *
 * Returns: (transfer full):
 */
char *
hoist_details_text_all (HoistSession *session, HoistAccounts *accounts, const HoistDigests *digests)
{
  const HoistRecord *record = hoist_session_get_record (session);
  HoistSight sight = hoist_sight_of (session, accounts);
  g_autofree char *name = hoist_session_dup_name (session);
  g_autofree char *path = hoist_documents_dup_shown_path (record->path);
  g_autofree char *size = hoist_details_text_size (record->size);
  g_autofree char *account = hoist_details_text_account (session, accounts);
  g_autofree char *sentence = hoist_closure_sentence (&sight);
  g_autofree char *added = hoist_details_text_time (record->added_us);
  GString *text = g_string_new (NULL);

  add_line (text, _ ("Name"), name);
  add_line (text, _ ("Location"), path);
  add_line (text, _ ("Size"), size);
  add_line (text, _ ("Account"), account);
  add_line (text, _ ("Folder"), record->folder);
  add_line (text, _ ("State"), sentence);
  add_line (text, _ ("Added"), added);
  add_result (text, record);
  if (digests != NULL)
    add_digests (text, digests);
  return g_string_free (text, FALSE);
}
