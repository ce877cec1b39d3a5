/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The thread that owns the database: takes jobs, commits them in groups, answers in order. */
#pragma once

#include "hoist-store-sql.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _HoistStoreThread HoistStoreThread;

/**
 * HoistStoreJobKind:
 * @HOIST_STORE_READ: writes nothing
 * @HOIST_STORE_WRITE: given up when the disk takes nothing
 * @HOIST_STORE_KEEP: kept and tried again until the disk takes it; those behind it wait for it
 * @HOIST_STORE_PROGRESS: kept likewise, and written without waiting for the disk: the end of the
 *   program cannot take it back, a power cut within the next two seconds can
 * @HOIST_STORE_FLUSH: writes nothing, and fails while something is kept
 * @HOIST_STORE_OUTSIDE: runs alone and outside of a transaction; may open or close the database
 */
typedef enum {
  HOIST_STORE_READ,
  HOIST_STORE_WRITE,
  HOIST_STORE_KEEP,
  HOIST_STORE_PROGRESS,
  HOIST_STORE_FLUSH,
  HOIST_STORE_OUTSIDE,
} HoistStoreJobKind;

/**
 * HoistStoreWork:
 * @sql: (inout) (nullable): the connection; never %NULL inside a transaction
 *
 * What a job does, on the store's thread. May be called again with the same @data when a commit
 * failed, so it begins by forgetting the results of an earlier call.
 */
typedef gboolean (*HoistStoreWork) (HoistSql **sql, gpointer data, GError **error);

/**
 * HoistStoreDone:
 * @error: (nullable): why nothing of the job was written
 *
 * Called in the main context after the commit, in the order of the jobs. For a kept job the disk's
 * failure is an answer only once the thread has been told to give up; should the disk take it after
 * all, it is then called again without an error.
 */
typedef void (*HoistStoreDone) (gpointer data, const GError *error);

/* Called on the store's thread several times a second while it is watching. It may close the
 * database and open it again. */
typedef void (*HoistStoreLook) (HoistSql **sql, gpointer data);

HoistStoreThread *
hoist_store_thread_new (HoistStoreLook look, HoistStoreDone trouble, gpointer data);
void hoist_store_thread_free (HoistStoreThread *self);
void hoist_store_thread_push (HoistStoreThread *self,
                              HoistStoreJobKind kind,
                              HoistStoreWork work,
                              HoistStoreDone done,
                              gpointer data,
                              GDestroyNotify free_data);
void hoist_store_thread_set_watching (HoistStoreThread *self, gboolean is_watching);
void hoist_store_thread_give_up (HoistStoreThread *self);
void hoist_store_thread_report (HoistStoreThread *self,
                                HoistStoreDone done,
                                gpointer data,
                                GDestroyNotify free_data,
                                const GError *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistStoreThread, hoist_store_thread_free)

G_END_DECLS
