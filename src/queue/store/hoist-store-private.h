/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store from inside, for the files that make it up: hoist-store.c the object and its inbox;
 * hoist-store-opening.c opening, reading again and closing; hoist-store-uploads.c and
 * hoist-store-accounts.c rows of either kind, and settings; hoist-store-bulk.c one change of many
 * uploads; hoist-store-log.c what happened to each; hoist-store-as-journal.c what sessions see of
 * it. */
#pragma once

#include "hoist-store-journal.h"
#include "hoist-store-mail.h"
#include "hoist-store-seals.h"
#include "hoist-store-thread.h"
#include "hoist-store.h"

G_BEGIN_DECLS

struct _HoistStore {
  GObject parent_instance;

  char *path;   /* (owned) (type filename) */
  char *folder; /* (owned) (type filename): around it */
  gboolean is_guest;
  gboolean is_lost;           /* the thread's own: its file is another one */
  gboolean was_killed;        /* or ended well: in any case it did not crash */
  HoistStoreThread *thread;   /* (owned) */
  HoistStoreSeals *seals;     /* (owned) */
  HoistStoreJournal *journal; /* (owned) */
  HoistStoreMail *mail;       /* (owned) */
  GHashTable *settings;       /* (owned) (element-type utf8 utf8): as they shall be */
  char *trouble;              /* (owned) (nullable) */
};

/* What a job needs and finds. The thread never looks at @task, the main context at nothing else
 * until the job has ended. */
typedef struct {
  HoistStore *self; /* (unowned): outlives the thread */
  GTask *task;      /* (owned) (nullable): cleared when it was answered */

  char *name;                   /* (owned) (nullable): of a setting or account */
  char *value;                  /* (owned) (nullable) */
  HoistAccountRow *account;     /* (owned) (nullable) */
  GPtrArray *records;           /* (owned) (nullable): of HoistRecord, or of HoistLogLine */
  GArray *ids;                  /* (owned) (nullable): of gint64, or of the rows of a bulk change */
  GArray *sealed_ids;           /* (owned) (nullable) (element-type gint64) */
  HoistStoreContents *contents; /* (owned) (nullable) */
  GHashTable *settings;         /* (owned) (nullable) */
} HoistStoreRequest;

HoistStoreRequest *hoist_store_request_new (HoistStore *self,
                                            gpointer tag,
                                            GAsyncReadyCallback callback,
                                            gpointer data);
void hoist_store_request_push (HoistStoreRequest *self,
                               HoistStoreJobKind kind,
                               HoistStoreWork work,
                               HoistStoreDone done);
void hoist_store_request_answer (gpointer data, const GError *error);

void hoist_store_journal_interface_init (HoistJournalInterface *iface);

gboolean hoist_store_put_back (HoistStore *self, HoistSql **sql, GError **error);

G_END_DECLS
