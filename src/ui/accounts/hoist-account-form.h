/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adds or changes one account: a form made from a service's field table. */
#pragma once

#include "hoist-field-editor.h"
#include "hoist-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HOIST_TYPE_ACCOUNT_FORM (hoist_account_form_get_type ())
G_DECLARE_FINAL_TYPE (HoistAccountForm, hoist_account_form, HOIST, ACCOUNT_FORM, AdwWindow)

HoistAccountForm *
hoist_account_form_new (GtkWindow *parent, HoistWorkspace *workspace, HoistAccount *account);

void hoist_account_form_set_provider (HoistAccountForm *self, const HoistProvider *provider);
HoistFieldEditor *hoist_account_form_find_editor (HoistAccountForm *self, const char *id);
gboolean hoist_account_form_check (HoistAccountForm *self);
HoistSettings *hoist_account_form_dup_values (HoistAccountForm *self, gboolean is_secret);

G_END_DECLS
