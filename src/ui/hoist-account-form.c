/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adds or changes one account: a form made from a service's field table. */
#include "hoist-config.h"

#include "hoist-account-form.h"

#include "hoist-error.h"
#include "hoist-sign-in-row.h"

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

  HoistWorkspace *workspace;     /* (owned) (nullable): only tests have none */
  HoistAccount *account;         /* (owned) (nullable): the one that is changed */
  const HoistProvider *provider; /* (unowned) (nullable) */
  HoistFieldEditor *name;        /* (owned) */
  GPtrArray *editors;            /* (owned) (element-type HoistFieldEditor) */
  GCancellable *cancellable;     /* (owned): of the test */
  HoistAccount *trial;           /* (owned) (nullable): who signs in with the browser */
  HoistSettings *signed_in;      /* (owned) (nullable): secrets that the browser brought */
  gboolean is_without_keyring;   /* secrets are kept in memory, as there is nothing better */
};

/* Not the service's, but typed and checked like its fields. */
static const HoistField name_field = { "name",
                                       HOIST_FIELD_TEXT,
                                       HOIST_FIELD_REQUIRED,
                                       N_ ("Name of this account"),
                                       N_ ("As you want to see it here; the service is not told."),
                                       NULL,
                                       NULL };

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

  gtk_widget_set_visible (self->result_group, result != RESULT_NONE);
  gtk_widget_set_visible (self->anyway_button, result == RESULT_FAILED);
  gtk_button_set_label (GTK_BUTTON (self->anyway_button),
                        self->is_without_keyring ? _ ("Keep Until _Quit") : _ ("Save _Anyway"));
  gtk_image_set_from_icon_name (GTK_IMAGE (self->result_icon), is_checking
                                                                   ? "hoist-waiting-symbolic"
                                                                   : "hoist-attention-symbolic");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->result_row),
                                 get_result_title (self, is_checking));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->result_row), sentence);
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
remove_editor_rows (HoistAccountForm *self, HoistFieldEditor *editor)
{
  GtkWidget *rows[] = { hoist_field_editor_get_row (editor), hoist_field_editor_get_note (editor) };
  guint flags = hoist_field_editor_get_field (editor)->flags;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    if (flags & HOIST_FIELD_ADVANCED)
      adw_expander_row_remove (ADW_EXPANDER_ROW (self->advanced_row), rows[i]);
    else
      adw_preferences_group_remove (ADW_PREFERENCES_GROUP (flags & HOIST_FIELD_PER_UPLOAD
                                                               ? self->upload_group
                                                               : self->main_group),
                                    rows[i]);
  }
}

static void
show_groups (HoistAccountForm *self)
{
  guint seen = 0;

  for (guint i = 0; i < self->provider->n_fields; i++)
    seen |= self->provider->fields[i].flags;
  gtk_widget_set_visible (self->upload_group, (seen & HOIST_FIELD_PER_UPLOAD) != 0);
  gtk_widget_set_visible (self->advanced_group, (seen & HOIST_FIELD_ADVANCED) != 0);
  gtk_widget_set_visible (self->sign_in_group, self->provider->write_sign_in_address != NULL);
}

static gboolean
check_name (HoistAccountForm *self)
{
  g_autofree char *name = hoist_field_editor_dup_value (self->name);
  HoistAccount *other = NULL;

  if (!hoist_field_editor_check (self->name))
    return FALSE;
  if (self->workspace != NULL)
    other = hoist_accounts_find_by_name (hoist_workspace_get_accounts (self->workspace), name);
  if (other == NULL || other == self->account)
    return TRUE;
  hoist_field_editor_set_error (self->name, _ ("Another account has this name. Choose another"));
  return FALSE;
}

/* What is typed, and what a sign-in brought; the latter is newer. */
static HoistSettings *
dup_secrets (HoistAccountForm *self)
{
  HoistSettings *secrets = hoist_account_form_dup_values (self, TRUE);

  if (self->signed_in != NULL)
    hoist_settings_merge (secrets, self->signed_in);
  return secrets;
}

/* Only what the service's table has, or only what was granted beside it. */
static HoistSettings *
dup_part_of_secrets (HoistAccountForm *self, gboolean is_granted)
{
  g_autoptr (HoistSettings) secrets = dup_secrets (self);
  g_auto (GStrv) ids = hoist_settings_dup_ids (secrets);
  HoistSettings *part = hoist_settings_new ();

  for (guint i = 0; ids[i] != NULL; i++) {
    if (g_str_has_prefix (ids[i], HOIST_GRANT) == is_granted)
      hoist_settings_set (part, ids[i], hoist_settings_get (secrets, ids[i]));
  }
  return part;
}

