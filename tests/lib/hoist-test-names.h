/* SPDX-License-Identifier: GPL-3.0-or-later */
/* File names that have broken uploaders. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

GPtrArray *hoist_test_load_names (void);

G_END_DECLS
