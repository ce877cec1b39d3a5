/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Speed and CPU cost of sending parts, beside curl sending the same parts to the same server. */
#include "hoist-http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define MIB (1024 * 1024)

static int n_parts = 1024;
static int part_size = MIB;
static char *connections = NULL;
static char *url_template = NULL;
static char *file = NULL;
static gboolean without_curl = FALSE;

static const GOptionEntry entries[] = {
  { "parts", 'n', 0, G_OPTION_ARG_INT, &n_parts, "How many parts to send", "N" },
  { "part-size", 's', 0, G_OPTION_ARG_INT, &part_size, "Bytes a part", "BYTES" },
  { "connections", 'c', 0, G_OPTION_ARG_STRING, &connections, "How many at once: 1,4", "LIST" },
  { "url", 'u', 0, G_OPTION_ARG_STRING, &url_template,
    "Where to, {n} is the part's number; a sink of its own without this", "URL" },
  { "file", 'f', 0, G_OPTION_ARG_FILENAME, &file, "What to send; made up without this", "PATH" },
  { "no-curl", 0, 0, G_OPTION_ARG_NONE, &without_curl, "Do not run curl beside it", NULL },
  { NULL },
};

/* What one run took. */
typedef struct {
  double seconds;
  double cpu_seconds;
} Cost;

typedef struct {
  HoistHttp *http;     /* (unowned) */
  HoistSource *source; /* (unowned) */
  GMainLoop *loop;     /* (unowned) */
  int n_started;
  int n_running;
  int n_failed;
} Run;

static gboolean
read_exactly (int fd, char *buffer, gsize capacity, guint64 length)
{
  while (length > 0) {
    gssize n = read (fd, buffer, MIN (length, capacity));

    if (n <= 0)
      return FALSE;
    length -= (guint64) n;
  }
  return TRUE;
}

/* One connection of the sink: reads requests and throws their bodies away. */
static gpointer
serve_connection (gpointer data)
{
  static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  int fd = GPOINTER_TO_INT (data);
  gsize capacity = 256 * 1024;
  g_autofree char *buffer = g_malloc (capacity + 1);
  gsize used = 0;

  for (;;) {
    gssize n = read (fd, buffer + used, capacity - used);
    char *end = NULL;
    char *field = NULL;
    guint64 length = 0;
    gsize there = 0;

    if (n <= 0)
      break;
    used += (gsize) n;
    buffer[used] = '\0';
    end = strstr (buffer, "\r\n\r\n");
    if (end == NULL)
      continue;

    field = strcasestr (buffer, "\r\nContent-Length:");
    length = field != NULL && field < end ? g_ascii_strtoull (field + 17, NULL, 10) : 0;
    there = used - (gsize) (end + 4 - buffer);
    if (length > there && !read_exactly (fd, buffer, capacity, length - there))
      break;
    if (write (fd, answer, sizeof answer - 1) < 0)
      break;
    used = 0;
  }
  close (fd);
  return NULL;
}

static G_GNUC_NORETURN void
serve (int listener)
{
  signal (SIGPIPE, SIG_IGN);
  for (;;) {
    int fd = accept (listener, NULL, NULL);

    if (fd >= 0)
      g_thread_unref (g_thread_new ("sink", serve_connection, GINT_TO_POINTER (fd)));
    else if (errno != EINTR)
      _exit (0);
  }
}

/* Starts a sink in a process of its own; returns its URL template. */
static char *
start_sink (pid_t *pid)
{
  struct sockaddr_in address = { .sin_family = AF_INET };
  socklen_t length = sizeof address;
  int listener = socket (AF_INET, SOCK_STREAM, 0);

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  if (bind (listener, (struct sockaddr *) &address, sizeof address) != 0 ||
      listen (listener, 64) != 0 ||
      getsockname (listener, (struct sockaddr *) &address, &length) != 0) {
    g_printerr ("no sink: %s\n", g_strerror (errno));
    exit (1);
  }

  *pid = fork ();
  if (*pid == 0)
    serve (listener);
  close (listener);
  return g_strdup_printf ("http://127.0.0.1:%d/part/{n}", ntohs (address.sin_port));
}

