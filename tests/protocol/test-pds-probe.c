/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Alibaba PDS has after an interruption, and how an upload ends there. */
#include "pds-fixture.h"

#define PROBE HOIST_STEP_PROBE
#define COMMIT HOIST_STEP_COMMIT
#define ABORT HOIST_STEP_ABORT

#define ENTRY(number, size, etag)                                                                  \
  "{\"part_number\":" number ",\"part_size\":" size ",\"etag\":\"\\\"" etag "\\\"\"}"
#define PAGE(entries, marker)                                                                      \
  "{\"uploaded_parts\":[" entries "],\"next_part_number_marker\":\"" marker "\"}"
#define TEN "10485760"
#define GONE "{\"code\":\"NotFound.UploadId\",\"message\":\"No such upload_id\"}"
#define NO_FILE "{\"code\":\"NotFound.File\"}"
#define IDS "{\"drive_id\":\"1\",\"file_id\":\"F1\",\"upload_id\":\"U1\""
#define GET "/file/get {\"drive_id\":\"1\",\"file_id\":\"F1\"}"
#define DIGESTS (HOIST_DIGEST_MD5 | HOIST_DIGEST_CRC64)

static HoistMove
probe (Fixture *self, guint status, const char *text)
{
  return exchange (self, PROBE, NULL, status, text);
}

static void
know (Fixture *self, guint index, const char *md5, guint64 crc64)
{
  HoistDigests digests = make_digests (md5, crc64);

  hoist_part_set_digests (get_part (self, index), &digests, DIGESTS);
}

/* Such as "1:10485760 0:5242880": done or not, and the length of each part. */
static void
assert_grid (Fixture *self, const char *wanted)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < hoist_ticket_get_n_parts (self->ticket); i++) {
    const HoistPart *part = get_part (self, i);

    g_string_append_printf (text, "%s%c:%" G_GUINT64_FORMAT, i > 0 ? " " : "",
                            part->is_done        ? '1'
                            : part->etag != NULL ? '?'
                                                 : '0',
                            part->length);
  }
  g_assert_cmpstr (text->str, ==, wanted);
}

static void
test_list (Fixture *self, gconstpointer data)
{
  begin (self);
  send_part (self, 0, MD5_1, 5);
  send_part (self, 1, MD5_2, 6);
  self->ticket->is_grid_new = FALSE;
  g_assert_cmpint (write_step (self, PROBE, NULL).kind, ==, HOIST_MOVE_SEND);
  assert_call (self, "/file/list_uploaded_parts " IDS ",\"limit\":100}");
  g_assert_cmpint (read_text (self, PROBE, NULL, 200,
                              PAGE (ENTRY ("1", TEN, "697308FE0324512864230C122F745FE7"), ""))
                       .kind,
                   ==, HOIST_MOVE_DONE);
  /* the server is the truth: the second part is not there */
  assert_grid (self, "1:10485760 0:10485760 0:5242880");
  g_assert_true (self->ticket->is_grid_new);
  g_assert_cmpuint (get_part (self, 0)->kept, ==, 10 * MIB);
  g_assert_null (hoist_ticket_get (self->ticket, "probe"));
  /* our notes of its bytes stay */
  g_assert_true (get_part (self, 1)->has_crc64);
}

/* After a restart the local digests are taken part by part. */
static void
test_unknown_digests (Fixture *self, gconstpointer data)
{
  begin (self);
  g_assert_cmpint (
      probe (self, 200, PAGE (ENTRY ("1", TEN, MD5_1) "," ENTRY ("2", TEN, MD5_2), "")).kind, ==,
      HOIST_MOVE_DONE);
  assert_grid (self, "?:10485760 ?:10485760 0:5242880");
  g_assert_cmpint (write_step (self, HOIST_STEP_PART, get_part (self, 0)).kind, ==,
                   HOIST_MOVE_NEEDS);
  know (self, 0, MD5_1, 5);
  g_assert_cmpint (write_step (self, HOIST_STEP_PART, get_part (self, 0)).kind, ==,
                   HOIST_MOVE_DONE);
  know (self, 1, MD5_OTHER, 5);
  assert_failed (self, write_step (self, HOIST_STEP_PART, get_part (self, 1)), HOIST_ERROR_EXPIRED);
}

