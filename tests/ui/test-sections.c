/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list in sections: what stands where, what of a change is told, and what stays selected. */
#include "hoist-sections.h"
#include "hoist-session-private.h"
#include "hoist-store.h"
#include "hoist-test-vault.h"

#include <glib/gstdio.h>

#define MANY 100000

static HoistStore *store;
static gint64 last_id;

static HoistSession *
make (const char *folder, gint64 added_us, HoistState state)
{
  g_autofree char *path =
      g_strdup_printf ("/videos/%s%s%" G_GINT64_FORMAT ".mp4", folder == NULL ? "" : folder,
                       folder == NULL ? "" : "/", last_id + 1);
  HoistRecord *record = hoist_record_new (path, "");

  record->id = ++last_id;
  record->position = record->id;
  record->folder = g_strdup (folder);
  record->added_us = added_us;
  record->state = state;
  record->size = 10;
  record->ended_us = hoist_state_is_ended (state) ? record->id : 0;
  return hoist_session_new (record, HOIST_JOURNAL (store));
}

static void
set_state (HoistSections *sections, HoistSession *session, HoistState state)
{
  session->state = state;
  session->record->state = state;
  if (hoist_state_is_ended (state) && session->record->ended_us == 0)
    session->record->ended_us = ++last_id;
  hoist_sections_session_changed (sections, session);
}

/* A second list, made from nothing but what is told: what a view has. */
typedef struct {
  GListModel *model;
  GPtrArray *items;
  guint n_told;
} Mirror;

static void
on_changed (GListModel *model, guint position, guint n_removed, guint n_added, gpointer user_data)
{
  Mirror *self = user_data;

  g_assert_cmpuint (position + n_removed, <=, self->items->len);
  if (n_removed > 0)
    g_ptr_array_remove_range (self->items, position, n_removed);
  for (guint i = 0; i < n_added; i++)
    g_ptr_array_insert (self->items, (int) (position + i),
                        g_list_model_get_item (model, position + i));
  g_assert_cmpuint (self->items->len, ==, g_list_model_get_n_items (model));
  self->n_told++;
}

static void
mirror_init (Mirror *self, HoistSections *sections)
{
  self->model = G_LIST_MODEL (sections);
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  on_changed (self->model, 0, 0, g_list_model_get_n_items (self->model), self);
  self->n_told = 0;
  g_signal_connect (sections, "items-changed", G_CALLBACK (on_changed), self);
}

static void
mirror_clear (Mirror *self)
{
  g_signal_handlers_disconnect_by_data (self->model, self);
  g_ptr_array_unref (self->items);
}

static void
mirror_check (Mirror *self)
{
  g_assert_cmpuint (self->items->len, ==, g_list_model_get_n_items (self->model));
  for (guint i = 0; i < self->items->len; i++) {
    g_autoptr (GObject) item = g_list_model_get_item (self->model, i);
    guint position = 0;

    g_assert_true (item == g_ptr_array_index (self->items, i));
    if (HOIST_IS_SECTION_HEADER (item))
      continue;
    g_assert_true (hoist_sections_find (HOIST_SECTIONS (self->model), item, &position));
    g_assert_cmpuint (position, ==, i);
  }
}

/* The list as letters: A U W F for the headings, f for a folder, . for an upload. */
static char *
draw (HoistSections *sections)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (sections)); i++) {
    g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (sections), i);

    if (HOIST_IS_SECTION_HEADER (item))
      g_string_append_c (text,
                         "AUWF"[hoist_section_header_get_section (HOIST_SECTION_HEADER (item))]);
    else
      g_string_append_c (text, HOIST_IS_FOLDER (item) ? 'f' : '.');
  }
  return g_string_free (text, FALSE);
}

static void
assert_drawn (HoistSections *sections, const char *expected)
{
  g_autofree char *text = draw (sections);

  g_assert_cmpstr (text, ==, expected);
}

static GListStore *
make_store (const char *const *folders, const HoistState *states, guint n)
{
  GListStore *list = g_list_store_new (HOIST_TYPE_SESSION);

  for (guint i = 0; i < n; i++) {
    g_autoptr (HoistSession) session = make (folders == NULL ? NULL : folders[i], 1, states[i]);

    g_list_store_append (list, session);
  }
  return list;
}

