/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adds or changes one account: a form made from a service's field table. */
#include "hoist-config.h"

#include "hoist-account-form.h"

#include "hoist-accessible.h"
#include "hoist-account-fields.h"
#include "hoist-account-name.h"
#include "hoist-account-service.h"
#include "hoist-account-trouble.h"
#include "hoist-error.h"
#include "hoist-narrow.h"
#include "hoist-sign-in-row.h"
#include "hoist-typeset.h"

#include <glib/gi18n-lib.h>

struct _HoistAccountForm {
  AdwWindow parent;

  GtkWidget *heading;        /* (unowned) */
  GtkWidget *save_button;    /* (unowned) */
  GtkWidget *page;           /* (unowned) */
  GtkWidget *result_group;   /* (unowned) */
  GtkWidget *result_row;     /* (unowned) */
  GtkWidget *result_icon;    /* (unowned) */
  GtkWidget *anyway_button;  /* (unowned) */
  GtkWidget *main_group;     /* (unowned) */
  GtkWidget *service_row;    /* (unowned) */
  GtkWidget *sign_in_group;  /* (unowned) */
  GtkWidget *sign_in_row;    /* (unowned) */
  GtkWidget *upload_group;   /* (unowned) */
  GtkWidget *advanced_group; /* (unowned) */
  GtkWidget *advanced_row;   /* (unowned) */

  HoistWorkspace *workspace;   /* (owned) (nullable): only tests have none */
  HoistAccount *account;       /* (owned) (nullable): the one that is changed */
  HoistAccountDraft *draft;    /* (owned) (nullable): where there is a workspace */
  HoistAccountName *name;      /* (owned) */
  HoistAccountFields *fields;  /* (owned) */
  GCancellable *cancellable;   /* (owned): of the test */
  HoistAccount *trial;         /* (owned) (nullable): who signs in with the browser */
  gboolean is_without_keyring; /* secrets are kept in memory, as there is nothing better */
};

enum { SIGNAL_SAVED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HoistAccountForm, hoist_account_form, ADW_TYPE_WINDOW)

typedef enum { RESULT_NONE, RESULT_CHECKING, RESULT_FAILED } Result;

static const char *
get_result_title (HoistAccountForm *self, gboolean is_busy)
{
  if (is_busy)
    return _ ("Checking the Account…");
  return self->is_without_keyring ? _ ("The Keys Cannot Be Kept")
                                  : _ ("The Account Does Not Work Yet");
}

static void
show_result (HoistAccountForm *self, Result result, const char *sentence)
{
  gboolean is_checking = result == RESULT_CHECKING;
  gboolean is_waiting = hoist_sign_in_row_is_waiting (HOIST_SIGN_IN_ROW (self->sign_in_row));
  gboolean is_busy = is_checking || is_waiting;
  g_autofree char *shown = hoist_typeset (sentence);

  gtk_widget_set_visible (self->result_group, result != RESULT_NONE);
  gtk_widget_set_visible (self->anyway_button, result == RESULT_FAILED);
  gtk_button_set_label (GTK_BUTTON (self->anyway_button),
                        self->is_without_keyring ? _ ("Keep Until _Quit") : _ ("Save _Anyway"));
  gtk_image_set_from_icon_name (GTK_IMAGE (self->result_icon), is_checking
                                                                   ? "hoist-waiting-symbolic"
                                                                   : "hoist-attention-symbolic");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->result_row),
                                 get_result_title (self, is_checking));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->result_row), shown);
  /* GTK warns when what has the focus becomes insensitive */
  if (is_checking)
    gtk_window_set_focus (GTK_WINDOW (self), NULL);
  gtk_widget_set_sensitive (self->sign_in_group, !is_checking);
  gtk_widget_set_sensitive (self->main_group, !is_busy);
  gtk_widget_set_sensitive (self->upload_group, !is_busy);
  gtk_widget_set_sensitive (self->advanced_group, !is_busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "form.save", !is_busy);
}

