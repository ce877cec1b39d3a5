/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The connection doctor against the practice service: all is well, or one thing is wrong. */
#include "hoist-doctor.h"

#include "hoist-error.h"
#include "hoist-stage.h"
#include "hoist-test-await.h"
#include "test-certificates.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  HoistStage *stage;
  HoistDoctor *doctor;
  GAsyncResult *result;
  guint n_changes;
} Fixture;

static void
on_changed (Fixture *fixture)
{
  fixture->n_changes++;
}

static void
open_stage (Fixture *fixture, const char *service, const HoistPracticeOptions *options)
{
  fixture->stage = hoist_stage_new (service, NULL, NULL, options);
}

static void
close_stage (Fixture *fixture)
{
  g_clear_object (&fixture->result);
  g_clear_object (&fixture->doctor);
  hoist_stage_free (fixture->stage);
}

static gboolean
is_there (gpointer data)
{
  GAsyncResult **slot = data;

  return *slot != NULL;
}

static gboolean
examine (Fixture *fixture, GError **error)
{
  HoistStage *stage = fixture->stage;

  fixture->doctor = hoist_doctor_new (stage->engine, stage->channel, "Studio A");
  g_signal_connect_swapped (fixture->doctor, "changed", G_CALLBACK (on_changed), fixture);
  hoist_doctor_run_async (fixture->doctor, NULL, hoist_test_keep_result, &fixture->result);
  hoist_stage_run_until (stage, is_there, &fixture->result);
  return hoist_doctor_run_finish (fixture->doctor, fixture->result, error);
}

static void
assert_state (Fixture *fixture, HoistDoctorStep step, HoistDoctorState state)
{
  g_test_message ("%s: %s", hoist_doctor_get_title (step),
                  hoist_doctor_get_sentence (fixture->doctor, step));
  g_assert_cmpint (hoist_doctor_get_state (fixture->doctor, step), ==, state);
}

static void
test_good (gconstpointer data)
{
  Fixture fixture = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  open_stage (&fixture, data, NULL);
  g_assert_true (examine (&fixture, &error));
  g_assert_no_error (error);
  assert_state (&fixture, HOIST_DOCTOR_PROXY, HOIST_DOCTOR_SKIPPED);
  assert_state (&fixture, HOIST_DOCTOR_CONNECT, HOIST_DOCTOR_GOOD);
  assert_state (&fixture, HOIST_DOCTOR_SECURE, HOIST_DOCTOR_GOOD);
  assert_state (&fixture, HOIST_DOCTOR_CLOCK, HOIST_DOCTOR_GOOD);
  assert_state (&fixture, HOIST_DOCTOR_ACCOUNT, HOIST_DOCTOR_GOOD);
  assert_state (&fixture, HOIST_DOCTOR_SPEED, HOIST_DOCTOR_SKIPPED);
  g_assert_cmpuint (fixture.n_changes, >=, HOIST_DOCTOR_N_STEPS);
  text = hoist_doctor_dup_text (fixture.doctor);
  g_assert_nonnull (strstr (text, "Studio A"));
  g_assert_nonnull (strstr (text, "Account: good"));
  close_stage (&fixture);
}

/* The engine's clock is another than the service's. */
static void
test_wrong_clock (void)
{
  Fixture fixture = { 0 };
  g_autoptr (HoistTestClock) clock = hoist_test_clock_new ();
  HoistStage *stage = NULL;
  g_autoptr (GError) error = NULL;

  open_stage (&fixture, "tencent-vod", NULL);
  stage = fixture.stage;
  hoist_test_clock_set_real (clock, hoist_clock_get_real (HOIST_CLOCK (stage->clock)) -
                                        2 * G_TIME_SPAN_HOUR);
  g_clear_object (&stage->channel);
  g_clear_object (&stage->engine);
  stage->channel = hoist_channel_new (HOIST_CREDENTIALS (stage->account), HOIST_CLOCK (clock));
  stage->engine = hoist_engine_new (HOIST_CLOCK (clock), HOIST_JOURNAL (stage->journal));
  g_assert_true (examine (&fixture, &error));
  g_assert_no_error (error);
  assert_state (&fixture, HOIST_DOCTOR_CLOCK, HOIST_DOCTOR_NOTED);
  g_assert_nonnull (
      strstr (hoist_doctor_get_sentence (fixture.doctor, HOIST_DOCTOR_CLOCK), "slow by 2:00:00"));
  /* the server's time is what is signed with */
  assert_state (&fixture, HOIST_DOCTOR_ACCOUNT, HOIST_DOCTOR_GOOD);
  close_stage (&fixture);
}

