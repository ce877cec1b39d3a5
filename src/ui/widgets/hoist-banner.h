/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One lasting fact above the list, with at most two buttons. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define HOIST_TYPE_BANNER (hoist_banner_get_type ())
G_DECLARE_FINAL_TYPE (HoistBanner, hoist_banner, HOIST, BANNER, AdwBin)

/**
 * HoistBannerText:
 * @title: (nullable): a sentence; %NULL hides the banner
 * @button: (nullable): the button's label
 * @action: (nullable): what the button does
 * @target: (nullable): for @action, a text
 * @other_button: (nullable): the label of a second button, which helps to decide
 * @other_action: (nullable): what that does
 */
typedef struct {
  const char *title;
  const char *button;
  const char *action;
  const char *target;
  const char *other_button;
  const char *other_action;
} HoistBannerText;

HoistBanner *hoist_banner_new (void);
void hoist_banner_show (HoistBanner *self, const HoistBannerText *text);
const char *hoist_banner_get_title (HoistBanner *self);

G_END_DECLS
