/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an account of MetaStudio needs, and what follows from it: hosts, ways in, project. "Notes"
 * are docs/protocols/huawei-metastudio.md. */
#include "hoist-huawei-account.h"

#include "hoist-error.h"
#include "hoist-huawei-figures.h"
#include "hoist-read.h"

#include "hoist-config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Notes 2: "https://metastudio.<region>.myhuaweicloud.com". */
#define ENDPOINT "https://metastudio.%s.myhuaweicloud.com"

/* Notes 7. "auto" goes by the file. The types for digital humans are not for ordinary users. */
static const char *const asset_types[] = {
  "auto", "VIDEO", "IMAGE", "MUSIC", "AUDIO", "PPT", "COMMON_FILE", "BUSINESS_CARD_TEMPLET", NULL,
};

const HoistField hoist_huawei_fields[HOIST_HUAWEI_N_FIELDS] = {
  { "region", HOIST_FIELD_TEXT, 0, N_ ("Region"),
    N_ ("Where the library is, such as “cn-north-4” or “ap-southeast-3”; regions share no "
        "assets."),
    "cn-north-4", NULL },
  { "access-key", HOIST_FIELD_TEXT, 0, N_ ("Access key"),
    N_ ("The public half (AK) of an access key, from the console’s page “My Credentials”; leave "
        "it empty to sign in with user and password."),
    NULL, NULL },
  { "secret-key", HOIST_FIELD_TEXT, HOIST_FIELD_SECRET | HOIST_FIELD_WAY_IN, N_ ("Secret key"),
    N_ ("The secret half (SK) of the access key; it is kept in the keyring."), NULL, NULL },
  { "security-token", HOIST_FIELD_TEXT, HOIST_FIELD_SECRET | HOIST_FIELD_WAY_IN,
    N_ ("Security token"),
    N_ ("Only for temporary access keys: the token that came with them; it is kept in the "
        "keyring."),
    NULL, NULL },
  { "user", HOIST_FIELD_TEXT, 0, N_ ("IAM user"),
    N_ ("Instead of an access key: the name of an IAM user, not of a HUAWEI ID."), NULL, NULL },
  { "domain", HOIST_FIELD_TEXT, 0, N_ ("Account name"),
    N_ ("The name of the account that the IAM user belongs to."), NULL, NULL },
  { "password", HOIST_FIELD_TEXT, HOIST_FIELD_SECRET | HOIST_FIELD_WAY_IN, N_ ("Password"),
    N_ ("The IAM user’s password; it is kept in the keyring."), NULL, NULL },
  { "project-id", HOIST_FIELD_TEXT, HOIST_FIELD_ASKED, N_ ("Project ID"),
    N_ ("The project of the region, from the console’s page “My Credentials”; when it is empty "
        "the service is asked."),
    NULL, NULL },
  { "asset-type", HOIST_FIELD_CHOICE, HOIST_FIELD_PER_UPLOAD, N_ ("Asset type"),
    N_ ("What a file becomes in the library; “auto” goes by the file’s ending."), "auto",
    asset_types },
  { "asset-name", HOIST_FIELD_TEXT, HOIST_FIELD_PER_UPLOAD | HOIST_FIELD_UNTIL_COMMIT,
    N_ ("Asset name"),
    N_ ("What the library calls the file, at most 256 characters; when it is empty, the file’s "
        "name without its ending."),
    NULL, NULL, .max_length = HOIST_HUAWEI_MAX_NAME },
  { "asset-description", HOIST_FIELD_TEXT, HOIST_FIELD_PER_UPLOAD | HOIST_FIELD_UNTIL_COMMIT,
    N_ ("Description"), N_ ("What the library says of the file, at most 4096 characters."), NULL,
    NULL, .max_length = HOIST_HUAWEI_MAX_DESCRIPTION },
  { "tags", HOIST_FIELD_LIST, HOIST_FIELD_PER_UPLOAD | HOIST_FIELD_UNTIL_COMMIT, N_ ("Tags"),
    N_ ("Up to 50 words separated by commas."), NULL, NULL, .max_length = HOIST_HUAWEI_MAX_TAG,
    .max_count = HOIST_HUAWEI_MAX_TAGS },
  { "file-type", HOIST_FIELD_TEXT, HOIST_FIELD_PER_UPLOAD | HOIST_FIELD_ENDING, N_ ("File type"),
    N_ ("Such as “mp4”: for files whose name and content do not tell."), NULL, NULL,
    .max_length = HOIST_HUAWEI_MAX_TYPE },
  { "auto-meta-analysis", HOIST_FIELD_SWITCH,
    HOIST_FIELD_PER_UPLOAD | HOIST_FIELD_UNTIL_COMMIT | HOIST_FIELD_ADVANCED,
    N_ ("Analyse metadata"),
    N_ ("Let the service look into the file after the upload; newer editions of the service no "
        "longer know this."),
    "0", NULL },
  { "app-user-id", HOIST_FIELD_TEXT, HOIST_FIELD_ADVANCED, N_ ("App user ID"),
    N_ ("The id of a user of your own application, in Latin letters; usually empty."), NULL, NULL },
  { "endpoint", HOIST_FIELD_ADDRESS, HOIST_FIELD_ADVANCED, N_ ("Address"),
    N_ ("Where the service is; when it is empty, it is made from the region."), NULL, NULL },
  { "iam-endpoint", HOIST_FIELD_ADDRESS, HOIST_FIELD_ADVANCED, N_ ("Address of IAM"),
    N_ ("Where users sign in and projects are listed."), "https://iam.myhuaweicloud.com", NULL },
  { "large-file-from", HOIST_FIELD_NUMBER, HOIST_FIELD_ADVANCED, N_ ("Parts from"),
    N_ ("Files of this many bytes and more are sent in parts, which nobody has tried on the "
        "service yet; at most 5368709121."),
    HOIST_HUAWEI_LARGE_FROM, NULL },
  { "part-size", HOIST_FIELD_NUMBER, HOIST_FIELD_ADVANCED, N_ ("Part size"),
    N_ ("About how many bytes a part has, from 102400 to 5368709120; there are at most 100 "
        "parts."),
    HOIST_HUAWEI_PART_SIZE, NULL },
};

