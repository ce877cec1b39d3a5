/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which files in a folder were not meant: hidden ones, temporary ones, the user's own patterns. */
#include "hoist-ignore.h"

#include <string.h>

/* What editors, browsers and systems leave behind, in lower case. */
static const char *const temporary[] = {
  "*~",        "~$*",    "#*#",       ".~lock.*",     "*.tmp",       "*.temp",
  "*.swp",     "*.part", "*.partial", "*.crdownload", "*.download",  "*.!ut",
  ".ds_store", "._*",    "thumbs.db", "desktop.ini",  "ehthumbs.db",
};

struct _HoistIgnore {
  gboolean has_hidden;
  GPtrArray *patterns; /* (owned) (element-type GPatternSpec) */
};

static void
add_pattern (HoistIgnore *self, const char *pattern)
{
  g_ptr_array_add (self->patterns, g_pattern_spec_new (pattern));
}

/* Names are compared without regard to case, as cameras and people write them. */
static char *
fold (const char *name)
{
  g_autofree char *text = g_filename_display_name (name);

  return g_utf8_strdown (text, -1);
}

/* However the user parts them; Chinese has commas of its own. */
static char **
split (const char *patterns)
{
  static const char *const commas[] = { "，", "、", "；" };
  g_autofree char *own = g_utf8_strdown (patterns, -1);
  g_autoptr (GString) text = g_string_new (own);

  for (gsize i = 0; i < G_N_ELEMENTS (commas); i++)
    g_string_replace (text, commas[i], ",", 0);
  return g_strsplit_set (text->str, ";, \t\n", -1);
}

/**
 * hoist_ignore_new:
 * @values: the preferences of this moment; what is made of them is safe on any thread
 *
 * Returns: (transfer full):
 */
HoistIgnore *
hoist_ignore_new (const HoistPreferenceValues *values)
{
  HoistIgnore *self = g_new0 (HoistIgnore, 1);
  g_auto (GStrv) patterns = split (values->ignored_patterns);

  self->has_hidden = values->ignores_hidden;
  self->patterns = g_ptr_array_new_with_free_func ((GDestroyNotify) g_pattern_spec_free);
  for (gsize i = 0; values->ignores_temporary && i < G_N_ELEMENTS (temporary); i++)
    add_pattern (self, temporary[i]);
  for (gsize i = 0; patterns[i] != NULL; i++) {
    if (*patterns[i] != '\0')
      add_pattern (self, patterns[i]);
  }
  return self;
}

void
hoist_ignore_free (HoistIgnore *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->patterns);
  g_free (self);
}

/**
 * hoist_ignore_matches:
 * @name: (type filename): of a file or a folder, without the path to it
 *
 * Returns: whether it is to be left out
 */
gboolean
hoist_ignore_matches (const HoistIgnore *self, const char *name)
{
  g_autofree char *folded = NULL;
  gsize length = 0;

  if (self->has_hidden && *name == '.')
    return TRUE;
  if (self->patterns->len == 0)
    return FALSE;

  folded = fold (name);
  length = strlen (folded);
  for (guint i = 0; i < self->patterns->len; i++) {
    if (g_pattern_spec_match (g_ptr_array_index (self->patterns, i), length, folded, NULL))
      return TRUE;
  }
  return FALSE;
}
