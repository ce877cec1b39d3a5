/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A call of Tencent VOD's legacy upload as it came, and the rules its parameters have to keep. */
#include "hoist-practice-tencent-request.h"

#include "hoist-practice-query.h"

#include <string.h>

/* InitUpload (266/7809), table of parameters; the bar from the sibling call SmallFileUpload. */
#define MOST_NAME_BYTES 40
#define FORBIDDEN_CHARACTERS "\\/:*?\"<>|"
/* "Overview of UGC video upload": at most 10 tags. */
#define MOST_TAGS 10

static const char *const actions[] = { "InitUpload", "UploadPart", "FinishUpload" };

static const char *const common_names[] = { "Action",   "Region",    "Timestamp",       "Nonce",
                                            "SecretId", "Signature", "SignatureMethod", NULL };

static const char *const own_names[][12] = {
  { "fileName", "fileSha", "fileSize", "dataSize", "fileType", "classId", "isTranscode",
    "isScreenshot", "isWatermark", NULL },
  { "fileSha", "offset", "dataSize", "dataMd5", NULL },
  { "fileSha", NULL },
};

static HoistPracticeTencentVerdict
refuse (const char *message)
{
  return (HoistPracticeTencentVerdict){ -10003, 0, message };
}

static HoistPracticeTencentVerdict
accept_it (void)
{
  return (HoistPracticeTencentVerdict){ 0, 0, "" };
}

static char *
make_host (const char *header)
{
  g_autofree char *host = g_ascii_strdown (header != NULL ? header : "", -1);
  char *colon = strrchr (host, ':');

  /* An address of version 6 ends with a bracket. */
  if (colon != NULL && strchr (colon, ']') == NULL)
    *colon = '\0';
  return g_steal_pointer (&host);
}

/**
 * hoist_practice_tencent_request_new:
 * @method: as sent; has to stay
 * @host: (nullable): the Host header
 * @path: raw; has to stay
 * @query: (nullable): raw
 *
 * Reads a request without judging it.
 */
HoistPracticeTencentRequest *
hoist_practice_tencent_request_new (const char *method,
                                    const char *host,
                                    const char *path,
                                    const char *query,
                                    gboolean is_lenient)
{
  HoistPracticeTencentRequest *self = g_new0 (HoistPracticeTencentRequest, 1);
  const char *action = NULL;

  self->method = method;
  self->path = path;
  self->host = make_host (host);
  self->is_lenient = is_lenient;
  /* Notes 1.6, step 7: every value is percent-encoded, the signature's + / = too. */
  if (is_lenient || hoist_practice_query_is_escaped (query))
    self->params = hoist_practice_query_parse (query, is_lenient, NULL);
  self->call = HOIST_PRACTICE_TENCENT_N_CALLS;
  if (self->params != NULL)
    action = hoist_practice_query_get (self->params, "Action");
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (g_strcmp0 (action, actions[i]) == 0)
      self->call = (HoistPracticeTencentCall) i;
  return self;
}

void
hoist_practice_tencent_request_free (HoistPracticeTencentRequest *self)
{
  g_free (self->host);
  g_free (self->sha1);
  g_clear_pointer (&self->params, g_ptr_array_unref);
  g_free (self);
}

static gboolean
is_hex (const char *text, gsize length, gboolean is_lenient)
{
  if (text == NULL || strlen (text) != length)
    return FALSE;
  for (const char *c = text; *c != '\0'; c++)
    if (!g_ascii_isxdigit (*c) || (g_ascii_isupper (*c) && !is_lenient))
      return FALSE;
  return TRUE;
}

static gboolean
is_clean (const char *text)
{
  if (text == NULL || text[0] == '\0')
    return FALSE;
  for (const char *c = text; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c) || strchr (FORBIDDEN_CHARACTERS, *c) != NULL)
      return FALSE;
  return TRUE;
}

static gboolean
is_flag (GPtrArray *params, const char *name)
{
  const char *value = hoist_practice_query_get (params, name);

  return value == NULL || strcmp (value, "0") == 0 || strcmp (value, "1") == 0;
}

static gboolean
is_tag (HoistPracticeTencentRequest *self, const char *name, guint64 *number)
{
  if (g_str_has_prefix (name, "tags."))
    return hoist_practice_number_parse (name + strlen ("tags."), number);
  return self->is_lenient && g_str_has_prefix (name, "tag.") &&
         hoist_practice_number_parse (name + strlen ("tag."), number);
}

