/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of one upload: its file, where it goes, how far it is, and what proves it. */
#include "hoist-details-overview.h"

#include "hoist-details-fact.h"
#include "hoist-details-text.h"
#include "hoist-documents.h"
#include "hoist-receipt-collect.h"
#include "hoist-sight.h"

struct _HoistDetailsOverview {
  AdwBin parent;

  GtkWidget *state;         /* (unowned) */
  GtkWidget *bar_row;       /* (unowned) */
  GtkWidget *bar;           /* (unowned) */
  GtkWidget *name;          /* (unowned) */
  GtkWidget *path;          /* (unowned) */
  GtkWidget *size;          /* (unowned) */
  GtkWidget *added;         /* (unowned) */
  GtkWidget *account;       /* (unowned) */
  GtkWidget *folder;        /* (unowned) */
  GtkWidget *link;          /* (unowned) */
  GtkWidget *remote_id;     /* (unowned) */
  GtkWidget *ended;         /* (unowned) */
  GtkWidget *proof_group;   /* (unowned) */
  GtkWidget *proof;         /* (unowned) */
  GtkWidget *md5;           /* (unowned) */
  GtkWidget *sha1;          /* (unowned) */
  GtkWidget *sha256;        /* (unowned) */
  GtkWidget *crc64;         /* (unowned) */
  GtkWidget *receipt_group; /* (unowned) */

  HoistWorkspace *workspace; /* (owned) (nullable) */
  HoistSession *session;     /* (owned) (nullable) */
  HoistDigests digests;
  HoistState asked_in; /* when the digests were asked for: later states may know more */
  gboolean has_asked;
  guint refresh_id; /* a frame callback, so that many notifies cost one refresh */
};

G_DEFINE_FINAL_TYPE (HoistDetailsOverview, hoist_details_overview, ADW_TYPE_BIN)

static void
show (GtkWidget *row, const char *text)
{
  hoist_details_fact_show (HOIST_DETAILS_FACT (row), text);
}

static void
show_taken (GtkWidget *row, char *text)
{
  show (row, text);
  g_free (text);
}

static void
show_proof (HoistDetailsOverview *self, const HoistRecord *record)
{
  gboolean is_due = hoist_receipt_is_due (record);

  show (self->proof, is_due ? hoist_receipt_describe_proof (record->verified) : NULL);
  show_taken (self->md5, hoist_receipt_dup_digest (&self->digests, HOIST_DIGEST_MD5));
  show_taken (self->sha1, hoist_receipt_dup_digest (&self->digests, HOIST_DIGEST_SHA1));
  show_taken (self->sha256, hoist_receipt_dup_digest (&self->digests, HOIST_DIGEST_SHA256));
  show_taken (self->crc64, hoist_receipt_dup_digest (&self->digests, HOIST_DIGEST_CRC64));
  gtk_widget_set_visible (self->proof_group, is_due || self->digests.known != HOIST_DIGEST_NONE);
  gtk_widget_set_visible (self->receipt_group, is_due);
}

static void
on_digests (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HoistDetailsOverview) self = HOIST_DETAILS_OVERVIEW (user_data);
  HoistDigests digests = { 0 };

  if (self->session == NULL)
    return;
  if (!hoist_receipt_find_digests_finish (self->workspace, result, &digests, NULL))
    return;
  self->digests = digests;
  show_proof (self, hoist_session_get_record (self->session));
}

static void
ask_digests (HoistDetailsOverview *self)
{
  HoistState state = hoist_session_get_state (self->session);

  if (self->has_asked && state == self->asked_in)
    return;
  self->has_asked = TRUE;
  self->asked_in = state;
  hoist_receipt_find_digests_async (self->workspace, self->session, on_digests,
                                    g_object_ref (self));
}

static void
show_state (HoistDetailsOverview *self)
{
  HoistSight sight = hoist_sight_of (self->session, hoist_workspace_get_accounts (self->workspace));
  HoistBar bar = hoist_closure_bar (&sight);
  g_autofree char *percent = hoist_closure_percent (sight.fraction);

  show_taken (self->state, hoist_closure_sentence (&sight));
  gtk_widget_set_visible (self->bar_row, bar != HOIST_BAR_NONE);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->bar), sight.fraction);
  gtk_progress_bar_set_text (GTK_PROGRESS_BAR (self->bar), percent);
}

