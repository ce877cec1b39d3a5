/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the uploads of one account share: the server's clock, and the stop. */
#include "hoist-channel.h"

#include "hoist-error.h"
#include "hoist-test-clock.h"

#define MINUTE (60 * (gint64) G_USEC_PER_SEC)
#define NOW (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC)

/* An account as small as it can be. */
#define TEST_TYPE_CREDENTIALS (test_credentials_get_type ())
G_DECLARE_FINAL_TYPE (TestCredentials, test_credentials, TEST, CREDENTIALS, GObject)

struct _TestCredentials {
  GObject parent_instance;
};

static const HoistRate rates[] = { { "init", 10, MINUTE } };
static const HoistProvider provider = { .id = "test", .rates = rates, .n_rates = 1 };

static const HoistProvider *
get_provider (HoistCredentials *credentials)
{
  return &provider;
}

static void
test_credentials_interface_init (HoistCredentialsInterface *iface)
{
  iface->get_provider = get_provider;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestCredentials,
                               test_credentials,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (HOIST_TYPE_CREDENTIALS,
                                                      test_credentials_interface_init))

static void
test_credentials_class_init (TestCredentialsClass *klass)
{
}

static void
test_credentials_init (TestCredentials *self)
{
}

typedef struct {
  HoistTestClock *clock;
  HoistCredentials *credentials;
  HoistChannel *channel;
  guint n_notified;
} Fixture;

static void
on_notify (GObject *object, GParamSpec *pspec, gpointer data)
{
  (*(guint *) data)++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->clock = hoist_test_clock_new ();
  hoist_test_clock_set_real (fixture->clock, NOW);
  fixture->credentials = g_object_new (TEST_TYPE_CREDENTIALS, NULL);
  fixture->channel = hoist_channel_new (fixture->credentials, HOIST_CLOCK (fixture->clock));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->channel);
  g_assert_finalize_object (fixture->credentials);
  g_assert_cmpuint (hoist_test_clock_get_n_timers (fixture->clock), ==, 0);
  g_assert_finalize_object (fixture->clock);
}

static void
test_parts (Fixture *fixture, gconstpointer data)
{
  g_assert_true (hoist_channel_get_credentials (fixture->channel) == fixture->credentials);
  g_assert_true (hoist_channel_get_provider (fixture->channel) == &provider);
  g_assert_cmpint (hoist_limiter_get_wait (hoist_channel_get_limiter (fixture->channel), "init"),
                   ==, 0);
}

/* Offset of the server's clock before and after, what is used then, and what is reported. */
static const struct {
  gint64 before_us;
  gint64 after_us;
  gint64 used_us;
  gboolean is_moved;
  guint n_notified;
} dates[] = {
  { 0, 0, 0, FALSE, 0 },
  { 0, 5 * MINUTE, 0, FALSE, 0 },
  { 0, -5 * MINUTE, 0, FALSE, 0 },
  { 0, 5 * MINUTE + 1, 5 * MINUTE + 1, TRUE, 1 },
  { 0, -5 * MINUTE - 1, -5 * MINUTE - 1, TRUE, 1 },
  { 0, 525600 * MINUTE, 525600 * MINUTE, TRUE, 1 },
  /* The next reply's wobble changes nothing, a slow drift is followed without a report. */
  { 10 * MINUTE, 10 * MINUTE + G_USEC_PER_SEC, 10 * MINUTE, FALSE, 0 },
  { 10 * MINUTE, 11 * MINUTE, 11 * MINUTE, FALSE, 1 },
  { 10 * MINUTE, 15 * MINUTE + 1, 15 * MINUTE + 1, TRUE, 1 },
  /* Somebody has set this computer's clock. */
  { 10 * MINUTE, 0, 0, TRUE, 1 },
  { 10 * MINUTE, -10 * MINUTE, -10 * MINUTE, TRUE, 1 },
};

static void
test_dates (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (dates); i++) {
    guint n_notified = 0;
    gulong handler = 0;

    g_test_message ("case %u", i);
    hoist_channel_note_date (fixture->channel, NOW);
    if (dates[i].before_us != 0)
      g_assert_true (hoist_channel_note_date (fixture->channel, NOW + dates[i].before_us));
    handler = g_signal_connect (fixture->channel, "notify::clock-offset", G_CALLBACK (on_notify),
                                &n_notified);
    g_assert_cmpint (hoist_channel_note_date (fixture->channel, NOW + dates[i].after_us), ==,
                     dates[i].is_moved);
    g_assert_cmpint (hoist_channel_get_clock_offset (fixture->channel), ==, dates[i].used_us);
    g_assert_cmpint (hoist_channel_get_now (fixture->channel), ==, NOW + dates[i].used_us);
    g_assert_cmpuint (n_notified, ==, dates[i].n_notified);
    g_signal_handler_disconnect (fixture->channel, handler);
  }
}

static void
test_no_date (Fixture *fixture, gconstpointer data)
{
  g_assert_true (hoist_channel_note_date (fixture->channel, NOW + 10 * MINUTE));
  g_assert_false (hoist_channel_note_date (fixture->channel, 0));
  g_assert_false (hoist_channel_note_date (fixture->channel, -NOW));
  g_assert_cmpint (hoist_channel_get_clock_offset (fixture->channel), ==, 10 * MINUTE);
}

static void
test_stop (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) first = g_error_new_literal (HOIST_ERROR, HOIST_ERROR_SIGN_IN, "Refused.");
  g_autoptr (GError) second = g_error_new_literal (HOIST_ERROR, HOIST_ERROR_SIGN_IN, "Locked out.");
  gboolean is_stopped = TRUE;

  g_signal_connect (fixture->channel, "notify::is-stopped", G_CALLBACK (on_notify),
                    &fixture->n_notified);
  g_assert_null (hoist_channel_get_stop_error (fixture->channel));
  hoist_channel_resume (fixture->channel);
  g_assert_cmpuint (fixture->n_notified, ==, 0);

  hoist_channel_stop (fixture->channel, first);
  hoist_channel_stop (fixture->channel, second);
  hoist_channel_stop (fixture->channel, hoist_channel_get_stop_error (fixture->channel));
  g_assert_cmpuint (fixture->n_notified, ==, 1);
  g_assert_cmpstr (hoist_channel_get_stop_error (fixture->channel)->message, ==, "Locked out.");

  hoist_channel_resume (fixture->channel);
  g_assert_cmpuint (fixture->n_notified, ==, 2);
  g_assert_null (hoist_channel_get_stop_error (fixture->channel));
  g_object_get (fixture->channel, "is-stopped", &is_stopped, NULL);
  g_assert_false (is_stopped);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("/channel/has-the-accounts-rates", test_parts);
  ADD ("/channel/follows-the-servers-clock", test_dates);
  ADD ("/channel/ignores-a-missing-date", test_no_date);
  ADD ("/channel/stops-and-resumes", test_stop);

  return g_test_run ();
}
