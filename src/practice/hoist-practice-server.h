/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The practice server: all services on one loopback port. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _HoistPracticeServer HoistPracticeServer;

/**
 * HoistPracticeOptions:
 * @storage: (nullable): folder; %NULL takes a temporary one
 * @port: 0 takes any free one
 * @rate: bytes a second that all connections together may send; 0: unlimited
 * @is_sink: throw bodies away
 * @is_lenient: accept known deviations of the vendors' own clients
 * @has_no_rates: do not count requests a minute
 * @certificate: (nullable): file in PEM; serve https, with @key
 * @faults: (nullable): rules in JSON
 * @vary: (nullable): names of variations, with commas
 * @get_wall_us: (nullable): microseconds since 1970; %NULL takes the system's
 * @get_monotonic_us: (nullable): microseconds since some start; %NULL takes the system's
 * @clock: (nullable): handed to both
 *
 * All zero is a good set of options.
 */
typedef struct {
  const char *storage;
  guint16 port;
  guint64 rate;
  gboolean is_sink;
  gboolean is_lenient;
  gboolean has_no_rates;
  const char *certificate;
  const char *key;
  const char *faults;
  const char *vary;
  gint64 (*get_wall_us) (gpointer clock);
  gint64 (*get_monotonic_us) (gpointer clock);
  gpointer clock;
} HoistPracticeOptions;

HoistPracticeServer *hoist_practice_server_new (const HoistPracticeOptions *options,
                                                GError **error);
void hoist_practice_server_free (HoistPracticeServer *self);
guint16 hoist_practice_server_get_port (HoistPracticeServer *self);
guint hoist_practice_server_count_requests (HoistPracticeServer *self);
char *hoist_practice_server_describe (HoistPracticeServer *self);
gboolean
hoist_practice_server_set_faults (HoistPracticeServer *self, const char *faults, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistPracticeServer, hoist_practice_server_free)

G_END_DECLS