static void
hold_secrets (HoistAccountForm *self)
{
  g_autoptr (HoistSettings) secrets = dup_secrets (self);

  if (hoist_settings_is_empty (secrets))
    return;
  hoist_account_hold_secrets (self->account, secrets);
  hoist_channel_resume (hoist_account_get_channel (self->account));
}

static void
end (HoistAccountForm *self)
{
  g_signal_emit (self, signals[SIGNAL_SAVED], 0, self->account);
  gtk_window_close (GTK_WINDOW (self));
}

/* Where the vault did not take the token, the account gets a new one, or tries the vault again. */
static void
on_grants_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistAccountForm) self = HOIST_ACCOUNT_FORM (user_data);
  g_autoptr (GError) error = NULL;

  if (!hoist_credentials_store_finish (HOIST_CREDENTIALS (source), result, &error))
    g_debug ("the token was not kept: %s", error->message);
  end (self);
}

static void
keep_grants (HoistAccountForm *self)
{
  g_autoptr (HoistSettings) grants = dup_part_of_secrets (self, TRUE);
  HoistChannel *channel = hoist_account_get_channel (self->account);

  if (hoist_settings_is_empty (grants))
    end (self);
  else
    hoist_credentials_store_async (hoist_channel_get_credentials (channel), grants, on_grants_kept,
                                   g_object_ref (self));
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistAccountForm) self = HOIST_ACCOUNT_FORM (user_data);
  g_autoptr (GError) error = NULL;
  HoistAccounts *accounts = HOIST_ACCOUNTS (source);

  if (self->account == NULL)
    self->account = hoist_accounts_add_finish (accounts, result, &error);
  else
    hoist_accounts_change_finish (accounts, result, &error);
  if (error != NULL) {
    self->is_without_keyring = g_error_matches (error, HOIST_ERROR, HOIST_ERROR_KEYRING);
    show_result (self, RESULT_FAILED, error->message);
  } else if (self->is_without_keyring) {
    hold_secrets (self);
    end (self);
  } else {
    keep_grants (self);
  }
}

static void
save (HoistAccountForm *self)
{
  HoistAccounts *accounts = hoist_workspace_get_accounts (self->workspace);
  g_autofree char *name = hoist_field_editor_dup_value (self->name);
  g_autoptr (HoistSettings) settings = hoist_account_form_dup_values (self, FALSE);
  g_autoptr (HoistSettings) secrets = dup_part_of_secrets (self, FALSE);
  /* what is left empty stays as it is in the vault */
  gboolean is_kept = hoist_settings_is_empty (secrets) || self->is_without_keyring;
  HoistSettings *given = is_kept ? NULL : secrets;

  if (self->account == NULL)
    hoist_accounts_add_async (accounts, self->provider, name, settings, given, on_saved,
                              g_object_ref (self));
  else
    hoist_accounts_change_async (accounts, self->account, name, settings, given, on_saved,
                                 g_object_ref (self));
}

/* The field that is most likely wrong says so itself. */
static void
blame_secrets (HoistAccountForm *self)
{
  for (guint i = 0; i < self->editors->len; i++) {
    HoistFieldEditor *editor = g_ptr_array_index (self->editors, i);

    if (hoist_field_editor_get_field (editor)->flags & HOIST_FIELD_SECRET)
      hoist_field_editor_set_error (editor, _ ("The service refused it. Enter it again"));
  }
}

/* It belongs to other settings, or is refused by now. */
static void
forget_sign_in (HoistAccountForm *self)
{
  g_clear_pointer (&self->signed_in, hoist_settings_unref);
  hoist_sign_in_row_reset (HOIST_SIGN_IN_ROW (self->sign_in_row));
}

static void
on_tested (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistAccountForm) self = HOIST_ACCOUNT_FORM (user_data);
  g_autoptr (GError) error = NULL;

  if (hoist_workspace_test_account_finish (HOIST_WORKSPACE (source), result, &error)) {
    save (self);
    return;
  }
  if (hoist_error_is_cancelled (error))
    return;
  show_result (self, RESULT_FAILED, error->message);
  if (!g_error_matches (error, HOIST_ERROR, HOIST_ERROR_SIGN_IN))
    return;
  if (self->signed_in == NULL)
    blame_secrets (self);
  forget_sign_in (self);
}

/* Tried with what is typed, before anything is kept. It has the id of the account that is changed,
 * so that a secret left empty is found in @vault; without one nothing it gets leaves the memory. */
static HoistAccount *
make_trial (HoistAccountForm *self, HoistVault *vault)
{
  HoistClock *clock = hoist_engine_get_clock (hoist_workspace_get_engine (self->workspace));
  g_autoptr (HoistSettings) settings = hoist_account_form_dup_values (self, FALSE);
  g_autoptr (HoistSettings) secrets = dup_secrets (self);
  g_autofree char *name = hoist_field_editor_dup_value (self->name);
  g_autofree char *id = g_uuid_string_random ();
  HoistAccount *trial = NULL;

  trial = hoist_account_new (self->account == NULL ? id : hoist_account_get_id (self->account),
                             self->provider, name, settings, vault, clock);
  if (!hoist_settings_is_empty (secrets))
    hoist_account_hold_secrets (trial, secrets);
  return trial;
}

