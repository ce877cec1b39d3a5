/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alibaba Cloud PDS (Drive and Photo Service) as a provider. */
#pragma once

#include "hoist-provider.h"

G_BEGIN_DECLS

extern const HoistProvider hoist_alibaba_pds;

G_END_DECLS
