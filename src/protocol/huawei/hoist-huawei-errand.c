/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of an account of MetaStudio: signing in, testing, listing. "Notes" are
 * docs/protocols/huawei-metastudio.md. */
#include "hoist-huawei-errand.h"

#include "hoist-answer.h"
#include "hoist-huawei-account.h"
#include "hoist-huawei-asset.h"
#include "hoist-huawei-call.h"
#include "hoist-huawei-code.h"
#include "hoist-huawei-figures.h"
#include "hoist-huawei-ticket.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

/* "several kB possible" (notes 6.1). */
#define MAX_TOKEN (64 * 1024)

static HoistMove
fail (GError **error, GError *reason)
{
  g_propagate_error (error, reason);
  return HOIST_MOVE (FAILED);
}

static HoistMove
fail_sign_in (GError **error, const char *sentence)
{
  g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_SIGN_IN, sentence);
  return HOIST_MOVE (FAILED);
}

/* The project, once it is known: by setting or sign-in, else as IAM told earlier in this errand. */
static const char *
get_project (const HoistFacts *facts)
{
  const char *project = hoist_huawei_get_project (facts);

  return project != NULL ? project : facts->errand->marker;
}

/* Makes a move of a request that may have failed. */
static HoistMove
send (HoistRequest *made, HoistRequest **request)
{
  if (made == NULL)
    return HOIST_MOVE (FAILED);
  *request = made;
  return HOIST_MOVE (SEND);
}

/* The "projects" of an answer of IAM, or %NULL with @error. */
static HoistRead *
read_projects (const HoistFacts *facts, const HoistReply *reply, GError **error)
{
  g_autoptr (HoistRead) read = hoist_answer_read (reply);

  if (hoist_answer_is_success (reply) && read != NULL &&
      hoist_read_find_array (hoist_read_get_root (read), "projects") != NULL)
    return g_steal_pointer (&read);

  g_propagate_error (error, hoist_huawei_code_new_iam_error (facts, reply));
  return NULL;
}

/**
 * hoist_huawei_errand_dup_project:
 * @reply: to the question for the projects of the account's region
 *
 * "take the one whose name equals the region" (notes 6.2). Fails with %HOIST_ERROR_SIGN_IN when
 * there is none.
 *
 * Returns: (transfer full) (nullable): the project's id
 */
char *
hoist_huawei_errand_dup_project (const HoistFacts *facts, const HoistReply *reply, GError **error)
{
  g_autoptr (HoistRead) read = read_projects (facts, reply, error);
  const char *region = hoist_facts_get (facts, "region");
  const HoistReadValue *list = NULL;

  if (read == NULL)
    return NULL;

  list = hoist_read_find_array (hoist_read_get_root (read), "projects");
  for (guint i = 0; i < hoist_read_get_count (list); i++) {
    const HoistReadValue *project = hoist_read_get_object_at (list, i);
    const char *id = hoist_huawei_asset_get_id (project, "id");

    if (id != NULL && g_strcmp0 (hoist_read_get_text (project, "name"), region) == 0)
      return g_strdup (id);
  }
  g_set_error (error, HOIST_ERROR, HOIST_ERROR_SIGN_IN,
               _ ("IAM knows no project of the region “%s” for this account. Check “Region”, or "
                  "enter “Project ID”."),
               region);
  return NULL;
}

static HoistMove
write_sign_in (const HoistFacts *facts, HoistRequest **request, GError **error)
{
  /* keys need no sign-in */
  if (hoist_huawei_has_keys (facts))
    return HOIST_MOVE (DONE);
  return send (hoist_huawei_call_sign_in (facts, error), request);
}

/**
 * hoist_huawei_errand_write:
 * @step: SIGN_IN, CHECK, CHOICES or LEFTOVERS
 *
 * CHECK lists one asset: nothing is changed, and keys, project and region are proven together. The
 * project is asked for first where it is not known.
 *
 * Returns: SEND, JUMP to SIGN_IN, DONE or FAILED
 */
HoistMove
hoist_huawei_errand_write (const HoistFacts *facts,
                           HoistStep step,
                           HoistRequest **request,
                           GError **error)
{
  const char *project = get_project (facts);

  if (!hoist_huawei_check_keys (facts, error))
    return HOIST_MOVE (FAILED);
  if (step == HOIST_STEP_SIGN_IN)
    return write_sign_in (facts, request, error);
  if (!hoist_huawei_has_keys (facts) && (!hoist_huawei_has_token (facts) || project == NULL))
    return HOIST_MOVE_TO (HOIST_STEP_SIGN_IN);

  if (step == HOIST_STEP_CHOICES && g_strcmp0 (facts->errand->field, "project-id") != 0)
    return HOIST_MOVE (DONE);
  if (step == HOIST_STEP_CHOICES)
    return send (hoist_huawei_call_projects (facts, NULL, error), request);
  if (project == NULL)
    return send (hoist_huawei_call_projects (facts, hoist_facts_get (facts, "region"), error),
                 request);
  if (step == HOIST_STEP_CHECK)
    return send (hoist_huawei_call_list (facts, project, NULL, NULL, 1, 0, error), request);
  return send (hoist_huawei_call_list (facts, project, NULL, "CREATING", HOIST_HUAWEI_PAGE,
                                       facts->errand->phase, error),
               request);
}

