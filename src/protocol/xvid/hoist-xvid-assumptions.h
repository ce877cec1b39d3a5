/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What nobody has confirmed about Xvid MediaHub: all of it stands here and nowhere else. Numbers of
 * sections are those of docs/protocols/xvid-mediahub.md. */
#pragma once

/* Section 3.1: "singular in this API"; the OAuth standard spells it "client_credentials". */
#define XVID_GRANT_TYPE "client_credential"

/* Section 3.1: uploads need writing, polling needs reading; "mediahub" is both. The word that makes
 * us send no scope at all, as the vendor's own client does, is ours. */
#define XVID_SCOPE "mediahub"
#define XVID_NO_SCOPE "none"

/* Section 3.1: "expires_in"; one hour when the answer does not say. */
#define XVID_TOKEN_LIFE_S 3600

/* Section 7: a guess list, for the documents show UPLOADING and COMPLETING only. */
#define XVID_SUCCESS_STATES "COMPLETE,COMPLETED,FINISHED,SUCCESS,DONE"
#define XVID_FAILURE_STATES "ERROR,FAILED,CANCELLED,CANCELED,EXPIRED,ABORTED"

/* Section 5.1: the sample's policy lives 30 minutes; used only where a policy cannot be read. */
#define XVID_POLICY_LIFE_S (30 * 60)

/* Section 10: how chunks are numbered and named is derived from another uploader's habits. */
#define XVID_CHUNK_KEY ".%d"
#define XVID_CHUNK_KEY_FIRST "0"
#define XVID_CHUNK_FIELD_FIRST "0"
#define XVID_CHUNK_SIZE "536870912"
/* 5 GiB less a margin of 64 MiB. */
#define XVID_CHUNK_FROM "5301600256"

/* Section 7: "10 minutes plus something for the size"; the something is ours. */
#define XVID_POLL_MINUTES "10"
#define XVID_POLL_S_PER_GIB 60

/* Section 7: whether and when the record of an uploaded file gets a checksum is not known. Once the
 * service calls the upload done, it is looked for this many times more, 1, 2 … seconds apart. */
#define XVID_LATE_LOOKS 2

/* Section 11.1, point 7: S3 takes keys of 1024 bytes, and the service puts its own prefix ahead. */
#define XVID_MAX_KEY 900

/* Section 4: how long a temporary pipeline keeps a file, and when nothing says so. The unit of
 * default_object_timeout is not documented: see hoist-xvid-account.c. */
#define XVID_KEEP_DAYS 7

/* Section 7: no answer is known to have an address of the file; these are where it would be. */
#define XVID_LINK_NAMES "link", "url"

/* Section 8.1: no rates are documented; these only keep a queue of tiny files from being a storm.
 */
#define XVID_CALLS_A_MINUTE 600
