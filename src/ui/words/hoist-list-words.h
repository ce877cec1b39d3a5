/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the list says of sections, folders and selections: pure functions. */
#pragma once

#include "hoist-closures.h"
#include "hoist-folder.h"
#include "hoist-section-header.h"

G_BEGIN_DECLS

/**
 * HoistAddedSums:
 * @n_new: files that came in; those that need attention included
 * @n_joined: files that were in the list already; they are not doubled
 * @n_too_large: of the new ones, larger than the account's service takes
 * @n_attention: other new ones that cannot be uploaded as they are
 * @n_ignored: what was left out of folders on purpose
 * @has_patterns: whether the user has named what is left out
 * @account: (nullable): the name of the account they go to
 *
 * What came of files that were added together.
 */
typedef struct {
  guint n_new;
  guint n_joined;
  guint n_too_large;
  guint n_attention;
  guint n_ignored;
  gboolean has_patterns;
  const char *account;
} HoistAddedSums;

const char *hoist_words_section (HoistSection section);
char *hoist_words_folder (const HoistFolderSums *sums, guint64 rate, gint64 seconds_left);
char *hoist_words_folder_label (const char *name,
                                const char *sentence,
                                double fraction,
                                gboolean is_expanded);
HoistVerb hoist_words_folder_verb (const HoistFolderSums *sums);
HoistBar hoist_words_folder_bar (const HoistFolderSums *sums);
char *hoist_words_added (const HoistAddedSums *sums);
char *hoist_words_nothing_added (const HoistAddedSums *sums);
char *hoist_words_selected (guint n_selected);

G_END_DECLS
