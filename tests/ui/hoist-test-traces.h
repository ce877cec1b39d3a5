/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which widgets there were, and whether they are gone. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _HoistTestTraces HoistTestTraces;

HoistTestTraces *hoist_test_traces_new (void);
void hoist_test_traces_follow_windows (HoistTestTraces *self);
void hoist_test_traces_expect_gone (HoistTestTraces *self);
void hoist_test_traces_free (HoistTestTraces *self);

gboolean hoist_test_traces_has_seen (const char *type_name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistTestTraces, hoist_test_traces_free)

G_END_DECLS
