/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is stored is whole or not there, whatever moment a kill chose. */
#include "hoist-practice-state.h"
#include "hoist-practice-storage.h"
#include "hoist-test-folder.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#define SERVICE "tencent-vod"
#define KEY "4ff38043a7d1757be9eb5fbe5674cf8813525ab2"
#define MD5_A "0cc175b9c0f1b6a831c399e269772661"
#define MD5_B "92eb5ffee6ae2fec3ad71c777531578f"

typedef struct {
  char *folder; /* (owned) */
  HoistPracticeStorage *storage;
} Fixture;

static void
set_up (Fixture *self, gconstpointer unused)
{
  self->folder = g_dir_make_tmp ("hoist-test-XXXXXX", NULL);
  self->storage = hoist_practice_storage_new (self->folder, FALSE, NULL);
}

static void
tear_down (Fixture *self, gconstpointer unused)
{
  hoist_practice_storage_free (self->storage);
  hoist_test_remove_folder (self->folder);
  g_free (self->folder);
}

static void
start_again (Fixture *self)
{
  hoist_practice_storage_free (self->storage);
  self->storage = hoist_practice_storage_new (self->folder, FALSE, NULL);
  g_assert_nonnull (self->storage);
}

static HoistPracticeUpload *
begin (Fixture *self)
{
  HoistPracticeUpload *upload = hoist_practice_storage_begin (
      self->storage, SERVICE, KEY, "n\xc3\xa4me=[x]", "mp4", 25, 10, NULL);

  g_assert_nonnull (upload);
  return upload;
}

static void
store (HoistPracticeUpload *upload, guint64 offset, const char *bytes, const char *md5)
{
  g_autoptr (HoistPracticeWriter) writer =
      hoist_practice_writer_new (upload, offset, strlen (bytes), NULL);

  g_assert_true (
      hoist_practice_writer_write (writer, (const guint8 *) bytes, strlen (bytes), NULL));
  g_assert_true (hoist_practice_writer_commit (writer, md5, NULL));
}

static HoistPracticeUpload *
find (Fixture *self)
{
  return hoist_practice_storage_find_upload (self->storage, SERVICE, KEY);
}

static char *
make_path (Fixture *self, const char *name)
{
  return g_build_filename (self->folder, SERVICE, "partial", KEY, name, NULL);
}

static void
test_survives_restart (Fixture *self, gconstpointer unused)
{
  HoistPracticeUpload *upload = begin (self);
  g_autoptr (GPtrArray) parts = NULL;
  HoistPracticePart *part = NULL;

  store (upload, 20, "aaaaa", MD5_A);
  store (upload, 0, "bbbbbbbbbb", MD5_B);
  start_again (self);
  upload = find (self);
  g_assert_nonnull (upload);
  g_assert_cmpstr (upload->name, ==, "n\xc3\xa4me=[x]");
  g_assert_cmpstr (upload->type, ==, "mp4");
  g_assert_cmpuint (upload->size, ==, 25);
  g_assert_cmpuint (upload->part_size, ==, 10);
  g_assert_false (hoist_practice_upload_is_covered (upload));
  parts = hoist_practice_upload_list_parts (upload);
  g_assert_cmpuint (parts->len, ==, 2);
  part = g_ptr_array_index (parts, 1);
  g_assert_cmpuint (part->offset, ==, 20);
  g_assert_cmpuint (part->size, ==, 5);
  g_assert_cmpstr (part->md5, ==, MD5_A);
}

static void
test_half_a_part_is_none (Fixture *self, gconstpointer unused)
{
  HoistPracticeUpload *upload = begin (self);
  HoistPracticeWriter *writer = hoist_practice_writer_new (upload, 0, 10, NULL);
  g_autofree char *temporary = make_path (self, "0.temporary");
  g_autofree char *copy = make_path (self, "7.temporary");

  g_assert_true (hoist_practice_writer_write (writer, (const guint8 *) "bbbb", 4, NULL));
  g_assert_false (hoist_practice_writer_commit (writer, MD5_B, NULL));
  g_assert_true (g_file_test (temporary, G_FILE_TEST_EXISTS));
  /* What a kill would leave, since freeing the writer cleans up. */
  g_assert_true (g_file_set_contents (copy, "bbbb", 4, NULL));
  hoist_practice_writer_free (writer);
  g_assert_false (g_file_test (temporary, G_FILE_TEST_EXISTS));
  start_again (self);
  g_assert_cmpuint (g_hash_table_size (find (self)->parts), ==, 0);
  g_assert_false (g_file_test (copy, G_FILE_TEST_EXISTS));
}

