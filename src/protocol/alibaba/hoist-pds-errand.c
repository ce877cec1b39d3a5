/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who one is, which drives there are, and folders (docs/protocols/alibaba-pds.md, sections 4.1 to
 * 4.3). */
#include "hoist-pds-errand.h"

#include "hoist-error.h"
#include "hoist-format.h"
#include "hoist-pds-begin.h"
#include "hoist-pds-call.h"
#include "hoist-pds-code.h"
#include "hoist-pds-figures.h"
#include "hoist-pds-token.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>

/* errand->phase: which of the calls comes next. */
enum { ASK_USER, ASK_DRIVE };
enum { LIST_OWN, LIST_SHARED };

/* Drives that are listed: nobody looks through more, and a list must end. */
#define MAX_DRIVES 1000
#define MAX_PAGES 100

/* (nullable): the drive that is set or was told by the sign-in. */
static const char *
get_drive (const HoistFacts *facts)
{
  const char *drive = hoist_facts_get (facts, "drive-id");

  return drive != NULL && *drive != '\0' ? drive : hoist_pds_token_get_drive (facts);
}

static HoistMove
ask_for_user (const HoistFacts *facts, HoistRequest **request, GError **error)
{
  g_autoptr (HoistPdsBody) body = hoist_pds_body_new ();

  return hoist_pds_call_write (facts, "/v2/user/get", body, request, error);
}

static HoistMove
fail (HoistErrorCode what, const char *sentence, const HoistReply *reply, GError **error)
{
  g_propagate_error (error, hoist_pds_code_new_own (what, sentence, reply, ""));
  return HOIST_MOVE (FAILED);
}

static HoistMove
fail_without_drive (const HoistReply *reply, GError **error)
{
  return fail (HOIST_ERROR_REFUSED,
               _ ("This user has no drive of their own. Choose a “Drive” in the account’s "
                  "settings."),
               reply, error);
}

static HoistMove
write_check (const HoistFacts *facts, HoistRequest **request, GError **error)
{
  g_autoptr (HoistPdsBody) body = NULL;

  if (facts->errand->phase == ASK_USER)
    return ask_for_user (facts, request, error);

  body = hoist_pds_body_new ();
  hoist_pds_body_add (body, "drive_id", facts->errand->marker);
  return hoist_pds_call_write (facts, "/v2/drive/get", body, request, error);
}

/* The first of several names that is not empty. (nullable) */
static const char *
get_name (const HoistReadValue *object, const char *const *names)
{
  for (; *names != NULL; names++) {
    const char *name = hoist_pds_call_get_id (object, *names);

    if (name != NULL)
      return name;
  }
  return NULL;
}

/* Then the drive is asked for: it is what uploads need. */
static HoistMove
take_user (const HoistFacts *facts,
           const HoistReadValue *user,
           const HoistReply *reply,
           GError **error)
{
  static const char *const names[] = { "nick_name", "user_name", "email", "user_id", NULL };
  const char *id = hoist_pds_call_get_id (user, "user_id");
  const char *domain = hoist_pds_call_get_id (user, "domain_id");
  const char *name = get_name (user, names);
  const char *drive = hoist_facts_get (facts, "drive-id");

  if (name == NULL)
    return fail (HOIST_ERROR_PROTOCOL,
                 _ ("The service’s answer does not say who is signed in. Check “Address” in the "
                    "account’s settings."),
                 reply, error);
  hoist_errand_add (facts->errand, id != NULL ? id : name, name, domain);

  if (drive == NULL || *drive == '\0')
    drive = hoist_pds_call_get_id (user, "default_drive_id");
  if (drive == NULL)
    return fail_without_drive (reply, error);
  hoist_errand_set_marker (facts->errand, drive);
  facts->errand->phase = ASK_DRIVE;
  return HOIST_MOVE (AGAIN);
}

