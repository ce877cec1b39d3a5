/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Replays what the vendors' own clients send. A strict server takes each request as the documents
 * want it and refuses each deviation by itself; a lenient one takes all deviations at once. */
#include "trace-player.h"

/* Where the traces are, below the test's sources. */
static const char *const files[] = { "alibaba-pds.json", "tencent-vod.json", "xvid-mediahub.json" };

typedef struct {
  char *file;  /* (owned) */
  char *trace; /* (owned) */
  gboolean is_lenient;
} Case;

/* What a step sends: its own description over that of its shape. */
static JsonObject *
make_send (Player *self, JsonObject *step)
{
  JsonObject *shapes = json_object_get_object_member (self->file, "shapes");
  JsonObject *send = json_object_new ();

  if (json_object_has_member (step, "shape"))
    trace_merge (send, json_object_get_object_member (
                           shapes, json_object_get_string_member (step, "shape")));
  trace_merge (send, json_object_get_object_member (step, "send"));
  return send;
}

/* Only what a deviation touches may be wrong, so the rest of the step stays as it is. */
static void
play_deviations (Player *self, JsonObject *step)
{
  JsonArray *deviations = json_object_get_array_member (step, "deviations");

  for (guint i = 0; i < json_array_get_length (deviations); i++) {
    JsonObject *deviation = json_array_get_object_element (deviations, i);
    g_autoptr (JsonObject) send = make_send (self, step);

    g_test_message ("  deviates: %s", json_object_get_string_member (deviation, "what"));
    trace_merge (send, json_object_get_object_member (deviation, "send"));
    player_send (self, send);
    player_expect (self, json_object_get_object_member (deviation, "refused"));
  }
}

static void
add_deviations (JsonObject *send, JsonObject *step)
{
  JsonArray *deviations = json_object_get_array_member (step, "deviations");

  for (guint i = 0; i < json_array_get_length (deviations); i++)
    trace_merge (send, json_object_get_object_member (json_array_get_object_element (deviations, i),
                                                      "send"));
}

/* Tencent says it with a code and status 200. */
static gboolean
is_refused (Player *self)
{
  JsonNode *code = self->reply.json != NULL ? trace_find_member (self->reply.json, "code") : NULL;

  if (self->reply.status >= 400)
    return TRUE;
  return code != NULL && json_node_get_value_type (code) == G_TYPE_INT64 &&
         (json_node_get_int (code) < 0 || json_node_get_int (code) > 2);
}

static void
refuse_bytes (Player *self, JsonObject *send, const TraceRequest *request, char *start, gsize size)
{
  for (gsize i = 0; i < size; i++) {
    char byte = start[i];

    start[i] = byte == 'Q' ? 'R' : 'Q';
    player_send_bytes (self, trace_get_text (send, "method", ""), request);
    if (!is_refused (self))
      g_error ("accepted with byte %" G_GSIZE_FORMAT " changed: %s", i, start);
    start[i] = byte;
  }
}

/* With any byte of what proves the sender changed, it is not the sender. */
static void
play_every_byte (Player *self, JsonObject *step)
{
  g_autoptr (JsonObject) send = make_send (self, step);
  g_autoptr (JsonNode) filled = player_fill (self, send);
  JsonObject *object = json_node_get_object (filled);
  TraceRequest request = { 0 };
  char *start = NULL;

  trace_request_write (&request, object, self->data);
  if (g_str_equal (json_object_get_string_member (step, "every-byte"), "query")) {
    start = strchr (request.target, '?');
    g_assert_nonnull (start);
    refuse_bytes (self, object, &request, start + 1, strlen (start + 1));
  } else {
    start = strstr (request.headers, "Authorization: ");
    g_assert_nonnull (start);
    start += strlen ("Authorization: ");
    refuse_bytes (self, object, &request, start, strcspn (start, "\r"));
  }
  trace_request_clear (&request);
}

/* Whether the answer is one that means to ask again. */
static gboolean
is_to_be_repeated (Player *self, JsonObject *step)
{
  JsonArray *rule = NULL;
  JsonNode *found = NULL;

  if (!json_object_has_member (step, "while") || self->reply.json == NULL)
    return FALSE;
  rule = json_object_get_array_member (step, "while");
  found = trace_find_member (self->reply.json, json_array_get_string_element (rule, 0));
  return found != NULL && json_node_equal (found, json_array_get_element (rule, 1));
}

