/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a file is called at Tencent Cloud VOD: its name there and its type. */
#include "hoist-tencent-name.h"

#include "hoist-name.h"

/* "Notes" below are docs/protocols/tencent-vod.md. */

/* "limited to 40 bytes" (InitUpload, fileName), and what the web SDK refuses (notes 1.3). */
#define MAX_NAME 40
#define FORBIDDEN_IN_NAME "\\/:*?\"<>|"

/* Containers and codecs that VOD takes (media upload overview, notes 3). */
static const char *const known_types[] = {
  "wmv",  "rm",  "mov",  "mpeg", "mp4", "3gp",  "flv", "avi", "rmvb", "ts",   "asf", "mpg",
  "webm", "mkv", "m3u8", "wm",   "asx", "ram",  "mpe", "vob", "dat",  "mp4v", "m4v", "f4v",
  "mxf",  "qt",  "ogg",  "mp3",  "m4a", "flac", "wav", "ra",  "aac",  "amr",  NULL,
};

/* What a file is called there: notes 1.10. The type by the name if it is a known one, else by the
 * content, else as set, else by the name after all: the vendor's list grows. Then @stem is what is
 * left of the name. */
char *
hoist_tencent_name_dup_type (const HoistFacts *facts, char **stem)
{
  const char *by_content = hoist_name_extension_of_type (facts->file->content_type);
  const char *set = hoist_facts_get (facts, "file-type");
  g_autofree char *extension = NULL;
  g_autofree char *without = NULL;

  hoist_name_split (facts->file->name, &without, &extension);
  if (extension != NULL && !g_strv_contains (known_types, extension) &&
      (by_content != NULL || (set != NULL && *set != '\0'))) {
    g_clear_pointer (&extension, g_free);
    g_free (without);
    without = g_strdup (facts->file->name);
  }

  *stem = g_steal_pointer (&without);
  if (extension != NULL)
    return g_steal_pointer (&extension);
  if (by_content != NULL)
    return g_strdup (by_content);
  if (set != NULL && *set == '.')
    set++;
  return set != NULL && *set != '\0' ? g_ascii_strdown (set, -1) : NULL;
}

void
hoist_tencent_name_add (HoistQuery *query, const HoistFacts *facts)
{
  g_autofree char *stem = NULL;
  g_autofree char *type = hoist_tencent_name_dup_type (facts, &stem);
  g_autofree char *name = hoist_name_fit (stem, FORBIDDEN_IN_NAME, MAX_NAME);

  hoist_query_add (query, "fileName", *name != '\0' ? name : "video");
  hoist_query_add (query, "fileType", type != NULL ? type : "");
}
