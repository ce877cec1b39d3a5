/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hoist-practice: a local server that speaks the services' protocols, for trying and for tests. */
#include "hoist-practice-server.h"

#include <glib-unix.h>
#include <stdio.h>
#include <stdlib.h>

static const char summary[] =
    "Serves the upload services that Hoist knows on 127.0.0.1 and prints one line of JSON:\n"
    "the port and each service's settings with made-up keys. SIGTERM or SIGINT end it; with\n"
    "the same --storage it goes on where it was, also after a kill.\n"
    "\n"
    "To look at and to steer it:\n"
    "  GET  /practice/log      all requests so far: service, call, upload, offset, size,\n"
    "                          received, status, code, nonce, connection, reused, fault,\n"
    "                          remark, ended, time_ms and end_ms since the start\n"
    "  GET  /practice/stats    received bytes, and per call: count, answered, received and\n"
    "                          most_in_60s, the largest number in any 60 seconds\n"
    "  GET  /practice/files    finished files: name, type, folder, sha1, md5, crc64, size,\n"
    "                          file_id, path, link\n"
    "  GET  /practice/faults   the rules, with how many requests they saw and hit\n"
    "  POST /practice/faults   new rules in place of all old ones\n"
    "  POST /practice/flip     {\"upload\":\"SHA-1 or id\",\"offset\":N} damages one stored byte\n"
    "\n"
    "Rules are a JSON list; the first that is due strikes:\n"
    "  {\"service\":X, \"call\":X, \"nth\":1, \"times\":1, \"reused\":false, \"fault\":X, "
    "\"at\":X}\n"
    "nth counts matching requests from 1, times -1 is always, reused means only on a connection\n"
    "that has served before. 'at' is before-body, mid-body (after 'bytes', else the middle),\n"
    "after-body (nothing done yet) or after-store (all done, answer not sent).\n"
    "  reset       the connection is reset                              (before-body)\n"
    "  stall       nothing more happens; closed after delay_ms if given (before-body)\n"
    "  slow        the body is read at 'bytes' a second, 1024 if not given; after-body or\n"
    "              without a body: the answer comes at that rate        (mid-body)\n"
    "  delay       goes on after delay_ms, 1000 if not given            (before-body)\n"
    "  status      answers with status, headers, body; 503 if not given (after-body)\n"
    "  early       the same, without reading the rest; the connection closes after\n"
    "              delay_ms, 300 if not given                           (before-body)\n"
    "  drop-reply  closes without an answer                             (after-store)\n"
    "  truncate    sends 'bytes' of the answer, else half, and closes   (after-store)\n"
    "  garbage     sends body in place of the answer                    (after-store)\n"
    "  flip        damages byte 'bytes' of the stored part; mid-body: before its MD5 is checked\n"
    "                                                                   (after-store)\n"
    "  code        answers as the service does with its code, a text or a number, without\n"
    "              working; with status and headers, and canRetry where there is one\n"
    "                                                                   (after-body)\n"
    "  refuse      resets all connections and does not listen for delay_ms, 1000 if not given;\n"
    "              with \"call\":\"connect\": resets new connections, each counted as a request\n"
    "  clock       the server's clock is off by 'seconds'               (always, unless times)\n"
    "  vary        answers look otherwise: \"as\":[X] as in --vary      (always, unless times)\n"
    "  no-rates    requests a minute are not limited                    (always, unless times)\n"
    "\n"
    "Variations of alibaba-pds, best with the call in brackets:\n"
    "  expire-tokens                  all access tokens so far are over (any call of the API)\n"
    "  expire-addresses               all addresses of parts so far are over (PutPart)\n"
    "  no-refresh-token               none comes, and the old one stays good (Token)\n"
    "  authorize-denied               the browser comes back with access_denied (Authorize)\n"
    "  capital-errors                 Code and Message in place of code and message\n"
    "  create-200                     200 in place of 201 (CreateFile, CreateFolder)\n"
    "  rapid-by-status                rapid_upload is not said (CreateFile)\n"
    "  already-exist                  409 in place of exist:true (CreateFile, CreateFolder)\n"
    "  finished-exists                409 AlreadyExist.File in place of 404 after the end\n"
    "  forget-upload                  404 from here on, all parts are lost (PutPart, "
    "GetUploadUrl,\n"
    "                                 ListUploadedParts, CompleteFile)\n"
    "  part-content-type              addresses want a Content-Type (CreateFile, GetUploadUrl)\n"
    "  x-oss-expires                  this stands for Expires (CreateFile, GetUploadUrl)\n"
    "  unordered-addresses            the last part comes first (CreateFile, GetUploadUrl)\n"
    "  small-pages, empty-page        one entry a page; none on the first (ListUploadedParts,\n"
    "                                 ListMyDrives, ListMyGroupDrive)\n"
    "  opaque-marker, endless-marker  the next page's marker is no number; is always 1\n"
    "                                 (ListUploadedParts)\n"
    "  short-part                     half of the part is stored (PutPart)\n"
    "  wrong-etag, wrong-part-crc     a sum of the part is another one (PutPart)\n"
    "  wrong-crc, wrong-hash, wrong-size, no-crc, no-hash  what the file's record says, or\n"
    "                                 leaves out (CompleteFile, GetFile)\n"
    "  key-may-delete                 an API key may delete (DeleteFile, TrashFile)\n"
    "  async-delete                   202 with async_task_id (DeleteFile, TrashFile)\n"
    "Besides its tokens there is the API key uk-PRACTICEonlyMADEUPkey0001. Codes of a rule come\n"
    "with their usual status, with PutPart as XML. Remarks: \"a second folder of this name\" when\n"
    "two creations overlapped, \"a finished file is deleted\".\n"
    "\n"
    "Variations of huawei-metastudio, best with the call in brackets:\n"
    "  amz-address, opaque-address    addresses with AWSAccessKeyId; without a key and without\n"
    "                                 Expires (CreateFile, CreateLargeFile)\n"
    "  plain-parts, typed-parts, reversed-parts  part addresses without partNumber and uploadId;\n"
    "                                 signed with a Content-Type; in reverse order "
    "(CreateLargeFile)\n"
    "  address-expired                the file's addresses have expired (PutObject, PutPart)\n"
    "  upload-forgotten               404 NoSuchUpload from here on, all parts are lost (PutPart)\n"
    "  short-part                     one byte less is stored than came (PutObject, PutPart)\n"
    "  other-etag                     the ETag is no MD5, as with encryption (PutObject, PutPart)\n"
    "  md5-differs                    the file becomes FAILED (CompleteFile)\n"
    "  review, review-rejects         the next ShowAssets see UPLOADED, UPLOADED, REVIEW, REVIEW,\n"
    "                                 then CREATED or BLOCK (CompleteFile)\n"
    "  unknown-state                  files are PONDERING (ShowAsset)\n"
    "  small-pages                    two assets a page, whatever limit says (ListAssets)\n"
    "  delete-204                     204 rather than 200 (DeleteFile, DeleteAsset)\n"
    "  token-expired, old-gateway     the token ends here, .0307; .0301 instead\n"
    "  apig-prefix                    codes of the gateway begin with APIG\n"
    "  similar-projects               another project comes first (ListProjects)\n"
    "  throttled                      429 for all calls of the account but not for PUTs\n"
    "Besides the key in its settings there are a temporary key PRACTICETEMPORARY001 with\n"
    "PracticeTemporarySecretKey0123456789abcd and made-up-temporary-token==, and the user\n"
    "practice-user of the domain practice-account with Practice-Password-1.\n"
    "\n"
    "Variations of xvid-mediahub, best with the call in brackets:\n"
    "  number-expiry, no-expiry       expires_in is a number; is left out, and means 3600 (Token)\n"
    "  standard-grant                 only grant_type client_credentials is right (Token)\n"
    "  locks-out                      403 after three wrong secrets in a row (Token)\n"
    "  token-expires                  the token that came is over from here on (all but Token)\n"
    "  token-401                      a bad token gives 401, not 403 (all but Token)\n"
    "  small-page                     two a page, whatever limit says (ListPipelines)\n"
    "  short-policy                   the policy ends after 2 s (StartUpload)\n"
    "  status-204, number-fields      the form asks for 204; has numbers (StartUpload)\n"
    "  extra-fields                   the form has two more, one hard to escape (StartUpload)\n"
    "  version-4                      the form is signed in the newer scheme (StartUpload)\n"
    "  not-s3                         storage_type is another one (StartUpload)\n"
    "  name-taken                     409 if a finished file has that object_key (StartUpload)\n"
    "  policy-expires                 403 early, and from here on for this form (PostForm)\n"
    "  expires-late                   its policy's end counts when the body is there (PostForm)\n"
    "  small-limit                    1 MiB is the largest file (PostForm)\n"
    "  stores-short                   the first byte is lost (PostForm)\n"
    "  wrong-etag, etag-no-md5        the ETag is another MD5; is none (PostForm)\n"
    "  forgets-upload                 404 from here on (FinishUpload, GetUpload)\n"
    "  completes-at-once, completes-slowly, never-completes  COMPLETING for no look at the\n"
    "                                 upload, for five, for ever; else for one (GetUpload)\n"
    "  vanishes                       404 in place of COMPLETE; the file is there (GetUpload)\n"
    "  says-completed, says-finished, says-success, says-done, says-unknown  other words for\n"
    "                                 COMPLETE (GetUpload)\n"
    "  fails, says-error, says-cancelled, says-canceled, says-expired, says-aborted  FAILED and\n"
    "                                 other words for it; there is no file (GetUpload)\n"
    "  no-md5, no-size, wrong-md5, wrong-size, capital-md5, string-numbers  what the file's\n"
    "                                 record says of its size and checksum (GetFile)\n"
    "  file-first                     both are there while it is COMPLETING (GetFile)\n"
    "  file-late                      404 until COMPLETE, where else both are missing (GetFile)\n"
    "  keeps-unfinished               400 until COMPLETE (DeleteFile)\n"
    "Codes of a rule are the API's, such as 0x0230001, and with PostForm those of S3, such as\n"
    "SlowDown or AccessDenied; an error inside a success is 'status' 200 with a body.\n";

