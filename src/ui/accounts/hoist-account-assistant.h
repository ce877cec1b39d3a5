/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sets up a new account step by step: service, way in, test, name. */
#pragma once

#include "hoist-field-editor.h"
#include "hoist-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HOIST_TYPE_ACCOUNT_ASSISTANT (hoist_account_assistant_get_type ())
G_DECLARE_FINAL_TYPE (HoistAccountAssistant,
                      hoist_account_assistant,
                      HOIST,
                      ACCOUNT_ASSISTANT,
                      AdwWindow)

/* Signal "saved" (HoistAccount): the account is there. Actions: "assistant.choose" (id of a
 * service), "assistant.next", "assistant.back". Pages: "service", "access", "test", "finish". */

HoistAccountAssistant *hoist_account_assistant_new (GtkWindow *parent, HoistWorkspace *workspace);

const char *hoist_account_assistant_get_page (HoistAccountAssistant *self);
HoistFieldEditor *hoist_account_assistant_find_editor (HoistAccountAssistant *self, const char *id);

G_END_DECLS
