/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is handed on about finished uploads: which bytes went where, and by what they are proven. */
#pragma once

#include "hoist-digest.h"
#include "hoist-provider.h"
#include "hoist-record.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * HoistReceiptEntry:
 * @name: (owned): the file's base name, UTF-8
 * @size: in bytes
 * @digests: those that are known
 * @service: (owned) (nullable): the provider's id; %NULL when the account is gone
 * @service_name: (owned) (nullable): the same for people, translated
 * @account: (owned) (nullable): the account's name; %NULL when it is gone
 * @remote_id: (owned) (nullable)
 * @link: (owned) (nullable)
 * @proof: (owned) (nullable): by what the bytes were proven
 * @is_instant: the service had the bytes already
 * @started_us: when it was added to the queue, microseconds since 1970
 * @ended_us: when it was proven, microseconds since 1970
 */
typedef struct {
  char *name;
  guint64 size;
  HoistDigests digests;
  char *service;
  char *service_name;
  char *account;
  char *remote_id;
  char *link;
  char *proof;
  gboolean is_instant;
  gint64 started_us;
  gint64 ended_us;
} HoistReceiptEntry;

/**
 * HoistReceipt:
 * @made_us: microseconds since 1970
 * @entries: (owned) (element-type HoistReceiptEntry)
 */
typedef struct {
  gint64 made_us;
  GPtrArray *entries;
} HoistReceipt;

HoistReceipt *hoist_receipt_new (gint64 made_us);
void hoist_receipt_free (HoistReceipt *self);

gboolean hoist_receipt_is_due (const HoistRecord *record);
void hoist_receipt_add (HoistReceipt *self,
                        const HoistRecord *record,
                        const HoistDigests *digests,
                        const HoistProvider *provider,
                        const char *account);
char *hoist_receipt_to_json (const HoistReceipt *self);
char *hoist_receipt_dup_file_name (const HoistReceipt *self);

char *hoist_receipt_dup_digest (const HoistDigests *digests, HoistDigestKinds kind);
const char *hoist_receipt_get_digest_name (HoistDigestKinds kind);
const char *hoist_receipt_describe_proof (const char *proof);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistReceipt, hoist_receipt_free)

G_END_DECLS