static void
test (HoistAccountForm *self, HoistAccount *trial)
{
  show_result (self, RESULT_CHECKING, _ ("Reaching the service and signing in"));
  hoist_workspace_test_account_async (self->workspace, trial, self->cancellable, on_tested,
                                      g_object_ref (self));
}

static void
on_save (GtkWidget *widget, const char *action, GVariant *parameter)
{
  HoistAccountForm *self = HOIST_ACCOUNT_FORM (widget);
  g_autoptr (HoistAccount) trial = NULL;

  if (!hoist_account_form_check (self) || self->workspace == NULL)
    return;
  trial = make_trial (self, hoist_workspace_get_vault (self->workspace));
  test (self, trial);
}

static void
on_brought (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistAccountForm) self = HOIST_ACCOUNT_FORM (user_data);
  g_autoptr (HoistAccount) trial = g_steal_pointer (&self->trial);
  g_autoptr (GError) error = NULL;

  self->signed_in = hoist_credentials_load_finish (HOIST_CREDENTIALS (source), result, &error);
  if (self->signed_in != NULL)
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
  if (!hoist_account_form_check (self) || self->workspace == NULL)
    return;
  g_clear_pointer (&self->signed_in, hoist_settings_unref);
  g_clear_object (&self->trial);
  self->trial = make_trial (self, NULL);
  hoist_sign_in_row_start (HOIST_SIGN_IN_ROW (self->sign_in_row), self->workspace, self->trial);
  show_result (self, RESULT_NONE, NULL);
}

static void
on_save_anyway (GtkWidget *widget, const char *action, GVariant *parameter)
{
  HoistAccountForm *self = HOIST_ACCOUNT_FORM (widget);

  if (!hoist_account_form_check (self) || self->workspace == NULL)
    return;
  show_result (self, RESULT_CHECKING, NULL);
  save (self);
}

/* Whether the service can be asked for the values of one field with what is in the others. */
static gboolean
check_others (HoistAccountForm *self, HoistFieldEditor *asked)
{
  gboolean is_good = TRUE;

  for (guint i = 0; i < self->editors->len; i++) {
    HoistFieldEditor *editor = g_ptr_array_index (self->editors, i);

    if (editor != asked && !hoist_field_editor_check (editor))
      is_good = FALSE;
  }
  return is_good;
}

static void
on_asked (HoistAccountForm *self, HoistFieldEditor *editor)
{
  HoistChoiceButton *choices = hoist_field_editor_get_choices (editor);
  g_autoptr (HoistAccount) trial = NULL;

  if (!check_others (self, editor) || self->workspace == NULL) {
    hoist_choice_button_say (choices, _ ("Fill in the other fields first: the service is asked "
                                         "with them."));
    return;
  }
  trial = make_trial (self, hoist_workspace_get_vault (self->workspace));
  hoist_choice_button_ask (choices, self->workspace, trial);
}

static void
add_editor (HoistAccountForm *self, const HoistField *field)
{
  HoistFieldEditor *editor = hoist_field_editor_new (field);
  GtkWidget *rows[] = { hoist_field_editor_get_row (editor), hoist_field_editor_get_note (editor) };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    if (field->flags & HOIST_FIELD_ADVANCED)
      adw_expander_row_add_row (ADW_EXPANDER_ROW (self->advanced_row), rows[i]);
    else
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (field->flags & HOIST_FIELD_PER_UPLOAD
                                                            ? self->upload_group
                                                            : self->main_group),
                                 rows[i]);
  }
  g_signal_connect_object (editor, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (editor, "asked", G_CALLBACK (on_asked), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->editors, editor);
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

static gboolean
on_close_request (GtkWindow *window, gpointer user_data)
{
  g_cancellable_cancel (HOIST_ACCOUNT_FORM (window)->cancellable);
  hoist_sign_in_row_cancel (HOIST_SIGN_IN_ROW (HOIST_ACCOUNT_FORM (window)->sign_in_row));
  return GDK_EVENT_PROPAGATE;
}

static void
hoist_account_form_dispose (GObject *object)
{
  HoistAccountForm *self = HOIST_ACCOUNT_FORM (object);

  g_clear_pointer (&self->editors, g_ptr_array_unref);
  g_clear_object (&self->name);
  g_clear_object (&self->workspace);
  g_clear_object (&self->account);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->trial);
  g_clear_pointer (&self->signed_in, hoist_settings_unref);

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
hoist_account_form_init (HoistAccountForm *self)
{
  self->editors = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_services (self);
  g_signal_connect_swapped (self->service_row, "notify::selected", G_CALLBACK (on_service_selected),
                            self);
  g_signal_connect_object (self->sign_in_row, "begin", G_CALLBACK (on_sign_in_begun), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sign_in_row, "ended", G_CALLBACK (on_sign_in_ended), self,
                           G_CONNECT_SWAPPED);
  self->name = hoist_field_editor_new (&name_field);
  g_signal_connect_object (self->name, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->main_group),
                             hoist_field_editor_get_row (self->name));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->main_group),
                             hoist_field_editor_get_note (self->name));
  g_signal_connect (self, "close-request", G_CALLBACK (on_close_request), NULL);
}

