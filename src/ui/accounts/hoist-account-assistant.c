/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sets up a new account step by step: service, way in, test, name. The service and the test are
 * here. */
#include "hoist-config.h"

#include "hoist-account-assistant-private.h"

#include "hoist-accessible.h"
#include "hoist-account-guide.h"
#include "hoist-account-test-view.h"
#include "hoist-error.h"
#include "hoist-narrow.h"
#include "hoist-sign-in-row.h"

#include <glib/gi18n-lib.h>

enum { SIGNAL_SAVED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HoistAccountAssistant, hoist_account_assistant, ADW_TYPE_WINDOW)

static const char *const page_names[] = { "service", "access", "test", "finish" };

static const char *
get_page_title (HoistAssistantPage page)
{
  switch (page) {
  case HOIST_ASSISTANT_ACCESS:
    return _ ("Sign In");
  case HOIST_ASSISTANT_TEST:
    return _ ("Test");
  case HOIST_ASSISTANT_FINISH:
    return _ ("Name and Settings");
  case HOIST_ASSISTANT_SERVICE:
  default:
    return _ ("Set Up an Account");
  }
}

const char *
hoist_account_assistant_get_service_name (HoistAccountAssistant *self)
{
  const HoistProvider *provider = hoist_account_fields_get_provider (self->fields);

  return provider != NULL ? g_dgettext (GETTEXT_PACKAGE, provider->name) : "";
}

void
hoist_account_assistant_set_enabled (HoistAccountAssistant *self,
                                     const char *action,
                                     gboolean is_enabled)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), action, is_enabled);
}

static void
focus_page (HoistAccountAssistant *self)
{
  if (self->page == HOIST_ASSISTANT_ACCESS && self->blamed != NULL)
    hoist_account_fields_show (self->fields, self->blamed);
  else if (self->page == HOIST_ASSISTANT_FINISH)
    gtk_widget_grab_focus (hoist_account_name_get_row (self->name));
  else
    gtk_widget_child_focus (gtk_stack_get_visible_child (GTK_STACK (self->stack)),
                            GTK_DIR_TAB_FORWARD);
}

void
hoist_account_assistant_show_page (HoistAccountAssistant *self, HoistAssistantPage page)
{
  /* GTK warns when what has the focus goes away */
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  self->page = page;
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), page_names[page]);
  adw_window_title_set_title (ADW_WINDOW_TITLE (self->heading), get_page_title (page));
  adw_window_title_set_subtitle (
      ADW_WINDOW_TITLE (self->heading),
      page == HOIST_ASSISTANT_SERVICE ? "" : hoist_account_assistant_get_service_name (self));
  gtk_widget_set_visible (self->cancel_button, page == HOIST_ASSISTANT_SERVICE);
  gtk_widget_set_visible (self->back_button, page != HOIST_ASSISTANT_SERVICE);
  gtk_widget_set_visible (self->next_button, page != HOIST_ASSISTANT_SERVICE);
  /* a window forgets its default when that is hidden */
  if (page != HOIST_ASSISTANT_SERVICE)
    gtk_window_set_default_widget (GTK_WINDOW (self), self->next_button);
  gtk_button_set_label (GTK_BUTTON (self->next_button),
                        page == HOIST_ASSISTANT_FINISH ? C_ ("account", "_Add") : _ ("_Next"));
  hoist_account_assistant_set_enabled (
      self, "assistant.next", page == HOIST_ASSISTANT_ACCESS || page == HOIST_ASSISTANT_FINISH);
  focus_page (self);
}

static void
stop_testing (HoistAccountAssistant *self)
{
  g_cancellable_cancel (self->testing);
  g_clear_object (&self->testing);
}

/* What stands in the rows goes into the draft. */
void
hoist_account_assistant_type (HoistAccountAssistant *self)
{
  g_autofree char *name = hoist_account_name_dup (self->name);

  hoist_account_fields_type (self->fields, self->draft,
                             *name != '\0' ? name
                                           : hoist_account_assistant_get_service_name (self));
}

