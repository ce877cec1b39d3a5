/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an account's service is asked while somebody waits for the answer. */
#pragma once

#include "hoist-errand.h"
#include "hoist-sign-in.h"
#include "hoist-workspace.h"

#include <gio/gio.h>

G_BEGIN_DECLS

void hoist_account_service_check_async (HoistWorkspace *workspace,
                                        HoistAccount *account,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer data);
gboolean hoist_account_service_check_finish (GAsyncResult *result, GError **error);
void hoist_account_service_list_choices_async (HoistWorkspace *workspace,
                                               HoistAccount *account,
                                               const HoistField *field,
                                               GCancellable *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer data);
GPtrArray *hoist_account_service_list_choices_finish (GAsyncResult *result, GError **error);
void hoist_account_service_sign_in_async (HoistWorkspace *workspace,
                                          HoistAccount *account,
                                          HoistSignInOpen open,
                                          gpointer open_data,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer data);
gboolean hoist_account_service_sign_in_finish (GAsyncResult *result, GError **error);

G_END_DECLS
