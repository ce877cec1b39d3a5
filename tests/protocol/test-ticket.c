/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tickets, their texts and their grids. */
#include "hoist-ticket.h"

#include "hoist-error.h"

#include <string.h>

static HoistTicket *
make_full (void)
{
  HoistTicket *ticket = hoist_ticket_new ();

  ticket->next = HOIST_STEP_COMMIT;
  ticket->has_begun = TRUE;
  ticket->expires_us = G_GINT64_CONSTANT (1700000000123456);
  ticket->is_instant = TRUE;
  hoist_ticket_set (ticket, "sha1", "4ff38043a7d1757be9eb5fbe5674cf8813525ab2");
  hoist_ticket_set (ticket, "awkward", "\"\\\n\t é 😀 \177");
  hoist_ticket_set (ticket, "empty", "");
  hoist_ticket_set_sealed (ticket, "token", "secret-token");
  hoist_ticket_set_result (ticket, "16092504232103571364", "http://a.example/f0.mp4", "md5-parts");
  hoist_ticket_plan (ticket, 6000000, 1048576, NULL);
  return ticket;
}

static void
test_round_trip (void)
{
  g_autoptr (HoistTicket) ticket = make_full ();
  g_autofree char *text = hoist_ticket_to_text (ticket);
  g_autoptr (GError) error = NULL;
  g_autoptr (HoistTicket) again = hoist_ticket_new_from_text (text, &error);
  g_autofree char *text_again = NULL;

  g_assert_no_error (error);
  text_again = hoist_ticket_to_text (again);
  g_assert_cmpstr (text_again, ==, text);
  g_assert_cmpint (again->next, ==, HOIST_STEP_COMMIT);
  g_assert_true (again->has_begun);
  g_assert_true (again->is_instant);
  g_assert_cmpuint (again->part_size, ==, 1048576);
  g_assert_cmpint (again->expires_us, ==, G_GINT64_CONSTANT (1700000000123456));
  g_assert_cmpstr (again->remote_id, ==, "16092504232103571364");
  g_assert_cmpstr (again->link, ==, "http://a.example/f0.mp4");
  g_assert_cmpstr (again->verified, ==, "md5-parts");
  g_assert_cmpstr (hoist_ticket_get (again, "awkward"), ==, "\"\\\n\t é 😀 \177");
  g_assert_cmpstr (hoist_ticket_get (again, "empty"), ==, "");
  g_assert_null (hoist_ticket_get (again, "absent"));
  g_assert_false (again->is_changed);
  g_assert_false (again->is_grid_new);
}

static void
test_new_round_trip (void)
{
  g_autoptr (HoistTicket) ticket = hoist_ticket_new ();
  g_autofree char *text = hoist_ticket_to_text (ticket);
  g_autoptr (HoistTicket) again = hoist_ticket_new_from_text (text, NULL);

  g_assert_nonnull (again);
  g_assert_cmpint (again->next, ==, HOIST_STEP_BEGIN);
  g_assert_null (again->remote_id);
  g_assert_null (again->link);
  g_assert_null (again->verified);
}

static void
test_sealed_apart (void)
{
  g_autoptr (HoistTicket) ticket = make_full ();
  g_autoptr (HoistTicket) again = NULL;
  g_autofree char *text = hoist_ticket_to_text (ticket);
  g_autofree char *sealed = hoist_ticket_sealed_to_text (ticket);

  g_assert_null (strstr (text, "secret-token"));
  g_assert_nonnull (strstr (sealed, "secret-token"));
  again = hoist_ticket_new_from_text (text, NULL);
  g_assert_false (hoist_ticket_has_sealed (again));
  g_assert_true (hoist_ticket_open_sealed (again, sealed, NULL));
  g_assert_true (hoist_ticket_has_sealed (again));
  g_assert_cmpstr (hoist_ticket_get_sealed (again, "token"), ==, "secret-token");
}

static void
test_hostile_sealed (void)
{
  static const char *const bad[] = { "",
                                     "{}",
                                     "{\"version\":1}",
                                     "{\"version\":2,\"sealed\":{}}",
                                     "{\"version\":1,\"sealed\":[]}",
                                     "{\"version\":1,\"sealed\":{\"a\":{}}}" };
  g_autoptr (HoistTicket) ticket = make_full ();

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (hoist_ticket_open_sealed (ticket, bad[i], &error));
    g_assert_error (error, HOIST_ERROR, HOIST_ERROR_PROTOCOL);
    g_assert_cmpstr (hoist_ticket_get_sealed (ticket, "token"), ==, "secret-token");
  }
}

