/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plays the contract for one service, or one mode of it: the name is the last argument. */
#include "hoist-contract.h"

#include <string.h>

static const HoistContractFacts *const columns[] = {
  &hoist_facts_tencent_vod,
  &hoist_facts_alibaba_pds,
  &hoist_facts_alibaba_pds_pre_hash,
  &hoist_facts_alibaba_pds_rapid,
  &hoist_facts_huawei_metastudio,
  &hoist_facts_huawei_metastudio_large,
  &hoist_facts_huawei_metastudio_token,
  &hoist_facts_xvid_mediahub,
  &hoist_facts_xvid_mediahub_chunks,
};

int
main (int argc, char **argv)
{
  const char *column = argc > 1 && argv[argc - 1][0] != '-' ? argv[--argc] : columns[0]->column;

  argv[argc] = NULL;
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++) {
    if (strcmp (columns[i]->column, column) == 0)
      return hoist_contract_run (columns[i]);
  }
  g_printerr ("There is no service “%s”.\n", column);
  return 1;
}
