/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the list says of sections, folders and selections: pure functions. */
#pragma once

#include "hoist-closures.h"
#include "hoist-folder.h"
#include "hoist-section-header.h"

G_BEGIN_DECLS

const char *hoist_words_section (HoistSection section);
char *hoist_words_folder (const HoistFolderSums *sums, guint64 rate, gint64 seconds_left);
char *hoist_words_folder_label (const char *name,
                                const char *sentence,
                                double fraction,
                                gboolean is_expanded);
HoistVerb hoist_words_folder_verb (const HoistFolderSums *sums);
HoistBar hoist_words_folder_bar (const HoistFolderSums *sums);
char *hoist_words_added (guint n_new, guint n_joined);
char *hoist_words_selected (guint n_selected);

G_END_DECLS