#define GOOD                                                                                       \
  "{\"version\":1,\"next\":\"part\",\"has-begun\":true,\"is-instant\":false,\"part-size\":\"5\","  \
  "\"expires-us\":0,\"values\":{}}"

static void
test_hostile (void)
{
  /* what to replace in a good text, and by what */
  static const char *const changes[][2] = {
    { "\"version\":1", "\"version\":2" },
    { "\"version\":1", "\"version\":0" },
    { "\"version\":1", "\"version\":\"x\"" },
    { "\"version\":1,", "" },
    { "\"part\"", "\"check\"" },
    { "\"part\"", "\"PART\"" },
    { "\"part\"", "\"\"" },
    { "\"part\"", "3" },
    { "\"part\"", "null" },
    { "true", "\"maybe\"" },
    { "true", "2" },
    { "\"5\"", "\"-5\"" },
    { "\"5\"", "1.5" },
    { "\"5\"", "[]" },
    { "\"5\"", "\"99999999999999999999\"" },
    { "\"expires-us\":0", "\"expires-us\":9223372036854775808" },
    { "\"expires-us\":0,", "" },
    { "\"values\":{}", "\"values\":[]" },
    { "\"values\":{}", "\"values\":{\"a\":{}}" },
    { "\"values\":{}", "\"values\":{\"a\":1,\"a\":2}" },
    { "\"values\":{}", "\"values\":{},\"verified\":\"by magic\"" },
    { "\"values\":{}", "\"values\":{},\"verified\":7" },
    { "\"values\":{}", "\"values\":{},\"remote-id\":{}" },
    { "\"values\":{}", "\"values\":{},\"link\":true" },
    { "{}}", "{}" },
  };
  g_autoptr (HoistTicket) good = hoist_ticket_new_from_text (GOOD, NULL);

  g_assert_nonnull (good);
  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++) {
    g_auto (GStrv) pieces = g_strsplit (GOOD, changes[i][0], 2);
    g_autofree char *text = g_strjoinv (changes[i][1], pieces);
    g_autoptr (GError) error = NULL;

    g_test_message ("%s", text);
    g_assert_cmpstr (text, !=, GOOD);
    g_assert_null (hoist_ticket_new_from_text (text, &error));
    g_assert_error (error, HOIST_ERROR, HOIST_ERROR_PROTOCOL);
  }
}

static void
test_plan (void)
{
  static const guint64 sizes[] = { 0, 1, 99, 100, 101, 199, 200, 201, 12345 };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autoptr (HoistTicket) ticket = hoist_ticket_new ();
    guint64 offset = 0;

    hoist_ticket_plan (ticket, sizes[i], 100, NULL);
    g_assert_true (ticket->is_grid_new);
    g_assert_true (ticket->is_changed);
    g_assert_cmpuint (ticket->part_size, ==, 100);
    g_assert_cmpuint (hoist_ticket_get_n_parts (ticket), ==, (sizes[i] + 99) / 100);
    g_assert_false (hoist_ticket_are_parts_done (ticket));
    for (guint j = 0; j < hoist_ticket_get_n_parts (ticket); j++) {
      HoistPart *part = hoist_ticket_get_part (ticket, j);

      g_assert_cmpuint (part->number, ==, j + 1);
      g_assert_cmpuint (part->offset, ==, offset);
      g_assert_cmpuint (part->length, >, 0);
      g_assert_cmpuint (part->length, <=, 100);
      g_assert_false (part->is_done);
      g_assert_true (hoist_ticket_find_part (ticket, offset) == part);
      g_assert_null (hoist_ticket_find_part (ticket, offset + 1));
      offset += part->length;
    }
    g_assert_cmpuint (offset, ==, sizes[i]);
    g_assert_null (hoist_ticket_find_part (ticket, offset + 100));
  }
}

