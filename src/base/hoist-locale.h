/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The language of the user, for a program's first line. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void hoist_locale_init (void);

G_END_DECLS
