/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An account that is being set up or changed: tried before it is kept, and kept in one go. */
#pragma once

#include "hoist-workspace.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HOIST_TYPE_ACCOUNT_DRAFT (hoist_account_draft_get_type ())
G_DECLARE_FINAL_TYPE (HoistAccountDraft, hoist_account_draft, HOIST, ACCOUNT_DRAFT, GObject)

HoistAccountDraft *hoist_account_draft_new (HoistWorkspace *workspace, HoistAccount *account);

void hoist_account_draft_type (HoistAccountDraft *self,
                               const HoistProvider *provider,
                               const char *name,
                               HoistSettings *settings,
                               HoistSettings *secrets);
gboolean hoist_account_draft_is_signed_in (HoistAccountDraft *self);
void hoist_account_draft_set_signed_in (HoistAccountDraft *self, HoistSettings *secrets);
HoistAccount *hoist_account_draft_make_trial (HoistAccountDraft *self, gboolean is_vaulted);

void hoist_account_draft_save_async (HoistAccountDraft *self,
                                     gboolean is_held,
                                     GAsyncReadyCallback callback,
                                     gpointer data);
HoistAccount *
hoist_account_draft_save_finish (HoistAccountDraft *self, GAsyncResult *result, GError **error);

G_END_DECLS
