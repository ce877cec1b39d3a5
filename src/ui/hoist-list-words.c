/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the list says of sections, folders and selections: pure functions. */
#include "hoist-config.h"

#include "hoist-list-words.h"

#include "hoist-format.h"

#include <glib/gi18n-lib.h>

const char *
hoist_words_section (HoistSection section)
{
  switch (section) {
  case HOIST_SECTION_ATTENTION:
    return _ ("Needs Attention");
  case HOIST_SECTION_UPLOADING:
    return _ ("Uploading");
  case HOIST_SECTION_WAITING:
    return _ ("Waiting");
  case HOIST_SECTION_FINISHED:
  default:
    return _ ("Finished");
  }
}

static void
add (GStrvBuilder *builder, char *text)
{
  if (text != NULL && *text != '\0')
    g_strv_builder_add (builder, text);
  g_free (text);
}

static char *
format_files (const HoistFolderSums *sums)
{
  if (sums->n_done > 0 && sums->n_done < sums->n_files)
    /* Translators: files that are done, and all of them, as in “3 of 14 files” */
    return g_strdup_printf (ngettext ("%'u of %'u file", "%'u of %'u files", sums->n_files),
                            sums->n_done, sums->n_files);
  return g_strdup_printf (ngettext ("%'u file", "%'u files", sums->n_files), sums->n_files);
}

static void
add_resting (GStrvBuilder *builder, const HoistFolderSums *sums)
{
  if (sums->n_done == sums->n_files)
    g_strv_builder_add (builder, _ ("Uploaded and verified"));
  else if (sums->n_paused > 0 && sums->n_queued + sums->n_held == 0)
    g_strv_builder_add (builder, _ ("Paused"));
  else if (sums->n_queued + sums->n_held > 0)
    g_strv_builder_add (builder, _ ("Waiting"));
}

/**
 * hoist_words_folder:
 * @rate: bytes a second
 * @seconds_left: -1 when unknown
 *
 * Returns: (transfer full): the state of all of the folder's files in one line
 */
char *
hoist_words_folder (const HoistFolderSums *sums, guint64 rate, gint64 seconds_left)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) parts = NULL;

  if (sums->n_running == 0)
    add_resting (builder, sums);
  add (builder, format_files (sums));
  if (sums->bytes_done > 0 && sums->bytes_done < sums->size)
    add (builder, hoist_format_progress (sums->bytes_done, sums->size));
  else
    add (builder, hoist_format_size (sums->size));
  if (sums->n_running > 0 && rate > 0)
    add (builder, hoist_format_rate (rate));
  if (sums->n_running > 0 && rate > 0 && seconds_left >= 0)
    add (builder, hoist_format_time_left (seconds_left));
  if (sums->n_attention > 0)
    add (builder,
         g_strdup_printf (ngettext ("%u needs attention", "%u need attention", sums->n_attention),
                          sums->n_attention));
  if (sums->n_paused > 0 && sums->n_running + sums->n_queued + sums->n_held > 0)
    add (builder, g_strdup_printf (_ ("%u paused"), sums->n_paused));
  parts = g_strv_builder_end (builder);
  return g_strjoinv (" · ", parts);
}

/* What a screen reader says of the row. */
char *
hoist_words_folder_label (const char *name,
                          const char *sentence,
                          double fraction,
                          gboolean is_expanded)
{
  g_autofree char *percent = hoist_closure_percent (fraction);

  /* Translators: a folder in the list for a screen reader: name, state, percent */
  return g_strdup_printf (is_expanded ? _ ("Folder %s, open: %s, %s")
                                      : _ ("Folder %s, closed: %s, %s"),
                          name, sentence, percent);
}

HoistVerb
hoist_words_folder_verb (const HoistFolderSums *sums)
{
  if (sums->n_running + sums->n_queued + sums->n_held > 0)
    return HOIST_VERB_PAUSE;
  if (sums->n_paused > 0)
    return HOIST_VERB_RESUME;
  if (sums->n_attention > 0)
    return HOIST_VERB_RETRY;
  return HOIST_VERB_NONE;
}

HoistBar
hoist_words_folder_bar (const HoistFolderSums *sums)
{
  if (sums->n_running > 0)
    return HOIST_BAR_FULL_COLOUR;
  if (sums->n_done == sums->n_files || sums->bytes_done == 0)
    return HOIST_BAR_NONE;
  return HOIST_BAR_DIMMED;
}

/**
 * hoist_words_added:
 * @n_joined: files that were in the list already; they are not doubled
 */
char *
hoist_words_added (guint n_new, guint n_joined)
{
  g_autofree char *added = hoist_closure_added (n_new);
  g_autofree char *joined = NULL;

  if (n_joined == 0)
    return g_steal_pointer (&added);
  if (n_new == 0)
    return g_strdup_printf (ngettext ("%'u file is already in the list",
                                      "All %'u files are already in the list", n_joined),
                            n_joined);
  joined = g_strdup_printf (
      ngettext ("%'u was already in the list", "%'u were already in the list", n_joined), n_joined);
  /* Translators: two halves, as in “14 files added, 2 were already in the list” */
  return g_strdup_printf (_ ("%s, %s"), added, joined);
}

char *
hoist_words_selected (guint n_selected)
{
  return g_strdup_printf (ngettext ("%'u selected", "%'u selected", n_selected), n_selected);
}
