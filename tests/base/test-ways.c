/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Other paths to files, with two folders: where a file belongs, and where it can be read. */
#include "hoist-ways.h"

#include "hoist-test-folder.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#define HANGING "does-not-answer"

/* A drive that does not answer until it is let go. */
static struct {
  GMutex mutex;
  GCond cond;
  gboolean is_asked;
  gboolean is_let_go;
  gboolean is_added;
} drive;

/* Instead of the C library's, for this program. */
int
access (const char *path, int mode)
{
  if (g_str_has_suffix (path, HANGING)) {
    g_mutex_lock (&drive.mutex);
    drive.is_asked = TRUE;
    g_cond_broadcast (&drive.cond);
    while (!drive.is_let_go)
      g_cond_wait (&drive.cond, &drive.mutex);
    g_mutex_unlock (&drive.mutex);
    errno = ENOENT;
    return -1;
  }
  return (int) syscall (SYS_faccessat, AT_FDCWD, path, mode);
}

typedef struct {
  HoistWays *ways;
  char *top;    /* (owned) */
  char *place;  /* (owned): where nothing is at first */
  char *portal; /* (owned) */
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->ways = hoist_ways_new ();
  self->top = g_dir_make_tmp ("hoist-ways-XXXXXX", NULL);
  self->place = g_build_filename (self->top, "place", NULL);
  self->portal = g_build_filename (self->top, "portal", NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  hoist_ways_free (self->ways);
  hoist_test_remove_folder (self->top);
  g_free (self->top);
  g_free (self->place);
  g_free (self->portal);
}

/* (transfer full) (type filename): */
static char *
make_file (const char *folder, const char *name)
{
  char *path = g_build_filename (folder, name, NULL);

  g_assert_no_errno (g_mkdir_with_parents (folder, 0700));
  g_assert_true (g_file_set_contents (path, "video", -1, NULL));
  return path;
}

static void
assert_way (HoistWays *ways, const char *path, const char *expected)
{
  g_autofree char *way = hoist_ways_find (ways, path);

  g_assert_cmpstr (way, ==, expected);
}

static void
test_leads_below_a_folder (Fixture *self, gconstpointer data)
{
  g_autofree char *file = g_build_filename (self->place, "clip.mp4", NULL);
  g_autofree char *elsewhere = make_file (self->portal, "clip.mp4");

  assert_way (self->ways, file, file);
  hoist_ways_add (self->ways, self->place, self->portal);
  assert_way (self->ways, file, elsewhere);
}

/* What can be read in its place needs no way. */
static void
test_prefers_the_place_itself (Fixture *self, gconstpointer data)
{
  g_autofree char *file = make_file (self->place, "clip.mp4");
  g_autofree char *elsewhere = make_file (self->portal, "clip.mp4");

  hoist_ways_add (self->ways, file, elsewhere);
  assert_way (self->ways, file, file);
}

static void
test_a_dead_way_hides_none (Fixture *self, gconstpointer data)
{
  g_autofree char *file = g_build_filename (self->place, "clip.mp4", NULL);
  g_autofree char *elsewhere = make_file (self->portal, "clip.mp4");
  g_autofree char *dead = g_build_filename (self->top, "gone", "clip.mp4", NULL);

  hoist_ways_add (self->ways, file, dead);
  hoist_ways_add (self->ways, self->place, self->portal);
  assert_way (self->ways, file, elsewhere);
}

/* The last one that was found is the one. */
static void
test_replaces_a_way (Fixture *self, gconstpointer data)
{
  g_autofree char *file = g_build_filename (self->place, "clip.mp4", NULL);
  g_autofree char *former = make_file (self->top, "clip.mp4");
  g_autofree char *elsewhere = make_file (self->portal, "clip.mp4");

  hoist_ways_add (self->ways, file, former);
  hoist_ways_add (self->ways, file, elsewhere);
  g_assert_cmpuint (hoist_ways_count (self->ways), ==, 1);
  assert_way (self->ways, file, elsewhere);
}

static void
test_survives_as_text (Fixture *self, gconstpointer data)
{
  g_autoptr (HoistWays) later = hoist_ways_new ();
  g_autofree char *odd = g_build_filename (self->portal, "Tr\xe4ume", NULL);
  g_autofree char *file = g_build_filename (self->place, "clip.mp4", NULL);
  g_autofree char *elsewhere = make_file (odd, "clip.mp4");
  g_autofree char *text = NULL;

  g_assert_null (hoist_ways_to_text (self->ways));
  hoist_ways_add (self->ways, self->place, odd);
  g_assert_true (hoist_ways_take_news (self->ways));
  g_assert_false (hoist_ways_take_news (self->ways));
  text = hoist_ways_to_text (self->ways);
  hoist_ways_add_text (later, text);
  assert_way (later, file, elsewhere);
}

static void
test_leaves_out_damage (Fixture *self, gconstpointer data)
{
  hoist_ways_add_text (self->ways, NULL);
  hoist_ways_add_text (self->ways, "[(b'/a', b'/b'");
  hoist_ways_add_text (self->ways, "7");
  hoist_ways_add_text (self->ways, "[(b'a', b'/b'), (b'/a', b'')]");
  g_assert_cmpuint (hoist_ways_count (self->ways), ==, 0);
}

static void
test_keeps_a_bounded_number (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < 20010; i++) {
    g_autofree char *path = g_strdup_printf ("/nowhere/%u", i);

    hoist_ways_add (self->ways, path, "/elsewhere");
  }
  g_assert_cmpuint (hoist_ways_count (self->ways), ==, 20000);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

static gpointer
find_hanging (gpointer data)
{
  Fixture *self = data;

  return hoist_ways_find (self->ways, self->place);
}

static gpointer
add_another (gpointer data)
{
  Fixture *self = data;

  hoist_ways_add (self->ways, self->top, "/elsewhere");
  g_mutex_lock (&drive.mutex);
  drive.is_added = TRUE;
  g_cond_broadcast (&drive.cond);
  g_mutex_unlock (&drive.mutex);
  return NULL;
}

/* While one waits for a drive that does not answer, the others go on: the window is one of them. */
static void
test_hangs_alone (Fixture *self, gconstpointer data)
{
  g_autofree char *hanging = g_build_filename (self->top, HANGING, NULL);
  g_autofree char *way = NULL;
  gint64 end_us = g_get_monotonic_time () + 10 * G_TIME_SPAN_SECOND;
  GThread *finder = NULL;
  GThread *adder = NULL;

  hoist_ways_add (self->ways, self->place, hanging);
  finder = g_thread_new ("finder", find_hanging, self);
  g_mutex_lock (&drive.mutex);
  while (!drive.is_asked)
    g_cond_wait (&drive.cond, &drive.mutex);
  adder = g_thread_new ("adder", add_another, self);
  while (!drive.is_added && g_cond_wait_until (&drive.cond, &drive.mutex, end_us))
    ;
  g_assert_true (drive.is_added);
  drive.is_let_go = TRUE;
  g_cond_broadcast (&drive.cond);
  g_mutex_unlock (&drive.mutex);

  g_thread_join (adder);
  way = g_thread_join (finder);
  g_assert_cmpstr (way, ==, self->place);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/ways/leads-below-a-folder", test_leads_below_a_folder);
  ADD ("/ways/prefers-the-place-itself", test_prefers_the_place_itself);
  ADD ("/ways/a-dead-way-hides-none", test_a_dead_way_hides_none);
  ADD ("/ways/hangs-alone", test_hangs_alone);
  ADD ("/ways/replaces-a-way", test_replaces_a_way);
  ADD ("/ways/survives-as-text", test_survives_as_text);
  ADD ("/ways/leaves-out-damage", test_leaves_out_damage);
  ADD ("/ways/keeps-a-bounded-number", test_keeps_a_bounded_number);
  return g_test_run ();
}
