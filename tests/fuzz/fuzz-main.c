/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a fuzz target on every file of a corpus, and on every cut and many changes of each. */
#include <gio/gio.h>
#include <string.h>

/* Larger files are run whole only: each of their cuts would take as long. */
#define MAX_CUT 512

/* What takes the place of each byte: all of these in the long run, else some by turns. */
#define OTHERS "\"{}[],:\\09-e. n\x80"
#define N_USUAL 4

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
run_changed (const char *text, gsize size, gsize place)
{
  const gsize n_others = strlen (OTHERS);
  const char *is_long = g_getenv ("HOIST_TEST_LONG");
  gsize n_turns = is_long != NULL && *is_long != '\0' ? n_others : N_USUAL;

  for (gsize i = 0; i < n_turns; i++) {
    g_autofree char *copy = g_memdup2 (text, size);

    copy[place] = OTHERS[(place * N_USUAL + i) % n_others];
    LLVMFuzzerTestOneInput ((const guint8 *) copy, size);
  }
}

static void
run_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree guint8 *copy = NULL;
  gsize size = 0;

  if (!g_file_get_contents (path, &text, &size, &error))
    g_error ("%s", error->message);

  LLVMFuzzerTestOneInput ((const guint8 *) text, size);
  for (gsize i = 0; size <= MAX_CUT && i < size; i++) {
    /* a block of exactly that size, so that a sanitizer sees a read behind its end */
    copy = g_memdup2 (text, i);
    LLVMFuzzerTestOneInput (copy, i);
    g_clear_pointer (&copy, g_free);
    run_changed (text, size, i);
  }
}

int
main (int argc, char *argv[])
{
  g_autoptr (GDir) folder = NULL;
  g_autoptr (GError) error = NULL;
  const char *name = NULL;
  guint n_files = 0;

  if (argc != 2) {
    g_printerr ("Usage: %s FOLDER\n", argv[0]);
    return 2;
  }
  folder = g_dir_open (argv[1], 0, &error);
  if (folder == NULL) {
    g_printerr ("%s\n", error->message);
    return 1;
  }

  while ((name = g_dir_read_name (folder)) != NULL) {
    g_autofree char *path = g_build_filename (argv[1], name, NULL);

    run_file (path);
    n_files++;
  }
  g_print ("%u files\n", n_files);
  if (n_files < 5) {
    g_printerr ("That is no corpus: %s\n", argv[1]);
    return 1;
  }
  return 0;
}
