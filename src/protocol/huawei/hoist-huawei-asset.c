/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What MetaStudio says of an asset and of the files in it. "Notes" are
 * docs/protocols/huawei-metastudio.md. */
#include "hoist-huawei-asset.h"

#include "hoist-huawei-code.h"

#include <string.h>

/* "1..64" for asset_id (notes 8); a hash or a UUID in all samples. */
#define MAX_ID 128

/* An id becomes a segment of a path, so only what can do no harm there is one. (nullable) */
const char *
hoist_huawei_asset_get_id (const HoistReadValue *object, const char *name)
{
  const char *id = hoist_read_get_text (object, name);
  gsize length = id != NULL ? strlen (id) : 0;

  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isalnum (id[i]) && strchr ("-_", id[i]) == NULL)
      return NULL;
  }
  return length > 0 && length <= MAX_ID ? id : NULL;
}

/* (nullable): the file of that id. */
const HoistReadValue *
hoist_huawei_asset_find_file (const HoistReadValue *asset, const char *file)
{
  const HoistReadValue *files = hoist_read_find_array (asset, "files");

  for (guint i = 0; file != NULL && i < hoist_read_get_count (files); i++) {
    const HoistReadValue *entry = hoist_read_get_object_at (files, i);

    if (g_strcmp0 (hoist_read_get_text (entry, "file_id"), file) == 0)
      return entry;
  }
  return NULL;
}

/* Notes 11.3, the table of file states; of the asset's own only what overrules them. */
static HoistHuaweiState
read_state (const char *state)
{
  static const struct {
    const char *name;
    HoistHuaweiState state;
  } rows[] = {
    { "CREATING", HOIST_HUAWEI_CREATING }, { "UPLOADED", HOIST_HUAWEI_PROCESSING },
    { "REVIEW", HOIST_HUAWEI_PROCESSING }, { "CREATED", HOIST_HUAWEI_READY },
    { "FAILED", HOIST_HUAWEI_ENDED },      { "CANCELLED", HOIST_HUAWEI_ENDED },
    { "BLOCK", HOIST_HUAWEI_REJECTED },    { "DELETING", HOIST_HUAWEI_GONE },
    { "DELETED", HOIST_HUAWEI_GONE },
  };

  for (gsize i = 0; state != NULL && i < G_N_ELEMENTS (rows); i++) {
    if (g_ascii_strcasecmp (rows[i].name, state) == 0)
      return rows[i].state;
  }
  return HOIST_HUAWEI_UNKNOWN;
}

/* What has become of a file (nullable: it is not in the answer) in its asset. */
HoistHuaweiState
hoist_huawei_asset_get_state (const HoistReadValue *asset, const HoistReadValue *file)
{
  HoistHuaweiState whole = read_state (hoist_read_get_text (asset, "asset_state"));

  if (whole == HOIST_HUAWEI_GONE || whole == HOIST_HUAWEI_REJECTED)
    return whole;
  return file != NULL ? read_state (hoist_read_get_text (file, "state")) : HOIST_HUAWEI_GONE;
}

/* Returns: (transfer full) (nullable): why a file was rejected, in the service's words */
char *
hoist_huawei_asset_dup_reason (const HoistFacts *facts,
                               const HoistReadValue *asset,
                               const HoistReadValue *file)
{
  const char *texts[] = { hoist_read_get_text (file, "reason"),
                          hoist_read_get_text (asset, "reason"),
                          hoist_read_get_text (asset, "fail_type"),
                          hoist_read_get_text (asset, "block_reason_code") };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    char *reason = hoist_huawei_code_dup_quote (facts, texts[i]);

    if (reason != NULL)
      return reason;
  }
  return NULL;
}

/* (nullable): the asset's main file; there can be only one (notes 8). */
const HoistReadValue *
hoist_huawei_asset_find_main (const HoistReadValue *asset)
{
  const HoistReadValue *files = hoist_read_find_array (asset, "files");

  for (guint i = 0; i < hoist_read_get_count (files); i++) {
    const HoistReadValue *entry = hoist_read_get_object_at (files, i);

    if (g_strcmp0 (hoist_read_get_text (entry, "asset_file_category"), "MAIN") == 0 &&
        hoist_huawei_asset_get_state (NULL, entry) != HOIST_HUAWEI_GONE)
      return entry;
  }
  return NULL;
}

/* Whether a record is about this very file: "the same name, MD5 and category" (notes 13.3), as far
 * as both sides say. */
gboolean
hoist_huawei_asset_is_same_file (const HoistFacts *facts, const HoistReadValue *file)
{
  const char *name = hoist_read_get_text (file, "file_name");
  const char *md5 = hoist_read_get_text (file, "file_md5");
  g_autofree char *ours = hoist_digests_dup_base64 (&facts->file->digests, HOIST_DIGEST_MD5);
  g_autofree char *folded = name != NULL ? g_utf8_casefold (name, -1) : NULL;
  g_autofree char *our_name = g_utf8_casefold (facts->file->name, -1);
  guint64 size = 0;

  if (g_strcmp0 (folded, our_name) != 0)
    return FALSE;
  if (hoist_read_uint (file, "file_size", &size) && size > 0 && size != facts->file->size)
    return FALSE;
  return md5 == NULL || *md5 == '\0' || ours == NULL || strcmp (md5, ours) == 0;
}

/* Whether an asset in a list can be the one whose creation was answered with silence: of that name,
 * without its main file, and with nothing in it but a record of this file (notes 13.3). */
gboolean
hoist_huawei_asset_is_ours (const HoistFacts *facts, const HoistReadValue *asset, const char *name)
{
  const HoistReadValue *files = hoist_read_find_array (asset, "files");

  if (g_strcmp0 (hoist_read_get_text (asset, "asset_name"), name) != 0 ||
      read_state (hoist_read_get_text (asset, "asset_state")) != HOIST_HUAWEI_CREATING ||
      hoist_huawei_asset_get_id (asset, "asset_id") == NULL)
    return FALSE;

  for (guint i = 0; i < hoist_read_get_count (files); i++) {
    const HoistReadValue *file = hoist_read_get_object_at (files, i);

    if (facts->file == NULL || !hoist_huawei_asset_is_same_file (facts, file) ||
        read_state (hoist_read_get_text (file, "state")) != HOIST_HUAWEI_CREATING)
      return FALSE;
  }
  return TRUE;
}
