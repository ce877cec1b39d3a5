/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Object keys of Xvid MediaHub, and uploads in several chunks. */
#include "hoist-xvid-key.h"
#include "xvid-fixture.h"

#define MIB (G_GUINT64_CONSTANT (1024) * 1024)
#define GIB (1024 * MIB)

static void
test_keys (Fixture *self, gconstpointer data)
{
  static const struct {
    const char *setting;
    const char *folder;
    const char *name;
    const char *key;
  } rows[] = {
    { NULL, NULL, "a.mp4", "a.mp4" },
    { "films", NULL, "a.mp4", "films/a.mp4" },
    { "/films//2026/", NULL, "a.mp4", "films/2026/a.mp4" },
    { "films", "Holiday/Day 1", "a.mp4", "films/Holiday/Day 1/a.mp4" },
    { NULL, "Été", "夏 +&=%~'()#.MOV", "Été/夏 +&=%~'()#.MOV" },
    { NULL, NULL, "a\nb\x01\x7f.mp4", "a%0Ab%01%7F.mp4" },
    { NULL, NULL, "100%25.mp4", "100%2525.mp4" },
    { NULL, NULL, "100%.mp4", "100%.mp4" },
    { NULL, NULL, "50%zz%4", "50%zz%4" },
    { NULL, "..", ".", "%2E%2E/%2E" },
    { NULL, "...", ".hidden", ".../.hidden" },
    { NULL, NULL,
      "a\xc2\x85"
      "b",
      "a%C2%85b" },
    { NULL, NULL, "\\back\"quote\"", "\\back\"quote\"" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *key = NULL;

    hoist_settings_set (self->settings, "folder", rows[i].setting);
    self->file.folder = rows[i].folder;
    self->file.name = rows[i].name;
    key = hoist_xvid_key_new (&self->facts);
    g_assert_cmpstr (key, ==, rows[i].key);
  }
}

/* Decoding every "%XX" gives the name back, so no two names share a key. */
static void
test_keys_are_reversible (Fixture *self, gconstpointer data)
{
  static const char *const names[] = { "a\nb", "a%0Ab", "a%250Ab", "%",     "%%41",   ".",
                                       "..",   "%2E",   "\x01%01", "100 %", "%%%20%", "é\xc2\x80" };

  hoist_settings_set (self->settings, "folder", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *key = NULL;
    GString *back = g_string_new (NULL);

    self->file.name = names[i];
    key = hoist_xvid_key_new (&self->facts);
    for (const char *next = key; *next != '\0'; next++) {
      if (*next == '%' && g_ascii_isxdigit (next[1]) && g_ascii_isxdigit (next[2])) {
        g_string_append_c (
            back, (char) (g_ascii_xdigit_value (next[1]) * 16 + g_ascii_xdigit_value (next[2])));
        next += 2;
      } else {
        g_string_append_c (back, *next);
      }
    }
    g_assert_cmpstr (back->str, ==, names[i]);
    g_string_free (back, TRUE);
  }
}

static void
test_key_on_the_wire (Fixture *self, gconstpointer data)
{
  self->file.folder = "Day 1";
  self->file.name = "é+&=%41~.mp4";
  assert_sent (self, write_step (self, HOIST_STEP_BEGIN, NULL), "POST",
               "https://api.xvid.com/v1/files/uploads/?object_key=uploads%2FDay%201%2F%C3%A9%2B%26"
               "%3D%252541~.mp4&pipeline_id=" XVID_PIPELINE "&format=json");
}

static void
assert_file (Fixture *self, gboolean is_taken, HoistErrorCode code)
{
  g_clear_error (&self->error);
  g_assert_true (self->provider->check_file (&self->facts, &self->error) == is_taken);
  if (!is_taken)
    g_assert_error (self->error, HOIST_ERROR, (int) code);
}

static void
test_check_file (Fixture *self, gconstpointer data)
{
  g_autofree char *long_name = g_strnfill (900 - strlen ("uploads/"), 'a');
  g_autofree char *longer = g_strnfill (901 - strlen ("uploads/"), 'a');

  assert_file (self, TRUE, 0);
  self->file.name = long_name;
  assert_file (self, TRUE, 0);
  self->file.name = longer;
  assert_file (self, FALSE, HOIST_ERROR_REFUSED);
  self->file.name = "a\tb\"";
  assert_file (self, TRUE, 0);
  hoist_settings_set (self->options, "folder", "../up");
  assert_file (self, FALSE, HOIST_ERROR_REFUSED);
  g_assert_nonnull (strstr (self->error->message, "“Folder”"));
}

static void
test_sizes (Fixture *self, gconstpointer data)
{
  self->file.size = 5 * GIB;
  assert_file (self, TRUE, 0);
  self->file.size = 5 * GIB + 1;
  assert_file (self, FALSE, HOIST_ERROR_TOO_LARGE);
  g_assert_nonnull (strstr (self->error->message, "Several chunks"));
  hoist_settings_set (self->options, "multi-chunk", "1");
  assert_file (self, TRUE, 0);
  self->file.size = 50000 * GIB; /* 10 000 chunks of 5 GiB */
  assert_file (self, TRUE, 0);
  self->file.size++;
  assert_file (self, FALSE, HOIST_ERROR_TOO_LARGE);
}

static guint
plan (Fixture *self, guint64 size)
{
  hoist_ticket_reset (self->ticket);
  self->file.size = size;
  begin (self);
  return hoist_ticket_get_n_parts (self->ticket);
}

static void
test_when_chunked (Fixture *self, gconstpointer data)
{
  g_assert_cmpuint (plan (self, 5 * GIB), ==, 1);
  hoist_settings_set (self->settings, "multi-chunk", "1");
  g_assert_cmpuint (plan (self, 5 * GIB - 64 * MIB), ==, 1);
  g_assert_cmpuint (plan (self, 5 * GIB - 64 * MIB + 1), ==, 10);
  hoist_settings_set (self->settings, "chunk-from", "0");
  g_assert_cmpuint (plan (self, 512 * MIB), ==, 1);
  g_assert_cmpuint (plan (self, 512 * MIB + 1), ==, 2);
  hoist_settings_set (self->settings, "chunk-size", "5242880");
  g_assert_cmpuint (plan (self, 20 * MIB), ==, 4);
  /* at most 10 000: larger chunks then */
  g_assert_cmpuint (plan (self, 60000 * MIB), <=, 10000);
}

static char *
dup_field (Fixture *self, const char *name)
{
  g_autofree char *before = dup_text (self->request->before);
  g_autofree char *head = g_strdup_printf ("name=\"%s\"\r\n\r\n", name);
  char *start = strstr (before, head);

  g_assert_nonnull (start);
  start += strlen (head);
  return g_strndup (start, strstr (start, "\r\n") - start);
}

static void
assert_field (Fixture *self, const char *name, const char *wanted)
{
  g_autofree char *value = dup_field (self, name);

  g_assert_cmpstr (value, ==, wanted);
}

static void
set_chunks (Fixture *self)
{
  hoist_settings_set (self->settings, "multi-chunk", "1");
  hoist_settings_set (self->settings, "chunk-from", "0");
  hoist_settings_set (self->settings, "chunk-size", "5242880");
  self->file.size = 11 * MIB;
}

static void
test_chunk_fields (Fixture *self, gconstpointer data)
{
  static const struct {
    const char *template;
    const char *first_key;
    const char *first_field;
    const char *key;
    const char *chunk;
  } rows[] = {
    { NULL, NULL, NULL, ".2", "2" },
    { ".chunk_%d", "1", "0", ".chunk_3", "2" },
    { ".part%03d", "0", "1", ".part002", "3" },
  };

  set_chunks (self);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *key =
        g_strconcat ("tmp/" XVID_PIPELINE "/uploads/test.mp4", rows[i].key, NULL);

    hoist_settings_set (self->settings, "chunk-key", rows[i].template);
    hoist_settings_set (self->settings, "chunk-key-first", rows[i].first_key);
    hoist_settings_set (self->settings, "chunk-field-first", rows[i].first_field);
    begin (self);
    write_step (self, HOIST_STEP_PART, hoist_ticket_get_part (self->ticket, 2));
    assert_field (self, "key", key);
    assert_field (self, "chunk", rows[i].chunk);
    assert_field (self, "chunks", "3");
    assert_field (self, "name", "test.mp4");
    assert_field (self, "filename", "");
    g_assert_cmpuint (self->request->offset, ==, 10 * MIB);
    g_assert_cmpuint (self->request->length, ==, MIB);
    hoist_ticket_reset (self->ticket);
  }
}

