/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tencent VOD: what the server lists of an upload, and what is then sent again. */
#include "tencent-fixture.h"

static void
test_server_lost_it (Fixture *self, gconstpointer data)
{
  begin (self);
  for (guint i = 0; i < 6; i++)
    send_part (self, i);
  self->ticket->next = HOIST_STEP_COMMIT;
  g_assert_cmpint (read_step (self, HOIST_STEP_PROBE, "{\"code\":0}").kind, ==, HOIST_MOVE_DONE);
  assert_done (self, "000000");
  g_assert_cmpuint (hoist_ticket_get_bytes_done (self->ticket), ==, 0);
}

static void
test_resume (Fixture *self, gconstpointer data)
{
  begin (self);
  send_part (self, 0);
  send_part (self, 3);
  /* the server is the truth: part 3 it does not have, parts 1 and 5 it has */
  resume (self,
          ",\"dataSize\":1048576,\"listParts\":["
          "{\"offset\":0,\"dataSize\":1048576,\"dataMd5\":\"cfaf770556eef9f408cc896470c3f624\"},"
          "{\"offset\":1048576,\"dataSize\":1048576,"
          "\"dataMd5\":\"1bc25b9af047daf8362b0864bc6f8e28\"},"
          "{\"offset\":5242880,\"dataSize\":757120,"
          "\"dataMd5\":\"1105eeb98a5d20aaffafcf8e3e365619\"}]");
  assert_done (self, "110001");
  g_assert_true (self->ticket->is_grid_new);
  g_assert_cmpuint (hoist_ticket_get_bytes_done (self->ticket), ==, 2 * LARGE + 757120);
}

static void
test_resume_other_grid (Fixture *self, gconstpointer data)
{
  HoistPart *part = NULL;
  HoistDigests digests = { 0 };

  begin (self);
  resume (self, ",\"dataSize\":524288,\"listParts\":["
                "{\"offset\":524288,\"dataSize\":524288,"
                "\"dataMd5\":\"a9cd4cf9d30154507e7f6152bcf57d33\"}]");
  assert_done (self, "000000000000");

  /* the slices are of the other size, so the MD5 of that range is asked for, and settles it */
  part = hoist_ticket_get_part (self->ticket, 1);
  g_assert_cmpuint (part->kept, ==, SMALL);
  g_assert_cmpint (write_step (self, HOIST_STEP_PART, part).kind, ==, HOIST_MOVE_NEEDS);
  g_assert_true (
      hoist_digests_set_hex (&digests, HOIST_DIGEST_MD5, "a9cd4cf9d30154507e7f6152bcf57d33"));
  hoist_part_set_digests (part, &digests, HOIST_DIGEST_MD5);
  g_assert_cmpint (write_step (self, HOIST_STEP_PART, part).kind, ==, HOIST_MOVE_DONE);
  g_assert_true (part->is_done);

  /* and a part with other bytes is sent */
  resume (self, ",\"dataSize\":524288,\"listParts\":["
                "{\"offset\":524288,\"dataSize\":524288,"
                "\"dataMd5\":\"00000000000000000000000000000000\"}]");
  part = hoist_ticket_get_part (self->ticket, 1);
  g_assert_cmpint (write_step (self, HOIST_STEP_PART, part).kind, ==, HOIST_MOVE_SEND);
  g_assert_false (part->is_done);
  g_assert_null (part->etag);
  g_assert_cmpuint (part->kept, ==, 0);
}

