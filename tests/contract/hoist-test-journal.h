/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A journal in memory that keeps tickets as text, as the store does. */
#pragma once

#include "hoist-journal.h"

G_BEGIN_DECLS

#define HOIST_TYPE_TEST_JOURNAL (hoist_test_journal_get_type ())
G_DECLARE_FINAL_TYPE (HoistTestJournal, hoist_test_journal, HOIST, TEST_JOURNAL, GObject)

HoistTestJournal *hoist_test_journal_new (void);
HoistRecord *hoist_test_journal_dup_record (HoistTestJournal *self, gint64 id);
const char *hoist_test_journal_get_ticket (HoistTestJournal *self, gint64 id);
guint hoist_test_journal_get_n_folders (HoistTestJournal *self);
void hoist_test_journal_lose_folder (HoistTestJournal *self, const char *name);
guint hoist_test_journal_get_n_saves (HoistTestJournal *self);
void hoist_test_journal_set_frozen (HoistTestJournal *self, gboolean is_frozen);
void hoist_test_journal_set_holding (HoistTestJournal *self, gboolean is_holding);
guint hoist_test_journal_get_n_held (HoistTestJournal *self);
void hoist_test_journal_lose_sealed (HoistTestJournal *self);

G_END_DECLS
