/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the contract suite has to know of Alibaba PDS: every byte sent, the SHA-1 told first, and
 * only the first bytes' SHA-1 told first. */
#include "hoist-contract.h"

static const char *const plain_settings[] = { "part-size", "1048576", "rapid-upload", "0", NULL };

static const char *const rapid_settings[] = { "part-size", "1048576", NULL };

static const char *const pre_hash_settings[] = {
  "part-size", "1048576", "pre-hash-threshold", "2000", NULL,
};

static const HoistContractHole holes[] = {
  { "answer: name taken", "the account's policy says it before: keep both, skip or overwrite" },
  { NULL },
};

#define PDS_COMMON                                                                                 \
  .service = "alibaba-pds", .part_size = MIB, .parallel = 1, .takes_empty = TRUE,                  \
  .verified = "crc64", .instant = "crc64", .is_sealed = TRUE, .part = "PutPart",                   \
  .commit = "CompleteFile", .clean_up = "DeleteFile",                                              \
  .token_expired = "{\"call\":\"CompleteFile\",\"fault\":\"vary\",\"as\":[\"expire-tokens\"],"     \
                   "\"times\":1}",                                                                 \
  .sign_in_refused =                                                                               \
      "{\"call\":\"CreateFile\",\"fault\":\"vary\",\"as\":[\"expire-tokens\"],\"times\":1},"       \
      "{\"call\":\"Token\",\"fault\":\"code\",\"code\":\"InvalidParameter.RefreshToken\","         \
      "\"times\":-1}",                                                                             \
  .no_space = "{\"call\":\"CreateFile\",\"fault\":\"code\",\"code\":\"QuotaExhausted.Drive\"}",    \
  .wrong_checksum = "{\"call\":\"CompleteFile\",\"fault\":\"vary\",\"as\":[\"wrong-crc\"]},"       \
                    "{\"call\":\"GetFile\",\"fault\":\"vary\",\"as\":[\"wrong-crc\"]}",            \
  .address_expired = "{\"call\":\"PutPart\",\"nth\":2,\"fault\":\"vary\","                         \
                     "\"as\":[\"expire-addresses\"],\"times\":1}",                                 \
  .forgotten = "{\"call\":\"PutPart\",\"nth\":2,\"fault\":\"vary\",\"as\":[\"forget-upload\"],"    \
               "\"times\":1}",                                                                     \
  .holes = holes

const HoistContractFacts hoist_facts_alibaba_pds = {
  .column = "alibaba-pds",
  .settings = plain_settings,
  PDS_COMMON,
};

static const char *const rapid_calls[] = { "CreateFile", NULL };

const HoistContractFacts hoist_facts_alibaba_pds_rapid = {
  .column = "alibaba-pds-rapid",
  .own_calls = rapid_calls,
  .settings = rapid_settings,
  PDS_COMMON,
};

static const char *const pre_hash_calls[] = { "CreateFile", NULL };

const HoistContractFacts hoist_facts_alibaba_pds_pre_hash = {
  .column = "alibaba-pds-pre-hash",
  .own_calls = pre_hash_calls,
  .settings = pre_hash_settings,
  PDS_COMMON,
};
