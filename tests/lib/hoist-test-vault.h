/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A vault in memory, which fails as a test wants. */
#pragma once

#include "hoist-vault.h"

G_BEGIN_DECLS

#define HOIST_TYPE_TEST_VAULT (hoist_test_vault_get_type ())
G_DECLARE_FINAL_TYPE (HoistTestVault, hoist_test_vault, HOIST, TEST_VAULT, GObject)

HoistVault *hoist_test_vault_new (void);
void hoist_test_vault_set_error (HoistTestVault *self, const GError *error);
void hoist_test_vault_set_refusal (HoistTestVault *self, gboolean is_refusal);

G_END_DECLS