static HoistSession *
get (GListStore *list, guint index)
{
  g_autoptr (HoistSession) session = g_list_model_get_item (G_LIST_MODEL (list), index);

  return session;
}

static void
assert_at (HoistSections *sections, gpointer item, guint expected)
{
  guint position = 0;

  g_assert_true (hoist_sections_find (sections, item, &position));
  g_assert_cmpuint (position, ==, expected);
}

static void
test_order (void)
{
  const HoistState states[] = { HOIST_STATE_QUEUED,   HOIST_STATE_FINISHED, HOIST_STATE_UPLOADING,
                                HOIST_STATE_PAUSED,   HOIST_STATE_FINISHED, HOIST_STATE_ATTENTION,
                                HOIST_STATE_FINISHING };
  g_autoptr (GListStore) list = make_store (NULL, states, G_N_ELEMENTS (states));
  g_autoptr (HoistSections) sections = hoist_sections_new (G_LIST_MODEL (list), FALSE);

  assert_drawn (sections, "A.U..W..F..");
  assert_at (sections, get (list, 5), 1);
  assert_at (sections, get (list, 2), 3);
  assert_at (sections, get (list, 6), 4);
  assert_at (sections, get (list, 0), 6);
  assert_at (sections, get (list, 3), 7);
  /* the newest first */
  assert_at (sections, get (list, 4), 9);
  assert_at (sections, get (list, 1), 10);
}

static void
test_empty_sections (void)
{
  const HoistState states[] = { HOIST_STATE_QUEUED };
  g_autoptr (GListStore) list = make_store (NULL, states, 1);
  g_autoptr (HoistSections) sections = hoist_sections_new (G_LIST_MODEL (list), FALSE);
  Mirror mirror;

  mirror_init (&mirror, sections);
  assert_drawn (sections, "W.");
  set_state (sections, get (list, 0), HOIST_STATE_HASHING);
  assert_drawn (sections, "U.");
  mirror_check (&mirror);
  g_list_store_remove_all (list);
  assert_drawn (sections, "");
  mirror_check (&mirror);
  mirror_clear (&mirror);
}

/* What tries again in a moment does not leave its section. */
static void
test_retry_stays (void)
{
  g_assert_cmpint (hoist_section_of (HOIST_STATE_WAITING, HOIST_REASON_RETRY), ==,
                   HOIST_SECTION_UPLOADING);
  g_assert_cmpint (hoist_section_of (HOIST_STATE_WAITING, HOIST_REASON_NETWORK), ==,
                   HOIST_SECTION_WAITING);
  g_assert_cmpint (hoist_section_of (HOIST_STATE_PROCESSING, HOIST_REASON_NONE), ==,
                   HOIST_SECTION_FINISHED);
}

static void
test_progress_is_quiet (void)
{
  const HoistState states[] = { HOIST_STATE_UPLOADING, HOIST_STATE_QUEUED };
  g_autoptr (GListStore) list = make_store (NULL, states, 2);
  g_autoptr (HoistSections) sections = hoist_sections_new (G_LIST_MODEL (list), FALSE);
  Mirror mirror;

  mirror_init (&mirror, sections);
  hoist_sections_session_changed (sections, get (list, 0));
  set_state (sections, get (list, 0), HOIST_STATE_FINISHING);
  g_assert_cmpuint (mirror.n_told, ==, 0);
  mirror_clear (&mirror);
}

static void
test_last_fifty (void)
{
  g_autoptr (GListStore) list = g_list_store_new (HOIST_TYPE_SESSION);
  g_autoptr (HoistSections) sections = NULL;
  HoistSectionHeader *header = NULL;
  Mirror mirror;

  for (guint i = 0; i < 60; i++) {
    g_autoptr (HoistSession) session =
        make (NULL, 1, i < 2 ? HOIST_STATE_UPLOADING : HOIST_STATE_FINISHED);

    g_list_store_append (list, session);
  }
  sections = hoist_sections_new (G_LIST_MODEL (list), FALSE);
  mirror_init (&mirror, sections);
  g_assert_cmpuint (mirror.items->len, ==, 3 + 1 + 50);
  header = g_ptr_array_index (mirror.items, 3);
  g_assert_cmpuint (hoist_section_header_get_count (header), ==, 58);
  g_assert_cmpuint (hoist_section_header_get_n_hidden (header), ==, 8);

  set_state (sections, get (list, 0), HOIST_STATE_FINISHED);
  mirror_check (&mirror);
  g_assert_cmpuint (mirror.items->len, ==, 2 + 1 + 50);
  assert_at (sections, get (list, 0), 3);
  hoist_sections_set_complete (sections, TRUE);
  mirror_check (&mirror);
  g_assert_cmpuint (mirror.items->len, ==, 2 + 1 + 59);
  hoist_sections_set_complete (sections, FALSE);
  mirror_check (&mirror);
  g_list_store_splice (list, 0, 30, NULL, 0);
  mirror_check (&mirror);
  g_assert_cmpuint (mirror.items->len, ==, 1 + 30);
  mirror_clear (&mirror);
}

