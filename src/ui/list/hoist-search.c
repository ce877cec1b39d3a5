/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Searches uploads by the names of files, folders and accounts, a piece in each turn of the main
 * loop. */
#include "hoist-search.h"

#include <gtk/gtk.h>
#include <string.h>

struct _HoistSearch {
  GObject parent;

  HoistAccounts *accounts;   /* (owned) (nullable) */
  char **words;              /* (owned) (nullable): each of them must be there */
  GtkFilter *filter;         /* (owned) */
  GtkFilterListModel *model; /* (owned) */
};

typedef enum { PROP_IS_PENDING = 1 } HoistSearchProperty;

static GParamSpec *properties[PROP_IS_PENDING + 1];

G_DEFINE_FINAL_TYPE (HoistSearch, hoist_search, G_TYPE_OBJECT)

/* Without regard to capitals and to how an accent is written. */
static char *
fold (const char *text)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);

  return g_utf8_casefold (normal != NULL ? normal : "", -1);
}

static char *
dup_text (HoistSearch *self, HoistSession *session)
{
  g_autofree char *name = hoist_session_dup_name (session);
  const char *folder = hoist_session_get_record (session)->folder;
  HoistAccount *account = NULL;
  g_autofree char *all = NULL;

  if (self->accounts != NULL)
    account = hoist_accounts_find (self->accounts, hoist_session_get_account (session));
  all = g_strjoin ("\n", name, folder != NULL ? folder : "",
                   account != NULL ? hoist_account_get_name (account) : "", NULL);
  return fold (all);
}

static gboolean
matches (gpointer item, gpointer user_data)
{
  HoistSearch *self = user_data;
  g_autofree char *text = NULL;

  if (self->words == NULL)
    return TRUE;
  text = dup_text (self, item);
  for (guint i = 0; self->words[i] != NULL; i++) {
    if (strstr (text, self->words[i]) == NULL)
      return FALSE;
  }
  return TRUE;
}

static void
on_pending (HoistSearch *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_PENDING]);
}

static void
hoist_search_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch ((HoistSearchProperty) id) {
  case PROP_IS_PENDING:
    g_value_set_boolean (value, hoist_search_is_pending (HOIST_SEARCH (object)));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hoist_search_dispose (GObject *object)
{
  HoistSearch *self = HOIST_SEARCH (object);

  g_clear_pointer (&self->words, g_strfreev);
  g_clear_object (&self->model);
  g_clear_object (&self->filter);
  g_clear_object (&self->accounts);

  G_OBJECT_CLASS (hoist_search_parent_class)->dispose (object);
}

static void
hoist_search_class_init (HoistSearchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = hoist_search_get_property;
  object_class->dispose = hoist_search_dispose;
  properties[PROP_IS_PENDING] =
      g_param_spec_boolean ("is-pending", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
hoist_search_init (HoistSearch *self)
{
  /* outlived by nobody: the model, which asks it, goes first */
  self->filter = GTK_FILTER (gtk_custom_filter_new (matches, self, NULL));
}

/**
 * hoist_search_new:
 * @sessions: what is searched, the whole history included
 * @accounts: (nullable): for their names
 */
HoistSearch *
hoist_search_new (GListModel *sessions, HoistAccounts *accounts)
{
  HoistSearch *self = g_object_new (HOIST_TYPE_SEARCH, NULL);

  g_set_object (&self->accounts, accounts);
  self->model = gtk_filter_list_model_new (NULL, g_object_ref (self->filter));
  gtk_filter_list_model_set_incremental (self->model, TRUE);
  gtk_filter_list_model_set_model (self->model, sessions);
  g_signal_connect_object (self->model, "notify::pending", G_CALLBACK (on_pending), self,
                           G_CONNECT_SWAPPED);
  return self;
}

/**
 * hoist_search_set_text:
 * @text: words that must all be there, in any order
 */
void
hoist_search_set_text (HoistSearch *self, const char *text)
{
  g_autofree char *folded = fold (text);
  g_auto (GStrv) split = g_strsplit_set (folded, " \t\n", -1);

  g_clear_pointer (&self->words, g_strfreev);
  self->words = g_steal_pointer (&split);
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

/* Returns: (transfer none): a list of #HoistSession that fills as the search goes on. */
GListModel *
hoist_search_get_model (HoistSearch *self)
{
  return G_LIST_MODEL (self->model);
}

gboolean
hoist_search_is_pending (HoistSearch *self)
{
  return gtk_filter_list_model_get_pending (self->model) > 0;
}
