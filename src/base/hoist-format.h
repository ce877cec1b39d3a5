/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes, rates and durations as people read them, translated. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Between the parts of a sentence; where the line is broken the dot stays at its end. */
#define HOIST_FORMAT_DOT "\302\240· "

char *hoist_format_size (guint64 size);
char *hoist_format_progress (guint64 done, guint64 size);
char *hoist_format_rate (guint64 rate);
char *hoist_format_plain (const char *text);
char *hoist_format_time_left (gint64 seconds);
char *hoist_format_wait (gint64 wait_us);

G_END_DECLS
