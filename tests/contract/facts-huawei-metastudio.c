/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the contract suite has to know of Huawei MetaStudio: one PUT, parts, and an IAM token. */
#include "hoist-contract.h"

/* Reviews and lists look the same in all modes; names are the assets' own. */
#define HUAWEI_COMMON                                                                              \
  .service = "huawei-metastudio", .is_sealed = TRUE, .commit = "CompleteFile",                     \
  .clean_up = "DeleteFile",                                                                        \
  .name_taken = "{\"call\":\"CreateAsset\",\"fault\":\"code\",\"code\":\"MSS.10001005\"}",         \
  .wrong_checksum = "{\"call\":\"CompleteFile\",\"fault\":\"vary\",\"as\":[\"md5-differs\"],"      \
                    "\"times\":1}",                                                                \
  .rejected = "{\"call\":\"CompleteFile\",\"fault\":\"vary\",\"as\":[\"review-rejects\"],"         \
              "\"times\":1}"

#define REFUSED_KEY                                                                                \
  "{\"call\":\"CreateAsset\",\"fault\":\"code\",\"code\":\"APIGW.0301\",\"times\":-1}"

static const char *const put_settings[] = { "file-type", "mp4", NULL };

static const char *const large_settings[] = {
  "asset-type", "COMMON_FILE", "file-type", "bin", "large-file-from",
  "1",          "part-size",   "4194304",   NULL,
};

static const char *const token_settings[] = {
  "file-type",        "mp4",        "access-key", "",   "user", "practice-user", "domain",
  "practice-account", "project-id", "",           NULL,
};

static const char *const token_secrets[] = {
  "secret-key", "", "password", "Practice-Password-1", NULL,
};

#define EARLY_REFUSAL                                                                              \
  {                                                                                                \
    "answer: address expired", "the store's word alone does not mean that: a refusal before the "  \
                               "address ran out is one; see “three days later”"                \
  }

#define ONE_NAME                                                                                   \
  {                                                                                                \
    "company: two of the same file", "two assets cannot have one name: the second one asks"        \
  }

static const HoistContractHole token_holes[] = {
  EARLY_REFUSAL,
  ONE_NAME,
  { NULL },
};

static const HoistContractHole key_holes[] = {
  EARLY_REFUSAL,
  ONE_NAME,
  { "answer: token expired", "each call is signed with the key itself" },
  { NULL },
};

const HoistContractFacts hoist_facts_huawei_metastudio = {
  .column = "huawei-metastudio",
  .settings = put_settings,
  .parallel = 1,
  .verified = "md5",
  .part = "PutObject",
  .sign_in_refused = REFUSED_KEY,
  .no_space = "{\"call\":\"PutObject\",\"fault\":\"code\",\"code\":\"InsufficientStorageSpace\"}",
  .forgotten = "{\"call\":\"PutObject\",\"fault\":\"code\",\"code\":\"NoSuchBucket\"}",
  .holes = key_holes,
  HUAWEI_COMMON,
};

static const char *const large_calls[] = { "CreateLargeFile", "PutPart", "CompleteFile", NULL };

const HoistContractFacts hoist_facts_huawei_metastudio_large = {
  .column = "huawei-metastudio-large",
  .own_calls = large_calls,
  .settings = large_settings,
  .part_size = 4 * MIB,
  .parallel = 4,
  .verified = "size",
  .part = "PutPart",
  .sign_in_refused = REFUSED_KEY,
  .no_space = "{\"call\":\"PutPart\",\"fault\":\"code\",\"code\":\"InsufficientStorageSpace\"}",
  .forgotten =
      "{\"call\":\"PutPart\",\"fault\":\"vary\",\"as\":[\"upload-forgotten\"],\"times\":1}",
  .holes = key_holes,
  HUAWEI_COMMON,
};

static const char *const token_calls[] = { "CreateToken", NULL };

const HoistContractFacts hoist_facts_huawei_metastudio_token = {
  .column = "huawei-metastudio-token",
  .own_calls = token_calls,
  .settings = token_settings,
  .secrets = token_secrets,
  .parallel = 1,
  .verified = "md5",
  .part = "PutObject",
  .sign_in_refused = "{\"call\":\"CreateToken\",\"fault\":\"status\",\"status\":401,\"times\":-1}",
  .token_expired = "{\"call\":\"CompleteFile\",\"fault\":\"vary\",\"as\":[\"token-expired\"],"
                   "\"times\":1}",
  .no_space = "{\"call\":\"PutObject\",\"fault\":\"code\",\"code\":\"InsufficientStorageSpace\"}",
  .forgotten = "{\"call\":\"PutObject\",\"fault\":\"code\",\"code\":\"NoSuchBucket\"}",
  .holes = token_holes,
  HUAWEI_COMMON,
};
