/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening an upload at Alibaba PDS: every answer of create. The names of paths with "c-" are the
 * contradictions of section 9 of the notes. */
#include "pds-fixture.h"

#define BEGIN HOIST_STEP_BEGIN
#define PATTERN_SIZE 1025
/* Notes 5.2, P(1025): the whole, and its first 1,024 bytes. */
#define PATTERN_SHA1 "CA9FDC040579AFC74C0E6314FEE7AF12BD5C4284"
#define PATTERN_PRE "0AC28084FF74933D05123496DAFD3791684D9B53"

#define GET_FILE "/file/get {\"drive_id\":\"1\",\"file_id\":\"E1\"}"
#define EXISTS                                                                                     \
  "{\"exist\":true,\"file_id\":\"E1\",\"type\":\"file\",\"status\":\"available\",\"file_name\":"   \
  "\"a.bin\"}"

static guint64
get_number (Fixture *self, const char *name)
{
  guint64 number = 0;

  g_assert_true (hoist_read_parse_uint (hoist_ticket_get (self->ticket, name), &number));
  return number;
}

/* The example of notes 4.4, as the provider itself makes it; the file is small enough. */
static void
test_create (Fixture *self, gconstpointer data)
{
  HoistMove move = { 0 };

  move = write_step (self, BEGIN, NULL);
  g_assert_cmpint (move.kind, ==, HOIST_MOVE_NEEDS);
  g_assert_cmpint (move.digests, ==, HOIST_DIGEST_SHA1 | HOIST_DIGEST_CRC64);
  g_assert_cmpuint (move.length, ==, 0);

  set_sha1 (self, SHA1);
  hoist_settings_set (self->settings, "name-policy", "skip");
  g_assert_cmpint (write_step (self, BEGIN, NULL).kind, ==, HOIST_MOVE_SEND);
  assert_call (self,
               "/file/create {\"drive_id\":\"1\",\"parent_file_id\":\"root\",\"name\":\"a.bin\","
               "\"type\":\"file\",\"size\":26214400,\"check_name_mode\":\"refuse\","
               "\"content_hash_name\":\"sha1\",\"content_hash\":\"" SHA1_UPPER "\","
               "\"part_info_list\":[{\"part_number\":1},{\"part_number\":2},{\"part_number\":3}]}");
  g_assert_cmpstr (self->request->method, ==, "POST");
  g_assert_cmpstr (self->request->content_type, ==, "application/json");
  g_assert_cmpstr (g_ptr_array_index (self->request->headers, 0), ==, "Authorization");
  g_assert_cmpstr (g_ptr_array_index (self->request->headers, 1), ==, "Bearer " TOKEN);
  g_assert_cmpint (self->request->replay, ==, HOIST_REPLAY_ASK_FIRST);
  g_assert_cmpint (self->request->answer_us, ==, 60 * G_USEC_PER_SEC);
  g_assert_null (self->request->bucket);
  g_assert_true (self->ticket->has_begun);
}

static void
test_wanted (Fixture *self, gconstpointer data)
{
  HoistWanted wanted = { 0 };

  hoist_alibaba_pds.get_wanted (&self->facts, &wanted);
  g_assert_cmpint (wanted.file, ==, HOIST_DIGEST_SHA1 | HOIST_DIGEST_CRC64);
  g_assert_cmpint (wanted.slice_kind, ==, HOIST_DIGEST_NONE);
  self->file.size = 100 * MIB + 1;
  hoist_alibaba_pds.get_wanted (&self->facts, &wanted);
  g_assert_cmpint (wanted.file, ==, HOIST_DIGEST_NONE);
  self->file.size = 100 * MIB;
  hoist_alibaba_pds.get_wanted (&self->facts, &wanted);
  g_assert_cmpint (wanted.file, !=, HOIST_DIGEST_NONE);
  self->file.size = 0;
  hoist_alibaba_pds.get_wanted (&self->facts, &wanted);
  g_assert_cmpint (wanted.file, ==, HOIST_DIGEST_NONE);
  self->file.size = SIZE;
  hoist_settings_set (self->options, "rapid-upload", "0");
  hoist_alibaba_pds.get_wanted (&self->facts, &wanted);
  g_assert_cmpint (wanted.file, ==, HOIST_DIGEST_NONE);
}

