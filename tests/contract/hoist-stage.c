/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a contract test plays on: a real engine and the practice server in one process, on a clock
 * that only moves when nothing else does. */
#include "hoist-stage.h"

#include "hoist-test-folder.h"
#include "hoist-test-threads.h"

#include <libsoup/soup.h>
#include <string.h>

/* When no source was ready for so long and all threads sleep, everybody waits for the clock. */
#define QUIET_MS 5

/* Real time in which a scene must end: longer means that it hangs. */
#define LONGEST_S 300

static gint64
get_wall (gpointer clock)
{
  return hoist_clock_get_real (HOIST_CLOCK (clock));
}

static gint64
get_monotonic (gpointer clock)
{
  return hoist_clock_get_monotonic (HOIST_CLOCK (clock));
}

static gboolean
on_quiet (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Serves the main loop until nothing happens any more, or until @is_done. */
static gboolean
play_until_quiet (gboolean (*is_done) (gpointer data), gpointer data)
{
  gboolean is_quiet = FALSE;

  while (!is_quiet) {
    guint id = g_timeout_add (QUIET_MS, on_quiet, &is_quiet);

    g_main_context_iteration (NULL, TRUE);
    if (!is_quiet)
      g_source_remove (id);
    else
      is_quiet = hoist_test_do_other_threads_sleep () && !g_main_context_pending (NULL);
    if (is_done != NULL && is_done (data))
      return TRUE;
  }
  return FALSE;
}

/* Lets time pass only while everybody waits for it. */
void
hoist_stage_run_until (HoistStage *self, gboolean (*is_done) (gpointer data), gpointer data)
{
  gint64 deadline = g_get_monotonic_time () + LONGEST_S * G_USEC_PER_SEC;

  while (!is_done (data)) {
    if (play_until_quiet (is_done, data))
      return;
    hoist_test_clock_advance_to_event (self->clock);
    if (g_get_monotonic_time () > deadline)
      g_error ("This scene does not end: …%s",
               self->states->str + self->states->len - MIN (self->states->len, 400));
  }
}

void
hoist_stage_settle (HoistStage *self)
{
  play_until_quiet (NULL, NULL);
}

gint64
hoist_stage_get_now (HoistStage *self)
{
  return hoist_clock_get_monotonic (HOIST_CLOCK (self->clock));
}

static void
take_settings (HoistStage *self, const char *description)
{
  g_autoptr (JsonNode) node = json_from_string (description, NULL);
  JsonObject *services = NULL;
  JsonObject *mine = NULL;
  const HoistProvider *provider = hoist_provider_find (self->service);
  HoistSettings *settings = hoist_settings_new ();
  HoistSettings *secrets = hoist_settings_new ();
  g_autoptr (GList) names = NULL;

  g_assert_nonnull (node);
  services = json_object_get_object_member (json_node_get_object (node), "services");
  mine = json_object_get_object_member (services, self->service);
  names = json_object_get_members (mine);
  for (GList *l = names; l != NULL; l = l->next) {
    const HoistField *field = hoist_provider_find_field (provider, l->data);

    g_assert_nonnull (field);
    hoist_settings_set (field->flags & HOIST_FIELD_SECRET ? secrets : settings, l->data,
                        json_object_get_string_member (mine, l->data));
  }
  self->account = hoist_test_account_new (provider, settings, secrets);
}

HoistStage *
hoist_stage_new (const char *service,
                 const char *faults,
                 const char *vary,
                 const HoistPracticeOptions *options)
{
  HoistStage *self = g_new0 (HoistStage, 1);
  HoistPracticeOptions all = { 0 };
  g_autofree char *description = NULL;
  g_autofree char *storage = NULL;
  g_autoptr (GError) error = NULL;

  self->service = service;
  self->clock = hoist_test_clock_new ();
  self->journal = hoist_test_journal_new ();
  self->states = g_string_new (NULL);
  self->folder = g_dir_make_tmp ("hoist-stage-XXXXXX", &error);
  g_assert_no_error (error);
  storage = g_build_filename (self->folder, "server", NULL);

  if (options != NULL)
    all = *options;
  all.storage = storage;
  all.faults = faults;
  all.vary = vary;
  all.get_wall_us = get_wall;
  all.get_monotonic_us = get_monotonic;
  all.clock = self->clock;
  self->server = hoist_practice_server_new (&all, &error);
  g_assert_no_error (error);

  description = hoist_practice_server_describe (self->server);
  take_settings (self, description);
  self->channel = hoist_channel_new (HOIST_CREDENTIALS (self->account), HOIST_CLOCK (self->clock));
  self->engine = hoist_engine_new (HOIST_CLOCK (self->clock), HOIST_JOURNAL (self->journal));
  hoist_engine_set_random (self->engine, g_rand_new_with_seed (42));
  return self;
}

void
hoist_stage_free (HoistStage *self)
{
  hoist_stage_settle (self);
  g_clear_object (&self->engine);
  g_clear_object (&self->channel);
  g_clear_object (&self->account);
  g_clear_object (&self->journal);
  g_clear_pointer (&self->server, hoist_practice_server_free);
  hoist_stage_settle (self);
  g_clear_object (&self->clock);
  hoist_test_remove_folder (self->folder);
  g_free (self->folder);
  g_string_free (self->states, TRUE);
  g_free (self);
}

void
hoist_stage_set_faults (HoistStage *self, const char *faults)
{
  g_autoptr (GError) error = NULL;

  hoist_practice_server_set_faults (self->server, faults, &error);
  g_assert_no_error (error);
}

/* Bytes that differ from part to part and do not compress. */
char *
hoist_stage_make_file (HoistStage *self, const char *name, guint64 size)
{
  char *path = g_build_filename (self->folder, name, NULL);
  g_autofree char *bytes = g_malloc (size + 1);
  guint32 x = 1;
  g_autoptr (GError) error = NULL;

  for (guint64 i = 0; i < size; i++) {
    x = x * 1664525u + 1013904223u;
    bytes[i] = (char) (x >> 24);
  }
  /* in place: a temporary name beside the longest ones would be too long */
  g_file_set_contents_full (path, bytes, (gssize) size, G_FILE_SET_CONTENTS_NONE, 0644, &error);
  g_assert_no_error (error);
  return path;
}

static void
on_changed (HoistSession *session, gpointer data)
{
  HoistStage *self = data;
  HoistReason reason = hoist_session_get_reason (session);

  if (self->states->len > 0)
    g_string_append_c (self->states, ' ');
  g_string_append (self->states, hoist_state_to_name (hoist_session_get_state (session)));
  if (reason != HOIST_REASON_NONE)
    g_string_append_printf (self->states, "/%s", hoist_reason_to_name (reason));
}

static void
on_due (HoistSession *session, gpointer data)
{
  hoist_stage_start (data, session);
}

static void
on_progress (HoistSession *session, guint64 sent, gpointer data)
{
}

static void
on_ended (HoistSession *session, gpointer data)
{
}

static const HoistSessionWatch watch = {
  .changed = on_changed,
  .progress = on_progress,
  .due = on_due,
  .ended = on_ended,
};

static HoistSession *
enter (HoistStage *self, HoistRecord *record)
{
  HoistSession *session = hoist_session_new (record, HOIST_JOURNAL (self->journal));

  hoist_session_set_watch (session, &watch, self);
  return session;
}

HoistSession *
hoist_stage_add (HoistStage *self, const char *path)
{
  HoistRecord *record = hoist_record_new (path, "test");
  HoistFingerprint fingerprint = { 0 };

  record->id = ++self->next_id;
  record->position = record->id;
  if (hoist_fingerprint_read (path, &fingerprint, NULL, NULL)) {
    record->size = fingerprint.size;
    record->modified_us = fingerprint.modified_us;
  }
  return enter (self, record);
}

/* As after a kill: a new session made of what the journal has; nothing is written on the way out.
 * Takes over @session. */
HoistSession *
hoist_stage_restart (HoistStage *self, HoistSession *session)
{
  gint64 id = hoist_session_get_id (session);
  HoistRecord *record = hoist_test_journal_dup_record (self->journal, id);

  hoist_test_journal_set_frozen (self->journal, TRUE);
  hoist_session_set_watch (session, NULL, NULL);
  if (record == NULL)
    record = hoist_record_copy (hoist_session_get_record (session));
  hoist_session_stop (session);
  hoist_stage_settle (self);
  g_object_unref (session);
  hoist_test_journal_set_frozen (self->journal, FALSE);
  if (hoist_state_is_running (record->state) || record->state == HOIST_STATE_WAITING)
    record->state = HOIST_STATE_QUEUED;
  if (record->state != HOIST_STATE_ATTENTION)
    record->reason = HOIST_REASON_NONE;
  return enter (self, record);
}

void
hoist_stage_start (HoistStage *self, HoistSession *session)
{
  hoist_session_start (session, self->engine, self->channel);
}

static gboolean
has_come_to_rest (gpointer data)
{
  HoistSession *session = data;
  HoistState state = hoist_session_get_state (session);

  return !hoist_session_is_busy (session) &&
         (hoist_state_is_ended (state) || state == HOIST_STATE_ATTENTION ||
          state == HOIST_STATE_PAUSED);
}

/* Starts it if it is due, and plays until it needs nobody or somebody. */
void
hoist_stage_run (HoistStage *self, HoistSession *session)
{
  if (hoist_session_is_due (session))
    hoist_stage_start (self, session);
  hoist_stage_run_until (self, has_come_to_rest, session);
}

static gboolean
is_put_off (gpointer data)
{
  return has_come_to_rest (data) ||
         (!hoist_session_is_busy (data) && hoist_session_get_state (data) == HOIST_STATE_WAITING &&
          hoist_session_get_reason (data) == HOIST_REASON_RETRY);
}

/* As hoist_stage_run(), but no longer than until it has given its slot away, because the service
 * has been in trouble for minutes. */
void
hoist_stage_run_until_put_off (HoistStage *self, HoistSession *session)
{
  if (hoist_session_is_due (session))
    hoist_stage_start (self, session);
  hoist_stage_run_until (self, is_put_off, session);
}

static gboolean
is_all_over (gpointer data)
{
  return has_come_to_rest (data) && hoist_session_get_state (data) != HOIST_STATE_PROCESSING;
}

/* As hoist_stage_run(), and waits also for what the service does with the file afterwards. */
void
hoist_stage_run_to_end (HoistStage *self, HoistSession *session)
{
  if (hoist_session_is_due (session))
    hoist_stage_start (self, session);
  hoist_stage_run_until (self, is_all_over, session);
}

typedef struct {
  GBytes *bytes;
  GError *error;
  gboolean is_done;
} Answer;

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;

  answer->bytes = soup_session_send_and_read_finish (SOUP_SESSION (source), result, &answer->error);
  answer->is_done = TRUE;
}