static HoistFolder *
get_folder (HoistSections *sections, GListStore *list, guint index)
{
  return hoist_sections_get_folder (sections, get (list, index));
}

static void
test_folder_is_one_row (void)
{
  const char *const folders[] = { NULL, "DCIM", "DCIM/100CANON", "DCIM", NULL };
  const HoistState states[] = { HOIST_STATE_QUEUED, HOIST_STATE_QUEUED, HOIST_STATE_QUEUED,
                                HOIST_STATE_FINISHED, HOIST_STATE_QUEUED };
  g_autoptr (GListStore) list = make_store (folders, states, G_N_ELEMENTS (states));
  g_autoptr (HoistSections) sections = hoist_sections_new (G_LIST_MODEL (list), FALSE);
  HoistFolder *folder = get_folder (sections, list, 1);
  g_autoptr (GPtrArray) inside = hoist_sections_dup_sessions (sections, folder);
  Mirror mirror;

  mirror_init (&mirror, sections);
  assert_drawn (sections, "W.f.");
  g_assert_true (folder == get_folder (sections, list, 2));
  g_assert_cmpstr (hoist_folder_get_name (folder), ==, "DCIM");
  g_assert_cmpuint (hoist_folder_get_sums (folder)->n_files, ==, 3);
  g_assert_cmpuint (hoist_folder_get_sums (folder)->n_done, ==, 1);
  g_assert_cmpuint (inside->len, ==, 3);

  hoist_sections_set_expanded (sections, folder, TRUE);
  assert_drawn (sections, "W.f....");
  assert_at (sections, get (list, 2), 4);
  set_state (sections, get (list, 2), HOIST_STATE_UPLOADING);
  assert_drawn (sections, "Uf...W..");
  mirror_check (&mirror);
  hoist_sections_set_expanded (sections, folder, FALSE);
  assert_drawn (sections, "UfW..");
  set_state (sections, get (list, 1), HOIST_STATE_ATTENTION);
  assert_drawn (sections, "AfW..");
  mirror_check (&mirror);
  g_list_store_splice (list, 1, 3, NULL, 0);
  assert_drawn (sections, "W..");
  mirror_check (&mirror);
  mirror_clear (&mirror);
}

/* The same name, but of another place or another time. */
static void
test_folders_apart (void)
{
  g_autoptr (GListStore) list = g_list_store_new (HOIST_TYPE_SESSION);
  g_autoptr (HoistSections) sections = hoist_sections_new (G_LIST_MODEL (list), FALSE);
  g_autoptr (HoistSections) flat = hoist_sections_new (G_LIST_MODEL (list), TRUE);
  const char *const folders[] = { "DCIM", "DCIM", "DCIM 2", "DCIM/DCIM" };
  const gint64 times[] = { 1, 2, 1, 1 };

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++) {
    g_autoptr (HoistSession) session = make (folders[i], times[i], HOIST_STATE_QUEUED);

    g_list_store_append (list, session);
  }
  assert_drawn (sections, "Wfff");
  g_assert_true (get_folder (sections, list, 0) == get_folder (sections, list, 3));
  assert_drawn (flat, "W....");
}

/* Between two of its files a folder stays where the work is. */
static void
test_folder_does_not_jump (void)
{
  const char *const folders[] = { "DCIM", "DCIM" };
  const HoistState states[] = { HOIST_STATE_UPLOADING, HOIST_STATE_QUEUED };
  g_autoptr (GListStore) list = make_store (folders, states, 2);
  g_autoptr (HoistSections) sections = hoist_sections_new (G_LIST_MODEL (list), FALSE);

  assert_drawn (sections, "Uf");
  set_state (sections, get (list, 0), HOIST_STATE_FINISHED);
  assert_drawn (sections, "Uf");
  set_state (sections, get (list, 1), HOIST_STATE_PAUSED);
  assert_drawn (sections, "Wf");
}

