/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The row in which an account gets its name, which no other account has. */
#include "hoist-config.h"

#include "hoist-account-name.h"

#include "hoist-field-editor.h"

#include <glib/gi18n-lib.h>

struct _HoistAccountName {
  GObject parent;

  HoistFieldEditor *editor; /* (owned) */
  HoistAccounts *accounts;  /* (owned) (nullable) */
  HoistAccount *account;    /* (owned) (nullable): whose name it is */
  gboolean is_typed;        /* by the user, so no suggestion takes its place */
};

/* Not the service's, but typed and checked like its fields. */
static const HoistField field = { "name",
                                  HOIST_FIELD_TEXT,
                                  HOIST_FIELD_REQUIRED,
                                  N_ ("Name of this account"),
                                  N_ ("As you want to see it here; the service is not told."),
                                  NULL,
                                  NULL };

enum { SIGNAL_CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HoistAccountName, hoist_account_name, G_TYPE_OBJECT)

static void
hoist_account_name_finalize (GObject *object)
{
  HoistAccountName *self = HOIST_ACCOUNT_NAME (object);

  g_clear_object (&self->editor);
  g_clear_object (&self->accounts);
  g_clear_object (&self->account);

  G_OBJECT_CLASS (hoist_account_name_parent_class)->finalize (object);
}

static void
hoist_account_name_class_init (HoistAccountNameClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hoist_account_name_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", HOIST_TYPE_ACCOUNT_NAME, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
on_changed (HoistAccountName *self)
{
  self->is_typed = TRUE;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
hoist_account_name_init (HoistAccountName *self)
{
  self->editor = hoist_field_editor_new (&field);
  g_signal_connect_object (self->editor, "changed", G_CALLBACK (on_changed), self,
                           G_CONNECT_SWAPPED);
}

/**
 * hoist_account_name_new:
 * @group: an AdwPreferencesGroup: gets the row
 */
HoistAccountName *
hoist_account_name_new (GtkWidget *group)
{
  HoistAccountName *self = g_object_new (HOIST_TYPE_ACCOUNT_NAME, NULL);

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                             hoist_field_editor_get_row (self->editor));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                             hoist_field_editor_get_note (self->editor));
  return self;
}

/**
 * hoist_account_name_set_accounts:
 * @account: (nullable): the one that is changed and may keep its name
 */
void
hoist_account_name_set_accounts (HoistAccountName *self,
                                 HoistAccounts *accounts,
                                 HoistAccount *account)
{
  g_return_if_fail (HOIST_IS_ACCOUNT_NAME (self));

  g_set_object (&self->accounts, accounts);
  g_set_object (&self->account, account);
}

GtkWidget *
hoist_account_name_get_row (HoistAccountName *self)
{
  g_return_val_if_fail (HOIST_IS_ACCOUNT_NAME (self), NULL);

  return hoist_field_editor_get_row (self->editor);
}

/* (transfer full): */
char *
hoist_account_name_dup (HoistAccountName *self)
{
  g_return_val_if_fail (HOIST_IS_ACCOUNT_NAME (self), NULL);

  return hoist_field_editor_dup_value (self->editor);
}

void
hoist_account_name_set (HoistAccountName *self, const char *name)
{
  g_return_if_fail (HOIST_IS_ACCOUNT_NAME (self));

  hoist_field_editor_set_value (self->editor, name);
}

static gboolean
is_taken (HoistAccountName *self, const char *name)
{
  HoistAccount *other =
      self->accounts != NULL ? hoist_accounts_find_by_name (self->accounts, name) : NULL;

  return other != NULL && other != self->account;
}

/**
 * hoist_account_name_suggest:
 *
 * Fills in @name, with a number behind it where another account has it; unless the user has typed
 * a name.
 */
void
hoist_account_name_suggest (HoistAccountName *self, const char *name)
{
  g_autofree char *free_name = g_strdup (name);

  g_return_if_fail (HOIST_IS_ACCOUNT_NAME (self));

  if (self->is_typed)
    return;
  for (guint i = 2; is_taken (self, free_name); i++) {
    g_free (free_name);
    free_name = g_strdup_printf ("%s %u", name, i);
  }
  hoist_field_editor_set_value (self->editor, free_name);
  self->is_typed = FALSE;
}

/* Shows at the row what is wrong with the name. */
gboolean
hoist_account_name_check (HoistAccountName *self)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (HOIST_IS_ACCOUNT_NAME (self), FALSE);

  name = hoist_field_editor_dup_value (self->editor);
  if (!hoist_field_editor_check (self->editor))
    return FALSE;
  if (!is_taken (self, name))
    return TRUE;
  hoist_field_editor_set_error (self->editor, _ ("Another account has this name. Choose another"));
  return FALSE;
}
