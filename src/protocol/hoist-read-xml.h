/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A strict, capped reader for the small XML answers of object stores. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The longest honest answer is an error with a few ids. */
#define HOIST_READ_XML_MAX_SIZE (64 * 1024)
#define HOIST_READ_XML_MAX_NAMES 100

/* The root element's name, and the texts of its children. */
typedef struct _HoistReadXml HoistReadXml;

HoistReadXml *hoist_read_xml_new (GBytes *bytes, GError **error);
void hoist_read_xml_free (HoistReadXml *self);
const char *hoist_read_xml_get_root (const HoistReadXml *self);
const char *hoist_read_xml_get_text (const HoistReadXml *self, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistReadXml, hoist_read_xml_free)

G_END_DECLS
