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
  return g_strjoinv (HOIST_FORMAT_DOT, parts);
}

/* What a screen reader says of the row. */
char *
hoist_words_folder_label (const char *name,
                          const char *sentence,
                          double fraction,
                          gboolean is_expanded)
{
  g_autofree char *plain = hoist_format_plain (sentence);
  g_autofree char *percent = hoist_closure_percent (fraction);

  /* Translators: a folder in the list for a screen reader: name, state, percent */
  return g_strdup_printf (is_expanded ? _ ("Folder %s, open: %s, %s")
                                      : _ ("Folder %s, closed: %s, %s"),
                          name, plain, percent);
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

static char *
format_ignored (const HoistAddedSums *sums)
{
  if (sums->has_patterns)
    return g_strdup_printf (
        ngettext ("%'u ignored one left out", "%'u ignored ones left out", sums->n_ignored),
        sums->n_ignored);
  return g_strdup_printf (ngettext ("%'u hidden or temporary one left out",
                                    "%'u hidden or temporary ones left out", sums->n_ignored),
                          sums->n_ignored);
}

static char *
format_too_large (const HoistAddedSums *sums)
{
  if (sums->account == NULL)
    return g_strdup_printf (ngettext ("%'u is too large", "%'u are too large", sums->n_too_large),
                            sums->n_too_large);
  return g_strdup_printf (
      ngettext ("%'u is too large for “%s”", "%'u are too large for “%s”", sums->n_too_large),
      sums->n_too_large, sums->account);
}

static char *
format_joined (const HoistAddedSums *sums)
{
  return g_strdup_printf (
      ngettext ("%'u was already in the list", "%'u were already in the list", sums->n_joined),
      sums->n_joined);
}

/* Takes over both. */
static char *
go_on (char *text, char *more)
{
  /* Translators: what was added, and more of it, as in “14 files added, 2 were already in the list”
   */
  char *both = g_strdup_printf (_ ("%s, %s"), text, more);

  g_free (text);
  g_free (more);
  return both;
}

/**
 * hoist_words_added:
 * @sums: with at least one file that is new or was there already
 */
char *
hoist_words_added (const HoistAddedSums *sums)
{
  char *text = NULL;

  if (sums->n_new == 0)
    text = g_strdup_printf (ngettext ("%'u file is already in the list",
                                      "All %'u files are already in the list", sums->n_joined),
                            sums->n_joined);
  else
    text = hoist_closure_added (sums->n_new);
  if (sums->n_too_large > 0)
    text = go_on (text, format_too_large (sums));
  if (sums->n_attention > 0)
    text = go_on (text, g_strdup_printf (ngettext ("%'u needs attention", "%'u need attention",
                                                   sums->n_attention),
                                         sums->n_attention));
  if (sums->n_new > 0 && sums->n_joined > 0)
    text = go_on (text, format_joined (sums));
  if (sums->n_ignored > 0)
    text = go_on (text, format_ignored (sums));
  return text;
}

/* What is said of a folder with nothing to upload in it. */
char *
hoist_words_nothing_added (const HoistAddedSums *sums)
{
  if (sums->n_ignored == 0)
    return g_strdup (_ ("There are no files in there. Choose a folder that has some"));
  if (sums->has_patterns)
    return g_strdup (_ ("All in there is ignored. Add the files by themselves, or change what is "
                        "ignored in the preferences"));
  return g_strdup (_ ("There are only hidden or temporary files in there. Add them by themselves, "
                      "or change the preferences"));
}

char *
hoist_words_selected (guint n_selected)
{
  return g_strdup_printf (ngettext ("%'u selected", "%'u selected", n_selected), n_selected);
}
