/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The unfinished uploads of an account: asks the service, where it can be asked, and adds what is
 * in our own list. hoist-leftovers-clean.c takes them away. */
#include "hoist-leftovers.h"

#include "hoist-errand-run.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>

typedef struct {
  HoistWorkspace *workspace; /* (owned) */
  HoistAccount *account;     /* (owned) */
  HoistErrand *errand;       /* (owned) */
  GPtrArray *ours;           /* (owned) (element-type HoistSession): begun and not ended */
  GPtrArray *found;          /* (owned) (element-type HoistLeftover) */
  guint n_matched;
} List;

void
hoist_leftover_free (HoistLeftover *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self->note);
  g_free (self);
}

/* Returns: (transfer full): */
HoistLeftover *
hoist_leftover_copy (const HoistLeftover *self)
{
  HoistLeftover *copy = g_new (HoistLeftover, 1);

  *copy = *self;
  copy->id = g_strdup (self->id);
  copy->name = g_strdup (self->name);
  copy->note = g_strdup (self->note);
  return copy;
}

static void
list_free (List *self)
{
  g_object_unref (self->workspace);
  g_object_unref (self->account);
  hoist_errand_free (self->errand);
  g_ptr_array_unref (self->ours);
  g_ptr_array_unref (self->found);
  g_free (self);
}

/* Whether the account's service can be asked for unfinished uploads. */
gboolean
hoist_leftovers_are_told (HoistAccount *account)
{
  g_return_val_if_fail (HOIST_IS_ACCOUNT (account), FALSE);

  return hoist_provider_has_step (hoist_account_get_provider (account), HOIST_STEP_LEFTOVERS);
}

/**
 * hoist_leftovers_describe:
 *
 * Returns: (transfer full): what a list of this account's unfinished uploads can be expected to
 *   hold, and what can be done about them, a few sentences
 */
char *
hoist_leftovers_describe (HoistAccount *account)
{
  const HoistProvider *provider = hoist_account_get_provider (account);
  const char *name = g_dgettext (GETTEXT_PACKAGE, provider->name);

  if (hoist_leftovers_are_told (account))
    return g_strdup_printf (
        _ ("What %s holds of uploads that nobody has finished. Those that were begun elsewhere "
           "may still be running there. They can be cleaned up here, but only the program that "
           "began one can go on with it."),
        name);
  if (hoist_provider_has_step (provider, HOIST_STEP_ABORT))
    return g_strdup_printf (
        _ ("%s cannot be asked for unfinished uploads. These are the ones in Hoist’s own list; "
           "what other programs began is not here."),
        name);
  return g_strdup_printf (
      _ ("%s cannot be asked for unfinished uploads, nor told to drop one. These are the ones in "
         "Hoist’s own list: to clean them up only takes them off it. How long the service keeps "
         "what it has, it does not say."),
      name);
}

/* What is in our list and the service knows of. */
static gboolean
is_ours (HoistSession *session, gconstpointer account)
{
  const HoistRecord *record = hoist_session_get_record (session);

  return record->has_begun && !hoist_state_is_ended (record->state) &&
         g_str_equal (record->account, account);
}

static void
describe_ours (HoistLeftover *leftover, HoistSession *session)
{
  const HoistRecord *record = hoist_session_get_record (session);

  leftover->upload = record->id;
  leftover->bytes_done = record->bytes_done;
  leftover->size = record->size;
  g_free (leftover->note);
  leftover->note = g_strdup (record->message != NULL ? record->message
                                                     : hoist_log_describe_state (record->state));
}

/* Takes up one of ours that the service did not tell of, or cannot. */
static void
add_ours (List *self, HoistSession *session)
{
  HoistLeftover *leftover = g_new0 (HoistLeftover, 1);

  leftover->name = hoist_session_dup_name (session);
  leftover->since_us = hoist_session_get_record (session)->added_us;
  describe_ours (leftover, session);
  g_ptr_array_add (self->found, leftover);
}

static void
add_told (List *self)
{
  for (guint i = 0; i < self->errand->findings->len; i++) {
    const HoistFinding *finding = g_ptr_array_index (self->errand->findings, i);
    HoistLeftover *leftover = g_new0 (HoistLeftover, 1);

    leftover->id = g_strdup (finding->id);
    leftover->name = g_strdup (finding->name);
    leftover->note = g_strdup (finding->note);
    leftover->size = finding->size;
    leftover->since_us = finding->since_us;
    g_ptr_array_add (self->found, leftover);
  }
}