/* With it off, no hash is told. */
static void
test_not_rapid (Fixture *self, gconstpointer data)
{
  g_autofree char *call = NULL;

  set_sha1 (self, SHA1);
  hoist_settings_set (self->settings, "rapid-upload", "0");
  g_assert_cmpint (write_step (self, BEGIN, NULL).kind, ==, HOIST_MOVE_SEND);
  call = dup_call (self);
  g_assert_null (strstr (call, "hash"));
  /* two files of one name would be made by "ignore" */
  g_assert_nonnull (strstr (call, "\"check_name_mode\":\"auto_rename\""));
  g_assert_null (strstr (call, "proof"));
  g_assert_null (strstr (call, "content_type"));
}

static void
test_upload (Fixture *self, gconstpointer data)
{
  begin (self);
  g_assert_cmpstr (hoist_ticket_get (self->ticket, "file-id"), ==, "F1");
  g_assert_cmpstr (hoist_ticket_get (self->ticket, "upload-id"), ==, "U1");
  g_assert_cmpstr (hoist_ticket_get (self->ticket, "drive-id"), ==, "1");
  g_assert_cmpuint (hoist_ticket_get_n_parts (self->ticket), ==, 3);
  g_assert_cmpuint (get_part (self, 2)->length, ==, 5 * MIB);
  g_assert_true (hoist_ticket_has_sealed (self->ticket));
  g_assert_true (self->ticket->is_changed);
  {
    g_autofree char *text = hoist_ticket_to_text (self->ticket);

    /* addresses are credentials */
    assert_no_secret (text);
    g_assert_null (strstr (text, "data.example"));
  }
}

/* The window keeps answers small. */
static void
test_window (Fixture *self, gconstpointer data)
{
  g_autofree char *call = NULL;

  self->file.size = G_GUINT64_CONSTANT (107374182400);
  hoist_settings_set (self->settings, "rapid-upload", "0");
  g_assert_cmpint (write_step (self, BEGIN, NULL).kind, ==, HOIST_MOVE_SEND);
  call = dup_call (self);
  g_assert_nonnull (strstr (call, "{\"part_number\":20}]"));
}

static void
test_pre_hash (Fixture *self, gconstpointer data)
{
  g_autofree char *call = NULL;
  HoistMove move = { 0 };

  self->file.size = PATTERN_SIZE;
  hoist_settings_set (self->settings, "pre-hash-threshold", "1024");
  move = write_step (self, BEGIN, NULL);
  g_assert_cmpint (move.kind, ==, HOIST_MOVE_NEEDS);
  g_assert_cmpint (move.digests, ==, HOIST_DIGEST_SHA1);
  g_assert_cmpuint (move.offset, ==, 0);
  g_assert_cmpuint (move.length, ==, 1024);

  self->range = (HoistRange){ .length = 1024 };
  g_assert_true (hoist_digests_set_hex (&self->range.digests, HOIST_DIGEST_SHA1, PATTERN_PRE));
  self->facts.range = &self->range;
  g_assert_cmpint (write_step (self, BEGIN, NULL).kind, ==, HOIST_MOVE_SEND);
  call = dup_call (self);
  g_assert_nonnull (strstr (call, "\"pre_hash\":\"" PATTERN_PRE "\""));
  g_assert_null (strstr (call, "content_hash"));

  /* a match: now the whole one is wanted */
  assert_again (read_text (self, BEGIN, NULL, 409,
                           "{\"code\":\"PreHashMatched\",\"message\":\"Pre hash matched.\","
                           "\"pre_hash\":\"x\",\"file_name\":\"a.bin\"}"));
  g_assert_cmpint (write_step (self, BEGIN, NULL).digests, ==,
                   HOIST_DIGEST_SHA1 | HOIST_DIGEST_CRC64);
  set_sha1 (self, PATTERN_SHA1);
  g_assert_cmpint (write_step (self, BEGIN, NULL).kind, ==, HOIST_MOVE_SEND);
  g_free (call);
  call = dup_call (self);
  g_assert_nonnull (strstr (call, "\"content_hash\":\"" PATTERN_SHA1 "\""));
  g_assert_null (strstr (call, "pre_hash"));

  /* a service that never gets enough is not obeyed for ever */
  assert_failed (self, read_text (self, BEGIN, NULL, 409, "{\"code\":\"PreHashMatched\"}"),
                 HOIST_ERROR_PROTOCOL);
}