static void
on_tested (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistAccountAssistant) self = HOIST_ACCOUNT_ASSISTANT (user_data);
  g_autoptr (GError) error = NULL;
  gboolean is_good = hoist_account_test_run_finish (HOIST_ACCOUNT_TEST (source), result, &error);

  /* the user went back meanwhile, or the window is closed */
  if (hoist_error_is_cancelled (error) || self->testing == NULL)
    return;
  g_clear_object (&self->testing);
  gtk_widget_set_visible (self->failed_group, !is_good);
  hoist_account_assistant_set_enabled (self, "assistant.next", is_good);
  if (is_good) {
    gtk_widget_grab_focus (self->next_button);
    return;
  }
  if (!hoist_account_draft_is_signed_in (self->draft))
    g_set_object (&self->blamed, hoist_account_fields_blame (self->fields, error));
  /* a sign-in that is refused by now is of no use for the next try */
  if (g_error_matches (error, HOIST_ERROR, HOIST_ERROR_SIGN_IN)) {
    hoist_account_draft_set_signed_in (self->draft, NULL);
    hoist_sign_in_row_reset (HOIST_SIGN_IN_ROW (self->sign_in_row));
  }
  gtk_widget_child_focus (self->failed_group, GTK_DIR_TAB_FORWARD);
}

/* What it tries is in memory only: nothing of it is kept before the last page. */
void
hoist_account_assistant_test (HoistAccountAssistant *self)
{
  g_autoptr (HoistAccount) trial = hoist_account_draft_make_trial (self->draft, FALSE);
  g_autoptr (HoistAccountTest) run = hoist_account_test_new (self->workspace, trial);

  stop_testing (self);
  g_clear_object (&self->blamed);
  self->testing = g_cancellable_new ();
  gtk_widget_set_visible (self->failed_group, FALSE);
  hoist_account_test_view_show (HOIST_ACCOUNT_TEST_VIEW (self->test_view), run);
  hoist_account_assistant_show_page (self, HOIST_ASSISTANT_TEST);
  hoist_account_test_run_async (run, self->testing, on_tested, g_object_ref (self));
}

static void
on_test (GtkWidget *widget, const char *action, GVariant *parameter)
{
  hoist_account_assistant_test (HOIST_ACCOUNT_ASSISTANT (widget));
}

static void
on_go_on (GtkWidget *widget, const char *action, GVariant *parameter)
{
  hoist_account_assistant_finish (HOIST_ACCOUNT_ASSISTANT (widget));
}

static void
on_hold (GtkWidget *widget, const char *action, GVariant *parameter)
{
  hoist_account_assistant_save (HOIST_ACCOUNT_ASSISTANT (widget), TRUE);
}

static void
on_next (GtkWidget *widget, const char *action, GVariant *parameter)
{
  HoistAccountAssistant *self = HOIST_ACCOUNT_ASSISTANT (widget);

  if (self->page == HOIST_ASSISTANT_ACCESS)
    hoist_account_assistant_leave_access (self);
  else if (self->page == HOIST_ASSISTANT_TEST)
    hoist_account_assistant_finish (self);
  else if (self->page == HOIST_ASSISTANT_FINISH)
    hoist_account_assistant_save (self, FALSE);
}

/* What was typed stays. From the last page the way leads past the test: it has been. */
static void
on_back (GtkWidget *widget, const char *action, GVariant *parameter)
{
  HoistAccountAssistant *self = HOIST_ACCOUNT_ASSISTANT (widget);

  stop_testing (self);
  hoist_sign_in_row_cancel (HOIST_SIGN_IN_ROW (self->sign_in_row));
  if (self->page == HOIST_ASSISTANT_TEST || self->page == HOIST_ASSISTANT_FINISH)
    hoist_account_assistant_show_page (self, HOIST_ASSISTANT_ACCESS);
  else if (self->page == HOIST_ASSISTANT_ACCESS)
    hoist_account_assistant_show_page (self, HOIST_ASSISTANT_SERVICE);
}

