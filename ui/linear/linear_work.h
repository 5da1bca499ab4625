/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_LINEAR_LINEAR_WORK_H
#define PD_UI_LINEAR_LINEAR_WORK_H

#include "ui/ask/interaction.h"
#include "ui/linear/linear_state.h"

/* Does the work that comes next, and waits for it. false: C-c cancelled it, or the dialogue
 * ends; it may be done all the same. */
bool pd_linear_work(struct pd_linear *linear, struct pd_interaction *interaction);

#endif
