/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The heading of a message dialog, which libadwaita may ask for less room than it needs. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void hoist_message_heading_mend (AdwMessageDialog *dialog);

G_END_DECLS
