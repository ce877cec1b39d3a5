/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store of Xvid MediaHub: one form posted to it, checked while it comes. */
#pragma once

#include "hoist-practice-xvid-request.h"

G_BEGIN_DECLS

/* Where a posted file stands among the parts of what is stored for an upload: alone, or as the
 * chunk of that number. */
#define HOIST_PRACTICE_XVID_WHOLE 0
#define HOIST_PRACTICE_XVID_FIRST_CHUNK 1

typedef struct _HoistPracticeXvidForm HoistPracticeXvidForm;

HoistPracticeXvidForm *hoist_practice_xvid_form_new (HoistPracticeXvid *xvid,
                                                     HoistPracticeExchange *exchange);
void hoist_practice_xvid_form_free (HoistPracticeXvidForm *self);
gboolean hoist_practice_xvid_form_open (HoistPracticeXvidForm *self);
gboolean
hoist_practice_xvid_form_take (HoistPracticeXvidForm *self, const guint8 *data, gsize size);
void hoist_practice_xvid_form_finish (HoistPracticeXvidForm *self);
void hoist_practice_xvid_form_flip (HoistPracticeXvidForm *self, gint64 position);

G_END_DECLS
