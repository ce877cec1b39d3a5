/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run needs before its first step: the open file, known to be the right one, its ticket,
 * and the digests that are remembered. */
#pragma once

#include "hoist-journal.h"
#include "hoist-provider.h"
#include "hoist-record.h"
#include "hoist-source.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HoistPreparation:
 * @source: (owned)
 * @ticket: (owned)
 * @name: (owned): as people see it
 * @content_type: (owned) (nullable): by name or content
 * @digests: of the whole file, as far as remembered
 * @slices: (owned) (nullable): of its slices
 */
typedef struct {
  HoistSource *source;
  HoistTicket *ticket;
  char *name;
  char *content_type;
  HoistDigests digests;
  HoistSlices *slices;
} HoistPreparation;

void hoist_preparation_run_async (HoistRecord *record,
                                  HoistFingerprint *last_look,
                                  HoistJournal *journal,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer data);
HoistPreparation *hoist_preparation_run_finish (GAsyncResult *result, GError **error);
void hoist_preparation_free (HoistPreparation *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistPreparation, hoist_preparation_free)

G_END_DECLS