/* No match: the answer has the addresses already, and the file is not read. */
static void
test_pre_hash_miss (Fixture *self, gconstpointer data)
{
  self->file.size = 100 * MIB + 1;
  self->range = (HoistRange){ .length = 1024 };
  g_assert_true (hoist_digests_set_hex (&self->range.digests, HOIST_DIGEST_SHA1, PATTERN_PRE));
  self->facts.range = &self->range;
  g_assert_cmpint (exchange (self, BEGIN, NULL, 200, CREATED).kind, ==, HOIST_MOVE_DONE);
  g_assert_cmpuint (hoist_ticket_get_n_parts (self->ticket), ==, 11);
}

/* A 409 is a match only by its code (notes 9). */
static void
test_conflicts (Fixture *self, gconstpointer data)
{
  set_sha1 (self, SHA1);
  assert_failed (self, exchange (self, BEGIN, NULL, 409, "{\"code\":\"QuotaExhausted.Drive\"}"),
                 HOIST_ERROR_NO_SPACE);
  assert_failed (self, exchange (self, BEGIN, NULL, 409, "{\"code\":\"AlreadyExist.File\"}"),
                 HOIST_ERROR_NAME_TAKEN);
  assert_failed (self, exchange (self, BEGIN, NULL, 409, ""), HOIST_ERROR_REFUSED);
  /* some layers write capitals (notes 9) */
  assert_failed (self, exchange (self, BEGIN, NULL, 403, "{\"Code\":\"QuotaExhausted.Drive\"}"),
                 HOIST_ERROR_NO_SPACE);
  assert_failed (self, exchange (self, BEGIN, NULL, 413, "Payload Too Large"),
                 HOIST_ERROR_TOO_LARGE);
  assert_failed (self, exchange (self, BEGIN, NULL, 502, "Bad Gateway"), HOIST_ERROR_UNSURE);
  assert_failed (self, exchange (self, BEGIN, NULL, 200, "{}"), HOIST_ERROR_PROTOCOL);
  assert_failed (self, exchange (self, BEGIN, NULL, 200, "{\"file_id\":\"F1\"}"),
                 HOIST_ERROR_PROTOCOL);
  assert_failed (self, exchange (self, BEGIN, NULL, 200, "{\"rapid_upload\":true}"),
                 HOIST_ERROR_PROTOCOL);
  assert_failed (self, exchange (self, BEGIN, NULL, 404, "{\"code\":\"NotFound.File\"}"),
                 HOIST_ERROR_REFUSED);
}

/* A folder that was found or made for the file before is made again; the account's own is not. */
static void
test_folder_gone (Fixture *self, gconstpointer data)
{
  static const char *const bodies[] = {
    "{\"code\":\"NotFound.File\"}",
    "{\"code\":\"NotFound.FileId\"}",
    "{\"Code\":\"notfound.fileid\"}",
  };

  set_sha1 (self, SHA1);
  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++) {
    self->file.folder_id = NULL;
    assert_failed (self, exchange (self, BEGIN, NULL, 404, bodies[i]), HOIST_ERROR_REFUSED);
    self->file.folder_id = "D1";
    assert_failed (self, exchange (self, BEGIN, NULL, 404, bodies[i]), HOIST_ERROR_EXPIRED);
  }
  assert_failed (self, exchange (self, BEGIN, NULL, 404, "{\"code\":\"NotFound.Drive\"}"),
                 HOIST_ERROR_REFUSED);
}

