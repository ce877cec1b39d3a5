/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What comes before a run's first step: the file, its digests, its ticket, and a slot. */
#include "hoist-runner-private.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>

static void
on_slot (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistRunner) self = user_data;

  self->has_slot = hoist_slots_take_finish (HOIST_SLOTS (source), result, NULL);
  if (hoist_runner_is_going_on (self))
    hoist_runner_begin_upload (self);
}

static void
take_slot (HoistRunner *self)
{
  HoistSlots *slots = hoist_engine_get_slots (self->engine);

  if (hoist_slots_get_free (slots) == 0 && self->record->state == HOIST_STATE_HASHING)
    hoist_runner_save (self, HOIST_STATE_QUEUED, HOIST_REASON_NONE, NULL, NULL);
  self->n_pending++;
  hoist_slots_take_async (slots, self->record->position, self->cancellable, on_slot,
                          g_object_ref (self));
}

static void
on_hashing (gpointer user_data)
{
  HoistRunner *self = user_data;

  if (!self->is_ending)
    hoist_runner_enter_phase (self, HOIST_STATE_HASHING, NULL);
}

static void
on_hash_progress (guint64 done, gpointer user_data)
{
  HoistRunner *self = user_data;

  self->hashed = done;
  self->events->progress (0, self->data);
}

static const HoistPreparationEvents preparation_events = {
  .hashing = on_hashing,
  .progress = on_hash_progress,
};

/* Where the upload goes on, by our own notes. */
static void
log_parts (HoistRunner *self)
{
  g_autofree char *text = NULL;
  guint n_parts = hoist_ticket_get_n_parts (self->ticket);
  guint n_done = 0;

  if (!self->ticket->has_begun || n_parts == 0)
    return;
  for (guint i = 0; i < n_parts; i++)
    n_done += hoist_ticket_get_part (self->ticket, i)->is_done ? 1 : 0;
  text = g_strdup_printf (_ ("It goes on: %u of %u parts have arrived."), n_done, n_parts);
  self->events->log (HOIST_LOG_PARTS, text, self->data);
}

static void
on_prepared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistRunner) self = user_data;
  g_autoptr (GError) error = NULL;

  self->made = hoist_preparation_run_finish (result, &error);
  if (!hoist_runner_is_going_on (self))
    return;
  if (self->made == NULL) {
    gint64 wait_us = hoist_error_get_wait (error);

    hoist_runner_end_with_error (self, g_steal_pointer (&error), wait_us, FALSE);
    return;
  }

  self->ticket = self->made->ticket;
  hoist_runner_load_tries (self);
  log_parts (self);
  self->kept = hoist_ticket_get_bytes_done (self->ticket);
  self->hashed = self->record->size;
  self->work.ticket = self->ticket;
  self->work.file = &self->made->file;
  self->work.source = self->made->source;
  take_slot (self);
}

/**
 * hoist_runner_start:
 *
 * Goes through the steps until the upload is finished or cannot go on.
 */
void
hoist_runner_start (HoistRunner *self)
{
  self->n_pending++;
  hoist_preparation_run_async (self->record, self->last_look, self->engine, self->channel,
                               &preparation_events, self, self->cancellable, on_prepared,
                               g_object_ref (self));
}
