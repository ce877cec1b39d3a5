/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the main window share: hoist-window.c its header and pages,
 * hoist-window-actions.c what its actions do, hoist-window-banner.c what its banner says. */
#pragma once

#include "hoist-account-trouble.h"
#include "hoist-add-files.h"
#include "hoist-session-actions.h"
#include "hoist-window.h"

G_BEGIN_DECLS

struct _HoistWindow {
  AdwApplicationWindow parent;

  GtkWidget *title;        /* (unowned) */
  GtkWidget *pause_button; /* (unowned) */
  GtkWidget *menu_button;  /* (unowned) */
  GtkWidget *banner;       /* (unowned) */
  GtkWidget *drop_area;    /* (unowned) */
  GtkWidget *toasts;       /* (unowned) */
  GtkWidget *stack;        /* (unowned) */
  GtkWidget *trouble_page; /* (unowned) */
  GtkWidget *empty_page;   /* (unowned) */
  GtkWidget *list;         /* (unowned) */
  GtkWidget *status;       /* (unowned) */

  HoistWorkspace *workspace;            /* (owned) (nullable): set once it is open */
  HoistAccounts *accounts;              /* (owned) (nullable) */
  HoistQueue *queue;                    /* (owned) (nullable) */
  HoistAccountTrouble *account_trouble; /* (owned) (nullable) */
  GListModel *sessions;                 /* (owned) (nullable) */
  HoistSessionActions *actions;         /* (owned) (nullable) */
  HoistAddFiles *adder;                 /* (owned) */
  gboolean is_paused;
  gboolean is_searching;
  gboolean is_notice_seen;
};

void hoist_window_update (HoistWindow *self);
HoistArrivals *hoist_window_get_arrivals (HoistWindow *self);

void hoist_window_install_actions (GtkWidgetClass *widget_class);
void hoist_window_edit_account (HoistWindow *self, const char *id);

void hoist_window_show_banner (HoistWindow *self, const HoistQueueTotals *totals);

G_END_DECLS
