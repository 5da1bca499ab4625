/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_FINDINGS_H
#define PD_UI_SCREEN_FINDINGS_H

#include "ui/screen/stack.h"

/* Opens what needs doing in all tabs, worst first: what it is about, how long that is
 * left, and the key that does it, from there. */
void pd_findings_open(struct pd_app *app);

#endif
