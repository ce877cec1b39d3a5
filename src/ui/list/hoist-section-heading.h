/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The heading of a section as a row, with what can be done with the whole section. */
#pragma once

#include "hoist-section-header.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HOIST_TYPE_SECTION_HEADING (hoist_section_heading_get_type ())
G_DECLARE_FINAL_TYPE (HoistSectionHeading, hoist_section_heading, HOIST, SECTION_HEADING, GtkBox)

HoistSectionHeading *hoist_section_heading_new (void);
void hoist_section_heading_set_header (HoistSectionHeading *self, HoistSectionHeader *header);

G_END_DECLS