static void
set_provider (HoistAccountAssistant *self, const HoistProvider *provider)
{
  gboolean has_sign_in = provider->write_sign_in_address != NULL;

  if (provider == hoist_account_fields_get_provider (self->fields))
    return;
  g_clear_object (&self->blamed);
  hoist_account_draft_set_signed_in (self->draft, NULL);
  hoist_sign_in_row_reset (HOIST_SIGN_IN_ROW (self->sign_in_row));
  hoist_account_fields_set_provider (self->fields, provider);
  hoist_account_guide_set_provider (HOIST_ACCOUNT_GUIDE (self->guide), provider);
  gtk_widget_set_visible (self->sign_in_group, has_sign_in);
  gtk_widget_set_visible (self->advanced_group,
                          hoist_account_fields_count_flag (self->fields, HOIST_FIELD_ADVANCED) > 0);
}

static void
on_choose (GtkWidget *widget, const char *action, GVariant *parameter)
{
  HoistAccountAssistant *self = HOIST_ACCOUNT_ASSISTANT (widget);
  const HoistProvider *provider = hoist_provider_find (g_variant_get_string (parameter, NULL));

  if (provider == NULL)
    return;
  set_provider (self, provider);
  hoist_account_assistant_show_page (self, HOIST_ASSISTANT_ACCESS);
}

static gboolean
has_practice (void)
{
  GApplication *application = g_application_get_default ();

  return application != NULL &&
         g_action_group_has_action (G_ACTION_GROUP (application), "practice");
}

static void
on_practice (GtkWidget *widget, const char *action, GVariant *parameter)
{
  if (has_practice ())
    g_action_group_activate_action (G_ACTION_GROUP (g_application_get_default ()), "practice",
                                    NULL);
  gtk_window_close (GTK_WINDOW (widget));
}

static void
on_asked (HoistAccountAssistant *self, HoistFieldEditor *editor)
{
  hoist_account_fields_ask (self->fields, editor, self->workspace, self->draft,
                            hoist_account_assistant_get_service_name (self));
}

/* Closed, or destroyed together with others: nobody reads the answers any more. */
static void
on_unrealize (GtkWidget *widget, gpointer user_data)
{
  HoistAccountAssistant *self = HOIST_ACCOUNT_ASSISTANT (widget);

  stop_testing (self);
  hoist_sign_in_row_cancel (HOIST_SIGN_IN_ROW (self->sign_in_row));
}

static void
hoist_account_assistant_dispose (GObject *object)
{
  HoistAccountAssistant *self = HOIST_ACCOUNT_ASSISTANT (object);

  stop_testing (self);
  g_clear_object (&self->fields);
  g_clear_object (&self->name);
  g_clear_object (&self->draft);
  g_clear_object (&self->trial);
  g_clear_object (&self->blamed);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (hoist_account_assistant_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
#define BIND(child)                                                                                \
  gtk_widget_class_bind_template_child (widget_class, HoistAccountAssistant, child)
  BIND (heading);
  BIND (cancel_button);
  BIND (back_button);
  BIND (next_button);
  BIND (stack);
  BIND (service_group);
  BIND (practice_group);
  BIND (main_group);
  BIND (sign_in_group);
  BIND (sign_in_row);
  BIND (keys_row);
  BIND (guide);
  BIND (guide_group);
  BIND (advanced_group);
  BIND (advanced_row);
  BIND (test_view);
  BIND (failed_group);
  BIND (result_group);
  BIND (result_row);
  BIND (hold_button);
  BIND (name_group);
  BIND (default_group);
  BIND (default_switch);
  BIND (upload_group);
#undef BIND
}

static void
hoist_account_assistant_class_init (HoistAccountAssistantClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hoist_account_assistant_dispose;
  signals[SIGNAL_SAVED] = g_signal_new ("saved", HOIST_TYPE_ACCOUNT_ASSISTANT, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1, HOIST_TYPE_ACCOUNT);

  g_type_ensure (HOIST_TYPE_SIGN_IN_ROW);
  g_type_ensure (HOIST_TYPE_ACCOUNT_GUIDE);
  g_type_ensure (HOIST_TYPE_ACCOUNT_TEST_VIEW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hoist_uploader/Hoist/hoist-account-assistant.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "assistant.choose", "s", on_choose);
  gtk_widget_class_install_action (widget_class, "assistant.practice", NULL, on_practice);
  gtk_widget_class_install_action (widget_class, "assistant.next", NULL, on_next);
  gtk_widget_class_install_action (widget_class, "assistant.back", NULL, on_back);
  gtk_widget_class_install_action (widget_class, "assistant.test", NULL, on_test);
  gtk_widget_class_install_action (widget_class, "assistant.go-on", NULL, on_go_on);
  gtk_widget_class_install_action (widget_class, "assistant.hold", NULL, on_hold);
}

static void
fill_services (HoistAccountAssistant *self)
{
  guint n_providers = 0;
  const HoistProvider *const *providers = hoist_provider_list (&n_providers);

  for (guint i = 0; i < n_providers; i++) {
    GtkWidget *row = adw_action_row_new ();
    GtkWidget *arrow = g_object_new (GTK_TYPE_IMAGE, "icon-name", "go-next-symbolic",
                                     "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

    adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                   g_dgettext (GETTEXT_PACKAGE, providers[i]->name));
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row),
                                 g_dgettext (GETTEXT_PACKAGE, providers[i]->summary));
    adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), arrow);
    gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
    gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", providers[i]->id);
    gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "assistant.choose");
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->service_group), row);
  }
}

