/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must be in place before the first widget of this layer is made. */
#include "hoist-ui.h"

#include "hoist-account.h"
#include "hoist-banner.h"
#include "hoist-drop-area.h"
#include "hoist-empty-page.h"
#include "hoist-resources.h"
#include "hoist-session-list.h"
#include "hoist-session.h"
#include "hoist-thumbnail.h"

/**
 * hoist_ui_init:
 *
 * Nobody names the resources and the types that only .ui files use, so the linker would leave them
 * out of a program made from a static library.
 */
void
hoist_ui_init (void)
{
  g_resources_register (hoist_get_resource ());
  g_type_ensure (HOIST_TYPE_ACCOUNT);
  g_type_ensure (HOIST_TYPE_BANNER);
  g_type_ensure (HOIST_TYPE_DROP_AREA);
  g_type_ensure (HOIST_TYPE_EMPTY_PAGE);
  g_type_ensure (HOIST_TYPE_SESSION);
  g_type_ensure (HOIST_TYPE_SESSION_LIST);
  g_type_ensure (HOIST_TYPE_THUMBNAIL);
}
