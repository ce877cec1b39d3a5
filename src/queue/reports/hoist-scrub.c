/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes whatever looks like a secret out of a text that is to be given away.
 *
 * Nothing that Hoist keeps should hold a secret; this is for the day on which something does. So it
 * rather takes too much than too little, but leaves request ids and checksums alone: they are what
 * such a text is read for. */
#include "hoist-scrub.h"

#include "hoist-request.h"

#include <string.h>

#define HIDDEN "…"

/* Names of headers whose whole value gives access. */
#define HEADERS                                                                                    \
  "(?:proxy-)?authorization|(?:set-)?cookie|x-auth-token|x-subject-token|x-security-token|"        \
  "x-share-token"

/* Names of values that give access, or sign something. Of the vendors' own names only those of
 * request ids are harmless. */
#define NAMES                                                                                      \
  "[\\w.-]{0,40}(?:signature|token|secret|passw(?:or)?d|passphrase|credentials?|"                  \
  "api[-_]?key|private[-_]?key|session[-_]?key|auth[-_]?key)|"                                     \
  "[\\w.-]{0,40}(?:secret|access)[-_]?(?:key)?[-_]?id|"                                            \
  "(?:[\\w.-]{0,40}[-_])?(?:secret|access)[-_]?key|"                                               \
  "x-(?:amz|oss|obs|cos)-(?!request-id|id-2|date)[\\w-]+|q-(?:sign|ak|key)[\\w-]*|"                \
  "policy|sign|sig|proof_code|code_verifier|pwd"

/* What stands behind a name, in quotes or up to the next separator. */
#define VALUE "\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'|[^\\s&,;\"'<>“”)]+"

/* In this order: what the first ones hide the later ones no longer see. */
static const struct {
  const char *pattern;
  const char *replacement;
} rules[] = {
  { "(?i)(?<![\\w-])(" HEADERS ")([\"']?\\s*[:=]\\s*)[^\\r\\n]+", "\\1\\2" HIDDEN },
  { "(?i)(?<![\\w-])(bearer|basic|digest|negotiate|acs|[\\w-]+-hmac-sha256)\\s+"
    "(?=[^\\s\"]*[0-9=_])[^\\s\"']{8,}",
    "\\1 " HIDDEN },
  { "(?i)(?<![\\w.-])(" NAMES ")([\"']?\\s*[:=]\\s*)(?:" VALUE ")", "\\1\\2" HIDDEN },
  { "\\beyJ[A-Za-z0-9_-]{8,}(?:\\.[A-Za-z0-9_-]*){0,2}", HIDDEN },
  { "\\b(?:AKID|LTAI|AKIA|ASIA)[A-Za-z0-9]{12,}", HIDDEN },
  { "(?<![\\w-])uk-[A-Za-z0-9_-]{8,}", HIDDEN },
  /* longer than any checksum and any request id */
  { "(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_=-]{100,}", HIDDEN },
};

#define ADDRESS "[A-Za-z][A-Za-z0-9+.-]*://[^\\s\"'<>“”]+"

/* Both are fixed, so it is a programmer's mistake when one cannot be compiled. */
static GRegex *
compile (const char *pattern)
{
  g_autoptr (GError) error = NULL;
  GRegex *regex = g_regex_new (pattern, G_REGEX_OPTIMIZE, 0, &error);

  if (regex == NULL)
    g_critical ("no such pattern: %s", error->message);
  return regex;
}

/* What follows an address in a sentence is none of it. */
static gboolean
hide_address (const GMatchInfo *match, GString *text, gpointer data)
{
  g_autofree char *address = g_match_info_fetch (match, 0);
  gsize length = strlen (address);
  g_autofree char *rest = NULL;
  g_autofree char *shown = NULL;

  while (length > 0 && strchr (".,;:!?)", address[length - 1]) != NULL)
    length--;
  rest = g_strdup (address + length);
  address[length] = '\0';
  shown = hoist_request_redact_url (address);
  g_string_append (text, shown);
  g_string_append (text, rest);
  return FALSE;
}

/* On the way out a rule that fails hides everything. Takes over @text. */
static char *
apply (char *text, GRegex *regex, const char *replacement)
{
  g_autofree char *old = text;
  g_autoptr (GError) error = NULL;
  char *replaced = NULL;

  if (replacement == NULL)
    replaced = g_regex_replace_eval (regex, old, -1, 0, 0, hide_address, NULL, &error);
  else
    replaced = g_regex_replace (regex, old, -1, 0, replacement, 0, &error);
  if (replaced != NULL)
    return replaced;

  g_debug ("a rule failed: %s", error->message);
  return g_strdup (HIDDEN);
}

static char *
scrub_line (const char *line, GRegex *address, GRegex *const *names)
{
  char *shown = apply (g_strdup (line), address, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    shown = apply (shown, names[i], rules[i].replacement);
  return shown;
}

/**
 * hoist_scrub_text:
 * @text: of any origin
 *
 * Replaces by “…” what gives access: passwords, tokens, keys and signatures behind their names, the
 * headers that carry them, and all of an address that hoist_request_redact_url() does not know to
 * be harmless. Request ids, checksums, hosts and sentences stay.
 *
 * Returns: (transfer full): valid UTF-8
 */
char *
hoist_scrub_text (const char *text)
{
  static GRegex *address;
  static GRegex *names[G_N_ELEMENTS (rules)];
  g_autofree char *valid = NULL;
  g_auto (GStrv) lines = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  for (gsize i = 0; address == NULL && i < G_N_ELEMENTS (rules); i++)
    names[i] = compile (rules[i].pattern);
  if (address == NULL)
    address = compile (ADDRESS);

  /* line by line, so that a rule that gives up costs one line only */
  valid = g_utf8_make_valid (text, -1);
  lines = g_strsplit (valid, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    char *line = lines[i];

    lines[i] = scrub_line (line, address, names);
    g_free (line);
  }
  return g_strjoinv ("\n", lines);
}