/* A domain of other hashes (notes 9): once more without one. */
static void
test_no_hash (Fixture *self, gconstpointer data)
{
  g_autofree char *call = NULL;

  set_sha1 (self, SHA1);
  assert_again (
      exchange (self, BEGIN, NULL, 400, "{\"code\":\"InvalidParameter.ContentHashName\"}"));
  g_assert_cmpint (write_step (self, BEGIN, NULL).kind, ==, HOIST_MOVE_SEND);
  call = dup_call (self);
  g_assert_null (strstr (call, "hash"));
  assert_failed (
      self, read_text (self, BEGIN, NULL, 400, "{\"code\":\"InvalidParameter.ContentHashName\"}"),
      HOIST_ERROR_REFUSED);
}

static void
begin_rapid (Fixture *self, const char *answer)
{
  set_sha1 (self, SHA1);
  assert_again (exchange (self, BEGIN, NULL, 201, answer));
  g_assert_cmpint (write_step (self, BEGIN, NULL).kind, ==, HOIST_MOVE_SEND);
  assert_call (self, "/file/get {\"drive_id\":\"1\",\"file_id\":\"R1\"}");
}

/* Rapid: the flag, or "available" without an upload id as some SDKs have it. */
static void
test_rapid (Fixture *self, gconstpointer data)
{
  static const char *const answers[] = {
    "{\"file_id\":\"R1\",\"rapid_upload\":true,\"upload_id\":\"\"}",
    "{\"file_id\":\"R1\",\"status\":\"available\"}",
  };
  static const struct {
    guint status;
    const char *body;
    const char *verified;
  } looks[] = {
    { 200, "{\"size\":26214400,\"crc64_hash\":\"18446744073709551615\"}", "crc64" },
    { 200, "{\"size\":26214400,\"content_hash\":\"" SHA1_UPPER "\",\"content_hash_name\":\"SHA1\"}",
      "sha1" },
    { 200, "{\"size\":26214400}", "sha1" },
    { 403, "{\"code\":\"Forbidden\"}", "sha1" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (answers) * G_N_ELEMENTS (looks); i++) {
    hoist_ticket_reset (self->ticket);
    self->file.digests.known = HOIST_DIGEST_NONE;
    begin_rapid (self, answers[i % 2]);
    set_crc64 (self, G_MAXUINT64);
    g_assert_cmpint (read_text (self, BEGIN, NULL, looks[i / 2].status, looks[i / 2].body).kind, ==,
                     HOIST_MOVE_FINISHED);
    g_assert_cmpstr (self->ticket->verified, ==, looks[i / 2].verified);
    g_assert_cmpstr (self->ticket->remote_id, ==, "R1");
    g_assert_true (self->ticket->is_instant);
  }
}

static void
test_rapid_is_another (Fixture *self, gconstpointer data)
{
  static const char *const looks[] = {
    "{\"size\":26214401}",
    "{\"size\":26214400,\"crc64_hash\":\"1\"}",
    "{\"content_hash\":\"" PATTERN_SHA1 "\"}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (looks); i++) {
    hoist_ticket_reset (self->ticket);
    begin_rapid (self, "{\"file_id\":\"R1\",\"rapid_upload\":true}");
    set_crc64 (self, 2);
    assert_failed (self, read_text (self, BEGIN, NULL, 200, looks[i]), HOIST_ERROR_UNVERIFIED);
    g_assert_null (self->ticket->verified);
  }
  assert_failed (self, read_text (self, BEGIN, NULL, 404, "{\"code\":\"NotFound.File\"}"),
                 HOIST_ERROR_UNVERIFIED);
  assert_failed (self, read_text (self, BEGIN, NULL, 504, ""), HOIST_ERROR_BUSY);
}

/* A status alone is no proof when no hash was told. */
static void
test_available_without_hash (Fixture *self, gconstpointer data)
{
  hoist_settings_set (self->settings, "rapid-upload", "0");
  assert_failed (self,
                 exchange (self, BEGIN, NULL, 200, "{\"file_id\":\"R1\",\"status\":\"available\"}"),
                 HOIST_ERROR_PROTOCOL);
}

static void
test_skip (Fixture *self, gconstpointer data)
{
  static const struct {
    guint status;
    const char *body;
    const char *verified; /* (nullable): the name is taken */
  } rows[] = {
    { 200, "{\"size\":26214400,\"crc64_hash\":\"7\"}", "crc64" },
    { 200, "{\"size\":26214400,\"crc64_hash\":\"8\"}", "none" },
    { 200, "{\"size\":1,\"crc64_hash\":\"7\"}", "none" },
    { 200, "{\"size\":26214400}", "none" },
    { 200, "{\"size\":26214400,\"content_hash\":\"" SHA1 "\"}", "sha1" },
    { 403, "{\"code\":\"Forbidden\"}", "none" },
    { 404, "{\"code\":\"NotFound.File\"}", NULL },
    { 200, "{\"size\":26214400,\"status\":\"uploading\"}", NULL },
  };

  hoist_settings_set (self->options, "name-policy", "skip");
  set_sha1 (self, SHA1);
  set_crc64 (self, 7);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    HoistMove move = { 0 };

    hoist_ticket_reset (self->ticket);
    assert_again (exchange (self, BEGIN, NULL, 200, EXISTS));
    g_assert_cmpint (write_step (self, BEGIN, NULL).kind, ==, HOIST_MOVE_SEND);
    assert_call (self, GET_FILE);
    move = read_text (self, BEGIN, NULL, rows[i].status, rows[i].body);
    if (rows[i].verified == NULL) {
      assert_failed (self, move, HOIST_ERROR_NAME_TAKEN);
      continue;
    }
    g_assert_cmpint (move.kind, ==, HOIST_MOVE_FINISHED);
    g_assert_cmpstr (self->ticket->verified, ==, rows[i].verified);
    g_assert_cmpstr (self->ticket->remote_id, ==, "E1");
    g_assert_true (self->ticket->is_instant);
    /* the file is the user's */
    g_assert_cmpint (write_step (self, HOIST_STEP_ABORT, NULL).kind, ==, HOIST_MOVE_DONE);
  }
}

