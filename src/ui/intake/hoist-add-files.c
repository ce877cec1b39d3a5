/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files on their way into the queue: chosen, dropped, pasted or given, looked through, added, and
 * said. */
#include "hoist-config.h"

#include "hoist-add-files.h"

#include "hoist-arrival-note.h"
#include "hoist-closures.h"
#include "hoist-error.h"
#include "hoist-gather.h"
#include "hoist-list-words.h"
#include "hoist-toasts.h"

#include <glib/gi18n-lib.h>

struct _HoistAddFiles {
  GObject parent;

  GtkWindow *window;             /* (unowned): owns this */
  AdwToastOverlay *toasts;       /* (unowned): in the window */
  HoistArrivals *arrivals;       /* (owned): the window's */
  HoistQueue *queue;             /* (owned) (nullable): once it is open */
  HoistAccounts *accounts;       /* (owned) (nullable) */
  HoistPreferences *preferences; /* (owned) (nullable): without them, what most people want */
  GtkFileChooserNative *chooser; /* (owned) (nullable): while it is open */
  GPtrArray *pending;            /* (owned) (element-type Batch): came before it was time */
  GPtrArray *notes; /* (owned) (element-type HoistArrivalNote): of what is on its way */
  gboolean is_holding;
  gboolean is_leaving;
};

/* What came at once, for one account. */
typedef struct {
  HoistAddFiles *owner;   /* (owned) (nullable): while it is on its way */
  HoistDropped *dropped;  /* (owned) (nullable) */
  char *account;          /* (owned) (nullable): %NULL for the default one */
  GCancellable *arrival;  /* (owned) (nullable): once its folders are walked */
  HoistArrivalNote *note; /* (unowned) (nullable): of its owner's notes */
  gint64 since_us;        /* what came in since then is no news; 0 for what has just come */
  guint n_ignored;        /* what was left out of folders */
} Batch;

enum { SIGNAL_SETTLED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HoistAddFiles, hoist_add_files, G_TYPE_OBJECT)

static void
batch_free (Batch *self)
{
  g_clear_object (&self->owner);
  g_clear_object (&self->arrival);
  hoist_dropped_free (self->dropped);
  g_free (self->account);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Batch, batch_free)

static void
add_note (HoistAddFiles *self, Batch *batch, HoistArrivalNote *note)
{
  g_ptr_array_add (self->notes, note);
  batch->note = note;
}

/* Who quits or is killed before all of it is in the queue finds the rest in the next start. */
static void
note (HoistAddFiles *self, Batch *batch)
{
  const char *folder = hoist_store_get_folder (hoist_queue_get_store (self->queue));

  if (batch->dropped->paths->len > 0 && batch->note == NULL)
    add_note (
        self, batch,
        hoist_arrival_note_new (folder, batch->dropped->paths, batch->account, g_get_real_time ()));
}

/* All that becomes of it is in the queue, or was said. */
static void
forget (HoistAddFiles *self, Batch *batch)
{
  guint at = 0;

  if (batch->note == NULL || !g_ptr_array_find (self->notes, batch->note, &at))
    return;
  hoist_arrival_note_forget (g_ptr_array_steal_index (self->notes, at));
  batch->note = NULL;
  if (self->notes->len == 0)
    g_signal_emit (self, signals[SIGNAL_SETTLED], 0);
}

static void
say (HoistAddFiles *self, const char *text)
{
  hoist_toasts_say (self->toasts, text);
}

static void
say_refused (HoistAddFiles *self, const HoistGathered *gathered)
{
  g_auto (GStrv) names = hoist_gathered_dup_refused (gathered);
  g_autofree char *text = hoist_closure_refused ((const char *const *) names);
  AdwToast *toast = hoist_toasts_new (text);

  if (gathered->refused_folder != NULL) {
    adw_toast_set_button_label (toast, _ ("_Choose File…"));
    adw_toast_set_action_name (toast, "win.choose-in");
    adw_toast_set_action_target_value (toast, g_variant_new_bytestring (gathered->refused_folder));
  }
  adw_toast_set_timeout (toast, 10);
  hoist_toasts_add_urgent (self->toasts, toast);
}

static const char *
get_account_id (HoistAddFiles *self, const Batch *batch)
{
  HoistAccount *account = NULL;

  if (batch->account != NULL)
    account = hoist_accounts_find (self->accounts, batch->account);
  if (account == NULL)
    account = hoist_accounts_get_default (self->accounts);
  return account == NULL ? "" : hoist_account_get_id (account);
}

