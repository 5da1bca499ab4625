/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_FORM_FORM_DIRECTORY_H
#define PD_UI_SCREEN_FORM_FORM_DIRECTORY_H

#include "ui/screen/form/form_state.h"

/* The directory that was typed last in any form, also before this start: an empty file
 * field takes it with one key. */

/* That of the last file field in which somebody typed, once the form runs; and what fields
 * got that recall it. */
void pd_form_keep_typed(struct pd_form *form);

/* It, where the focused field is an empty one of files; NULL: elsewhere, or none is known.
 * Borrowed. */
const char *pd_form_directory(struct pd_form *form);

/* Puts it there; false: see above. */
bool pd_form_take_directory(struct pd_form *form);

#endif