/* How full a drive is. "not positive means no limit" is one SDK's comment (notes 4.2). */
static char *
dup_space (const HoistReadValue *drive)
{
  g_autofree char *used = NULL;
  g_autofree char *total = NULL;
  guint64 used_size = 0;
  guint64 total_size = 0;

  if (!hoist_read_uint (drive, "used_size", &used_size))
    return NULL;
  used = hoist_format_size (used_size);
  if (!hoist_read_uint (drive, "total_size", &total_size) || total_size == 0)
    /* Translators: of a drive, such as "3 GB in use" */
    return g_strdup_printf (_ ("%s in use"), used);
  total = hoist_format_size (total_size);
  /* Translators: of a drive, such as "3 GB of 10 GB in use" */
  return g_strdup_printf (_ ("%s of %s in use"), used, total);
}

/* Whether something could be added. */
static gboolean
add_drive (const HoistFacts *facts, const HoistReadValue *drive)
{
  const char *id = hoist_pds_call_get_id (drive, "drive_id");
  const char *name = hoist_pds_call_get_id (drive, "drive_name");
  g_autofree char *space = NULL;

  if (id == NULL || facts->errand->findings->len >= MAX_DRIVES)
    return FALSE;
  space = dup_space (drive);
  hoist_errand_add (facts->errand, id, name != NULL ? name : id, space);
  return TRUE;
}

static HoistMove
read_check (const HoistFacts *facts, const HoistReply *reply, GError **error)
{
  g_autofree char *code = NULL;
  g_autoptr (HoistRead) read = hoist_pds_call_read (reply, &code);

  if (read == NULL)
    return hoist_pds_call_fail (facts, reply, code, HOIST_ERROR_BUSY, error);
  if (facts->errand->phase == ASK_USER)
    return take_user (facts, hoist_read_get_root (read), reply, error);
  add_drive (facts, hoist_read_get_root (read));
  return HOIST_MOVE (DONE);
}

/* errand->marker is the page's; the number of pages so far is above the phase. */
static HoistMove
write_choices (const HoistFacts *facts, HoistRequest **request, GError **error)
{
  g_autoptr (HoistPdsBody) body = hoist_pds_body_new ();

  hoist_pds_body_add_number (body, "limit", HOIST_PDS_PAGE);
  hoist_pds_body_add (body, "marker", facts->errand->marker);
  return hoist_pds_call_write (facts,
                               (facts->errand->phase & 1) == LIST_OWN
                                   ? "/v2/drive/list_my_drives"
                                   : "/v2/drive/list_my_group_drive",
                               body, request, error);
}

/* Own drives first, then those of teams. */
static HoistMove
end_list (const HoistFacts *facts)
{
  hoist_errand_set_marker (facts->errand, NULL);
  if ((facts->errand->phase & 1) == LIST_SHARED)
    return HOIST_MOVE (DONE);
  facts->errand->phase = LIST_SHARED;
  return HOIST_MOVE (AGAIN);
}

/* A page without items may have a next one (notes 4.2); one that leads to itself has none. */
static HoistMove
take_drives (const HoistFacts *facts, const HoistReadValue *root)
{
  const HoistReadValue *items = hoist_read_find_array (root, "items");
  const char *marker = hoist_pds_call_get_id (root, "next_marker");

  add_drive (facts, hoist_read_find_object (root, "root_group_drive"));
  for (guint i = 0; i < hoist_read_get_count (items); i++)
    add_drive (facts, hoist_read_get_object_at (items, i));

  if (marker == NULL || g_strcmp0 (marker, facts->errand->marker) == 0 ||
      facts->errand->phase / 2 >= MAX_PAGES)
    return end_list (facts);
  hoist_errand_set_marker (facts->errand, marker);
  facts->errand->phase += 2;
  return HOIST_MOVE (AGAIN);
}

static HoistMove
read_choices (const HoistFacts *facts, const HoistReply *reply, GError **error)
{
  g_autofree char *code = NULL;
  g_autoptr (HoistRead) read = hoist_pds_call_read (reply, &code);

  if (read != NULL)
    return take_drives (facts, hoist_read_get_root (read));
  /* a domain without teams, or a key that may not ask for them: the own drives are what there is */
  if ((reply->status == 403 || reply->status == 404) && (facts->errand->phase & 1) == LIST_SHARED)
    return end_list (facts);
  return hoist_pds_call_fail (facts, reply, code, HOIST_ERROR_BUSY, error);
}

