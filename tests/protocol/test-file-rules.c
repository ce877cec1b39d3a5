/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each service's rules say of a file before anything of it is sent: one table for all. */
#include "hoist-error.h"
#include "hoist-provider.h"

#include <string.h>

#define GIB (G_GUINT64_CONSTANT (1) << 30)
#define TIB (GIB * 1024)

typedef struct {
  const char *service;
  const char *name;
  guint64 size;
  const char *content_type; /* (nullable) */
  const char *option;       /* (nullable): "id=value" of the upload */
  int code;                 /* -1 where the file is taken */
  const char *word;         /* (nullable): in the sentence */
} Case;

/* The figures are those of the notes in docs/protocols. */
static const Case cases[] = {
  { "tencent-vod", "a.mp4", 1, NULL, NULL, -1, NULL },
  { "tencent-vod", "a.mp4", 40 * TIB, NULL, NULL, -1, NULL },
  { "tencent-vod", "a.mp4", 0, NULL, NULL, HOIST_ERROR_REFUSED, "empty" },
  { "tencent-vod", "clip", 1, NULL, NULL, HOIST_ERROR_REFUSED, "File type" },
  { "tencent-vod", "clip", 1, "video/mp4", NULL, -1, NULL },
  { "tencent-vod", "clip", 1, NULL, "file-type=mp4", -1, NULL },

  { "alibaba-pds", "a.mp4", 0, NULL, NULL, -1, NULL },
  { "alibaba-pds", "clip", 1, NULL, NULL, -1, NULL },
  { "alibaba-pds", "a.mp4", 1 * TIB, NULL, NULL, -1, NULL },
  { "alibaba-pds", "a.mp4", 3000 * TIB, NULL, NULL, HOIST_ERROR_TOO_LARGE, "up to" },

  { "huawei-metastudio", "a.mp4", 1, NULL, NULL, -1, NULL },
  { "huawei-metastudio", "a.mp4", 0, NULL, NULL, HOIST_ERROR_REFUSED, "empty" },
  { "huawei-metastudio", "clip", 1, NULL, NULL, HOIST_ERROR_REFUSED, "File type" },
  { "huawei-metastudio", "clip", 1, "video/mp4", NULL, -1, NULL },
  { "huawei-metastudio", "a.mp4", 1, NULL, "asset-type=IMAGE", HOIST_ERROR_REFUSED, "Asset type" },
  { "huawei-metastudio", "a.mp4", 40 * TIB, NULL, NULL, HOIST_ERROR_TOO_LARGE, "up to" },

  { "xvid-mediahub", "a.mp4", 0, NULL, NULL, -1, NULL },
  { "xvid-mediahub", "a.mp4", 5 * GIB, NULL, NULL, -1, NULL },
  { "xvid-mediahub", "a.mp4", 5 * GIB + 1, NULL, NULL, HOIST_ERROR_TOO_LARGE, "5 GiB" },
  { "xvid-mediahub", "a.mp4", 1, NULL, "folder=a/../b", HOIST_ERROR_REFUSED, "Folder" },
};

static GError *
check (const Case *one)
{
  const HoistProvider *provider = hoist_provider_find (one->service);
  g_autoptr (HoistSettings) settings = hoist_settings_new ();
  g_autoptr (HoistSettings) options = hoist_settings_new ();
  g_auto (GStrv) option = g_strsplit (one->option != NULL ? one->option : "", "=", 2);
  HoistFileFacts file = { .name = one->name, .size = one->size, .content_type = one->content_type };
  const HoistFacts facts = {
    .provider = provider, .settings = settings, .options = options, .file = &file
  };
  GError *error = NULL;

  if (one->option != NULL)
    hoist_settings_set (options, option[0], option[1]);
  g_assert_true (hoist_provider_check_file (&facts, &error) == (error == NULL));
  return error;
}

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    const Case *one = &cases[i];
    g_autoptr (GError) error = check (one);

    g_test_message ("%s: %s of %" G_GUINT64_FORMAT " bytes, %s: %s", one->service, one->name,
                    one->size, one->option != NULL ? one->option : "-",
                    error != NULL ? error->message : "taken");
    if (one->code < 0) {
      g_assert_no_error (error);
      continue;
    }
    g_assert_error (error, HOIST_ERROR, one->code);
    g_assert_nonnull (strstr (error->message, one->word));
  }
}

/* A service that is added later has to say what it takes here, too. */
static void
test_all_services (void)
{
  guint n_providers = 0;
  const HoistProvider *const *providers = hoist_provider_list (&n_providers);

  for (guint i = 0; i < n_providers; i++) {
    guint n_cases = 0;

    for (gsize j = 0; j < G_N_ELEMENTS (cases); j++)
      n_cases += g_str_equal (cases[j].service, providers[i]->id);
    g_test_message ("%s: %u cases", providers[i]->id, n_cases);
    g_assert_cmpuint (n_cases, >, 2);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/file-rules/what-a-service-takes-is-known-before-the-start", test_cases);
  g_test_add_func ("/file-rules/every-service-is-in-the-table", test_all_services);
  return g_test_run ();
}