static void
test_other_bytes (Fixture *self, gconstpointer data)
{
  begin (self);
  know (self, 0, MD5_OTHER, 5);
  assert_failed (self, probe (self, 200, PAGE (ENTRY ("1", TEN, MD5_1), "")), HOIST_ERROR_EXPIRED);
}

/* Sizes of the server stand, the rest is planned behind them (notes 6.2). */
static void
test_other_sizes (Fixture *self, gconstpointer data)
{
  begin (self);
  know (self, 0, MD5_1, 5);
  g_assert_cmpint (
      probe (self, 200, PAGE (ENTRY ("1", TEN, MD5_1) "," ENTRY ("2", "4194304", MD5_2), "")).kind,
      ==, HOIST_MOVE_DONE);
  assert_grid (self, "1:10485760 ?:4194304 0:10485760 0:1048576");
  g_assert_cmpuint (get_part (self, 2)->offset, ==, 14 * MIB);
  g_assert_cmpuint (get_part (self, 2)->number, ==, 3);
}

/* All of them smaller, and larger. */
static void
test_smaller_grid (Fixture *self, gconstpointer data)
{
  begin (self);
  g_assert_cmpint (probe (self, 200,
                          PAGE (ENTRY ("1", "1048576", MD5_1) "," ENTRY (
                                    "2", "1048576", MD5_2) "," ENTRY ("3", "1048576", MD5_2),
                                ""))
                       .kind,
                   ==, HOIST_MOVE_DONE);
  assert_grid (self, "?:1048576 ?:1048576 ?:1048576 0:10485760 0:10485760 0:2097152");
  g_assert_cmpint (probe (self, 200, PAGE (ENTRY ("1", "26214400", MD5_1), "")).kind, ==,
                   HOIST_MOVE_DONE);
  assert_grid (self, "?:26214400");
}

/* What no upload of ours can have: begun again. */
static void
test_nonsense (Fixture *self, gconstpointer data)
{
  static const char *const pages[] = {
    PAGE (ENTRY ("1", "26214401", MD5_1), ""),
    PAGE (ENTRY ("1", "18446744073709551615", MD5_1), ""),
    PAGE (ENTRY ("1", "0", MD5_1), ""),
    PAGE (ENTRY ("1", "1000", MD5_1), ""),
    PAGE (ENTRY ("1", TEN, "odd"), ""),
    PAGE (ENTRY ("2", TEN, MD5_2), ""),
    PAGE (ENTRY ("1", TEN, MD5_1) "," ENTRY ("2", "15728641", MD5_2), ""),
    PAGE (ENTRY ("1", "26214400", MD5_1) "," ENTRY ("2", "1", MD5_2), ""),
  };

  begin (self);
  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++) {
    g_test_message ("%s", pages[i]);
    hoist_ticket_set (self->ticket, "probe", NULL);
    hoist_ticket_set (self->ticket, "probe-count", NULL);
    assert_failed (self, probe (self, 200, pages[i]), HOIST_ERROR_EXPIRED);
  }
}

/* Markers are passed on unchanged; parts that come twice count once. */
static void
test_pages (Fixture *self, gconstpointer data)
{
  begin (self);
  assert_again (probe (self, 200, PAGE (ENTRY ("1", TEN, MD5_1), "1")));
  g_assert_cmpint (write_step (self, PROBE, NULL).kind, ==, HOIST_MOVE_SEND);
  assert_call (self, "/file/list_uploaded_parts " IDS ",\"limit\":100,\"part_number_marker\":1}");
  /* a page without items, then one that repeats the last item */
  assert_again (read_text (self, PROBE, NULL, 200, PAGE ("", "2")));
  g_assert_cmpint (
      probe (self, 200, PAGE (ENTRY ("2", TEN, MD5_2) "," ENTRY ("1", TEN, MD5_1), "")).kind, ==,
      HOIST_MOVE_DONE);
  assert_grid (self, "?:10485760 ?:10485760 0:5242880");
}

