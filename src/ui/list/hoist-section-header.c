/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The heading of one section of the list, with how many uploads the section has. */
#include "hoist-section-header.h"

struct _HoistSectionHeader {
  GObject parent;

  HoistSection section;
  guint count;
  guint n_hidden;
  gboolean is_complete;
};

typedef enum { PROP_COUNT = 1, PROP_N_HIDDEN, PROP_IS_COMPLETE } HoistSectionHeaderProperty;

static GParamSpec *properties[PROP_IS_COMPLETE + 1];

G_DEFINE_FINAL_TYPE (HoistSectionHeader, hoist_section_header, G_TYPE_OBJECT)

/**
 * hoist_section_of:
 *
 * An upload that tries again in a moment is still at work: it shall not jump to and fro.
 *
 * Returns: the section where an upload in @state belongs
 */
HoistSection
hoist_section_of (HoistState state, HoistReason reason)
{
  switch (state) {
  case HOIST_STATE_ATTENTION:
    return HOIST_SECTION_ATTENTION;
  case HOIST_STATE_HASHING:
  case HOIST_STATE_STARTING:
  case HOIST_STATE_UPLOADING:
  case HOIST_STATE_FINISHING:
    return HOIST_SECTION_UPLOADING;
  case HOIST_STATE_WAITING:
    return reason == HOIST_REASON_RETRY || reason == HOIST_REASON_RATE ? HOIST_SECTION_UPLOADING
                                                                       : HOIST_SECTION_WAITING;
  case HOIST_STATE_PROCESSING:
  case HOIST_STATE_FINISHED:
  case HOIST_STATE_REMOVED:
    return HOIST_SECTION_FINISHED;
  case HOIST_STATE_QUEUED:
  case HOIST_STATE_PAUSED:
  default:
    return HOIST_SECTION_WAITING;
  }
}

static void
hoist_section_header_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HoistSectionHeader *self = HOIST_SECTION_HEADER (object);

  switch ((HoistSectionHeaderProperty) id) {
  case PROP_COUNT:
    g_value_set_uint (value, self->count);
    break;
  case PROP_N_HIDDEN:
    g_value_set_uint (value, self->n_hidden);
    break;
  case PROP_IS_COMPLETE:
    g_value_set_boolean (value, self->is_complete);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hoist_section_header_class_init (HoistSectionHeaderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = hoist_section_header_get_property;
  properties[PROP_COUNT] = g_param_spec_uint ("count", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_N_HIDDEN] = g_param_spec_uint ("n-hidden", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_IS_COMPLETE] = g_param_spec_boolean ("is-complete", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
hoist_section_header_init (HoistSectionHeader *self)
{
}

HoistSectionHeader *
hoist_section_header_new (HoistSection section)
{
  HoistSectionHeader *self = g_object_new (HOIST_TYPE_SECTION_HEADER, NULL);

  self->section = section;
  return self;
}

HoistSection
hoist_section_header_get_section (HoistSectionHeader *self)
{
  return self->section;
}

guint
hoist_section_header_get_count (HoistSectionHeader *self)
{
  return self->count;
}

guint
hoist_section_header_get_n_hidden (HoistSectionHeader *self)
{
  return self->n_hidden;
}

gboolean
hoist_section_header_is_complete (HoistSectionHeader *self)
{
  return self->is_complete;
}

/**
 * hoist_section_header_set_figures:
 * @count: uploads in the section, those in folders included
 * @n_hidden: rows at its end that are not shown
 * @is_complete: whether the section shows all of its rows, however many
 */
void
hoist_section_header_set_figures (HoistSectionHeader *self,
                                  guint count,
                                  guint n_hidden,
                                  gboolean is_complete)
{
  GObject *object = G_OBJECT (self);
  guint old_count = self->count;
  guint old_hidden = self->n_hidden;
  gboolean was_complete = self->is_complete;

  self->count = count;
  self->n_hidden = n_hidden;
  self->is_complete = is_complete;
  if (count != old_count)
    g_object_notify_by_pspec (object, properties[PROP_COUNT]);
  if (n_hidden != old_hidden)
    g_object_notify_by_pspec (object, properties[PROP_N_HIDDEN]);
  if (is_complete != was_complete)
    g_object_notify_by_pspec (object, properties[PROP_IS_COMPLETE]);
}
