/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the other threads of a test have nothing to do: only then may its clock move. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean hoist_test_do_other_threads_sleep (void);

G_END_DECLS