/* One chunk is sent exactly as the form came. */
static void
test_one_chunk (Fixture *self, gconstpointer data)
{
  set_chunks (self);
  self->file.size = 5 * MIB;
  begin (self);
  write_step (self, HOIST_STEP_PART, hoist_ticket_get_part (self->ticket, 0));
  assert_field (self, "key", "tmp/" XVID_PIPELINE "/uploads/test.mp4");
  assert_field (self, "chunk", "0");
  assert_field (self, "chunks", "1");
}

static void
test_form_without_chunks (Fixture *self, gconstpointer data)
{
  set_chunks (self);
  write_step (self, HOIST_STEP_BEGIN, NULL);
  assert_done (read_step (self, HOIST_STEP_BEGIN, 200,
                          "{\"upload\":{\"id\":\"u\",\"form_post_url\":\"" XVID_BUCKET
                          "\",\"form_post_params\":{\"key\":\"k\"}}}"));
  assert_failed (self, write_step (self, HOIST_STEP_PART, hoist_ticket_get_part (self->ticket, 0)),
                 HOIST_ERROR_REFUSED);
  g_assert_nonnull (strstr (self->error->message, "Several chunks"));
}

static void
test_number_of_chunks (Fixture *self, gconstpointer data)
{
  g_autofree char *body = NULL;

  set_chunks (self);
  send_all (self);
  write_step (self, HOIST_STEP_COMMIT, NULL);
  body = dup_text (self->request->before);
  g_assert_cmpstr (body, ==, "{\"upload\":{\"nb_chunks\":3}}");
}

