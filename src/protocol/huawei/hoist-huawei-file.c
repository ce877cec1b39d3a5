/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a file becomes in MetaStudio: its names and types, and how it is cut. "Notes" are
 * docs/protocols/huawei-metastudio.md. */
#include "hoist-huawei-file.h"

#include "hoist-error.h"
#include "hoist-format.h"
#include "hoist-huawei-account.h"
#include "hoist-huawei-figures.h"
#include "hoist-name.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_TYPES 10

/* What the main file may be (CreateDigitalAsset, notes 7), in the order in which "auto" looks. */
static const struct {
  const char *asset_type;
  guint64 max_size;
  const char *types[MAX_TYPES];
} asset_types[] = {
  { "VIDEO",
    HOIST_HUAWEI_MAX_PUT,
    { "mp4", "m4v", "mkv", "mov", "flv", "3gp", "wmv", "avi", "webm" } },
  { "IMAGE", 50 * HOIST_HUAWEI_MIB, { "jpeg", "jpg", "png", "bmp", "gif" } },
  { "AUDIO", 100 * HOIST_HUAWEI_MIB, { "wav", "mp3", "m4a" } },
  { "MUSIC", 100 * HOIST_HUAWEI_MIB, { "wav", "mp3", "m4a" } },
  { "PPT", 100 * HOIST_HUAWEI_MIB, { "ppt", "pptx", "pdf" } },
};

/* "everything else": neither list nor limit is known (notes 7). */
#define OTHER "COMMON_FILE"

/* The Content-Type that an upload's address is signed for; not what the desktop calls these types
 * (metastudio_02_0052 and metastudio_04_0079, notes 9). */
static const struct {
  const char *type;
  const char *content_type;
} content_types[] = {
  { "gif", "image/gif" }, { "jpeg", "image/jpeg" }, { "jpg", "image/jpeg" }, { "png", "image/png" },
  { "mp4", "video/mp4" }, { "mp3", "audio/mp3" },   { "wav", "audio/wav" },
};

/* Where a type is in the table above; G_N_ELEMENTS() for nowhere. */
static gsize
find_by_type (const char *type)
{
  for (gsize i = 0; i < G_N_ELEMENTS (asset_types); i++) {
    if (g_strv_contains (asset_types[i].types, type))
      return i;
  }
  return G_N_ELEMENTS (asset_types);
}

/* Returns: (transfer full) (nullable): file_type: by the name if that is a known one, else by the
 *   content, else as set, else by the name after all */
char *
hoist_huawei_file_dup_type (const HoistFacts *facts)
{
  const char *by_content = hoist_name_extension_of_type (facts->file->content_type);
  const char *set = hoist_huawei_get (facts, "file-type");
  g_autofree char *by_name = NULL;
  g_autofree char *stem = NULL;

  hoist_name_split (facts->file->name, &stem, &by_name);
  if (by_name != NULL && find_by_type (by_name) < G_N_ELEMENTS (asset_types))
    return g_steal_pointer (&by_name);
  if (by_content != NULL)
    return g_strdup (by_content);
  if (set != NULL && *set == '.')
    set++;
  if (set != NULL && *set != '\0')
    return g_ascii_strdown (set, -1);
  return g_steal_pointer (&by_name);
}

/* Returns: (transfer full): asset_name, in at most 256 characters; never empty */
char *
hoist_huawei_file_dup_asset_name (const HoistFacts *facts)
{
  const char *set = hoist_huawei_get (facts, "asset-name");
  g_autofree char *type = NULL;
  g_autofree char *stem = NULL;
  g_autofree char *name = NULL;

  hoist_name_split (facts->file->name, &stem, &type);
  name = hoist_name_fit (set != NULL ? set : stem, HOIST_HUAWEI_FORBIDDEN_IN_NAME, G_MAXSIZE);
  if (*name == '\0')
    return g_strdup ("upload");
  if (g_utf8_strlen (name, -1) <= HOIST_HUAWEI_MAX_NAME)
    return g_steal_pointer (&name);
  return g_utf8_substring (name, 0, HOIST_HUAWEI_MAX_NAME);
}

