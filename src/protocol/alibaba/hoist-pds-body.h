/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The JSON object that every call of Alibaba PDS has as its body. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HoistPdsBody HoistPdsBody;

HoistPdsBody *hoist_pds_body_new (void);
void hoist_pds_body_free (HoistPdsBody *self);
void hoist_pds_body_add (HoistPdsBody *self, const char *name, const char *value);
void hoist_pds_body_add_number (HoistPdsBody *self, const char *name, guint64 value);
void hoist_pds_body_add_parts (HoistPdsBody *self, guint first, guint last);
GBytes *hoist_pds_body_to_bytes (HoistPdsBody *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistPdsBody, hoist_pds_body_free)

G_END_DECLS
