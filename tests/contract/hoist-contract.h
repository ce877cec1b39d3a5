/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cases that every service has to pass, and what they have to know of a service. */
#pragma once

#include "hoist-stage.h"

G_BEGIN_DECLS

#define KIB 1024
#define MIB (1024 * 1024)

/* Why a case does not exist for a service. */
typedef struct {
  const char *name;
  const char *reason;
} HoistContractHole;

/**
 * HoistContractFacts:
 * @column: the service, or a mode of it, as the matrix calls it
 * @service: the provider's id
 * @settings: (array zero-terminated=1): ids and values in turn, beside the practice server's own
 * @secrets: (array zero-terminated=1): as @settings
 * @part_size: of the files of these tests, in bytes; 0 where a file is one request
 * @parallel: parts on their way at once
 * @takes_empty: whether an empty file may be uploaded
 * @verified: by what an upload is proven
 * @instant: (nullable): by what, where the service had the bytes already
 * @is_sealed: whether a ticket has a sealed half
 * @part: the server's name of the call that carries bytes
 * @commit: the server's name of the call that ends an upload
 * @clean_up: (nullable): the call that a removed upload leads to
 * @token_expired: (nullable): rules: the token is refused once
 * @sign_in_refused: (nullable): rules: nothing but a new sign-in helps
 * @name_taken: (nullable): rules: another file has the name
 * @no_space: (nullable): rules: the account is full
 * @wrong_checksum: (nullable): rules: in the end the server tells other bytes than were sent
 * @address_expired: (nullable): rules: the address of a part is refused as too old
 * @forgotten: (nullable): rules: the server does not know the upload any more, in the middle
 * @rejected: (nullable): rules: the service's review says no
 * @own_calls: (nullable) (array zero-terminated=1): for another mode of a service, the calls it
 * makes otherwise: faults strike at these, and only in the long run at all calls once more
 * @holes: (array): ends with a %NULL name; a case named here is left out, with its reason
 *
 * Rules are what the practice server takes as faults: JSON objects without the brackets of the
 * list.
 */
typedef struct {
  const char *column;
  const char *service;
  const char *const *settings;
  const char *const *secrets;
  guint64 part_size;
  guint parallel;
  gboolean takes_empty;
  const char *verified;
  const char *instant;
  gboolean is_sealed;
  const char *part;
  const char *commit;
  const char *clean_up;
  const char *token_expired;
  const char *sign_in_refused;
  const char *name_taken;
  const char *no_space;
  const char *wrong_checksum;
  const char *address_expired;
  const char *forgotten;
  const char *rejected;
  const char *const *own_calls;
  const HoistContractHole *holes;
} HoistContractFacts;

/* One case for one service; @detail is the case's own. */
typedef void (*HoistContractCase) (const HoistContractFacts *facts, gconstpointer detail);

void hoist_contract_add (const HoistContractFacts *facts,
                         const char *name,
                         HoistContractCase play,
                         gconstpointer detail);
gpointer hoist_contract_keep (gpointer detail);
void
hoist_contract_add_hole (const HoistContractFacts *facts, const char *name, const char *reason);
int hoist_contract_run (const HoistContractFacts *facts);

/* What cases are made of. */
HoistStage *hoist_contract_new_stage (const HoistContractFacts *facts, const char *rules);
guint64 hoist_contract_get_size (const HoistContractFacts *facts);
char *hoist_contract_make_file (const HoistContractFacts *facts, HoistStage *stage);
GStrv hoist_contract_list_calls (const HoistContractFacts *facts);
void hoist_contract_run_until_request (HoistStage *stage, HoistSession *session, guint n);
void hoist_contract_assert_end (HoistStage *stage, HoistSession *session, const char *end);
void hoist_contract_assert_arrived (const HoistContractFacts *facts,
                                    HoistStage *stage,
                                    HoistSession *session);
void hoist_contract_assert_sent (HoistSession *session, guint64 extra);
guint64 hoist_contract_get_in_flight (const HoistContractFacts *facts);

/* The families of cases. */
void hoist_contract_add_sizes (const HoistContractFacts *facts);
void hoist_contract_add_faults (const HoistContractFacts *facts);
void hoist_contract_add_restarts (const HoistContractFacts *facts);
void hoist_contract_add_removals (const HoistContractFacts *facts);
void hoist_contract_add_answers (const HoistContractFacts *facts);
void hoist_contract_add_files (const HoistContractFacts *facts);
void hoist_contract_add_companies (const HoistContractFacts *facts);

extern const HoistContractFacts hoist_facts_alibaba_pds;
extern const HoistContractFacts hoist_facts_alibaba_pds_pre_hash;
extern const HoistContractFacts hoist_facts_alibaba_pds_rapid;
extern const HoistContractFacts hoist_facts_huawei_metastudio;
extern const HoistContractFacts hoist_facts_huawei_metastudio_large;
extern const HoistContractFacts hoist_facts_huawei_metastudio_token;
extern const HoistContractFacts hoist_facts_tencent_vod;
extern const HoistContractFacts hoist_facts_xvid_mediahub;
extern const HoistContractFacts hoist_facts_xvid_mediahub_chunks;

G_END_DECLS
