/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folders of tests, and all that came into them. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void hoist_test_remove_folder (const char *path);

G_END_DECLS
