/* SPDX-License-Identifier: GPL-3.0-or-later */
/* File names as services want them, with names that have broken uploaders. */
#include "hoist-name.h"

#include "hoist-test-names.h"

#include <string.h>

#define FORBIDDEN "\\/:*?\"<>|"

static void
assert_fits (const char *fit, gsize max_bytes)
{
  g_autofree char *normal = g_utf8_normalize (fit, -1, G_NORMALIZE_NFC);
  g_autofree char *trimmed = g_strstrip (g_strdup (fit));

  g_assert_cmpuint (strlen (fit), <=, max_bytes);
  g_assert_true (g_utf8_validate (fit, -1, NULL));
  g_assert_cmpstr (normal, ==, fit);
  g_assert_cmpstr (trimmed, ==, fit);
  g_assert_cmpint (*fit, !=, '@');
  g_assert_null (strpbrk (fit, FORBIDDEN));
  for (const char *next = fit; *next != '\0'; next = g_utf8_next_char (next))
    g_assert_false (g_unichar_iscntrl (g_utf8_get_char (next)));
}

static void
test_awkward (void)
{
  g_autoptr (GPtrArray) names = hoist_test_load_names ();

  g_assert_cmpuint (names->len, >=, 60);
  for (guint i = 0; i < names->len; i++) {
    const char *name = g_ptr_array_index (names, i);
    g_autofree char *shown = g_strescape (name, NULL);
    g_autofree char *stem = NULL;
    g_autofree char *extension = NULL;
    g_autofree char *fit = NULL;

    g_test_message ("%s", shown);
    g_assert_cmpuint (strlen (name), >, 0);
    g_assert_cmpuint (strlen (name), <=, 255);
    hoist_name_split (name, &stem, &extension);
    fit = hoist_name_fit (stem, FORBIDDEN, 40);
    assert_fits (fit, 40);

    for (gsize max = 0; max <= 41; max++) {
      g_autofree char *shorter = hoist_name_fit (name, FORBIDDEN, max);

      assert_fits (shorter, max);
    }
  }
}

static void
test_split (void)
{
  static const struct {
    const char *name;
    const char *stem;
    const char *extension;
  } rows[] = {
    { "test.mp4", "test", "mp4" },
    { "TEST.MP4", "TEST", "mp4" },
    { "a.b.mov", "a.b", "mov" },
    { ".mp4", "", "mp4" },
    { "name", "name", NULL },
    { "name.", "name.", NULL },
    { "name..", "name..", NULL },
    { "Mr. Smith", "Mr. Smith", NULL },
    { "v1.2 final", "v1.2 final", NULL },
    { "a.夏", "a.夏", NULL },
    { "a.m p", "a.m p", NULL },
    { "a.mp4 ", "a.mp4 ", NULL },
    { "a.1234567890", "a", "1234567890" },
    { "a.12345678901", "a.12345678901", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *stem = NULL;
    g_autofree char *extension = NULL;

    hoist_name_split (rows[i].name, &stem, &extension);
    g_assert_cmpstr (stem, ==, rows[i].stem);
    g_assert_cmpstr (extension, ==, rows[i].extension);
  }
}

static void
test_fit (void)
{
  static const struct {
    const char *text;
    const char *fit;
  } rows[] = {
    { "test", "test" },
    { "  test \302\240", "test" },
    { "a/b\\c:d", "a_b_c_d" },
    { "a\nb\tc\177d\302\205e", "a_b_c_d_e" },
    { "@home", "_home" },
    { "@@home", "_@home" },
    { "  @home", "_home" },
    { "a@home", "a@home" },
    { "E\314\201te\314\201", "Été" },
    { "<\314\270", "≮" }, /* composed first, so no longer a bracket */
    { "<>", "__" },
    { "   ", "" },
    { "\xff", "\357\277\275" },
    { "1234567890123456789012345678901234567890", "1234567890123456789012345678901234567890" },
    { "12345678901234567890123456789012345678901", "1234567890123456789012345678901234567890" },
    { "123456789012345678901234567890123456789é", "123456789012345678901234567890123456789" },
    { "12345678901234567890123456789012345678é", "12345678901234567890123456789012345678é" },
    { "123456789012345678901234567890123456789 x", "123456789012345678901234567890123456789" },
    { "a&=+%#;~'()", "a&=+%#;~'()" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *fit = hoist_name_fit (rows[i].text, FORBIDDEN, 40);

    g_assert_cmpstr (fit, ==, rows[i].fit);
  }
}

static void
test_types (void)
{
  g_assert_cmpstr (hoist_name_extension_of_type ("video/mp4"), ==, "mp4");
  g_assert_cmpstr (hoist_name_extension_of_type ("Video/QuickTime"), ==, "mov");
  g_assert_null (hoist_name_extension_of_type ("application/octet-stream"));
  g_assert_null (hoist_name_extension_of_type ("text/plain"));
  g_assert_null (hoist_name_extension_of_type (NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/name/awkward-names-fit", test_awkward);
  g_test_add_func ("/name/splits-at-the-last-dot", test_split);
  g_test_add_func ("/name/fits-by-table", test_fit);
  g_test_add_func ("/name/type-by-content", test_types);
  return g_test_run ();
}
