/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The signature that Tencent VOD's legacy calls carry, recomputed on the server's side. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *hoist_practice_tencent_sign (const char *method,
                                   const char *host,
                                   const char *path,
                                   GPtrArray *params,
                                   const char *secret_key,
                                   gboolean without_at);
gboolean hoist_practice_tencent_is_signed (const char *method,
                                           const char *host,
                                           const char *path,
                                           GPtrArray *params,
                                           const char *secret_key,
                                           gboolean is_lenient);

G_END_DECLS
