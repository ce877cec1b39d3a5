/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text for people, JSON lines for scripts. The events are a contract: design section 6. */
#include "hoist-cli-output.h"

#include "hoist-cli.h"
#include "hoist-documents.h"
#include "hoist-format.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define DRAW_INTERVAL_US (G_USEC_PER_SEC / 4)
#define BAR_WIDTH 20
#define DEFAULT_COLUMNS 80

struct _HoistCliOutput {
  gboolean is_json;
  gboolean is_terminal;
  GHashTable *lines; /* (owned) (element-type gint64 utf8): progress lines, by upload */
  guint n_drawn;
  gint64 drawn_us;
};

/* Names come from anywhere: what would move the cursor or forge a line is shown as a question mark.
 */
static char *
make_printable (const char *text)
{
  GString *safe = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar letter = g_utf8_get_char (p);

    if (g_unichar_iscntrl (letter))
      g_string_append_c (safe, '?');
    else
      g_string_append_unichar (safe, letter);
  }
  return g_string_free (safe, FALSE);
}

static char *
get_printable_name (const char *path)
{
  g_autofree char *name = g_filename_display_basename (path);

  return make_printable (name);
}

/* Not g_print(), which would turn the text into the locale's character set. */
static void
print_json_text (const char *text)
{
  fputs (text, stdout);
  fputc ('\n', stdout);
  fflush (stdout);
}

static char *
write_json (JsonBuilder *builder)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = json_builder_get_root (builder);

  json_generator_set_root (generator, root);
  return json_generator_to_data (generator, NULL);
}

/* Prints the object that @builder has finished, on a line of its own. */
void
hoist_cli_print_json (JsonBuilder *builder)
{
  g_autofree char *text = write_json (builder);

  print_json_text (text);
}

/* @text may be %NULL, which makes null. */
void
hoist_cli_add_json_text (JsonBuilder *builder, const char *name, const char *text)
{
  json_builder_set_member_name (builder, name);
  if (text != NULL)
    json_builder_add_string_value (builder, text);
  else
    json_builder_add_null_value (builder);
}

static void
add_json_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_json_file (JsonBuilder *builder, const HoistCliRow *row)
{
  g_autofree char *uri = g_filename_to_uri (row->path, NULL, NULL);
  g_autofree char *shown = hoist_documents_dup_shown_path (row->path);

  hoist_cli_add_json_text (builder, "uri", uri);
  hoist_cli_add_json_text (builder, "path", shown);
  hoist_cli_add_json_text (builder, "folder", row->folder);
}

static const char *
get_reason_name (HoistReason reason)
{
  return reason != HOIST_REASON_NONE ? hoist_reason_to_name (reason) : NULL;
}

static void
print_json_state (const HoistCliRow *row)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  hoist_cli_add_json_text (builder, "event", "state");
  add_json_int (builder, "id", row->id);
  add_json_file (builder, row);
  hoist_cli_add_json_text (builder, "account", row->account);
  hoist_cli_add_json_text (builder, "state", hoist_state_to_name (row->state));
  hoist_cli_add_json_text (builder, "reason", get_reason_name (row->reason));
  add_json_int (builder, "sent", row->done);
  add_json_int (builder, "size", row->size);
  json_builder_end_object (builder);
  hoist_cli_print_json (builder);
}

static void
add_json_outcome (JsonBuilder *builder, const HoistCliRow *row)
{
  hoist_cli_add_json_text (builder, "remote_id", row->remote_id);
  hoist_cli_add_json_text (builder, "link", row->link);
  json_builder_set_member_name (builder, "instant");
  json_builder_add_boolean_value (builder, row->is_instant);
  hoist_cli_add_json_text (builder, "verified", row->verified);
}

/* The printer of numbers would make 1.2340000000000001 of the seconds, so they are added by hand.
 */
static void
print_json_with_seconds (JsonBuilder *builder, double seconds)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *text = write_json (builder);
  g_autofree char *line = NULL;

  text[strlen (text) - 1] = '\0';
  g_ascii_formatd (number, sizeof number, "%.3f", seconds);
  line = g_strdup_printf ("%s,\"seconds\":%s}", text, number);
  print_json_text (line);
}

static void
print_json_result (const HoistCliRow *row, double seconds)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  hoist_cli_add_json_text (builder, "event", "result");
  json_builder_set_member_name (builder, "id");
  if (row->id != 0)
    json_builder_add_int_value (builder, row->id);
  else
    json_builder_add_null_value (builder);
  add_json_file (builder, row);
  hoist_cli_add_json_text (builder, "state", hoist_state_to_name (row->state));
  if (row->reason != HOIST_REASON_NONE) {
    hoist_cli_add_json_text (builder, "reason", hoist_reason_to_name (row->reason));
    hoist_cli_add_json_text (builder, "message", row->message);
  }
  add_json_int (builder, "size", row->size);
  add_json_int (builder, "sent", row->sent);
  add_json_outcome (builder, row);
  json_builder_end_object (builder);
  print_json_with_seconds (builder, seconds);
}