static void
test_selection (void)
{
  const HoistState states[] = { HOIST_STATE_QUEUED, HOIST_STATE_QUEUED, HOIST_STATE_QUEUED };
  g_autoptr (GListStore) list = make_store (NULL, states, 3);
  g_autoptr (HoistSections) sections = hoist_sections_new (G_LIST_MODEL (list), FALSE);
  GtkSelectionModel *model = GTK_SELECTION_MODEL (sections);

  /* a heading is never selected */
  gtk_selection_model_select_all (model);
  g_assert_cmpuint (hoist_sections_get_n_selected (sections), ==, 3);
  g_assert_false (gtk_selection_model_is_selected (model, 0));
  gtk_selection_model_select_item (model, 2, TRUE);
  g_assert_cmpuint (hoist_sections_get_n_selected (sections), ==, 1);

  set_state (sections, get (list, 1), HOIST_STATE_UPLOADING);
  assert_drawn (sections, "U.W..");
  g_assert_true (gtk_selection_model_is_selected (model, 1));
  g_assert_cmpuint (hoist_sections_get_n_selected (sections), ==, 1);
  g_list_store_remove (list, 1);
  g_assert_cmpuint (hoist_sections_get_n_selected (sections), ==, 0);
}

static void
test_hidden_is_not_selected (void)
{
  const char *const folders[] = { "DCIM", "DCIM" };
  const HoistState states[] = { HOIST_STATE_QUEUED, HOIST_STATE_QUEUED };
  g_autoptr (GListStore) list = make_store (folders, states, 2);
  g_autoptr (HoistSections) sections = hoist_sections_new (G_LIST_MODEL (list), FALSE);
  GtkSelectionModel *model = GTK_SELECTION_MODEL (sections);
  HoistFolder *folder = get_folder (sections, list, 0);
  g_autoptr (GPtrArray) sessions = NULL;

  hoist_sections_set_expanded (sections, folder, TRUE);
  gtk_selection_model_select_all (model);
  g_assert_cmpuint (hoist_sections_get_n_selected (sections), ==, 3);
  sessions = hoist_sections_dup_selected_sessions (sections);
  g_assert_cmpuint (sessions->len, ==, 2);
  hoist_sections_set_expanded (sections, folder, FALSE);
  g_assert_cmpuint (hoist_sections_get_n_selected (sections), ==, 1);
}

/* The row with the focus moves in one change, all others in two small ones. */
static void
test_kept (void)
{
  const HoistState states[] = { HOIST_STATE_QUEUED, HOIST_STATE_QUEUED, HOIST_STATE_QUEUED,
                                HOIST_STATE_FINISHED };
  g_autoptr (GListStore) list = make_store (NULL, states, 4);
  g_autoptr (HoistSections) sections = hoist_sections_new (G_LIST_MODEL (list), FALSE);
  Mirror mirror;

  mirror_init (&mirror, sections);
  hoist_sections_set_kept (sections, get (list, 1));
  set_state (sections, get (list, 1), HOIST_STATE_FINISHED);
  assert_drawn (sections, "W..F..");
  g_assert_cmpuint (mirror.n_told, ==, 1);
  set_state (sections, get (list, 0), HOIST_STATE_FINISHED);
  g_assert_cmpuint (mirror.n_told, ==, 3);
  mirror_check (&mirror);
  mirror_clear (&mirror);
}