/* (nullable): a setting; %NULL also when it is empty. */
const char *
hoist_huawei_get (const HoistFacts *facts, const char *id)
{
  const char *value = hoist_facts_get (facts, id);

  return value != NULL && *value != '\0' ? value : NULL;
}

/* (nullable): a secret; %NULL also when it is empty. */
const char *
hoist_huawei_get_secret (const HoistFacts *facts, const char *id)
{
  const char *value = hoist_facts_get_secret (facts, id);

  return value != NULL && *value != '\0' ? value : NULL;
}

/* A setting that is a number with an initial value. */
guint64
hoist_huawei_get_number (const HoistFacts *facts, const char *id)
{
  const HoistField *field = hoist_provider_find_field (facts->provider, id);
  guint64 number = 0;

  if (!hoist_read_parse_uint (hoist_facts_get (facts, id), &number))
    hoist_read_parse_uint (field->initial, &number);
  return number;
}

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_REFUSED, sentence);
  return FALSE;
}

/* Region ids become part of a host's name. */
static gboolean
check_region (const HoistFacts *facts, GError **error)
{
  const char *region = hoist_facts_get (facts, "region");

  if (strlen (region) <= 63 &&
      strspn (region, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen (region) && *region != '-')
    return TRUE;
  return refuse (error, _ ("“Region” must be the id of a region in small letters, digits and “-”, "
                           "such as “cn-north-4”."));
}

/* Ids and keys travel in addresses and headers. */
static gboolean
check_plain (const HoistFacts *facts, GError **error)
{
  const char *project = hoist_huawei_get (facts, "project-id");
  const char *key = hoist_huawei_get (facts, "access-key");
  const char *app_user = hoist_huawei_get (facts, "app-user-id");

  if (project != NULL && (!g_str_is_ascii (project) || strpbrk (project, " /?#%") != NULL))
    return refuse (error, _ ("“Project ID” must be an id of letters and digits. Copy it from the "
                             "console."));
  if (key != NULL && (!g_str_is_ascii (key) || strpbrk (key, " ,") != NULL))
    return refuse (error, _ ("“Access key” must be letters and digits. Copy it from the console."));
  if (app_user != NULL && !g_str_is_ascii (app_user))
    return refuse (error, _ ("“App user ID” must be in Latin letters, digits and signs."));
  return TRUE;
}

static gboolean
check_sizes (const HoistFacts *facts, GError **error)
{
  guint64 part_size = hoist_huawei_get_number (facts, "part-size");

  if (hoist_huawei_get_number (facts, "large-file-from") > HOIST_HUAWEI_MAX_PUT + 1)
    return refuse (error, _ ("“Parts from” must be at most 5368709121: the service takes no more "
                             "at once."));
  if (part_size < HOIST_HUAWEI_MIN_PART || part_size > HOIST_HUAWEI_MAX_PUT)
    return refuse (error, _ ("“Part size” must be from 102400 to 5368709120."));
  return TRUE;
}

/* One way in, and all of it. What is in the keyring is only judged when it is known. */
static gboolean
check_ways (const HoistFacts *facts, GError **error)
{
  gboolean is_known = facts->secrets != NULL;
  const char *key = hoist_huawei_get (facts, "access-key");
  const char *secret = hoist_huawei_get_secret (facts, "secret-key");
  const char *token = hoist_huawei_get_secret (facts, "security-token");
  const char *user = hoist_huawei_get (facts, "user");
  const char *domain = hoist_huawei_get (facts, "domain");
  const char *password = hoist_huawei_get_secret (facts, "password");
  gboolean is_by_key = key != NULL || secret != NULL || token != NULL;
  gboolean is_by_user = user != NULL || domain != NULL || password != NULL;

  if (is_by_key && is_by_user)
    return refuse (error, _ ("There are two ways in: “Access key” and “Secret key”, or “IAM user”, "
                             "“Account name” and “Password”. Leave one of them empty."));
  if (!is_by_key && !is_by_user)
    return refuse (error, _ ("Keys are missing. Enter “Access key” and “Secret key”, or “IAM "
                             "user”, “Account name” and “Password”."));
  if (is_by_key && key == NULL)
    return refuse (error, _ ("“Access key” is missing. Enter it in the account’s settings."));
  if (is_by_key && secret == NULL && is_known)
    return refuse (error, _ ("“Secret key” is missing. Enter it in the account’s settings."));
  if (is_by_user && user == NULL)
    return refuse (error, _ ("“IAM user” is missing. Enter it in the account’s settings."));
  if (is_by_user && domain == NULL)
    return refuse (error, _ ("“Account name” is missing. Enter it in the account’s settings."));
  if (is_by_user && password == NULL && is_known)
    return refuse (error, _ ("“Password” is missing. Enter it in the account’s settings."));
  return TRUE;
}

/* The provider's check_account. */
gboolean
hoist_huawei_check_account (const HoistFacts *facts, GError **error)
{
  return check_ways (facts, error) && check_region (facts, error) && check_plain (facts, error) &&
         check_sizes (facts, error);
}

static gboolean
check_secret (const HoistFacts *facts, const char *id, const char *sentence, GError **error)
{
  if (hoist_huawei_get_secret (facts, id) != NULL)
    return TRUE;

  g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_KEYRING, sentence);
  return FALSE;
}

