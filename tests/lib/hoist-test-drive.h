/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A drive that does not answer when a test says so. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *hoist_test_drive_make_elsewhere (const char *path, gsize length);
void hoist_test_drive_hang (const char *path);
void hoist_test_drive_answer (void);

G_END_DECLS
