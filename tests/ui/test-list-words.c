/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said of files that were added. */
#include "hoist-list-words.h"

static void
test_added (void)
{
  static const struct {
    HoistAddedSums sums;
    const char *text;
  } cases[] = {
    { { .n_new = 1 }, "1 file added" },
    { { .n_new = 14, .n_ignored = 3 }, "14 files added, 3 hidden or temporary ones left out" },
    { { .n_new = 14, .n_ignored = 1 }, "14 files added, 1 hidden or temporary one left out" },
    { { .n_new = 2, .n_ignored = 2, .has_patterns = TRUE },
      "2 files added, 2 ignored ones left out" },
    { { .n_new = 14, .n_joined = 2 }, "14 files added, 2 were already in the list" },
    { { .n_joined = 2 }, "All 2 files are already in the list" },
    { { .n_joined = 1, .n_ignored = 1 },
      "1 file is already in the list, 1 hidden or temporary one left out" },
    { { .n_new = 12, .n_too_large = 2, .account = "Studio A" },
      "12 files added, 2 are too large for “Studio A”" },
    { { .n_new = 3, .n_too_large = 1, .n_attention = 1, .n_joined = 1, .account = "A" },
      "3 files added, 1 is too large for “A”, 1 needs attention, 1 was already in the list" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = hoist_words_added (&cases[i].sums);

    g_assert_cmpstr (text, ==, cases[i].text);
  }
}

static void
test_nothing_added (void)
{
  const HoistAddedSums empty = { 0 };
  const HoistAddedSums hidden = { .n_ignored = 3 };
  g_autofree char *of_empty = hoist_words_nothing_added (&empty);
  g_autofree char *of_hidden = hoist_words_nothing_added (&hidden);

  g_assert_true (g_str_has_prefix (of_empty, "There are no files"));
  g_assert_true (g_str_has_prefix (of_hidden, "There are only hidden"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/list-words/what-was-added-and-what-was-not", test_added);
  g_test_add_func ("/list-words/why-nothing-was-added", test_nothing_added);
  return g_test_run ();
}
