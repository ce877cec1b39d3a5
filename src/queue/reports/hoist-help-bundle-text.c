/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes a help bundle down: one text, without secrets, and without names if so wished.
 *
 * Its headings are English whatever the user's language, for who reads it need not know that. */
#include "hoist-help-bundle.h"

#include "hoist-documents.h"
#include "hoist-scrub.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A shorter word is in too many sentences. */
#define SHORTEST_NAME 4

static void
add_heading (GString *text, const char *heading)
{
  g_string_append_printf (text, "\n== %s ==\n", heading);
}

static char *
format_time (gint64 time_us)
{
  g_autoptr (GDateTime) time = NULL;

  if (time_us <= 0)
    return g_strdup ("-");
  time = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);
  return g_date_time_format (time, "%Y-%m-%d %H:%M:%S %z");
}

/* What stands for a file: its number, and the ending, which decides much. */
static char *
dup_alias (const HoistRecord *record, const char *name)
{
  const char *ending = strrchr (name, '.');

  if (ending == NULL || ending == name || strlen (ending) > 8)
    ending = "";
  return g_strdup_printf ("file-%" G_GINT64_FORMAT "%s", record->id, ending);
}

static void
hide (GString *text, const char *name, const char *alias)
{
  if (name != NULL && g_utf8_strlen (name, -1) >= SHORTEST_NAME)
    g_string_replace (text, name, alias, 0);
}

/* The longest first, so that nothing of a name is left beside what stands for it. */
static void
hide_names (GString *text, const HoistRecord *record)
{
  g_autofree char *path = g_filename_display_name (record->path);
  g_autofree char *parent = g_path_get_dirname (path);
  g_autofree char *name = g_filename_display_basename (record->path);
  g_autofree char *alias = dup_alias (record, name);
  g_autofree char *stem = g_strdup (name);
  g_auto (GStrv) folders = g_strsplit (record->folder != NULL ? record->folder : "", "/", -1);

  g_string_replace (text, path, alias, 0);
  g_string_replace (text, parent, "folder", 0);
  g_string_replace (text, name, alias, 0);
  if (strrchr (stem, '.') != NULL && strrchr (stem, '.') != stem)
    *strrchr (stem, '.') = '\0';
  hide (text, stem, alias);
  for (guint i = 0; folders[i] != NULL; i++)
    hide (text, folders[i], "folder");
}

static void
add_options (GString *text, const HoistRecord *record, gboolean has_names)
{
  g_auto (GStrv) ids = record->options != NULL ? hoist_settings_dup_ids (record->options) : NULL;

  /* titles and tags say as much as names */
  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    g_string_append_printf (text, "  option %s%s%s\n", ids[i], has_names ? " = " : "",
                            has_names ? hoist_settings_get (record->options, ids[i]) : "");
}

static void
add_log (GString *text, const GPtrArray *lines)
{
  for (guint i = 0; lines != NULL && i < lines->len; i++) {
    const HoistLogLine *line = g_ptr_array_index (lines, i);
    g_autofree char *time = format_time (line->time_us);

    g_string_append_printf (text, "  %s  [%s] %s\n", time, hoist_log_kind_to_name (line->kind),
                            line->text);
  }
}

