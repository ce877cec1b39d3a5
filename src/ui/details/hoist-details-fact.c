/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One fact in a list of them: what it is about, what it is, and a button that copies it. */
#include "hoist-config.h"

#include "hoist-details-fact.h"

#include "hoist-typeset.h"

#include <glib/gi18n-lib.h>

struct _HoistDetailsFact {
  AdwActionRow parent;

  GtkWidget *button; /* (unowned) (nullable): with @is_copied */
  char *text;        /* (owned) (nullable): as it is copied */
  gboolean is_copied;
};

typedef enum { PROP_IS_COPIED = 1 } HoistDetailsFactProperty;

static GParamSpec *properties[PROP_IS_COPIED + 1];

G_DEFINE_FINAL_TYPE (HoistDetailsFact, hoist_details_fact, ADW_TYPE_ACTION_ROW)

/* Eight buttons of one name would tell a screen reader nothing. */
static void
name_button (HoistDetailsFact *self)
{
  const char *title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self));
  g_autofree char *label = NULL;

  if (self->button == NULL)
    return;
  /* Translators: %s is what is copied, as in “Copy Link” or “Copy SHA-1” */
  label = g_strdup_printf (_ ("Copy %s"), title);
  gtk_widget_set_tooltip_text (self->button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
}

static void
add_button (HoistDetailsFact *self)
{
  self->button = gtk_button_new_from_icon_name ("edit-copy-symbolic");
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_add_css_class (self->button, "circular");
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->button);
  name_button (self);
}

static void
hoist_details_fact_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch ((HoistDetailsFactProperty) id) {
  case PROP_IS_COPIED:
    g_value_set_boolean (value, HOIST_DETAILS_FACT (object)->is_copied);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hoist_details_fact_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HoistDetailsFact *self = HOIST_DETAILS_FACT (object);

  switch ((HoistDetailsFactProperty) id) {
  case PROP_IS_COPIED:
    self->is_copied = g_value_get_boolean (value);
    if (self->is_copied)
      add_button (self);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hoist_details_fact_finalize (GObject *object)
{
  g_free (HOIST_DETAILS_FACT (object)->text);

  G_OBJECT_CLASS (hoist_details_fact_parent_class)->finalize (object);
}

static void
hoist_details_fact_class_init (HoistDetailsFactClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = hoist_details_fact_get_property;
  object_class->set_property = hoist_details_fact_set_property;
  object_class->finalize = hoist_details_fact_finalize;
  properties[PROP_IS_COPIED] =
      g_param_spec_boolean ("is-copied", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
hoist_details_fact_init (HoistDetailsFact *self)
{
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 0);
  gtk_widget_add_css_class (GTK_WIDGET (self), "fact");
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  g_signal_connect (self, "notify::title", G_CALLBACK (name_button), NULL);
}

HoistDetailsFact *
hoist_details_fact_new (const char *title, gboolean is_copied)
{
  return g_object_new (HOIST_TYPE_DETAILS_FACT, "title", title, "is-copied", is_copied, NULL);
}

/**
 * hoist_details_fact_show:
 * @text: (nullable): %NULL or "" hides the row
 */
void
hoist_details_fact_show (HoistDetailsFact *self, const char *text)
{
  gboolean is_known = text != NULL && *text != '\0';
  g_autofree char *shown = NULL;

  g_return_if_fail (HOIST_IS_DETAILS_FACT (self));

  gtk_widget_set_visible (GTK_WIDGET (self), is_known);
  if (!is_known || g_strcmp0 (self->text, text) == 0)
    return;
  g_free (self->text);
  self->text = g_strdup (text);
  shown = self->is_copied ? g_strdup (text) : hoist_typeset (text);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), shown);
  if (self->button != NULL) {
    gtk_actionable_set_action_target (GTK_ACTIONABLE (self->button), "s", text);
    gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button), "details.copy");
  }
}