static void
renew (Fixture *self)
{
  write_step (self, HOIST_STEP_RENEW, NULL);
  assert_done (read_step (self, HOIST_STEP_RENEW, 200,
                          "{\"upload\":{\"id\":\"second\",\"form_post_url\":\"" XVID_BUCKET
                          "\",\"form_post_params\":{\"key\":\"tmp/new\",\"chunk\":\"0\",\"chunks\":"
                          "\"1\",\"policy\":\"" XVID_POLICY "\"}}}"));
}

/* Chunks that are there stay there, under the old id and keys, with the new permission. */
static void
test_resume_keeps (Fixture *self, gconstpointer data)
{
  set_chunks (self);
  begin (self);
  send_part (self, 0);
  renew (self);
  g_assert_true (hoist_ticket_get_part (self->ticket, 0)->is_done);
  g_assert_cmpstr (hoist_ticket_get (self->ticket, "upload-id"), ==, XVID_UPLOAD);
  write_step (self, HOIST_STEP_PART, hoist_ticket_get_part (self->ticket, 1));
  assert_field (self, "key", "tmp/" XVID_PIPELINE "/uploads/test.mp4.1");
}

static void
test_resume_starts_over (Fixture *self, gconstpointer data)
{
  hoist_settings_set (self->settings, "chunk-resume", "start-over");
  set_chunks (self);
  begin (self);
  send_part (self, 0);
  renew (self);
  g_assert_false (hoist_ticket_get_part (self->ticket, 0)->is_done);
  g_assert_true (self->ticket->is_grid_new);
  g_assert_cmpstr (hoist_ticket_get (self->ticket, "upload-id"), ==, "second");
  write_step (self, HOIST_STEP_PART, hoist_ticket_get_part (self->ticket, 0));
  assert_field (self, "key", "tmp/new.0");
}

/* A whole that is not what was sent is the fault of a guessed scheme, and says so. */
static void
test_wrong_scheme (Fixture *self, gconstpointer data)
{
  set_chunks (self);
  hoist_digests_set_hex (&self->file.digests, HOIST_DIGEST_MD5, XVID_FILE_MD5);
  send_all (self);
  read_step (self, HOIST_STEP_COMMIT, 200, "{\"upload\":{\"id\":\"u\",\"status\":\"COMPLETE\"}}");
  assert_failed (self,
                 read_step (self, HOIST_STEP_COMMIT, 200,
                            "{\"file\":{\"size\":11534336,\"md5_checksum\":"
                            "\"00000000000000000000000000000000\"}}"),
                 HOIST_ERROR_UNVERIFIED);
  g_assert_nonnull (strstr (self->error->message, "Several chunks"));
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/xvid-key/keys", test_keys);
  ADD ("/xvid-key/keys-can-be-undone", test_keys_are_reversible);
  ADD ("/xvid-key/key-on-the-wire", test_key_on_the_wire);
  ADD ("/xvid-key/file-is-checked-first", test_check_file);
  ADD ("/xvid-key/sizes", test_sizes);
  ADD ("/xvid-key/when-in-chunks", test_when_chunked);
  ADD ("/xvid-key/fields-of-a-chunk", test_chunk_fields);
  ADD ("/xvid-key/one-chunk-is-no-chunk", test_one_chunk);
  ADD ("/xvid-key/form-without-chunks", test_form_without_chunks);
  ADD ("/xvid-key/number-of-chunks", test_number_of_chunks);
  ADD ("/xvid-key/resume-keeps-chunks", test_resume_keeps);
  ADD ("/xvid-key/resume-starts-over", test_resume_starts_over);
  ADD ("/xvid-key/wrong-scheme-is-told", test_wrong_scheme);
  return g_test_run ();
}
