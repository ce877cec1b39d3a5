/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the contract suite has to know of Xvid MediaHub: one form, and several chunks. */
#include "hoist-contract.h"

static const char *const chunk_settings[] = {
  "multi-chunk", "1", "chunk-size", "5242880", "chunk-from", "0", NULL,
};

static const HoistContractHole holes[] = {
  { "answer: name taken", "what happens to a key that is taken is not documented" },
  { "answer: no space", "quotas are not documented; a refusal is shown with its text" },
  { "removal: put off*", "whether an upload can be deleted is not documented: off by default" },
  { "company: two of the same file",
    "uploads of one key write the same object, whoever sends them; the queue joins such uploads" },
  { NULL },
};

#define XVID_ANSWERS                                                                               \
  .token_expired = "{\"call\":\"FinishUpload\",\"fault\":\"vary\",\"as\":[\"token-expires\"],"     \
                   "\"times\":1}",                                                                 \
  .sign_in_refused = "{\"call\":\"Token\",\"fault\":\"status\",\"status\":401,\"times\":-1}",      \
  .wrong_checksum = "{\"call\":\"GetFile\",\"fault\":\"vary\",\"as\":[\"wrong-md5\"]}",            \
  .address_expired = "{\"call\":\"PostForm\",\"fault\":\"vary\",\"as\":[\"policy-expires\"],"      \
                     "\"times\":1}",                                                               \
  .forgotten = "{\"call\":\"PostForm\",\"fault\":\"drop-reply\"},"                                 \
               "{\"call\":\"FinishUpload\",\"fault\":\"vary\",\"as\":[\"forgets-upload\"],"        \
               "\"times\":1}"

const HoistContractFacts hoist_facts_xvid_mediahub = {
  .column = "xvid-mediahub",
  .service = "xvid-mediahub",
  .parallel = 1,
  .takes_empty = TRUE,
  .verified = "md5",
  .is_sealed = TRUE,
  .part = "PostForm",
  .commit = "FinishUpload",
  XVID_ANSWERS,
  .holes = holes,
};

static const char *const chunks_calls[] = { "PostForm", "FinishUpload", NULL };

const HoistContractFacts hoist_facts_xvid_mediahub_chunks = {
  .column = "xvid-mediahub-chunks",
  .own_calls = chunks_calls,
  .service = "xvid-mediahub",
  .settings = chunk_settings,
  .part_size = 5 * MIB,
  .parallel = 1,
  .takes_empty = TRUE,
  .verified = "md5",
  .is_sealed = TRUE,
  .part = "PostForm",
  .commit = "FinishUpload",
  XVID_ANSWERS,
  .holes = holes,
};
