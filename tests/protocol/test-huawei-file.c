/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MetaStudio's rules for files: types, names, parts, and a large one from its record to its proof.
 */
#include "huawei-fixture.h"

static void
test_files (Fixture *self, gconstpointer data)
{
  static const struct {
    const char *name;
    const char *content_type;
    const char *asset_type;
    guint64 size;
    const char *type; /* NULL: refused */
    const char *wanted;
    HoistErrorCode code;
  } rows[] = {
    { "a.MP4", NULL, NULL, 5, "mp4", "VIDEO", 0 },
    { "a.png", NULL, NULL, 5, "png", "IMAGE", 0 },
    { "a.mp3", NULL, NULL, 5, "mp3", "AUDIO", 0 },
    { "a.mp3", NULL, "MUSIC", 5, "mp3", "MUSIC", 0 },
    { "a.pdf", NULL, NULL, 5, "pdf", "PPT", 0 },
    { "a.zip", NULL, NULL, 5, "zip", "COMMON_FILE", 0 },
    { "a.part", "video/webm", NULL, 5, "webm", "VIDEO", 0 },
    { "a", "video/quicktime", NULL, 5, "mov", "VIDEO", 0 },
    { "a", NULL, NULL, 5, NULL, NULL, HOIST_ERROR_REFUSED },
    { "a.mp4", NULL, NULL, 0, NULL, NULL, HOIST_ERROR_REFUSED },
    { "a.mp4", NULL, "IMAGE", 5, NULL, NULL, HOIST_ERROR_REFUSED },
    { "a.mp4", NULL, "COMMON_FILE", 5, "mp4", "COMMON_FILE", 0 },
    { "a.mp4", NULL, NULL, G_GUINT64_CONSTANT (5368709120), "mp4", "VIDEO", 0 },
    { "a.mp4", NULL, NULL, G_GUINT64_CONSTANT (5368709121), NULL, NULL, HOIST_ERROR_TOO_LARGE },
    { "a.png", NULL, NULL, 52428800, "png", "IMAGE", 0 },
    { "a.png", NULL, NULL, 52428801, NULL, NULL, HOIST_ERROR_TOO_LARGE },
    { "a.wav", NULL, NULL, 104857601, NULL, NULL, HOIST_ERROR_TOO_LARGE },
    { "a.zip", NULL, NULL, G_GUINT64_CONSTANT (536870912000), "zip", "COMMON_FILE", 0 },
    { "a.zip", NULL, NULL, G_GUINT64_CONSTANT (536870912001), NULL, NULL, HOIST_ERROR_TOO_LARGE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *type = NULL;

    g_test_message ("%s %" G_GUINT64_FORMAT, rows[i].name, rows[i].size);
    self->file = (HoistFileFacts){ .name = rows[i].name,
                                   .content_type = rows[i].content_type,
                                   .size = rows[i].size };
    hoist_settings_set (self->settings, "asset-type", rows[i].asset_type);
    g_assert_true (hoist_huawei_metastudio.check_file (&self->facts, &error) ==
                   (rows[i].type != NULL));
    if (rows[i].type == NULL) {
      g_assert_error (error, HOIST_ERROR, (int) rows[i].code);
      continue;
    }
    type = hoist_huawei_file_dup_type (&self->facts);
    g_assert_cmpstr (type, ==, rows[i].type);
    g_assert_cmpstr (hoist_huawei_file_get_asset_type (&self->facts, type), ==, rows[i].wanted);
  }

  hoist_settings_set (self->settings, "asset-type", NULL);
  hoist_settings_set (self->settings, "file-type", ".MOV");
  self->file = (HoistFileFacts){ .name = "a", .size = 5 };
  g_assert_true (hoist_huawei_metastudio.check_file (&self->facts, NULL));
}

static void
test_names (Fixture *self, gconstpointer data)
{
  g_autofree char *long_name = g_strnfill (600, 'x');
  g_autofree char *cut = NULL;
  static const struct {
    const char *name;
    const char *set;
    const char *wanted;
  } rows[] = {
    { "intro.mp4", NULL, "intro" },   { "演示 clip.mp4", NULL, "演示 clip" },
    { "a/b:c?.mp4", NULL, "a_b_c_" }, { "v1.2", NULL, "v1" },
    { ".mp4", NULL, "upload" },       { "intro.mp4", " set name ", "set name" },
    { "intro.mp4", "", "intro" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *name = NULL;

    self->file.name = rows[i].name;
    hoist_settings_set (self->settings, "asset-name", rows[i].set);
    name = hoist_huawei_file_dup_asset_name (&self->facts);
    g_assert_cmpstr (name, ==, rows[i].wanted);
  }
  /* characters, not bytes */
  memcpy (long_name, "演", 3);
  hoist_settings_set (self->settings, "asset-name", long_name);
  cut = hoist_huawei_file_dup_asset_name (&self->facts);
  g_assert_cmpint (g_utf8_strlen (cut, -1), ==, 256);
}

/* The rule, not the formula: few enough parts, none too small or too large. */
static void
test_parts (Fixture *self, gconstpointer data)
{
  static const guint64 sizes[] = { 1,
                                   102400,
                                   102401,
                                   204799,
                                   204800,
                                   1048577,
                                   10485760,
                                   G_GUINT64_CONSTANT (5368709121),
                                   G_GUINT64_CONSTANT (107374182401),
                                   G_GUINT64_CONSTANT (536870912000) };
  static const char *const part_sizes[] = { "102400", "150000", "1073741824", "5368709120" };
  HoistWanted wanted = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
    for (gsize j = 0; j < G_N_ELEMENTS (part_sizes); j++) {
      guint64 n_parts = 0;
      guint64 part_size = 0;

      self->file.size = sizes[i];
      hoist_settings_set (self->settings, "part-size", part_sizes[j]);
      n_parts = hoist_huawei_file_get_n_parts (&self->facts);
      part_size = (sizes[i] + n_parts - 1) / n_parts;
      g_assert_cmpuint (n_parts, >=, 1);
      g_assert_cmpuint (n_parts, <=, 100);
      g_assert_cmpuint (part_size, <=, G_GUINT64_CONSTANT (5368709120));
      g_assert_true (n_parts == 1 || part_size >= 102400);
      g_assert_cmpuint ((sizes[i] + part_size - 1) / part_size, ==, n_parts);
    }
  }

  self->file.size = 1048577;
  hoist_huawei_metastudio.get_wanted (&self->facts, &wanted);
  g_assert_cmpint (wanted.file, ==, HOIST_DIGEST_MD5);
  hoist_settings_set (self->settings, "large-file-from", "1048577");
  hoist_huawei_metastudio.get_wanted (&self->facts, &wanted);
  g_assert_cmpint (wanted.file, ==, HOIST_DIGEST_NONE);
  self->file.size--;
  g_assert_false (hoist_huawei_file_is_large (&self->facts));
}

/* A large file from its record to its proof. */
static void
test_large_upload (Fixture *self, gconstpointer data)
{
  g_autoptr (HoistTicket) ticket = hoist_ticket_new ();
  const char *text = "{\"asset_id\":\"7\",\"file_id\":\"8\",\"upload_urls\":["
                     "\"https://o.example/1\",\"https://o.example/2\"]}";
  g_autoptr (GBytes) answer = g_bytes_new_static (text, strlen (text));
  const char *record = "{\"asset_state\":\"ACTIVED\",\"files\":[{\"file_id\":\"8\","
                       "\"file_size\":2000001,\"state\":\"CREATED\"}]}";
  g_autoptr (GBytes) known = g_bytes_new_static (record, strlen (record));
  g_autoptr (HoistReply) reply = hoist_reply_new (200, answer);
  g_autoptr (HoistReply) shown = hoist_reply_new (200, known);
  g_autofree char *body = NULL;
  const HoistProvider *provider = &hoist_huawei_metastudio;

  set_keys (self);
  hoist_settings_set (self->settings, "project-id", "p");
  hoist_settings_set (self->settings, "large-file-from", "1048576");
  hoist_settings_set (self->settings, "part-size", "1048576");
  self->file.size = 2000001;
  provider->write_request (&self->facts, ticket, HOIST_STEP_BEGIN, NULL, &self->request, NULL);
  g_assert_cmpint (
      provider->read_reply (&self->facts, ticket, HOIST_STEP_BEGIN, NULL, reply, NULL).kind, ==,
      HOIST_MOVE_AGAIN);
  g_clear_pointer (&self->request, hoist_request_free);
  provider->write_request (&self->facts, ticket, HOIST_STEP_BEGIN, NULL, &self->request, NULL);
  g_assert_cmpstr (self->request->url, ==, HOST "/v1/p/large-files");
  body = g_strndup (g_bytes_get_data (self->request->before, NULL),
                    g_bytes_get_size (self->request->before));
  g_assert_cmpstr (body, ==,
                   "{\"file_name\":\"intro.mp4\",\"file_type\":\"mp4\",\"asset_id\":\"7\","
                   "\"asset_file_category\":\"MAIN\",\"file_size\":2000001,"
                   "\"file_multipart_count\":2}");
  g_assert_cmpint (
      provider->read_reply (&self->facts, ticket, HOIST_STEP_BEGIN, NULL, reply, NULL).kind, ==,
      HOIST_MOVE_DONE);
  g_assert_cmpuint (hoist_ticket_get_n_parts (ticket), ==, 2);
  g_assert_cmpuint (hoist_ticket_get_part (ticket, 0)->length, ==, 1000001);

  hoist_ticket_set (ticket, "is-confirmed", "1");
  g_assert_cmpint (
      provider->read_reply (&self->facts, ticket, HOIST_STEP_COMMIT, NULL, shown, NULL).kind, ==,
      HOIST_MOVE_DONE);
  g_assert_cmpstr (ticket->verified, ==, "size");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/huawei-file/types-and-limits", test_files);
  ADD ("/huawei-file/names", test_names);
  ADD ("/huawei-file/parts", test_parts);
  ADD ("/huawei-file/large-upload", test_large_upload);
  return g_test_run ();
}
