/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_LINEAR_LINEAR_FINDINGS_H
#define PD_UI_LINEAR_LINEAR_FINDINGS_H

#include "ui/linear/linear_state.h"

/* Says all that needs doing, worst first in each tab. */
void pd_linear_findings(struct pd_linear *linear);

/* Says the same below the numbered tabs, but only the first of what needs doing. */
void pd_linear_tabs(struct pd_linear *linear);

#endif
