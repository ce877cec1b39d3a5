/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All that must survive a restart for one upload. */
#pragma once

#include "hoist-part.h"
#include "hoist-slices.h"
#include "hoist-step.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * HoistTicket:
 * @next: the step an upload goes on with: BEGIN, PART, COMMIT or WATCH
 * @has_begun: the service knows of this upload (or may do so)
 * @starts_over: the user wants nothing of it: ABORT, then BEGIN anew
 * @part_size: the grid's size in bytes, 0 before there is one
 * @parts: (owned) (element-type HoistPart): the whole grid, ascending and without a gap
 * @expires_us: when the upload's addresses run out, server time; 0 for never
 * @remote_id: (owned) (nullable): the service's name for the finished file
 * @link: (owned) (nullable): where the file can be seen
 * @verified: (unowned) (nullable): by what the bytes were proven; a static string of design
 *   section 3
 * @is_instant: the service had the file already
 * @is_changed: set by whoever changes anything but parts; the engine saves and clears it
 * @is_grid_new: set when @parts was planned anew
 * @is_sealed_new: set with a value of the sealed half; the engine saves and clears it
 */
typedef struct {
  HoistStep next;
  gboolean has_begun;
  gboolean starts_over;
  guint64 part_size;
  GArray *parts;
  gint64 expires_us;
  char *remote_id;
  char *link;
  const char *verified;
  gboolean is_instant;
  gboolean is_changed;
  gboolean is_grid_new;
  gboolean is_sealed_new;

  /*< private >*/
  GHashTable *values; /* (owned) (element-type utf8 utf8) */
  GHashTable *sealed; /* (owned) (element-type utf8 utf8) */
} HoistTicket;

HoistTicket *hoist_ticket_new (void);
HoistTicket *hoist_ticket_new_from_text (const char *text, GError **error);
void hoist_ticket_free (HoistTicket *self);
void hoist_ticket_reset (HoistTicket *self);
char *hoist_ticket_to_text (const HoistTicket *self);

const char *hoist_ticket_get (const HoistTicket *self, const char *name);
void hoist_ticket_set (HoistTicket *self, const char *name, const char *value);
const char *hoist_ticket_get_sealed (const HoistTicket *self, const char *name);
void hoist_ticket_set_sealed (HoistTicket *self, const char *name, const char *value);
gboolean hoist_ticket_has_sealed (const HoistTicket *self);
char *hoist_ticket_sealed_to_text (const HoistTicket *self);
gboolean hoist_ticket_open_sealed (HoistTicket *self, const char *text, GError **error);

void hoist_ticket_set_result (HoistTicket *self,
                              const char *remote_id,
                              const char *link,
                              const char *verified);
void
hoist_ticket_plan (HoistTicket *self, guint64 size, guint64 part_size, const HoistSlices *slices);
void hoist_ticket_plan_behind (HoistTicket *self,
                               guint64 size,
                               const guint64 *lengths,
                               guint n_lengths,
                               guint64 part_size);
gboolean hoist_ticket_get_crc64 (const HoistTicket *self, guint64 *crc64);
HoistPart *hoist_ticket_get_part (const HoistTicket *self, guint index);
guint hoist_ticket_get_n_parts (const HoistTicket *self);
HoistPart *hoist_ticket_find_part (const HoistTicket *self, guint64 offset);
guint64 hoist_ticket_get_bytes_done (const HoistTicket *self);
gboolean hoist_ticket_are_parts_done (const HoistTicket *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistTicket, hoist_ticket_free)

G_END_DECLS