static void
hoist_account_assistant_init (HoistAccountAssistant *self)
{
  HoistAccountFieldsPlaces places = { 0 };

  gtk_widget_init_template (GTK_WIDGET (self));
  hoist_accessible_name_buttons (GTK_WIDGET (self));
  hoist_narrow_mend (GTK_WINDOW (self));
  hoist_accessible_let_pills_wrap (GTK_WIDGET (self));
  hoist_accessible_let_rows_have_return (GTK_WINDOW (self));
  fill_services (self);
  gtk_widget_set_visible (self->practice_group, has_practice ());
  places.main = self->main_group;
  places.keys = self->keys_row;
  places.upload = self->upload_group;
  places.advanced = self->advanced_row;
  self->fields = hoist_account_fields_new (&places);
  self->name = hoist_account_name_new (self->name_group);
  g_signal_connect_object (self->fields, "asked", G_CALLBACK (on_asked), self, G_CONNECT_SWAPPED);
  hoist_account_assistant_watch_access (self);
  g_signal_connect (self, "unrealize", G_CALLBACK (on_unrealize), NULL);
}

/* The account is there: told, and closed. */
void
hoist_account_assistant_end (HoistAccountAssistant *self, HoistAccount *account)
{
  g_signal_emit (self, signals[SIGNAL_SAVED], 0, account);
  gtk_window_destroy (GTK_WINDOW (self));
}

/**
 * hoist_account_assistant_new:
 * @parent: (nullable): the window it belongs to
 */
HoistAccountAssistant *
hoist_account_assistant_new (GtkWindow *parent, HoistWorkspace *workspace)
{
  HoistAccountAssistant *self =
      g_object_new (HOIST_TYPE_ACCOUNT_ASSISTANT, "transient-for", parent, NULL);

  self->workspace = g_object_ref (workspace);
  self->draft = hoist_account_draft_new (workspace, NULL);
  hoist_account_name_set_accounts (self->name, hoist_workspace_get_accounts (workspace), NULL);
  hoist_account_assistant_show_page (self, HOIST_ASSISTANT_SERVICE);
  return self;
}

const char *
hoist_account_assistant_get_page (HoistAccountAssistant *self)
{
  g_return_val_if_fail (HOIST_IS_ACCOUNT_ASSISTANT (self), NULL);

  return page_names[self->page];
}

/**
 * hoist_account_assistant_find_editor:
 *
 * Returns: (nullable) (transfer none): the editor of the field @id of the chosen service
 */
HoistFieldEditor *
hoist_account_assistant_find_editor (HoistAccountAssistant *self, const char *id)
{
  g_return_val_if_fail (HOIST_IS_ACCOUNT_ASSISTANT (self), NULL);

  return hoist_account_fields_find (self->fields, id);
}