/* Whether a request can be made at all: before each one, for a keyring can lose what it had. */
gboolean
hoist_huawei_check_keys (const HoistFacts *facts, GError **error)
{
  if (hoist_huawei_has_keys (facts))
    return check_secret (facts, "secret-key",
                         _ ("The account’s secret key is not in the keyring. Enter it again."),
                         error);

  if (hoist_huawei_get (facts, "user") == NULL || hoist_huawei_get (facts, "domain") == NULL) {
    g_set_error_literal (error, HOIST_ERROR, HOIST_ERROR_SIGN_IN,
                         _ ("The account has no keys. Enter “Access key” and “Secret key”, or “IAM "
                            "user”, “Account name” and “Password”."));
    return FALSE;
  }
  return check_secret (facts, "password",
                       _ ("The account’s password is not in the keyring. Enter it again."), error);
}

/* Whether requests are signed with an access key; else they carry a token. */
gboolean
hoist_huawei_has_keys (const HoistFacts *facts)
{
  return hoist_huawei_get (facts, "access-key") != NULL;
}

/* Whether there is a token that holds for some minutes yet. */
gboolean
hoist_huawei_has_token (const HoistFacts *facts)
{
  return hoist_grant_is_valid (facts->secrets, facts->now_us + HOIST_HUAWEI_TOKEN_MARGIN_US);
}

static char *
dup_without_slash (const char *address)
{
  gsize length = strlen (address);

  while (length > 0 && address[length - 1] == '/')
    length--;
  return g_strndup (address, length);
}

/* Returns: (transfer full): where MetaStudio is, without a "/" at its end */
char *
hoist_huawei_dup_endpoint (const HoistFacts *facts)
{
  const char *endpoint = hoist_huawei_get (facts, "endpoint");

  if (endpoint != NULL)
    return dup_without_slash (endpoint);
  return g_strdup_printf (ENDPOINT, hoist_facts_get (facts, "region"));
}

/* Returns: (transfer full): where IAM is, without a "/" at its end */
char *
hoist_huawei_dup_iam_endpoint (const HoistFacts *facts)
{
  return dup_without_slash (hoist_facts_get (facts, "iam-endpoint"));
}

/* (nullable): the project, as entered or as the sign-in told. With keys and neither, IAM is asked.
 */
const char *
hoist_huawei_get_project (const HoistFacts *facts)
{
  const char *project = hoist_huawei_get (facts, "project-id");

  if (project == NULL && !hoist_huawei_has_keys (facts))
    project = hoist_huawei_get_secret (facts, HOIST_HUAWEI_GRANT_PROJECT);
  return project;
}