static void
test_plan_digests (void)
{
  g_autoptr (HoistTicket) ticket = hoist_ticket_new ();
  g_autoptr (HoistSlices) slices = hoist_slices_new (HOIST_DIGEST_MD5, 100);
  HoistDigests digests = { .known = HOIST_DIGEST_MD5 };

  for (guint i = 0; i < 3; i++) {
    digests.md5[0] = i + 1;
    hoist_slices_append (slices, &digests);
  }

  /* slices that are parts */
  hoist_ticket_plan (ticket, 250, 100, slices);
  for (guint i = 0; i < 3; i++) {
    g_assert_cmpint (hoist_ticket_get_part (ticket, i)->digest_kind, ==, HOIST_DIGEST_MD5);
    g_assert_cmpint (hoist_ticket_get_part (ticket, i)->digest[0], ==, i + 1);
  }

  /* without them: kept where the range is the same */
  hoist_ticket_plan (ticket, 250, 100, NULL);
  g_assert_cmpint (hoist_ticket_get_part (ticket, 2)->digest[0], ==, 3);
  hoist_ticket_plan (ticket, 260, 100, NULL);
  g_assert_cmpint (hoist_ticket_get_part (ticket, 1)->digest_kind, ==, HOIST_DIGEST_MD5);
  g_assert_cmpint (hoist_ticket_get_part (ticket, 2)->digest_kind, ==, HOIST_DIGEST_NONE);

  /* another grid: slices are of no use */
  hoist_ticket_plan (ticket, 250, 60, slices);
  for (guint i = 0; i < 5; i++)
    g_assert_cmpint (hoist_ticket_get_part (ticket, i)->digest_kind, ==, HOIST_DIGEST_NONE);
}

static void
test_plan_forgets (void)
{
  g_autoptr (HoistTicket) ticket = make_full ();

  for (guint i = 0; i < hoist_ticket_get_n_parts (ticket); i++) {
    HoistPart *part = hoist_ticket_get_part (ticket, i);

    part->is_done = TRUE;
    part->kept = part->length;
    hoist_part_set_etag (part, "etag");
  }
  g_assert_true (hoist_ticket_are_parts_done (ticket));
  g_assert_cmpuint (hoist_ticket_get_bytes_done (ticket), ==, 6000000);
  hoist_ticket_get_part (ticket, 5)->is_done = FALSE;
  g_assert_false (hoist_ticket_are_parts_done (ticket));
  g_assert_cmpuint (hoist_ticket_get_bytes_done (ticket), ==, 5242880);

  hoist_ticket_plan (ticket, 6000000, 1048576, NULL);
  g_assert_cmpuint (hoist_ticket_get_bytes_done (ticket), ==, 0);
  g_assert_null (hoist_ticket_get_part (ticket, 0)->etag);
}

/* Such as "10 20 5": the lengths; there is no gap. */
static void
assert_lengths (const HoistTicket *ticket, const char *wanted)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint64 offset = 0;

  for (guint i = 0; i < hoist_ticket_get_n_parts (ticket); i++) {
    const HoistPart *part = hoist_ticket_get_part (ticket, i);

    g_assert_cmpuint (part->offset, ==, offset);
    g_assert_cmpuint (part->number, ==, i + 1);
    g_assert_false (part->is_done);
    g_assert_null (part->etag);
    g_string_append_printf (text, "%s%" G_GUINT64_FORMAT, i > 0 ? " " : "", part->length);
    offset += part->length;
  }
  g_assert_cmpstr (text->str, ==, wanted);
}

