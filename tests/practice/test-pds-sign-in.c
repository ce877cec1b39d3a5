/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in to PDS: the browser's way, tokens that end and change, and the API key. */
#include "pds-client.h"

#define CALLBACK "http%3A%2F%2F127.0.0.1%3A41234%2Fcallback"
#define AUTHORIZE                                                                                  \
  "/v2/oauth/authorize?client_id=" HOIST_PRACTICE_PDS_CLIENT_ID "&redirect_uri=" CALLBACK          \
  "&response_type=code&login_type=default"

static guint
post_form (Pds *pds, const char *more, const char *body)
{
  g_autofree char *headers = g_strdup_printf ("Content-Type: application/x-www-form-urlencoded\r\n"
                                              "Content-Length: %" G_GSIZE_FORMAT "\r\n%s",
                                              strlen (body), more);

  return pds_send (pds, "POST", "/v2/oauth/token", headers, body, strlen (body));
}

static guint
refresh (Pds *pds, const char *token)
{
  g_autofree char *body = g_strdup_printf (
      "grant_type=refresh_token&client_id=" HOIST_PRACTICE_PDS_CLIENT_ID "&refresh_token=%s",
      token);

  return post_form (pds, "", body);
}

/* The code that the browser brings back, owned by the caller. */
static char *
get_code (Pds *pds, const char *target)
{
  g_autofree char *location = NULL;
  const char *end = NULL;
  const char *start = "http://127.0.0.1:41234/callback?code=";

  g_assert_cmpuint (pds_send (pds, "GET", target, "", NULL, 0), ==, 302);
  location = pds_get_header (pds, "Location");
  g_assert_true (g_str_has_prefix (location, start));
  end = strstr (location, "&state=a%2Bb");
  g_assert_nonnull (end);
  return g_strndup (location + strlen (start), end - location - strlen (start));
}

static guint
redeem (Pds *pds, const char *code, const char *redirect)
{
  g_autofree char *body =
      g_strdup_printf ("grant_type=authorization_code&client_id=" HOIST_PRACTICE_PDS_CLIENT_ID
                       "&code=%s&redirect_uri=%s",
                       code, redirect);

  return post_form (pds, "", body);
}

static void
test_browser (void)
{
  Pds pds = { 0 };
  g_autofree char *code = NULL;
  g_autofree char *other = NULL;
  g_autofree char *token = NULL;

  pds_start (&pds);
  code = get_code (&pds, AUTHORIZE "&state=a%2Bb");
  g_assert_cmpuint (redeem (&pds, code, CALLBACK), ==, 200);
  g_assert_cmpstr (pds_get_text (&pds, "token_type"), ==, "Bearer");
  g_assert_cmpint (reply_get_int (&pds.reply, "expires_in"), ==, 7200);
  g_assert_cmpstr (pds_get_text (&pds, "default_drive_id"), ==, "1");
  g_assert_nonnull (pds_get_text (&pds, "refresh_token"));
  token = g_strdup (pds_get_text (&pds, "access_token"));
  pds.bearer = token;
  g_assert_cmpuint (pds_call (&pds, "/v2/user/get", "{}"), ==, 200);
  redeem (&pds, code, CALLBACK);
  pds_assert_code (&pds, 400, "InvalidParameter.Code");
  other = get_code (&pds, AUTHORIZE "&state=a%2Bb");
  redeem (&pds, other, "http%3A%2F%2F127.0.0.1%3A41235%2Fcallback");
  pds_assert_code (&pds, 400, "InvalidParameter.Code");
  pds_end (&pds);
}

static void
test_codes_end (void)
{
  Pds pds = { 0 };
  g_autofree char *code = NULL;

  pds_start (&pds);
  code = get_code (&pds, AUTHORIZE "&state=a%2Bb");
  g_atomic_int_set (&pds.practice.skew_s, 601);
  redeem (&pds, code, CALLBACK);
  pds_assert_code (&pds, 400, "InvalidParameter.Code");
  pds_end (&pds);
}

static void
test_browser_says_no (void)
{
  Pds pds = { 0 };
  g_autofree char *location = NULL;

  pds_start (&pds);
  pds_vary (&pds, "Authorize", "authorize-denied");
  pds_send (&pds, "GET", AUTHORIZE "&state=x", "", NULL, 0);
  location = pds_get_header (&pds, "Location");
  g_assert_cmpstr (location, ==, "http://127.0.0.1:41234/callback?error=access_denied&state=x");
  pds_end (&pds);
}

