/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every fault does what its description says, and leaves behind what it says. */
#include "practice-client.h"

typedef struct {
  Practice practice;
  guint8 *data; /* (owned) */
  Line line;
  Reply reply;
} Fixture;

static void
set_up (Fixture *self, gconstpointer unused)
{
  self->data = vector_new ();
  practice_start (&self->practice);
  g_assert_cmpint (practice_init (&self->practice, &self->reply), ==, 0);
  line_open (&self->line, &self->practice);
}

static void
tear_down (Fixture *self, gconstpointer unused)
{
  line_close (&self->line);
  reply_clear (&self->reply);
  practice_end (&self->practice);
  g_free (self->data);
}

static void
set_fault (Fixture *self, const char *rule)
{
  practice_set_faults (&self->practice, rule);
}

static void
send_part (Fixture *self)
{
  practice_part (&self->practice, &self->line, self->data, 0, &self->reply);
}

static gboolean
is_stored (Fixture *self)
{
  return practice_init (&self->practice, &self->reply) == 1;
}

static guint64
get_received (Fixture *self)
{
  JsonObject *entry = practice_get_last (&self->practice, "UploadPart", &self->reply);

  return (guint64) json_object_get_int_member (entry, "received");
}

static void
assert_reset (Fixture *self, const char *rule, guint64 least, guint64 most, gboolean is_kept)
{
  set_fault (self, rule);
  send_part (self);
  g_assert_cmpuint (self->reply.status, ==, 0);
  g_assert_true (self->reply.is_reset);
  g_assert_cmpuint (get_received (self), >=, least);
  g_assert_cmpuint (get_received (self), <=, most);
  g_assert_cmpint (is_stored (self), ==, is_kept);
}

static void
test_reset_before_body (Fixture *self, gconstpointer unused)
{
  assert_reset (self, "[{\"fault\":\"reset\",\"call\":\"UploadPart\"}]", 0, 0, FALSE);
}

static void
test_reset_mid_body (Fixture *self, gconstpointer unused)
{
  assert_reset (
      self, "[{\"fault\":\"reset\",\"call\":\"UploadPart\",\"at\":\"mid-body\",\"bytes\":300000}]",
      300000, 310000, FALSE);
}

static void
test_reset_after_body (Fixture *self, gconstpointer unused)
{
  assert_reset (self, "[{\"fault\":\"reset\",\"call\":\"UploadPart\",\"at\":\"after-body\"}]", MIB,
                MIB, FALSE);
}

static void
test_reset_after_store (Fixture *self, gconstpointer unused)
{
  assert_reset (self, "[{\"fault\":\"reset\",\"call\":\"UploadPart\",\"at\":\"after-store\"}]", MIB,
                MIB, TRUE);
}

/* The first request on a connection is left alone, however many connections there are. */
static void
test_reused_connection (Fixture *self, gconstpointer unused)
{
  set_fault (self, "[{\"fault\":\"reset\",\"call\":\"UploadPart\",\"reused\":true}]");
  send_part (self);
  g_assert_cmpint (reply_get_int (&self->reply, "code"), ==, 0);
  line_open (&self->line, &self->practice);
  send_part (self);
  g_assert_cmpint (reply_get_int (&self->reply, "code"), ==, 0);
  send_part (self);
  g_assert_true (self->reply.is_reset);
  g_assert_true (json_object_get_boolean_member (
      practice_get_last (&self->practice, "UploadPart", &self->reply), "reused"));
}

static void
test_nth_and_times (Fixture *self, gconstpointer unused)
{
  const guint expected[] = { 200, 503, 503, 200 };

  set_fault (self, "[{\"fault\":\"status\",\"call\":\"UploadPart\",\"nth\":2,\"times\":2}]");
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++) {
    send_part (self);
    g_assert_cmpuint (self->reply.status, ==, expected[i]);
    practice_finish (&self->practice, &self->reply);
    g_assert_cmpuint (self->reply.status, ==, 200);
  }
}

static void
test_always (Fixture *self, gconstpointer unused)
{
  set_fault (self, "[{\"fault\":\"status\",\"status\":429,\"times\":-1}]");
  for (guint i = 0; i < 5; i++) {
    send_part (self);
    g_assert_cmpuint (self->reply.status, ==, 429);
  }
}