static void
on_changed (HoistAccountForm *self)
{
  show_result (self, RESULT_NONE, NULL);
}

static void
explain_secrets (HoistAccountForm *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (hoist_account_fields_count_flag (self->fields, HOIST_FIELD_SECRET) > 0)
    g_string_append (text, _ ("Secrets are not shown. Left empty, they stay as they are."));
  if (hoist_account_fields_count_flag (self->fields, HOIST_FIELD_WAY_IN) > 1)
    g_string_append_printf (
        text, "\n%s",
        _ ("The way in that you enter or sign in with last is used; those before are forgotten."));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self->main_group), text->str);
}

static void
show_groups (HoistAccountForm *self)
{
  const HoistProvider *provider = hoist_account_fields_get_provider (self->fields);

  gtk_widget_set_visible (self->upload_group, hoist_account_fields_count_flag (
                                                  self->fields, HOIST_FIELD_PER_UPLOAD) > 0);
  gtk_widget_set_visible (self->advanced_group,
                          hoist_account_fields_count_flag (self->fields, HOIST_FIELD_ADVANCED) > 0);
  gtk_widget_set_visible (self->sign_in_group, provider->write_sign_in_address != NULL);
  if (self->account != NULL)
    explain_secrets (self);
}

static void
end (HoistAccountForm *self)
{
  g_signal_emit (self, signals[SIGNAL_SAVED], 0, self->account);
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistAccountForm) self = HOIST_ACCOUNT_FORM (user_data);
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;
  HoistAccount *account =
      hoist_account_draft_save_finish (HOIST_ACCOUNT_DRAFT (source), result, &error);

  if (account != NULL) {
    g_clear_object (&self->account);
    self->account = account;
    end (self);
    return;
  }
  self->is_without_keyring = g_error_matches (error, HOIST_ERROR, HOIST_ERROR_KEYRING);
  sentence = hoist_account_trouble_describe_keeping (
      hoist_account_fields_get_provider (self->fields), error);
  show_result (self, RESULT_FAILED, sentence);
}

static void
save (HoistAccountForm *self)
{
  hoist_account_draft_save_async (self->draft, self->is_without_keyring, on_saved,
                                  g_object_ref (self));
}

/* It belongs to other settings, or is refused by now. */
static void
forget_sign_in (HoistAccountForm *self)
{
  if (self->draft != NULL)
    hoist_account_draft_set_signed_in (self->draft, NULL);
  hoist_sign_in_row_reset (HOIST_SIGN_IN_ROW (self->sign_in_row));
}

static void
on_tested (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistAccountForm) self = HOIST_ACCOUNT_FORM (user_data);
  g_autoptr (GError) error = NULL;

  if (hoist_account_service_check_finish (result, &error)) {
    save (self);
    return;
  }
  if (hoist_error_is_cancelled (error))
    return;
  show_result (self, RESULT_FAILED, error->message);
  if (!hoist_account_draft_is_signed_in (self->draft))
    hoist_account_fields_blame (self->fields, error);
  if (g_error_matches (error, HOIST_ERROR, HOIST_ERROR_SIGN_IN))
    forget_sign_in (self);
}

/* Whether all is filled in; then the draft has it. */
static gboolean
take_typed (HoistAccountForm *self)
{
  g_autofree char *name = hoist_account_name_dup (self->name);

  if (!hoist_account_form_check (self) || self->draft == NULL)
    return FALSE;
  hoist_account_fields_type (self->fields, self->draft, name);
  return TRUE;
}

static void
test (HoistAccountForm *self, HoistAccount *trial)
{
  show_result (self, RESULT_CHECKING, _ ("Reaching the service and signing in"));
  hoist_account_service_check_async (self->workspace, trial, self->cancellable, on_tested,
                                     g_object_ref (self));
}

