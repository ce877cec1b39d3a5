/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an account's service is asked while somebody waits for the answer: whether it lets us in,
 * which values it has for a field, and a sign-in with the browser. */
#include "hoist-account-service.h"

#include "hoist-errand-run.h"

static void
on_checked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (!hoist_errand_run_finish (result, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* @errand: (transfer full): the task data of what @done is called with
 * @tag: of the call that it is for */
static void
run_errand (HoistWorkspace *workspace,
            HoistAccount *account,
            HoistErrand *errand,
            gpointer tag,
            GAsyncReadyCallback done,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer data)
{
  GTask *task = g_task_new (workspace, cancellable, callback, data);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, errand, (GDestroyNotify) hoist_errand_free);
  hoist_errand_run_async (hoist_workspace_get_engine (workspace),
                          hoist_account_get_channel (account), errand, cancellable, done, task);
}

/**
 * hoist_account_service_check_async:
 * @cancellable: (nullable)
 *
 * Asks the account's service whether it lets us in. Fails with what stands in the way.
 */
void
hoist_account_service_check_async (HoistWorkspace *workspace,
                                   HoistAccount *account,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data)
{
  g_return_if_fail (HOIST_IS_WORKSPACE (workspace));
  g_return_if_fail (HOIST_IS_ACCOUNT (account));

  run_errand (workspace, account, hoist_errand_new (HOIST_STEP_CHECK),
              hoist_account_service_check_async, on_checked, cancellable, callback, data);
}

gboolean
hoist_account_service_check_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  HoistErrand *errand = g_task_get_task_data (task);
  GError *error = NULL;

  if (!hoist_errand_run_finish (result, &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_ptr_array_ref (errand->findings),
                           (GDestroyNotify) g_ptr_array_unref);
}

/**
 * hoist_account_service_list_choices_async:
 * @field: of the account's service, with %HOIST_FIELD_ASKED
 * @cancellable: (nullable)
 *
 * Asks the account's service which values it has for a field. Fails with what stands in the way.
 */
void
hoist_account_service_list_choices_async (HoistWorkspace *workspace,
                                          HoistAccount *account,
                                          const HoistField *field,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer data)
{
  HoistErrand *errand = NULL;

  g_return_if_fail (HOIST_IS_WORKSPACE (workspace));
  g_return_if_fail (HOIST_IS_ACCOUNT (account));
  g_return_if_fail (field->flags & HOIST_FIELD_ASKED);

  errand = hoist_errand_new (HOIST_STEP_CHOICES);
  errand->field = g_strdup (field->id);
  run_errand (workspace, account, errand, hoist_account_service_list_choices_async, on_listed,
              cancellable, callback, data);
}

/**
 * hoist_account_service_list_choices_finish:
 *
 * Returns: (transfer full) (nullable) (element-type HoistFinding): what the service has
 */
GPtrArray *
hoist_account_service_list_choices_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  HoistAccount *account = g_task_get_task_data (task);
  GError *error = NULL;

  if (!hoist_sign_in_run_finish (result, &error)) {
    g_task_return_error (task, error);
    return;
  }
  hoist_channel_resume (hoist_account_get_channel (account));
  g_task_return_boolean (task, TRUE);
}

/**
 * hoist_account_service_sign_in_async:
 * @open: takes the address that the user has to open in a browser
 * @open_data: for @open
 * @cancellable: (nullable): no longer waits for the browser
 *
 * Signs in to the account with the browser, keeps what that brings, and lets the account's uploads
 * go on. Fails as hoist_sign_in_run_async().
 */
void
hoist_account_service_sign_in_async (HoistWorkspace *workspace,
                                     HoistAccount *account,
                                     HoistSignInOpen open,
                                     gpointer open_data,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer data)
{
  GTask *task = NULL;

  g_return_if_fail (HOIST_IS_WORKSPACE (workspace));
  g_return_if_fail (HOIST_IS_ACCOUNT (account));

  task = g_task_new (workspace, cancellable, callback, data);
  g_task_set_source_tag (task, hoist_account_service_sign_in_async);
  /* what was signed in and written down is so, even if somebody cancelled */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_object_ref (account), g_object_unref);
  hoist_sign_in_run_async (hoist_workspace_get_engine (workspace),
                           hoist_account_get_channel (account), open, open_data, cancellable,
                           on_signed_in, task);
}

gboolean
hoist_account_service_sign_in_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