static JsonNode *
ask (HoistStage *self, const char *method, const char *page, const char *body)
{
  g_autoptr (SoupSession) http = soup_session_new_with_options ("proxy-resolver", NULL, NULL);
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/practice/%s",
                                          hoist_practice_server_get_port (self->server), page);
  g_autoptr (SoupMessage) message = soup_message_new (method, url);
  g_autofree char *text = NULL;
  Answer answer = { 0 };
  JsonNode *node = NULL;

  if (body != NULL) {
    g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

    soup_message_set_request_body_from_bytes (message, "application/json", bytes);
  }
  soup_session_send_and_read_async (http, message, G_PRIORITY_DEFAULT, NULL, on_answer, &answer);
  while (!answer.is_done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_no_error (answer.error);
  g_assert_cmpuint (soup_message_get_status (message), <, 300);
  text = g_strndup (g_bytes_get_data (answer.bytes, NULL), g_bytes_get_size (answer.bytes));
  node = json_from_string (text, NULL);
  g_bytes_unref (answer.bytes);
  return node;
}

/* A page of the server about itself: "log", "files" or "stats". */
JsonNode *
hoist_stage_ask (HoistStage *self, const char *page)
{
  JsonNode *node = ask (self, "GET", page, NULL);

  g_assert_nonnull (node);
  return node;
}

