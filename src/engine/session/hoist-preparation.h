/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run needs before its first step: the open file, known to be the right one, its ticket,
 * and the digests that its service wants. */
#pragma once

#include "hoist-channel.h"
#include "hoist-engine.h"
#include "hoist-provider.h"
#include "hoist-record.h"
#include "hoist-source.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HoistPreparation:
 * @source: (owned): the open file
 * @ticket: (owned): what was stored of the upload
 * @file: what is known of the file; its texts and slices are owned by this, or by @source
 */
typedef struct {
  HoistSource *source;
  HoistTicket *ticket;
  HoistFileFacts file;

  /*< private >*/
  char *name;          /* (owned) */
  char *folder;        /* (owned) (nullable) */
  char *folder_id;     /* (owned) (nullable) */
  HoistSlices *slices; /* (owned) (nullable) */
} HoistPreparation;

/**
 * HoistPreparationEvents:
 * @hashing: the file has to be read first
 * @progress: so much of it was read
 */
typedef struct {
  void (*hashing) (gpointer data);
  void (*progress) (guint64 done, gpointer data);
} HoistPreparationEvents;

void hoist_preparation_run_async (HoistRecord *record,
                                  HoistFingerprint *last_look,
                                  HoistEngine *engine,
                                  HoistChannel *channel,
                                  const HoistPreparationEvents *events,
                                  gpointer events_data,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer data);
HoistPreparation *hoist_preparation_run_finish (GAsyncResult *result, GError **error);
void hoist_preparation_take_folder_id (HoistPreparation *self, char *id);
void hoist_preparation_free (HoistPreparation *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistPreparation, hoist_preparation_free)

G_END_DECLS
