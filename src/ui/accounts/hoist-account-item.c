/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One account in the list of accounts. */
#include "hoist-config.h"

#include "hoist-account-item.h"

#include "hoist-accessible.h"
#include "hoist-account-trouble.h"
#include "hoist-typeset.h"

#include <glib/gi18n-lib.h>

struct _HoistAccountItem {
  AdwActionRow parent;

  GtkWidget *trouble_mark; /* (unowned) */
  GtkWidget *default_mark; /* (unowned) */
  GtkWidget *menu_button;  /* (unowned) */

  HoistAccount *account; /* (owned) */
};

typedef enum { PROP_ACCOUNT = 1 } HoistAccountItemProperty;

static GParamSpec *properties[PROP_ACCOUNT + 1];

G_DEFINE_FINAL_TYPE (HoistAccountItem, hoist_account_item, ADW_TYPE_ACTION_ROW)

static void
add_item (GMenu *menu, const char *label, const char *action, const char *id)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", id);
  g_menu_append_item (menu, item);
}

static GMenuModel *
make_menu (const char *id)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) first = g_menu_new ();
  g_autoptr (GMenu) order = g_menu_new ();
  g_autoptr (GMenu) last = g_menu_new ();

  add_item (first, _ ("_Edit or Sign In Again"), "accounts.edit", id);
  add_item (first, _ ("_Test"), "accounts.test", id);
  add_item (first, _ ("Un_finished Uploads"), "accounts.leftovers", id);
  add_item (first, _ ("_Use for New Uploads"), "accounts.make-default", id);
  add_item (order, _ ("Move _Up"), "accounts.move-up", id);
  add_item (order, _ ("Move _Down"), "accounts.move-down", id);
  add_item (last, _ ("_Remove…"), "accounts.remove", id);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (first));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (order));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (last));
  return G_MENU_MODEL (menu);
}

/* Service and address, and below that what is wrong. */
static void
show_state (HoistAccountItem *self)
{
  g_autofree char *summary = NULL;
  g_autofree char *trouble = hoist_account_trouble_describe (self->account);
  g_autofree char *both = NULL;
  g_autofree char *shown = NULL;

  g_object_get (self->account, "summary", &summary, NULL);
  if (trouble != NULL)
    both = g_strdup_printf ("%s\n%s", summary, trouble);
  shown = hoist_typeset (both != NULL ? both : summary);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), shown);
  gtk_widget_set_visible (self->trouble_mark, trouble != NULL);
}

static void
set_account (HoistAccountItem *self, HoistAccount *account)
{
  const char *id = hoist_account_get_id (account);
  g_autoptr (GMenuModel) menu = make_menu (id);

  g_set_object (&self->account, account);
  /* not in the .ui file: GTK 4.8 warns when an expression's object is also what it sets */
  g_object_bind_property (account, "name", self, "title", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (account, "notify", G_CALLBACK (show_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (hoist_account_get_channel (account), "notify::is-stopped",
                           G_CALLBACK (show_state), self, G_CONNECT_SWAPPED);
  show_state (self);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self), "s", id);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->menu_button), menu);
}

static void
hoist_account_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch ((HoistAccountItemProperty) id) {
  case PROP_ACCOUNT:
    g_value_set_object (value, HOIST_ACCOUNT_ITEM (object)->account);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hoist_account_item_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch ((HoistAccountItemProperty) id) {
  case PROP_ACCOUNT:
    set_account (HOIST_ACCOUNT_ITEM (object), g_value_get_object (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hoist_account_item_dispose (GObject *object)
{
  g_clear_object (&HOIST_ACCOUNT_ITEM (object)->account);

  G_OBJECT_CLASS (hoist_account_item_parent_class)->dispose (object);
}

static void
hoist_account_item_class_init (HoistAccountItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = hoist_account_item_get_property;
  object_class->set_property = hoist_account_item_set_property;
  object_class->dispose = hoist_account_item_dispose;
  properties[PROP_ACCOUNT] =
      g_param_spec_object ("account", NULL, NULL, HOIST_TYPE_ACCOUNT,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hoist_uploader/Hoist/hoist-account-item.ui");
  gtk_widget_class_bind_template_child (widget_class, HoistAccountItem, trouble_mark);
  gtk_widget_class_bind_template_child (widget_class, HoistAccountItem, default_mark);
  gtk_widget_class_bind_template_child (widget_class, HoistAccountItem, menu_button);
}

static void
hoist_account_item_init (HoistAccountItem *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hoist_accessible_name_buttons (GTK_WIDGET (self));
}

HoistAccountItem *
hoist_account_item_new (HoistAccount *account)
{
  return g_object_new (HOIST_TYPE_ACCOUNT_ITEM, "account", account, NULL);
}

HoistAccount *
hoist_account_item_get_account (HoistAccountItem *self)
{
  g_return_val_if_fail (HOIST_IS_ACCOUNT_ITEM (self), NULL);

  return self->account;
}

void
hoist_account_item_set_default (HoistAccountItem *self, gboolean is_default)
{
  g_return_if_fail (HOIST_IS_ACCOUNT_ITEM (self));

  gtk_widget_set_visible (self->default_mark, is_default);
}
