/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls about the user and the drives. */
#include "hoist-practice-pds-drives.h"

#include <string.h>

#define USER_ID "practice-user-1"
#define DOMAIN_ID "practice"
#define MAX_LIMIT 100

static const struct {
  const char *id;
  const char *name;
  const char *owner_type;
} drives[] = {
  { "1", "Practice drive", "user" },
  { "2", "Practice team", "group" },
  { "3", "Practice archive", "user" },
};

gboolean
hoist_practice_pds_has_drive (const char *drive_id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (drives); i++)
    if (strcmp (drives[i].id, drive_id) == 0)
      return TRUE;
  return FALSE;
}

static JsonObject *
make_drive (gsize i)
{
  JsonObject *drive = json_object_new ();

  json_object_set_string_member (drive, "drive_id", drives[i].id);
  json_object_set_string_member (drive, "drive_name", drives[i].name);
  json_object_set_string_member (drive, "domain_id", DOMAIN_ID);
  json_object_set_string_member (drive, "drive_type", "normal");
  json_object_set_string_member (drive, "owner", USER_ID);
  json_object_set_string_member (drive, "owner_type", drives[i].owner_type);
  json_object_set_string_member (drive, "status", "enabled");
  /* Notes 4.2: not positive means no limit. */
  json_object_set_int_member (drive, "total_size", i == 0 ? G_GINT64_CONSTANT (1) << 44 : -1);
  json_object_set_int_member (drive, "used_size", 0);
  return drive;
}

void
hoist_practice_pds_get_user (HoistPracticePds *self, HoistPracticeExchange *exchange)
{
  const char *user_id = USER_ID;
  JsonObject *user = NULL;

  if (!hoist_practice_pds_read_text (exchange, "user_id", HOIST_PRACTICE_JSON_OPTIONAL, &user_id))
    return;
  if (strcmp (user_id, USER_ID) != 0) {
    hoist_practice_pds_fail (exchange, 404, "NotFound.User", "The resource user cannot be found.");
    return;
  }
  user = json_object_new ();
  json_object_set_string_member (user, "user_id", USER_ID);
  json_object_set_string_member (user, "user_name", "practice");
  json_object_set_string_member (user, "nick_name", "Practice");
  json_object_set_string_member (user, "domain_id", DOMAIN_ID);
  json_object_set_string_member (user, "default_drive_id", drives[0].id);
  json_object_set_string_member (user, "email", "");
  json_object_set_string_member (user, "phone", "");
  json_object_set_string_member (user, "role", "user");
  json_object_set_string_member (user, "status", "enabled");
  hoist_practice_pds_answer (exchange, 200, user);
}

/* A marker is opaque: here "after:ID", and "empty:" after a page without items. */
static gboolean
find_start (const char *marker, gsize *start)
{
  *start = 0;
  if (marker == NULL || strcmp (marker, "empty:") == 0)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (drives); i++)
    if (g_str_has_prefix (marker, "after:") && strcmp (marker + 6, drives[i].id) == 0) {
      *start = i + 1;
      return TRUE;
    }
  return FALSE;
}

static char *
fill_page (JsonArray *items, gsize start, gint64 limit, const char *owner_type)
{
  gsize last = 0;

  for (gsize i = start; i < G_N_ELEMENTS (drives); i++) {
    if (strcmp (drives[i].owner_type, owner_type) != 0)
      continue;
    if ((gint64) json_array_get_length (items) == limit)
      return g_strconcat ("after:", drives[last].id, NULL);
    json_array_add_object_element (items, make_drive (i));
    last = i;
  }
  return g_strdup ("");
}

static JsonObject *
list_drives (HoistPracticeExchange *exchange, const char *owner_type)
{
  gint64 limit = MAX_LIMIT;
  const char *marker = NULL;
  gsize start = 0;
  g_autofree char *next = NULL;
  JsonArray *items = NULL;
  JsonObject *answer = NULL;

  if (!hoist_practice_pds_read_number (exchange, "limit", HOIST_PRACTICE_JSON_OPTIONAL, &limit) ||
      !hoist_practice_pds_read_text (exchange, "marker", HOIST_PRACTICE_JSON_OPTIONAL, &marker))
    return NULL;
  if (limit < 1 || limit > MAX_LIMIT || !find_start (marker, &start)) {
    hoist_practice_pds_refuse_parameter (exchange,
                                         limit < 1 || limit > MAX_LIMIT ? "limit" : "marker");
    return NULL;
  }
  if (hoist_practice_pds_varies (exchange, "small-pages"))
    limit = 1;
  answer = json_object_new ();
  items = json_array_new ();
  if (marker == NULL && hoist_practice_pds_varies (exchange, "empty-page"))
    next = g_strdup ("empty:");
  else
    next = fill_page (items, start, limit, owner_type);
  json_object_set_array_member (answer, "items", items);
  json_object_set_string_member (answer, "next_marker", next);
  return answer;
}

void
hoist_practice_pds_list_my_drives (HoistPracticePds *self, HoistPracticeExchange *exchange)
{
  JsonObject *answer = list_drives (exchange, "user");

  if (answer != NULL)
    hoist_practice_pds_answer (exchange, 200, answer);
}

void
hoist_practice_pds_list_my_group_drive (HoistPracticePds *self, HoistPracticeExchange *exchange)
{
  JsonObject *answer = list_drives (exchange, "group");

  if (answer == NULL)
    return;
  json_object_set_null_member (answer, "root_group_drive");
  hoist_practice_pds_answer (exchange, 200, answer);
}

void
hoist_practice_pds_get_default_drive (HoistPracticePds *self, HoistPracticeExchange *exchange)
{
  const char *user_id = NULL;

  if (!hoist_practice_pds_read_text (exchange, "user_id", HOIST_PRACTICE_JSON_REQUIRED, &user_id))
    return;
  if (strcmp (user_id, USER_ID) != 0)
    hoist_practice_pds_fail (exchange, 404, "NotFound.User", "The resource user cannot be found.");
  else
    hoist_practice_pds_answer (exchange, 200, make_drive (0));
}

void
hoist_practice_pds_get_drive (HoistPracticePds *self, HoistPracticeExchange *exchange)
{
  const char *drive_id = NULL;
  gsize i = 0;

  if (!hoist_practice_pds_read_drive (exchange, &drive_id))
    return;
  while (strcmp (drives[i].id, drive_id) != 0)
    i++;
  hoist_practice_pds_answer (exchange, 200, make_drive (i));
}
