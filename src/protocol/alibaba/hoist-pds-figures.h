/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every figure and name that Alibaba PDS is held to, with its source: the one place to change when
 * the service turns out to be otherwise. "Notes" are docs/protocols/alibaba-pds.md. */
#pragma once

#include <glib.h>

/* --- confirmed by the vendor's pages --- */

/* Object storage: 100 KiB to 5 GiB a part, the last may be smaller (OSS UploadPart; notes 4.5). */
#define HOIST_PDS_MIN_PART (100 * G_GUINT64_CONSTANT (1024))
#define HOIST_PDS_MAX_PART (5 * G_GUINT64_CONSTANT (1024) * 1024 * 1024)

/* "part count can not over 10000" (CreateFile; notes 4.4). */
#define HOIST_PDS_MAX_PARTS 10000

/* Parts that the plan uses: the rest is for planning anew behind parts of other sizes (notes 7). */
#define HOIST_PDS_PLANNED_PARTS 9000

/* 10,000 parts of 5 GiB (notes 7). */
#define HOIST_PDS_MAX_SIZE G_GUINT64_CONSTANT (53687091200000)

/* Part sizes beyond the usual one are multiples of this (notes 7). */
#define HOIST_PDS_PART_STEP (G_GUINT64_CONSTANT (1024) * 1024)

/* "up to 1,024 bytes of UTF-8" (CreateFile; notes 4.3). */
#define HOIST_PDS_MAX_NAME 1024

/* SHA-1 of the first 1,024 bytes (CreateFile, pre_hash; notes 5.2). */
#define HOIST_PDS_PRE_HASH_BYTES 1024

/* list_uploaded_parts, list_my_drives: limit 1 to 100 (notes 4.7, 4.2; one SDK sends 1,000). */
#define HOIST_PDS_PAGE 100

/* Addresses asked for at once: they live for minutes only (notes 0 and 4.4). */
#define HOIST_PDS_WINDOW 20

/* An address that does not say when it runs out (notes 4.6), and when it is renewed. */
#define HOIST_PDS_ADDRESS_LIFE_US (15 * 60 * (gint64) G_USEC_PER_SEC)
#define HOIST_PDS_ADDRESS_MARGIN_US (2 * 60 * (gint64) G_USEC_PER_SEC)

/* Addresses that were fresh and said to be too old: so many in a row are a fault (notes 4.5). */
#define HOIST_PDS_MAX_EXPIRED 3

/* A token is renewed when this much of its life is left, or half of a shorter life (notes 2.4). */
#define HOIST_PDS_TOKEN_MARGIN_US (5 * 60 * (gint64) G_USEC_PER_SEC)

/* How long an answer may take: 60 s for calls, 5 min for parts, 10 min for complete. */
#define HOIST_PDS_CALL_ANSWER_US (60 * (gint64) G_USEC_PER_SEC)
#define HOIST_PDS_PART_ANSWER_US (5 * 60 * (gint64) G_USEC_PER_SEC)
#define HOIST_PDS_COMPLETE_ANSWER_US (10 * 60 * (gint64) G_USEC_PER_SEC)

/* --- unconfirmed: chosen as the notes say (section 13) --- */

/* A token answer without expires_in and expire_time: 3600 and 7200 both appear (notes 2.4). */
#define HOIST_PDS_TOKEN_LIFE_US (60 * 60 * (gint64) G_USEC_PER_SEC)

/* The code for a CRC-64 that does not match at complete is unknown; any code of the family
 * InvalidParameter with one of these in it is taken for one (notes 4.8). */
#define HOIST_PDS_CODE_OF_CRC "crc64"
#define HOIST_PDS_CODE_OF_HASH "hash"

/* OSS: the error of an address that is too old, by its number or by its text (notes 4.5). */
#define HOIST_PDS_EC_EXPIRED "0002-00000069"
#define HOIST_PDS_TEXT_EXPIRED "expired"

/* Milliseconds; seen at the consumer service only (notes 8). */
#define HOIST_PDS_RETRY_AFTER_HEADER "x-retry-after"

/* A marker of list_uploaded_parts asks for parts behind it (one SDK's comments; notes 4.7). Where
 * it may mean "from it on", one more entry than needed is asked for. */
#define HOIST_PDS_LOOK_LIMIT 2

/* Whether scope may be left out is unknown: this value of the setting does so (notes 2.2). */
#define HOIST_PDS_NO_SCOPE "-"
