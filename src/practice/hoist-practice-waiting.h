/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests that want to know how putting a file together ends: all get the same answer. */
#pragma once

#include "hoist-practice-exchange.h"

G_BEGIN_DECLS

typedef struct _HoistPracticeWaiting HoistPracticeWaiting;

typedef void (*HoistPracticeAnswer) (HoistPracticeExchange *exchange, gpointer data);

HoistPracticeWaiting *hoist_practice_waiting_new (void);
void hoist_practice_waiting_free (HoistPracticeWaiting *self);
gboolean hoist_practice_waiting_join (HoistPracticeWaiting *self,
                                      const char *key,
                                      HoistPracticeExchange *exchange);
void hoist_practice_waiting_begin (HoistPracticeWaiting *self,
                                   const char *key,
                                   HoistPracticeExchange *exchange);
void hoist_practice_waiting_answer (HoistPracticeWaiting *self,
                                    const char *key,
                                    HoistPracticeAnswer answer,
                                    gpointer data);
void hoist_practice_waiting_forget (HoistPracticeWaiting *self, HoistPracticeExchange *exchange);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HoistPracticeWaiting, hoist_practice_waiting_free)

G_END_DECLS
