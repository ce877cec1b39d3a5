/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the assistant share: hoist-account-assistant.c its pages, the choice of a
 * service and the test, hoist-account-assistant-access.c the way in, -finish.c the last page. */
#pragma once

#include "hoist-account-assistant.h"
#include "hoist-account-draft.h"
#include "hoist-account-fields.h"
#include "hoist-account-name.h"

G_BEGIN_DECLS

typedef enum {
  HOIST_ASSISTANT_SERVICE,
  HOIST_ASSISTANT_ACCESS,
  HOIST_ASSISTANT_TEST,
  HOIST_ASSISTANT_FINISH,
} HoistAssistantPage;

struct _HoistAccountAssistant {
  AdwWindow parent;

  GtkWidget *heading;        /* (unowned) */
  GtkWidget *cancel_button;  /* (unowned) */
  GtkWidget *back_button;    /* (unowned) */
  GtkWidget *next_button;    /* (unowned) */
  GtkWidget *stack;          /* (unowned) */
  GtkWidget *service_group;  /* (unowned) */
  GtkWidget *practice_group; /* (unowned) */
  GtkWidget *main_group;     /* (unowned) */
  GtkWidget *sign_in_group;  /* (unowned) */
  GtkWidget *sign_in_row;    /* (unowned) */
  GtkWidget *keys_row;       /* (unowned) */
  GtkWidget *guide;          /* (unowned) */
  GtkWidget *guide_group;    /* (unowned) */
  GtkWidget *advanced_group; /* (unowned) */
  GtkWidget *advanced_row;   /* (unowned) */
  GtkWidget *test_view;      /* (unowned) */
  GtkWidget *failed_group;   /* (unowned) */
  GtkWidget *result_group;   /* (unowned) */
  GtkWidget *result_row;     /* (unowned) */
  GtkWidget *hold_button;    /* (unowned) */
  GtkWidget *name_group;     /* (unowned) */
  GtkWidget *default_group;  /* (unowned) */
  GtkWidget *default_switch; /* (unowned) */
  GtkWidget *upload_group;   /* (unowned) */

  HoistWorkspace *workspace;  /* (owned) */
  HoistAccountDraft *draft;   /* (owned) */
  HoistAccountFields *fields; /* (owned) */
  HoistAccountName *name;     /* (owned) */
  HoistAccount *trial;        /* (owned) (nullable): who signs in with the browser */
  GCancellable *testing;      /* (owned) (nullable): while a test runs */
  HoistFieldEditor *blamed;   /* (owned) (nullable): what the last test found wrong */
  HoistAssistantPage page;
};

const char *hoist_account_assistant_get_service_name (HoistAccountAssistant *self);
void hoist_account_assistant_set_enabled (HoistAccountAssistant *self,
                                          const char *action,
                                          gboolean is_enabled);
void hoist_account_assistant_show_page (HoistAccountAssistant *self, HoistAssistantPage page);
void hoist_account_assistant_type (HoistAccountAssistant *self);
void hoist_account_assistant_test (HoistAccountAssistant *self);
void hoist_account_assistant_end (HoistAccountAssistant *self, HoistAccount *account);

void hoist_account_assistant_watch_access (HoistAccountAssistant *self);
void hoist_account_assistant_leave_access (HoistAccountAssistant *self);

void hoist_account_assistant_finish (HoistAccountAssistant *self);
void hoist_account_assistant_save (HoistAccountAssistant *self, gboolean is_held);

G_END_DECLS
