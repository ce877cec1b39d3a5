/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The application's command line; in a second start, what is handed to the first. */
#include "hoist-config.h"

#include "hoist-application-private.h"

#include <glib/gi18n-lib.h>

static const GOptionEntry options[] = {
  { "practice", 0, 0, G_OPTION_ARG_NONE, NULL,
    N_ ("Start the practice service, with a ready account"), NULL },
  { "hidden", 0, 0, G_OPTION_ARG_NONE, NULL,
    N_ ("Go on with uploads that are left without a window, then end"), NULL },
  { "add-files", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Choose files to upload"), NULL },
  { "pause-all", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Pause all uploads"), NULL },
  { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Keep uploads and accounts in DIR"),
    N_ ("DIR") },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, NULL, NULL, N_ ("[FILE…]") },
  { 0 },
};

/* Runs where the command was given: what is relative is relative to that place. The data folder is
 * always handed over, so that a running application can tell whether it is meant. */
int
hoist_application_handle_local_options (GApplication *application, GVariantDict *given)
{
  g_autofree char *folder = NULL;
  g_autofree char *absolute = NULL;

  if (g_application_get_flags (application) & G_APPLICATION_IS_SERVICE)
    return -1;
  if (!g_variant_dict_lookup (given, "data-dir", "^ay", &folder))
    folder = hoist_workspace_dup_default_folder ();
  absolute = g_canonicalize_filename (folder, NULL);
  g_variant_dict_insert (given, "data-dir", "^ay", absolute);
  return -1;
}

static gboolean
take_folder (HoistApplication *self, GApplicationCommandLine *line, GVariantDict *given)
{
  g_autofree char *folder = NULL;

  g_variant_dict_lookup (given, "data-dir", "^ay", &folder);
  if (folder == NULL || g_strcmp0 (folder, self->folder) == 0)
    return TRUE;
  if (self->window == NULL) {
    g_free (self->folder);
    self->folder = g_steal_pointer (&folder);
    return TRUE;
  }
  g_application_command_line_printerr (
      line, _ ("Hoist is running with another data folder (%s). Quit it first.\n"), self->folder);
  return FALSE;
}

static void
open_given (GApplication *application, GApplicationCommandLine *line, char **names)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; names[i] != NULL; i++)
    g_ptr_array_add (files, g_application_command_line_create_file_for_arg (line, names[i]));
  g_application_open (application, (GFile **) files->pdata, files->len, "");
}

/* Where the desktop does not start programs by D-Bus it gives the wish as an option. */
static void
activate_given (GApplication *application, GVariantDict *given)
{
  static const char *const wishes[] = { "add-files", "pause-all" };

  for (gsize i = 0; i < G_N_ELEMENTS (wishes); i++)
    if (g_variant_dict_contains (given, wishes[i]))
      g_action_group_activate_action (G_ACTION_GROUP (application), wishes[i], NULL);
}

int
hoist_application_command_line (GApplication *application, GApplicationCommandLine *line)
{
  HoistApplication *self = HOIST_APPLICATION (application);
  GVariantDict *given = g_application_command_line_get_options_dict (line);
  g_autofree char **names = NULL;
  gboolean is_practice = FALSE;
  gboolean is_hidden = FALSE;

  if (self->is_quitting)
    return HOIST_APPLICATION_ENDING;
  if (!take_folder (self, line, given))
    return 1;
  g_variant_dict_lookup (given, "hidden", "b", &is_hidden);
  if (is_hidden && self->window != NULL)
    return 0; /* it runs already, as the user has left it */
  self->is_hidden = is_hidden;
  g_variant_dict_lookup (given, "practice", "b", &is_practice);
  if (is_practice)
    hoist_application_want_practice (self);
  g_variant_dict_lookup (given, G_OPTION_REMAINING, "^a&ay", &names);
  if (names != NULL && names[0] != NULL)
    open_given (application, line, names);
  else
    g_application_activate (application);
  activate_given (application, given);
  return 0;
}

void
hoist_application_add_options (HoistApplication *self)
{
  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_application_set_option_context_summary (G_APPLICATION (self),
                                            _ ("Files that are given are uploaded."));
}