/* c: a marker that does not parse or grow is replaced by the last number, once (notes 4.7). */
static void
test_odd_markers (Fixture *self, gconstpointer data)
{
  static const char *const odd[] = { "1bB4Zc==", "-1", "99999", "0" };

  for (gsize i = 0; i < G_N_ELEMENTS (odd); i++) {
    g_autofree char *page = g_strdup_printf (
        "{\"uploaded_parts\":[" ENTRY ("1", TEN, MD5_1) "],\"next_part_number_marker\":\"%s\"}",
        odd[i]);

    hoist_ticket_reset (self->ticket);
    begin (self);
    assert_again (probe (self, 200, page));
    g_assert_cmpstr (hoist_ticket_get (self->ticket, "probe-marker"), ==, "1");
    /* the same again brings nothing new: the end */
    g_assert_cmpint (probe (self, 200, page).kind, ==, HOIST_MOVE_DONE);
    assert_grid (self, "?:10485760 0:10485760 0:5242880");
  }
}

/* A marker may also be the next number: then the last one seen is asked for, before a gap is
 * believed. */
static void
test_marker_is_next (Fixture *self, gconstpointer data)
{
  begin (self);
  assert_again (probe (self, 200, PAGE (ENTRY ("1", TEN, MD5_1), "2")));
  assert_again (probe (self, 200, PAGE (ENTRY ("3", "5242880", MD5_2), "")));
  g_assert_cmpstr (hoist_ticket_get (self->ticket, "probe-marker"), ==, "1");
  assert_failed (self, probe (self, 200, PAGE (ENTRY ("3", "5242880", MD5_2), "")),
                 HOIST_ERROR_EXPIRED);
}

/* A listing that another run began, whose grid is not the one that was kept, begins anew. */
static void
test_listing_was_lost (Fixture *self, gconstpointer data)
{
  begin (self);
  assert_again (probe (self, 200, PAGE (ENTRY ("1", TEN, MD5_1), "1")));
  hoist_part_set_etag (get_part (self, 0), NULL);
  g_assert_cmpint (write_step (self, PROBE, NULL).kind, ==, HOIST_MOVE_SEND);
  assert_call (self, "/file/list_uploaded_parts " IDS ",\"limit\":100}");
}

/* Notes 6.4: the id is gone; the file object decides. */
static void
test_gone (Fixture *self, gconstpointer data)
{
  static const struct {
    guint status;
    const char *body;
    guint code; /* HOIST_N_ERRORS: finished */
  } rows[] = {
    { 200, "{\"size\":26214400,\"status\":\"available\",\"crc64_hash\":\"9\"}", HOIST_N_ERRORS },
    { 200, "{\"size\":26214400,\"crc64_hash\":\"10\"}", HOIST_ERROR_UNVERIFIED },
    { 200, "{\"size\":1,\"crc64_hash\":\"9\"}", HOIST_ERROR_UNVERIFIED },
    { 200, "{\"size\":26214400,\"status\":\"uploading\",\"crc64_hash\":\"9\"}",
      HOIST_ERROR_EXPIRED },
    { 404, NO_FILE, HOIST_ERROR_EXPIRED },
    { 403, "{\"code\":\"ForbiddenNoPermission.File\"}", HOIST_ERROR_UNVERIFIED },
    { 504, "", HOIST_ERROR_BUSY },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    HoistMove move = { 0 };

    hoist_ticket_reset (self->ticket);
    begin (self);
    set_crc64 (self, 9);
    assert_again (probe (self, 404, GONE));
    g_assert_cmpint (write_step (self, PROBE, NULL).kind, ==, HOIST_MOVE_SEND);
    assert_call (self, GET);
    move = read_text (self, PROBE, NULL, rows[i].status, rows[i].body);
    if (rows[i].code != HOIST_N_ERRORS) {
      assert_failed (self, move, rows[i].code);
      continue;
    }
    g_assert_cmpint (move.kind, ==, HOIST_MOVE_FINISHED);
    g_assert_cmpstr (self->ticket->verified, ==, "crc64");
    g_assert_cmpstr (self->ticket->remote_id, ==, "F1");
    g_assert_false (self->ticket->is_instant);
  }
}

