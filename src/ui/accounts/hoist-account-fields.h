/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows for all fields of a service's table, spread over the groups of a form. */
#pragma once

#include "hoist-account-draft.h"
#include "hoist-field-editor.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * HoistAccountFieldsPlaces:
 * @main: (unowned): an AdwPreferencesGroup: what the account needs
 * @keys: (unowned) (nullable): an AdwExpanderRow: secrets that can be entered instead of signing in
 *   with the browser; %NULL for @main
 * @upload: (unowned): an AdwPreferencesGroup: what each upload may have its own value of
 * @advanced: (unowned): an AdwExpanderRow: what is right for most people as it is
 */
typedef struct {
  GtkWidget *main;
  GtkWidget *keys;
  GtkWidget *upload;
  GtkWidget *advanced;
} HoistAccountFieldsPlaces;

#define HOIST_TYPE_ACCOUNT_FIELDS (hoist_account_fields_get_type ())
G_DECLARE_FINAL_TYPE (HoistAccountFields, hoist_account_fields, HOIST, ACCOUNT_FIELDS, GObject)

/* Signals: "changed", the user changed a value; "asked" (HoistFieldEditor), the list of what the
 * service has was opened, and hoist_account_fields_ask() may answer. */

HoistAccountFields *hoist_account_fields_new (const HoistAccountFieldsPlaces *places);

const HoistProvider *hoist_account_fields_get_provider (HoistAccountFields *self);
void hoist_account_fields_set_provider (HoistAccountFields *self, const HoistProvider *provider);
void hoist_account_fields_show_account (HoistAccountFields *self, HoistAccount *account);
HoistFieldEditor *hoist_account_fields_find (HoistAccountFields *self, const char *id);
HoistFieldEditor *hoist_account_fields_find_flag (HoistAccountFields *self, guint flag);
guint hoist_account_fields_count_flag (HoistAccountFields *self, guint flag);
HoistSettings *hoist_account_fields_dup_values (HoistAccountFields *self, gboolean is_secret);
HoistFieldEditor *hoist_account_fields_check (HoistAccountFields *self, GtkWidget *place);
void hoist_account_fields_show (HoistAccountFields *self, HoistFieldEditor *editor);
HoistFieldEditor *hoist_account_fields_blame (HoistAccountFields *self, const GError *error);
void
hoist_account_fields_type (HoistAccountFields *self, HoistAccountDraft *draft, const char *name);
void hoist_account_fields_ask (HoistAccountFields *self,
                               HoistFieldEditor *editor,
                               HoistWorkspace *workspace,
                               HoistAccountDraft *draft,
                               const char *name);

G_END_DECLS