/* Behind what a server has, the usual parts; what it has beyond the file is cut. */
static void
test_plan_behind (void)
{
  static const struct {
    guint64 size;
    guint64 lengths[3];
    guint n_lengths;
    const char *wanted;
  } rows[] = {
    { 250, { 0 }, 0, "100 100 50" },
    { 250, { 100 }, 1, "100 100 50" },
    { 250, { 70 }, 1, "70 100 80" },
    { 250, { 70, 130 }, 2, "70 130 50" },
    { 250, { 250 }, 1, "250" },
    { 250, { 249 }, 1, "249 1" },
    { 250, { 30, 20, 10 }, 3, "30 20 10 100 90" },
    { 0, { 0 }, 0, "" },
    { 0, { 0 }, 1, "0" },
    { 50, { 70 }, 1, "50" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (HoistTicket) ticket = hoist_ticket_new ();

    hoist_ticket_plan_behind (ticket, rows[i].size, rows[i].lengths, rows[i].n_lengths, 100);
    assert_lengths (ticket, rows[i].wanted);
    g_assert_cmpuint (ticket->part_size, ==, 100);
    g_assert_true (ticket->is_grid_new);
    g_assert_true (ticket->is_changed);
  }
}

/* Local digests of ranges that stay, the CRC-64 among them. */
static void
test_plan_behind_digests (void)
{
  const guint64 lengths[] = { 100, 60 };
  g_autoptr (HoistTicket) ticket = hoist_ticket_new ();
  HoistDigests digests = { .known = HOIST_DIGEST_MD5 | HOIST_DIGEST_CRC64, .crc64 = 7 };

  hoist_ticket_plan (ticket, 260, 100, NULL);
  for (guint i = 0; i < 3; i++)
    hoist_part_set_digests (hoist_ticket_get_part (ticket, i), &digests, digests.known);
  hoist_ticket_plan_behind (ticket, 260, lengths, 2, 100);
  g_assert_true (hoist_ticket_get_part (ticket, 0)->has_crc64);
  g_assert_cmpuint (hoist_ticket_get_part (ticket, 0)->crc64, ==, 7);
  g_assert_cmpint (hoist_ticket_get_part (ticket, 0)->digest_kind, ==, HOIST_DIGEST_MD5);
  g_assert_false (hoist_ticket_get_part (ticket, 1)->has_crc64);
  g_assert_cmpint (hoist_ticket_get_part (ticket, 1)->digest_kind, ==, HOIST_DIGEST_NONE);
  g_assert_false (hoist_ticket_get_part (ticket, 2)->has_crc64);
}

/* Of the notes of Alibaba PDS, section 5.3. */
static void
test_crc64 (void)
{
  const guint64 lengths[] = { 400000 };
  g_autoptr (HoistTicket) ticket = hoist_ticket_new ();
  guint64 crc64 = 1;

  hoist_ticket_plan_behind (ticket, 1048576, lengths, 1, 1048576);
  g_assert_cmpuint (hoist_ticket_get_n_parts (ticket), ==, 2);
  hoist_ticket_get_part (ticket, 0)->has_crc64 = TRUE;
  hoist_ticket_get_part (ticket, 0)->crc64 = G_GUINT64_CONSTANT (17027618634763631541);
  g_assert_false (hoist_ticket_get_crc64 (ticket, &crc64));
  hoist_ticket_get_part (ticket, 1)->has_crc64 = TRUE;
  hoist_ticket_get_part (ticket, 1)->crc64 = G_GUINT64_CONSTANT (9356483658069614460);
  g_assert_true (hoist_ticket_get_crc64 (ticket, &crc64));
  g_assert_cmpuint (crc64, ==, G_GUINT64_CONSTANT (16028127081582314172));
}

/* One pass takes both; either may be kept alone; what is not known is forgotten. */
static void
test_part_digests (void)
{
  HoistPart part = { 0 };
  HoistDigests both = { .known = HOIST_DIGEST_MD5 | HOIST_DIGEST_CRC64, .crc64 = 9 };
  HoistDigests none = { 0 };

  hoist_part_set_digests (&part, &both, HOIST_DIGEST_CRC64);
  g_assert_true (part.has_crc64);
  g_assert_cmpuint (part.crc64, ==, 9);
  g_assert_cmpint (part.digest_kind, ==, HOIST_DIGEST_NONE);
  hoist_part_set_digests (&part, &both, HOIST_DIGEST_MD5 | HOIST_DIGEST_CRC64);
  g_assert_cmpint (part.digest_kind, ==, HOIST_DIGEST_MD5);
  hoist_part_set_digests (&part, &none, HOIST_DIGEST_MD5);
  g_assert_cmpint (part.digest_kind, ==, HOIST_DIGEST_NONE);
  g_assert_true (part.has_crc64);
  hoist_part_set_digests (&part, &none, HOIST_DIGEST_CRC64);
  g_assert_false (part.has_crc64);
  g_assert_cmpuint (part.crc64, ==, 0);
}

static void
test_reset (void)
{
  g_autoptr (HoistTicket) ticket = make_full ();
  g_autoptr (HoistTicket) fresh = hoist_ticket_new ();
  g_autofree char *text = NULL;
  g_autofree char *fresh_text = hoist_ticket_to_text (fresh);

  ticket->is_changed = FALSE;
  ticket->is_grid_new = FALSE;
  hoist_ticket_reset (ticket);
  text = hoist_ticket_to_text (ticket);
  g_assert_cmpstr (text, ==, fresh_text);
  g_assert_cmpuint (hoist_ticket_get_n_parts (ticket), ==, 0);
  g_assert_false (hoist_ticket_has_sealed (ticket));
  g_assert_true (ticket->is_changed);
  g_assert_true (ticket->is_grid_new);
}

static void
test_changes (void)
{
  g_autoptr (HoistTicket) ticket = hoist_ticket_new ();

  g_assert_false (ticket->is_changed);
  hoist_ticket_set (ticket, "a", NULL);
  g_assert_false (ticket->is_changed);
  hoist_ticket_set (ticket, "a", "1");
  g_assert_true (ticket->is_changed);
  ticket->is_changed = FALSE;
  hoist_ticket_set (ticket, "a", "1");
  g_assert_false (ticket->is_changed);
  hoist_ticket_set_sealed (ticket, "a", "1");
  g_assert_true (ticket->is_changed);
  ticket->is_changed = FALSE;
  hoist_ticket_set (ticket, "a", NULL);
  g_assert_true (ticket->is_changed);
  g_assert_null (hoist_ticket_get (ticket, "a"));
}

static void
test_steps (void)
{
  HoistStep step = HOIST_STEP_FOLDER;

  for (guint i = 0; i < HOIST_N_STEPS; i++) {
    g_assert_true (hoist_step_from_name (hoist_step_to_name (i), &step));
    g_assert_cmpint (step, ==, i);
  }
  g_assert_false (hoist_step_from_name ("nothing", &step));
  g_assert_false (hoist_step_from_name (NULL, &step));
}

static void
test_slices (void)
{
  g_autoptr (HoistSlices) slices = hoist_slices_new (HOIST_DIGEST_SHA1, 100);
  g_autoptr (HoistSlices) again = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) cut = NULL;
  HoistDigests digests = { .known = HOIST_DIGEST_SHA1 };
  HoistDigests found = { 0 };

  digests.sha1[19] = 1;
  hoist_slices_append (slices, &digests);
  digests.sha1[19] = 2;
  hoist_slices_append (slices, &digests);
  bytes = hoist_slices_dup_bytes (slices);
  again = hoist_slices_new_from_bytes (HOIST_DIGEST_SHA1, 100, bytes);
  g_assert_cmpuint (hoist_slices_get_count (again), ==, 2);
  g_assert_cmpuint (hoist_slices_get_slice_size (again), ==, 100);
  g_assert_cmpint (hoist_slices_get_kind (again), ==, HOIST_DIGEST_SHA1);

  g_assert_true (hoist_slices_lookup (again, 150, 100, 50, &found));
  g_assert_true (hoist_digests_equal (&found, &digests, HOIST_DIGEST_SHA1));
  g_assert_true (hoist_slices_lookup (again, 150, 0, 100, &found));
  g_assert_cmpint (found.sha1[19], ==, 1);
  g_assert_false (hoist_slices_lookup (again, 150, 0, 99, &found));
  g_assert_false (hoist_slices_lookup (again, 150, 50, 100, &found));
  g_assert_false (hoist_slices_lookup (again, 150, 100, 100, &found));
  g_assert_false (hoist_slices_lookup (again, 100, 100, 0, &found));
  g_assert_false (hoist_slices_lookup (again, 400, 200, 100, &found));
  g_assert_false (hoist_slices_lookup (NULL, 150, 0, 100, &found));

  cut = g_bytes_new_from_bytes (bytes, 0, 39);
  g_assert_null (hoist_slices_new_from_bytes (HOIST_DIGEST_SHA1, 100, cut));
  g_assert_null (hoist_slices_new_from_bytes (HOIST_DIGEST_SHA1, 0, bytes));
  g_assert_null (hoist_slices_new_from_bytes (HOIST_DIGEST_NONE, 100, bytes));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ticket/survives-its-text", test_round_trip);
  g_test_add_func ("/ticket/new-one-survives-its-text", test_new_round_trip);
  g_test_add_func ("/ticket/credentials-are-only-in-the-sealed-text", test_sealed_apart);
  g_test_add_func ("/ticket/refuses-hostile-sealed-text", test_hostile_sealed);
  g_test_add_func ("/ticket/refuses-hostile-text", test_hostile);
  g_test_add_func ("/ticket/grid-has-no-gap", test_plan);
  g_test_add_func ("/ticket/grid-knows-local-digests", test_plan_digests);
  g_test_add_func ("/ticket/new-grid-forgets-what-was-done", test_plan_forgets);
  g_test_add_func ("/ticket/grid-behind-parts-of-any-length", test_plan_behind);
  g_test_add_func ("/ticket/grid-behind-parts-knows-local-digests", test_plan_behind_digests);
  g_test_add_func ("/ticket/crc64-of-all-parts", test_crc64);
  g_test_add_func ("/part/keeps-digests-and-crc64", test_part_digests);
  g_test_add_func ("/ticket/reset-forgets-everything", test_reset);
  g_test_add_func ("/ticket/notices-changes-only", test_changes);
  g_test_add_func ("/ticket/step-names", test_steps);
  g_test_add_func ("/slices/only-whole-slices-are-found", test_slices);
  return g_test_run ();
}
