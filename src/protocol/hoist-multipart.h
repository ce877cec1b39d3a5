/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forms as multipart/form-data, with a file whose bytes are streamed later. */
#pragma once

#include "hoist-request.h"

#include <glib.h>

G_BEGIN_DECLS

/* Names and values in their order; a name may come again. */
typedef struct _HoistMultipart HoistMultipart;

HoistMultipart *hoist_multipart_new (void);
HoistMultipart *hoist_multipart_new_from_text (const char *text);
void hoist_multipart_free (HoistMultipart *self);
gboolean hoist_multipart_add (HoistMultipart *self, const char *name, const char *value);
const char *hoist_multipart_get (const HoistMultipart *self, const char *name);
gboolean hoist_multipart_replace (HoistMultipart *self, const char *name, const char *value);
guint hoist_multipart_get_count (const HoistMultipart *self);
char *hoist_multipart_to_text (const HoistMultipart *self);
void hoist_multipart_fill (const HoistMultipart *self, const char *boundary, HoistRequest *request);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistMultipart, hoist_multipart_free)

G_END_DECLS