/* The digest that decides is taken only when there is something to compare it with. */
static void
test_gone_needs (Fixture *self, gconstpointer data)
{
  HoistMove move = { 0 };

  begin (self);
  assert_again (probe (self, 409, "{\"code\":\"AlreadyExist.File\"}"));
  move = probe (self, 200, "{\"size\":26214400,\"crc64_hash\":\"9\"}");
  g_assert_cmpint (move.kind, ==, HOIST_MOVE_NEEDS);
  g_assert_cmpint (move.digests, ==, HOIST_DIGEST_CRC64);
  g_assert_cmpuint (move.length, ==, 0);
  move = probe (self, 200, "{\"size\":26214400,\"content_hash\":\"" SHA1 "\"}");
  g_assert_cmpint (move.digests, ==, HOIST_DIGEST_SHA1);
  set_sha1 (self, SHA1);
  g_assert_cmpint (probe (self, 200, "{\"size\":26214400,\"content_hash\":\"" SHA1 "\"}").kind, ==,
                   HOIST_MOVE_FINISHED);
  g_assert_cmpstr (self->ticket->verified, ==, "sha1");
}

/* In overwrite mode the old content is found, too. */
static void
test_gone_overwrite (Fixture *self, gconstpointer data)
{
  static const char *const old[] = { "{\"size\":26214400}", "{\"size\":7}",
                                     "{\"size\":26214400,\"crc64_hash\":\"8\"}" };

  for (gsize i = 0; i < G_N_ELEMENTS (old); i++) {
    hoist_ticket_reset (self->ticket);
    begin (self);
    hoist_ticket_set (self->ticket, "overwrites", "F1");
    set_crc64 (self, 9);
    assert_again (probe (self, 404, GONE));
    assert_failed (self, probe (self, 200, old[i]), HOIST_ERROR_EXPIRED);
  }
}

static void
send_all (Fixture *self)
{
  begin (self);
  send_part (self, 0, MD5_1, 5);
  send_part (self, 1, MD5_2, 6);
  send_part (self, 2, MD5_2, 7);
}

static guint64
get_sum (Fixture *self)
{
  guint64 crc64 = 0;

  g_assert_true (hoist_ticket_get_crc64 (self->ticket, &crc64));
  return crc64;
}

static HoistMove
commit_with (Fixture *self, const char *format, guint64 crc64)
{
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, crc64);
  g_auto (GStrv) pieces = g_strsplit (format, "#", -1);
  g_autofree char *text = g_strjoinv (number, pieces);

  return exchange (self, COMMIT, NULL, 200, text);
}

