/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses signed in advance, to which the object store takes a PUT. */
#pragma once

#include "hoist-practice-huawei-request.h"

G_BEGIN_DECLS

/**
 * HoistPracticeHuaweiAddress:
 * @key: of the object, behind the bucket
 * @part: 0: the whole object in one piece
 * @upload_id: (nullable): given to parts that carry their number in the address
 * @access_key_name: what the query calls the access key; %NULL: the query does not say when it ends
 *
 * What an address is made from.
 */
typedef struct {
  const char *key;
  guint part;
  const char *upload_id;
  gint64 expires_s;
  const char *access_key_name;
} HoistPracticeHuaweiAddress;

char *hoist_practice_huawei_address_sign (const char *method,
                                          const char *md5,
                                          const char *type,
                                          gint64 expires_s,
                                          const char *store_headers,
                                          const char *resource,
                                          const char *secret_key);
char *hoist_practice_huawei_address_write_query (const HoistPracticeHuaweiAddress *self,
                                                 const char *signature);
char *hoist_practice_huawei_address_sign_request (const HoistPracticeHuaweiAddress *self,
                                                  HoistPracticeHuaweiRequest *request);
char *hoist_practice_huawei_address_sign_expected (const HoistPracticeHuaweiAddress *self,
                                                   const char *md5,
                                                   const char *type);
const char *hoist_practice_huawei_get_content_type (const char *file_type);

G_END_DECLS