static void
test_neighbours (void)
{
  const char *const folders[] = { NULL, "DCIM", "DCIM", NULL };
  const HoistState states[] = { HOIST_STATE_QUEUED, HOIST_STATE_QUEUED, HOIST_STATE_QUEUED,
                                HOIST_STATE_QUEUED };
  g_autoptr (GListStore) list = make_store (folders, states, 4);
  g_autoptr (HoistSections) sections = hoist_sections_new (G_LIST_MODEL (list), FALSE);
  HoistFolder *folder = get_folder (sections, list, 1);

  for (guint i = 0; i < 2; i++) {
    g_assert_true (hoist_sections_get_neighbour (sections, get (list, 0), 1) == folder);
    g_assert_true (hoist_sections_get_neighbour (sections, folder, 1) == get (list, 3));
    g_assert_true (hoist_sections_get_neighbour (sections, get (list, 3), -1) == folder);
    g_assert_true (hoist_sections_get_neighbour (sections, get (list, 1), 1) == get (list, 2));
    g_assert_null (hoist_sections_get_neighbour (sections, get (list, 1), -1));
    g_assert_null (hoist_sections_get_neighbour (sections, get (list, 2), 1));
    g_assert_null (hoist_sections_get_neighbour (sections, get (list, 0), -1));
    hoist_sections_set_expanded (sections, folder, TRUE);
  }
}

/* The queue moves sessions by taking them out and putting them in within one change. */
static void
test_moved_in_the_queue (void)
{
  const HoistState states[] = { HOIST_STATE_QUEUED, HOIST_STATE_QUEUED, HOIST_STATE_QUEUED };
  g_autoptr (GListStore) list = make_store (NULL, states, 3);
  g_autoptr (HoistSections) sections = hoist_sections_new (G_LIST_MODEL (list), FALSE);
  g_autoptr (HoistSession) last = g_object_ref (get (list, 2));
  gpointer moved[] = { last, get (list, 0), get (list, 1) };
  Mirror mirror;

  mirror_init (&mirror, sections);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (sections), 3, TRUE);
  last->record->position = 0;
  g_list_store_splice (list, 0, 3, moved, 3);
  mirror_check (&mirror);
  assert_at (sections, last, 1);
  g_assert_true (gtk_selection_model_is_selected (GTK_SELECTION_MODEL (sections), 1));
  g_assert_cmpuint (mirror.n_told, ==, 1);
  mirror_clear (&mirror);
}

/* --- against a model that knows no tricks --- */

static int
compare_naive (gconstpointer a, gconstpointer b)
{
  HoistSession *first = *(HoistSession *const *) a;
  HoistSession *second = *(HoistSession *const *) b;
  const HoistRecord *one = hoist_session_get_record (first);
  const HoistRecord *two = hoist_session_get_record (second);
  gboolean is_done = hoist_state_is_ended (one->state) && hoist_state_is_ended (two->state);
  gint64 one_key = is_done ? -one->ended_us : one->position;
  gint64 two_key = is_done ? -two->ended_us : two->position;

  return one_key < two_key ? -1 : one_key > two_key;
}

/* The plain uploads of a section, in the order they should have. */
static GPtrArray *
expect_plain (GListStore *list, HoistSection section)
{
  GPtrArray *rows = g_ptr_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++) {
    HoistSession *session = get (list, i);

    if (hoist_session_get_record (session)->folder == NULL &&
        hoist_section_of (hoist_session_get_state (session), HOIST_REASON_NONE) == section)
      g_ptr_array_add (rows, session);
  }
  g_ptr_array_sort (rows, compare_naive);
  return rows;
}

static void
check_plain (HoistSections *sections, GListStore *list)
{
  HoistSection section = 0;
  guint next = 0;
  g_autoptr (GPtrArray) rows = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (sections)); i++) {
    g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (sections), i);

    if (HOIST_IS_SECTION_HEADER (item)) {
      g_assert_true (rows == NULL || next == rows->len || section == HOIST_SECTION_FINISHED);
      section = hoist_section_header_get_section (HOIST_SECTION_HEADER (item));
      g_clear_pointer (&rows, g_ptr_array_unref);
      rows = expect_plain (list, section);
      next = 0;
    } else if (HOIST_IS_SESSION (item) &&
               hoist_sections_get_folder (sections, HOIST_SESSION (item)) == NULL) {
      g_assert_cmpuint (next, <, rows->len);
      g_assert_true (g_ptr_array_index (rows, next++) == item);
    }
  }
}