static void
test_complete (Fixture *self, gconstpointer data)
{
  g_autofree char *wanted = NULL;

  send_all (self);
  g_assert_cmpint (write_step (self, COMMIT, NULL).kind, ==, HOIST_MOVE_SEND);
  wanted = g_strdup_printf ("/file/complete " IDS ",\"crc64_hash\":\"%" G_GUINT64_FORMAT "\"}",
                            get_sum (self));
  assert_call (self, wanted);
  g_assert_cmpint (self->request->answer_us, ==, 600 * G_USEC_PER_SEC);
  g_assert_cmpint (self->request->replay, ==, HOIST_REPLAY_ASK_FIRST);
  g_assert_cmpint (commit_with (self, "{\"file_id\":\"F1\",\"size\":26214400,\"crc64_hash\":\"#\"}",
                                get_sum (self))
                       .kind,
                   ==, HOIST_MOVE_DONE);
  g_assert_cmpstr (self->ticket->verified, ==, "crc64");
  g_assert_cmpstr (self->ticket->remote_id, ==, "F1");
  g_assert_null (self->ticket->link);
}

/* The order of proofs: size, CRC-64, SHA-1 (notes 4.8). */
static void
test_proofs (Fixture *self, gconstpointer data)
{
  static const struct {
    const char *body;
    const char *verified; /* (nullable): not verified */
  } rows[] = {
    { "{\"size\":26214400,\"crc64_hash\":\"#\",\"content_hash\":\"" MD5_1 "\"}", "crc64" },
    { "{\"size\":26214400,\"content_hash\":\"" SHA1_UPPER "\",\"content_hash_name\":\"sha1\"}",
      "sha1" },
    { "{\"size\":26214400,\"content_hash\":\"" SHA1 "\",\"content_hash_name\":\"sha256\"}",
      "size" },
    { "{\"size\":26214400,\"crc64_hash\":\"\"}", "size" },
    { "{\"size\":26214401,\"crc64_hash\":\"#\"}", NULL },
    { "{\"size\":26214400,\"crc64_hash\":\"1\"}", NULL },
    { "{\"size\":26214400,\"content_hash\":\"8AC8BB28F998B0848A6AEF6515E4DEB12755EC3E\"}", NULL },
  };

  send_all (self);
  set_sha1 (self, SHA1);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    HoistMove move = commit_with (self, rows[i].body, get_sum (self));

    g_test_message ("%s", rows[i].body);
    if (rows[i].verified == NULL) {
      assert_failed (self, move, HOIST_ERROR_UNVERIFIED);
      continue;
    }
    g_assert_cmpint (move.kind, ==, HOIST_MOVE_DONE);
    g_assert_cmpstr (self->ticket->verified, ==, rows[i].verified);
  }
}

/* Parts whose CRC-64 is unknown: the file is read; the digest of before must be the same. */
static void
test_complete_needs (Fixture *self, gconstpointer data)
{
  HoistMove move = { 0 };

  send_all (self);
  get_part (self, 1)->has_crc64 = FALSE;
  move = write_step (self, COMMIT, NULL);
  g_assert_cmpint (move.kind, ==, HOIST_MOVE_NEEDS);
  g_assert_cmpint (move.digests, ==, HOIST_DIGEST_CRC64);
  set_crc64 (self, 9);
  g_assert_cmpint (write_step (self, COMMIT, NULL).kind, ==, HOIST_MOVE_SEND);
  get_part (self, 1)->has_crc64 = TRUE;
  assert_failed (self, write_step (self, COMMIT, NULL), HOIST_ERROR_CHANGED);
}

static void
test_complete_errors (Fixture *self, gconstpointer data)
{
  static const struct {
    guint status;
    const char *body;
    HoistErrorCode code;
  } rows[] = {
    { 400, "{\"code\":\"InvalidParameter.ContentHash\"}", HOIST_ERROR_UNVERIFIED },
    { 400, "{\"code\":\"InvalidParameter.Crc64Hash\"}", HOIST_ERROR_UNVERIFIED },
    { 400, "{\"code\":\"InvalidParameter\"}", HOIST_ERROR_REFUSED },
    { 403, "{\"code\":\"ForbiddenNoPermission.File\"}", HOIST_ERROR_REFUSED },
    { 409, "{\"code\":\"QuotaExhausted.Drive\"}", HOIST_ERROR_NO_SPACE },
    { 429, "{\"code\":\"TooManyRequests\"}", HOIST_ERROR_THROTTLED },
    { 504, "", HOIST_ERROR_UNSURE },
    { 500, "{\"code\":\"InternalError\"}", HOIST_ERROR_UNSURE },
    { 200, "<html>", HOIST_ERROR_UNSURE },
  };

  send_all (self);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_failed (self, exchange (self, COMMIT, NULL, rows[i].status, rows[i].body), rows[i].code);
}

