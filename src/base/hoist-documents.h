/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that a sandbox reads by way of the document portal: what they are called outside, and by
 * which path they are read. */
#pragma once

#include "hoist-ways.h"

#include <glib.h>

G_BEGIN_DECLS

gboolean hoist_documents_has (const char *path);
char *hoist_documents_dup_host_path (const char *path);
char *hoist_documents_dup_shown_path (const char *path);
gboolean hoist_documents_is_out_of_sight (const char *path);

char *hoist_documents_take (const char *path);

gboolean hoist_documents_is_sandbox (void);
HoistWays *hoist_documents_get_ways (void);

void hoist_documents_set_test_place (const char *root, gboolean is_sandbox);

G_END_DECLS