/* Two rules for one call take turns: the second waits until the first has struck. */
static void
test_rules_in_order (Fixture *self, gconstpointer unused)
{
  set_fault (self, "[{\"fault\":\"status\",\"status\":500},{\"fault\":\"status\",\"status\":502}]");
  send_part (self);
  g_assert_cmpuint (self->reply.status, ==, 500);
  send_part (self);
  g_assert_cmpuint (self->reply.status, ==, 502);
  send_part (self);
  g_assert_cmpuint (self->reply.status, ==, 200);
}

static void
test_status (Fixture *self, gconstpointer unused)
{
  set_fault (self,
             "[{\"fault\":\"status\",\"call\":\"UploadPart\",\"status\":429,"
             "\"headers\":{\"Retry-After\":\"7\",\"X-More\":\"yes\"},\"body\":\"slow down\"}]");
  send_part (self);
  g_assert_cmpuint (self->reply.status, ==, 429);
  g_assert_nonnull (strstr (self->reply.head, "Retry-After: 7"));
  g_assert_nonnull (strstr (self->reply.head, "X-More: yes"));
  g_assert_cmpstr (self->reply.body, ==, "slow down");
  g_assert_cmpuint (get_received (self), ==, MIB);
  g_assert_false (is_stored (self));
}

/* The answer comes while half the body is still to be sent, and then the connection ends. */
static void
test_early (Fixture *self, gconstpointer unused)
{
  g_autoptr (GPtrArray) params = params_new_part (&self->practice, VECTOR_SHA1, 0, self->data, MIB);
  g_autofree char *target = params_write (params, "POST", "/v2/index.php");

  set_fault (self, "[{\"fault\":\"early\",\"call\":\"UploadPart\",\"status\":403,"
                   "\"body\":\"no\",\"delay_ms\":1}]");
  line_send_request (&self->line, "POST", target, "Content-Length: 1048576\r\n", self->data, 1000);
  line_read (&self->line, &self->reply);
  g_assert_cmpuint (self->reply.status, ==, 403);
  g_assert_cmpstr (self->reply.body, ==, "no");
  line_read (&self->line, &self->reply);
  g_assert_cmpuint (self->reply.status, ==, 0);
  g_assert_false (is_stored (self));
}

static void
test_early_mid_body (Fixture *self, gconstpointer unused)
{
  g_autoptr (GPtrArray) params = params_new_part (&self->practice, VECTOR_SHA1, 0, self->data, MIB);
  g_autofree char *target = params_write (params, "POST", "/v2/index.php");

  set_fault (self, "[{\"fault\":\"early\",\"call\":\"UploadPart\",\"status\":413,"
                   "\"at\":\"mid-body\",\"bytes\":200000}]");
  line_send_request (&self->line, "POST", target, "Content-Length: 1048576\r\n", self->data,
                     400000);
  line_read (&self->line, &self->reply);
  g_assert_cmpuint (self->reply.status, ==, 413);
  g_assert_cmpuint (get_received (self), >=, 200000);
}

static void
test_drop_reply (Fixture *self, gconstpointer unused)
{
  set_fault (self, "[{\"fault\":\"drop-reply\",\"call\":\"UploadPart\"}]");
  send_part (self);
  g_assert_cmpuint (self->reply.status, ==, 0);
  g_assert_false (self->reply.is_reset);
  g_assert_true (is_stored (self));
}

/* The work is done all the same: the file is there when the client asks again. */
static void
test_drop_reply_of_finish (Fixture *self, gconstpointer unused)
{
  practice_send_parts (&self->practice, self->data, 0, &self->reply);
  set_fault (self, "[{\"fault\":\"drop-reply\",\"call\":\"FinishUpload\"}]");
  practice_finish (&self->practice, &self->reply);
  g_assert_cmpuint (self->reply.status, ==, 0);
  g_assert_cmpint (practice_init (&self->practice, &self->reply), ==, 2);
}

static void
test_truncate (Fixture *self, gconstpointer unused)
{
  set_fault (self, "[{\"fault\":\"truncate\",\"call\":\"UploadPart\",\"bytes\":10}]");
  send_part (self);
  g_assert_cmpuint (self->reply.status, ==, 200);
  g_assert_cmpuint (self->reply.size, ==, 10);
  g_assert_cmpuint (self->reply.promised, >, 10);
  g_assert_true (is_stored (self));
}

