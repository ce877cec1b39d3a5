/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file that does not stay as it was never ends as finished; bytes that arrive wrong neither. */
#include "hoist-stage.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MIB (1024 * 1024)
#define FILE_SIZE (6 * MIB + 1000)

typedef enum { HASHING, FIRST_PART, MIDDLE_PART, LAST_PART, N_MOMENTS } Moment;

static const char *const moment_names[N_MOMENTS] = { "while-hashing", "first-part", "middle-part",
                                                     "last-part" };

/* The rest of a scene: what is done to the file, and when. */
typedef struct {
  HoistStage *stage;
  HoistSession *session;
  const char *path;
  Moment moment;
  gboolean is_done;
} Scene;

static gboolean
is_moment (gpointer data)
{
  Scene *scene = data;
  guint64 done = hoist_session_get_bytes_done (scene->session);

  switch (scene->moment) {
  case HASHING:
    return hoist_session_get_state (scene->session) == HOIST_STATE_HASHING;
  case FIRST_PART:
    return done > 0;
  case MIDDLE_PART:
    return done >= 3 * MIB;
  case LAST_PART:
  case N_MOMENTS:
  default:
    return done >= 6 * MIB;
  }
}

static gboolean
is_at_rest (gpointer data)
{
  HoistSession *session = ((Scene *) data)->session;
  HoistState state = hoist_session_get_state (session);

  return !hoist_session_is_busy (session) &&
         (state == HOIST_STATE_ATTENTION || state == HOIST_STATE_WAITING ||
          hoist_state_is_ended (state));
}

static void
set_times (const char *path, gint64 shift_s)
{
  struct stat info;
  struct timespec times[2];

  g_assert_cmpint (stat (path, &info), ==, 0);
  times[0] = info.st_atim;
  times[1] = info.st_mtim;
  times[1].tv_sec += shift_s;
  g_assert_cmpint (utimensat (AT_FDCWD, path, times, 0), ==, 0);
}

static void
change_file (const char *path)
{
  int fd = open (path, O_WRONLY);

  g_assert_cmpint (pwrite (fd, "other bytes", 11, 2 * MIB + 7), ==, 11);
  close (fd);
  set_times (path, 1);
}

static void
shrink_file (const char *path)
{
  g_assert_cmpint (truncate (path, 2 * MIB), ==, 0);
}

static void
grow_file (const char *path)
{
  int fd = open (path, O_WRONLY | O_APPEND);

  g_assert_cmpint (write (fd, "more bytes", 10), ==, 10);
  close (fd);
}

static void
delete_file (const char *path)
{
  g_assert_cmpint (unlink (path), ==, 0);
}

static void
replace_file (const char *path)
{
  g_autofree char *other = g_strconcat (path, ".new", NULL);

  g_assert_true (g_file_set_contents (other, "something else", -1, NULL));
  g_assert_cmpint (rename (other, path), ==, 0);
}

/* A folder in its place: what the name leads to can no longer be read as a file, also for root. */
static void
block_file (const char *path)
{
  g_autofree char *other = g_strconcat (path, ".folder", NULL);

  g_assert_cmpint (mkdir (other, 0700), ==, 0);
  g_assert_cmpint (renameat2 (AT_FDCWD, other, AT_FDCWD, path, RENAME_EXCHANGE), ==, 0);
}

typedef struct {
  const char *name;
  void (*act) (const char *path);
  const char *ends[3]; /* any of these is right */
} Deed;

static const Deed deeds[] = {
  { "changed", change_file, { "attention/file-changed", NULL, NULL } },
  { "shrunk", shrink_file, { "attention/file-changed", NULL, NULL } },
  { "grown", grow_file, { "waiting/growing", "attention/file-changed", NULL } },
  { "deleted", delete_file, { "attention/file-missing", NULL, NULL } },
  { "replaced", replace_file, { "attention/file-changed", NULL, NULL } },
  { "blocked", block_file, { "attention/no-access", "attention/file-changed", NULL } },
};

typedef struct {
  const Deed *deed;
  Moment moment;
} Case;

static void
test_deed (gconstpointer data)
{
  const Case *test = data;
  const HoistPracticeOptions options = { .rate = 20 * MIB };
  g_autoptr (HoistStage) stage = hoist_stage_new ("tencent-vod", NULL, NULL, &options);
  g_autofree char *path = hoist_stage_make_file (stage, "film.mp4", FILE_SIZE);
  g_autoptr (HoistSession) session = hoist_stage_add (stage, path);
  g_autofree char *end = NULL;
  Scene scene = { stage, session, path, test->moment, FALSE };

  hoist_engine_set_parallel_parts (stage->engine, 2);
  hoist_stage_start (stage, session);
  hoist_stage_run_until (stage, is_moment, &scene);
  test->deed->act (path);
  hoist_stage_run_until (stage, is_at_rest, &scene);

  end = g_strdup_printf ("%s/%s", hoist_state_to_name (hoist_session_get_state (session)),
                         hoist_reason_to_name (hoist_session_get_reason (session)));
  g_test_message ("%s: %s", stage->states->str, hoist_session_get_message (session));
  g_assert_true (g_strv_contains (test->deed->ends, end));
  g_assert_nonnull (hoist_session_get_message (session));
  hoist_session_stop (session);
  hoist_session_set_watch (session, NULL, NULL);
}

