/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The heading of one section of the list, with how many uploads the section has. */
#pragma once

#include "hoist-state.h"

#include <glib-object.h>

G_BEGIN_DECLS

/* As they stand in the list. */
typedef enum {
  HOIST_SECTION_ATTENTION,
  HOIST_SECTION_UPLOADING,
  HOIST_SECTION_WAITING,
  HOIST_SECTION_FINISHED,
} HoistSection;

#define HOIST_N_SECTIONS (HOIST_SECTION_FINISHED + 1)

HoistSection hoist_section_of (HoistState state, HoistReason reason);

#define HOIST_TYPE_SECTION_HEADER (hoist_section_header_get_type ())
G_DECLARE_FINAL_TYPE (HoistSectionHeader, hoist_section_header, HOIST, SECTION_HEADER, GObject)

/* Properties, notified: "count", the uploads in this section; "n-hidden", rows at its end that the
 * list does not show; "is-complete", whether it would show all of them. */

HoistSectionHeader *hoist_section_header_new (HoistSection section);

HoistSection hoist_section_header_get_section (HoistSectionHeader *self);
guint hoist_section_header_get_count (HoistSectionHeader *self);
guint hoist_section_header_get_n_hidden (HoistSectionHeader *self);
gboolean hoist_section_header_is_complete (HoistSectionHeader *self);
void hoist_section_header_set_figures (HoistSectionHeader *self,
                                       guint count,
                                       guint n_hidden,
                                       gboolean is_complete);

G_END_DECLS
