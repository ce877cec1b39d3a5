/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The menu of one upload: what can be done with it now. */
#include "hoist-config.h"

#include "hoist-session-menu.h"

#include "hoist-row-parts.h"

#include <glib/gi18n-lib.h>

/* Trying now would only lead back to waiting. */
static gboolean
is_held_by_rules (HoistSession *session)
{
  HoistReason reason = hoist_session_get_reason (session);

  return reason == HOIST_REASON_METERED || reason == HOIST_REASON_BATTERY ||
         reason == HOIST_REASON_HOURS;
}

static GMenuModel *
make_work_menu (HoistSession *session)
{
  GMenu *menu = g_menu_new ();
  HoistState state = hoist_session_get_state (session);
  gint64 id = hoist_session_get_id (session);

  if (state == HOIST_STATE_QUEUED || state == HOIST_STATE_PAUSED) {
    hoist_row_add_item (menu, _ ("Start Now"), "win.start-now", id);
    hoist_row_add_item (menu, _ ("Send to Top"), "win.send-to-top", id);
  }
  if (hoist_session_can_pause (session))
    hoist_row_add_item (menu, _ ("Pause"), "win.pause", id);
  if (hoist_session_can_resume (session))
    hoist_row_add_item (menu, _ ("Resume"), "win.resume", id);
  if (is_held_by_rules (session))
    hoist_row_add_item (menu, _ ("Upload Anyway"), "win.upload-anyway", id);
  else if (hoist_session_can_retry (session))
    hoist_row_add_item (menu, _ ("Try Now"), "win.retry", id);
  if (!hoist_state_is_ended (state) && state != HOIST_STATE_QUEUED)
    hoist_row_add_item (menu, _ ("Start Over"), "win.start-over", id);
  if (state == HOIST_STATE_FINISHED)
    hoist_row_add_item (menu, _ ("Upload Again"), "win.upload-again", id);
  return G_MENU_MODEL (menu);
}

static GMenuModel *
make_result_menu (HoistSession *session)
{
  GMenu *menu = g_menu_new ();
  gint64 id = hoist_session_get_id (session);

  hoist_row_add_item (menu, _ ("Details"), "win.details", id);
  if (hoist_session_get_link (session) != NULL)
    hoist_row_add_item (menu, _ ("Copy Link"), "win.copy-link", id);
  if (hoist_session_get_remote_id (session) != NULL)
    hoist_row_add_item (menu, _ ("Copy ID"), "win.copy-id", id);
  if (hoist_session_get_state (session) == HOIST_STATE_FINISHED) {
    hoist_row_add_item (menu, _ ("Save Receipt…"), "win.receipt", id);
    hoist_row_add_item (menu, _ ("Print Receipt…"), "win.print-receipt", id);
  }
  hoist_row_add_item (menu, _ ("Show File"), "win.show-file", id);
  return G_MENU_MODEL (menu);
}

/**
 * hoist_session_menu_new:
 *
 * Returns: (transfer full): what fits the upload's present state
 */
GMenuModel *
hoist_session_menu_new (HoistSession *session)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) last = g_menu_new ();
  g_autoptr (GMenuModel) work = make_work_menu (session);
  g_autoptr (GMenuModel) result = make_result_menu (session);

  hoist_row_add_item (last, _ ("Remove"), "win.remove", hoist_session_get_id (session));
  g_menu_append_section (menu, NULL, work);
  g_menu_append_section (menu, NULL, result);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (last));
  return G_MENU_MODEL (menu);
}
