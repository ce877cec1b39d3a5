/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands that one program leaves in the database for the one that runs the queue. */
#pragma once

#include "hoist-store-sql.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _HoistStoreInbox HoistStoreInbox;

/* A command was found; called on the store's thread. */
typedef void (*HoistStoreInboxFound) (gint64 id, const char *command, gpointer data);

/* A post of ours ended, with @answer or with @error; called on the store's thread. */
typedef void (*HoistStoreInboxAnswered) (gpointer post,
                                         const char *answer,
                                         const GError *error,
                                         gpointer data);

HoistStoreInbox *
hoist_store_inbox_new (HoistStoreInboxFound found, HoistStoreInboxAnswered answered, gpointer data);
void hoist_store_inbox_free (HoistStoreInbox *self);

void hoist_store_inbox_watch (HoistStoreInbox *self);
gboolean hoist_store_inbox_is_busy (HoistStoreInbox *self);
gboolean hoist_store_inbox_post (HoistSql *sql, const char *command, gint64 *id, GError **error);
gboolean hoist_store_inbox_wait (HoistStoreInbox *self,
                                 HoistSql *sql,
                                 gint64 id,
                                 const char *lock_path,
                                 GCancellable *cancellable,
                                 gpointer post,
                                 GError **error);
gboolean hoist_store_inbox_answer (HoistSql *sql, gint64 id, const char *answer, GError **error);
void hoist_store_inbox_look (HoistStoreInbox *self, HoistSql *sql);
void hoist_store_inbox_give_up (HoistStoreInbox *self, HoistSql *sql);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistStoreInbox, hoist_store_inbox_free)

G_END_DECLS