static void
refresh (HoistDetailsOverview *self)
{
  const HoistRecord *record = hoist_session_get_record (self->session);

  show_state (self);
  show_taken (self->size, hoist_details_text_size (record->size));
  show_taken (self->account, hoist_details_text_account (
                                 self->session, hoist_workspace_get_accounts (self->workspace)));
  show (self->folder, record->folder);
  show (self->link, record->link);
  show (self->remote_id, record->remote_id);
  show_taken (self->ended, hoist_details_text_time (record->ended_us));
  show_proof (self, record);
  ask_digests (self);
}

static gboolean
on_frame (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  HoistDetailsOverview *self = HOIST_DETAILS_OVERVIEW (widget);

  self->refresh_id = 0;
  refresh (self);
  return G_SOURCE_REMOVE;
}

static void
on_notify (HoistDetailsOverview *self)
{
  if (self->refresh_id == 0)
    self->refresh_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_frame, NULL, NULL);
}

static void
hoist_details_overview_dispose (GObject *object)
{
  HoistDetailsOverview *self = HOIST_DETAILS_OVERVIEW (object);

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (hoist_details_overview_parent_class)->dispose (object);
}

static void
bind_rows (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, HoistDetailsOverview, state);
  gtk_widget_class_bind_template_child (widget_class, HoistDetailsOverview, bar_row);
  gtk_widget_class_bind_template_child (widget_class, HoistDetailsOverview, bar);
  gtk_widget_class_bind_template_child (widget_class, HoistDetailsOverview, name);
  gtk_widget_class_bind_template_child (widget_class, HoistDetailsOverview, path);
  gtk_widget_class_bind_template_child (widget_class, HoistDetailsOverview, size);
  gtk_widget_class_bind_template_child (widget_class, HoistDetailsOverview, added);
  gtk_widget_class_bind_template_child (widget_class, HoistDetailsOverview, account);
  gtk_widget_class_bind_template_child (widget_class, HoistDetailsOverview, folder);
  gtk_widget_class_bind_template_child (widget_class, HoistDetailsOverview, link);
  gtk_widget_class_bind_template_child (widget_class, HoistDetailsOverview, remote_id);
  gtk_widget_class_bind_template_child (widget_class, HoistDetailsOverview, ended);
  gtk_widget_class_bind_template_child (widget_class, HoistDetailsOverview, proof_group);
  gtk_widget_class_bind_template_child (widget_class, HoistDetailsOverview, proof);
  gtk_widget_class_bind_template_child (widget_class, HoistDetailsOverview, md5);
  gtk_widget_class_bind_template_child (widget_class, HoistDetailsOverview, sha1);
  gtk_widget_class_bind_template_child (widget_class, HoistDetailsOverview, sha256);
  gtk_widget_class_bind_template_child (widget_class, HoistDetailsOverview, crc64);
  gtk_widget_class_bind_template_child (widget_class, HoistDetailsOverview, receipt_group);
}

static void
hoist_details_overview_class_init (HoistDetailsOverviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hoist_details_overview_dispose;
  g_type_ensure (HOIST_TYPE_DETAILS_FACT);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hoist_uploader/Hoist/hoist-details-overview.ui");
  bind_rows (widget_class);
}

static void
hoist_details_overview_init (HoistDetailsOverview *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * hoist_details_overview_set_session:
 * @session: shown from now on; called once
 */
void
hoist_details_overview_set_session (HoistDetailsOverview *self,
                                    HoistWorkspace *workspace,
                                    HoistSession *session)
{
  const HoistRecord *record = hoist_session_get_record (session);

  g_return_if_fail (HOIST_IS_DETAILS_OVERVIEW (self));
  g_return_if_fail (self->session == NULL);

  self->workspace = g_object_ref (workspace);
  self->session = g_object_ref (session);
  show_taken (self->name, hoist_session_dup_name (session));
  show_taken (self->path, hoist_documents_dup_shown_path (record->path));
  show_taken (self->added, hoist_details_text_time (record->added_us));
  refresh (self);
  g_signal_connect_object (session, "notify", G_CALLBACK (on_notify), self, G_CONNECT_SWAPPED);
}
