/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One upload as a plain row, and one save of it. */
#include "hoist-record.h"

#include <string.h>

/**
 * hoist_record_new:
 * @path: (type filename): absolute
 * @account: the account's id, or ""
 *
 * Makes a row for a file that is to be queued. Its time of adding is filled in when it is stored.
 */
HoistRecord *
hoist_record_new (const char *path, const char *account)
{
  HoistRecord *self = g_new0 (HoistRecord, 1);

  self->path = g_strdup (path);
  self->account = g_strdup (account != NULL ? account : "");
  self->state = HOIST_STATE_QUEUED;
  self->reason = HOIST_REASON_NONE;
  return self;
}

/**
 * hoist_record_copy:
 *
 * Makes a copy that may go to another thread: it shares only the options, which nobody changes in
 * place.
 */
HoistRecord *
hoist_record_copy (const HoistRecord *self)
{
  HoistRecord *copy = g_new (HoistRecord, 1);

  *copy = *self;
  copy->path = g_strdup (self->path);
  copy->account = g_strdup (self->account);
  copy->options = self->options != NULL ? hoist_settings_ref (self->options) : NULL;
  copy->folder = g_strdup (self->folder);
  copy->message = g_strdup (self->message);
  copy->mount_point = g_strdup (self->mount_point);
  copy->remote_id = g_strdup (self->remote_id);
  copy->link = g_strdup (self->link);
  copy->verified = g_strdup (self->verified);
  return copy;
}

/**
 * hoist_record_free:
 * @self: (nullable)
 */
void
hoist_record_free (HoistRecord *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->options, hoist_settings_unref);
  g_free (self->path);
  g_free (self->account);
  g_free (self->folder);
  g_free (self->message);
  g_free (self->mount_point);
  g_free (self->remote_id);
  g_free (self->link);
  g_free (self->verified);
  g_free (self);
}

static void
part_clear (HoistPart *part)
{
  g_clear_pointer (&part->etag, g_free);
}

/**
 * hoist_change_new:
 * @record: copied
 *
 * Begins a save that writes the row only; ticket, parts and sealed half are added to it.
 */
HoistChange *
hoist_change_new (const HoistRecord *record)
{
  HoistChange *self = g_new0 (HoistChange, 1);

  self->record = hoist_record_copy (record);
  return self;
}

/**
 * hoist_change_add_part:
 * @part: copied
 */
void
hoist_change_add_part (HoistChange *self, const HoistPart *part)
{
  HoistPart copy = *part;

  if (self->parts == NULL) {
    self->parts = g_array_new (FALSE, FALSE, sizeof (HoistPart));
    g_array_set_clear_func (self->parts, (GDestroyNotify) part_clear);
  }

  copy.etag = g_strdup (part->etag);
  g_array_append_val (self->parts, copy);
}

/**
 * hoist_change_free:
 */
void
hoist_change_free (HoistChange *self)
{
  g_clear_pointer (&self->record, hoist_record_free);
  g_clear_pointer (&self->parts, g_array_unref);
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  g_free (self->ticket);
  if (self->sealed != NULL)
    explicit_bzero (self->sealed, strlen (self->sealed));
  g_free (self->sealed);
  g_free (self);
}