/* "refuse" first, then with the id that it told (notes 4.4); never deleted (4.9). */
static void
test_overwrite (Fixture *self, gconstpointer data)
{
  g_autofree char *call = NULL;

  hoist_settings_set (self->settings, "name-policy", "overwrite");
  hoist_settings_set (self->settings, "rapid-upload", "0");
  assert_again (exchange (self, BEGIN, NULL, 200, EXISTS));
  g_assert_cmpint (write_step (self, BEGIN, NULL).kind, ==, HOIST_MOVE_SEND);
  call = dup_call (self);
  g_assert_nonnull (strstr (call, "\"check_name_mode\":\"refuse\",\"file_id\":\"E1\""));
  g_assert_cmpint (read_text (self, BEGIN, NULL, 201, CREATED).kind, ==, HOIST_MOVE_DONE);
  g_assert_cmpint (write_step (self, HOIST_STEP_ABORT, NULL).kind, ==, HOIST_MOVE_DONE);

  /* refused although the id was given */
  assert_failed (self, read_text (self, BEGIN, NULL, 200, EXISTS), HOIST_ERROR_NAME_TAKEN);
}

/* A 409 with an id is treated like "exist" (notes 4.4). */
static void
test_overwrite_conflict (Fixture *self, gconstpointer data)
{
  hoist_settings_set (self->settings, "name-policy", "overwrite");
  hoist_settings_set (self->settings, "rapid-upload", "0");
  assert_again (
      exchange (self, BEGIN, NULL, 409, "{\"code\":\"AlreadyExist.File\",\"file_id\":\"E2\"}"));
  g_assert_cmpstr (hoist_ticket_get (self->ticket, "overwrites"), ==, "E2");
}