/* asset_type as set; "auto" goes by @type (nullable). */
const char *
hoist_huawei_file_get_asset_type (const HoistFacts *facts, const char *type)
{
  const char *set = hoist_facts_get (facts, "asset-type");
  gsize found = 0;

  if (strcmp (set, "auto") != 0)
    return set;
  found = type != NULL ? find_by_type (type) : G_N_ELEMENTS (asset_types);
  return found < G_N_ELEMENTS (asset_types) ? asset_types[found].asset_type : OTHER;
}

/* The Content-Type that goes with a file_type, byte for byte. */
const char *
hoist_huawei_file_get_content_type (const char *type)
{
  for (gsize i = 0; i < G_N_ELEMENTS (content_types); i++) {
    if (g_strcmp0 (content_types[i].type, type) == 0)
      return content_types[i].content_type;
  }
  return "application/octet-stream";
}

/* Whether the file goes in parts. */
gboolean
hoist_huawei_file_is_large (const HoistFacts *facts)
{
  return facts->file->size >=
         MIN (hoist_huawei_get_number (facts, "large-file-from"), HOIST_HUAWEI_MAX_PUT + 1);
}

/**
 * hoist_huawei_file_get_n_parts:
 *
 * Returns: how many equal parts a large file has: as few as parts of about the size set give, at
 *   most 100, and never so many that a part is smaller than the store takes
 */
guint
hoist_huawei_file_get_n_parts (const HoistFacts *facts)
{
  guint64 size = facts->file->size;
  guint64 part_size = CLAMP (hoist_huawei_get_number (facts, "part-size"), HOIST_HUAWEI_MIN_PART,
                             HOIST_HUAWEI_MAX_PUT);
  guint64 n_parts = size / part_size + (size % part_size > 0);

  n_parts = MIN (n_parts, size / HOIST_HUAWEI_MIN_PART);
  return (guint) CLAMP (n_parts, 1, HOIST_HUAWEI_MAX_PARTS);
}

static gboolean
check_size (const HoistFacts *facts, const char *asset_type, guint64 max_size, GError **error)
{
  g_autofree char *limit = NULL;

  if (facts->file->size <= max_size)
    return TRUE;

  limit = hoist_format_size (max_size);
  g_set_error (
      error, HOIST_ERROR, HOIST_ERROR_TOO_LARGE,
      _ ("An asset of type %s may have up to %s, and this file is larger. Make it smaller, "
         "or set “Asset type” to COMMON_FILE."),
      asset_type, limit);
  return FALSE;
}

static gboolean
check_type (const HoistFacts *facts, const char *type, GError **error)
{
  const char *asset_type = hoist_huawei_file_get_asset_type (facts, type);

  for (gsize i = 0; i < G_N_ELEMENTS (asset_types); i++) {
    g_autofree char *known = NULL;

    if (strcmp (asset_types[i].asset_type, asset_type) != 0)
      continue;
    if (g_strv_contains (asset_types[i].types, type))
      return check_size (facts, asset_type, asset_types[i].max_size, error);

    known = g_strjoinv (", ", (char **) asset_types[i].types);
    g_set_error (error, HOIST_ERROR, HOIST_ERROR_REFUSED,
                 _ ("An asset of type %s is one of: %s. Set another “Asset type”, or “auto”."),
                 asset_type, known);
    return FALSE;
  }
  return check_size (facts, asset_type, HOIST_HUAWEI_MAX_FILE, error);
}

/* "Check these before step 1 so that no empty asset is left behind" (notes 7). The provider's
 * check_file. */
gboolean
hoist_huawei_file_check (const HoistFacts *facts, GError **error)
{
  g_autofree char *type = hoist_huawei_file_dup_type (facts);

  return hoist_provider_check_content (facts, type, error) && check_type (facts, type, error);
}
