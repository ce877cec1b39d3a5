/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text for people, JSON lines for scripts. */
#pragma once

#include "hoist-cli-paths.h"
#include "hoist-cli-row.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct _HoistCliOutput HoistCliOutput;

HoistCliOutput *hoist_cli_output_new (gboolean is_json);
void hoist_cli_output_free (HoistCliOutput *self);

void hoist_cli_output_state (HoistCliOutput *self, const HoistCliRow *row, gboolean is_news);
void hoist_cli_output_result (HoistCliOutput *self, const HoistCliRow *row, double seconds);
void hoist_cli_output_missing (HoistCliOutput *self, const HoistCliMissingPath *missing);
void hoist_cli_output_listed (HoistCliOutput *self, const HoistCliRow *row);
void hoist_cli_output_finished (HoistCliOutput *self, const HoistCliRow *row);

void hoist_cli_print_json (JsonBuilder *builder);
void hoist_cli_add_json_text (JsonBuilder *builder, const char *name, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistCliOutput, hoist_cli_output_free)

G_END_DECLS