guint
hoist_stage_count_calls (HoistStage *self, const char *call)
{
  g_autoptr (JsonNode) node = hoist_stage_ask (self, "log");
  JsonArray *entries = json_node_get_array (node);
  guint count = 0;

  for (guint i = 0; i < json_array_get_length (entries); i++) {
    JsonObject *entry = json_array_get_object_element (entries, i);

    count += g_strcmp0 (json_object_get_string_member_with_default (entry, "call", ""), call) == 0;
  }
  return count;
}

/* The SHA-1 of the one finished file; %NULL when there is none. */
char *
hoist_stage_dup_stored_sha1 (HoistStage *self)
{
  g_autoptr (JsonNode) node = hoist_stage_ask (self, "files");
  JsonArray *files = json_node_get_array (node);
  g_autofree char *bytes = NULL;
  const char *path = NULL;
  gsize length = 0;
  g_autoptr (GError) error = NULL;

  if (json_array_get_length (files) == 0)
    return NULL;

  g_assert_cmpuint (json_array_get_length (files), ==, 1);
  path = json_object_get_string_member (json_array_get_object_element (files, 0), "path");
  g_file_get_contents (path, &bytes, &length, &error);
  g_assert_no_error (error);
  return g_compute_checksum_for_data (G_CHECKSUM_SHA1, (guchar *) bytes, length);
}

void
hoist_stage_flip (HoistStage *self, const char *upload, guint64 offset)
{
  g_autofree char *body =
      g_strdup_printf ("{\"upload\":\"%s\",\"offset\":%" G_GUINT64_FORMAT "}", upload, offset);
  g_autoptr (JsonNode) node G_GNUC_UNUSED = ask (self, "POST", "flip", body);
}
