/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A user's folders that belong to a test program. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void hoist_test_init_at_home (int *argc, char ***argv);

G_END_DECLS
