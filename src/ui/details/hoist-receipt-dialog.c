/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks where a receipt goes, a file or a printer, and brings it there. */
#include "hoist-config.h"

#include "hoist-receipt-dialog.h"

#include "hoist-error.h"
#include "hoist-receipt-collect.h"
#include "hoist-receipt-print.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct {
  GtkWindow *window; /* (owned) */
  HoistReceiptWay way;
  HoistReceipt *receipt;         /* (owned) (nullable) */
  GtkFileChooserNative *chooser; /* (owned) (nullable) */
} Run;

static void
run_free (Run *self)
{
  g_object_unref (self->window);
  g_clear_pointer (&self->receipt, hoist_receipt_free);
  g_clear_object (&self->chooser);
  g_free (self);
}

static void
give_up (GTask *task)
{
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", "dismissed");
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_file_get_basename (G_FILE (source));

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, hoist_error_new_from_file (error, name));
}

static void
on_response (GtkNativeDialog *dialog, int response, gpointer data)
{
  g_autoptr (GTask) task = data;
  Run *self = g_task_get_task_data (task);
  g_autoptr (GFile) file = NULL;
  g_autoptr (GBytes) bytes = NULL;
  char *text = NULL;

  gtk_native_dialog_hide (dialog);
  if (response != GTK_RESPONSE_ACCEPT) {
    give_up (task);
    return;
  }
  file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  text = hoist_receipt_to_json (self->receipt);
  bytes = g_bytes_new_take (text, strlen (text));
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_NONE, NULL,
                                       on_written, g_steal_pointer (&task));
}

/* Takes over @task. */
static void
save (GTask *task)
{
  Run *self = g_task_get_task_data (task);
  g_autofree char *name = hoist_receipt_dup_file_name (self->receipt);

  self->chooser = gtk_file_chooser_native_new (_ ("Save Receipt"), self->window,
                                               GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  g_signal_connect (self->chooser, "response", G_CALLBACK (on_response), task);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
on_printed (GtkPrintOperation *operation, GtkPrintOperationResult result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;

  gtk_print_operation_get_error (operation, &error);
  if (result == GTK_PRINT_OPERATION_RESULT_ERROR)
    g_task_return_new_error (task, HOIST_ERROR, HOIST_ERROR_REFUSED,
                             _ ("The receipt was not printed: %s. Check the printer and try "
                                "again, or save the receipt."),
                             error->message);
  else if (result == GTK_PRINT_OPERATION_RESULT_CANCEL)
    give_up (task);
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (operation);
}

/* Takes over @task. */
static void
print (GTask *task)
{
  Run *self = g_task_get_task_data (task);
  GtkPrintOperation *operation = hoist_receipt_print_new (g_steal_pointer (&self->receipt));

  g_signal_connect (operation, "done", G_CALLBACK (on_printed), task);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, self->window, NULL);
}

static void
on_collected (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Run *self = g_task_get_task_data (task);
  GError *error = NULL;

  self->receipt = hoist_receipt_collect_finish (result, &error);
  if (self->receipt == NULL)
    g_task_return_error (task, error);
  else if (self->way == HOIST_RECEIPT_SAVE)
    save (g_steal_pointer (&task));
  else
    print (g_steal_pointer (&task));
}

/**
 * hoist_receipt_dialog_run_async:
 * @window: the dialog belongs to it
 * @sessions: (element-type HoistSession): those that are not finished are left out
 *
 * Fails with a sentence for the user, or with %G_IO_ERROR_CANCELLED when the dialog was dismissed.
 */
void
hoist_receipt_dialog_run_async (GtkWindow *window,
                                HoistWorkspace *workspace,
                                GPtrArray *sessions,
                                HoistReceiptWay way,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  GTask *task = g_task_new (window, NULL, callback, data);
  Run *self = g_new0 (Run, 1);

  g_task_set_source_tag (task, hoist_receipt_dialog_run_async);
  self->window = g_object_ref (window);
  self->way = way;
  g_task_set_task_data (task, self, (GDestroyNotify) run_free);
  hoist_receipt_collect_async (workspace, sessions, g_get_real_time (), on_collected, task);
}

gboolean
hoist_receipt_dialog_run_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
