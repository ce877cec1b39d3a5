/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queue's database: schema, migrations, statements; a thread of its own with group commit. */
#pragma once

#include "hoist-journal.h"
#include "hoist-record.h"
#include "hoist-vault.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HOIST_TYPE_STORE (hoist_store_get_type ())
G_DECLARE_FINAL_TYPE (HoistStore, hoist_store, HOIST, STORE, GObject)

/* One account as it is stored: never a secret. */
typedef struct {
  char *id;
  char *service;
  char *name;
  char *settings; /* text of hoist_settings_to_text() */
} HoistAccountRow;

void hoist_account_row_free (HoistAccountRow *self);

/**
 * HoistStoreContents:
 * @id: (owned): names this database, so that two programs know whether they mean the same
 * @records: (owned) (element-type HoistRecord): ascending by position; unreadable rows are here as
 *   ATTENTION with a sentence
 * @accounts: (owned) (element-type HoistAccountRow)
 * @notice: (owned) (nullable): a sentence for the user, when a damaged database was set aside
 * @is_paused: the user paused everything
 * @has_failed_starts: two starts in a row ended in a crash, and nobody let uploads go on since:
 *   they rest, too
 */
typedef struct {
  char *id;
  GPtrArray *records;
  GPtrArray *accounts;
  char *notice;
  gboolean is_paused;
  gboolean has_failed_starts;
} HoistStoreContents;

/* Until somebody lets uploads go on, a setting of this name is "1" after failed starts. */
#define HOIST_STORE_FAILED_STARTS "failed-starts"

void hoist_store_contents_free (HoistStoreContents *self);

HoistStore *hoist_store_new (const char *path, HoistVault *vault);
const char *hoist_store_get_folder (HoistStore *self);

/* Before opening: a guest does not run the queue, so it neither repairs a damaged database nor
 * counts starts. With the runner's lock known, a post does not wait for a runner that is gone. */
void hoist_store_set_guest (HoistStore *self, gboolean is_guest);
void hoist_store_set_lock_path (HoistStore *self, const char *lock_path);

void hoist_store_open_async (HoistStore *self, GAsyncReadyCallback callback, gpointer data);
HoistStoreContents *
hoist_store_open_finish (HoistStore *self, GAsyncResult *result, GError **error);
void hoist_store_close_async (HoistStore *self, GAsyncReadyCallback callback, gpointer data);
gboolean hoist_store_close_finish (HoistStore *self, GAsyncResult *result, GError **error);

/* While the disk takes nothing, property "trouble" says why, and changes wait; before the end of
 * the program they give up. */
const char *hoist_store_get_trouble (HoistStore *self);
void hoist_store_give_up (HoistStore *self);

/* This start went well: starts that failed before it are forgotten. Closing does the same. */
void hoist_store_set_was_killed (HoistStore *self, gboolean was_killed);
void hoist_store_mark_started (HoistStore *self);

/* A restart would lose the sealed half of this upload's ticket, since no keyring took it. */
gboolean hoist_store_is_sealed_in_memory (HoistStore *self, gint64 id);

/* A program that does not run the queue reads it again, and leaves commands for the one that
 * does: the inbox. Signal "posted" (gint64 id, const char *command): a command to carry out, only
 * where hoist_store_watch_inbox() was called; it is answered with hoist_store_answer(). */
void hoist_store_reload_async (HoistStore *self, GAsyncReadyCallback callback, gpointer data);
HoistStoreContents *
hoist_store_reload_finish (HoistStore *self, GAsyncResult *result, GError **error);
void hoist_store_watch_inbox (HoistStore *self);
void hoist_store_answer (HoistStore *self, gint64 id, const char *answer);
void hoist_store_post_async (HoistStore *self,
                             const char *command,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data);
char *hoist_store_post_finish (HoistStore *self, GAsyncResult *result, GError **error);

void hoist_store_add_async (HoistStore *self,
                            GPtrArray *records,
                            GAsyncReadyCallback callback,
                            gpointer data);
gboolean hoist_store_add_finish (HoistStore *self, GAsyncResult *result, GError **error);
void hoist_store_delete_async (HoistStore *self,
                               const gint64 *ids,
                               guint n_ids,
                               GAsyncReadyCallback callback,
                               gpointer data);
gboolean hoist_store_delete_finish (HoistStore *self, GAsyncResult *result, GError **error);

/* Small changes of many uploads at once. */
typedef struct {
  gint64 id;
  HoistState state;
} HoistMark;

typedef struct {
  gint64 id;
  gint64 position;
} HoistPlace;

void hoist_store_save_marks_async (HoistStore *self,
                                   GArray *marks,
                                   GAsyncReadyCallback callback,
                                   gpointer data);
gboolean hoist_store_save_marks_finish (HoistStore *self, GAsyncResult *result, GError **error);
void hoist_store_save_places (HoistStore *self, GArray *places);
void hoist_store_delete_plain_async (HoistStore *self,
                                     GArray *ids,
                                     GAsyncReadyCallback callback,
                                     gpointer data);
GArray *hoist_store_delete_plain_finish (HoistStore *self, GAsyncResult *result, GError **error);

/* The memory of files' digests. */
void hoist_store_set_remembers_digests (HoistStore *self, gboolean is_wanted);
void
hoist_store_forget_digests_async (HoistStore *self, GAsyncReadyCallback callback, gpointer data);
gboolean hoist_store_forget_digests_finish (HoistStore *self, GAsyncResult *result, GError **error);

/* What happened to an upload: HoistLogLine. */
void hoist_store_read_log_async (HoistStore *self,
                                 gint64 id,
                                 GAsyncReadyCallback callback,
                                 gpointer data);
GPtrArray *hoist_store_read_log_finish (HoistStore *self, GAsyncResult *result, GError **error);

void hoist_store_save_account_async (HoistStore *self,
                                     const HoistAccountRow *row,
                                     GAsyncReadyCallback callback,
                                     gpointer data);
gboolean hoist_store_save_account_finish (HoistStore *self, GAsyncResult *result, GError **error);
void hoist_store_delete_account_async (HoistStore *self,
                                       const char *id,
                                       GAsyncReadyCallback callback,
                                       gpointer data);
gboolean hoist_store_delete_account_finish (HoistStore *self, GAsyncResult *result, GError **error);

void hoist_store_set_setting (HoistStore *self, const char *name, const char *value);
char *hoist_store_dup_setting (HoistStore *self, const char *name);
void hoist_store_flush_async (HoistStore *self, GAsyncReadyCallback callback, gpointer data);
gboolean hoist_store_flush_finish (HoistStore *self, GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistAccountRow, hoist_account_row_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistStoreContents, hoist_store_contents_free)

G_END_DECLS
