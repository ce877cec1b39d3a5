/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks a service which values it has for a field, and offers them by name. */
#pragma once

#include "hoist-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HOIST_TYPE_CHOICE_BUTTON (hoist_choice_button_get_type ())
G_DECLARE_FINAL_TYPE (HoistChoiceButton, hoist_choice_button, HOIST, CHOICE_BUTTON, AdwBin)

/* Signals: "asked", the list was opened and wants an account to ask with; "chosen" with an id. */

HoistChoiceButton *hoist_choice_button_new (const HoistField *field);

void
hoist_choice_button_ask (HoistChoiceButton *self, HoistWorkspace *workspace, HoistAccount *account);
void hoist_choice_button_say (HoistChoiceButton *self, const char *sentence);
const char *hoist_choice_button_get_sentence (HoistChoiceButton *self);
GtkListBox *hoist_choice_button_get_list (HoistChoiceButton *self);

G_END_DECLS