/* Until when a token holds: as it says, else 24 h (notes 6.1). */
static gint64
get_until (const HoistFacts *facts, const HoistReadValue *token)
{
  const char *text = hoist_read_get_text (token, "expires_at");
  g_autoptr (GDateTime) date = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;

  if (date == NULL)
    return facts->now_us + HOIST_HUAWEI_TOKEN_LIFE_US;
  return g_date_time_to_unix (date) * G_USEC_PER_SEC;
}

/* A header's value that can be sent back as a header. */
static gboolean
is_token (const char *token)
{
  gsize length = token != NULL ? strlen (token) : 0;

  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isgraph (token[i]))
      return FALSE;
  }
  return length > 0 && length <= MAX_TOKEN;
}

/* The token is a header, the project is in the body (notes 6.1). */
static HoistMove
read_sign_in (const HoistFacts *facts, const HoistReply *reply, GError **error)
{
  g_autoptr (HoistRead) read = hoist_answer_read (reply);
  const char *token = hoist_reply_get_header (reply, "x-subject-token");
  const HoistReadValue *about = NULL;
  const char *project = NULL;

  if (!hoist_answer_is_success (reply) || !is_token (token) || read == NULL)
    return fail (error, hoist_huawei_code_new_iam_error (facts, reply));

  about = hoist_read_find_object (hoist_read_get_root (read), "token");
  project = hoist_huawei_asset_get_id (hoist_read_find_object (about, "project"), "id");
  if (project == NULL && hoist_huawei_get (facts, "project-id") == NULL)
    return fail_sign_in (error, _ ("IAM did not say which project the account uses. Enter “Project "
                                   "ID” in the account’s settings."));

  hoist_errand_grant (facts->errand, token, get_until (facts, about));
  if (project != NULL)
    hoist_settings_set (facts->errand->secrets, HOIST_HUAWEI_GRANT_PROJECT, project);
  return HOIST_MOVE (DONE);
}

static HoistMove
read_choices (const HoistFacts *facts, const HoistReply *reply, GError **error)
{
  g_autoptr (HoistRead) read = read_projects (facts, reply, error);
  const HoistReadValue *list = NULL;

  if (read == NULL)
    return HOIST_MOVE (FAILED);

  list = hoist_read_find_array (hoist_read_get_root (read), "projects");
  for (guint i = 0; i < hoist_read_get_count (list); i++) {
    const HoistReadValue *project = hoist_read_get_object_at (list, i);
    const char *id = hoist_huawei_asset_get_id (project, "id");
    g_autofree char *name =
        hoist_huawei_code_dup_quote (facts, hoist_read_get_text (project, "name"));

    if (id != NULL)
      hoist_errand_add (facts->errand, id, name != NULL ? name : id, NULL);
  }
  return HOIST_MOVE (DONE);
}

/* The list of assets in an answer, or %NULL with @error. */
static HoistRead *
read_assets (const HoistFacts *facts, const HoistReply *reply, GError **error)
{
  g_autoptr (HoistRead) read = hoist_answer_read (reply);

  if (hoist_answer_is_success (reply) && read != NULL &&
      hoist_read_find_array (hoist_read_get_root (read), "assets") != NULL)
    return g_steal_pointer (&read);

  g_propagate_error (error, hoist_huawei_code_new_error (facts, reply, HOIST_ERROR_BUSY));
  return NULL;
}

static HoistMove
read_check (const HoistFacts *facts, const HoistReply *reply, GError **error)
{
  g_autoptr (HoistRead) read = read_assets (facts, reply, error);
  const char *project = get_project (facts);
  g_autofree char *name = NULL;
  g_autofree char *note = NULL;
  guint64 count = 0;

  if (read == NULL)
    return HOIST_MOVE (FAILED);

  name = g_strdup_printf (_ ("Project %s in %s"), project, hoist_facts_get (facts, "region"));
  if (hoist_read_uint (hoist_read_get_root (read), "count", &count) && count <= G_MAXULONG)
    note = g_strdup_printf (dngettext (GETTEXT_PACKAGE, "The library has %" PRIu64 " asset.",
                                       "The library has %" PRIu64 " assets.", (gulong) count),
                            count);
  hoist_errand_add (facts->errand, project, name, note);
  return HOIST_MOVE (DONE);
}

