/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenes of accounts: how one is made, changed, tested, and what can be wrong with it. */
#include "gallery-scene.h"

#include "hoist-account-assistant.h"
#include "hoist-account-form.h"
#include "hoist-accounts-window.h"
#include "hoist-config.h"
#include "hoist-error.h"
#include "hoist-practice-server.h"

/* The practice service's own, made up. */
#define PRACTICE_ID "practice-app-0001"
#define PRACTICE_SECRET "PRACTICE+only/MADEup+secret/00000000000001=="
#define PRACTICE_PIPELINE "547f3eede4b025bcbff38657"

static GtkWindow *
make_form (GalleryStage *stage)
{
  return GTK_WINDOW (hoist_account_form_new (NULL, NULL, NULL));
}

static GtkWindow *
make_form_errors (GalleryStage *stage)
{
  HoistAccountForm *form = hoist_account_form_new (NULL, NULL, NULL);

  hoist_field_editor_set_value (hoist_account_form_find_editor (form, "class-id"), "twelve");
  hoist_field_editor_set_value (hoist_account_form_find_editor (form, "endpoint"),
                                "http://not-safe.example");
  hoist_account_form_check (form);
  return GTK_WINDOW (form);
}

/* A service with a sign-in by browser and a field that it can be asked for. */
static GtkWindow *
make_form_sign_in (GalleryStage *stage)
{
  HoistAccountForm *form = hoist_account_form_new (NULL, NULL, NULL);

  hoist_account_form_set_provider (form, hoist_provider_find ("alibaba-pds"));
  return GTK_WINDOW (form);
}

/* What an account has is there but for its secrets; this service has several. */
static GtkWindow *
make_form_change (GalleryStage *stage)
{
  g_autoptr (HoistSettings) settings = hoist_settings_new ();
  g_autoptr (HoistAccount) account = NULL;

  hoist_settings_set (settings, "endpoint", "https://bj123.api.aliyunpds.com");
  hoist_settings_set (settings, "client-id", "practice");
  account =
      hoist_account_new ("a", hoist_provider_find ("alibaba-pds"), "Archive", settings, NULL,
                         hoist_engine_get_clock (hoist_workspace_get_engine (stage->workspace)));
  return GTK_WINDOW (hoist_account_form_new (NULL, NULL, account));
}

/* The assistant with @service chosen, and its fields filled in with @values. */
static HoistAccountAssistant *
open_assistant (GalleryStage *stage, const char *service, const char *const *values)
{
  HoistAccountAssistant *assistant = hoist_account_assistant_new (NULL, stage->workspace);

  gtk_widget_activate_action (GTK_WIDGET (assistant), "assistant.choose", "s", service);
  for (guint i = 0; values[i] != NULL; i += 2)
    hoist_field_editor_set_value (hoist_account_assistant_find_editor (assistant, values[i]),
                                  values[i + 1]);
  return assistant;
}

static GtkWindow *
make_assistant (GalleryStage *stage)
{
  return GTK_WINDOW (hoist_account_assistant_new (NULL, stage->workspace));
}

static GtkWindow *
make_assistant_keys (GalleryStage *stage)
{
  const char *const values[] = { "secret-id", "AKIDexample", NULL };
  HoistAccountAssistant *assistant = open_assistant (stage, "tencent-vod", values);

  gtk_widget_activate_action (GTK_WIDGET (assistant), "assistant.next", NULL);
  return GTK_WINDOW (assistant);
}

static GtkWindow *
make_assistant_sign_in (GalleryStage *stage)
{
  const char *const values[] = { "endpoint", "https://bj123.api.aliyunpds.com", NULL };

  return GTK_WINDOW (open_assistant (stage, "alibaba-pds", values));
}

/* Nobody listens there. */
static GtkWindow *
make_assistant_failed (GalleryStage *stage)
{
  const char *const values[] = { "secret-id", "AKIDexample",         "secret-key", "hush",
                                 "endpoint",  "http://127.0.0.1:1/", NULL };
  HoistAccountAssistant *assistant = open_assistant (stage, "tencent-vod", values);

  gtk_widget_activate_action (GTK_WIDGET (assistant), "assistant.next", NULL);
  return GTK_WINDOW (assistant);
}

/* A practice service for those that are let in. */
static GtkWindow *
make_assistant_test (GalleryStage *stage)
{
  static HoistPracticeServer *server;
  const HoistPracticeOptions options = { 0 };
  g_autofree char *address = NULL;
  HoistAccountAssistant *assistant = NULL;

  if (server == NULL)
    server = hoist_practice_server_new (&options, NULL);
  address =
      g_strdup_printf ("http://127.0.0.1:%u/xvid/v1/", hoist_practice_server_get_port (server));
  assistant = open_assistant (
      stage, "xvid-mediahub",
      (const char *const[]){ "client-id", PRACTICE_ID, "client-secret", PRACTICE_SECRET,
                             "pipeline-id", PRACTICE_PIPELINE, "endpoint", address, NULL });
  gtk_widget_activate_action (GTK_WIDGET (assistant), "assistant.next", NULL);
  return GTK_WINDOW (assistant);
}

static GtkWindow *
make_assistant_finish (GalleryStage *stage)
{
  const char *const values[] = { "secret-id", "AKIDexample",         "secret-key", "hush",
                                 "endpoint",  "http://127.0.0.1:1/", NULL };
  HoistAccountAssistant *assistant = open_assistant (stage, "tencent-vod", values);

  gtk_widget_activate_action (GTK_WIDGET (assistant), "assistant.go-on", NULL);
  return GTK_WINDOW (assistant);
}

/* One that its service refused, one whose keys are in memory only, and a locked keyring. */
static GtkWindow *
make_accounts_trouble (GalleryStage *stage)
{
  HoistAccounts *accounts = hoist_workspace_get_accounts (stage->workspace);
  g_autoptr (HoistSettings) secrets = hoist_settings_new ();
  g_autoptr (GError) refusal = g_error_new_literal (
      HOIST_ERROR, HOIST_ERROR_SIGN_IN,
      g_dgettext (GETTEXT_PACKAGE, "The service did not accept the keys. Check SecretId and "
                                   "SecretKey in the account’s settings, and this computer’s "
                                   "clock."));

  hoist_settings_set (secrets, "secret-key", "hush");
  hoist_channel_stop (hoist_account_get_channel (hoist_accounts_get (accounts, 0)), refusal);
  hoist_account_hold_secrets (hoist_accounts_get (accounts, 1), secrets);
  hoist_vault_set_state (hoist_workspace_get_vault (stage->workspace), HOIST_VAULT_LOCKED);
  return GTK_WINDOW (hoist_accounts_window_new (NULL, stage->workspace));
}

static GtkWindow *
make_accounts (GalleryStage *stage)
{
  return GTK_WINDOW (hoist_accounts_window_new (NULL, stage->workspace));
}

/* The last one changes the accounts: it stays the last. */
const GalleryScene gallery_account_scenes[] = {
  { "form", make_form },
  { "form-errors", make_form_errors },
  { "form-change", make_form_change },
  { "form-sign-in", make_form_sign_in },
  { "assistant", make_assistant },
  { "assistant-keys", make_assistant_keys },
  { "assistant-sign-in", make_assistant_sign_in },
  { "assistant-failed", make_assistant_failed },
  { "assistant-test", make_assistant_test },
  { "assistant-finish", make_assistant_finish },
  { "accounts", make_accounts },
  { "accounts-trouble", make_accounts_trouble },
  { NULL, NULL },
};