/* Tags are counted from 1 without a gap, so their largest number is how many there are. */
static gboolean
has_good_tags (HoistPracticeTencentRequest *self)
{
  guint64 count = 0, number = 0, largest = 0;

  for (guint i = 0; i < self->params->len; i++) {
    HoistPracticeParam *param = g_ptr_array_index (self->params, i);

    if (!is_tag (self, param->name, &number))
      continue;
    if (number == 0 || param->value[0] == '\0')
      return FALSE;
    largest = MAX (largest, number);
    count++;
  }
  return largest == count && count <= MOST_TAGS;
}

static gboolean
is_known (HoistPracticeTencentRequest *self, const char *name)
{
  guint64 number = 0;

  if (g_strv_contains (common_names, name) || g_strv_contains (own_names[self->call], name))
    return TRUE;
  return self->call == HOIST_PRACTICE_TENCENT_INIT && is_tag (self, name, &number);
}

static gboolean
has_only_known (HoistPracticeTencentRequest *self)
{
  for (guint i = 0; i < self->params->len; i++)
    if (!is_known (self, ((HoistPracticeParam *) g_ptr_array_index (self->params, i))->name))
      return FALSE;
  return TRUE;
}

static HoistPracticeTencentVerdict
check_init (HoistPracticeTencentRequest *self)
{
  const char *class_id = hoist_practice_query_get (self->params, "classId");
  guint64 number = 0;

  self->name = hoist_practice_query_get (self->params, "fileName");
  self->type = hoist_practice_query_get (self->params, "fileType");
  if (!is_clean (self->name) || strlen (self->name) > MOST_NAME_BYTES)
    return refuse ("fileName is missing, too long or has forbidden characters");
  if (!is_clean (self->type) || self->type[0] == '.' || strlen (self->type) > MOST_NAME_BYTES)
    return refuse ("fileType is missing or not an extension");
  if (!hoist_practice_number_parse (hoist_practice_query_get (self->params, "fileSize"),
                                    &self->file_size) ||
      self->file_size == 0)
    return refuse ("fileSize is missing or not a size");
  if (!hoist_practice_number_parse (hoist_practice_query_get (self->params, "dataSize"),
                                    &self->data_size) ||
      (self->data_size != 524288 && self->data_size != 1048576))
    return refuse ("dataSize is neither 524288 nor 1048576");
  if (!is_flag (self->params, "isTranscode") || !is_flag (self->params, "isScreenshot") ||
      !is_flag (self->params, "isWatermark"))
    return refuse ("a switch is neither 0 nor 1");
  if (class_id != NULL && !hoist_practice_number_parse (class_id, &number))
    return refuse ("classId is not a number");
  if (!has_good_tags (self))
    return refuse ("tags are empty, too many or not counted from 1");
  return accept_it ();
}

static HoistPracticeTencentVerdict
check_part (HoistPracticeTencentRequest *self)
{
  self->md5 = hoist_practice_query_get (self->params, "dataMd5");
  if (!hoist_practice_number_parse (hoist_practice_query_get (self->params, "offset"),
                                    &self->offset))
    return refuse ("offset is missing or not a number");
  if (!hoist_practice_number_parse (hoist_practice_query_get (self->params, "dataSize"),
                                    &self->data_size))
    return refuse ("dataSize is missing or not a number");
  if (!is_hex (self->md5, 32, FALSE))
    return refuse ("dataMd5 is not 32 lower-case hexadecimal digits");
  return accept_it ();
}

/**
 * hoist_practice_tencent_request_check:
 *
 * Judges the parameters of a call that is signed and known, and reads them.
 *
 * Returns: code 0 or -10003
 */
HoistPracticeTencentVerdict
hoist_practice_tencent_request_check (HoistPracticeTencentRequest *self)
{
  const char *sha1 = hoist_practice_query_get (self->params, "fileSha");

  if (!self->is_lenient && !has_only_known (self))
    return refuse ("a parameter is not known");
  if (!is_hex (sha1, 40, self->is_lenient))
    return refuse ("fileSha is not 40 lower-case hexadecimal digits");
  g_free (self->sha1);
  self->sha1 = g_ascii_strdown (sha1, -1);
  if (self->call == HOIST_PRACTICE_TENCENT_INIT)
    return check_init (self);
  if (self->call == HOIST_PRACTICE_TENCENT_PART)
    return check_part (self);
  return accept_it ();
}