static void
test_taken_by_folder (Fixture *self, gconstpointer data)
{
  static const char *const policies[] = { "skip", "overwrite", "keep-both" };

  hoist_settings_set (self->settings, "rapid-upload", "0");
  for (gsize i = 0; i < G_N_ELEMENTS (policies); i++) {
    hoist_settings_set (self->settings, "name-policy", policies[i]);
    assert_failed (self,
                   exchange (self, BEGIN, NULL, 200,
                             "{\"exist\":true,\"file_id\":\"D1\",\"type\":\"folder\"}"),
                   HOIST_ERROR_NAME_TAKEN);
  }
  assert_failed (self, exchange (self, BEGIN, NULL, 200, EXISTS), HOIST_ERROR_NAME_TAKEN);
}

/* Without a drive in the settings: the sign-in's, else one question. */
static void
test_drive (Fixture *self, gconstpointer data)
{
  hoist_settings_set (self->settings, "drive-id", "");
  hoist_settings_set (self->settings, "rapid-upload", "0");
  g_assert_cmpint (write_step (self, BEGIN, NULL).kind, ==, HOIST_MOVE_SEND);
  assert_call (self, "/user/get {}");
  assert_failed (self, read_text (self, BEGIN, NULL, 200, "{\"user_id\":\"u\"}"),
                 HOIST_ERROR_REFUSED);
  g_assert_nonnull (strstr (self->error->message, "“Drive”"));
  assert_again (exchange (self, BEGIN, NULL, 200, "{\"default_drive_id\":\"77\"}"));
  g_assert_cmpuint (get_number (self, "drive-id"), ==, 77);
  g_assert_cmpint (exchange (self, BEGIN, NULL, 201, CREATED).kind, ==, HOIST_MOVE_DONE);

  hoist_ticket_reset (self->ticket);
  hoist_settings_set (self->secrets, HOIST_GRANT "drive", "88");
  g_assert_cmpint (exchange (self, BEGIN, NULL, 201, CREATED).kind, ==, HOIST_MOVE_DONE);
  g_assert_cmpuint (get_number (self, "drive-id"), ==, 88);
}

static void
test_places (Fixture *self, gconstpointer data)
{
  g_autofree char *call = NULL;

  hoist_settings_set (self->settings, "rapid-upload", "0");
  hoist_settings_set (self->options, "parent-file-id", "P1");
  self->file.name = " @夏\\day/\t.mp4 ";
  g_assert_cmpint (write_step (self, BEGIN, NULL).kind, ==, HOIST_MOVE_SEND);
  call = dup_call (self);
  g_assert_nonnull (strstr (call, "\"parent_file_id\":\"P1\",\"name\":\" @夏_day__.mp4 \""));
  self->file.folder_id = "N1";
  g_assert_cmpint (write_step (self, BEGIN, NULL).kind, ==, HOIST_MOVE_SEND);
  g_free (call);
  call = dup_call (self);
  g_assert_nonnull (strstr (call, "\"parent_file_id\":\"N1\""));
}

/* One part of no bytes, and no hash. */
static void
test_empty (Fixture *self, gconstpointer data)
{
  g_autofree char *call = NULL;

  self->file.size = 0;
  g_assert_cmpint (write_step (self, BEGIN, NULL).kind, ==, HOIST_MOVE_SEND);
  call = dup_call (self);
  g_assert_null (strstr (call, "hash"));
  g_assert_nonnull (strstr (call, "\"part_info_list\":[{\"part_number\":1}]"));
  g_assert_cmpint (read_text (self, BEGIN, NULL, 201, CREATED).kind, ==, HOIST_MOVE_DONE);
  g_assert_cmpuint (hoist_ticket_get_n_parts (self->ticket), ==, 1);
  g_assert_cmpuint (get_part (self, 0)->length, ==, 0);
}