static void
on_save (GtkWidget *widget, const char *action, GVariant *parameter)
{
  HoistAccountForm *self = HOIST_ACCOUNT_FORM (widget);
  g_autoptr (HoistAccount) trial = NULL;

  if (!take_typed (self))
    return;
  trial = hoist_account_draft_make_trial (self->draft, TRUE);
  test (self, trial);
}

static void
on_brought (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistAccountForm) self = HOIST_ACCOUNT_FORM (user_data);
  g_autoptr (HoistAccount) trial = g_steal_pointer (&self->trial);
  g_autoptr (HoistSettings) secrets = NULL;
  g_autoptr (GError) error = NULL;

  secrets = hoist_credentials_load_finish (HOIST_CREDENTIALS (source), result, &error);
  hoist_account_draft_set_signed_in (self->draft, secrets);
  if (secrets != NULL)
    test (self, trial);
  else
    show_result (self, RESULT_FAILED, error->message);
}

static void
on_sign_in_ended (HoistAccountForm *self, gboolean is_good)
{
  show_result (self, RESULT_NONE, NULL);
  if (is_good)
    hoist_credentials_load_async (HOIST_CREDENTIALS (self->trial), NULL, on_brought,
                                  g_object_ref (self));
  else
    g_clear_object (&self->trial);
}

/* Who signs in has no vault: what comes of it is kept when the account is saved. */
static void
on_sign_in_begun (HoistAccountForm *self)
{
  if (!take_typed (self))
    return;
  hoist_account_draft_set_signed_in (self->draft, NULL);
  g_clear_object (&self->trial);
  self->trial = hoist_account_draft_make_trial (self->draft, FALSE);
  hoist_sign_in_row_start (HOIST_SIGN_IN_ROW (self->sign_in_row), self->workspace, self->trial);
  show_result (self, RESULT_NONE, NULL);
}

static void
on_save_anyway (GtkWidget *widget, const char *action, GVariant *parameter)
{
  HoistAccountForm *self = HOIST_ACCOUNT_FORM (widget);

  if (!take_typed (self))
    return;
  show_result (self, RESULT_CHECKING, NULL);
  save (self);
}

static void
on_asked (HoistAccountForm *self, HoistFieldEditor *editor)
{
  g_autofree char *name = hoist_account_name_dup (self->name);

  hoist_account_fields_ask (self->fields, editor, self->workspace, self->draft, name);
}

static void
on_service_selected (HoistAccountForm *self)
{
  guint n_providers = 0;
  const HoistProvider *const *providers = hoist_provider_list (&n_providers);
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self->service_row));

  if (selected < n_providers)
    hoist_account_form_set_provider (self, providers[selected]);
}

/* Closed, or destroyed together with others: nobody reads the answers any more. */
static void
on_unrealize (GtkWidget *widget, gpointer user_data)
{
  g_cancellable_cancel (HOIST_ACCOUNT_FORM (widget)->cancellable);
  hoist_sign_in_row_cancel (HOIST_SIGN_IN_ROW (HOIST_ACCOUNT_FORM (widget)->sign_in_row));
}

static void
hoist_account_form_dispose (GObject *object)
{
  HoistAccountForm *self = HOIST_ACCOUNT_FORM (object);

  g_clear_object (&self->fields);
  g_clear_object (&self->name);
  g_clear_object (&self->draft);
  g_clear_object (&self->workspace);
  g_clear_object (&self->account);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->trial);

  G_OBJECT_CLASS (hoist_account_form_parent_class)->dispose (object);
}