static void
test_strange_files_are_removed (Fixture *self, gconstpointer unused)
{
  const char *const names[] = {
    "00000000000000000010-9-" MD5_A ".part",
    "10-10-short.part",
    "x-10-" MD5_A ".part",
    "10-10-" MD5_A ".par",
    ".part",
  };

  begin (self);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = make_path (self, names[i]);

    g_assert_true (g_file_set_contents (path, "aaaaaaaaaa", 10, NULL));
  }
  start_again (self);
  g_assert_cmpuint (g_hash_table_size (find (self)->parts), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = make_path (self, names[i]);

    g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  }
}

/* Killed after the new part was there and before the old one went. */
static void
test_newer_of_two_parts_holds (Fixture *self, gconstpointer unused)
{
  const struct timespec old_times[] = { { 1000, 0 }, { 1000, 0 } };
  g_autofree char *old = make_path (self, "00000000000000000000-10-" MD5_A ".part");
  g_autofree char *new = make_path (self, "00000000000000000000-10-" MD5_B ".part");
  guint64 offset = 0;
  HoistPracticePart *part = NULL;

  begin (self);
  g_assert_true (g_file_set_contents (old, "aaaaaaaaaa", 10, NULL));
  g_assert_true (g_file_set_contents (new, "bbbbbbbbbb", 10, NULL));
  g_assert_cmpint (utimensat (AT_FDCWD, old, old_times, 0), ==, 0);
  start_again (self);
  part = g_hash_table_lookup (find (self)->parts, &offset);
  g_assert_cmpstr (part->md5, ==, MD5_B);
  g_assert_false (g_file_test (old, G_FILE_TEST_EXISTS));
}

static void
test_part_again_replaces (Fixture *self, gconstpointer unused)
{
  HoistPracticeUpload *upload = begin (self);
  g_autofree char *old = make_path (self, "00000000000000000000-10-" MD5_A ".part");

  store (upload, 0, "aaaaaaaaaa", MD5_A);
  g_assert_true (g_file_test (old, G_FILE_TEST_EXISTS));
  store (upload, 0, "bbbbbbbbbb", MD5_B);
  g_assert_cmpuint (g_hash_table_size (upload->parts), ==, 1);
  g_assert_false (g_file_test (old, G_FILE_TEST_EXISTS));
  store (upload, 0, "bbbbbbbbbb", MD5_B);
  start_again (self);
  g_assert_cmpuint (g_hash_table_size (find (self)->parts), ==, 1);
}

static void
test_unreadable_upload_is_dropped (Fixture *self, gconstpointer unused)
{
  g_autofree char *ini = make_path (self, "upload.ini");

  begin (self);
  g_assert_true (g_file_set_contents (ini, "[upload]\nname=x\n", -1, NULL));
  start_again (self);
  g_assert_null (find (self));
  g_assert_false (g_file_test (ini, G_FILE_TEST_EXISTS));
}

