/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The test of an account, a row for each step. */
#include "hoist-config.h"

#include "hoist-account-test-view.h"

#include "hoist-typeset.h"

#include <glib/gi18n-lib.h>

struct _HoistAccountTestView {
  AdwBin parent;

  GtkWidget *rows[HOIST_ACCOUNT_TEST_N_STEPS];  /* (unowned) */
  GtkWidget *icons[HOIST_ACCOUNT_TEST_N_STEPS]; /* (unowned) */
  HoistAccountTest *test;                       /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (HoistAccountTestView, hoist_account_test_view, ADW_TYPE_BIN)

/* The word stands for the icon where nobody sees it. */
static const struct {
  const char *icon;
  const char *style; /* (nullable) */
  const char *word;
} looks[] = {
  [HOIST_ACCOUNT_TEST_NOT_YET] = { "hoist-waiting-symbolic", "dim-label", N_ ("Not tried yet") },
  [HOIST_ACCOUNT_TEST_RUNNING] = { "hoist-waiting-symbolic", NULL, N_ ("Being tried…") },
  [HOIST_ACCOUNT_TEST_GOOD] = { "hoist-done-symbolic", "success", N_ ("Good") },
  [HOIST_ACCOUNT_TEST_NOTED] = { "hoist-attention-symbolic", "warning", N_ ("Works, but") },
  [HOIST_ACCOUNT_TEST_FAILED] = { "hoist-failed-symbolic", "error", N_ ("Does not work") },
};

static void
show_step (HoistAccountTestView *self, HoistAccountTestStep step)
{
  HoistAccountTestState state = HOIST_ACCOUNT_TEST_NOT_YET;
  const char *sentence = NULL;
  const char *style[] = { NULL, NULL };
  g_autofree char *shown = NULL;

  if (self->test != NULL) {
    state = hoist_account_test_get_state (self->test, step);
    sentence = hoist_account_test_get_sentence (self->test, step);
  }
  style[0] = looks[state].style;
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icons[step]), looks[state].icon);
  gtk_widget_set_css_classes (self->icons[step], style);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->icons[step]), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (looks[state].word), -1);
  shown = hoist_typeset (sentence != NULL ? sentence : _ (looks[state].word));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->rows[step]), shown);
}

static void
show_all (HoistAccountTestView *self)
{
  for (guint i = 0; i < HOIST_ACCOUNT_TEST_N_STEPS; i++)
    show_step (self, i);
}

static void
hoist_account_test_view_dispose (GObject *object)
{
  HoistAccountTestView *self = HOIST_ACCOUNT_TEST_VIEW (object);

  if (self->test != NULL)
    g_signal_handlers_disconnect_by_data (self->test, self);
  g_clear_object (&self->test);

  G_OBJECT_CLASS (hoist_account_test_view_parent_class)->dispose (object);
}

static void
hoist_account_test_view_class_init (HoistAccountTestViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hoist_account_test_view_dispose;
}

static void
hoist_account_test_view_init (HoistAccountTestView *self)
{
  GtkWidget *group = adw_preferences_group_new ();

  for (guint i = 0; i < HOIST_ACCOUNT_TEST_N_STEPS; i++) {
    self->icons[i] =
        g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_IMG, NULL);
    self->rows[i] = adw_action_row_new ();
    adw_action_row_add_prefix (ADW_ACTION_ROW (self->rows[i]), self->icons[i]);
    adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->rows[i]), FALSE);
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->rows[i]),
                                   hoist_account_test_get_title (i));
    adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self->rows[i]), 0);
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->rows[i]);
  }
  adw_bin_set_child (ADW_BIN (self), group);
  show_all (self);
}

/**
 * hoist_account_test_view_show:
 * @test: (nullable): the one to follow from now on
 */
void
hoist_account_test_view_show (HoistAccountTestView *self, HoistAccountTest *test)
{
  g_return_if_fail (HOIST_IS_ACCOUNT_TEST_VIEW (self));

  if (self->test != NULL)
    g_signal_handlers_disconnect_by_data (self->test, self);
  g_set_object (&self->test, test);
  if (test != NULL)
    g_signal_connect_object (test, "changed", G_CALLBACK (show_all), self, G_CONNECT_SWAPPED);
  show_all (self);
}

/**
 * hoist_account_test_view_get_test:
 *
 * Returns: (transfer none) (nullable): the one that is followed
 */
HoistAccountTest *
hoist_account_test_view_get_test (HoistAccountTestView *self)
{
  g_return_val_if_fail (HOIST_IS_ACCOUNT_TEST_VIEW (self), NULL);

  return self->test;
}
