/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All rows that are not uploads: accounts, settings, remembered digests, the count of starts. */
#pragma once

#include "hoist-slices.h"
#include "hoist-source.h"
#include "hoist-store-sql.h"
#include "hoist-store.h"

#include <gio/gio.h>

G_BEGIN_DECLS

char *hoist_store_notes_dup_id (HoistSql *sql, GError **error);
gboolean hoist_store_notes_count_start (HoistSql *sql, gint64 *n_failed, GError **error);
gboolean hoist_store_notes_reset_starts (HoistSql *sql, GError **error);

GHashTable *hoist_store_notes_read_settings (HoistSql *sql, GError **error);
gboolean hoist_store_notes_write_setting (HoistSql *sql,
                                          const char *name,
                                          const char *value,
                                          GError **error);

GPtrArray *hoist_store_notes_read_accounts (HoistSql *sql, GError **error);
gboolean
hoist_store_notes_write_account (HoistSql *sql, const HoistAccountRow *row, GError **error);
gboolean hoist_store_notes_delete_account (HoistSql *sql, const char *id, GError **error);

gboolean hoist_store_notes_find_digests (HoistSql *sql,
                                         const char *path,
                                         const HoistFingerprint *fingerprint,
                                         HoistDigests *digests,
                                         HoistSlices **slices,
                                         GError **error);
gboolean hoist_store_notes_keep_digests (HoistSql *sql,
                                         const char *path,
                                         const HoistFingerprint *fingerprint,
                                         const HoistDigests *digests,
                                         const HoistSlices *slices,
                                         GError **error);

const char *hoist_store_notes_get_digest_name (HoistDigestKinds kind);
HoistDigestKinds hoist_store_notes_get_digest_kind (const char *name);
gsize hoist_store_notes_get_digest_length (HoistDigestKinds kind);

G_END_DECLS