static char *
write_pem (const char *text)
{
  char *path = NULL;
  int file = g_file_open_tmp ("hoist-test-XXXXXX.pem", &path, NULL);

  g_assert_true (g_close (file, NULL));
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static void
test_bad_certificate (void)
{
  Fixture fixture = { 0 };
  g_autofree char *pem = write_pem (TEST_SERVER_PEM);
  HoistPracticeOptions options = { .certificate = pem, .key = pem };
  g_autoptr (GError) error = NULL;

  open_stage (&fixture, "tencent-vod", &options);
  g_unlink (pem);
  g_assert_false (examine (&fixture, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_REFUSED);
  assert_state (&fixture, HOIST_DOCTOR_CONNECT, HOIST_DOCTOR_GOOD);
  assert_state (&fixture, HOIST_DOCTOR_SECURE, HOIST_DOCTOR_FAILED);
  assert_state (&fixture, HOIST_DOCTOR_CLOCK, HOIST_DOCTOR_NOT_YET);
  assert_state (&fixture, HOIST_DOCTOR_ACCOUNT, HOIST_DOCTOR_NOT_YET);
  close_stage (&fixture);
}

/* A port that was free a moment ago. */
static guint16
find_closed_port (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);

  g_socket_listener_close (listener);
  return port;
}

static void
test_closed_port (void)
{
  Fixture fixture = { 0 };
  g_autofree char *address = g_strdup_printf ("http://127.0.0.1:%u", find_closed_port ());
  g_autoptr (GError) error = NULL;

  open_stage (&fixture, "tencent-vod", NULL);
  hoist_test_account_set_setting (fixture.stage->account, "endpoint", address);
  g_assert_false (examine (&fixture, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_OFFLINE);
  assert_state (&fixture, HOIST_DOCTOR_CONNECT, HOIST_DOCTOR_FAILED);
  assert_state (&fixture, HOIST_DOCTOR_SECURE, HOIST_DOCTOR_NOT_YET);
  close_stage (&fixture);
}

/* A wrong key: everything up to the account is well, and the report does not have the key. */
static void
test_wrong_key (void)
{
  Fixture fixture = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  open_stage (&fixture, "tencent-vod", NULL);
  hoist_test_account_set_secret (fixture.stage->account, "secret-key", "plantedwrongkey42");
  g_assert_false (examine (&fixture, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_SIGN_IN);
  assert_state (&fixture, HOIST_DOCTOR_SECURE, HOIST_DOCTOR_GOOD);
  assert_state (&fixture, HOIST_DOCTOR_ACCOUNT, HOIST_DOCTOR_FAILED);
  assert_state (&fixture, HOIST_DOCTOR_SPEED, HOIST_DOCTOR_NOT_YET);
  text = hoist_doctor_dup_text (fixture.doctor);
  g_assert_null (strstr (text, "plantedwrongkey42"));
  g_assert_nonnull (strstr (text, "Account: failed"));
  close_stage (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/doctor/finds-nothing/tencent-vod", "tencent-vod", test_good);
  g_test_add_data_func ("/doctor/finds-nothing/alibaba-pds", "alibaba-pds", test_good);
  g_test_add_data_func ("/doctor/finds-nothing/huawei-metastudio", "huawei-metastudio", test_good);
  g_test_add_data_func ("/doctor/finds-nothing/xvid-mediahub", "xvid-mediahub", test_good);
  g_test_add_func ("/doctor/finds-a-wrong-clock", test_wrong_clock);
  g_test_add_func ("/doctor/finds-a-bad-certificate", test_bad_certificate);
  g_test_add_func ("/doctor/finds-a-closed-port", test_closed_port);
  g_test_add_func ("/doctor/finds-a-wrong-key", test_wrong_key);

  return g_test_run ();
}
