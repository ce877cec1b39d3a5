/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the user finds a service's keys, and what rights they need. */
#include "hoist-config.h"

#include "hoist-account-guide.h"

#include "hoist-accessible.h"

#include <glib/gi18n-lib.h>

struct _HoistAccountGuide {
  AdwBin parent;

  GtkWidget *guide_row;   /* (unowned) */
  GtkWidget *guide_text;  /* (unowned) */
  GtkWidget *rights_row;  /* (unowned) */
  GtkWidget *rights_text; /* (unowned) */
};

G_DEFINE_FINAL_TYPE (HoistAccountGuide, hoist_account_guide, ADW_TYPE_BIN)

static void
on_copy (HoistAccountGuide *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          gtk_label_get_label (GTK_LABEL (self->rights_text)));
}

static void
hoist_account_guide_class_init (HoistAccountGuideClass *klass)
{
}

/* A row that opens, and a text in it that can be marked and copied. */
static GtkWidget *
add_text (AdwPreferencesGroup *group, const char *title, GtkWidget **text)
{
  GtkWidget *expander = adw_expander_row_new ();
  GtkWidget *row = adw_preferences_row_new ();

  *text = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (*text), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (*text), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (*text), 0);
  gtk_label_set_selectable (GTK_LABEL (*text), TRUE);
  gtk_widget_add_css_class (*text, "guide-text");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), *text);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (expander), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (expander), title);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (expander), row);
  adw_preferences_group_add (group, expander);
  return expander;
}

static void
hoist_account_guide_init (HoistAccountGuide *self)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *copy = gtk_button_new_with_mnemonic (_ ("_Copy"));

  self->guide_row =
      add_text (ADW_PREFERENCES_GROUP (group), _ ("Where Do I Find This?"), &self->guide_text);
  self->rights_row =
      add_text (ADW_PREFERENCES_GROUP (group), _ ("The Least Rights It Needs"), &self->rights_text);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self->rights_row),
                                 _ ("Allow Hoist this, and nothing more"));
  gtk_widget_add_css_class (self->rights_text, "monospace");
  gtk_widget_set_valign (copy, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (copy, _ ("Copy the Rights"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (copy), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Copy the Rights"), -1);
  adw_expander_row_add_action (ADW_EXPANDER_ROW (self->rights_row), copy);
  g_signal_connect_object (copy, "clicked", G_CALLBACK (on_copy), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (ADW_BIN (self), group);
  hoist_accessible_name_buttons (GTK_WIDGET (self));
}

void
hoist_account_guide_set_provider (HoistAccountGuide *self, const HoistProvider *provider)
{
  g_return_if_fail (HOIST_IS_ACCOUNT_GUIDE (self));

  gtk_label_set_label (GTK_LABEL (self->guide_text), g_dgettext (GETTEXT_PACKAGE, provider->guide));
  gtk_label_set_label (GTK_LABEL (self->rights_text), provider->rights);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self->guide_row), FALSE);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self->rights_row), FALSE);
}
