/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list's sections from inside, for the files that make them up: hoist-sections.c the list as
 * others see it; hoist-sections-rows.c where rows stand, and what of a change is told;
 * hoist-sections-source.c what follows from the uploads; hoist-sections-selection.c what is
 * selected. */
#pragma once

#include "hoist-sections.h"

G_BEGIN_DECLS

typedef struct _HoistEntry HoistEntry;

/* One row, plain and small: there may be a hundred thousand. The rows of a section, and the uploads
 * of an open folder after their folder, are one sequence, so that a position is found and a row
 * moved in O(log n). */
struct _HoistEntry {
  gpointer item;       /* (owned): HoistSession or HoistFolder */
  GSequenceIter *iter; /* (unowned): where it stands */
  HoistEntry *folder;  /* (unowned) (nullable): of an upload in a folder */
  gint64 key;          /* orders the rows of a section, or the uploads of a folder */
  HoistSection section;
  guint is_folder : 1;
  guint is_leaving : 1;
  guint is_held : 1;
  guint is_dirty : 1;
  guint is_away : 1; /* between two places */
};

typedef struct {
  HoistEntry entry;
  HoistFolderShare share;
} HoistChildEntry;

typedef struct {
  HoistEntry entry;
  GSequence *inside; /* (owned) (element-type HoistEntry): its uploads while it is closed */
  guint n_children;
  gint64 added_us;
  char *top; /* (owned) (type filename): the folder */
} HoistFolderEntry;

typedef struct {
  GSequence *rows; /* (owned) (element-type HoistEntry) */
  guint n_rows;
  guint n_shown;              /* of the rows, from the first on */
  guint count;                /* uploads, those in folders included */
  HoistSectionHeader *header; /* (owned) */
} HoistSectionRows;

/* What many changes touch, told as one. */
typedef struct {
  guint depth;
  guint n_old[HOIST_N_SECTIONS];
  gboolean is_touched[HOIST_N_SECTIONS];
  guint n_before[HOIST_N_SECTIONS];
  guint n_after[HOIST_N_SECTIONS];
} HoistSectionsBulk;

struct _HoistSections {
  GObject parent_instance;

  GListModel *source;  /* (owned) */
  GPtrArray *entries;  /* (owned) (element-type HoistEntry): as the source has them */
  GHashTable *by_item; /* (owned) (element-type gpointer HoistEntry): the owner of entries */
  GHashTable *folders; /* (owned) (element-type utf8 HoistEntry): by time and place */
  GPtrArray *dirty;    /* (owned) (element-type HoistEntry): folders whose sums are new */
  GSequence *away;     /* (owned): what is between two places */
  HoistSectionRows sections[HOIST_N_SECTIONS];
  HoistSectionsBulk bulk;
  guint n_holds;
  GPtrArray *held;         /* (owned) (element-type HoistEntry): may have left, or come back */
  HoistEntry *last_folder; /* (unowned) (nullable): files come by the folder */
  gpointer kept;           /* (unowned) (nullable): only compared */
  gint64 last_folder_id;
  gboolean is_flat;
  gboolean is_complete;

  GHashTable *selected; /* (owned) (element-type HoistEntry) */
  guint n_told;         /* selected, as was notified */
};

static inline HoistFolderEntry *
hoist_entry_as_folder (HoistEntry *entry)
{
  return (HoistFolderEntry *) entry;
}

static inline HoistFolderShare *
hoist_entry_get_share (HoistEntry *entry)
{
  return &((HoistChildEntry *) entry)->share;
}

static inline gboolean
hoist_entry_is_open (HoistEntry *entry)
{
  return entry->is_folder && hoist_folder_is_expanded (entry->item);
}

/* rows */
guint hoist_sections_get_start (HoistSections *self, HoistSection section);
guint hoist_sections_get_size (HoistSections *self);
HoistEntry *hoist_sections_get_entry (HoistSections *self, guint position);
gboolean hoist_sections_locate (HoistSections *self, HoistEntry *entry, guint *position);
void hoist_sections_begin (HoistSections *self);
void hoist_sections_end (HoistSections *self);
void hoist_sections_place (HoistSections *self, HoistEntry *entry);
void hoist_sections_place_child (HoistSections *self, HoistEntry *entry);
void hoist_sections_take_away (HoistSections *self, HoistEntry *entry);
void hoist_sections_move (HoistSections *self, HoistEntry *entry, HoistSection section, gint64 key);
void hoist_sections_move_child (HoistSections *self, HoistEntry *entry, gint64 key);
void hoist_sections_trim (HoistSections *self, HoistSection section);
void hoist_sections_tell_headers (HoistSections *self);
void hoist_sections_open (HoistSections *self, HoistEntry *entry);
void hoist_sections_close (HoistSections *self, HoistEntry *entry);
GSequenceIter *hoist_entry_get_first_child (HoistEntry *entry);

/* the source */
void hoist_sections_follow (HoistSections *self);
void hoist_sections_let_go (HoistSections *self);
void hoist_sections_update (HoistSections *self, HoistEntry *entry);
void hoist_sections_settle (HoistSections *self);
void hoist_entry_free (HoistEntry *self);

/* the selection */
void hoist_sections_selection_init (GtkSelectionModelInterface *iface);
void hoist_sections_unselect (HoistSections *self, HoistEntry *entry);
void hoist_sections_notify_selected (HoistSections *self);

G_END_DECLS
