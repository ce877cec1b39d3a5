/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list as it is shown: uploads in sections with headings, folders as one row that opens. */
#pragma once

#include "hoist-folder.h"
#include "hoist-section-header.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Rows of the finished section that are shown before the user asks for all. */
#define HOIST_SECTIONS_FINISHED_SHOWN 50

/* A GListModel of HoistSectionHeader, HoistFolder and HoistSession over a model of sessions. A
 * change of one upload costs O(log n), and nothing is kept of a row but a small plain entry.
 *
 * It is its own GtkSelectionModel: headings cannot be selected, and an upload stays selected when
 * it moves to another section; what is no longer shown is not selected either.
 *
 * Properties, notified: "n-selected". */

#define HOIST_TYPE_SECTIONS (hoist_sections_get_type ())
G_DECLARE_FINAL_TYPE (HoistSections, hoist_sections, HOIST, SECTIONS, GObject)

HoistSections *hoist_sections_new (GListModel *sessions, gboolean is_flat);

void hoist_sections_session_changed (HoistSections *self, HoistSession *session);
void hoist_sections_set_complete (HoistSections *self, gboolean is_complete);
void hoist_sections_set_expanded (HoistSections *self, HoistFolder *folder, gboolean is_expanded);
void hoist_sections_set_kept (HoistSections *self, gpointer item);
void hoist_sections_hold (HoistSections *self);
void hoist_sections_release (HoistSections *self);

gboolean hoist_sections_find (HoistSections *self, gpointer item, guint *position);
gboolean hoist_sections_find_section (HoistSections *self, HoistSection section, guint *position);
gboolean hoist_sections_get_section (HoistSections *self, gpointer item, HoistSection *section);
HoistFolder *hoist_sections_get_folder (HoistSections *self, HoistSession *session);
HoistFolder *hoist_sections_find_folder (HoistSections *self, gint64 id);
gpointer hoist_sections_get_neighbour (HoistSections *self, gpointer item, int step);
GPtrArray *hoist_sections_dup_sessions (HoistSections *self, gpointer item);

guint hoist_sections_get_n_selected (HoistSections *self);
GPtrArray *hoist_sections_dup_selected (HoistSections *self);
GPtrArray *hoist_sections_dup_selected_sessions (HoistSections *self);

G_END_DECLS