/* Filled in by the option parser; they live as long as the program. */
static HoistPracticeOptions options;
static char *storage, *certificate, *faults, *vary;
static int port;
static gint64 rate;

static const GOptionEntry entries[] = {
  { "port", 0, 0, G_OPTION_ARG_INT, &port, "Port on 127.0.0.1; any free one if not given", "N" },
  { "storage", 0, 0, G_OPTION_ARG_FILENAME, &storage, "Where uploads are kept", "DIR" },
  { "sink", 0, 0, G_OPTION_ARG_NONE, &options.is_sink,
    "Throw bodies away: no MD5, no SHA-1, nothing stored; every upload begins anew", NULL },
  { "rate", 0, 0, G_OPTION_ARG_INT64, &rate, "Receive at most so many bytes a second", "BYTES" },
  { "tls", 0, 0, G_OPTION_ARG_FILENAME, &certificate,
    "Serve https with a certificate and, as the next argument, its key", "CERT KEY" },
  { "lenient", 0, 0, G_OPTION_ARG_NONE, &options.is_lenient,
    "Accept what the vendors' own clients do against their documentation", NULL },
  { "no-rates", 0, 0, G_OPTION_ARG_NONE, &options.has_no_rates, "Do not limit requests a minute",
    NULL },
  { "vary", 0, 0, G_OPTION_ARG_STRING, &vary,
    "Answer otherwise: of tencent-vod data-sha, data-len, no-data-size, string-numbers, "
    "float-numbers, capital-code, no-can-retry, no-file-id, bad-list; of the others as above",
    "NAME[,NAME]" },
  { "faults", 0, 0, G_OPTION_ARG_STRING, &faults, "Rules for what goes wrong", "JSON|@FILE" },
  { NULL },
};