static char *
make_url (int n)
{
  g_autofree char *number = g_strdup_printf ("%d", n);
  g_autoptr (GString) url = g_string_new (url_template);

  g_string_replace (url, "{n}", number, 0);
  return g_string_free (g_steal_pointer (&url), FALSE);
}

static double
to_seconds (const struct rusage *usage)
{
  return (double) (usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) +
         (double) (usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) / G_USEC_PER_SEC;
}

static void
start_part (Run *run, GAsyncReadyCallback callback)
{
  g_autofree char *url = make_url (run->n_started);
  g_autoptr (HoistRequest) request = hoist_request_new ("PUT", url);

  request->offset = (guint64) run->n_started * (guint64) part_size;
  request->length = (guint64) part_size;
  run->n_started++;
  run->n_running++;
  hoist_http_send_async (run->http, request, run->source, NULL, NULL, NULL, callback, run);
}

static void
on_part_sent (GObject *object, GAsyncResult *result, gpointer data)
{
  Run *run = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HoistReply) reply = hoist_http_send_finish (HOIST_HTTP (object), result, NULL, &error);

  if (reply == NULL || reply->status != 200) {
    run->n_failed++;
    g_printerr ("%s\n", error != NULL ? error->message : "refused");
  }

  run->n_running--;
  if (run->n_started < n_parts)
    start_part (run, on_part_sent);
  else if (run->n_running == 0)
    g_main_loop_quit (run->loop);
}

static Cost
run_hoist (int n_connections, const char *path)
{
  g_autoptr (HoistClock) clock = hoist_system_clock_new ();
  g_autoptr (HoistThrottle) throttle = hoist_throttle_new (clock);
  g_autoptr (HoistHttp) http = hoist_http_new (clock, throttle);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (HoistSource) source = hoist_source_open (path, &error);
  Run run = { http, source, loop, 0, 0, 0 };
  struct rusage before, after;
  gint64 started_us = 0;

  if (source == NULL) {
    g_printerr ("%s\n", error->message);
    exit (1);
  }

  getrusage (RUSAGE_SELF, &before);
  started_us = g_get_monotonic_time ();
  for (int i = 0; i < n_connections && run.n_started < n_parts; i++)
    start_part (&run, on_part_sent);
  g_main_loop_run (loop);
  getrusage (RUSAGE_SELF, &after);
  if (run.n_failed > 0)
    exit (1);

  return (Cost){ (double) (g_get_monotonic_time () - started_us) / G_USEC_PER_SEC,
                 to_seconds (&after) - to_seconds (&before) };
}

/* curl has no ranges to send, so the parts become files first, outside the time that is taken. */
static void
write_curl_parts (const char *folder, const char *path, GString *config)
{
  g_autofree char *bytes = g_malloc ((gsize) part_size);
  FILE *input = fopen (path, "rb");

  for (int i = 0; i < n_parts; i++) {
    g_autofree char *name = g_strdup_printf ("%s/%d", folder, i);
    g_autofree char *url = make_url (i);
    gsize n = fread (bytes, 1, (gsize) part_size, input);

    if (!g_file_set_contents (name, bytes, (gssize) n, NULL))
      exit (1);
    g_string_append_printf (config, "upload-file = \"%s\"\nurl = \"%s\"\noutput = \"/dev/null\"\n",
                            name, url);
  }
  fclose (input);
}

static void
remove_curl_parts (const char *folder)
{
  for (int i = 0; i < n_parts; i++) {
    g_autofree char *name = g_strdup_printf ("%s/%d", folder, i);

    g_unlink (name);
  }
}