static void
test_resume_wrong_entries (Fixture *self, gconstpointer data)
{
  static const char *const entries[] = {
    "{\"offset\":1,\"dataSize\":1048576,\"dataMd5\":\"cfaf770556eef9f408cc896470c3f624\"}",
    "{\"offset\":0,\"dataSize\":1048575,\"dataMd5\":\"cfaf770556eef9f408cc896470c3f624\"}",
    "{\"offset\":0,\"dataSize\":757120,\"dataMd5\":\"cfaf770556eef9f408cc896470c3f624\"}",
    "{\"offset\":5242880,\"dataSize\":1048576,\"dataMd5\":\"1105eeb98a5d20aaffafcf8e3e365619\"}",
    "{\"offset\":6291456,\"dataSize\":1048576,\"dataMd5\":\"1105eeb98a5d20aaffafcf8e3e365619\"}",
    "{\"offset\":-1048576,\"dataSize\":1048576,\"dataMd5\":\"cfaf770556eef9f408cc896470c3f624\"}",
    "{\"offset\":0,\"dataSize\":1048576,\"dataMd5\":\"00af770556eef9f408cc896470c3f624\"}",
    "{\"offset\":0,\"dataSize\":1048576,\"dataMd5\":\"garbage\"}",
    "{\"offset\":0,\"dataSize\":1048576,\"dataMd5\":null}",
    "{\"offset\":0,\"dataSize\":1048576}",
    "{\"dataSize\":1048576,\"dataMd5\":\"cfaf770556eef9f408cc896470c3f624\"}",
    "\"0\"",
    "[]",
  };

  write_init (self);
  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++) {
    g_autofree char *more =
        g_strdup_printf (",\"dataSize\":1048576,\"listParts\":[%s]", entries[i]);

    g_test_message ("%s", entries[i]);
    g_assert_cmpint (resume (self, more).kind, ==, HOIST_MOVE_DONE);
    assert_done (self, "000000");
  }
}

/* A list without digests proves only what the server took from us before. */
static void
test_resume_without_digests (Fixture *self, gconstpointer data)
{
  static const char list[] = ",\"dataSize\":1048576,\"listParts\":["
                             "{\"offset\":0,\"dataSize\":1048576},"
                             "{\"offset\":1048576,\"dataSize\":1048576}]";
  HoistPart *part = NULL;

  begin (self);
  send_part (self, 1);
  resume (self, list);
  assert_done (self, "010000");

  /* our note is of other bytes than the file has now */
  part = hoist_ticket_get_part (self->ticket, 1);
  hoist_part_set_etag (part, md5s[0]);
  resume (self, list);
  assert_done (self, "000000");
}

static void
test_all_listed (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) more = g_string_new (",\"listParts\":[");

  for (guint i = 0; i < 6; i++)
    g_string_append_printf (more, "%s{\"offset\":%u,\"dataSize\":%u,\"dataMd5\":\"%s\"}",
                            i > 0 ? "," : "", i * LARGE, i < 5 ? LARGE : 757120, md5s[i]);
  g_string_append (more, "]");
  write_init (self);
  g_assert_cmpint (resume (self, more->str).kind, ==, HOIST_MOVE_DONE);
  g_assert_true (hoist_ticket_are_parts_done (self->ticket));
}

static void
test_changed_file (Fixture *self, gconstpointer data)
{
  begin (self);
  self->file.digests.sha1[0] ^= 1;
  assert_failed (self, write_step (self, HOIST_STEP_PART, hoist_ticket_get_part (self->ticket, 0)),
                 HOIST_ERROR_CHANGED);
  assert_failed (self, write_step (self, HOIST_STEP_COMMIT, NULL), HOIST_ERROR_CHANGED);
}

static void
test_damaged_part (Fixture *self, gconstpointer data)
{
  HoistPart *part = NULL;

  begin (self);
  part = hoist_ticket_get_part (self->ticket, 2);
  g_assert_cmpint (write_step (self, HOIST_STEP_PART, part).kind, ==, HOIST_MOVE_SEND);
  assert_failed (self, read_full (self, HOIST_STEP_PART, part, 200, "{\"code\":-10006}"),
                 HOIST_ERROR_DAMAGED);
  g_assert_false (part->is_done);
  /* read and digested again */
  g_assert_cmpint (write_step (self, HOIST_STEP_PART, part).kind, ==, HOIST_MOVE_NEEDS);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/tencent/server-lost-it", test_server_lost_it);
  ADD ("/tencent/resume-believes-the-server", test_resume);
  ADD ("/tencent/resume-in-another-grid", test_resume_other_grid);
  ADD ("/tencent/resume-ignores-wrong-entries", test_resume_wrong_entries);
  ADD ("/tencent/resume-without-digests", test_resume_without_digests);
  ADD ("/tencent/resume-with-everything-there", test_all_listed);
  ADD ("/tencent/changed-file-is-noticed", test_changed_file);
  ADD ("/tencent/damaged-part-is-read-again", test_damaged_part);
  return g_test_run ();
}