static void
hoist_account_form_class_init (HoistAccountFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hoist_account_form_dispose;
  signals[SIGNAL_SAVED] = g_signal_new ("saved", HOIST_TYPE_ACCOUNT_FORM, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1, HOIST_TYPE_ACCOUNT);

  g_type_ensure (HOIST_TYPE_SIGN_IN_ROW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hoist_uploader/Hoist/hoist-account-form.ui");
  gtk_widget_class_bind_template_child (widget_class, HoistAccountForm, heading);
  gtk_widget_class_bind_template_child (widget_class, HoistAccountForm, save_button);
  gtk_widget_class_bind_template_child (widget_class, HoistAccountForm, page);
  gtk_widget_class_bind_template_child (widget_class, HoistAccountForm, result_group);
  gtk_widget_class_bind_template_child (widget_class, HoistAccountForm, result_row);
  gtk_widget_class_bind_template_child (widget_class, HoistAccountForm, result_icon);
  gtk_widget_class_bind_template_child (widget_class, HoistAccountForm, anyway_button);
  gtk_widget_class_bind_template_child (widget_class, HoistAccountForm, main_group);
  gtk_widget_class_bind_template_child (widget_class, HoistAccountForm, service_row);
  gtk_widget_class_bind_template_child (widget_class, HoistAccountForm, sign_in_group);
  gtk_widget_class_bind_template_child (widget_class, HoistAccountForm, sign_in_row);
  gtk_widget_class_bind_template_child (widget_class, HoistAccountForm, upload_group);
  gtk_widget_class_bind_template_child (widget_class, HoistAccountForm, advanced_group);
  gtk_widget_class_bind_template_child (widget_class, HoistAccountForm, advanced_row);
  gtk_widget_class_install_action (widget_class, "form.save", NULL, on_save);
  gtk_widget_class_install_action (widget_class, "form.save-anyway", NULL, on_save_anyway);
}

static void
fill_services (HoistAccountForm *self)
{
  guint n_providers = 0;
  const HoistProvider *const *providers = hoist_provider_list (&n_providers);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < n_providers; i++)
    gtk_string_list_append (names, g_dgettext (GETTEXT_PACKAGE, providers[i]->name));
  adw_combo_row_set_model (ADW_COMBO_ROW (self->service_row), G_LIST_MODEL (names));
}

