/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens and pipelines (docs/protocols/xvid-mediahub.md, sections 3.1 and 4). */
#include "hoist-xvid-account.h"

#include "hoist-error.h"
#include "hoist-form.h"
#include "hoist-read.h"
#include "hoist-xvid-assumptions.h"
#include "hoist-xvid-call.h"
#include "hoist-xvid-code.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A token is used for a minute at least, whatever is said of its life: else it would be renewed
 * before each call. A year is as good as for ever. */
#define LEAST_LIFE_S 60
#define LONGEST_LIFE_S (365 * 24 * 3600)

#define MAX_TOKEN 16384

/* "limit (default 1000, at most 5000)" (section 2), and an end for a list without one. */
#define PAGE 1000
#define MAX_PIPELINES 20000

/* Of pipelines that a sentence names. */
#define MAX_NAMED 5

/* The unit of default_object_timeout is not documented. The default of 7 days is 7, 604 800 or
 * 604 800 000: up to ten years the three do not overlap. */
#define MAX_DAYS 3650
#define DAY_S (24 * 3600)
#define MAX_SECONDS (MAX_DAYS * (gint64) DAY_S)

/* "The fields in the body" (section 3.1); there is no refresh token. */
HoistMove
hoist_xvid_account_write_sign_in (const HoistFacts *facts, HoistRequest **request, GError **error)
{
  const HoistXvidCall call = { .method = "POST", .path = "oauth2/token/" };
  const char *id = hoist_facts_get (facts, "client-id");
  const char *secret = hoist_facts_get_secret (facts, "client-secret");
  const char *scope = hoist_facts_get (facts, "scope");
  g_autoptr (GString) form = g_string_new (NULL);

  if (id == NULL || *id == '\0' || secret == NULL || *secret == '\0') {
    g_set_error_literal (error, HOIST_ERROR,
                         id == NULL || *id == '\0' ? HOIST_ERROR_SIGN_IN : HOIST_ERROR_KEYRING,
                         _ ("“Client ID” or “Client secret” is missing. Enter both, or paste an "
                            "access token."));
    return HOIST_MOVE (FAILED);
  }
  *request = hoist_xvid_call_new_request (facts, &call, error);
  if (*request == NULL)
    return HOIST_MOVE (FAILED);

  hoist_form_append (form, "grant_type", hoist_facts_get (facts, "grant-type"));
  hoist_form_append (form, "client_id", id);
  hoist_form_append (form, "client_secret", secret);
  if (strcmp (scope, XVID_NO_SCOPE) != 0)
    hoist_form_append (form, "scope", scope);
  (*request)->content_type = g_strdup (HOIST_FORM_TYPE);
  (*request)->before = g_bytes_new (form->str, form->len);
  return HOIST_MOVE (SEND);
}

/* A token goes into a header. (nullable) */
static const char *
get_token (const HoistReadValue *root)
{
  const char *token = hoist_read_get_text (root, "access_token");

  if (token == NULL || *token == '\0' || strlen (token) > MAX_TOKEN)
    return NULL;
  for (const char *next = token; *next != '\0'; next++) {
    if (!g_ascii_isgraph (*next))
      return NULL;
  }
  return token;
}

static HoistMove
refuse_sign_in (const HoistReply *reply, GError **error)
{
  g_autoptr (GError) trouble =
      hoist_xvid_code_new_error (reply, HOIST_STEP_SIGN_IN, HOIST_ERROR_BUSY);

  if (reply->status != 400 && reply->status != 401 && reply->status != 403) {
    g_propagate_error (error, g_steal_pointer (&trouble));
    return HOIST_MOVE (FAILED);
  }
  g_set_error (error, HOIST_ERROR, HOIST_ERROR_SIGN_IN,
               _ ("The service did not accept “Client ID” and “Client secret”. Check them, and "
                  "“Grant type”, in the account’s settings. (HTTP %u)"),
               reply->status);
  return HOIST_MOVE (FAILED);
}

HoistMove
hoist_xvid_account_read_sign_in (const HoistFacts *facts, const HoistReply *reply, GError **error)
{
  const HoistReadValue *value = NULL;
  g_autoptr (HoistRead) read = hoist_xvid_call_read (reply, "access_token", &value);
  const HoistReadValue *root = read != NULL ? hoist_read_get_root (read) : NULL;
  const char *token = get_token (root);
  gint64 now_us = reply->date_us > 0 ? reply->date_us : facts->now_us;
  gint64 life_s = XVID_TOKEN_LIFE_S;

  if (read == NULL)
    return refuse_sign_in (reply, error);
  if (token == NULL) {
    g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_PROTOCOL,
                         _ ("The service sent an access token that cannot be used. Check the "
                            "account’s address."));
    return HOIST_MOVE (FAILED);
  }

  hoist_read_int (root, "expires_in", &life_s);
  life_s = CLAMP (life_s, LEAST_LIFE_S, LONGEST_LIFE_S);
  hoist_errand_grant (facts->errand, token, now_us + life_s * G_USEC_PER_SEC);
  return HOIST_MOVE (DONE);
}

static guint64
get_start (const HoistErrand *errand)
{
  guint64 start = 0;

  return errand->marker != NULL && hoist_read_parse_uint (errand->marker, &start) ? start : 0;
}

