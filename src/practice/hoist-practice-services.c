/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All services of the practice server. */
#include "hoist-practice-services.h"

#include "hoist-practice-huawei.h"
#include "hoist-practice-pds.h"
#include "hoist-practice-tencent.h"
#include "hoist-practice-xvid.h"

static const HoistPracticeService *const services[] = {
  &hoist_practice_tencent_service,
  &hoist_practice_pds_service,
  &hoist_practice_huawei_service,
  &hoist_practice_xvid_service,
};

guint
hoist_practice_count_services (void)
{
  return G_N_ELEMENTS (services);
}

const HoistPracticeService *
hoist_practice_get_service (guint i)
{
  return services[i];
}

/**
 * hoist_practice_is_variation:
 *
 * Returns: whether some service can vary its answers in the way of that @name
 */
gboolean
hoist_practice_is_variation (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (services); i++)
    if (services[i]->variations != NULL && g_strv_contains (services[i]->variations, name))
      return TRUE;
  return FALSE;
}