static void
on_assembled (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static HoistPracticeFile *
assemble (Fixture *self, const char *sha1, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  hoist_practice_storage_assemble_async (self->storage, find (self), sha1, "17", on_assembled,
                                         &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return hoist_practice_storage_assemble_finish (self->storage, result, error);
}

static void
store_all (Fixture *self)
{
  HoistPracticeUpload *upload = begin (self);

  store (upload, 10, "bbbbbbbbbb", MD5_B);
  store (upload, 0, "aaaaaaaaaa", MD5_A);
  store (upload, 20, "ccccc", MD5_A);
  g_assert_true (hoist_practice_upload_is_covered (upload));
}

static void
test_assembles (Fixture *self, gconstpointer unused)
{
  g_autofree char *sha1 =
      g_compute_checksum_for_string (G_CHECKSUM_SHA1, "aaaaaaaaaabbbbbbbbbbccccc", -1);
  g_autofree char *text = NULL;
  HoistPracticeFile *file = NULL;

  store_all (self);
  file = assemble (self, sha1, NULL);
  g_assert_nonnull (file);
  g_assert_true (g_file_get_contents (file->path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "aaaaaaaaaabbbbbbbbbbccccc");
  g_assert_null (find (self));
  start_again (self);
  g_assert_null (find (self));
  file = hoist_practice_storage_find_file (self->storage, SERVICE, KEY);
  g_assert_nonnull (file);
  g_assert_cmpstr (file->id, ==, "17");
  g_assert_cmpstr (file->sha1, ==, sha1);
  g_assert_true (hoist_practice_storage_find_id (self->storage, "17") == file);
}

static void
test_wrong_sum_leaves_no_file (Fixture *self, gconstpointer unused)
{
  g_autofree char *finished = g_build_filename (self->folder, SERVICE, "finished", "17", NULL);
  g_autoptr (GError) error = NULL;

  store_all (self);
  g_assert_null (assemble (self, "0000000000000000000000000000000000000000", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_assert_false (g_file_test (finished, G_FILE_TEST_EXISTS));
  g_assert_false (find (self)->is_busy);
  start_again (self);
  g_assert_cmpuint (g_hash_table_size (find (self)->parts), ==, 3);
}

/* Killed while parts were put together, or before the upload was removed. */
static void
test_killed_while_assembling (Fixture *self, gconstpointer unused)
{
  g_autofree char *folder = g_build_filename (self->folder, SERVICE, "finished", "17", NULL);
  g_autofree char *media = g_build_filename (folder, "f0.mp4", NULL);
  g_autofree char *ini = g_build_filename (folder, "file.ini", NULL);

  store_all (self);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (media, "aaaa", 4, NULL));
  start_again (self);
  g_assert_nonnull (find (self));
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (media, "aaaa", 4, NULL));
  g_assert_true (g_file_set_contents (
      ini, "[file]\nkey=" KEY "\nname=n\ntype=mp4\nsha1=x\nleaf=f0.mp4\nsize=4\n", -1, NULL));
  start_again (self);
  g_assert_null (find (self));
  g_assert_nonnull (hoist_practice_storage_find_file (self->storage, SERVICE, KEY));
}

static void
test_writer_outlives_upload (Fixture *self, gconstpointer unused)
{
  g_autoptr (HoistPracticeWriter) writer = hoist_practice_writer_new (begin (self), 0, 1, NULL);

  begin (self);
  g_assert_true (hoist_practice_writer_write (writer, (const guint8 *) "a", 1, NULL));
  g_assert_false (hoist_practice_writer_commit (writer, MD5_A, NULL));
  g_assert_cmpuint (g_hash_table_size (find (self)->parts), ==, 0);
}

static void
test_odd_types_make_plain_files (Fixture *self, gconstpointer unused)
{
  g_autofree char *sha1 = g_compute_checksum_for_string (G_CHECKSUM_SHA1, "a", -1);
  HoistPracticeFile *file = NULL;

  store (hoist_practice_storage_begin (self->storage, SERVICE, KEY, "n", "../x y", 1, 10, NULL), 0,
         "a", MD5_A);
  file = assemble (self, sha1, NULL);
  g_assert_nonnull (file);
  g_assert_cmpstr (file->type, ==, "../x y");
  g_assert_true (g_str_has_suffix (file->path, "/finished/17/f0.bin"));
}

static void
store_one_by_one (Fixture *self)
{
  HoistPracticeUpload *upload =
      hoist_practice_storage_begin (self->storage, SERVICE, KEY, "n", "", 25, 0, NULL);

  upload->parent = g_strdup ("Holiday/Day 1");
  upload->note = g_strdup ("{\"a\":\"\xc3\xa4\\n\"}");
  g_assert_true (hoist_practice_upload_save (upload, NULL));
  store (upload, 2, "bbbbbbbbbbbbb", MD5_B);
  store (upload, 1, "aaaaaaaaaa", MD5_A);
  g_assert_false (hoist_practice_upload_is_covered (upload));
  store (upload, 3, "cc", MD5_A);
}

/* Without a grid the parts' numbers give the order, and all is known about the file in the end. */
static void
test_parts_of_any_length (Fixture *self, gconstpointer unused)
{
  const char *whole = "aaaaaaaaaabbbbbbbbbbbbbcc";
  g_autofree char *sha1 = g_compute_checksum_for_string (G_CHECKSUM_SHA1, whole, -1);
  g_autofree char *md5 = g_compute_checksum_for_string (G_CHECKSUM_MD5, whole, -1);
  g_autofree char *text = NULL;
  HoistPracticeFile *file = NULL;

  store_one_by_one (self);
  g_assert_true (hoist_practice_upload_is_covered (find (self)));
  start_again (self);
  g_assert_true (hoist_practice_upload_is_covered (find (self)));
  g_assert_cmpstr (find (self)->parent, ==, "Holiday/Day 1");
  g_assert_true (hoist_practice_upload_flip (find (self), 22, NULL));
  g_assert_true (hoist_practice_upload_flip (find (self), 22, NULL));
  g_assert_false (hoist_practice_upload_flip (find (self), 25, NULL));
  g_assert_nonnull (assemble (self, NULL, NULL));
  start_again (self);
  file = hoist_practice_storage_find_file (self->storage, SERVICE, KEY);
  g_assert_true (g_file_get_contents (file->path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, whole);
  g_assert_cmpuint (file->size, ==, 25);
  g_assert_cmpstr (file->sha1, ==, sha1);
  g_assert_cmpstr (file->md5, ==, md5);
  g_assert_cmpstr (file->folder, ==, "Holiday/Day 1");
  g_assert_cmpstr (file->note, ==, "{\"a\":\"\xc3\xa4\\n\"}");
}

/* The value of the CRC catalogue for CRC-64/XZ. */
static void
test_checksum_of_a_known_file (Fixture *self, gconstpointer unused)
{
  store (hoist_practice_storage_begin (self->storage, SERVICE, KEY, "n", "txt", 9, 0, NULL), 1,
         "123456789", MD5_A);
  g_assert_cmpstr (assemble (self, NULL, NULL)->crc64, ==, "11051210869376104954");
}

static void
test_an_empty_file (Fixture *self, gconstpointer unused)
{
  HoistPracticeUpload *upload =
      hoist_practice_storage_begin (self->storage, SERVICE, KEY, "n", "txt", 0, 0, NULL);

  store (upload, 1, "", MD5_A);
  start_again (self);
  g_assert_cmpuint (g_hash_table_size (find (self)->parts), ==, 1);
  g_assert_cmpstr (assemble (self, NULL, NULL)->crc64, ==, "0");
}

static void
test_part_as_long_as_it_comes (Fixture *self, gconstpointer unused)
{
  HoistPracticeUpload *upload =
      hoist_practice_storage_begin (self->storage, SERVICE, KEY, "n", "txt", 9, 0, NULL);
  g_autoptr (HoistPracticeWriter) writer =
      hoist_practice_writer_new (upload, 1, HOIST_PRACTICE_ANY_SIZE, NULL);

  g_assert_true (hoist_practice_writer_write (writer, (const guint8 *) "abc", 3, NULL));
  g_assert_true (hoist_practice_writer_commit (writer, MD5_A, NULL));
  start_again (self);
  g_assert_cmpuint (hoist_practice_upload_count_bytes (find (self)), ==, 3);
}

static void
test_dropped_is_gone (Fixture *self, gconstpointer unused)
{
  HoistPracticeFile *file = NULL;

  store_one_by_one (self);
  g_assert_true (hoist_practice_storage_drop_upload (self->storage, find (self)));
  g_assert_null (find (self));
  start_again (self);
  g_assert_null (find (self));
  store_one_by_one (self);
  file = assemble (self, NULL, NULL);
  hoist_practice_storage_drop_file (self->storage, file);
  start_again (self);
  g_assert_null (hoist_practice_storage_find_file (self->storage, SERVICE, KEY));
}

static void
test_state_of_a_service (Fixture *self, gconstpointer unused)
{
  g_autoptr (JsonObject) none = hoist_practice_storage_load_state (self->storage, SERVICE);
  g_autoptr (JsonObject) state = json_object_new ();
  g_autoptr (JsonObject) read = NULL;

  g_assert_cmpuint (json_object_get_size (none), ==, 0);
  json_object_set_string_member (state, "token", "t1");
  g_assert_true (hoist_practice_storage_save_state (self->storage, SERVICE, state, NULL));
  start_again (self);
  read = hoist_practice_storage_load_state (self->storage, SERVICE);
  g_assert_cmpstr (json_object_get_string_member (read, "token"), ==, "t1");
}

typedef void (*TestFunc) (Fixture *self, gconstpointer unused);

int
main (int argc, char **argv)
{
  const struct {
    const char *path;
    TestFunc test;
  } tests[] = {
    { "/practice/storage/survives-restart", test_survives_restart },
    { "/practice/storage/half-a-part-is-none", test_half_a_part_is_none },
    { "/practice/storage/strange-files-are-removed", test_strange_files_are_removed },
    { "/practice/storage/newer-of-two-parts-holds", test_newer_of_two_parts_holds },
    { "/practice/storage/part-again-replaces", test_part_again_replaces },
    { "/practice/storage/unreadable-upload-is-dropped", test_unreadable_upload_is_dropped },
    { "/practice/storage/assembles", test_assembles },
    { "/practice/storage/wrong-sum-leaves-no-file", test_wrong_sum_leaves_no_file },
    { "/practice/storage/killed-while-assembling", test_killed_while_assembling },
    { "/practice/storage/writer-outlives-upload", test_writer_outlives_upload },
    { "/practice/storage/odd-types-make-plain-files", test_odd_types_make_plain_files },
    { "/practice/storage/parts-of-any-length", test_parts_of_any_length },
    { "/practice/storage/checksum-of-a-known-file", test_checksum_of_a_known_file },
    { "/practice/storage/an-empty-file", test_an_empty_file },
    { "/practice/storage/part-as-long-as-it-comes", test_part_as_long_as_it_comes },
    { "/practice/storage/dropped-is-gone", test_dropped_is_gone },
    { "/practice/storage/state-of-a-service", test_state_of_a_service },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