static void
test_refuses_strange_browsers (void)
{
  const struct {
    const char *query;
    const char *code;
  } wrongs[] = {
    { "client_id=other&redirect_uri=" CALLBACK "&response_type=code&state=x",
      "InvalidParameter.ClientId" },
    { "client_id=" HOIST_PRACTICE_PDS_CLIENT_ID "&response_type=code&state=x",
      "InvalidParameter.RedirectUri" },
    { "client_id=" HOIST_PRACTICE_PDS_CLIENT_ID
      "&redirect_uri=http%3A%2F%2Fexample.org%3A80%2F&response_type=code&state=x",
      "InvalidParameter.RedirectUri" },
    { "client_id=" HOIST_PRACTICE_PDS_CLIENT_ID
      "&redirect_uri=http%3A%2F%2F127.0.0.1.example.org%3A80%2F&response_type=code&state=x",
      "InvalidParameter.RedirectUri" },
    { "client_id=" HOIST_PRACTICE_PDS_CLIENT_ID "&redirect_uri=" CALLBACK
      "&response_type=token&state=x",
      "InvalidParameter.ResponseType" },
    { "client_id=" HOIST_PRACTICE_PDS_CLIENT_ID "&redirect_uri=" CALLBACK "&response_type=code",
      "InvalidParameter.State" },
    { "client_id=" HOIST_PRACTICE_PDS_CLIENT_ID "&redirect_uri=" CALLBACK
      "&response_type=code&state=x&login_type=none",
      "InvalidParameter.LoginType" },
    { "client_id", "InvalidParameter.Query" },
  };
  Pds pds = { 0 };

  pds_start (&pds);
  for (gsize i = 0; i < G_N_ELEMENTS (wrongs); i++) {
    g_autofree char *target = g_strconcat ("/v2/oauth/authorize?", wrongs[i].query, NULL);

    pds_send (&pds, "GET", target, "", NULL, 0);
    pds_assert_code (&pds, 400, wrongs[i].code);
  }
  pds_end (&pds);
}

/* Each use of a refresh token brings a new one and ends the old one, also across a restart. */
static void
test_refresh_tokens_change (void)
{
  Pds pds = { 0 };
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  pds_start (&pds);
  first = g_strdup (pds_get_setting (&pds, "refresh-token"));
  g_assert_cmpuint (refresh (&pds, first), ==, 200);
  second = g_strdup (pds_get_text (&pds, "refresh_token"));
  g_assert_cmpstr (first, !=, second);
  pds_restart (&pds);
  g_assert_cmpstr (pds_get_setting (&pds, "refresh-token"), ==, second);
  refresh (&pds, first);
  pds_assert_code (&pds, 400, "InvalidParameter.RefreshToken");
  pds_vary (&pds, "Token", "no-refresh-token");
  g_assert_cmpuint (refresh (&pds, second), ==, 200);
  g_assert_false (json_object_has_member (reply_get_object (&pds.reply), "refresh_token"));
  g_assert_cmpuint (refresh (&pds, second), ==, 200);
  pds_end (&pds);
}

static void
test_access_tokens_end (void)
{
  Pds pds = { 0 };
  g_autofree char *old = NULL;
  g_autofree char *token = NULL;

  pds_start (&pds);
  old = g_strdup (pds.bearer);
  pds.bearer = old;
  g_atomic_int_set (&pds.practice.skew_s, 7100);
  g_assert_cmpuint (pds_call (&pds, "/v2/user/get", "{}"), ==, 200);
  g_atomic_int_set (&pds.practice.skew_s, 7201);
  pds_call (&pds, "/v2/user/get", "{}");
  pds_assert_code (&pds, 401, "AccessTokenExpired");
  refresh (&pds, pds_get_setting (&pds, "refresh-token"));
  token = g_strdup (pds_get_text (&pds, "access_token"));
  pds_restart (&pds);
  pds.bearer = token;
  g_assert_cmpuint (pds_call (&pds, "/v2/user/get", "{}"), ==, 200);
  practice_set_faults (&pds.practice, "[{\"call\":\"GetUser\",\"fault\":\"vary\",\"times\":1,"
                                      "\"as\":[\"expire-tokens\"]}]");
  pds_call (&pds, "/v2/user/get", "{}");
  pds_assert_code (&pds, 401, "AccessTokenExpired");
  pds_call (&pds, "/v2/user/get", "{}");
  pds_assert_code (&pds, 401, "AccessTokenExpired");
  pds_end (&pds);
}

static void
test_refuses_wrong_forms (void)
{
#define CLIENT "client_id=" HOIST_PRACTICE_PDS_CLIENT_ID
  const struct {
    const char *body;
    const char *code;
  } wrongs[] = {
    { CLIENT "&refresh_token=x", "InvalidParameter.GrantType" },
    { CLIENT "&grant_type=code&code=x", "InvalidParameter.GrantType" },
    { CLIENT "&grant_type=password", "InvalidParameter.GrantType" },
    { "grant_type=refresh_token&refresh_token=x", "InvalidParameter.ClientId" },
    { CLIENT "x&grant_type=refresh_token&refresh_token=x", "InvalidParameter.ClientId" },
    { CLIENT "&grant_type=refresh_token&client_secret=x&refresh_token=x",
      "InvalidParameter.ClientSecret" },
    { CLIENT "&grant_type=refresh_token", "InvalidParameter.RefreshToken" },
    { CLIENT "&grant_type=authorization_code&code=x&redirect_uri=" CALLBACK,
      "InvalidParameter.Code" },
    { CLIENT "&grant_type=refresh_token&refresh_token=%zz", "InvalidParameter.Form" },
    { "{\"grant_type\":\"refresh_token\"}", "InvalidParameter.Form" },
  };
  Pds pds = { 0 };

  pds_start (&pds);
  for (gsize i = 0; i < G_N_ELEMENTS (wrongs); i++) {
    g_test_message ("%s", wrongs[i].body);
    post_form (&pds, "", wrongs[i].body);
    pds_assert_code (&pds, 400, wrongs[i].code);
  }
  post_form (&pds, "Authorization: Bearer x\r\n", CLIENT "&grant_type=refresh_token");
  pds_assert_code (&pds, 400, "InvalidParameter.Authorization");
  pds_call (&pds, "/v2/oauth/token", "{}");
  pds_assert_code (&pds, 400, "InvalidParameter.ContentType");
  pds_end (&pds);
}