static gint64
read_time (const HoistReadValue *asset)
{
  const char *text = hoist_read_get_text (asset, "create_time");
  g_autoptr (GDateTime) date = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;

  return date != NULL ? g_date_time_to_unix (date) * G_USEC_PER_SEC : 0;
}

/* Enough for ABORT. As behind a COMMIT without an answer: it looks at the asset first, and leaves
 * one that has become whole since. */
static HoistTicket *
make_ticket (const HoistFacts *facts, const char *asset, const char *file)
{
  HoistTicket *ticket = hoist_ticket_new ();

  hoist_ticket_set (ticket, HOIST_HUAWEI_PROJECT, get_project (facts));
  hoist_ticket_set (ticket, HOIST_HUAWEI_REGION, hoist_facts_get (facts, "region"));
  hoist_ticket_set (ticket, HOIST_HUAWEI_ASSET, asset);
  hoist_ticket_set (ticket, HOIST_HUAWEI_IS_OURS, "1");
  hoist_ticket_set (ticket, HOIST_HUAWEI_FILE_ID, file);
  ticket->has_begun = TRUE;
  ticket->next = HOIST_STEP_COMMIT;
  return ticket;
}

static void
add_leftover (const HoistFacts *facts, const HoistReadValue *asset)
{
  const char *id = hoist_huawei_asset_get_id (asset, "asset_id");
  const HoistReadValue *file = hoist_huawei_asset_find_main (asset);
  g_autofree char *name =
      hoist_huawei_code_dup_quote (facts, hoist_read_get_text (asset, "asset_name"));
  g_autofree char *note =
      hoist_huawei_code_dup_quote (facts, hoist_read_get_text (file, "file_name"));

  HoistFinding *finding = NULL;

  /* the filter of the question may not be heard */
  if (id == NULL || g_strcmp0 (hoist_read_get_text (asset, "asset_state"), "CREATING") != 0)
    return;
  finding = hoist_errand_add (facts->errand, id, name != NULL ? name : id, note);
  finding->since_us = read_time (asset);
  hoist_read_uint (file, "file_size", &finding->size);
  finding->ticket = make_ticket (facts, id, hoist_huawei_asset_get_id (file, "file_id"));
  finding->ticket_name = HOIST_HUAWEI_ASSET;
}

/* "page by offset": the highest limit is not said, so a short page is not the last one unless the
 * count says so (notes 11.4). The errand's phase is the offset. */
static HoistMove
read_leftovers (const HoistFacts *facts, const HoistReply *reply, GError **error)
{
  g_autoptr (HoistRead) read = read_assets (facts, reply, error);
  const HoistReadValue *list = NULL;
  guint64 count = G_MAXUINT64;

  if (read == NULL)
    return HOIST_MOVE (FAILED);

  list = hoist_read_find_array (hoist_read_get_root (read), "assets");
  for (guint i = 0; i < hoist_read_get_count (list); i++)
    add_leftover (facts, hoist_read_get_object_at (list, i));

  facts->errand->phase += hoist_read_get_count (list);
  hoist_read_uint (hoist_read_get_root (read), "count", &count);
  if (hoist_read_get_count (list) == 0 || facts->errand->phase >= HOIST_HUAWEI_MAX_LISTED ||
      facts->errand->phase >= count)
    return HOIST_MOVE (DONE);
  return HOIST_MOVE (AGAIN);
}

/* The answer to the question for the region's project. */
static HoistMove
read_project (const HoistFacts *facts, const HoistReply *reply, GError **error)
{
  g_autofree char *project = hoist_huawei_errand_dup_project (facts, reply, error);

  if (project == NULL)
    return HOIST_MOVE (FAILED);
  hoist_errand_set_marker (facts->errand, project);
  return HOIST_MOVE (AGAIN);
}

/* DONE, AGAIN, JUMP to SIGN_IN or FAILED. */
HoistMove
hoist_huawei_errand_read (const HoistFacts *facts,
                          HoistStep step,
                          const HoistReply *reply,
                          GError **error)
{
  if (step == HOIST_STEP_SIGN_IN)
    return read_sign_in (facts, reply, error);
  if (hoist_huawei_code_is_token_refused (facts, reply))
    return HOIST_MOVE_TO (HOIST_STEP_SIGN_IN);
  if (step == HOIST_STEP_CHOICES)
    return read_choices (facts, reply, error);
  if (get_project (facts) == NULL)
    return read_project (facts, reply, error);
  if (step == HOIST_STEP_CHECK)
    return read_check (facts, reply, error);
  return read_leftovers (facts, reply, error);
}