static void
test_garbage (Fixture *self, gconstpointer unused)
{
  set_fault (self, "[{\"fault\":\"garbage\",\"call\":\"UploadPart\",\"times\":1},"
                   "{\"fault\":\"garbage\",\"call\":\"UploadPart\",\"body\":\"[[[\"}]");
  send_part (self);
  g_assert_cmpuint (self->reply.status, ==, 200);
  g_assert_cmpuint (self->reply.size, ==, self->reply.promised);
  g_assert_null (self->reply.json);
  send_part (self);
  g_assert_cmpstr (self->reply.body, ==, "[[[");
  g_assert_true (is_stored (self));
}

static void
test_code (Fixture *self, gconstpointer unused)
{
  set_fault (self, "[{\"fault\":\"code\",\"call\":\"UploadPart\",\"code\":-10004,\"canRetry\":1},"
                   "{\"fault\":\"code\",\"call\":\"UploadPart\",\"code\":4400},"
                   "{\"fault\":\"code\",\"call\":\"UploadPart\",\"code\":-1,\"canRetry\":0,"
                   "\"at\":\"after-store\"}]");
  send_part (self);
  g_assert_cmpint (reply_get_int (&self->reply, "code"), ==, -10004);
  g_assert_cmpint (reply_get_int (&self->reply, "canRetry"), ==, 1);
  send_part (self);
  g_assert_cmpint (reply_get_int (&self->reply, "code"), ==, 4400);
  g_assert_false (json_object_has_member (reply_get_object (&self->reply), "canRetry"));
  g_assert_false (is_stored (self));
  send_part (self);
  g_assert_cmpint (reply_get_int (&self->reply, "code"), ==, -1);
  g_assert_cmpint (reply_get_int (&self->reply, "canRetry"), ==, 0);
  g_assert_true (is_stored (self));
}

static void
test_code_of_every_call (Fixture *self, gconstpointer unused)
{
  set_fault (self, "[{\"fault\":\"code\",\"call\":\"*\",\"code\":-10001,\"times\":-1}]");
  send_part (self);
  g_assert_cmpint (reply_get_int (&self->reply, "code"), ==, -10001);
  g_assert_cmpint (practice_init (&self->practice, &self->reply), ==, -10001);
  practice_finish (&self->practice, &self->reply);
  g_assert_cmpint (reply_get_int (&self->reply, "code"), ==, -10001);
}

/* The part passes its MD5, is damaged afterwards, and the whole file's SHA-1 tells. */
static void
test_flip_after_check (Fixture *self, gconstpointer unused)
{
  set_fault (self, "[{\"fault\":\"flip\",\"call\":\"UploadPart\",\"nth\":3}]");
  practice_send_parts (&self->practice, self->data, 0, &self->reply);
  practice_finish (&self->practice, &self->reply);
  g_assert_cmpint (reply_get_int (&self->reply, "code"), <, 0);
}

static void
test_flip_before_check (Fixture *self, gconstpointer unused)
{
  set_fault (self, "[{\"fault\":\"flip\",\"call\":\"UploadPart\",\"at\":\"mid-body\","
                   "\"bytes\":777777}]");
  send_part (self);
  g_assert_cmpint (reply_get_int (&self->reply, "code"), ==, -10006);
  g_assert_cmpint (reply_get_int (&self->reply, "canRetry"), ==, 1);
  send_part (self);
  g_assert_cmpint (reply_get_int (&self->reply, "code"), ==, 0);
}

static void
assert_late (Fixture *self, const char *rule, gint64 least_ms, guint status)
{
  gint64 start_us = g_get_monotonic_time ();

  set_fault (self, rule);
  send_part (self);
  g_assert_cmpint (g_get_monotonic_time () - start_us, >=, least_ms * 1000);
  g_assert_cmpuint (self->reply.status, ==, status);
}

static void
test_delay (Fixture *self, gconstpointer unused)
{
  const char *const moments[] = { "before-body", "mid-body", "after-body", "after-store" };

  for (gsize i = 0; i < G_N_ELEMENTS (moments); i++) {
    g_autofree char *rule = g_strdup_printf ("[{\"fault\":\"delay\",\"call\":\"UploadPart\","
                                             "\"at\":\"%s\",\"delay_ms\":40}]",
                                             moments[i]);

    g_test_message ("%s", moments[i]);
    assert_late (self, rule, 40, 200);
    g_assert_cmpint (reply_get_int (&self->reply, "code"), ==, 0);
    g_assert_true (is_stored (self));
  }
}

/* Nothing comes while it lasts, and the end is an end, not a reset with an answer. */
static void
test_stall (Fixture *self, gconstpointer unused)
{
  assert_late (self,
               "[{\"fault\":\"stall\",\"call\":\"UploadPart\",\"at\":\"mid-body\","
               "\"delay_ms\":40}]",
               40, 0);
  g_assert_false (is_stored (self));
}

