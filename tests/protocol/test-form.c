/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names and values as application/x-www-form-urlencoded. */
#include "hoist-form.h"

static void
test_append (void)
{
  static const struct {
    const char *value;
    const char *wire;
  } rows[] = {
    { "", "n=" },
    { "azAZ09-._~", "n=azAZ09-._~" },
    { "a b+c/d=e&f?g#h%i", "n=a%20b%2Bc%2Fd%3De%26f%3Fg%23h%25i" },
    { "!*'();:@$,[]\"\\", "n=%21%2A%27%28%29%3B%3A%40%24%2C%5B%5D%22%5C" },
    { "é夏😀", "n=%C3%A9%E5%A4%8F%F0%9F%98%80" },
    { "a\r\nb", "n=a%0D%0Ab" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GString) form = g_string_new (NULL);

    hoist_form_append (form, "n", rows[i].value);
    g_assert_cmpstr (form->str, ==, rows[i].wire);
  }
}

static void
test_append_more (void)
{
  g_autoptr (GString) form = g_string_new (NULL);

  hoist_form_append (form, "a b", "1");
  hoist_form_append (form, "a b", "2");
  hoist_form_append (form, "&", "=");
  g_assert_cmpstr (form->str, ==, "a%20b=1&a%20b=2&%26=%3D");
}

static void
test_dup_value (void)
{
  static const struct {
    const char *query;
    const char *value;
  } rows[] = {
    { NULL, NULL },
    { "", NULL },
    { "n", NULL },
    { "n=", "" },
    { "n=1", "1" },
    { "N=1", NULL },
    { "xn=1", NULL },
    { "nx=1", NULL },
    { "n&n=2", "2" },
    { "a=1&n=2&n=3", "2" },
    { "a=n=1&n=2", "2" },
    { "&&n=1&&", "1" },
    { "n=a+b%20c%2B", "a b c+" },
    { "n=a=b", "a=b" },
    { "n=%C3%A9", "é" },
    { "n=%FF", NULL },
    { "n=%C3", NULL },
    { "n=%00", NULL },
    { "n=%4", NULL },
    { "n=%zz", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *value = hoist_form_dup_value (rows[i].query, "n");

    g_test_message ("%s", rows[i].query != NULL ? rows[i].query : "(nothing)");
    g_assert_cmpstr (value, ==, rows[i].value);
  }
}

/* What is written can be read. */
static void
test_round_trip (void)
{
  static const char *const values[] = { "", "+", "%", "%2B", "a&b=c", "é \t\n", "=&=&" };

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++) {
    g_autoptr (GString) form = g_string_new (NULL);
    g_autofree char *value = NULL;

    hoist_form_append (form, "before", values[i]);
    hoist_form_append (form, "n", values[i]);
    hoist_form_append (form, "n", "behind");
    value = hoist_form_dup_value (form->str, "n");
    g_assert_cmpstr (value, ==, values[i]);
  }
}

static void
test_expiry (void)
{
  static const struct {
    const char *url;
    gint64 seconds;
  } rows[] = {
    { "https://b.example/o", 0 },
    { "https://b.example/o?", 0 },
    { "https://b.example/o?Expires=1700000000", 1700000000 },
    { "https://b.example/o?a=1&Expires=1700000000&b=2", 1700000000 },
    { "https://b.example/o?x-oss-expires=1700000001", 1700000001 },
    { "https://b.example/o?x-oss-expires=5&Expires=4", 4 },
    { "https://b.example/Expires=4", 0 },
    { "https://b.example/o?Expires=0", 0 },
    { "https://b.example/o?Expires=-5", 0 },
    { "https://b.example/o?Expires=soon", 0 },
    { "https://b.example/o?Expires=", 0 },
    { "https://b.example/o?Expires=soon&x-oss-expires=6", 6 },
    { "https://b.example/o?Expires=253402300799", G_GINT64_CONSTANT (253402300799) },
    { "https://b.example/o?Expires=253402300800", 0 },
    { "https://b.example/o?Expires=99999999999999999999", 0 },
    { "", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_test_message ("%s", rows[i].url);
    g_assert_cmpint (hoist_form_get_expiry (rows[i].url), ==, rows[i].seconds * G_USEC_PER_SEC);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/form/encodes-values", test_append);
  g_test_add_func ("/form/joins-pairs", test_append_more);
  g_test_add_func ("/form/finds-values", test_dup_value);
  g_test_add_func ("/form/reads-what-it-writes", test_round_trip);
  g_test_add_func ("/form/finds-when-an-address-runs-out", test_expiry);
  return g_test_run ();
}
