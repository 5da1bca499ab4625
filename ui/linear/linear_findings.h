/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_LINEAR_LINEAR_FINDINGS_H
#define PD_UI_LINEAR_LINEAR_FINDINGS_H

#include "ui/linear/linear_state.h"

/* Says all findings, the worst of each tab first. */
void pd_linear_say_findings(struct pd_linear *linear);

/* Says the numbered tabs, and below them the first findings. */
void pd_linear_say_tabs(struct pd_linear *linear);

#endif