static void
make_rows (HoistAccountForm *self)
{
  const HoistAccountFieldsPlaces places = { .main = self->main_group,
                                            .upload = self->upload_group,
                                            .advanced = self->advanced_row };

  self->name = hoist_account_name_new (self->main_group);
  g_signal_connect_object (self->name, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  self->fields = hoist_account_fields_new (&places);
  g_signal_connect_object (self->fields, "changed", G_CALLBACK (on_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->fields, "asked", G_CALLBACK (on_asked), self, G_CONNECT_SWAPPED);
}

static void
hoist_account_form_init (HoistAccountForm *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  hoist_narrow_mend (GTK_WINDOW (self));
  hoist_accessible_let_rows_have_return (GTK_WINDOW (self));
  fill_services (self);
  g_signal_connect_swapped (self->service_row, "notify::selected", G_CALLBACK (on_service_selected),
                            self);
  g_signal_connect_object (self->sign_in_row, "begin", G_CALLBACK (on_sign_in_begun), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sign_in_row, "ended", G_CALLBACK (on_sign_in_ended), self,
                           G_CONNECT_SWAPPED);
  make_rows (self);
  g_signal_connect (self, "unrealize", G_CALLBACK (on_unrealize), NULL);
}

/* Who changes an account mostly has new keys for it. */
static GtkWidget *
get_first_row (HoistAccountForm *self)
{
  HoistFieldEditor *secret = hoist_account_fields_find_flag (self->fields, HOIST_FIELD_SECRET);

  return self->account != NULL && secret != NULL ? hoist_field_editor_get_row (secret)
                                                 : hoist_account_name_get_row (self->name);
}

static void
begin (HoistAccountForm *self)
{
  gboolean is_new = self->account == NULL;
  guint n_providers = 0;
  const HoistProvider *const *providers = hoist_provider_list (&n_providers);

  gtk_window_set_title (GTK_WINDOW (self), is_new ? _ ("Add Account") : _ ("Account"));
  adw_window_title_set_title (ADW_WINDOW_TITLE (self->heading),
                              gtk_window_get_title (GTK_WINDOW (self)));
  gtk_button_set_label (GTK_BUTTON (self->save_button),
                        is_new ? C_ ("account", "_Add") : _ ("_Save"));
  gtk_widget_set_visible (self->service_row, is_new && n_providers > 1);
  hoist_account_form_set_provider (self, is_new ? providers[0]
                                                : hoist_account_get_provider (self->account));
  if (!is_new) {
    hoist_account_name_set (self->name, hoist_account_get_name (self->account));
    hoist_account_fields_show_account (self->fields, self->account);
  }
  show_result (self, RESULT_NONE, NULL);
  hoist_accessible_name_buttons (GTK_WIDGET (self));
  gtk_widget_grab_focus (get_first_row (self));
}

/**
 * hoist_account_form_new:
 * @parent: (nullable): the window it belongs to
 * @workspace: (nullable): where the account is tried and kept; %NULL only in tests
 * @account: (nullable): the one to change; %NULL for a new one
 */
HoistAccountForm *
hoist_account_form_new (GtkWindow *parent, HoistWorkspace *workspace, HoistAccount *account)
{
  HoistAccountForm *self = g_object_new (HOIST_TYPE_ACCOUNT_FORM, "transient-for", parent, NULL);

  g_set_object (&self->workspace, workspace);
  g_set_object (&self->account, account);
  if (workspace != NULL) {
    self->draft = hoist_account_draft_new (workspace, account);
    hoist_account_name_set_accounts (self->name, hoist_workspace_get_accounts (workspace), account);
  }
  begin (self);
  return self;
}

static void
select_service (HoistAccountForm *self, const HoistProvider *provider)
{
  guint n_providers = 0;
  const HoistProvider *const *providers = hoist_provider_list (&n_providers);

  for (guint i = 0; i < n_providers; i++) {
    if (providers[i] == provider)
      adw_combo_row_set_selected (ADW_COMBO_ROW (self->service_row), i);
  }
}

/**
 * hoist_account_form_set_provider:
 *
 * Makes the form anew from the fields of @provider.
 */
void
hoist_account_form_set_provider (HoistAccountForm *self, const HoistProvider *provider)
{
  g_return_if_fail (HOIST_IS_ACCOUNT_FORM (self));

  if (hoist_account_fields_get_provider (self->fields) == provider)
    return;
  hoist_account_fields_set_provider (self->fields, provider);
  select_service (self, provider);
  forget_sign_in (self);
  show_groups (self);
  /* of a new account it stands in the row above; between two buttons there is no room for it */
  if (self->account != NULL)
    adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->main_group),
                                     g_dgettext (GETTEXT_PACKAGE, provider->name));
}

/**
 * hoist_account_form_find_editor:
 *
 * Returns: (nullable) (transfer none): the editor of the field @id
 */
HoistFieldEditor *
hoist_account_form_find_editor (HoistAccountForm *self, const char *id)
{
  g_return_val_if_fail (HOIST_IS_ACCOUNT_FORM (self), NULL);

  return hoist_account_fields_find (self->fields, id);
}

/**
 * hoist_account_form_check:
 *
 * Shows at each field what is wrong with it, and moves the focus to the first of those.
 */
gboolean
hoist_account_form_check (HoistAccountForm *self)
{
  gboolean is_named = FALSE;
  HoistFieldEditor *wrong = NULL;

  g_return_val_if_fail (HOIST_IS_ACCOUNT_FORM (self), FALSE);

  is_named = hoist_account_name_check (self->name);
  wrong = hoist_account_fields_check (self->fields, NULL);
  if (!is_named)
    gtk_widget_grab_focus (hoist_account_name_get_row (self->name));
  else if (wrong != NULL)
    hoist_account_fields_show (self->fields, wrong);
  return is_named && wrong == NULL;
}

/* See hoist_account_fields_dup_values(). */
HoistSettings *
hoist_account_form_dup_values (HoistAccountForm *self, gboolean is_secret)
{
  g_return_val_if_fail (HOIST_IS_ACCOUNT_FORM (self), NULL);

  return hoist_account_fields_dup_values (self->fields, is_secret);
}
