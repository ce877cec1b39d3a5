/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with the selected rows, or with the one that has the focus. */
#include "hoist-selection-actions.h"

static HoistSections *
get_sections (HoistSessionActions *actions)
{
  return hoist_session_list_get_sections (hoist_session_actions_get_list (actions));
}

/* Returns: (transfer full): the rows that are meant, from top to bottom. */
static GPtrArray *
dup_rows (HoistSessionActions *actions)
{
  GPtrArray *rows = hoist_sections_dup_selected (get_sections (actions));
  gpointer focused = hoist_session_list_get_focused (hoist_session_actions_get_list (actions));

  if (rows->len == 0 && focused != NULL)
    g_ptr_array_add (rows, g_object_ref (focused));
  return rows;
}

static GPtrArray *
dup_sessions (HoistSessionActions *actions)
{
  HoistSections *sections = get_sections (actions);
  gpointer focused = hoist_session_list_get_focused (hoist_session_actions_get_list (actions));

  if (hoist_sections_get_n_selected (sections) == 0 && focused != NULL)
    return hoist_sections_dup_sessions (sections, focused);
  return hoist_sections_dup_selected_sessions (sections);
}

static void
on_remove (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr (GPtrArray) sessions = dup_sessions (user_data);

  hoist_session_actions_remove (user_data, sessions);
}

static void
on_pause (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr (GPtrArray) sessions = dup_sessions (user_data);

  hoist_queue_pause_many (hoist_session_actions_get_queue (user_data), sessions);
}

static void
on_resume (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr (GPtrArray) sessions = dup_sessions (user_data);

  hoist_queue_resume_many (hoist_session_actions_get_queue (user_data), sessions);
}

/* One key for both: pauses while anything of the selection can be paused, else resumes. */
static void
on_toggle (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr (GPtrArray) sessions = dup_sessions (user_data);
  gboolean is_pause = FALSE;

  for (guint i = 0; i < sessions->len && !is_pause; i++)
    is_pause = hoist_session_can_pause (g_ptr_array_index (sessions, i));
  if (is_pause)
    hoist_queue_pause_many (hoist_session_actions_get_queue (user_data), sessions);
  else
    hoist_queue_resume_many (hoist_session_actions_get_queue (user_data), sessions);
}

static void
on_retry (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr (GPtrArray) sessions = dup_sessions (user_data);

  hoist_queue_retry_many (hoist_session_actions_get_queue (user_data), sessions, FALSE);
}

static void
on_copy (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr (GPtrArray) sessions = dup_sessions (user_data);

  hoist_session_actions_copy_links (user_data, sessions);
}

static void
on_details (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr (GPtrArray) sessions = dup_sessions (user_data);
  g_autofree gint64 *ids = g_new (gint64, sessions->len + 1);
  GtkApplicationWindow *window = hoist_session_actions_get_window (user_data);

  if (sessions->len == 0)
    return;
  for (guint i = 0; i < sessions->len; i++)
    ids[i] = hoist_session_get_id (g_ptr_array_index (sessions, i));
  g_action_group_activate_action (
      G_ACTION_GROUP (window), "details-of",
      g_variant_new_fixed_array (G_VARIANT_TYPE_INT64, ids, sessions->len, sizeof *ids));
}

/* --- order --- */

static gboolean
is_waiting (HoistSections *sections, gpointer row)
{
  HoistSection section = HOIST_SECTION_FINISHED;

  return hoist_sections_get_section (sections, row, &section) && section == HOIST_SECTION_WAITING;
}

/* Returns: (nullable): the first upload of a row. */
static HoistSession *
get_first (HoistSections *sections, gpointer row)
{
  g_autoptr (GPtrArray) inside = NULL;

  if (row == NULL)
    return NULL;
  inside = hoist_sections_dup_sessions (sections, row);
  return inside->len == 0 ? NULL : g_ptr_array_index (inside, 0);
}

/* Returns: (nullable): what stands behind @row in the queue; @rows do not count. */
static HoistSession *
get_next (HoistSections *sections, gpointer row, GPtrArray *rows)
{
  gpointer next = row;
  HoistFolder *folder = NULL;

  do {
    next = hoist_sections_get_neighbour (sections, next, 1);
  } while (next != NULL && rows != NULL && g_ptr_array_find (rows, next, NULL));
  if (next != NULL)
    return get_first (sections, next);
  /* behind the last upload of a folder comes what stands behind the folder */
  folder = HOIST_IS_SESSION (row) ? hoist_sections_get_folder (sections, row) : NULL;
  return folder == NULL ? NULL : get_next (sections, folder, rows);
}