/* "refuse" means "find or create" for a folder, so it may be repeated (notes 4.3). Without a drive
 * in the settings errand->marker takes the one of the user. */
static HoistMove
write_folder (const HoistFacts *facts, HoistRequest **request, GError **error)
{
  const HoistErrand *errand = facts->errand;
  const char *drive = errand->marker != NULL ? errand->marker : get_drive (facts);
  g_autoptr (HoistPdsBody) body = NULL;
  g_autofree char *name = NULL;

  if (drive == NULL)
    return ask_for_user (facts, request, error);

  body = hoist_pds_body_new ();
  name = hoist_pds_begin_dup_name (errand->name != NULL ? errand->name : "");
  hoist_pds_body_add (body, "drive_id", drive);
  hoist_pds_body_add (body, "parent_file_id", hoist_pds_begin_get_parent (facts, errand->parent));
  hoist_pds_body_add (body, "name", name);
  hoist_pds_body_add (body, "type", "folder");
  hoist_pds_body_add (body, "check_name_mode", "refuse");
  return hoist_pds_call_write (facts, "/v2/file/create", body, request, error);
}

static HoistMove
take_folder (const HoistFacts *facts,
             const HoistReadValue *root,
             const HoistReply *reply,
             GError **error)
{
  const char *id = hoist_pds_call_get_id (root, "file_id");
  const char *type = hoist_read_get_text (root, "type");
  const char *name = hoist_pds_call_get_id (root, "file_name");

  if (type != NULL && *type != '\0' && g_ascii_strcasecmp (type, "folder") != 0)
    return fail (HOIST_ERROR_NAME_TAKEN,
                 _ ("There is a file where a folder of that name is needed. Rename one of them, "
                    "then try again."),
                 reply, error);
  if (id == NULL)
    return fail (HOIST_ERROR_PROTOCOL,
                 _ ("The service’s answer does not say which folder it made. Try again later, or "
                    "report this."),
                 reply, error);
  hoist_errand_add (facts->errand, id, name != NULL ? name : facts->errand->name, NULL);
  return HOIST_MOVE (DONE);
}

static HoistMove
read_folder (const HoistFacts *facts, const HoistReply *reply, GError **error)
{
  g_autofree char *code = NULL;
  g_autoptr (HoistRead) read = hoist_pds_call_read (reply, &code);
  const char *drive = NULL;

  if (read == NULL)
    return hoist_pds_call_fail_inside (facts, facts->errand->parent, reply, code, HOIST_ERROR_BUSY,
                                       error);
  if (facts->errand->marker != NULL || get_drive (facts) != NULL)
    return take_folder (facts, hoist_read_get_root (read), reply, error);

  drive = hoist_pds_call_get_id (hoist_read_get_root (read), "default_drive_id");
  if (drive == NULL)
    return fail_without_drive (reply, error);
  hoist_errand_set_marker (facts->errand, drive);
  return HOIST_MOVE (AGAIN);
}

HoistMove
hoist_pds_errand_write (const HoistFacts *facts, HoistRequest **request, GError **error)
{
  if (facts->errand->step == HOIST_STEP_SIGN_IN)
    return hoist_pds_token_write (facts, request, error);
  if (facts->errand->step == HOIST_STEP_CHOICES)
    return write_choices (facts, request, error);
  if (facts->errand->step == HOIST_STEP_FOLDER)
    return write_folder (facts, request, error);
  return write_check (facts, request, error);
}

HoistMove
hoist_pds_errand_read (const HoistFacts *facts, const HoistReply *reply, GError **error)
{
  if (facts->errand->step == HOIST_STEP_SIGN_IN)
    return hoist_pds_token_read (facts, reply, error);
  if (facts->errand->step == HOIST_STEP_CHOICES)
    return read_choices (facts, reply, error);
  if (facts->errand->step == HOIST_STEP_FOLDER)
    return read_folder (facts, reply, error);
  return read_check (facts, reply, error);
}