/* What happens to the server before a request. */
static void
prepare (Player *self, JsonObject *step)
{
  gint64 seconds = json_object_get_int_member_with_default (step, "seconds-later", 0);

  g_atomic_int_add (&self->practice.skew_s, (gint) seconds);
  if (json_object_get_boolean_member_with_default (step, "restart", FALSE)) {
    practice_stop (&self->practice);
    practice_start (&self->practice);
  }
  if (json_object_has_member (step, "faults")) {
    g_autofree char *faults = json_to_string (json_object_get_member (step, "faults"), FALSE);

    practice_set_faults (&self->practice, faults);
  }
}

static void
play_request (Player *self, JsonObject *step)
{
  gboolean is_lenient = self->practice.options.is_lenient;
  gboolean has_deviations = json_object_has_member (step, "deviations");
  g_autoptr (JsonObject) send = make_send (self, step);

  if (has_deviations && is_lenient)
    add_deviations (send, step);
  else if (has_deviations)
    play_deviations (self, step);
  if (json_object_has_member (step, "every-byte") && !is_lenient)
    play_every_byte (self, step);
  prepare (self, step);
  do
    player_send (self, send);
  while (is_to_be_repeated (self, step));
}

/* Without a request of its own a step sends the last one again, byte for byte. */
static void
play_once (Player *self, JsonObject *step)
{
  if (json_object_has_member (step, "send"))
    play_request (self, step);
  else
    player_send_bytes (self, self->method, &self->request);
  player_expect (self, json_object_get_object_member (step, "answer"));
  if (json_object_has_member (step, "keep"))
    player_keep_answer (self, json_object_get_object_member (step, "keep"));
}

/* A step that is there for several parts is played for each. */
static void
play_step (Player *self, JsonObject *step)
{
  JsonArray *parts = NULL;

  g_test_message ("%s", json_object_get_string_member (step, "what"));
  if (!json_object_has_member (step, "each")) {
    play_once (self, step);
    return;
  }
  parts = json_object_get_array_member (step, "each");
  for (guint i = 0; i < json_array_get_length (parts); i++) {
    g_autoptr (JsonNode) part = trace_fill (json_array_get_element (parts, i), self->values);

    player_keep_all (self, json_node_get_object (part));
    play_once (self, step);
  }
}

/* A step can be a piece: steps that several traces have in common. */
static void
play_steps (Player *self, JsonArray *steps)
{
  for (guint i = 0; i < json_array_get_length (steps); i++) {
    JsonObject *step = json_array_get_object_element (steps, i);

    if (json_object_has_member (step, "play"))
      play_steps (
          self, json_object_get_array_member (json_object_get_object_member (self->file, "pieces"),
                                              json_object_get_string_member (step, "play")));
    else
      play_step (self, step);
  }
}

static void
play_trace (Player *self, const char *name)
{
  JsonObject *traces = json_object_get_object_member (self->file, "traces");
  JsonObject *trace = json_object_get_object_member (traces, name);

  g_test_message ("%s: %s", name, json_object_get_string_member (trace, "source"));
  play_steps (self, json_object_get_array_member (trace, "steps"));
}

static void
test_trace (gconstpointer data)
{
  const Case *one = data;
  Player player = { 0 };

  player_open (&player, one->file, one->is_lenient);
  play_trace (&player, one->trace);
  player_close (&player);
}

static void
case_free (gpointer data)
{
  Case *one = data;

  g_free (one->file);
  g_free (one->trace);
  g_free (one);
}

static void
add_tests (const char *file)
{
  g_autoptr (JsonObject) object = traces_load (file);
  g_autoptr (GList) names =
      json_object_get_members (json_object_get_object_member (object, "traces"));

  g_assert_nonnull (names);
  for (GList *i = names; i != NULL; i = i->next)
    for (guint k = 0; k < 2; k++) {
      Case *one = g_new0 (Case, 1);
      g_autofree char *path = g_strdup_printf ("/practice/traces/%s/%s/%s",
                                               json_object_get_string_member (object, "service"),
                                               (char *) i->data, k == 0 ? "strict" : "lenient");

      one->file = g_strdup (file);
      one->trace = g_strdup (i->data);
      one->is_lenient = k == 1;
      g_test_add_data_func_full (path, one, test_trace, case_free);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    add_tests (files[i]);
  return g_test_run ();
}