static void
move (HoistSessionActions *actions, GPtrArray *rows, HoistSession *before, gboolean is_top)
{
  HoistSections *sections = get_sections (actions);
  g_autoptr (GPtrArray) sessions = g_ptr_array_new_with_free_func (g_object_unref);
  HoistFolder *folder = NULL;

  for (guint i = 0; i < rows->len; i++) {
    gpointer row = g_ptr_array_index (rows, i);

    folder = HOIST_IS_SESSION (row) ? hoist_sections_get_folder (sections, row) : NULL;
    /* comes with its folder */
    if (folder == NULL || !g_ptr_array_find (rows, folder, NULL))
      g_ptr_array_extend_and_steal (sessions, hoist_sections_dup_sessions (sections, row));
  }
  hoist_session_actions_move (actions, sessions, before, is_top);
}

static void
on_move_up (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HoistSections *sections = get_sections (user_data);
  g_autoptr (GPtrArray) rows = dup_rows (user_data);
  gpointer above = NULL;

  if (rows->len == 0 || !is_waiting (sections, g_ptr_array_index (rows, 0)))
    return;
  above = hoist_sections_get_neighbour (sections, g_ptr_array_index (rows, 0), -1);
  if (above != NULL)
    move (user_data, rows, get_first (sections, above), FALSE);
}

static void
on_move_down (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HoistSections *sections = get_sections (user_data);
  g_autoptr (GPtrArray) rows = dup_rows (user_data);
  gpointer below = NULL;

  if (rows->len == 0 || !is_waiting (sections, g_ptr_array_index (rows, rows->len - 1)))
    return;
  below = hoist_sections_get_neighbour (sections, g_ptr_array_index (rows, rows->len - 1), 1);
  if (below != NULL)
    move (user_data, rows, get_next (sections, below, rows), FALSE);
}

static void
on_move_to_top (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr (GPtrArray) rows = dup_rows (user_data);

  move (user_data, rows, NULL, TRUE);
}

static void
on_move_to_end (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr (GPtrArray) rows = dup_rows (user_data);

  move (user_data, rows, NULL, FALSE);
}

/* A row was dragged: with it come all others that are selected, if it is one of them. */
static void
on_drop_row (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HoistSections *sections = get_sections (user_data);
  g_autoptr (GPtrArray) rows = hoist_sections_dup_selected (sections);
  gint64 moved_id = 0;
  gint64 target_id = 0;
  gboolean is_below = FALSE;
  gpointer moved = NULL;
  gpointer target = NULL;

  g_variant_get (parameter, "(xxb)", &moved_id, &target_id, &is_below);
  moved = hoist_session_actions_find_row (user_data, moved_id);
  target = hoist_session_actions_find_row (user_data, target_id);
  if (moved == NULL || target == NULL)
    return;
  if (!g_ptr_array_find (rows, moved, NULL)) {
    g_ptr_array_set_size (rows, 0);
    g_ptr_array_add (rows, g_object_ref (moved));
  }
  if (!g_ptr_array_find (rows, target, NULL))
    move (user_data, rows,
          is_below ? get_next (sections, target, rows) : get_first (sections, target), FALSE);
}

static const GActionEntry entries[] = {
  { "remove-selected", on_remove },   { "pause-selected", on_pause },
  { "resume-selected", on_resume },   { "toggle-selected", on_toggle },
  { "retry-selected", on_retry },     { "copy-selected", on_copy },
  { "details-selected", on_details }, { "move-up", on_move_up },
  { "move-down", on_move_down },      { "move-to-top", on_move_to_top },
  { "move-to-end", on_move_to_end },  { "drop-row", on_drop_row, "(xxb)" },
};

/**
 * hoist_selection_actions_add:
 *
 * Adds them to the window of @actions. Without a selection they mean the row that has the focus.
 */
void
hoist_selection_actions_add (HoistSessionActions *actions)
{
  g_action_map_add_action_entries (G_ACTION_MAP (hoist_session_actions_get_window (actions)),
                                   entries, G_N_ELEMENTS (entries), actions);
}
