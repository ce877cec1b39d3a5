/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows in which one field of a service's table is typed or chosen. */
#pragma once

#include "hoist-choice-button.h"
#include "hoist-field.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HOIST_TYPE_FIELD_EDITOR (hoist_field_editor_get_type ())
G_DECLARE_FINAL_TYPE (HoistFieldEditor, hoist_field_editor, HOIST, FIELD_EDITOR, GObject)

/* Signals: "changed", the user changed the value; "asked", the list of what the service has was
 * opened and wants hoist_choice_button_ask(). */

HoistFieldEditor *hoist_field_editor_new (const HoistField *field);

const HoistField *hoist_field_editor_get_field (HoistFieldEditor *self);
GtkWidget *hoist_field_editor_get_row (HoistFieldEditor *self);
GtkWidget *hoist_field_editor_get_note (HoistFieldEditor *self);
HoistChoiceButton *hoist_field_editor_get_choices (HoistFieldEditor *self);
char *hoist_field_editor_dup_value (HoistFieldEditor *self);
void hoist_field_editor_set_value (HoistFieldEditor *self, const char *value);
void hoist_field_editor_set_kept (HoistFieldEditor *self, gboolean is_kept);
const char *hoist_field_editor_get_error (HoistFieldEditor *self);
void hoist_field_editor_set_error (HoistFieldEditor *self, const char *sentence);
void hoist_field_editor_hide_note (HoistFieldEditor *self);
gboolean hoist_field_editor_check (HoistFieldEditor *self);

G_END_DECLS
