/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pure functions between the queue's figures and what the window shows of them. */
#include "hoist-config.h"

#include "hoist-closures.h"

#include <glib/gi18n-lib.h>

/**
 * hoist_closure_has_work:
 *
 * Whether something runs, or will go on by itself when the world lets it.
 */
gboolean
hoist_closure_has_work (const HoistQueueTotals *totals, gboolean is_paused)
{
  if (totals->n_running > 0)
    return TRUE;
  return !is_paused && totals->n_left > totals->n_paused + totals->n_attention;
}

char *
hoist_closure_added (guint n_added)
{
  return g_strdup_printf (ngettext ("%u file added", "%u files added", n_added), n_added);
}

/**
 * hoist_closure_refused:
 * @names: (array zero-terminated=1): what could not be added; at least one
 */
char *
hoist_closure_refused (const char *const *names)
{
  guint n_names = g_strv_length ((char **) names);

  if (n_names == 1)
    return g_strdup_printf (_ ("“%s” cannot be read from here. Choose it with “Add Files”"),
                            names[0]);
  return g_strdup_printf (
      ngettext ("%u item cannot be read from here. Choose it with “Add Files”",
                "%u items cannot be read from here. Choose them with “Add Files”", n_names),
      n_names);
}

/* The values that are Hoist's own; those of the services stay as their consoles write them. */
static const struct {
  const char *value;
  const char *words;
} choices[] = {
  { "auto", N_ ("Automatic") },
  { "default", N_ ("Default") },
  { "keep", N_ ("Keep") },
  { "keep-both", N_ ("Keep both") },
  { "overwrite", N_ ("Overwrite") },
  { "skip", N_ ("Skip the file") },
  { "start-over", N_ ("Start Over") },
};

/**
 * hoist_closure_choice:
 * @value: of a field with choices
 *
 * Sizes in bytes are shown as sizes, for nobody knows 1048576 by sight, and words in the user's
 * language.
 */
char *
hoist_closure_choice (const char *value)
{
  guint64 number = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++) {
    if (g_str_equal (choices[i].value, value))
      return g_strdup (_ (choices[i].words));
  }
  if (g_ascii_string_to_unsigned (value, 10, 1024, G_MAXUINT64, &number, NULL))
    return g_format_size_full (number, G_FORMAT_SIZE_IEC_UNITS);
  return g_strdup (value);
}

gboolean
hoist_closure_not (GObject *object, gboolean value)
{
  return !value;
}

/* A narrow header has no room for the state of the whole: it moves to the bottom. */
gboolean
hoist_closure_needs_status_bar (GObject *object,
                                GObject *shown_title,
                                GObject *full_title,
                                const char *subtitle)
{
  return shown_title != full_title && subtitle != NULL && *subtitle != '\0';
}

char *
hoist_closure_empty_text (GObject *object, gboolean has_account)
{
  if (has_account)
    return g_strdup (_ ("Or add them from a folder. Uploads go on after a restart."));
  return g_strdup (_ ("They wait here until an account says where they shall go."));
}
