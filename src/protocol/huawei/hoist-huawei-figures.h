/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MetaStudio's limits, and in one place all that is assumed of it without a vendor's word. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "Notes" are docs/protocols/huawei-metastudio.md, which names for each figure the vendor's page.
 */

#define HOIST_HUAWEI_MIB (G_GUINT64_CONSTANT (1) << 20)
#define HOIST_HUAWEI_GIB (G_GUINT64_CONSTANT (1) << 30)

/* What one PUT takes, and file_size of "files": 1..5368709120 (notes 8, 9). */
#define HOIST_HUAWEI_MAX_PUT (5 * HOIST_HUAWEI_GIB)
/* file_size and file_multipart_count of "large-files" (notes 10). */
#define HOIST_HUAWEI_MAX_FILE (500 * HOIST_HUAWEI_GIB)
#define HOIST_HUAWEI_MAX_PARTS 100
/* "each part 100 KB to 5 GB except the last" (notes 10). */
#define HOIST_HUAWEI_MIN_PART (100 * 1024)

/* asset_name: "up to 256 characters" (notes 7); file_name as well (notes 8). */
#define HOIST_HUAWEI_MAX_NAME 256

/* asset_description, and how many tags of which length (notes 7); file_type (notes 8). */
#define HOIST_HUAWEI_MAX_DESCRIPTION 4096
#define HOIST_HUAWEI_MAX_TAGS 50
#define HOIST_HUAWEI_MAX_TAG 128
#define HOIST_HUAWEI_MAX_TYPE 64

/* "The URL works for 24 hours" (notes 8), for addresses that do not say it themselves. */
#define HOIST_HUAWEI_ADDRESS_LIFE_US (24 * 3600 * (gint64) G_USEC_PER_SEC)
/* Nothing is begun with an address that has less than this left. */
#define HOIST_HUAWEI_ADDRESS_MARGIN_US (60 * (gint64) G_USEC_PER_SEC)

/* "Life time 24 h", "Fetch a new one some minutes before" (notes 6.1). */
#define HOIST_HUAWEI_TOKEN_LIFE_US (24 * 3600 * (gint64) G_USEC_PER_SEC)
#define HOIST_HUAWEI_TOKEN_MARGIN_US (10 * 60 * (gint64) G_USEC_PER_SEC)

/* Design section 4.5. */
#define HOIST_HUAWEI_CALL_ANSWER_US (60 * (gint64) G_USEC_PER_SEC)
#define HOIST_HUAWEI_PUT_ANSWER_US (300 * (gint64) G_USEC_PER_SEC)

/* Reviews are asked after 2, 4, 8 … at most 60 s (notes 11.3). By a person they may take days:
 * after a day the console tells more than a row that still asks. */
#define HOIST_HUAWEI_FIRST_LOOK_US (2 * (gint64) G_USEC_PER_SEC)
#define HOIST_HUAWEI_LONGEST_LOOK_US (60 * (gint64) G_USEC_PER_SEC)
#define HOIST_HUAWEI_MAX_LOOKS 1440
/* A record that is confirmed should no longer be CREATING; it is given some three minutes. */
#define HOIST_HUAWEI_MAX_PROOF_LOOKS 7

/* Unconfirmed: the highest "limit" of a list (notes 11.4); paged by offset whatever it is. */
#define HOIST_HUAWEI_PAGE 50
#define HOIST_HUAWEI_MAX_LISTED 2000

/* Unconfirmed: which characters an asset_name may have. "The docs mention Chinese and English
 * characters only"; digits and "_" appear in samples (notes 7). The usual ones that no service
 * likes are left out. */
#define HOIST_HUAWEI_FORBIDDEN_IN_NAME "\\/:*?\"<>|"

/* Redirects of PUTs in a row, of all parts on their way together: more is a circle. */
#define HOIST_HUAWEI_MAX_MOVES 12

/* Unconfirmed: the headers of a part's PUT. Neither Content-Type nor Content-MD5, for part
 * addresses are normally signed with both empty; refused for its signature before any part was
 * taken, a part is sent once more with the type (notes 10, item 2). */
#define HOIST_HUAWEI_PART_HAS_TYPE FALSE

/* Unconfirmed: how a large file is cut: equal parts, the last one shorter (notes 10, item 4). The
 * notes' own default is the fewest parts; smaller ones make a repetition cheaper. */
#define HOIST_HUAWEI_PART_SIZE "1073741824"
#define HOIST_HUAWEI_LARGE_FROM "5368709121"

G_END_DECLS
