/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs the queue, or follows the program that runs it, until uploads have ended. */
#pragma once

#include "hoist-cli-watch.h"
#include "hoist-cli.h"

G_BEGIN_DECLS

int hoist_cli_follow (HoistCli *self, HoistCliWatch *watch, gboolean is_everything);

G_END_DECLS