static void
test_slow_body (Fixture *self, gconstpointer unused)
{
  /* 1 MiB at 8 MiB/s takes an eighth of a second, less what the bucket starts with. */
  assert_late (self, "[{\"fault\":\"slow\",\"call\":\"UploadPart\",\"bytes\":8388608}]", 80, 200);
  g_assert_true (is_stored (self));
}

static void
test_slow_answer (Fixture *self, gconstpointer unused)
{
  gint64 start_us = g_get_monotonic_time ();

  set_fault (self, "[{\"fault\":\"slow\",\"call\":\"InitUpload\",\"bytes\":2000}]");
  g_assert_cmpint (practice_init (&self->practice, &self->reply), ==, 0);
  /* Some 200 bytes of header and body. */
  g_assert_cmpint (g_get_monotonic_time () - start_us, >=, 50000);
}

static void
test_refuse (Fixture *self, gconstpointer unused)
{
  Line other = { 0 };
  guint refused = 0;
  gint64 deadline_us = g_get_monotonic_time () + TIMEOUT_S * G_USEC_PER_SEC;

  line_open (&other, &self->practice);
  set_fault (self, "[{\"fault\":\"refuse\",\"call\":\"UploadPart\",\"delay_ms\":100}]");
  send_part (self);
  g_assert_true (self->reply.is_reset);
  line_read (&other, &self->reply);
  g_assert_cmpuint (self->reply.status, ==, 0);
  while (!line_try (&other, &self->practice) && g_get_monotonic_time () < deadline_us)
    refused++;
  g_assert_cmpuint (refused, >, 0);
  line_close (&other);
  line_open (&self->line, &self->practice);
  send_part (self);
  g_assert_cmpint (reply_get_int (&self->reply, "code"), ==, 0);
}

static void
test_refuse_connections (Fixture *self, gconstpointer unused)
{
  set_fault (self, "[{\"fault\":\"refuse\",\"call\":\"connect\",\"times\":2}]");
  for (guint i = 0; i < 2; i++) {
    /* The reset may come before connecting has ended, or after. */
    if (line_try (&self->line, &self->practice)) {
      send_part (self);
      g_assert_cmpuint (self->reply.status, ==, 0);
    }
  }
  line_open (&self->line, &self->practice);
  send_part (self);
  g_assert_cmpint (reply_get_int (&self->reply, "code"), ==, 0);
}

static void
test_clock (Fixture *self, gconstpointer unused)
{
  g_autoptr (GPtrArray) params = NULL;
  g_autoptr (GDateTime) date = NULL;
  const char *header = NULL;
  gint64 off_s = 0;

  set_fault (self, "[{\"fault\":\"clock\",\"seconds\":-36000}]");
  send_part (self);
  g_assert_cmpint (reply_get_int (&self->reply, "code"), ==, 4500);
  header = strstr (self->reply.head, "Date: ");
  g_assert_nonnull (header);
  date = soup_date_time_new_from_http_string (header + strlen ("Date: "));
  g_assert_nonnull (date);
  off_s = g_date_time_to_unix (date) - g_get_real_time () / G_USEC_PER_SEC;
  g_assert_cmpint (ABS (off_s + 36000), <=, 2);

  params = params_new_init (&self->practice, VECTOR_SHA1, VECTOR_SIZE, MIB);
  params_set_number (params, "Timestamp", (guint64) g_date_time_to_unix (date));
  practice_call (&self->practice, NULL, params, "GET", NULL, 0, &self->reply);
  g_assert_cmpint (reply_get_int (&self->reply, "code"), ==, 0);
}

/* What changes the service goes together with what breaks one exchange. */
static void
test_clock_and_code (Fixture *self, gconstpointer unused)
{
  set_fault (self, "[{\"fault\":\"no-rates\"},{\"fault\":\"vary\",\"as\":[\"capital-code\"]},"
                   "{\"fault\":\"code\",\"code\":-7}]");
  send_part (self);
  g_assert_cmpint (reply_get_int (&self->reply, "Code"), ==, -7);
}

static void
test_other_service (Fixture *self, gconstpointer unused)
{
  set_fault (self, "[{\"fault\":\"status\",\"service\":\"alibaba-pds\"},"
                   "{\"fault\":\"status\",\"service\":\"tencent-vod\",\"status\":502}]");
  send_part (self);
  g_assert_cmpuint (self->reply.status, ==, 502);
}