static HoistAddedSums
make_sums (HoistAddFiles *self, const Batch *batch)
{
  HoistAccount *account = hoist_accounts_find (self->accounts, get_account_id (self, batch));
  HoistAddedSums sums = { .n_ignored = batch->n_ignored };

  if (account != NULL)
    sums.account = hoist_account_get_name (account);
  if (self->preferences != NULL)
    sums.has_patterns = *hoist_preferences_get (self->preferences)->ignored_patterns != '\0';
  return sums;
}

/* Only what came in with something wrong: one that was in the list already is tried again. */
static void
count_wrong (HoistAddedSums *sums, GPtrArray *sessions)
{
  for (guint i = 0; i < sessions->len; i++) {
    HoistSession *session = g_ptr_array_index (sessions, i);

    if (hoist_session_get_state (session) != HOIST_STATE_ATTENTION)
      continue;
    if (hoist_session_get_reason (session) == HOIST_REASON_TOO_LARGE)
      sums->n_too_large++;
    else
      sums->n_attention++;
  }
}

static void
say_added (HoistAddFiles *self, const HoistAddedSums *sums)
{
  g_autofree char *text = hoist_words_added (sums);
  AdwToast *toast = NULL;

  if (sums->n_too_large + sums->n_attention == 0) {
    say (self, text);
    return;
  }
  toast = hoist_toasts_new (text);
  adw_toast_set_button_label (toast, _ ("_Show"));
  adw_toast_set_action_name (toast, "win.show-section");
  adw_toast_set_action_target_value (toast, g_variant_new_uint32 (HOIST_SECTION_ATTENTION));
  adw_toast_set_timeout (toast, 10);
  hoist_toasts_add_urgent (self->toasts, toast);
}

static void
on_added (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Batch) batch = user_data;
  HoistAddFiles *self = batch->owner;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) sessions = NULL;
  HoistAddedSums sums = { 0 };
  guint n_new = 0;
  guint n_joined = 0;

  sessions =
      hoist_queue_add_finish_counted (HOIST_QUEUE (source), result, &n_new, &n_joined, &error);
  if (self->window == NULL || (sessions == NULL && self->is_leaving))
    return;
  forget (self, batch);
  if (sessions == NULL) {
    if (!hoist_error_is_cancelled (error))
      say (self, error->message);
    return;
  }
  sums = make_sums (self, batch);
  sums.n_new = n_new;
  sums.n_joined = n_joined;
  count_wrong (&sums, sessions);
  say_added (self, &sums);
}

static void
say_nothing_added (HoistAddFiles *self, const Batch *batch)
{
  const HoistAddedSums sums = make_sums (self, batch);
  g_autofree char *text = hoist_words_nothing_added (&sums);

  say (self, text);
}

/* What happens to a name that is taken is a preference, unless the account has an option of its
 * own; with %NULL the queue takes the account's last used options as they are. */
static HoistSettings *
make_options (HoistAddFiles *self, const char *id)
{
  HoistAccount *account = hoist_accounts_find (self->accounts, id);
  const char *policy =
      self->preferences != NULL ? hoist_preferences_get_name_policy (self->preferences) : NULL;
  HoistSettings *options = NULL;
  const HoistField *field = NULL;

  if (account != NULL)
    field = hoist_provider_find_field (hoist_account_get_provider (account), "name-policy");
  if (policy == NULL || field == NULL || (field->flags & HOIST_FIELD_PER_UPLOAD) == 0)
    return NULL;
  options = hoist_queue_dup_remembered_options (self->queue, id);
  if (hoist_settings_get (options, "name-policy") == NULL)
    hoist_settings_set (options, "name-policy", policy);
  return options;
}

static gboolean
starts_when_added (HoistAddFiles *self)
{
  return self->preferences == NULL || hoist_preferences_get (self->preferences)->starts_when_added;
}

/* What the run before had taken in of it, however far that has come since. */
static void
leave_out_known (HoistAddFiles *self, const Batch *batch, const char *account, GPtrArray *files)
{
  guint n_rows = g_list_model_get_n_items (G_LIST_MODEL (self->queue));
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; batch->since_us != 0 && i < n_rows; i++) {
    g_autoptr (HoistSession) session = g_list_model_get_item (G_LIST_MODEL (self->queue), i);
    const HoistRecord *record = hoist_session_get_record (session);

    if (record->added_us >= batch->since_us && g_strcmp0 (record->account, account) == 0)
      g_hash_table_add (known, g_strdup (record->path));
  }
  for (guint i = files->len; g_hash_table_size (known) > 0 && i > 0; i--) {
    const HoistAddedFile *file = g_ptr_array_index (files, i - 1);

    if (g_hash_table_contains (known, file->path))
      g_ptr_array_remove_index (files, i - 1);
  }
}

