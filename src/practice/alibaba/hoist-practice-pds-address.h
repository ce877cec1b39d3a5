/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Presigned addresses of parts, as the object store behind PDS makes and checks them. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define HOIST_PRACTICE_PDS_STORE "/pds-store/"
/* Notes 6.5: "presigned URL: 15 min default". */
#define HOIST_PRACTICE_PDS_ADDRESS_LIFE_S 900

/* What a signature holds for. */
typedef struct {
  const char *method;
  const char *path;         /* raw */
  const char *content_type; /* "" for none */
  const char *content_md5;  /* "" for none */
  const char *upload_id;
  guint part_number;
  gint64 expires_s;
  guint64 serial;             /* counts the addresses */
  gboolean has_other_expires; /* as x-oss-expires, the other name that clients know */
} HoistPracticePdsAddress;

char *hoist_practice_pds_sign (const HoistPracticePdsAddress *address);
char *hoist_practice_pds_address_write_query (const HoistPracticePdsAddress *address);

G_END_DECLS
