/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What PDS knows about an upload, and then about its file, beyond what the storage knows. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  char *drive_id;     /* (owned) */
  char *file_id;      /* (owned) */
  char *parent_id;    /* (owned) */
  char *content_hash; /* (owned) (nullable): as claimed when it was created */
  gint64 size;        /* as claimed then; -1: not */
  gint64 created_s;
  gint64 revision; /* from 1; higher ones overwrite */
} HoistPracticePdsNote;

HoistPracticePdsNote *hoist_practice_pds_note_parse (const char *text);
char *hoist_practice_pds_note_write (const HoistPracticePdsNote *self);
void hoist_practice_pds_note_free (HoistPracticePdsNote *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistPracticePdsNote, hoist_practice_pds_note_free)

G_END_DECLS