/* After a change the user says what is wanted: the file as it is now. */
static void
test_retry_takes_the_new_file (void)
{
  g_autoptr (HoistStage) stage = hoist_stage_new ("tencent-vod", NULL, NULL, NULL);
  g_autofree char *path = hoist_stage_make_file (stage, "film.mp4", FILE_SIZE);
  g_autoptr (HoistSession) session = hoist_stage_add (stage, path);
  g_autofree char *stored = NULL;
  g_autofree char *bytes = NULL;
  g_autofree char *local = NULL;
  gsize length = 0;

  change_file (path);
  hoist_stage_run (stage, session);
  g_assert_cmpint (hoist_session_get_reason (session), ==, HOIST_REASON_FILE_CHANGED);

  hoist_session_retry (session, FALSE);
  hoist_stage_run (stage, session);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_FINISHED);
  stored = hoist_stage_dup_stored_sha1 (stage);
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  local = g_compute_checksum_for_data (G_CHECKSUM_SHA1, (guchar *) bytes, length);
  g_assert_cmpstr (stored, ==, local);
}

/* A recording that goes on is waited for, and uploaded when it rests. */
static void
test_growing_is_waited_for (void)
{
  g_autoptr (HoistStage) stage = hoist_stage_new ("tencent-vod", NULL, NULL, NULL);
  g_autofree char *path = hoist_stage_make_file (stage, "film.mp4", FILE_SIZE);
  g_autoptr (HoistSession) session = hoist_stage_add (stage, path);

  grow_file (path);
  hoist_stage_run (stage, session);
  g_test_message ("%s", stage->states->str);
  g_assert_nonnull (strstr (stage->states->str, "waiting/growing"));
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_FINISHED);
  g_assert_cmpuint (hoist_session_get_size (session), ==, FILE_SIZE + 10);
}

/* The same card in another reader: other device, other inode, same size and time. */
static void
test_other_inode_goes_on (void)
{
  g_autoptr (HoistStage) stage = hoist_stage_new ("tencent-vod", NULL, NULL, NULL);
  g_autofree char *path = hoist_stage_make_file (stage, "film.mp4", FILE_SIZE);
  g_autofree char *copy = g_strconcat (path, ".copy", NULL);
  HoistSession *session = hoist_stage_add (stage, path);
  g_autofree char *bytes = NULL;
  Scene scene = { stage, session, path, MIDDLE_PART, FALSE };
  struct stat info;
  struct timespec times[2];
  gsize length = 0;

  hoist_engine_set_parallel_parts (stage->engine, 1);
  hoist_stage_start (stage, session);
  hoist_stage_run_until (stage, is_moment, &scene);
  hoist_session_stop (session);
  hoist_stage_settle (stage);

  g_assert_cmpint (stat (path, &info), ==, 0);
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  g_assert_true (g_file_set_contents (copy, bytes, (gssize) length, NULL));
  times[0] = info.st_atim;
  times[1] = info.st_mtim;
  g_assert_cmpint (utimensat (AT_FDCWD, copy, times, 0), ==, 0);
  g_assert_cmpint (rename (copy, path), ==, 0);

  session = hoist_stage_restart (stage, session);
  hoist_stage_run (stage, session);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_FINISHED);
  g_assert_cmpuint (hoist_stage_count_calls (stage, "UploadPart"), <=, 8);
  g_object_unref (session);
}

/* A byte that flips on its way is caught by the part's MD5, and that part is sent again. */
static void
test_flip_on_the_way (void)
{
  g_autoptr (HoistStage) stage = hoist_stage_new (
      "tencent-vod", "[{\"call\":\"UploadPart\",\"fault\":\"flip\",\"at\":\"mid-body\",\"nth\":2}]",
      NULL, NULL);
  g_autofree char *path = hoist_stage_make_file (stage, "film.mp4", FILE_SIZE);
  g_autoptr (HoistSession) session = hoist_stage_add (stage, path);
  g_autofree char *stored = NULL;
  g_autofree char *bytes = NULL;
  g_autofree char *local = NULL;
  gsize length = 0;

  hoist_stage_run (stage, session);
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_FINISHED);
  g_assert_cmpuint (hoist_stage_count_calls (stage, "UploadPart"), ==, 8);
  stored = hoist_stage_dup_stored_sha1 (stage);
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  local = g_compute_checksum_for_data (G_CHECKSUM_SHA1, (guchar *) bytes, length);
  g_assert_cmpstr (stored, ==, local);
}

/* A byte that flips in the server's store is found when the whole is checked. */
static void
test_flip_in_the_store (void)
{
  g_autoptr (HoistStage) stage = hoist_stage_new (
      "tencent-vod", "[{\"call\":\"UploadPart\",\"fault\":\"flip\",\"times\":-1}]", NULL, NULL);
  g_autofree char *path = hoist_stage_make_file (stage, "film.mp4", FILE_SIZE);
  g_autoptr (HoistSession) session = hoist_stage_add (stage, path);

  hoist_stage_run (stage, session);
  g_test_message ("%s: %s", stage->states->str, hoist_session_get_message (session));
  g_assert_cmpint (hoist_session_get_state (session), ==, HOIST_STATE_ATTENTION);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  for (guint i = 0; i < G_N_ELEMENTS (deeds); i++) {
    for (Moment moment = HASHING; moment < N_MOMENTS; moment++) {
      g_autofree char *path = g_strdup_printf ("/files/%s/%s", deeds[i].name, moment_names[moment]);
      Case *test = g_new0 (Case, 1);

      test->deed = &deeds[i];
      test->moment = moment;
      g_test_add_data_func_full (path, test, test_deed, g_free);
    }
  }
  g_test_add_func ("/files/retry-takes-the-new-file", test_retry_takes_the_new_file);
  g_test_add_func ("/files/growing-is-waited-for", test_growing_is_waited_for);
  g_test_add_func ("/files/other-inode-goes-on", test_other_inode_goes_on);
  g_test_add_func ("/files/flip-on-the-way", test_flip_on_the_way);
  g_test_add_func ("/files/flip-in-the-store", test_flip_in_the_store);
  return g_test_run ();
}
