/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a service wants to know from the user: one table makes the form, the command line's help
 * and the check of what was typed. */
#pragma once

#include "hoist-settings.h"

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  HOIST_FIELD_TEXT,
  HOIST_FIELD_ADDRESS, /* https, or http on loopback */
  HOIST_FIELD_NUMBER,
  HOIST_FIELD_SWITCH, /* "1" or "0" */
  HOIST_FIELD_CHOICE,
  HOIST_FIELD_LIST, /* texts separated by commas */
} HoistFieldKind;

typedef enum {
  HOIST_FIELD_REQUIRED = 1 << 0,
  HOIST_FIELD_SECRET = 1 << 1,     /* vault only: never in the store, never shown */
  HOIST_FIELD_PER_UPLOAD = 1 << 2, /* an upload's options may override the account's value */
  HOIST_FIELD_ADVANCED = 1 << 3,   /* behind an expander in the form */
  HOIST_FIELD_ASKED = 1 << 4,      /* CHOICES lists the values that the service has for it */
  HOIST_FIELD_WAY_IN = 1 << 5,     /* one secret of several ways in: a newer way ends the others */
  HOIST_FIELD_UNTIL_COMMIT = 1 << 6, /* the service still takes it with COMMIT: see HoistProvider */
  HOIST_FIELD_ENDING = 1 << 7,       /* a file's ending: letters and digits, with a "." or not */
} HoistFieldFlags;

/**
 * HoistField:
 * @id: kebab-case, stored: never change it
 * @label: for people, marked with N_()
 * @help: one sentence, marked with N_()
 * @initial: (nullable): the value when the user gives none
 * @choices: (nullable) (array zero-terminated=1): the values of a %HOIST_FIELD_CHOICE
 * @max_length: characters of a text, or of each in a list, that the service takes; 0 for any
 * @max_count: texts that it takes in a list; 0 for any
 */
typedef struct {
  const char *id;
  HoistFieldKind kind;
  HoistFieldFlags flags;
  const char *label;
  const char *help;
  const char *initial;
  const char *const *choices;
  guint max_length;
  guint max_count;
} HoistField;

const HoistField *hoist_field_find (const HoistField *fields, guint n_fields, const char *id);
gboolean hoist_field_is_named (const HoistField *self, const char *sentence);
char **hoist_field_split_list (const char *value);
gboolean hoist_field_check (const HoistField *self, const char *value, GError **error);
gboolean hoist_field_check_address (const char *address, GError **error);

G_END_DECLS
