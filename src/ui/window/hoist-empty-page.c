/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the window shows while there are no uploads: how to begin. */
#include "hoist-empty-page.h"

#include "hoist-accessible.h"

#include "hoist-closures.h"

struct _HoistEmptyPage {
  AdwBin parent;

  GtkWidget *account_button; /* (unowned) */
  GtkWidget *files_button;   /* (unowned) */
  gboolean has_account;
};

typedef enum { PROP_HAS_ACCOUNT = 1 } HoistEmptyPageProperty;

static GParamSpec *properties[PROP_HAS_ACCOUNT + 1];

G_DEFINE_FINAL_TYPE (HoistEmptyPage, hoist_empty_page, ADW_TYPE_BIN)

static void
hoist_empty_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch ((HoistEmptyPageProperty) id) {
  case PROP_HAS_ACCOUNT:
    g_value_set_boolean (value, HOIST_EMPTY_PAGE (object)->has_account);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hoist_empty_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch ((HoistEmptyPageProperty) id) {
  case PROP_HAS_ACCOUNT:
    hoist_empty_page_set_has_account (HOIST_EMPTY_PAGE (object), g_value_get_boolean (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

/* What there is to do first. */
static gboolean
hoist_empty_page_grab_focus (GtkWidget *widget)
{
  HoistEmptyPage *self = HOIST_EMPTY_PAGE (widget);

  return gtk_widget_grab_focus (self->has_account ? self->files_button : self->account_button);
}

static void
hoist_empty_page_class_init (HoistEmptyPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = hoist_empty_page_get_property;
  object_class->set_property = hoist_empty_page_set_property;
  widget_class->grab_focus = hoist_empty_page_grab_focus;
  properties[PROP_HAS_ACCOUNT] =
      g_param_spec_boolean ("has-account", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hoist_uploader/Hoist/hoist-empty-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HoistEmptyPage, account_button);
  gtk_widget_class_bind_template_child (widget_class, HoistEmptyPage, files_button);
  gtk_widget_class_bind_template_callback (widget_class, hoist_closure_not);
  gtk_widget_class_bind_template_callback (widget_class, hoist_closure_empty_text);
}

static void
hoist_empty_page_init (HoistEmptyPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hoist_accessible_let_pills_wrap (GTK_WIDGET (self));
}

HoistEmptyPage *
hoist_empty_page_new (void)
{
  return g_object_new (HOIST_TYPE_EMPTY_PAGE, NULL);
}

void
hoist_empty_page_set_has_account (HoistEmptyPage *self, gboolean has_account)
{
  g_return_if_fail (HOIST_IS_EMPTY_PAGE (self));

  if (self->has_account == has_account)
    return;
  self->has_account = has_account;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HAS_ACCOUNT]);
}
