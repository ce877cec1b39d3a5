/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A strict, capped reader for the JSON that a stranger sends. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The largest text that is read. The longest honest answer is InitUpload's list of the parts that a
 * server has: some 95 bytes a part, so this is enough for a 100 GB file in 1 MiB parts. */
#define HOIST_READ_MAX_SIZE (16 * 1024 * 1024)
#define HOIST_READ_MAX_DEPTH 32
/* Names in one object. */
#define HOIST_READ_MAX_NAMES 1000
/* Objects, arrays and values in the whole text: memory, for each costs some 200 bytes. */
#define HOIST_READ_MAX_VALUES 500000

/* A text that was read, and any value inside it: an object, an array, a text or a number. */
typedef struct _HoistRead HoistRead;
typedef struct _HoistReadValue HoistReadValue;

HoistRead *hoist_read_new (GBytes *bytes, GError **error);
HoistRead *hoist_read_new_from_text (const char *text, GError **error);
void hoist_read_free (HoistRead *self);
const HoistReadValue *hoist_read_get_root (const HoistRead *self);

/* Values of an object by name; names are compared ignoring the case of ASCII letters. */
const HoistReadValue *hoist_read_find (const HoistReadValue *object, const char *name);
const HoistReadValue *hoist_read_find_object (const HoistReadValue *object, const char *name);
const HoistReadValue *hoist_read_find_array (const HoistReadValue *object, const char *name);
const char *hoist_read_get_text (const HoistReadValue *object, const char *name);
gboolean hoist_read_int (const HoistReadValue *object, const char *name, gint64 *value);
gboolean hoist_read_uint (const HoistReadValue *object, const char *name, guint64 *value);
gboolean hoist_read_flag (const HoistReadValue *object, const char *name, gboolean *value);
char **hoist_read_dup_names (const HoistReadValue *object);

/* Elements of an array. */
guint hoist_read_get_count (const HoistReadValue *array);
const HoistReadValue *hoist_read_get_object_at (const HoistReadValue *array, guint index);
const char *hoist_read_get_text_at (const HoistReadValue *array, guint index);

gboolean hoist_read_parse_int (const char *text, gint64 *value);
gboolean hoist_read_parse_uint (const char *text, guint64 *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistRead, hoist_read_free)

G_END_DECLS
