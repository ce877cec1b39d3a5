/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the contract suite has to know of Tencent VOD. */
#include "hoist-contract.h"

static const char *const settings[] = { "part-size", "1048576", "file-type", "mp4", NULL };

static const HoistContractHole holes[] = {
  { "answer: name taken", "two files may have the same name" },
  { "answer: no space", "no code for a full account is documented; it is refused with its text" },
  { "answer: token expired", "each request is signed with the key itself" },
  { "answer: address expired", "parts go to the service's own address" },
  { "answer: upload forgotten", "an upload is known by its SHA-1, and each InitUpload begins it" },
  { NULL },
};

const HoistContractFacts hoist_facts_tencent_vod = {
  .column = "tencent-vod",
  .service = "tencent-vod",
  .settings = settings,
  .part_size = MIB,
  .parallel = 4,
  .verified = "md5-parts",
  .instant = "instant-sha1", /* the same file twice: the second may find the first one finished */
  .part = "UploadPart",
  .commit = "FinishUpload",
  .sign_in_refused = "{\"call\":\"InitUpload\",\"fault\":\"code\",\"code\":-10002,\"canRetry\":0,"
                     "\"times\":-1}",
  .wrong_checksum = "{\"call\":\"UploadPart\",\"fault\":\"flip\",\"bytes\":7}",
  .holes = holes,
};
