/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Early replies, cut at every byte. */
#include "hoist-http-early.h"

#include <string.h>

#define CAP 1000

typedef struct {
  const char *text;
  HoistHttpEarlyState state; /* when all of it came */
  HoistHttpEarlyState ended; /* when the connection ended after it */
  guint status;
  const char *body;
} Case;

#define R "HTTP/1.1 403 Forbidden\r\n"

static const Case cases[] = {
  { "", HOIST_HTTP_EARLY_NOTHING, HOIST_HTTP_EARLY_NOTHING, 0, NULL },
  { "HTTP/1.1 100 Continue\r\n\r\n", HOIST_HTTP_EARLY_NOTHING, HOIST_HTTP_EARLY_NOTHING, 0, NULL },
  { "HTTP/1.1 10", HOIST_HTTP_EARLY_BEGUN, HOIST_HTTP_EARLY_CUT, 0, NULL },
  { R "Content-Length: 3\r\n\r\nabc", HOIST_HTTP_EARLY_COMPLETE, HOIST_HTTP_EARLY_COMPLETE, 403,
    "abc" },
  { "HTTP/1.1 100 Continue\r\n\r\n" R "Content-Length: 3\r\n\r\nabc", HOIST_HTTP_EARLY_COMPLETE,
    HOIST_HTTP_EARLY_COMPLETE, 403, "abc" },
  { R "Content-Length: 0\r\n\r\n", HOIST_HTTP_EARLY_COMPLETE, HOIST_HTTP_EARLY_COMPLETE, 403, "" },
  { "HTTP/1.1 403 No\nContent-Length: 1\n\na", HOIST_HTTP_EARLY_COMPLETE, HOIST_HTTP_EARLY_COMPLETE,
    403, "a" },
  { "HTTP/1.1 204 No Content\r\n\r\n", HOIST_HTTP_EARLY_COMPLETE, HOIST_HTTP_EARLY_COMPLETE, 204,
    "" },
  { R "Content-Length: 4\r\n\r\nabc", HOIST_HTTP_EARLY_BEGUN, HOIST_HTTP_EARLY_CUT, 403, NULL },
  { R "\r\nabc", HOIST_HTTP_EARLY_BEGUN, HOIST_HTTP_EARLY_COMPLETE, 403, "abc" },
  { R "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1;x=y\r\nc\r\n0\r\n\r\n",
    HOIST_HTTP_EARLY_COMPLETE, HOIST_HTTP_EARLY_COMPLETE, 403, "abc" },
  { R "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n", HOIST_HTTP_EARLY_BEGUN, HOIST_HTTP_EARLY_CUT,
    403, NULL },
  { R "Transfer-Encoding: chunked\r\n\r\nzz\r\n", HOIST_HTTP_EARLY_BROKEN, HOIST_HTTP_EARLY_BROKEN,
    403, NULL },
  { R "Transfer-Encoding: chunked\r\n\r\n-1\r\n", HOIST_HTTP_EARLY_BROKEN, HOIST_HTTP_EARLY_BROKEN,
    403, NULL },
  { R "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n", HOIST_HTTP_EARLY_BROKEN,
    HOIST_HTTP_EARLY_BROKEN, 403, NULL },
  { R "Content-Length: 1001\r\n\r\n", HOIST_HTTP_EARLY_BROKEN, HOIST_HTTP_EARLY_BROKEN, 403, NULL },
  { "SSH-2.0-OpenSSH\r\n\r\n", HOIST_HTTP_EARLY_BROKEN, HOIST_HTTP_EARLY_BROKEN, 0, NULL },
};

static void
check (HoistHttpEarly *early, const Case *item)
{
  g_assert_cmpint (hoist_http_early_get_state (early), ==, item->state);
  g_assert_cmpint (hoist_http_early_end (early), ==, item->ended);
  g_assert_cmpuint (hoist_http_early_get_status (early), ==, item->status);
  if (item->body != NULL)
    g_assert_cmpmem (hoist_http_early_get_body (early)->data,
                     hoist_http_early_get_body (early)->len, item->body, strlen (item->body));
}

static void
test_early_cut_anywhere (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    gsize length = strlen (cases[i].text);

    g_test_message ("%s", cases[i].text);
    for (gsize cut = 0; cut <= length; cut++) {
      g_autoptr (HoistHttpEarly) early = hoist_http_early_new (CAP);

      hoist_http_early_add (early, (const guint8 *) cases[i].text, cut);
      hoist_http_early_add (early, (const guint8 *) cases[i].text + cut, length - cut);
      check (early, &cases[i]);
    }
  }
}

static void
test_early_byte_by_byte (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (HoistHttpEarly) early = hoist_http_early_new (CAP);

    for (const char *at = cases[i].text; *at != '\0'; at++)
      hoist_http_early_add (early, (const guint8 *) at, 1);
    check (early, &cases[i]);
  }
}

static void
test_early_is_bounded (void)
{
  const char *heads[] = { "", R "\r\n", R "Transfer-Encoding: chunked\r\n\r\n" };
  g_autofree char *flood = g_strnfill (10000, '1');

  for (gsize i = 0; i < G_N_ELEMENTS (heads); i++) {
    g_autoptr (HoistHttpEarly) early = hoist_http_early_new (CAP);

    hoist_http_early_add (early, (const guint8 *) heads[i], strlen (heads[i]));
    for (guint n = 0; n < 10; n++)
      hoist_http_early_add (early, (const guint8 *) flood, 10000);
    g_assert_cmpint (hoist_http_early_get_state (early), ==, HOIST_HTTP_EARLY_BROKEN);
    g_assert_cmpuint (hoist_http_early_get_body (early)->len, <=, CAP);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http-early/cut-anywhere", test_early_cut_anywhere);
  g_test_add_func ("/http-early/byte-by-byte", test_early_byte_by_byte);
  g_test_add_func ("/http-early/is-bounded", test_early_is_bounded);
  return g_test_run ();
}
