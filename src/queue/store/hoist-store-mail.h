/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store's side of the inbox in the main context: commands that came, posts that wait. */
#pragma once

#include "hoist-store-thread.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _HoistStoreMail HoistStoreMail;

/* A command came; in the main context. */
typedef void (*HoistStoreMailCame) (gint64 id, const char *command, gpointer data);

HoistStoreMail *hoist_store_mail_new (HoistStoreMailCame came, gpointer data);
void hoist_store_mail_free (HoistStoreMail *self);
void hoist_store_mail_set_thread (HoistStoreMail *self, HoistStoreThread *thread);
void hoist_store_mail_set_lock_path (HoistStoreMail *self, const char *lock_path);

void hoist_store_mail_watch (HoistStoreMail *self);
void hoist_store_mail_answer (HoistStoreMail *self, gint64 id, const char *answer);
void hoist_store_mail_post (HoistStoreMail *self,
                            GTask *task,
                            const char *command,
                            GCancellable *cancellable);

void hoist_store_mail_look (HoistStoreMail *self, HoistSql *sql);
void hoist_store_mail_give_up (HoistStoreMail *self, HoistSql *sql);

G_END_DECLS