/* A lost answer: the file object first, then the list, then the end (notes 6.2 and 6.4). */
static void
test_complete_lost (Fixture *self, gconstpointer data)
{
  send_all (self);
  assert_jump (exchange (self, COMMIT, NULL, 404, GONE), PROBE);
  g_assert_cmpint (write_step (self, PROBE, NULL).kind, ==, HOIST_MOVE_SEND);
  assert_call (self, GET);
  assert_again (read_text (self, PROBE, NULL, 404, NO_FILE));
  g_assert_cmpint (write_step (self, PROBE, NULL).kind, ==, HOIST_MOVE_SEND);
  assert_call (self, "/file/list_uploaded_parts " IDS ",\"limit\":100}");
  assert_again (read_text (self, PROBE, NULL, 404, GONE));
  assert_failed (self, probe (self, 404, NO_FILE), HOIST_ERROR_EXPIRED);
  /* whatever became of it, it is not ours to remove */
  g_assert_cmpint (write_step (self, ABORT, NULL).kind, ==, HOIST_MOVE_DONE);
}

/* It had not arrived: everything is there, so COMMIT comes again. */
static void
test_complete_not_arrived (Fixture *self, gconstpointer data)
{
  send_all (self);
  assert_failed (self, exchange (self, COMMIT, NULL, 504, ""), HOIST_ERROR_UNSURE);
  assert_again (probe (self, 404, NO_FILE));
  g_assert_cmpint (probe (self, 200,
                          PAGE (ENTRY ("1", TEN, MD5_1) "," ENTRY ("2", TEN, MD5_2) "," ENTRY (
                                    "3", "5242880", MD5_2),
                                ""))
                       .kind,
                   ==, HOIST_MOVE_DONE);
  g_assert_true (hoist_ticket_are_parts_done (self->ticket));
}

/* An answer that tells nothing: the file object is asked, once. */
static void
test_complete_mute (Fixture *self, gconstpointer data)
{
  send_all (self);
  assert_jump (exchange (self, COMMIT, NULL, 200, "{}"), PROBE);
  assert_failed (self, exchange (self, COMMIT, NULL, 200, "{}"), HOIST_ERROR_UNVERIFIED);
  assert_again (probe (self, 404, NO_FILE));
}

/* Parts are missing: listed, sent, completed again; once. */
static void
test_complete_parts (Fixture *self, gconstpointer data)
{
  send_all (self);
  assert_jump (exchange (self, COMMIT, NULL, 400, "{\"code\":\"InvalidPart\"}"), PROBE);
  g_assert_cmpint (probe (self, 200, PAGE (ENTRY ("1", TEN, MD5_1), "")).kind, ==, HOIST_MOVE_DONE);
  assert_grid (self, "1:10485760 0:10485760 0:5242880");
  assert_failed (self, exchange (self, COMMIT, NULL, 409, "{\"code\":\"EntityTooSmall\"}"),
                 HOIST_ERROR_UNVERIFIED);
}

