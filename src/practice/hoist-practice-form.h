/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A body of multipart/form-data read as it comes, without keeping the file in memory. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  char *name;     /* (owned): UTF-8 */
  char *filename; /* (owned) (nullable): NULL for a plain field */
  char *type;     /* (owned) (nullable): its Content-Type */
} HoistPracticeFormPart;

/**
 * HoistPracticeFormHandler:
 * @open: a part begins
 * @take: bytes of the part that was opened last
 * @close: that part is complete
 *
 * What is done with the parts, in the order of the body. Each may fail, which ends the reading.
 */
typedef struct {
  gboolean (*open) (gpointer data, const HoistPracticeFormPart *part, GError **error);
  gboolean (*take) (gpointer data, const guint8 *bytes, gsize size, GError **error);
  gboolean (*close) (gpointer data, GError **error);
} HoistPracticeFormHandler;

typedef struct _HoistPracticeForm HoistPracticeForm;

char *hoist_practice_form_read_boundary (const char *content_type);
HoistPracticeForm *hoist_practice_form_new (const char *boundary,
                                            const HoistPracticeFormHandler *handler,
                                            gpointer data);
void hoist_practice_form_free (HoistPracticeForm *self);
gboolean
hoist_practice_form_feed (HoistPracticeForm *self, const guint8 *data, gsize size, GError **error);
gboolean hoist_practice_form_is_complete (HoistPracticeForm *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistPracticeForm, hoist_practice_form_free)

G_END_DECLS
