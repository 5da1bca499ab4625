/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_REMEMBER_H
#define PD_UI_SCREEN_REMEMBER_H

#include "ui/screen/sheet.h"

/* How the lists of the tabs were looked at, for the next start: their order, filter and
 * section, and the directory that a form was given last, in screen.state of
 * $XDG_STATE_HOME/pemdeck, which belongs to the account and not to the store. It is a
 * convenience: what cannot be read or written is left. */

/* Before the pages are read for the first time. */
void pd_remember_load(struct pd_app *app);

/* At the end; writes only what differs from what was read. */
void pd_remember_save(struct pd_app *app);

#endif
