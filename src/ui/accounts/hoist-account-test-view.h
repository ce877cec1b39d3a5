/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The test of an account, a row for each step. */
#pragma once

#include "hoist-account-test.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HOIST_TYPE_ACCOUNT_TEST_VIEW (hoist_account_test_view_get_type ())
G_DECLARE_FINAL_TYPE (HoistAccountTestView,
                      hoist_account_test_view,
                      HOIST,
                      ACCOUNT_TEST_VIEW,
                      AdwBin)

void hoist_account_test_view_show (HoistAccountTestView *self, HoistAccountTest *test);
HoistAccountTest *hoist_account_test_view_get_test (HoistAccountTestView *self);

G_END_DECLS
