/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the main window's one banner says: of all that asks for the user, what asks most. */
#include "hoist-config.h"

#include "hoist-window-private.h"

#include "hoist-banner.h"

#include <glib/gi18n-lib.h>

static char *
dup_rule (HoistWindow *self, const HoistQueueTotals *totals)
{
  HoistPolicy *policy = hoist_workspace_get_policy (self->workspace);

  if (policy == NULL || totals->n_left <= totals->n_attention + totals->n_paused)
    return NULL;
  return hoist_policy_dup_sentence (policy);
}

/* Two starts ended in a crash: what was to run may be at fault, so it waits for a look. */
static void
write_failed_starts (HoistBannerText *text)
{
  *text = (HoistBannerText){ .title = _ ("Hoist ended unexpectedly twice while starting. All "
                                         "uploads are paused until you let them go on"),
                             .button = _ ("Resume"),
                             .action = "win.is-paused",
                             .other_button = _ ("Make a Report…"),
                             .other_action = "win.help-bundle" };
}

static void
write_portal (HoistBannerText *text)
{
  *text = (HoistBannerText){ .title = _ (
                                 "This network wants you to sign in: uploads go on when you have"),
                             .button = _ ("Sign In"),
                             .action = "win.sign-in-to-network" };
}

/* What somebody drops into a new Hoist waits for this: there was the button on the empty page. */
static gboolean
write_no_account (HoistWindow *self, const HoistQueueTotals *totals, HoistBannerText *text)
{
  if (self->accounts == NULL || hoist_accounts_get_count (self->accounts) > 0 ||
      totals->n_left == 0)
    return FALSE;
  *text = (HoistBannerText){ .title = _ ("Uploads wait for an account to go to"),
                             .button = _ ("Set Up an Account"),
                             .action = "win.add-account" };
  return TRUE;
}

/* One slot: what asks most of the user wins. Files that somebody has just let go come before that:
 * they are what is waited for, and for a short time. */
void
hoist_window_show_banner (HoistWindow *self, const HoistQueueTotals *totals)
{
  GNetworkMonitor *network = g_network_monitor_get_default ();
  const char *trouble =
      self->workspace == NULL ? NULL : hoist_workspace_get_trouble (self->workspace);
  const char *notice = self->workspace == NULL || self->is_notice_seen
                           ? NULL
                           : hoist_workspace_get_notice (self->workspace);
  HoistBannerText text = { 0 };
  g_autofree char *rule = self->workspace == NULL ? NULL : dup_rule (self, totals);
  g_autofree char *arriving = hoist_arrivals_dup_sentence (hoist_window_get_arrivals (self));
  /* a try that moves no bytes is no end of the wait: the banner would come and go with it */
  gboolean is_waiting =
      totals->n_left > 0 && !self->is_paused && (totals->n_running == 0 || totals->rate == 0);

  if (trouble != NULL) {
    text.title = trouble;
  } else if (arriving != NULL) {
    text = (HoistBannerText){ .title = arriving,
                              .button = _ ("Cancel"),
                              .action = "win.cancel-arrivals" };
  } else if (self->workspace != NULL && hoist_workspace_has_failed_starts (self->workspace)) {
    write_failed_starts (&text);
  } else if (!g_network_monitor_get_network_available (network) && is_waiting &&
             totals->n_running == 0) {
    text.title = _ ("No network: uploads go on when it is back");
  } else if (g_network_monitor_get_connectivity (network) == G_NETWORK_CONNECTIVITY_PORTAL &&
             is_waiting) {
    write_portal (&text);
  } else if (rule != NULL) {
    text = (HoistBannerText){ .title = rule,
                              .button = _ ("Upload Anyway"),
                              .action = "win.upload-all-anyway" };
  } else if (self->account_trouble != NULL &&
             hoist_account_trouble_write (self->account_trouble, &text)) {
    /* it has written all of it */
  } else if (write_no_account (self, totals, &text)) {
    /* so has that */
  } else if (notice != NULL) {
    text = (HoistBannerText){ .title = notice, .button = _ ("OK"), .action = "win.dismiss-notice" };
  } else if (self->is_paused && totals->n_left > 0) {
    text = (HoistBannerText){ .title = _ ("All uploads are paused"),
                              .button = _ ("Resume"),
                              .action = "win.is-paused" };
  }
  hoist_banner_show (HOIST_BANNER (self->banner), &text);
}