static void
show_account (HoistAccountForm *self)
{
  const HoistSettings *settings = hoist_account_get_settings (self->account);

  hoist_field_editor_set_value (self->name, hoist_account_get_name (self->account));
  for (guint i = 0; i < self->editors->len; i++) {
    HoistFieldEditor *editor = g_ptr_array_index (self->editors, i);
    const HoistField *field = hoist_field_editor_get_field (editor);

    if (field->flags & HOIST_FIELD_SECRET)
      hoist_field_editor_set_kept (editor, TRUE);
    else
      hoist_field_editor_set_value (editor, hoist_settings_get (settings, field->id));
  }
}

/* Who changes an account mostly has new keys for it. */
static GtkWidget *
get_first_row (HoistAccountForm *self)
{
  for (guint i = 0; self->account != NULL && i < self->editors->len; i++) {
    HoistFieldEditor *editor = g_ptr_array_index (self->editors, i);

    if (hoist_field_editor_get_field (editor)->flags & HOIST_FIELD_SECRET)
      return hoist_field_editor_get_row (editor);
  }
  return hoist_field_editor_get_row (self->name);
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
  gtk_button_set_label (GTK_BUTTON (self->save_button), is_new ? _ ("_Add") : _ ("_Save"));
  gtk_widget_set_visible (self->service_row, is_new && n_providers > 1);
  hoist_account_form_set_provider (self, is_new ? providers[0]
                                                : hoist_account_get_provider (self->account));
  if (!is_new)
    show_account (self);
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
  begin (self);
  return self;
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

  if (self->provider == provider)
    return;
  for (guint i = 0; i < self->editors->len; i++)
    remove_editor_rows (self, g_ptr_array_index (self->editors, i));
  g_ptr_array_set_size (self->editors, 0);
  self->provider = provider;
  forget_sign_in (self);
  for (guint i = 0; i < provider->n_fields; i++)
    add_editor (self, &provider->fields[i]);
  show_groups (self);
  adw_window_title_set_subtitle (ADW_WINDOW_TITLE (self->heading),
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
  for (guint i = 0; i < self->editors->len; i++) {
    HoistFieldEditor *editor = g_ptr_array_index (self->editors, i);

    if (g_str_equal (hoist_field_editor_get_field (editor)->id, id))
      return editor;
  }
  return NULL;
}

/**
 * hoist_account_form_check:
 *
 * Shows at each field what is wrong with it, and moves the focus to the first of those.
 */
gboolean
hoist_account_form_check (HoistAccountForm *self)
{
  GtkWidget *first = check_name (self) ? NULL : hoist_field_editor_get_row (self->name);

  for (guint i = 0; i < self->editors->len; i++) {
    HoistFieldEditor *editor = g_ptr_array_index (self->editors, i);

    if (hoist_field_editor_check (editor) || first != NULL)
      continue;
    first = hoist_field_editor_get_row (editor);
    if (hoist_field_editor_get_field (editor)->flags & HOIST_FIELD_ADVANCED)
      adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self->advanced_row), TRUE);
  }
  if (first != NULL)
    gtk_widget_grab_focus (first);
  return first == NULL;
}

/**
 * hoist_account_form_dup_values:
 * @is_secret: the secrets, or all the rest
 *
 * Returns: (transfer full): without what is empty or as it is initially
 */
HoistSettings *
hoist_account_form_dup_values (HoistAccountForm *self, gboolean is_secret)
{
  HoistSettings *settings = hoist_settings_new ();

  for (guint i = 0; i < self->editors->len; i++) {
    HoistFieldEditor *editor = g_ptr_array_index (self->editors, i);
    const HoistField *field = hoist_field_editor_get_field (editor);
    g_autofree char *value = hoist_field_editor_dup_value (editor);

    if (((field->flags & HOIST_FIELD_SECRET) != 0) != is_secret)
      continue;
    if (*value != '\0' && g_strcmp0 (value, field->initial) != 0)
      hoist_settings_set (settings, field->id, value);
  }
  return settings;
}