/* Notes 7: the suggested rule and its figures. */
static void
test_part_sizes (Fixture *self, gconstpointer data)
{
  static const struct {
    guint64 size;
    guint64 part_size;
    guint n_parts;
  } rows[] = {
    { 1, 10 * MIB, 1 },
    { 10 * MIB, 10 * MIB, 1 },
    { 10 * MIB + 1, 10 * MIB, 2 },
    { 25 * MIB, 10 * MIB, 3 },
    { 9000 * 10 * MIB, 10 * MIB, 9000 },
    { 9000 * 10 * MIB + 1, 11 * MIB, 8182 },
    { 100 * 1024 * MIB, 12 * MIB, 8534 },
    { 1024 * 1024 * MIB, 117 * MIB, 8963 },
    { G_GUINT64_CONSTANT (10000000000000), 1060 * MIB, 8997 },
    { G_GUINT64_CONSTANT (53687091200000), 5120 * MIB, 10000 },
  };

  hoist_settings_set (self->settings, "rapid-upload", "0");
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    hoist_ticket_reset (self->ticket);
    self->file.size = rows[i].size;
    g_assert_true (hoist_alibaba_pds.check_file (&self->facts, &self->error));
    g_assert_cmpint (exchange (self, BEGIN, NULL, 201, CREATED).kind, ==, HOIST_MOVE_DONE);
    g_assert_cmpuint (self->ticket->part_size, ==, rows[i].part_size);
    g_assert_cmpuint (hoist_ticket_get_n_parts (self->ticket), ==, rows[i].n_parts);
  }
  self->file.size++;
  g_assert_false (hoist_alibaba_pds.check_file (&self->facts, &self->error));
  g_assert_error (self->error, HOIST_ERROR, HOIST_ERROR_TOO_LARGE);
}

/* A lost answer: no ids are known, so create is simply asked again (notes 4.4). */
static void
test_lost_answer (Fixture *self, gconstpointer data)
{
  hoist_settings_set (self->settings, "rapid-upload", "0");
  g_assert_cmpint (write_step (self, BEGIN, NULL).kind, ==, HOIST_MOVE_SEND);
  assert_jump (write_step (self, HOIST_STEP_PROBE, NULL), BEGIN);
  /* and there is nothing that could be removed */
  g_assert_cmpint (write_step (self, HOIST_STEP_ABORT, NULL).kind, ==, HOIST_MOVE_DONE);
}

/* A create that told the SHA-1 may have made a file although nobody heard of it. Before a second
 * one is made beside it, the file of that name is looked at. */
