/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Credentials whose secrets are simply there, or are not, as a test says. */
#pragma once

#include "hoist-credentials.h"

G_BEGIN_DECLS

#define HOIST_TYPE_TEST_ACCOUNT (hoist_test_account_get_type ())
G_DECLARE_FINAL_TYPE (HoistTestAccount, hoist_test_account, HOIST, TEST_ACCOUNT, GObject)

HoistTestAccount *hoist_test_account_new (const HoistProvider *provider,
                                          HoistSettings *settings,
                                          HoistSettings *secrets);
void hoist_test_account_set_error (HoistTestAccount *self, const GError *error);
void hoist_test_account_set_setting (HoistTestAccount *self, const char *id, const char *value);
void hoist_test_account_set_secret (HoistTestAccount *self, const char *id, const char *value);

G_END_DECLS