static void
check_folders (HoistSections *sections, GListStore *list)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++) {
    HoistSession *session = get (list, i);
    HoistFolder *folder = hoist_sections_get_folder (sections, session);
    HoistSection section = 0;
    g_autoptr (GPtrArray) inside = NULL;
    guint n_attention = 0;
    guint n_done = 0;

    g_assert_true ((folder != NULL) == (hoist_session_get_record (session)->folder != NULL));
    if (folder == NULL)
      continue;
    inside = hoist_sections_dup_sessions (sections, folder);
    for (guint j = 0; j < inside->len; j++) {
      HoistState state = hoist_session_get_state (g_ptr_array_index (inside, j));

      g_assert_true (j == 0 || compare_naive (&inside->pdata[j - 1], &inside->pdata[j]) != 0);
      n_attention += state == HOIST_STATE_ATTENTION;
      n_done += hoist_state_is_ended (state);
    }
    g_assert_cmpuint (hoist_folder_get_sums (folder)->n_files, ==, inside->len);
    g_assert_cmpuint (hoist_folder_get_sums (folder)->n_attention, ==, n_attention);
    g_assert_cmpuint (hoist_folder_get_sums (folder)->n_done, ==, n_done);
    g_assert_cmpuint (hoist_folder_get_sums (folder)->size, ==, 10 * inside->len);
    g_assert_true (hoist_sections_get_section (sections, folder, &section));
    g_assert_true ((section == HOIST_SECTION_ATTENTION) == (n_attention > 0));
    g_assert_true ((section == HOIST_SECTION_FINISHED) == (n_done == inside->len));
  }
}

static void
add_some (GListStore *list, guint n)
{
  static const char *const folders[] = { NULL, NULL, "A", "A/b", "B" };
  g_autoptr (GPtrArray) added = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 added_us = g_test_rand_int_range (0, 4);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (added,
                     make (folders[g_test_rand_int_range (0, G_N_ELEMENTS (folders))], added_us,
                           (HoistState) g_test_rand_int_range (0, HOIST_STATE_REMOVED)));
  g_list_store_splice (list, g_list_model_get_n_items (G_LIST_MODEL (list)), 0, added->pdata, n);
}

static void
move_one (GListStore *list, guint from)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (list));
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  gpointer moved = NULL;

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (all, g_list_model_get_item (G_LIST_MODEL (list), i));
  moved = g_ptr_array_steal_index (all, from);
  g_ptr_array_insert (all, g_test_rand_int_range (0, (int) n), moved);
  for (guint i = 0; i < n; i++)
    ((HoistSession *) g_ptr_array_index (all, i))->record->position = i;
  g_list_store_splice (list, 0, n, all->pdata, n);
}

static void
do_something (HoistSections *sections, GListStore *list)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (list));
  int choice = g_test_rand_int_range (0, 20);
  guint at = n == 0 ? 0 : (guint) g_test_rand_int_range (0, (int) n);
  HoistFolder *folder = n == 0 ? NULL : hoist_sections_get_folder (sections, get (list, at));
  guint n_shown = g_list_model_get_n_items (G_LIST_MODEL (sections));

  if (n < 20 || (choice == 0 && n < 200))
    add_some (list, (guint) g_test_rand_int_range (1, 12));
  else if (choice == 1)
    g_list_store_remove (list, at);
  else if (choice == 2)
    g_list_store_splice (list, at, MIN (n - at, 8), NULL, 0);
  else if (choice == 3)
    move_one (list, at);
  else if (choice == 4)
    hoist_sections_set_complete (sections, g_test_rand_bit ());
  else if (choice == 5)
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (sections),
                                     (guint) g_test_rand_int_range (0, (int) n_shown), FALSE);
  else if (choice == 6)
    hoist_sections_set_kept (sections, get (list, at));
  else if (choice < 9 && folder != NULL)
    hoist_sections_set_expanded (sections, folder, !hoist_folder_is_expanded (folder));
  else
    set_state (sections, get (list, at),
               (HoistState) g_test_rand_int_range (0, HOIST_STATE_REMOVED));
}

static void
check_selected (HoistSections *sections)
{
  g_autoptr (GtkBitset) bitset = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (sections));
  g_autoptr (GPtrArray) items = hoist_sections_dup_selected (sections);
  guint position = 0;

  g_assert_cmpuint (gtk_bitset_get_size (bitset), ==, hoist_sections_get_n_selected (sections));
  for (guint i = 0; i < items->len; i++) {
    g_assert_true (hoist_sections_find (sections, g_ptr_array_index (items, i), &position));
    g_assert_true (gtk_bitset_contains (bitset, position));
  }
}

