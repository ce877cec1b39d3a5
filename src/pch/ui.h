/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of ui read most, for builds with -Dprecompiled=true. */

#include <adwaita.h>
