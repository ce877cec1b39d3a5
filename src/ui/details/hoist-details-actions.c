/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Actions of the window about details and receipts of uploads. */
#include "hoist-details-actions.h"

#include "hoist-details-window.h"
#include "hoist-doctor-window.h"
#include "hoist-error.h"
#include "hoist-receipt-dialog.h"
#include "hoist-toasts.h"

/* What the actions are about; lives as long as they do. */
typedef struct {
  GtkApplicationWindow *window; /* (unowned): has the actions */
  AdwToastOverlay *toasts;      /* (unowned): in the window */
  HoistWorkspace *workspace;    /* (owned) */
} Place;

typedef void (*Deed) (Place *self, GPtrArray *sessions);

static void
place_free (gpointer data, GClosure *closure)
{
  Place *self = data;

  g_object_unref (self->workspace);
  g_free (self);
}

static void
do_details (Place *self, GPtrArray *sessions)
{
  gtk_window_present (
      GTK_WINDOW (hoist_details_window_new (GTK_WINDOW (self->window), self->workspace, sessions)));
}

static void
on_receipt (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GObject) toasts = user_data;
  g_autoptr (GError) error = NULL;

  if (hoist_receipt_dialog_run_finish (result, &error) || hoist_error_is_cancelled (error))
    return;
  hoist_toasts_say (ADW_TOAST_OVERLAY (toasts), error->message);
}

static void
do_receipt (Place *self, GPtrArray *sessions)
{
  hoist_receipt_dialog_run_async (GTK_WINDOW (self->window), self->workspace, sessions,
                                  HOIST_RECEIPT_SAVE, on_receipt, g_object_ref (self->toasts));
}

static void
do_print_receipt (Place *self, GPtrArray *sessions)
{
  hoist_receipt_dialog_run_async (GTK_WINDOW (self->window), self->workspace, sessions,
                                  HOIST_RECEIPT_PRINT, on_receipt, g_object_ref (self->toasts));
}

static const struct {
  const char *one;
  const char *several;
  Deed run;
} deeds[] = {
  { "details", "details-of", do_details },
  { "receipt", "receipt-of", do_receipt },
  { "print-receipt", "print-receipt-of", do_print_receipt },
};

static void
add_session (Place *self, GPtrArray *sessions, gint64 id)
{
  HoistSession *session = hoist_queue_find (hoist_workspace_get_queue (self->workspace), id);

  if (session != NULL)
    g_ptr_array_add (sessions, g_object_ref (session));
}

static GPtrArray *
find_sessions (Place *self, GVariant *parameter)
{
  GPtrArray *sessions = g_ptr_array_new_with_free_func (g_object_unref);

  if (g_variant_is_of_type (parameter, G_VARIANT_TYPE_INT64)) {
    add_session (self, sessions, g_variant_get_int64 (parameter));
  } else {
    gsize n_ids = 0;
    const gint64 *ids = g_variant_get_fixed_array (parameter, &n_ids, sizeof *ids);

    for (gsize i = 0; i < n_ids; i++)
      add_session (self, sessions, ids[i]);
  }
  return sessions;
}

static void
on_deed (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  Place *self = user_data;
  g_autoptr (GPtrArray) sessions = find_sessions (self, parameter);
  const char *name = g_action_get_name (G_ACTION (action));

  for (gsize i = 0; sessions->len > 0 && i < G_N_ELEMENTS (deeds); i++) {
    if (g_str_equal (deeds[i].one, name) || g_str_equal (deeds[i].several, name)) {
      deeds[i].run (self, sessions);
      return;
    }
  }
}

static void
on_doctor (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  Place *self = user_data;
  HoistAccounts *accounts = hoist_workspace_get_accounts (self->workspace);
  const char *id = g_variant_get_string (parameter, NULL);
  HoistAccount *account =
      *id == '\0' ? hoist_accounts_get_default (accounts) : hoist_accounts_find (accounts, id);

  if (account != NULL)
    gtk_window_present (
        GTK_WINDOW (hoist_doctor_window_new (GTK_WINDOW (self->window), self->workspace, account)));
}

static void
add_action (const Place *place, const char *name, const char *type, GCallback run)
{
  g_autoptr (GSimpleAction) action = g_simple_action_new (name, G_VARIANT_TYPE (type));
  Place *own = g_new (Place, 1);

  *own = *place;
  g_object_ref (own->workspace);
  g_signal_connect_data (action, "activate", run, own, place_free, 0);
  g_action_map_add_action (G_ACTION_MAP (place->window), G_ACTION (action));
}

/**
 * hoist_details_actions_add:
 * @toasts: in @window: where it is said what went wrong
 */
void
hoist_details_actions_add (GtkApplicationWindow *window,
                           AdwToastOverlay *toasts,
                           HoistWorkspace *workspace)
{
  const Place place = { window, toasts, workspace };

  for (gsize i = 0; i < G_N_ELEMENTS (deeds); i++) {
    add_action (&place, deeds[i].one, "x", G_CALLBACK (on_deed));
    add_action (&place, deeds[i].several, "ax", G_CALLBACK (on_deed));
  }
  add_action (&place, "doctor", "s", G_CALLBACK (on_doctor));
}