static Cost
run_curl (int n_connections, const char *config)
{
  g_autofree char *parallel = g_strdup_printf ("%d", n_connections);
  const char *one[] = { "curl", "-q",   "-sS", "--no-progress-meter", "-H", "Expect:",
                        "-K",   config, NULL };
  const char *many[] = { "curl",   "-q",      "-sS",  "--no-progress-meter",
                         "-H",     "Expect:", "-Z",   "--parallel-max",
                         parallel, "-K",      config, NULL };
  struct rusage usage;
  gint64 started_us = g_get_monotonic_time ();
  int status = 0;
  pid_t pid = fork ();

  if (pid == 0) {
    execvp ("curl", (char **) (n_connections > 1 ? many : one));
    _exit (127);
  }
  wait4 (pid, &status, 0, &usage);
  if (status != 0)
    g_printerr ("curl failed: %d\n", status);
  return (Cost){ (double) (g_get_monotonic_time () - started_us) / G_USEC_PER_SEC,
                 to_seconds (&usage) };
}

static void
print_cost (const char *name, int n_connections, Cost cost)
{
  double megabytes = (double) n_parts * (double) part_size / 1e6;

  g_print ("%-6s %d connection%s %8.1f MB/s %6.2f CPU s/GB\n", name, n_connections,
           n_connections == 1 ? ": " : "s:", megabytes / cost.seconds,
           cost.cpu_seconds / megabytes * 1e3);
}

static void
compare (int n_connections, const char *path, const char *config)
{
  Cost ours = run_hoist (n_connections, path);
  Cost theirs;

  print_cost ("hoist", n_connections, ours);
  if (config == NULL)
    return;

  theirs = run_curl (n_connections, config);
  print_cost ("curl", n_connections, theirs);
  g_print ("ratio  %d connection%s %8.2f speed  %6.2f CPU\n", n_connections,
           n_connections == 1 ? ": " : "s:", theirs.seconds / ours.seconds,
           ours.cpu_seconds / theirs.cpu_seconds);
}

static char *
make_file (const char *folder)
{
  char *path = g_build_filename (folder, "source", NULL);
  g_autofree char *bytes = g_malloc ((gsize) part_size);
  FILE *output = fopen (path, "wb");

  for (int i = 0; output != NULL && i < n_parts; i++) {
    memset (bytes, i, (gsize) part_size);
    if (fwrite (bytes, 1, (gsize) part_size, output) != (gsize) part_size)
      exit (1);
  }
  if (output == NULL || fclose (output) != 0)
    exit (1);
  return path;
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) config = g_string_new (NULL);
  g_autofree char *folder = NULL;
  g_autofree char *config_path = NULL;
  g_autofree char *own_file = NULL;
  g_auto (GStrv) list = NULL;
  pid_t sink = 0;

  g_setenv ("SOUP_FORCE_HTTP1", "1", TRUE);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("%s\n", error->message);
    return 2;
  }
  if (url_template == NULL)
    url_template = start_sink (&sink);

  folder = g_dir_make_tmp ("hoist-bench-XXXXXX", NULL);
  own_file = file == NULL ? make_file (folder) : NULL;
  config_path = g_build_filename (folder, "curl", NULL);
  if (!without_curl) {
    write_curl_parts (folder, file != NULL ? file : own_file, config);
    g_file_set_contents (config_path, config->str, -1, NULL);
  }

  list = g_strsplit (connections != NULL ? connections : "1,4", ",", -1);
  for (int i = 0; list[i] != NULL; i++)
    compare (MAX (1, atoi (list[i])), file != NULL ? file : own_file,
             without_curl ? NULL : config_path);

  if (!without_curl)
    remove_curl_parts (folder);
  if (own_file != NULL)
    g_unlink (own_file);
  g_unlink (config_path);
  g_rmdir (folder);
  if (sink > 0)
    kill (sink, SIGTERM);
  return 0;
}