static gboolean
on_signal (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

static char *
read_faults (const char *given, GError **error)
{
  char *text = NULL;

  if (given != NULL && given[0] == '@')
    g_file_get_contents (given + 1, &text, NULL, error);
  else
    text = g_strdup (given != NULL ? given : "[]");
  return text;
}

static int
serve (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (HoistPracticeServer) server = hoist_practice_server_new (&options, &error);
  g_autofree char *line = NULL;

  if (server == NULL) {
    fprintf (stderr, "hoist-practice: %s\n", error->message);
    return 1;
  }
  g_unix_signal_add (SIGTERM, on_signal, loop);
  g_unix_signal_add (SIGINT, on_signal, loop);
  line = hoist_practice_server_describe (server);
  printf ("%s\n", line);
  fflush (stdout);
  g_main_loop_run (loop);
  return 0;
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("[KEY]");
  g_autofree char *rules = NULL;
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (context, summary);
  if (g_option_context_parse (context, &argc, &argv, &error) &&
      (argc > 2 || (argc == 2) != (certificate != NULL) || port < 0 || port > 65535 || rate < 0))
    error = g_error_new_literal (G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "see --help");
  if (error == NULL)
    rules = read_faults (faults, &error);
  if (error != NULL) {
    fprintf (stderr, "hoist-practice: %s\n", error->message);
    return 2;
  }
  options.port = (guint16) port;
  options.rate = (guint64) rate;
  options.storage = storage;
  options.certificate = certificate;
  options.key = certificate != NULL ? argv[1] : NULL;
  options.vary = vary;
  options.faults = rules;
  return serve ();
}