static guint
get_columns (void)
{
  struct winsize size = { 0 };

  if (ioctl (STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    return size.ws_col;
  return DEFAULT_COLUMNS;
}

/* A line that the terminal breaks is two, of which only one would be erased. Chinese characters
 * take two columns each. */
static char *
cut_to_width (const char *text, guint columns)
{
  const char *end = text;
  guint width = 0;

  while (*end != '\0') {
    gunichar character = g_utf8_get_char (end);

    if (!g_unichar_iszerowidth (character))
      width += g_unichar_iswide (character) ? 2 : 1;
    if (width > columns)
      break;
    end = g_utf8_next_char (end);
  }
  return g_strndup (text, (gsize) (end - text));
}

static void
erase_lines (HoistCliOutput *self)
{
  for (guint i = 0; i < self->n_drawn; i++)
    fputs ("\033[1A\033[2K", stdout);
  self->n_drawn = 0;
}

static void
draw_lines (HoistCliOutput *self)
{
  guint columns = get_columns ();
  g_autoptr (GList) lines = g_hash_table_get_values (self->lines);

  erase_lines (self);
  lines = g_list_sort (g_steal_pointer (&lines), (GCompareFunc) strcmp);
  for (GList *item = lines; item != NULL; item = item->next) {
    g_autofree char *line = cut_to_width (item->data, columns - 1);

    g_print ("%s\n", line);
    self->n_drawn++;
  }
  fflush (stdout);
  self->drawn_us = g_get_monotonic_time ();
}

static char *
make_bar (double fraction)
{
  char bar[BAR_WIDTH + 1];
  int full = CLAMP (fraction, 0.0, 1.0) * BAR_WIDTH;

  for (int i = 0; i < BAR_WIDTH; i++)
    bar[i] = i < full ? '#' : '.';
  bar[BAR_WIDTH] = '\0';
  return g_strdup_printf ("[%s] %3d %%", bar, (int) (CLAMP (fraction, 0.0, 1.0) * 100.0));
}

static char *
make_progress_line (const HoistCliRow *row)
{
  g_autofree char *name = get_printable_name (row->path);
  guint64 done = row->state == HOIST_STATE_HASHING ? row->hashed : row->done;
  g_autofree char *bar = make_bar (row->size > 0 ? (double) done / (double) row->size : 0.0);
  g_autofree char *progress = hoist_format_progress (done, row->size);
  g_autofree char *state = hoist_cli_row_dup_state_text (row);
  g_autofree char *rate = NULL;
  g_autofree char *plain_rate = NULL;
  g_autofree char *left = NULL;

  if (row->state != HOIST_STATE_UPLOADING)
    return g_strdup_printf ("%s  %s  %s  %s", bar, name, progress, state);

  rate = hoist_format_rate (row->rate);
  plain_rate = hoist_format_plain (rate);
  left = row->seconds_left >= 0 ? hoist_format_time_left (row->seconds_left) : g_strdup ("");
  return g_strdup_printf ("%s  %s  %s  %s  %s", bar, name, progress, plain_rate, left);
}

/* A line that stays, above the progress lines. */
static void G_GNUC_PRINTF (2, 3) print_line (HoistCliOutput *self, const char *format, ...)
{
  va_list arguments;
  g_autofree char *line = NULL;

  va_start (arguments, format);
  line = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  erase_lines (self);
  g_print ("%s\n", line);
  if (self->is_terminal)
    draw_lines (self);
  fflush (stdout);
}

static gint64 *
make_key (gint64 id)
{
  gint64 *key = g_new (gint64, 1);

  *key = id;
  return key;
}

static void
draw_state (HoistCliOutput *self, const HoistCliRow *row, gboolean is_news)
{
  gboolean is_due = g_get_monotonic_time () - self->drawn_us >= DRAW_INTERVAL_US;

  if (hoist_state_is_running (row->state) || row->state == HOIST_STATE_WAITING)
    g_hash_table_replace (self->lines, make_key (row->id), make_progress_line (row));
  else
    g_hash_table_remove (self->lines, &row->id);
  if (is_news || is_due)
    draw_lines (self);
}

/* The result says the same, and more. */
static gboolean
is_followed_by_result (HoistState state)
{
  return state == HOIST_STATE_FINISHED || state == HOIST_STATE_ATTENTION ||
         state == HOIST_STATE_PAUSED || state == HOIST_STATE_REMOVED;
}

HoistCliOutput *
hoist_cli_output_new (gboolean is_json)
{
  HoistCliOutput *self = g_new0 (HoistCliOutput, 1);

  self->is_json = is_json;
  self->is_terminal = !is_json && isatty (STDOUT_FILENO) == 1;
  self->lines = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  return self;
}

void
hoist_cli_output_free (HoistCliOutput *self)
{
  g_hash_table_unref (self->lines);
  g_free (self);
}

/**
 * hoist_cli_output_state:
 * @is_news: the state or its reason is another one; else it is progress
 */
void
hoist_cli_output_state (HoistCliOutput *self, const HoistCliRow *row, gboolean is_news)
{
  g_autofree char *name = NULL;
  g_autofree char *state = NULL;

  if (self->is_json) {
    print_json_state (row);
    return;
  }
  if (self->is_terminal) {
    draw_state (self, row, is_news);
    return;
  }
  if (!is_news || is_followed_by_result (row->state))
    return;
  name = get_printable_name (row->path);
  state = hoist_cli_row_dup_state_text (row);
  print_line (self, _ ("%s: %s"), name, state);
}

static char *
make_proof_text (const HoistCliRow *row)
{
  if (row->verified == NULL || g_strcmp0 (row->verified, "none") == 0)
    return g_strdup (_ ("sent, not verifiable"));
  if (row->is_instant)
    return g_strdup_printf (_ ("was there already, verified by %s"), row->verified);
  return g_strdup_printf (_ ("uploaded and verified by %s"), row->verified);
}

/**
 * hoist_cli_output_result:
 *
 * What became of an upload; once for each.
 */
void
hoist_cli_output_result (HoistCliOutput *self, const HoistCliRow *row, double seconds)
{
  g_autofree char *name = get_printable_name (row->path);
  g_autofree char *size = NULL;
  g_autofree char *proof = NULL;
  g_autofree char *state = NULL;

  if (self->is_json) {
    print_json_result (row, seconds);
    return;
  }

  g_hash_table_remove (self->lines, &row->id);
  if (row->state != HOIST_STATE_FINISHED && row->state != HOIST_STATE_PROCESSING) {
    state = hoist_cli_row_dup_state_text (row);
    print_line (self, _ ("%s: %s"), name, state);
    return;
  }
  size = hoist_format_size (row->size);
  proof = make_proof_text (row);
  if (row->link != NULL)
    /* Translators: "clip.mp4: uploaded and verified by md5-parts, 300 MB in 12.3 s, https://…" */
    print_line (self, _ ("%s: %s, %s in %.1f s, %s"), name, proof, size, seconds, row->link);
  else
    /* Translators: "clip.mp4: uploaded and verified by md5-parts, 300 MB in 12.3 s" */
    print_line (self, _ ("%s: %s, %s in %.1f s"), name, proof, size, seconds);
}

/* A path that names no file ends like an upload that needs attention, but has no number. */
void
hoist_cli_output_missing (HoistCliOutput *self, const HoistCliMissingPath *missing)
{
  HoistCliRow row = { 0 };

  if (!self->is_json) {
    hoist_cli_complain ("%s", missing->message);
    return;
  }
  row.path = missing->path;
  row.state = HOIST_STATE_ATTENTION;
  row.reason = HOIST_REASON_FILE_MISSING;
  row.message = missing->message;
  print_json_result (&row, 0.0);
}

/* One line of "list". */
void
hoist_cli_output_listed (HoistCliOutput *self, const HoistCliRow *row)
{
  g_autoptr (JsonBuilder) builder = NULL;
  g_autofree char *name = NULL;
  g_autofree char *progress = NULL;
  g_autofree char *state = NULL;

  if (!self->is_json) {
    name = get_printable_name (row->path);
    progress = hoist_format_progress (row->done, row->size);
    state = hoist_cli_row_dup_state_text (row);
    g_print ("%5" G_GINT64_FORMAT "  %s  %s  %s\n", row->id, name, progress, state);
    return;
  }

  builder = json_builder_new ();
  json_builder_begin_object (builder);
  add_json_int (builder, "id", row->id);
  add_json_file (builder, row);
  hoist_cli_add_json_text (builder, "account", row->account);
  hoist_cli_add_json_text (builder, "state", hoist_state_to_name (row->state));
  hoist_cli_add_json_text (builder, "reason", get_reason_name (row->reason));
  hoist_cli_add_json_text (builder, "message", row->message);
  add_json_int (builder, "sent", row->done);
  add_json_int (builder, "size", row->size);
  add_json_outcome (builder, row);
  json_builder_end_object (builder);
  hoist_cli_print_json (builder);
}

static char *
make_time_text (gint64 time_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);

  return time != NULL ? g_date_time_format_iso8601 (time) : g_strdup ("");
}

/* One line of "history". */
void
hoist_cli_output_finished (HoistCliOutput *self, const HoistCliRow *row)
{
  g_autofree char *ended = make_time_text (row->ended_us);
  g_autofree char *name = NULL;
  g_autofree char *proof = NULL;
  g_autoptr (JsonBuilder) builder = NULL;

  if (!self->is_json) {
    name = get_printable_name (row->path);
    proof = make_proof_text (row);
    g_print ("%5" G_GINT64_FORMAT "  %s  %s  %s  %s\n", row->id, ended, name, proof,
             row->link != NULL ? row->link : "");
    return;
  }

  builder = json_builder_new ();
  json_builder_begin_object (builder);
  add_json_int (builder, "id", row->id);
  add_json_file (builder, row);
  hoist_cli_add_json_text (builder, "account", row->account);
  hoist_cli_add_json_text (builder, "state", hoist_state_to_name (row->state));
  add_json_int (builder, "size", row->size);
  add_json_outcome (builder, row);
  hoist_cli_add_json_text (builder, "ended", ended);
  json_builder_end_object (builder);
  hoist_cli_print_json (builder);
}