static void
test_random (void)
{
  g_autoptr (GListStore) list = g_list_store_new (HOIST_TYPE_SESSION);
  g_autoptr (HoistSections) sections = hoist_sections_new (G_LIST_MODEL (list), FALSE);
  Mirror mirror;

  mirror_init (&mirror, sections);
  for (guint i = 0; i < 3000; i++) {
    do_something (sections, list);
    mirror_check (&mirror);
    check_plain (sections, list);
    check_folders (sections, list);
    check_selected (sections);
  }
  mirror_clear (&mirror);
}

static void
test_many (void)
{
  g_autoptr (GListStore) list = g_list_store_new (HOIST_TYPE_SESSION);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (HoistSections) sections = NULL;
  gint64 start_us = 0;

  for (guint i = 0; i < MANY; i++)
    g_ptr_array_add (all, make (i % 2 == 0 ? NULL : "A/b", 1, HOIST_STATE_QUEUED));
  g_list_store_splice (list, 0, 0, all->pdata, all->len);
  start_us = g_get_monotonic_time ();
  sections = hoist_sections_new (G_LIST_MODEL (list), FALSE);
  g_test_message ("built in %.1f ms", (double) (g_get_monotonic_time () - start_us) / 1000);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (sections)), ==, 1 + MANY / 2 + 1);
  start_us = g_get_monotonic_time ();
  for (guint i = 0; i < 1000; i++)
    set_state (sections, g_ptr_array_index (all, i), HOIST_STATE_UPLOADING);
  g_test_message ("1000 moves in %.1f ms", (double) (g_get_monotonic_time () - start_us) / 1000);
  start_us = g_get_monotonic_time ();
  hoist_sections_set_expanded (sections, hoist_sections_get_folder (sections, all->pdata[1]), TRUE);
  g_test_message ("opened in %.1f ms", (double) (g_get_monotonic_time () - start_us) / 1000);
  start_us = g_get_monotonic_time ();
  g_list_store_remove_all (list);
  g_test_message ("emptied in %.1f ms", (double) (g_get_monotonic_time () - start_us) / 1000);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (sections)), ==, 0);
}

static void
test_gone_without_a_trace (void)
{
  const HoistState states[] = { HOIST_STATE_QUEUED };
  GListStore *list = make_store (NULL, states, 1);
  HoistSections *sections = hoist_sections_new (G_LIST_MODEL (list), FALSE);
  HoistSession *session = g_object_ref (get (list, 0));

  g_assert_finalize_object (sections);
  g_assert_finalize_object (list);
  g_assert_finalize_object (session);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  g_autoptr (HoistVault) vault = NULL;
  int status = 0;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("hoist-sections-XXXXXX", NULL);
  path = g_build_filename (folder, "queue.sqlite", NULL);
  vault = hoist_test_vault_new ();
  store = hoist_store_new (path, vault);

  g_test_add_func ("/sections/stand-in-order", test_order);
  g_test_add_func ("/sections/without-rows-are-absent", test_empty_sections);
  g_test_add_func ("/sections/keep-what-tries-again", test_retry_stays);
  g_test_add_func ("/sections/say-nothing-of-progress", test_progress_is_quiet);
  g_test_add_func ("/sections/show-the-last-fifty-finished", test_last_fifty);
  g_test_add_func ("/sections/show-a-folder-as-one-row", test_folder_is_one_row);
  g_test_add_func ("/sections/tell-folders-apart", test_folders_apart);
  g_test_add_func ("/sections/let-no-folder-jump", test_folder_does_not_jump);
  g_test_add_func ("/sections/keep-the-selection-on-the-row", test_selection);
  g_test_add_func ("/sections/select-nothing-hidden", test_hidden_is_not_selected);
  g_test_add_func ("/sections/move-the-focused-row-in-one-change", test_kept);
  g_test_add_func ("/sections/know-neighbours", test_neighbours);
  g_test_add_func ("/sections/follow-moves-in-the-queue", test_moved_in_the_queue);
  g_test_add_func ("/sections/agree-with-a-simple-model", test_random);
  g_test_add_func ("/sections/hold-a-hundred-thousand", test_many);
  g_test_add_func ("/sections/go-without-a-trace", test_gone_without_a_trace);

  status = g_test_run ();
  g_object_unref (store);
  g_rmdir (folder);
  return status;
}