static void
test_api_key (void)
{
  Pds pds = { 0 };

  pds_start (&pds);
  pds.bearer = HOIST_PRACTICE_PDS_API_KEY;
  pds_upload (&pds, "a.bin", (const guint8 *) "1", 1, "");
  pds_call_upload (&pds, "/v2/file/delete", "");
  pds_assert_code (&pds, 403, "Forbidden");
  pds_call_upload (&pds, "/v2/recyclebin/trash", "");
  pds_assert_code (&pds, 403, "Forbidden");
  g_assert_cmpuint (pds_call_upload (&pds, "/v2/file/get", ""), ==, 200);
  pds_vary (&pds, "DeleteFile", "key-may-delete");
  g_assert_cmpuint (pds_call_upload (&pds, "/v2/file/delete", ""), ==, 204);
  pds_end (&pds);
}

static guint
count_items (Pds *pds, const char *path, const char *body, const char *next)
{
  g_assert_cmpuint (pds_call (pds, path, body), ==, 200);
  g_assert_cmpstr (pds_get_text (pds, "next_marker"), ==, next);
  return json_array_get_length (
      json_object_get_array_member (reply_get_object (&pds->reply), "items"));
}

static void
test_drives (void)
{
  Pds pds = { 0 };
  const char *mine = "/v2/drive/list_my_drives";

  pds_start (&pds);
  g_assert_cmpuint (count_items (&pds, mine, "{}", ""), ==, 2);
  g_assert_cmpuint (count_items (&pds, mine, "{\"limit\":1}", "after:1"), ==, 1);
  g_assert_cmpuint (count_items (&pds, mine, "{\"limit\":1,\"marker\":\"after:1\"}", ""), ==, 1);
  g_assert_cmpuint (count_items (&pds, "/v2/drive/list_my_group_drive", "{}", ""), ==, 1);
  pds_vary (&pds, "ListMyDrives", "empty-page");
  g_assert_cmpuint (count_items (&pds, mine, "{}", "empty:"), ==, 0);
  g_assert_cmpuint (count_items (&pds, mine, "{\"marker\":\"empty:\"}", ""), ==, 2);
  pds_vary (&pds, "ListMyDrives", "small-pages");
  g_assert_cmpuint (count_items (&pds, mine, "{}", "after:1"), ==, 1);
  pds_call (&pds, mine, "{\"limit\":101}");
  pds_assert_code (&pds, 400, "InvalidParameter.Limit");
  pds_call (&pds, mine, "{\"marker\":\"x\"}");
  pds_assert_code (&pds, 400, "InvalidParameter.Marker");
  pds_call (&pds, "/v2/drive/get_default_drive", "{}");
  pds_assert_code (&pds, 400, "InvalidParameter.UserId");
  pds_call (&pds, "/v2/drive/get_default_drive", "{\"user_id\":\"practice-user-1\"}");
  g_assert_cmpstr (pds_get_text (&pds, "drive_id"), ==, "1");
  pds_call (&pds, "/v2/drive/get", "{\"drive_id\":\"2\"}");
  g_assert_cmpstr (pds_get_text (&pds, "owner_type"), ==, "group");
  pds_call (&pds, "/v2/drive/get", "{\"drive_id\":\"9\"}");
  pds_assert_code (&pds, 404, "NotFound.Drive");
  pds_end (&pds);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/pds-sign-in/browser", test_browser);
  g_test_add_func ("/practice/pds-sign-in/codes-end", test_codes_end);
  g_test_add_func ("/practice/pds-sign-in/browser-says-no", test_browser_says_no);
  g_test_add_func ("/practice/pds-sign-in/refuses-strange-browsers", test_refuses_strange_browsers);
  g_test_add_func ("/practice/pds-sign-in/refresh-tokens-change", test_refresh_tokens_change);
  g_test_add_func ("/practice/pds-sign-in/access-tokens-end", test_access_tokens_end);
  g_test_add_func ("/practice/pds-sign-in/refuses-wrong-forms", test_refuses_wrong_forms);
  g_test_add_func ("/practice/pds-sign-in/api-key", test_api_key);
  g_test_add_func ("/practice/pds-sign-in/drives", test_drives);
  return g_test_run ();
}
