/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An account of MetaStudio's, and what is said and answered in its name. */
#pragma once

#include "hoist-huawei-metastudio.h"

#include "hoist-error.h"
#include "hoist-huawei-account.h"
#include "hoist-huawei-file.h"

#include <string.h>

#define PROJECT "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
#define HOST "https://metastudio.cn-north-4.myhuaweicloud.com"
#define IAM "https://iam.myhuaweicloud.com"
#define NOW_US (G_GINT64_CONSTANT (1768465800) * G_USEC_PER_SEC)
#define HOUR_US (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

typedef struct {
  HoistSettings *settings;
  HoistSettings *secrets;
  HoistFileFacts file;
  HoistErrand *errand;
  HoistFacts facts;
  HoistRequest *request;
  GError *error;
} Fixture;

static inline void
set_up (Fixture *self, gconstpointer data)
{
  self->settings = hoist_settings_new ();
  self->secrets = hoist_settings_new ();
  self->file = (HoistFileFacts){ .name = "intro.mp4", .size = 5 };
  self->facts = (HoistFacts){ .provider = &hoist_huawei_metastudio,
                              .settings = self->settings,
                              .secrets = self->secrets,
                              .file = &self->file,
                              .now_us = NOW_US };
}

static inline void
tear_down (Fixture *self, gconstpointer data)
{
  hoist_settings_unref (self->settings);
  hoist_settings_unref (self->secrets);
  hoist_errand_free (self->errand);
  hoist_request_free (self->request);
  g_clear_error (&self->error);
}

static inline void
set_keys (Fixture *self)
{
  hoist_settings_set (self->settings, "access-key", "EXAMPLEAK");
  hoist_settings_set (self->secrets, "secret-key", "ExampleSecretKey");
}

static inline void
set_user (Fixture *self)
{
  hoist_settings_set (self->settings, "user", "ann");
  hoist_settings_set (self->settings, "domain", "acme");
  hoist_settings_set (self->secrets, "password", "hunter2hunter2");
}

static inline void
grant (Fixture *self, gint64 until_us)
{
  g_autofree char *until = g_strdup_printf ("%" G_GINT64_FORMAT, until_us);

  hoist_settings_set (self->secrets, HOIST_GRANT_TOKEN, "granted");
  hoist_settings_set (self->secrets, HOIST_GRANT_UNTIL, until);
  hoist_settings_set (self->secrets, HOIST_HUAWEI_GRANT_PROJECT, PROJECT);
}

static inline void
begin_errand (Fixture *self, HoistStep step)
{
  hoist_errand_free (self->errand);
  self->errand = hoist_errand_new (step);
  self->facts.errand = self->errand;
  self->facts.file = NULL;
}

static inline HoistMove
write_errand (Fixture *self)
{
  g_clear_pointer (&self->request, hoist_request_free);
  g_clear_error (&self->error);
  return hoist_huawei_metastudio.write_request (&self->facts, NULL, self->errand->step, NULL,
                                                &self->request, &self->error);
}

static inline HoistMove
read_reply (Fixture *self, guint status, const char *text, const char *token)
{
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
  g_autoptr (HoistReply) reply = hoist_reply_new (status, body);
  HoistMove move = { 0 };

  if (token != NULL)
    hoist_reply_set_header (reply, "X-Subject-Token", token, 0);
  g_clear_error (&self->error);
  move = hoist_huawei_metastudio.read_reply (&self->facts, NULL, self->errand->step, NULL, reply,
                                             &self->error);
  g_assert_true ((move.kind == HOIST_MOVE_FAILED) == (self->error != NULL));
  return move;
}

static inline void
assert_request (Fixture *self, const char *method, const char *url)
{
  g_assert_cmpint (write_errand (self).kind, ==, HOIST_MOVE_SEND);
  g_assert_cmpstr (self->request->method, ==, method);
  g_assert_cmpstr (self->request->url, ==, url);
}

static inline const char *
get_header (Fixture *self, const char *name)
{
  for (guint i = 0; i + 1 < self->request->headers->len; i += 2) {
    if (strcmp (g_ptr_array_index (self->request->headers, i), name) == 0)
      return g_ptr_array_index (self->request->headers, i + 1);
  }
  return NULL;
}

static inline const HoistFinding *
get_finding (Fixture *self, guint index)
{
  g_assert_cmpuint (index, <, self->errand->findings->len);
  return g_ptr_array_index (self->errand->findings, index);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
