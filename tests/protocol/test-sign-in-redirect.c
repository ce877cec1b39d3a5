/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a browser, or anybody else, may bring to the address of a sign-in. */
#include "hoist-error.h"
#include "hoist-sign-in-redirect.h"

#include <string.h>

#define STATE "s-Tate_42"

static void
test_codes (void)
{
  static const struct {
    const char *target;
    const char *code;
  } rows[] = {
    { "/callback?code=abc&state=" STATE, "abc" },
    { "/callback?state=" STATE "&code=a%2Fb%2Bc", "a/b+c" },
    { "/?session=1&state=s%2DTate_42&code=x&scope=all", "x" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *code = hoist_sign_in_redirect_read (rows[i].target, STATE, &error);

    g_assert_no_error (error);
    g_assert_cmpstr (code, ==, rows[i].code);
  }
}

/* What is not the answer leaves the sign-in waiting. */
static void
test_others (void)
{
  static const char *const targets[] = {
    "/favicon.ico",
    "/callback",
    "/callback?",
    "",
    "callback?code=abc&state=" STATE,
    "http://evil.example/?code=abc&state=" STATE,
    "/callback?code=abc",
    "/callback?code=abc&state=",
    "/callback?code=abc&state=s-Tate_4",
    "/callback?code=abc&state=s-tate_42",
    "/callback?code=abc&state=" STATE "x",
    "/callback?code=abc&state=" STATE "%00",
    "/callback?code=abc&state=" STATE "&state=" STATE,
    "/callback?code=abc&state=other&state=" STATE,
    "/callback?error=access_denied",
    "/callback?error=access_denied&state=other",
    "/call back?code=abc&state=" STATE,
    "/callback?code=abc&State=" STATE,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (targets); i++) {
    g_autoptr (GError) error = NULL;

    g_test_message ("%s", targets[i]);
    g_assert_null (hoist_sign_in_redirect_read (targets[i], STATE, &error));
    g_assert_error (error, HOIST_ERROR, HOIST_ERROR_PROTOCOL);
    g_assert_null (strstr (error->message, STATE));
  }
}

static void
test_long (void)
{
  g_autofree char *tail = g_strnfill (9000, 'a');
  g_autofree char *target = g_strconcat ("/?state=" STATE "&code=", tail, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (hoist_sign_in_redirect_read (target, STATE, &error));
  g_assert_error (error, HOIST_ERROR, HOIST_ERROR_PROTOCOL);
}

/* An empty state would be anybody's. */
static void
test_empty_state (void)
{
  g_assert_null (hoist_sign_in_redirect_read ("/?state=&code=abc", "", NULL));
}

static void
test_refusals (void)
{
  static const struct {
    const char *target;
    const char *word;
  } rows[] = {
    { "/callback?error=access_denied&state=" STATE, "refused" },
    { "/callback?error=invalid_scope&error_description=no+such%0Ascope&state=" STATE,
      "no such scope" },
    { "/callback?error=server_error&state=" STATE "&code=abc", "server_error" },
    { "/callback?state=" STATE, "no code" },
    { "/callback?code=&state=" STATE, "no code" },
    { "/callback?code=a%0D%0Ab&state=" STATE, "no code" },
    { "/callback?code=a&code=b&state=" STATE, "no code" },
    { "/callback?code=%ff&state=" STATE, "no code" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;

    g_test_message ("%s", rows[i].target);
    g_assert_null (hoist_sign_in_redirect_read (rows[i].target, STATE, &error));
    g_assert_error (error, HOIST_ERROR, HOIST_ERROR_SIGN_IN);
    g_assert_nonnull (strstr (error->message, rows[i].word));
    g_assert_null (strchr (error->message, '\n'));
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sign-in-redirect/finds-the-code", test_codes);
  g_test_add_func ("/sign-in-redirect/is-not-fooled-by-others", test_others);
  g_test_add_func ("/sign-in-redirect/refuses-long-ones", test_long);
  g_test_add_func ("/sign-in-redirect/an-empty-state-is-never-right", test_empty_state);
  g_test_add_func ("/sign-in-redirect/says-why-not", test_refusals);
  return g_test_run ();
}
