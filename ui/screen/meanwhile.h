/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_MEANWHILE_H
#define PD_UI_SCREEN_MEANWHILE_H

#include "ui/screen/sheet.h"

/* What others do to the store while it is on the screen, which then shows it, keeping its
 * place and whatever is open. */

/* Begins to watch. Where the system does not tell, nothing is watched. */
void pd_meanwhile_start(struct pd_app *app);
void pd_meanwhile_stop(struct pd_app *app);

/* What was done up to now is not told: whoever asks for the store to be read again sees it.
 * Nothing else passes over it: the change of another must not be lost beside one's own. */
void pd_meanwhile_skip(struct pd_app *app);

/* Looks what has happened: when the screen is woken. */
void pd_meanwhile_look(struct pd_app *app);

#endif
