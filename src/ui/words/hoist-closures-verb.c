/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one button that helps an upload, and how its row looks. */
#include "hoist-config.h"

#include "hoist-closures.h"

#include <glib/gi18n-lib.h>

/* What the button says, shows and does. */
static const struct {
  const char *label; /* (nullable): marked with N_() */
  const char *icon;
  const char *action; /* of the window */
} verbs[] = {
  [HOIST_VERB_NONE] = { NULL, NULL, NULL },
  [HOIST_VERB_PAUSE] = { N_ ("Pause"), "media-playback-pause-symbolic", "win.pause" },
  [HOIST_VERB_RESUME] = { N_ ("Resume"), "media-playback-start-symbolic", "win.resume" },
  [HOIST_VERB_RETRY] = { N_ ("Try Now"), "view-refresh-symbolic", "win.retry" },
  [HOIST_VERB_START_OVER] = { N_ ("Start Over"), "hoist-up-symbolic", "win.start-over" },
  [HOIST_VERB_SIGN_IN] = { N_ ("Sign In"), "dialog-password-symbolic", "win.sign-in" },
  [HOIST_VERB_ALLOW_ACCESS] = { N_ ("Allow Access Again"), "folder-symbolic", "win.allow-access" },
  [HOIST_VERB_UPLOAD_ANYWAY] = { N_ ("Upload Anyway"), "hoist-up-symbolic", "win.upload-anyway" },
  [HOIST_VERB_COPY_LINK] = { N_ ("Copy Link"), "edit-copy-symbolic", "win.copy-link" },
  [HOIST_VERB_COPY_ID] = { N_ ("Copy ID"), "edit-copy-symbolic", "win.copy-id" },
};

/* A button that cannot help is not shown: a file that is too large stays too large. */
static HoistVerb
verb_attention (const HoistSight *sight)
{
  switch ((int) sight->reason) {
  case HOIST_REASON_SIGN_IN:
  case HOIST_REASON_KEYRING_MISSING:
    return HOIST_VERB_SIGN_IN;
  case HOIST_REASON_FILE_CHANGED:
  case HOIST_REASON_UNVERIFIED:
    return HOIST_VERB_START_OVER;
  case HOIST_REASON_TOO_LARGE:
    return HOIST_VERB_NONE;
  case HOIST_REASON_NO_ACCESS:
    /* outside a sandbox no dialog gives access */
    return sight->is_sandbox ? HOIST_VERB_ALLOW_ACCESS : HOIST_VERB_RETRY;
  default:
    return sight->can_retry ? HOIST_VERB_RETRY : HOIST_VERB_NONE;
  }
}

static HoistVerb
verb_waiting (const HoistSight *sight)
{
  switch ((int) sight->reason) {
  case HOIST_REASON_RETRY:
  case HOIST_REASON_KEYRING:
    return sight->can_retry ? HOIST_VERB_RETRY : HOIST_VERB_NONE;
  case HOIST_REASON_METERED:
  case HOIST_REASON_BATTERY:
  case HOIST_REASON_HOURS:
    return HOIST_VERB_UPLOAD_ANYWAY;
  default:
    return HOIST_VERB_NONE;
  }
}

/**
 * hoist_closure_verb:
 *
 * The one round button of a row: what most fits its state. Everything else is in the row's menu.
 */
HoistVerb
hoist_closure_verb (const HoistSight *sight)
{
  switch (sight->state) {
  case HOIST_STATE_HASHING:
  case HOIST_STATE_STARTING:
  case HOIST_STATE_UPLOADING:
    return HOIST_VERB_PAUSE;
  case HOIST_STATE_PAUSED:
    return HOIST_VERB_RESUME;
  case HOIST_STATE_WAITING:
    return verb_waiting (sight);
  case HOIST_STATE_ATTENTION:
    return verb_attention (sight);
  case HOIST_STATE_PROCESSING:
    return sight->has_remote_id ? HOIST_VERB_COPY_ID : HOIST_VERB_NONE;
  case HOIST_STATE_FINISHED:
    if (sight->has_link)
      return HOIST_VERB_COPY_LINK;
    return sight->has_remote_id ? HOIST_VERB_COPY_ID : HOIST_VERB_NONE;
  case HOIST_STATE_QUEUED:
  case HOIST_STATE_FINISHING:
  case HOIST_STATE_REMOVED:
  default:
    return HOIST_VERB_NONE;
  }
}

HoistBar
hoist_closure_bar (const HoistSight *sight)
{
  switch (sight->state) {
  case HOIST_STATE_HASHING:
  case HOIST_STATE_STARTING:
  case HOIST_STATE_UPLOADING:
  case HOIST_STATE_FINISHING:
    return HOIST_BAR_FULL_COLOUR;
  case HOIST_STATE_PAUSED:
  case HOIST_STATE_WAITING:
  case HOIST_STATE_ATTENTION:
    return sight->fraction * 100 < 1 ? HOIST_BAR_NONE : HOIST_BAR_DIMMED;
  case HOIST_STATE_QUEUED:
  case HOIST_STATE_PROCESSING:
  case HOIST_STATE_FINISHED:
  case HOIST_STATE_REMOVED:
  default:
    return HOIST_BAR_NONE;
  }
}

/**
 * hoist_closure_badge:
 *
 * Returns: (nullable): the name of the small icon that repeats the state
 */
const char *
hoist_closure_badge (const HoistSight *sight)
{
  switch (sight->state) {
  case HOIST_STATE_FINISHED:
  case HOIST_STATE_PROCESSING:
    return "hoist-done-symbolic";
  case HOIST_STATE_PAUSED:
    return "hoist-paused-symbolic";
  case HOIST_STATE_WAITING:
    return "hoist-waiting-symbolic";
  case HOIST_STATE_ATTENTION:
    return "hoist-attention-symbolic";
  case HOIST_STATE_QUEUED:
  case HOIST_STATE_HASHING:
  case HOIST_STATE_STARTING:
  case HOIST_STATE_UPLOADING:
  case HOIST_STATE_FINISHING:
  case HOIST_STATE_REMOVED:
  default:
    return NULL;
  }
}

const char *
hoist_closure_verb_icon (HoistVerb verb)
{
  g_return_val_if_fail ((guint) verb < G_N_ELEMENTS (verbs), NULL);

  return verbs[verb].icon;
}

const char *
hoist_closure_verb_label (HoistVerb verb)
{
  g_return_val_if_fail ((guint) verb < G_N_ELEMENTS (verbs), NULL);

  return verbs[verb].label != NULL ? g_dgettext (GETTEXT_PACKAGE, verbs[verb].label) : NULL;
}

/**
 * hoist_closure_verb_action:
 *
 * Returns: (nullable): an action of the window; its target is the session's id
 */
const char *
hoist_closure_verb_action (HoistVerb verb)
{
  g_return_val_if_fail ((guint) verb < G_N_ELEMENTS (verbs), NULL);

  return verbs[verb].action;
}
