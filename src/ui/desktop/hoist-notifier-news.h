/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is worth telling somebody who looks elsewhere: decided here, shown by HoistNotifier. */
#pragma once

#include "hoist-preferences.h"
#include "hoist-queue.h"

G_BEGIN_DECLS

typedef enum {
  HOIST_NEWS_BUTTON_NONE,
  HOIST_NEWS_BUTTON_COPY_LINKS,
  HOIST_NEWS_BUTTON_SHOW_PROBLEM,
} HoistNewsButton;

/* More links than this are nothing to paste: then there is no button for them. */
#define HOIST_NEWS_MAX_LINKS 1000

/**
 * HoistNewsItem:
 * @id: one of the same id takes its place
 * @title: the fact
 * @body: (nullable): the rest
 * @is_problem: about what needs the user; else about what is finished
 * @linked: (nullable) (element-type gint64): with %HOIST_NEWS_BUTTON_COPY_LINKS: the uploads whose
 *   links are meant; they are named because the button may be pressed in a later run
 */
typedef struct {
  const char *id;
  const char *title;
  const char *body;
  gboolean is_problem;
  HoistNewsButton button;
  const GArray *linked;
} HoistNewsItem;

/**
 * HoistNewsEvents:
 * @keep: what may be on show has changed: @ids (nullable) are to be there for hoist_news_recall()
 * in the next run, for a desktop shows notifications of a program that has ended
 */
typedef struct {
  void (*tell) (const HoistNewsItem *item, gpointer data);
  void (*withdraw) (const char *id, gpointer data);
  void (*keep) (const char *ids, gpointer data);
} HoistNewsEvents;

typedef struct _HoistNews HoistNews;

HoistNews *hoist_news_new (const HoistNewsEvents *events, gpointer data);
void hoist_news_free (HoistNews *self);

void hoist_news_set_wish (HoistNews *self, HoistNotify wish);
void hoist_news_recall (HoistNews *self, const char *ids);
void hoist_news_begin (HoistNews *self);
void hoist_news_take_state (HoistNews *self,
                            gint64 id,
                            HoistState state,
                            const char *name,
                            const char *sentence,
                            const char *link,
                            gboolean is_looked_at);
void hoist_news_forget (HoistNews *self, gint64 id);
void hoist_news_end (HoistNews *self, gboolean is_looked_at);
void hoist_news_see (HoistNews *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistNews, hoist_news_free)

G_END_DECLS