static void
test_abort (Fixture *self, gconstpointer data)
{
  static const struct {
    guint status;
    const char *body;
    guint code; /* HOIST_N_ERRORS: done */
  } rows[] = {
    { 200, "{}", HOIST_N_ERRORS },    { 202, "{\"async_task_id\":\"t\"}", HOIST_N_ERRORS },
    { 204, "", HOIST_N_ERRORS },      { 404, NO_FILE, HOIST_N_ERRORS },
    { 404, "", HOIST_ERROR_REFUSED }, { 403, "{\"code\":\"Forbidden\"}", HOIST_ERROR_REFUSED },
    { 503, "", HOIST_ERROR_BUSY },
  };

  begin (self);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    HoistMove move = { 0 };

    g_assert_cmpint (write_step (self, ABORT, NULL).kind, ==, HOIST_MOVE_SEND);
    assert_call (self, "/file/delete {\"drive_id\":\"1\",\"file_id\":\"F1\"}");
    move = read_text (self, ABORT, NULL, rows[i].status, rows[i].body);
    if (rows[i].code == HOIST_N_ERRORS)
      g_assert_cmpint (move.kind, ==, HOIST_MOVE_DONE);
    else
      assert_failed (self, move, rows[i].code);
  }
}

/* The three cases of notes 4.9, and a file that is finished. */
static void
test_never_deleted (Fixture *self, gconstpointer data)
{
  static const char *const values[] = { "overwrites", "begin", "completing" };

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++) {
    hoist_ticket_reset (self->ticket);
    begin (self);
    hoist_ticket_set (self->ticket, values[i], "1");
    g_assert_cmpint (write_step (self, ABORT, NULL).kind, ==, HOIST_MOVE_DONE);
  }
  /* a run that was killed knows only that it was about to complete */
  hoist_ticket_reset (self->ticket);
  begin (self);
  self->ticket->next = COMMIT;
  g_assert_cmpint (write_step (self, ABORT, NULL).kind, ==, HOIST_MOVE_DONE);
  /* a complete that was refused is not in doubt */
  set_crc64 (self, 5);
  assert_failed (self, exchange (self, COMMIT, NULL, 400, "{\"code\":\"InvalidParameter\"}"),
                 HOIST_ERROR_REFUSED);
  g_assert_cmpint (write_step (self, ABORT, NULL).kind, ==, HOIST_MOVE_SEND);

  hoist_ticket_reset (self->ticket);
  begin (self);
  hoist_ticket_set_result (self->ticket, "F1", NULL, "crc64");
  g_assert_cmpint (write_step (self, ABORT, NULL).kind, ==, HOIST_MOVE_DONE);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/pds-probe/list", test_list);
  ADD ("/pds-probe/digests-are-taken-later", test_unknown_digests);
  ADD ("/pds-probe/other-bytes", test_other_bytes);
  ADD ("/pds-probe/c-other-sizes", test_other_sizes);
  ADD ("/pds-probe/c-another-grid", test_smaller_grid);
  ADD ("/pds-probe/nonsense", test_nonsense);
  ADD ("/pds-probe/c-pages", test_pages);
  ADD ("/pds-probe/c-odd-markers", test_odd_markers);
  ADD ("/pds-probe/c-marker-is-the-next-number", test_marker_is_next);
  ADD ("/pds-probe/listing-of-another-run", test_listing_was_lost);
  ADD ("/pds-probe/c-upload-is-gone", test_gone);
  ADD ("/pds-probe/digest-only-when-it-decides", test_gone_needs);
  ADD ("/pds-probe/old-content-is-no-success", test_gone_overwrite);
  ADD ("/pds-commit/complete", test_complete);
  ADD ("/pds-commit/proofs-in-order", test_proofs);
  ADD ("/pds-commit/reads-what-it-does-not-know", test_complete_needs);
  ADD ("/pds-commit/errors", test_complete_errors);
  ADD ("/pds-commit/lost-answer", test_complete_lost);
  ADD ("/pds-commit/lost-on-its-way", test_complete_not_arrived);
  ADD ("/pds-commit/mute-answer", test_complete_mute);
  ADD ("/pds-commit/parts-missing", test_complete_parts);
  ADD ("/pds-abort/answers", test_abort);
  ADD ("/pds-abort/never-what-may-be-the-users", test_never_deleted);
  return g_test_run ();
}