/* (nullable): the one that this ticket is about. */
static HoistLeftover *
find_by_ticket (List *self, const HoistTicket *ticket)
{
  for (guint i = 0; i < self->errand->findings->len; i++) {
    const HoistFinding *finding = g_ptr_array_index (self->errand->findings, i);

    if (finding->ticket_name != NULL &&
        g_strcmp0 (hoist_ticket_get (ticket, finding->ticket_name), finding->id) == 0)
      return g_ptr_array_index (self->found, i);
  }
  return NULL;
}

static void match_next (GTask *task);

static void
on_ticket (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  List *self = g_task_get_task_data (task);
  HoistSession *session = g_ptr_array_index (self->ours, self->n_matched++);
  g_autoptr (GError) error = NULL;
  g_autoptr (HoistTicket) ticket =
      hoist_journal_load_ticket_finish (HOIST_JOURNAL (source), result, &error);
  HoistLeftover *leftover = ticket != NULL ? find_by_ticket (self, ticket) : NULL;

  if (leftover != NULL)
    describe_ours (leftover, session);
  else
    add_ours (self, session);
  match_next (task);
}

/* Takes over @task. */
static void
match_next (GTask *task)
{
  List *self = g_task_get_task_data (task);

  while (self->n_matched < self->ours->len) {
    HoistSession *session = g_ptr_array_index (self->ours, self->n_matched);

    if (self->errand->findings->len > 0) {
      hoist_journal_load_ticket_async (HOIST_JOURNAL (hoist_workspace_get_store (self->workspace)),
                                       hoist_session_get_id (session), on_ticket, task);
      return;
    }
    self->n_matched++;
    add_ours (self, session);
  }
  g_task_return_pointer (task, g_ptr_array_ref (self->found), (GDestroyNotify) g_ptr_array_unref);
  g_object_unref (task);
}

static void
on_told (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  List *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (!hoist_errand_run_finish (result, &error)) {
    g_task_return_error (task, error);
    g_object_unref (task);
    return;
  }
  add_told (self);
  match_next (task);
}

/**
 * hoist_leftovers_list_async:
 * @cancellable: (nullable)
 *
 * Fails with what the service says, or what stands in the way to it.
 */
void
hoist_leftovers_list_async (HoistWorkspace *workspace,
                            HoistAccount *account,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);
  List *self = g_new0 (List, 1);

  g_task_set_source_tag (task, hoist_leftovers_list_async);
  self->workspace = g_object_ref (workspace);
  self->account = g_object_ref (account);
  self->errand = hoist_errand_new (HOIST_STEP_LEFTOVERS);
  self->ours = hoist_queue_find_all (hoist_workspace_get_queue (workspace), is_ours,
                                     hoist_account_get_id (account));
  self->found = g_ptr_array_new_with_free_func ((GDestroyNotify) hoist_leftover_free);
  g_task_set_task_data (task, self, (GDestroyNotify) list_free);
  if (hoist_leftovers_are_told (account))
    hoist_errand_run_async (hoist_workspace_get_engine (workspace),
                            hoist_account_get_channel (account), self->errand, cancellable, on_told,
                            task);
  else
    match_next (task);
}

/**
 * hoist_leftovers_list_finish:
 *
 * Returns: (transfer full) (element-type HoistLeftover): first what the service tells of
 */
GPtrArray *
hoist_leftovers_list_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Whether it rests in our list and would go on. */
gboolean
hoist_leftovers_can_resume (HoistWorkspace *workspace, const HoistLeftover *leftover)
{
  HoistSession *session =
      hoist_queue_find (hoist_workspace_get_queue (workspace), leftover->upload);

  return session != NULL &&
         (hoist_session_can_resume (session) || hoist_session_can_retry (session));
}

/**
 * hoist_leftovers_resume:
 *
 * Lets one in our list go on from what the service has of it. Does nothing where it cannot.
 */
void
hoist_leftovers_resume (HoistWorkspace *workspace, const HoistLeftover *leftover)
{
  HoistQueue *queue = hoist_workspace_get_queue (workspace);
  HoistSession *session = hoist_queue_find (queue, leftover->upload);

  if (session == NULL)
    return;
  if (hoist_session_can_resume (session))
    hoist_queue_resume (queue, session);
  else if (hoist_session_can_retry (session))
    hoist_queue_retry (queue, session, FALSE);
}