static void
on_gathered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Batch) batch = user_data;
  HoistAddFiles *self = batch->owner;
  g_autoptr (HoistGathered) gathered = hoist_gather_finish (result, NULL);
  g_autoptr (HoistSettings) options = NULL;
  const char *account = NULL;

  hoist_arrivals_end (self->arrivals, batch->arrival);
  if (self->queue == NULL || self->window == NULL || self->is_leaving)
    return;
  if (gathered == NULL) {
    forget (self, batch);
    return;
  }
  batch->n_ignored = gathered->n_ignored;
  account = get_account_id (self, batch);
  leave_out_known (self, batch, account, gathered->files);
  if (gathered->refused->len > 0)
    say_refused (self, gathered);
  if (gathered->files->len == 0) {
    if (gathered->refused->len == 0 && batch->since_us == 0)
      say_nothing_added (self, batch);
    forget (self, batch);
    return;
  }
  options = make_options (self, account);
  hoist_queue_add_async (self->queue, gathered->files, account, options, !starts_when_added (self),
                         on_added, g_steal_pointer (&batch));
}

static void
start (HoistAddFiles *self, Batch *batch)
{
  batch->owner = g_object_ref (self);
  if (self->preferences != NULL)
    batch->dropped->ignore = hoist_ignore_new (hoist_preferences_get (self->preferences));
  /* of what was dropped itself; how many lie in a folder is not known yet */
  batch->arrival = hoist_arrivals_begin (
      self->arrivals, batch->dropped->paths->len > 1 ? batch->dropped->paths->len : 0);
  hoist_gather_async (g_steal_pointer (&batch->dropped), batch->arrival, on_gathered, batch);
}

static gboolean
is_time (HoistAddFiles *self)
{
  return self->queue != NULL && !self->is_holding;
}

static void
start_pending (HoistAddFiles *self)
{
  if (!is_time (self))
    return;
  while (self->pending->len > 0)
    start (self, g_ptr_array_steal_index (self->pending, 0));
}

static void
on_chosen (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  HoistAddFiles *self = HOIST_ADD_FILES (user_data);
  g_autoptr (GListModel) files = NULL;
  HoistDropped *dropped = NULL;

  if (response == GTK_RESPONSE_ACCEPT) {
    dropped = hoist_dropped_new ();
    files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));
    for (guint i = 0; i < g_list_model_get_n_items (files); i++) {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);

      hoist_dropped_add_file (dropped, file);
    }
    hoist_add_files_take (self, dropped, NULL);
  }
  gtk_native_dialog_destroy (dialog);
  g_clear_object (&self->chooser);
}

static void
hoist_add_files_dispose (GObject *object)
{
  HoistAddFiles *self = HOIST_ADD_FILES (object);

  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);
  g_clear_weak_pointer (&self->window);
  g_clear_object (&self->preferences);
  g_clear_object (&self->accounts);
  g_clear_object (&self->queue);
  g_clear_pointer (&self->pending, g_ptr_array_unref);
  g_clear_pointer (&self->notes, g_ptr_array_unref);

  G_OBJECT_CLASS (hoist_add_files_parent_class)->dispose (object);
}

static void
hoist_add_files_finalize (GObject *object)
{
  g_object_unref (HOIST_ADD_FILES (object)->arrivals);

  G_OBJECT_CLASS (hoist_add_files_parent_class)->finalize (object);
}