static void
test_bad_rules_change_nothing (Fixture *self, gconstpointer unused)
{
  const char *const rules[] = {
    "",
    "{",
    "[1]",
    "[{}]",
    "[{\"fault\":\"explode\"}]",
    "[{\"fault\":\"reset\",\"at\":\"noon\"}]",
    "[{\"fault\":\"reset\",\"often\":1}]",
    "[{\"fault\":\"reset\",\"nth\":\"1\"}]",
    "[{\"fault\":\"status\",\"headers\":{\"a\":1}}]",
    "[{\"fault\":\"vary\",\"as\":\"all\"}]",
    "[{\"fault\":\"reset\",\"reused\":1}]",
    "[{\"fault\":\"vary\",\"as\":[\"all\"]}]",
  };

  set_fault (self, "[{\"fault\":\"status\",\"status\":502,\"times\":-1}]");
  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++) {
    g_test_message ("%s", rules[i]);
    practice_post (&self->practice, "/practice/faults", rules[i], &self->reply);
    g_assert_cmpuint (self->reply.status, ==, 400);
  }
  send_part (self);
  g_assert_cmpuint (self->reply.status, ==, 502);
}

static void
test_rules_are_counted (Fixture *self, gconstpointer unused)
{
  JsonObject *rule = NULL;

  set_fault (self, "{\"fault\":\"status\",\"call\":\"UploadPart\",\"nth\":2}");
  for (guint i = 0; i < 3; i++)
    send_part (self);
  practice_get (&self->practice, "/practice/faults", &self->reply);
  rule = json_array_get_object_element (json_node_get_array (self->reply.json), 0);
  g_assert_cmpint (json_object_get_int_member (rule, "seen"), ==, 3);
  g_assert_cmpint (json_object_get_int_member (rule, "fired"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (rule, "struck"), ==, 1);
}

/* A call without a body has no middle: the fault comes when the request is complete. */
static void
test_mid_body_without_body (Fixture *self, gconstpointer unused)
{
  g_autoptr (GPtrArray) params = params_new_finish (&self->practice, VECTOR_SHA1);

  set_fault (self, "[{\"fault\":\"reset\",\"call\":\"FinishUpload\",\"at\":\"mid-body\"}]");
  line_call (&self->line, params, "GET", NULL, 0, &self->reply);
  g_assert_cmpuint (self->reply.status, ==, 0);
}

typedef void (*TestFunc) (Fixture *self, gconstpointer unused);

static const struct {
  const char *path;
  TestFunc test;
} tests[] = {
  { "/practice/faults/reset-before-body", test_reset_before_body },
  { "/practice/faults/reset-mid-body", test_reset_mid_body },
  { "/practice/faults/reset-after-body", test_reset_after_body },
  { "/practice/faults/reset-after-store", test_reset_after_store },
  { "/practice/faults/reused-connection", test_reused_connection },
  { "/practice/faults/nth-and-times", test_nth_and_times },
  { "/practice/faults/always", test_always },
  { "/practice/faults/rules-in-order", test_rules_in_order },
  { "/practice/faults/status", test_status },
  { "/practice/faults/early", test_early },
  { "/practice/faults/early-mid-body", test_early_mid_body },
  { "/practice/faults/drop-reply", test_drop_reply },
  { "/practice/faults/drop-reply-of-finish", test_drop_reply_of_finish },
  { "/practice/faults/truncate", test_truncate },
  { "/practice/faults/garbage", test_garbage },
  { "/practice/faults/code", test_code },
  { "/practice/faults/code-of-every-call", test_code_of_every_call },
  { "/practice/faults/flip-after-check", test_flip_after_check },
  { "/practice/faults/flip-before-check", test_flip_before_check },
  { "/practice/faults/delay", test_delay },
  { "/practice/faults/stall", test_stall },
  { "/practice/faults/slow-body", test_slow_body },
  { "/practice/faults/slow-answer", test_slow_answer },
  { "/practice/faults/refuse", test_refuse },
  { "/practice/faults/refuse-connections", test_refuse_connections },
  { "/practice/faults/clock", test_clock },
  { "/practice/faults/clock-and-code", test_clock_and_code },
  { "/practice/faults/other-service", test_other_service },
  { "/practice/faults/bad-rules", test_bad_rules_change_nothing },
  { "/practice/faults/rules-are-counted", test_rules_are_counted },
  { "/practice/faults/mid-body-without-body", test_mid_body_without_body },
};

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
