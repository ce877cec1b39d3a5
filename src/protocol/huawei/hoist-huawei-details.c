/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the library calls an asset and says of it: given when it is made, and changed until the end.
 * UpdateDigitalAsset (docs/protocols/huawei-metastudio.md, section 11.4) takes name, description
 * and tags of an asset in any state, so what the user changed while the file was sent is told
 * before the file is confirmed. */
#include "hoist-huawei-details.h"

#include "hoist-answer.h"
#include "hoist-huawei-account.h"
#include "hoist-huawei-call.h"
#include "hoist-huawei-code.h"
#include "hoist-huawei-file.h"
#include "hoist-huawei-ticket.h"

/* What the library was told last. */
#define NAME "name"
#define DESCRIPTION "description"
#define TAGS "tags"

static const char *
get_text (const HoistFacts *facts, const char *id)
{
  const char *text = hoist_huawei_get (facts, id);

  return text != NULL ? text : "";
}

static void
write_tags (JsonBuilder *builder, const char *list)
{
  g_auto (GStrv) tags = hoist_field_split_list (list);

  json_builder_set_member_name (builder, "tags");
  json_builder_begin_array (builder);
  for (guint i = 0; tags[i] != NULL; i++)
    json_builder_add_string_value (builder, tags[i]);
  json_builder_end_array (builder);
}

static void
write_description (JsonBuilder *builder, const char *text)
{
  json_builder_set_member_name (builder, "asset_description");
  json_builder_add_string_value (builder, text);
}

/* For CreateDigitalAsset: what there is beside the name. */
void
hoist_huawei_details_write (const HoistFacts *facts, JsonBuilder *builder)
{
  if (*get_text (facts, "asset-description") != '\0')
    write_description (builder, get_text (facts, "asset-description"));
  if (*get_text (facts, "tags") != '\0')
    write_tags (builder, get_text (facts, "tags"));
}

/* The library is told @name and the rest as they are now. */
void
hoist_huawei_details_note (const HoistFacts *facts, HoistTicket *ticket, const char *name)
{
  hoist_ticket_set (ticket, NAME, name);
  hoist_ticket_set (ticket, DESCRIPTION, get_text (facts, "asset-description"));
  hoist_ticket_set (ticket, TAGS, get_text (facts, "tags"));
}

static gboolean
is_new (const HoistTicket *ticket, const char *id, const char *value)
{
  const char *told = hoist_ticket_get (ticket, id);

  return g_strcmp0 (told != NULL ? told : "", value) != 0;
}

/* Whether the library has to be told again. Of an asset that this upload did not make, or that was
 * made by an older version of Hoist, nothing is known. */
gboolean
hoist_huawei_details_are_new (const HoistFacts *facts, const HoistTicket *ticket)
{
  g_autofree char *name = NULL;

  if (!hoist_huawei_ticket_has (ticket, HOIST_HUAWEI_IS_OURS) ||
      !hoist_huawei_ticket_has (ticket, NAME))
    return FALSE;

  name = hoist_huawei_file_dup_asset_name (facts);
  return is_new (ticket, NAME, name) ||
         is_new (ticket, DESCRIPTION, get_text (facts, "asset-description")) ||
         is_new (ticket, TAGS, get_text (facts, "tags"));
}

/**
 * hoist_huawei_details_write_update:
 *
 * Only what is new is sent: a name that the asset has already might count as taken.
 *
 * Returns: (transfer full) (nullable): the request
 */
HoistRequest *
hoist_huawei_details_write_update (const HoistFacts *facts,
                                   const HoistTicket *ticket,
                                   GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *name = hoist_huawei_file_dup_asset_name (facts);

  json_builder_begin_object (builder);
  if (is_new (ticket, NAME, name)) {
    json_builder_set_member_name (builder, "asset_name");
    json_builder_add_string_value (builder, name);
  }
  if (is_new (ticket, DESCRIPTION, get_text (facts, "asset-description")))
    write_description (builder, get_text (facts, "asset-description"));
  if (is_new (ticket, TAGS, get_text (facts, "tags")))
    write_tags (builder, get_text (facts, "tags"));
  return hoist_huawei_call_update_asset (facts, hoist_huawei_ticket_get_project (facts, ticket),
                                         hoist_ticket_get (ticket, HOIST_HUAWEI_ASSET), builder,
                                         error);
}

/* AGAIN for what follows, or FAILED: a name that is taken, say, which the user can still change. */
HoistMove
hoist_huawei_details_read_update (const HoistFacts *facts,
                                  HoistTicket *ticket,
                                  const HoistReply *reply,
                                  GError **error)
{
  g_autofree char *code = hoist_huawei_code_dup (reply);
  g_autofree char *name = hoist_huawei_file_dup_asset_name (facts);

  if (!hoist_answer_is_success (reply) || code != NULL) {
    g_propagate_error (error, hoist_huawei_code_new_error (facts, reply, HOIST_ERROR_BUSY));
    return HOIST_MOVE (FAILED);
  }

  hoist_huawei_details_note (facts, ticket, name);
  return HOIST_MOVE (AGAIN);
}