static void
test_lost_rapid_answer (Fixture *self, gconstpointer data)
{
  static const struct {
    guint status;
    const char *body;
    const char *verified; /* (nullable): it is not ours, both are kept */
  } rows[] = {
    { 200, "{\"size\":26214400,\"crc64_hash\":\"7\"}", "crc64" },
    { 200, "{\"size\":26214400,\"content_hash\":\"" SHA1 "\"}", "sha1" },
    { 200, "{\"size\":26214400,\"crc64_hash\":\"8\"}", NULL },
    { 200, "{\"size\":26214400}", NULL },
    { 200, "{\"size\":26214400,\"status\":\"uploading\"}", NULL },
    { 404, "{\"code\":\"NotFound.File\"}", NULL },
    { 403, "{\"code\":\"Forbidden\"}", NULL },
  };

  set_sha1 (self, SHA1);
  set_crc64 (self, 7);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *first = NULL;
    g_autofree char *second = NULL;
    HoistMove move = { 0 };

    hoist_ticket_reset (self->ticket);
    g_assert_cmpint (write_step (self, BEGIN, NULL).kind, ==, HOIST_MOVE_SEND);
    first = dup_call (self);
    g_assert_nonnull (strstr (first, "\"check_name_mode\":\"auto_rename\""));
    /* whatever a gateway says, it may have been done */
    assert_failed (self, read_text (self, BEGIN, NULL, 502, "Bad Gateway"), HOIST_ERROR_UNSURE);
    assert_jump (write_step (self, HOIST_STEP_PROBE, NULL), BEGIN);
    g_assert_cmpint (write_step (self, BEGIN, NULL).kind, ==, HOIST_MOVE_SEND);
    second = dup_call (self);
    g_assert_nonnull (strstr (second, "\"check_name_mode\":\"refuse\""));
    assert_again (read_text (self, BEGIN, NULL, 200, EXISTS));
    g_assert_cmpint (write_step (self, BEGIN, NULL).kind, ==, HOIST_MOVE_SEND);
    assert_call (self, GET_FILE);
    move = read_text (self, BEGIN, NULL, rows[i].status, rows[i].body);
    if (rows[i].verified != NULL) {
      g_assert_cmpint (move.kind, ==, HOIST_MOVE_FINISHED);
      g_assert_cmpstr (self->ticket->verified, ==, rows[i].verified);
      g_assert_cmpstr (self->ticket->remote_id, ==, "E1");
      continue;
    }
    assert_again (move);
    g_assert_cmpint (write_step (self, BEGIN, NULL).kind, ==, HOIST_MOVE_SEND);
    assert_call (self, first);
    g_assert_cmpint (read_text (self, BEGIN, NULL, 201, CREATED).kind, ==, HOIST_MOVE_DONE);
    g_assert_cmpstr (hoist_ticket_get (self->ticket, "file-id"), ==, "F1");
  }
}

/* A plain no has made nothing: the next create is as the first. */
static void
test_refused_rapid_answer (Fixture *self, gconstpointer data)
{
  g_autofree char *first = NULL;

  set_sha1 (self, SHA1);
  g_assert_cmpint (write_step (self, BEGIN, NULL).kind, ==, HOIST_MOVE_SEND);
  first = dup_call (self);
  assert_failed (self, read_text (self, BEGIN, NULL, 429, "{\"code\":\"TooManyRequests\"}"),
                 HOIST_ERROR_THROTTLED);
  g_assert_cmpint (write_step (self, BEGIN, NULL).kind, ==, HOIST_MOVE_SEND);
  assert_call (self, first);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/pds-begin/create", test_create);
  ADD ("/pds-begin/what-is-digested-first", test_wanted);
  ADD ("/pds-begin/tells-no-hash-when-off", test_not_rapid);
  ADD ("/pds-begin/upload-wanted", test_upload);
  ADD ("/pds-begin/asks-for-a-window-only", test_window);
  ADD ("/pds-begin/pre-hash-matched", test_pre_hash);
  ADD ("/pds-begin/pre-hash-missed", test_pre_hash_miss);
  ADD ("/pds-begin/c-409-by-its-code", test_conflicts);
  ADD ("/pds-begin/folder-is-gone", test_folder_gone);
  ADD ("/pds-begin/c-content-hash-name", test_no_hash);
  ADD ("/pds-begin/rapid", test_rapid);
  ADD ("/pds-begin/rapid-of-another-file", test_rapid_is_another);
  ADD ("/pds-begin/available-without-a-hash-is-no-proof", test_available_without_hash);
  ADD ("/pds-begin/skip", test_skip);
  ADD ("/pds-begin/overwrite", test_overwrite);
  ADD ("/pds-begin/overwrite-after-409", test_overwrite_conflict);
  ADD ("/pds-begin/name-taken-by-a-folder", test_taken_by_folder);
  ADD ("/pds-begin/finds-the-drive", test_drive);
  ADD ("/pds-begin/folders-and-names", test_places);
  ADD ("/pds-begin/empty-file", test_empty);
  ADD ("/pds-begin/part-sizes", test_part_sizes);
  ADD ("/pds-begin/lost-answer", test_lost_answer);
  ADD ("/pds-begin/lost-answer-about-a-checksum", test_lost_rapid_answer);
  ADD ("/pds-begin/plain-no-about-a-checksum", test_refused_rapid_answer);
  return g_test_run ();
}
