/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the list on the screen share: hoist-session-list.c what is shown, searched for
 * and selected, hoist-session-list-rows.c the rows, hoist-session-list-keys.c where the keyboard
 * is. */
#pragma once

#include "hoist-search.h"
#include "hoist-session-list.h"

G_BEGIN_DECLS

struct _HoistSessionList {
  AdwBin parent;

  GtkWidget *search_bar;    /* (unowned) */
  GtkWidget *search_entry;  /* (unowned) */
  GtkWidget *stack;         /* (unowned) */
  GtkWidget *list;          /* (unowned) */
  GtkWidget *selection_bar; /* (unowned) */
  GtkWidget *n_label;       /* (unowned) */
  GtkWidget *n_short_label; /* (unowned): in its place where a window is narrow */

  GListModel *sessions;    /* (owned) (nullable) */
  HoistAccounts *accounts; /* (owned) (nullable) */
  HoistSections *all;      /* (owned) (nullable) */
  HoistSearch *search;     /* (owned) (nullable): while something is searched for */
  HoistSections *found;    /* (owned) (nullable): of the search */
  gulong focus_id;         /* on the window that has the list */
  gpointer last_focused;   /* (unowned) (nullable): only compared */
};

void hoist_session_list_bind_rows (GtkWidgetClass *widget_class);
gpointer hoist_session_list_get_row_item (GtkWidget *row);

void hoist_session_list_bind_keys (GtkWidgetClass *widget_class);
void hoist_session_list_note_focus (HoistSessionList *self);
gboolean hoist_session_list_take_focus (HoistSessionList *self, GtkDirectionType direction);

G_END_DECLS
