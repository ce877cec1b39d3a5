/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors in the words of whoever says them: MetaStudio, its gateway, the token service, the store.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint hoist_practice_huawei_get_status (const char *code);
gint64 hoist_practice_huawei_get_number (const char *code);
gboolean hoist_practice_huawei_is_store_code (const char *code);
char *
hoist_practice_huawei_write_error (const char *code, const char *message, const char *request_id);

G_END_DECLS