/* The cheapest harmless call with a token, and the list of what can be chosen. */
HoistMove
hoist_xvid_account_write_pipelines (const HoistFacts *facts, HoistRequest **request, GError **error)
{
  g_autoptr (GString) query = g_string_new (NULL);
  const HoistXvidCall call = { .method = "GET", .path = "pipelines/", .query = query };
  g_autofree char *start = g_strdup_printf ("%" G_GUINT64_FORMAT, get_start (facts->errand));

  if (facts->errand->step == HOIST_STEP_CHOICES &&
      g_strcmp0 (facts->errand->field, "pipeline-id") != 0)
    return HOIST_MOVE (DONE); /* nothing else can be listed */
  hoist_form_append (query, "start", start);
  hoist_form_append (query, "limit", G_STRINGIFY (PAGE));
  return hoist_xvid_call_write (facts, &call, request, error);
}

static gint64
get_days (const HoistReadValue *pipeline)
{
  const HoistReadValue *options = hoist_read_find_object (pipeline, "store_options");
  gint64 timeout = 0;

  if (!hoist_read_int (options, "default_object_timeout", &timeout) &&
      !hoist_read_int (pipeline, "default_object_timeout", &timeout))
    return XVID_KEEP_DAYS;
  if (timeout > MAX_SECONDS)
    timeout /= 1000;
  return timeout > MAX_DAYS ? timeout / DAY_S : timeout;
}

/* An upload is not an archive: files of a temporary pipeline go away. (transfer full) (nullable) */
static char *
dup_note (const HoistReadValue *pipeline)
{
  const HoistReadValue *options = hoist_read_find_object (pipeline, "store_options");
  const char *mode = hoist_read_get_text (options, "mode");
  gint64 days = get_days (pipeline);

  if (mode != NULL && g_ascii_strcasecmp (mode, "temporary") != 0)
    return NULL;
  if (days <= 0 || days > MAX_DAYS)
    return g_strdup (_ ("Files may be removed after a while; set how long in the service’s web "
                        "application."));
  return g_strdup_printf (ngettext ("Files may be removed after %d day.",
                                    "Files may be removed after %d days.", (gulong) days),
                          (int) days);
}

/* One page. Says whether another one may follow: a server that does not know "start" sends the
 * first page again. */
static gboolean
add_page (HoistErrand *errand, const HoistReadValue *list)
{
  guint count = hoist_read_get_count (list);

  for (guint i = 0; i < count && errand->findings->len < MAX_PIPELINES; i++) {
    const HoistReadValue *pipeline = hoist_read_get_object_at (list, i);
    const char *id = hoist_read_get_text (pipeline, "id");
    const char *name = hoist_read_get_text (pipeline, "name");
    const HoistFinding *first = errand->findings->len > 0 ? errand->findings->pdata[0] : NULL;
    g_autofree char *note = NULL;

    if (!hoist_xvid_call_is_id (id))
      continue;
    if (first != NULL && strcmp (first->id, id) == 0)
      return FALSE;
    note = dup_note (pipeline);
    hoist_errand_add (errand, id, name != NULL && *name != '\0' ? name : id, note);
  }
  return count >= PAGE && errand->findings->len < MAX_PIPELINES;
}

static char *
dup_named (const HoistErrand *errand)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < errand->findings->len && i < MAX_NAMED; i++) {
    const HoistFinding *finding = g_ptr_array_index (errand->findings, i);

    g_string_append_printf (text, "%s%s (%s)", i > 0 ? ", " : "", finding->name, finding->id);
  }
  return g_string_free (text, FALSE);
}

/* CHECK: of all that was found the user wants to hear of the account's own pipeline. */
static HoistMove
keep_own (const HoistFacts *facts, GError **error)
{
  HoistErrand *errand = facts->errand;
  const char *wanted = hoist_facts_get (facts, "pipeline-id");
  g_autofree char *named = dup_named (errand);
  gboolean is_found = FALSE;

  for (guint i = errand->findings->len; i > 0; i--) {
    const HoistFinding *finding = g_ptr_array_index (errand->findings, i - 1);

    if (g_strcmp0 (finding->id, wanted) == 0 && !is_found)
      is_found = TRUE;
    else
      g_ptr_array_remove_index (errand->findings, i - 1);
  }
  if (is_found)
    return HOIST_MOVE (DONE);

  if (*named != '\0')
    g_set_error (error, HOIST_ERROR, HOIST_ERROR_REFUSED,
                 _ ("“Pipeline” is none of this account’s. Choose one of: %s."), named);
  else
    g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_REFUSED,
                         _ ("This account has no pipeline. Make one in the service’s web "
                            "application."));
  return HOIST_MOVE (FAILED);
}

/**
 * hoist_xvid_account_read_pipelines:
 *
 * For CHOICES all pipelines, for CHECK the account's own.
 */
HoistMove
hoist_xvid_account_read_pipelines (const HoistFacts *facts, const HoistReply *reply, GError **error)
{
  const HoistReadValue *list = NULL;
  g_autoptr (HoistRead) read = hoist_xvid_call_read (reply, "pipelines", &list);
  HoistErrand *errand = facts->errand;

  if (read == NULL) {
    g_propagate_error (error, hoist_xvid_code_new_error (reply, errand->step, HOIST_ERROR_BUSY));
    return HOIST_MOVE (FAILED);
  }
  if (add_page (errand, list)) {
    g_autofree char *start = g_strdup_printf ("%" G_GUINT64_FORMAT, get_start (errand) + PAGE);

    hoist_errand_set_marker (errand, start);
    return HOIST_MOVE (AGAIN);
  }
  return errand->step == HOIST_STEP_CHECK ? keep_own (facts, error) : HOIST_MOVE (DONE);
}
