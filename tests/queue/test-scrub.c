/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What gives access is taken out of a text; what explains a failure stays. */
#include "hoist-scrub.h"

#include <string.h>

#define PLANTED "planted7Secret2Kq9"

/* Each holds the planted secret once or more, and @kept has to stay. */
static const struct {
  const char *text;
  const char *kept;
} secrets[] = {
  { "https://host.example/v2/file?Signature=" PLANTED "&partNumber=3", "partNumber=3" },
  { "https://host.example/v1/files?X-Amz-Credential=" PLANTED "&X-Amz-Signature=" PLANTED,
    "https://host.example/v1/files" },
  { "https://bucket.example/" PLANTED "/upload", "https://bucket.example/" },
  { "see https://somebody:" PLANTED "@proxy.example:8080, please", "@proxy.example:8080, please" },
  { "http://" PLANTED "@proxy.example/", "proxy.example" },
  { "socks5://user:" PLANTED "@127.0.0.1:1080", "127.0.0.1:1080" },
  { "hoist://sign-in?code=" PLANTED "&state=1", "sign-in" },
  { "?Action=UploadPart&Signature=" PLANTED "&offset=0", "offset=0" },
  { "security-token=" PLANTED "; part 3", "part 3" },
  { "x-oss-security-token: " PLANTED, "x-oss-security-token" },
  { "x-obs-security-token=" PLANTED " status 403", "status 403" },
  { "X-Amz-Security-Token=" PLANTED "&X-Amz-Date=20261121T000000Z", "X-Amz-Date=20261121T000000Z" },
  { "x-amz-meta=" PLANTED, "x-amz-meta" },
  { "access_token=" PLANTED "&expires_in=7200", "expires_in=7200" },
  { "{\"access_token\":\"" PLANTED "\",\"expires_in\":7200}", "\"expires_in\":7200" },
  { "{\"refresh_token\" : \"" PLANTED " with \\\" quotes " PLANTED "\", \"a\":1}", "\"a\":1" },
  { "{'client_secret': '" PLANTED "'}", "client_secret" },
  { "Authorization: Bearer " PLANTED, "Authorization" },
  { "authorization: SDK-HMAC-SHA256 Access=AK, SignedHeaders=host, Signature=" PLANTED,
    "authorization" },
  { "Proxy-Authorization: Basic " PLANTED, "Proxy-Authorization" },
  { "Cookie: a=b; session=" PLANTED, "Cookie" },
  { "X-Auth-Token: " PLANTED, "X-Auth-Token" },
  { "X-Subject-Token: " PLANTED, "X-Subject-Token" },
  { "it was sent with Bearer " PLANTED " and refused", "and refused" },
  { "secret-key = " PLANTED, "secret-key" },
  { "secretKey=" PLANTED, "secretKey" },
  { "SECRET_KEY: " PLANTED, "SECRET_KEY" },
  { "api-key=" PLANTED, "api-key" },
  { "apikey: '" PLANTED "'", "apikey" },
  { "password=" PLANTED ", user=anna", "user=anna" },
  { "passwd: " PLANTED, "passwd" },
  { "VodSessionKey=" PLANTED, "VodSessionKey" },
  { "q-sign-algorithm=sha1&q-ak=" PLANTED "&q-signature=" PLANTED, "q-ak" },
  { "AWSAccessKeyId=" PLANTED, "AWSAccessKeyId" },
  { "OSSAccessKeyId=" PLANTED "&Expires=1", "Expires=1" },
  { "policy=" PLANTED, "policy" },
  { "proof_code=" PLANTED, "proof_code" },
  { "the key AKID" PLANTED " is unknown", "is unknown" },
  { "the key LTAI" PLANTED " is unknown", "is unknown" },
  { "AKIA" PLANTED, "" },
  { "with uk-" PLANTED " instead", "instead" },
  { "eyJhbGciOiJIUzI1NiJ9." PLANTED ".abc is too old", "is too old" },
  { "MIIabcdefghijklmnopqrstuvwxyz0123456789+/" PLANTED PLANTED PLANTED PLANTED PLANTED " end",
    "end" },
  { "first line\npassword: " PLANTED "\nlast line", "first line\npassword: …\nlast line" },
};

static const char *const harmless[] = {
  "",
  "Busy (HTTP 503, request id 5b3a7c1e-97cf-4d4b-9f63-2d2f2f9ad0c1).",
  "x-amz-request-id: 7B4A0FABCD2E9C11",
  "x-amz-id-2: eftixk72aD6Ap51TnqcoF8eFidJG9Z/2mkiDFu8yU9AS1ed4OpIszj7UDNEHGran",
  "x-oss-request-id=5C3D9175B6FC201293AD4A2B",
  "MD5: d41d8cd98f00b204e9800998ecf8427e. SHA-1: da39a3ee5e6b4b0d3255bfef95601890afd80709.",
  "SHA-256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "name-policy = keep-both",
  "The service asks you to sign in again.",
  "Digest authentication is not used; basic settings are fine",
  "HTTP 403 AccessDenied",
  "GTK 4.8.3",
};

static void
test_secrets (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++) {
    g_autofree char *shown = hoist_scrub_text (secrets[i].text);

    g_test_message ("%s", shown);
    g_assert_null (strstr (shown, PLANTED));
    g_assert_nonnull (strstr (shown, secrets[i].kept));
  }
}

static void
test_harmless (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (harmless); i++) {
    g_autofree char *shown = hoist_scrub_text (harmless[i]);

    g_assert_cmpstr (shown, ==, harmless[i]);
  }
}

/* A text that went through it once does not change. */
static void
test_twice (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++) {
    g_autofree char *once = hoist_scrub_text (secrets[i].text);
    g_autofree char *twice = hoist_scrub_text (once);

    g_assert_null (strstr (twice, PLANTED));
  }
}

/* Bytes that are no UTF-8, and a line that is longer than any honest one. */
static void
test_strange (void)
{
  g_autofree char *run = g_strnfill (1000 * 1000, 'a');
  g_autofree char *text = g_strconcat ("\xff\xfe token=", run, "\ntoken=" PLANTED, NULL);
  g_autofree char *shown = hoist_scrub_text (text);

  g_assert_true (g_utf8_validate (shown, -1, NULL));
  g_assert_null (strstr (shown, PLANTED));
  g_assert_null (strstr (shown, "aaaaaaaa"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/scrub/takes-secrets-out", test_secrets);
  g_test_add_func ("/scrub/leaves-what-explains", test_harmless);
  g_test_add_func ("/scrub/may-be-done-twice", test_twice);
  g_test_add_func ("/scrub/bears-strange-texts", test_strange);

  return g_test_run ();
}
