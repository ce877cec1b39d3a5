/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events of the moment, said in a window one after the other. */
#include "hoist-toasts.h"

#define PASSING "hoist-passing-toasts"

static GPtrArray *
get_passing (AdwToastOverlay *overlay)
{
  GPtrArray *passing = g_object_get_data (G_OBJECT (overlay), PASSING);

  if (passing == NULL) {
    passing = g_ptr_array_new_with_free_func (g_object_unref);
    g_object_set_data_full (G_OBJECT (overlay), PASSING, passing,
                            (GDestroyNotify) g_ptr_array_unref);
  }
  return passing;
}

static void
on_dismissed (AdwToast *toast, gpointer user_data)
{
  g_ptr_array_remove (get_passing (ADW_TOAST_OVERLAY (user_data)), toast);
}

/**
 * hoist_toasts_say:
 * @text: an event of the moment, as plain text
 *
 * Says it after what is on show, unless something urgent comes meanwhile.
 */
void
hoist_toasts_say (AdwToastOverlay *overlay, const char *text)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (markup);

  g_ptr_array_add (get_passing (overlay), g_object_ref (toast));
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (on_dismissed), overlay, 0);
  adw_toast_overlay_add_toast (overlay, toast);
}

/**
 * hoist_toasts_add_urgent:
 * @toast: (transfer full): one with a button that is of use now
 *
 * Shows @toast in place of what was only said. The platform's high priority would do so too, but
 * libadwaita 1.2 aborts when such a toast is dismissed while the one it pushed aside still fades.
 */
void
hoist_toasts_add_urgent (AdwToastOverlay *overlay, AdwToast *toast)
{
  GPtrArray *passing = get_passing (overlay);

  while (passing->len > 0) {
    g_autoptr (AdwToast) last = g_ptr_array_steal_index (passing, passing->len - 1);

    adw_toast_dismiss (last);
  }
  adw_toast_overlay_add_toast (overlay, toast);
}