static void
add_entry (GString *text, const HoistHelpEntry *entry, gboolean has_names)
{
  const HoistRecord *record = entry->record;
  const char *reason = hoist_reason_to_name (record->reason);
  g_autofree char *path = hoist_documents_dup_shown_path (record->path);
  g_autofree char *added = format_time (record->added_us);
  g_autofree char *ended = format_time (record->ended_us);
  g_autofree char *changed = format_time (record->modified_us);
  g_autoptr (GString) own = g_string_new (NULL);

  g_string_append_printf (own, "%s, %" G_GUINT64_FORMAT " bytes, changed %s\n", path, record->size,
                          changed);
  g_string_append_printf (own, "  account: %s\n", entry->account != NULL ? entry->account : "none");
  g_string_append_printf (own, "  state: %s%s%s\n", hoist_state_to_name (record->state),
                          reason != NULL ? ", " : "", reason != NULL ? reason : "");
  if (record->message != NULL)
    g_string_append_printf (own, "  message: %s\n", record->message);
  g_string_append_printf (own,
                          "  added %s, ended %s, the service has %" G_GUINT64_FORMAT " bytes\n",
                          added, ended, record->bytes_done);
  if (record->remote_id != NULL)
    g_string_append_printf (own, "  id at the service: %s\n", record->remote_id);
  if (record->verified != NULL)
    g_string_append_printf (own, "  proven by: %s%s\n", record->verified,
                            record->is_instant ? ", the service had it" : "");
  add_options (own, record, has_names);
  add_log (own, entry->lines);
  if (!has_names)
    hide_names (own, record);
  g_string_append_printf (text, "\nUpload %" G_GINT64_FORMAT ": %s", record->id, own->str);
}

/* Home folders are named after people. */
static char *
hide_home (const char *text)
{
  g_autoptr (GString) shown = g_string_new (text);
  const char *home = g_get_home_dir ();

  if (home != NULL && g_utf8_strlen (home, -1) >= SHORTEST_NAME)
    g_string_replace (shown, home, "~", 0);
  return g_string_free (g_steal_pointer (&shown), FALSE);
}

static void
add_head (GString *text, const HoistHelpBundle *self, gboolean has_names)
{
  g_autofree char *made = format_time (self->made_us);

  g_string_append_printf (text, "Hoist: a report for support\nmade %s\n", made);
  g_string_append (text, "Passwords, tokens, keys and signatures are left out.\n");
  g_string_append (text, has_names ? "Names of files are included.\n"
                                   : "Names of files are left out: only endings and sizes stay.\n");
  add_heading (text, "Versions");
  for (guint i = 0; i + 1 < self->versions->len; i += 2)
    g_string_append_printf (text, "%s = %s\n", (char *) g_ptr_array_index (self->versions, i),
                            (char *) g_ptr_array_index (self->versions, i + 1));
}

/**
 * hoist_help_bundle_to_text:
 * @has_names: with the names of files and folders, and what uploads are called at the service
 *
 * Returns: (transfer full): UTF-8, with a line break at its end
 */
char *
hoist_help_bundle_to_text (const HoistHelpBundle *self, gboolean has_names)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *shown = NULL;

  add_head (text, self, has_names);
  add_heading (text, "This computer");
  g_string_append (text, self->system);
  add_heading (text, "Preferences");
  g_string_append (text, self->preferences);
  add_heading (text, "Accounts");
  g_string_append (text, *self->accounts != '\0' ? self->accounts : "none\n");
  if (self->doctor != NULL) {
    add_heading (text, "Connection");
    g_string_append (text, self->doctor);
  }
  add_heading (text, "Uploads");
  g_string_append (text, self->queue);
  for (guint i = 0; i < self->entries->len; i++)
    add_entry (text, g_ptr_array_index (self->entries, i), has_names);
  if (self->n_left_out > 0)
    g_string_append_printf (text, "\nand %u more uploads\n", self->n_left_out);

  shown = has_names ? g_strdup (text->str) : hide_home (text->str);
  return hoist_scrub_text (shown);
}

/**
 * hoist_help_bundle_dup_file_name:
 *
 * Returns: (transfer full): a name to offer for the file, UTF-8
 */
char *
hoist_help_bundle_dup_file_name (const HoistHelpBundle *self)
{
  g_autoptr (GDateTime) made = g_date_time_new_from_unix_local (self->made_us / G_USEC_PER_SEC);
  g_autofree char *day = g_date_time_format (made, "%Y-%m-%d");

  /* Translators: a file’s name; %s is a date, as in 2026-11-21 */
  return g_strdup_printf (_ ("Hoist report %s.txt"), day);
}