static void
hoist_add_files_class_init (HoistAddFilesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hoist_add_files_dispose;
  G_OBJECT_CLASS (klass)->finalize = hoist_add_files_finalize;

  signals[SIGNAL_SETTLED] = g_signal_new ("settled", HOIST_TYPE_ADD_FILES, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
hoist_add_files_init (HoistAddFiles *self)
{
  self->pending = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_free);
  self->notes = g_ptr_array_new_with_free_func ((GDestroyNotify) hoist_arrival_note_free);
}

/**
 * hoist_add_files_new:
 * @window: what the dialogs belong to; it keeps this object
 * @toasts: where the result is said
 * @arrivals: where is told what is still on its way
 *
 * Returns: (transfer full): its signal "settled" says that nothing is on its way any more
 */
HoistAddFiles *
hoist_add_files_new (GtkWindow *window, AdwToastOverlay *toasts, HoistArrivals *arrivals)
{
  HoistAddFiles *self = g_object_new (HOIST_TYPE_ADD_FILES, NULL);

  g_set_weak_pointer (&self->window, window);
  self->toasts = toasts;
  self->arrivals = g_object_ref (arrivals);
  return self;
}

/* What is left out of folders, whether uploads start at once, and taken names: as they say then. */
void
hoist_add_files_set_preferences (HoistAddFiles *self, HoistPreferences *preferences)
{
  g_return_if_fail (HOIST_IS_ADD_FILES (self));

  g_set_object (&self->preferences, preferences);
}

/* What the run before this one had not taken in when it ended comes first. */
static void
take_up_notes (HoistAddFiles *self)
{
  g_autoptr (GPtrArray) found =
      hoist_arrival_notes_read (hoist_store_get_folder (hoist_queue_get_store (self->queue)));

  for (guint i = 0; i < found->len; i++) {
    HoistArrivalNote *known = g_ptr_array_index (found, i);
    Batch *batch = g_new0 (Batch, 1);

    batch->dropped = hoist_dropped_new ();
    g_ptr_array_unref (batch->dropped->paths);
    batch->dropped->paths = g_ptr_array_ref (hoist_arrival_note_get_paths (known));
    batch->account = g_strdup (hoist_arrival_note_get_account (known));
    batch->since_us = hoist_arrival_note_get_noted (known);
    add_note (self, batch, known);
    g_ptr_array_insert (self->pending, (int) i, batch);
  }
}

/**
 * hoist_add_files_set_queue:
 *
 * Files that came before are added now, and those that were on their way when the program ended.
 * Called once.
 */
void
hoist_add_files_set_queue (HoistAddFiles *self, HoistQueue *queue, HoistAccounts *accounts)
{
  g_return_if_fail (HOIST_IS_ADD_FILES (self));
  g_return_if_fail (self->queue == NULL);

  g_set_object (&self->queue, queue);
  g_set_object (&self->accounts, accounts);
  take_up_notes (self);
  for (guint i = 0; i < self->pending->len; i++)
    note (self, g_ptr_array_index (self->pending, i));
  start_pending (self);
}

/* Whether files are on their way that will be in the queue. */
gboolean
hoist_add_files_is_busy (HoistAddFiles *self)
{
  g_return_val_if_fail (HOIST_IS_ADD_FILES (self), FALSE);

  return self->notes->len > 0;
}

static void
settle (gpointer note, gpointer user_data)
{
  hoist_arrival_note_settle (note);
}

/* The program ends: what is still on its way is left to its next start, which has it noted. */
void
hoist_add_files_leave (HoistAddFiles *self)
{
  g_return_if_fail (HOIST_IS_ADD_FILES (self));

  self->is_leaving = TRUE;
  g_ptr_array_foreach (self->notes, settle, NULL);
}

/**
 * hoist_add_files_hold:
 * @is_held: files that come meanwhile wait, since the account they are meant for is being made
 */
void
hoist_add_files_hold (HoistAddFiles *self, gboolean is_held)
{
  g_return_if_fail (HOIST_IS_ADD_FILES (self));

  self->is_holding = is_held;
  start_pending (self);
}

/**
 * hoist_add_files_take:
 * @dropped: (transfer full): files and folders
 * @account: (nullable): the id of an account; %NULL for the default one
 *
 * Looks through them on a thread and adds what is there to the queue, then says what came of it.
 */
void
hoist_add_files_take (HoistAddFiles *self, HoistDropped *dropped, const char *account)
{
  Batch *batch = NULL;

  g_return_if_fail (HOIST_IS_ADD_FILES (self));

  batch = g_new0 (Batch, 1);
  batch->dropped = dropped;
  batch->account = g_strdup (account);
  if (self->queue != NULL)
    note (self, batch);
  if (is_time (self))
    start (self, batch);
  else
    g_ptr_array_add (self->pending, batch);
}

/**
 * hoist_add_files_choose:
 * @is_folder: whether folders are chosen
 * @folder: (nullable) (type filename): where to begin
 */
void
hoist_add_files_choose (HoistAddFiles *self, gboolean is_folder, const char *folder)
{
  g_autoptr (GFile) file = NULL;

  g_return_if_fail (HOIST_IS_ADD_FILES (self));

  /* not among recent files, where no folder can be chosen */
  if (folder == NULL && is_folder)
    folder = g_get_home_dir ();
  if (folder != NULL)
    file = g_file_new_for_path (folder);

  if (self->chooser != NULL)
    return;
  self->chooser = gtk_file_chooser_native_new (
      is_folder ? _ ("Add Folder") : _ ("Add Files"), self->window,
      is_folder ? GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER : GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Add"),
      NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (self->chooser), TRUE);
  if (file != NULL)
    gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (self->chooser), file, NULL);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chosen), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}
