/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of queue read most, for builds with -Dprecompiled=true. */

#include <gio/gio.h>
#include <json-glib/json-glib.h>
