/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of base read most, for builds with -Dprecompiled=true. */

#include <gio/gio.h>
